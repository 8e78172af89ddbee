/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests what is made of a request at the control socket (doc/control.md). */
#include "config.h"

#include <string.h>

#include "control/request.h"
#include "unit/tests.h"

static const struct {
	const char *text;
	enum request_command command;
	const char *ifname, *router, *level;
	bool follow;
} good[] = {
	{ "{\"command\":\"status\"}", REQUEST_STATUS, "", "0.0.0.0", "", false },
	{ " { \"version\" : 1, \"command\" : \"everything\" } ", REQUEST_EVERYTHING, "", "0.0.0.0",
	    "", false },
	{ "{\"interface\":\"eth0\",\"command\":\"routers\"}", REQUEST_ROUTERS, "eth0", "0.0.0.0",
	    "", false },
	{ "{\"command\":\"interfaces\",\"interface\":\"123456789012345\"}", REQUEST_INTERFACES,
	    "123456789012345", "0.0.0.0", "", false },
	{ "{\"command\":\"explain\",\"router\":\"192.0.2.1\",\"interface\":\"x\"}", REQUEST_EXPLAIN,
	    "x", "192.0.2.1", "", false },
	{ "{\"command\":\"default-routes\"}", REQUEST_DEFAULT_ROUTES, "", "0.0.0.0", "", false },
	{ "{\"command\":\"counters\"}", REQUEST_COUNTERS, "", "0.0.0.0", "", false },
	{ "{\"command\":\"configuration\"}", REQUEST_CONFIGURATION, "", "0.0.0.0", "", false },
	{ "{\"command\":\"events\"}", REQUEST_EVENTS, "", "0.0.0.0", "", false },
	{ "{\"command\":\"events\",\"follow\":true}", REQUEST_EVENTS, "", "0.0.0.0", "", true },
	{ "{\"command\":\"events\",\"follow\":false}", REQUEST_EVENTS, "", "0.0.0.0", "", false },
	{ "{\"command\":\"solicit\"}", REQUEST_SOLICIT, "", "0.0.0.0", "", false },
	{ "{\"command\":\"advertise\",\"interface\":\"a\"}", REQUEST_ADVERTISE, "a", "0.0.0.0", "",
	    false },
	{ "{\"command\":\"drain\",\"interface\":\"a\"}", REQUEST_DRAIN, "a", "0.0.0.0", "", false },
	{ "{\"command\":\"undrain\",\"interface\":\"a\"}", REQUEST_UNDRAIN, "a", "0.0.0.0", "",
	    false },
	{ "{\"command\":\"reload\"}", REQUEST_RELOAD, "", "0.0.0.0", "", false },
	{ "{\"command\":\"stop\"}", REQUEST_STOP, "", "0.0.0.0", "", false },
	{ "{\"command\":\"stop\",\"silent\":true}", REQUEST_STOP, "", "0.0.0.0", "", false },
	{ "{\"command\":\"log-level\"}", REQUEST_LOG_LEVEL, "", "0.0.0.0", "", false },
	{ "{\"command\":\"log-level\",\"level\":\"debug\"}", REQUEST_LOG_LEVEL, "", "0.0.0.0",
	    "debug", false },
};

START_TEST(request_is_understood)
{
	struct request_error error;
	struct request r;

	ck_assert_msg(
	    request_parse(good[_i].text, &r, &error), "%s: %s", good[_i].text, error.message);
	ck_assert_int_eq(r.command, good[_i].command);
	ck_assert_str_eq(r.ifname, good[_i].ifname);
	assert_ip(r.router, good[_i].router);
	ck_assert_str_eq(r.level, good[_i].level);
	ck_assert(r.follow == good[_i].follow);
	ck_assert(r.silent == (strstr(good[_i].text, "\"silent\":true") != NULL));
}
END_TEST

START_TEST(request_of_every_command_is_tested)
{
	for (int c = 0; c < REQUEST_MAX; c++) {
		bool found = false;

		for (size_t i = 0; i < ARRAY_SIZE(good); i++)
			found = found || (int)good[i].command == c;
		ck_assert_msg(found, "%s is not tested", request_name((enum request_command)c));
	}
}
END_TEST

static const struct {
	const char *text, *code, *message;
} bad[] = {
	{ "", "malformed", "not JSON" },
	{ "status", "malformed", "not JSON" },
	{ "{\"command\":\"status\"", "malformed", "not JSON" },
	{ "{\"command\":\"status\"}{}", "malformed", "not JSON" },
	{ "{\"command\":\"status\",\"command\":\"reload\"}", "malformed", "not JSON" },
	{ "[\"status\"]", "malformed", "not a JSON object" },
	{ "{}", "malformed", "\"command\" is missing, or not a string" },
	{ "{\"command\":5}", "malformed", "\"command\" is missing, or not a string" },
	{ "{\"command\":\"Status\"}", "unknown_command", "\"Status\": no such command" },
	{ "{\"command\":\"\"}", "unknown_command", "\"\": no such command" },
	{ "{\"command\":\"status\",\"version\":2}", "version",
	    "unknown version: this daemon speaks version 1 of the protocol" },
	{ "{\"command\":\"status\",\"version\":\"1\"}", "version",
	    "unknown version: this daemon speaks version 1 of the protocol" },
	{ "{\"command\":\"status\",\"interface\":\"eth0\"}", "malformed",
	    "status takes no \"interface\"" },
	{ "{\"command\":\"solicit\",\"router\":\"192.0.2.1\"}", "malformed",
	    "solicit takes no \"router\"" },
	{ "{\"command\":\"routers\",\"follow\":true}", "malformed", "routers takes no \"follow\"" },
	{ "{\"command\":\"routers\",\"interface\":7}", "malformed",
	    "\"interface\" must be a string" },
	{ "{\"command\":\"routers\",\"interface\":\"\"}", "not_found",
	    "interface \"\": no such name" },
	{ "{\"command\":\"routers\",\"interface\":\"1234567890123456\"}", "not_found",
	    "interface \"1234567890123456\": no such name" },
	{ "{\"command\":\"explain\",\"router\":\"192.0.2\"}", "malformed",
	    "\"192.0.2\" is not an IPv4 address" },
	{ "{\"command\":\"explain\",\"router\":\"2001:db8::1\"}", "malformed",
	    "\"2001:db8::1\" is not an IPv4 address" },
	{ "{\"command\":\"events\",\"follow\":1}", "malformed",
	    "\"follow\" must be true or false" },
	{ "{\"command\":\"stop\",\"silent\":\"yes\"}", "malformed",
	    "\"silent\" must be true or false" },
	{ "{\"command\":\"reload\",\"silent\":true}", "malformed", "reload takes no \"silent\"" },
	{ "{\"command\":\"drain\"}", "malformed", "drain needs an \"interface\"" },
	{ "{\"command\":\"undrain\"}", "malformed", "undrain needs an \"interface\"" },
	{ "{\"command\":\"log-level\",\"level\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaa\"}",
	    "not_found", "level \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\": no such name" },
};

START_TEST(request_that_is_wrong_is_told_why)
{
	struct request_error error = { NULL, "" };
	struct request r;

	ck_assert_msg(!request_parse(bad[_i].text, &r, &error), "%s is taken", bad[_i].text);
	ck_assert_str_eq(error.code, bad[_i].code);
	ck_assert_msg(strncmp(error.message, bad[_i].message, strlen(bad[_i].message)) == 0,
	    "%s: %s", bad[_i].text, error.message);
}
END_TEST

Suite *suite_request(void)
{
	Suite *s = suite_create("request");
	TCase *tc = tcase_create("request");

	tcase_add_loop_test(tc, request_is_understood, 0, ARRAY_SIZE(good));
	tcase_add_test(tc, request_of_every_command_is_tested);
	tcase_add_loop_test(tc, request_that_is_wrong_is_told_why, 0, ARRAY_SIZE(bad));
	suite_add_tcase(s, tc);
	return s;
}
