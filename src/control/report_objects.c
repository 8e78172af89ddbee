/* SPDX-License-Identifier: BSD-2-Clause */
/* The objects of an answer. */
#include "config.h"

#include "control/report_objects.h"

#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* An interface may have any number of addresses; these are shown. */
#define ADDRESSES_MAX 64

static void add(json_t *object, const char *name, json_t *value)
{
	json_object_set_new(object, name, value);
}

/* ---- the daemon ---- */

static json_t *roles(const struct conf *conf)
{
	static const enum role all[] = { ROLE_HOST, ROLE_ROUTER, ROLE_MONITOR };
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (conf_has_role(conf, all[i]))
			json_array_append_new(list, json_string(conf_role_name(all[i])));
	return list;
}

static json_t *default_router(const struct report_source *s)
{
	struct in_addr prefsrc;
	struct hop hop;

	if (!engine_default_router(s->engine, &hop, &prefsrc))
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "router", report_address(hop.gateway), "interface",
	    report_text(engine_iface_name(s->engine, hop.ifindex)), "prefsrc",
	    prefsrc.s_addr == INADDR_ANY ? json_null() : report_address(prefsrc));
}

static json_t *damping(const struct report_source *s)
{
	struct hop hop;
	usec_t until;

	if (!engine_damping(s->engine, &hop, &until))
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "router", report_address(hop.gateway), "interface",
	    report_text(engine_iface_name(s->engine, hop.ifindex)), "until", report_time(s, until));
}

json_t *report_daemon(const struct report_source *s)
{
	json_t *o = json_pack("{s:s, s:i, s:o, s:o, s:o}", "version", PACKAGE_VERSION, "pid",
	    (int)getpid(), "start_time", report_time(s, s->start), "uptime",
	    report_seconds(usec_sub(s->now, s->start)), "roles", roles(s->conf));

	add(o, "install", json_string(conf_install_name(s->conf->install)));
	add(o, "metric", json_integer(s->conf->metric));
	add(o, "table", json_integer(s->conf->table));
	add(o, "protocol", json_integer(s->conf->protocol));
	add(o, "state", json_string(engine_is_degraded(s->engine) ? "degraded" : "ok"));
	add(o, "standing", report_text(engine_standing_name(s->engine)));
	add(o, "default_router", default_router(s));
	add(o, "damping", damping(s));
	add(o, "configuration",
	    json_pack("{s:i, s:o, s:s?}", "generation", (int)s->generation, "time",
		report_time(s, s->configured), "last_reload", s->last_reload));
	add(o, "log_level", json_string(s->log_level));
	add(o, "netlink_overruns", json_integer((json_int_t)s->overruns));
	add(o, "events",
	    json_pack("{s:I, s:I}", "seq", (json_int_t)s->seq, "lost",
		(json_int_t)engine_events_lost(s->engine)));
	return o;
}

/* ---- interfaces ---- */

static json_t *addresses(const struct iface *iface)
{
	json_t *list = json_array();
	char text[INET_ADDRSTRLEN + sizeof("/255")];

	for (size_t i = 0; i < iface->n_addrs && i < ADDRESSES_MAX; i++) {
		inet_ntop(AF_INET, &iface->addrs[i].local, text, sizeof(text));
		snprintf(text + strlen(text), sizeof("/255"), "/%u", iface->addrs[i].prefix_len);
		json_array_append_new(list, json_string(text));
	}
	return list;
}

static json_t *rule(const struct iface_view *v)
{
	json_t *o = json_pack("{s:o}", "pattern", report_text(v->pattern));

	add(o, "file", report_text(v->place.file));
	add(o, "line", v->place.file == NULL ? json_null() : json_integer(v->place.line));
	return o;
}

static json_t *host(const struct report_source *s, const struct iface_view *v)
{
	return json_pack("{s:s, s:i, s:o, s:i}", "state", host_state_name(v->host->state),
	    "solicitations", (int)v->host->sent, "next_solicitation",
	    report_time(s, host_deadline(v->host)), "routers", (int)v->n_routers);
}

static json_t *tracks(const struct report_source *s, uint32_t bits)
{
	json_t *list = json_array();
	struct track_view v;

	for (uint32_t i = 0; engine_next_track(s->engine, &i, &v);)
		if ((bits >> (i - 1) & 1) != 0)
			json_array_append_new(list, report_text(v.conf->name));
	return list;
}

/* The destinations of unsolicited messages: the first alone, or all. */
static void add_destinations(json_t *o, const struct iface_view *v)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < v->destinations->n; i++)
		json_array_append_new(list, report_address(iface_destination(v->iface,
						v->destinations->list[i], GROUP_ALL_SYSTEMS)));
	add(o, "destination", json_incref(json_array_get(list, 0)));
	add(o, "destinations", list);
}

static json_t *router(const struct report_source *s, const struct iface_view *v)
{
	const struct router *r = v->router;
	json_t *o = json_object(), *list = json_array();

	for (unsigned i = 0; r->advertising && i < r->n_entries && i < ADDRESSES_MAX; i++)
		json_array_append_new(
		    list, json_pack("{s:o, s:i}", "address", report_address(r->entries[i].address),
			      "preference", (int)r->entries[i].preference));
	add(o, "advertising", json_boolean(r->advertising));
	add(o, "addresses", list);
	add(o, "lifetime", json_integer(v->lifetime));
	add_destinations(o, v);
	add(o, "last_advertisement",
	    r->multicast_sent ? report_time(s, r->last_multicast) : json_null());
	add(o, "next_advertisement", report_time(s, usec_min(r->next, r->answer)));
	add(o, "draining", json_boolean(v->draining));
	add(o, "drained", json_boolean(v->drained));
	add(o, "tracks", tracks(s, v->tracks));
	return o;
}

json_t *report_iface(const struct report_source *s, const struct iface_view *v)
{
	const struct iface *i = v->iface;
	const struct traffic *t = v->traffic;
	json_t *o = json_pack("{s:o, s:i, s:i, s:s, s:b, s:o}", "name", report_text(i->name),
	    "ifindex", (int)i->ifindex, "mtu", (int)i->mtu, "role", conf_role_name(v->role),
	    "in_use", v->unused == REASON_NONE, "reason", report_reason(v->unused));

	add(o, "up", json_boolean(i->up));
	add(o, "carrier", json_boolean(i->carrier));
	add(o, "multicast", json_boolean(i->multicast));
	add(o, "forwarding", json_boolean(i->forwarding));
	add(o, "table", v->table == 0 ? json_null() : json_integer((json_int_t)v->table));
	add(o, "addresses", addresses(i));
	add(o, "n_addresses", json_integer((json_int_t)i->n_addrs));
	add(o, "rule", rule(v));
	add(o, "received",
	    json_pack("{s:I, s:I, s:I}", "advertisements", (json_int_t)t->advertisements,
		"solicitations", (json_int_t)t->solicitations, "refused", (json_int_t)t->refused));
	add(o, "sent",
	    json_pack("{s:I, s:I}", "advertisements", (json_int_t)t->sent_advertisements,
		"solicitations", (json_int_t)t->sent_solicitations));
	if (v->role == ROLE_ROUTER)
		add(o, "router", router(s, v));
	else
		add(o, "host", host(s, v));
	return o;
}

json_t *report_track(const struct track_view *v)
{
	return json_pack("{s:o, s:s, s:o, s:b, s:b}", "name", report_text(v->conf->name), "kind",
	    conf_track_kind_name(v->conf->kind), "target", report_text(v->conf->target), "ok",
	    v->ok, "judged", v->judged);
}

/* ---- routers and routes ---- */

static json_t *targets(const struct router_view *v)
{
	const struct checked *c = v->checks;
	json_t *list = json_array();

	for (uint32_t i = 0; i < c->conf.n_targets; i++) {
		const struct check_target *t = &c->check.targets[i];

		json_array_append_new(list,
		    json_pack("{s:o, s:I, s:I, s:o}", "target",
			report_address(check_address(&c->conf, i, v->address)), "sent",
			(json_int_t)t->sent, "answered", (json_int_t)t->answered, "round_trip",
			t->round_trip == 0 ? json_null()
					   : json_real((double)t->round_trip / USEC_PER_SEC)));
	}
	return list;
}

static json_t *checks(const struct report_source *s, const struct router_view *v)
{
	const struct check *c;

	if (v->checks == NULL)
		return json_null();
	c = &v->checks->check;
	return json_pack("{s:s, s:o, s:i, s:i, s:o, s:o}", "verdict",
	    check_verdict_name(c->verdict), "since",
	    c->changed == 0 ? json_null() : report_time(s, c->changed), "failed", (int)c->failed,
	    "succeeded", (int)c->succeeded, "interval", report_seconds(v->checks->conf.interval),
	    "targets", targets(v));
}

json_t *report_router(const struct report_source *s, const struct router_view *v)
{
	json_t *o = json_pack("{s:o, s:o, s:i, s:i, s:i, s:I}", "address",
	    report_address(v->address), "interface", report_text(v->ifname), "ifindex",
	    (int)v->ifindex, "preference", (int)v->preference, "advertised_preference",
	    (int)v->advertised, "lifetime", (json_int_t)v->lifetime);

	add(o, "source", v->source.s_addr == INADDR_ANY ? json_null() : report_address(v->source));
	add(o, "learned", report_time(s, v->learned));
	add(o, "heard", v->heard == 0 ? json_null() : report_time(s, v->heard));
	add(o, "expires", report_time(s, v->deadline));
	add(o, "remaining", report_seconds(usec_sub(v->deadline, s->now)));
	add(o, "neighbour", json_string(neighbour_state_name(v->neighbour)));
	add(o, "answered", v->answered == 0 ? json_null() : report_time(s, v->answered));
	add(o, "state", json_string(router_state_name(v->state)));
	add(o, "position", json_integer(v->position));
	add(o, "route",
	    !v->routed ? json_null()
		       : json_pack("{s:I, s:I, s:b, s:b}", "metric", (json_int_t)v->route.metric,
			     "table", (json_int_t)v->route.table, "installed", v->installed,
			     "outdone", v->outdone));
	add(o, "table", json_integer((json_int_t)v->table));
	add(o, "onlink", json_boolean(v->onlink));
	add(o, "rule", report_place(v->policy));
	add(o, "checks", checks(s, v));
	return o;
}

json_t *report_refused(const struct report_source *s, const struct refused_router *v)
{
	return json_pack("{s:o, s:o, s:i, s:o, s:i, s:o, s:I, s:o, s:o}", "address",
	    report_address(v->address), "interface", report_text(v->ifname), "ifindex",
	    (int)v->ifindex, "source", report_address(v->source), "preference", (int)v->preference,
	    "reason", report_reason(v->reason), "count", (json_int_t)v->count, "first",
	    report_time(s, v->first), "last", report_time(s, v->last));
}

/* As ip-route(8) says it. */
static const char *protocol_name(uint8_t protocol)
{
	static const char *const names[256] = { [RTPROT_REDIRECT] = "redirect",
		[RTPROT_KERNEL] = "kernel",
		[RTPROT_BOOT] = "boot",
		[RTPROT_STATIC] = "static",
		[RTPROT_RA] = "ra",
		[RTPROT_ZEBRA] = "zebra",
		[RTPROT_BIRD] = "bird",
		[RTPROT_DHCP] = "dhcp",
		[RTPROT_KEEPALIVED] = "keepalived",
		[RTPROT_BGP] = "bgp",
		[RTPROT_ISIS] = "isis",
		[RTPROT_OSPF] = "ospf",
		[RTPROT_RIP] = "rip",
		[RTPROT_EIGRP] = "eigrp" };

	return names[protocol];
}

json_t *report_default_route(const struct report_source *s, const struct route *route, bool ours)
{
	json_t *o = json_object(), *list = json_array();

	for (size_t i = 0; i < route->n_hops && i < ADDRESSES_MAX; i++)
		json_array_append_new(
		    list, json_pack("{s:o, s:i, s:o, s:b}", "gateway",
			      route->hops[i].gateway.s_addr == INADDR_ANY
				  ? json_null()
				  : report_address(route->hops[i].gateway),
			      "ifindex", (int)route->hops[i].ifindex, "interface",
			      report_text(engine_iface_name(s->engine, route->hops[i].ifindex)),
			      "onlink", route->hops[i].onlink));
	add(o, "ours", json_boolean(ours));
	add(o, "hops", list);
	add(o, "metric", json_integer(route->metric));
	add(o, "table", json_integer(route->table));
	add(o, "protocol", json_integer(route->protocol));
	add(o, "protocol_name", report_text(protocol_name(route->protocol)));
	add(o, "prefsrc",
	    route->prefsrc.s_addr == INADDR_ANY ? json_null() : report_address(route->prefsrc));
	add(o, "wins",
	    json_boolean(route->metric == engine_lowest_metric(s->engine, route->table)));
	return o;
}

/* ---- counters ---- */

static json_t *by_reason(const uint64_t *counters)
{
	json_t *o = json_object();

	for (int i = 0; i < REASON_MAX; i++)
		if (counters[i] != 0)
			add(o, event_reason_name((enum reason)i),
			    json_integer((json_int_t)counters[i]));
	return o;
}

json_t *report_counters(const struct report_source *s)
{
	const struct engine_counters *c = engine_counters(s->engine);
	const uint64_t *counts = engine_event_counts(s->engine);
	json_t *o = json_object(), *events = json_object();

	for (int i = 0; i < EVENT_MAX; i++)
		add(events, event_kind_name((enum event_kind)i),
		    json_integer((json_int_t)counts[i]));
	add(o, "advertisements", by_reason(c->advertisements));
	add(o, "solicitations", by_reason(c->solicitations));
	add(o, "others", by_reason(c->others));
	add(o, "entries", by_reason(c->entries));
	add(o, "sent",
	    json_pack("{s:I, s:I, s:I}", "advertisements", (json_int_t)c->sent_advertisements,
		"solicitations", (json_int_t)c->sent_solicitations, "checks",
		(json_int_t)c->sent_checks));
	add(o, "answers", json_integer((json_int_t)c->answers));
	add(o, "events", events);
	return o;
}

/* ---- why ---- */

static json_t *steps(const struct explain_step *list, size_t n)
{
	json_t *steps = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(steps,
		    json_pack("{s:s, s:o, s:o, s:o}", "step", list[i].name, "ok",
			list[i].verdict == STEP_NEUTRAL ? json_null()
							: json_boolean(list[i].verdict == STEP_FOR),
			"text", report_text(list[i].text), "rule", report_place(list[i].rule)));
	return steps;
}

json_t *report_explanation(const struct report_source *s, const struct router_view *v)
{
	struct explain_step list[EXPLAIN_STEPS_MAX];
	size_t n = engine_explain(s->engine, v, list, s->now);

	return json_pack("{s:o, s:o, s:b, s:b, s:o}", "router", report_address(v->address),
	    "interface", report_text(v->ifname), "used", v->position != 0 && v->installed,
	    "outdone", v->outdone, "steps", steps(list, n));
}

json_t *report_explanation_refused(const struct report_source *s, const struct refused_router *v)
{
	struct explain_step list[EXPLAIN_STEPS_MAX];
	size_t n = engine_explain_refused(s->engine, v, list, s->now);

	return json_pack("{s:o, s:o, s:b, s:b, s:o}", "router", report_address(v->address),
	    "interface", report_text(v->ifname), "used", 0, "outdone", 0, "steps", steps(list, n));
}

/* ---- the configuration ---- */

json_t *report_setting(const struct setting *v)
{
	static const char *const origins[] = { "default", "file", "option" };
	bool sub = v->subsection != NULL;

	return json_pack("{s:s, s:o, s:s?, s:o, s:s, s:o, s:s, s:o}", "section", v->section, "name",
	    report_text(v->name), "subsection", v->subsection, "address",
	    sub ? report_address(v->address) : json_null(), "key", v->key, "value",
	    report_text(v->value), "origin", origins[v->origin], "rule", report_place(v->place));
}
