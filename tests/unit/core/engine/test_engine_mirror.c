/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the rule for the mirror of the kernel's routes, through the engine's door: what may have changed
 * without a word is read again. (That an acknowledgement alone proves nothing is in test_fib.c.) */
#include "config.h"

#include <linux/rtnetlink.h>
#include <errno.h>
#include <string.h>

#include "core/engine/view.h"
#include "unit/scene.h"
#include "unit/tests.h"

static struct conf_track track = { .name = "uplink",
	.kind = TRACK_DEFAULT_ROUTE,
	.on_loss = LOSS_WITHDRAW,
	.loss_delay = SEC,
	.restore_delay = SEC };

/* eth0 is the uplink, on eth1 we are a router while there is a way out. */
static void start_router(void)
{
	scene_restart(ROLE_ROUTER);
	scene.ci[0].role = ROLE_OFF;
	scene.ci[1].tracks = 1;
	scene.conf.tracks = &track;
	scene.conf.n_tracks = 1;
	scene_start();
}

/* The verdict on the way out, once that has lasted. */
static bool has_way_out(void)
{
	struct track_view view;
	uint32_t cursor = 0;

	scene_wait(2 * SEC);
	ck_assert(engine_next_track(scene.engine, &cursor, &view));
	return view.ok;
}

/* ---- what is read again ---- */

/* A link that no route leads over can take none away. [faults B7] */
START_TEST(mirror_is_not_read_for_links_without_routes)
{
	scene_start();
	scene_hear("192.0.2.1", 0, 9000);
	for (unsigned i = 0; i < 1000; i++) {
		scene.iface[1].up = i % 2 == 1;
		scene_link(1);
		scene_wait(MS);
	}
	ck_assert_uint_eq(scene.rereads, 0);
	scene.iface[0].up = false;
	scene_link(0);
	ck_assert_uint_eq(scene.rereads, 1);
}
END_TEST

/* … and in a storm on one that they do lead over there is a handful of dumps, and the truth at the end. */
START_TEST(mirror_is_read_seldom_in_a_storm)
{
	fake_put(&scene.kernel, "!10.0.0.9@100");
	scene_start();
	scene_hear("192.0.2.1", 0, 9000);
	for (unsigned i = 0; i < 1000; i++) {
		scene.iface[1].up = i % 2 == 1;
		ck_assert(engine_set_iface(scene.engine, &scene.iface[1], scene.now));
		scene_wait(MS);
	}
	ck_assert_uint_ge(scene.rereads, 2);
	ck_assert_uint_le(scene.rereads, REREADS_MAX + SEC / REREAD_INTERVAL);
	fake_flush(&scene.kernel, 3);
	scene.iface[1].up = false;
	ck_assert(engine_set_iface(scene.engine, &scene.iface[1], scene.now));
	scene_wait(REREAD_INTERVAL);
	ck_assert(!engine_doubts_routes(scene.engine));
	ck_assert_uint_eq(engine_lowest_metric(scene.engine, RT_TABLE_MAIN), 4096);
}
END_TEST

/* A preferred source that goes takes routes over other links with it. */
START_TEST(mirror_is_read_when_a_preferred_source_goes)
{
	struct fake_route r = fake_parse("!192.0.2.9@100");

	r.route.prefsrc = ip("10.0.0.99");
	scene_start();
	ck_assert(engine_set_route(scene.engine, fake_view(&r)));
	scene_settle();
	ck_assert_uint_eq(engine_lowest_metric(scene.engine, RT_TABLE_MAIN), 100);
	scene_address(1, 0, "10.0.0.98", 8);
	scene_link(1);
	ck_assert_uint_eq(scene.rereads, 1);
	ck_assert_uint_eq(engine_lowest_metric(scene.engine, RT_TABLE_MAIN), UINT32_MAX);
}
END_TEST

/* With an object go the routes on it. Who has none need not care. [faults B1] */
START_TEST(mirror_is_read_when_a_nexthop_object_goes)
{
	start_router();
	fake_put(&scene.kernel, "!192.0.2.9@100");
	scene_settle();
	engine_doubt_routes(scene.engine, true);
	ck_assert(has_way_out());
	ck_assert_uint_eq(scene.rereads, 0);
	fake_take(&scene.kernel, "!192.0.2.9@100");
	fake_put(&scene.kernel, "!%7@100");
	ck_assert(has_way_out()); /* what it hides leads somewhere [faults B2] */
	scene.kernel.n = scene.kernel.n_news = 0;
	engine_doubt_routes(scene.engine, true);
	ck_assert(!has_way_out());
	ck_assert_uint_eq(scene.rereads, 1);
}
END_TEST

/* With a link the kernel takes a nexthop object and tells neither; what is hidden may have stood on any. */
START_TEST(mirror_is_read_when_a_link_may_have_taken_a_hidden_hop)
{
	start_router();
	fake_put(&scene.kernel, "!%7@100");
	ck_assert(has_way_out());
	scene.kernel.n = 0;
	scene.iface[0].up = false;
	ck_assert(engine_set_iface(scene.engine, &scene.iface[0], scene.now));
	ck_assert(!has_way_out());
	ck_assert_uint_eq(scene.rereads, 1);
}
END_TEST

/* A setting hides what a nexthop object holds, or shows it; a route goes under the name of that moment. */
START_TEST(mirror_is_read_when_an_unknown_route_goes)
{
	struct fake_route r = fake_parse("!192.0.2.9@100");

	start_router();
	fake_put(&scene.kernel, "!%7@100");
	scene_settle();
	scene.kernel.n = 0;
	engine_del_route(scene.engine, fake_view(&r));
	ck_assert(!has_way_out());
	ck_assert_uint_eq(scene.rereads, 1);
}
END_TEST

/* An interface without an address can have routes, and switching forwarding takes none.
 * [faults B4] */
START_TEST(mirror_keeps_routes_of_links_without_address)
{
	start_router();
	scene.iface[0].n_addrs = 0;
	scene_link(0);
	fake_flush(&scene.kernel, 2);
	scene.kernel.down[2] = false;
	fake_put(&scene.kernel, "!192.0.2.9@100");
	ck_assert(has_way_out());
	scene.iface[0].forwarding = !scene.iface[0].forwarding;
	ck_assert(engine_set_iface(scene.engine, &scene.iface[0], scene.now));
	ck_assert(has_way_out());
}
END_TEST

/* ---- some hop works ---- */

/* The first hop of a route is down, the second one works. [faults B3] */
START_TEST(mirror_judges_a_route_by_all_its_hops)
{
	start_router();
	scene.ci[1].role = ROLE_ROUTER;
	fake_put(&scene.kernel, "!-192.0.2.8+192.0.2.9@100");
	ck_assert(has_way_out());
	fake_take(&scene.kernel, "!-192.0.2.8+192.0.2.9@100");
	fake_put(&scene.kernel, "!-192.0.2.8+-192.0.2.9@100");
	ck_assert(!has_way_out());
	fake_take(&scene.kernel, "!192.0.2.8+192.0.2.9@100");
	fake_put(&scene.kernel, "!-192.0.2.8+10.0.0.9@100"); /* the other way we are the router */
	ck_assert(!has_way_out());
}
END_TEST

/* The link of a hop comes back, and the kernel says nothing of the hop. */
START_TEST(mirror_is_read_when_a_hop_may_have_come_back)
{
	start_router();
	fake_put(&scene.kernel, "!-192.0.2.9@100");
	scene.iface[0].carrier = false;
	ck_assert(engine_set_iface(scene.engine, &scene.iface[0], scene.now));
	ck_assert(!has_way_out());
	memset(scene.kernel.routes[0].down, 0, sizeof(scene.kernel.routes[0].down));
	scene.iface[0].carrier = true;
	scene.rereads = 0;
	ck_assert(engine_set_iface(scene.engine, &scene.iface[0], scene.now));
	ck_assert(has_way_out());
	ck_assert_uint_eq(scene.rereads, 1);
}
END_TEST

/* The host's side of B3: what works over its second hop takes over from a black hole, what does not
 * work at all never does. */
START_TEST(mirror_lets_a_route_take_over_that_works_over_some_hop)
{
	scene_start();
	scene_hear("192.0.2.1", 0, 9000);
	scene_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	fake_put(&scene.kernel, "!-192.0.2.8+192.0.2.1@5000");
	scene_settle();
	assert_table("192.0.2.1@4096 !192.0.2.8+192.0.2.1@5000");
	fake_put(&scene.kernel, "!192.0.2.1+10.0.0.9@5001");
	scene_settle();
	assert_table("!192.0.2.8+192.0.2.1@5000 !192.0.2.1+10.0.0.9@5001");
}
END_TEST

/* A route that was refused is tried again when its subnet can be reached. [faults B6] */
START_TEST(mirror_tries_again_when_a_subnet_comes)
{
	scene_start();
	scene.kernel.refuse_add = ENETUNREACH;
	scene_hear("192.0.2.1", 0, 9000);
	scene_wait(12 * SEC);
	assert_table("");
	scene.kernel.refuse_add = 0;
	engine_add_subnet(scene.engine, 3, scene.now); /* elsewhere */
	scene_settle();
	assert_table("");
	engine_add_subnet(scene.engine, 2, scene.now);
	scene_settle();
	assert_table("192.0.2.1@4096");
}
END_TEST

/* A pure router uses no route, unless it looks for a way out. [faults B7] */
START_TEST(mirror_of_a_router_is_needed_for_a_track_alone)
{
	scene_start();
	ck_assert(engine_needs_routes(scene.engine));
	scene_restart(ROLE_ROUTER);
	scene_start();
	ck_assert(!engine_needs_routes(scene.engine));
	start_router();
	ck_assert(engine_needs_routes(scene.engine));
}
END_TEST

/* ---- what is told of it ---- */

/* Our router has its route, and another default route carries the traffic. [faults G13] */
START_TEST(mirror_tells_which_route_carries_the_traffic)
{
	struct router_view view;
	uint32_t cursor = 0;

	scene_start();
	scene_hear("192.0.2.1", 0, 9000);
	ck_assert(engine_next_router(scene.engine, &cursor, &view, scene.now));
	ck_assert(view.installed && !view.outdone);
	fake_put(&scene.kernel, "!192.0.2.9@5000");
	scene_settle();
	cursor = 0;
	ck_assert(engine_next_router(scene.engine, &cursor, &view, scene.now));
	ck_assert(view.installed && !view.outdone);
	fake_put(&scene.kernel, "!10.0.0.9@100");
	scene_settle();
	cursor = 0;
	ck_assert(engine_next_router(scene.engine, &cursor, &view, scene.now));
	ck_assert(view.installed && view.outdone);
}
END_TEST

/* At the start a host asks for the router that leads out before its loss is believed; 1.0.0 was
 * "lost" for the restore-delay at each start. [faults G14] */
START_TEST(mirror_lets_a_host_ask_before_a_track_is_lost)
{
	struct track_view view;
	uint32_t cursor = 0;

	scene_restart(ROLE_ROUTER);
	scene.ci[0].role = ROLE_HOST;
	scene.ci[0].solicit = true;
	scene.ci[1].tracks = 1;
	scene.conf.tracks = &track;
	scene.conf.n_tracks = 1;
	scene_start();
	ck_assert(engine_next_track(scene.engine, &cursor, &view));
	ck_assert(!view.judged && view.ok);
	scene_wait(SEC);
	scene_hear("192.0.2.1", 0, 9000);
	scene_settle(); /* the kernel has told of the route */
	cursor = 0;
	ck_assert(engine_next_track(scene.engine, &cursor, &view));
	ck_assert(view.judged && view.ok);
	ck_assert_uint_eq(scene_events(EVENT_TRACK_LOST, REASON_NONE), 0);
	/* Without an answer it is lost when the last question had its time. */
	scene_teardown();
	scene_start();
	scene_wait(20 * SEC);
	cursor = 0;
	ck_assert(engine_next_track(scene.engine, &cursor, &view));
	ck_assert(view.judged && !view.ok);
}
END_TEST

Suite *suite_engine_mirror(void)
{
	Suite *s = suite_create("engine_mirror");
	TCase *tc = tcase_create("engine_mirror");

	tcase_add_checked_fixture(tc, scene_setup_host, scene_teardown);
	tcase_add_test(tc, mirror_is_not_read_for_links_without_routes);
	tcase_add_test(tc, mirror_is_read_seldom_in_a_storm);
	tcase_add_test(tc, mirror_is_read_when_a_preferred_source_goes);
	tcase_add_test(tc, mirror_is_read_when_a_nexthop_object_goes);
	tcase_add_test(tc, mirror_is_read_when_a_link_may_have_taken_a_hidden_hop);
	tcase_add_test(tc, mirror_is_read_when_an_unknown_route_goes);
	tcase_add_test(tc, mirror_keeps_routes_of_links_without_address);
	tcase_add_test(tc, mirror_judges_a_route_by_all_its_hops);
	tcase_add_test(tc, mirror_is_read_when_a_hop_may_have_come_back);
	tcase_add_test(tc, mirror_lets_a_route_take_over_that_works_over_some_hop);
	tcase_add_test(tc, mirror_tries_again_when_a_subnet_comes);
	tcase_add_test(tc, mirror_of_a_router_is_needed_for_a_track_alone);
	tcase_add_test(tc, mirror_tells_which_route_carries_the_traffic);
	tcase_add_test(tc, mirror_lets_a_host_ask_before_a_track_is_lost);
	suite_add_tcase(s, tc);
	return s;
}
