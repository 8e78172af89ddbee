/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests netlink messages: what is read from the kernel's, what ours say, and that no message, however
 * broken, is read beyond its end. */
#include "config.h"

#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "netlink.h"
#include "tests.h"

static union {
	char bytes[NETLINK_MESSAGE_MAX];
	struct nlmsghdr align;
} buf;

static struct hop hops[NETLINK_HOPS_MAX];

/* ---- making messages as the kernel does ---- */

static struct nlmsghdr *begin(uint16_t type)
{
	struct nlmsghdr *nlh;

	memset(&buf, 0, sizeof(buf));
	nlh = mnl_nlmsg_put_header(&buf);
	nlh->nlmsg_type = type;
	return nlh;
}

static void put_ip(struct nlmsghdr *nlh, uint16_t type, const char *address)
{
	mnl_attr_put_u32(nlh, type, ip(address).s_addr);
}

static struct nlmsghdr *begin_link(int index, unsigned flags, unsigned char family)
{
	struct nlmsghdr *nlh = begin(RTM_NEWLINK);
	struct ifinfomsg *ifi = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifi));

	ifi->ifi_family = family;
	ifi->ifi_index = index;
	ifi->ifi_flags = flags;
	return nlh;
}

static struct nlmsghdr *begin_address(unsigned char family, unsigned char prefix_len)
{
	struct nlmsghdr *nlh = begin(RTM_NEWADDR);
	struct ifaddrmsg *ifa = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifa));

	ifa->ifa_family = family;
	ifa->ifa_prefixlen = prefix_len;
	ifa->ifa_index = 7;
	return nlh;
}

static struct nlmsghdr *begin_netconf(unsigned char family)
{
	struct nlmsghdr *nlh = begin(RTM_NEWNETCONF);
	struct netconfmsg *ncm = mnl_nlmsg_put_extra_header(nlh, sizeof(*ncm));

	ncm->ncm_family = family;
	return nlh;
}

static struct nlmsghdr *begin_neighbour(uint16_t type, int index, uint16_t state)
{
	struct nlmsghdr *nlh = begin(type);
	struct ndmsg *ndm = mnl_nlmsg_put_extra_header(nlh, sizeof(*ndm));

	ndm->ndm_family = AF_INET;
	ndm->ndm_ifindex = index;
	ndm->ndm_state = state;
	put_ip(nlh, NDA_DST, "192.0.2.1");
	return nlh;
}

static struct rtmsg *rtm_of(struct nlmsghdr *nlh)
{
	return mnl_nlmsg_get_payload(nlh);
}

/* default via 192.0.2.1 dev 2 proto ra metric 4096, table main */
static struct nlmsghdr *begin_route(uint16_t type)
{
	struct nlmsghdr *nlh = begin(type);
	struct rtmsg *rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));

	rtm->rtm_family = AF_INET;
	rtm->rtm_table = RT_TABLE_MAIN;
	rtm->rtm_protocol = RTPROT_RA;
	rtm->rtm_type = RTN_UNICAST;
	mnl_attr_put_u32(nlh, RTA_TABLE, RT_TABLE_MAIN);
	mnl_attr_put_u32(nlh, RTA_PRIORITY, 4096);
	put_ip(nlh, RTA_GATEWAY, "192.0.2.1");
	mnl_attr_put_u32(nlh, RTA_OIF, 2);
	return nlh;
}

static void put_hop(struct nlmsghdr *nlh, int ifindex, const char *gateway)
{
	struct rtnexthop *nh = mnl_nlmsg_get_payload_tail(nlh);

	*nh = (struct rtnexthop){ .rtnh_ifindex = ifindex };
	nlh->nlmsg_len += sizeof(*nh);
	if (gateway != NULL)
		put_ip(nlh, RTA_GATEWAY, gateway);
	nh->rtnh_len = (unsigned short)((char *)mnl_nlmsg_get_payload_tail(nlh) - (char *)nh);
}

/* ---- links ---- */

START_TEST(rtnl_reads_links)
{
	static const struct {
		unsigned flags;
		bool up, carrier, multicast, broadcast, loopback;
	} rows[] = {
		{ 0, false, false, false, false, false },
		{ IFF_UP, true, false, false, false, false },
		{ IFF_RUNNING, false, true, false, false, false },
		{ IFF_MULTICAST, false, false, true, false, false },
		{ IFF_BROADCAST, false, false, false, true, false },
		{ IFF_LOOPBACK, false, false, false, false, true },
		{ IFF_UP | IFF_RUNNING | IFF_MULTICAST | IFF_BROADCAST, true, true, true, true,
			false },
		{ IFF_UP | IFF_POINTOPOINT | IFF_NOARP, true, false, false, false, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct nlmsghdr *nlh = begin_link(3, rows[i].flags, AF_UNSPEC);
		struct iface iface;

		mnl_attr_put_u32(nlh, IFLA_MTU, 1492);
		mnl_attr_put_strz(nlh, IFLA_IFNAME, "eth0");
		memset(&iface, 0xff, sizeof(iface));
		ck_assert(netlink_parse_link(nlh, &iface));
		ck_assert_uint_eq(iface.ifindex, 3);
		ck_assert_str_eq(iface.name, "eth0");
		ck_assert_uint_eq(iface.mtu, 1492);
		ck_assert_int_eq(iface.up, rows[i].up);
		ck_assert_int_eq(iface.carrier, rows[i].carrier);
		ck_assert_int_eq(iface.multicast, rows[i].multicast);
		ck_assert_int_eq(iface.broadcast, rows[i].broadcast);
		ck_assert_int_eq(iface.loopback, rows[i].loopback);
		ck_assert(!iface.forwarding);
		ck_assert_uint_eq(iface.n_addrs, 0);
		ck_assert_ptr_null(iface.addrs);
	}
}
END_TEST

START_TEST(rtnl_ignores_links_that_are_none)
{
	struct iface iface;
	struct nlmsghdr *nlh = begin_link(3, IFF_UP, AF_UNSPEC);

	ck_assert(!netlink_parse_link(nlh, &iface)); /* no name */
	mnl_attr_put(nlh, IFLA_IFNAME, 0, NULL);
	ck_assert(!netlink_parse_link(nlh, &iface));
	nlh = begin_link(0, IFF_UP, AF_UNSPEC);
	mnl_attr_put_strz(nlh, IFLA_IFNAME, "eth0");
	ck_assert(!netlink_parse_link(nlh, &iface));
	nlh = begin_link(-1, IFF_UP, AF_UNSPEC);
	mnl_attr_put_strz(nlh, IFLA_IFNAME, "eth0");
	ck_assert(!netlink_parse_link(nlh, &iface));
	/* A bridge tells of its ports by messages of the same type: leaving it is no RTM_DELLINK. */
	nlh = begin_link(3, IFF_UP, AF_BRIDGE);
	mnl_attr_put_strz(nlh, IFLA_IFNAME, "eth0");
	ck_assert(!netlink_parse_link(nlh, &iface));
}
END_TEST

/* Names end, also those that were not told to. Fault A19. */
START_TEST(rtnl_link_names_end)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";

	for (size_t len = 1; len < sizeof(letters); len++) {
		struct nlmsghdr *nlh = begin_link(3, IFF_UP, AF_UNSPEC);
		struct iface iface;

		mnl_attr_put(nlh, IFLA_IFNAME, len, letters);
		mnl_attr_put(nlh, IFLA_MTU, 2, "\x05\x05"); /* too short: not read */
		memset(&iface, 0xff, sizeof(iface));
		ck_assert(netlink_parse_link(nlh, &iface));
		ck_assert_uint_eq(strlen(iface.name), len < 16 ? len : 15);
		ck_assert_int_eq(memcmp(iface.name, letters, strlen(iface.name)), 0);
		ck_assert_uint_eq(iface.mtu, 0);
	}
}
END_TEST

/* ---- addresses ---- */

START_TEST(rtnl_reads_addresses)
{
	struct nlmsghdr *nlh = begin_address(AF_INET, 24);
	struct iface_addr a;
	unsigned ifindex;

	put_ip(nlh, IFA_ADDRESS, "192.0.2.10");
	put_ip(nlh, IFA_LOCAL, "192.0.2.10");
	put_ip(nlh, IFA_BROADCAST, "192.0.2.255");
	mnl_attr_put_strz(nlh, IFA_LABEL, "eth0:1");
	ck_assert(netlink_parse_address(nlh, &ifindex, &a));
	ck_assert_uint_eq(ifindex, 7);
	assert_ip(a.local, "192.0.2.10");
	assert_ip(a.subnet, "192.0.2.10");
	ck_assert_uint_eq(a.prefix_len, 24);

	/* Point to point: the subnet is the peer's. */
	nlh = begin_address(AF_INET, 32);
	put_ip(nlh, IFA_ADDRESS, "198.51.100.1");
	put_ip(nlh, IFA_LOCAL, "192.0.2.10");
	ck_assert(netlink_parse_address(nlh, &ifindex, &a));
	assert_ip(a.local, "192.0.2.10");
	assert_ip(a.subnet, "198.51.100.1");
	ck_assert_uint_eq(a.prefix_len, 32);

	nlh = begin_address(AF_INET, 0);
	put_ip(nlh, IFA_LOCAL, "192.0.2.10");
	ck_assert(netlink_parse_address(nlh, &ifindex, &a));
	assert_ip(a.subnet, "192.0.2.10");
	ck_assert_uint_eq(a.prefix_len, 0);
}
END_TEST

START_TEST(rtnl_ignores_addresses_that_are_none)
{
	struct nlmsghdr *nlh = begin_address(AF_INET6, 24);
	struct iface_addr a;
	unsigned ifindex;

	put_ip(nlh, IFA_LOCAL, "192.0.2.10");
	ck_assert(!netlink_parse_address(nlh, &ifindex, &a));
	nlh = begin_address(AF_INET, 33); /* a shift by a negative number */
	put_ip(nlh, IFA_LOCAL, "192.0.2.10");
	ck_assert(!netlink_parse_address(nlh, &ifindex, &a));
	nlh = begin_address(AF_INET, 24);
	put_ip(nlh, IFA_ADDRESS, "192.0.2.10");
	ck_assert(!netlink_parse_address(nlh, &ifindex, &a)); /* no IFA_LOCAL */
	mnl_attr_put(nlh, IFA_LOCAL, 3, "\300\0\2");
	ck_assert(!netlink_parse_address(nlh, &ifindex, &a));
}
END_TEST

/* ---- forwarding ---- */

START_TEST(rtnl_reads_forwarding)
{
	for (uint32_t value = 0; value < 3; value++) {
		struct nlmsghdr *nlh = begin_netconf(AF_INET);
		bool forwarding = value == 0;
		unsigned ifindex;

		mnl_attr_put_u32(nlh, NETCONFA_IFINDEX, 5);
		mnl_attr_put_u32(nlh, NETCONFA_FORWARDING, value);
		mnl_attr_put_u32(nlh, NETCONFA_RP_FILTER, 1);
		ck_assert(netlink_parse_forwarding(nlh, &ifindex, &forwarding));
		ck_assert_uint_eq(ifindex, 5);
		ck_assert_int_eq(forwarding, value != 0);
	}
}
END_TEST

START_TEST(rtnl_ignores_forwarding_of_no_interface)
{
	static const int indexes[] = { 0, NETCONFA_IFINDEX_ALL, NETCONFA_IFINDEX_DEFAULT };
	struct nlmsghdr *nlh;
	unsigned ifindex;
	bool forwarding;

	for (size_t i = 0; i < ARRAY_SIZE(indexes); i++) {
		nlh = begin_netconf(AF_INET);
		mnl_attr_put_u32(nlh, NETCONFA_IFINDEX, (uint32_t)indexes[i]);
		mnl_attr_put_u32(nlh, NETCONFA_FORWARDING, 1);
		ck_assert(!netlink_parse_forwarding(nlh, &ifindex, &forwarding));
	}
	nlh = begin_netconf(AF_INET6);
	mnl_attr_put_u32(nlh, NETCONFA_IFINDEX, 5);
	mnl_attr_put_u32(nlh, NETCONFA_FORWARDING, 1);
	ck_assert(!netlink_parse_forwarding(nlh, &ifindex, &forwarding));
	nlh = begin_netconf(AF_INET);
	mnl_attr_put_u32(nlh, NETCONFA_IFINDEX, 5);
	ck_assert(!netlink_parse_forwarding(nlh, &ifindex, &forwarding));
	mnl_attr_put_u8(nlh, NETCONFA_FORWARDING, 1);
	ck_assert(!netlink_parse_forwarding(nlh, &ifindex, &forwarding));
	nlh = begin_netconf(AF_INET);
	mnl_attr_put_u16(nlh, NETCONFA_IFINDEX, 5);
	mnl_attr_put_u32(nlh, NETCONFA_FORWARDING, 1);
	ck_assert(!netlink_parse_forwarding(nlh, &ifindex, &forwarding));
}
END_TEST

/* ---- neighbours ---- */

/* RFC 1122 3.3.1.4: what the lower layer knows. [N-2] */
START_TEST(rfc1122_3_3_1_4_neighbour_states)
{
	static const struct {
		uint16_t state;
		enum neighbour_state want;
		bool kept;
	} rows[] = {
		{ NUD_NONE, NEIGHBOUR_NONE, false },
		{ NUD_INCOMPLETE, NEIGHBOUR_INCOMPLETE, false },
		{ NUD_REACHABLE, NEIGHBOUR_REACHABLE, false },
		{ NUD_STALE, NEIGHBOUR_VALID, false },
		{ NUD_DELAY, NEIGHBOUR_VALID, false },
		{ NUD_PROBE, NEIGHBOUR_PROBING, false },
		{ NUD_FAILED, NEIGHBOUR_FAILED, false },
		{ NUD_NOARP, NEIGHBOUR_REACHABLE, true },
		{ NUD_PERMANENT, NEIGHBOUR_REACHABLE, true },
	};
	struct neighbour n;
	bool kept;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct nlmsghdr *nlh = begin_neighbour(RTM_NEWNEIGH, 2, rows[i].state);

		mnl_attr_put(nlh, NDA_LLADDR, 6, "\2\0\0\0\0\1");
		ck_assert(netlink_parse_neighbour(nlh, &n, &kept));
		ck_assert_uint_eq(n.lladdr.len, 6);
		ck_assert_mem_eq(n.lladdr.octets, "\2\0\0\0\0\1", 6);
		ck_assert_uint_eq(n.ifindex, 2);
		assert_ip(n.address, "192.0.2.1");
		ck_assert_int_eq(n.state, rows[i].want);
		ck_assert_int_eq(kept, rows[i].kept);
		/* An entry that goes is no evidence, whatever its last state was. */
		nlh = begin_neighbour(RTM_DELNEIGH, 2, rows[i].state);
		ck_assert(netlink_parse_neighbour(nlh, &n, &kept));
		ck_assert_int_eq(n.state, NEIGHBOUR_NONE);
	}
}
END_TEST

/* How long ago the kernel had its last sign of life. */
START_TEST(rtnl_reads_the_age_of_a_confirmation)
{
	struct nlmsghdr *nlh = begin_neighbour(RTM_NEWNEIGH, 2, NUD_REACHABLE);
	struct nda_cacheinfo info = { .ndm_confirmed = 270, .ndm_used = 1, .ndm_updated = 2 };
	struct neighbour n;
	bool kept;

	ck_assert(netlink_parse_neighbour(nlh, &n, &kept));
	ck_assert_uint_eq(n.confirmed, 0);
	mnl_attr_put(nlh, NDA_CACHEINFO, sizeof(info) - 1, &info);
	ck_assert(netlink_parse_neighbour(nlh, &n, &kept));
	ck_assert_uint_eq(n.confirmed, 0);
	mnl_attr_put(nlh, NDA_CACHEINFO, sizeof(info), &info);
	ck_assert(netlink_parse_neighbour(nlh, &n, &kept));
	ck_assert_uint_eq(n.confirmed, 2700 * MS);
}
END_TEST

/* Whoever looks after an entry, its state is what the kernel says. */
START_TEST(rtnl_sees_who_keeps_a_neighbour)
{
	struct nlmsghdr *nlh = begin_neighbour(RTM_NEWNEIGH, 2, NUD_STALE);
	struct ndmsg *ndm = mnl_nlmsg_get_payload(nlh);
	struct neighbour n;
	bool kept;

	ndm->ndm_flags = NTF_ROUTER;
	mnl_attr_put_u32(nlh, NDA_FLAGS_EXT, 0);
	ck_assert(netlink_parse_neighbour(nlh, &n, &kept) && !kept);
	ndm->ndm_flags = NTF_EXT_LEARNED;
	ck_assert(netlink_parse_neighbour(nlh, &n, &kept) && kept);
	ck_assert_int_eq(n.state, NEIGHBOUR_VALID);
	nlh = begin_neighbour(RTM_NEWNEIGH, 2, NUD_FAILED);
	mnl_attr_put_u32(nlh, NDA_FLAGS_EXT, NTF_EXT_MANAGED);
	ck_assert(netlink_parse_neighbour(nlh, &n, &kept) && kept);
	ck_assert_int_eq(n.state, NEIGHBOUR_FAILED);
	nlh = begin_neighbour(RTM_NEWNEIGH, 2, NUD_STALE);
	mnl_attr_put_u16(nlh, NDA_FLAGS_EXT, NTF_EXT_MANAGED);
	ck_assert(netlink_parse_neighbour(nlh, &n, &kept) && !kept);
}
END_TEST

START_TEST(rtnl_ignores_neighbours_that_are_none)
{
	struct nlmsghdr *nlh;
	struct ndmsg *ndm;
	struct neighbour n;
	bool kept;

	nlh = begin_neighbour(RTM_NEWNEIGH, 0, NUD_REACHABLE);
	ck_assert(!netlink_parse_neighbour(nlh, &n, &kept));
	nlh = begin_neighbour(RTM_NEWNEIGH, 2, NUD_REACHABLE);
	ndm = mnl_nlmsg_get_payload(nlh);
	ndm->ndm_family = AF_INET6;
	ck_assert(!netlink_parse_neighbour(nlh, &n, &kept));
	ndm->ndm_family = AF_BRIDGE; /* a forwarding entry of a bridge */
	ck_assert(!netlink_parse_neighbour(nlh, &n, &kept));
	ndm->ndm_family = AF_INET;
	ndm->ndm_flags = NTF_PROXY;
	ck_assert(!netlink_parse_neighbour(nlh, &n, &kept));
	ndm->ndm_flags = 0;
	ck_assert(netlink_parse_neighbour(nlh, &n, &kept));
	nlh->nlmsg_len = mnl_nlmsg_size(sizeof(*ndm)); /* no address */
	ck_assert(!netlink_parse_neighbour(nlh, &n, &kept));
	mnl_attr_put_u16(nlh, NDA_DST, 1);
	ck_assert(!netlink_parse_neighbour(nlh, &n, &kept));
}
END_TEST

/* ---- routes ---- */

START_TEST(rtnl_reads_routes)
{
	struct nlmsghdr *nlh = begin_route(RTM_NEWROUTE);
	struct route route;
	struct nlattr *nest;

	ck_assert(netlink_parse_route(nlh, &route, hops));
	ck_assert_uint_eq(route.table, RT_TABLE_MAIN);
	ck_assert_uint_eq(route.protocol, RTPROT_RA);
	ck_assert_uint_eq(route.metric, 4096);
	ck_assert_uint_eq(route.prefsrc.s_addr, 0);
	ck_assert_uint_eq(route.mtu, 0);
	ck_assert(!route.mtu_lock);
	ck_assert_uint_eq(route.n_hops, 1);
	ck_assert_ptr_eq(route.hops, hops);
	ck_assert_uint_eq(route.hops[0].ifindex, 2);
	assert_ip(route.hops[0].gateway, "192.0.2.1");

	/* All there is; a table beyond 255 is in the attribute only. */
	rtm_of(nlh)->rtm_table = RT_TABLE_COMPAT;
	mnl_attr_put_u32(nlh, RTA_TABLE, 100000);
	put_ip(nlh, RTA_PREFSRC, "192.0.2.10");
	nest = mnl_attr_nest_start(nlh, RTA_METRICS);
	mnl_attr_put_u32(nlh, RTAX_LOCK, 1U << RTAX_MTU | 1U << RTAX_RTT);
	mnl_attr_put_u32(nlh, RTAX_MTU, 1400);
	mnl_attr_put_u32(nlh, RTAX_INITCWND, 20);
	mnl_attr_nest_end(nlh, nest);
	ck_assert(netlink_parse_route(nlh, &route, hops));
	ck_assert_uint_eq(route.table, 100000);
	assert_ip(route.prefsrc, "192.0.2.10");
	ck_assert_uint_eq(route.mtu, 1400);
	ck_assert(route.mtu_lock);

	/* No metric is metric 0; no gateway, as "default dev ppp0", is a hop of 0. */
	nlh = begin_route(RTM_DELROUTE);
	nlh->nlmsg_len = mnl_nlmsg_size(sizeof(struct rtmsg));
	mnl_attr_put_u32(nlh, RTA_OIF, 9);
	ck_assert(netlink_parse_route(nlh, &route, hops));
	ck_assert_uint_eq(route.table, RT_TABLE_MAIN);
	ck_assert_uint_eq(route.metric, 0);
	ck_assert_uint_eq(route.n_hops, 1);
	ck_assert_uint_eq(route.hops[0].gateway.s_addr, 0);
}
END_TEST

/* What takes a place in the table but leads nowhere is a fact too. */
START_TEST(rtnl_reads_unreachable_routes)
{
	static const unsigned char types[] = { RTN_UNREACHABLE, RTN_BLACKHOLE, RTN_PROHIBIT,
		RTN_THROW };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		struct nlmsghdr *nlh = begin_route(RTM_NEWROUTE);
		struct route route;

		rtm_of(nlh)->rtm_type = types[i];
		ck_assert(netlink_parse_route(nlh, &route, hops));
		ck_assert_uint_eq(route.metric, 4096);
		ck_assert_uint_eq(route.n_hops, 1);
		ck_assert_uint_eq(route.hops[0].ifindex, 0);
		ck_assert_uint_eq(route.hops[0].gateway.s_addr, 0);
	}
}
END_TEST

START_TEST(rtnl_ignores_routes_that_are_not_default_routes)
{
	struct nlmsghdr *nlh = begin_route(RTM_NEWROUTE);
	struct rtmsg *rtm = rtm_of(nlh);
	struct route route;

	rtm->rtm_family = AF_INET6;
	ck_assert(!netlink_parse_route(nlh, &route, hops));
	rtm->rtm_family = AF_INET;
	rtm->rtm_dst_len = 1; /* 0.0.0.0/1 is none */
	ck_assert(!netlink_parse_route(nlh, &route, hops));
	rtm->rtm_dst_len = 0;
	rtm->rtm_src_len = 24;
	ck_assert(!netlink_parse_route(nlh, &route, hops));
	rtm->rtm_src_len = 0;
	rtm->rtm_tos = 0x10; /* for some kind of service only */
	ck_assert(!netlink_parse_route(nlh, &route, hops));
	rtm->rtm_tos = 0;
	rtm->rtm_flags = RTM_F_CLONED; /* the cache */
	ck_assert(!netlink_parse_route(nlh, &route, hops));
	rtm->rtm_flags = 0;
	ck_assert(netlink_parse_route(nlh, &route, hops));
}
END_TEST

START_TEST(rtnl_reads_multipath_routes)
{
	struct nlmsghdr *nlh = begin_route(RTM_NEWROUTE);
	struct nlattr *nest;
	struct route route;

	nlh->nlmsg_len = mnl_nlmsg_size(sizeof(struct rtmsg));
	nest = mnl_attr_nest_start(nlh, RTA_MULTIPATH);
	put_hop(nlh, 2, "192.0.2.1");
	put_hop(nlh, 3, NULL);
	put_hop(nlh, 2, "192.0.2.2");
	mnl_attr_nest_end(nlh, nest);
	mnl_attr_put_u32(nlh, RTA_PRIORITY, 5);
	ck_assert(netlink_parse_route(nlh, &route, hops));
	ck_assert_uint_eq(route.metric, 5);
	ck_assert_uint_eq(route.n_hops, 3);
	ck_assert_uint_eq(route.hops[0].ifindex, 2);
	assert_ip(route.hops[0].gateway, "192.0.2.1");
	ck_assert_uint_eq(route.hops[1].ifindex, 3);
	ck_assert_uint_eq(route.hops[1].gateway.s_addr, 0);
	assert_ip(route.hops[2].gateway, "192.0.2.2");
}
END_TEST

/* Lengths that lie: too short for a hop, beyond the end, none at all. */
START_TEST(rtnl_reads_no_hop_beyond_its_length)
{
	static const struct {
		unsigned short len;
		size_t n;
	} rows[] = {
		{ 0, 1 },
		{ 7, 1 },
		{ 8, 3 },
		{ 15, 2 },
		{ 16, 2 },
		{ 17, 1 },
		{ 65535, 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct nlmsghdr *nlh = begin_route(RTM_NEWROUTE);
		struct nlattr *nest = mnl_attr_nest_start(nlh, RTA_MULTIPATH);
		struct rtnexthop *second;
		struct route route;

		put_hop(nlh, 2, "192.0.2.1");
		second = mnl_nlmsg_get_payload_tail(nlh);
		put_hop(nlh, 8, "192.0.2.2"); /* its attribute can pass for a hop of 8 bytes */
		mnl_attr_nest_end(nlh, nest);
		second->rtnh_len = rows[i].len;
		ck_assert(netlink_parse_route(nlh, &route, hops));
		ck_assert_msg(
			route.n_hops == rows[i].n, "length %u: %u hops", rows[i].len, route.n_hops);
	}
}
END_TEST

/* The last hop may end before its padding does; what follows the list is no hop. */
START_TEST(rtnl_reads_no_hop_behind_the_list)
{
	struct nlmsghdr *nlh = begin_route(RTM_NEWROUTE);
	struct nlattr *nest = mnl_attr_nest_start(nlh, RTA_MULTIPATH);
	struct rtnexthop *nh = mnl_nlmsg_get_payload_tail(nlh);
	struct route route;

	put_hop(nlh, 2, "192.0.2.1");
	mnl_attr_nest_end(nlh, nest);
	nh->rtnh_len--;
	nest->nla_len--;
	mnl_attr_put_u32(nlh, RTA_FLOW, 8); /* could pass for a hop of 8 bytes */
	ck_assert(netlink_parse_route(nlh, &route, hops));
	ck_assert_uint_eq(route.n_hops, 1);

	nlh = begin_route(RTM_NEWROUTE);
	mnl_attr_put(nlh, RTA_MULTIPATH, 0, NULL);
	ck_assert(!netlink_parse_route(nlh, &route, hops));
}
END_TEST

START_TEST(rtnl_ignores_short_attributes_of_routes)
{
	static const uint16_t types[] = { RTA_TABLE, RTA_PRIORITY, RTA_GATEWAY, RTA_OIF,
		RTA_PREFSRC };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		for (size_t len = 0; len < 4; len++) {
			struct nlmsghdr *nlh = begin_route(RTM_NEWROUTE);
			struct route route;

			mnl_attr_put(nlh, types[i], len, "\1\1\1");
			ck_assert(netlink_parse_route(nlh, &route, hops));
			ck_assert_uint_eq(route.table, RT_TABLE_MAIN);
			ck_assert_uint_eq(route.metric, 4096);
			ck_assert_uint_eq(route.prefsrc.s_addr, 0);
			ck_assert_uint_eq(route.hops[0].ifindex, 2);
			assert_ip(route.hops[0].gateway, "192.0.2.1");
		}
}
END_TEST

/* ---- what we say ---- */

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
	}
}

static struct route random_route(struct rng *rng, struct hop *storage, size_t n_hops)
{
	for (size_t i = 0; i < n_hops; i++)
		storage[i] = (struct hop){ 1 + below(rng, 100), { 1 + below(rng, UINT32_MAX) } };
	return (struct route){ .table = 1 + below(rng, UINT32_MAX),
		.metric = below(rng, UINT32_MAX),
		.protocol = RTPROT_RA,
		.prefsrc = { one_in(rng, 2) ? 0 : below(rng, UINT32_MAX) },
		.mtu = one_in(rng, 2) ? 0 : 68 + below(rng, 65000),
		.n_hops = n_hops,
		.hops = storage };
}

/* What we ask for and what we take the kernel's answer for are the same route, or the reconcile
 * would never come to rest. */
START_TEST(rtnl_routes_are_read_as_they_were_written)
{
	struct rng rng = { 3 };
	struct hop *storage = calloc(NETLINK_HOPS_MAX, sizeof(*storage));

	for (size_t round = 0; round < 3000; round++) {
		size_t n = round == 0 ? NETLINK_HOPS_MAX : 1 + below(&rng, 8);
		struct route_change change = { .op = one_in(&rng, 2) ? ROUTE_ADD : ROUTE_DELETE,
			.route = random_route(&rng, storage, n) };
		struct nlmsghdr *nlh;
		struct route read;

		change.route.mtu_lock = change.route.mtu != 0 && one_in(&rng, 2);
		nlh = netlink_build_change(&buf, &change, (uint32_t)round);
		ck_assert_uint_le(nlh->nlmsg_len, NETLINK_MESSAGE_MAX);
		ck_assert_uint_eq(nlh->nlmsg_seq, round);
		ck_assert(netlink_parse_route(nlh, &read, hops));
		assert_route(&read, &change.route);
	}
	free(storage);
}
END_TEST

static const struct hop two_hops[] = {
	{ 2, { 0x010200c0 } },
	{ 3, { 0x020200c0 } },
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

/* A replacing request takes the first route of that metric, whoever owns it, so no request of ours
 * replaces, and none gives way to a route that is there: it is appended. Fault A5: our routes carry
 * our metric and protocol, and are told from everybody else's. */
START_TEST(rtnl_routes_are_appended_and_never_replace)
{
	for (size_t n = 1; n <= 2; n++) {
		struct route_change change = change_of(true, n);
		struct nlmsghdr *nlh = netlink_build_change(&buf, &change, 9);
		struct rtmsg *rtm = rtm_of(nlh);

		ck_assert_uint_eq(nlh->nlmsg_type, RTM_NEWROUTE);
		ck_assert_uint_eq(
			nlh->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_APPEND);
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
	struct nlmsghdr *nlh = netlink_build_change(&buf, &change, 9);
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
	nlh = netlink_build_change(&buf, &change, 9);
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

		memset(&buf, 0xff, sizeof(buf));
		nlh = netlink_build_dump(&buf, rows[i].type, 100000, 77);
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
	ck_assert_uint_eq(netlink_build_dump(&buf, RTM_GETROUTE, 0, 1)->nlmsg_len,
		NLMSG_HDRLEN + sizeof(struct rtmsg));
}
END_TEST

static void assert_neighbour(const struct nlmsghdr *nlh, uint16_t type, uint16_t flags,
	uint16_t state, uint8_t ndm_flags)
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

	assert_neighbour(netlink_build_neighbour_get(&buf, 2, r1, 5), RTM_GETNEIGH, 0, 0, 0);
	assert_neighbour(netlink_build_neighbour_set(&buf, 2, r1, NUD_PROBE, 6), RTM_NEWNEIGH,
		NLM_F_ACK | NLM_F_REPLACE, NUD_PROBE, 0);
	assert_neighbour(netlink_build_neighbour_set(&buf, 2, r1, NUD_STALE, 7), RTM_NEWNEIGH,
		NLM_F_ACK | NLM_F_REPLACE, NUD_STALE, 0);
	assert_neighbour(netlink_build_neighbour_ask(&buf, 2, r1, 8), RTM_NEWNEIGH,
		NLM_F_ACK | NLM_F_CREATE, 0, NTF_USE);
}
END_TEST

/* ---- broken messages ---- */

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
	if (netlink_parse_route(nlh, &route, hops)) {
		ck_assert_ptr_eq(route.hops, hops);
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
			parse_all(&buf, cut);
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
		ck_assert(!netlink_parse_route(nlh, &route, hops));
	}
}
END_TEST

START_TEST(rtnl_messages_may_be_damaged_anywhere)
{
	struct rng rng = { 4 };

	for (unsigned round = rounds(100000); round > 0; round--) {
		uint32_t len = sample(below(&rng, SAMPLES))->nlmsg_len;

		for (uint32_t changes = 1 + below(&rng, 6); changes > 0; changes--)
			buf.bytes[NLMSG_HDRLEN + below(&rng, len - NLMSG_HDRLEN)] = (char)below(
				&rng, one_in(&rng, 2) ? 24 : 256);
		parse_all(&buf, NLMSG_HDRLEN + below(&rng, len - NLMSG_HDRLEN + 1));
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
		parse_all(&random,
			NLMSG_HDRLEN + below(&rng, sizeof(random.bytes) - NLMSG_HDRLEN + 1));
	}
}
END_TEST

Suite *suite_rtnl(void)
{
	Suite *s = suite_create("rtnl");
	TCase *facts = tcase_create("facts"), *requests = tcase_create("requests"),
	      *broken = tcase_create("broken");

	tcase_add_test(facts, rtnl_reads_links);
	tcase_add_test(facts, rtnl_ignores_links_that_are_none);
	tcase_add_test(facts, rtnl_link_names_end);
	tcase_add_test(facts, rtnl_reads_addresses);
	tcase_add_test(facts, rtnl_ignores_addresses_that_are_none);
	tcase_add_test(facts, rtnl_reads_forwarding);
	tcase_add_test(facts, rtnl_ignores_forwarding_of_no_interface);
	tcase_add_test(facts, rfc1122_3_3_1_4_neighbour_states);
	tcase_add_test(facts, rtnl_reads_the_age_of_a_confirmation);
	tcase_add_test(facts, rtnl_sees_who_keeps_a_neighbour);
	tcase_add_test(facts, rtnl_ignores_neighbours_that_are_none);
	tcase_add_test(facts, rtnl_reads_routes);
	tcase_add_test(facts, rtnl_reads_unreachable_routes);
	tcase_add_test(facts, rtnl_ignores_routes_that_are_not_default_routes);
	tcase_add_test(facts, rtnl_reads_multipath_routes);
	tcase_add_test(facts, rtnl_reads_no_hop_beyond_its_length);
	tcase_add_test(facts, rtnl_reads_no_hop_behind_the_list);
	tcase_add_test(facts, rtnl_ignores_short_attributes_of_routes);
	suite_add_tcase(s, facts);
	tcase_add_test(requests, rtnl_routes_are_read_as_they_were_written);
	tcase_add_test(requests, rtnl_routes_are_appended_and_never_replace);
	tcase_add_test(requests, rtnl_routes_are_deleted_by_their_full_name);
	tcase_add_test(requests, rtnl_dumps_ask_for_ipv4_of_one_table);
	tcase_add_test(requests, rfc1122_3_3_1_4_questions_to_neighbours);
	suite_add_tcase(s, requests);
	tcase_set_timeout(broken, 60);
	tcase_add_test(broken, rtnl_messages_may_be_cut_anywhere);
	tcase_add_test(broken, rtnl_messages_without_their_header_say_nothing);
	tcase_add_test(broken, rtnl_messages_may_be_damaged_anywhere);
	tcase_add_test(broken, rtnl_messages_may_be_anything);
	suite_add_tcase(s, broken);
	return s;
}
