/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers as text: reasons, sums, and what has happened. */
#include "config.h"

#include "rdiscctl/show.h"

#include <string.h>

#include "rdiscctl/show_values.h"

static const char *sign_of(const json_t *step)
{
	const json_t *ok = json_object_get(step, "ok");

	return json_is_true(ok) ? "+" : json_is_false(ok) ? "-" : " ";
}

static void show_explanation(struct page *p, const json_t *e)
{
	char place[256];
	size_t i;
	json_t *step;

	page_line(p, STYLE_TITLE, "%s on %s %s:", show_text(e, "router"), show_text(e, "interface"),
	    answer_true(e, "outdone") ? "has a route, but another one carries the traffic"
	    : answer_true(e, "used")  ? "is used"
				      : "is not used");
	json_array_foreach (answer_list(e, "steps"), i, step) {
		enum style style = json_is_false(json_object_get(step, "ok")) ? STYLE_WARNING
									      : STYLE_PLAIN;
		const json_t *rule = answer_object(step, "rule");

		if (answer_text(rule, "file") == NULL)
			page_line(
			    p, style, "%3zu. %s %s", i + 1, sign_of(step), show_text(step, "text"));
		else
			page_line(p, style, "%3zu. %s %s (%s)", i + 1, sign_of(step),
			    show_text(step, "text"), show_place(rule, place, sizeof(place)));
	}
}

void show_explain(struct page *p, const json_t *answer)
{
	size_t i;
	json_t *e;

	json_array_foreach (answer_list(answer, "explanations"), i, e) {
		page_section(p, "");
		show_explanation(p, e);
	}
	if (i == 0)
		page_line(p, STYLE_PLAIN, "rdisc neither knows nor has refused such a router.");
}

/* ---- counters ---- */

static void show_sum(struct page *p, const char *what, const json_t *counts)
{
	const char *name;
	json_t *value;

	json_object_foreach ((json_t *)counts, name, value) {
		bool used = strcmp(name, "none") == 0;

		page_cell(p, STYLE_PLAIN, "%s", what);
		page_cell(p, STYLE_PLAIN, "%s", used ? "used" : name);
		page_cell(p, STYLE_PLAIN, "%.0f", json_number_value(value));
	}
}

void show_counters(struct page *p, const json_t *answer)
{
	static const char *const received[] = { "Received", "Outcome", "Number", NULL };
	static const char *const sent[] = { "Sent", "Number", NULL };
	static const char *const events[] = { "Event", "Number", NULL };
	const json_t *counters = answer_object(answer, "counters");
	const char *name;
	json_t *value;

	page_section(p, "");
	page_table(p, received);
	show_sum(p, "advertisements", answer_object(counters, "advertisements"));
	show_sum(p, "router addresses", answer_object(counters, "entries"));
	show_sum(p, "solicitations", answer_object(counters, "solicitations"));
	show_sum(p, "others", answer_object(counters, "others"));
	page_end(p);
	page_section(p, "");
	page_table(p, sent);
	json_object_foreach (answer_object(counters, "sent"), name, value) {
		page_cell(p, STYLE_PLAIN, "%s", name);
		page_cell(p, STYLE_PLAIN, "%.0f", json_number_value(value));
	}
	page_end(p);
	page_section(p, "");
	page_table(p, events);
	json_object_foreach (answer_object(counters, "events"), name, value) {
		if (json_number_value(value) == 0)
			continue;
		page_cell(p, STYLE_PLAIN, "%s", name);
		page_cell(p, STYLE_PLAIN, "%.0f", json_number_value(value));
	}
	page_end(p);
}

/* ---- conflicts ---- */

/* The best route of ours, or of others; NULL: there is none. Of equals the first, as in the kernel. */
static const json_t *best_route(const json_t *routes, bool ours)
{
	const json_t *best = NULL;
	size_t i;
	json_t *route;

	json_array_foreach (routes, i, route) {
		if (answer_true(route, "ours") == ours &&
		    (best == NULL ||
			answer_number(route, "metric") < answer_number(best, "metric")))
			best = route;
	}
	return best;
}

static void show_verdict(struct page *p, const json_t *routes)
{
	const json_t *mine = best_route(routes, true), *other = best_route(routes, false);
	double difference = answer_number(mine, "metric") - answer_number(other, "metric");

	if (mine == NULL && other == NULL)
		page_line(p, STYLE_PLAIN, "There is no default route.");
	else if (other == NULL)
		page_line(p, STYLE_PLAIN, "All default routes belong to rdisc.");
	else if (mine == NULL)
		page_line(p, STYLE_PLAIN, "No default route belongs to rdisc.");
	else if (difference > 0)
		page_line(p, STYLE_WARNING,
		    "The other one wins: its metric, %.0f, is lower than that of rdisc, %.0f.",
		    answer_number(other, "metric"), answer_number(mine, "metric"));
	else if (difference < 0)
		page_line(p, STYLE_PLAIN,
		    "rdisc wins: its metric, %.0f, is lower than the best other one, %.0f.",
		    answer_number(mine, "metric"), answer_number(other, "metric"));
	else
		page_line(p, STYLE_WARNING,
		    "Both have metric %.0f: the kernel may use either; rdisc changes its "
		    "metric when it notices.",
		    answer_number(mine, "metric"));
}

void show_conflicts(struct page *p, const json_t *answer)
{
	static const char *const titles[] = { "Default route", "Metric", "Protocol", "Source",
		"Table", "Whose", "Wins", NULL };
	const json_t *routes = answer_list(answer, "default_routes");
	size_t i;
	json_t *route;

	page_table(p, titles);
	json_array_foreach (routes, i, route) {
		char hops[512];

		page_cell(p, STYLE_PLAIN, "%s", show_hops(route, hops, sizeof(hops)));
		page_cell(p, STYLE_PLAIN, "%.0f", answer_number(route, "metric"));
		if (answer_text(route, "protocol_name") != NULL)
			page_cell(p, STYLE_PLAIN, "%s", show_text(route, "protocol_name"));
		else
			page_cell(p, STYLE_PLAIN, "%.0f", answer_number(route, "protocol"));
		page_cell(p, STYLE_PLAIN, "%s", show_text(route, "prefsrc"));
		page_cell(p, STYLE_PLAIN, "%.0f", answer_number(route, "table"));
		page_cell(p, STYLE_PLAIN, "%s", answer_true(route, "ours") ? "rdisc" : "another's");
		page_cell(p, answer_true(route, "wins") ? STYLE_GOOD : STYLE_PLAIN, "%s",
		    answer_true(route, "wins") ? "wins" : "-");
	}
	page_end(p);
	page_section(p, "");
	show_verdict(p, routes);
}

/* ---- trust ---- */

/* True for the first router of its interface in the list. */
static bool opens_interface(const json_t *routers, size_t i)
{
	const char *name = show_text(json_array_get(routers, i), "interface");

	for (size_t j = 0; j < i; j++)
		if (answer_is(json_array_get(routers, j), "interface", name))
			return false;
	return true;
}

/* A name as it stands between quotes in rdisc.conf. Characters that libConfuse interprets there, and those that
 * are not printable, become escape sequences, octet by octet. */
static const char *print_quoted(const char *name, char *ret, size_t size)
{
	size_t n = 0;

	for (const unsigned char *c = (const unsigned char *)name; *c != '\0' && n + 5 < size;
	     c++) {
		if (strchr("\"\\$", *c) != NULL || *c < ' ' || *c > '~')
			n += (size_t)snprintf(ret + n, size - n, "\\x%02x", *c);
		else
			ret[n++] = (char)*c;
	}
	ret[n] = '\0';
	return ret;
}

/* One address a line, so that a refusal can tell the line that decided. Comments stand before the statement:
 * within one libConfuse takes none. */
static void show_trusted(struct page *p, const json_t *routers, size_t first)
{
	const char *name = show_text(json_array_get(routers, first), "interface");
	const json_t *r, *previous = NULL;
	char level[WORDS_MAX], quote[128];

	page_line(p, STYLE_PLAIN, "interface \"%s\" {", print_quoted(name, quote, sizeof(quote)));
	for (size_t i = first; i < json_array_size(routers); i++) {
		r = json_array_get(routers, i);
		if (answer_is(r, "interface", name))
			page_line(p, STYLE_PLAIN, "  # %s has preference %s",
			    show_text(r, "address"),
			    show_preference(r, "advertised_preference", level));
	}
	page_line(p, STYLE_PLAIN, "  allow = {");
	for (size_t i = first; i <= json_array_size(routers); i++) {
		r = json_array_get(routers, i);
		if (r != NULL && !answer_is(r, "interface", name))
			continue;
		if (previous != NULL)
			page_line(p, STYLE_PLAIN, "    \"%s\"%s", show_text(previous, "address"),
			    r != NULL ? "," : "");
		previous = r;
	}
	page_line(p, STYLE_PLAIN, "  }");
	page_line(p, STYLE_PLAIN, "}");
}

void show_trust(struct page *p, const json_t *answer)
{
	const json_t *routers = answer_list(answer, "routers");
	size_t i;
	json_t *r;

	if (json_array_size(routers) == 0)
		page_line(p, STYLE_PLAIN, "# no router is known");
	for (i = 0; i < json_array_size(routers); i++)
		if (opens_interface(routers, i))
			show_trusted(p, routers, i);
	json_array_foreach (answer_list(answer, "refused"), i, r) {
		page_line(p, STYLE_PLAIN, "# refused: %s on %s, %s", show_text(r, "address"),
		    show_text(r, "interface"), show_text(r, "reason"));
	}
}

/* ---- events ---- */

static enum style style_of_level(const json_t *event)
{
	if (answer_is(event, "level", "warning"))
		return STYLE_WARNING;
	return answer_is(event, "level", "err") ? STYLE_BAD : STYLE_PLAIN;
}

void show_event(struct page *p, const json_t *event)
{
	char date[WORDS_MAX] = "-";
	usec_t when;

	if (answer_time(event, "time", &when))
		words_date(when, date);
	if (answer_is(event, "type", "lost"))
		page_line(p, STYLE_WARNING, "%s (%.0f events more than could be sent)", date,
		    answer_number(event, "count"));
	else
		page_line(p, style_of_level(event), "%s %-7s %s", date, show_text(event, "level"),
		    show_text(event, "message"));
}
