/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests what a router notices of the others on its link. [R-V2] */
#include "config.h"

#include <stdio.h>

#include "unit/packet.h"
#include "unit/tests.h"
#include "core/router/rivals.h"

#define START (100 * SEC)

static struct watch w;
static struct router r;
static struct in_addr address;

static void setup(void)
{
	const struct wire_entry ours[] = { { ip("192.0.2.1"), 0 }, { ip("192.0.2.2"), 5 } };

	w = (struct watch){ 0 };
	router_init(&r);
	ck_assert(router_reserve(&r, 2));
	router_set(&r, ours, 2, START);
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
	ck_assert_int_eq(
	    hear("192.0.2.9", "192.0.2.77", 1800, "192.0.2.1", NULL, START), REASON_SAME_ADDRESS);
	ck_assert_int_eq(
	    hear("192.0.2.9", "255.255.255.255", 0, "192.0.2.1", NULL, START), REASON_WITHDRAWN);
	assert_ip(address, "192.0.2.1");
	/* One that we advertise no more may be any router's. */
	router_set(&r, NULL, 0, START);
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
	ck_assert_int_eq(
	    hear("192.0.2.9", all, 10, "192.0.2.9", NULL, START + 22 * SEC), REASON_SHORT_LIFETIME);
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

/* ---- rivals ---- */

#define ALL "224.0.0.1"

/* On 192.0.2.99/24, with our level at 50; 192.0.2.2 and, but for its last one, 192.0.2.16/30 are allowed,
 * 192.0.2.254 is an address section. */
static const struct {
	const char *destination, *router;
	int32_t preference, ours;
	uint16_t lifetime;
	bool rival;
} rivals[] = {
	{ ALL, "192.0.2.7", 51, 50, 1800, true },
	{ ALL, "192.0.2.7", 50, 50, 1800, false },
	{ ALL, "192.0.2.7", 49, 50, 1800, false },
	{ ALL, "192.0.2.7", INT32_MAX, 50, 1800, true },
	{ ALL, "192.0.2.7", INT32_MAX, INT32_MAX, 1800, false },
	{ ALL, "192.0.2.7", INT32_MAX, INT32_MAX - 1, 1800, true },
	{ ALL, "192.0.2.7", -1, -2, 1800, true },
	{ ALL, "192.0.2.7", -2, -1, 1800, false },
	{ ALL, "192.0.2.7", PREFERENCE_INELIGIBLE, PREFERENCE_INELIGIBLE, 1800, false },
	{ ALL, "192.0.2.7", PREFERENCE_INELIGIBLE + 1, PREFERENCE_INELIGIBLE, 1800, true },
	/* only what hosts take */
	{ "255.255.255.255", "192.0.2.7", 51, 50, 1, true },
	{ "192.0.2.99", "192.0.2.7", 51, 50, 1800, false },
	{ ALL, "192.0.2.7", 51, 50, 0, false },
	{ ALL, "198.51.100.7", 51, 50, 1800, false },
	{ ALL, "192.0.2.255", 51, 50, 1800, false },
	{ ALL, "192.0.2.99", 51, 50, 1800, false },
	/* those that were named */
	{ ALL, "192.0.2.2", 51, 50, 1800, false },
	{ ALL, "192.0.2.3", 51, 50, 1800, true },
	{ ALL, "192.0.2.16", 51, 50, 1800, false },
	{ ALL, "192.0.2.18", 51, 50, 1800, false },
	{ ALL, "192.0.2.19", 51, 50, 1800, true },
	{ ALL, "192.0.2.20", 51, 50, 1800, true },
	{ ALL, "192.0.2.254", 51, 50, 1800, false },
};

static bool is_rival(size_t row, const struct conf_iface *conf)
{
	struct iface_addr addr = {
		.local = ip("192.0.2.99"), .subnet = ip("192.0.2.99"), .prefix_len = 24
	};
	struct iface iface = { .addrs = &addr, .n_addrs = 1 };
	struct wire_entry entry = { ip(rivals[row].router), rivals[row].preference };
	struct wire_message m = { .destination = ip(rivals[row].destination),
		.lifetime = rivals[row].lifetime };

	return watch_is_rival(&iface, conf, rivals[row].ours, &m, entry);
}

START_TEST(watch_knows_a_rival)
{
	const struct conf_address elsewhere = { .address = ip("192.0.2.254") };
	struct conf_iface conf = { .addresses = &elsewhere, .n_addresses = 1 };

	conf.allow = (struct conf_prefixes){ .n = 2,
		.list = { { ip("192.0.2.2"), 32 }, { ip("192.0.2.16"), 30 } } };
	conf.deny = (struct conf_prefixes){ .n = 1, .list = { { ip("192.0.2.19"), 32 } } };
	ck_assert(is_rival((size_t)_i, &conf) == rivals[_i].rival);
}
END_TEST

/* Without allow, or with deny alone, no router is named. */
START_TEST(watch_knows_nobody_without_a_list)
{
	struct conf_iface conf = { .n_addresses = 0 };

	for (int i = 0; i < 2; i++) {
		ck_assert(is_rival(0, &conf));
		ck_assert(!is_rival(1, &conf));
		conf.deny = (struct conf_prefixes){ .n = 1, .list = { { ip("192.0.2.19"), 32 } } };
	}
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
	tcase_add_loop_test(tc, watch_knows_a_rival, 0, ARRAY_SIZE(rivals));
	tcase_add_test(tc, watch_knows_nobody_without_a_list);
	suite_add_tcase(s, tc);
	return s;
}
