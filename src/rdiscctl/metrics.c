/* SPDX-License-Identifier: BSD-2-Clause */
/* An answer as metrics: one row of a table for each.
 *
 * Points in time are absolute: "seconds ago" would be wrong by the time a collector reads it.
 * No label takes a value that strangers can invent without bound.
 */
#include "config.h"

#include "rdiscctl/metrics.h"

#include <stdint.h>
#include <string.h>

#include "rdiscctl/metrics_sample.h"

/* ---- what a metric is about ---- */

static void write_labels(struct writer *w, struct labels *l, const json_t *object)
{
	w->metric->say(w, l, object, w->metric->member);
}

static void the_daemon(struct writer *w)
{
	write_labels(w, &(struct labels){ .len = 0 }, answer_object(w->answer, "daemon"));
}

static void the_configuration(struct writer *w)
{
	const json_t *daemon = answer_object(w->answer, "daemon");

	write_labels(w, &(struct labels){ .len = 0 }, answer_object(daemon, "configuration"));
}

static void the_last_events(struct writer *w)
{
	const json_t *daemon = answer_object(w->answer, "daemon");

	write_labels(w, &(struct labels){ .len = 0 }, answer_object(daemon, "events"));
}

static void the_counters(struct writer *w)
{
	write_labels(w, &(struct labels){ .len = 0 }, answer_object(w->answer, "counters"));
}

static void the_answer(struct writer *w)
{
	write_labels(w, &(struct labels){ .len = 0 }, w->answer);
}

static void each_interface(struct writer *w)
{
	size_t i;
	json_t *iface;

	json_array_foreach (answer_list(w->answer, "interfaces"), i, iface) {
		struct labels l = { .len = 0 };

		metrics_label_member(&l, "interface", iface, "name");
		write_labels(w, &l, iface);
	}
}

static void each_router(struct writer *w)
{
	size_t i;
	json_t *router;

	json_array_foreach (answer_list(w->answer, "routers"), i, router) {
		struct labels l = { .len = 0 };

		metrics_label_member(&l, "interface", router, "interface");
		metrics_label_member(&l, "router", router, "address");
		write_labels(w, &l, router);
	}
}

/* A target of a router's checks; the configuration bounds their number. */
static void each_target(struct writer *w)
{
	size_t i, j;
	json_t *router, *target;

	json_array_foreach (answer_list(w->answer, "routers"), i, router) {
		const json_t *targets = answer_list(answer_object(router, "checks"), "targets");

		json_array_foreach (targets, j, target) {
			struct labels l = { .len = 0 };

			metrics_label_member(&l, "interface", router, "interface");
			metrics_label_member(&l, "router", router, "address");
			metrics_label_member(&l, "target", target, "target");
			write_labels(w, &l, target);
		}
	}
}

static void each_track(struct writer *w)
{
	size_t i;
	json_t *track;

	json_array_foreach (answer_list(w->answer, "tracks"), i, track) {
		struct labels l = { .len = 0 };

		metrics_label_member(&l, "track", track, "name");
		write_labels(w, &l, track);
	}
}

/* ---- the daemon ---- */

static void say_version(
    struct writer *w, struct labels *l, const json_t *daemon, const char *member)
{
	metrics_label_member(l, "version", daemon, member);
	metrics_sample(w, l, 1);
}

static void say_degraded(
    struct writer *w, struct labels *l, const json_t *daemon, const char *member)
{
	metrics_sample(w, l, answer_is(daemon, member, "degraded"));
}

static void say_there(struct writer *w, struct labels *l, const json_t *daemon, const char *member)
{
	metrics_sample(w, l, answer_object(daemon, member) != NULL);
}

static void say_reload(
    struct writer *w, struct labels *l, const json_t *configuration, const char *member)
{
	metrics_sample(w, l, !answer_is(configuration, member, "refused"));
}

static void say_foreign_of(
    struct writer *w, const struct labels *l, const json_t *routes, double table)
{
	struct labels labels = *l;
	char text[24];
	size_t i, n = 0;
	json_t *route;

	json_array_foreach (routes, i, route) {
		n += !answer_true(route, "ours") && answer_number(route, "table") == table;
	}
	snprintf(text, sizeof(text), "%.0f", table);
	metrics_label(&labels, "table", text);
	metrics_sample(w, &labels, (double)n);
}

/* The first of its table in the list; and the general table has a sample in any case. */
static bool is_first_of_table(const json_t *routes, size_t place, double general)
{
	double table = answer_number(json_array_get(routes, place), "table");

	for (size_t i = 0; i < place; i++)
		if (answer_number(json_array_get(routes, i), "table") == table)
			return false;
	return table != general;
}

static void say_foreign(
    struct writer *w, struct labels *l, const json_t *answer, const char *member)
{
	double general = answer_number(answer_object(answer, "daemon"), "table");
	const json_t *routes = answer_list(answer, member);

	say_foreign_of(w, l, routes, general);
	for (size_t i = 0; i < json_array_size(routes); i++)
		if (is_first_of_table(routes, i, general))
			say_foreign_of(
			    w, l, routes, answer_number(json_array_get(routes, i), "table"));
}

/* ---- counters ---- */

static void say_events(
    struct writer *w, struct labels *l, const json_t *counters, const char *member)
{
	const char *name;
	json_t *value;

	json_object_foreach (answer_object(counters, member), name, value) {
		struct labels with_event = *l;

		metrics_label(&with_event, "event", name);
		metrics_sample(w, &with_event, json_number_value(value));
	}
}

/* By reason; "none" are those that were used. */
static void say_entries(
    struct writer *w, struct labels *l, const json_t *counters, const char *member)
{
	const char *reason;
	json_t *value;

	json_object_foreach (answer_object(counters, member), reason, value) {
		struct labels with_reason = *l;

		metrics_label(&with_reason, "reason", reason);
		if (strcmp(reason, "none") != 0)
			metrics_sample(w, &with_reason, json_number_value(value));
	}
}

static void say_dropped(
    struct writer *w, struct labels *l, const json_t *counters, const char *member)
{
	struct labels solicitation = *l, other = *l;

	(void)member;
	metrics_label(l, "type", "advertisement");
	say_entries(w, l, counters, "advertisements");
	metrics_label(&solicitation, "type", "solicitation");
	say_entries(w, &solicitation, counters, "solicitations");
	metrics_label(&other, "type", "other");
	say_entries(w, &other, counters, "others");
}

/* ---- interfaces ---- */

static void say_enabled(struct writer *w, struct labels *l, const json_t *iface, const char *member)
{
	metrics_label_member(l, "role", iface, "role");
	metrics_sample_member(w, l, iface, member);
}

static void say_up(struct writer *w, struct labels *l, const json_t *iface, const char *member)
{
	metrics_sample(w, l,
	    answer_true(iface, member) && answer_true(iface, "carrier") &&
		answer_number(iface, "n_addresses") > 0);
}

static void say_messages(
    struct writer *w, struct labels *l, const json_t *iface, const char *member)
{
	const json_t *counts = answer_object(iface, member);
	struct labels solicitations = *l;

	metrics_label(l, "type", "advertisement");
	metrics_sample_member(w, l, counts, "advertisements");
	metrics_label(&solicitations, "type", "solicitation");
	metrics_sample_member(w, &solicitations, counts, "solicitations");
}

static void say_received(
    struct writer *w, struct labels *l, const json_t *iface, const char *member)
{
	metrics_sample_member(w, l, answer_object(iface, "received"), member);
}

/* Every state, also with 0: a series that comes and goes is hard to reckon with. */
static void say_states(struct writer *w, struct labels *l, const json_t *iface, const char *member)
{
	static const char *const names[] = { "used", "standby", "waiting", "dead", "no_way_out",
		"withdrawn", "ineligible", "unreachable", "no_carrier", "rejected", "heard" };
	const char *name = answer_text(iface, "name");
	size_t counts[ARRAY_SIZE(names)] = { 0 }, i;
	json_t *router;

	if (answer_object(iface, "host") == NULL || name == NULL)
		return;
	json_array_foreach (answer_list(w->answer, "routers"), i, router) {
		for (size_t s = 0; s < ARRAY_SIZE(names); s++)
			counts[s] += answer_is(router, "interface", name) &&
				     answer_is(router, member, names[s]);
	}
	for (size_t s = 0; s < ARRAY_SIZE(names); s++) {
		struct labels with_state = *l;

		metrics_label(&with_state, "state", names[s]);
		metrics_sample(w, &with_state, (double)counts[s]);
	}
}

static void say_present(struct writer *w, struct labels *l, const json_t *iface, const char *member)
{
	const char *name = answer_text(iface, "name");
	bool found = false;
	size_t i;
	json_t *router;

	if (!answer_is(iface, "role", "host") || !answer_true(iface, "in_use") || name == NULL)
		return;
	json_array_foreach (answer_list(w->answer, "routers"), i, router) {
		found = found || (answer_is(router, "interface", name) &&
				     answer_number(router, member) > 0 &&
				     answer_true(answer_object(router, "route"), "installed"));
	}
	metrics_sample(w, l, found);
}

static void say_advertising(
    struct writer *w, struct labels *l, const json_t *iface, const char *member)
{
	metrics_sample_member(w, l, answer_object(iface, "router"), member);
}

static void say_levels(struct writer *w, struct labels *l, const json_t *iface, const char *member)
{
	size_t i;
	json_t *address;

	json_array_foreach (answer_list(answer_object(iface, "router"), "addresses"), i, address) {
		struct labels with_address = *l;

		metrics_label_member(&with_address, "address", address, "address");
		metrics_sample_member(w, &with_address, address, member);
	}
}

/* ---- routers ---- */

static void say_reachable(
    struct writer *w, struct labels *l, const json_t *router, const char *member)
{
	metrics_sample(w, l,
	    answer_is(router, member, "reachable") || answer_is(router, member, "valid") ||
		answer_is(router, member, "probing"));
}

static void say_way_out(
    struct writer *w, struct labels *l, const json_t *router, const char *member)
{
	const json_t *checks = answer_object(router, member);

	if (checks != NULL && !answer_is(checks, "verdict", "unknown"))
		metrics_sample(w, l, answer_is(checks, "verdict", "good"));
}

/* The refused address is not a label: invented addresses would make series without bound. The last
 * time for each reason is enough for an alert, and is there from the first refusal on. */
static void say_refusals(
    struct writer *w, struct labels *l, const json_t *answer, const char *member)
{
	const json_t *list = answer_list(answer, "refused");
	size_t i, j;
	json_t *r, *other;

	json_array_foreach (list, i, r) {
		const char *interface = answer_text(r, "interface"),
			   *reason = answer_text(r, "reason");
		struct labels with_reason = *l;
		usec_t last = 0, when;

		if (interface == NULL || reason == NULL)
			continue;
		json_array_foreach (list, j, other) {
			if (answer_is(other, "interface", interface) &&
			    answer_is(other, "reason", reason) && answer_time(other, member, &when))
				last = usec_max(last, when);
		}
		metrics_label(&with_reason, "interface", interface);
		metrics_label(&with_reason, "reason", reason);
		metrics_sample(w, &with_reason, (double)last / (double)USEC_PER_SEC);
	}
}

/* ---- the table ---- */

static const struct metric metrics[] = {
	{ "rdisc_build_info", "gauge", "Version of the running program.", the_daemon, say_version,
	    "version" },
	{ "rdisc_start_time_seconds", "gauge", "When the program was started.", the_daemon,
	    metrics_sample_member, "start_time" },
	{ "rdisc_degraded", "gauge", "1: an interface has no router that works.", the_daemon,
	    say_degraded, "state" },
	{ "rdisc_damping", "gauge",
	    "1: damping keeps a router first, since the default router changed too often.",
	    the_daemon, say_there, "damping" },
	{ "rdisc_config_generation", "gauge", "Number of the configuration in force.",
	    the_configuration, metrics_sample_member, "generation" },
	{ "rdisc_config_last_reload_successful", "gauge", "0: the last reload was refused.",
	    the_configuration, say_reload, "last_reload" },
	{ "rdisc_config_last_reload_success_timestamp_seconds", "gauge",
	    "Since when the configuration is in force.", the_configuration, metrics_sample_member,
	    "time" },
	{ "rdisc_netlink_overruns_total", "counter", "How often the netlink socket overran.",
	    the_daemon, metrics_sample_member, "netlink_overruns" },
	{ "rdisc_events_total", "counter", "Events by kind, as in the log.", the_counters,
	    say_events, "events" },
	{ "rdisc_events_lost_total", "counter", "Events dropped, since too many happened at once.",
	    the_last_events, metrics_sample_member, "lost" },
	{ "rdisc_interface_enabled", "gauge", "1: the interface plays its role now.",
	    each_interface, say_enabled, "in_use" },
	{ "rdisc_interface_up", "gauge", "1: up, with carrier and an address.", each_interface,
	    say_up, "up" },
	{ "rdisc_interface_routers", "gauge", "Routers known on the interface, by state.",
	    each_interface, say_states, "state" },
	{ "rdisc_messages_received_total", "counter", "Messages heard.", each_interface,
	    say_messages, "received" },
	{ "rdisc_messages_sent_total", "counter", "Messages sent.", each_interface, say_messages,
	    "sent" },
	{ "rdisc_interface_messages_refused_total", "counter",
	    "Messages heard on the interface and refused.", each_interface, say_received,
	    "refused" },
	{ "rdisc_messages_dropped_total", "counter", "Messages heard and refused, by reason.",
	    the_counters, say_dropped, "" },
	{ "rdisc_router_entries_refused_total", "counter",
	    "Router addresses refused in valid messages, by reason.", the_counters, say_entries,
	    "entries" },
	{ "rdisc_refused_router_last_timestamp_seconds", "gauge",
	    "When a router address was last refused for this reason.", the_answer, say_refusals,
	    "last" },
	{ "rdisc_router_preference", "gauge", "Preference level as advertised.", each_router,
	    metrics_sample_member, "advertised_preference" },
	{ "rdisc_router_effective_preference", "gauge",
	    "Preference level after the operator's policy.", each_router, metrics_sample_member,
	    "preference" },
	{ "rdisc_router_lifetime_seconds", "gauge", "Lifetime as advertised.", each_router,
	    metrics_sample_member, "lifetime" },
	{ "rdisc_router_expiration_timestamp_seconds", "gauge",
	    "When the router expires unless it advertises again.", each_router,
	    metrics_sample_member, "expires" },
	{ "rdisc_router_last_advertisement_timestamp_seconds", "gauge",
	    "When the router was last heard of.", each_router, metrics_sample_member, "heard" },
	{ "rdisc_router_reachable", "gauge", "1: the neighbour table has an address for it.",
	    each_router, say_reachable, "neighbour" },
	{ "rdisc_router_way_out", "gauge",
	    "1: packets come back through it; 0: its checks fail. Only where there are checks.",
	    each_router, say_way_out, "checks" },
	{ "rdisc_check_requests_total", "counter", "Requests of checks through the router.",
	    each_target, metrics_sample_member, "sent" },
	{ "rdisc_check_answers_total", "counter", "Answers to them that came in time.", each_target,
	    metrics_sample_member, "answered" },
	{ "rdisc_check_round_trip_seconds", "gauge", "Round-trip time of the last answer.",
	    each_target, metrics_sample_member, "round_trip" },
	{ "rdisc_router_installed", "gauge",
	    "1 for the first in use, 2 for the second; 0: not in use.", each_router,
	    metrics_sample_member, "position" },
	{ "rdisc_default_router_present", "gauge",
	    "1: a default route by a router of this interface is installed.", each_interface,
	    say_present, "position" },
	{ "rdisc_foreign_default_routes", "gauge", "Default routes of other programs in a table.",
	    the_answer, say_foreign, "default_routes" },
	{ "rdisc_advertising", "gauge", "1: the interface advertises.", each_interface,
	    say_advertising, "advertising" },
	{ "rdisc_draining", "gauge", "1: draining.", each_interface, say_advertising, "draining" },
	{ "rdisc_advertised_lifetime_seconds", "gauge", "Lifetime that is advertised.",
	    each_interface, say_advertising, "lifetime" },
	{ "rdisc_advertised_preference", "gauge", "Preference level that is advertised.",
	    each_interface, say_levels, "preference" },
	{ "rdisc_last_advertisement_timestamp_seconds", "gauge", "When it last advertised.",
	    each_interface, say_advertising, "last_advertisement" },
	{ "rdisc_next_advertisement_timestamp_seconds", "gauge", "When it will advertise again.",
	    each_interface, say_advertising, "next_advertisement" },
	{ "rdisc_track_up", "gauge", "1: the tracked way out is there.", each_track,
	    metrics_sample_member, "ok" },
};

bool metrics_write(FILE *out, const json_t *answer)
{
	struct writer w = { .out = out, .answer = answer };

	for (size_t i = 0; i < ARRAY_SIZE(metrics) && !w.failed; i++) {
		w.metric = &metrics[i];
		w.begun = false;
		w.told = json_object();
		if (w.told == NULL)
			return false;
		w.metric->each(&w);
		json_decref(w.told);
	}
	return !w.failed;
}
