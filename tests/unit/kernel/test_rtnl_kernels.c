/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the netlink sockets with kernels of several ages, and with answers that fail. */
#include "config.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>

#include "unit/fake_netlink.h"
#include "unit/messages.h"
#include "unit/tests.h"

static const unsigned versions[] = { 419, 504, 510, 601 };

static struct rtnl rtnl;

static void teardown(void)
{
	if (fake_netlink.on)
		fake_netlink_stop(&rtnl);
}

static struct neighbour_query query(enum neighbour_query_kind kind)
{
	return (struct neighbour_query){ 2, ip("192.0.2.1"), kind };
}

static void hold_link(void)
{
	struct nlmsghdr *nlh = begin_link(7, IFF_UP | IFF_RUNNING, AF_UNSPEC);

	mnl_attr_put_strz(nlh, IFLA_IFNAME, "eth0");
	fake_netlink_hold(nlh);
	nlh = begin_address(AF_INET, 24);
	put_ip(nlh, IFA_LOCAL, "192.0.2.10");
	fake_netlink_hold(nlh);
}

/* The link enters a VRF and leaves it: each is told, and nothing that is the same. */
START_TEST(rtnl_tells_when_a_link_changes_its_vrf)
{
	struct nlmsghdr *nlh;
	struct nlattr *info, *data;

	fake_netlink_start(&rtnl, 601);
	hold_link();
	ck_assert_int_eq(rtnl_dump_links(&rtnl), 0);
	ck_assert_uint_eq(fake_netlink.iface.table, 0);
	for (unsigned i = 1; i <= 2; i++) {
		nlh = begin_link(7, IFF_UP | IFF_RUNNING, AF_UNSPEC);
		mnl_attr_put_strz(nlh, IFLA_IFNAME, "eth0");
		info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
		mnl_attr_put_strz(nlh, IFLA_INFO_SLAVE_KIND, "vrf");
		data = mnl_attr_nest_start(nlh, IFLA_INFO_SLAVE_DATA);
		mnl_attr_put_u32(nlh, IFLA_VRF_PORT_TABLE, 10);
		mnl_attr_nest_end(nlh, data);
		mnl_attr_nest_end(nlh, info);
		fake_netlink_tell(&rtnl, nlh);
		ck_assert_uint_eq(fake_netlink.iface.table, 10);
		ck_assert_uint_eq(fake_netlink.iface.n_addrs, 1);
		ck_assert_uint_eq(fake_netlink.facts[RTNL_IFACE], 2);
	}
	nlh = begin_link(7, IFF_UP | IFF_RUNNING, AF_UNSPEC);
	mnl_attr_put_strz(nlh, IFLA_IFNAME, "eth0");
	fake_netlink_tell(&rtnl, nlh);
	ck_assert_uint_eq(fake_netlink.iface.table, 0);
	ck_assert_uint_eq(fake_netlink.facts[RTNL_IFACE], 3);
}
END_TEST

/* Each table of ours is read, and no route of another one is told. */
START_TEST(rtnl_reads_each_table)
{
	static const uint32_t tables[] = { RT_TABLE_MAIN, 10 };
	struct nlmsghdr *nlh;

	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		fake_netlink_start(&rtnl, versions[i]);
		for (uint32_t table = 9; table <= 10; table++) {
			nlh = begin_route(RTM_NEWROUTE);
			mnl_attr_put_u32(nlh, RTA_TABLE, table);
			fake_netlink_tell(&rtnl, nlh);
			ck_assert_uint_eq(fake_netlink.facts[RTNL_ROUTE], 0);
		}
		rtnl_set_tables(&rtnl, tables, ARRAY_SIZE(tables));
		fake_netlink_tell(&rtnl, nlh);
		ck_assert_uint_eq(fake_netlink.facts[RTNL_ROUTE], 1);
		fake_netlink.dumps = 0;
		ck_assert_int_eq(rtnl_dump_routes(&rtnl), 0);
		ck_assert_uint_eq(fake_netlink.dumps, ARRAY_SIZE(tables));
		fake_netlink_stop(&rtnl);
	}
}
END_TEST

/* Before Linux 5.0 the kernel tells of no single neighbour, and 1.0.0 took that for "no entry".
 * [faults B9] */
START_TEST(rtnl_finds_a_neighbour_on_any_kernel)
{
	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		struct neighbour_query q = query(NEIGHBOUR_LOOK);

		fake_netlink_start(&rtnl, versions[i]);
		ck_assert_int_eq(rtnl_query(&rtnl, &q), 0); /* no entry is a state too */
		ck_assert_uint_eq(fake_netlink.facts[RTNL_NEIGHBOUR], 1);
		ck_assert_int_eq(fake_netlink.neighbour.state, NEIGHBOUR_NONE);
		fake_netlink_hold(begin_neighbour(RTM_NEWNEIGH, 2, NUD_STALE));
		ck_assert_int_eq(rtnl_query(&rtnl, &q), 0);
		ck_assert_int_eq(fake_netlink.neighbour.state, NEIGHBOUR_VALID);
		ck_assert_uint_eq(fake_netlink.facts[RTNL_NEIGHBOUR], 2);
		fake_netlink_stop(&rtnl);
	}
}
END_TEST

/* A doubt makes a REACHABLE entry VALID on each of them. */
START_TEST(rtnl_doubts_a_neighbour_on_any_kernel)
{
	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		struct neighbour_query q = query(NEIGHBOUR_DOUBT);

		fake_netlink_start(&rtnl, versions[i]);
		fake_netlink_hold(begin_neighbour(RTM_NEWNEIGH, 2, NUD_REACHABLE));
		ck_assert_int_eq(rtnl_query(&rtnl, &q), 0);
		ck_assert_int_eq(fake_netlink.neighbour.state, NEIGHBOUR_VALID);
		fake_netlink_stop(&rtnl);
	}
}
END_TEST

/* A fact that cannot be asked for is not told, so the one that notifications told stays. [faults B9] */
START_TEST(rtnl_tells_no_neighbour_that_it_could_not_ask_for)
{
	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		struct neighbour_query q = query(NEIGHBOUR_LOOK);

		fake_netlink_start(&rtnl, versions[i]);
		fake_netlink.failing_type = RTM_GETNEIGH;
		fake_netlink.failing_error = ENOMEM;
		ck_assert_int_eq(rtnl_query(&rtnl, &q), -ENOMEM);
		ck_assert_uint_eq(fake_netlink.facts[RTNL_NEIGHBOUR], 0);
		fake_netlink_stop(&rtnl);
	}
}
END_TEST

/* A dump that fails has the error in its last message, and nothing is gone. [faults B8] */
START_TEST(rtnl_forgets_nothing_when_a_dump_fails)
{
	static const uint16_t types[] = { RTM_GETLINK, RTM_GETADDR, RTM_GETNETCONF };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		struct nlmsghdr *nlh;

		fake_netlink_start(&rtnl, 601);
		hold_link();
		ck_assert_int_eq(rtnl_dump_links(&rtnl), 0);
		ck_assert_uint_eq(fake_netlink.iface.n_addrs, 1);
		fake_netlink.n_held = 0;
		fake_netlink.failing_type = types[i];
		fake_netlink.failing_error = ENOBUFS;
		ck_assert_int_eq(rtnl_dump_links(&rtnl), -ENOBUFS);
		ck_assert_uint_eq(fake_netlink.facts[RTNL_IFACE_GONE], 0);
		nlh = begin_link(7, IFF_UP, AF_UNSPEC); /* news: no carrier, the address is there */
		mnl_attr_put_strz(nlh, IFLA_IFNAME, "eth0");
		fake_netlink_tell(&rtnl, nlh);
		ck_assert_uint_eq(fake_netlink.facts[RTNL_IFACE], 2);
		ck_assert(!fake_netlink.iface.carrier);
		ck_assert_uint_eq(fake_netlink.iface.n_addrs, 1);
		fake_netlink.failing_type = 0;
		ck_assert_int_eq(rtnl_dump_links(&rtnl), 0); /* repeated, it tells what is gone */
		ck_assert_uint_eq(fake_netlink.facts[RTNL_IFACE_GONE], 1);
		fake_netlink_stop(&rtnl);
	}
}
END_TEST

START_TEST(rtnl_says_when_a_dump_of_routes_fails)
{
	fake_netlink_start(&rtnl, 601);
	fake_netlink.failing_type = RTM_GETROUTE;
	fake_netlink.failing_error = EMSGSIZE;
	ck_assert_int_eq(rtnl_dump_routes(&rtnl), -EMSGSIZE);
	/* A table that holds no route is not there. */
	fake_netlink.failing_error = ENOENT;
	ck_assert_int_eq(rtnl_dump_routes(&rtnl), 0);
}
END_TEST

/* Nothing behind the default routes is read, and the next dump starts afresh. [faults B7] */
START_TEST(rtnl_reads_no_more_than_the_default_routes)
{
	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		fake_netlink_start(&rtnl, versions[i]);
		fake_netlink_hold(begin_route(RTM_NEWROUTE));
		fake_netlink.endless = 1000000;
		for (unsigned n = 1; n <= 3; n++) {
			fake_netlink.read = 0;
			ck_assert_int_eq(rtnl_dump_routes(&rtnl), 0);
			ck_assert_uint_eq(fake_netlink.facts[RTNL_ROUTE], n);
			ck_assert_uint_le(fake_netlink.read, 5);
		}
		fake_netlink_stop(&rtnl);
	}
}
END_TEST

/* A router that needs none asks for none. */
START_TEST(rtnl_reads_no_routes_unwatched)
{
	fake_netlink_start(&rtnl, 601);
	rtnl_watch(&rtnl, false, false);
	ck_assert_int_eq(rtnl_dump_routes(&rtnl), 0);
	ck_assert_int_eq(rtnl_dump_neighbours(&rtnl), 0);
	ck_assert_uint_eq(fake_netlink.dumps, 0);
}
END_TEST

/* The route that an addition made is told before its acknowledgement counts. [faults B5] */
START_TEST(rtnl_tells_the_routes_that_it_added)
{
	const struct hop hop = hop_to(2, ip("192.0.2.1"));
	struct route_change changes[2] = { { .op = ROUTE_ADD }, { .op = ROUTE_DELETE } };
	int errors[2];

	for (unsigned i = 0; i < 2; i++)
		changes[i].route = (struct route){ .table = RT_TABLE_MAIN,
			.metric = 4096,
			.protocol = RTPROT_RA,
			.n_hops = 1,
			.hops = &hop };
	fake_netlink_start(&rtnl, 419);
	ck_assert_int_eq(rtnl_change(&rtnl, changes, 2, errors), 0);
	ck_assert_int_eq(errors[0], 0);
	ck_assert_int_eq(errors[1], ESRCH);
	ck_assert_uint_eq(fake_netlink.facts[RTNL_ROUTE], 1);
	ck_assert_uint_eq(fake_netlink.facts[RTNL_ROUTE_GONE], 0);
}
END_TEST

/* Routes on an object go with it. [faults B1] */
START_TEST(rtnl_tells_of_nexthop_objects)
{
	struct nlmsghdr *nlh = begin_route(RTM_NEWROUTE);

	fake_netlink_start(&rtnl, 601);
	for (uint16_t type = 104; type <= 105; type++) { /* RTM_NEWNEXTHOP, RTM_DELNEXTHOP */
		nlh->nlmsg_type = type;
		fake_netlink_tell(&rtnl, nlh);
	}
	ck_assert_uint_eq(fake_netlink.facts[RTNL_NEXTHOPS_STALE], 2);
}
END_TEST

Suite *suite_rtnl_kernels(void)
{
	Suite *s = suite_create("rtnl_kernels");
	TCase *tc = tcase_create("rtnl_kernels");

	tcase_add_checked_fixture(tc, NULL, teardown);
	tcase_add_test(tc, rtnl_tells_when_a_link_changes_its_vrf);
	tcase_add_test(tc, rtnl_reads_each_table);
	tcase_add_test(tc, rtnl_finds_a_neighbour_on_any_kernel);
	tcase_add_test(tc, rtnl_doubts_a_neighbour_on_any_kernel);
	tcase_add_test(tc, rtnl_tells_no_neighbour_that_it_could_not_ask_for);
	tcase_add_test(tc, rtnl_forgets_nothing_when_a_dump_fails);
	tcase_add_test(tc, rtnl_says_when_a_dump_of_routes_fails);
	tcase_add_test(tc, rtnl_reads_no_more_than_the_default_routes);
	tcase_add_test(tc, rtnl_reads_no_routes_unwatched);
	tcase_add_test(tc, rtnl_tells_the_routes_that_it_added);
	tcase_add_test(tc, rtnl_tells_of_nexthop_objects);
	suite_add_tcase(s, tc);
	return s;
}
