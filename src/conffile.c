/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration file: libConfuse reads the syntax, which is made of the table of keys. */
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

/* What goes on while one file is read. libConfuse's callbacks get no argument of ours, so this is
 * where they find it. */
static struct reader {
	struct conffile_build build;
	char unknown_section[16], unknown_key[64]; /* why the last run stopped */
	int unknown_line;
	bool stopped; /* for another reason */
} reader;

/* ---- messages ---- */

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

/* ---- libConfuse calls ---- */

/* libConfuse calls this after each value, and after each section; 0 goes on. */
static int take(cfg_t *cfg, cfg_opt_t *opt)
{
	if (opt->type == CFGT_SEC)
		conffile_build_section(&reader.build, cfg, opt);
	else
		conffile_build_value(
			&reader.build, cfg, opt, cfg_opt_getnstr(opt, cfg_opt_size(opt) - 1));
	return 0;
}

/* The same for a list, where that would be called once more at its end. */
static int take_item(cfg_t *cfg, cfg_opt_t *opt, const char *value, void *ret)
{
	conffile_build_value(&reader.build, cfg, opt, value);
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
		conffile_say(
			reader.build.messages, false, reader.build.file, cfg->line, "%s", text);
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
	enum confkey_section s = conffile_section_named(reader.unknown_section);
	const char *near = s < SECTION_MAX ? confkey_nearest(s, reader.unknown_key) : NULL;

	if (s == SECTION_MAX)
		conffile_say(reader.build.messages, false, reader.build.file, reader.unknown_line,
			"unknown section or key \"%s\"; sections are daemon, routes, interface"
			" NAME and track NAME",
			reader.unknown_key);
	else
		conffile_say(reader.build.messages, false, reader.build.file, reader.unknown_line,
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
		conffile_say(reader.build.messages, false, reader.build.file, 0, "out of memory");
		return CFG_SUCCESS;
	}
	cfg_set_error_function(cfg, take_error);
	result = cfg_parse_buf(cfg, reader.build.text.buf);
	if (result != CFG_SUCCESS && reader.unknown_key[0] == '\0' && !reader.stopped) {
		conffile_say(
			reader.build.messages, false, reader.build.file, cfg->line, "syntax error");
		reader.stopped = true;
	}
	cfg_free(cfg);
	reader.build.n_pending = 0;
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
	struct conffile_messages *all = reader.build.messages, values;

	for (int i = 0;; i++) {
		/* Only the last run's messages about values count. */
		values = (struct conffile_messages){ 0 };
		reader.build.messages = &values;
		if (parse_once() == CFG_SUCCESS || reader.unknown_key[0] == '\0')
			break;
		conffile_forget(&values);
		reader.build.messages = all;
		say_unknown();
		if (i == UNKNOWN_MAX || !conffile_text_blank(&reader.build.text, reader.unknown_key,
						reader.unknown_line)) {
			reader.stopped = true;
			return;
		}
	}
	reader.build.messages = all;
	move_messages(all, &values);
}

bool conffile_read(
	struct conffile *cf, const char *path, bool required, struct conffile_messages *messages)
{
	int error;

	reader = (struct reader){ .build = { .cf = cf, .messages = messages } };
	error = conffile_text_read(&reader.build.text, path);
	if (error == -ENOENT && !required)
		return true;
	reader.build.file = conffile_keep(cf, path);
	if (error == 0 && reader.build.file == NULL)
		error = -ENOMEM;
	if (error != 0) {
		conffile_say(messages, false, path, 0, "%s",
			error == -EILSEQ ? "not a text, there is a NUL in it" : strerror(-error));
		reader.stopped = true;
	} else {
		cf->found = true;
		reader.stopped = !conffile_text_check(
			&reader.build.text, reader.build.file, messages);
		read_text();
	}
	conffile_text_fini(&reader.build.text);
	return !reader.stopped;
}
