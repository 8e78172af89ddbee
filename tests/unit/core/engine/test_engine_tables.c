/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests interfaces with a routing table of their own: each table has its own choice of routers, metrics, foreign routes
 * and last resort. Issue 18. */
#include "config.h"

#include <linux/rtnetlink.h>
#include <string.h>

#include "core/engine/view.h"
#include "unit/scene.h"
#include "unit/tests.h"

/* eth0 has its routes in table 100, eth1 in the main one. */
static void start_two(void)
{
	scene.ci[0].table = 100;
	scene_start();
	scene_meet("192.0.2.1", 10, 1800);
	scene_meet("10.0.0.1", 0, 1800);
}

START_TEST(tables_have_a_choice_each)
{
	start_two();
	assert_table("192.0.2.1@4096/100 10.0.0.1@4096");
	scene_meet("192.0.2.2", 20, 1800);
	scene_meet("10.0.0.2", -5, 1800);
	assert_table("10.0.0.1@4096 192.0.2.2@4096/100");
	scene.conf.install = INSTALL_LADDER;
	scene_configure();
	assert_table("10.0.0.1@4096 192.0.2.2@4096/100 10.0.0.2@4097 192.0.2.1@4097/100");
	scene.conf.install = INSTALL_MULTIPATH;
	scene_meet("192.0.2.1", 20, 1800);
	scene_meet("10.0.0.2", 0, 1800);
	scene_configure();
	assert_table("192.0.2.2+192.0.2.1@4096/100 10.0.0.1+10.0.0.2@4096");
}
END_TEST

/* A router of one table is no standby of the other. */
START_TEST(tables_lose_their_routers_alone)
{
	struct router_view v;

	start_two();
	scene_forget();
	scene_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	assert_table("192.0.2.1@4096/100 10.0.0.1@4096"); /* the last resort */
	ck_assert_uint_eq(scene_events(EVENT_LAST_RESORT, REASON_NEIGHBOUR_FAILED), 1);
	ck_assert_str_eq(engine_standing_name(scene.engine), "last_resort");
	for (size_t i = 0; i < scene.n_events; i++)
		if (scene.events[i].kind == EVENT_LAST_RESORT)
			ck_assert_uint_eq(scene.events[i].table, 100);
	ck_assert(engine_is_degraded(scene.engine));
	scene_hear("192.0.2.1", 10, 0);
	assert_table("10.0.0.1@4096");
	ck_assert_str_eq(engine_standing_name(scene.engine), "none");
	ck_assert(engine_next_router(scene.engine, &(uint32_t){ 0 }, &v, scene.now));
	ck_assert_uint_eq(v.position, 1);
	ck_assert_uint_eq(v.table, RT_TABLE_MAIN);
	scene_meet("192.0.2.1", 10, 1800);
	assert_table("10.0.0.1@4096 192.0.2.1@4096/100");
	ck_assert_str_eq(engine_standing_name(scene.engine), "alive");
}
END_TEST

/* A foreign default route takes a metric, or takes over, in its own table only. */
START_TEST(tables_meet_foreign_routes_alone)
{
	struct fake_route theirs = fake_parse("!192.0.2.77@4096");

	start_two();
	theirs.route.table = 100;
	theirs.route.hops = theirs.hops;
	ck_assert(engine_set_route(scene.engine, fake_view(&theirs)));
	scene_settle();
	assert_table("10.0.0.1@4096 192.0.2.1@4097/100");
	ck_assert_uint_eq(engine_lowest_metric(scene.engine, 100), 4096);
	scene_neighbour("10.0.0.1", NEIGHBOUR_FAILED);
	assert_table(
	    "10.0.0.1@4096 192.0.2.1@4097/100"); /* the last resort: none in main takes over */
	scene_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	assert_table("10.0.0.1@4096"); /* theirs takes over */
	ck_assert_uint_eq(scene_events(EVENT_FOREIGN_TAKES_OVER, REASON_NONE), 1);
}
END_TEST

static unsigned told_of(uint32_t table, const char *router)
{
	unsigned n = 0;

	for (size_t i = 0; i < scene.n_events; i++)
		n += scene.events[i].kind == EVENT_DEFAULT_ROUTER_CHANGED &&
		     scene.events[i].table == table &&
		     in_addr_equal(scene.events[i].router, ip(router));
	return n;
}

/* A reload moves routes: the new one is there before the old one goes, and each table's change is told. */
START_TEST(tables_come_and_go_with_the_configuration)
{
	start_two();
	ck_assert_uint_eq(told_of(100, "192.0.2.1"), 1);
	ck_assert_uint_eq(told_of(RT_TABLE_MAIN, "10.0.0.1"), 1);
	scene_forget();
	scene.ci[0].table = 7;
	scene_configure();
	assert_table("10.0.0.1@4096 192.0.2.1@4096/7");
	ck_assert_uint_eq(told_of(7, "192.0.2.1"), 1);
	ck_assert_uint_eq(told_of(100, "0.0.0.0"), 1);
	ck_assert_uint_eq(told_of(RT_TABLE_MAIN, "10.0.0.1"), 0);
	scene_forget();
	scene.ci[0].table = 0; /* now they compete */
	scene_configure();
	assert_table("192.0.2.1@4096");
	scene.ci[1].table = 8;
	scene_configure();
	assert_table("192.0.2.1@4096 10.0.0.1@4096/8");
	scene.conf.table = 9;
	scene_configure();
	assert_table("10.0.0.1@4096/8 192.0.2.1@4096/9");
	scene_dump_routes();
	scene_wait(60 * SEC);
	assert_table("10.0.0.1@4096/8 192.0.2.1@4096/9");
}
END_TEST

/* A route of an earlier run in a table of ours goes if it is not wanted; other tables are not ours. */
START_TEST(tables_are_cleaned_each)
{
	struct fake_route left = fake_parse("192.0.2.3@4100"), other = fake_parse("192.0.2.4@4101");

	scene.ci[0].table = 100;
	left.route.table = 100;
	left.route.hops = left.hops;
	other.route.table = 101;
	other.route.hops = other.hops;
	scene.kernel.routes[0] = left;
	scene.kernel.routes[1] = other;
	scene.kernel.n = 2;
	scene_start();
	scene_wait(30 * SEC);
	assert_table("192.0.2.4@4101/101");
}
END_TEST

/* Damping of one table leaves the choice of the other free. */
START_TEST(tables_are_damped_alone)
{
	struct hop kept;
	usec_t until;

	start_two();
	scene_meet("192.0.2.2", 0, 1800);
	for (int i = 0; i < 12; i++) {
		scene_meet("192.0.2.2", i % 2 == 0 ? 20 : 0, 1800);
		scene_wait(SEC);
	}
	ck_assert(engine_damping(scene.engine, &kept, &until));
	ck_assert_uint_eq(kept.ifindex, 2);
	scene_meet("10.0.0.2", 5, 1800);
	ck_assert_ptr_nonnull(strstr(fake_text(&scene.kernel), "10.0.0.2@4096"));
}
END_TEST

static void move_to(uint32_t table)
{
	scene.iface[0].table = table;
	scene_link(0);
}

/* The routes of a link go to the table of its VRF, and back; Linux takes them with the move. A table that the
 * operator names goes before. */
START_TEST(tables_of_vrfs_are_found)
{
	struct iface_view v;
	uint32_t cursor = 0;

	scene_start();
	scene_meet("192.0.2.1", 10, 1800);
	scene_meet("10.0.0.1", 0, 1800);
	assert_table("192.0.2.1@4096");
	scene_forget();
	fake_flush(&scene.kernel, 2);
	move_to(10);
	scene_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	assert_table("10.0.0.1@4096 192.0.2.1@4096/10");
	ck_assert_uint_eq(told_of(10, "192.0.2.1"), 1);
	ck_assert_uint_eq(told_of(RT_TABLE_MAIN, "10.0.0.1"), 1);
	ck_assert(engine_next_iface(scene.engine, &cursor, &v) && v.table == 10);
	ck_assert_str_eq(engine_standing_name(scene.engine), "alive");
	scene_dump_routes();
	scene_wait(60 * SEC);
	assert_table("10.0.0.1@4096 192.0.2.1@4096/10");
	/* Here the kernel leaves the old routes: they are ours to remove. */
	move_to(11);
	assert_table("10.0.0.1@4096 192.0.2.1@4096/11");
	scene_forget();
	move_to(0);
	assert_table("192.0.2.1@4096");
	ck_assert_uint_eq(told_of(11, "0.0.0.0"), 1);
	move_to(10);
	scene.ci[0].table = 99;
	scene_configure();
	assert_table("10.0.0.1@4096 192.0.2.1@4096/99");
}
END_TEST

/* The general table is not missed where all interfaces belong to VRFs; a VRF without a router is. */
START_TEST(tables_of_vrfs_count_as_used)
{
	scene.iface[0].table = 10;
	scene.iface[1].table = 20;
	scene_start();
	scene_meet("192.0.2.1", 0, 1800);
	scene_meet("10.0.0.1", 0, 1800);
	assert_table("192.0.2.1@4096/10 10.0.0.1@4096/20");
	ck_assert(!engine_is_degraded(scene.engine));
	scene_hear("10.0.0.1", 0, 0);
	ck_assert_str_eq(engine_standing_name(scene.engine), "none");
	ck_assert(engine_is_degraded(scene.engine));
}
END_TEST

/* The daemon finds what an earlier run left in the table of a VRF. */
START_TEST(tables_of_vrfs_are_cleaned)
{
	struct fake_route left = fake_parse("192.0.2.3@4100");
	uint32_t tables[TABLES_MAX];

	scene.iface[0].table = 10;
	left.route.table = 10;
	left.route.hops = left.hops;
	scene.kernel.routes[0] = left;
	scene.kernel.n = 1;
	scene_start();
	ck_assert_uint_eq(engine_tables(scene.engine, tables), 2);
	ck_assert_uint_eq(tables[1], 10);
	scene_wait(30 * SEC);
	assert_table("");
}
END_TEST

Suite *suite_engine_tables(void)
{
	Suite *s = suite_create("engine_tables");
	TCase *tc = tcase_create("engine_tables");

	tcase_add_checked_fixture(tc, scene_setup_host, scene_teardown);
	tcase_add_test(tc, tables_have_a_choice_each);
	tcase_add_test(tc, tables_lose_their_routers_alone);
	tcase_add_test(tc, tables_meet_foreign_routes_alone);
	tcase_add_test(tc, tables_come_and_go_with_the_configuration);
	tcase_add_test(tc, tables_are_cleaned_each);
	tcase_add_test(tc, tables_are_damped_alone);
	tcase_add_test(tc, tables_of_vrfs_are_found);
	tcase_add_test(tc, tables_of_vrfs_count_as_used);
	tcase_add_test(tc, tables_of_vrfs_are_cleaned);
	suite_add_tcase(s, tc);
	return s;
}
