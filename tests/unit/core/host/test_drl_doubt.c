/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests when the default router list has the kernel doubt an answer: what is REACHABLE is believed for
 * up to 45 s, which is long for a router that could be replaced. */
#include "config.h"

#include "unit/list.h"
#include "unit/tests.h"

/* So long ago the kernel had its last sign of life from a router that it now says is REACHABLE. */
static void confirmed(const char *address, usec_t age)
{
	struct neighbour n = {
		.ifindex = 2, .address = ip(address), .state = NEIGHBOUR_REACHABLE, .confirmed = age
	};

	drl_set_neighbour(&list.drl, &n, list.now);
}

/* The kernel did as asked, was then busy for a while, and has had an answer again. */
static void another_round(const char *address, usec_t time)
{
	list_neighbour(address, NEIGHBOUR_VALID);
	list_wait(time);
	list_neighbour(address, NEIGHBOUR_PROBING);
	confirmed(address, 0);
}

static void take_questions(void)
{
	struct neighbour_query q;

	list_wait(0);
	while (drl_query(&list.drl, &q))
		;
}

/* .1 is in use, and .2 to come after it. */
static void best_and_next(void)
{
	list_configure();
	list_hear("192.0.2.1", 10, 9000);
	list_hear("192.0.2.2", 0, 9000);
	assert_wanted("192.0.2.1");
	take_questions();
}

/* Each answer of the one in use, once; no other router's, and no other state. Nothing is ever due. */
START_TEST(drl_answer_of_the_router_in_use_is_doubted)
{
	best_and_next();
	confirmed("192.0.2.1", 0);
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_DOUBT), 1);
	for (unsigned i = 0; i < 100; i++) {
		another_round("192.0.2.1", 5 * SEC);
		ck_assert_uint_eq(list.drl.n_questions, 1);
		ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_DOUBT), 1);
	}
	confirmed("192.0.2.1", 0); /* the same state is no news */
	confirmed("192.0.2.2", 0);
	list_neighbour("192.0.2.1", NEIGHBOUR_VALID);
	list_neighbour("192.0.2.1", NEIGHBOUR_NONE);
	list_wait(3600 * SEC);
	ck_assert_uint_eq(list.drl.n_questions, 0);
}
END_TEST

/* A confirmation by a conversation may be as old as the kernel's patience with it. Then the router is
 * asked now: to wait for the next packet and its 5 s would take twice as long. */
START_TEST(drl_old_confirmation_is_asked_again_at_once)
{
	best_and_next();
	confirmed("192.0.2.1", FRESH_TIME - 1);
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_DOUBT), 1);
	list_neighbour("192.0.2.1", NEIGHBOUR_VALID);
	confirmed("192.0.2.1", FRESH_TIME);
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_ASK), 1);
	list_neighbour("192.0.2.1", NEIGHBOUR_PROBING);
	confirmed("192.0.2.1", 0);
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_DOUBT), 1);
}
END_TEST

/* Only where there is a replacement: another router, or a foreign default route. */
START_TEST(drl_nobody_is_doubted_without_need)
{
	list_hear("192.0.2.1", 10, 9000);
	assert_wanted("192.0.2.1");
	take_questions();
	confirmed("192.0.2.1", 0);
	take_questions();
	another_round("192.0.2.1", 5 * SEC);
	ck_assert_uint_eq(list.drl.n_questions, 0);
	list_hear("192.0.2.2", 0, 9000); /* now it could be replaced */
	list_wait(0);
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_DOUBT), 1);
	list_neighbour("192.0.2.2", NEIGHBOUR_FAILED);
	list_wait(0);
	another_round("192.0.2.1", 5 * SEC);
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_DOUBT), 0);
	list.foreign = true;
	list_wait(0);
	another_round("192.0.2.1", 5 * SEC);
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_DOUBT), 1);
}
END_TEST

/* The first is alone on its metric and carries the traffic, beside an equal as well. Those that carry nothing are
 * not touched, nor is what is not ours to install. */
START_TEST(drl_doubts_who_has_a_metric_alone)
{
	static const struct {
		enum install install;
		int32_t second; /* the first has 10, the third 0 */
		bool doubted[3];
	} rows[] = {
		{ INSTALL_BEST, 5, { true, false, false } },
		{ INSTALL_BEST, 10, { true, false, false } },
		{ INSTALL_LADDER, 5, { true, false, false } },
		{ INSTALL_LADDER, 0, { true, false, false } },
		{ INSTALL_LADDER, 10, { true, false, false } },
		{ INSTALL_SINGLE, 10, { true, false, false } },
		{ INSTALL_MULTIPATH, 5, { true, false, false } },
		{ INSTALL_MULTIPATH, 10, { true, true, false } },
		{ INSTALL_NONE, 5, { false, false, false } },
	};
	static const char *const addresses[] = { "192.0.2.1", "192.0.2.2", "192.0.2.3" };

	for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
		list_teardown();
		list_setup();
		list.conf.install = rows[i].install;
		list_configure();
		list_hear(addresses[0], 10, 9000);
		list_hear(addresses[1], rows[i].second, 9000);
		list_hear(addresses[2], 0, 9000);
		take_questions();
		for (unsigned k = 0; k < ARRAY_SIZE(addresses); k++) {
			confirmed(addresses[k], 0);
			ck_assert_msg(
			    list_questions(addresses[k], NEIGHBOUR_DOUBT) == rows[i].doubted[k],
			    "row %u, router %u", i, k);
		}
	}
}
END_TEST

/* A router that is REACHABLE when it is chosen is doubted then; one only heard of, or out of use, is not. */
START_TEST(drl_who_is_taken_is_doubted_then)
{
	best_and_next();
	confirmed("192.0.2.2", 0);
	ck_assert_uint_eq(list.drl.n_questions, 0);
	list_hear("192.0.2.3", -10, 9000);
	take_questions();
	list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	assert_wanted("192.0.2.2");
	ck_assert_uint_eq(list_questions("192.0.2.2", NEIGHBOUR_DOUBT), 1);
	list_neighbour("192.0.2.2", NEIGHBOUR_VALID);
	list_hear("192.0.2.1", -20, 9000);
	assert_wanted("192.0.2.2");
	take_questions();
	confirmed("192.0.2.1", 0);
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_DOUBT), 0);
}
END_TEST

/* Chosen, refused by the kernel, and out of use before the question was put. */
START_TEST(drl_who_is_not_taken_is_not_doubted)
{
	best_and_next();
	list_hear("192.0.2.3", -10, 9000);
	take_questions();
	list_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	confirmed("192.0.2.2", 0);
	assert_wanted("192.0.2.2");
	ck_assert_uint_ne(list_find("192.0.2.2")->questions & 1U << NEIGHBOUR_DOUBT, 0);
	drl_refuse(&list.drl, hop_to(2, ip("192.0.2.2")), list.now);
	assert_wanted("192.0.2.3");
	ck_assert_uint_eq(list_questions("192.0.2.2", NEIGHBOUR_DOUBT), 0);
	ck_assert_uint_eq(list.drl.n_questions, 0);
}
END_TEST

/* Where rdisc asks anyway, and more often than the kernel would, there is nothing to doubt. */
START_TEST(drl_short_probe_interval_leaves_nothing_to_doubt)
{
	static const struct {
		usec_t interval;
		unsigned doubts;
	} rows[] = { { 0, 1 }, { SEC, 0 }, { DOUBT_TIME, 0 }, { DOUBT_TIME + SEC, 1 } };

	for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
		list_teardown();
		list_setup();
		list.conf.probe_interval = rows[i].interval;
		best_and_next();
		confirmed("192.0.2.1", 0);
		ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_DOUBT), rows[i].doubts);
	}
}
END_TEST

/* Unsolicited answers make the entry REACHABLE at any rate: the daemon does not follow. Afterwards it does again. */
START_TEST(drl_doubts_are_few_whoever_answers)
{
	unsigned n = 0;

	best_and_next();
	for (unsigned i = 0; i < 10000; i++) {
		another_round("192.0.2.1", MS);
		n += list_questions("192.0.2.1", NEIGHBOUR_DOUBT);
	}
	ck_assert_uint_ge(n, 10);
	ck_assert_uint_le(n, 14);
	another_round("192.0.2.1", 5 * SEC);
	ck_assert_uint_eq(list_questions("192.0.2.1", NEIGHBOUR_DOUBT), 1);
}
END_TEST

Suite *suite_drl_doubt(void)
{
	Suite *s = suite_create("drl_doubt");
	TCase *tc = tcase_create("drl_doubt");

	tcase_add_checked_fixture(tc, list_setup, list_teardown);
	tcase_add_test(tc, drl_answer_of_the_router_in_use_is_doubted);
	tcase_add_test(tc, drl_old_confirmation_is_asked_again_at_once);
	tcase_add_test(tc, drl_nobody_is_doubted_without_need);
	tcase_add_test(tc, drl_doubts_who_has_a_metric_alone);
	tcase_add_test(tc, drl_who_is_taken_is_doubted_then);
	tcase_add_test(tc, drl_who_is_not_taken_is_not_doubted);
	tcase_add_test(tc, drl_short_probe_interval_leaves_nothing_to_doubt);
	tcase_add_test(tc, drl_doubts_are_few_whoever_answers);
	suite_add_tcase(s, tc);
	return s;
}
