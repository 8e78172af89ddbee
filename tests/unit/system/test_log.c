/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the log: the line and the level of every kind of event, and that bursts are cut and told. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/keys.h"
#include "system/log.h"
#include "system/log_fields.h"
#include "model/rfc1256.h"
#include "unit/tests.h"

/* ---- the lines ---- */

#define IN_ETH0 .ifindex = 2, .ifname = "eth0"

/* The router, gateway and destination is 192.0.2.1, the source 192.0.2.9 in all of them; "@" stands for strerror(error). */
static const struct {
	int level;
	struct event event;
	const char *line;
} lines[] = {
	{ LOG_INFO, { .kind = EVENT_INTERFACE_READY, IN_ETH0 }, "interface in use iface=eth0" },
	{ LOG_NOTICE, { .kind = EVENT_INTERFACE_UNUSED, .reason = REASON_NO_CARRIER, IN_ETH0 },
	    "interface not in use iface=eth0 reason=no_carrier" },
	{ LOG_WARNING, { .kind = EVENT_INTERFACE_UNUSED, .reason = REASON_FORWARDING_OFF, IN_ETH0 },
	    "interface not in use iface=eth0 reason=forwarding_off"
	    " (net.ipv4.conf.eth0.forwarding is 0; see --no-require-forwarding)" },
	{ LOG_NOTICE, { .kind = EVENT_INTERFACE_UNUSED, .reason = REASON_POINT_TO_POINT, IN_ETH0 },
	    "interface not in use iface=eth0 reason=point_to_point"
	    " (name the interface to advertise there)" },
	{ LOG_WARNING, { .kind = EVENT_INTERFACE_UNUSED, .reason = REASON_NO_ROLE, IN_ETH0 },
	    "interface not in use iface=eth0 reason=no_role"
	    " (a loopback, or it does neither multicast nor broadcast)" },
	{ LOG_INFO, { .kind = EVENT_SOLICITING, .solicitations = 2, IN_ETH0 },
	    "soliciting iface=eth0 count=2/3" },
	{ LOG_DEBUG,
	    { .kind = EVENT_SOLICITING, .solicitations = 1, .reason = REASON_AGAIN, IN_ETH0 },
	    "soliciting iface=eth0 count=1/3 reason=again" },
	{ LOG_NOTICE, { .kind = EVENT_NO_ANSWER, .solicitations = 3, IN_ETH0 },
	    "no router answered iface=eth0 count=3/3"
	    " (does a firewall here let in ICMP type 9, router-advertisement?)" },
	{ LOG_INFO, { .kind = EVENT_ROUTER_LEARNED, .preference = -7, .lifetime = 1800, IN_ETH0 },
	    "router learned iface=eth0 router=192.0.2.1 source=192.0.2.9 preference=-7"
	    " lifetime=1800s" },
	{ LOG_INFO,
	    { .kind = EVENT_ROUTER_LEARNED,
		.preference = PREFERENCE_INELIGIBLE,
		.lifetime = 65535,
		IN_ETH0 },
	    "router learned iface=eth0 router=192.0.2.1 source=192.0.2.9 preference=ineligible"
	    " lifetime=65535s" },
	{ LOG_INFO, { .kind = EVENT_ROUTER_RESTORED, .preference = 5, .lifetime = 17, IN_ETH0 },
	    "router restored from an earlier run iface=eth0 router=192.0.2.1 preference=5 "
	    "lifetime=17s" },
	{ LOG_WARNING,
	    { .kind = EVENT_ROUTER_LLADDR_CHANGED,
		.lladdr = { 6, { 2, 0, 0xab, 0xcd, 0xef, 9 } },
		.old_lladdr = { 3, { 0x10, 0, 0xff } },
		IN_ETH0 },
	    "router link-layer address changed iface=eth0 router=192.0.2.1"
	    " lladdr=02:00:ab:cd:ef:09 old=10:00:ff" },
	{ LOG_WARNING,
	    { .kind = EVENT_TOO_MANY_CHANGES, .times = 7, .reason = REASON_RATE, IN_ETH0 },
	    "advertisement changes dropped: rate limit iface=eth0"
	    " source=192.0.2.9 times=7 reason=rate" },
	{ LOG_WARNING,
	    { .kind = EVENT_INCONSISTENT, .lifetime = 12, .reason = REASON_SAME_ADDRESS, IN_ETH0 },
	    "conflicting advertisement from another router iface=eth0 router=192.0.2.1 "
	    "source=192.0.2.9"
	    " lifetime=12s reason=same_address" },
	{ LOG_WARNING,
	    { .kind = EVENT_ROUTER_UNKNOWN,
		.preference = 50,
		.our_preference = PREFERENCE_INELIGIBLE,
		.reason = REASON_HIGHER_PREFERENCE,
		IN_ETH0 },
	    "hosts prefer an unknown router to this one iface=eth0 router=192.0.2.1"
	    " source=192.0.2.9 preference=50 ours=ineligible"
	    " (if it belongs there, name it in allow of that interface, or --allow)" },
	{ LOG_NOTICE, { .kind = EVENT_FOREIGN_WINS, .metric = 100, .our_metric = 4096, IN_ETH0 },
	    "another default route wins, ours waits behind it iface=eth0 gateway=192.0.2.1"
	    " metric=100 ours=4096 (see rdiscctl conflicts)" },
	{ LOG_NOTICE, { .kind = EVENT_FOREIGN_YIELDS, .metric = 4096, IN_ETH0 },
	    "our default route wins now iface=eth0 router=192.0.2.1 metric=4096" },
	{ LOG_WARNING, { .kind = EVENT_TRACK_LOST, .track = "uplink" },
	    "track lost track=uplink kind=default-route" },
	{ LOG_NOTICE, { .kind = EVENT_TRACK_BACK, .track = "uplink" },
	    "track is back track=uplink kind=default-route" },
	{ LOG_NOTICE, { .kind = EVENT_DRAINING, .reason = REASON_DRAIN, IN_ETH0 },
	    "draining: ineligible now, withdrawn later iface=eth0" },
	{ LOG_INFO,
	    { .kind = EVENT_ROUTER_CHANGED,
		.preference = INT32_MAX,
		.old_preference = PREFERENCE_INELIGIBLE,
		.lifetime = 12,
		IN_ETH0 },
	    "router changed iface=eth0 router=192.0.2.1 source=192.0.2.9 preference=2147483647"
	    " old=ineligible lifetime=12s" },
	{ LOG_INFO, { .kind = EVENT_ROUTER_LOST, .reason = REASON_WITHDRAWN, IN_ETH0 },
	    "router lost iface=eth0 router=192.0.2.1 reason=withdrawn" },
	{ LOG_NOTICE, { .kind = EVENT_ROUTER_REFUSED, .reason = REASON_TABLE_FULL, IN_ETH0 },
	    "router refused iface=eth0 router=192.0.2.1 source=192.0.2.9 preference=0"
	    " reason=table_full" },
	{ LOG_WARNING, { .kind = EVENT_ROUTER_REFUSED, .reason = REASON_DENIED, IN_ETH0 },
	    "router refused iface=eth0 router=192.0.2.1 source=192.0.2.9 preference=0"
	    " reason=denied" },
	{ LOG_WARNING, { .kind = EVENT_ROUTER_REFUSED, .reason = REASON_NOT_ALLOWED, IN_ETH0 },
	    "router refused iface=eth0 router=192.0.2.1 source=192.0.2.9 preference=0"
	    " reason=not_allowed" },
	{ LOG_WARNING, { .kind = EVENT_ROUTER_DEAD, .reason = REASON_NEIGHBOUR_FAILED, IN_ETH0 },
	    "router does not answer iface=eth0 router=192.0.2.1 reason=neighbour_failed" },
	{ LOG_NOTICE, { .kind = EVENT_ROUTER_ALIVE, IN_ETH0 },
	    "router answers again iface=eth0 router=192.0.2.1" },
	{ LOG_INFO, { .kind = EVENT_ROUTER_CONFIRMED, IN_ETH0 },
	    "better router answers iface=eth0 router=192.0.2.1" },
	{ LOG_WARNING,
	    { .kind = EVENT_LAST_RESORT, .reason = REASON_NO_CARRIER, .preference = 1, IN_ETH0 },
	    "no router works, keeping the best one iface=eth0 "
	    "router=192.0.2.1"
	    " preference=1 reason=no_carrier" },
	{ LOG_WARNING,
	    { .kind = EVENT_LAST_RESORT, .reason = REASON_NO_WAY_OUT, .preference = 1, IN_ETH0 },
	    "no router works, keeping the best one iface=eth0 "
	    "router=192.0.2.1"
	    " preference=1 reason=no_way_out (the check targets may be down)" },
	{ LOG_WARNING, { .kind = EVENT_WAY_OUT_LOST, IN_ETH0 },
	    "router leads nowhere, its checks fail iface=eth0 router=192.0.2.1" },
	{ LOG_NOTICE, { .kind = EVENT_WAY_OUT_BACK, IN_ETH0 },
	    "router leads out again iface=eth0 router=192.0.2.1" },
	{ LOG_WARNING, { .kind = EVENT_FOREIGN_TAKES_OVER },
	    "no router answers, using the other default route" },
	{ LOG_NOTICE, { .kind = EVENT_NO_ROUTER }, "no usable router left" },
	{ LOG_WARNING,
	    { .kind = EVENT_DAMPING_STARTED, .times = 10, .reason = REASON_DAMPING, IN_ETH0 },
	    "default router changes too often, damping keeps the longest-lived iface=eth0"
	    " router=192.0.2.1 times=10 reason=damping" },
	{ LOG_NOTICE, { .kind = EVENT_DAMPING_ENDED, .reason = REASON_EXPIRED },
	    "damping has ended reason=expired" },
	{ LOG_NOTICE, { .kind = EVENT_DEFAULT_ROUTER_CHANGED, IN_ETH0 },
	    "default router changed iface=eth0 router=192.0.2.1 old=none prefsrc=192.0.2.9" },
	{ LOG_NOTICE, { .kind = EVENT_ROUTE_ADDED, .metric = 4096, IN_ETH0 },
	    "default route added iface=eth0 router=192.0.2.1 metric=4096" },
	{ LOG_NOTICE, { .kind = EVENT_ROUTE_REMOVED, .metric = 0, IN_ETH0 },
	    "default route removed iface=eth0 router=192.0.2.1 metric=0" },
	{ LOG_NOTICE,
	    { .kind = EVENT_ROUTE_REMOVED,
		.reason = REASON_NOT_ADVERTISED,
		.metric = UINT32_MAX,
		IN_ETH0 },
	    "default route removed iface=eth0 router=192.0.2.1 metric=4294967295"
	    " reason=not_advertised" },
	{ LOG_INFO, { .kind = EVENT_ROUTE_ADOPTED, .metric = 4096, IN_ETH0 },
	    "default route of an earlier run adopted iface=eth0 router=192.0.2.1 metric=4096" },
	{ LOG_NOTICE, { .kind = EVENT_ROUTE_REPAIRED, .metric = 4096, IN_ETH0 },
	    "default route restored: another program removed it iface=eth0 router=192.0.2.1"
	    " metric=4096" },
	{ LOG_WARNING, { .kind = EVENT_ROUTE_CONTESTED, .metric = 4096, .times = 12, IN_ETH0 },
	    "another program keeps removing the default route iface=eth0 router=192.0.2.1"
	    " metric=4096 times=12" },
	{ LOG_NOTICE, { .kind = EVENT_ROUTE_FAILED, .metric = 4096, .error = ENETUNREACH, IN_ETH0 },
	    "default route refused by the kernel, will retry iface=eth0 router=192.0.2.1"
	    " metric=4096 error=\"@\"" },
	{ LOG_ERR,
	    { .kind = EVENT_ROUTE_FAILED,
		.reason = REASON_AGAIN,
		.metric = 4096,
		.error = EPERM,
		IN_ETH0 },
	    "default route refused by the kernel, will retry iface=eth0 router=192.0.2.1"
	    " metric=4096 reason=again error=\"@\"" },
	{ LOG_ERR,
	    { .kind = EVENT_ROUTE_FAILED,
		.reason = REASON_WITHDRAWN,
		.metric = 4096,
		.error = EPERM,
		IN_ETH0 },
	    "default route refused by the kernel, will retry iface=eth0 router=192.0.2.1"
	    " metric=4096 reason=withdrawn error=\"@\"" },
	{ LOG_NOTICE, { .kind = EVENT_METRIC_TAKEN, .metric = 4096, IN_ETH0 },
	    "another default route has this metric, using the next one metric=4096" },
	{ LOG_NOTICE, { .kind = EVENT_ADVERTISING, .addresses = 2, .lifetime = 1800, IN_ETH0 },
	    "advertising iface=eth0 addresses=2 lifetime=1800s" },
	{ LOG_NOTICE, { .kind = EVENT_NOT_ADVERTISING, .reason = REASON_SHUTDOWN, IN_ETH0 },
	    "no longer advertising iface=eth0 reason=shutdown" },
	{ LOG_NOTICE, { .kind = EVENT_ROUTE_ADDED, .metric = 4096, .table = 100, IN_ETH0 },
	    "default route added iface=eth0 router=192.0.2.1 metric=4096 table=100" },
	{ LOG_NOTICE, { .kind = EVENT_ROUTE_ADDED, .metric = 4096, .table = 254, IN_ETH0 },
	    "default route added iface=eth0 router=192.0.2.1 metric=4096" },
	{ LOG_DEBUG, { .kind = EVENT_ADVERTISED, .addresses = 255, IN_ETH0 },
	    "sent an advertisement iface=eth0 destination=192.0.2.1 addresses=255"
	    " lifetime=0s" },
	{ LOG_WARNING,
	    { .kind = EVENT_MESSAGE_REFUSED,
		.reason = REASON_NOT_NEIGHBOUR,
		.message_type = ICMP_TYPE_ROUTER_ADVERTISEMENT,
		IN_ETH0 },
	    "message refused iface=eth0 type=advertisement source=192.0.2.9"
	    " reason=not_neighbour" },
	{ LOG_WARNING,
	    { .kind = EVENT_MESSAGE_REFUSED,
		.reason = REASON_REVERSED_SOURCE,
		.message_type = ICMP_TYPE_ROUTER_ADVERTISEMENT,
		IN_ETH0 },
	    "message refused iface=eth0 type=advertisement source=192.0.2.9"
	    " reason=reversed_source (a fault of some routers; see require-neighbour-source)" },
	{ LOG_DEBUG,
	    { .kind = EVENT_MESSAGE_RECEIVED,
		.message_type = ICMP_TYPE_ROUTER_SOLICITATION,
		IN_ETH0 },
	    "received iface=eth0 type=solicitation source=192.0.2.9" },
	/* an interface that is gone, and its name with it */
	{ LOG_WARNING, { .kind = EVENT_SEND_FAILED, .ifindex = 71, .error = ENODEV },
	    "cannot send ifindex=71 destination=192.0.2.1 error=\"@\"" },
	{ LOG_WARNING, { .kind = EVENT_JOIN_FAILED, .error = ENOBUFS, IN_ETH0 },
	    "cannot join the group, will retry iface=eth0 destination=192.0.2.1 error=\"@\"" },
};

static struct event event_of(size_t row)
{
	struct event event = lines[row].event;

	event.router = event.destination = event.gateway = ip("192.0.2.1");
	event.source = event.prefsrc = ip("192.0.2.9");
	return event;
}

/* The row's line, with the error's text in it. */
static void expand(size_t row, char *ret, size_t size)
{
	const char *line = lines[row].line, *at = strchr(line, '@');

	if (at == NULL)
		snprintf(ret, size, "%s", line);
	else
		snprintf(ret, size, "%.*s%s%s", (int)(at - line), line,
		    strerror(lines[row].event.error), at + 1);
}

START_TEST(log_line_of_each_kind)
{
	struct event event = event_of((size_t)_i);
	char line[400], want[400];

	expand((size_t)_i, want, sizeof(want));
	log_format_event(&event, line, sizeof(line));
	ck_assert_str_eq(line, want);
}
END_TEST

/* 128 bits in lower case, and no two kinds have the same. */
START_TEST(log_every_kind_has_an_identifier)
{
	for (int kind = 0; kind < EVENT_MAX; kind++) {
		const char *id = event_id((enum event_kind)kind);

		ck_assert_uint_eq(strlen(id), 32);
		ck_assert_uint_eq(strspn(id, "0123456789abcdef"), 32);
		for (int other = 0; other < kind; other++)
			ck_assert_str_ne(id, event_id((enum event_kind)other));
	}
}
END_TEST

/* A program compares fields: they have no units, no quotation marks, no /3. */
START_TEST(log_fields_of_the_journal)
{
	static const struct {
		struct event event;
		const char *fields;
	} rows[] = {
		{ { .kind = EVENT_NO_ANSWER, .solicitations = 3, IN_ETH0 },
		    "INTERFACE=eth0\nRDISC_IFINDEX=2\nRDISC_SOLICITATIONS=3\n" },
		{ { .kind = EVENT_ROUTER_CHANGED,
		      .preference = PREFERENCE_INELIGIBLE,
		      .old_preference = -7,
		      .lifetime = 1800,
		      IN_ETH0 },
		    "INTERFACE=eth0\nRDISC_IFINDEX=2\nRDISC_ROUTER=192.0.2.1\n"
		    "RDISC_SOURCE=192.0.2.9\nRDISC_PREFERENCE=ineligible\n"
		    "RDISC_OLD_PREFERENCE=-7\nRDISC_LIFETIME=1800\n" },
		{ { .kind = EVENT_TRACK_LOST, .track = "uplink" }, "RDISC_TRACK=uplink\n" },
		{ { .kind = EVENT_INTERFACE_UNUSED, .ifindex = 7 }, "RDISC_IFINDEX=7\n" },
		{ { .kind = EVENT_NO_ROUTER }, "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct event event = rows[i].event;
		char fields[1024], want[1024];

		event.router = ip("192.0.2.1");
		event.source = ip("192.0.2.9");
		snprintf(want, sizeof(want), "MESSAGE_ID=%s\nRDISC_EVENT=%s\n%s",
		    event_id(event.kind), event_kind_name(event.kind), rows[i].fields);
		log_format_journal(&event, fields, sizeof(fields));
		ck_assert_str_eq(fields, want);
		for (size_t size = 1; size < strlen(want); size++) {
			log_format_journal(&event, fields, size); /* whole fields only */
			ck_assert_uint_lt(strlen(fields), size);
			ck_assert(fields[0] == '\0' || fields[strlen(fields) - 1] == '\n');
		}
	}
}
END_TEST

START_TEST(log_every_kind_has_a_line)
{
	for (int kind = 0; kind < EVENT_MAX; kind++) {
		struct event event = { .kind = (enum event_kind)kind };
		char line[400];
		bool known = false;

		for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
			known = known || lines[i].event.kind == event.kind;
		ck_assert_msg(known, "%s is not in the table above", event_kind_name(event.kind));
		log_format_event(&event, line, sizeof(line));
		ck_assert_msg(line[0] >= 'a' && line[0] <= 'z' && strstr(line, "(null)") == NULL,
		    "%s has no phrase: \"%s\"", event_kind_name(event.kind), line);
	}
}
END_TEST

/* A reason is one word, for those who search for it. */
START_TEST(log_every_reason_has_a_name)
{
	for (int reason = 0; reason < REASON_MAX; reason++) {
		const char *name = event_reason_name((enum reason)reason);

		ck_assert_ptr_nonnull(name);
		ck_assert_uint_gt(strlen(name), 0);
		ck_assert_uint_eq(strspn(name, "abcdefghijklmnopqrstuvwxyz_"), strlen(name));
	}
}
END_TEST

/* All of it on, the longest values, and each buffer too short for it: cut, never overrun. */
START_TEST(log_line_is_cut_to_its_buffer)
{
	struct event event = { .kind = EVENT_ROUTER_CHANGED,
		.ifname = "abcdefghijklmno",
		.router = ip("255.255.255.255"),
		.source = ip("255.255.255.255"),
		.preference = -2147483647,
		.old_preference = -2147483647,
		.lifetime = UINT32_MAX };
	char whole[400], part[400];

	log_format_event(&event, whole, sizeof(whole));
	ck_assert_uint_lt(strlen(whole), sizeof(whole) / 2);
	for (size_t size = 1; size < strlen(whole); size++) {
		memset(part, '#', sizeof(part));
		log_format_event(&event, part, size);
		ck_assert_uint_lt(strlen(part), size);
		for (size_t i = size; i < sizeof(part); i++)
			ck_assert_int_eq(part[i], '#');
	}
}
END_TEST

/* ---- what is written ---- */

static struct {
	FILE *file;
	int saved;
	char text[64 * 1024];
	unsigned n; /* lines */
} captured;

/* The machine's own log is spared. */
static const char nowhere[] = "/nonexistent/log";

static void capture_begin(enum log_target target, int level)
{
	captured.file = tmpfile();
	ck_assert_ptr_nonnull(captured.file);
	captured.saved = dup(STDERR_FILENO);
	ck_assert_int_ge(captured.saved, 0);
	ck_assert_int_ge(dup2(fileno(captured.file), STDERR_FILENO), 0);
	log_open(target, nowhere, nowhere);
	log_set_level(level);
}

/* Ends the capture; afterwards captured.text is what was written to stderr. */
static void capture_end(void)
{
	size_t len;

	dup2(captured.saved, STDERR_FILENO);
	close(captured.saved);
	rewind(captured.file);
	len = fread(captured.text, 1, sizeof(captured.text) - 1, captured.file);
	fclose(captured.file);
	captured.text[len] = '\0';
	captured.n = 0;
	for (const char *at = captured.text; (at = strchr(at, '\n')) != NULL; at++)
		captured.n++;
	log_open(LOG_TO_STDERR, nowhere, nowhere);
	log_set_level(LOG_INFO);
}

/* The log remembers bursts for as long as the process lives: each test begins an hour later. */
static usec_t new_hour(void)
{
	static usec_t hour;

	return hour += 3600 * SEC;
}

/* Each from another source: the same refusal again would be no news. */
static void repeat(enum event_kind kind, unsigned n, usec_t time)
{
	static uint32_t source = 0x0a000000;

	for (unsigned i = 0; i < n; i++)
		log_event(&(struct event){ .kind = kind,
		    .time = time,
		    .ifname = "eth0",
		    .source = in_addr_host(source++),
		    .times = i });
}

START_TEST(log_level_of_each_kind)
{
	struct event event = event_of((size_t)_i);
	char want[400];

	event.time = new_hour();
	capture_begin(LOG_TO_STDERR, lines[_i].level - 1);
	log_event(&event);
	capture_end();
	ck_assert_str_eq(captured.text, "");
	capture_begin(LOG_TO_STDERR, lines[_i].level);
	log_event(&event);
	capture_end();
	ck_assert_uint_eq(captured.n, 1);
	ck_assert_uint_eq(strncmp(captured.text, "rdisc: ", 7), 0);
	expand((size_t)_i, want, sizeof(want));
	ck_assert_uint_eq(strncmp(captured.text + 7, want, strlen(want)), 0);
	ck_assert_str_eq(captured.text + 7 + strlen(want), "\n");
}
END_TEST

START_TEST(log_targets)
{
	capture_begin(LOG_TO_BOTH, LOG_INFO);
	log_line(LOG_ERR, "an error %d", 1);
	log_line(LOG_WARNING, "a warning");
	capture_end();
	ck_assert_str_eq(captured.text, "rdisc: an error 1\n");
	capture_begin(LOG_TO_SYSLOG, LOG_DEBUG);
	log_line(LOG_ERR, "an error");
	capture_end();
	ck_assert_str_eq(captured.text, "");
	capture_begin(LOG_TO_STDERR, LOG_NOTICE);
	log_line(LOG_NOTICE, "%s", "100%s of it");
	log_line(LOG_INFO, "more");
	ck_assert(log_wants(LOG_NOTICE) && !log_wants(LOG_INFO));
	capture_end();
	ck_assert_str_eq(captured.text, "rdisc: 100%s of it\n");
}
END_TEST

/* Sets JOURNAL_STREAM to what systemd.exec(5) says of the descriptor, off by so many inodes. */
static void name_stream(int fd, unsigned off)
{
	struct stat st;
	char text[48];

	ck_assert_int_eq(fstat(fd, &st), 0);
	snprintf(text, sizeof(text), "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)(st.st_ino + off));
	setenv("JOURNAL_STREAM", text, 1);
}

/* The journal learns the level from the line; no other reader is bothered with it. */
START_TEST(log_tells_the_journal_the_level)
{
	const char *want = _i == 0 ? "<3>an error\n<7>a detail\n"
				   : "rdisc: an error\nrdisc: a detail\n";

	capture_begin(LOG_TO_STDERR, LOG_DEBUG);
	name_stream(fileno(captured.file), (unsigned)_i); /* 1: another one's variable */
	log_open(LOG_TO_STDERR, nowhere, nowhere);
	log_line(LOG_ERR, "an error");
	log_line(LOG_DEBUG, "a detail");
	unsetenv("JOURNAL_STREAM");
	capture_end();
	ck_assert_str_eq(captured.text, want);
}
END_TEST

START_TEST(log_level_has_the_name_of_the_configuration)
{
	const struct confkey *key = confkey_find(SECTION_DAEMON, "log-level");
	struct conf conf;

	for (int level = LOG_ERR; level <= LOG_DEBUG; level++) {
		ck_assert(confkey_set(key, &conf, conf_log_level_name(level)));
		ck_assert_int_eq(conf.log_level, level);
		log_set_level(level);
		ck_assert_int_eq(log_level(), level);
		ck_assert(log_wants(level) && !log_wants(level + 1));
	}
	log_set_level(LOG_INFO);
}
END_TEST

START_TEST(log_long_line_is_cut)
{
	char text[4000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	capture_begin(LOG_TO_STDERR, LOG_INFO);
	log_line(LOG_ERR, "%s", text);
	capture_end();
	ck_assert_uint_eq(captured.n, 1);
	ck_assert_uint_lt(strlen(captured.text), 600);
}
END_TEST

/* ---- bursts ---- */

static const char *last_line(void)
{
	char *end = captured.text + strlen(captured.text) - 1;

	while (end > captured.text && end[-1] != '\n')
		end--;
	return end;
}

/* 20 at once, then one every 10 s, and how many were left out. Fault B15: a line for each packet. */
START_TEST(log_burst_is_cut_and_told)
{
	usec_t now = new_hour();

	capture_begin(LOG_TO_STDERR, LOG_INFO);
	repeat(EVENT_ROUTER_LOST, 1000, now);
	repeat(EVENT_ROUTER_LOST, 1, now + 9 * SEC);
	capture_end();
	ck_assert_uint_eq(captured.n, 20);
	ck_assert_ptr_null(strstr(captured.text, "left_out"));

	capture_begin(LOG_TO_STDERR, LOG_INFO);
	repeat(EVENT_ROUTER_LOST, 3, now + 10 * SEC);
	capture_end();
	ck_assert_uint_eq(captured.n, 1);
	ck_assert_str_eq(last_line(), "rdisc: router lost iface=eth0 router=none left_out=981\n");

	capture_begin(LOG_TO_STDERR, LOG_INFO);
	repeat(EVENT_ROUTER_LOST, 3, now + 30 * SEC);
	capture_end();
	ck_assert_uint_eq(captured.n, 2);
	ck_assert_ptr_nonnull(strstr(captured.text, "left_out=2\n"));
	ck_assert_ptr_null(strstr(last_line(), "left_out"));
}
END_TEST

/* Events that any machine on the LAN can provoke get fewer lines. [N-4] */
START_TEST(log_burst_of_noise_is_shorter)
{
	usec_t now = new_hour();

	capture_begin(LOG_TO_STDERR, LOG_INFO);
	repeat(EVENT_MESSAGE_REFUSED, 1000, now);
	repeat(EVENT_ROUTER_REFUSED, 1000, now);
	capture_end();
	ck_assert_uint_eq(captured.n, 10);

	capture_begin(LOG_TO_STDERR, LOG_INFO);
	repeat(EVENT_MESSAGE_REFUSED, 1, now + 10 * SEC);
	repeat(EVENT_ROUTER_REFUSED, 1, now + 10 * SEC);
	capture_end();
	ck_assert_uint_eq(captured.n, 2);
	ck_assert_ptr_nonnull(strstr(captured.text, "left_out=995\n"));
	ck_assert_ptr_nonnull(strstr(last_line(), "left_out=995\n"));
}
END_TEST

/* A router that serves two subnets on the link has an address refused with each advertisement. */
START_TEST(log_refusal_is_told_once_a_day)
{
	struct event event = { .kind = EVENT_ROUTER_REFUSED,
		.reason = REASON_NOT_NEIGHBOUR,
		.time = new_hour(),
		.ifname = "eth0",
		.ifindex = 2,
		.router = ip("203.0.113.1"),
		.source = ip("192.0.2.1") };
	struct event others[5];

	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		others[i] = event;
	others[0].router = ip("203.0.113.2");
	others[1].source = ip("192.0.2.2");
	others[2].ifindex = 3;
	others[3].reason = REASON_BAD_ADDRESS;
	others[4].kind = EVENT_INCONSISTENT;

	capture_begin(LOG_TO_STDERR, LOG_INFO);
	for (int i = 0; i < 144; i++, event.time += 600 * SEC)
		log_event(&event);
	capture_end();
	ck_assert_uint_eq(captured.n, 1);
	capture_begin(LOG_TO_STDERR, LOG_INFO);
	log_event(&event); /* the next day */
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		others[i].time = event.time;
		log_event(&others[i]);
	}
	capture_end();
	ck_assert_uint_eq(captured.n, 1 + ARRAY_SIZE(others));
	capture_begin(LOG_TO_STDERR, LOG_DEBUG); /* -v tells all */
	event.time += 600 * SEC;
	log_event(&event);
	capture_end();
	ck_assert_uint_eq(captured.n, 1);
	for (int i = 0; i < 26; i++)
		new_hour();
}
END_TEST

/* Invented sources make it forget, not grow; and a refusal left out does not count as logged. */
START_TEST(log_refusals_are_remembered_in_bounds)
{
	struct event event = { .kind = EVENT_MESSAGE_REFUSED,
		.reason = REASON_NOT_NEIGHBOUR,
		.time = new_hour(),
		.ifindex = 2,
		.source = ip("203.0.113.1") };

	capture_begin(LOG_TO_STDERR, LOG_INFO);
	log_event(&event);
	repeat(EVENT_MESSAGE_REFUSED, 1000, event.time);
	capture_end();
	ck_assert_uint_eq(captured.n, 5);
	capture_begin(LOG_TO_STDERR, LOG_INFO);
	for (unsigned i = 0; i < 100; i++)
		repeat(EVENT_MESSAGE_REFUSED, 1 + i, event.time + (i + 1) * 60 * SEC);
	event.time += 7200 * SEC;
	log_event(&event);
	capture_end();
	ck_assert_ptr_nonnull(strstr(captured.text, "source=203.0.113.1 reason="));
	for (int i = 0; i < 3; i++)
		new_hour();
}
END_TEST

/* The gravest of what was left out decides how it is told. */
START_TEST(log_left_out_has_the_gravest_level)
{
	struct event event = { .kind = EVENT_ROUTER_REFUSED,
		.reason = REASON_DENIED,
		.time = new_hour(),
		.ifname = "eth0" };

	capture_begin(LOG_TO_STDERR, LOG_INFO);
	repeat(EVENT_ROUTER_REFUSED, 7, event.time);
	log_event(&event);
	repeat(EVENT_ROUTER_REFUSED, 10, event.time);
	log_set_level(LOG_WARNING);
	log_tell_left_out(event.time, true);
	capture_end();
	ck_assert_str_eq(last_line(), "rdisc: router refused left_out=13 in=0s\n");
}
END_TEST

/* A pause earns a burst again, however long it was, and not more. */
START_TEST(log_burst_comes_back_after_a_pause)
{
	usec_t now = new_hour();

	capture_begin(LOG_TO_STDERR, LOG_INFO);
	repeat(EVENT_ROUTER_LOST, 20, now);
	repeat(EVENT_ROUTER_LOST, 100, now + 400 * SEC);
	capture_end();
	ck_assert_uint_eq(captured.n, 40);

	capture_begin(LOG_TO_STDERR, LOG_INFO);
	repeat(EVENT_ROUTER_LOST, 100, now + 50 * 86400 * SEC);
	capture_end();
	ck_assert_uint_eq(captured.n, 20);
	ck_assert_uint_eq(
	    strncmp(captured.text, "rdisc: router lost iface=eth0 router=none left_out=80\n", 54),
	    0);
	capture_begin(LOG_TO_STDERR, LOG_INFO); /* leaves nothing for the tests that follow */
	repeat(EVENT_ROUTER_LOST, 1, now + 51 * 86400 * SEC);
	capture_end();
	for (int i = 0; i < 52 * 24; i++)
		new_hour();
}
END_TEST

/* A burst that ends is told of after a minute, by a line of its own, once. */
START_TEST(log_left_out_is_told_after_a_minute)
{
	usec_t now = new_hour();

	capture_begin(LOG_TO_STDERR, LOG_INFO);
	repeat(EVENT_ROUTER_LOST, 20, now);
	ck_assert_uint_eq(log_deadline(), USEC_INFINITY);
	repeat(EVENT_ROUTER_LOST, 30, now + SEC);
	repeat(EVENT_ROUTER_LOST, 7, now + 3 * SEC);
	repeat(EVENT_ROUTER_CHANGED, 21, now + 2 * SEC);
	ck_assert_uint_eq(log_deadline(), now + 61 * SEC);
	log_tell_left_out(now + 61 * SEC - 1, false);
	capture_end();
	ck_assert_uint_eq(captured.n, 40);

	capture_begin(LOG_TO_STDERR, LOG_INFO);
	log_tell_left_out(now + 61 * SEC, false);
	ck_assert_uint_eq(log_deadline(), now + 62 * SEC);
	log_tell_left_out(now + 61 * SEC, false);
	capture_end();
	ck_assert_str_eq(captured.text, "rdisc: router lost left_out=37 in=60s\n");

	capture_begin(LOG_TO_STDERR, LOG_INFO);
	log_tell_left_out(now + 3661 * SEC, false); /* the machine was asleep */
	ck_assert_uint_eq(log_deadline(), USEC_INFINITY);
	repeat(EVENT_ROUTER_CHANGED, 1, now + 3661 * SEC);
	capture_end();
	ck_assert_uint_eq(captured.n, 2);
	ck_assert_ptr_nonnull(strstr(captured.text, "router changed left_out=1 in=3659s\n"));
	ck_assert_ptr_null(strstr(last_line(), "left_out"));
	new_hour();
	new_hour();
}
END_TEST

/* A number in the next line of the kind is not logged again, and the end waits for no minute. */
START_TEST(log_left_out_is_told_once_and_at_the_end)
{
	usec_t now = new_hour();

	capture_begin(LOG_TO_STDERR, LOG_INFO);
	repeat(EVENT_ROUTER_LOST, 25, now);
	repeat(EVENT_ROUTER_LOST, 1, now + 11 * SEC);
	ck_assert_uint_eq(log_deadline(), USEC_INFINITY);
	repeat(EVENT_ROUTER_LOST, 3, now + 12 * SEC);
	log_tell_left_out(now + 12 * SEC, true);
	ck_assert_uint_eq(log_deadline(), USEC_INFINITY);
	log_tell_left_out(now + 12 * SEC, true);
	capture_end();
	ck_assert_uint_eq(captured.n, 22);
	ck_assert_str_eq(last_line(), "rdisc: router lost left_out=3 in=0s\n");
}
END_TEST

/* One kind does not use up another's lines. A burst is one whether it is written or not, since the stream
 * of events is cut alike; but what is not wanted is not told to be left out. */
START_TEST(log_bursts_are_counted_by_kind)
{
	usec_t now = new_hour();

	capture_begin(LOG_TO_STDERR, LOG_WARNING);
	repeat(EVENT_ROUTE_ADDED, 20, now);
	ck_assert(!log_event(&(struct event){ .kind = EVENT_ROUTE_ADDED, .time = now }));
	ck_assert(log_event(&(struct event){ .kind = EVENT_ROUTE_REMOVED, .time = now }));
	capture_end();
	ck_assert_uint_eq(captured.n, 0);
	now = new_hour();
	capture_begin(LOG_TO_STDERR, LOG_INFO);
	repeat(EVENT_ROUTE_ADDED, 20, now);
	repeat(EVENT_ROUTE_REMOVED, 20, now);
	capture_end();
	ck_assert_uint_eq(captured.n, 40);
	ck_assert_ptr_null(strstr(captured.text, "left_out"));
}
END_TEST

/* Events that only this machine can cause are never left out, nor those of -v. */
START_TEST(log_own_news_are_never_cut)
{
	static const enum event_kind kinds[] = { EVENT_INTERFACE_READY, EVENT_INTERFACE_UNUSED,
		EVENT_SOLICITING, EVENT_ADVERTISING, EVENT_NOT_ADVERTISING, EVENT_ROUTE_ADOPTED,
		EVENT_ADVERTISED, EVENT_MESSAGE_RECEIVED };
	usec_t now = new_hour();

	capture_begin(LOG_TO_STDERR, LOG_DEBUG);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		repeat(kinds[i], 50, now);
	capture_end();
	ck_assert_uint_eq(captured.n, 50 * ARRAY_SIZE(kinds));
	ck_assert_ptr_null(strstr(captured.text, "left_out"));
}
END_TEST

Suite *suite_log(void)
{
	Suite *s = suite_create("log");
	TCase *tc = tcase_create("log");

	tcase_add_loop_test(tc, log_line_of_each_kind, 0, (int)ARRAY_SIZE(lines));
	tcase_add_test(tc, log_every_kind_has_an_identifier);
	tcase_add_test(tc, log_fields_of_the_journal);
	tcase_add_test(tc, log_every_kind_has_a_line);
	tcase_add_test(tc, log_every_reason_has_a_name);
	tcase_add_test(tc, log_line_is_cut_to_its_buffer);
	tcase_add_loop_test(tc, log_level_of_each_kind, 0, (int)ARRAY_SIZE(lines));
	tcase_add_test(tc, log_targets);
	tcase_add_loop_test(tc, log_tells_the_journal_the_level, 0, 2);
	tcase_add_test(tc, log_level_has_the_name_of_the_configuration);
	tcase_add_test(tc, log_long_line_is_cut);
	tcase_add_test(tc, log_burst_is_cut_and_told);
	tcase_add_test(tc, log_burst_of_noise_is_shorter);
	tcase_add_test(tc, log_refusal_is_told_once_a_day);
	tcase_add_test(tc, log_refusals_are_remembered_in_bounds);
	tcase_add_test(tc, log_left_out_has_the_gravest_level);
	tcase_add_test(tc, log_burst_comes_back_after_a_pause);
	tcase_add_test(tc, log_left_out_is_told_after_a_minute);
	tcase_add_test(tc, log_left_out_is_told_once_and_at_the_end);
	tcase_add_test(tc, log_bursts_are_counted_by_kind);
	tcase_add_test(tc, log_own_news_are_never_cut);
	suite_add_tcase(s, tc);
	return s;
}
