/* SPDX-License-Identifier: BSD-2-Clause */
/* An event, as JSON. */
#include "config.h"

#include "control/report_event.h"

#include <string.h>

static void add(json_t *object, const char *name, json_t *value)
{
	json_object_set_new(object, name, value);
}

static void add_identity(json_t *o, const struct event *e, unsigned fields)
{
	char lladdr[EVENT_LLADDR_STRLEN];

	if ((fields & FIELD_TRACK) != 0)
		add(o, "track", report_text(e->ifname));
	if ((fields & FIELD_IFACE) != 0) {
		add(o, "interface", e->ifname[0] == '\0' ? json_null() : report_text(e->ifname));
		add(o, "ifindex", json_integer(e->ifindex));
	}
	if ((fields & FIELD_ROUTER) != 0)
		add(o, "router",
			e->router.s_addr == INADDR_ANY ? json_null() : report_address(e->router));
	if ((fields & FIELD_OLD_ROUTER) != 0)
		add(o, "old_router",
			e->old_router.s_addr == INADDR_ANY ? json_null()
							   : report_address(e->old_router));
	if ((fields & FIELD_GATEWAY) != 0)
		add(o, "gateway",
			e->router.s_addr == INADDR_ANY ? json_null() : report_address(e->router));
	if ((fields & FIELD_LLADDR) != 0) {
		add(o, "lladdr", report_text(event_lladdr_text(&e->lladdr, lladdr)));
		add(o, "old_lladdr", report_text(event_lladdr_text(&e->old_lladdr, lladdr)));
	}
	if ((fields & FIELD_PREFSRC) != 0)
		add(o, "prefsrc",
			e->source.s_addr == INADDR_ANY ? json_null() : report_address(e->source));
	if ((fields & FIELD_DESTINATION) != 0)
		add(o, "destination", report_address(e->router));
	if ((fields & FIELD_SOURCE) != 0)
		add(o, "source", report_address(e->source));
}

static void add_values(json_t *o, const struct event *e, unsigned fields)
{
	if ((fields & FIELD_TYPE) != 0)
		add(o, "message_type",
			json_string(e->metric == ICMP_TYPE_ROUTER_ADVERTISEMENT ? "advertisement"
										: "solicitation"));
	if ((fields & FIELD_PREFERENCE) != 0)
		add(o, "preference", json_integer(e->preference));
	if ((fields & FIELD_OLD_PREFERENCE) != 0)
		add(o, "old_preference", json_integer(e->old_preference));
	if ((fields & FIELD_OUR_PREFERENCE) != 0)
		add(o, "our_preference", json_integer(e->old_preference));
	if ((fields & FIELD_LIFETIME) != 0)
		add(o, "lifetime", json_integer(e->lifetime));
	if ((fields & FIELD_METRIC) != 0)
		add(o, "metric", json_integer(e->metric));
	if ((fields & FIELD_OUR_METRIC) != 0)
		add(o, "our_metric", json_integer(e->count));
	if ((fields & FIELD_SOLICITATIONS) != 0)
		add(o, "solicitations", json_integer(e->count));
	if ((fields & FIELD_ADDRESSES) != 0)
		add(o, "addresses", json_integer(e->count));
	if ((fields & FIELD_TIMES) != 0)
		add(o, "times", json_integer(e->count));
	if ((fields & FIELD_REASON) != 0)
		add(o, "reason", report_reason(e->reason));
	if ((fields & FIELD_ERROR) != 0)
		add(o, "error", report_text(strerror(e->error)));
}

json_t *report_event(const struct report_source *s, const struct event *event, uint64_t seq,
	const char *level, const char *message)
{
	json_t *o = json_pack("{s:i, s:s, s:I, s:o, s:s, s:s, s:o}", "version", 1, "type", "event",
		"seq", (json_int_t)seq, "time", report_time(s, event->time), "event",
		event_kind_name(event->kind), "level", level, "message", report_text(message));

	add_identity(o, event, event_fields(event->kind));
	add_values(o, event, event_fields(event->kind));
	return o;
}
