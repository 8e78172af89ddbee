/* SPDX-License-Identifier: BSD-2-Clause */
/* The options file of the old program: OPTIONS="-r -p 100", SEND_ADDRESS, RECEIVE_ADDRESS. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/import/options.h"

#define NAMES_MAX 8

/* The options of one old command line. */
struct options {
	struct import *im;
	char names[NAMES_MAX][IMPORT_NAME_LEN];
	size_t n_names;
	bool router, solicit;
	char preference[32], interval[32], send[32];
	bool no_group;
	int line; /* of the last of them */
};

static void parse_interface(struct options *o, const char *name, int line)
{
	if (o->n_names < NAMES_MAX)
		import_name(o->im, name, line, o->names[o->n_names++]);
	else
		import_note(o->im, line, "-i %s: too many interfaces", name);
}

/* A letter; `value` is what follows it, or NULL. True: the value was used. */
static bool parse_letter(struct options *o, char letter, const char *value, int line)
{
	switch (letter) {
	case 'a':
	case 'b':
		import_set(o->im, "", "", "install", letter == 'a' ? "ladder" : "best", line);
		return false;
	case 'r':
		o->router = true;
		return false;
	case 's':
		o->solicit = true;
		return false;
	case 'd':
	case 'f':
	case 't':
	case 'v':
		import_note(o->im, line, "-%c belongs on the command line of the service", letter);
		return false;
	case 'i':
	case 'p':
	case 'T':
		if (value == NULL)
			break;
		if (letter == 'i')
			parse_interface(o, value, line);
		else
			snprintf(letter == 'p' ? o->preference : o->interval, sizeof(o->interval),
			    "%s", value);
		return true;
	}
	import_note(o->im, line, "-%c: no such option", letter);
	return false;
}

/* One of ours: the option is called as the key of the routes. */
static bool parse_long(struct options *o, const char *name, const char *value, int line)
{
	if (strcmp(name, "interface") == 0 && value != NULL) {
		parse_interface(o, value, line);
		return true;
	}
	if (strcmp(name, "keep-routes") == 0) {
		import_set(o->im, "", "", name, "yes", line);
		return false;
	}
	if (value != NULL &&
	    (strcmp(name, "install") == 0 || strcmp(name, "metric") == 0 ||
		strcmp(name, "table") == 0 || strcmp(name, "mtu") == 0 ||
		strcmp(name, "prefsrc") == 0 || strcmp(name, "probe-interval") == 0)) {
		import_set(o->im, "", "", name, value, line);
		return true;
	}
	import_note(o->im, line, "--%s: not known here; see rdisc.conf(5) for the key", name);
	return false;
}

static void parse_words(struct options *o, const struct import_words *w)
{
	for (int i = 0; i < w->n; i++) {
		const char *word = w->word[i], *next = i + 1 < w->n ? w->word[i + 1] : NULL;

		if (strncmp(word, "--", 2) == 0) {
			i += parse_long(o, word + 2, next, w->line);
			continue;
		}
		if (word[0] != '-') { /* addresses may stand here too */
			if (o->send[0] == '\0')
				snprintf(o->send, sizeof(o->send), "%s", word);
			else
				o->no_group = strcmp(word, "255.255.255.255") == 0;
			continue;
		}
		for (const char *p = word + 1; *p != '\0'; p++) {
			bool last = p[1] == '\0';

			if (parse_letter(o, *p, last ? next : p + 1, w->line)) {
				i += last;
				break;
			}
		}
	}
}

/* The same on every interface, as the old program did it. */
static void write_interface(struct options *o, const char *name)
{
	struct import *im = o->im;

	import_set(im, name, "", "role", o->router ? "router" : "host", o->line);
	if (!o->router && !o->solicit)
		import_set(im, name, "", "solicit", "no", o->line);
	if (o->router && o->preference[0] != '\0')
		import_set(im, name, "", "preference-level", o->preference, o->line);
	if (o->router && o->interval[0] != '\0')
		import_set(im, name, "", "max-advertisement-interval", o->interval, o->line);
	if (o->send[0] != '\0')
		import_set(im, name, "",
		    o->router ? "advertisement-address" : "solicitation-address", o->send, o->line);
	if (o->router && o->no_group)
		import_set(im, name, "", "join-all-routers", "no", o->line);
}

/* A line NAME=VALUE, as a shell would read it; `ret` begins at the value. */
static bool is_variable(const char *line, const char *name, const char **ret)
{
	size_t len = strlen(name);

	line += strspn(line, " \t");
	if (strncmp(line, "export ", 7) == 0)
		line += 7;
	*ret = line + len + 1;
	return strncmp(line, name, len) == 0 && line[len] == '=';
}

void import_options(struct import *im, const char *text)
{
	struct options o = { .im = im };
	int line = 1;

	for (const char *p = text; *p != '\0'; line++) {
		size_t len = strcspn(p, "\n");
		struct import_words w;
		const char *value;

		if (is_variable(p, "OPTIONS", &value) || is_variable(p, "SEND_ADDRESS", &value) ||
		    is_variable(p, "RECEIVE_ADDRESS", &value)) {
			import_cut(&w, value, (size_t)(p + len - value), line);
			if (is_variable(p, "RECEIVE_ADDRESS", &value))
				o.no_group = o.no_group || import_is(&w, 0, "255.255.255.255");
			else
				parse_words(&o, &w);
			o.line = line;
			im->n_found++;
		}
		p += len + (p[len] == '\n');
	}
	for (size_t i = 0; i < o.n_names; i++)
		write_interface(&o, o.names[i]);
	if (o.n_names == 0 && im->n_found > 0)
		write_interface(&o, "*");
}
