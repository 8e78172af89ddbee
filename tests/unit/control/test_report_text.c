/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests that names of any bytes do not spoil an answer of the control socket. */
#include "config.h"

#include <string.h>

#include "control/report.h"
#include "control/report_event.h"
#include "unit/scene.h"
#include "unit/tests.h"

static struct report_source source;

static void setup(void)
{
	scene_setup_host();
	strcpy(scene.iface[0].name, "d\xe9j\xe0"); /* Latin-1 */
	scene.ci[0].pattern = "d*";
	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	scene_hear("10.0.0.1", 0, 1800);
	source = (struct report_source){ .engine = scene.engine,
		.conf = &scene.conf,
		.now = scene.now,
		.wall = scene.now,
		.log_level = "info" };
}

static const char *string_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

/* Neither is left out, nor what comes after it. */
START_TEST(report_tells_of_interfaces_of_any_name)
{
	struct report report = { .sections = 1 << REPORT_INTERFACES | 1 << REPORT_ROUTERS };
	json_t *packet = report_packet(&report, &source);
	json_t *ifaces = json_object_get(packet, "interfaces");
	json_t *routers = json_object_get(packet, "routers");

	ck_assert_uint_eq(json_array_size(ifaces), 2);
	ck_assert_str_eq(string_of(json_array_get(ifaces, 0), "name"), "d?j?");
	ck_assert_str_eq(string_of(json_array_get(ifaces, 1), "name"), "eth1");
	ck_assert_uint_eq(json_array_size(routers), 2);
	json_decref(packet);
}
END_TEST

START_TEST(report_tells_events_of_interfaces_of_any_name)
{
	const struct event event = {
		.kind = EVENT_SOLICITING, .ifindex = 2, .ifname = "d\xe9j\xe0", .solicitations = 1
	};
	json_t *packet = report_event(&source, &event, 7, "info", "soliciting iface=d\xe9j\xe0");

	ck_assert_str_eq(string_of(packet, "interface"), "d?j?");
	ck_assert_str_eq(string_of(packet, "message"), "soliciting iface=d?j?");
	json_decref(packet);
}
END_TEST

/* A sentence that was cut in the middle of a letter. */
START_TEST(report_tells_errors_that_are_cut)
{
	json_t *packet = report_error(&source, "not_found", "no %.2s", "a\xc3\xa9");
	json_t *error = json_object_get(packet, "error");

	ck_assert_str_eq(string_of(error, "code"), "not_found");
	ck_assert_str_eq(string_of(error, "message"), "no a?");
	json_decref(packet);
	packet = report_error(&source, "not_found", "caf\xc3\xa9");
	ck_assert_str_eq(string_of(json_object_get(packet, "error"), "message"), "caf\xc3\xa9");
	json_decref(packet);
}
END_TEST

Suite *suite_report_text(void)
{
	Suite *s = suite_create("report_text");
	TCase *tc = tcase_create("bytes");

	tcase_add_checked_fixture(tc, setup, scene_teardown);
	tcase_add_test(tc, report_tells_of_interfaces_of_any_name);
	tcase_add_test(tc, report_tells_events_of_interfaces_of_any_name);
	tcase_add_test(tc, report_tells_errors_that_are_cut);
	suite_add_tcase(s, tc);
	return s;
}
