/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the answers of the control socket: their parts, and the values in them (doc/control.md). */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "control/report.h"
#include "control/report_event.h"
#include "unit/scene.h"
#include "unit/tests.h"

/* 2026-11-22T13:02:40.117Z */
#define WALL (UINT64_C(1795352560) * SEC + 117 * MS)

static struct report_source source(void)
{
	return (struct report_source){ .engine = scene.engine,
		.conf = &scene.conf,
		.now = scene.now,
		.wall = WALL,
		.start = SCENE_START,
		.configured = SCENE_START,
		.generation = 1,
		.log_level = "info" };
}

/* The whole answer of some sections, its parts joined; *ret_parts says how many there were. */
static json_t *answer(unsigned sections, unsigned *ret_parts)
{
	static char text[REPORT_PACKET_MAX];
	struct report report = { .sections = sections };
	struct report_source s = source();
	json_t *all = json_object(), *part, *value;
	const char *key;
	size_t i;
	bool more = true;

	for (*ret_parts = 0; more; ++*ret_parts) {
		must(*ret_parts < 1000, "an answer without an end");
		part = report_packet(&report, &s);
		must(json_dumpb(part, text, sizeof(text), JSON_COMPACT) <= sizeof(text),
		    "a part that is too long");
		more = json_is_true(json_object_get(part, "more"));
		must(json_integer_value(json_object_get(part, "version")) == 1, "no version");
		json_object_foreach (part, key, value) {
			json_t *old = json_object_get(all, key), *item;

			if (!json_is_array(value) || old == NULL)
				json_object_set(all, key, value);
			else
				json_array_foreach (value, i, item)
					json_array_append(old, item);
		}
		json_decref(part);
	}
	return all;
}

static const char *text_at(json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	ck_assert_msg(text != NULL, "%s is no text", key);
	return text;
}

START_TEST(report_of_many_routers_comes_in_parts)
{
	char address[16];
	unsigned parts;
	json_t *a, *list;

	scene.conf.routers_max = scene.conf.iface_routers_max = 200;
	scene.conf.install = INSTALL_NONE;
	scene_start();
	for (unsigned i = 1; i <= 200; i++) {
		snprintf(address, sizeof(address), "10.0.1.%u", i);
		scene_hear(address, (int32_t)i % 7, 1800);
		scene_wait(50 * MS); /* so many newcomers are let in */
		scene.n_queries = scene.n_events = 0;
	}
	a = answer(1u << REPORT_ROUTERS | 1u << REPORT_DAEMON, &parts);
	list = json_object_get(a, "routers");
	ck_assert_uint_eq(json_array_size(list), 200);
	ck_assert_uint_gt(parts, 2);
	for (size_t i = 0; i < 200; i++)
		for (size_t j = 0; j < i; j++)
			must(strcmp(text_at(json_array_get(list, i), "address"),
				 text_at(json_array_get(list, j), "address")) != 0,
			    "a router twice");
	json_decref(a);
}
END_TEST

START_TEST(report_times_are_of_the_wall)
{
	json_t *a, *r;
	unsigned parts;

	scene_start();
	scene_wait(1500 * MS);
	scene_hear("192.0.2.1", 300, 1800);
	a = answer(1u << REPORT_ROUTERS, &parts);
	ck_assert_uint_eq(parts, 1);
	ck_assert_str_eq(text_at(a, "time"), "2026-11-22T13:02:40.117Z");
	r = json_array_get(json_object_get(a, "routers"), 0);
	ck_assert_str_eq(text_at(r, "heard"), "2026-11-22T13:02:40.117Z");
	ck_assert_str_eq(text_at(r, "expires"), "2026-11-22T13:32:40.117Z");
	ck_assert_double_eq(json_real_value(json_object_get(r, "remaining")), 1800.0);
	ck_assert_str_eq(text_at(r, "state"), "used");
	ck_assert_int_eq(json_integer_value(json_object_get(r, "preference")), 300);
	json_decref(a);
}
END_TEST

/* Every section is there and says nothing that JSON cannot hold, whatever we are. */
START_TEST(report_of_everything)
{
	unsigned parts;
	json_t *a, *daemon, *router;

	scene.ci[1].role = ROLE_ROUTER;
	scene.ci[1].advertisement_address = (struct conf_destinations){ 2,
		{ ip("192.0.2.11"), ip("192.0.2.12") } };
	fake_put(&scene.kernel, "!192.0.2.200@100");
	scene_start();
	scene_hear("192.0.2.1", 300, 1800);
	scene_hear("192.0.2.255", 300, 1800);
	a = answer((1u << REPORT_END) - 1, &parts);
	daemon = json_object_get(a, "daemon");
	ck_assert_str_eq(text_at(daemon, "state"), "ok");
	ck_assert_str_eq(text_at(json_object_get(daemon, "default_router"), "router"), "192.0.2.1");
	ck_assert_uint_eq(json_array_size(json_object_get(a, "interfaces")), 2);
	ck_assert_uint_eq(json_array_size(json_object_get(a, "refused")), 1);
	ck_assert_uint_eq(json_array_size(json_object_get(a, "default_routes")), 2);
	ck_assert_uint_eq(json_array_size(json_object_get(a, "explanations")), 2);
	ck_assert_uint_eq(json_array_size(json_object_get(a, "tracks")), 0);
	ck_assert_int_eq(json_integer_value(json_object_get(
			     json_object_get(json_object_get(a, "counters"), "entries"), "none")),
	    1);
	router = json_object_get(json_array_get(json_object_get(a, "interfaces"), 1), "router");
	ck_assert(json_is_true(json_object_get(router, "advertising")));
	ck_assert_str_eq(text_at(router, "destination"), "192.0.2.11");
	ck_assert_uint_eq(json_array_size(json_object_get(router, "destinations")), 2);
	ck_assert_str_eq(
	    json_string_value(json_array_get(json_object_get(router, "destinations"), 1)),
	    "192.0.2.12");
	json_decref(a);
}
END_TEST

START_TEST(report_of_damping)
{
	unsigned parts;
	json_t *a, *damping;

	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	scene_wait(1500 * MS);
	for (int i = 1; i <= 11; i++) {
		a = answer(1u << REPORT_DAEMON, &parts);
		ck_assert(json_is_null(json_object_get(json_object_get(a, "daemon"), "damping")));
		json_decref(a);
		scene_hear(i % 2 == 0 ? "192.0.2.2" : "192.0.2.3", i, 1800);
	}
	a = answer(1u << REPORT_DAEMON, &parts);
	damping = json_object_get(json_object_get(a, "daemon"), "damping");
	ck_assert_str_eq(text_at(damping, "router"), "192.0.2.1");
	ck_assert_str_eq(text_at(damping, "interface"), "eth0");
	ck_assert_str_eq(text_at(damping, "until"), "2026-11-22T13:03:40.117Z");
	json_decref(a);
}
END_TEST

START_TEST(report_walks_only_what_is_asked_for)
{
	struct report report = { .sections = 1u << REPORT_ROUTERS | 1u << REPORT_REFUSED,
		.ifname = "eth1" };
	struct report_source s;
	json_t *packet;

	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	scene_hear("10.0.0.1", 0, 1800);
	scene_hear("192.0.2.255", 0, 1800);
	s = source();
	packet = report_packet(&report, &s);
	ck_assert_uint_eq(json_array_size(json_object_get(packet, "routers")), 1);
	ck_assert_uint_eq(json_array_size(json_object_get(packet, "refused")), 0);
	json_decref(packet);
}
END_TEST

/* Each kind of event has the members of its fields and no other. */
START_TEST(report_event_has_its_members)
{
	static const char *const always[] = { "version", "time", "type", "seq", "event", "level",
		"message" };
	struct event event = { .kind = (enum event_kind)_i, .time = SCENE_START };
	const struct event_member *member;
	unsigned cursor = 0;
	size_t n = 0;
	struct report_source s;
	json_t *o;

	scene_start();
	s = source();
	o = report_event(&s, &event, 7, "info", "a line");
	ck_assert_str_eq(text_at(o, "type"), "event");
	ck_assert_str_eq(text_at(o, "event"), event_kind_name(event.kind));
	ck_assert_int_eq(json_integer_value(json_object_get(o, "seq")), 7);
	for (size_t i = 0; i < ARRAY_SIZE(always); i++)
		ck_assert_ptr_nonnull(json_object_get(o, always[i]));
	while ((member = event_next_member(event.kind, &cursor)) != NULL) {
		n += member->name != NULL;
		if (member->name != NULL)
			ck_assert_msg(json_object_get(o, member->name) != NULL, "%s: %s",
			    event_kind_name(event.kind), member->name);
	}
	ck_assert_uint_eq(json_object_size(o), ARRAY_SIZE(always) + n);
	json_decref(o);
}
END_TEST

Suite *suite_report(void)
{
	Suite *s = suite_create("report");
	TCase *tc = tcase_create("report");

	tcase_add_checked_fixture(tc, scene_setup_host, scene_teardown);
	tcase_add_test(tc, report_of_many_routers_comes_in_parts);
	tcase_add_test(tc, report_times_are_of_the_wall);
	tcase_add_test(tc, report_of_everything);
	tcase_add_test(tc, report_of_damping);
	tcase_add_test(tc, report_walks_only_what_is_asked_for);
	tcase_add_loop_test(tc, report_event_has_its_members, 0, EVENT_MAX);
	suite_add_tcase(s, tc);
	return s;
}
