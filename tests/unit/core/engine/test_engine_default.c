/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests what those who act on changes are told: the one router that the default route stands on. */
#include "config.h"

#include <errno.h>

#include "unit/scene.h"
#include "unit/tests.h"

/* The only such event since the last look: to and from these routers (NULL: none). */
static void assert_changed(
    const char *router, const char *old, const char *prefsrc, enum reason reason)
{
	const struct event *event = NULL;

	for (size_t i = 0; i < scene.n_events; i++)
		if (scene.events[i].kind == EVENT_DEFAULT_ROUTER_CHANGED) {
			ck_assert_msg(event == NULL, "more than one change");
			event = &scene.events[i];
		}
	ck_assert_ptr_nonnull(event);
	assert_ip(event->router, router == NULL ? "0.0.0.0" : router);
	assert_ip(event->old_router, old == NULL ? "0.0.0.0" : old);
	assert_ip(event->prefsrc, prefsrc == NULL ? "0.0.0.0" : prefsrc);
	ck_assert_str_eq(event_reason_name(event->reason), event_reason_name(reason));
	scene_forget();
}

static void assert_unchanged(void)
{
	for (size_t i = 0; i < scene.n_events; i++)
		ck_assert_int_ne(scene.events[i].kind, EVENT_DEFAULT_ROUTER_CHANGED);
}

static void start_with(const char *router, int32_t preference)
{
	scene_start();
	scene_hear(router, preference, 1800);
	assert_changed(router, NULL,
	    router[0] == '1' && router[1] == '0' ? "10.0.0.99" : "192.0.2.99", REASON_NONE);
}

START_TEST(default_is_told_with_the_reason_why_the_old_one_left)
{
	start_with("192.0.2.1", 0);
	scene_hear("192.0.2.2", 10, 1800);
	assert_changed("192.0.2.2", "192.0.2.1", "192.0.2.99", REASON_PREFERENCE);
	scene_hear("10.0.0.3", 10, 1800); /* an equal one */
	assert_unchanged();
	scene_hear("192.0.2.2", 10, 100);
	assert_unchanged();
	scene_neighbour("192.0.2.2", NEIGHBOUR_FAILED);
	assert_changed("10.0.0.3", "192.0.2.2", "10.0.0.99", REASON_NEIGHBOUR_FAILED);
	scene_hear("10.0.0.3", 10, 0);
	assert_changed("192.0.2.1", "10.0.0.3", "192.0.2.99", REASON_WITHDRAWN);
	scene_hear("192.0.2.1", PREFERENCE_INELIGIBLE, 1800);
	ck_assert_uint_eq(scene.kernel.n, 1);
	assert_changed(
	    "192.0.2.2", "192.0.2.1", "192.0.2.99", REASON_INELIGIBLE); /* the last resort */
	scene_wait(100 * SEC);
	assert_changed(NULL, "192.0.2.2", NULL, REASON_EXPIRED);
}
END_TEST

START_TEST(default_is_told_when_links_go_and_come)
{
	start_with("192.0.2.1", 5);
	scene_hear("10.0.0.3", 0, 1800);
	scene.iface[0].carrier = false;
	scene_link(0);
	assert_changed("10.0.0.3", "192.0.2.1", "10.0.0.99", REASON_NO_CARRIER);
	scene.iface[0].carrier = true;
	scene_link(0);
	scene_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	assert_changed("192.0.2.1", "10.0.0.3", "192.0.2.99", REASON_PREFERENCE);
	scene.iface[0].up = false;
	scene_link(0);
	assert_changed("10.0.0.3", "192.0.2.1", "10.0.0.99", REASON_LINK_DOWN);
}
END_TEST

/* The events that a dynamic DNS updater needs. */
/* The link is up, its address went. [faults G15] */
START_TEST(default_is_told_when_the_address_goes)
{
	start_with("192.0.2.1", 0);
	scene.iface[0].n_addrs = 0;
	scene_link(0);
	assert_changed(NULL, "192.0.2.1", NULL, REASON_NO_ADDRESS);
}
END_TEST

START_TEST(default_is_told_when_only_its_source_changes)
{
	start_with("192.0.2.1", 0);
	scene_address(0, 0, "192.0.2.77", 24);
	scene_link(0);
	assert_changed("192.0.2.1", "192.0.2.1", "192.0.2.77", REASON_NONE);
	scene_address(0, 1, "192.0.2.78", 24); /* a secondary one */
	scene_link(0);
	assert_unchanged();
	scene.conf.prefsrc = ip("192.0.2.78");
	scene_configure();
	assert_changed("192.0.2.1", "192.0.2.1", "192.0.2.78", REASON_NONE);
}
END_TEST

/* Another program removes the route, and those that take its place, as `ip route flush` may. The router is as good
 * as before. */
START_TEST(default_is_told_removed)
{
	start_with("192.0.2.1", 0);
	fake_take_at(&scene.kernel, 0);
	scene_settle();
	assert_unchanged(); /* there again at once */
	fake_take_at(&scene.kernel, 0);
	scene_settle();
	assert_changed(NULL, "192.0.2.1", NULL, REASON_REMOVED);
	scene_wait(SEC);
	assert_changed("192.0.2.1", NULL, "192.0.2.99", REASON_NONE);
}
END_TEST

START_TEST(default_is_told_gone_with_the_wish_for_routes)
{
	start_with("192.0.2.1", 0);
	scene.conf.install = INSTALL_NONE;
	scene_configure();
	assert_changed(NULL, "192.0.2.1", NULL, REASON_CONFIGURATION);
}
END_TEST

/* Only what the kernel has taken is told. */
START_TEST(default_is_not_told_before_the_kernel_agrees)
{
	scene_start();
	scene.kernel.refuse_add = ENETUNREACH;
	scene_hear("192.0.2.1", 0, 1800);
	assert_unchanged();
	scene.kernel.refuse_add = 0;
	scene_wait(2 * SEC);
	assert_changed("192.0.2.1", NULL, "192.0.2.99", REASON_NONE);
}
END_TEST

START_TEST(default_is_told_gone_at_the_end)
{
	start_with("192.0.2.1", 0);
	engine_shutdown(scene.engine, false, scene.now);
	scene_settle();
	assert_changed(NULL, "192.0.2.1", NULL, REASON_SHUTDOWN);
}
END_TEST

/* A router of lower preference that was there first: only damping puts it before others. */
START_TEST(default_is_told_to_be_held)
{
	start_with("192.0.2.1", -1);
	scene_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	scene_wait(SEC);
	for (int i = 0; i < 12; i++) {
		scene_forget();
		scene_hear(i % 2 == 0 ? "192.0.2.2" : "192.0.2.3", i, 1800);
		scene_neighbour(i % 2 == 0 ? "192.0.2.2" : "192.0.2.3", NEIGHBOUR_REACHABLE);
		if (i == 10)
			assert_changed("192.0.2.1", "192.0.2.3", "192.0.2.99", REASON_DAMPING);
	}
	assert_unchanged();
	assert_table("192.0.2.1@4096");
	scene_wait(60 * SEC);
	assert_changed("192.0.2.3", "192.0.2.1", "192.0.2.99", REASON_PREFERENCE);
}
END_TEST

/* ---- a foreign default route beside ours ---- */

/* How often since the last look it was told that theirs wins, and that it does no more. */
static void assert_told(unsigned wins, unsigned yields)
{
	ck_assert_uint_eq(scene_events(EVENT_FOREIGN_WINS, REASON_NONE), wins);
	ck_assert_uint_eq(scene_events(EVENT_FOREIGN_YIELDS, REASON_NONE), yields);
	scene_forget();
}

static void put(const char *route)
{
	fake_put(&scene.kernel, route);
	scene_settle();
}

static void take(const char *route)
{
	fake_take(&scene.kernel, route);
	scene_settle();
}

/* As with DHCP beside us: told once, when it begins, and once when it ends. */
START_TEST(foreign_that_wins_is_told_once)
{
	const struct event *event;

	scene_start();
	put("!10.0.0.9@100");
	assert_told(0, 0); /* over nothing */
	scene_hear("192.0.2.1", 0, 1800);
	event = &scene.events[scene.n_events - 1];
	ck_assert_int_eq(event->kind, EVENT_FOREIGN_WINS);
	assert_ip(event->gateway, "10.0.0.9");
	ck_assert_uint_eq(event->ifindex, 3);
	ck_assert_uint_eq(event->metric, 100);
	ck_assert_uint_eq(event->our_metric, 4096);
	assert_told(1, 0);
	scene_hear("192.0.2.1", 0, 1800);
	scene_hear("192.0.2.2", 5, 1800); /* another one of ours waits now */
	put("!192.0.2.9@50");
	scene_wait(700 * SEC);
	assert_told(0, 0);
	take("!10.0.0.9@100");
	assert_told(0, 0);
	take("!192.0.2.9@50");
	event = &scene.events[scene.n_events - 1];
	assert_ip(event->router, "192.0.2.2");
	ck_assert_uint_eq(event->metric, 4096);
	assert_told(0, 1);
	put("!192.0.2.9@50");
	assert_told(1, 0);
}
END_TEST

/* A route behind ours is no news. If it takes our metric, ours moves behind it. */
START_TEST(foreign_is_told_from_our_metric_down)
{
	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	put("!192.0.2.9@4097");
	assert_told(0, 0);
	put("!192.0.2.9@4096");
	assert_table("!192.0.2.9@4096 !192.0.2.9@4097 192.0.2.1@4098");
	assert_told(1, 0);
	scene.conf.metric = 4095;
	scene_configure();
	assert_told(0, 1);
	put("!192.0.2.9@4094");
	assert_told(1, 0);
}
END_TEST

/* While we have no route nothing is said; what was said holds when there is one again. */
START_TEST(foreign_is_not_told_while_we_have_no_route)
{
	scene_start();
	put("!192.0.2.9@100");
	scene_hear("192.0.2.1", 0, 1800);
	assert_told(1, 0);
	scene_hear("192.0.2.1", 0, 0);
	scene_hear("192.0.2.1", 0, 1800);
	assert_told(0, 0);
	scene_hear("192.0.2.1", 0, 0);
	take("!192.0.2.9@100");
	assert_told(0, 0);
	scene_hear("192.0.2.1", 0, 1800);
	assert_told(0, 1);
	scene_hear("192.0.2.1", 0, 0);
	scene.conf.install = INSTALL_NONE;
	scene_configure();
	put("!192.0.2.9@100");
	scene_hear("192.0.2.1", 0, 1800);
	assert_told(0, 0);
}
END_TEST

Suite *suite_engine_default(void)
{
	Suite *suite = suite_create("engine_default");
	TCase *tcase = tcase_create("told");

	tcase_add_checked_fixture(tcase, scene_setup_host, scene_teardown);
	tcase_add_test(tcase, default_is_told_with_the_reason_why_the_old_one_left);
	tcase_add_test(tcase, default_is_told_when_links_go_and_come);
	tcase_add_test(tcase, default_is_told_when_the_address_goes);
	tcase_add_test(tcase, default_is_told_when_only_its_source_changes);
	tcase_add_test(tcase, default_is_told_removed);
	tcase_add_test(tcase, default_is_told_gone_with_the_wish_for_routes);
	tcase_add_test(tcase, default_is_not_told_before_the_kernel_agrees);
	tcase_add_test(tcase, default_is_told_gone_at_the_end);
	tcase_add_test(tcase, default_is_told_to_be_held);
	tcase_add_test(tcase, foreign_that_wins_is_told_once);
	tcase_add_test(tcase, foreign_is_told_from_our_metric_down);
	tcase_add_test(tcase, foreign_is_not_told_while_we_have_no_route);
	suite_add_tcase(suite, tcase);
	return suite;
}
