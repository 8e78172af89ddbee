/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the host machine of one interface: when it solicits. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "core/host/solicit.h"
#include "unit/tests.h"

#define START (100 * SEC)

static const struct iface eth0 = { .ifindex = 2, .name = "eth0" };
static struct event_ring ring;
static struct rng dice;

/* Every transmission that is due until `end`, each at its moment: the times in `ret`, how many. */
static unsigned run(struct host *h, usec_t end, usec_t *ret, unsigned max)
{
	unsigned n = 0;

	while (host_deadline(h) <= end) {
		usec_t now = host_deadline(h);

		if (!host_transmit(h, &eth0, &ring, &dice, now))
			continue;
		must(n < max, "more than %u solicitations", max);
		ret[n++] = now;
	}
	return n;
}

static void start_anew(void)
{
	dice.state = 1;
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
	ck_assert(!host_transmit(&h, &eth0, &ring, &dice, START + 99 * SEC));
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
			ck_assert(host_transmit(&h, &eth0, &ring, &dice, now));
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

/* However often the link flaps: three bursts at once and then one a minute. */
START_TEST(host_budget_bounds_a_link_that_flaps)
{
	struct rng rng = { .state = 1 };
	struct host h = { 0 };
	unsigned n = 0, first = 0;

	for (usec_t now = START; now < START + 600 * SEC; now += 1500 * MS) {
		usec_t sent[3];

		host_stop(&h);
		host_start(&h, &rng, now);
		n += run(&h, now + 1499 * MS, sent, 3);
		first += now < START + 10 * SEC ? n : 0;
	}
	ck_assert_uint_ge(first, 6); /* at once */
	ck_assert_uint_ge(n, 28);
	ck_assert_uint_le(n, 9 + 30);
}
END_TEST

/* On 1.0.0 an occasion 11 s after the last burst had to wait until a minute was over. [H-9]
 * [faults A5] */
START_TEST(rfc1256_5_3_an_occasion_soon_after_a_burst_starts_one)
{
	struct rng rng = { .state = 7 };
	struct host h = { 0 };
	usec_t now = START, sent[3];

	for (unsigned i = 0; i < 3; i++, now += 11 * SEC) {
		host_start(&h, &rng, now);
		ck_assert_uint_eq(run(&h, now + 10 * SEC, sent, 3), 3);
		ck_assert_uint_le(sent[0] - now, MAX_SOLICITATION_DELAY);
		host_stop(&h);
	}
	host_start(&h, &rng, now); /* and then one a minute */
	ck_assert_uint_eq(run(&h, now + 40 * SEC, sent, 3), 3);
	ck_assert_uint_ge(sent[0], START + 60 * SEC);
	ck_assert_uint_le(sent[0], START + 62 * SEC);
}
END_TEST

/* On 1.0.0, after three lost solicitations a host fell silent. Without a usable router it goes on, with
 * pauses that grow up to 10 minutes. [H-8] [faults A6] */
START_TEST(host_solicits_while_the_link_lacks_a_router)
{
	static const unsigned pauses[] = { 10, 20, 40, 80, 160, 320, 600, 600, 600 };
	struct rng rng = { .state = 3 };
	struct host h = { 0 };
	usec_t sent[64];

	host_set_lacking(&h, true, &rng, START);
	ck_assert_uint_eq(host_deadline(&h), USEC_INFINITY); /* idle it is silent all the same */
	host_start(&h, &rng, START);
	ck_assert_uint_ge(run(&h, START + 3000 * SEC, sent, 64), 3 * (ARRAY_SIZE(pauses) + 1));
	for (unsigned b = 0; b < ARRAY_SIZE(pauses); b++) {
		usec_t pause = sent[3 * b + 3] - sent[3 * b];

		ck_assert_uint_eq(sent[3 * b + 1] - sent[3 * b], 3 * SEC);
		ck_assert_uint_eq(sent[3 * b + 2] - sent[3 * b], 6 * SEC);
		must(pause >= pauses[b] * SEC && pause <= pauses[b] * SEC * 11 / 10,
		    "burst %u after %ju", b, (uintmax_t)pause);
	}
	host_set_lacking(&h, false, &rng, START + 3000 * SEC);
	ck_assert_uint_eq(host_deadline(&h), USEC_INFINITY);
}
END_TEST

/* On 1.0.0 one useless advertisement ended soliciting. It ends the burst, not the occasion: the next
 * solicitation comes when it would have come, and no number of useless ones changes that. [H-10]
 * [faults D1] */
START_TEST(host_useless_advertisements_change_nothing)
{
	usec_t sent[2][64];

	for (unsigned useless = 0; useless <= 1; useless++) {
		struct rng rng = { .state = 3 };
		struct host h = { 0 };
		unsigned n = 0;

		dice.state = 1;
		host_set_lacking(&h, true, &rng, START);
		host_start(&h, &rng, START);
		for (usec_t now = START; now < START + 400 * SEC; now += 10 * MS) {
			n += run(&h, now, sent[useless] + n, 64 - n);
			if (useless == 1)
				host_answered(&h);
		}
		ck_assert_uint_ge(n, 15);
	}
	for (unsigned i = 0; i < 15; i++)
		ck_assert_uint_eq(sent[0][i], sent[1][i]);
}
END_TEST

/* A router that advertises itself and is of no use, a thousand times before the first solicitation: each loss is an
 * occasion, and none of them moves the burst. */
START_TEST(host_useless_router_does_not_put_off_the_first_burst)
{
	for (uint64_t seed = 1; seed <= 100; seed++) {
		struct rng rng = { .state = seed };
		struct host h = { 0 };
		usec_t due;

		host_start(&h, &rng, START);
		host_set_lacking(&h, true, &rng, START);
		due = host_deadline(&h);
		for (usec_t now = START; now < due; now += MS) {
			host_answered(&h);
			host_set_lacking(&h, false, &rng, now);
			host_set_lacking(&h, true, &rng, now);
			must(host_deadline(&h) == due, "seed %ju: put off", (uintmax_t)seed);
		}
		must(host_transmit(&h, &eth0, &ring, &rng, due), "nothing is sent");
	}
}
END_TEST

/* The advertisement came just before the burst, and the router answers ARP just after it. [H-10] A burst that begins
 * with another occasion, such as a link that comes up, has its three solicitations. [H-8] */
START_TEST(host_burst_for_want_of_a_router_ends_with_the_want)
{
	for (unsigned answered = 0; answered <= 1; answered++) {
		struct rng rng = { .state = 1 };
		struct host h = { 0 };
		usec_t sent[3], due;

		host_start(&h, &rng, START);
		host_set_lacking(&h, true, &rng, START);
		if (answered == 1)
			host_answered(&h);
		due = host_deadline(&h);
		ck_assert(host_transmit(&h, &eth0, &ring, &dice, due));
		host_set_lacking(&h, false, &rng, due + MS);
		ck_assert_uint_eq(run(&h, due + 3600 * SEC, sent, 3), answered == 1 ? 0 : 2);
	}
}
END_TEST

/* The letter of RFC 1256 5.3: then the first valid advertisement ends it. [H-10] */
START_TEST(host_that_may_not_solicit_on_loss_is_done_with_an_answer)
{
	struct rng rng = { .state = 1 };
	struct host h = { 0 };
	usec_t sent[3];

	host_start(&h, &rng, START);
	ck_assert(host_transmit(&h, &eth0, &ring, &dice, host_deadline(&h)));
	host_answered(&h);
	ck_assert_uint_eq(run(&h, START + 3600 * SEC, sent, 3), 0);
}
END_TEST

/* The last router is lost: at once, whatever pause was going on. */
START_TEST(host_loss_is_an_occasion)
{
	struct rng rng = { .state = 1 };
	struct host h = { 0 };
	usec_t sent[64], now = START + 1000 * SEC;

	host_set_lacking(&h, true, &rng, START);
	host_start(&h, &rng, START);
	run(&h, now, sent, 64);
	host_set_lacking(&h, false, &rng, now);
	host_set_lacking(&h, true, &rng, now + SEC);
	ck_assert_uint_le(host_deadline(&h), now + 2 * SEC);
	ck_assert_uint_eq(run(&h, now + 9 * SEC, sent, 64), 3);
}
END_TEST

/* All hosts of a link see at the same moment that the router is not renewed: they spread, and the answer to the
 * first of them spares the others. */
START_TEST(host_renewal_is_spread)
{
	unsigned quarter[4] = { 0 };

	for (uint64_t seed = 0; seed < 10000; seed++) {
		struct rng rng = { .state = seed };
		struct host h = { .state = HOST_ANSWERED };
		usec_t delay;

		host_renew(&h, 180 * SEC, &rng, START);
		delay = host_deadline(&h) - START;
		must(delay <= 180 * SEC, "delay %ju", (uintmax_t)delay);
		quarter[usec_min(delay / (45 * SEC), 3)]++;
		host_start(&h, &rng, START); /* but not when it is lost meanwhile */
		must(host_deadline(&h) - START <= MAX_SOLICITATION_DELAY, "a loss waits");
		host_answered(&h);
		ck_assert_uint_eq(host_deadline(&h), USEC_INFINITY);
	}
	for (unsigned i = 0; i < 4; i++)
		ck_assert_msg(quarter[i] > 2300 && quarter[i] < 2700, "%u", quarter[i]);
}
END_TEST

/* The operator's solicitation does not wait for the budget, and uses it up. */
START_TEST(host_obeys_the_operator)
{
	struct rng rng = { .state = 1 };
	struct host h = { 0 };
	usec_t sent[3];

	for (unsigned i = 0; i < 5; i++) {
		host_ask(&h, START + i * 10 * SEC);
		ck_assert_uint_eq(run(&h, START + i * 10 * SEC + 9 * SEC, sent, 3), 3);
		ck_assert_uint_eq(sent[0], START + i * 10 * SEC);
	}
	host_start(&h, &rng, START + 50 * SEC);
	ck_assert_uint_gt(host_deadline(&h), START + 70 * SEC);
}
END_TEST

/* On 1.0.0 every solicitation had the first address, whose subnet the router may not know. The sources
 * rotate through the subnets, one each, link-local last; the second of a burst has none. [M-2]
 * [faults A4] */
START_TEST(rfc1256_3_sources_rotate_through_the_subnets)
{
	const struct iface_addr addrs[] = { { ip("169.254.7.7"), ip("169.254.7.7"), 16 },
		{ ip("192.0.2.9"), ip("192.0.2.9"), 24 }, { ip("192.0.2.8"), ip("192.0.2.8"), 24 },
		{ ip("10.0.0.9"), ip("10.0.0.9"), 8 } };
	static const char *const want[] = { "192.0.2.9", "0.0.0.0", "10.0.0.9", "169.254.7.7",
		"0.0.0.0", "192.0.2.9", "10.0.0.9", "0.0.0.0", "169.254.7.7" };
	struct iface iface = { .ethernet = true, .n_addrs = ARRAY_SIZE(addrs), .addrs = addrs };
	unsigned turn = 0;

	for (unsigned i = 0; i < ARRAY_SIZE(want); i++)
		assert_ip(host_source(&iface, ip("224.0.0.2"), i % 3 + 1, &turn), want[i]);
	iface.n_addrs = 1; /* now it has this one only */
	for (unsigned i = 0; i < 6; i++)
		assert_ip(host_source(&iface, ip("255.255.255.255"), i % 3 + 1, &turn),
		    i % 3 == 1 ? "0.0.0.0" : "169.254.7.7");
	iface.ethernet = false; /* a tunnel, say */
	for (unsigned i = 0; i < 6; i++)
		assert_ip(host_source(&iface, ip("224.0.0.2"), i % 3 + 1, &turn), "169.254.7.7");
}
END_TEST

/* One neighbour is asked from its own subnet. */
START_TEST(host_asks_a_neighbour_from_its_subnet)
{
	const struct iface_addr addrs[] = { { ip("192.0.2.9"), ip("192.0.2.9"), 24 },
		{ ip("10.0.0.9"), ip("10.0.0.9"), 8 } };
	struct iface iface = { .ethernet = true, .n_addrs = ARRAY_SIZE(addrs), .addrs = addrs };
	unsigned turn = 0;

	for (unsigned i = 1; i <= 3; i++)
		assert_ip(host_source(&iface, ip("10.0.0.1"), i, &turn), "10.0.0.9");
	/* It is in no subnet of ours: as good a guess as any, but never 0. */
	for (unsigned i = 1; i <= 3; i++)
		ck_assert(host_source(&iface, ip("203.0.113.1"), i, &turn).s_addr != INADDR_ANY);
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
	ck_assert(host_transmit(&h, &eth0, &ring, &dice, first));
	host_start(&h, &rng, first + 1 * SEC); /* a second address, say */
	n = run(&h, first + 59 * SEC, sent, 6);
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(sent[0], first + 3 * SEC);
	ck_assert_uint_eq(sent[1], first + 6 * SEC);
}
END_TEST

/* All have been sent, and then there is a new reason: a new burst. */
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
	ck_assert_uint_ge(sent[0], first + 7 * SEC);
	ck_assert_uint_le(sent[0], first + 7 * SEC + MAX_SOLICITATION_DELAY);
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

	tcase_add_checked_fixture(tc, start_anew, NULL);
	tcase_add_test(tc, rfc1256_5_3_first_delay_is_uniform_within_a_second);
	tcase_add_test(tc, rfc1256_5_3_three_solicitations_three_seconds_apart);
	tcase_add_test(tc, host_tells_once_that_nobody_answered);
	tcase_add_test(tc, rfc1256_5_3_an_answer_ends_the_burst_at_any_moment);
	tcase_add_test(tc, host_late_answer_is_an_answer);
	tcase_add_test(tc, rfc1256_5_3_each_occasion_starts_a_burst);
	tcase_add_test(tc, host_budget_bounds_a_link_that_flaps);
	tcase_add_test(tc, rfc1256_5_3_an_occasion_soon_after_a_burst_starts_one);
	tcase_add_test(tc, host_solicits_while_the_link_lacks_a_router);
	tcase_add_test(tc, host_useless_advertisements_change_nothing);
	tcase_add_test(tc, host_useless_router_does_not_put_off_the_first_burst);
	tcase_add_test(tc, host_burst_for_want_of_a_router_ends_with_the_want);
	tcase_add_test(tc, host_that_may_not_solicit_on_loss_is_done_with_an_answer);
	tcase_add_test(tc, host_loss_is_an_occasion);
	tcase_add_test(tc, host_renewal_is_spread);
	tcase_add_test(tc, host_obeys_the_operator);
	tcase_add_test(tc, host_burst_serves_the_occasions_that_fall_into_it);
	tcase_add_test(tc, host_occasion_after_the_last_solicitation_is_not_lost);
	tcase_add_test(tc, host_that_stopped_is_silent);
	tcase_add_test(tc, rfc1256_3_sources_rotate_through_the_subnets);
	tcase_add_test(tc, host_asks_a_neighbour_from_its_subnet);
	tcase_add_test(tc, host_has_asked_for_five_seconds);
	suite_add_tcase(s, tc);
	return s;
}
