/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests what the configuration makes of an interface, through the engine's door: proxies and single
 * addresses, draining, the monitor, the policy for routers, and two roles in one engine. */
#include "config.h"

#include <stdio.h>

#include "core/engine/view.h"
#include "unit/scene.h"
#include "unit/tests.h"

/* Names addresses of eth0; ends with one that is 0. */
static void name_addresses(const struct conf_address *list)
{
	scene.ci[0].addresses = scene.ca;
	for (scene.ci[0].n_addresses = 0; list->address.s_addr != 0; list++)
		scene.ca[scene.ci[0].n_addresses++] = *list;
}

static struct conf_address proxy(const char *address, bool advertise)
{
	return (
	    struct conf_address){ .address = ip(address), .advertise = advertise, .proxy = true };
}

/* The last message of eth0, as "LIFETIME ADDRESS/PREFERENCE ..."; "-" if nothing since scene_forget(). */
static const char *last_words(void)
{
	static char text[512];
	size_t len, k = scene.n_said;

	while (k > 0 && scene.said[k - 1].ifindex != 2)
		k--;
	if (k == 0)
		return "-";
	len = (size_t)sprintf(text, "%u", scene.said[k - 1].lifetime);
	for (unsigned i = 0; i < scene.said[k - 1].n; i++) {
		const struct wire_entry *e = &scene.said[k - 1].entries[i];

		len += (size_t)sprintf(text + len, " %s/", inet_ntoa(e->address));
		if (e->preference == PREFERENCE_INELIGIBLE)
			len += (size_t)sprintf(text + len, "ineligible");
		else
			len += (size_t)sprintf(text + len, "%d", e->preference);
	}
	return text;
}

#define assert_said(text) ck_assert_str_eq(last_words(), text)

/* ---- addresses ---- */

/* As Cisco's ip irdp address: told although it is not ours, if it is on the link. */
START_TEST(router_advertises_for_others)
{
	const struct conf_address list[] = { { .address = ip("192.0.2.254"),
						 .advertise = true,
						 .proxy = true,
						 .has_preference_level = true,
						 .preference_level = 50 },
		proxy("192.0.2.253", false), proxy("198.51.100.254", true), { .proxy = false } };

	scene.ci[0].preference_level = 7;
	name_addresses(list);
	scene_start();
	assert_said("1800 192.0.2.99/7 192.0.2.254/50");
	/* Its subnet comes, and goes again. */
	scene_wait(10 * SEC);
	scene_address(0, 1, "198.51.100.1", 24);
	scene_link(0);
	assert_said("1800 192.0.2.99/7 198.51.100.1/7 192.0.2.254/50 198.51.100.254/7");
	scene_wait(10 * SEC);
	scene.iface[0].n_addrs = 1;
	scene_link(0);
	assert_said("0 198.51.100.1/7 198.51.100.254/7");
}
END_TEST

/* While it is ours too, it is told once. */
START_TEST(router_tells_an_address_once)
{
	const struct conf_address list[] = { proxy("192.0.2.254", true), { .proxy = false } };

	name_addresses(list);
	scene_address(0, 1, "192.0.2.254", 32);
	scene_start();
	assert_said("1800 192.0.2.99/0 192.0.2.254/0");
	scene_wait(10 * SEC);
	scene_forget();
	scene.iface[0].n_addrs = 1;
	scene_link(0);
	assert_said("-"); /* nothing has changed for hosts */
}
END_TEST

/* An address of VRRP: told while it is present, with a preference of its own, and taken back when it
 * moves on. */
START_TEST(router_follows_an_address_that_comes_and_goes)
{
	const struct conf_address list[] = { { .address = ip("192.0.2.1"),
						 .advertise = true,
						 .has_preference_level = true,
						 .preference_level = 300 },
		{ .address = ip("192.0.2.99"), .advertise = false }, { .proxy = false } };

	name_addresses(list);
	scene_start();
	scene_wait(100 * SEC);
	assert_said("-"); /* nothing to say */
	ck_assert_uint_eq(scene_events(EVENT_INTERFACE_UNUSED, REASON_NO_ADDRESS), 1);
	ck_assert(scene_is_member(0)); /* a router all the same */
	ck_assert_int_eq(scene_solicited(0, "192.0.2.7", "224.0.0.2"), REASON_NOT_ADVERTISING);
	for (unsigned i = 0; i < 4; i++) {
		scene_address(0, 1, "192.0.2.1", i % 2 == 0 ? 32 : 24);
		scene_link(0);
		assert_said("1800 192.0.2.1/300");
		scene_wait(20 * SEC);
		scene.iface[0].n_addrs = 1;
		scene_link(0);
		assert_said("0 192.0.2.1/300");
		scene_wait(10 * SEC);
		scene_forget();
		scene_wait(10 * SEC);
		assert_said("-");
	}
}
END_TEST

/* ---- draining ---- */

/* Ineligible at once, withdrawn when all hosts have heard that, and silent after. */
START_TEST(router_drains)
{
	for (unsigned how = 0; how < 2; how++) {
		scene_restart(ROLE_ROUTER);
		conf_iface_set_interval(&scene.ci[0], 100);
		scene.ci[0].preference_level = 5;
		scene_start();
		scene_wait(60 * SEC);
		scene_forget();
		if (how == 0) {
			scene.ci[0].drain = true;
			scene_configure();
		} else {
			ck_assert(engine_drain(scene.engine, 2, true, scene.now));
			scene_settle();
		}
		assert_said("300 192.0.2.99/ineligible");
		ck_assert_uint_eq(scene_events(EVENT_DRAINING, REASON_DRAIN), 1);
		scene_wait(100 * SEC - 1);
		assert_said("300 192.0.2.99/ineligible");
		ck_assert_int_eq(scene_solicited(0, "192.0.2.7", "224.0.0.2"), REASON_NONE);
		scene_wait(1);
		assert_said("0 192.0.2.99/ineligible");
		ck_assert_uint_eq(scene_events(EVENT_NOT_ADVERTISING, REASON_DRAIN), 1);
		ck_assert_int_eq(
		    scene_solicited(0, "192.0.2.7", "224.0.0.2"), REASON_NOT_ADVERTISING);
		scene_wait(5 * SEC);
		scene_forget();
		scene_wait(3600 * SEC);
		ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 0);
		ck_assert_uint_gt(scene_count(1, ADVERTISEMENT), 0); /* which was not asked to */
		ck_assert(scene_is_member(0));
		scene.ci[0].drain = false;
		scene_configure();
		if (how == 1) {
			assert_said("-"); /* not the configuration's wish */
			ck_assert(engine_drain(scene.engine, 2, false, scene.now));
			scene_settle();
		}
		assert_said("300 192.0.2.99/5");
		ck_assert_uint_eq(scene_events(EVENT_ADVERTISING, REASON_NONE), 1);
	}
}
END_TEST

START_TEST(router_drain_is_undone_in_time)
{
	conf_iface_set_interval(&scene.ci[0], 4);
	scene_start();
	scene_wait(50 * SEC);
	ck_assert(engine_drain(scene.engine, 2, true, scene.now));
	ck_assert(engine_drain(scene.engine, 2, true, scene.now));
	scene_wait(15 * SEC); /* of 16: with a short interval there is time for the cut ones */
	assert_said("12 192.0.2.99/ineligible");
	scene_forget();
	ck_assert(engine_drain(scene.engine, 2, false, scene.now));
	scene_wait(3 * SEC);
	assert_said("12 192.0.2.99/0");
	scene_wait(100 * SEC);
	assert_said("12 192.0.2.99/0");
	ck_assert_uint_eq(scene_events(EVENT_NOT_ADVERTISING, REASON_DRAIN), 0);
	/* A second time it takes as long as the first. */
	ck_assert(engine_drain(scene.engine, 2, true, scene.now));
	scene_wait(16 * SEC - 1);
	ck_assert_uint_eq(scene_events(EVENT_NOT_ADVERTISING, REASON_DRAIN), 0);
	scene_wait(1);
	ck_assert_uint_eq(scene_events(EVENT_NOT_ADVERTISING, REASON_DRAIN), 1);
}
END_TEST

/* All its addresses, whatever their own preference. It starts drained, too. */
START_TEST(router_drains_every_address)
{
	const struct conf_address list[] = { { .address = ip("192.0.2.1"),
						 .advertise = true,
						 .has_preference_level = true,
						 .preference_level = 300 },
		proxy("192.0.2.254", true), { .proxy = false } };

	name_addresses(list);
	scene_address(0, 1, "192.0.2.1", 24);
	scene.ci[0].drain = true;
	scene_start();
	assert_said("1800 192.0.2.99/ineligible 192.0.2.1/ineligible 192.0.2.254/ineligible");
	scene_wait(600 * SEC);
	assert_said("0 192.0.2.99/ineligible 192.0.2.1/ineligible 192.0.2.254/ineligible");
}
END_TEST

START_TEST(only_a_router_drains)
{
	scene.ci[0].role = ROLE_HOST;
	scene.ci[1].role = ROLE_OFF;
	scene_start();
	ck_assert(!engine_drain(scene.engine, 2, true, scene.now));
	ck_assert(!engine_drain(scene.engine, 3, true, scene.now));
	ck_assert(!engine_drain(scene.engine, 99, true, scene.now));
}
END_TEST

/* ---- the monitor ---- */

/* Hears and tells what a host would, and does nothing: no message, no question to a neighbour, no
 * route, no group. */
START_TEST(monitor_learns_and_does_nothing)
{
	scene.ci[0].role = ROLE_MONITOR;
	scene_start();
	scene_hear("192.0.2.1", 100, 30);
	ck_assert(scene_knows("192.0.2.1"));
	ck_assert_uint_eq(scene_events(EVENT_INTERFACE_READY, REASON_NONE), 2);
	ck_assert_uint_eq(scene_events(EVENT_ROUTER_LEARNED, REASON_NONE), 1);
	scene_hear("192.0.2.1", 5, 30);
	ck_assert_uint_eq(scene_events(EVENT_ROUTER_CHANGED, REASON_NONE), 1);
	for (int state = NEIGHBOUR_NONE; state <= NEIGHBOUR_FAILED; state++) {
		scene_neighbour("192.0.2.1", (enum neighbour_state)state);
		scene_hear("192.0.2.1", 5, 30);
		scene_wait(15 * SEC);
	}
	ck_assert_uint_eq(scene_asked("192.0.2.1", NEIGHBOUR_ASK), 0);
	scene_wait(15 * SEC);
	ck_assert_uint_eq(scene_events(EVENT_ROUTER_LOST, REASON_EXPIRED), 1);
	scene_hear("192.0.2.2", 0, 1800);
	scene_hear("192.0.2.2", 0, 0);
	ck_assert_uint_eq(scene_events(EVENT_ROUTER_LOST, REASON_WITHDRAWN), 1);
	ck_assert_uint_eq(scene_count(0, SOLICITATION) + scene_count(0, ADVERTISEMENT), 0);
	ck_assert_uint_eq(scene.kernel.changes, 0);
	ck_assert(!scene_is_member(0));
	ck_assert(!engine_has_router(scene.engine));
	ck_assert_uint_eq(scene_events(EVENT_NO_ROUTER, REASON_NONE), 0);
	/* And refuses what a host would. */
	ck_assert_int_eq(scene_advertised(0, "198.51.100.1", "192.0.2.99", "192.0.2.3", 0, 1800),
	    REASON_NOT_NEIGHBOUR);
	ck_assert_int_eq(scene_solicited(0, "192.0.2.9", "224.0.0.2"), REASON_INTERFACE);
}
END_TEST

/* The best router of all, heard by the monitor, is none for the host beside it. */
START_TEST(monitor_is_not_believed_by_the_host_beside_it)
{
	scene.ci[0].role = ROLE_MONITOR;
	scene.conf.install = INSTALL_LADDER;
	scene_start();
	scene_hear("192.0.2.1", INT32_MAX, 1800);
	assert_table("");
	scene_hear("10.0.0.1", -5, 1800);
	assert_table("10.0.0.1@4096");
	/* It becomes a host and back: only then there are routes. */
	scene.ci[0].role = ROLE_HOST;
	scene_configure();
	scene_hear("192.0.2.1", 3, 1800);
	assert_table("192.0.2.1@4096 10.0.0.1@4097");
	scene.ci[0].role = ROLE_MONITOR;
	scene_configure();
	scene_hear("192.0.2.1", 3, 1800);
	assert_table("10.0.0.1@4096");
}
END_TEST

/* ---- the policy for single routers ---- */

static void name_router(const char *router, int32_t preference)
{
	static struct conf_router list[4];
	size_t *n = &scene.ci[0].n_routers;

	if (*n == 0 || scene.ci[0].routers != list)
		*n = 0;
	scene.ci[0].routers = list;
	list[(*n)++] = (struct conf_router){
		.address = ip(router), .preference_level = preference, .has_preference_level = true
	};
}

/* The operator's word counts, whatever the router says, now and later. [H-6] */
START_TEST(policy_overrides_what_routers_say)
{
	scene.conf.install = INSTALL_LADDER;
	name_router("192.0.2.1", -10);
	name_router("192.0.2.2", PREFERENCE_INELIGIBLE);
	name_router("192.0.2.3", 5); /* not there yet */
	scene_start();
	scene_hear("192.0.2.1", 100, 1800);
	scene_hear("192.0.2.2", 100, 1800);
	scene_hear("192.0.2.4", 0, 1800);
	assert_table("192.0.2.4@4096 192.0.2.1@4097");
	scene_hear("192.0.2.1", 1000, 1800);
	scene_hear("192.0.2.3", -1000, 1800);
	scene_neighbour("192.0.2.3", NEIGHBOUR_REACHABLE);
	assert_table("192.0.2.3@4096 192.0.2.4@4097 192.0.2.1@4098");
	ck_assert(scene_knows("192.0.2.2"));
	/* On the other interface it is not meant. */
	scene_hear("10.0.0.1", 6, 1800);
	scene_neighbour("10.0.0.1", NEIGHBOUR_REACHABLE);
	assert_table("10.0.0.1@4096 192.0.2.3@4097 192.0.2.4@4098 192.0.2.1@4099");
}
END_TEST

/* A router that takes itself out of use is out of use: no policy brings it back. [H-6] */
START_TEST(policy_does_not_undo_ineligible)
{
	name_router("192.0.2.1", 100);
	scene_start();
	scene_hear("192.0.2.1", PREFERENCE_INELIGIBLE, 1800);
	assert_table("");
	scene_hear("192.0.2.1", -7, 1800);
	assert_table("192.0.2.1@4096");
	scene_hear("192.0.2.1", PREFERENCE_INELIGIBLE, 1800);
	assert_table("");
	ck_assert(scene_knows("192.0.2.1"));
}
END_TEST

/* With a reload it is there, with another it is gone, and each router's own word counts again. */
START_TEST(policy_comes_and_goes_with_the_configuration)
{
	scene_start();
	scene_hear("192.0.2.1", 100, 1800);
	scene_hear("192.0.2.2", 0, 1800);
	assert_table("192.0.2.1@4096");
	name_router("192.0.2.1", PREFERENCE_INELIGIBLE);
	scene_configure();
	assert_table("192.0.2.2@4096");
	scene_hear("192.0.2.1", 90, 1800); /* meanwhile it says something else */
	assert_table("192.0.2.2@4096");
	scene.ci[0].n_routers = 0;
	scene_configure();
	scene_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	assert_table("192.0.2.1@4096");
	scene_hear("192.0.2.1", -90, 1800);
	scene_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
	assert_table("192.0.2.2@4096");
}
END_TEST

/* A router that offers itself as the best is no better than the others. The operator's word on one router comes
 * first, and 0x80000000 stays what it is. */
START_TEST(preferences_are_brought_into_the_range)
{
	struct router_view view;
	uint32_t cursor = 0;

	scene.conf.install = INSTALL_LADDER;
	scene.ci[0].min_preference = -10;
	scene.ci[0].max_preference = 100;
	name_router("192.0.2.4", 1000);
	scene_start();
	scene_hear("192.0.2.1", 100, 1800);
	scene_hear("192.0.2.2", INT32_MAX, 1800);
	scene_hear("192.0.2.3", PREFERENCE_LOWEST, 1800);
	scene_hear("192.0.2.5", -10, 1800);
	scene_hear("192.0.2.6", PREFERENCE_INELIGIBLE, 1800);
	assert_table("192.0.2.1@4096 192.0.2.2@4097 192.0.2.3@4098 192.0.2.5@4098");
	scene_hear("192.0.2.4", 5, 1800);
	scene_neighbour("192.0.2.4", NEIGHBOUR_REACHABLE);
	assert_table("192.0.2.4@4096 192.0.2.2@4097 192.0.2.1@4097 192.0.2.3@4098 192.0.2.5@4098");
	while (engine_next_router(scene.engine, &cursor, &view, scene.now))
		if (in_addr_equal(view.address, ip("192.0.2.2")))
			break;
	ck_assert_int_eq(view.advertised, INT32_MAX);
	ck_assert_int_eq(view.preference, 100);
	/* On the other interface it is not meant. */
	scene_hear("10.0.0.1", INT32_MAX, 1800);
	scene_neighbour("10.0.0.1", NEIGHBOUR_REACHABLE);
	assert_table("10.0.0.1@4096 192.0.2.4@4097 192.0.2.1@4098 192.0.2.2@4098 192.0.2.3@4099 "
		     "192.0.2.5@4099");
}
END_TEST

/* With a reload it holds for those that are known, and with another each router's own word counts again. */
START_TEST(ranges_come_and_go_with_the_configuration)
{
	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	scene_hear("192.0.2.2", 7, 1800);
	scene_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
	assert_table("192.0.2.2@4096");
	scene.ci[0].max_preference = -5;
	scene_configure();
	assert_table("192.0.2.2@4096 192.0.2.1@4097");
	scene_hear("192.0.2.1", 9, 1800);
	assert_table("192.0.2.2@4096 192.0.2.1@4097");
	scene.ci[0].max_preference = INT32_MAX;
	scene_configure();
	assert_table("192.0.2.1@4096");
}
END_TEST

/* ---- two roles ---- */

/* Host on the uplink, router on the LAN: neither hears the other. [H-1] */
START_TEST(host_and_router_in_one_engine)
{
	scene.ci[0].role = ROLE_HOST;
	scene.ci[1].preference_level = 9;
	scene_start();
	ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 0);
	ck_assert_uint_eq(scene_count(1, ADVERTISEMENT), 1);
	ck_assert_int_eq(last_said()->entries[0].preference, 9);
	ck_assert_uint_eq(last_said()->n, 1); /* its own addresses only */
	scene_hear("192.0.2.1", 0, 1800);
	ck_assert_int_eq(
	    scene_advertised(1, "10.0.0.1", "224.0.0.1", "10.0.0.1", 100, 1800), REASON_INTERFACE);
	assert_table("192.0.2.1@4096");
	ck_assert_int_eq(scene_solicited(0, "192.0.2.7", "224.0.0.2"), REASON_INTERFACE);
	ck_assert_int_eq(scene_solicited(1, "10.0.0.7", "224.0.0.2"), REASON_NONE);
	ck_assert(!scene_is_member(0) && scene_is_member(1));
	scene_wait(60 * SEC);
	ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 0);
	ck_assert_uint_eq(scene_count(1, SOLICITATION), 0);
	engine_shutdown(scene.engine, false, scene.now);
	scene_settle();
	ck_assert_uint_eq(last_said()->lifetime, 0);
	assert_table("");
}
END_TEST

/* It sees what another router says of our address, and one that hosts must lose. [R-V2] */
START_TEST(router_tells_of_contradictions)
{
	scene_start();
	ck_assert_int_eq(
	    scene_advertised(0, "192.0.2.8", "224.0.0.1", "192.0.2.99", 0, 1800), REASON_INTERFACE);
	ck_assert_uint_eq(scene_events(EVENT_INCONSISTENT, REASON_SAME_ADDRESS), 1);
	assert_ip(scene.events[scene.n_events - 1].router, "192.0.2.99");
	assert_ip(scene.events[scene.n_events - 1].source, "192.0.2.8");
	for (unsigned i = 0; i < 5; i++) {
		scene_advertised(0, "192.0.2.8", "224.0.0.1", "192.0.2.8", 0, 9);
		scene_wait(10 * SEC);
	}
	ck_assert_uint_eq(scene_events(EVENT_INCONSISTENT, REASON_SHORT_LIFETIME), 1);
	/* On the other link the same address concerns no host. */
	scene_advertised(1, "10.0.0.8", "224.0.0.1", "192.0.2.99", 0, 1800);
	ck_assert_uint_eq(scene_events(EVENT_INCONSISTENT, REASON_SAME_ADDRESS), 1);
	ck_assert(!scene_knows("192.0.2.8"));
}
END_TEST

/* Hosts may have heard that an address is taken back: the router says at once that it is there, and tells of the
 * forgery, also if the forger used its own address. [faults D2, D9] */
START_TEST(router_contradicts_a_forged_farewell)
{
	static const char *const sources[] = { "192.0.2.8", "192.0.2.99" };

	scene_start();
	scene_wait(60 * SEC);
	for (unsigned i = 0; i < 2; i++) {
		scene_forget();
		scene_advertised(0, sources[i], "224.0.0.1", "192.0.2.99", 0, 0);
		ck_assert_uint_eq(scene_events(EVENT_INCONSISTENT, REASON_WITHDRAWN), 1);
		assert_ip(scene.events[0].router, "192.0.2.99");
		assert_ip(scene.events[0].source, sources[i]);
		assert_said("1800 192.0.2.99/0");
		/* Its least distance holds; a lifetime says nothing against it. */
		scene_forget();
		scene_advertised(0, sources[i], "224.0.0.1", "192.0.2.99", 0, 0);
		scene_wait(SEC * 29 / 10);
		assert_said("-");
		scene_wait(SEC / 10);
		assert_said("1800 192.0.2.99/0");
		scene_wait(3 * SEC);
	}
	scene_forget();
	scene_advertised(0, "192.0.2.99", "224.0.0.1", "192.0.2.99", 0, 1800);
	ck_assert_uint_eq(scene.n_events, 0);
}
END_TEST

#define UNKNOWN scene_events(EVENT_ROUTER_UNKNOWN, REASON_HIGHER_PREFERENCE)

/* Another router advertises itself; we are one there too. */
static void overhear(const char *router, int32_t preference, uint16_t lifetime)
{
	unsigned i = router[0] == '1' && router[1] == '0';

	ck_assert_int_eq(scene_advertised(i, router, "224.0.0.1", router, preference, lifetime),
	    REASON_INTERFACE);
}

static unsigned n_refused(void)
{
	struct refused_router r;
	unsigned n = 0;

	for (uint32_t cursor = 0; engine_next_refused(scene.engine, &cursor, &r);)
		n++;
	return n;
}

/* A router that draws the hosts away is reported and remembered, until the configuration names it or it gives up. [R-V2] */
START_TEST(router_tells_of_an_unknown_rival)
{
	struct refused_router r;
	uint32_t cursor = 0;

	scene.ci[0].preference_level = 10;
	scene_start();
	overhear("192.0.2.8", 10, 1800);
	ck_assert_uint_eq(UNKNOWN, 0);
	overhear("192.0.2.8", 11, 1800);
	ck_assert_uint_eq(UNKNOWN, 1);
	assert_ip(scene.events[scene.n_events - 1].router, "192.0.2.8");
	ck_assert_int_eq(scene.events[scene.n_events - 1].preference, 11);
	ck_assert_int_eq(scene.events[scene.n_events - 1].our_preference, 10);
	ck_assert(engine_next_refused(scene.engine, &cursor, &r));
	assert_ip(r.address, "192.0.2.8");
	ck_assert_int_eq(r.reason, REASON_HIGHER_PREFERENCE);
	ck_assert_uint_eq(n_refused(), 1);
	/* On the other link our level is another. */
	overhear("10.0.0.8", 1, 1800);
	ck_assert_uint_eq(UNKNOWN, 2);
	scene_advertised(1, "10.0.0.8", "224.0.0.1", "10.0.0.99", 1, 1800); /* that is us */
	ck_assert_uint_eq(UNKNOWN, 2);
	ck_assert_uint_eq(n_refused(), 2);
	overhear("192.0.2.8", 11, 0);
	ck_assert_uint_eq(UNKNOWN, 2);
	ck_assert_uint_eq(n_refused(), 1);
	scene.ci[1].allow = (struct conf_prefixes){ .n = 1, .list = { { ip("10.0.0.8"), 32 } } };
	scene_configure();
	overhear("10.0.0.8", 1, 1800);
	overhear("10.0.0.7", 1, 1800);
	ck_assert_uint_eq(UNKNOWN, 3);
	ck_assert_uint_eq(n_refused(), 1);
	/* The observations of a router are gone when it becomes a host. */
	scene.ci[1].role = ROLE_HOST;
	scene_configure();
	ck_assert_uint_eq(n_refused(), 0);
}
END_TEST

/* The highest of what we advertise counts: an address's own level, a proxy's, not what is kept back. */
START_TEST(router_compares_its_highest_level)
{
	const struct conf_address list[] = { { .address = ip("192.0.2.99"),
						 .advertise = true,
						 .has_preference_level = true,
						 .preference_level = 20 },
		{ .address = ip("192.0.2.254"),
		    .advertise = true,
		    .proxy = true,
		    .has_preference_level = true,
		    .preference_level = 30 },
		{ .address = ip("192.0.2.98"),
		    .has_preference_level = true,
		    .preference_level = 40 },
		{ .address = { 0 } } };

	name_addresses(list);
	scene_start();
	scene_address(0, 1, "192.0.2.98", 24);
	overhear("192.0.2.8", 30, 1800);
	ck_assert_uint_eq(UNKNOWN, 0);
	overhear("192.0.2.8", 31, 1800);
	ck_assert_uint_eq(UNKNOWN, 1);
	scene.ca[1].advertise = false;
	scene_configure();
	overhear("192.0.2.8", 20, 1800);
	ck_assert_uint_eq(UNKNOWN, 1);
	overhear("192.0.2.8", 21, 1800);
	ck_assert_uint_eq(UNKNOWN, 2);
}
END_TEST

/* A proxy that is on no subnet of the link is not advertised, so its level is none of ours. */
START_TEST(router_compares_no_level_of_a_proxy_elsewhere)
{
	const struct conf_address list[] = { { .address = ip("198.51.100.254"),
						 .advertise = true,
						 .proxy = true,
						 .has_preference_level = true,
						 .preference_level = 30 },
		{ .address = { 0 } } };

	scene.ci[0].preference_level = 10;
	name_addresses(list);
	scene_start();
	overhear("192.0.2.8", 10, 1800);
	ck_assert_uint_eq(UNKNOWN, 0);
	overhear("192.0.2.8", 11, 1800);
	ck_assert_uint_eq(UNKNOWN, 1);
	ck_assert_int_eq(scene.events[scene.n_events - 1].our_preference, 10);
}
END_TEST

/* While we are drained another router must stand in for us. The configured level counts; and so it does
 * for a router above that before. */
START_TEST(router_in_a_drain_suspects_nobody_for_standing_in)
{
	scene.ci[0].preference_level = 10;
	scene_start();
	ck_assert(engine_drain(scene.engine, 2, true, scene.now));
	scene_settle();
	overhear("192.0.2.8", 10, 1800);
	scene_wait(700 * SEC); /* withdrawn */
	overhear("192.0.2.8", 10, 1800);
	ck_assert_uint_eq(UNKNOWN, 0);
	overhear("192.0.2.8", 11, 1800);
	ck_assert_uint_eq(UNKNOWN, 1);
}
END_TEST

/* ---- routers of other subnets ---- */

static void hear_elsewhere(const char *router, const char *destination)
{
	scene_advertised(0, router, destination, router, 0, 1800);
	scene_settle();
}

/* Such a router has its route with the flag, and is asked, checked and reported like any other. Without the
 * operator's word it is refused. The route does not change when the word of another kind does. Issue 18. */
START_TEST(onlink_router_of_another_subnet_is_used)
{
	static struct conf_router named;
	struct router_view v;

	named = (struct conf_router){ .address = ip("203.0.113.1"), .onlink = true };
	scene.ci[0].routers = &named;
	scene.ci[0].n_routers = 1;
	scene_start();
	hear_elsewhere("203.0.113.2", "224.0.0.1");
	ck_assert_uint_eq(scene_events(EVENT_ROUTER_REFUSED, REASON_NOT_NEIGHBOUR), 1);
	assert_table("");
	hear_elsewhere("203.0.113.1", "192.0.2.99"); /* by unicast, as an answer comes */
	assert_table("203.0.113.1=@4096");
	ck_assert_uint_ge(scene_asked("203.0.113.1", NEIGHBOUR_ASK), 1);
	ck_assert(engine_next_router(scene.engine, &(uint32_t){ 0 }, &v, scene.now) && v.onlink);
	for (size_t i = 0; i < scene.n_events; i++)
		if (scene.events[i].kind == EVENT_DEFAULT_ROUTER_CHANGED)
			assert_ip(scene.events[i].prefsrc, "192.0.2.99");
	scene_dump_routes();
	scene_wait(20 * SEC);
	ck_assert_uint_eq(scene.kernel.changes, 1);
	/* Down, up, without an address, and with one again. */
	scene.iface[0].up = false;
	scene_link(0);
	fake_flush(&scene.kernel, 2);
	scene_dump_routes();
	assert_table("");
	scene.iface[0].up = true;
	scene_link(0);
	assert_table("203.0.113.1=@4096");
	scene.iface[0].n_addrs = 0;
	scene_link(0);
	fake_flush(&scene.kernel, 2);
	scene_dump_routes();
	assert_table("");
	scene.iface[0].n_addrs = 1;
	scene_link(0);
	assert_table("203.0.113.1=@4096");
}
END_TEST

/* The word comes and goes with the configuration; of a router in a subnet only the flag does. */
START_TEST(onlink_comes_and_goes_with_the_configuration)
{
	static struct conf_router named[2];

	named[0] = (struct conf_router){ .address = ip("203.0.113.1"), .onlink = true };
	named[1] = (struct conf_router){ .address = ip("192.0.2.2"), .onlink = true };
	scene.conf.install = INSTALL_LADDER;
	scene_start();
	scene_hear("192.0.2.2", 10, 1800);
	assert_table("192.0.2.2@4096");
	scene.ci[0].routers = named;
	scene.ci[0].n_routers = 2;
	scene_configure();
	assert_table("192.0.2.2=@4096");
	hear_elsewhere("203.0.113.1", "224.0.0.1");
	assert_table("192.0.2.2=@4096 203.0.113.1=@4097");
	scene.conf.install = INSTALL_MULTIPATH;
	scene_configure();
	scene_meet("192.0.2.2", 0, 1800);
	scene_neighbour("203.0.113.1", NEIGHBOUR_REACHABLE);
	assert_table("192.0.2.2=+203.0.113.1=@4096");
	scene.ci[0].n_routers = 0;
	scene_configure();
	assert_table("192.0.2.2@4096");
	scene.ci[0].n_routers = 1; /* it is known yet, and has to answer anew */
	scene_configure();
	scene_neighbour("203.0.113.1", NEIGHBOUR_REACHABLE);
	assert_table("192.0.2.2+203.0.113.1=@4096");
}
END_TEST

Suite *suite_engine_roles(void)
{
	Suite *s = suite_create("engine_roles");
	TCase *router = tcase_create("router"), *host = tcase_create("host");

	tcase_add_checked_fixture(router, scene_setup_router, scene_teardown);
	tcase_add_test(router, router_advertises_for_others);
	tcase_add_test(router, router_tells_an_address_once);
	tcase_add_test(router, router_follows_an_address_that_comes_and_goes);
	tcase_add_test(router, router_drains);
	tcase_add_test(router, router_drain_is_undone_in_time);
	tcase_add_test(router, router_drains_every_address);
	tcase_add_test(router, only_a_router_drains);
	tcase_add_test(router, host_and_router_in_one_engine);
	tcase_add_test(router, router_tells_of_contradictions);
	tcase_add_test(router, router_contradicts_a_forged_farewell);
	tcase_add_test(router, router_tells_of_an_unknown_rival);
	tcase_add_test(router, router_compares_its_highest_level);
	tcase_add_test(router, router_compares_no_level_of_a_proxy_elsewhere);
	tcase_add_test(router, router_in_a_drain_suspects_nobody_for_standing_in);
	suite_add_tcase(s, router);
	tcase_add_checked_fixture(host, scene_setup_host, scene_teardown);
	tcase_add_test(host, monitor_learns_and_does_nothing);
	tcase_add_test(host, monitor_is_not_believed_by_the_host_beside_it);
	tcase_add_test(host, policy_overrides_what_routers_say);
	tcase_add_test(host, policy_does_not_undo_ineligible);
	tcase_add_test(host, policy_comes_and_goes_with_the_configuration);
	tcase_add_test(host, preferences_are_brought_into_the_range);
	tcase_add_test(host, ranges_come_and_go_with_the_configuration);
	tcase_add_test(host, onlink_router_of_another_subnet_is_used);
	tcase_add_test(host, onlink_comes_and_goes_with_the_configuration);
	suite_add_tcase(s, host);
	return s;
}
