/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests that no netlink message, however broken, is read beyond its end. */
#include "config.h"

#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "unit/messages.h"
#include "unit/tests.h"

static struct netlink_hops room;

/* Hands a message to every parser, from a block of memory that ends where it does. */
static void parse_all(const void *bytes, size_t len)
{
	struct nlmsghdr *nlh = calloc(1, MNL_ALIGN(len));
	struct iface iface;
	struct iface_addr addr;
	struct neighbour neighbour;
	struct route route;
	unsigned ifindex;
	bool flag;

	ck_assert_ptr_nonnull(nlh);
	memcpy(nlh, bytes, len);
	nlh->nlmsg_len = (uint32_t)len;
	ck_assert(mnl_nlmsg_ok(nlh, (int)len));
	if (netlink_parse_link(nlh, &iface)) {
		ck_assert_uint_gt(iface.ifindex, 0);
		ck_assert_uint_lt(strnlen(iface.name, sizeof(iface.name)), IF_NAMESIZE);
		ck_assert(iface.n_addrs == 0 && iface.addrs == NULL);
	}
	if (netlink_parse_address(nlh, &ifindex, &addr))
		ck_assert_uint_le(addr.prefix_len, 32);
	if (netlink_parse_forwarding(nlh, &ifindex, &flag))
		ck_assert(ifindex > 0 && ifindex <= INT32_MAX);
	if (netlink_parse_neighbour(nlh, &neighbour, &flag))
		ck_assert(neighbour.ifindex > 0 && neighbour.state <= NEIGHBOUR_FAILED);
	if (netlink_parse_route(nlh, &route, &room)) {
		ck_assert_ptr_eq(route.hops, room.hops);
		ck_assert_uint_ge(route.n_hops, 1);
		ck_assert_uint_le(route.n_hops, NETLINK_HOPS_MAX);
	}
	free(nlh);
}

/* One full message of each kind. */
static struct nlmsghdr *sample(unsigned kind)
{
	struct nlmsghdr *nlh;
	struct nlattr *nest;

	switch (kind) {
	case 0:
		nlh = begin_link(3, IFF_UP | IFF_RUNNING, AF_UNSPEC);
		mnl_attr_put_strz(nlh, IFLA_IFNAME, "eth0");
		mnl_attr_put_u32(nlh, IFLA_MTU, 1500);
		return nlh;
	case 1:
		nlh = begin_address(AF_INET, 24);
		put_ip(nlh, IFA_ADDRESS, "192.0.2.9");
		put_ip(nlh, IFA_LOCAL, "192.0.2.10");
		return nlh;
	case 2:
		nlh = begin_netconf(AF_INET);
		mnl_attr_put_u32(nlh, NETCONFA_IFINDEX, 5);
		mnl_attr_put_u32(nlh, NETCONFA_FORWARDING, 1);
		return nlh;
	case 3:
		return begin_neighbour(RTM_NEWNEIGH, 2, NUD_STALE);
	default:
		nlh = begin_route(RTM_NEWROUTE);
		nest = mnl_attr_nest_start(nlh, RTA_METRICS);
		mnl_attr_put_u32(nlh, RTAX_LOCK, 1U << RTAX_MTU);
		mnl_attr_put_u32(nlh, RTAX_MTU, 1400);
		mnl_attr_nest_end(nlh, nest);
		nest = mnl_attr_nest_start(nlh, RTA_MULTIPATH);
		put_hop(nlh, 2, "192.0.2.1");
		put_hop(nlh, 3, "192.0.2.2");
		put_hop(nlh, 3, NULL);
		mnl_attr_nest_end(nlh, nest);
		return nlh;
	}
}

#define SAMPLES 5

START_TEST(rtnl_messages_may_be_cut_anywhere)
{
	for (unsigned kind = 0; kind < SAMPLES; kind++) {
		uint32_t len = sample(kind)->nlmsg_len;

		for (size_t cut = NLMSG_HDRLEN; cut <= len; cut++)
			parse_all(&message, cut);
	}
}
END_TEST

/* Nothing shorter than the family's header says anything. */
START_TEST(rtnl_messages_without_their_header_say_nothing)
{
	struct iface iface;
	struct iface_addr addr;
	struct neighbour neighbour;
	struct route route;
	unsigned ifindex;
	bool flag;

	for (size_t len = 0; len < sizeof(struct ifinfomsg); len++) {
		struct nlmsghdr *nlh = sample(0);

		nlh->nlmsg_len = (uint32_t)(NLMSG_HDRLEN + len);
		ck_assert(!netlink_parse_link(nlh, &iface));
		nlh = sample(1);
		nlh->nlmsg_len = (uint32_t)(NLMSG_HDRLEN + len);
		ck_assert(!netlink_parse_address(nlh, &ifindex, &addr));
		nlh = sample(2);
		nlh->nlmsg_len = (uint32_t)(NLMSG_HDRLEN + len % sizeof(struct netconfmsg));
		ck_assert(!netlink_parse_forwarding(nlh, &ifindex, &flag));
		nlh = sample(3);
		nlh->nlmsg_len = (uint32_t)(NLMSG_HDRLEN + len % sizeof(struct ndmsg));
		ck_assert(!netlink_parse_neighbour(nlh, &neighbour, &flag));
		nlh = sample(4);
		nlh->nlmsg_len = (uint32_t)(NLMSG_HDRLEN + len % sizeof(struct rtmsg));
		ck_assert(!netlink_parse_route(nlh, &route, &room));
	}
}
END_TEST

START_TEST(rtnl_messages_may_be_damaged_anywhere)
{
	struct rng rng = { 4 };

	for (unsigned round = rounds(100000); round > 0; round--) {
		uint32_t len = sample(below(&rng, SAMPLES))->nlmsg_len;

		for (uint32_t changes = 1 + below(&rng, 6); changes > 0; changes--)
			message.bytes[NLMSG_HDRLEN + below(&rng, len - NLMSG_HDRLEN)] = (char)below(
			    &rng, one_in(&rng, 2) ? 24 : 256);
		parse_all(&message, NLMSG_HDRLEN + below(&rng, len - NLMSG_HDRLEN + 1));
	}
}
END_TEST

START_TEST(rtnl_messages_may_be_anything)
{
	struct rng rng = { 5 };
	union {
		unsigned char bytes[256];
		uint64_t words[32];
		struct nlmsghdr align;
	} random;

	for (unsigned round = rounds(100000); round > 0; round--) {
		for (size_t i = 0; i < ARRAY_SIZE(random.words); i++)
			random.words[i] = rng_next(&rng);
		/* Half of them get past the first rules: the family, and small lengths. */
		if (one_in(&rng, 2)) {
			random.bytes[NLMSG_HDRLEN] = AF_INET;
			memset(random.bytes + NLMSG_HDRLEN + 1, 0, 7);
			for (size_t i = NLMSG_HDRLEN + 12; i < sizeof(random.bytes); i += 4)
				random.bytes[i + 1] = 0;
			random.bytes[NLMSG_HDRLEN + 7] = RTN_UNICAST;
		}
		parse_all(
		    &random, NLMSG_HDRLEN + below(&rng, sizeof(random.bytes) - NLMSG_HDRLEN + 1));
	}
}
END_TEST

Suite *suite_rtnl_broken(void)
{
	Suite *s = suite_create("rtnl_broken");
	TCase *tc = tcase_create("rtnl_broken");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, rtnl_messages_may_be_cut_anywhere);
	tcase_add_test(tc, rtnl_messages_without_their_header_say_nothing);
	tcase_add_test(tc, rtnl_messages_may_be_damaged_anywhere);
	tcase_add_test(tc, rtnl_messages_may_be_anything);
	suite_add_tcase(s, tc);
	return s;
}
