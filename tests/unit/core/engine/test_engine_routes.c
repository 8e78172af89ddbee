/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the whole way of a host, from messages to the kernel's table, through the engine's door. */
#include "config.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "unit/packet.h"
#include "unit/scene.h"
#include "unit/tests.h"

/* ---- what is installed ---- */

/* Fault A5: metric 0 and protocol boot, above DHCP's. */
START_TEST(routes_are_tagged_and_stand_behind_those_of_others)
{
	const struct route *r;

	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	r = fake_view(&scene.kernel.routes[0]);
	ck_assert_uint_eq(r->protocol, RTPROT_RA);
	ck_assert_uint_eq(r->metric, 4096);
	ck_assert_uint_eq(r->table, RT_TABLE_MAIN);
	ck_assert_uint_eq(r->prefsrc.s_addr, 0);
	ck_assert_uint_eq(r->mtu, 0);
	ck_assert_uint_eq(r->n_hops, 1);
	ck_assert_uint_eq(r->hops[0].ifindex, 2);
}
END_TEST

/* Unequal preferences never share a metric: the kernel would wander among them. [H-7] */
START_TEST(routes_five_shapes)
{
	static const struct {
		enum install install;
		const char *table;
	} rows[] = {
		{ INSTALL_BEST, "192.0.2.1@4096 10.0.0.2@4097" },
		{ INSTALL_LADDER, "192.0.2.1@4096 10.0.0.2@4097 192.0.2.3@4098 192.0.2.4@4099" },
		{ INSTALL_SINGLE, "192.0.2.1@4096" },
		{ INSTALL_MULTIPATH, "192.0.2.1+10.0.0.2@4096" },
		{ INSTALL_NONE, "" },
		{ INSTALL_BEST, "192.0.2.1@4096 10.0.0.2@4097" },
	};

	scene.conf.install = INSTALL_NONE;
	scene_start();
	scene_hear("192.0.2.1", 10, 1800);
	scene_hear("10.0.0.2", 10, 1800);
	scene_hear("192.0.2.3", 0, 1800);
	scene_hear("192.0.2.4", -10, 1800);
	assert_table("");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		scene.conf.install = rows[i].install;
		scene_configure();
		assert_table(rows[i].table);
	}
}
END_TEST

START_TEST(routes_have_the_attributes_of_the_configuration)
{
	const struct route *r;

	scene.conf.metric = 77;
	scene.conf.table = 100;
	scene.conf.mtu = 1400;
	scene.conf.mtu_lock = true;
	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	r = fake_view(&scene.kernel.routes[0]);
	ck_assert_uint_eq(r->metric, 77);
	ck_assert_uint_eq(r->table, 100);
	ck_assert_uint_eq(r->mtu, 1400);
	ck_assert(r->mtu_lock);
	scene.conf.mtu = 0; /* changed: a new route, and the old one goes */
	scene.conf.mtu_lock = false;
	scene.conf.metric = 4000;
	scene_configure();
	assert_table("192.0.2.1@4000/100");
}
END_TEST

/* The kernel would refuse a source that is not ours at the moment. */
START_TEST(routes_have_the_preferred_source_while_it_is_ours)
{
	scene.conf.prefsrc = ip("192.0.2.50");
	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	ck_assert_uint_eq(scene.kernel.routes[0].route.prefsrc.s_addr, 0);
	scene_address(1, 1, "192.0.2.50", 32);
	scene_link(1);
	ck_assert_uint_eq(scene.kernel.n, 1);
	assert_ip(scene.kernel.routes[0].route.prefsrc, "192.0.2.50");
	scene.iface[1].n_addrs = 1;
	scene_link(1);
	ck_assert_uint_eq(scene.kernel.n, 1);
	ck_assert_uint_eq(scene.kernel.routes[0].route.prefsrc.s_addr, 0);
}
END_TEST

/* ---- routers come and go ---- */

/* Fault A9: delete first, add second. fake_change() looks at every step: never none. */
START_TEST(routes_change_without_a_gap)
{
	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	scene_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	assert_table("192.0.2.1@4096");
	scene_hear("192.0.2.2", 10, 1800);
	assert_table("192.0.2.1@4096");
	ck_assert_uint_eq(scene_asked("192.0.2.2", NEIGHBOUR_ASK), 1);
	scene_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
	assert_table("192.0.2.2@4096");
	scene_hear("192.0.2.2", 10, 0);
	assert_table("192.0.2.1@4096");
	scene_hear("192.0.2.1", 0, 0);
	assert_table("");
	ck_assert_uint_eq(scene_events(EVENT_NO_ROUTER, REASON_NONE), 1);
}
END_TEST

/* The kernel refuses what the news under way would have ruled out, such as a route by an address that has just
 * gone. A refusal that heals is no repeated one, however often it comes. */
START_TEST(routes_refused_for_a_moment_are_not_refused_again)
{
	scene_start();
	for (unsigned i = 1; i <= 3; i++) {
		scene.kernel.refuse_add = ENETUNREACH;
		scene_hear("192.0.2.1", 0, 9000);
		assert_table("");
		scene.kernel.refuse_add = 0;
		scene_wait(1 * SEC);
		assert_table("192.0.2.1@4096");
		scene_hear("192.0.2.1", 0, 0);
		assert_table("");
		ck_assert_uint_eq(scene_events(EVENT_ROUTE_FAILED, REASON_NONE), i);
		ck_assert_uint_eq(scene_events(EVENT_ROUTE_FAILED, REASON_AGAIN), 0);
	}
}
END_TEST

/* Fault A2: the entry that could not be installed suppressed the good one. */
START_TEST(routes_refused_by_the_kernel_do_not_cost_the_good_one)
{
	scene_start();
	scene_hear("192.0.2.1", 0, 9000);
	assert_table("192.0.2.1@4096");
	scene.kernel.refuse_add = ENETUNREACH;
	scene_hear("192.0.2.2", 10, 9000);
	for (unsigned i = 0; i < 20; i++) {
		scene_wait(10 * SEC);
		assert_table("192.0.2.1@4096");
	}
	ck_assert_uint_eq(scene_events(EVENT_ROUTE_FAILED, REASON_NONE), 1);
	ck_assert_uint_ge(scene_events(EVENT_ROUTE_FAILED, REASON_AGAIN), 4);
	ck_assert_uint_le(scene_events(EVENT_ROUTE_FAILED, REASON_AGAIN), 9); /* it backs off */
	scene.kernel.refuse_add = 0;
	scene_wait(64 * SEC);
	assert_table("192.0.2.2@4096");
}
END_TEST

/* A multipath route that is refused goes without its last hop. */
START_TEST(routes_multipath_does_without_what_is_refused)
{
	scene.conf.install = INSTALL_MULTIPATH;
	scene_start();
	scene_hear("192.0.2.1", 0, 9000);
	scene.kernel.down[3] = true; /* without a notification */
	scene_hear("10.0.0.2", 0, 9000);
	assert_table("192.0.2.1@4096");
	scene.kernel.down[3] = false;
	scene_wait(2 * SEC);
	assert_table("192.0.2.1+10.0.0.2@4096");
}
END_TEST

/* Fault A3: after a flap the route never came back. */
START_TEST(routes_come_back_after_a_flap)
{
	for (unsigned i = 0; i < 3; i++) {
		scene_restart(ROLE_HOST);
		scene_start();
		scene_hear("192.0.2.1", 0, 9000);
		scene_wait(100 * SEC);
		scene.iface[0].up = i != 0;
		scene.iface[0].carrier = i > 1;
		scene.iface[0].n_addrs = i != 2;
		scene_link(0);
		assert_table(i == 1 ? "192.0.2.1@4096" : "");
		scene_wait(100 * SEC);
		scene.iface[0].up = scene.iface[0].carrier = true;
		scene.iface[0].n_addrs = 1;
		scene_link(0);
		assert_table("192.0.2.1@4096");
	}
}
END_TEST

/* Down and up at once, without a dump of the routes: the kernel dropped them silently. No program fights
 * with us, so no repair is counted, reported or put off. */
START_TEST(routes_come_back_at_once_after_many_flaps)
{
	scene_start();
	scene_hear("192.0.2.1", 0, 9000);
	for (unsigned i = 0; i < 10; i++) {
		scene_settle(); /* older news come before those of the link */
		fake_flush(&scene.kernel, 2);
		scene.iface[0].up = false;
		ck_assert(engine_set_iface(scene.engine, &scene.iface[0], scene.now));
		scene.iface[0].up = true;
		ck_assert(engine_set_iface(scene.engine, &scene.iface[0], scene.now));
		scene_settle();
		assert_table("192.0.2.1@4096");
		scene_wait(REREAD_INTERVAL);
	}
	ck_assert_uint_eq(scene_events(EVENT_ROUTE_REPAIRED, REASON_NONE), 0);
	ck_assert_uint_eq(scene_events(EVENT_ROUTE_CONTESTED, REASON_NONE), 0);
}
END_TEST

/* The cable is out on one link: the other takes over, and back. */
START_TEST(routes_move_to_a_link_that_works)
{
	scene_start();
	scene_hear("192.0.2.1", 10, 9000);
	scene_hear("10.0.0.1", 0, 9000);
	assert_table("192.0.2.1@4096");
	scene.iface[0].carrier = false;
	scene_link(0);
	assert_table("10.0.0.1@4096");
	scene.iface[0].carrier = true;
	scene_link(0);
	assert_table("192.0.2.1@4096");
	engine_del_iface(scene.engine, 2, scene.now);
	fake_flush(&scene.kernel, 2);
	scene_dump_routes();
	assert_table("10.0.0.1@4096");
}
END_TEST

/* The way down the order of preference, as far as the last resort. [N-2, H-11] */
START_TEST(rfc1122_3_3_1_6_moves_off_dead_routers)
{
	scene_start();
	scene_hear("192.0.2.1", 10, 300);
	scene_hear("192.0.2.2", 0, 9000);
	scene_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	assert_table("192.0.2.2@4096");
	scene_neighbour("192.0.2.2", NEIGHBOUR_FAILED);
	assert_table("192.0.2.1@4096");
	ck_assert_uint_eq(scene_events(EVENT_LAST_RESORT, REASON_NEIGHBOUR_FAILED), 1);
	scene_wait(300 * SEC); /* its time is up */
	assert_table("192.0.2.2@4096");
	scene_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
	assert_table("192.0.2.2@4096");
	ck_assert(engine_has_router(scene.engine));
}
END_TEST

/* ---- what others do ---- */

/* Fault A4: the administrator's route through the same router vanished with ours. [H-3, H-7] */
START_TEST(routes_of_others_are_never_touched)
{
	fake_put(&scene.kernel, "!192.0.2.1@0");
	fake_put(&scene.kernel, "!192.0.2.1@4100");
	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	assert_table("!192.0.2.1@0 192.0.2.1@4096 !192.0.2.1@4100");
	scene_hear("192.0.2.1", 0, 0);
	assert_table("!192.0.2.1@0 !192.0.2.1@4100");
	scene_hear("192.0.2.1", 0, 1800);
	engine_shutdown(scene.engine, false, scene.now);
	scene_settle();
	assert_table("!192.0.2.1@0 !192.0.2.1@4100");
}
END_TEST

/* A route of our protocol is ours only in our table, metrics and interfaces. */
START_TEST(routes_that_only_look_like_ours_are_not)
{
	struct fake_route odd;

	fake_put(&scene.kernel, "192.0.2.7@4095");  /* below our metrics */
	fake_put(&scene.kernel, "192.0.2.7@30000"); /* above */
	fake_put(&scene.kernel, "10.0.0.7@4096");   /* where we are no host */
	scene.ci[1].role = ROLE_OFF;
	scene_start();
	odd = fake_parse("192.0.2.9@5000");
	odd.route.protocol = RTPROT_DHCP;
	ck_assert(engine_set_route(scene.engine, fake_view(&odd)));
	scene_wait(60 * SEC);
	assert_table("192.0.2.7@4095 10.0.0.7@4096 192.0.2.7@30000");
	scene_hear("192.0.2.1", 0, 1800); /* and it steps aside */
	assert_table("192.0.2.7@4095 10.0.0.7@4096 192.0.2.1@4097 192.0.2.7@30000");
}
END_TEST

START_TEST(routes_step_aside_and_back)
{
	scene.conf.install = INSTALL_LADDER;
	scene_start();
	scene_hear("192.0.2.1", 10, 9000);
	scene_hear("192.0.2.2", 0, 9000);
	assert_table("192.0.2.1@4096 192.0.2.2@4097");
	fake_put(&scene.kernel, "!192.0.2.9@4096");
	scene_settle();
	assert_table("!192.0.2.9@4096 192.0.2.1@4097 192.0.2.2@4098");
	ck_assert_uint_eq(scene_events(EVENT_METRIC_TAKEN, REASON_NONE), 1);
	fake_put(&scene.kernel, "!192.0.2.9@4098");
	scene_settle();
	assert_table("!192.0.2.9@4096 192.0.2.1@4097 !192.0.2.9@4098 192.0.2.2@4099");
	fake_take(&scene.kernel, "!192.0.2.9@4096");
	fake_take(&scene.kernel, "!192.0.2.9@4098");
	scene_settle();
	assert_table("192.0.2.1@4096 192.0.2.2@4097");
}
END_TEST

START_TEST(routes_removed_by_others_come_back)
{
	scene_start();
	scene_hear("192.0.2.1", 0, 9000);
	fake_take(&scene.kernel, "192.0.2.1@4096");
	scene_settle();
	assert_table("192.0.2.1@4096");
	scene.kernel.n = scene.kernel.n_news = 0; /* flushed, and the news were lost */
	scene_dump_routes();
	scene_wait(SEC);
	assert_table("192.0.2.1@4096");
}
END_TEST

/* All are dead and a foreign route would carry the traffic: it does. Not one through a router
 * known to be dead, nor over a link that is. */
START_TEST(routes_leave_the_field_to_a_foreign_one_when_all_are_dead)
{
	scene_start();
	fake_put(&scene.kernel, "!192.0.2.1@100");
	scene_hear("192.0.2.1", 0, 9000);
	scene_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	assert_table("!192.0.2.1@100 192.0.2.1@4096"); /* leads to the same dead router */
	fake_put(&scene.kernel, "!10.0.0.9@5000");
	scene_settle();
	assert_table("!192.0.2.1@100 !10.0.0.9@5000");
	ck_assert_uint_eq(scene_events(EVENT_FOREIGN_TAKES_OVER, REASON_NONE), 1);
	scene.iface[1].carrier = false;
	scene_link(1);
	assert_table("!192.0.2.1@100 192.0.2.1@4096 !10.0.0.9@5000");
	scene_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	assert_table("!192.0.2.1@100 192.0.2.1@4096 !10.0.0.9@5000");
}
END_TEST

/* ---- restart and end ---- */

START_TEST(routes_go_at_the_end)
{
	scene_start();
	scene_hear("192.0.2.1", 0, 9000);
	scene_hear("10.0.0.1", 0, 9000);
	ck_assert_uint_eq(scene.kernel.n, 2);
	engine_shutdown(scene.engine, false, scene.now);
	scene_settle();
	assert_table("");
}
END_TEST

START_TEST(routes_stay_at_the_end_if_told_so)
{
	scene.conf.keep_routes = true;
	scene_start();
	scene_hear("192.0.2.1", 0, 9000);
	engine_shutdown(scene.engine, false, scene.now);
	scene_settle();
	assert_table("192.0.2.1@4096");
}
END_TEST

/* A new engine on the kernel the last one left. */
static void restart(void)
{
	engine_free(scene.engine);
	scene_forget();
	scene_start();
}

/* Found at start, while it is unknown whether their routers still speak: kept as long as the first
 * solicitations take, dropped then. Fault A26. */
START_TEST(routes_of_an_earlier_run_are_adopted_for_a_while)
{
	scene_start();
	scene_hear("192.0.2.1", 0, 9000);
	scene_hear("192.0.2.2", 0, 9000);
	restart(); /* after a crash */
	ck_assert_uint_eq(scene_events(EVENT_ROUTE_ADOPTED, REASON_NONE), 2);
	assert_table("192.0.2.1@4096 192.0.2.2@4097");
	scene_wait(5 * SEC);
	scene_hear("192.0.2.1", 0, 9000);
	assert_table("192.0.2.1@4096 192.0.2.2@4097");
	scene_wait(10 * SEC);
	assert_table("192.0.2.1@4096");
	ck_assert_uint_eq(scene_events(EVENT_ROUTE_REMOVED, REASON_NOT_ADVERTISED), 1);
}
END_TEST

/* A host that only listens waits as long as routers may take by default. */
START_TEST(routes_of_an_earlier_run_stay_longer_with_a_silent_host)
{
	fake_put(&scene.kernel, "192.0.2.1@4096");
	scene.ci[0].solicit = scene.ci[1].solicit = false;
	scene_start();
	scene_wait(599 * SEC);
	assert_table("192.0.2.1@4096");
	scene_wait(2 * SEC);
	assert_table("");
}
END_TEST

/* The kernel keeps a route when its gateway's subnet goes and another one stays; we do not. */
START_TEST(routes_of_an_earlier_run_through_no_neighbour_go_at_once)
{
	fake_put(&scene.kernel, "192.0.2.1@4096");
	fake_put(&scene.kernel, "198.51.100.1@4096");
	fake_put(&scene.kernel, "192.0.2.99@4096"); /* an address of ours now */
	fake_put(&scene.kernel, "!198.51.100.1@4097");
	scene_start();
	assert_table("192.0.2.1@4096 !198.51.100.1@4097");
}
END_TEST

/* The router says goodbye before it was heard. [H-4] */
START_TEST(routes_of_an_earlier_run_go_with_a_lifetime_of_zero)
{
	fake_put(&scene.kernel, "192.0.2.1@4096");
	fake_put(&scene.kernel, "192.0.2.2@4096");
	scene_start();
	scene_hear("192.0.2.1", 0, 0);
	assert_table("192.0.2.2@4096");
}
END_TEST

static struct known_router known(const char *address, int32_t preference, usec_t deadline)
{
	struct known_router r = { .ifindex = 2,
		.ifname = "eth0",
		.address = ip(address),
		.preference = preference,
		.deadline = deadline };

	return r;
}

/* A router of the earlier run keeps its deadline, in microseconds; a passed one ends the adoption.
 * [H-4] */
START_TEST(routes_of_restored_routers_keep_their_deadline)
{
	struct known_router r[] = {
		known("192.0.2.1", 0, scene.now + 100 * SEC),
		known("192.0.2.2", 0, scene.now),
		known("192.0.2.255", 9, scene.now + 100 * SEC),
		known("10.0.0.1", 9, scene.now + 100 * SEC),
		known("192.0.2.3", 9, scene.now + 100 * SEC),
		known("192.0.2.4", 9, scene.now + 100000 * SEC),
		known("192.0.2.5", 9, scene.now + 100 * SEC),
	};

	strcpy(r[4].ifname, "eth7"); /* another interface had that number */
	r[6].ifindex = 9;            /* or there is none */
	fake_put(&scene.kernel, "192.0.2.1@4096");
	fake_put(&scene.kernel, "192.0.2.2@4096");
	scene_start();
	for (size_t i = 0; i < ARRAY_SIZE(r); i++)
		engine_restore(scene.engine, &r[i], scene.now);
	scene_settle();
	assert_table("192.0.2.1@4096");
	ck_assert_uint_eq(engine_routers(scene.engine, NULL, 0), 1);
	scene_wait(100 * SEC - 1);
	assert_table("192.0.2.1@4096");
	scene_wait(1);
	assert_table("");
}
END_TEST

/* engine_restore() takes the output of engine_routers(): nothing changes in the kernel. */
START_TEST(routes_survive_a_restart_untouched)
{
	struct known_router saved[8];
	size_t n;
	unsigned changes;

	scene.conf.install = INSTALL_LADDER;
	scene_start();
	scene_hear("192.0.2.3", 5, 9000);
	scene_wait(1);
	scene_hear("192.0.2.1", 5, 9000);
	scene_hear("192.0.2.2", 0, 9000);
	scene_hear("192.0.2.9", PREFERENCE_INELIGIBLE, 9000);
	n = engine_routers(scene.engine, saved, ARRAY_SIZE(saved));
	ck_assert_uint_eq(n, 4);
	assert_table("192.0.2.3@4096 192.0.2.1@4097 192.0.2.2@4098");
	changes = scene.kernel.changes;
	restart();
	for (size_t i = n; i-- > 0;)
		engine_restore(scene.engine, &saved[i], scene.now);
	scene_wait(3600 * SEC);
	assert_table("192.0.2.3@4096 192.0.2.1@4097 192.0.2.2@4098");
	ck_assert_uint_eq(scene.kernel.changes, changes);
}
END_TEST

/* The earlier run had a policy and a range which this one has not: what the routers said counts again. */
START_TEST(routes_of_an_earlier_run_follow_the_present_policy)
{
	struct conf_router policy = { .address = ip("192.0.2.2"),
		.preference_level = PREFERENCE_INELIGIBLE,
		.has_preference_level = true };
	struct known_router saved[8];
	size_t n;

	scene.ci[0].max_preference = 5;
	scene.ci[0].routers = &policy;
	scene.ci[0].n_routers = 1;
	scene_start();
	scene_hear("192.0.2.1", 7, 9000);
	scene_hear("192.0.2.2", 9, 9000);
	n = engine_routers(scene.engine, saved, ARRAY_SIZE(saved));
	ck_assert_uint_eq(n, 2);
	for (size_t i = 0; i < n; i++)
		ck_assert_int_eq(
		    saved[i].preference, in_addr_equal(saved[i].address, policy.address) ? 9 : 7);
	scene.ci[0].max_preference = INT32_MAX;
	scene.ci[0].n_routers = 0;
	scene.conf.install = INSTALL_LADDER;
	restart();
	for (size_t i = 0; i < n; i++)
		engine_restore(scene.engine, &saved[i], scene.now);
	scene_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
	assert_table("192.0.2.2@4096 192.0.2.1@4097");
}
END_TEST

/* An earlier run with another metric: its routes are replaced, not doubled, when their router is
 * heard. */
START_TEST(routes_of_an_earlier_run_at_another_metric_are_replaced)
{
	fake_put(&scene.kernel, "192.0.2.1@5000");
	fake_put(&scene.kernel, "192.0.2.2@5000");
	scene_start();
	scene_hear("192.0.2.1", 0, 9000);
	assert_table("192.0.2.1@4096 192.0.2.2@5000");
}
END_TEST

/* Among equals it stays with the one in use, also over a restart. */
START_TEST(routes_single_stays_with_the_one_of_the_earlier_run)
{
	const struct wire_entry both[] = { { ip("192.0.2.1"), 0 }, { ip("192.0.2.7"), 0 } };
	uint8_t packet[PACKET_MAX];
	size_t len = packet_advertisement(
	    packet, ip("192.0.2.1"), ip("224.0.0.1"), 9000, both, ARRAY_SIZE(both));

	scene.conf.install = INSTALL_SINGLE;
	fake_put(&scene.kernel, "192.0.2.7@4096");
	scene_start();
	ck_assert_int_eq(scene_deliver(0, packet, len), REASON_NONE);
	assert_table("192.0.2.7@4096");
	ck_assert_uint_eq(scene.kernel.changes, 0);
	scene_hear("192.0.2.7", 0, 0); /* no favour beyond that */
	scene_hear("192.0.2.7", 0, 9000);
	assert_table("192.0.2.1@4096");
}
END_TEST

static void add_restarts(TCase *tc)
{
	tcase_add_test(tc, routes_go_at_the_end);
	tcase_add_test(tc, routes_stay_at_the_end_if_told_so);
	tcase_add_test(tc, routes_of_an_earlier_run_are_adopted_for_a_while);
	tcase_add_test(tc, routes_of_an_earlier_run_stay_longer_with_a_silent_host);
	tcase_add_test(tc, routes_of_an_earlier_run_through_no_neighbour_go_at_once);
	tcase_add_test(tc, routes_of_an_earlier_run_go_with_a_lifetime_of_zero);
	tcase_add_test(tc, routes_of_restored_routers_keep_their_deadline);
	tcase_add_test(tc, routes_survive_a_restart_untouched);
	tcase_add_test(tc, routes_of_an_earlier_run_follow_the_present_policy);
	tcase_add_test(tc, routes_of_an_earlier_run_at_another_metric_are_replaced);
	tcase_add_test(tc, routes_single_stays_with_the_one_of_the_earlier_run);
}

Suite *suite_engine_routes(void)
{
	Suite *s = suite_create("engine_routes");
	TCase *tc = tcase_create("engine_routes");

	tcase_add_checked_fixture(tc, scene_setup_host, scene_teardown);
	tcase_add_test(tc, routes_are_tagged_and_stand_behind_those_of_others);
	tcase_add_test(tc, routes_five_shapes);
	tcase_add_test(tc, routes_have_the_attributes_of_the_configuration);
	tcase_add_test(tc, routes_have_the_preferred_source_while_it_is_ours);
	tcase_add_test(tc, routes_change_without_a_gap);
	tcase_add_test(tc, routes_refused_for_a_moment_are_not_refused_again);
	tcase_add_test(tc, routes_refused_by_the_kernel_do_not_cost_the_good_one);
	tcase_add_test(tc, routes_multipath_does_without_what_is_refused);
	tcase_add_test(tc, routes_come_back_after_a_flap);
	tcase_add_test(tc, routes_come_back_at_once_after_many_flaps);
	tcase_add_test(tc, routes_move_to_a_link_that_works);
	tcase_add_test(tc, rfc1122_3_3_1_6_moves_off_dead_routers);
	tcase_add_test(tc, routes_of_others_are_never_touched);
	tcase_add_test(tc, routes_that_only_look_like_ours_are_not);
	tcase_add_test(tc, routes_step_aside_and_back);
	tcase_add_test(tc, routes_removed_by_others_come_back);
	tcase_add_test(tc, routes_leave_the_field_to_a_foreign_one_when_all_are_dead);
	add_restarts(tc);
	suite_add_tcase(s, tc);
	return s;
}
