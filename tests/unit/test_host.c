/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the host machine of one interface: when it solicits. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "host.h"
#include "tests.h"

#define START (100 * SEC)

static const struct iface eth0 = { .ifindex = 2, .name = "eth0" };
static struct event_ring ring;

/* Every transmission that is due until `end`, each at its moment: the times in `ret`, how many. */
static unsigned run(struct host *h, usec_t end, usec_t *ret, unsigned max)
{
	unsigned n = 0;

	while (host_deadline(h) <= end) {
		usec_t now = host_deadline(h);

		if (!host_transmit(h, &eth0, &ring, now))
			continue;
		must(n < max, "more than %u solicitations", max);
		ret[n++] = now;
	}
	return n;
}

static void forget_events(void)
{
	ring = (struct event_ring){ 0 };
}

static unsigned events(enum event_kind kind)
{
	struct event event;
	unsigned n = 0;

	while (event_pull(&ring, &event))
		n += event.kind == kind;
	return n;
}

/* Fault A12: the delay was not implemented. Uniform to the microsecond: a quarter of the starts in
 * each quarter of the second, and hardly any on a whole millisecond. [H-9] */
START_TEST(rfc1256_5_3_first_delay_is_uniform_within_a_second)
{
	unsigned quarter[4] = { 0 }, whole = 0;

	for (uint64_t seed = 0; seed < 10000; seed++) {
		struct rng rng = { .state = seed };
		struct host h = { 0 };
		usec_t delay;

		host_start(&h, &rng, START);
		delay = host_deadline(&h) - START;
		must(delay <= MAX_SOLICITATION_DELAY, "delay %ju", (uintmax_t)delay);
		quarter[delay == SEC ? 3 : delay * 4 / SEC]++;
		whole += delay % MS == 0;
	}
	for (unsigned i = 0; i < 4; i++)
		ck_assert_msg(quarter[i] > 2300 && quarter[i] < 2700, "%u", quarter[i]);
	ck_assert_uint_lt(whole, 40);
}
END_TEST

/* Three at most, three seconds apart, not randomised. [H-8, H-9] */
START_TEST(rfc1256_5_3_three_solicitations_three_seconds_apart)
{
	for (uint64_t seed = 1; seed <= 100; seed++) {
		struct rng rng = { .state = seed };
		struct host h = { 0 };
		usec_t sent[3];

		host_start(&h, &rng, START);
		ck_assert_uint_eq(run(&h, START + 3600 * SEC, sent, 3), 3);
		ck_assert_uint_eq(sent[1] - sent[0], 3 * SEC);
		ck_assert_uint_eq(sent[2] - sent[1], 3 * SEC);
		ck_assert_int_eq(h.state, HOST_UNANSWERED);
		ck_assert_uint_eq(h.next - sent[2], 3 * SEC); /* the last one has its time too */
		ck_assert_uint_eq(events(EVENT_SOLICITING), 3);
	}
}
END_TEST

START_TEST(host_tells_once_that_nobody_answered)
{
	struct rng rng = { .state = 1 };
	struct host h = { 0 };
	usec_t sent[3];

	host_start(&h, &rng, START);
	run(&h, START + 10 * SEC, sent, 3);
	ck_assert_uint_eq(events(EVENT_NO_ANSWER), 1);
	ck_assert(host_deadline(&h) == USEC_INFINITY);
	ck_assert(!host_transmit(&h, &eth0, &ring, START + 99 * SEC));
	ck_assert_str_eq(host_state_name(h.state), "unanswered");
}
END_TEST

/* Fault A13: it kept soliciting after an answer. [H-10] */
START_TEST(rfc1256_5_3_an_answer_ends_the_burst_at_any_moment)
{
	for (unsigned after = 0; after <= 3; after++) { /* solicitations */
		struct rng rng = { .state = after };
		struct host h = { 0 };
		usec_t now = START, sent[3];

		host_start(&h, &rng, now);
		for (unsigned i = 0; i < after; i++) {
			now = host_deadline(&h);
			ck_assert(host_transmit(&h, &eth0, &ring, now));
		}
		host_answered(&h); /* after 0: even before the first */
		ck_assert_int_eq(h.state, HOST_ANSWERED);
		ck_assert(host_deadline(&h) == USEC_INFINITY);
		ck_assert_uint_eq(run(&h, now + 3600 * SEC, sent, 3), 0);
	}
}
END_TEST

START_TEST(host_late_answer_is_an_answer)
{
	struct rng rng = { .state = 1 };
	struct host h = { 0 };
	usec_t sent[3];

	host_answered(&h); /* in no state to be answered */
	ck_assert_int_eq(h.state, HOST_IDLE);
	host_start(&h, &rng, START);
	run(&h, START + 20 * SEC, sent, 3);
	host_answered(&h);
	ck_assert_int_eq(h.state, HOST_ANSWERED);
}
END_TEST

/* Fault A14: soliciting was once in a process's life. [H-8] */
START_TEST(rfc1256_5_3_each_occasion_starts_a_burst)
{
	struct rng rng = { .state = 1 };
	struct host h = { 0 };
	usec_t now = START, sent[3];

	for (unsigned i = 0; i < 10; i++) {
		host_start(&h, &rng, now);
		ck_assert_uint_eq(run(&h, now + 60 * SEC, sent, 3), 3);
		ck_assert_uint_le(sent[0] - now, MAX_SOLICITATION_DELAY);
		now += 70 * SEC;
		host_stop(&h);
	}
}
END_TEST

/* However often the link flaps: at most one burst a minute. */
START_TEST(host_one_burst_a_minute)
{
	struct rng rng = { .state = 1 };
	struct host h = { 0 };
	usec_t last = 0;
	unsigned n = 0;

	for (usec_t now = START; now < START + 600 * SEC; now += 500 * MS) {
		host_stop(&h);
		host_start(&h, &rng, now);
		if (!host_transmit(&h, &eth0, &ring, usec_min(host_deadline(&h), now + 499 * MS)))
			continue;
		ck_assert(last == 0 || h.last_burst - last >= BURST_INTERVAL);
		last = h.last_burst;
		n++;
	}
	ck_assert_uint_ge(n, 8);
	ck_assert_uint_le(n, 10);
}
END_TEST

/* An occasion during a burst neither delays what is due nor adds to it. */
START_TEST(host_burst_serves_the_occasions_that_fall_into_it)
{
	struct rng rng = { .state = 5 };
	struct host h = { 0 };
	usec_t first, sent[6];
	unsigned n;

	host_start(&h, &rng, START);
	first = host_deadline(&h);
	host_start(&h, &rng, START);
	ck_assert_uint_eq(host_deadline(&h), first);
	ck_assert(host_transmit(&h, &eth0, &ring, first));
	host_start(&h, &rng, first + 1 * SEC); /* a second address, say */
	n = run(&h, first + 59 * SEC, sent, 6);
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(sent[0], first + 3 * SEC);
	ck_assert_uint_eq(sent[1], first + 6 * SEC);
}
END_TEST

/* All have been sent, and then there is a new reason: a new burst, when its time has come. */
START_TEST(host_occasion_after_the_last_solicitation_is_not_lost)
{
	struct rng rng = { .state = 5 };
	struct host h = { 0 };
	usec_t first, sent[6];

	host_start(&h, &rng, START);
	first = host_deadline(&h);
	ck_assert_uint_eq(run(&h, first + 6 * SEC, sent, 3), 3);
	host_start(&h, &rng, first + 7 * SEC);
	ck_assert_uint_eq(run(&h, first + 120 * SEC, sent, 3), 3);
	ck_assert_uint_ge(sent[0], first + BURST_INTERVAL);
	ck_assert_uint_le(sent[0], first + BURST_INTERVAL + MAX_SOLICITATION_DELAY);
}
END_TEST

START_TEST(host_that_stopped_is_silent)
{
	struct rng rng = { .state = 1 };
	struct host h = { 0 };
	usec_t sent[3];

	host_start(&h, &rng, START);
	host_stop(&h);
	ck_assert_int_eq(h.state, HOST_IDLE);
	ck_assert_uint_eq(run(&h, START + 999 * SEC, sent, 3), 0);
}
END_TEST

/* An answer to the last solicitation may still come for a while, whatever came before. */
START_TEST(host_has_asked_for_five_seconds)
{
	struct rng rng = { .state = 1 };
	struct host h = { 0 };
	usec_t sent[3];

	ck_assert(!host_has_asked(&h, START));
	host_start(&h, &rng, START);
	ck_assert(!host_has_asked(&h, START));
	ck_assert_uint_eq(run(&h, START + 99 * SEC, sent, 3), 3);
	ck_assert(host_has_asked(&h, sent[2]));
	ck_assert(host_has_asked(&h, sent[2] + ANSWER_TIME));
	ck_assert(!host_has_asked(&h, sent[2] + ANSWER_TIME + 1));
	host_start(&h, &rng, sent[2] + 99 * SEC);
	ck_assert(!host_has_asked(&h, host_deadline(&h) - 1));
}
END_TEST

Suite *suite_host(void)
{
	Suite *s = suite_create("host");
	TCase *tc = tcase_create("host");

	tcase_add_checked_fixture(tc, forget_events, NULL);
	tcase_add_test(tc, rfc1256_5_3_first_delay_is_uniform_within_a_second);
	tcase_add_test(tc, rfc1256_5_3_three_solicitations_three_seconds_apart);
	tcase_add_test(tc, host_tells_once_that_nobody_answered);
	tcase_add_test(tc, rfc1256_5_3_an_answer_ends_the_burst_at_any_moment);
	tcase_add_test(tc, host_late_answer_is_an_answer);
	tcase_add_test(tc, rfc1256_5_3_each_occasion_starts_a_burst);
	tcase_add_test(tc, host_one_burst_a_minute);
	tcase_add_test(tc, host_burst_serves_the_occasions_that_fall_into_it);
	tcase_add_test(tc, host_occasion_after_the_last_solicitation_is_not_lost);
	tcase_add_test(tc, host_that_stopped_is_silent);
	tcase_add_test(tc, host_has_asked_for_five_seconds);
	suite_add_tcase(s, tc);
	return s;
}
