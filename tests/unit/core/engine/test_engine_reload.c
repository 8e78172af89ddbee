/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests a new configuration for an engine that runs: what was learned stays, and only what has changed
 * is acted on. */
#include "config.h"

#include <stdio.h>

#include "unit/scene.h"
#include "unit/tests.h"

/* How many messages on interface `i`, of any kind. */
static unsigned n_said(unsigned i)
{
	return scene_count(i, ADVERTISEMENT) + scene_count(i, SOLICITATION);
}

static void name_addresses(unsigned n, const struct conf_address *list)
{
	for (unsigned i = 0; i < n; i++)
		scene.ca[i] = list[i];
	scene.ci[0].addresses = scene.ca;
	scene.ci[0].n_addresses = n;
}

/* ---- nothing has changed ---- */

/* A thousand reloads, and everything goes its way: routes, timers, the list. */
START_TEST(reload_of_the_same_changes_nothing)
{
	unsigned sent[2];

	for (unsigned reloads = 0; reloads < 2; reloads++) {
		scene_restart(ROLE_ROUTER);
		scene.ci[1].role = ROLE_HOST;
		conf_iface_set_interval(&scene.ci[0], 20);
		scene_start();
		scene_meet("10.0.0.1", 5, 1800);
		scene_meet("10.0.0.2", 5, 300);
		assert_table("10.0.0.1@4096 10.0.0.2@4097");
		scene_forget();
		scene.kernel.changes = 0;
		for (unsigned i = 0; i < 1000; i++) {
			scene_wait(250 * MS);
			if (reloads == 1)
				scene_configure();
		}
		assert_table("10.0.0.1@4096 10.0.0.2@4097");
		ck_assert_uint_eq(scene.kernel.changes, 0);
		ck_assert_uint_eq(scene_count(1, SOLICITATION), 0);
		sent[reloads] = n_said(0);
		scene_wait(60 * SEC); /* the lifetimes ran on */
		assert_table("10.0.0.1@4096");
	}
	ck_assert_uint_eq(sent[0], sent[1]); /* the timer was not touched */
}
END_TEST

/* In a burst of solicitations, too. */
START_TEST(reload_does_not_solicit_anew)
{
	scene.ci[0].role = scene.ci[1].role = ROLE_HOST;
	scene_start();
	for (unsigned i = 0; i < 100; i++) {
		scene_wait(100 * MS);
		scene_configure();
	}
	ck_assert_uint_eq(scene_count(0, SOLICITATION), 3);
	ck_assert_uint_eq(scene_events(EVENT_NO_ANSWER, REASON_NONE), 2);
}
END_TEST

/* ---- the router's side ---- */

/* An address no longer advertised is taken back by messages of its own; the rest goes on. */
START_TEST(reload_takes_an_address_back)
{
	const struct conf_address off = { .address = ip("192.0.2.98"), .advertise = false };
	usec_t timer;

	scene_address(0, 1, "192.0.2.98", 24);
	scene_address(0, 2, "192.0.2.97", 24);
	scene_start();
	scene_wait(100 * SEC);
	scene_forget();
	timer = engine_deadline(scene.engine);
	name_addresses(1, &off);
	scene_configure();
	ck_assert_uint_eq(scene.n_said, 1);
	ck_assert_uint_eq(scene.said[0].lifetime, 0);
	ck_assert_uint_eq(scene.said[0].n, 1);
	assert_ip(scene.said[0].entries[0].address, "192.0.2.98");
	assert_ip(scene.said[0].destination, "224.0.0.1");
	scene_wait(5 * SEC);
	ck_assert_uint_eq(n_said(0), 3);
	ck_assert_uint_eq(engine_deadline(scene.engine), timer);
	scene_forget();
	scene_wait(600 * SEC);
	for (size_t k = 0; k < scene.n_said; k++)
		if (scene.said[k].ifindex == 2)
			ck_assert_uint_eq(scene.said[k].n, 2);
	/* And advertised again, at once. */
	scene_wait(10 * SEC);
	scene_forget();
	scene.ci[0].n_addresses = 0;
	scene_configure();
	ck_assert_uint_eq(n_said(0), 1);
	ck_assert_uint_eq(scene.said[0].n, 3);
}
END_TEST

/* Off, another role, or no word of it any more: the final message. */
START_TEST(reload_switches_an_interface_off)
{
	static const enum role roles[] = { ROLE_OFF, ROLE_HOST, ROLE_MONITOR, ROLE_ROUTER };

	for (size_t i = 0; i < ARRAY_SIZE(roles); i++) {
		scene_restart(ROLE_ROUTER);
		scene.ci[0].advertisement_address.list[0] = ip("255.255.255.255");
		scene_start();
		scene_wait(100 * SEC);
		scene_forget();
		scene.ci[0].role = roles[i];
		if (roles[i] == ROLE_ROUTER)
			scene.ci[0].pattern = "wan0";
		scene.ci[0].advertisement_address.list[0] = ip(
		    "0.0.0.0"); /* it goes where the others went */
		scene_configure();
		ck_assert_uint_eq(n_said(0), 1);
		ck_assert_uint_eq(scene.said[0].lifetime, 0);
		ck_assert_uint_eq(scene.said[0].n, 1);
		assert_ip(scene.said[0].destination, "255.255.255.255");
		ck_assert(!scene_is_member(0) && scene_is_member(1));
		ck_assert_uint_eq(scene_events(EVENT_NOT_ADVERTISING, REASON_CONFIGURATION), 1);
		ck_assert_uint_eq(n_said(1), 0);
	}
}
END_TEST

/* The link goes in the same turn: what was about to be said stays unsaid. */
START_TEST(reload_says_nothing_on_a_link_that_is_down)
{
	for (int how = 0; how < 3; how++) {
		scene_restart(ROLE_ROUTER);
		scene_start();
		scene_wait(100 * SEC);
		scene_forget();
		scene.ci[0].role = ROLE_OFF;
		ck_assert(engine_configure(scene.engine, &scene.conf, scene.now));
		if (how == 0)
			scene.iface[0].up = false;
		else if (how == 1)
			scene.iface[0].carrier = false;
		else
			scene.iface[0].n_addrs = 0;
		scene_link(0);
		scene_wait(100 * SEC);
		ck_assert_uint_eq(n_said(0), 0);
	}
}
END_TEST

/* A router that has only answered must withdraw its addresses as well, and knows where to. */
START_TEST(reload_ends_what_was_solicited_only)
{
	scene.ci[0].max_advertisement_interval = 0;
	scene.ci[0].advertisement_address.list[0] = ip("255.255.255.255");
	scene_start();
	scene_wait(100 * SEC);
	ck_assert_uint_eq(n_said(0), 0);
	scene_solicited(0, "192.0.2.7", "224.0.0.2");
	scene_forget();
	scene.ci[0].role = ROLE_OFF;
	scene_configure();
	ck_assert_uint_eq(n_said(0), 1);
	ck_assert_uint_eq(scene.said[0].lifetime, 0);
	assert_ip(scene.said[0].destination, "255.255.255.255");
}
END_TEST

START_TEST(reload_switches_an_interface_on)
{
	scene.ci[0].role = ROLE_OFF;
	scene_start();
	scene_wait(100 * SEC);
	ck_assert_uint_eq(n_said(0), 0);
	scene.ci[0].role = ROLE_ROUTER;
	scene_configure();
	ck_assert_uint_eq(n_said(0), 1);
	ck_assert_uint_eq(last_said()->lifetime, 1800);
	ck_assert(scene_is_member(0));
	ck_assert_uint_eq(scene_events(EVENT_INTERFACE_READY, REASON_NONE), 2);
}
END_TEST

/* At once, of the interface and of one address; but two within 3 s make one message. */
START_TEST(reload_tells_a_new_preference)
{
	struct conf_address one = { .address = ip("192.0.2.98"),
		.advertise = true,
		.has_preference_level = true,
		.preference_level = 7 };

	scene_address(0, 1, "192.0.2.98", 24);
	scene_start();
	scene_wait(100 * SEC);
	scene_forget();
	scene.ci[0].preference_level = -5;
	scene_configure();
	ck_assert_uint_eq(n_said(0), 1);
	ck_assert_int_eq(last_said()->entries[0].preference, -5);
	ck_assert_int_eq(last_said()->entries[1].preference, -5);
	name_addresses(1, &one);
	scene_configure();
	one.preference_level = PREFERENCE_INELIGIBLE;
	name_addresses(1, &one);
	scene_configure();
	scene_wait(3 * SEC - 1);
	ck_assert_uint_eq(n_said(0), 1);
	scene_wait(1);
	ck_assert_uint_eq(n_said(0), 2);
	ck_assert_int_eq(last_said()->entries[0].preference, -5);
	ck_assert_int_eq(last_said()->entries[1].preference, PREFERENCE_INELIGIBLE);
	ck_assert_uint_eq(n_said(1), 0);
}
END_TEST

START_TEST(reload_changes_the_interval)
{
	scene_start();
	scene_wait(100 * SEC);
	scene_forget();
	conf_iface_set_interval(&scene.ci[0], 4);
	scene_configure();
	scene_wait(40 * SEC);
	ck_assert_uint_ge(n_said(0), 9);
	ck_assert_uint_eq(last_said()->lifetime, 12);
	ck_assert_uint_eq(n_said(1), 0);
	scene.ci[0].max_advertisement_interval = 0;
	scene_configure();
	scene_forget();
	scene_wait(400 * SEC);
	ck_assert_uint_eq(n_said(0), 0);
	ck_assert_uint_eq(scene_events(EVENT_NOT_ADVERTISING, REASON_CONFIGURATION), 0);
}
END_TEST

START_TEST(reload_lets_go_of_forwarding)
{
	scene.iface[0].forwarding = false;
	scene_start();
	ck_assert_uint_eq(n_said(0), 0);
	scene.ci[0].require_forwarding = false;
	scene_configure();
	ck_assert_uint_eq(n_said(0), 1);
	ck_assert(scene_is_member(0));
	scene.ci[0].require_forwarding = true;
	scene_configure();
	ck_assert_uint_eq(last_said()->lifetime, 0);
	ck_assert_uint_eq(scene_events(EVENT_NOT_ADVERTISING, REASON_FORWARDING_OFF), 1);
	ck_assert(!scene_is_member(0));
	scene.ci[1].join_all_routers = false;
	scene_configure();
	ck_assert(!scene_is_member(1));
}
END_TEST

/* ---- the host's side ---- */

/* Told to solicit after all, or to do router discovery at all, it asks. [H-8] */
START_TEST(reload_begins_to_solicit)
{
	scene.ci[0].role = scene.ci[1].role = ROLE_HOST;
	scene.ci[0].solicit = false;
	scene.ci[1].perform_router_discovery = false;
	scene_start();
	scene_wait(60 * SEC);
	ck_assert_uint_eq(n_said(0) + n_said(1), 0);
	scene.ci[0].solicit = true;
	scene.ci[1].perform_router_discovery = true;
	scene_configure();
	scene_wait(9 * SEC);
	ck_assert_uint_eq(scene_count(0, SOLICITATION), 3);
	ck_assert_uint_eq(scene_count(1, SOLICITATION), 3);
	for (unsigned i = 0; i < 60; i++) {
		scene.ci[0].solicit = false;
		scene_configure();
		scene.ci[0].solicit = true;
		scene_configure();
		scene_wait(SEC);
	}
	ck_assert_uint_le(scene_count(0, SOLICITATION), 9 + 3); /* the budget holds */
}
END_TEST

/* In the middle of a burst it falls silent. */
START_TEST(reload_ends_soliciting)
{
	scene.ci[0].role = scene.ci[1].role = ROLE_HOST;
	scene_start();
	scene_wait(2 * SEC);
	ck_assert_uint_eq(scene_count(0, SOLICITATION), 1);
	scene.ci[0].solicit = false;
	scene_configure();
	scene_wait(60 * SEC);
	ck_assert_uint_eq(scene_count(0, SOLICITATION), 1);
	ck_assert_uint_ge(scene_count(1, SOLICITATION), 3);
	scene_hear("192.0.2.1", 0, 1800);
	assert_table("192.0.2.1@4096"); /* it listens as ever */
}
END_TEST

/* Where routes go may change while they are needed: added there before they go here (the kernel of the
 * scene insists). */
START_TEST(reload_moves_routes)
{
	scene.ci[0].role = scene.ci[1].role = ROLE_HOST;
	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	scene_hear("192.0.2.2", 0, 1800);
	scene_hear("10.0.0.1", -5, 1800);
	assert_table("192.0.2.1@4096 192.0.2.2@4097");
	scene.conf.metric = 100;
	scene_configure();
	assert_table("192.0.2.1@100 192.0.2.2@101");
	scene.conf.install = INSTALL_LADDER;
	scene_configure();
	assert_table("192.0.2.1@100 192.0.2.2@101 10.0.0.1@102");
	scene.conf.install = INSTALL_MULTIPATH;
	scene_configure();
	assert_table("192.0.2.1+192.0.2.2@100");
	scene.conf.install = INSTALL_SINGLE;
	scene_configure();
	assert_table("192.0.2.1@100");
	ck_assert(scene_knows("192.0.2.2") && scene_knows("10.0.0.1"));
	scene.conf.table = 77;
	scene_configure();
	ck_assert_uint_eq(scene.kernel.n, 1);
	ck_assert_uint_eq(scene.kernel.routes[0].route.table, 77);
	scene.conf.mtu = 1400;
	scene_configure();
	ck_assert_uint_eq(scene.kernel.n, 1);
	ck_assert_uint_eq(scene.kernel.routes[0].route.mtu, 1400);
	scene.conf.prefsrc = ip("192.0.2.99");
	scene_configure();
	ck_assert_uint_eq(scene.kernel.n, 1);
	assert_ip(scene.kernel.routes[0].route.prefsrc, "192.0.2.99");
	ck_assert_uint_eq(scene_events(EVENT_ROUTER_LOST, REASON_CONFIGURATION), 0);
}
END_TEST

/* none takes them away, and with any other they are back, without a word from a router. */
START_TEST(reload_to_install_nothing_and_back)
{
	scene.ci[0].role = scene.ci[1].role = ROLE_HOST;
	fake_put(&scene.kernel, "!192.0.2.9@50");
	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	assert_table("!192.0.2.9@50 192.0.2.1@4096");
	scene.conf.install = INSTALL_NONE;
	scene_configure();
	assert_table("!192.0.2.9@50");
	ck_assert(scene_knows("192.0.2.1"));
	scene.conf.install = INSTALL_BEST;
	scene_configure();
	assert_table("!192.0.2.9@50 192.0.2.1@4096");
}
END_TEST

/* Only the routers of the interface that goes are forgotten. */
START_TEST(reload_forgets_what_is_no_longer_asked_for)
{
	scene.ci[0].role = scene.ci[1].role = ROLE_HOST;
	scene_start();
	scene_hear("192.0.2.1", 9, 1800);
	scene_hear("10.0.0.1", 0, 1800);
	scene.ci[0].perform_router_discovery = false;
	scene_configure();
	assert_table("10.0.0.1@4096");
	ck_assert(!scene_knows("192.0.2.1") && scene_knows("10.0.0.1"));
	ck_assert_uint_eq(scene_events(EVENT_ROUTER_LOST, REASON_CONFIGURATION), 1);
	scene.conf.n_ifaces = 0;
	scene_configure();
	assert_table("");
	ck_assert_uint_eq(engine_routers(scene.engine, NULL, 0), 0);
}
END_TEST

/* Lists that are new hold for those known already. [N-4] */
START_TEST(reload_forgets_whom_the_lists_rule_out)
{
	scene.ci[0].role = scene.ci[1].role = ROLE_HOST;
	scene_start();
	scene_hear("192.0.2.1", 9, 1800);
	scene_hear("192.0.2.2", 9, 1800);
	scene_hear("10.0.0.1", 0, 1800);
	scene.ci[0].deny = (struct conf_prefixes){ .n = 1, .list = { { ip("192.0.2.1"), 32 } } };
	scene_configure();
	assert_table("192.0.2.2@4096");
	ck_assert_uint_eq(scene_events(EVENT_ROUTER_LOST, REASON_DENIED), 1);
	scene.ci[0].allow = (struct conf_prefixes){ .n = 1, .list = { { ip("192.0.2.1"), 32 } } };
	scene_configure();
	assert_table("10.0.0.1@4096");
	ck_assert_uint_eq(scene_events(EVENT_ROUTER_LOST, REASON_NOT_ALLOWED), 1);
}
END_TEST

/* A lower bound than what is known ends growth, not what is there. */
START_TEST(reload_bounds_the_list)
{
	scene.ci[0].role = scene.ci[1].role = ROLE_HOST;
	scene_start();
	for (unsigned i = 1; i <= 4; i++) {
		char router[16];

		sprintf(router, "192.0.2.%u", i);
		scene_hear(router, 0, 1800);
	}
	scene.conf.routers_max = scene.conf.iface_routers_max = 2;
	scene_configure();
	ck_assert_uint_eq(engine_routers(scene.engine, NULL, 0), 4);
	scene_advertised(0, "192.0.2.5", "224.0.0.1", "192.0.2.5", 0, 1800);
	ck_assert(!scene_knows("192.0.2.5"));
	scene.conf.routers_max = scene.conf.iface_routers_max = 100;
	scene_configure();
	scene_hear("192.0.2.5", 0, 1800);
	ck_assert_uint_eq(engine_routers(scene.engine, NULL, 0), 5);
}
END_TEST

Suite *suite_engine_reload(void)
{
	Suite *s = suite_create("engine_reload");
	TCase *tc = tcase_create("engine_reload");

	tcase_add_checked_fixture(tc, scene_setup_router, scene_teardown);
	tcase_add_test(tc, reload_of_the_same_changes_nothing);
	tcase_add_test(tc, reload_does_not_solicit_anew);
	tcase_add_test(tc, reload_takes_an_address_back);
	tcase_add_test(tc, reload_switches_an_interface_off);
	tcase_add_test(tc, reload_says_nothing_on_a_link_that_is_down);
	tcase_add_test(tc, reload_ends_what_was_solicited_only);
	tcase_add_test(tc, reload_switches_an_interface_on);
	tcase_add_test(tc, reload_tells_a_new_preference);
	tcase_add_test(tc, reload_changes_the_interval);
	tcase_add_test(tc, reload_lets_go_of_forwarding);
	tcase_add_test(tc, reload_begins_to_solicit);
	tcase_add_test(tc, reload_ends_soliciting);
	tcase_add_test(tc, reload_moves_routes);
	tcase_add_test(tc, reload_to_install_nothing_and_back);
	tcase_add_test(tc, reload_forgets_what_is_no_longer_asked_for);
	tcase_add_test(tc, reload_forgets_whom_the_lists_rule_out);
	tcase_add_test(tc, reload_bounds_the_list);
	suite_add_tcase(s, tc);
	return s;
}
