/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the default router list where a better router is heard: which ones must answer before they take over. */
#include "config.h"

#include "unit/list.h"
#include "unit/tests.h"

/* A router that works is in use; then a better one is heard. */
static void newcomer(enum neighbour_state current)
{
	list_hear("192.0.2.1", 0, 9000);
	list_neighbour("192.0.2.1", current);
	assert_wanted("192.0.2.1");
	list_questions("192.0.2.1", NEIGHBOUR_LOOK);
	list_wait(SEC);
	list_hear("192.0.2.2", 10, 9000);
}

START_TEST(drl_newcomer_is_looked_up_first)
{
	list_hear("192.0.2.1", 0, 9000);
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_LOOK), 1);
	list_hear("192.0.2.1", 0, 9000);
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_LOOK), 0);
}
END_TEST

START_TEST(drl_newcomer_waits_until_it_answers)
{
	newcomer(NEIGHBOUR_VALID);
	assert_wanted("192.0.2.1");
	ck_assert_uint_eq(list_questions("192.0.2.2", NEIGHBOUR_ASK), 1);
	list_neighbour("192.0.2.2", NEIGHBOUR_INCOMPLETE);
	list_wait(10 * MS);
	assert_wanted("192.0.2.1");
	list_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
	assert_wanted("192.0.2.2");
	ck_assert_uint_eq(list_events(EVENT_ROUTER_CONFIRMED, REASON_NONE), 1);
	list_neighbour("192.0.2.2", NEIGHBOUR_VALID); /* goes stale: still confirmed */
	assert_wanted("192.0.2.2");
}
END_TEST

/* A forged name, or a broken router, costs nothing: faults A2, A6. [N-2] */
START_TEST(drl_newcomer_that_fails_never_takes_over)
{
	newcomer(NEIGHBOUR_REACHABLE);
	list_neighbour("192.0.2.2", NEIGHBOUR_INCOMPLETE);
	list_wait(3050 * MS);
	list_neighbour("192.0.2.2", NEIGHBOUR_FAILED);
	assert_wanted("192.0.2.1");
	ck_assert(list_find("192.0.2.2")->dead);
	list_wait(600 * SEC);
	assert_wanted("192.0.2.1");
	list_hear("192.0.2.2", 10, 9000); /* it speaks, but does not answer */
	assert_wanted("192.0.2.1");
}
END_TEST

/* The kernel knows its address, knows nothing against it and says nothing: then it is believed. */
START_TEST(drl_newcomer_the_kernel_is_silent_about_is_taken)
{
	newcomer(NEIGHBOUR_VALID);
	list_neighbour("192.0.2.2", NEIGHBOUR_VALID);
	assert_wanted("192.0.2.1");
	list_wait(CONFIRM_TIME - 1);
	assert_wanted("192.0.2.1");
	list_wait(1);
	assert_wanted("192.0.2.2");
}
END_TEST

/* A full neighbour table, or a question that was lost, is no proof. */
START_TEST(drl_newcomer_without_an_entry_is_asked_again_and_not_taken)
{
	newcomer(NEIGHBOUR_VALID);
	assert_wanted("192.0.2.1");
	for (unsigned i = 0; i < 20; i++) {
		ck_assert_uint_eq(list_questions("192.0.2.2", NEIGHBOUR_ASK), 1);
		list_wait(CONFIRM_TIME);
		assert_wanted("192.0.2.1");
	}
	list_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
	assert_wanted("192.0.2.2");
}
END_TEST

/* The kernel is at it: its verdict is waited for, however long it takes. */
START_TEST(drl_newcomer_is_waited_for_while_the_kernel_asks)
{
	static const enum neighbour_state asking[] = { NEIGHBOUR_INCOMPLETE, NEIGHBOUR_PROBING };

	for (unsigned i = 0; i < 2; i++) {
		list_teardown();
		list_setup();
		newcomer(NEIGHBOUR_VALID);
		list_neighbour("192.0.2.2", asking[i]);
		list_wait(60 * SEC);
		assert_wanted("192.0.2.1");
		list_neighbour("192.0.2.2", NEIGHBOUR_VALID);
		list_wait(SEC);
		assert_wanted("192.0.2.2");
	}
}
END_TEST

/* Where nothing is known to work there is nothing to lose. */
START_TEST(drl_newcomer_does_not_wait_where_nothing_works)
{
	static const enum neighbour_state useless[] = { NEIGHBOUR_NONE, NEIGHBOUR_INCOMPLETE,
		NEIGHBOUR_FAILED };

	assert_wanted("");
	for (unsigned i = 0; i < ARRAY_SIZE(useless); i++) {
		list_teardown();
		list_setup();
		newcomer(useless[i]);
		assert_wanted("192.0.2.2");
	}
}
END_TEST

START_TEST(drl_newcomer_stops_waiting_when_the_current_one_goes)
{
	newcomer(NEIGHBOUR_REACHABLE);
	assert_wanted("192.0.2.1");
	list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	assert_wanted("192.0.2.2");
	list_teardown();
	list_setup();
	newcomer(NEIGHBOUR_REACHABLE);
	assert_wanted("192.0.2.1");
	list_hear("192.0.2.1", 0, 0);
	assert_wanted("192.0.2.2");
}
END_TEST

START_TEST(drl_newcomer_known_to_be_reachable_does_not_wait)
{
	newcomer(NEIGHBOUR_REACHABLE);
	list_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
	assert_wanted("192.0.2.2");
	ck_assert_uint_eq(list_questions("192.0.2.2", NEIGHBOUR_ASK), 0);
}
END_TEST

/* An equal displaces none, but would take its share of a multipath route. */
START_TEST(drl_equal_newcomer_waits_in_a_multipath_route_only)
{
	static const struct {
		const char *at_once, *then;
	} rows[] = {
		[INSTALL_BEST] = { "192.0.2.1 | 192.0.2.2", "192.0.2.1 | 192.0.2.2" },
		[INSTALL_LADDER] = { "192.0.2.1 | 192.0.2.2", "192.0.2.1 | 192.0.2.2" },
		[INSTALL_SINGLE] = { "192.0.2.1", "192.0.2.1" },
		[INSTALL_MULTIPATH] = { "192.0.2.1", "192.0.2.1 192.0.2.2" },
		[INSTALL_NONE] = { "192.0.2.1 192.0.2.2", "192.0.2.1 192.0.2.2" },
	};

	for (int install = 0; install <= INSTALL_NONE; install++) {
		list_teardown();
		list_setup();
		list.conf.install = (enum install)install;
		list_configure();
		list_hear("192.0.2.1", 0, 9000);
		list_neighbour("192.0.2.1", NEIGHBOUR_VALID);
		list_wait(SEC);
		list_hear("192.0.2.2", 0, 9000);
		list_neighbour("192.0.2.2", NEIGHBOUR_VALID);
		assert_wanted(rows[install].at_once);
		list_wait(CONFIRM_TIME);
		assert_wanted(rows[install].then);
	}
}
END_TEST

/* Two are in use and work, and one of them is raised: no newcomer, so nothing to wait for. */
START_TEST(drl_router_in_use_that_is_raised_does_not_wait)
{
	static const char *const raised[] = { "192.0.2.1", "192.0.2.2" };

	for (unsigned i = 0; i < 2; i++) {
		list_teardown();
		list_setup();
		for (unsigned k = 0; k < 2; k++) {
			list_hear(raised[k], 0, 9000);
			list_neighbour(raised[k], NEIGHBOUR_VALID);
		}
		assert_wanted("192.0.2.1 | 192.0.2.2");
		list_wait(SEC);
		list_hear(raised[i], 10, 9000);
		assert_wanted(raised[i]);
	}
}
END_TEST

/* Choosing again without a reason changes nothing, not even the order of a multipath route's hops. */
START_TEST(drl_choosing_again_keeps_the_order)
{
	list.conf.install = INSTALL_MULTIPATH;
	list_configure();
	list_hear("192.0.2.1", 0, 9000);
	list_wait(SEC);
	list_hear("192.0.2.2", -1, 9000);
	list_wait(SEC);
	list_hear("192.0.2.3", 0, 9000);
	assert_wanted("192.0.2.1 192.0.2.3");
	list_wait(SEC);
	list_hear("192.0.2.2", 0, 9000); /* was there before the last one, but not in use */
	assert_wanted("192.0.2.1 192.0.2.3 192.0.2.2");
	for (unsigned i = 0; i < 3; i++) {
		list_configure();
		assert_wanted("192.0.2.1 192.0.2.3 192.0.2.2");
		list_wait(SEC);
	}
}
END_TEST

/* From an earlier run: it is in use already, in the order it had then. */
START_TEST(drl_adopted_routers_come_first)
{
	list.conf.install = INSTALL_SINGLE;
	list_configure();
	list_hear("192.0.2.1", 0, 9000);
	list_wait(SEC);
	list_hear("192.0.2.2", 0, 9000);
	drl_adopt(&list.drl, hop_to(2, ip("192.0.2.2")), 1);
	list_hear("192.0.2.3", 0, 9000);
	drl_adopt(&list.drl, hop_to(2, ip("192.0.2.3")), 0);
	drl_adopt(&list.drl, hop_to(2, ip("192.0.2.9")), 0); /* none */
	assert_wanted("192.0.2.3");
	list_hear("192.0.2.3", 0, 0);
	assert_wanted("192.0.2.1");
}
END_TEST

/* A lesser one is a new step of the ladder at once; a better one on top when it has answered. */
START_TEST(drl_ladder_takes_lesser_newcomers_at_once)
{
	list.conf.install = INSTALL_LADDER;
	list_configure();
	newcomer(NEIGHBOUR_VALID);
	list_hear("192.0.2.3", -10, 9000);
	assert_wanted("192.0.2.1 | 192.0.2.3");
	list_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
	assert_wanted("192.0.2.2 | 192.0.2.1 | 192.0.2.3");
}
END_TEST

/* A displaced router must answer again before it comes back. */
START_TEST(drl_confirmation_does_not_last_for_ever)
{
	newcomer(NEIGHBOUR_VALID);
	list_neighbour("192.0.2.2", NEIGHBOUR_VALID);
	list_wait(CONFIRM_TIME);
	assert_wanted("192.0.2.2");
	list_hear("192.0.2.2", -10, 9000);
	list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	assert_wanted("192.0.2.1"); /* the other was confirmed by time alone, and is out of use */
	list_hear("192.0.2.2", 10, 9000);
	assert_wanted("192.0.2.1");
	list_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
	assert_wanted("192.0.2.2");
}
END_TEST

static void set_way(const char *router, enum way way)
{
	drl_set_way(
	    &list.drl, drl_at(&list.drl, drl_slot(&list.drl, list_find(router))), way, list.now);
}

/* Of equal standbys the one whose checks say that it leads out takes over, though another came first; the one in use
 * stays, whatever its checks say short of a loss. */
START_TEST(drl_standby_that_leads_out_comes_before_one_without_a_verdict)
{
	static const enum way unsure[] = { WAY_PENDING, WAY_DOUBTFUL };

	for (size_t i = 0; i < ARRAY_SIZE(unsure); i++) {
		list_teardown();
		list_setup();
		list.conf.install = INSTALL_SINGLE;
		list_configure();
		list_hear("192.0.2.1", 5, 1800);
		list_wait(SEC);
		list_hear("192.0.2.2", 5, 1800);
		list_wait(SEC);
		list_hear("192.0.2.3", 5, 1800);
		set_way("192.0.2.1", WAY_OUT);
		set_way("192.0.2.2", unsure[i]);
		set_way("192.0.2.3", WAY_OUT);
		assert_wanted("192.0.2.1");
		set_way("192.0.2.1", unsure[i]);
		assert_wanted("192.0.2.1");
		list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
		assert_wanted("192.0.2.3");
		list_neighbour("192.0.2.3", NEIGHBOUR_FAILED);
		assert_wanted("192.0.2.2"); /* better than none */
	}
}
END_TEST

/* While one that has not answered is in its first moment of use, a router that has answered stands by. It remains the
 * measure for others that have not, and so they get no moment of their own, whatever its checks say. */
START_TEST(drl_standby_without_a_verdict_is_a_measure_for_those_that_do_not_answer)
{
	static const enum way ways[] = { WAY_UNKNOWN, WAY_PENDING, WAY_OUT };

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		list_teardown();
		list_setup();
		list_hear("192.0.2.1", 0, 1800);
		list_hear("192.0.2.2", 0, 1800);
		set_way("192.0.2.1", ways[i]);
		set_way("192.0.2.2", WAY_PENDING);
		list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
		assert_wanted("192.0.2.1 | 192.0.2.2");
		list_hear("192.0.2.2", 10, 1800);
		assert_wanted("192.0.2.2");
		list_hear("192.0.2.3", 20, 1800);
		set_way("192.0.2.3", WAY_PENDING);
		assert_wanted("192.0.2.2");
		list_wait(ANSWER_GRACE);
		assert_wanted("192.0.2.1");
		list_neighbour("192.0.2.3", NEIGHBOUR_REACHABLE);
		assert_wanted("192.0.2.1"); /* it may have no way out */
		set_way("192.0.2.3", WAY_OUT);
		assert_wanted("192.0.2.3");
	}
}
END_TEST

/* It is one for want of another only: others are measured against the one that is in use. And one that answers, too, is
 * not measured against it. */
START_TEST(drl_standby_without_a_verdict_is_the_least_measure)
{
	list_hear("192.0.2.1", 0, 1800);
	list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	set_way("192.0.2.1", WAY_OUT);
	assert_wanted("192.0.2.1");
	list_hear("192.0.2.2", 20, 1800);
	set_way("192.0.2.2", WAY_PENDING);
	list_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
	list_hear("192.0.2.3", 10, 1800);
	set_way("192.0.2.3", WAY_PENDING);
	assert_wanted("192.0.2.1"); /* neither has a verdict, and one does not answer */
	list_hear("192.0.2.4", 30, 1800);
	set_way("192.0.2.4", WAY_PENDING);
	list_neighbour("192.0.2.4", NEIGHBOUR_REACHABLE);
	list_hear("192.0.2.5", 40, 1800);
	set_way("192.0.2.5", WAY_PENDING);
	list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	assert_wanted("192.0.2.4");
}
END_TEST

/* A standby in doubt is one as soon as it may be taken: when the router in use is dead, but not while that answers. */
START_TEST(drl_standby_in_doubt_is_a_measure_for_those_that_do_not_answer)
{
	for (unsigned dead = 0; dead < 2; dead++) {
		list_teardown();
		list_setup();
		list_hear("192.0.2.1", 10, 1800);
		list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
		list_hear("192.0.2.2", 0, 1800);
		list_neighbour("192.0.2.2", NEIGHBOUR_REACHABLE);
		assert_wanted("192.0.2.1");
		set_way("192.0.2.2", WAY_DOUBTFUL);
		list_hear("192.0.2.3", 20, 1800);
		set_way("192.0.2.3", WAY_PENDING);
		assert_wanted("192.0.2.1");
		if (dead == 1)
			list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
		else
			set_way("192.0.2.1", WAY_LOST);
		assert_wanted(dead == 1 ? "192.0.2.2" : "192.0.2.3");
	}
}
END_TEST

/* Time to answer that ran out while the link was away counts for nothing. */
START_TEST(drl_newcomer_is_not_confirmed_by_an_absent_link)
{
	list_hear("10.0.0.1", 0, 9000);
	list_neighbour("10.0.0.1", NEIGHBOUR_VALID);
	assert_wanted("10.0.0.1");
	list_hear("192.0.2.1", 10, 9000);
	assert_wanted("10.0.0.1");
	list_link(0, true, false);
	list_wait(60 * SEC);
	list_link(0, true, true);
	list_neighbour("192.0.2.1", NEIGHBOUR_VALID);
	assert_wanted("10.0.0.1");
	list_wait(CONFIRM_TIME);
	assert_wanted("192.0.2.1");
}
END_TEST

Suite *suite_drl_newcomer(void)
{
	Suite *s = suite_create("drl_newcomer");
	TCase *tc = tcase_create("drl_newcomer");

	tcase_add_checked_fixture(tc, list_setup, list_teardown);
	tcase_add_test(tc, drl_newcomer_is_looked_up_first);
	tcase_add_test(tc, drl_newcomer_waits_until_it_answers);
	tcase_add_test(tc, drl_newcomer_that_fails_never_takes_over);
	tcase_add_test(tc, drl_newcomer_the_kernel_is_silent_about_is_taken);
	tcase_add_test(tc, drl_newcomer_without_an_entry_is_asked_again_and_not_taken);
	tcase_add_test(tc, drl_newcomer_is_waited_for_while_the_kernel_asks);
	tcase_add_test(tc, drl_newcomer_does_not_wait_where_nothing_works);
	tcase_add_test(tc, drl_newcomer_stops_waiting_when_the_current_one_goes);
	tcase_add_test(tc, drl_newcomer_known_to_be_reachable_does_not_wait);
	tcase_add_test(tc, drl_equal_newcomer_waits_in_a_multipath_route_only);
	tcase_add_test(tc, drl_router_in_use_that_is_raised_does_not_wait);
	tcase_add_test(tc, drl_choosing_again_keeps_the_order);
	tcase_add_test(tc, drl_adopted_routers_come_first);
	tcase_add_test(tc, drl_ladder_takes_lesser_newcomers_at_once);
	tcase_add_test(tc, drl_confirmation_does_not_last_for_ever);
	tcase_add_test(tc, drl_standby_that_leads_out_comes_before_one_without_a_verdict);
	tcase_add_test(tc, drl_standby_without_a_verdict_is_a_measure_for_those_that_do_not_answer);
	tcase_add_test(tc, drl_standby_without_a_verdict_is_the_least_measure);
	tcase_add_test(tc, drl_standby_in_doubt_is_a_measure_for_those_that_do_not_answer);
	tcase_add_test(tc, drl_newcomer_is_not_confirmed_by_an_absent_link);
	suite_add_tcase(s, tc);
	return s;
}
