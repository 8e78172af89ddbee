/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests what is read from the netlink messages of the kernel. */
#include "config.h"

#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <net/if_arp.h>
#include <string.h>

#include "unit/messages.h"
#include "unit/tests.h"

static struct netlink_hops room;

/* NDA_FLAGS_EXT, NTF_EXT_MANAGED, which headers have since Linux 5.16. */
#define FLAGS_EXT   15
#define EXT_MANAGED 1U

/* ---- links ---- */

START_TEST(rtnl_reads_links)
{
	static const struct {
		unsigned flags;
		bool up, carrier, multicast, broadcast, loopback, point_to_point;
	} rows[] = {
		{ 0, false, false, false, false, false, false },
		{ IFF_UP, true, false, false, false, false, false },
		{ IFF_RUNNING, false, true, false, false, false, false },
		{ IFF_MULTICAST, false, false, true, false, false, false },
		{ IFF_BROADCAST, false, false, false, true, false, false },
		{ IFF_LOOPBACK, false, false, false, false, true, false },
		{ IFF_UP | IFF_RUNNING | IFF_MULTICAST | IFF_BROADCAST, true, true, true, true,
		    false, false },
		{ IFF_UP | IFF_POINTOPOINT | IFF_NOARP, true, false, false, false, false, true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct nlmsghdr *nlh = begin_link(3, rows[i].flags, AF_UNSPEC);
		struct ifinfomsg *ifi = mnl_nlmsg_get_payload(nlh);
		struct iface iface;

		ifi->ifi_type = i % 2 == 0 ? ARPHRD_ETHER : ARPHRD_INFINIBAND;
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
		ck_assert_int_eq(iface.point_to_point, rows[i].point_to_point);
		ck_assert_int_eq(iface.ethernet, i % 2 == 0);
		ck_assert(!iface.forwarding);
		ck_assert_uint_eq(iface.n_addrs, 0);
		ck_assert_ptr_null(iface.addrs);
	}
}
END_TEST

/* A link as Linux tells of a port: of this kind, with a table as attribute `type` of `len` octets. */
static struct nlmsghdr *port_of(const char *kind, size_t kind_len, uint16_t type, size_t len)
{
	static const uint32_t table = 10;
	struct nlmsghdr *nlh = begin_link(3, IFF_UP, AF_UNSPEC);
	struct nlattr *info, *data;

	mnl_attr_put_strz(nlh, IFLA_IFNAME, "eth0");
	mnl_attr_put_u32(nlh, IFLA_MTU, 1500);
	mnl_attr_put_u32(nlh, IFLA_MASTER, 9);
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, "veth");
	mnl_attr_put(nlh, IFLA_INFO_SLAVE_KIND, kind_len, kind);
	data = mnl_attr_nest_start(nlh, IFLA_INFO_SLAVE_DATA);
	mnl_attr_put(nlh, type, len, &table);
	mnl_attr_nest_end(nlh, data);
	mnl_attr_nest_end(nlh, info);
	return nlh;
}

/* A port of a VRF has its table; ports of bridges and bonds have numbers of their own there. Issue 18. */
START_TEST(rtnl_reads_the_table_of_a_vrf)
{
	struct iface iface;

	ck_assert(netlink_parse_link(port_of("vrf", 4, IFLA_VRF_PORT_TABLE, 4), &iface));
	ck_assert_uint_eq(iface.table, 10);
	ck_assert_uint_eq(iface.mtu, 1500);
	ck_assert(netlink_parse_link(port_of("vrf", 4, IFLA_VRF_PORT_TABLE, 2), &iface));
	ck_assert_uint_eq(iface.table, 0);
	ck_assert(netlink_parse_link(port_of("vrf", 4, IFLA_VRF_PORT_TABLE + 1, 4), &iface));
	ck_assert_uint_eq(iface.table, 0);
	ck_assert(netlink_parse_link(port_of("vrf", 3, IFLA_VRF_PORT_TABLE, 4), &iface));
	ck_assert_uint_eq(iface.table, 0); /* it does not end */
	ck_assert(netlink_parse_link(port_of("bond", 5, IFLA_VRF_PORT_TABLE, 4), &iface));
	ck_assert_uint_eq(iface.table, 0);
	ck_assert(netlink_parse_link(port_of("vrf2", 5, IFLA_VRF_PORT_TABLE, 4), &iface));
	ck_assert_uint_eq(iface.table, 0);
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

/* Whichever program maintains an entry, its state is what the kernel says. */
START_TEST(rtnl_sees_who_keeps_a_neighbour)
{
	struct nlmsghdr *nlh = begin_neighbour(RTM_NEWNEIGH, 2, NUD_STALE);
	struct ndmsg *ndm = mnl_nlmsg_get_payload(nlh);
	struct neighbour n;
	bool kept;

	ndm->ndm_flags = NTF_ROUTER;
	mnl_attr_put_u32(nlh, FLAGS_EXT, 0);
	ck_assert(netlink_parse_neighbour(nlh, &n, &kept) && !kept);
	ndm->ndm_flags = NTF_EXT_LEARNED;
	ck_assert(netlink_parse_neighbour(nlh, &n, &kept) && kept);
	ck_assert_int_eq(n.state, NEIGHBOUR_VALID);
	nlh = begin_neighbour(RTM_NEWNEIGH, 2, NUD_FAILED);
	mnl_attr_put_u32(nlh, FLAGS_EXT, EXT_MANAGED);
	ck_assert(netlink_parse_neighbour(nlh, &n, &kept) && kept);
	ck_assert_int_eq(n.state, NEIGHBOUR_FAILED);
	nlh = begin_neighbour(RTM_NEWNEIGH, 2, NUD_STALE);
	mnl_attr_put_u16(nlh, FLAGS_EXT, EXT_MANAGED);
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

	ck_assert(netlink_parse_route(nlh, &route, &room));
	ck_assert_uint_eq(route.table, RT_TABLE_MAIN);
	ck_assert_uint_eq(route.protocol, RTPROT_RA);
	ck_assert_uint_eq(route.metric, 4096);
	ck_assert_uint_eq(route.prefsrc.s_addr, 0);
	ck_assert_uint_eq(route.mtu, 0);
	ck_assert(!route.mtu_lock);
	ck_assert_uint_eq(route.n_hops, 1);
	ck_assert_ptr_eq(route.hops, room.hops);
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
	ck_assert(netlink_parse_route(nlh, &route, &room));
	ck_assert_uint_eq(route.table, 100000);
	assert_ip(route.prefsrc, "192.0.2.10");
	ck_assert_uint_eq(route.mtu, 1400);
	ck_assert(route.mtu_lock);

	/* No metric is metric 0; no gateway, as "default dev ppp0", is a hop of 0. */
	nlh = begin_route(RTM_DELROUTE);
	nlh->nlmsg_len = mnl_nlmsg_size(sizeof(struct rtmsg));
	mnl_attr_put_u32(nlh, RTA_OIF, 9);
	ck_assert(netlink_parse_route(nlh, &route, &room));
	ck_assert_uint_eq(route.table, RT_TABLE_MAIN);
	ck_assert_uint_eq(route.metric, 0);
	ck_assert_uint_eq(route.n_hops, 1);
	ck_assert_uint_eq(route.hops[0].gateway.s_addr, 0);
}
END_TEST

/* A route that takes a place in the table but leads nowhere is a fact too. */
START_TEST(rtnl_reads_unreachable_routes)
{
	static const unsigned char types[] = { RTN_UNREACHABLE, RTN_BLACKHOLE, RTN_PROHIBIT,
		RTN_THROW };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		struct nlmsghdr *nlh = begin_route(RTM_NEWROUTE);
		struct route route;

		rtm_of(nlh)->rtm_type = types[i];
		ck_assert(netlink_parse_route(nlh, &route, &room));
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
	ck_assert(!netlink_parse_route(nlh, &route, &room));
	rtm->rtm_family = AF_INET;
	rtm->rtm_dst_len = 1; /* 0.0.0.0/1 is none */
	ck_assert(!netlink_parse_route(nlh, &route, &room));
	rtm->rtm_dst_len = 0;
	rtm->rtm_src_len = 24;
	ck_assert(!netlink_parse_route(nlh, &route, &room));
	rtm->rtm_src_len = 0;
	rtm->rtm_tos = 0x10; /* for some kind of service only */
	ck_assert(!netlink_parse_route(nlh, &route, &room));
	rtm->rtm_tos = 0;
	rtm->rtm_flags = RTM_F_CLONED; /* the cache */
	ck_assert(!netlink_parse_route(nlh, &route, &room));
	rtm->rtm_flags = 0;
	ck_assert(netlink_parse_route(nlh, &route, &room));
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
	ck_assert(netlink_parse_route(nlh, &route, &room));
	ck_assert_uint_eq(route.metric, 5);
	ck_assert_uint_eq(route.n_hops, 3);
	ck_assert_uint_eq(route.hops[0].ifindex, 2);
	assert_ip(route.hops[0].gateway, "192.0.2.1");
	ck_assert_uint_eq(route.hops[1].ifindex, 3);
	ck_assert_uint_eq(route.hops[1].gateway.s_addr, 0);
	assert_ip(route.hops[2].gateway, "192.0.2.2");
}
END_TEST

/* The kernel tells of hops that are down, and of routes on nexthop objects. With
 * nexthop_compat_mode=0 it tells no more of those than the number. [faults B2, B3] */
START_TEST(rtnl_reads_hops_that_are_down)
{
	struct nlmsghdr *nlh = begin_route(RTM_NEWROUTE);
	struct rtnexthop *first;
	struct nlattr *nest;
	struct route route;

	ck_assert(netlink_parse_route(nlh, &route, &room) && !route.down[0]);
	rtm_of(nlh)->rtm_flags = RTNH_F_LINKDOWN;
	ck_assert(
	    netlink_parse_route(nlh, &route, &room) && route.down[0] && !route.hops[0].onlink);
	rtm_of(nlh)->rtm_flags = RTNH_F_ONLINK;
	ck_assert(
	    netlink_parse_route(nlh, &route, &room) && !route.down[0] && route.hops[0].onlink);

	nlh = begin_route(RTM_NEWROUTE);
	nest = mnl_attr_nest_start(nlh, RTA_MULTIPATH);
	first = mnl_nlmsg_get_payload_tail(nlh);
	put_hop(nlh, 2, "192.0.2.1");
	first->rtnh_flags = RTNH_F_DEAD | RTNH_F_LINKDOWN | RTNH_F_ONLINK;
	put_hop(nlh, 3, "192.0.2.2");
	mnl_attr_nest_end(nlh, nest);
	ck_assert(netlink_parse_route(nlh, &route, &room));
	ck_assert_uint_eq(route.n_hops, 2);
	ck_assert(route.down[0] && !route.down[1]);
	ck_assert(route.hops[0].onlink && !route.hops[1].onlink);
}
END_TEST

START_TEST(rtnl_reads_routes_on_nexthop_objects)
{
	struct nlmsghdr *nlh = begin_route(RTM_NEWROUTE);
	struct route route;

	ck_assert(netlink_parse_route(nlh, &route, &room));
	ck_assert_uint_eq(route.nexthop, 0);
	mnl_attr_put_u32(nlh, 30 /* RTA_NH_ID */, 7);
	ck_assert(netlink_parse_route(nlh, &route, &room));
	ck_assert_uint_eq(route.nexthop, 7);
	ck_assert_uint_eq(route.hops[0].ifindex, 2);
	nlh->nlmsg_len = mnl_nlmsg_size(sizeof(struct rtmsg));
	mnl_attr_put_u32(nlh, 30, 7);
	ck_assert(netlink_parse_route(nlh, &route, &room));
	ck_assert_uint_eq(route.nexthop, 7);
	ck_assert_uint_eq(route.n_hops, 1);
	ck_assert_uint_eq(route.hops[0].ifindex, 0);
	rtm_of(nlh)->rtm_type = RTN_BLACKHOLE; /* an object can be one */
	ck_assert(netlink_parse_route(nlh, &route, &room));
	ck_assert_uint_eq(route.nexthop, 0);
}
END_TEST

/* The default routes of a table come first in a dump, with those to 0.0.0.0/1 and the like.
 * [faults B7] */
START_TEST(rtnl_knows_where_default_routes_end)
{
	struct nlmsghdr *nlh = begin_route(RTM_NEWROUTE);

	ck_assert(!netlink_is_behind_defaults(nlh, RT_TABLE_MAIN));
	rtm_of(nlh)->rtm_dst_len = 1;
	put_ip(nlh, RTA_DST, "0.0.0.0");
	ck_assert(!netlink_is_behind_defaults(nlh, RT_TABLE_MAIN));
	nlh = begin_route(RTM_NEWROUTE);
	rtm_of(nlh)->rtm_dst_len = 8;
	put_ip(nlh, RTA_DST, "1.0.0.0");
	ck_assert(netlink_is_behind_defaults(nlh, RT_TABLE_MAIN));
	ck_assert(!netlink_is_behind_defaults(nlh, 100));
	mnl_attr_put_u32(nlh, RTA_TABLE, 100);
	ck_assert(netlink_is_behind_defaults(nlh, 100));
	rtm_of(nlh)->rtm_family = AF_INET6;
	ck_assert(!netlink_is_behind_defaults(nlh, 100));
}
END_TEST

/* A route to a subnet of a link tells that the link reaches it. [faults B6] */
START_TEST(rtnl_reads_subnets_of_links)
{
	struct nlmsghdr *nlh = begin_route(RTM_NEWROUTE);
	unsigned ifindex;

	rtm_of(nlh)->rtm_dst_len = 24;
	rtm_of(nlh)->rtm_scope = RT_SCOPE_UNIVERSE;
	ck_assert(!netlink_parse_subnet(nlh, &ifindex));
	rtm_of(nlh)->rtm_scope = RT_SCOPE_LINK;
	ck_assert(netlink_parse_subnet(nlh, &ifindex));
	ck_assert_uint_eq(ifindex, 2);
	rtm_of(nlh)->rtm_type = RTN_BROADCAST;
	ck_assert(!netlink_parse_subnet(nlh, &ifindex));
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
		ck_assert(netlink_parse_route(nlh, &route, &room));
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
	ck_assert(netlink_parse_route(nlh, &route, &room));
	ck_assert_uint_eq(route.n_hops, 1);

	nlh = begin_route(RTM_NEWROUTE);
	mnl_attr_put(nlh, RTA_MULTIPATH, 0, NULL);
	ck_assert(!netlink_parse_route(nlh, &route, &room));
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
			ck_assert(netlink_parse_route(nlh, &route, &room));
			ck_assert_uint_eq(route.table, RT_TABLE_MAIN);
			ck_assert_uint_eq(route.metric, 4096);
			ck_assert_uint_eq(route.prefsrc.s_addr, 0);
			ck_assert_uint_eq(route.hops[0].ifindex, 2);
			assert_ip(route.hops[0].gateway, "192.0.2.1");
		}
}
END_TEST

Suite *suite_rtnl(void)
{
	Suite *s = suite_create("rtnl");
	TCase *tc = tcase_create("rtnl");

	tcase_add_test(tc, rtnl_reads_links);
	tcase_add_test(tc, rtnl_reads_the_table_of_a_vrf);
	tcase_add_test(tc, rtnl_ignores_links_that_are_none);
	tcase_add_test(tc, rtnl_link_names_end);
	tcase_add_test(tc, rtnl_reads_addresses);
	tcase_add_test(tc, rtnl_ignores_addresses_that_are_none);
	tcase_add_test(tc, rtnl_reads_forwarding);
	tcase_add_test(tc, rtnl_ignores_forwarding_of_no_interface);
	tcase_add_test(tc, rfc1122_3_3_1_4_neighbour_states);
	tcase_add_test(tc, rtnl_reads_the_age_of_a_confirmation);
	tcase_add_test(tc, rtnl_sees_who_keeps_a_neighbour);
	tcase_add_test(tc, rtnl_ignores_neighbours_that_are_none);
	tcase_add_test(tc, rtnl_reads_routes);
	tcase_add_test(tc, rtnl_reads_unreachable_routes);
	tcase_add_test(tc, rtnl_ignores_routes_that_are_not_default_routes);
	tcase_add_test(tc, rtnl_reads_multipath_routes);
	tcase_add_test(tc, rtnl_reads_hops_that_are_down);
	tcase_add_test(tc, rtnl_reads_routes_on_nexthop_objects);
	tcase_add_test(tc, rtnl_knows_where_default_routes_end);
	tcase_add_test(tc, rtnl_reads_subnets_of_links);
	tcase_add_test(tc, rtnl_reads_no_hop_beyond_its_length);
	tcase_add_test(tc, rtnl_reads_no_hop_behind_the_list);
	tcase_add_test(tc, rtnl_ignores_short_attributes_of_routes);
	suite_add_tcase(s, tc);
	return s;
}
