/* SPDX-License-Identifier: BSD-2-Clause */
/* An event, as JSON. */
#include "config.h"

#include "control/report_event.h"

#include <string.h>

static json_t *router(struct in_addr address)
{
	return address.s_addr == INADDR_ANY ? json_null() : report_address(address);
}

/* Returns a new reference. NULL: no memory. */
static json_t *value_of(const struct event *e, const struct event_member *member)
{
	const void *value = (const char *)e + member->offset;
	char lladdr[EVENT_LLADDR_STRLEN];

	switch (member->value) {
	case VALUE_IFACE:
		return e->ifname[0] == '\0' ? json_null() : report_text(e->ifname);
	case VALUE_TEXT:
		return report_text(value);
	case VALUE_ADDRESS:
		return report_address(*(const struct in_addr *)value);
	case VALUE_ROUTER:
	case VALUE_PREFSRC:
		return router(*(const struct in_addr *)value);
	case VALUE_LLADDR:
		return report_text(event_lladdr_text(value, lladdr));
	case VALUE_PREFERENCE:
		return json_integer(*(const int32_t *)value);
	case VALUE_NUMBER:
	case VALUE_TABLE:
	case VALUE_LIFETIME:
	case VALUE_OF_BURST:
		return json_integer(*(const unsigned *)value);
	case VALUE_TYPE:
		return json_string(event_type_name(*(const unsigned *)value));
	case VALUE_TRACK_KIND:
		return json_string(conf_track_kind_name(*(const enum track_kind *)value));
	case VALUE_REASON:
		return report_reason(*(const enum reason *)value);
	case VALUE_ERROR:
		return report_text(strerror(*(const int *)value));
	}
	return NULL;
}

json_t *report_event(const struct report_source *s, const struct event *event, uint64_t seq,
    const char *level, const char *message)
{
	json_t *o = json_pack("{s:i, s:s, s:I, s:o, s:s, s:s, s:o}", "version", 1, "type", "event",
	    "seq", (json_int_t)seq, "time", report_time(s, event->time), "event",
	    event_kind_name(event->kind), "level", level, "message", report_text(message));
	const struct event_member *member;
	unsigned cursor = 0;

	while ((member = event_next_member(event->kind, &cursor)) != NULL)
		if (member->name != NULL)
			json_object_set_new(o, member->name, value_of(event, member));
	return o;
}
