/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers as text: one router at one moment, as a line below the one before. */
#include "config.h"

#include "rdiscctl/show.h"

#include <stdio.h>
#include <string.h>

#include "rdiscctl/show_values.h"

/* The characters that a whole lifetime has. */
#define BAR 24

/* The rest of the lifetime as a bar: "######            ". */
static void put_bar(const json_t *router, char ret[BAR + 1])
{
	double whole = answer_number(router, "lifetime"), left = answer_number(router, "remaining");
	int n = whole > 0 ? (int)(left / whole * BAR + 0.5) : 0;

	n = n < 0 ? 0 : n > BAR ? BAR : n;
	memset(ret, ' ', BAR);
	memset(ret, '#', (size_t)n);
	ret[BAR] = '\0';
}

/* How long the first target takes that has answered: " 0.4 ms"; nothing where nothing is checked. */
static void put_round_trip(const json_t *router, char *ret, size_t size)
{
	const json_t *checks = answer_object(router, "checks"), *target, *time;
	size_t i;

	ret[0] = '\0';
	json_array_foreach (answer_list(checks, "targets"), i, target) {
		time = json_object_get(target, "round_trip");
		if (json_is_number(time)) {
			snprintf(ret, size, " %.1f ms", 1000 * json_number_value(time));
			return;
		}
	}
}

static void show_moment_of(struct page *p, const json_t *answer, const json_t *router, usec_t *last)
{
	char date[WORDS_MAX] = "-", level[WORDS_MAX], bar[BAR + 1], round_trip[24];
	usec_t now, heard;
	bool news = answer_time(router, "heard", &heard) && heard > *last;

	if (answer_time(answer, "time", &now))
		words_date(now, date);
	if (news)
		*last = heard;
	put_bar(router, bar);
	put_round_trip(router, round_trip, sizeof(round_trip));
	page_line(p, answer_is(router, "state", "used") ? STYLE_GOOD : STYLE_PLAIN,
	    "%s  %-8.15s %11s %c|%s|%6.0f s  %s%s", date + (strlen(date) > 11 ? 11 : 0),
	    show_text(router, "interface"), show_preference(router, "preference", level),
	    news ? '>' : ' ', bar, answer_number(router, "remaining"), show_text(router, "state"),
	    round_trip);
}

void show_watch(struct page *p, const json_t *answer, const char *address, usec_t *last)
{
	char date[WORDS_MAX] = "-";
	bool any = false;
	usec_t now;
	size_t i;
	json_t *router;

	json_array_foreach (answer_list(answer, "routers"), i, router)
		if (answer_is(router, "address", address)) {
			show_moment_of(p, answer, router, last);
			any = true;
		}
	if (answer_time(answer, "time", &now))
		words_date(now, date);
	if (!any)
		page_line(p, STYLE_BAD, "%s  not known", date + (strlen(date) > 11 ? 11 : 0));
}
