/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests flap damping: what counts, when it starts, which router it keeps, and what ends it. [N-4] */
#include "config.h"

#include <stdio.h>

#include "unit/list.h"
#include "unit/tests.h"

/* 192.0.2.1 is there first and in use; 192.0.2.2 alternates between better and worse; both answer. */
static void start(enum install install)
{
	list.conf.install = install;
	list_configure();
	list_hear("192.0.2.1", 0, 9000);
	list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	list_wait(SEC);
	list_hear("192.0.2.2", -1, 9000);
	list_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
	list_wait(0);
	list_events(EVENT_DAMPING_STARTED, REASON_DAMPING);
}

static void alternate(void)
{
	bool up = list_find("192.0.2.2")->preference < 0;

	list_hear("192.0.2.2", up ? 1 : -1, 9000);
	list_wait(0);
}

static void alternate_times(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		alternate();
}

static unsigned started(void)
{
	return list_events(EVENT_DAMPING_STARTED, REASON_DAMPING);
}

static void blow(enum install install)
{
	start(install);
	alternate_times(11);
	ck_assert_uint_eq(started(), 1);
}

START_TEST(damping_starts_after_ten_changes)
{
	start(INSTALL_SINGLE);
	for (unsigned i = 0; i < 10; i++) {
		alternate();
		assert_wanted(i % 2 == 0 ? "192.0.2.2" : "192.0.2.1");
		list_wait(SEC);
	}
	ck_assert_uint_eq(started(), 0);
	alternate();
	ck_assert_uint_eq(started(), 1);
	assert_wanted("192.0.2.1");
	for (unsigned i = 0; i < 50; i++) {
		alternate();
		list_wait(SEC);
		assert_wanted("192.0.2.1");
	}
	ck_assert_uint_eq(started(), 0);
}
END_TEST

/* To the microsecond: the first of ten changes counts for a minute. */
START_TEST(damping_forgets_older_changes)
{
	for (unsigned late = 0; late < 2; late++) {
		list_teardown();
		list_setup();
		start(INSTALL_SINGLE);
		alternate();
		list_wait(30 * SEC);
		alternate_times(9);
		list_wait(30 * SEC - 1 + late);
		alternate();
		ck_assert_uint_eq(started(), 1 - late);
		assert_wanted(late ? "192.0.2.2" : "192.0.2.1");
	}
}
END_TEST

START_TEST(damping_ends_after_a_minute)
{
	blow(INSTALL_SINGLE);
	list_wait(60 * SEC - 1);
	assert_wanted("192.0.2.1");
	ck_assert_uint_eq(list_events(EVENT_DAMPING_ENDED, REASON_EXPIRED), 0);
	list_wait(1);
	assert_wanted("192.0.2.2");
	ck_assert_uint_eq(list_events(EVENT_DAMPING_ENDED, REASON_EXPIRED), 1);
	alternate_times(9); /* with the one of a moment ago ten */
	ck_assert_uint_eq(started(), 0);
	alternate();
	ck_assert_uint_eq(started(), 1);
	assert_wanted("192.0.2.1");
}
END_TEST

/* No router was asked meanwhile, or only long ago: a better one is asked now. */
START_TEST(damping_that_ended_lets_no_router_in_unconfirmed)
{
	blow(INSTALL_SINGLE);
	list_neighbour("192.0.2.2", NEIGHBOUR_VALID);
	list_wait(59 * SEC);
	list_questions("192.0.2.2", NEIGHBOUR_ASK);
	list_wait(SEC);
	assert_wanted("192.0.2.1");
	ck_assert_uint_eq(list_questions("192.0.2.2", NEIGHBOUR_ASK), 1);
	list_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
	assert_wanted("192.0.2.2");
}
END_TEST

/* Preference does not matter: who was there first stays. */
START_TEST(damping_keeps_the_longest_lived)
{
	list_hear("192.0.2.3", -5, 9000);
	list_neighbour("192.0.2.3", NEIGHBOUR_VALID);
	list_wait(SEC);
	list_questions("192.0.2.3", NEIGHBOUR_ASK);
	blow(INSTALL_BEST);
	assert_wanted("192.0.2.3");
	ck_assert_uint_eq(list_questions("192.0.2.3", NEIGHBOUR_ASK), 1);
}
END_TEST

/* … unless it is unknown whether it works: it would displace one that does. */
START_TEST(damping_keeps_one_that_the_kernel_knows)
{
	list_hear("192.0.2.3", -5, 9000);
	list_hear("192.0.2.4", PREFERENCE_INELIGIBLE, 9000);
	list_neighbour("192.0.2.4", NEIGHBOUR_REACHABLE);
	list_wait(SEC);
	blow(INSTALL_BEST);
	assert_wanted("192.0.2.1");
}
END_TEST

static void withdraw(void)
{
	list_hear("192.0.2.1", 0, 0);
}

static void die(void)
{
	list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
}

static void be_refused(void)
{
	drl_refuse(&list.drl, hop_to(2, ip("192.0.2.1")), list.now);
}

static void expire(void)
{
	list_hear("192.0.2.1", 0, 1);
	list_wait(SEC);
}

static void become_ineligible(void)
{
	list_hear("192.0.2.1", PREFERENCE_INELIGIBLE, 9000);
}

static void (*const ends[])(void) = { withdraw, die, be_refused, expire, become_ineligible };

/* There is always a router while one can be had; and who took its place stays. */
START_TEST(damping_replaces_a_kept_router_that_goes)
{
	list_hear("10.0.0.1", -7, 9000); /* another interface, never spoken to */
	blow(INSTALL_SINGLE);
	ends[_i]();
	assert_wanted("192.0.2.2");
	list_hear("192.0.2.1", 5, 9000);
	list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	list_wait(SEC);
	assert_wanted("192.0.2.2");
	list_neighbour("192.0.2.2", NEIGHBOUR_FAILED);
	assert_wanted("192.0.2.1");
	list_hear("192.0.2.1", 0, 0);
	assert_wanted("10.0.0.1");
	list_link(1, true, false);
	assert_wanted("192.0.2.2"); /* the last resort */
	ck_assert_int_eq(list.drl.choices[0].standing, STANDING_LAST_RESORT);
	list_link(0, false, false);
	list_link(1, false, false);
	assert_wanted("");
	list_link(1, true, true);
	assert_wanted("10.0.0.1");
	ck_assert_uint_eq(started(), 0);
}
END_TEST

/* Each is in use until it goes, as when many equals expire one after the other. */
START_TEST(damping_is_not_for_forced_changes)
{
	char address[INET_ADDRSTRLEN];

	list.conf.install = INSTALL_BEST;
	list_configure();
	for (unsigned i = 1; i <= 15; i++) {
		snprintf(address, sizeof(address), "192.0.2.%u", i);
		list_hear(address, 0, (uint16_t)(100 + i));
	}
	list_wait(114 * SEC);
	assert_wanted("192.0.2.15");
	ck_assert_uint_eq(started(), 0);
	list_hear("192.0.2.1", 1, 9000); /* and this one is not */
	assert_wanted("192.0.2.15");
	ck_assert_uint_eq(started(), 1);
}
END_TEST

/* One that comes and goes: there is nothing to choose. Two in turn, with none in between, are changes. */
START_TEST(damping_does_not_count_gaps)
{
	for (unsigned i = 0; i < 30; i++) {
		list_hear("192.0.2.1", 0, 9000);
		assert_wanted("192.0.2.1");
		list_hear("192.0.2.1", 0, 0);
		assert_wanted("");
	}
	for (unsigned i = 0; i < 5; i++) {
		list_hear("192.0.2.2", 0, 9000);
		assert_wanted("192.0.2.2");
		list_hear("192.0.2.2", 0, 0);
		assert_wanted("");
		list_hear("192.0.2.1", 0, i < 4 ? 9000 : 0);
		assert_wanted(i < 4 ? "192.0.2.1" : "");
		list_hear("192.0.2.1", 0, 0);
		assert_wanted("");
	}
	ck_assert_uint_eq(started(), 0);
	list_hear("192.0.2.1", 0, 9000); /* the tenth */
	list_wait(SEC);
	list_hear("192.0.2.2", 1, 9000);
	assert_wanted("192.0.2.1");
	ck_assert_uint_eq(started(), 1);
}
END_TEST

/* A better one that the kernel does not take is tried again and again, and carries nothing. */
START_TEST(damping_does_not_count_refused_attempts)
{
	struct hop hop = hop_to(2, ip("192.0.2.2"));

	start(INSTALL_SINGLE);
	alternate();
	for (unsigned i = 0; i < 20; i++) {
		assert_wanted("192.0.2.2");
		drl_refuse(&list.drl, hop, list.now);
		assert_wanted("192.0.2.1");
		drl_accept(&list.drl, hop); /* the next pause is short again */
		list_wait(SEC);
	}
	drl_accept(&list.drl, hop);
	ck_assert_uint_eq(started(), 0);
	drl_refuse(&list.drl, hop, list.now); /* it was taken: this is a change */
	alternate_times(8);
	ck_assert_uint_eq(started(), 0);
}
END_TEST

/* A ladder goes on below it, so that the kernel has a router at hand. */
START_TEST(damping_keeps_one_alone_but_in_a_ladder)
{
	static const char *const wanted[] = { [INSTALL_BEST] = "192.0.2.1",
		[INSTALL_LADDER] = "192.0.2.1 | 192.0.2.2 | 192.0.2.3 192.0.2.4",
		[INSTALL_SINGLE] = "192.0.2.1",
		[INSTALL_MULTIPATH] = "192.0.2.1",
		[INSTALL_NONE] = "192.0.2.1" };

	blow((enum install)_i);
	list_hear("192.0.2.3", 0, 9000);
	list_hear("192.0.2.4", 0, 9000);
	assert_wanted(wanted[_i]);
}
END_TEST

/* The operator's way out. */
START_TEST(damping_ends_at_a_reload)
{
	blow(INSTALL_SINGLE);
	list_configure();
	assert_wanted("192.0.2.2");
	ck_assert_uint_eq(list_events(EVENT_DAMPING_ENDED, REASON_CONFIGURATION), 1);
	alternate_times(10);
	ck_assert_uint_eq(started(), 0);
	alternate();
	ck_assert_uint_eq(started(), 1);
}
END_TEST

/* A flood of fine names does not cost the held one its place. [H-5] */
START_TEST(damping_never_lets_the_kept_one_be_evicted)
{
	char address[INET_ADDRSTRLEN];

	blow(INSTALL_SINGLE);
	for (unsigned i = 100; i < 200; i++) {
		snprintf(address, sizeof(address), "192.0.2.%u", i);
		list_hear(address, 100 + (int)i, 9000);
		assert_wanted("192.0.2.1");
	}
}
END_TEST

Suite *suite_drl_damping(void)
{
	Suite *s = suite_create("drl_damping");
	TCase *tc = tcase_create("drl_damping");

	tcase_add_checked_fixture(tc, list_setup, list_teardown);
	tcase_add_test(tc, damping_starts_after_ten_changes);
	tcase_add_test(tc, damping_forgets_older_changes);
	tcase_add_test(tc, damping_ends_after_a_minute);
	tcase_add_test(tc, damping_that_ended_lets_no_router_in_unconfirmed);
	tcase_add_test(tc, damping_keeps_the_longest_lived);
	tcase_add_test(tc, damping_keeps_one_that_the_kernel_knows);
	tcase_add_loop_test(tc, damping_replaces_a_kept_router_that_goes, 0, (int)ARRAY_SIZE(ends));
	tcase_add_test(tc, damping_is_not_for_forced_changes);
	tcase_add_test(tc, damping_does_not_count_gaps);
	tcase_add_test(tc, damping_does_not_count_refused_attempts);
	tcase_add_loop_test(tc, damping_keeps_one_alone_but_in_a_ladder, 0, INSTALL_NONE + 1);
	tcase_add_test(tc, damping_ends_at_a_reload);
	tcase_add_test(tc, damping_never_lets_the_kept_one_be_evicted);
	suite_add_tcase(s, tc);
	return s;
}
