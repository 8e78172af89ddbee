/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests what our own netlink messages say. */
#include "config.h"

#include <linux/neighbour.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "unit/messages.h"
#include "unit/tests.h"

static struct netlink_hops room;

static const struct nlattr *find(const struct nlmsghdr *nlh, size_t header_len, uint16_t type)
{
	const struct nlattr *attr, *found = NULL;

	mnl_attr_for_each(attr, nlh, header_len)
	{
		if (mnl_attr_get_type(attr) != type)
			continue;
		ck_assert_msg(found == NULL, "attribute %u twice", type);
		found = attr;
	}
	return found;
}

static uint32_t u32_of(const struct nlmsghdr *nlh, size_t header_len, uint16_t type)
{
	const struct nlattr *attr = find(nlh, header_len, type);

	ck_assert_msg(attr != NULL, "no attribute %u", type);
	ck_assert_uint_eq(mnl_attr_get_payload_len(attr), 4);
	return mnl_attr_get_u32(attr);
}

static void assert_route(const struct route *a, const struct route *b)
{
	ck_assert_uint_eq(a->table, b->table);
	ck_assert_uint_eq(a->metric, b->metric);
	ck_assert_uint_eq(a->protocol, b->protocol);
	assert_same_ip(a->prefsrc, b->prefsrc);
	ck_assert_uint_eq(a->mtu, b->mtu);
	ck_assert_int_eq(a->mtu_lock, b->mtu_lock);
	ck_assert_uint_eq(a->n_hops, b->n_hops);
	for (size_t i = 0; i < a->n_hops; i++) {
		ck_assert_uint_eq(a->hops[i].ifindex, b->hops[i].ifindex);
		assert_same_ip(a->hops[i].gateway, b->hops[i].gateway);
		ck_assert_int_eq(a->hops[i].onlink, b->hops[i].onlink);
	}
}

static struct route random_route(struct rng *rng, struct hop *storage, size_t n_hops)
{
	for (size_t i = 0; i < n_hops; i++)
		storage[i] = (struct hop){ 1 + below(rng, 100), { 1 + below(rng, UINT32_MAX) },
			one_in(rng, 2) };
	return (struct route){ .table = 1 + below(rng, UINT32_MAX),
		.metric = below(rng, UINT32_MAX),
		.protocol = RTPROT_RA,
		.prefsrc = { one_in(rng, 2) ? 0 : below(rng, UINT32_MAX) },
		.mtu = one_in(rng, 2) ? 0 : 68 + below(rng, 65000),
		.n_hops = n_hops,
		.hops = storage };
}

/* The route of our request equals the one that we read in the kernel's answer, or the reconcile would
 * never come to rest. */
START_TEST(rtnl_routes_are_read_as_they_were_written)
{
	struct rng rng = { 3 };
	struct hop *storage = calloc(ROUTE_HOPS_MAX, sizeof(*storage));

	for (size_t round = 0; round < 3000; round++) {
		size_t n = round == 0 ? ROUTE_HOPS_MAX : 1 + below(&rng, 8);
		struct route_change change = { .op = one_in(&rng, 2) ? ROUTE_ADD : ROUTE_DELETE,
			.route = random_route(&rng, storage, n) };
		struct nlmsghdr *nlh;
		struct route read;

		change.route.mtu_lock = change.route.mtu != 0 && one_in(&rng, 2);
		nlh = netlink_build_change(&message, &change, (uint32_t)round);
		ck_assert_uint_le(nlh->nlmsg_len, NETLINK_MESSAGE_MAX);
		ck_assert_uint_eq(nlh->nlmsg_seq, round);
		ck_assert(netlink_parse_route(nlh, &read, &room));
		assert_route(&read, &change.route);
	}
	free(storage);
}
END_TEST

static const struct hop two_hops[] = {
	{ .ifindex = 2, .gateway = { 0x010200c0 } },
	{ .ifindex = 3, .gateway = { 0x020200c0 } },
};

static struct route_change change_of(bool add, size_t n_hops)
{
	return (struct route_change){ .op = add ? ROUTE_ADD : ROUTE_DELETE,
		.route = { .table = 100000,
		    .metric = 4097,
		    .protocol = RTPROT_RA,
		    .n_hops = n_hops,
		    .hops = two_hops } };
}

/* A replacing request takes the first route of that metric, whichever program owns it, so no request of
 * ours replaces, and none gives way to a route that is there: it is appended. Fault A5: our routes carry
 * our metric and protocol, and differ from foreign ones. */
START_TEST(rtnl_routes_are_appended_and_never_replace)
{
	for (size_t n = 1; n <= 2; n++) {
		struct route_change change = change_of(true, n);
		struct nlmsghdr *nlh = netlink_build_change(&message, &change, 9);
		struct rtmsg *rtm = rtm_of(nlh);

		ck_assert_uint_eq(nlh->nlmsg_type, RTM_NEWROUTE);
		ck_assert_uint_eq(nlh->nlmsg_flags,
		    NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_APPEND | NLM_F_ECHO);
		ck_assert_uint_eq(nlh->nlmsg_flags & NLM_F_REPLACE, 0);
		ck_assert_uint_eq(rtm->rtm_family, AF_INET);
		ck_assert_uint_eq(rtm->rtm_dst_len, 0);
		ck_assert_uint_eq(rtm->rtm_type, RTN_UNICAST);
		ck_assert_uint_eq(rtm->rtm_scope, RT_SCOPE_UNIVERSE);
		ck_assert_uint_eq(rtm->rtm_protocol, RTPROT_RA);
		ck_assert_uint_eq(rtm->rtm_flags, 0); /* not "onlink": the kernel is to check */
		ck_assert_uint_eq(u32_of(nlh, sizeof(*rtm), RTA_TABLE), 100000);
		ck_assert_uint_eq(u32_of(nlh, sizeof(*rtm), RTA_PRIORITY), 4097);
	}
}
END_TEST

static void assert_metrics(const struct nlmsghdr *nlh, uint32_t mtu, uint32_t lock)
{
	const struct nlattr *nest = find(nlh, sizeof(struct rtmsg), RTA_METRICS), *attr;
	unsigned n = 0;

	ck_assert_ptr_nonnull(nest);
	mnl_attr_for_each_nested(attr, nest)
	{
		n++;
		if (mnl_attr_get_type(attr) == RTAX_MTU)
			ck_assert_uint_eq(mnl_attr_get_u32(attr), mtu);
		else if (mnl_attr_get_type(attr) == RTAX_LOCK)
			ck_assert_uint_eq(mnl_attr_get_u32(attr), lock);
		else
			ck_abort_msg("another metric");
	}
	ck_assert_uint_eq(n, 2);
}

/* Fault A4: a route deleted by its gateway alone may be the administrator's. All that tells a route
 * from another is named: table, protocol, metric, gateway and interface; and the MTU also where there
 * is none, since what is left out would match any. */
START_TEST(rtnl_routes_are_deleted_by_their_full_name)
{
	struct route_change change = change_of(false, 1);
	struct nlmsghdr *nlh = netlink_build_change(&message, &change, 9);
	struct rtmsg *rtm = rtm_of(nlh);
	const struct nlattr *nest;

	ck_assert_uint_eq(nlh->nlmsg_type, RTM_DELROUTE);
	ck_assert_uint_eq(nlh->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	ck_assert_uint_eq(rtm->rtm_family, AF_INET);
	ck_assert_uint_eq(rtm->rtm_dst_len, 0);
	ck_assert_uint_eq(rtm->rtm_type, RTN_UNICAST);
	ck_assert_uint_eq(rtm->rtm_protocol, RTPROT_RA);
	ck_assert_uint_eq(u32_of(nlh, sizeof(*rtm), RTA_TABLE), 100000);
	ck_assert_uint_eq(u32_of(nlh, sizeof(*rtm), RTA_PRIORITY), 4097);
	ck_assert_uint_eq(u32_of(nlh, sizeof(*rtm), RTA_OIF), 2);
	ck_assert_uint_eq(u32_of(nlh, sizeof(*rtm), RTA_GATEWAY), two_hops[0].gateway.s_addr);
	assert_metrics(nlh, 0, 0);

	/* Of a multipath route, each hop. */
	change = change_of(false, 2);
	change.route.prefsrc = ip("192.0.2.10");
	change.route.mtu = 1400;
	change.route.mtu_lock = true;
	nlh = netlink_build_change(&message, &change, 9);
	assert_metrics(nlh, 1400, 1U << RTAX_MTU);
	rtm = rtm_of(nlh);
	nest = find(nlh, sizeof(*rtm), RTA_MULTIPATH);
	ck_assert_ptr_nonnull(nest);
	ck_assert_uint_eq(mnl_attr_get_payload_len(nest), 2 * (sizeof(struct rtnexthop) + 8));
	ck_assert_ptr_null(find(nlh, sizeof(*rtm), RTA_GATEWAY));
	ck_assert_uint_eq(u32_of(nlh, sizeof(*rtm), RTA_PREFSRC), change.route.prefsrc.s_addr);
}
END_TEST

/* A kernel that checks strictly wants the header of that kind, all of it 0 but the family. */
START_TEST(rtnl_dumps_ask_for_ipv4_of_one_table)
{
	static const struct {
		uint16_t type;
		size_t header_len;
		unsigned char family;
		uint16_t attr;
		uint32_t value;
	} rows[] = {
		{ RTM_GETLINK, sizeof(struct ifinfomsg), AF_UNSPEC, IFLA_EXT_MASK,
		    RTEXT_FILTER_SKIP_STATS },
		{ RTM_GETADDR, sizeof(struct ifaddrmsg), AF_INET, 0, 0 },
		{ RTM_GETROUTE, sizeof(struct rtmsg), AF_INET, RTA_TABLE, 100000 },
		{ RTM_GETNEIGH, sizeof(struct ndmsg), AF_INET, 0, 0 },
		{ RTM_GETNETCONF, sizeof(struct netconfmsg), AF_INET, 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct nlmsghdr *nlh;
		const unsigned char *header;
		size_t attrs_len = rows[i].attr != 0 ? 8 : 0;

		memset(&message, 0xff, sizeof(message));
		nlh = netlink_build_dump(&message, rows[i].type, 100000, 77);
		ck_assert_uint_eq(nlh->nlmsg_type, rows[i].type);
		ck_assert_uint_eq(nlh->nlmsg_flags, NLM_F_REQUEST | NLM_F_DUMP);
		ck_assert_uint_eq(nlh->nlmsg_seq, 77);
		ck_assert_uint_eq(
		    nlh->nlmsg_len, NLMSG_HDRLEN + MNL_ALIGN(rows[i].header_len) + attrs_len);
		header = mnl_nlmsg_get_payload(nlh);
		ck_assert_uint_eq(header[0], rows[i].family);
		for (size_t j = 1; j < rows[i].header_len; j++)
			ck_assert_uint_eq(header[j], 0);
		if (attrs_len > 0)
			ck_assert_uint_eq(
			    u32_of(nlh, rows[i].header_len, rows[i].attr), rows[i].value);
	}
	ck_assert_uint_eq(netlink_build_dump(&message, RTM_GETROUTE, 0, 1)->nlmsg_len,
	    NLMSG_HDRLEN + sizeof(struct rtmsg));
}
END_TEST

static void assert_neighbour(
    const struct nlmsghdr *nlh, uint16_t type, uint16_t flags, uint16_t state, uint8_t ndm_flags)
{
	const struct ndmsg *ndm = mnl_nlmsg_get_payload(nlh);

	ck_assert_uint_eq(nlh->nlmsg_type, type);
	ck_assert_uint_eq(nlh->nlmsg_flags, NLM_F_REQUEST | flags);
	ck_assert_uint_eq(ndm->ndm_family, AF_INET);
	ck_assert_int_eq(ndm->ndm_ifindex, 2);
	ck_assert_uint_eq(ndm->ndm_state, state);
	ck_assert_uint_eq(ndm->ndm_flags, ndm_flags);
	ck_assert_uint_eq(u32_of(nlh, sizeof(*ndm), NDA_DST), ip("192.0.2.1").s_addr);
	/* The link-layer address is the neighbour's to tell. */
	ck_assert_ptr_null(find(nlh, sizeof(*ndm), NDA_LLADDR));
}

/* RFC 1122 3.3.1.4. To set a state changes an entry that is there, and makes none. [N-2] */
START_TEST(rfc1122_3_3_1_4_questions_to_neighbours)
{
	struct in_addr r1 = ip("192.0.2.1");

	assert_neighbour(netlink_build_neighbour_get(&message, 2, r1, 5), RTM_GETNEIGH, 0, 0, 0);
	assert_neighbour(netlink_build_neighbour_set(&message, 2, r1, NUD_PROBE, 6), RTM_NEWNEIGH,
	    NLM_F_ACK | NLM_F_REPLACE, NUD_PROBE, 0);
	assert_neighbour(netlink_build_neighbour_set(&message, 2, r1, NUD_STALE, 7), RTM_NEWNEIGH,
	    NLM_F_ACK | NLM_F_REPLACE, NUD_STALE, 0);
	assert_neighbour(netlink_build_neighbour_ask(&message, 2, r1, 8), RTM_NEWNEIGH,
	    NLM_F_ACK | NLM_F_CREATE, 0, NTF_USE);
}
END_TEST

Suite *suite_rtnl_said(void)
{
	Suite *s = suite_create("rtnl_said");
	TCase *tc = tcase_create("rtnl_said");

	tcase_add_test(tc, rtnl_routes_are_read_as_they_were_written);
	tcase_add_test(tc, rtnl_routes_are_appended_and_never_replace);
	tcase_add_test(tc, rtnl_routes_are_deleted_by_their_full_name);
	tcase_add_test(tc, rtnl_dumps_ask_for_ipv4_of_one_table);
	tcase_add_test(tc, rfc1122_3_3_1_4_questions_to_neighbours);
	suite_add_tcase(s, tc);
	return s;
}
