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
/* Values in an address or router section; there are not that many keys. */
#define PENDING_MAX 64

/* A value seen inside an address or router section, whose interface is not known before it ends. */
struct pending {
	const struct confkey *key;
	const char *text;
	int line;
};

/* What goes on while one file is read. libConfuse's callbacks get no argument of ours, so this is
 * where they find it. */
static struct reader {
	struct conffile *cf;
	struct conffile_messages *messages;
	const char *file;
	struct text text;
	struct pending pending[PENDING_MAX];
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

static void out_of_memory(int line)
{
	conffile_say(reader.messages, false, reader.file, line, "out of memory");
}

/* `text` is kept for as long as the configuration. What derives from a key that is wrong is judged as if
 * the key were not there; but a track whose target is wrong does not lack it. */
static void set(const struct confkey *key, void *base, struct place *places, const char *text,
	bool more, int line)
{
	bool ok = more ? confkey_add(key, base, text) : confkey_set(key, base, text);
	struct conf_prefixes *list;

	if (!ok)
		conffile_say(reader.messages, false, reader.file, line,
			"%s = %s: expected %s%s%s%s", key->name, text, key->expects,
			key->clause != NULL ? " (" : "", key->clause != NULL ? key->clause : "",
			key->clause != NULL ? ")" : "");
	if (confkey_is_list(key) && ok) {
		list = (void *)((char *)base + key->offset);
		list->place = (struct conf_place){ reader.file, line };
	}
	if (places != NULL && (ok || key->section == SECTION_TRACK))
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
	list->conf.place = (struct conf_place){ reader.file, line };
	list->conf.pattern = keep(cf, pattern);
	if (list->conf.pattern == NULL)
		return NULL;
	cf->n_ifaces++;
	return list;
}

/* The number of the track of that name, made if need be; TRACKS_MAX: no memory, or too many. */
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
	if (i == TRACKS_MAX)
		return TRACKS_MAX;
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
 * twice in one file; told. */
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
	if ((p = realloc(*list, (*n + 1) * size)) != NULL)
		*list = p;
	if ((place = realloc(*places, (*n + 1) * sizeof(*place))) != NULL)
		*places = place;
	if (p == NULL || place == NULL) {
		out_of_memory(line);
		return NULL;
	}
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

	if (!confkey_parse_address(title, &address)) {
		conffile_say(reader.messages, false, reader.file, line,
			"%s %s: not the IPv4 address of a machine", kind, title);
		return;
	}
	if (strcmp(kind, "address") == 0)
		entry = get_address((void **)&ci->addresses, &ci->address_places, &ci->n_addresses,
			sizeof(*ci->addresses), address,
			&(struct conf_address){ .advertise = true }, line);
	else
		entry = get_address((void **)&ci->routers, &ci->router_places, &ci->n_routers,
			sizeof(*ci->routers), address,
			&(struct conf_router){ .place = { reader.file, line } }, line);
	for (size_t i = 0; entry != NULL && i < reader.n_pending; i++)
		set(reader.pending[i].key, entry, NULL, reader.pending[i].text, false,
			reader.pending[i].line);
}

/* The section of an option that has just ended. One with the title of an earlier one takes its place,
 * so it need not be the last; those seen are marked. */
static cfg_t *ended_section(cfg_opt_t *opt)
{
	unsigned i = 0;
	cfg_t *sub;

	while (cfg_opt_getnsec(opt, i)->line == 0)
		i++;
	sub = cfg_opt_getnsec(opt, i);
	sub->line = 0;
	return sub;
}

static enum confkey_section section_named(const char *name)
{
	enum confkey_section s = 0;

	while (s < SECTION_MAX && strcmp(confkey_section_name(s), name) != 0)
		s++;
	return s;
}

/* libConfuse tells of values, and an empty list has none; it could be meant for all or for nobody. */
static void refuse_empty_lists(cfg_t *section, int line)
{
	for (size_t i = 0; i < n_confkeys; i++) {
		const struct confkey *key = &confkeys[i];
		const cfg_opt_t *opt;

		if (!confkey_is_list(key) || key->section != section_named(cfg_name(section)))
			continue;
		opt = cfg_getopt(section, key->name);
		if (opt->nvalues == 0 && (opt->flags & CFGF_RESET) != 0)
			conffile_say(reader.messages, false, reader.file, line,
				"%s = {}: expected %s", key->name, key->expects);
	}
}

static void take_section(cfg_t *cfg, cfg_opt_t *opt)
{
	cfg_t *ended = ended_section(opt);
	const char *kind = cfg_opt_name(opt), *title = cfg_title(ended);
	int line = conffile_text_section(&reader.text, 0, cfg->line);
	struct conffile_iface *ci;

	refuse_empty_lists(ended, line);
	if (strcmp(kind, "interface") == 0) { /* an empty one counts too */
		if (get_iface(title, line) == NULL)
			out_of_memory(line);
	} else if (strcmp(kind, "track") == 0) {
		if (get_track(title, line) < TRACKS_MAX)
			return;
		if (reader.cf->n_tracks < TRACKS_MAX)
			out_of_memory(line);
		else
			conffile_say(reader.messages, false, reader.file, line,
				"track %s: at most %d tracks", title, TRACKS_MAX);
	} else if (strcmp(kind, "routes") != 0 && strcmp(kind, "daemon") != 0) {
		ci = get_iface(cfg_title(cfg), line);
		if (ci != NULL)
			end_subsection(
				ci, kind, title, conffile_text_section(&reader.text, 1, cfg->line));
		reader.n_pending = 0;
	}
}

/* `more`: it is not the first of a list. */
static void take_value(cfg_t *cfg, const struct confkey *key, const char *text, bool more)
{
	int section = conffile_text_section(&reader.text, 0, cfg->line);
	struct conffile_iface *ci;
	size_t i;

	switch (key->section) {
	case SECTION_DAEMON:
	case SECTION_ROUTES:
		set(key, &reader.cf->conf, NULL, text, more, cfg->line);
		break;
	case SECTION_INTERFACE:
		if ((ci = get_iface(cfg_title(cfg), section)) != NULL)
			set(key, &ci->conf, ci->keys, text, more, cfg->line);
		break;
	case SECTION_TRACK:
		if ((i = get_track(cfg_title(cfg), section)) < TRACKS_MAX)
			set(key, &reader.cf->tracks[i], reader.cf->track_builds[i].keys, text, more,
				cfg->line);
		break;
	default:
		if (reader.n_pending < PENDING_MAX)
			reader.pending[reader.n_pending++] = (struct pending){ key, text,
				cfg->line };
		break;
	}
}

static void take_text(cfg_t *cfg, const cfg_opt_t *opt, const char *value)
{
	enum confkey_section s = section_named(cfg_name(cfg));
	const struct confkey *key = s == SECTION_MAX ? NULL : confkey_find(s, opt->name);
	const char *text = keep(reader.cf, value);

	if (text == NULL)
		out_of_memory(cfg->line);
	else if (key == NULL) /* libConfuse takes routes|metric for that key, anywhere */
		conffile_say(reader.messages, false, reader.file, cfg->line,
			"%s stands outside of its section", opt->name);
	else
		take_value(cfg, key, text, confkey_is_list(key) && opt->nvalues > 1);
}

/* libConfuse calls this after each value, and after each section; 0 goes on. */
static int take(cfg_t *cfg, cfg_opt_t *opt)
{
	if (opt->type == CFGT_SEC)
		take_section(cfg, opt);
	else
		take_text(cfg, opt, cfg_opt_getnstr(opt, cfg_opt_size(opt) - 1));
	return 0;
}

/* The same for a list, where that would be called once more at its end. */
static int take_item(cfg_t *cfg, cfg_opt_t *opt, const char *value, void *ret)
{
	take_text(cfg, opt, value);
	*(const char **)ret = value;
	return 0;
}

/* ---- one file ---- */

/* A key that is not known is noted for read_text(). */
__attribute__((format(printf, 2, 0))) static void take_error(
	cfg_t *cfg, const char *format, va_list args)
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

/* The option tables, from the table of keys. */
struct grammar {
	cfg_opt_t sections[SECTION_MAX][KEYS_MAX + 4];
	cfg_opt_t root[8];
};

static void add_option(cfg_opt_t *list, cfg_opt_t option)
{
	while (list->name != NULL)
		list++;
	list[0] = option;
	if (option.parsecb == NULL)
		list[0].validcb = take;
	list[1] = (cfg_opt_t)CFG_END();
}

static void add_section(cfg_opt_t *list, const char *name, cfg_opt_t *inner, cfg_flag_t flags)
{
	cfg_opt_t option = CFG_SEC(name, inner, flags);

	add_option(list, option);
}

static void add_value(cfg_opt_t *list, const struct confkey *key)
{
	cfg_opt_t one = CFG_STR(key->name, NULL, CFGF_NODEFAULT);
	cfg_opt_t many = CFG_STR_LIST_CB(key->name, NULL, CFGF_NODEFAULT, take_item);

	add_option(list, confkey_is_list(key) ? many : one);
}

static void make_grammar(struct grammar *g)
{
	*g = (struct grammar){ 0 };
	for (size_t i = 0; i < n_confkeys; i++)
		add_value(g->sections[confkeys[i].section], &confkeys[i]);
	add_section(g->sections[SECTION_INTERFACE], "address", g->sections[SECTION_ADDRESS],
		CFGF_MULTI | CFGF_TITLE);
	add_section(g->sections[SECTION_INTERFACE], "router", g->sections[SECTION_ROUTER],
		CFGF_MULTI | CFGF_TITLE);
	add_section(g->root, "daemon", g->sections[SECTION_DAEMON], CFGF_NONE);
	add_section(g->root, "routes", g->sections[SECTION_ROUTES], CFGF_NONE);
	add_section(g->root, "interface", g->sections[SECTION_INTERFACE], CFGF_MULTI | CFGF_TITLE);
	add_section(g->root, "track", g->sections[SECTION_TRACK], CFGF_MULTI | CFGF_TITLE);
}

static void say_unknown(void)
{
	enum confkey_section s = section_named(reader.unknown_section);
	const char *near = s < SECTION_MAX ? confkey_nearest(s, reader.unknown_key) : NULL;

	if (s == SECTION_MAX)
		conffile_say(reader.messages, false, reader.file, reader.unknown_line,
			"unknown section or key \"%s\"; sections are daemon, routes, interface"
			" NAME and track NAME",
			reader.unknown_key);
	else
		conffile_say(reader.messages, false, reader.file, reader.unknown_line,
			"unknown key \"%s\" in %s%s%s%s", reader.unknown_key,
			reader.unknown_section, near != NULL ? "; did you mean \"" : "",
			near != NULL ? near : "", near != NULL ? "\"?" : "");
}

/* One run over the text. What it sets a second time it sets to the same. */
static int parse_once(void)
{
	struct grammar *g = malloc(sizeof(*g));
	cfg_t *cfg;
	int result;

	reader.unknown_key[0] = '\0';
	if (g != NULL)
		make_grammar(g);
	cfg = g == NULL ? NULL : cfg_init(g->root, CFGF_NONE);
	free(g);
	if (cfg == NULL) {
		out_of_memory(0);
		return CFG_SUCCESS;
	}
	cfg_set_error_function(cfg, take_error);
	result = cfg_parse_buf(cfg, reader.text.buf);
	if (result != CFG_SUCCESS && reader.unknown_key[0] == '\0' && !reader.stopped) {
		conffile_say(reader.messages, false, reader.file, cfg->line, "syntax error");
		reader.stopped = true;
	}
	cfg_free(cfg);
	reader.n_pending = 0;
	return result;
}

static void move_messages(struct conffile_messages *to, struct conffile_messages *from)
{
	for (size_t i = 0; i < from->n; i++)
		conffile_say(to, from->list[i].warning, from->list[i].file, from->list[i].line,
			"%s", from->list[i].text);
	conffile_forget(from);
}

/* libConfuse stops at the first key it does not know. Such a key is told, taken out of the text, and
 * the text is read again; everything else ends the reading. */
static void read_text(void)
{
	struct conffile_messages *all = reader.messages, values;

	for (int i = 0;; i++) {
		/* Only the last run's messages about values count. */
		values = (struct conffile_messages){ 0 };
		reader.messages = &values;
		if (parse_once() == CFG_SUCCESS || reader.unknown_key[0] == '\0')
			break;
		conffile_forget(&values);
		reader.messages = all;
		say_unknown();
		if (i == UNKNOWN_MAX || !conffile_text_blank(&reader.text, reader.unknown_key,
						reader.unknown_line)) {
			reader.stopped = true;
			return;
		}
	}
	reader.messages = all;
	move_messages(all, &values);
}

bool conffile_read(
	struct conffile *cf, const char *path, bool required, struct conffile_messages *messages)
{
	int error;

	reader = (struct reader){ .cf = cf, .messages = messages };
	error = conffile_text_read(&reader.text, path);
	if (error == -ENOENT && !required)
		return true;
	reader.file = keep(cf, path);
	if (error == 0 && reader.file == NULL)
		error = -ENOMEM;
	if (error != 0) {
		conffile_say(messages, false, path, 0, "%s",
			error == -EILSEQ ? "not a text, there is a NUL in it" : strerror(-error));
		reader.stopped = true;
	} else {
		cf->found = true;
		reader.stopped = !conffile_text_check(&reader.text, reader.file, messages);
		read_text();
	}
	conffile_text_fini(&reader.text);
	return !reader.stopped;
}
