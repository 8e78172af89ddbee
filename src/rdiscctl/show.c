/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers as text: the one screen of status. */
#include "config.h"

#include "rdiscctl/show.h"

#include <inttypes.h>
#include <string.h>

#include "rdiscctl/show_tables.h"
#include "rdiscctl/show_values.h"

/* Refused routers that are alarms of their own; the rest is a number. */
#define ALARMS_REFUSED_MAX 5

/* "host and router". */
static void put_roles(const json_t *daemon, char *ret, size_t size)
{
	size_t i, len = 0;
	json_t *role;

	ret[0] = '\0';
	json_array_foreach (answer_list(daemon, "roles"), i, role) {
		const char *text = json_string_value(role);

		if (text != NULL && len < size)
			len += (size_t)snprintf(
			    ret + len, size - len, "%s%s", i > 0 ? " and " : ", ", text);
	}
}

static void show_daemon(struct page *p, const json_t *daemon)
{
	const json_t *configuration = answer_object(daemon, "configuration");
	char roles[64], up[WORDS_MAX], date[WORDS_MAX] = "-";
	usec_t when;

	put_roles(daemon, roles, sizeof(roles));
	if (answer_time(configuration, "time", &when))
		words_date(when, date);
	page_line(p, STYLE_TITLE, "rdisc %s%s, up %s, configuration %.0f of %s",
	    show_text(daemon, "version"), roles,
	    words_duration(answer_duration(daemon, "uptime"), up),
	    answer_number(configuration, "generation"), date);
}

/* Shows the standing of the default route, or nothing if no interface is a host. */
static void show_default_router(struct page *p, const json_t *daemon)
{
	const json_t *router = answer_object(daemon, "default_router");
	const char *standing = answer_text(daemon, "standing");
	const char *prefsrc = answer_text(router, "prefsrc");

	if (standing == NULL && router == NULL)
		return;
	if (answer_is(daemon, "standing", "foreign"))
		page_line(
		    p, STYLE_BAD, "Default router: none answers; another default route is in use");
	else if (router == NULL)
		page_line(p, STYLE_BAD, "Default router: none");
	else
		page_line(p, answer_is(daemon, "standing", "last_resort") ? STYLE_BAD : STYLE_GOOD,
		    "Default router: %s on %s%s%s%s", show_text(router, "router"),
		    show_text(router, "interface"), prefsrc != NULL ? ", source " : "",
		    prefsrc != NULL ? prefsrc : "",
		    answer_is(daemon, "standing", "last_resort") ? ", the last resort" : "");
}

/* The state of an interface in a word or two. */
static void show_interface_state(struct page *p, const json_t *iface)
{
	const json_t *host = answer_object(iface, "host");
	const json_t *router = answer_object(iface, "router");

	if (!answer_true(iface, "in_use"))
		page_cell(p, STYLE_WARNING, "off: %s", show_text(iface, "reason"));
	else if (host != NULL)
		page_cell(p, answer_is(host, "state", "unanswered") ? STYLE_WARNING : STYLE_PLAIN,
		    "%s", show_text(host, "state"));
	else if (answer_true(router, "drained"))
		page_cell(p, STYLE_WARNING, "drained");
	else if (answer_true(router, "draining"))
		page_cell(p, STYLE_WARNING, "draining");
	else
		page_cell(
		    p, STYLE_PLAIN, answer_true(router, "advertising") ? "advertising" : "silent");
}

static void show_interface_summary(struct page *p, const json_t *answer)
{
	static const char *const titles[] = { "Interface", "Role", "State", "Routers", "Last sent",
		"Next", NULL };
	size_t i;
	json_t *iface;

	page_table(p, titles);
	json_array_foreach (answer_list(answer, "interfaces"), i, iface) {
		const json_t *host = answer_object(iface, "host");
		const json_t *router = answer_object(iface, "router");
		char last[WORDS_MAX], next[WORDS_MAX];

		page_cell(p, STYLE_PLAIN, "%s", show_text(iface, "name"));
		page_cell(p, STYLE_PLAIN, "%s", show_text(iface, "role"));
		show_interface_state(p, iface);
		if (host != NULL)
			page_cell(p, STYLE_PLAIN, "%.0f", answer_number(host, "routers"));
		else
			page_cell(p, STYLE_PLAIN, "-");
		page_cell(
		    p, STYLE_PLAIN, "%s", show_moment(answer, router, "last_advertisement", last));
		page_cell(p, STYLE_PLAIN, "%s",
		    host != NULL ? show_moment(answer, host, "next_solicitation", next)
				 : show_moment(answer, router, "next_advertisement", next));
	}
	page_end(p);
}

/* ---- alarms ---- */

static void show_refused_alarms(struct page *p, const json_t *answer)
{
	const json_t *refused = answer_list(answer, "refused");
	size_t n = json_array_size(refused);

	for (size_t i = 0; i < n && i < ALARMS_REFUSED_MAX; i++) {
		const json_t *r = json_array_get(refused, i);
		char last[WORDS_MAX];

		page_line(p, STYLE_WARNING, "  router %s refused on %s: %s (%.0f time%s, last %s)",
		    show_text(r, "address"), show_text(r, "interface"), show_text(r, "reason"),
		    answer_number(r, "count"), answer_number(r, "count") == 1 ? "" : "s",
		    show_moment(answer, r, "last", last));
	}
	if (n > ALARMS_REFUSED_MAX)
		page_line(p, STYLE_WARNING, "  %zu more routers refused; rdiscctl routers",
		    n - ALARMS_REFUSED_MAX);
}

static void show_route_alarms(struct page *p, const json_t *answer)
{
	char hops[256];
	size_t i;
	json_t *route;

	json_array_foreach (answer_list(answer, "default_routes"), i, route) {
		if (!answer_true(route, "ours") && answer_true(route, "wins"))
			page_line(p, STYLE_WARNING,
			    "  another default route wins: %s, metric %.0f; rdiscctl conflicts",
			    show_hops(route, hops, sizeof(hops)), answer_number(route, "metric"));
	}
}

static void show_track_alarms(struct page *p, const json_t *answer)
{
	size_t i;
	json_t *track;

	json_array_foreach (answer_list(answer, "tracks"), i, track) {
		const char *target = answer_text(track, "target");

		if (!answer_true(track, "ok"))
			page_line(p, STYLE_WARNING, "  track %s is lost: %s%s%s",
			    show_text(track, "name"), show_text(track, "kind"),
			    target == NULL ? "" : " ", target == NULL ? "" : target);
	}
}

static void show_degraded(struct page *p, const json_t *daemon)
{
	const char *standing = answer_text(daemon, "standing");

	if (!answer_is(daemon, "state", "degraded"))
		return;
	if (standing == NULL || strcmp(standing, "alive") == 0) /* so it is the other role */
		page_line(
		    p, STYLE_BAD, "  degraded: an interface with role router advertises nothing");
	else
		page_line(p, STYLE_BAD, "  degraded: no router works");
}

static void show_alarms(struct page *p, const json_t *answer)
{
	const json_t *daemon = answer_object(answer, "daemon");
	const json_t *damping = answer_object(daemon, "damping");
	char until[WORDS_MAX];

	show_degraded(p, daemon);
	if (damping != NULL)
		page_line(p, STYLE_WARNING,
		    "  damping: the default router changed too often, %s on %s stays first until "
		    "%s",
		    show_text(damping, "router"), show_text(damping, "interface"),
		    show_moment(answer, damping, "until", until));
	if (answer_is(answer_object(daemon, "configuration"), "last_reload", "refused"))
		page_line(
		    p, STYLE_BAD, "  the last reload was refused: see the log, or rdisc --check");
	show_route_alarms(p, answer);
	show_track_alarms(p, answer);
	show_refused_alarms(p, answer);
}

void show_status(struct page *p, const json_t *answer)
{
	const json_t *daemon = answer_object(answer, "daemon");

	show_daemon(p, daemon);
	show_default_router(p, daemon);
	page_section(p, "");
	show_interface_summary(p, answer);
	page_section(p, "");
	show_known_routers(p, answer, false);
	show_checks(p, answer);
	page_section(p, "Alarms");
	show_alarms(p, answer);
}
