/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration file: libConfuse reads the syntax, confkey.c the values, and this file puts
 * them together and checks what no single value can tell. */
#include "config.h"

#include "conffile.h"

#include <confuse.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conffile_private.h"
#include "confkey.h"

/* A file with more unknown keys than this is something else. */
#define UNKNOWN_MAX 64

/* A value seen inside an address or router section, whose interface is not known before it ends. */
struct pending {
	const struct confkey *key;
	char *text;
	int line;
};

/* What goes on while one file is read. libConfuse's callbacks get no argument of ours, so this is
 * where they find it. */
static struct reader {
	struct conffile *cf;
	struct conffile_messages *messages;
	const char *file;
	struct pending pending[KEYS_MAX];
	size_t n_pending;
	char unknown_section[16], unknown_key[64]; /* why the last run stopped */
	int unknown_line;
	bool stopped; /* for another reason */
} reader;

/* ---- messages ---- */

static char *keep(struct conffile *cf, const char *text)
{
	char **texts = realloc(cf->texts, (cf->n_texts + 1) * sizeof(*texts));
	char *copy;

	if (texts == NULL)
		return NULL;
	cf->texts = texts;
	copy = strdup(text);
	if (copy != NULL)
		cf->texts[cf->n_texts++] = copy;
	return copy;
}

void conffile_say(struct conffile_messages *m, bool warning, const char *file, int line,
	const char *format, ...)
{
	struct conffile_message *list;
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	m->n_errors += !warning;
	list = realloc(m->list, (m->n + 1) * sizeof(*list));
	if (list == NULL)
		return;
	m->list = list;
	list[m->n] = (struct conffile_message){ .file = strdup(file == NULL ? "" : file),
		.line = line,
		.warning = warning,
		.text = strdup(text) };
	if (list[m->n].file == NULL || list[m->n].text == NULL) {
		free(list[m->n].file);
		free(list[m->n].text);
		return;
	}
	m->n++;
}

void conffile_forget(struct conffile_messages *m)
{
	for (size_t i = 0; i < m->n; i++) {
		free(m->list[i].file);
		free(m->list[i].text);
	}
	free(m->list);
	*m = (struct conffile_messages){ 0 };
}

/* ---- building ---- */

size_t conffile_number(const struct confkey *key)
{
	const struct confkey *first = key;

	while (first > confkeys && first[-1].section == key->section)
		first--;
	return (size_t)(key - first);
}

static void set(
	const struct confkey *key, void *base, struct place *places, const char *text, int line)
{
	char *kept = keep(reader.cf, text);

	if (kept == NULL) {
		conffile_say(reader.messages, false, reader.file, line, "out of memory");
		return;
	}
	if (!confkey_set(key, base, kept)) {
		conffile_say(reader.messages, false, reader.file, line,
			"%s = %s: expected %s%s%s%s", key->name, text, key->expects,
			key->clause != NULL ? " (" : "", key->clause != NULL ? key->clause : "",
			key->clause != NULL ? ")" : "");
		return;
	}
	if (places != NULL)
		places[conffile_number(key)] = (struct place){ reader.file, line };
}

/* The interface of that name, made if need be; NULL: no memory. */
static struct conffile_iface *get_iface(const char *pattern, int line)
{
	struct conffile *cf = reader.cf;
	struct conffile_iface *list;

	for (size_t i = 0; i < cf->n_ifaces; i++)
		if (strcmp(cf->ifaces[i].conf.pattern, pattern) == 0)
			return &cf->ifaces[i];
	list = realloc(cf->ifaces, (cf->n_ifaces + 1) * sizeof(*list));
	if (list == NULL)
		return NULL;
	cf->ifaces = list;
	list = &list[cf->n_ifaces];
	*list = (struct conffile_iface){ .section = { reader.file, line } };
	conf_iface_init(&list->conf);
	list->conf.role = ROLE_HOST;
	list->conf.pattern = keep(cf, pattern);
	if (list->conf.pattern == NULL)
		return NULL;
	cf->n_ifaces++;
	return list;
}

static size_t get_track(const char *name, int line)
{
	struct conffile *cf = reader.cf;
	struct conf_track *list;
	struct conffile_track *builds;
	size_t i = 0;

	while (i < cf->n_tracks && strcmp(cf->tracks[i].name, name) != 0)
		i++;
	if (i < cf->n_tracks)
		return i;
	if (i == TRACKS_MAX) {
		conffile_say(reader.messages, false, reader.file, line,
			"track %s: at most %d tracks", name, TRACKS_MAX);
		return TRACKS_MAX;
	}
	if ((list = realloc(cf->tracks, (i + 1) * sizeof(*list))) == NULL)
		return TRACKS_MAX;
	cf->tracks = list;
	if ((builds = realloc(cf->track_builds, (i + 1) * sizeof(*builds))) == NULL)
		return TRACKS_MAX;
	cf->track_builds = builds;
	builds[i] = (struct conffile_track){ .section = { reader.file, line } };
	list[i] = (struct conf_track){ .name = keep(cf, name),
		.on_loss = LOSS_INELIGIBLE,
		.loss_delay = 2 * USEC_PER_SEC,
		.restore_delay = 10 * USEC_PER_SEC };
	if (list[i].name == NULL)
		return TRACKS_MAX;
	cf->n_tracks++;
	return i;
}

/* The entry of that address in a list of structs that begin with one. NULL: no memory, or it stands
 * twice in one file, which is told. */
static void *get_address(void **list, struct place **places, size_t *n, size_t size,
	struct in_addr address, const void *init, int line)
{
	char *p = *list;
	struct place *place;

	for (size_t i = 0; i < *n; i++) {
		if (memcmp(p + i * size, &address, sizeof(address)) != 0)
			continue;
		place = &(*places)[i];
		if (place->file == reader.file && place->line != line) {
			conffile_say(reader.messages, false, reader.file, line,
				"%s appears twice in this interface, also on line %d",
				inet_ntoa(address), place->line);
			return NULL;
		}
		*place = (struct place){ reader.file, line };
		return p + i * size;
	}
	if ((p = realloc(*list, (*n + 1) * size)) == NULL)
		return NULL;
	*list = p;
	if ((place = realloc(*places, (*n + 1) * sizeof(*place))) == NULL)
		return NULL;
	*places = place;
	place[*n] = (struct place){ reader.file, line };
	p += *n * size;
	memcpy(p, init, size);
	memcpy(p, &address, sizeof(address));
	++*n;
	return p;
}

/* An address or router section has ended: its interface is known now, and its values wait. */
static void end_subsection(struct conffile_iface *ci, const char *kind, const char *title, int line)
{
	struct in_addr address;
	void *entry;

	if (inet_pton(AF_INET, title, &address) != 1) {
		conffile_say(reader.messages, false, reader.file, line,
			"%s %s: not an IPv4 address", kind, title);
		return;
	}
	if (strcmp(kind, "address") == 0)
		entry = get_address((void **)&ci->addresses, &ci->address_places, &ci->n_addresses,
			sizeof(*ci->addresses), address,
			&(struct conf_address){ .advertise = true }, line);
	else
		entry = get_address((void **)&ci->routers, &ci->router_places, &ci->n_routers,
			sizeof(*ci->routers), address, &(struct conf_router){ 0 }, line);
	for (size_t i = 0; entry != NULL && i < reader.n_pending; i++)
		set(reader.pending[i].key, entry, NULL, reader.pending[i].text,
			reader.pending[i].line);
}

static void forget_pending(void)
{
	for (size_t i = 0; i < reader.n_pending; i++)
		free(reader.pending[i].text);
	reader.n_pending = 0;
}

static void set_in_interface(cfg_t *cfg, cfg_opt_t *opt, const char *text)
{
	struct conffile_iface *ci = get_iface(cfg_title(cfg), cfg->line);
	const struct confkey *key = confkey_find(SECTION_INTERFACE, cfg_opt_name(opt));

	if (ci == NULL) {
		conffile_say(reader.messages, false, reader.file, cfg->line, "out of memory");
	} else if (strcmp(cfg_opt_name(opt), "track") == 0) {
		ci->track = keep(reader.cf, text);
		ci->track_place = (struct place){ reader.file, cfg->line };
	} else if (key != NULL) {
		set(key, &ci->conf, ci->keys, text, cfg->line);
	}
}

static void set_in_track(cfg_t *cfg, cfg_opt_t *opt, const char *text)
{
	size_t i = get_track(cfg_title(cfg), cfg->line);
	const struct confkey *key = confkey_find(SECTION_TRACK, cfg_opt_name(opt));

	if (i < TRACKS_MAX && key != NULL)
		set(key, &reader.cf->tracks[i], reader.cf->track_builds[i].keys, text, cfg->line);
}

/* libConfuse calls this after each value, and after each section; 0 goes on. */
static int take(cfg_t *cfg, cfg_opt_t *opt)
{
	const char *section = cfg_name(cfg), *text;
	enum confkey_section inner;
	cfg_t *sub;

	if (opt->type == CFGT_SEC) {
		sub = cfg_opt_getnsec(opt, cfg_opt_size(opt) - 1);
		if (strcmp(section, "interface") == 0) {
			struct conffile_iface *ci = get_iface(cfg_title(cfg), cfg->line);

			if (ci != NULL)
				end_subsection(ci, cfg_opt_name(opt), cfg_title(sub), cfg->line);
			forget_pending();
		} else if (strcmp(cfg_opt_name(opt), "interface") == 0) {
			get_iface(cfg_title(sub), cfg->line); /* an empty one counts too */
		} else if (strcmp(cfg_opt_name(opt), "track") == 0) {
			get_track(cfg_title(sub), cfg->line);
		}
		return 0;
	}
	text = cfg_opt_getnstr(opt, cfg_opt_size(opt) - 1);
	if (text == NULL)
		return 0;
	if (strcmp(section, "interface") == 0) {
		set_in_interface(cfg, opt, text);
	} else if (strcmp(section, "track") == 0) {
		set_in_track(cfg, opt, text);
	} else if (strcmp(section, "routes") == 0) {
		set(confkey_find(SECTION_ROUTES, cfg_opt_name(opt)), &reader.cf->conf, NULL, text,
			cfg->line);
	} else {
		inner = strcmp(section, "address") == 0 ? SECTION_ADDRESS : SECTION_ROUTER;
		if (reader.n_pending < KEYS_MAX)
			reader.pending[reader.n_pending++] = (struct pending){
				.key = confkey_find(inner, cfg_opt_name(opt)),
				.text = strdup(text),
				.line = cfg->line
			};
	}
	return 0;
}

/* ---- one file ---- */

/* libConfuse stops at the first key it does not know. Such a key is noted, added to the ones it
 * ignores, and the file is read again; everything else ends the reading. */
static void take_error(cfg_t *cfg, const char *format, va_list args)
{
	char text[256], key[64];

	vsnprintf(text, sizeof(text), format, args);
	if (sscanf(text, "no such option '%63[^']'", key) == 1) {
		snprintf(reader.unknown_section, sizeof(reader.unknown_section), "%s",
			cfg_name(cfg));
		snprintf(reader.unknown_key, sizeof(reader.unknown_key), "%s", key);
		reader.unknown_line = cfg->line;
		return;
	}
	if (!reader.stopped)
		conffile_say(reader.messages, false, reader.file, cfg->line, "%s", text);
	reader.stopped = true;
}

/* The option tables, from the table of keys and the unknown ones found so far. */
struct grammar {
	cfg_opt_t sections[SECTION_MAX][KEYS_MAX + UNKNOWN_MAX + 4];
	cfg_opt_t root[UNKNOWN_MAX + 8];
	size_t n_unknown;
	struct {
		char section[16], key[64];
	} unknown[UNKNOWN_MAX];
};

static void add_option(cfg_opt_t *list, cfg_opt_t option)
{
	while (list->name != NULL)
		list++;
	list[0] = option;
	list[0].validcb = take;
	list[1] = (cfg_opt_t)CFG_END();
}

static void add_section(cfg_opt_t *list, const char *name, cfg_opt_t *inner, cfg_flag_t flags)
{
	cfg_opt_t option = CFG_SEC(name, inner, flags);

	add_option(list, option);
}

static void add_value(cfg_opt_t *list, const char *name)
{
	cfg_opt_t option = CFG_STR(name, NULL, CFGF_NODEFAULT);

	add_option(list, option);
}

static cfg_opt_t *section_of(struct grammar *g, const char *name)
{
	for (int s = 0; s < SECTION_MAX; s++)
		if (strcmp(confkey_section_name((enum confkey_section)s), name) == 0)
			return g->sections[s];
	return g->root;
}

static void make_grammar(struct grammar *g)
{
	memset(g->sections, 0, sizeof(g->sections));
	memset(g->root, 0, sizeof(g->root));
	for (size_t i = 0; i < n_confkeys; i++)
		add_value(g->sections[confkeys[i].section], confkeys[i].name);
	add_value(g->sections[SECTION_INTERFACE], "track");
	for (size_t i = 0; i < g->n_unknown; i++)
		add_value(section_of(g, g->unknown[i].section), g->unknown[i].key);
	add_section(g->sections[SECTION_INTERFACE], "address", g->sections[SECTION_ADDRESS],
		CFGF_MULTI | CFGF_TITLE);
	add_section(g->sections[SECTION_INTERFACE], "router", g->sections[SECTION_ROUTER],
		CFGF_MULTI | CFGF_TITLE);
	add_section(g->root, "routes", g->sections[SECTION_ROUTES], CFGF_NONE);
	add_section(g->root, "interface", g->sections[SECTION_INTERFACE], CFGF_MULTI | CFGF_TITLE);
	add_section(g->root, "track", g->sections[SECTION_TRACK], CFGF_MULTI | CFGF_TITLE);
}

static void say_unknown(void)
{
	enum confkey_section s = 0;
	const char *near = NULL;

	while (s < SECTION_MAX && strcmp(confkey_section_name(s), reader.unknown_section) != 0)
		s++;
	if (s < SECTION_MAX)
		near = confkey_nearest(s, reader.unknown_key);
	if (near != NULL)
		conffile_say(reader.messages, false, reader.file, reader.unknown_line,
			"unknown key \"%s\" in %s; did you mean \"%s\"?", reader.unknown_key,
			reader.unknown_section, near);
	else if (s < SECTION_MAX)
		conffile_say(reader.messages, false, reader.file, reader.unknown_line,
			"unknown key \"%s\" in %s", reader.unknown_key, reader.unknown_section);
	else
		conffile_say(reader.messages, false, reader.file, reader.unknown_line,
			"unknown section or key \"%s\"; sections are routes, interface NAME and "
			"track"
			" NAME",
			reader.unknown_key);
}

/* One run over the file. What it sets a second time it sets to the same. */
static int parse_once(struct grammar *g, FILE *f)
{
	cfg_t *cfg;
	int result;

	make_grammar(g);
	reader.unknown_key[0] = '\0';
	reader.stopped = false;
	cfg = cfg_init(g->root, CFGF_NONE);
	if (cfg == NULL) {
		conffile_say(reader.messages, false, reader.file, 0, "out of memory");
		return CFG_SUCCESS;
	}
	cfg_set_error_function(cfg, take_error);
	rewind(f);
	result = cfg_parse_fp(cfg, f);
	cfg_free(cfg);
	forget_pending();
	return result;
}

/* libConfuse takes the end of the file for the end of a section. The line of the innermost brace that
 * is not closed, or 0. Braces in strings and comments do not count. */
static int unclosed(FILE *f)
{
	int open_lines[8] = { 0 }, depth = 0, line = 1, c, quote = 0;

	rewind(f);
	while ((c = getc(f)) != EOF) {
		line += c == '\n';
		if (quote != 0) {
			if (c == '\\')
				line += getc(f) == '\n';
			else if (c == quote)
				quote = 0;
		} else if (c == '"' || c == '\'' || c == '#') {
			quote = c == '#' ? '\n' : c;
		} else if (c == '{' && depth < (int)ARRAY_SIZE(open_lines)) {
			open_lines[depth++] = line;
		} else if (c == '}' && depth > 0) {
			depth--;
		}
	}
	return depth > 0 ? open_lines[depth - 1] : 0;
}

static void read_stream(FILE *f)
{
	struct grammar *g = calloc(1, sizeof(*g));
	struct conffile_messages unknown = { 0 }, *all = reader.messages;
	struct conffile_messages values;

	if (g == NULL) {
		conffile_say(all, false, reader.file, 0, "out of memory");
		return;
	}
	/* Only the last run's messages about values count; those about unknown keys come from each
	 * run that ended at one. */
	for (;;) {
		values = (struct conffile_messages){ 0 };
		reader.messages = &values;
		if (parse_once(g, f) == CFG_SUCCESS || reader.unknown_key[0] == '\0' ||
			g->n_unknown == UNKNOWN_MAX)
			break;
		conffile_forget(&values);
		reader.messages = &unknown;
		say_unknown();
		memcpy(g->unknown[g->n_unknown].section, reader.unknown_section,
			sizeof(reader.unknown_section));
		memcpy(g->unknown[g->n_unknown].key, reader.unknown_key,
			sizeof(reader.unknown_key));
		g->n_unknown++;
	}
	reader.messages = all;
	for (size_t i = 0; i < unknown.n; i++)
		conffile_say(all, false, unknown.list[i].file, unknown.list[i].line, "%s",
			unknown.list[i].text);
	for (size_t i = 0; i < values.n; i++)
		conffile_say(all, false, values.list[i].file, values.list[i].line, "%s",
			values.list[i].text);
	if (!reader.stopped && unclosed(f) != 0)
		conffile_say(all, false, reader.file, unclosed(f), "this brace is not closed");
	conffile_forget(&unknown);
	conffile_forget(&values);
	free(g);
}

void conffile_read(
	struct conffile *cf, const char *path, bool required, struct conffile_messages *messages)
{
	FILE *f = fopen(path, "re");

	if (f == NULL) {
		if (required || errno != ENOENT)
			conffile_say(messages, false, path, 0, "%s", strerror(errno));
		return;
	}
	reader = (struct reader){ .cf = cf, .messages = messages };
	reader.file = keep(cf, path);
	cf->found = true;
	if (reader.file == NULL)
		conffile_say(messages, false, path, 0, "out of memory");
	else
		read_stream(f);
	fclose(f);
}
