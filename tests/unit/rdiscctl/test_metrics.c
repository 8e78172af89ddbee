/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the metrics: that each is what its member says, once, and that nothing breaks the format. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rdiscctl/metrics.h"
#include "unit/tests.h"

/* The metrics of an answer; to be freed. */
static char *metrics_of(const char *text)
{
	json_error_t error;
	json_t *answer = json_loads(text, 0, &error);
	char *ret;
	size_t size;
	FILE *out = open_memstream(&ret, &size);

	ck_assert_msg(answer != NULL, "%s: %s", error.text, text);
	ck_assert_ptr_nonnull(out);
	ck_assert(metrics_write(out, answer));
	fclose(out);
	json_decref(answer);
	return ret;
}

/* How often a line stands there. */
static unsigned count(const char *text, const char *line)
{
	size_t len = strlen(line);
	unsigned n = 0;

	for (const char *at = text; (at = strstr(at, line)) != NULL; at += len)
		n += (at == text || at[-1] == '\n') && at[len] == '\n';
	return n;
}

#define T "\"2026-11-22T16:04:05.5Z\""

static const struct {
	const char *answer;
	const char *line;
} samples[] = {
	{ "{\"daemon\":{\"version\":\"1.0.0\"}}", "rdisc_build_info{version=\"1.0.0\"} 1" },
	{ "{\"daemon\":{\"start_time\":" T "}}", "rdisc_start_time_seconds 1795363445.5" },
	{ "{\"daemon\":{\"state\":\"degraded\"}}", "rdisc_degraded 1" },
	{ "{\"daemon\":{\"state\":\"ok\"}}", "rdisc_degraded 0" },
	{ "{\"daemon\":{\"damping\":{\"router\":\"192.0.2.1\"}}}", "rdisc_damping 1" },
	{ "{\"daemon\":{\"damping\":null}}", "rdisc_damping 0" },
	{ "{\"daemon\":{\"configuration\":{\"generation\":7}}}", "rdisc_config_generation 7" },
	{ "{\"daemon\":{\"configuration\":{\"last_reload\":null}}}",
	    "rdisc_config_last_reload_successful 1" },
	{ "{\"daemon\":{\"configuration\":{\"last_reload\":\"refused\"}}}",
	    "rdisc_config_last_reload_successful 0" },
	{ "{\"daemon\":{\"configuration\":{\"time\":" T "}}}",
	    "rdisc_config_last_reload_success_timestamp_seconds 1795363445.5" },
	{ "{\"daemon\":{\"netlink_overruns\":3}}", "rdisc_netlink_overruns_total 3" },
	{ "{\"daemon\":{\"events\":{\"lost\":4}}}", "rdisc_events_lost_total 4" },
	{ "{\"counters\":{\"events\":{\"router_dead\":12345678901}}}",
	    "rdisc_events_total{event=\"router_dead\"} 12345678901" },
	{ "{\"counters\":{\"advertisements\":{\"checksum\":2}}}",
	    "rdisc_messages_dropped_total{type=\"advertisement\",reason=\"checksum\"} 2" },
	{ "{\"counters\":{\"solicitations\":{\"rate\":2}}}",
	    "rdisc_messages_dropped_total{type=\"solicitation\",reason=\"rate\"} 2" },
	{ "{\"counters\":{\"others\":{\"bad_ip\":2}}}",
	    "rdisc_messages_dropped_total{type=\"other\",reason=\"bad_ip\"} 2" },
	{ "{\"counters\":{\"entries\":{\"own\":2}}}",
	    "rdisc_router_entries_refused_total{reason=\"own\"} 2" },
	{ "{\"interfaces\":[{\"name\":\"e0\",\"role\":\"host\",\"in_use\":true}]}",
	    "rdisc_interface_enabled{interface=\"e0\",role=\"host\"} 1" },
	{ "{\"interfaces\":[{\"name\":\"e0\",\"up\":true,\"carrier\":true,\"n_addresses\":1}]}",
	    "rdisc_interface_up{interface=\"e0\"} 1" },
	{ "{\"interfaces\":[{\"name\":\"e0\",\"up\":true,\"carrier\":true,\"n_addresses\":0}]}",
	    "rdisc_interface_up{interface=\"e0\"} 0" },
	{ "{\"interfaces\":[{\"name\":\"e0\",\"received\":{\"advertisements\":5}}]}",
	    "rdisc_messages_received_total{interface=\"e0\",type=\"advertisement\"} 5" },
	{ "{\"interfaces\":[{\"name\":\"e0\",\"sent\":{\"solicitations\":5}}]}",
	    "rdisc_messages_sent_total{interface=\"e0\",type=\"solicitation\"} 5" },
	{ "{\"interfaces\":[{\"name\":\"e0\",\"received\":{\"refused\":5}}]}",
	    "rdisc_interface_messages_refused_total{interface=\"e0\"} 5" },
	{ "{\"interfaces\":[{\"name\":\"e0\",\"host\":{}}],"
	  "\"routers\":[{\"interface\":\"e0\",\"state\":\"dead\"},"
	  "{\"interface\":\"e1\",\"state\":\"dead\"},{\"interface\":\"e0\",\"state\":\"dead\"}]}",
	    "rdisc_interface_routers{interface=\"e0\",state=\"dead\"} 2" },
	{ "{\"interfaces\":[{\"name\":\"e0\",\"host\":{}}]}",
	    "rdisc_interface_routers{interface=\"e0\",state=\"used\"} 0" },
	{ "{\"interfaces\":[{\"name\":\"e0\",\"role\":\"host\",\"in_use\":true}],"
	  "\"routers\":[{\"interface\":\"e0\",\"position\":1,\"route\":{\"installed\":true}}]}",
	    "rdisc_default_router_present{interface=\"e0\"} 1" },
	{ "{\"interfaces\":[{\"name\":\"e0\",\"role\":\"host\",\"in_use\":true}],"
	  "\"routers\":[{\"interface\":\"e0\",\"position\":1,\"route\":{\"installed\":false}},"
	  "{\"interface\":\"e1\",\"position\":1,\"route\":{\"installed\":true}}]}",
	    "rdisc_default_router_present{interface=\"e0\"} 0" },
	{ "{\"interfaces\":[{\"name\":\"l0\",\"router\":{\"advertising\":true}}]}",
	    "rdisc_advertising{interface=\"l0\"} 1" },
	{ "{\"interfaces\":[{\"name\":\"l0\",\"router\":{\"draining\":true}}]}",
	    "rdisc_draining{interface=\"l0\"} 1" },
	{ "{\"interfaces\":[{\"name\":\"l0\",\"router\":{\"lifetime\":1800}}]}",
	    "rdisc_advertised_lifetime_seconds{interface=\"l0\"} 1800" },
	{ "{\"interfaces\":[{\"name\":\"l0\",\"router\":{\"addresses\":"
	  "[{\"address\":\"10.0.0.1\",\"preference\":-2147483648}]}}]}",
	    "rdisc_advertised_preference{interface=\"l0\",address=\"10.0.0.1\"} -2147483648" },
	{ "{\"interfaces\":[{\"name\":\"l0\",\"router\":{\"last_advertisement\":" T "}}]}",
	    "rdisc_last_advertisement_timestamp_seconds{interface=\"l0\"} 1795363445.5" },
	{ "{\"interfaces\":[{\"name\":\"l0\",\"router\":{\"next_advertisement\":" T "}}]}",
	    "rdisc_next_advertisement_timestamp_seconds{interface=\"l0\"} 1795363445.5" },
#define ROUTER "\"interface\":\"e0\",\"address\":\"192.0.2.1\""
#define LABELS "{interface=\"e0\",router=\"192.0.2.1\"}"
	{ "{\"routers\":[{" ROUTER ",\"advertised_preference\":-5}]}",
	    "rdisc_router_preference" LABELS " -5" },
	{ "{\"routers\":[{" ROUTER ",\"preference\":7}]}",
	    "rdisc_router_effective_preference" LABELS " 7" },
	{ "{\"routers\":[{" ROUTER ",\"lifetime\":65535}]}",
	    "rdisc_router_lifetime_seconds" LABELS " 65535" },
	{ "{\"routers\":[{" ROUTER ",\"expires\":" T "}]}",
	    "rdisc_router_expiration_timestamp_seconds" LABELS " 1795363445.5" },
	{ "{\"routers\":[{" ROUTER ",\"heard\":" T "}]}",
	    "rdisc_router_last_advertisement_timestamp_seconds" LABELS " 1795363445.5" },
	{ "{\"routers\":[{" ROUTER ",\"neighbour\":\"valid\"}]}",
	    "rdisc_router_reachable" LABELS " 1" },
	{ "{\"routers\":[{" ROUTER ",\"neighbour\":\"failed\"}]}",
	    "rdisc_router_reachable" LABELS " 0" },
	{ "{\"routers\":[{" ROUTER ",\"position\":2}]}", "rdisc_router_installed" LABELS " 2" },
	{ "{\"refused\":[{\"interface\":\"e0\",\"reason\":\"denied\","
	  "\"last\":\"2026-11-22T16:00:00Z\"},"
	  "{\"interface\":\"e0\",\"reason\":\"denied\",\"last\":" T "},"
	  "{\"interface\":\"e0\",\"reason\":\"own\",\"last\":\"2026-11-22T17:00:00Z\"}]}",
	    "rdisc_refused_router_last_timestamp_seconds{interface=\"e0\",reason=\"denied\"}"
	    " 1795363445.5" },
	{ "{\"daemon\":{\"table\":254},\"default_routes\":[{\"ours\":true,\"table\":254},{\"ours\":"
	  "false,\"table\":254},{\"ours\":false,\"table\":10},{\"ours\":true,\"table\":10}]}",
	    "rdisc_foreign_default_routes{table=\"254\"} 1" },
	{ "{\"tracks\":[{\"name\":\"uplink\",\"ok\":false}]}",
	    "rdisc_track_up{track=\"uplink\"} 0" },
};

START_TEST(metrics_sample_of_member)
{
	char *text = metrics_of(samples[_i].answer);

	ck_assert_msg(
	    count(text, samples[_i].line) == 1, "not once: %s\n%s", samples[_i].line, text);
	free(text);
}
END_TEST

/* Each metric that any of these answers makes has a sample above. */
START_TEST(metrics_are_all_tested)
{
	char *text = metrics_of(samples[_i].answer);

	for (const char *at = text; (at = strstr(at, "# TYPE ")) != NULL; at++) {
		size_t len = strcspn(at + 7, " ");
		bool found = false;

		for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
			found = found || (strncmp(samples[i].line, at + 7, len) == 0 &&
					     strchr("{ ", samples[i].line[len]) != NULL);
		ck_assert_msg(found, "no sample of %.*s", (int)len, at + 7);
	}
	free(text);
}
END_TEST

/* "none" counts what was used; role and state of a router machine are not a host's. */
START_TEST(metrics_leave_out_what_does_not_apply)
{
	char *text = metrics_of(
	    "{\"counters\":{\"entries\":{\"none\":5},\"advertisements\":{\"none\":5}},"
	    "\"interfaces\":[{\"name\":\"l0\",\"role\":\"router\",\"in_use\":true,"
	    "\"router\":{\"next_advertisement\":null}},"
	    "{\"name\":\"e0\",\"role\":\"host\",\"in_use\":false}]}");

	ck_assert_ptr_null(strstr(text, "none"));
	ck_assert_ptr_null(strstr(text, "rdisc_interface_routers"));
	ck_assert_ptr_null(strstr(text, "rdisc_default_router_present"));
	ck_assert_ptr_null(strstr(text, "rdisc_next_advertisement"));
	free(text);
}
END_TEST

/* doc/control.md: an answer in parts may say a thing twice. A collector refuses a series that stands
 * there twice, and with it the whole file. */
START_TEST(metrics_are_told_once)
{
	char *text = metrics_of(
	    "{\"routers\":[{" ROUTER ",\"preference\":7},{" ROUTER ",\"preference\":8}]}");

	ck_assert_uint_eq(count(text, "rdisc_router_effective_preference" LABELS " 7"), 1);
	ck_assert_ptr_null(strstr(text, LABELS " 8\n"));
	ck_assert_uint_eq(count(text, "# TYPE rdisc_router_effective_preference gauge"), 1);
	free(text);
}
END_TEST

START_TEST(metrics_escape_labels)
{
	char *text = metrics_of("{\"interfaces\":[{\"name\":\"a\\\"b\\\\c\\nd\\u001b\","
				"\"up\":false}]}");

	ck_assert_uint_eq(
	    count(text, "rdisc_interface_up{interface=\"a\\\"b\\\\c\\\\x0ad\\\\x1b\"} 0"), 1);
	free(text);
}
END_TEST

START_TEST(metrics_take_any_answer)
{
	static const char *const answers[] = { "{}", "{\"daemon\":3,\"interfaces\":{}}",
		("{\"interfaces\":[1,{}],\"routers\":[null,{}],\"refused\":[{},5],\"tracks\":[{}],"
		 "\"counters\":{\"events\":{\"x\":\"y\"},\"entries\":[]},\"default_routes\":[0]"
		 "}") };

	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		char *text = metrics_of(answers[i]);

		ck_assert_uint_gt(strlen(text), 0);
		free(text);
	}
}
END_TEST

Suite *suite_metrics(void)
{
	Suite *s = suite_create("metrics");
	TCase *tc = tcase_create("metrics");

	tcase_add_loop_test(tc, metrics_sample_of_member, 0, ARRAY_SIZE(samples));
	tcase_add_loop_test(tc, metrics_are_all_tested, 0, ARRAY_SIZE(samples));
	tcase_add_test(tc, metrics_leave_out_what_does_not_apply);
	tcase_add_test(tc, metrics_are_told_once);
	tcase_add_test(tc, metrics_escape_labels);
	tcase_add_test(tc, metrics_take_any_answer);
	suite_add_tcase(s, tc);
	return s;
}
