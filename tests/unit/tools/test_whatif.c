/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests how rdiscctl what-if reads its words. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/whatif.h"
#include "unit/tests.h"

static struct whatif w;
static char words[4096], error[256];

static bool parse(const char *text)
{
	w = (struct whatif){ 0 };
	error[0] = '\0';
	snprintf(words, sizeof(words), "%s", text);
	return whatif_parse(&w, words, error, sizeof(error));
}

START_TEST(test_routers)
{
	ck_assert(parse("192.0.2.1 dies, 192.0.2.2 leaves at 2.5,192.0.2.1 returns"));
	ck_assert_uint_eq(w.n_events, 3);
	ck_assert_int_eq(w.events[0].action, WHATIF_DIES);
	ck_assert_uint_eq(w.events[0].router.s_addr, ip("192.0.2.1").s_addr);
	ck_assert_uint_eq(w.events[0].time, 0);
	ck_assert_int_eq(w.events[1].action, WHATIF_LEAVES);
	ck_assert_uint_eq(w.events[1].router.s_addr, ip("192.0.2.2").s_addr);
	ck_assert_uint_eq(w.events[1].time, 2500 * USEC_PER_MSEC);
	ck_assert_int_eq(w.events[2].action, WHATIF_RETURNS);
	ck_assert_uint_eq(w.events[2].time, 2500 * USEC_PER_MSEC);
}
END_TEST

START_TEST(test_levels)
{
	ck_assert(parse("192.0.2.1 preference -5 at 1, 192.0.2.1 preference 0x7fffffff at 1"));
	ck_assert_int_eq(w.events[0].action, WHATIF_PREFERENCE);
	ck_assert_int_eq(w.events[0].preference, -5);
	ck_assert_uint_eq(w.events[0].time, USEC_PER_SEC);
	ck_assert_int_eq(w.events[1].preference, INT32_MAX);
}
END_TEST

START_TEST(test_interfaces)
{
	ck_assert(parse("eth0 down, eth0 up at 3, eth1 unplugged at 4, eth1 plugged at 5"));
	ck_assert_uint_eq(w.n_events, 4);
	ck_assert_int_eq(w.events[0].action, WHATIF_DOWN);
	ck_assert_uint_eq(w.events[0].router.s_addr, INADDR_ANY);
	ck_assert_str_eq(w.events[0].ifname, "eth0");
	ck_assert_int_eq(w.events[1].action, WHATIF_UP);
	ck_assert_int_eq(w.events[2].action, WHATIF_UNPLUGGED);
	ck_assert_str_eq(w.events[2].ifname, "eth1");
	ck_assert_int_eq(w.events[3].action, WHATIF_PLUGGED);
	ck_assert_uint_eq(w.events[3].time, 5 * USEC_PER_SEC);
}
END_TEST

static const struct {
	const char *words, *error;
} bad[] = {
	{ "192.0.2.1", "192.0.2.1: what happens to it?" },
	{ "192.0.2.1 dies,", ",: what happens to it?" },
	{ "192.0.2.1 falls",
	    "falls: expected dies, leaves, returns, loses-way or preference LEVEL" },
	{ "192.0.2.1 down", "down: expected dies, leaves, returns, loses-way or preference LEVEL" },
	{ "eth0 dies", "dies: expected down, up, unplugged or plugged" },
	{ "interface-of-16ch down",
	    "interface-of-16ch: neither an address nor the name of an interface" },
	{ "192.0.2.1 preference", "preference: which level?" },
	{ "192.0.2.1 preference high", "high: expected a preference level, as 10" },
	{ "192.0.2.1 preference 2147483648", "2147483648: expected a preference level, as 10" },
	{ "192.0.2.1 dies at", "at: how many seconds?" },
	{ "192.0.2.1 dies at noon", "noon: expected seconds from 0 to 10800" },
	{ "192.0.2.1 dies at -1", "-1: expected seconds from 0 to 10800" },
	{ "192.0.2.1 dies 192.0.2.2 dies", "192.0.2.2: expected a comma, or \"at\" and seconds" },
	{ "192.0.2.1 dies at 1 again", "again: expected a comma" },
	{ "192.0.2.1 dies at 5, 192.0.2.1 returns at 2",
	    "times must not go back: at 2 comes before at 5" },
};

START_TEST(test_bad)
{
	ck_assert(!parse(bad[_i].words));
	ck_assert_str_eq(error, bad[_i].error);
}
END_TEST

START_TEST(test_many)
{
	char many[2048] = "eth0 up";

	for (int i = 1; i < WHATIF_EVENTS_MAX; i++)
		strcat(many, ",eth0 up");
	ck_assert(parse(many));
	ck_assert_uint_eq(w.n_events, WHATIF_EVENTS_MAX);
	strcat(many, ",eth0 up");
	ck_assert(!parse(many));
	ck_assert_str_eq(error, "too many things happen: at most 32");
}
END_TEST

Suite *suite_whatif(void)
{
	Suite *s = suite_create("whatif");
	TCase *tc = tcase_create("words");

	tcase_add_test(tc, test_routers);
	tcase_add_test(tc, test_levels);
	tcase_add_test(tc, test_interfaces);
	tcase_add_loop_test(tc, test_bad, 0, ARRAY_SIZE(bad));
	tcase_add_test(tc, test_many);
	suite_add_tcase(s, tc);
	return s;
}
