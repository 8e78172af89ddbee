/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the verdict on a router's way out: the first fact at once, later ones after their delay. */
#include "config.h"

#include "unit/tests.h"
#include "core/router/track.h"

#define START (100 * SEC)

static struct track t;
static struct conf_track conf;

static void setup(void)
{
	t = (struct track){ 0 };
	conf = (struct conf_track){ .loss_delay = 2 * SEC, .restore_delay = 10 * SEC };
}

/* The fact at `now`, and whether the verdict has changed by then. */
static bool set(bool fact, usec_t now)
{
	track_set(&t, &conf, fact, now);
	return track_advance(&t, now);
}

START_TEST(track_without_a_fact_has_no_verdict)
{
	ck_assert(!track_advance(&t, START));
	ck_assert(!track_is_lost(&t));
	ck_assert(!t.judged);
}
END_TEST

/* Whatever it is, and at time 0 too. */
START_TEST(track_believes_the_first_fact_at_once)
{
	for (unsigned i = 0; i < 4; i++) {
		usec_t now = i < 2 ? 0 : START;
		bool fact = i % 2 == 0;

		setup();
		ck_assert(set(fact, now));
		ck_assert(track_is_lost(&t) == !fact);
		ck_assert(t.decided == USEC_INFINITY);
		ck_assert(!track_advance(&t, now + 3600 * SEC));
	}
}
END_TEST

/* Before the first look, the last fact is the first. */
START_TEST(track_that_changes_before_its_first_verdict)
{
	for (unsigned fact = 0; fact < 2; fact++) {
		setup();
		track_set(&t, &conf, fact == 0, START);
		ck_assert(!track_is_lost(&t));
		track_set(&t, &conf, fact == 1, START + 1);
		ck_assert(!track_is_lost(&t));
		ck_assert(track_advance(&t, START + 1));
		ck_assert(track_is_lost(&t) == (fact == 0));
	}
}
END_TEST

START_TEST(track_waits_for_each_delay)
{
	ck_assert(set(true, START));
	ck_assert(!set(false, START + SEC));
	ck_assert_uint_eq(t.decided, START + 3 * SEC);
	ck_assert(!track_advance(&t, START + 3 * SEC - 1));
	ck_assert(!track_is_lost(&t));
	ck_assert(track_advance(&t, START + 3 * SEC));
	ck_assert(track_is_lost(&t));
	ck_assert(!set(true, START + 20 * SEC));
	ck_assert_uint_eq(t.decided, START + 30 * SEC);
	ck_assert(!track_advance(&t, START + 30 * SEC - 1));
	ck_assert(track_is_lost(&t));
	ck_assert(track_advance(&t, START + 30 * SEC));
	ck_assert(!track_is_lost(&t));
	ck_assert(!track_advance(&t, START + 3000 * SEC));
}
END_TEST

/* The same fact again does not start the delay anew. */
START_TEST(track_repeated_facts_change_nothing)
{
	set(true, START);
	for (usec_t now = START + SEC; now < START + 3 * SEC; now += 100 * MS)
		ck_assert(!set(false, now));
	ck_assert(set(false, START + 3 * SEC));
}
END_TEST

/* One that comes and goes faster than its delay makes no difference. */
START_TEST(track_that_flaps_keeps_its_verdict)
{
	unsigned changes = 0;

	ck_assert(set(true, START));
	for (unsigned i = 1; i <= 1000; i++) {
		changes += set(i % 2 == 0, START + i * SEC);
		changes += track_advance(&t, START + i * SEC + 999 * MS);
	}
	ck_assert_uint_eq(changes, 0);
	ck_assert(!track_is_lost(&t)); /* at 1000 it is back */
	ck_assert(t.decided == USEC_INFINITY);
	ck_assert(!set(false, START + 1001 * SEC));
	ck_assert(track_advance(&t, START + 1003 * SEC));
	for (unsigned i = 1; i <= 1000; i++)
		changes += set(i % 2 == 1, START + 2000 * SEC + i * 9 * SEC);
	ck_assert_uint_eq(changes, 0);
	ck_assert(track_is_lost(&t));
}
END_TEST

START_TEST(track_delay_may_be_zero)
{
	conf.loss_delay = conf.restore_delay = 0;
	for (unsigned i = 0; i < 10; i++) {
		ck_assert(set(i % 2 == 0, START + i));
		ck_assert(track_is_lost(&t) == (i % 2 == 1));
	}
}
END_TEST

START_TEST(track_lowers_preferences)
{
	static const struct {
		enum track_loss on_loss;
		uint32_t penalty;
		int32_t preference, want;
	} rows[] = {
		{ LOSS_INELIGIBLE, 0, 100, PREFERENCE_INELIGIBLE },
		{ LOSS_INELIGIBLE, 0, PREFERENCE_INELIGIBLE, PREFERENCE_INELIGIBLE },
		{ LOSS_PREFERENCE, 150, 100, -50 },
		{ LOSS_PREFERENCE, 1, INT32_MAX, INT32_MAX - 1 },
		{ LOSS_PREFERENCE, UINT32_MAX, INT32_MAX, -INT32_MAX - 1 + 1 },
		{ LOSS_PREFERENCE, 1, -INT32_MAX, -INT32_MAX }, /* never as low as ineligible */
		{ LOSS_PREFERENCE, UINT32_MAX, 0, -INT32_MAX },
		{ LOSS_PREFERENCE, 5, PREFERENCE_INELIGIBLE, PREFERENCE_INELIGIBLE },
		{ LOSS_WITHDRAW, 0, 100, 100 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		conf.on_loss = rows[i].on_loss;
		conf.penalty = rows[i].penalty;
		ck_assert_int_eq(track_preference(&conf, rows[i].preference), rows[i].want);
	}
}
END_TEST

Suite *suite_track(void)
{
	Suite *s = suite_create("track");
	TCase *tc = tcase_create("track");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, track_without_a_fact_has_no_verdict);
	tcase_add_test(tc, track_believes_the_first_fact_at_once);
	tcase_add_test(tc, track_that_changes_before_its_first_verdict);
	tcase_add_test(tc, track_waits_for_each_delay);
	tcase_add_test(tc, track_repeated_facts_change_nothing);
	tcase_add_test(tc, track_that_flaps_keeps_its_verdict);
	tcase_add_test(tc, track_delay_may_be_zero);
	tcase_add_test(tc, track_lowers_preferences);
	suite_add_tcase(s, tc);
	return s;
}
