/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests what rdiscctl query prints: lines for people, JSON for programs, and the bound of both. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "unit/packet.h"
#include "tools/query_report.h"
#include "unit/tests.h"

static struct iface_addr addrs[1];
static struct iface eth0 = {
	.ifindex = 2, .name = "eth0", .up = true, .n_addrs = 1, .addrs = addrs
};

static struct query_report report;
static char *text;
static size_t text_len;
static FILE *file;

static void open_report(bool json)
{
	addrs[0] = (struct iface_addr){ ip("192.0.2.10"), ip("192.0.2.10"), 24 };
	file = open_memstream(&text, &text_len);
	ck_assert_ptr_nonnull(file);
	ck_assert(query_report_open(&report, json, file));
	query_report_asked(&report, &eth0, ip("192.0.2.10"), ip("224.0.0.2"));
}

/* Everything that was printed. */
static const char *close_report(void)
{
	ck_assert(query_report_close(&report));
	fclose(file);
	return text;
}

static void teardown(void)
{
	free(text);
	text = NULL;
}

/* An advertisement by 192.0.2.1, told after 412 microseconds. */
static void hear(enum reason reason, const char *lladdr, uint16_t lifetime,
    const struct wire_entry *entries, unsigned n)
{
	uint8_t packet[PACKET_MAX];
	struct query_report_message m = {
		.iface = &eth0, .reason = reason, .lladdr = lladdr, .latency = 412
	};
	size_t len = packet_advertisement(
	    packet, ip("192.0.2.1"), ip("224.0.0.1"), lifetime, entries, n);

	ck_assert_int_eq(wire_decode(packet, len, &m.message), REASON_NONE);
	query_report_message(&report, &m);
}

static void hear_three(void)
{
	const struct wire_entry entries[] = {
		{ ip("192.0.2.1"), 100 },
		{ ip("192.0.2.10"), INT32_MAX },
		{ ip("203.0.113.200"), PREFERENCE_INELIGIBLE },
	};

	hear(REASON_NONE, "02:00:00:00:00:01", 1800, entries, ARRAY_SIZE(entries));
	hear(REASON_NONE, "", 0, entries, 1);
	hear(REASON_CHECKSUM, "", 1800, entries, 1);
}

START_TEST(query_prints_lines_for_people)
{
	open_report(false);
	hear_three();
	ck_assert_str_eq(close_report(),
	    "Asking 224.0.0.2 on eth0 from 192.0.2.10\n"
	    "Advertisement on eth0 from 192.0.2.1 (02:00:00:00:00:01) after 0.412 ms\n"
	    "    to 224.0.0.1, TTL 1, lifetime 1800 s\n"
	    "    192.0.2.1        preference         100\n"
	    "    192.0.2.10       preference  2147483647  not to be used: own\n"
	    "    203.0.113.200    preference  ineligible  not to be used: not_neighbour\n"
	    "Advertisement on eth0 from 192.0.2.1 after 0.412 ms\n"
	    "    to 224.0.0.1, TTL 1, lifetime 0 s (withdrawn)\n"
	    "    192.0.2.1        preference         100\n"
	    "Refused on eth0 from 192.0.2.1 after 0.412 ms\n"
	    "    to 224.0.0.1, TTL 1: checksum\n"
	    "2 advertisements, 1 refused\n");
}
END_TEST

START_TEST(query_says_that_nothing_was_heard)
{
	open_report(false);
	ck_assert_str_eq(close_report(),
	    "Asking 224.0.0.2 on eth0 from 192.0.2.10\n"
	    "Nothing heard\n"
	    "A firewall of this machine must let in ICMP type 9, router-advertisement.\n");
}
END_TEST

START_TEST(query_prints_one_object_for_programs)
{
	open_report(true);
	hear_three();
	ck_assert_str_eq(close_report(),
	    "{\"version\":1,"
	    "\"asked\":[{\"interface\":\"eth0\",\"source\":\"192.0.2.10\","
	    "\"destination\":\"224.0.0.2\"}],"
	    "\"advertisements\":["
	    "{\"interface\":\"eth0\",\"source\":\"192.0.2.1\",\"lladdr\":"
	    "\"02:00:00:00:00:01\",\"destination\":\"224.0.0.1\",\"ttl\":1,\"latency_ms\":0."
	    "412,\"lifetime\":1800,\"routers\":["
	    "{\"address\":\"192.0.2.1\",\"preference\":100,\"reason\":null},"
	    "{\"address\":\"192.0.2.10\",\"preference\":2147483647,\"reason\":\"own\"},"
	    "{\"address\":\"203.0.113.200\",\"preference\":-2147483648,\"reason\":"
	    "\"not_neighbour\"}]},"
	    "{\"interface\":\"eth0\",\"source\":\"192.0.2.1\",\"lladdr\":null,"
	    "\"destination\":\"224.0.0.1\",\"ttl\":1,\"latency_ms\":0.412,\"lifetime\":0,"
	    "\"routers\":["
	    "{\"address\":\"192.0.2.1\",\"preference\":100,\"reason\":null}]}],"
	    "\"refused\":["
	    "{\"interface\":\"eth0\",\"source\":\"192.0.2.1\",\"lladdr\":null,"
	    "\"destination\":\"224.0.0.1\",\"ttl\":1,\"latency_ms\":0.412,\"reason\":"
	    "\"checksum\"}],"
	    "\"not_shown\":0}\n");
}
END_TEST

/* A flood fills neither memory nor screen. */
START_TEST(query_shows_so_many_and_counts_the_rest)
{
	const struct wire_entry entry = { ip("192.0.2.1"), 0 };
	unsigned n = 0;

	open_report(_i == 1);
	for (unsigned i = 0; i < QUERY_REPORT_MESSAGES_MAX + 5; i++)
		hear(i % 2 == 0 ? REASON_NONE : REASON_CHECKSUM, "", 30, &entry, 1);
	close_report();
	for (const char *at = text; (at = strstr(at, "after 0.412 ms")) != NULL; at++)
		n++;
	for (const char *at = text; (at = strstr(at, "\"lladdr\"")) != NULL; at++)
		n++;
	ck_assert_uint_eq(n, QUERY_REPORT_MESSAGES_MAX);
	ck_assert_ptr_nonnull(
	    strstr(text, _i == 1 ? "\"not_shown\":5}\n"
				 : "503 advertisements, 502 refused, 5 of them not "
				   "shown\n"));
}
END_TEST

START_TEST(query_tells_of_what_cannot_be_written)
{
	FILE *full = fopen("/dev/full", "w");

	ck_assert_ptr_nonnull(full);
	ck_assert(query_report_open(&report, _i == 1, full));
	ck_assert(!query_report_close(&report));
	fclose(full);
}
END_TEST

/* An interface's name may be any bytes; what was heard there is told all the same, in ASCII. */
START_TEST(query_prints_strange_names)
{
	static const struct {
		const char *name, *told;
	} rows[] = {
		{ "e\033[1m\377x", "\"e\\u001B[1m?x\"" },
		{ "\xc3\xa9th", "\"\\u00E9th\"" },
		{ "\xc3", "\"?\"" },
	};
	const struct wire_entry entry = { ip("192.0.2.1"), 0 };
	char name[IF_NAMESIZE];

	memcpy(name, eth0.name, sizeof(name));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char want[256];

		snprintf(eth0.name, sizeof(eth0.name), "%s", rows[i].name);
		open_report(true);
		hear(REASON_NONE, "", 0, &entry, 1);
		hear(REASON_CHECKSUM, "", 0, &entry, 1);
		snprintf(want, sizeof(want), "\"asked\":[{\"interface\":%s,", rows[i].told);
		ck_assert_ptr_nonnull(strstr(close_report(), want));
		snprintf(
		    want, sizeof(want), "\"advertisements\":[{\"interface\":%s,", rows[i].told);
		ck_assert_ptr_nonnull(strstr(text, want));
		snprintf(want, sizeof(want), "\"refused\":[{\"interface\":%s,", rows[i].told);
		ck_assert_ptr_nonnull(strstr(text, want));
		teardown();
	}
	/* And a terminal is not told what to do. */
	snprintf(eth0.name, sizeof(eth0.name), "e\033[1m\377x");
	open_report(false);
	query_report_asked(&report, &eth0, ip("192.0.2.10"), ip("224.0.0.2"));
	hear(REASON_NONE, "", 0, &entry, 1);
	ck_assert_ptr_nonnull(strstr(close_report(), " on e\\x1b[1m\\xffx from 192.0.2.10\n"));
	ck_assert_ptr_nonnull(strstr(text, "Advertisement on e\\x1b[1m\\xffx from "));
	memcpy(eth0.name, name, sizeof(name));
}
END_TEST

Suite *suite_query(void)
{
	Suite *s = suite_create("query");
	TCase *tc = tcase_create("query");

	tcase_add_checked_fixture(tc, NULL, teardown);
	tcase_add_test(tc, query_prints_lines_for_people);
	tcase_add_test(tc, query_says_that_nothing_was_heard);
	tcase_add_test(tc, query_prints_one_object_for_programs);
	tcase_add_test(tc, query_prints_strange_names);
	tcase_add_loop_test(tc, query_shows_so_many_and_counts_the_rest, 0, 2);
	tcase_add_loop_test(tc, query_tells_of_what_cannot_be_written, 0, 2);
	suite_add_tcase(s, tc);
	return s;
}
