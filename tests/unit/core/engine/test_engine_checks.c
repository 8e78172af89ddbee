/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests what end-to-end checks do to the choice of routers: who is left, who is taken, who stays. Checks are made
 * every 0.2 s; three failures are a loss, two successes lift it. */
#include "config.h"

#include <stdio.h>

#include "core/engine/view.h"
#include "unit/packet.h"
#include "unit/scene.h"
#include "unit/tests.h"

#define INTERVAL (200 * MS)
#define FAILOVER (INTERVAL * 15 / 4) /* three intervals and three quarters */
#define R1       (1U << 1)
#define R2       (1U << 2)
#define R3       (1U << 3)

static void setup(void)
{
	scene_setup_host();
	scene.ci[0].check = (struct conf_check){ .targets = { ip("198.51.100.1") },
		.n_targets = 1,
		.interval = INTERVAL,
		.failures = 3,
		.successes = 2 };
}

/* A router that is heard, and answers its neighbours. */
static void meet(const char *router, int32_t preference)
{
	scene_hear(router, preference, 1800);
	scene_neighbour(router, NEIGHBOUR_REACHABLE);
}

/* 192.0.2.1 is the best of two, and both lead out. */
static void two_routers(void)
{
	scene_start();
	meet("192.0.2.1", 10);
	meet("192.0.2.2", 5);
	scene_wait(10 * SEC);
	assert_table("192.0.2.1@4096");
	scene_forget();
}

static enum router_state state_of(const char *router)
{
	struct router_view v;

	for (uint32_t cursor = 0; engine_next_router(scene.engine, &cursor, &v, scene.now);)
		if (in_addr_equal(v.address, ip(router)))
			return v.state;
	ck_abort_msg("%s is not known", router);
	return ROUTER_HEARD;
}

START_TEST(checks_move_off_a_router_that_leads_nowhere)
{
	two_routers();
	scene.nowhere = R1;
	scene_wait(FAILOVER);
	assert_table("192.0.2.2@4096");
	ck_assert_int_eq(state_of("192.0.2.1"), ROUTER_LOST);
	ck_assert_uint_eq(scene_events(EVENT_WAY_OUT_LOST, REASON_NONE), 1);
	ck_assert_uint_eq(scene_events(EVENT_DEFAULT_ROUTER_CHANGED, REASON_NO_WAY_OUT), 1);
	ck_assert_uint_eq(scene_events(EVENT_ROUTER_DEAD, REASON_NEIGHBOUR_FAILED), 0);
	ck_assert_uint_ge(
	    scene_asked("192.0.2.1", NEIGHBOUR_ASK), 1); /* is the address still right? */
	scene_wait(3600 * SEC / 60);
	assert_table("192.0.2.2@4096");
	ck_assert_uint_eq(scene_events(EVENT_WAY_OUT_LOST, REASON_NONE), 1);
}
END_TEST

START_TEST(checks_take_it_back_after_successes_in_a_row)
{
	two_routers();
	scene.nowhere = R1;
	scene_wait(FAILOVER);
	for (unsigned i = 0; i < 20; i++) { /* a way out that flaps */
		scene.nowhere = 0;
		scene_wait(INTERVAL);
		scene.nowhere = R1;
		scene_wait(INTERVAL);
		assert_table("192.0.2.2@4096");
	}
	scene.nowhere = 0;
	scene_wait(3 * INTERVAL);
	assert_table("192.0.2.1@4096");
	ck_assert_uint_eq(scene_events(EVENT_WAY_OUT_BACK, REASON_NONE), 1);
}
END_TEST

START_TEST(checks_never_take_a_standby_that_leads_nowhere)
{
	two_routers();
	scene.nowhere = R2;
	scene_wait(10 * SEC);
	ck_assert_int_eq(state_of("192.0.2.2"), ROUTER_LOST);
	scene_forget();
	scene.nowhere = R1 | R2;
	scene_wait(10 * SEC);
	assert_table("192.0.2.1@4096");
	ck_assert_uint_eq(scene_events(EVENT_LAST_RESORT, REASON_NO_WAY_OUT), 1);
	ck_assert_uint_eq(scene_events(EVENT_DEFAULT_ROUTER_CHANGED, REASON_NO_WAY_OUT), 0);
	scene_neighbour("192.0.2.1", NEIGHBOUR_FAILED); /* of the two it is the worse then */
	assert_table("192.0.2.2@4096");
	scene.nowhere = R2;
	scene_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	scene_wait(3 * INTERVAL);
	assert_table("192.0.2.1@4096");
}
END_TEST

/* The targets are down: the router in use is judged first or last, and stays in any case. */
START_TEST(checks_that_all_fail_move_nothing)
{
	for (unsigned shift = 0; shift < 20; shift++) {
		scene_restart(ROLE_HOST);
		setup();
		scene_start();
		meet("192.0.2.1", 10);
		scene_wait(shift * INTERVAL / 20);
		meet("192.0.2.2", 5);
		scene_wait(10 * SEC);
		scene_forget();
		scene.nowhere = R1 | R2;
		scene_wait(60 * SEC);
		assert_table("192.0.2.1@4096");
		scene.nowhere = 0;
		scene_wait(60 * SEC);
		assert_table("192.0.2.1@4096");
		must(scene_events(EVENT_ROUTE_ADDED, REASON_NONE) == 0, "moved, shift %u", shift);
	}
}
END_TEST

/* Also where it is not the best: that one leads nowhere, and then the targets go. */
START_TEST(checks_that_all_fail_leave_the_second_in_use)
{
	two_routers();
	scene.nowhere = R1;
	scene_wait(10 * SEC);
	assert_table("192.0.2.2@4096");
	scene.nowhere = R1 | R2;
	scene_wait(60 * SEC);
	assert_table("192.0.2.2@4096");
}
END_TEST

START_TEST(checks_that_all_fail_give_way_to_a_foreign_route)
{
	two_routers();
	fake_put(&scene.kernel, "!192.0.2.9@9000");
	scene.nowhere = R1 | R2;
	scene_wait(10 * SEC);
	assert_table("!192.0.2.9@9000");
	ck_assert_uint_eq(scene_events(EVENT_FOREIGN_TAKES_OVER, REASON_NONE), 1);
	scene.nowhere = R1;
	scene_wait(3 * INTERVAL);
	assert_table("192.0.2.2@4096 !192.0.2.9@9000");
}
END_TEST

/* A better newcomer is not taken before a check through it has been answered. */
START_TEST(checks_come_before_a_newcomer)
{
	two_routers();
	scene.nowhere = R3;
	meet("192.0.2.3", 20);
	assert_table("192.0.2.1@4096");
	for (unsigned i = 0; i < 100; i++) {
		scene_wait(INTERVAL / 2);
		assert_table("192.0.2.1@4096");
	}
	ck_assert_int_eq(state_of("192.0.2.3"), ROUTER_LOST);
	scene.nowhere = 0;
	scene_wait(3 * INTERVAL);
	assert_table("192.0.2.3@4096");
}
END_TEST

/* No router waits where nothing works: at the start, and where the one in use is lost. */
START_TEST(checks_keep_nobody_without_a_route)
{
	scene_start();
	scene.nowhere = R1;
	meet("192.0.2.1", 10);
	assert_table("192.0.2.1@4096");
	scene_wait(10 * SEC);
	assert_table("192.0.2.1@4096");
	scene_hear("192.0.2.2", 5, 1800); /* its link-layer address is not known yet */
	assert_table("192.0.2.2@4096");
	ck_assert_uint_ge(scene_asked("192.0.2.2", NEIGHBOUR_ASK), 1);
}
END_TEST

START_TEST(checks_wait_for_the_link_layer_address)
{
	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	scene_wait(60 * SEC);
	ck_assert_uint_eq(scene.n_requests, 0);
	ck_assert_uint_eq(scene_events(EVENT_WAY_OUT_LOST, REASON_NONE), 0);
	scene_neighbour("192.0.2.1", NEIGHBOUR_VALID);
	ck_assert_uint_eq(scene.n_requests, 1);
	scene_hear("192.0.2.2", -1, 1800); /* a standby is not waited for */
	scene_neighbour("192.0.2.2", NEIGHBOUR_VALID);
	ck_assert_uint_eq(scene.n_requests, 2);
}
END_TEST

/* A reload that changes nothing about the checks keeps what is known; other targets begin anew. */
/* The choice itself gives up a last resort that has withdrawn. Its check went on, and asked for a router that was
 * lost: that question was never found, and the search for it never ended. */
START_TEST(checks_end_with_a_last_resort)
{
	unsigned asked;

	scene_start();
	meet("192.0.2.1", 10);
	scene_wait(10 * SEC);
	scene_hear("192.0.2.1", 10, 0);
	meet("192.0.2.1", 10); /* it contradicts its farewell */
	scene_hear("192.0.2.1", 10, 0);
	assert_table("192.0.2.1@4096");
	ck_assert_int_eq(state_of("192.0.2.1"), ROUTER_WITHDRAWN);
	asked = scene_asked("192.0.2.1", NEIGHBOUR_ASK);
	scene.nowhere = R1;
	scene_wait(FAILOVER - INTERVAL / 8); /* its last requests are out */
	meet("192.0.2.2", 10);
	assert_table("192.0.2.2@4096");
	scene_wait(10 * SEC);
	ck_assert_uint_eq(scene_asked("192.0.2.1", NEIGHBOUR_ASK), asked);
	assert_table("192.0.2.2@4096");
}
END_TEST

START_TEST(checks_survive_a_reload)
{
	two_routers();
	scene.nowhere = R1;
	scene_wait(FAILOVER);
	scene.ci[0].check.interval = SEC;
	scene_configure();
	assert_table("192.0.2.2@4096");
	scene.ci[0].check.targets[0] = ip("198.51.100.2");
	scene_configure();
	ck_assert_int_ne(state_of("192.0.2.1"), ROUTER_LOST);
	scene.ci[0].check.n_targets = 0;
	scene_configure();
	assert_table("192.0.2.1@4096");
	scene.n_requests = 0;
	scene_wait(60 * SEC);
	ck_assert_uint_eq(scene.n_requests, 0);
}
END_TEST

START_TEST(checks_of_a_router_come_before_the_interfaces)
{
	struct conf_router own = { .address = ip("192.0.2.1"), .check = { .off = true } };

	scene.ci[0].routers = &own;
	scene.ci[0].n_routers = 1;
	two_routers();
	scene.nowhere = R1 | R2;
	scene_wait(10 * SEC);
	assert_table("192.0.2.1@4096");
	ck_assert_int_eq(state_of("192.0.2.1"), ROUTER_USED);
	ck_assert_int_eq(state_of("192.0.2.2"), ROUTER_LOST);
}
END_TEST

/* A cable that is out says nothing about the way out behind it. */
START_TEST(checks_begin_anew_with_the_link)
{
	two_routers();
	scene.nowhere = R1 | R2;
	scene_wait(10 * SEC);
	scene.iface[0].carrier = false;
	scene_link(0);
	scene.n_requests = 0;
	scene_wait(10 * SEC);
	ck_assert_uint_eq(scene.n_requests, 0);
	scene.iface[0].carrier = true;
	scene_link(0);
	ck_assert_int_ne(state_of("192.0.2.1"), ROUTER_LOST);
}
END_TEST

/* A router that is dead to its neighbours and forwards is asked for a sign of life at once. */
START_TEST(checks_have_the_dead_asked)
{
	two_routers();
	scene.nowhere = R1;
	scene_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	scene_wait(5 * SEC);
	assert_table("192.0.2.2@4096");
	scene_forget();
	scene.nowhere = 0;
	scene_wait(INTERVAL);
	ck_assert_uint_ge(scene_asked("192.0.2.1", NEIGHBOUR_ASK), 1);
	assert_table("192.0.2.2@4096");
	scene_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	scene_wait(3 * INTERVAL);
	assert_table("192.0.2.1@4096");
}
END_TEST

/* Forged, duplicated, reordered or late: an answer that is not the one that was asked for changes nothing. */
START_TEST(checks_take_no_answer_but_their_own)
{
	uint8_t reply[WIRE_ECHO_LEN], broken[WIRE_ECHO_LEN];
	struct datagram request, d = { .ifindex = 2, .data = broken, .len = WIRE_ECHO_LEN };
	struct link_address to;

	two_routers();
	scene.now = engine_deadline(scene.engine);
	engine_advance(scene.engine, scene.now);
	ck_assert(engine_request(scene.engine, &request, &to, scene.now));
	memcpy(reply, request.data, sizeof(reply));
	memcpy(reply + 12, request.data + 16, 4);
	memcpy(reply + 16, request.data + 12, 4);
	reply[20] = ICMP_TYPE_ECHO_REPLY;
	for (size_t bit = 8 * 12; bit < 8 * sizeof(reply); bit++) {
		if (bit / 8 == 22 || bit / 8 == 23)
			continue; /* the checksum, which follows */
		memcpy(broken, reply, sizeof(reply));
		broken[bit / 8] ^= (uint8_t)(1U << bit % 8);
		packet_fix(broken + 20, sizeof(broken) - 20);
		must(!engine_answer(scene.engine, &d, scene.now), "bit %zu", bit);
	}
	memcpy(broken, reply, sizeof(reply));
	packet_fix(broken + 20, sizeof(broken) - 20);
	ck_assert(engine_answer(scene.engine, &d, scene.now));
	ck_assert(!engine_answer(scene.engine, &d, scene.now)); /* twice */
	scene_wait(INTERVAL);
	ck_assert(!engine_answer(scene.engine, &d, scene.now)); /* late */
	ck_assert_uint_eq(scene_events(EVENT_WAY_OUT_LOST, REASON_NONE), 0);
}
END_TEST

START_TEST(checks_that_are_off_send_and_hear_nothing)
{
	scene.ci[0].check.n_targets = 0;
	two_routers();
	ck_assert(!engine_has_checks(scene.engine));
	ck_assert_uint_eq(scene.n_requests, 0);
}
END_TEST

/* The list grows while no checks are wanted: what follows them has room for all of it. */
START_TEST(checks_that_are_gone_cover_a_longer_list)
{
	size_t known = 2;

	two_routers();
	scene.ci[0].check.n_targets = 0;
	scene.conf.routers_max = 512;
	scene.conf.iface_routers_max = 512;
	scene_configure();
	ck_assert(!engine_has_checks(scene.engine));
	for (unsigned i = 3; i < 200; i++) {
		char address[INET_ADDRSTRLEN];

		snprintf(address, sizeof(address), "192.0.2.%u", i);
		if (in_addr_equal(ip(address), scene.addrs[0][0].local))
			continue;
		scene_hear(address, 5, 9000);
		scene_wait(SEC);
		scene_forget();
		known++;
	}
	scene_configure();
	scene_wait(SEC);
	ck_assert_uint_eq(engine_routers(scene.engine, NULL, 0), known);
}
END_TEST

/* A packet of ten is lost each way, at the defaults: an hour without a false verdict; and what it costs. */
START_TEST(checks_forgive_losses_by_chance)
{
	struct rng rng = { 1 };
	struct conf_iface usual;

	conf_iface_init(&usual);
	usual.check.targets[0] = ip("198.51.100.1");
	usual.check.n_targets = 1;
	scene.ci[0].check = usual.check;
	two_routers();
	scene_hear("192.0.2.1", 10, 9000);
	scene_hear("192.0.2.2", 5, 9000);
	scene.n_requests = 0;
	for (unsigned i = 0; i < 4 * 3600;
	     i++) { /* each request of the quarter meets the same luck */
		scene.nowhere = (one_in(&rng, 10) || one_in(&rng, 10) ? R1 : 0) |
				(one_in(&rng, 10) || one_in(&rng, 10) ? R2 : 0);
		scene_wait(SEC / 4);
		must(scene.n_events < SCENE_EVENTS / 2, "too many events");
	}
	assert_table("192.0.2.1@4096");
	ck_assert_uint_eq(scene_events(EVENT_WAY_OUT_LOST, REASON_NONE), 0);
	/* 7200 rounds; 1 in 5 asks again. */
	ck_assert_uint_gt(scene.n_requests, 7200 * 11 / 10);
	ck_assert_uint_lt(scene.n_requests, 7200 * 14 / 10);
}
END_TEST

Suite *suite_engine_checks(void)
{
	Suite *s = suite_create("engine_checks");
	TCase *tc = tcase_create("checks");

	tcase_add_checked_fixture(tc, setup, scene_teardown);
	tcase_add_test(tc, checks_move_off_a_router_that_leads_nowhere);
	tcase_add_test(tc, checks_take_it_back_after_successes_in_a_row);
	tcase_add_test(tc, checks_never_take_a_standby_that_leads_nowhere);
	tcase_add_test(tc, checks_that_all_fail_move_nothing);
	tcase_add_test(tc, checks_that_all_fail_leave_the_second_in_use);
	tcase_add_test(tc, checks_that_all_fail_give_way_to_a_foreign_route);
	tcase_add_test(tc, checks_come_before_a_newcomer);
	tcase_add_test(tc, checks_keep_nobody_without_a_route);
	tcase_add_test(tc, checks_wait_for_the_link_layer_address);
	tcase_add_test(tc, checks_end_with_a_last_resort);
	tcase_add_test(tc, checks_survive_a_reload);
	tcase_add_test(tc, checks_of_a_router_come_before_the_interfaces);
	tcase_add_test(tc, checks_begin_anew_with_the_link);
	tcase_add_test(tc, checks_have_the_dead_asked);
	tcase_add_test(tc, checks_take_no_answer_but_their_own);
	tcase_add_test(tc, checks_that_are_off_send_and_hear_nothing);
	tcase_add_test(tc, checks_that_are_gone_cover_a_longer_list);
	tcase_add_test(tc, checks_forgive_losses_by_chance);
	suite_add_tcase(s, tc);
	return s;
}
