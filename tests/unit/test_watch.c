/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests what a router notices of the others on its link. [R-V2] */
#include "config.h"

#include <stdio.h>

#include "packet.h"
#include "tests.h"
#include "watch.h"

#define START (100 * SEC)

static struct watch w;
static struct router r;
static struct in_addr address;

static void setup(void)
{
	const struct wire_entry ours[] = { { ip("192.0.2.1"), 0 }, { ip("192.0.2.2"), 5 } };

	w = (struct watch){ 0 };
	router_init(&r);
	ck_assert(router_set(&r, ours, 2, START));
}

static void teardown(void)
{
	router_fini(&r);
}

/* An advertisement of one or two routers (NULL: just one) from `source`. */
static enum reason hear(const char *source, const char *destination, uint16_t lifetime,
	const char *first, const char *second, usec_t now)
{
	struct wire_entry entries[2] = { { ip(first), 0 }, { { 0 }, 0 } };
	uint8_t packet[PACKET_MAX];
	struct wire_message m;
	size_t len;

	if (second != NULL)
		entries[1].address = ip(second);
	len = packet_advertisement(
		packet, ip(source), ip(destination), lifetime, entries, second == NULL ? 1 : 2);
	ck_assert_int_eq(wire_decode(packet, len, &m), REASON_NONE);
	return watch_judge(&w, &r, &m, now, &address);
}

static enum reason periodic(const char *source, uint16_t lifetime, usec_t now)
{
	return hear(source, "224.0.0.1", lifetime, source, NULL, now);
}

START_TEST(watch_tells_of_an_address_of_ours)
{
	ck_assert_int_eq(periodic("192.0.2.9", 1800, START), REASON_NONE);
	ck_assert_int_eq(hear("192.0.2.9", "224.0.0.1", 1800, "192.0.2.9", "192.0.2.2", START),
		REASON_SAME_ADDRESS);
	assert_ip(address, "192.0.2.2");
	/* By unicast, broadcast, and when it takes the address back, as well. */
	ck_assert_int_eq(hear("192.0.2.9", "192.0.2.77", 1800, "192.0.2.1", NULL, START),
		REASON_SAME_ADDRESS);
	ck_assert_int_eq(hear("192.0.2.9", "255.255.255.255", 0, "192.0.2.1", NULL, START),
		REASON_SAME_ADDRESS);
	assert_ip(address, "192.0.2.1");
	/* One that we advertise no more is anybody's. */
	ck_assert(router_set(&r, NULL, 0, START));
	ck_assert_int_eq(
		hear("192.0.2.9", "224.0.0.1", 1800, "192.0.2.1", NULL, START), REASON_NONE);
}
END_TEST

/* RFC 1256 4.1: the lifetime is not shorter than the interval, or hosts lose the router in between. */
START_TEST(watch_tells_of_a_lifetime_that_runs_out)
{
	ck_assert_int_eq(periodic("192.0.2.9", 10, START), REASON_NONE);
	ck_assert_int_eq(periodic("192.0.2.9", 10, START + 10 * SEC), REASON_NONE);
	ck_assert_int_eq(periodic("192.0.2.9", 10, START + 20 * SEC + 1), REASON_NONE);
	ck_assert_int_eq(periodic("192.0.2.9", 10, START + 30 * SEC + 2), REASON_SHORT_LIFETIME);
	assert_ip(address, "192.0.2.9");
	/* Told once. */
	ck_assert_int_eq(periodic("192.0.2.9", 10, START + 60 * SEC), REASON_NONE);
	/* Each router by itself. */
	ck_assert_int_eq(periodic("192.0.2.8", 10, START + 61 * SEC), REASON_NONE);
	ck_assert_int_eq(periodic("192.0.2.8", 10, START + 90 * SEC), REASON_NONE);
	ck_assert_int_eq(periodic("192.0.2.8", 10, START + 120 * SEC), REASON_SHORT_LIFETIME);
}
END_TEST

/* A router that crashed or lost its link, and is back: now and then that is no contradiction. */
START_TEST(watch_forgives_who_was_away)
{
	usec_t now = START;

	for (unsigned i = 0; i < 20; i++) {
		ck_assert_int_eq(periodic("192.0.2.9", 10, now), REASON_NONE);
		ck_assert_int_eq(periodic("192.0.2.9", 10, now += 5 * SEC), REASON_NONE);
		now += 60 * SEC;
	}
}
END_TEST

/* After last words there is nothing to run out, however long it is silent. */
START_TEST(watch_takes_last_words_for_what_they_are)
{
	ck_assert_int_eq(periodic("192.0.2.9", 1800, START), REASON_NONE);
	ck_assert_int_eq(periodic("192.0.2.9", 0, START + 10 * SEC), REASON_NONE);
	ck_assert_int_eq(periodic("192.0.2.9", 1800, START + 9000 * SEC), REASON_NONE);
}
END_TEST

/* Answers to single hosts come when these ask: they say nothing about the interval. */
START_TEST(watch_leaves_unicast_answers_out_of_it)
{
	ck_assert_int_eq(
		hear("192.0.2.9", "192.0.2.77", 10, "192.0.2.9", NULL, START), REASON_NONE);
	ck_assert_int_eq(periodic("192.0.2.9", 10, START + 60 * SEC), REASON_NONE);
	for (unsigned i = 1; i < 4; i++) {
		ck_assert_int_eq(hear("192.0.2.9", "192.0.2.77", 10, "192.0.2.9", NULL,
					 START + (i * 12 + 55) * SEC),
			REASON_NONE);
		ck_assert_int_eq(periodic("192.0.2.9", 10, START + (i * 12 + 60) * SEC),
			i == 2 ? REASON_SHORT_LIFETIME : REASON_NONE);
	}
}
END_TEST

START_TEST(watch_takes_broadcast_for_multicast)
{
	const char *all = "255.255.255.255";

	ck_assert_int_eq(hear("192.0.2.9", all, 10, "192.0.2.9", NULL, START), REASON_NONE);
	ck_assert_int_eq(
		hear("192.0.2.9", all, 10, "192.0.2.9", NULL, START + 11 * SEC), REASON_NONE);
	ck_assert_int_eq(hear("192.0.2.9", all, 10, "192.0.2.9", NULL, START + 22 * SEC),
		REASON_SHORT_LIFETIME);
}
END_TEST

/* A flood of sources costs nothing but the memory of those heard longest ago. */
START_TEST(watch_remembers_a_few_sources)
{
	char text[16];

	ck_assert_int_eq(periodic("192.0.2.9", 10, START), REASON_NONE);
	for (unsigned i = 0; i < WATCH_SOURCES - 1; i++) {
		snprintf(text, sizeof(text), "10.0.0.%u", i);
		ck_assert_int_eq(periodic(text, 1800, START + SEC), REASON_NONE);
	}
	ck_assert_int_eq(periodic("192.0.2.9", 10, START + 11 * SEC), REASON_NONE);
	for (unsigned i = 0; i < 250; i++) {
		snprintf(text, sizeof(text), "10.0.1.%u", i);
		ck_assert_int_eq(periodic(text, 1800, START + 12 * SEC + i), REASON_NONE);
	}
	for (unsigned i = 0; i < 2; i++) /* forgotten: it begins anew */
		ck_assert_int_eq(
			periodic("192.0.2.9", 10, START + (30 + 11 * i) * SEC), REASON_NONE);
	ck_assert_int_eq(periodic("192.0.2.9", 10, START + 60 * SEC), REASON_SHORT_LIFETIME);
}
END_TEST

Suite *suite_watch(void)
{
	Suite *s = suite_create("watch");
	TCase *tc = tcase_create("watch");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, watch_tells_of_an_address_of_ours);
	tcase_add_test(tc, watch_tells_of_a_lifetime_that_runs_out);
	tcase_add_test(tc, watch_forgives_who_was_away);
	tcase_add_test(tc, watch_takes_last_words_for_what_they_are);
	tcase_add_test(tc, watch_leaves_unicast_answers_out_of_it);
	tcase_add_test(tc, watch_takes_broadcast_for_multicast);
	tcase_add_test(tc, watch_remembers_a_few_sources);
	suite_add_tcase(s, tc);
	return s;
}
