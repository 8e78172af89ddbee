/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the router machine of one interface: when it advertises, what it answers, its last words.
 * */
#include "config.h"

#include <string.h>

#include "base/rate.h"
#include "core/router/advertise.h"
#include "unit/tests.h"

#define START    (100 * SEC)
#define SENT_MAX 4096

/* A router on an interface, and what it said. */
struct sent {
	usec_t time;
	struct in_addr to;
	uint16_t lifetime;
	unsigned n;
	struct wire_entry first;
};

static struct router r;
static struct conf_iface ci;
static struct rng rng;
static unsigned entries_max;
static struct sent sent[SENT_MAX];
static unsigned n_sent;

static struct wire_entry one[1], three[3];
static struct rate_table askers;

static void set(struct router *router, const struct wire_entry *entries, unsigned n, usec_t now)
{
	ck_assert(router_reserve(router, n));
	router_set(router, entries, n, now);
}

static void setup(void)
{
	router_init(&r);
	conf_iface_init(&ci);
	rng.state = 1;
	entries_max = NUM_ADDRS_MAX;
	n_sent = 0;
	askers = (struct rate_table){ .seed = 1 };
	one[0] = (struct wire_entry){ ip("192.0.2.1"), 0 };
	three[0] = (struct wire_entry){ ip("192.0.2.1"), 5 };
	three[1] = (struct wire_entry){ ip("192.0.2.2"), -5 };
	three[2] = (struct wire_entry){ ip("192.0.2.3"), PREFERENCE_INELIGIBLE };
}

static void teardown(void)
{
	router_fini(&r);
}

static void start_anew(uint64_t seed)
{
	teardown();
	setup();
	rng.state = seed;
}

/* Takes everything that is due at `now`; how many messages that was. */
static unsigned pump(usec_t now)
{
	struct router_message m;
	unsigned n = 0;

	while (router_transmit(&r, &ci, entries_max, &rng, now, &m)) {
		must(n_sent < SENT_MAX && n < 1000, "it never ends");
		must(m.n >= 1 && m.n <= entries_max, "%u entries in a message", m.n);
		sent[n_sent++] = (struct sent){ now, m.destination, m.lifetime, m.n, m.entries[0] };
		n++;
	}
	must(router_deadline(&r) > now, "still due at %ju", (uintmax_t)now);
	return n;
}

/* Time goes on to `end`. */
static void run(usec_t end)
{
	while (router_deadline(&r) <= end)
		pump(router_deadline(&r));
}

static const struct sent *last_sent(void)
{
	return &sent[n_sent - 1];
}

static bool is_multicast(const struct sent *s)
{
	return s->to.s_addr == INADDR_ANY;
}

static enum reason asked(struct in_addr source, usec_t now)
{
	return router_solicited(&r, source, rate_source(&askers, 2, source), &rng, now);
}

/* Fault A11: the first intervals ignored a short maximum. */
START_TEST(rfc1256_4_3_first_three_intervals_are_at_most_16_s)
{
	static const unsigned maxima[] = { 4, 10, 16, 17, 600, 1800 };

	for (size_t i = 0; i < ARRAY_SIZE(maxima); i++) {
		usec_t cut = usec_min(maxima[i] * SEC, 16 * SEC);

		start_anew(1);
		conf_iface_set_interval(&ci, maxima[i]);
		set(&r, one, 1, START);
		run(START + 3 * maxima[i] * SEC + 60 * SEC);
		ck_assert_uint_ge(n_sent, 5);
		ck_assert_uint_eq(sent[0].time, START); /* at once */
		for (unsigned k = 1; k <= 3; k++) {
			usec_t interval = sent[k].time - sent[k - 1].time;

			ck_assert_uint_le(interval, cut);
			if (ci.min_advertisement_interval >= 16 * SEC)
				ck_assert_uint_eq(interval, 16 * SEC);
		}
		for (unsigned k = 4; k < n_sent; k++)
			ck_assert_uint_ge(
			    sent[k].time - sent[k - 1].time, ci.min_advertisement_interval);
	}
}
END_TEST

/* A quarter of the intervals in each quarter of [Min, Max], and none in whole seconds (faults A10,
 * B17). */
START_TEST(rfc1256_4_3_later_intervals_are_uniform_between_min_and_max)
{
	unsigned quarter[4] = { 0 }, whole = 0, n = 0;

	conf_iface_set_interval(&ci, 10);
	ci.min_advertisement_interval = 3 * SEC;
	set(&r, one, 1, START);
	run(START + 6 * SENT_MAX * SEC);
	for (unsigned k = 4; k < n_sent; k++, n++) {
		usec_t over = sent[k].time - sent[k - 1].time - 3 * SEC;

		must(over <= 7 * SEC, "interval %u is %ju over", k, (uintmax_t)over);
		quarter[over == 7 * SEC ? 3 : over * 4 / (7 * SEC)]++;
		whole += over % MS == 0;
	}
	ck_assert_uint_gt(n, 3000);
	for (unsigned i = 0; i < 4; i++)
		ck_assert_msg(
		    quarter[i] * 4 > n * 9 / 10 && quarter[i] * 4 < n * 11 / 10, "%u", quarter[i]);
	ck_assert_uint_lt(whole, n / 200);
}
END_TEST

/* Fault B8: a minimum equal to the maximum divided by zero. */
START_TEST(rfc1256_4_1_minimum_may_equal_the_maximum)
{
	conf_iface_set_interval(&ci, 4);
	ci.min_advertisement_interval = ci.max_advertisement_interval;
	set(&r, one, 1, START);
	run(START + 40 * SEC);
	ck_assert_uint_eq(n_sent, 11);
	for (unsigned k = 0; k < n_sent; k++)
		ck_assert_uint_eq(sent[k].time, START + k * 4 * SEC);
}
END_TEST

/* Fault B16: every router of a kind had the same random numbers. */
START_TEST(rfc1256_4_3_other_seeds_give_other_times)
{
	usec_t third[50];

	for (unsigned i = 0; i < ARRAY_SIZE(third); i++) {
		start_anew(i);
		conf_iface_set_interval(&ci, 10);
		set(&r, one, 1, START);
		run(START + 60 * SEC);
		third[i] = sent[2].time;
		for (unsigned k = 0; k < i; k++)
			ck_assert_uint_ne(third[k], third[i]);
	}
}
END_TEST

/* Everything in one message, with its preferences and the lifetime: fault A24. */
START_TEST(rfc1256_4_3_one_message_has_all_addresses)
{
	struct router_message m;

	set(&r, three, 3, START);
	ck_assert(router_transmit(&r, &ci, NUM_ADDRS_MAX, &rng, START, &m));
	ck_assert_uint_eq(m.n, 3);
	ck_assert_uint_eq(m.lifetime, 1800);
	ck_assert_mem_eq(m.entries, three, sizeof(three));
	ck_assert(!router_transmit(&r, &ci, NUM_ADDRS_MAX, &rng, START, &m));
}
END_TEST

/* Only what does not fit is split, and every part but the last is full. */
START_TEST(rfc1256_4_3_parts_are_full_but_for_the_last)
{
	struct wire_entry many[300];

	for (unsigned i = 0; i < 300; i++)
		many[i] = (struct wire_entry){ in_addr_host(0x0a000001 + i), (int32_t)i };
	for (unsigned size = 1; size <= 300; size += size < 10 ? 1 : 29) {
		for (unsigned n = 1; n <= 300; n += 23) {
			unsigned parts = (n + size - 1) / size, seen = 0;

			start_anew(1);
			entries_max = size;
			set(&r, many, n, START);
			must(pump(START) == parts, "%u of %u: not %u parts", n, size, parts);
			set(&r, NULL, 0, START + SEC); /* last words too */
			must(pump(START + SEC) == parts, "%u of %u: not %u parts", n, size, parts);
			for (unsigned k = 0; k < n_sent; k++, seen %= n) {
				bool last = k % parts == parts - 1;

				must(sent[k].n == size || last, "part %u is not full", k);
				must(in_addr_equal(sent[k].first.address, many[seen].address),
				    "part %u starts elsewhere", k);
				must(sent[k].lifetime == (k < parts ? 1800 : 0), "lifetime");
				seen += sent[k].n;
			}
			must(seen == 0, "not all");
		}
	}
}
END_TEST

/* One multicast advertisement in parts is one: its parts leave together, and the timer starts once.
 * */
START_TEST(rfc1256_4_3_parts_count_as_one_advertisement)
{
	entries_max = 2;
	set(&r, three, 3, START);
	ck_assert_uint_eq(pump(START), 2);
	ck_assert_uint_eq(r.initial, 1);
	ck_assert_uint_eq(router_deadline(&r), START + 16 * SEC);
}
END_TEST

/* */
START_TEST(rfc1256_4_3_neighbour_is_answered_by_unicast)
{
	usec_t timer;

	set(&r, three, 3, START);
	run(START + SEC);
	timer = router_deadline(&r);
	ck_assert_int_eq(asked(ip("192.0.2.9"), START + 2 * SEC), REASON_NONE);
	ck_assert_uint_eq(pump(START + 2 * SEC), 1);
	assert_ip(sent[1].to, "192.0.2.9");
	ck_assert_uint_eq(sent[1].n, 3);
	ck_assert_uint_eq(sent[1].lifetime, 1800);
	ck_assert_uint_eq(router_deadline(&r), timer); /* not a multicast: the timer goes on */
}
END_TEST

START_TEST(rfc1256_4_3_unicast_answer_comes_in_parts_too)
{
	entries_max = 2;
	set(&r, three, 3, START);
	run(START + SEC);
	asked(ip("192.0.2.9"), START + 2 * SEC);
	asked(ip("192.0.2.8"), START + 2 * SEC);
	ck_assert_uint_eq(pump(START + 2 * SEC), 4);
	for (unsigned i = 0; i < 4; i++)
		assert_ip(sent[2 + i].to, i < 2 ? "192.0.2.9" : "192.0.2.8");
	ck_assert_uint_eq(sent[3].n, 1);
}
END_TEST

/* A host without an address gets a multicast answer within 2 s, at a random moment, and the timer
 * starts anew: faults A12, B17. */
START_TEST(rfc1256_4_3_source_zero_is_answered_by_delayed_multicast)
{
	unsigned half[2] = { 0 }, whole = 0;
	const usec_t when = START + 300 * SEC;

	for (uint64_t seed = 0; seed < 1000; seed++) {
		usec_t delay;

		start_anew(seed);
		conf_iface_set_interval(&ci, 1800);
		set(&r, one, 1, START);
		run(START + 100 * SEC);
		n_sent = 0;
		must(asked(ip("0.0.0.0"), when) == REASON_NONE, "refused");
		run(when + 10 * SEC);
		must(n_sent == 1 && is_multicast(&sent[0]), "%u answers", n_sent);
		delay = sent[0].time - when;
		must(delay <= MAX_RESPONSE_DELAY, "after %ju", (uintmax_t)delay);
		half[delay >= SEC]++;
		whole += delay % MS == 0;
		must(router_deadline(&r) >= sent[0].time + 1350 * SEC, "timer not started anew");
	}
	ck_assert_uint_gt(half[0], 420);
	ck_assert_uint_gt(half[1], 420);
	ck_assert_uint_lt(whole, 12);
}
END_TEST

/* Many ask, one answer serves them all: fault A23. */
START_TEST(rfc1256_4_3_one_multicast_answers_all_who_ask_meanwhile)
{
	const usec_t when = START + 100 * SEC;

	set(&r, one, 1, START);
	run(when);
	n_sent = 0;
	for (unsigned i = 0; i < 1000; i++)
		asked(ip("0.0.0.0"), when + i);
	run(when + 2 * SEC + 1000);
	ck_assert_uint_eq(n_sent, 1);
}
END_TEST

/* On 1.0.0 an answer waited for the least distance, up to 2.8 s, so that the neighbour asked again
 * first. [R-8] [faults A2] */
START_TEST(rfc1256_4_3_no_distance_delays_an_answer_beyond_two_seconds)
{
	static const usec_t distances[] = { 0, 3 * SEC, 60 * SEC };

	for (size_t d = 0; d < ARRAY_SIZE(distances); d++)
		for (unsigned i = 0; i < 300; i++) {
			usec_t when = START + i * 10 * MS;

			start_anew(i);
			conf_iface_set_interval(&ci, 1800);
			ci.min_delay_between_advertisements = distances[d];
			router_configure(&r, &ci, START);
			set(&r, one, 1, START);
			run(when);
			n_sent = 0;
			ck_assert_int_eq(asked(ip("0.0.0.0"), when), REASON_NONE);
			run(when + MAX_RESPONSE_DELAY);
			must(n_sent >= 1 && is_multicast(&sent[0]), "%u ms: no answer", i * 10);
		}
}
END_TEST

/* An answer that the operator has ordered for later does not serve a solicitation. */
START_TEST(rfc1256_4_3_an_order_does_not_delay_an_answer)
{
	conf_iface_set_interval(&ci, 1800);
	ci.min_delay_between_advertisements = 60 * SEC;
	router_configure(&r, &ci, START);
	set(&r, one, 1, START);
	run(START);
	ck_assert(router_ask(&r, START + SEC));
	ck_assert_uint_eq(router_deadline(&r), START + 60 * SEC);
	ck_assert_int_eq(asked(ip("0.0.0.0"), START + 2 * SEC), REASON_NONE);
	ck_assert_uint_le(router_deadline(&r), START + 4 * SEC);
}
END_TEST

/* However often it is asked, what exceeds the buckets costs one multicast in 2 s: fault A23. */
START_TEST(router_answers_by_multicast_every_two_seconds_at_most)
{
	conf_iface_set_interval(&ci, 4);
	set(&r, one, 1, START);
	for (usec_t now = START; now < START + 300 * SEC; now += 10 * MS) {
		asked(ip("0.0.0.0"), now);
		run(now);
	}
	ck_assert_uint_gt(n_sent, 140);
	for (unsigned i = 1; i < n_sent; i++)
		must(sent[i].time - sent[i - 1].time >= MAX_RESPONSE_DELAY, "message %u", i);
}
END_TEST

/* On 1.0.0 the second solicitation of a neighbour within a second was dropped. Each one is answered,
 * a repetition by multicast: our ARP entry for the neighbour may be old. [R-7] [faults A1, A3] */
START_TEST(rfc1256_4_3_every_solicitation_is_answered)
{
	static const usec_t pauses[] = { 1, 400 * MS, SEC, 3 * SEC, 9999 * MS };

	for (size_t i = 0; i < ARRAY_SIZE(pauses); i++) {
		usec_t first = START + 100 * SEC, second = first + pauses[i];

		start_anew(i);
		conf_iface_set_interval(&ci, 1800);
		set(&r, one, 1, START);
		run(first);
		n_sent = 0;
		ck_assert_int_eq(asked(ip("192.0.2.9"), first), REASON_NONE);
		run(second);
		ck_assert_uint_eq(n_sent, 1);
		assert_ip(sent[0].to, "192.0.2.9");
		ck_assert_int_eq(asked(ip("192.0.2.9"), second), REASON_NONE);
		run(second + MAX_RESPONSE_DELAY);
		ck_assert_uint_eq(n_sent, 2);
		ck_assert(is_multicast(&sent[1]));
		/* Later it is a new question. */
		ck_assert_int_eq(asked(ip("192.0.2.9"), first + 20 * SEC), REASON_NONE);
		run(first + 20 * SEC);
		ck_assert_uint_eq(n_sent, 3);
		assert_ip(sent[2].to, "192.0.2.9");
	}
}
END_TEST

/* One neighbour that asks all the time costs a unicast in 10 s and a multicast in 2 s: fault A23. */
START_TEST(router_answers_a_neighbour_that_floods)
{
	unsigned unicasts = 0;

	conf_iface_set_interval(&ci, 1800);
	set(&r, one, 1, START);
	run(START + 100 * SEC);
	n_sent = 0;
	for (usec_t now = START + 100 * SEC; now < START + 200 * SEC; now += 10 * MS) {
		ck_assert_int_eq(asked(ip("192.0.2.9"), now), REASON_NONE);
		run(now);
	}
	for (unsigned i = 0; i < n_sent; i++)
		unicasts += !is_multicast(&sent[i]);
	ck_assert_uint_eq(unicasts, 10);
	ck_assert_uint_ge(n_sent - unicasts, 49);
	ck_assert_uint_le(n_sent - unicasts, 50);
}
END_TEST

/* Many neighbours get 10 unicasts a second; one multicast serves the rest. */
START_TEST(router_answers_ten_neighbours_a_second)
{
	const usec_t begin = START + 100 * SEC;
	unsigned unicasts = 0, multicasts = 0;

	conf_iface_set_interval(&ci, 1800);
	set(&r, one, 1, START);
	run(begin);
	n_sent = 0;
	for (unsigned i = 0; i < 2000; i++) {
		usec_t now = begin + i * 5 * MS;

		run(now);
		ck_assert_int_eq(asked(in_addr_host(0x0a000001 + i), now), REASON_NONE);
		run(now);
	}
	for (unsigned i = 0; i < n_sent; i++)
		*(is_multicast(&sent[i]) ? &multicasts : &unicasts) += 1;
	ck_assert_uint_ge(unicasts, 10 * UNICAST_RATE);
	ck_assert_uint_le(unicasts, 11 * UNICAST_RATE);
	ck_assert_uint_ge(multicasts, 4);
	ck_assert_uint_le(multicasts, 6);
}
END_TEST

/* The wait for a queue that is full is not longer than that for the multicast that replaces it. */
START_TEST(router_queue_that_is_full_turns_into_a_multicast)
{
	set(&r, one, 1, START);
	run(START + 10 * SEC);
	n_sent = 0;
	for (unsigned i = 0; i < 40; i++)
		ck_assert_int_eq(
		    asked(in_addr_host(0x0a000001 + i), START + 10 * SEC), REASON_NONE);
	run(START + 12 * SEC);
	ck_assert_uint_eq(n_sent, UNICAST_RATE + 1);
	ck_assert(is_multicast(&sent[n_sent - 1]));
}
END_TEST

START_TEST(router_that_does_not_advertise_does_not_answer)
{
	ck_assert_int_eq(asked(ip("192.0.2.9"), START), REASON_NOT_ADVERTISING);
	set(&r, one, 1, START);
	run(START);
	asked(ip("192.0.2.9"), START + SEC);
	asked(ip("0.0.0.0"), START + SEC);
	set(&r, NULL, 0, START + SEC);
	n_sent = 0;
	run(START + 100 * SEC);
	ck_assert_uint_eq(n_sent, FAREWELL_COPIES); /* the last words, and no answer after them */
	for (unsigned k = 0; k < n_sent; k++)
		ck_assert_uint_eq(sent[k].lifetime, 0);
	ck_assert_int_eq(asked(ip("0.0.0.0"), START), REASON_NOT_ADVERTISING);
}
END_TEST

/* The end: the same contents with lifetime 0, by multicast, at once. Fault B4: it was told with the
 * full lifetime. */
START_TEST(rfc1256_4_3_last_words_are_the_last_contents_with_lifetime_zero)
{
	struct router_message m;

	set(&r, three, 3, START);
	run(START);
	set(&r, NULL, 0, START + 1);
	ck_assert_uint_le(router_deadline(&r), START + 1);
	ck_assert(router_transmit(&r, &ci, NUM_ADDRS_MAX, &rng, START + 1, &m));
	ck_assert_uint_eq(m.lifetime, 0);
	ck_assert_uint_eq(m.destination.s_addr, INADDR_ANY);
	ck_assert_uint_eq(m.n, 3);
	ck_assert_mem_eq(m.entries, three, sizeof(three));
	ck_assert(!router_transmit(&r, &ci, NUM_ADDRS_MAX, &rng, START + 1, &m));
	run(START + 100 * SEC);
	ck_assert(router_deadline(&r) == USEC_INFINITY);
}
END_TEST

/* Those that go are named, and only those; the others go on as if nothing had happened. */
START_TEST(rfc1256_4_3_some_addresses_are_withdrawn_by_name)
{
	const struct wire_entry left[] = { three[0], three[2] };
	usec_t timer;

	set(&r, three, 3, START);
	run(START);
	timer = router_deadline(&r);
	set(&r, left, 2, START + SEC);
	ck_assert_uint_eq(pump(START + SEC), 1);
	ck_assert_uint_eq(sent[1].lifetime, 0);
	ck_assert_uint_eq(sent[1].n, 1);
	ck_assert(is_multicast(&sent[1]));
	assert_same_ip(sent[1].first.address, three[1].address);
	run(timer - 1);
	ck_assert_uint_eq(n_sent, 1 + FAREWELL_COPIES);
	ck_assert_uint_eq(router_deadline(&r), timer);
	run(timer);
	ck_assert_uint_eq(last_sent()->n, 2);
	ck_assert_uint_eq(last_sent()->lifetime, 1800);
}
END_TEST

START_TEST(router_address_that_comes_back_before_its_withdrawal_needs_no_word)
{
	set(&r, three, 3, START);
	run(START);
	set(&r, one, 0, START + SEC);
	set(&r, three, 2, START + SEC);
	ck_assert_uint_eq(pump(START + SEC), 1);
	ck_assert_uint_eq(sent[1].lifetime, 0);
	ck_assert_uint_eq(sent[1].n, 1);
	assert_same_ip(sent[1].first.address, three[2].address);
}
END_TEST

/* After its last words it starts like a new one, but not within 3 s of its last multicast. */
START_TEST(rfc1256_4_3_advertising_again_starts_like_new)
{
	conf_iface_set_interval(&ci, 1800);
	set(&r, one, 1, START);
	run(START + 5000 * SEC);
	n_sent = 0;
	set(&r, NULL, 0, START + 5000 * SEC);
	pump(START + 5000 * SEC);
	set(&r, one, 1, START + 5001 * SEC);
	run(START + 5050 * SEC);
	ck_assert_uint_eq(n_sent, 5);
	ck_assert_uint_eq(sent[0].lifetime, 0);
	for (unsigned k = 1; k < n_sent; k++) {
		ck_assert_uint_eq(sent[k].lifetime, 5400);
		ck_assert_uint_eq(sent[k].time, START + 5001 * SEC + (k - 1) * 16 * SEC);
	}
}
END_TEST

START_TEST(router_flapping_stays_three_seconds_apart)
{
	usec_t last = 0;

	for (unsigned i = 0; i < 100; i++) {
		usec_t now = START + i * 700 * MS;

		set(&r, one, i % 2 == 0, now);
		run(now + 699 * MS);
	}
	for (unsigned k = 0; k < n_sent; k++) {
		if (sent[k].lifetime == 0)
			continue;
		must(last == 0 || sent[k].time - last >= 3 * SEC, "message %u", k);
		last = sent[k].time;
	}
	ck_assert_uint_gt(last, 0);
}
END_TEST

/* A new preference or address is told as soon as 3 s allow; the same list again is no news. */
START_TEST(router_news_are_told_soon)
{
	struct wire_entry changed = { one[0].address, 9 };

	conf_iface_set_interval(&ci, 1800);
	set(&r, one, 1, START);
	run(START + 100 * SEC);
	n_sent = 0;
	set(&r, one, 1, START + 100 * SEC);
	run(START + 200 * SEC);
	ck_assert_uint_eq(n_sent, 0);
	set(&r, &changed, 1, START + 200 * SEC);
	run(START + 200 * SEC);
	ck_assert_uint_eq(n_sent, 1);
	ck_assert_int_eq(sent[0].first.preference, 9);
	set(&r, three, 3, START + 201 * SEC);
	run(START + 210 * SEC);
	ck_assert_uint_eq(n_sent, 2);
	ck_assert_uint_eq(sent[1].time, START + 203 * SEC);
	ck_assert_uint_eq(sent[1].n, 3);
}
END_TEST

START_TEST(router_silenced_says_nothing)
{
	set(&r, three, 3, START);
	asked(ip("192.0.2.9"), START);
	router_silence(&r);
	ck_assert(router_deadline(&r) == USEC_INFINITY);
	ck_assert_uint_eq(pump(START + 1000 * SEC), 0);
	set(&r, NULL, 0, START + 1000 * SEC); /* nothing to take back */
	ck_assert_uint_eq(pump(START + 1000 * SEC), 0);
}
END_TEST

static void add_answers(TCase *tc)
{
	tcase_add_test(tc, rfc1256_4_3_neighbour_is_answered_by_unicast);
	tcase_add_test(tc, rfc1256_4_3_unicast_answer_comes_in_parts_too);
	tcase_add_test(tc, rfc1256_4_3_source_zero_is_answered_by_delayed_multicast);
	tcase_add_test(tc, rfc1256_4_3_one_multicast_answers_all_who_ask_meanwhile);
	tcase_add_test(tc, rfc1256_4_3_no_distance_delays_an_answer_beyond_two_seconds);
	tcase_add_test(tc, rfc1256_4_3_an_order_does_not_delay_an_answer);
	tcase_add_test(tc, router_answers_by_multicast_every_two_seconds_at_most);
	tcase_add_test(tc, rfc1256_4_3_every_solicitation_is_answered);
	tcase_add_test(tc, router_answers_a_neighbour_that_floods);
	tcase_add_test(tc, router_answers_ten_neighbours_a_second);
	tcase_add_test(tc, router_queue_that_is_full_turns_into_a_multicast);
	tcase_add_test(tc, router_that_does_not_advertise_does_not_answer);
}

Suite *suite_router(void)
{
	Suite *s = suite_create("router");
	TCase *tc = tcase_create("router");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, rfc1256_4_3_first_three_intervals_are_at_most_16_s);
	tcase_add_test(tc, rfc1256_4_3_later_intervals_are_uniform_between_min_and_max);
	tcase_add_test(tc, rfc1256_4_1_minimum_may_equal_the_maximum);
	tcase_add_test(tc, rfc1256_4_3_other_seeds_give_other_times);
	tcase_add_test(tc, rfc1256_4_3_one_message_has_all_addresses);
	tcase_add_test(tc, rfc1256_4_3_parts_are_full_but_for_the_last);
	tcase_add_test(tc, rfc1256_4_3_parts_count_as_one_advertisement);
	add_answers(tc);
	tcase_add_test(tc, rfc1256_4_3_last_words_are_the_last_contents_with_lifetime_zero);
	tcase_add_test(tc, rfc1256_4_3_some_addresses_are_withdrawn_by_name);
	tcase_add_test(tc, router_address_that_comes_back_before_its_withdrawal_needs_no_word);
	tcase_add_test(tc, rfc1256_4_3_advertising_again_starts_like_new);
	tcase_add_test(tc, router_flapping_stays_three_seconds_apart);
	tcase_add_test(tc, router_news_are_told_soon);
	tcase_add_test(tc, router_silenced_says_nothing);
	suite_add_tcase(s, tc);
	return s;
}
