/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests what people read: words for times, tables, and the text of each answer. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rdiscctl/answer.h"
#include "base/printable.h"
#include "rdiscctl/show.h"
#include "unit/tests.h"
#include "rdiscctl/times.h"

/* ---- words for times ---- */

#define MINUTE (60 * SEC)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

static const struct {
	usec_t duration;
	const char *text;
} durations[] = {
	{ 0, "0s" },
	{ 999 * MS, "0s" },
	{ 59 * SEC + 999 * MS, "59s" },
	{ 60 * SEC, "1m 00s" },
	{ 24 * MINUTE + 51 * SEC, "24m 51s" },
	{ HOUR - 1, "59m 59s" },
	{ HOUR, "1h 00m" },
	{ DAY - 1, "23h 59m" },
	{ 3 * DAY + 4 * HOUR + 12 * MINUTE + 59 * SEC, "3d 04:12" },
	{ USEC_INFINITY, "213503982d 08:01" },
};

START_TEST(words_of_durations)
{
	char text[WORDS_MAX];

	ck_assert_str_eq(words_duration(durations[_i].duration, text), durations[_i].text);
}
END_TEST

START_TEST(words_of_moments)
{
	char text[WORDS_MAX];

	ck_assert_str_eq(words_moment(100 * SEC, 89 * SEC, text), "in 11s");
	ck_assert_str_eq(words_moment(89 * SEC, 100 * SEC, text), "11s ago");
	ck_assert_str_eq(words_moment(100 * SEC, 100 * SEC, text), "now");
	ck_assert_str_eq(words_moment(100 * SEC, 100 * SEC + 999 * MS, text), "now");
	ck_assert_str_eq(words_moment(100 * SEC + 999 * MS, 100 * SEC, text), "now");
	ck_assert_str_eq(words_moment(0, USEC_INFINITY, text), "213503982d 08:01 ago");
	setenv("TZ", "UTC", 1);
	tzset();
	ck_assert_str_eq(words_date(1795363445 * SEC + 123 * MS, text), "2026-11-22 16:04:05");
}
END_TEST

/* ---- members ---- */

static const struct {
	const char *text;
	bool good;
	usec_t when;
} times[] = {
	{ "1970-01-01T00:00:00Z", true, 0 },
	{ "2026-11-22T16:04:05.123Z", true, 1795363445 * SEC + 123 * MS },
	{ "2026-11-22T16:04:05.123456789Z", true, 1795363445 * SEC + 123456 },
	{ "2026-11-22T16:04:05.Z", true, 1795363445 * SEC },
	{ "2026-11-22T16:04:05", false, 0 },
	{ "2026-11-22T16:04:05+01:00", false, 0 },
	{ "2026-11-22T16:04:05Zulu", false, 0 },
	{ "1969-12-31T23:59:59Z", false, 0 },
	{ "yesterday", false, 0 },
	{ "", false, 0 },
};

START_TEST(answer_times)
{
	json_t *object = json_pack("{s:s}", "time", times[_i].text);
	usec_t when = 77;

	ck_assert_int_eq(answer_time(object, "time", &when), times[_i].good);
	ck_assert_uint_eq(when, times[_i].good ? times[_i].when : 77);
	json_decref(object);
}
END_TEST

static json_t *parse(const char *text)
{
	json_error_t error;
	json_t *value = json_loads(text, 0, &error);

	ck_assert_msg(value != NULL, "%s: %s", error.text, text);
	return value;
}

/* A member of another type than expected, or none: nothing is known, nothing breaks. */
START_TEST(answer_members_of_any_type)
{
	static const char *const values[] = { "null", "1", "-1.5", "\"text\"", "true", "[]", "{}" };
	usec_t when;

	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		char text[64];
		json_t *o;

		snprintf(text, sizeof(text), "{\"m\":%s}", values[i]);
		o = parse(text);
		ck_assert_int_eq(answer_text(o, "m") != NULL, i == 3);
		ck_assert_int_eq(answer_number(o, "m") != 0, i == 1 || i == 2);
		ck_assert_int_eq(answer_true(o, "m"), i == 4);
		ck_assert_int_eq(answer_list(o, "m") != NULL, i == 5);
		ck_assert_int_eq(answer_object(o, "m") != NULL, i == 6);
		ck_assert_uint_eq(answer_duration(o, "m"), i == 1 ? SEC : 0);
		ck_assert(!answer_time(o, "m", &when) && !answer_is(o, "m", "other"));
		ck_assert(answer_text(o, "n") == NULL && answer_text(NULL, "m") == NULL);
		json_decref(o);
	}
}
END_TEST

/* doc/control.md: lists of the same name are joined. */
START_TEST(answer_parts_are_joined)
{
	json_t *whole = parse("{\"version\":1,\"routers\":[1],\"daemon\":{\"a\":1},\"more\":true}");
	json_t *part = parse("{\"version\":1,\"routers\":[2,3],\"refused\":[4],\"more\":true}");
	json_t *want = parse(
	    "{\"version\":1,\"routers\":[1,2,3],\"daemon\":{\"a\":1},\"refused\":[4]}");

	ck_assert(answer_join(whole, part));
	ck_assert(json_equal(whole, want));
	json_decref(whole);
	json_decref(part);
	json_decref(want);
}
END_TEST

/* ---- pages ---- */

static struct {
	FILE *out;
	char *text;
	size_t size;
	struct page page;
} sheet;

static struct page *sheet_begin(bool colour)
{
	sheet.out = open_memstream(&sheet.text, &sheet.size);
	ck_assert_ptr_nonnull(sheet.out);
	page_init(&sheet.page, sheet.out, colour);
	return &sheet.page;
}

/* Ends it and compares. */
static void sheet_is(const char *want)
{
	ck_assert(!sheet.page.failed);
	page_fini(&sheet.page);
	fclose(sheet.out);
	ck_assert_str_eq(sheet.text, want);
	free(sheet.text);
}

static const char *const titles[] = { "One", "Empty", "Three", NULL };

START_TEST(page_columns_line_up)
{
	struct page *p = sheet_begin(false);

	page_section(p, "Heading");
	page_table(p, titles);
	page_cell(p, STYLE_GOOD, "%s", "a");
	page_cell(p, STYLE_PLAIN, "-");
	page_cell(p, STYLE_PLAIN, "b");
	page_cell(p, STYLE_PLAIN, "longer");
	page_cell(p, STYLE_PLAIN, "%s", "");
	page_cell(p, STYLE_PLAIN, "c");
	page_end(p);
	page_section(p, "Nothing in it");
	page_table(p, titles);
	page_end(p);
	page_section(p, "");
	page_line(p, STYLE_BAD, "a line of %d", 1);
	sheet_is("Heading\nOne     Three\na       b\nlonger  c\n\na line of 1\n");
}
END_TEST

/* The tables of routers and interfaces are wider than most terminals. [faults G15] */
START_TEST(page_table_folds_where_it_is_too_wide)
{
	static const struct {
		size_t width;
		const char *want;
	} rows[] = {
		{ 0, "One     Three  Empty\na       b      longest\nlonger  c      -\n" },
		{ 22, "One     Three  Empty\na       b      longest\nlonger  c      -\n" },
		{ 21, "One     Three\n  Empty\na       b\n  longest\nlonger  c\n  -\n" },
		{ 12, "One\n  Three\n  Empty\na\n  b\n  longest\nlonger\n  c\n  -\n" },
		{ 1, "One\n  Three\n  Empty\na\n  b\n  longest\nlonger\n  c\n  -\n" },
	};
	static const char *const four[] = { "One", "None", "Three", "Empty", NULL };
	static const char *const cells[] = { "a", "-", "b", "longest", "longer", "", "c", "-" };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct page *p = sheet_begin(false);

		p->width = rows[i].width;
		page_table(p, four);
		for (size_t j = 0; j < ARRAY_SIZE(cells); j++)
			page_cell(p, STYLE_PLAIN, "%s", cells[j]);
		page_end(p);
		sheet_is(rows[i].want);
	}
}
END_TEST

START_TEST(page_colours)
{
	struct page *p = sheet_begin(true);

	page_line(p, STYLE_PLAIN, "plain");
	page_line(p, STYLE_BAD, "bad");
	page_table(p, titles);
	for (int i = 0; i < 3; i++)
		page_cell(p, STYLE_GOOD, "x");
	page_end(p);
	sheet_is("plain\n\033[31mbad\033[0m\n"
		 "\033[1mOne\033[0m  \033[1mEmpty\033[0m  \033[1mThree\033[0m\n"
		 "\033[32mx\033[0m    \033[32mx\033[0m      \033[32mx\033[0m\n");
}
END_TEST

/* A name of an interface may hold any byte but a slash and blanks; none reaches a terminal. */
START_TEST(page_shows_no_strange_byte)
{
	struct page *p = sheet_begin(false);
	char all[256], clean[1100];

	for (int i = 1; i < 256; i++)
		all[i - 1] = (char)i;
	all[255] = '\0';
	printable(all, clean, sizeof(clean));
	for (const char *c = clean; *c != '\0'; c++)
		ck_assert(*c >= ' ' && *c <= '~');
	ck_assert_uint_eq(strlen(clean), 95 + 4 * (255 - 95));
	for (size_t size = 1; size < 40; size++) {
		memset(clean, '#', sizeof(clean));
		printable("\033[2J\n\303\274", clean, size);
		ck_assert_uint_lt(strlen(clean), size);
		ck_assert_int_eq(clean[size], '#');
	}
	page_line(p, STYLE_PLAIN, "%s", "eth\033[2J\n\303\274");
	sheet_is("eth\\x1b[2J\\x0a\\xc3\\xbc\n");
}
END_TEST

/* ---- answers ---- */

#define NOW "\"version\":1,\"time\":\"2026-11-22T16:04:05Z\""

#define DAEMON(state, standing, router, reload)                                                    \
	"\"daemon\":{\"version\":\"1.0.0\",\"uptime\":274320.5,\"roles\":[\"host\",\"router\"],"   \
	"\"state\":" state ",\"standing\":" standing ",\"default_router\":" router ","             \
	"\"configuration\":{\"generation\":7,\"time\":\"2026-11-20T08:11:00Z\",\"last_"            \
	"reload\":" reload "}}"

#define FIRST "{\"router\":\"192.0.2.1\",\"interface\":\"eth0\",\"prefsrc\":\"192.0.2.10\"}"
#define TITLE "rdisc 1.0.0, host and router, up 3d 04:12, configuration 7 of 2026-11-20 08:11:00\n"

#define ROUTERS                                                                                    \
	"\"routers\":[{\"address\":\"192.0.2.1\",\"interface\":\"eth0\",\"source\":\"192.0.2.1\"," \
	"\"preference\":300,\"advertised_preference\":300,\"neighbour\":\"reachable\","            \
	"\"expires\":\"2026-11-22T16:28:56Z\",\"heard\":\"2026-11-22T16:03:54Z\","                 \
	"\"learned\":\"2026-11-22T15:04:05Z\",\"state\":\"used\",\"position\":1,"                  \
	"\"route\":{\"metric\":4096,\"installed\":true,\"outdone\":true},\"rule\":null},"          \
	"{\"address\":\"192.0.2.2\",\"interface\":\"eth0\",\"source\":\"192.0.2.9\","              \
	"\"preference\":-2147483648,\"advertised_preference\":200,\"neighbour\":\"none\","         \
	"\"expires\":\"2026-11-22T16:04:10Z\",\"heard\":\"2026-11-22T16:03:54Z\","                 \
	"\"learned\":\"2026-11-22T15:04:05Z\",\"state\":\"ineligible\",\"position\":2,"            \
	"\"route\":{\"metric\":4097,\"installed\":false},"                                         \
	"\"rule\":{\"file\":\"/etc/rdisc.conf\",\"line\":23}}]"

#define REFUSED                                                                                    \
	"\"refused\":[{\"address\":\"192.0.2.66\",\"interface\":\"eth0\","                         \
	"\"source\":\"192.0.2.67\",\"preference\":5,\"reason\":\"not_allowed\",\"count\":2,"       \
	"\"first\":\"2026-11-22T16:03:07Z\",\"last\":\"2026-11-22T16:03:57Z\"}]"

#define OTHER_ROUTE                                                                                \
	"{\"ours\":false,\"hops\":[{\"gateway\":\"192.0.2.254\",\"interface\":\"eth0\"}],"         \
	"\"metric\":100,\"table\":254,\"protocol\":16,\"protocol_name\":\"dhcp\","                 \
	"\"prefsrc\":\"192.0.2.10\",\"wins\":true}"
#define OUR_ROUTE                                                                                  \
	"{\"ours\":true,\"hops\":[{\"gateway\":\"192.0.2.1\",\"interface\":\"eth0\"},"             \
	"{\"gateway\":null,\"interface\":\"ppp0\"}],\"metric\":4096,\"table\":254,\"protocol\":9," \
	"\"protocol_name\":null,\"prefsrc\":null,\"wins\":false}"

#define ETH0                                                                                       \
	"{\"name\":\"eth0\",\"role\":\"host\",\"in_use\":true,\"up\":true,\"carrier\":true,"       \
	"\"forwarding\":false,\"addresses\":[\"192.0.2.10/24\"],\"n_addresses\":1,"                \
	"\"received\":{\"advertisements\":9,\"solicitations\":1,\"refused\":2},"                   \
	"\"sent\":{\"advertisements\":0,\"solicitations\":3},"                                     \
	"\"rule\":{\"pattern\":\"eth*\",\"file\":\"/etc/rdisc.conf\",\"line\":12},"                \
	"\"host\":{\"state\":\"soliciting\",\"next_solicitation\":\"2026-11-22T16:04:07Z\","       \
	"\"routers\":2}}"
#define LAN0                                                                                       \
	"{\"name\":\"lan0\",\"role\":\"router\",\"in_use\":true,\"up\":true,\"carrier\":true,"     \
	"\"forwarding\":true,\"addresses\":[\"10.0.0.1/24\",\"10.0.1.1/24\"],\"n_addresses\":3,"   \
	"\"rule\":{\"pattern\":\"lan0\",\"file\":null,\"line\":null},"                             \
	"\"router\":{\"advertising\":true,\"lifetime\":1800,\"destination\":\"224.0.0.1\","        \
	"\"last_advertisement\":\"2026-11-22T16:03:54Z\",\"draining\":true,\"tracks\":[],"         \
	"\"next_advertisement\":\"2026-11-22T16:10:54Z\","                                         \
	"\"addresses\":[{\"address\":\"10.0.0.1\",\"preference\":100}]}}"
#define WAN0                                                                                       \
	"{\"name\":\"wan0\",\"role\":\"host\",\"in_use\":false,\"reason\":\"no_carrier\","         \
	"\"up\":true,\"carrier\":false,\"addresses\":[],\"n_addresses\":0,"                        \
	"\"rule\":{\"pattern\":\"*\"},\"host\":{\"state\":\"idle\",\"routers\":0}}"

static const struct {
	void (*show)(struct page *p, const json_t *answer);
	const char *answer;
	const char *text;
} pages[] = {
	{ show_status, "{" NOW "," DAEMON("\"ok\"", "\"alive\"", FIRST, "\"ok\"") "}",
	    TITLE "Default router: 192.0.2.1 on eth0, source 192.0.2.10\n" },
	{ show_status, "{" NOW "," DAEMON("\"ok\"", "null", "null", "null") "}", TITLE },
	{ show_status, "{" NOW "," DAEMON("\"degraded\"", "\"none\"", "null", "\"refused\"") "}",
	    TITLE "Default router: none\n"
		  "\nAlarms\n"
		  "  degraded: no router works\n"
		  "  the last reload was refused: see the log, or rdisc --check\n" },
	{ show_status, "{" NOW "," DAEMON("\"degraded\"", "\"last_resort\"", FIRST, "\"ok\"") "}",
	    TITLE "Default router: 192.0.2.1 on eth0, source 192.0.2.10, the last resort\n"
		  "\nAlarms\n"
		  "  degraded: no router works\n" },
	{ show_status,
	    "{" NOW ",\"daemon\":{\"version\":\"1.0.0\",\"damping\":{\"router\":"
	    "\"192.0.2.1\",\"interface\":\"eth0\",\"until\":\"2026-11-22T16:04:45Z\"}}}",
	    "rdisc 1.0.0, up 0s, configuration 0 of -\n"
	    "\nAlarms\n"
	    "  damping: the default router changed too often, 192.0.2.1 on eth0 stays first until "
	    "in "
	    "40s\n" },
	{ show_status, "{" NOW "," DAEMON("\"degraded\"", "\"alive\"", FIRST, "\"ok\"") "}",
	    TITLE "Default router: 192.0.2.1 on eth0, source 192.0.2.10\n"
		  "\nAlarms\n"
		  "  degraded: an interface with role router advertises nothing\n" },
	{ show_status, "{" NOW "," DAEMON("\"degraded\"", "null", "null", "null") "}",
	    TITLE "\nAlarms\n"
		  "  degraded: an interface with role router advertises nothing\n" },
	{ show_status, "{" NOW "," DAEMON("\"ok\"", "\"foreign\"", "null", "\"ok\"") "}",
	    TITLE "Default router: none answers; another default route is in use\n" },
	{ show_status,
	    "{" NOW "," DAEMON("\"ok\"", "\"alive\"", FIRST,
		"\"ok\"") ",\"interfaces\":[" ETH0 "," LAN0 "," WAN0 "]," ROUTERS "," REFUSED
			  ",\"default_routes\":[" OTHER_ROUTE "," OUR_ROUTE
			  "],\"tracks\":[{\"name\":\"uplink\",\"kind\":\"interface\","
			  "\"target\":\"wan0\",\"ok\":false},{\"name\":\"good\",\"ok\":"
			  "true}]}",
	    TITLE "Default router: 192.0.2.1 on eth0, source 192.0.2.10\n"
		  "\n"
		  "Interface  Role    State            Routers  Last sent  Next\n"
		  "eth0       host    soliciting       2        -          in 2s\n"
		  "lan0       router  draining         -        11s ago    in 6m 49s\n"
		  "wan0       host    off: no_carrier  0        -          -\n"
		  "\n"
		  "Router     Interface  Preference             Expires     Neighbour  State    "
		  "   Route                            Heard\n"
		  "192.0.2.1  eth0       300                    in 24m 51s  reachable  used     "
		  "   metric 4096, outdone             11s ago\n"
		  "192.0.2.2  eth0       ineligible (sent 200)  in 5s       none       ineligible"
		  "  2nd, metric 4097, not installed  11s ago\n"
		  "\n"
		  "Alarms\n"
		  "  another default route wins: via 192.0.2.254 dev eth0, metric 100; rdiscctl"
		  " conflicts\n"
		  "  track uplink is lost: interface wan0\n"
		  "  router 192.0.2.66 refused on eth0: not_allowed (2 times, last 8s ago)\n" },
	{ show_routers, "{" NOW "," ROUTERS "," REFUSED "}",
	    "Router     Interface  Preference             Expires     Neighbour  State       "
	    "Route"
	    "                            Heard    Learned     Named by   Policy\n"
	    "192.0.2.1  eth0       300                    in 24m 51s  reachable  used        "
	    "metric"
	    " 4096, outdone             11s ago  1h 00m ago  -          -\n"
	    "192.0.2.2  eth0       ineligible (sent 200)  in 5s       none       ineligible  "
	    "2nd,"
	    " metric 4097, not installed  11s ago  1h 00m ago  192.0.2.9  /etc/rdisc.conf:23\n"
	    "\n"
	    "Refused     Interface  Preference  Reason       From        Times  First    Last\n"
	    "192.0.2.66  eth0       5           not_allowed  192.0.2.67  2      58s ago  8s "
	    "ago\n" },
	{ show_routers, "{" NOW ",\"routers\":[]}", "No router is known.\n" },
	{ show_interfaces, "{" NOW ",\"interfaces\":[" ETH0 "," LAN0 "," WAN0 "]}",
	    "Interface  Role    Link        In use          Addresses               Forwards  "
	    "Heard"
	    "  Refused  Sent  Configured by\n"
	    "eth0       host    up          yes             192.0.2.10/24           no        "
	    "9, 1 "
	    "  2        0, 3  eth* /etc/rdisc.conf:12\n"
	    "lan0       router  up          yes             10.0.0.1/24 and 2 more  yes       "
	    "0, 0 "
	    "  0        0, 0  lan0\n"
	    "wan0       host    no carrier  no: no_carrier  -                       no        "
	    "0, 0 "
	    "  0        0, 0  *\n"
	    "\n"
	    "Interface  Advertises  Preference  Lifetime  To         Last     Next       "
	    "Tracks\n"
	    "lan0       10.0.0.1    100         1800 s    224.0.0.1  11s ago  in 6m 49s  0\n"
	    "\n"
	    "Heard and Sent count advertisements, solicitations.\n" },
	{ show_interfaces, "{" NOW ",\"interfaces\":[]}", "No interfaces.\n" },
	{ show_explain,
	    "{" NOW ",\"explanations\":[{\"router\":\"192.0.2.1\",\"interface\":\"eth0\","
	    "\"used\":true,\"steps\":[{\"step\":\"known\",\"ok\":true,\"text\":\"heard\"},"
	    "{\"step\":\"policy\",\"ok\":null,\"text\":\"raised\","
	    "\"rule\":{\"file\":\"a.conf\",\"line\":3}}]},"
	    "{\"router\":\"192.0.2.3\",\"interface\":\"eth0\",\"used\":true,"
	    "\"outdone\":true,\"steps\":[]},"
	    "{\"router\":\"192.0.2.66\",\"interface\":\"eth0\",\"used\":false,"
	    "\"steps\":[{\"step\":\"policy\",\"ok\":false,\"text\":\"denied\",\"rule\":null}]}]"
	    "}",
	    "192.0.2.1 on eth0 is used:\n"
	    "  1. + heard\n"
	    "  2.   raised (a.conf:3)\n"
	    "\n"
	    "192.0.2.3 on eth0 has a route, but another one carries the traffic:\n"
	    "\n"
	    "192.0.2.66 on eth0 is not used:\n"
	    "  1. - denied\n" },
	{ show_explain, "{" NOW ",\"explanations\":[]}",
	    "rdisc neither knows nor has refused such a router.\n" },
	{ show_conflicts, "{" NOW ",\"default_routes\":[" OTHER_ROUTE "," OUR_ROUTE "]}",
	    "Default route                                    Metric  Protocol  Source      "
	    "Table  Whose      Wins\n"
	    "via 192.0.2.254 dev eth0                         100     dhcp      192.0.2.10  "
	    "254    another's  wins\n"
	    "nexthop via 192.0.2.1 dev eth0 nexthop dev ppp0  4096    9         -           "
	    "254    rdisc      -\n"
	    "\n"
	    "The other one wins: its metric, 100, is lower than that of rdisc, 4096.\n" },
	{ show_conflicts, "{" NOW ",\"default_routes\":[]}", "There is no default route.\n" },
	{ show_conflicts, "{" NOW ",\"default_routes\":[" OTHER_ROUTE "]}",
	    "Default route             Metric  Protocol  Source      Table  Whose      Wins\n"
	    "via 192.0.2.254 dev eth0  100     dhcp      192.0.2.10  254    another's  wins\n"
	    "\n"
	    "No default route belongs to rdisc.\n" },
	{ show_conflicts, "{" NOW ",\"default_routes\":[" OUR_ROUTE "]}",
	    "Default route                                    Metric  Protocol  Table  Whose\n"
	    "nexthop via 192.0.2.1 dev eth0 nexthop dev ppp0  4096    9         254    rdisc\n"
	    "\n"
	    "All default routes belong to rdisc.\n" },
	{ show_conflicts,
	    "{" NOW ",\"default_routes\":[" OUR_ROUTE
	    ",{\"ours\":false,\"hops\":[],\"metric\":4096}]}",
	    "Default route                                    Metric  Protocol  Table  Whose\n"
	    "nexthop via 192.0.2.1 dev eth0 nexthop dev ppp0  4096    9         254    rdisc\n"
	    "                                                 4096    0         0      "
	    "another's\n"
	    "\n"
	    "Both have metric 4096: the kernel may use either; rdisc changes its metric when it"
	    " notices.\n" },
	{ show_trust, "{" NOW "," ROUTERS "," REFUSED "}",
	    "interface \"eth0\" {\n"
	    "  # 192.0.2.1 has preference 300\n"
	    "  # 192.0.2.2 has preference 200\n"
	    "  allow = {\n"
	    "    \"192.0.2.1\",\n"
	    "    \"192.0.2.2\"\n"
	    "  }\n"
	    "}\n"
	    "# refused: 192.0.2.66 on eth0, not_allowed\n" },
	/* names as the configuration file takes them */
	{ show_trust, /* a name that the file would read as another one [faults F5] */
	    "{" NOW ",\"routers\":[{\"interface\":\"e\\u001b\\\"}$\\\\\",\"address\":\"192.0.2.1\","
	    "\"advertised_preference\":0}]}",
	    "interface \"e\\x1b\\x22}\\x24\\x5c\" {\n  # 192.0.2.1 has preference 0\n"
	    "  allow = {\n    \"192.0.2.1\"\n  }\n}\n" },
	{ show_trust, "{" NOW ",\"routers\":[]}", "# no router is known\n" },
	{ show_event,
	    "{" NOW ",\"event\":\"router_dead\",\"level\":\"warning\",\"message\":\"a b=c\"}",
	    "2026-11-22 16:04:05 warning a b=c\n" },
	{ show_event, "{" NOW ",\"type\":\"lost\",\"count\":17}",
	    "2026-11-22 16:04:05 (17 events more than could be sent)\n" },
	{ show_counters,
	    "{" NOW ",\"counters\":{\"advertisements\":{\"none\":9,\"checksum\":1},"
	    "\"solicitations\":{},\"others\":{},\"entries\":{\"own\":3},"
	    "\"sent\":{\"advertisements\":4,\"solicitations\":0},\"events\":{\"seen\":2,"
	    "\"never\":0}}}",
	    "Received          Outcome   Number\n"
	    "advertisements    used      9\n"
	    "advertisements    checksum  1\n"
	    "router addresses  own       3\n"
	    "\n"
	    "Sent            Number\n"
	    "advertisements  4\n"
	    "solicitations   0\n"
	    "\n"
	    "Event  Number\n"
	    "seen   2\n" },
};

START_TEST(show_page_of_answer)
{
	json_t *answer = parse(pages[_i].answer);
	struct page *p = sheet_begin(false);

	setenv("TZ", "UTC", 1);
	tzset();
	pages[_i].show(p, answer);
	json_decref(answer);
	sheet_is(pages[_i].text);
}
END_TEST

/* Answers without any of what is expected, of whatever shape: nothing breaks. */
START_TEST(show_takes_any_answer)
{
	static const char *const answers[] = { "{}", "{\"time\":5,\"daemon\":[]}",
		"{\"interfaces\":[1,null,{}],\"routers\":[[],{}],\"refused\":[{}],\"counters\":3,"
		"\"default_routes\":[{},{\"hops\":[1,{}]}],\"tracks\":[{}],"
		"\"explanations\":[{\"steps\":[0,{}]}]}" };

	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		json_t *answer = parse(answers[i]);
		struct page *p = sheet_begin(true);

		pages[_i].show(p, answer);
		ck_assert(!p->failed);
		page_fini(p);
		fclose(sheet.out);
		free(sheet.text);
		json_decref(answer);
	}
}
END_TEST

static const struct {
	const char *checks, *heard, *remaining, *line;
} moments[] = {
	{ "", "04", "900",
	    "16:04:05  eth0             300 >|############            |   900 s  used\n" },
	{ "", "04", "899",
	    "16:04:05  eth0             300  |############            |   899 s  used\n" },
	{ "", "05", "1800",
	    "16:04:05  eth0             300 >|########################|  1800 s  used\n" },
	{ "", "05", "9000",
	    "16:04:05  eth0             300  |########################|  9000 s  used\n" },
	{ "", "05", "0",
	    "16:04:05  eth0             300  |                        |     0 s  used\n" },
	{ ",\"checks\":{\"targets\":[{\"round_trip\":null},{\"round_trip\":0.01234}]}", "05", "0",
	    "16:04:05  eth0             300  |                        |     0 s  used 12.3 "
	    "ms\n" },
	{ ",\"checks\":{\"targets\":[{\"round_trip\":null}]}", "05", "0",
	    "16:04:05  eth0             300  |                        |     0 s  used\n" },
};

START_TEST(show_router_over_time)
{
	usec_t last = 0;

	setenv("TZ", "UTC", 1);
	tzset();
	for (size_t i = 0; i < ARRAY_SIZE(moments); i++) {
		struct page *p = sheet_begin(false);
		char text[512];
		json_t *answer;

		snprintf(text, sizeof(text),
		    "{" NOW ",\"routers\":[{\"address\":\"192.0.2.1\",\"interface\":\"eth0\","
		    "\"preference\":300,\"lifetime\":1800,\"remaining\":%s,\"state\":\"used\","
		    "\"heard\":\"2026-11-22T16:04:%sZ\"%s}]}",
		    moments[i].remaining, moments[i].heard, moments[i].checks);
		answer = parse(text);
		show_watch(p, answer, "192.0.2.1", &last);
		json_decref(answer);
		ck_assert_uint_le(strlen(moments[i].line), 81);
		sheet_is(moments[i].line);
	}
}
END_TEST

START_TEST(show_router_that_is_not_there)
{
	struct page *p = sheet_begin(false);
	json_t *answer = parse("{" NOW ",\"routers\":[{}]}");
	usec_t last = 0;

	setenv("TZ", "UTC", 1);
	tzset();
	show_watch(p, answer, "192.0.2.1", &last);
	json_decref(answer);
	sheet_is("16:04:05  not known\n");
}
END_TEST

#define SETTING(section, name, sub, address, key, value, origin, rule)                             \
	"{\"section\":\"" section "\",\"name\":" name ",\"subsection\":" sub                       \
	",\"address\":" address ",\"key\":\"" key "\",\"value\":" value ",\"origin\":\"" origin    \
	"\",\"rule\":" rule "}"

/* Sections are opened and closed, and what is no plain word stands in quotes. */
START_TEST(show_configuration)
{
	struct page *p = sheet_begin(false);
	json_t *answer = parse("{" NOW "," DAEMON("\"ok\"", "null", "null",
	    "null") ",\"settings\":[" SETTING("routes", "null", "null", "null", "metric", "\"7\"",
	    "file", "{\"file\":\"r.conf\",\"line\":3}") "," SETTING("routes", "null", "null",
	    "null", "mtu", "null", "default", "null") "," SETTING("interface", "\"eth*\"", "null",
	    "null", "role", "\"host\"", "option", "null") "," SETTING("interface", "\"eth*\"",
	    "\"router\"", "\"192.0.2.1\"", "preference-level", "\"-1\"", "default",
	    "null") "," SETTING("interface", "\"eth1\"", "null", "null", "track", "\"a \\\"b\\\"\"",
	    "default", "null") "]}");

	setenv("TZ", "UTC", 1);
	tzset();
	show_config(p, answer);
	json_decref(answer);
	sheet_is("# configuration 7 of 2026-11-20 08:11:00\n"
		 "routes {\n"
		 "    metric = 7                               # r.conf:3\n"
		 "    # mtu is not set\n"
		 "}\n"
		 "interface \"eth*\" {\n"
		 "    role = host                              # option\n"
		 "    router 192.0.2.1 {\n"
		 "        preference-level = -1                # default\n"
		 "    }\n"
		 "}\n"
		 "interface eth1 {\n"
		 "    track = \"a \\\"b\\\"\"                        # default\n"
		 "}\n");
}
END_TEST

/* 300 nexthops do not fit: cut, never overrun. */
START_TEST(show_long_route_is_cut)
{
	json_t *hops = json_array();
	json_t *answer = json_pack("{s:[{s:b, s:o}]}", "default_routes", "ours", 1, "hops", hops);
	struct page *p = sheet_begin(false);

	for (int i = 0; i < 300; i++)
		json_array_append_new(
		    hops, json_pack("{s:s, s:s}", "gateway", "192.0.2.1", "interface", "eth0"));
	show_conflicts(p, answer);
	ck_assert(!p->failed);
	page_fini(p);
	fclose(sheet.out);
	ck_assert_uint_lt(strlen(sheet.text), 2000);
	free(sheet.text);
	json_decref(answer);
}
END_TEST

Suite *suite_show(void)
{
	Suite *s = suite_create("show");
	TCase *tc = tcase_create("show");

	tcase_add_loop_test(tc, words_of_durations, 0, ARRAY_SIZE(durations));
	tcase_add_test(tc, words_of_moments);
	tcase_add_loop_test(tc, answer_times, 0, ARRAY_SIZE(times));
	tcase_add_test(tc, answer_members_of_any_type);
	tcase_add_test(tc, answer_parts_are_joined);
	tcase_add_test(tc, page_columns_line_up);
	tcase_add_test(tc, page_table_folds_where_it_is_too_wide);
	tcase_add_test(tc, page_colours);
	tcase_add_test(tc, page_shows_no_strange_byte);
	tcase_add_loop_test(tc, show_page_of_answer, 0, ARRAY_SIZE(pages));
	tcase_add_loop_test(tc, show_takes_any_answer, 0, ARRAY_SIZE(pages));
	tcase_add_test(tc, show_router_over_time);
	tcase_add_test(tc, show_router_that_is_not_there);
	tcase_add_test(tc, show_configuration);
	tcase_add_test(tc, show_long_route_is_cut);
	suite_add_tcase(s, tc);
	return s;
}
