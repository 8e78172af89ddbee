/* SPDX-License-Identifier: BSD-2-Clause */
/* The statements router-discovery of Junos, in braces or as "set" lines, and routerdiscovery of GateD,
 * from which they come. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import_private.h"

#define DEPTH_MAX     16
#define ADDRESSES_MAX 32
#define NAMES_MAX     64

enum where {
	OUTSIDE,
	ROUTER,    /* router-discovery, or routerdiscovery server */
	CLIENT,    /* routerdiscovery client */
	INTERFACE, /* of ROUTER; name */
	ADDRESS,   /* of ROUTER; name */
	SKIPPED,
};

/* Addresses stand beside interfaces there, and inside of them here. */
struct address {
	char address[16], key[32], value[32];
	int line;
};

struct reader {
	struct import *im;
	struct {
		enum where where;
		char name[IMPORT_NAME_LEN];
	} stack[DEPTH_MAX];
	int depth;
	struct address addresses[ADDRESSES_MAX];
	size_t n_addresses;
	char names[NAMES_MAX][IMPORT_NAME_LEN]; /* of interfaces that are routers */
	size_t n_names;
	bool is_router, disabled;
	int line; /* where the router began */
};

/* Junos' words, and GateD's. */
static const struct {
	const char *word, *key;
} intervals[] = {
	{ "lifetime", "advertisement-lifetime" },
	{ "max-advertisement-interval", "max-advertisement-interval" },
	{ "maxadvinterval", "max-advertisement-interval" },
	{ "min-advertisement-interval", "min-advertisement-interval" },
	{ "minadvinterval", "min-advertisement-interval" },
};

/* GateD's times are [[hours:]minutes:]seconds. */
static void make_seconds(const char *time, char ret[32])
{
	unsigned long seconds = 0;
	char *end;

	snprintf(ret, 32, "%s", time);
	if (strchr(time, ':') == NULL)
		return;
	for (const char *p = time;; p = end + 1) {
		seconds = seconds * 60 + strtoul(p, &end, 10) % 100000;
		if (*end != ':')
			break;
	}
	if (*end == '\0')
		snprintf(ret, 32, "%lu", seconds);
}

static void add_name(struct reader *r, const char *name)
{
	for (size_t i = 0; i < r->n_names; i++)
		if (strcmp(r->names[i], name) == 0)
			return;
	if (r->n_names < NAMES_MAX)
		snprintf(r->names[r->n_names++], IMPORT_NAME_LEN, "%s", name);
}

static void add_address(
	struct reader *r, const char *address, const char *key, const char *value, int line)
{
	struct address *a = &r->addresses[r->n_addresses];

	r->im->n_found++;
	if (r->n_addresses == ADDRESSES_MAX) {
		import_note(r->im, line, "%s: too many addresses", address);
		return;
	}
	r->n_addresses++;
	a->line = line;
	snprintf(a->address, sizeof(a->address), "%s", address);
	snprintf(a->key, sizeof(a->key), "%s", key);
	snprintf(a->value, sizeof(a->value), "%s", value);
}

/* What stands behind "interface NAME", or in its braces: intervals, by twos. */
static void take_interface(struct reader *r, const char *name, const struct import_words *w, int i)
{
	import_set(r->im, name, "", "role", "router", w->line);
	add_name(r, name);
	for (; i < w->n; i += 2) {
		const char *key = NULL;
		char number[32];

		for (size_t k = 0; k < sizeof(intervals) / sizeof(intervals[0]); k++)
			if (import_is(w, i, intervals[k].word))
				key = intervals[k].key;
		if (key == NULL || i + 1 == w->n) {
			import_note(r->im, w->line, "%s: no equivalent", w->word[i]);
			continue;
		}
		make_seconds(w->word[i + 1], number);
		import_set(r->im, name, "", key, number, w->line);
	}
}

/* What stands behind "address A.B.C.D". */
static void take_address(struct reader *r, const char *address, const struct import_words *w, int i)
{
	for (; i < w->n; i++) {
		bool level = import_is(w, i, "priority") || import_is(w, i, "preference");

		if (import_is(w, i, "advertise") || import_is(w, i, "ignore")) {
			add_address(r, address, "advertise",
				import_is(w, i, "ignore") ? "no" : "yes", w->line);
		} else if (import_is(w, i, "ineligible")) {
			add_address(r, address, "preference-level", "ineligible", w->line);
		} else if (level && i + 1 < w->n) {
			add_address(r, address, "preference-level", w->word[++i], w->line);
		} else if (import_is(w, i, "broadcast")) {
			import_note(r->im, w->line,
				"%s: broadcast is a matter of the interface here:"
				" advertisement-address = broadcast",
				address);
		} else if (!import_is(w, i, "multicast")) {
			import_note(r->im, w->line, "%s: no equivalent", w->word[i]);
		}
	}
}

/* GateD as a host: interface NAME [enable|disable] [broadcast|multicast] [quiet|solicit]. */
static void take_client(struct reader *r, const char *theirs, const struct import_words *w, int i)
{
	char name[IMPORT_NAME_LEN];

	import_name(r->im, theirs, w->line, name);
	import_set(r->im, name, "", "role", "host", w->line);
	for (; i < w->n; i++)
		if (import_is(w, i, "disable"))
			import_set(r->im, name, "", "role", "off", w->line);
		else if (import_is(w, i, "quiet") || import_is(w, i, "solicit"))
			import_set(r->im, name, "", "solicit",
				import_is(w, i, "quiet") ? "no" : "yes", w->line);
		else if (import_is(w, i, "broadcast") || import_is(w, i, "multicast"))
			import_set(r->im, name, "", "solicitation-address", w->word[i], w->line);
}

/* The statement that opens it all. */
static enum where enter(struct reader *r, const struct import_words *w, int i)
{
	bool off = import_is(w, i + 2, "no") || import_is(w, i + 2, "off");

	if (import_is(w, i, "routerdiscovery") && import_is(w, i + 1, "client")) {
		r->im->n_found++;
		if (!off)
			import_set(r->im, "*", "", "role", "host", w->line);
		return off ? SKIPPED : CLIENT;
	}
	r->im->n_found++;
	if (import_is(w, i, "routerdiscovery") && off)
		return SKIPPED;
	r->is_router = true;
	r->line = w->line;
	return ROUTER;
}

/* One statement of ROUTER or CLIENT; tells where its braces, if it has any, lead. `name` is set. */
static enum where take_statement(
	struct reader *r, enum where where, const struct import_words *w, int i, char *name)
{
	if (where == ROUTER && import_is(w, i, "interface") && i + 1 < w->n) {
		import_name(r->im, w->word[i + 1], w->line, name);
		take_interface(r, name, w, i + 2);
		return INTERFACE;
	}
	if (where == ROUTER && import_is(w, i, "address") && i + 1 < w->n) {
		snprintf(name, IMPORT_NAME_LEN, "%s", w->word[i + 1]);
		take_address(r, name, w, i + 2);
		return ADDRESS;
	}
	if (where == ROUTER && import_is(w, i, "disable"))
		r->disabled = true;
	else if (where == CLIENT && import_is(w, i, "interface") && i + 1 < w->n)
		take_client(r, w->word[i + 1], w, i + 2);
	else if (where == CLIENT && import_is(w, i, "preference"))
		import_note(r->im, w->line,
			"preference: the place among other routes is the metric of routes");
	else if (i < w->n)
		import_note(r->im, w->line, "%s: no equivalent", w->word[i]);
	return SKIPPED;
}

static enum where take(struct reader *r, const struct import_words *w, char *name)
{
	enum where where = r->stack[r->depth].where;
	int i = 0;

	snprintf(name, IMPORT_NAME_LEN, "%s", r->stack[r->depth].name);
	switch (where) {
	case OUTSIDE:
		while (i < w->n && strcmp(w->word[i], "router-discovery") != 0 &&
			strcmp(w->word[i], "routerdiscovery") != 0)
			i++;
		if (i == w->n)
			return OUTSIDE;
		where = enter(r, w, i);
		/* "set protocols router-discovery interface …" goes on. */
		return import_is(w, 0, "set") && i + 1 < w->n
			       ? take_statement(r, where, w, i + 1, name)
			       : where;
	case INTERFACE:
		take_interface(r, name, w, 0);
		return SKIPPED;
	case ADDRESS:
		take_address(r, name, w, 0);
		return SKIPPED;
	case SKIPPED:
		return SKIPPED;
	default:
		return take_statement(r, where, w, 0, name);
	}
}

/* Addresses in every section; that of an address which is not there does nothing. */
static void finish(struct reader *r)
{
	if (r->is_router && r->n_names == 0) {
		import_set(r->im, "*", "", "role", "router", r->line);
		add_name(r, "*");
	}
	for (size_t i = 0; i < r->n_names; i++) {
		for (size_t j = 0; j < r->n_addresses; j++) {
			const struct address *a = &r->addresses[j];

			import_set(r->im, r->names[i], a->address, a->key, a->value, a->line);
		}
		if (r->disabled)
			import_set(r->im, r->names[i], "", "role", "off", r->line);
	}
}

/* Where a comment ends that begins at p; p if none does. */
static const char *skip_comment(const char *p)
{
	const char *end;

	if (*p == '#')
		return p + strcspn(p, "\n");
	if (strncmp(p, "/*", 2) != 0)
		return p;
	end = strstr(p, "*/");
	return end == NULL ? p + strlen(p) : end + 2;
}

/* A statement, and what ended it: braces lead inside and back. */
static void end_statement(struct reader *r, const char *text, size_t len, int line, char end)
{
	char name[IMPORT_NAME_LEN] = "";
	enum where inside = SKIPPED;
	struct import_words w;

	import_cut(&w, text, len, line);
	if (w.n > 0)
		inside = take(r, &w, name);
	if (end == '}' && r->depth > 0)
		r->depth--;
	if (end == '{' && r->depth + 1 < DEPTH_MAX) {
		r->stack[++r->depth].where = inside;
		snprintf(r->stack[r->depth].name, IMPORT_NAME_LEN, "%s", name);
	}
}

/* Statements end at ; { or }, "set" lines at the end of the line. */
void import_junos(struct import *im, const char *text)
{
	struct reader r = { .im = im };
	const char *start = NULL; /* of the statement */
	int line = 1, began = 1;

	for (const char *p = text;; p++) {
		const char *after = start == NULL ? skip_comment(p) : p;
		bool set = start != NULL && strncmp(start, "set ", 4) == 0;

		for (; p < after; p++)
			line += *p == '\n';
		if (strchr(";{}", *p) != NULL ||
			(set && *p == '\n')) { /* the end of the text too */
			end_statement(&r, start == NULL ? p : start,
				start == NULL ? 0 : (size_t)(p - start), began, *p);
			start = NULL;
		} else if (start == NULL && strchr(" \t\r\n", *p) == NULL) {
			start = p;
			began = line;
		}
		if (*p == '\0')
			break;
		line += *p == '\n';
	}
	finish(&r);
}
