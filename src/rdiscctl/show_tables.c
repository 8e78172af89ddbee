/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers as text: tables of interfaces and of routers. */
#include "config.h"

#include "rdiscctl/show.h"

#include <linux/rtnetlink.h>
#include <string.h>

#include "rdiscctl/show_tables.h"
#include "rdiscctl/show_values.h"

static void show_rule(struct page *p, const json_t *rule)
{
	bool placed = answer_text(rule, "file") != NULL;
	char place[256];

	page_cell(p, STYLE_PLAIN, "%s%s%s", show_text(rule, "pattern"), placed ? " " : "",
	    placed ? show_place(rule, place, sizeof(place)) : "");
}

static void show_addresses(struct page *p, const json_t *iface)
{
	const json_t *addresses = answer_list(iface, "addresses");
	const char *first = json_string_value(json_array_get(addresses, 0));
	double n = answer_number(iface, "n_addresses");

	if (first == NULL)
		page_cell(p, STYLE_PLAIN, "-");
	else if (n > 1)
		page_cell(p, STYLE_PLAIN, "%s and %.0f more", first, n - 1);
	else
		page_cell(p, STYLE_PLAIN, "%s", first);
}

static void show_link(struct page *p, const json_t *iface)
{
	if (!answer_true(iface, "up"))
		page_cell(p, STYLE_WARNING, "down");
	else if (!answer_true(iface, "carrier"))
		page_cell(p, STYLE_WARNING, "no carrier");
	else
		page_cell(p, STYLE_PLAIN, "up");
}

static void show_interface(struct page *p, const json_t *iface)
{
	const json_t *received = answer_object(iface, "received");
	const json_t *sent = answer_object(iface, "sent");

	page_cell(p, STYLE_PLAIN, "%s", show_text(iface, "name"));
	page_cell(p, STYLE_PLAIN, "%s", show_text(iface, "role"));
	show_link(p, iface);
	if (answer_true(iface, "in_use"))
		page_cell(p, STYLE_PLAIN, "yes");
	else
		page_cell(p, STYLE_WARNING, "no: %s", show_text(iface, "reason"));
	show_addresses(p, iface);
	page_cell(p, STYLE_PLAIN, "%s", answer_true(iface, "forwarding") ? "yes" : "no");
	page_cell(p, STYLE_PLAIN, "%.0f, %.0f", answer_number(received, "advertisements"),
	    answer_number(received, "solicitations"));
	page_cell(p, STYLE_PLAIN, "%.0f", answer_number(received, "refused"));
	page_cell(p, STYLE_PLAIN, "%.0f, %.0f", answer_number(sent, "advertisements"),
	    answer_number(sent, "solicitations"));
	show_rule(p, answer_object(iface, "rule"));
}

/* The first one stands for them all. */
static void destination_cell(struct page *p, const json_t *router)
{
	size_t n = json_array_size(answer_list(router, "destinations"));

	if (n > 1)
		page_cell(
		    p, STYLE_PLAIN, "%s and %zu more", show_text(router, "destination"), n - 1);
	else
		page_cell(p, STYLE_PLAIN, "%s", show_text(router, "destination"));
}

/* Shows the advertised addresses of a router, one a line. */
static void show_advertised(struct page *p, const json_t *answer)
{
	static const char *const titles[] = { "Interface", "Advertises", "Preference", "Lifetime",
		"To", "Last", "Next", "Tracks", NULL };
	size_t i, j;
	json_t *iface, *address;

	page_table(p, titles);
	json_array_foreach (answer_list(answer, "interfaces"), i, iface) {
		const json_t *router = answer_object(iface, "router");

		json_array_foreach (answer_list(router, "addresses"), j, address) {
			char words[WORDS_MAX];

			page_cell(p, STYLE_PLAIN, "%s", show_text(iface, "name"));
			page_cell(p, STYLE_PLAIN, "%s", show_text(address, "address"));
			page_cell(
			    p, STYLE_PLAIN, "%s", show_preference(address, "preference", words));
			page_cell(p, STYLE_PLAIN, "%.0f s", answer_number(router, "lifetime"));
			destination_cell(p, router);
			page_cell(p, STYLE_PLAIN, "%s",
			    show_moment(answer, router, "last_advertisement", words));
			page_cell(p, STYLE_PLAIN, "%s",
			    show_moment(answer, router, "next_advertisement", words));
			page_cell(
			    p, STYLE_PLAIN, "%zu", json_array_size(answer_list(router, "tracks")));
		}
	}
	page_end(p);
}

void show_interfaces(struct page *p, const json_t *answer)
{
	static const char *const titles[] = { "Interface", "Role", "Link", "In use", "Addresses",
		"Forwards", "Heard", "Refused", "Sent", "Configured by", NULL };
	size_t i;
	json_t *iface;

	page_section(p, "");
	page_table(p, titles);
	json_array_foreach (answer_list(answer, "interfaces"), i, iface) {
		show_interface(p, iface);
	}
	page_end(p);
	page_section(p, "");
	show_advertised(p, answer);
	page_section(p, "");
	if (json_array_size(answer_list(answer, "interfaces")) > 0)
		page_line(p, STYLE_PLAIN, "Heard and Sent count advertisements, solicitations.");
	else
		page_line(p, STYLE_PLAIN, "No interfaces.");
}

/* ---- routers ---- */

static enum style style_of(const json_t *router)
{
	static const char *const bad[] = { "dead", "no_way_out", "rejected" };
	static const char *const doubtful[] = { "unreachable", "no_carrier", "waiting",
		"withdrawn" };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (answer_is(router, "state", bad[i]))
			return STYLE_BAD;
	for (size_t i = 0; i < ARRAY_SIZE(doubtful); i++)
		if (answer_is(router, "state", doubtful[i]))
			return STYLE_WARNING;
	if (!answer_is(router, "state", "used"))
		return STYLE_PLAIN;
	return answer_true(answer_object(router, "route"), "outdone") ? STYLE_WARNING : STYLE_GOOD;
}

static void show_route(struct page *p, const json_t *router)
{
	const json_t *route = answer_object(router, "route");
	unsigned position = (unsigned)answer_number(router, "position");
	bool installed = answer_true(route, "installed");
	bool outdone = answer_true(
	    route, "outdone"); /* another default route carries the traffic */
	double table = answer_number(route, "table");
	char place[16] = "", where[32] = "";

	if (route != NULL && table != RT_TABLE_MAIN && table != 0)
		snprintf(where, sizeof(where), ", table %.0f", table);
	if (position > 1)
		snprintf(place, sizeof(place), "%u%s, ", position,
		    position == 2   ? "nd"
		    : position == 3 ? "rd"
				    : "th");
	if (route == NULL)
		page_cell(p, STYLE_PLAIN, "-");
	else
		page_cell(p, installed && !outdone ? STYLE_PLAIN : STYLE_WARNING,
		    "%smetric %.0f%s%s%s", place, answer_number(route, "metric"), where,
		    answer_true(router, "onlink") ? ", onlink" : "",
		    !installed ? ", not installed"
		    : outdone  ? ", outdone"
			       : "");
}

static void show_levels(struct page *p, const json_t *router)
{
	char level[WORDS_MAX], said[WORDS_MAX];

	if (answer_number(router, "preference") == answer_number(router, "advertised_preference"))
		page_cell(p, STYLE_PLAIN, "%s", show_preference(router, "preference", level));
	else
		page_cell(p, STYLE_PLAIN, "%s (sent %s)",
		    show_preference(router, "preference", level),
		    show_preference(router, "advertised_preference", said));
}

/* With its age: how old the last sign of life is. */
static void show_neighbour(struct page *p, const json_t *answer, const json_t *router)
{
	bool heard = answer_text(router, "answered") != NULL;
	char words[WORDS_MAX];

	page_cell(p, STYLE_PLAIN, "%s%s%s", show_text(router, "neighbour"), heard ? ", " : "",
	    heard ? show_moment(answer, router, "answered", words) : "");
}

static void show_router(struct page *p, const json_t *answer, const json_t *router, bool wide)
{
	char words[WORDS_MAX], place[256];

	page_cell(p, STYLE_PLAIN, "%s", show_text(router, "address"));
	page_cell(p, STYLE_PLAIN, "%s", show_text(router, "interface"));
	show_levels(p, router);
	page_cell(p, STYLE_PLAIN, "%s", show_moment(answer, router, "expires", words));
	show_neighbour(p, answer, router);
	page_cell(p, style_of(router), "%s", show_text(router, "state"));
	show_route(p, router);
	page_cell(p, STYLE_PLAIN, "%s", show_moment(answer, router, "heard", words));
	if (!wide)
		return;
	page_cell(p, STYLE_PLAIN, "%s", show_moment(answer, router, "learned", words));
	page_cell(p, STYLE_PLAIN, "%s",
	    answer_is(router, "source", show_text(router, "address"))
		? "-"
		: show_text(router, "source"));
	page_cell(
	    p, STYLE_PLAIN, "%s", show_place(answer_object(router, "rule"), place, sizeof(place)));
}

void show_known_routers(struct page *p, const json_t *answer, bool wide)
{
	static const char *const narrow_titles[] = { "Router", "Interface", "Preference", "Expires",
		"Neighbour", "State", "Route", "Heard", NULL };
	static const char *const wide_titles[] = { "Router", "Interface", "Preference", "Expires",
		"Neighbour", "State", "Route", "Heard", "Learned", "Named by", "Policy", NULL };
	size_t i;
	json_t *router;

	page_table(p, wide ? wide_titles : narrow_titles);
	json_array_foreach (answer_list(answer, "routers"), i, router) {
		show_router(p, answer, router, wide);
	}
	page_end(p);
}

static void show_target(struct page *p, const json_t *answer, const json_t *router,
    const json_t *checks, const json_t *target)
{
	const json_t *round_trip = json_object_get(target, "round_trip");
	char words[WORDS_MAX];

	page_cell(p, STYLE_PLAIN, "%s", show_text(router, "address"));
	page_cell(p, STYLE_PLAIN, "%s", show_text(router, "interface"));
	page_cell(p, STYLE_PLAIN, "%s", show_text(target, "target"));
	page_cell(p, answer_is(checks, "verdict", "lost") ? STYLE_BAD : STYLE_PLAIN, "%s",
	    show_text(checks, "verdict"));
	page_cell(p, STYLE_PLAIN, "%s", show_moment(answer, checks, "since", words));
	if (json_is_number(round_trip))
		page_cell(p, STYLE_PLAIN, "%.1f ms", 1000 * json_number_value(round_trip));
	else
		page_cell(p, STYLE_PLAIN, "-");
	page_cell(p, STYLE_PLAIN, "%.0f of %.0f", answer_number(target, "answered"),
	    answer_number(target, "sent"));
}

/* Nothing where nothing is checked. */
void show_checks(struct page *p, const json_t *answer)
{
	static const char *const titles[] = { "Checked through", "Interface", "Target", "Verdict",
		"Since", "Round trip", "Answered", NULL };
	size_t i, j;
	json_t *router, *target;

	page_section(p, "");
	page_table(p, titles);
	json_array_foreach (answer_list(answer, "routers"), i, router) {
		const json_t *checks = answer_object(router, "checks");

		json_array_foreach (answer_list(checks, "targets"), j, target) {
			show_target(p, answer, router, checks, target);
		}
	}
	page_end(p);
}

void show_refused_routers(struct page *p, const json_t *answer)
{
	static const char *const titles[] = { "Refused", "Interface", "Preference", "Reason",
		"From", "Times", "First", "Last", NULL };
	size_t i;
	json_t *r;

	page_table(p, titles);
	json_array_foreach (answer_list(answer, "refused"), i, r) {
		char words[WORDS_MAX];

		page_cell(p, STYLE_PLAIN, "%s", show_text(r, "address"));
		page_cell(p, STYLE_PLAIN, "%s", show_text(r, "interface"));
		page_cell(p, STYLE_PLAIN, "%s", show_preference(r, "preference", words));
		page_cell(p, STYLE_WARNING, "%s", show_text(r, "reason"));
		page_cell(p, STYLE_PLAIN, "%s", show_text(r, "source"));
		page_cell(p, STYLE_PLAIN, "%.0f", answer_number(r, "count"));
		page_cell(p, STYLE_PLAIN, "%s", show_moment(answer, r, "first", words));
		page_cell(p, STYLE_PLAIN, "%s", show_moment(answer, r, "last", words));
	}
	page_end(p);
}

void show_routers(struct page *p, const json_t *answer)
{
	if (json_array_size(answer_list(answer, "routers")) == 0)
		page_line(p, STYLE_PLAIN, "No router is known.");
	page_section(p, "");
	show_known_routers(p, answer, true);
	show_checks(p, answer);
	page_section(p, "");
	show_refused_routers(p, answer);
}
