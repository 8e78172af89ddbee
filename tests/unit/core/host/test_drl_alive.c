/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the default router list where routers die, links go and the kernel refuses. */
#include "config.h"

#include <stdio.h>

#include "unit/list.h"
#include "unit/tests.h"

/* ---- death and return ---- */

/* To the next in order of preference, and back. [N-2] */
START_TEST(rfc1122_3_3_1_4_dead_router_gives_way_to_the_next)
{
	list_hear("192.0.2.1", 10, 9000);
	list_hear("192.0.2.2", 0, 9000);
	list_hear("192.0.2.3", -10, 9000);
	assert_wanted("192.0.2.1");
	list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	assert_wanted("192.0.2.2");
	ck_assert_uint_eq(list_events(EVENT_ROUTER_DEAD, REASON_NEIGHBOUR_FAILED), 1);
	list_neighbour("192.0.2.2", NEIGHBOUR_FAILED);
	assert_wanted("192.0.2.3");
	list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	assert_wanted("192.0.2.1");
	ck_assert_uint_eq(list_events(EVENT_ROUTER_ALIVE, REASON_NONE), 1);
	ck_assert_uint_eq(list.drl.slots.n, 3); /* none was forgotten */
}
END_TEST

/* Only REACHABLE is life, only FAILED is death; a missing entry says nothing. [N-2] */
START_TEST(drl_only_evidence_counts)
{
	static const enum neighbour_state nothing[] = { NEIGHBOUR_NONE, NEIGHBOUR_INCOMPLETE,
		NEIGHBOUR_VALID, NEIGHBOUR_PROBING };

	list_hear("192.0.2.1", 10, 9000);
	list_hear("192.0.2.2", 0, 9000);
	for (unsigned i = 0; i < ARRAY_SIZE(nothing); i++) {
		list_neighbour("192.0.2.1", nothing[i]);
		assert_wanted("192.0.2.1");
	}
	list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	for (unsigned i = 0; i < ARRAY_SIZE(nothing); i++) {
		list_neighbour("192.0.2.1", nothing[i]);
		assert_wanted("192.0.2.2");
	}
	list_neighbour("10.0.0.1", NEIGHBOUR_FAILED); /* unknown */
	list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	assert_wanted("192.0.2.1");
}
END_TEST

/* The dead are asked again every 10 s, and when they speak; the living never. [N-2] */
START_TEST(rfc1122_3_3_1_4_only_the_dead_are_asked)
{
	list_hear("192.0.2.1", 0, 9000);
	list_hear("192.0.2.2", 0, 9000);
	list_neighbour("192.0.2.2", NEIGHBOUR_VALID);
	assert_wanted("192.0.2.1 | 192.0.2.2");
	list_questions("192.0.2.1", NEIGHBOUR_LOOK);
	list_wait(3600 * SEC);
	ck_assert_uint_eq(list.drl.n_questions, 0);
	list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	for (unsigned i = 0; i < 5; i++) {
		list_wait(DEAD_RETRY_INTERVAL - 1);
		ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_ASK), 0);
		list_wait(1);
		ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_ASK), 1);
	}
	list_hear("192.0.2.1", 0, 9000);
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_ASK), 1);
	list_neighbour("192.0.2.1", NEIGHBOUR_VALID); /* it has asked us */
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_ASK), 1);
	list_hear("192.0.2.1", 0, 9000);
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_ASK), 1);
}
END_TEST

/* The kernel may have asked for the last time when a router comes back and speaks: after its verdict the router is
 * asked once more, be it dead (the question for it was dropped, since the kernel was asking) or dying. */
START_TEST(drl_asks_who_came_too_late_for_the_question)
{
	list_hear("192.0.2.1", 0, 9000);
	for (unsigned i = 0; i < 8; i++) {
		bool late = (i & 1) != 0, dead = (i & 2) != 0, forgotten = (i & 4) != 0;

		list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
		list_neighbour("192.0.2.1", NEIGHBOUR_PROBING);
		if (dead) {
			list_wait(SEC);
			list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
			list_neighbour(
			    "192.0.2.1", forgotten ? NEIGHBOUR_NONE : NEIGHBOUR_INCOMPLETE);
		}
		list_hear("192.0.2.1", 0, 9000);
		list_questions("192.0.2.1", NEIGHBOUR_ASK);
		list_wait(late ? SEC - 1 : SEC);
		list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
		ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_ASK), late);
		list_neighbour("192.0.2.1", NEIGHBOUR_NONE); /* its last question */
		list_questions("192.0.2.1", NEIGHBOUR_ASK);
		list_wait(3 * SEC);
		list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
		ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_ASK), 0);
	}
}
END_TEST

/* With probe_interval, those in use are asked, and those that could be. */
START_TEST(drl_probes_all_that_could_be_used)
{
	list.conf.probe_interval = 5 * SEC;
	list_configure();
	list_hear("192.0.2.1", 0, 9000);
	list_hear("192.0.2.2", -1, 9000);
	list_hear("192.0.2.3", PREFERENCE_INELIGIBLE, 9000);
	list_hear("10.0.0.1", -1, 9000);
	for (unsigned i = 1; i <= 3; i++)
		list_neighbour(i == 1   ? "192.0.2.1"
			       : i == 2 ? "192.0.2.2"
					: "10.0.0.1",
		    NEIGHBOUR_VALID);
	assert_wanted("192.0.2.1");
	list_questions("192.0.2.1", NEIGHBOUR_LOOK);
	list_wait(5 * SEC - 1);
	ck_assert_uint_eq(list.drl.n_questions, 0);
	list_wait(1);
	ck_assert_uint_eq(list.drl.n_questions, 3);
	ck_assert_uint_eq(list_questions("192.0.2.2", NEIGHBOUR_ASK), 1);
	list_link(1, true, false); /* its cable is out, as is another's on a link that is down */
	list_wait(5 * SEC);
	ck_assert_uint_eq(list.drl.n_questions, 2);
	list_questions("192.0.2.1", NEIGHBOUR_ASK);
	list.conf.probe_interval = 0;
	list_configure();
	list_wait(60 * SEC);
	ck_assert_uint_eq(list.drl.n_questions, 0);
}
END_TEST

/* However many standbys there are, ten are asked in a second, and those in use as often as before. */
START_TEST(drl_probes_a_bounded_number)
{
	char text[16];
	unsigned used = 0, standby = 0;

	list.conf.probe_interval = SEC;
	list.conf.routers_max = list.conf.iface_routers_max = 200;
	list_configure();
	for (unsigned i = 1; i <= 100; i++) {
		snprintf(text, sizeof(text), "192.0.2.%u", i + 100);
		list_hear(text, i == 1 ? 10 : 0, 9000);
		list_neighbour(text, NEIGHBOUR_VALID);
	}
	assert_wanted("192.0.2.101");
	list_questions("192.0.2.101", NEIGHBOUR_LOOK);
	for (unsigned i = 0; i < 100; i++) {
		struct neighbour_query q;

		list_wait(SEC);
		while (drl_query(&list.drl, &q))
			if (in_addr_equal(q.address, ip("192.0.2.101")))
				used++;
			else
				standby++;
	}
	ck_assert_uint_eq(used, 100);
	ck_assert_uint_eq(standby, 990);
	/* One that comes into use is asked as often at once. */
	list_neighbour("192.0.2.101", NEIGHBOUR_FAILED);
	list_wait(0);
	while (drl_query(&list.drl, &(struct neighbour_query){ 0 }))
		;
	list_wait(SEC);
	ck_assert_uint_eq(list_questions("192.0.2.102", NEIGHBOUR_ASK), 1);
}
END_TEST

/* A standby that died unnoticed is known to be dead before it is needed; and while one is being asked, another that
 * answers comes before it. One whose answer is late is not lost. [N-2] */
START_TEST(drl_takes_no_standby_that_is_being_asked)
{
	static const int32_t levels[] = { 5, 7 };

	for (size_t i = 0; i < ARRAY_SIZE(levels); i++) {
		list_teardown();
		list_setup();
		list.conf.install = INSTALL_SINGLE;
		list_configure();
		list_hear("192.0.2.1", 9, 9000);
		list_hear("192.0.2.2", levels[i], 9000);
		list_hear("192.0.2.3", 5, 9000);
		list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
		list_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
		list_neighbour("192.0.2.3", NEIGHBOUR_REACHABLE);
		assert_wanted("192.0.2.1");
		list_neighbour("192.0.2.2", NEIGHBOUR_PROBING);
		list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
		assert_wanted("192.0.2.3");
		list_neighbour("192.0.2.2", NEIGHBOUR_FAILED);
		assert_wanted("192.0.2.3");
		list_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
		assert_wanted(levels[i] == 5 ? "192.0.2.3" : "192.0.2.2");
		/* Where there is no other, it is better than none. */
		list_neighbour("192.0.2.2", NEIGHBOUR_PROBING);
		list_neighbour("192.0.2.3", NEIGHBOUR_FAILED);
		assert_wanted("192.0.2.2");
	}
}
END_TEST

/* The age of the last answer. A link that comes back may lead elsewhere. */
START_TEST(drl_knows_the_last_answer)
{
	struct neighbour n = { .ifindex = list.eth[0].ifindex,
		.address = ip("192.0.2.1"),
		.state = NEIGHBOUR_REACHABLE,
		.confirmed = 3 * SEC };

	list_hear("192.0.2.1", 9, 9000);
	ck_assert_uint_eq(list_find("192.0.2.1")->answered, 0);
	list_neighbour("192.0.2.1", NEIGHBOUR_VALID);
	ck_assert_uint_eq(list_find("192.0.2.1")->answered, 0);
	drl_set_neighbour(&list.drl, &n, list.now);
	ck_assert_uint_eq(list_find("192.0.2.1")->answered, list.now - 3 * SEC);
	list_wait(SEC);
	n.confirmed = SEC / 2;
	drl_set_neighbour(&list.drl, &n, list.now); /* it was asked again */
	ck_assert_uint_eq(list_find("192.0.2.1")->answered, list.now - SEC / 2);
	list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	ck_assert_uint_eq(list_find("192.0.2.1")->answered, list.now - SEC / 2);
	list_link(0, false, false);
	list_link(0, true, true);
	ck_assert_uint_eq(list_find("192.0.2.1")->answered, 0);
}
END_TEST

/* With probe_interval, those in use are asked at once as often when they change. */
START_TEST(drl_probes_those_in_use)
{
	list.conf.probe_interval = 5 * SEC;
	list_configure();
	list_hear("192.0.2.1", 0, 9000);
	list_hear("192.0.2.2", -1, 9000);
	list_neighbour("192.0.2.1", NEIGHBOUR_VALID);
	assert_wanted("192.0.2.1");
	list_questions("192.0.2.1", NEIGHBOUR_LOOK);
	for (unsigned i = 0; i < 5; i++) {
		list_wait(5 * SEC);
		ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_ASK), 1);
	}
	/* The kernel's word of an answer may come before its word of the question. */
	list_neighbour("192.0.2.1", NEIGHBOUR_PROBING);
	list_wait(5 * SEC);
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_ASK), 1);
	list_neighbour("192.0.2.1", NEIGHBOUR_VALID);
	list_hear("192.0.2.1", -2, 9000);
	list_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
	assert_wanted("192.0.2.2");
	list_wait(5 * SEC);
	ck_assert_uint_eq(list_questions("192.0.2.2", NEIGHBOUR_ASK), 1);
	list_neighbour("192.0.2.2", NEIGHBOUR_VALID);
	list.conf.probe_interval = 0;
	list_configure();
	list_wait(60 * SEC);
	ck_assert_uint_eq(list.drl.n_questions, 0);
}
END_TEST

/* All are dead: the best one is better than none, and it is told. [N-2] */
START_TEST(drl_last_resort_is_the_best_of_the_dead)
{
	list_hear("192.0.2.1", 10, 9000);
	list_hear("192.0.2.2", 0, 9000);
	list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	list_neighbour("192.0.2.2", NEIGHBOUR_FAILED);
	assert_wanted("192.0.2.1");
	ck_assert_int_eq(list.drl.choices[0].standing, STANDING_LAST_RESORT);
	ck_assert_uint_eq(list_events(EVENT_LAST_RESORT, REASON_NEIGHBOUR_FAILED), 1);
	list_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
	assert_wanted("192.0.2.2");
	ck_assert_int_eq(list.drl.choices[0].standing, STANDING_ALIVE);
	list_hear("192.0.2.1", 10, 0);
	list_hear("192.0.2.2", 10, 0);
	assert_wanted("");
	ck_assert_int_eq(list.drl.choices[0].standing, STANDING_NONE);
	ck_assert_uint_eq(list_events(EVENT_NO_ROUTER, REASON_NONE), 1);
}
END_TEST

/* Unless a foreign default route is there: then ours is in its way. */
START_TEST(drl_foreign_route_takes_over_from_the_dead)
{
	list_hear("192.0.2.1", 10, 9000);
	list.foreign = true;
	assert_wanted("192.0.2.1"); /* alive: no reason to go */
	list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	assert_wanted("");
	ck_assert_int_eq(list.drl.choices[0].standing, STANDING_FOREIGN);
	ck_assert_uint_eq(list_events(EVENT_FOREIGN_TAKES_OVER, REASON_NONE), 1);
	list.foreign = false; /* it went: the last resort again */
	assert_wanted("192.0.2.1");
	list.foreign = true;
	assert_wanted("");
	list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	assert_wanted("192.0.2.1");
}
END_TEST

/* ---- refusals ---- */

static bool refuse(const char *address)
{
	return drl_refuse(&list.drl,
	    list_find(address) != NULL ? hop_to(2, ip(address)) : (struct hop){ 0 }, list.now);
}

/* A router whose route the kernel refuses is out of the choice for 1, 2, 4 … 64 s; another takes its place.
 * Fault A2: an entry that failed to install suppressed the good one. */
START_TEST(drl_refused_router_gives_way_and_is_tried_again)
{
	static const unsigned pauses[] = { 1, 2, 4, 8, 16, 32, 64, 64, 64 };

	list_hear("192.0.2.1", 10, 9000);
	list_hear("192.0.2.2", 0, 9000);
	assert_wanted("192.0.2.1");
	for (unsigned i = 0; i < ARRAY_SIZE(pauses); i++) {
		ck_assert_int_eq(refuse("192.0.2.1"), i > 0);
		assert_wanted("192.0.2.2");
		list_wait(pauses[i] * SEC - 1);
		assert_wanted("192.0.2.2");
		list_wait(1);
		assert_wanted("192.0.2.1");
	}
	drl_accept(&list.drl, hop_to(2, ip("192.0.2.1")));
	ck_assert(!refuse("192.0.2.1"));
	list_wait(SEC);
	assert_wanted("192.0.2.1");
	ck_assert(!refuse("10.0.0.1")); /* unknown */
}
END_TEST

/* A new state of the link is a reason to try again at once. */
START_TEST(drl_refusal_ends_when_the_link_changes)
{
	list_hear("192.0.2.1", 10, 9000);
	refuse("192.0.2.1");
	assert_wanted("");
	ck_assert_int_eq(list.drl.choices[0].standing, STANDING_NONE);
	list_link(0, true, true);
	assert_wanted("192.0.2.1");
}
END_TEST

/* ---- links ---- */

START_TEST(drl_link_down_and_up)
{
	list_hear("192.0.2.1", 10, 9000);
	list_hear("10.0.0.1", 0, 9000);
	assert_wanted("192.0.2.1");
	list_link(0, false, false);
	assert_wanted("10.0.0.1");
	list_link(0, true, true);
	assert_wanted("192.0.2.1");
	ck_assert_uint_ge(list_questions("192.0.2.1", NEIGHBOUR_LOOK), 1);
}
END_TEST

/* Without a cable a router is dead, but as a last resort its route may stay: the kernel keeps it.
 * */
START_TEST(drl_no_carrier)
{
	list_hear("192.0.2.1", 10, 9000);
	list_hear("10.0.0.1", 0, 9000);
	list_link(0, true, false);
	assert_wanted("10.0.0.1");
	list_link(1, true, false);
	assert_wanted("192.0.2.1");
	ck_assert_int_eq(list.drl.choices[0].standing, STANDING_LAST_RESORT);
	ck_assert_uint_eq(list_events(EVENT_LAST_RESORT, REASON_NO_CARRIER), 1);
	list_link(0, false, false); /* down: nothing can stay there */
	assert_wanted("10.0.0.1");
}
END_TEST

/* `ip neigh flush` says FAILED of every router and then deletes the entry: no death, so it is asked at
 * once and not in 10 s. [N-2] */
START_TEST(drl_entry_deleted_after_its_failure_is_asked_again)
{
	list_hear("192.0.2.1", 0, 1800);
	list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	list_wait(SEC); /* it did not speak while it was asked */
	list_questions("192.0.2.1", NEIGHBOUR_ASK);
	list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_ASK), 0);
	list_neighbour("192.0.2.1", NEIGHBOUR_NONE);
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_ASK), 1);
	list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	ck_assert(!list_find("192.0.2.1")->dead);
	list_neighbour("192.0.2.1", NEIGHBOUR_NONE); /* no news about a live one */
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_ASK), 0);
}
END_TEST

START_TEST(drl_address_of_ours_gone)
{
	list_hear("192.0.2.1", 10, 9000);
	list.addrs[0].local = list.addrs[0].subnet = ip("198.51.100.9");
	list_link(0, true, true);
	assert_wanted("");
	list.addrs[0].local = list.addrs[0].subnet = ip("192.0.2.44");
	list_link(0, true, true);
	assert_wanted("192.0.2.1");
}
END_TEST

/* The cable may lead elsewhere now: what was known of the neighbours is void, death and
 * confirmation alike. */
START_TEST(drl_link_that_comes_back_knows_nothing_of_its_neighbours)
{
	list_hear("192.0.2.1", 10, 9000);
	list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	list_hear("10.0.0.1", 0, 9000);
	list_neighbour("10.0.0.1", NEIGHBOUR_REACHABLE);
	assert_wanted("10.0.0.1");
	list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	assert_wanted("192.0.2.1");
	list_link(0, true, false);
	assert_wanted("10.0.0.1");
	list_neighbour("192.0.2.1", NEIGHBOUR_NONE);
	list_link(0, true, true);
	assert_wanted("10.0.0.1"); /* which works, so the other one has to answer first */
	list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	assert_wanted("192.0.2.1");
	list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	list_link(0, false, false);
	list_link(0, true, true);
	ck_assert(!list_find("192.0.2.1")->dead);
}
END_TEST

/* Whichever way a link was away, each of its routers is asked when it is back. Linux 6.1 may say that a link is up and has
 * carrier in one word, where later kernels first say that it is up. */
START_TEST(drl_link_that_comes_back_has_its_routers_asked)
{
	static const struct {
		bool up, carrier, address;
	} away[] = {
		{ .up = false, .carrier = false, .address = true },
		{ .up = true, .carrier = false, .address = true },
		{ .up = true, .carrier = true, .address = false },
	};

	list_hear("192.0.2.1", 10, 9000);
	list_hear("192.0.2.2", 0, 9000);
	for (unsigned i = 0; i < ARRAY_SIZE(away); i++) {
		list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
		list_neighbour("192.0.2.2", NEIGHBOUR_VALID);
		list.addrs[0].local = list.addrs[0].subnet = ip(
		    away[i].address ? "192.0.2.44" : "198.51.100.9");
		list_link(0, away[i].up, away[i].carrier);
		list_questions("192.0.2.1", NEIGHBOUR_ASK); /* those of before */
		list.addrs[0].local = list.addrs[0].subnet = ip("192.0.2.44");
		list_link(0, true, true);
		ck_assert(list_find("192.0.2.1")->questions & 1U << NEIGHBOUR_ASK);
		ck_assert(list_find("192.0.2.2")->questions & 1U << NEIGHBOUR_ASK);
	}
}
END_TEST

START_TEST(drl_interface_gone_forgets_its_routers)
{
	list_hear("192.0.2.1", 10, 9000);
	list_hear("192.0.2.2", 10, 9000);
	list_hear("10.0.0.1", 0, 9000);
	drl_del_iface(&list.drl, 2, REASON_CONFIGURATION, list.now);
	drl_del_iface(&list.drl, 2, REASON_CONFIGURATION, list.now);
	assert_wanted("10.0.0.1");
	ck_assert_uint_eq(list.drl.slots.n, 1);
	ck_assert_uint_eq(list_events(EVENT_ROUTER_LOST, REASON_CONFIGURATION), 2);
	list_wait(9000 * SEC);
	assert_wanted("");
}
END_TEST

static void answer_from(const char *router, uint8_t last, enum neighbour_state state)
{
	struct neighbour n = { .ifindex = 2,
		.address = ip(router),
		.state = state,
		.lladdr = { 6, { 2, 0, 0, 0, 0, last } } };

	drl_set_neighbour(&list.drl, &n, list.now);
}

/* Another link-layer address of a router is reported, also where the state is the same. An unknown
 * address, and another link, is no news. */
START_TEST(drl_tells_another_link_layer_address)
{
	list_hear("192.0.2.1", 0, 9000);
	answer_from("192.0.2.1", 1, NEIGHBOUR_REACHABLE);
	answer_from("192.0.2.1", 1, NEIGHBOUR_VALID);
	list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	answer_from("192.0.2.1", 1, NEIGHBOUR_REACHABLE);
	ck_assert_uint_eq(list_events(EVENT_ROUTER_LLADDR_CHANGED, REASON_NONE), 0);
	answer_from("192.0.2.1", 2, NEIGHBOUR_REACHABLE);
	ck_assert_uint_eq(list_events(EVENT_ROUTER_LLADDR_CHANGED, REASON_NONE), 1);
	assert_wanted("192.0.2.1");
	list_link(0, false, false);
	list_link(0, true, true);
	answer_from("192.0.2.1", 3, NEIGHBOUR_REACHABLE);
	ck_assert_uint_eq(list_events(EVENT_ROUTER_LLADDR_CHANGED, REASON_NONE), 0);
	answer_from("192.0.2.77", 3, NEIGHBOUR_REACHABLE); /* no router */
}
END_TEST

Suite *suite_drl_alive(void)
{
	Suite *s = suite_create("drl_alive");
	TCase *tc = tcase_create("drl_alive");

	tcase_add_checked_fixture(tc, list_setup, list_teardown);
	tcase_add_test(tc, drl_tells_another_link_layer_address);
	tcase_add_test(tc, rfc1122_3_3_1_4_dead_router_gives_way_to_the_next);
	tcase_add_test(tc, drl_only_evidence_counts);
	tcase_add_test(tc, rfc1122_3_3_1_4_only_the_dead_are_asked);
	tcase_add_test(tc, drl_asks_who_came_too_late_for_the_question);
	tcase_add_test(tc, drl_probes_those_in_use);
	tcase_add_test(tc, drl_probes_all_that_could_be_used);
	tcase_add_test(tc, drl_probes_a_bounded_number);
	tcase_add_test(tc, drl_takes_no_standby_that_is_being_asked);
	tcase_add_test(tc, drl_knows_the_last_answer);
	tcase_add_test(tc, drl_last_resort_is_the_best_of_the_dead);
	tcase_add_test(tc, drl_foreign_route_takes_over_from_the_dead);
	tcase_add_test(tc, drl_refused_router_gives_way_and_is_tried_again);
	tcase_add_test(tc, drl_refusal_ends_when_the_link_changes);
	tcase_add_test(tc, drl_link_down_and_up);
	tcase_add_test(tc, drl_no_carrier);
	tcase_add_test(tc, drl_entry_deleted_after_its_failure_is_asked_again);
	tcase_add_test(tc, drl_address_of_ours_gone);
	tcase_add_test(tc, drl_link_that_comes_back_knows_nothing_of_its_neighbours);
	tcase_add_test(tc, drl_link_that_comes_back_has_its_routers_asked);
	tcase_add_test(tc, drl_interface_gone_forgets_its_routers);
	suite_add_tcase(s, tc);
	return s;
}
