/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the token buckets, and what a flood of changes can do through the engine's door. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "unit/packet.h"
#include "base/rate.h"
#include "unit/scene.h"
#include "unit/tests.h"

static const struct rate_limit two_a_second = { SEC / 2, 3 };

START_TEST(rate_bucket_gives_its_burst_and_refills)
{
	usec_t bucket = 0, now = 0;

	for (unsigned i = 0; i < 3; i++)
		ck_assert(rate_take(&bucket, &two_a_second, now));
	ck_assert(!rate_take(&bucket, &two_a_second, now));
	ck_assert(!rate_take(&bucket, &two_a_second, now + SEC / 2 - 1));
	ck_assert(rate_take(&bucket, &two_a_second, now + SEC / 2));
	ck_assert(!rate_take(&bucket, &two_a_second, now + SEC / 2));
	now = 1000 * SEC; /* full again, and not fuller */
	for (unsigned i = 0; i < 3; i++)
		ck_assert(rate_take(&bucket, &two_a_second, now));
	ck_assert(!rate_take(&bucket, &two_a_second, now));
}
END_TEST

/* Over any long time no more than the rate and a burst; what is refused costs nothing. */
START_TEST(rate_bucket_holds_the_rate_under_pressure)
{
	usec_t bucket = 0;
	unsigned taken = 0;

	for (usec_t now = 0; now < 100 * SEC; now += SEC / 1000)
		taken += rate_take(&bucket, &two_a_second, now);
	ck_assert_uint_eq(taken, 3 + 199);
}
END_TEST

/* Sources do not disturb each other while there is room, and the table never fails. */
START_TEST(rate_table_knows_its_sources)
{
	static struct rate_table t;
	usec_t *first, *second;

	t = (struct rate_table){ .seed = 7 };
	first = rate_source(&t, 2, ip("192.0.2.1"));
	*first = 1000;
	second = rate_source(&t, 3, ip("192.0.2.1")); /* of another interface */
	ck_assert_uint_eq(*second, 0);
	*second = 2000;
	ck_assert_uint_eq(*rate_source(&t, 2, ip("192.0.2.1")), 1000);
	ck_assert_uint_eq(*rate_source(&t, 3, ip("192.0.2.1")), 2000);
	/* The table remembers the largest debt longest. */
	*rate_source(&t, 2, ip("192.0.2.1")) = 100 * SEC;
	for (uint32_t i = 0; i < 100000; i++)
		*rate_source(&t, 2, in_addr_host(0x0a000000 + i)) = i;
	ck_assert_uint_eq(*rate_source(&t, 2, ip("192.0.2.1")), 100 * SEC);
}
END_TEST

/* ---- through the engine's door ---- */

static void setup(void)
{
	scene_setup_host();
	scene.conf.install = INSTALL_NONE;
	scene.conf.routers_max = scene.conf.iface_routers_max = 1000;
	scene_start();
}

static struct in_addr numbered(unsigned i)
{
	return in_addr_host(0x0a000100 + i); /* on eth1 */
}

/* Router `i` on eth1, by that source. */
static enum reason hear(struct in_addr source, unsigned i, int32_t preference, uint16_t lifetime)
{
	struct wire_entry entry = { numbered(i), preference };
	uint8_t packet[PACKET_MAX];
	struct datagram d = { .ifindex = 3, .data = packet };

	d.len = packet_advertisement(packet, source, ip("224.0.0.1"), lifetime, &entry, 1);
	return engine_deliver(scene.engine, &d, scene.now);
}

static bool knows(unsigned i)
{
	static struct known_router routers[1000];
	size_t n = engine_routers(scene.engine, routers, ARRAY_SIZE(routers));

	for (size_t k = 0; k < n; k++)
		if (in_addr_equal(routers[k].address, numbered(i)))
			return true;
	return false;
}

static unsigned n_taken(unsigned from, unsigned n, bool one_source)
{
	unsigned taken = 0;

	for (unsigned i = from; i < from + n; i++)
		taken += hear(one_source ? ip("10.0.0.66") : numbered(i), i, 0, 9000) ==
			 REASON_NONE;
	scene_settle();
	return taken;
}

/* [N-4] */
START_TEST(rate_one_source_changes_twenty_things_and_then_five_a_second)
{
	ck_assert_uint_eq(n_taken(0, 100, true), 20);
	ck_assert_uint_eq(engine_counters(scene.engine)->entries[REASON_RATE], 80);
	ck_assert_uint_eq(engine_counters(scene.engine)->advertisements[REASON_RATE], 80);
	scene_wait(SEC);
	ck_assert_uint_eq(n_taken(100, 100, true), 5);
	ck_assert_uint_eq(n_taken(200, 1, false), 1); /* others are heard */
}
END_TEST

/* A source can withdraw a router that it brought in, and a router itself, whatever their buckets hold.
 * Anything else needs the bucket. [H-4, N-4] */
START_TEST(rate_farewells_of_the_same_source_are_free)
{
	ck_assert_int_eq(hear(numbered(100), 100, 0, 9000), REASON_NONE);
	ck_assert_uint_eq(n_taken(0, 100, true), 19);
	ck_assert_int_eq(hear(numbered(18), 18, 0, 9000), REASON_NONE); /* a renewal */
	for (unsigned i = 0; i < 17; i++)
		ck_assert_int_eq(hear(ip("10.0.0.66"), i, 0, 0), REASON_NONE);
	ck_assert_int_eq(hear(ip("10.0.0.66"), 18, 0, 0), REASON_RATE);
	ck_assert_int_eq(hear(ip("10.0.0.66"), 100, 0, 0), REASON_RATE);
	ck_assert_uint_eq(engine_routers(scene.engine, NULL, 0), 3);
	for (unsigned i = 0; i < 20; i++) /* forged */
		hear(numbered(17), 200 + i, 0, 9000);
	ck_assert_int_eq(hear(numbered(17), 18, 0, 0), REASON_RATE);
	ck_assert_int_eq(hear(numbered(17), 17, 0, 0), REASON_NONE);
	ck_assert(!knows(17) && knows(18) && knows(100));
	ck_assert_int_eq(hear(ip("10.0.0.66"), 0, 0, 9000), REASON_RATE); /* and no more */
}
END_TEST

/* Invented sources, each with its own bucket, share that of the interface; another interface has its
 * own. [N-4] */
START_TEST(rate_interface_changes_twenty_things_and_then_twenty_a_second)
{
	ck_assert_uint_eq(n_taken(0, 300, false), 20);
	ck_assert_int_eq(
	    scene_advertised(0, "192.0.2.1", "224.0.0.1", "192.0.2.1", 0, 1800), REASON_NONE);
	scene_wait(SEC);
	ck_assert_uint_eq(n_taken(300, 300, false), 20);
}
END_TEST

/* A flood with any sources, also with that of the good router, neither ends its life nor keeps its own
 * changes out; only who forges its source can do the latter. [N-4] */
START_TEST(rate_router_in_the_list_is_heard_in_a_flood)
{
	struct in_addr good = numbered(0);

	ck_assert_int_eq(hear(good, 0, 7, 20), REASON_NONE);
	for (unsigned t = 0; t < 30; t++) { /* longer than its lifetime */
		scene_forget();
		scene_wait(SEC);
		n_taken(1000 * (t + 1), 1000, false);
		for (unsigned i = 0; i < 100; i++) /* forged */
			hear(good, 500000 + 100 * t + i, 0, 1);
		if (t % 10 == 0)
			ck_assert_int_eq(hear(good, 0, 7, 20), REASON_NONE);
	}
	ck_assert(knows(0));
	scene_forget();
	scene_wait(2 * SEC);
	n_taken(100000, 1000, false);
	ck_assert_int_eq(hear(good, 0, -7, 20), REASON_NONE); /* a change */
	ck_assert_int_eq(hear(good, 0, 0, 0), REASON_NONE);   /* a farewell */
	ck_assert(!knows(0));
}
END_TEST

/* Routers that a flood brings in bring in no further ones: a bucket is filled by time alone. [N-4] */
START_TEST(rate_newcomers_of_a_flood_have_nothing_to_spend)
{
	unsigned taken;

	taken = n_taken(0, 300, false);
	for (unsigned round = 1; round < 30; round++) {
		for (unsigned i = 0; i < 300; i++)
			taken += hear(numbered(i), 300 * round + i, 0, 9000) == REASON_NONE;
		scene_settle();
		scene_forget();
	}
	ck_assert_uint_eq(taken, 20 + 190); /* the first ones had some left: 19, 18 … */
	scene_wait(SEC);
	ck_assert_uint_le(n_taken(10000, 300, false), 20);
}
END_TEST

/* One message: what is known is renewed, the rest waits. */
START_TEST(rate_renewals_in_a_message_beyond_the_limit_count)
{
	struct wire_entry entries[] = { { numbered(0), 0 }, { numbered(500), 0 },
		{ numbered(1), 5 } };
	uint8_t packet[PACKET_MAX];
	size_t len = packet_advertisement(
	    packet, ip("10.0.0.66"), ip("224.0.0.1"), 100, entries, ARRAY_SIZE(entries));

	ck_assert_uint_eq(n_taken(0, 30, true), 20);
	ck_assert_int_eq(scene_deliver(1, packet, len), REASON_RATE);
	scene_wait(9000 * SEC - 1); /* 0 expires after the others: it was renewed for 100 s only */
	ck_assert_uint_eq(engine_routers(scene.engine, NULL, 0), 19);
	ck_assert(!knows(0) && knows(1) && !knows(500));
	/* It was no answer either. */
	ck_assert_uint_eq(scene_events(EVENT_ROUTER_CHANGED, REASON_NONE), 0);
}
END_TEST

/* Beyond the limit each address is judged as well: if it may be a router, the neighbour table is looked at. */
START_TEST(rate_addresses_beyond_the_limit_are_judged)
{
	struct in_addr broadcast = ip("10.255.255.255");
	struct wire_entry entries[] = { { broadcast, 0 }, { numbered(500), 0 }, { broadcast, 0 },
		{ numbered(501), 0 }, { numbered(0), 0 } };
	uint8_t packet[PACKET_MAX];
	size_t len = packet_advertisement(
	    packet, ip("10.0.0.66"), ip("224.0.0.1"), 9000, entries, ARRAY_SIZE(entries));
	const uint64_t *counts = engine_counters(scene.engine)->entries;

	ck_assert_uint_eq(n_taken(0, 20, true), 20);
	ck_assert_int_eq(scene_deliver(1, packet, len), REASON_RATE);
	scene_settle();
	ck_assert_uint_eq(counts[REASON_BAD_ADDRESS], 2);
	ck_assert_uint_eq(counts[REASON_RATE], 2);
	ck_assert_uint_eq(counts[REASON_NONE], 21);
	ck_assert_uint_eq(scene_events(EVENT_ROUTER_REFUSED, REASON_BAD_ADDRESS), 2);
}
END_TEST

/* A ring that is full of other events puts it off, and all of it is told then. */
START_TEST(rate_excess_is_told_though_there_was_no_room)
{
	struct event other = { .kind = EVENT_ROUTE_REPAIRED };

	for (unsigned i = 0; i < 20; i++)
		hear(ip("10.0.0.66"), i, 0, 9000);
	for (unsigned i = 0; i < EVENT_RING_SIZE; i++)
		engine_tell(scene.engine, &other);
	for (unsigned i = 0; i < 5; i++)
		ck_assert_int_eq(hear(ip("10.0.0.66"), 100 + i, 0, 9000), REASON_RATE);
	scene_settle();
	ck_assert_uint_eq(scene_events(EVENT_TOO_MANY_CHANGES, REASON_RATE), 0);
	ck_assert_uint_gt(engine_events_lost(scene.engine), 0);
	hear(ip("10.0.0.66"), 200, 0, 9000);
	scene_settle();
	ck_assert_uint_eq(scene_events(EVENT_TOO_MANY_CHANGES, REASON_RATE), 1);
	ck_assert_int_eq(scene.events[scene.n_events - 1].times, 6);
	ck_assert_uint_eq(engine_counters(scene.engine)->advertisements[REASON_RATE], 6);
}
END_TEST

/* The excess is told as one number a minute. */
START_TEST(rate_excess_is_told_once_a_minute)
{
	n_taken(0, 1020, true);
	ck_assert_uint_eq(scene_events(EVENT_TOO_MANY_CHANGES, REASON_RATE), 1);
	scene_wait(59 * SEC);
	n_taken(2000, 1020, true);
	ck_assert_uint_eq(scene_events(EVENT_TOO_MANY_CHANGES, REASON_RATE), 1);
	scene_wait(SEC);
	scene_forget();
	n_taken(4000, 1000, true);
	ck_assert_uint_eq(scene_events(EVENT_TOO_MANY_CHANGES, REASON_RATE), 1);
	ck_assert_uint_eq(scene_events(EVENT_ROUTER_REFUSED, REASON_RATE), 0);
	for (size_t i = 0; i < scene.n_events; i++)
		if (scene.events[i].kind == EVENT_TOO_MANY_CHANGES)
			ck_assert_uint_eq(scene.events[i].times, 999 + 1000 + 1);
}
END_TEST

Suite *suite_rate(void)
{
	Suite *s = suite_create("rate");
	TCase *bucket = tcase_create("bucket"), *flood = tcase_create("flood");

	tcase_add_test(bucket, rate_bucket_gives_its_burst_and_refills);
	tcase_add_test(bucket, rate_bucket_holds_the_rate_under_pressure);
	tcase_add_test(bucket, rate_table_knows_its_sources);
	suite_add_tcase(s, bucket);
	tcase_add_checked_fixture(flood, setup, scene_teardown);
	tcase_add_test(flood, rate_one_source_changes_twenty_things_and_then_five_a_second);
	tcase_add_test(flood, rate_interface_changes_twenty_things_and_then_twenty_a_second);
	tcase_add_test(flood, rate_farewells_of_the_same_source_are_free);
	tcase_add_test(flood, rate_router_in_the_list_is_heard_in_a_flood);
	tcase_add_test(flood, rate_newcomers_of_a_flood_have_nothing_to_spend);
	tcase_add_test(flood, rate_renewals_in_a_message_beyond_the_limit_count);
	tcase_add_test(flood, rate_addresses_beyond_the_limit_are_judged);
	tcase_add_test(flood, rate_excess_is_told_once_a_minute);
	tcase_add_test(flood, rate_excess_is_told_though_there_was_no_room);
	suite_add_tcase(s, flood);
	return s;
}
