/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the end-to-end checks of a router: rounds, answers, and the verdict with its hysteresis. */
#include "config.h"

#include "core/host/check.h"
#include "unit/tests.h"

#define START    (100 * SEC)
#define INTERVAL (200 * MS)
#define QUARTER  (INTERVAL / 4)
#define ROUND    (3 * QUARTER) /* of one that fails */

static struct check c;
static struct conf_check conf;
static struct secrets secrets;
static usec_t now;

static struct in_addr router(void)
{
	return ip("192.0.2.1");
}

static struct in_addr target(unsigned i)
{
	return check_address(&conf, i, router());
}

static void setup(void)
{
	c = (struct check){ .due = 0 };
	conf = (struct conf_check){ .targets = { ip("198.51.100.1"), ip("198.51.100.2") },
		.n_targets = 1,
		.interval = INTERVAL,
		.failures = 3,
		.successes = 2 };
	secrets = (struct secrets){ .key = { 1, 2 } };
	now = START;
	check_start(&c, now);
}

static bool advance(usec_t time)
{
	now = time;
	return check_advance(&c, &conf, &secrets, now);
}

/* Takes all requests that are due; the sequence of the last one. */
static uint16_t ask(unsigned n)
{
	uint16_t sequence = 0;
	unsigned i;

	for (unsigned asked = 0; asked < n; asked++)
		must(check_pull(&c, &conf, &i, &sequence, now) && i == asked, "request %u", asked);
	must(!check_pull(&c, &conf, &i, &sequence, now), "more than %u requests", n);
	return sequence;
}

static bool answered(unsigned i, uint16_t sequence, usec_t time)
{
	struct check_proof proof = { target(i), sequence, c.secret };

	now = time;
	return check_answer(&c, &conf, router(), &proof, now);
}

/* Does what is due up to `until`; all requests are sent, and the first `answers` targets answer at once.
 * Returns when the verdict changed first, 0: it did not. */
static usec_t run(usec_t until, unsigned answers)
{
	enum check_verdict old = c.verdict;
	usec_t changed_at = 0;

	while (check_deadline(&c) <= until) {
		uint16_t sequence;
		unsigned i;

		advance(check_deadline(&c));
		while (check_pull(&c, &conf, &i, &sequence, now))
			if (i < answers)
				must(answered(i, sequence, now), "answer refused");
		if (c.verdict != old && changed_at == 0)
			changed_at = now;
	}
	now = until;
	return changed_at;
}

START_TEST(check_without_a_start_is_never_due)
{
	check_stop(&c);
	ck_assert(check_deadline(&c) == USEC_INFINITY);
	ck_assert(!advance(now + 3600 * SEC));
	ask(0);
	ck_assert_int_eq(c.verdict, CHECK_UNKNOWN);
}
END_TEST

/* A target that answers at once costs one request a round. */
START_TEST(check_asks_each_target_once_a_round)
{
	conf.n_targets = 2;
	for (unsigned round = 1; round <= 3; round++) {
		uint16_t sequence;

		advance(START + (round - 1) * INTERVAL);
		sequence = ask(2);
		ck_assert(answered(0, sequence, now) && answered(1, sequence, now));
		ck_assert(check_deadline(&c) == START + round * INTERVAL);
		ck_assert(c.targets[0].sent == round && c.targets[1].sent == round);
	}
}
END_TEST

/* A lost request is followed by another: it alone is no failed round. */
START_TEST(check_asks_three_times_a_round)
{
	uint16_t first;

	advance(START);
	first = ask(1);
	ck_assert(check_deadline(&c) == START + QUARTER);
	advance(START + QUARTER);
	ck_assert_uint_eq(ask(1), (uint16_t)(first + 1));
	advance(START + 2 * QUARTER);
	ck_assert_uint_eq(ask(1), (uint16_t)(first + 2));
	ck_assert(answered(0, (uint16_t)(first + 2), now + 7 * MS));
	ck_assert(c.targets[0].round_trip == 7 * MS); /* of the request that it answers */
	ck_assert_int_eq(c.verdict, CHECK_GOOD);
	advance(START + ROUND);
	ask(0);
	ck_assert(check_deadline(&c) == START + INTERVAL);
	ck_assert(c.failed == 0 && c.targets[0].sent == 3 && c.targets[0].answered == 1);
}
END_TEST

/* The first answer of a new router decides at once. */
START_TEST(check_believes_the_first_answer)
{
	advance(START);
	ck_assert(answered(0, ask(1), START + 7 * MS));
	ck_assert_int_eq(c.verdict, CHECK_GOOD);
	ck_assert(c.changed == START + 7 * MS);
	ck_assert(c.targets[0].round_trip == 7 * MS);
}
END_TEST

/* The worst moment: right after an answer. Then 0.75 s pass at 0.2 s and three failures, never 0.8 s. */
START_TEST(check_finds_a_loss_within_four_intervals)
{
	run(now, 1);
	ck_assert(run(now + 10 * SEC, 0) == START + 3 * INTERVAL + ROUND);
	ck_assert_int_eq(c.verdict, CHECK_LOST);
}
END_TEST

START_TEST(check_forgives_fewer_failures)
{
	run(now, 1);
	for (unsigned i = 0; i < 20; i++) {
		ck_assert(run(now + 2 * INTERVAL, 0) == 0);
		ck_assert(run(now + INTERVAL, 1) == 0);
	}
	ck_assert_int_eq(c.verdict, CHECK_GOOD);
}
END_TEST

/* Hysteresis: one answer now and then does not bring a lost router back. */
START_TEST(check_lifts_a_loss_after_successes_in_a_row)
{
	run(now + 10 * SEC - 1, 0);
	ck_assert_int_eq(c.verdict, CHECK_LOST);
	for (unsigned i = 0; i < 20; i++) {
		ck_assert(run(now + INTERVAL, 1) == 0);
		ck_assert(run(now + INTERVAL, 0) == 0);
	}
	ck_assert(run(now + 2 * INTERVAL, 1) != 0);
	ck_assert_int_eq(c.verdict, CHECK_GOOD);
}
END_TEST

START_TEST(check_is_good_while_one_target_answers)
{
	conf.n_targets = 2;
	ck_assert(run(now + 10 * SEC, 1) == START);
	ck_assert_int_eq(c.verdict, CHECK_GOOD);
	ck_assert(c.targets[0].answered > 40 && c.targets[1].answered == 0);
}
END_TEST

/* Neither a forger nor a duplicate, nor who answers before it was asked. */
START_TEST(check_takes_no_answer_that_is_not_its_own)
{
	struct check_proof forged, true_one;

	true_one = (struct check_proof){ target(0), 0, 0 };
	ck_assert(!check_answer(&c, &conf, router(), &true_one, now)); /* no round yet */
	advance(START);
	true_one = (struct check_proof){ target(0), c.sequence, c.secret };
	ck_assert(!check_answer(&c, &conf, router(), &true_one, now)); /* not asked yet */
	ask(1);
	forged = true_one;
	forged.secret++;
	ck_assert(!check_answer(&c, &conf, router(), &forged, now));
	forged = true_one;
	forged.source = router();
	ck_assert(!check_answer(&c, &conf, router(), &forged, now));
	for (uint32_t sequence = 0; sequence <= UINT16_MAX; sequence++) {
		forged = true_one;
		forged.sequence = (uint16_t)sequence;
		if (forged.sequence != true_one.sequence)
			must(!check_answer(&c, &conf, router(), &forged, now), "%u", sequence);
	}
	ck_assert_int_eq(c.verdict, CHECK_UNKNOWN);
	ck_assert(check_answer(&c, &conf, router(), &true_one, now));
	ck_assert(!check_answer(&c, &conf, router(), &true_one, now)); /* again */
	ck_assert(c.targets[0].answered == 1);
}
END_TEST

/* One that comes after its time, and one of an earlier round. */
START_TEST(check_takes_no_late_answer)
{
	struct check_proof old;

	run(START + INTERVAL - 1, 0);
	ck_assert(c.failed == 1);
	old = (struct check_proof){ target(0), c.sequence, c.secret };
	ck_assert(!check_answer(&c, &conf, router(), &old, now));
	advance(START + INTERVAL);
	ask(1);
	ck_assert(!check_answer(&c, &conf, router(), &old, now));
	ck_assert(c.failed == 1 && c.targets[0].answered == 0);
}
END_TEST

/* Answers that overtake each other count each for its own request. */
START_TEST(check_takes_answers_in_any_order)
{
	uint16_t first;

	advance(START);
	first = ask(1);
	advance(START + QUARTER);
	ask(1);
	ck_assert(answered(0, (uint16_t)(first + 1), START + QUARTER + 10 * MS));
	ck_assert(c.targets[0].round_trip == 10 * MS);
	ck_assert(answered(0, first, START + QUARTER + 20 * MS));
	ck_assert(c.targets[0].round_trip == QUARTER + 20 * MS);
	ck_assert(c.succeeded == 1 && c.targets[0].answered == 2);
}
END_TEST

START_TEST(check_can_ask_the_router_itself)
{
	conf.targets[0].s_addr = INADDR_ANY;
	assert_same_ip(target(0), router());
	ck_assert(run(now, 1) == START);
}
END_TEST

/* A request that waits says nothing about the router, and its round has not begun. */
START_TEST(check_does_not_blame_the_router_for_what_was_not_sent)
{
	advance(START);
	ck_assert(check_deadline(&c) == USEC_INFINITY);
	advance(START + 3600 * SEC);
	ck_assert(c.failed == 0);
	ask(1);
	ck_assert(check_deadline(&c) == now + QUARTER);
}
END_TEST

/* After a time without a processor the answers that wait are read first, and each request has its quarter. */
START_TEST(check_gives_each_request_its_time)
{
	advance(START);
	ask(1);
	advance(START + 100 * SEC);
	ask(1);
	ck_assert(check_deadline(&c) == now + QUARTER);
	ck_assert(c.failed == 0);
}
END_TEST

/* The cable may lead elsewhere when it is back. What was asked before is late. */
START_TEST(check_forgets_when_it_stops)
{
	struct check_proof old;

	run(now + 10 * SEC, 0);
	advance(check_deadline(&c));
	old = (struct check_proof){ target(0), c.sequence, c.secret };
	check_stop(&c);
	ck_assert(!check_answer(&c, &conf, router(), &old, now));
	ck_assert(!advance(now + 3600 * SEC));
	ck_assert_int_eq(c.verdict, CHECK_UNKNOWN);
	check_start(&c, now);
	ck_assert(run(now, 1) == now); /* the first answer decides again */
}
END_TEST

/* The test vector of the authors for eight octets. */
START_TEST(secret_is_siphash)
{
	struct secrets s = { { UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908) },
		UINT64_C(0x0706050403020100) };

	ck_assert(secret_next(&s) == UINT64_C(0x93f5f5799a932462));
	ck_assert(secret_next(&s) != UINT64_C(0x93f5f5799a932462));
}
END_TEST

Suite *suite_check(void)
{
	Suite *s = suite_create("check");
	TCase *tc = tcase_create("check");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, check_without_a_start_is_never_due);
	tcase_add_test(tc, check_asks_each_target_once_a_round);
	tcase_add_test(tc, check_asks_three_times_a_round);
	tcase_add_test(tc, check_believes_the_first_answer);
	tcase_add_test(tc, check_finds_a_loss_within_four_intervals);
	tcase_add_test(tc, check_forgives_fewer_failures);
	tcase_add_test(tc, check_lifts_a_loss_after_successes_in_a_row);
	tcase_add_test(tc, check_is_good_while_one_target_answers);
	tcase_add_test(tc, check_takes_no_answer_that_is_not_its_own);
	tcase_add_test(tc, check_takes_no_late_answer);
	tcase_add_test(tc, check_takes_answers_in_any_order);
	tcase_add_test(tc, check_can_ask_the_router_itself);
	tcase_add_test(tc, check_does_not_blame_the_router_for_what_was_not_sent);
	tcase_add_test(tc, check_gives_each_request_its_time);
	tcase_add_test(tc, check_forgets_when_it_stops);
	tcase_add_test(tc, secret_is_siphash);
	suite_add_tcase(s, tc);
	return s;
}
