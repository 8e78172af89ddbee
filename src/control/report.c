/* SPDX-License-Identifier: BSD-2-Clause */
/* The engine's knowledge as JSON. */
#include "config.h"

#include "control/report.h"

#include <string.h>

#include "control/report_objects.h"

/* A packet is closed when its lists are this long, as text; one more entry fits in any case. */
#define PACKET_FULL (16 * 1024)

/* ---- one packet ---- */

static bool is_asked_for(const struct report *r, const char *ifname)
{
	return r->ifname[0] == '\0' || strcmp(r->ifname, ifname) == 0;
}

static bool is_router_asked_for(const struct report *r, const char *ifname, struct in_addr router)
{
	return is_asked_for(r, ifname) &&
	       (r->router.s_addr == INADDR_ANY || in_addr_equal(r->router, router));
}

static json_t *next_iface(struct report *r, const struct report_source *s)
{
	struct iface_view v;

	while (engine_next_iface(s->engine, &r->cursor, &v))
		if (is_asked_for(r, v.iface->name))
			return report_iface(s, &v);
	return NULL;
}

static json_t *next_router(struct report *r, const struct report_source *s, bool explain)
{
	struct router_view v;

	while (engine_next_router(s->engine, &r->cursor, &v, s->now))
		if (is_router_asked_for(r, v.ifname, v.address))
			return explain ? report_explanation(s, &v) : report_router(s, &v);
	return NULL;
}

static json_t *next_refused(struct report *r, const struct report_source *s, bool explain)
{
	struct refused_router v;

	while (engine_next_refused(s->engine, &r->cursor, &v))
		if (is_router_asked_for(r, v.ifname, v.address))
			return explain ? report_explanation_refused(s, &v) : report_refused(s, &v);
	return NULL;
}

static json_t *next_default_route(struct report *r, const struct report_source *s)
{
	struct route route;
	bool ours;

	if (!engine_next_default_route(s->engine, &r->cursor, &route, &ours))
		return NULL;
	return report_default_route(s, &route, ours);
}

static json_t *next_track(struct report *r, const struct report_source *s)
{
	struct track_view v;

	return engine_next_track(s->engine, &r->cursor, &v) ? report_track(&v) : NULL;
}

static json_t *next_setting(struct report *r, const struct report_source *s)
{
	struct setting setting;

	return s->setting != NULL && s->setting(r->cursor++, &setting, s->arg)
		   ? report_setting(&setting)
		   : NULL;
}

static json_t *next_object(struct report *r, const struct report_source *s)
{
	switch (r->section) {
	case REPORT_INTERFACES:
		return next_iface(r, s);
	case REPORT_ROUTERS:
		return next_router(r, s, false);
	case REPORT_REFUSED:
		return next_refused(r, s, false);
	case REPORT_DEFAULT_ROUTES:
		return next_default_route(r, s);
	case REPORT_TRACKS:
		return next_track(r, s);
	case REPORT_EXPLANATIONS:
		return next_router(r, s, true);
	case REPORT_EXPLANATIONS_REFUSED:
		return next_refused(r, s, true);
	case REPORT_SETTINGS:
		return next_setting(r, s);
	default:
		return NULL;
	}
}

static const char *const names[] = { "daemon", "interfaces", "routers", "refused", "default_routes",
	"tracks", "counters", "explanations", "explanations", "settings" };

/* Appends what there is of a list, as far as it fits; true if it is at its end. */
static bool add_list(json_t *packet, struct report *r, const struct report_source *s, size_t *size)
{
	json_t *list = json_object_get(packet, names[r->section]), *item;

	if (list == NULL) {
		list = json_array();
		json_object_set_new(packet, names[r->section], list);
	}
	while (*size < PACKET_FULL && (item = next_object(r, s)) != NULL) {
		*size += json_dumpb(item, NULL, 0, JSON_COMPACT);
		json_array_append_new(list, item);
	}
	return *size < PACKET_FULL;
}

/* True if the section is at its end. */
static bool add_section(
    json_t *packet, struct report *r, const struct report_source *s, size_t *size)
{
	if (r->section != REPORT_DAEMON && r->section != REPORT_COUNTERS)
		return add_list(packet, r, s, size);
	json_object_set_new(packet, names[r->section],
	    r->section == REPORT_DAEMON ? report_daemon(s) : report_counters(s));
	return true;
}

json_t *report_packet(struct report *r, const struct report_source *s)
{
	json_t *packet = report_new(s);
	size_t size = 0;

	if (r->snapshot)
		json_object_set_new(packet, "type", json_string("snapshot"));
	while (r->section < REPORT_END) {
		if ((r->sections >> r->section & 1) != 0 && !add_section(packet, r, s, &size)) {
			json_object_set_new(packet, "more", json_true());
			return packet;
		}
		r->section++;
		r->cursor = 0;
	}
	return packet;
}
