/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the host machine of one interface: when it solicits, what it believes. */
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

/* Addresses as in the rows below, from the words "LOCAL/LEN" or "LOCAL>PEER/LEN". */
static unsigned make_addrs(const char *const *texts, struct iface_addr *ret)
{
	unsigned n = 0;

	for (; texts[n] != NULL; n++) {
		char local[32] = "", subnet[32] = "";
		unsigned len;

		if (sscanf(texts[n], "%31[0-9.]>%31[0-9.]/%u", local, subnet, &len) != 3) {
			ck_assert_int_eq(sscanf(texts[n], "%31[0-9.]/%u", local, &len), 2);
			memcpy(subnet, local, sizeof(subnet));
		}
		ret[n] = (struct iface_addr){ ip(local), ip(subnet), (uint8_t)len };
	}
	return n;
}

#define ADDRS_MAX 4

struct judge_row {
	const char *addrs[ADDRS_MAX];
	const char *router;
	enum reason want;
};

/* Who may be a default router on an interface with these addresses. Fault A2: the subnet's
 * broadcast address took the default route away. [H-2, N-4] */
START_TEST(rfc1256_5_3_router_address_is_a_neighbour_and_can_be_a_gateway)
{
	static const struct judge_row rows[] = {
		{ { "192.0.2.7/24" }, "192.0.2.1", REASON_NONE },
		{ { "192.0.2.7/24" }, "192.0.2.254", REASON_NONE },
		{ { "192.0.2.7/24" }, "192.0.2.7", REASON_OWN },
		{ { "192.0.2.7/24" }, "192.0.2.0", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24" }, "192.0.2.255", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24" }, "192.0.3.1", REASON_NOT_NEIGHBOUR },
		{ { "192.0.2.7/24" }, "0.0.0.0", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24" }, "0.1.2.3", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24" }, "127.0.0.1", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24" }, "224.0.0.1", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24" }, "239.255.255.255", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24" }, "240.0.0.1", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24" }, "255.255.255.255", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/25" }, "192.0.2.126", REASON_NONE },
		{ { "192.0.2.7/25" }, "192.0.2.127", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/25" }, "192.0.2.128", REASON_NOT_NEIGHBOUR },
		{ { "192.0.2.5/30" }, "192.0.2.6", REASON_NONE },
		{ { "192.0.2.5/30" }, "192.0.2.4", REASON_BAD_ADDRESS },
		{ { "192.0.2.5/30" }, "192.0.2.7", REASON_BAD_ADDRESS },
		/* RFC 3021: both addresses of a /31 are hosts */
		{ { "192.0.2.4/31" }, "192.0.2.5", REASON_NONE },
		{ { "192.0.2.5/31" }, "192.0.2.4", REASON_NONE },
		{ { "192.0.2.5/31" }, "192.0.2.5", REASON_OWN },
		{ { "192.0.2.5/31" }, "192.0.2.6", REASON_NOT_NEIGHBOUR },
		{ { "192.0.2.5/32" }, "192.0.2.4", REASON_NOT_NEIGHBOUR },
		{ { "192.0.2.5/32" }, "192.0.2.5", REASON_OWN },
		/* point to point: the other side, and nobody else */
		{ { "192.0.2.5>198.51.100.1/32" }, "198.51.100.1", REASON_NONE },
		{ { "192.0.2.5>198.51.100.1/32" }, "198.51.100.2", REASON_NOT_NEIGHBOUR },
		{ { "192.0.2.5>198.51.100.1/32" }, "192.0.2.5", REASON_OWN },
		{ { "192.0.2.5>198.51.100.0/24" }, "198.51.100.9", REASON_NONE },
		{ { "192.0.2.5>198.51.100.1/24" }, "192.0.2.6", REASON_NOT_NEIGHBOUR },
		/* several subnets on one interface */
		{ { "192.0.2.7/24", "10.0.0.7/8" }, "10.200.0.1", REASON_NONE },
		{ { "192.0.2.7/24", "10.0.0.7/8" }, "192.0.2.1", REASON_NONE },
		{ { "192.0.2.7/24", "10.0.0.7/8" }, "10.255.255.255", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24", "10.0.0.7/8" }, "192.0.2.255", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24", "10.0.0.7/8" }, "10.0.0.7", REASON_OWN },
		{ { "192.0.2.7/24", "10.0.0.7/8" }, "172.16.0.1", REASON_NOT_NEIGHBOUR },
		/* one inside the other: no host of the larger one is the smaller one's broadcast */
		{ { "10.0.0.7/8", "10.1.0.7/16" }, "10.1.255.255", REASON_BAD_ADDRESS },
		{ { "10.0.0.7/0" }, "192.0.2.1", REASON_NONE },
		{ { NULL }, "192.0.2.1", REASON_NOT_NEIGHBOUR },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct iface_addr addrs[ADDRS_MAX];
		struct iface iface = { .ifindex = 2, .addrs = addrs };
		enum reason got;

		iface.n_addrs = make_addrs(rows[i].addrs, addrs);
		got = host_judge(&iface, ip(rows[i].router));
		ck_assert_msg(got == rows[i].want, "%s on %s: %s, not %s", rows[i].router,
			rows[i].addrs[0] != NULL ? rows[i].addrs[0] : "nothing",
			event_reason_name(got), event_reason_name(rows[i].want));
	}
}
END_TEST

/* To a group or to 255.255.255.255 it comes from the link, whatever its source (the sender of fault
 * B2 reverses it); anything else could come from anywhere: fault A6. [N-4] */
START_TEST(rfc1256_7_unicast_is_believed_from_neighbours_only)
{
	static const struct {
		const char *source, *destination;
		enum reason want;
	} rows[] = {
		{ "192.0.2.1", "224.0.0.1", REASON_NONE },
		{ "1.2.0.192", "224.0.0.1", REASON_NONE },
		{ "0.0.0.0", "224.0.0.1", REASON_NONE },
		{ "192.0.2.1", "224.0.0.2", REASON_NONE },
		{ "192.0.2.1", "255.255.255.255", REASON_NONE },
		{ "203.0.113.5", "255.255.255.255", REASON_NONE },
		{ "192.0.2.1", "192.0.2.7", REASON_NONE },
		{ "203.0.113.5", "192.0.2.7", REASON_NOT_NEIGHBOUR },
		{ "0.0.0.0", "192.0.2.7", REASON_NOT_NEIGHBOUR },
		{ "203.0.113.5", "192.0.2.255", REASON_NOT_NEIGHBOUR },
		{ "192.0.2.1", "192.0.2.255", REASON_NONE },
		{ "203.0.113.5", "224.0.0.251", REASON_NOT_NEIGHBOUR },
		{ "203.0.113.5", "239.1.1.1", REASON_NOT_NEIGHBOUR },
		{ "1.2.0.192", "192.0.2.7", REASON_NOT_NEIGHBOUR },
	};
	const struct iface_addr addr = { ip("192.0.2.7"), ip("192.0.2.7"), 24 };
	const struct iface iface = { .ifindex = 2, .n_addrs = 1, .addrs = &addr };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct wire_message m = { .source = ip(rows[i].source),
			.destination = ip(rows[i].destination) };

		ck_assert_msg(host_believe(&iface, &m) == rows[i].want, "%s to %s", rows[i].source,
			rows[i].destination);
	}
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
	tcase_add_test(tc, rfc1256_5_3_router_address_is_a_neighbour_and_can_be_a_gateway);
	tcase_add_test(tc, rfc1256_7_unicast_is_believed_from_neighbours_only);
	suite_add_tcase(s, tc);
	return s;
}
