/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the settings of the router machine: solicited only, the kind of answer, the least distance of
 * multicasts, hosts by unicast, and what a change of them does. */
#include "config.h"

#include "base/rate.h"
#include "core/router/advertise.h"
#include "unit/tests.h"

#define START    (1000 * SEC)
#define SENT_MAX 4096

static struct router r;
static struct conf_iface ci;
static struct rng rng;
static struct rate_table askers;

static struct {
	usec_t time;
	struct router_message m;
	struct wire_entry first;
} sent[SENT_MAX];
static unsigned n_sent;

static struct wire_entry entries[3];

static void setup(void)
{
	conf_iface_init(&ci);
	router_init(&r);
	rng.state = 1;
	askers = (struct rate_table){ .seed = 1 };
	n_sent = 0;
	for (unsigned i = 0; i < 3; i++)
		entries[i] = (struct wire_entry){ in_addr_host(0xc0000201 + i), (int32_t)i };
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

/* Advertise the first `n` from now on. */
static void set(unsigned n, usec_t now)
{
	ck_assert(router_reserve(&r, n));
	router_set(&r, entries, n, now);
}

static void configure(usec_t now)
{
	router_configure(&r, &ci, now);
}

/* Time goes on to `end`, with all that is due on the way. */
static void run(usec_t now, usec_t end)
{
	struct router_message m;

	for (; now <= end; now = router_deadline(&r)) {
		while (router_transmit(&r, &ci, NUM_ADDRS_MAX, &rng, now, &m)) {
			must(n_sent < SENT_MAX, "it never ends");
			sent[n_sent].time = now;
			sent[n_sent].m = m;
			sent[n_sent++].first = m.entries[0];
		}
		must(router_deadline(&r) > now, "still due at %ju", (uintmax_t)now);
	}
}

static enum reason ask_from(struct in_addr source, usec_t now)
{
	return router_solicited(&r, source, rate_source(&askers, 2, source), &rng, now);
}

static enum reason ask(const char *source, usec_t now)
{
	return ask_from(ip(source), now);
}

static bool is_multicast(unsigned i)
{
	return sent[i].m.destination.s_addr == INADDR_ANY;
}

/* ---- max-advertisement-interval = 0 ---- */

/* Nothing is said that was not asked for: not at the start, not with a new address or preference. */
START_TEST(router_solicited_only_is_silent)
{
	ci.max_advertisement_interval = 0;
	configure(START);
	set(1, START);
	run(START, START + 3600 * SEC);
	set(3, START + 3600 * SEC);
	run(START + 3600 * SEC, START + 7200 * SEC);
	entries[0].preference = 77;
	set(3, START + 7200 * SEC);
	run(START + 7200 * SEC, START + 90000 * SEC);
	ck_assert_uint_eq(n_sent, 0);
	ck_assert(router_deadline(&r) == USEC_INFINITY);
}
END_TEST

/* */
START_TEST(router_solicited_only_answers)
{
	ci.max_advertisement_interval = 0;
	ci.advertisement_lifetime = 1800;
	configure(START);
	set(2, START);
	ck_assert_int_eq(ask("192.0.2.9", START + SEC), REASON_NONE);
	run(START + SEC, START + 100 * SEC);
	ck_assert_uint_eq(n_sent, 1);
	assert_ip(sent[0].m.destination, "192.0.2.9");
	ck_assert_uint_eq(sent[0].time, START + SEC);
	ck_assert_uint_eq(sent[0].m.n, 2);
	ck_assert_uint_eq(sent[0].m.lifetime, 1800);
	ck_assert_int_eq(ask("0.0.0.0", START + 100 * SEC), REASON_NONE);
	run(START + 100 * SEC, START + 9000 * SEC);
	ck_assert_uint_eq(n_sent, 2);
	ck_assert(is_multicast(1));
	ck_assert_uint_ge(sent[1].time, START + 100 * SEC);
	ck_assert_uint_le(sent[1].time, START + 102 * SEC);
}
END_TEST

/* An address that an answer advertised is withdrawn as ever, and one that none did is not. */
START_TEST(router_solicited_only_withdraws)
{
	ci.max_advertisement_interval = 0;
	configure(START);
	set(3, START);
	set(2, START + SEC);
	run(START + SEC, START + 2 * SEC);
	ck_assert_uint_eq(n_sent, 0);
	ask("192.0.2.9", START + 3 * SEC);
	run(START + 3 * SEC, START + 3 * SEC);
	set(3, START + 4 * SEC);
	n_sent = 0;
	set(1, START + 5 * SEC);
	run(START + 5 * SEC, START + 15 * SEC);
	ck_assert_uint_eq(n_sent, FAREWELL_COPIES);
	set(0, START + 17 * SEC);
	run(START + 17 * SEC, START + 9000 * SEC);
	ck_assert_uint_eq(n_sent, 2 * FAREWELL_COPIES);
	for (unsigned k = 0; k < n_sent; k++) {
		ck_assert(is_multicast(k));
		ck_assert_uint_eq(sent[k].m.lifetime, 0);
		ck_assert_uint_eq(sent[k].m.n, 1);
		assert_ip(sent[k].first.address, k < FAREWELL_COPIES ? "192.0.2.2" : "192.0.2.1");
	}
}
END_TEST

/* An address that comes and goes before it was told of may be another router's by now; one that goes and
 * comes before it was taken back is still known. */
START_TEST(router_takes_back_only_what_was_on_the_air)
{
	set(1, START);
	run(START, START + SEC);
	for (unsigned i = 0; i < 10; i++) { /* within 3 s of the last message */
		set(3, START + SEC + i);
		set(1, START + SEC + i);
	}
	n_sent = 0;
	run(START + 2 * SEC, START + 16 * SEC);
	for (unsigned i = 0; i < n_sent; i++)
		ck_assert_uint_ne(sent[i].m.lifetime, 0);
	set(3, START + 20 * SEC);
	run(START + 20 * SEC, START + 21 * SEC);
	set(1, START + 21 * SEC);
	set(2, START + 21 * SEC); /* the second is back before any host heard it */
	n_sent = 0;
	run(START + 21 * SEC, START + 21 * SEC);
	ck_assert_uint_eq(n_sent, 1);
	ck_assert_uint_eq(sent[0].m.n, 1);
	assert_ip(sent[0].first.address, "192.0.2.3");
	run(START + 21 * SEC, START + 25 * SEC);
	set(0, START + 25 * SEC);
	n_sent = 0;
	run(START + 25 * SEC, START + 25 * SEC);
	ck_assert_uint_eq(n_sent, 1);
	ck_assert_uint_eq(sent[0].m.n, 2); /* both are known */
	run(START + 25 * SEC, START + 30 * SEC);
	set(3, START + 30 * SEC);
	set(0, START + 30 * SEC); /* like new, and not yet told of */
	n_sent = 0;
	run(START + 30 * SEC, START + 100 * SEC);
	ck_assert_uint_eq(n_sent, 0);
}
END_TEST

/* In parts: what has left is known, the rest is not. */
START_TEST(router_takes_back_the_parts_that_have_left)
{
	struct router_message m;

	set(3, START);
	ck_assert(router_transmit(&r, &ci, 2, &rng, START, &m));
	ck_assert_uint_eq(m.n, 2);
	set(0, START);
	ck_assert(router_transmit(&r, &ci, 2, &rng, START, &m));
	ck_assert_uint_eq(m.lifetime, 0);
	ck_assert_uint_eq(m.n, 2);
	ck_assert(!router_transmit(&r, &ci, 2, &rng, START, &m));
}
END_TEST

/* From one to the other and back while it runs. */
START_TEST(router_interval_is_changed_on_the_way)
{
	configure(START);
	set(1, START);
	run(START, START + 3000 * SEC);
	ck_assert_uint_ge(n_sent, 7);
	n_sent = 0;
	ci.max_advertisement_interval = 0;
	configure(START + 3000 * SEC);
	run(START + 3000 * SEC, START + 9000 * SEC);
	ck_assert_uint_eq(n_sent, 0);
	conf_iface_set_interval(&ci, 10);
	configure(START + 9000 * SEC);
	run(START + 9000 * SEC, START + 9100 * SEC);
	ck_assert_uint_ge(n_sent, 10);
	ck_assert_uint_le(n_sent, 14);
	ck_assert_uint_le(sent[0].time, START + 9010 * SEC);
	/* A shorter one holds from now on, not after the long one that runs. */
	conf_iface_set_interval(&ci, 1800);
	configure(START + 9100 * SEC);
	run(START + 9100 * SEC, START + 9200 * SEC);
	n_sent = 0;
	conf_iface_set_interval(&ci, 4);
	configure(START + 9200 * SEC);
	run(START + 9200 * SEC, START + 9220 * SEC);
	ck_assert_uint_ge(n_sent, 4);
	ck_assert_uint_le(sent[0].time, START + 9204 * SEC);
	/* The same again changes nothing: a reload must not delay a message. */
	n_sent = 0;
	for (usec_t now = START + 9220 * SEC; now < START + 9260 * SEC; now += SEC) {
		configure(now);
		run(now, now + SEC - 1);
	}
	ck_assert_uint_ge(n_sent, 9);
}
END_TEST

/* ---- solicited-reply = multicast ---- */

/* RFC 1256 4.3 leaves the choice: then every host gets its answer after a random time of at most 2 s, all
 * that ask meanwhile at once, and the timer starts anew. */
START_TEST(router_multicast_answers_are_delayed_and_merged)
{
	unsigned late = 0;
	const usec_t asked = START + 100 * SEC;

	for (uint64_t seed = 0; seed < 300; seed++) {
		start_anew(seed);
		conf_iface_set_interval(&ci, 1800);
		ci.solicited_reply = REPLY_MULTICAST;
		configure(START);
		set(1, START);
		run(START, asked - 1);
		n_sent = 0;
		for (unsigned i = 0; i < 100; i++)
			must(ask_from(in_addr_host(0x0a000001 + i), asked + i) == REASON_NONE,
			    "refused");
		must(ask("0.0.0.0", asked + 100) == REASON_NONE, "refused");
		run(asked + 100, asked + 1000 * SEC);
		must(n_sent == 1 && is_multicast(0), "%u answers", n_sent);
		must(sent[0].time - asked <= 2 * SEC, "too late");
		late += sent[0].time - asked > SEC;
		must(router_deadline(&r) >= sent[0].time + 1350 * SEC, "the timer goes on");
	}
	ck_assert_uint_gt(late, 110);
	ck_assert_uint_lt(late, 190);
}
END_TEST

/* However often it is asked, one in 2 s: the least distance that delays no answer too long. */
START_TEST(router_multicast_answers_keep_their_distance)
{
	conf_iface_set_interval(&ci, 1800);
	ci.solicited_reply = REPLY_MULTICAST;
	configure(START);
	set(1, START);
	for (usec_t now = START; now < START + 300 * SEC; now += 100 * MS) {
		ask("192.0.2.9", now);
		run(now, now + 100 * MS - 1);
	}
	ck_assert_uint_ge(n_sent, 140);
	for (unsigned i = 1; i < n_sent; i++) {
		must(is_multicast(i), "by unicast");
		must(sent[i].time - sent[i - 1].time >= MAX_RESPONSE_DELAY, "too close");
	}
}
END_TEST

START_TEST(router_kind_of_answer_is_changed_on_the_way)
{
	configure(START);
	set(1, START);
	run(START, START + 100 * SEC);
	ci.solicited_reply = REPLY_MULTICAST;
	configure(START + 100 * SEC);
	n_sent = 0;
	ask("192.0.2.9", START + 100 * SEC);
	run(START + 100 * SEC, START + 102 * SEC);
	ck_assert(n_sent == 1 && is_multicast(0));
	ci.solicited_reply = REPLY_UNICAST;
	configure(START + 103 * SEC);
	ask("192.0.2.9", START + 103 * SEC);
	run(START + 103 * SEC, START + 104 * SEC);
	ck_assert(n_sent == 2 && !is_multicast(1));
}
END_TEST

/* ---- min-delay-between-advertisements ---- */

/* Changes all the time; last words wait for no host. */
START_TEST(router_min_delay_is_kept)
{
	static const usec_t delays[] = { 0, 1 * SEC, 3 * SEC, 10 * SEC, 60 * SEC };

	for (size_t d = 0; d < ARRAY_SIZE(delays); d++) {
		unsigned closest = 0;

		start_anew(1);
		conf_iface_set_interval(&ci, 600);
		ci.min_delay_between_advertisements = delays[d];
		configure(START);
		for (unsigned i = 0; i < 3000; i++) {
			usec_t now = START + i * 100 * MS;

			entries[0].preference = (int32_t)i;
			set(1, now);
			run(now, now + 100 * MS - 1);
		}
		for (unsigned i = 1; i < n_sent; i++) {
			must(sent[i].time - sent[i - 1].time >= delays[d], "too close");
			closest += sent[i].time - sent[i - 1].time <= delays[d] + 100 * MS;
		}
		/* … and not more than that: a change is told as soon as it may be. */
		must(closest + 1 == n_sent, "%u of %u", closest, n_sent);
		n_sent = 0;
		set(0, START + 300 * SEC);
		run(START + 300 * SEC, START + 300 * SEC);
		ck_assert_uint_eq(n_sent, 1);
		ck_assert_uint_eq(sent[0].m.lifetime, 0);
	}
}
END_TEST

/* A new preference is told at once, with the full list; what did not change is no news. */
START_TEST(router_new_preference_is_told_at_once)
{
	conf_iface_set_interval(&ci, 1800);
	configure(START);
	set(3, START);
	run(START, START + 100 * SEC);
	n_sent = 0;
	set(3, START + 100 * SEC);
	run(START + 100 * SEC, START + 110 * SEC);
	ck_assert_uint_eq(n_sent, 0);
	entries[1].preference = PREFERENCE_INELIGIBLE;
	set(3, START + 110 * SEC);
	run(START + 110 * SEC, START + 110 * SEC);
	ck_assert_uint_eq(n_sent, 1);
	ck_assert_uint_eq(sent[0].m.n, 3);
	ck_assert_uint_eq(sent[0].m.lifetime, 5400);
	ck_assert(is_multicast(0));
}
END_TEST

/* ---- advertisement-address = {…} ---- */

static void advertise_to(unsigned n, usec_t now)
{
	ci.advertisement_address.n = n;
	for (unsigned i = 0; i < n; i++)
		ci.advertisement_address.list[i] = in_addr_host(0xc000020b + i);
	configure(now);
}

/* Checks that the messages from `at` on go to each host once and in order; returns what comes behind them. */
static unsigned all_hosts(unsigned at, unsigned n, uint16_t lifetime, usec_t time)
{
	for (unsigned i = 0; i < n; i++, at++) {
		ck_assert_uint_lt(at, n_sent);
		ck_assert_uint_eq(ntohl(sent[at].m.destination.s_addr), 0xc000020b + i);
		ck_assert_uint_eq(sent[at].m.lifetime, lifetime);
		ck_assert_uint_eq(sent[at].time, time);
	}
	return at;
}

/* Each of them gets what the group would get, no more often, and the group none of it. */
START_TEST(router_hosts_get_each_advertisement)
{
	usec_t first[4];

	configure(START);
	set(3, START);
	run(START, START + 3600 * SEC);
	ck_assert_uint_gt(n_sent, 4);
	for (unsigned i = 0; i < 4; i++)
		first[i] = sent[i].time;
	for (unsigned n = 1; n <= DESTINATIONS_MAX; n++) {
		start_anew(1);
		advertise_to(n, START);
		set(3, START);
		run(START, first[3]);
		ck_assert_uint_eq(n_sent, 4 * n);
		for (unsigned i = 0; i < 4; i++)
			all_hosts(i * n, n, 1800, first[i]);
		for (unsigned i = 0; i < n_sent; i++)
			ck_assert_uint_eq(sent[i].m.n, 3);
	}
}
END_TEST

/* A farewell too. The group hears it as well: other hosts may have been answered. */
START_TEST(router_hosts_get_each_farewell)
{
	unsigned at = 0;

	advertise_to(3, START);
	set(3, START);
	run(START, START + 100 * SEC);
	n_sent = 0;
	set(0, START + 100 * SEC);
	run(START + 100 * SEC, START + 200 * SEC);
	ck_assert_uint_eq(n_sent, 4 * FAREWELL_COPIES);
	for (unsigned i = 0; i < FAREWELL_COPIES; i++) {
		at = all_hosts(at, 3, 0, START + (unsigned[]){ 100, 101, 103 }[i] * SEC);
		ck_assert(is_multicast(at));
		ck_assert_uint_eq(sent[at++].m.lifetime, 0);
	}
}
END_TEST

/* A multicast answer is for a host that the list lacks too. One by unicast is for that host alone. */
START_TEST(router_hosts_are_not_the_only_ones_answered)
{
	unsigned at;

	ci.max_advertisement_interval = 0;
	advertise_to(3, START);
	set(1, START);
	ck_assert_int_eq(ask("192.0.2.99", START), REASON_NONE);
	run(START, START);
	ck_assert_uint_eq(n_sent, 1);
	assert_ip(sent[0].m.destination, "192.0.2.99");
	ck_assert_int_eq(ask("0.0.0.0", START), REASON_NONE);
	run(START, START + 100 * SEC);
	at = all_hosts(1, 3, 1800, sent[1].time);
	ck_assert_uint_eq(n_sent, at + 1);
	ck_assert(is_multicast(at));
	ck_assert_uint_eq(sent[at].time, sent[1].time);
}
END_TEST

/* The answer is due, but the periodic message comes first and serves as one: so it goes to the group too. */
START_TEST(router_hosts_periodic_message_is_an_answer)
{
	usec_t next;

	for (unsigned seed = 1; seed <= 20; seed++) {
		start_anew(seed);
		ci.solicited_reply = REPLY_MULTICAST;
		advertise_to(3, START);
		set(1, START);
		run(START, START + 100 * SEC);
		next = router_deadline(&r);
		n_sent = 0;
		ck_assert_int_eq(ask("0.0.0.0", next - 1), REASON_NONE);
		run(next - 1, next + 3 * SEC);
		ck_assert_uint_eq(all_hosts(0, 3, 1800, sent[0].time), 3);
		ck_assert_uint_eq(n_sent, 4);
		ck_assert(is_multicast(3));
	}
}
END_TEST

/* In parts: one host has all of them before the next one. */
START_TEST(router_hosts_get_all_parts)
{
	struct router_message m;
	unsigned n = 0;

	advertise_to(2, START);
	set(3, START);
	for (; router_transmit(&r, &ci, 2, &rng, START, &m); n++) {
		ck_assert_uint_lt(n, 4);
		ck_assert_uint_eq(ntohl(m.destination.s_addr), 0xc000020b + n / 2);
		ck_assert_uint_eq(m.n, n % 2 == 0 ? 2 : 1);
		assert_ip(m.entries[0].address, n % 2 == 0 ? "192.0.2.1" : "192.0.2.3");
	}
	ck_assert_uint_eq(n, 4);
}
END_TEST

/* Fewer hosts while a message is on its way: it begins anew, and ends. */
START_TEST(router_hosts_are_changed_on_the_way)
{
	struct router_message m;

	advertise_to(8, START);
	set(1, START);
	for (unsigned i = 0; i < 5; i++)
		ck_assert(router_transmit(&r, &ci, NUM_ADDRS_MAX, &rng, START, &m));
	advertise_to(2, START);
	set(1, START);
	run(START, START);
	ck_assert_uint_eq(n_sent, 2);
	all_hosts(0, 2, 1800, START);
}
END_TEST

Suite *suite_router_settings(void)
{
	Suite *s = suite_create("router_settings");
	TCase *tc = tcase_create("router_settings");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, router_solicited_only_is_silent);
	tcase_add_test(tc, router_solicited_only_answers);
	tcase_add_test(tc, router_solicited_only_withdraws);
	tcase_add_test(tc, router_takes_back_only_what_was_on_the_air);
	tcase_add_test(tc, router_takes_back_the_parts_that_have_left);
	tcase_add_test(tc, router_interval_is_changed_on_the_way);
	tcase_add_test(tc, router_multicast_answers_are_delayed_and_merged);
	tcase_add_test(tc, router_multicast_answers_keep_their_distance);
	tcase_add_test(tc, router_kind_of_answer_is_changed_on_the_way);
	tcase_add_test(tc, router_min_delay_is_kept);
	tcase_add_test(tc, router_new_preference_is_told_at_once);
	tcase_add_test(tc, router_hosts_get_each_advertisement);
	tcase_add_test(tc, router_hosts_get_each_farewell);
	tcase_add_test(tc, router_hosts_are_not_the_only_ones_answered);
	tcase_add_test(tc, router_hosts_periodic_message_is_an_answer);
	tcase_add_test(tc, router_hosts_get_all_parts);
	tcase_add_test(tc, router_hosts_are_changed_on_the_way);
	suite_add_tcase(s, tc);
	return s;
}
