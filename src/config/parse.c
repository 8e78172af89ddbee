/* SPDX-License-Identifier: BSD-2-Clause */
/* One file: libConfuse reads the syntax, which is made of the table of keys. */
#include "config.h"

#include "config/parse.h"

#include <confuse.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/feed.h"

/* A file with more unknown keys than this is something else. */
#define UNKNOWN_MAX 64

/* libConfuse's words for a key that it does not know. */
#define UNKNOWN_KEY "no such option '%s'"

/* The name under which it reads a section that is unknown. */
#define UNKNOWN     "unknown section"

/* The name of an option whose default value has libConfuse call us at the begin of each section. */
#define BEGIN       "begin-of-section"

/* The state while one file is read. libConfuse gives its callbacks no argument of ours, so they find it
 * here. */
static struct reader {
	struct conffile_build build;
	struct feed feed;
	cfg_t *open[SECTION_DEPTH]; /* those of build.open */
	int unknown_line;           /* of the last section that is unknown */
	int last_line;              /* of the last word that was taken */
	unsigned n_unknown;
	bool complete; /* the end was reached, and no section is open there */
	bool stopped;  /* why has been told */
} reader;

__attribute__((format(printf, 2, 3))) static void complain(int line, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	conffile_say(reader.build.messages, false, reader.build.file, line, "%s", text);
}

/* ---- what libConfuse does not know ---- */

static void report_unknown(const char *key)
{
	const struct conffile_build *b = &reader.build;
	const char *odd = conffile_odd(key, strlen(key)), *near;

	if (key[strspn(key, ";")] == '\0') {
		complain(reader.feed.line, "remove this semicolon: values and sections end"
					   " without one");
	} else if (odd != NULL) {
		complain(reader.feed.line, "unknown key \"%s\", with %s", key, odd);
	} else if (b->depth == 0) {
		complain(reader.feed.line,
		    "unknown section or key \"%s\"; sections are daemon, routes, interface"
		    " NAME and track NAME",
		    key);
	} else {
		enum confkey_section s = b->open[b->depth - 1].kind;

		near = confkey_nearest(s, key);
		complain(reader.feed.line, "unknown key \"%s\" in %s%s%s%s", key,
		    confkey_section_name(s), near != NULL ? "; did you mean \"" : "",
		    near != NULL ? near : "", near != NULL ? "\"?" : "");
	}
}

/* Makes libConfuse continue behind an unknown key and its value. It continues with an unknown section
 * under another name, since 3.3 cannot skip one. False: the text does not permit it. */
static bool skip_unknown(cfg_t *cfg, const char *key)
{
	struct feed *f = &reader.feed;
	bool plain = conffile_feed_is_plain(f, key);
	char next = conffile_feed_next(f, plain);

	cfg->flags |= CFGF_IGNORE_UNKNOWN;
	f->lenient = cfg;
	if (next == '=' || next == '+' || next == '(')
		return true;
	if (next == ',' || next == ')' || (plain && strchr(" \t\r\n", f->text[f->at - 1]) == NULL))
		return false;
	if (key[strspn(key, ";")] == '\0' || next == '}' || next == '\0') {
		f->splice = "=0 ";
		return true;
	}
	reader.unknown_line = f->line;
	f->splice = next == '{' ? "=0 \"" UNKNOWN "\" x " : "=0 \"" UNKNOWN "\" ";
	return true;
}

static bool is_in_unknown(cfg_t *cfg)
{
	return strcmp(cfg_name(cfg), UNKNOWN) == 0;
}

/* An unknown key: true to go on behind it. */
static bool record_unknown(cfg_t *cfg, const char *key)
{
	struct reader *r = &reader;
	char name[64];

	snprintf(name, sizeof(name), "%s", key);
	if (conffile_feed_is_over(&r->feed)) {
		int depth = r->build.depth;

		complain(is_in_unknown(cfg) || depth == 0 ? r->unknown_line
							  : r->build.open[depth - 1].line,
		    "the closing brace of this section is missing");
		return false;
	}
	r->last_line = r->feed.line;
	if (!is_in_unknown(cfg))
		report_unknown(name);
	return ++r->n_unknown <= UNKNOWN_MAX && strlen(key) < sizeof(name) &&
	       skip_unknown(cfg, name);
}

/* ---- libConfuse calls ---- */

/* libConfuse calls it at the begin of a section, but also where the file has that name. */
static int begin_section(cfg_t *cfg, cfg_opt_t *opt, const char *value, void *ret)
{
	struct reader *r = &reader;
	int line = conffile_feed_title_line(&r->feed);
	const char *title = cfg_title(cfg);
	const char *trouble = title == NULL ? NULL : conffile_feed_trouble(&r->feed, title);

	*(const char **)ret = value;
	r->last_line = line;
	if (r->build.depth > 0 && r->open[r->build.depth - 1] == cfg) {
		report_unknown(opt->name);
		return 0;
	}
	if (trouble != NULL)
		complain(line, "%s %s: %s", cfg_name(cfg), title, trouble);
	r->open[r->build.depth] = cfg;
	conffile_build_begin(&r->build, conffile_section_named(cfg_name(cfg)), title, line);
	return 0;
}

/* A value of the open section. */
static void record_value(cfg_t *cfg, const cfg_opt_t *opt, const char *value, bool more)
{
	struct reader *r = &reader;
	int depth = r->build.depth, line = r->feed.line;
	const char *trouble = conffile_feed_trouble(&r->feed, value);
	const struct confkey *key = NULL;

	if (conffile_feed_is_over(&r->feed))
		return; /* the end is no value: what is wrong comes next */
	r->last_line = line;
	if (depth > 0 && r->open[depth - 1] == cfg)
		key = confkey_find(r->build.open[depth - 1].kind, opt->name);
	if (key == NULL) /* libConfuse takes routes|metric for that key, anywhere */
		complain(line, "%s stands outside its section", opt->name);
	else if (trouble != NULL)
		complain(line, "%s = %s: %s", opt->name, value, trouble);
	else
		conffile_build_value(&r->build, key, value, more, line);
}

/* Complains of empty lists: libConfuse reports only values, and {} could mean all addresses or none. */
static void refuse_empty_lists(cfg_t *cfg, const struct conffile_section *section)
{
	for (size_t i = 0; i < n_confkeys; i++) {
		const struct confkey *key = &confkeys[i];
		const cfg_opt_t *opt;

		if (!confkey_is_list(key) || key->section != section->kind)
			continue;
		opt = cfg_getopt(cfg, key->name);
		if (opt->nvalues == 0 && (opt->flags & CFGF_RESET) != 0)
			complain(section->line, "%s = {}: expected %s", key->name, key->expects);
	}
}

static void end_section(void)
{
	struct reader *r = &reader;

	r->last_line = r->feed.line;
	refuse_empty_lists(r->open[r->build.depth - 1], &r->build.open[r->build.depth - 1]);
	conffile_build_end(&r->build);
}

/* libConfuse calls this after each value, and after each section; 0 goes on. */
static int libconfuse_validate(cfg_t *cfg, cfg_opt_t *opt)
{
	if (opt->type == CFGT_SEC)
		end_section();
	else if (strcmp(opt->name, FEED_END_NAME) != 0)
		record_value(cfg, opt, cfg_opt_getnstr(opt, cfg_opt_size(opt) - 1), false);
	else if (conffile_feed_is_over(&reader.feed))
		reader.complete = true;
	else
		report_unknown(opt->name);
	return 0;
}

/* The same for a list, where that would be called once more at its end. */
static int record_item(cfg_t *cfg, cfg_opt_t *opt, const char *value, void *ret)
{
	record_value(cfg, opt, value, opt->nvalues > 1);
	*(const char **)ret = value;
	return 0;
}

/* Where it begins is not to be had of libConfuse. */
static void report_endless(void)
{
	complain(reader.last_line,
	    "a string, a comment or a statement that begins here or below has no end");
}

/* An unknown key, or the first error of syntax, which ends the reading. */
__attribute__((format(printf, 2, 0))) static void take_error(
    cfg_t *cfg, const char *format, va_list args)
{
	const struct feed *f = &reader.feed;
	const char *hint = conffile_feed_hint(f);
	char text[256];

	if (reader.stopped)
		return;
	if (strcmp(format, UNKNOWN_KEY) == 0) {
		reader.stopped = !record_unknown(cfg, va_arg(args, const char *));
		return;
	}
	reader.stopped = true;
	vsnprintf(text, sizeof(text), format, args);
	if (conffile_feed_is_over(f))
		report_endless();
	else
		complain(
		    f->line, "%s%s%s", text, hint != NULL ? "; " : "", hint != NULL ? hint : "");
}

/* ---- the grammar ---- */

/* The option tables, from the table of keys. */
struct grammar {
	cfg_opt_t sections[SECTION_MAX][KEYS_MAX + 5];
	cfg_opt_t unknown[2], deeper[2], none[1];
	cfg_opt_t root[8];
};

static void add_option(cfg_opt_t *list, cfg_opt_t option)
{
	while (list->name != NULL)
		list++;
	list[0] = option;
	list[1] = (cfg_opt_t)CFG_END();
}

/* `flags` beside CFGF_MULTI, without which libConfuse would make the section before it begins. */
static void add_section(cfg_opt_t *list, const char *name, cfg_opt_t *inner, cfg_flag_t flags)
{
	cfg_opt_t option = CFG_SEC(name, inner, CFGF_MULTI | flags);

	if (strcmp(name, UNKNOWN) != 0)
		option.validcb = libconfuse_validate;
	add_option(list, option);
}

static void add_value(cfg_opt_t *list, const struct confkey *key)
{
	cfg_opt_t one = CFG_STR(key->name, NULL, CFGF_NODEFAULT);
	cfg_opt_t many = CFG_STR_LIST_CB(key->name, NULL, CFGF_NODEFAULT, record_item);

	one.validcb = libconfuse_validate;
	add_option(list, confkey_is_list(key) ? many : one);
}

static void make_grammar(struct grammar *g)
{
	static char value[] = "{x}"; /* any: that there is one is what matters */
	cfg_opt_t begin = CFG_STR_LIST_CB(BEGIN, value, CFGF_NONE, begin_section);
	cfg_opt_t end = CFG_STR(FEED_END_NAME, NULL, CFGF_NODEFAULT);

	*g = (struct grammar){ 0 };
	for (int s = 0; s < SECTION_MAX; s++)
		add_option(g->sections[s], begin);
	for (size_t i = 0; i < n_confkeys; i++)
		add_value(g->sections[confkeys[i].section], &confkeys[i]);
	add_section(g->deeper, UNKNOWN, g->none, CFGF_TITLE);
	add_section(g->unknown, UNKNOWN, g->deeper, CFGF_TITLE);
	for (int s = 0; s < SECTION_MAX; s++)
		add_section(g->sections[s], UNKNOWN, g->unknown, CFGF_TITLE);
	add_section(
	    g->sections[SECTION_INTERFACE], "address", g->sections[SECTION_ADDRESS], CFGF_TITLE);
	add_section(
	    g->sections[SECTION_INTERFACE], "router", g->sections[SECTION_ROUTER], CFGF_TITLE);
	end.validcb = libconfuse_validate;
	add_option(g->root, end);
	add_section(g->root, UNKNOWN, g->unknown, CFGF_TITLE);
	add_section(g->root, "daemon", g->sections[SECTION_DAEMON], CFGF_NONE);
	add_section(g->root, "routes", g->sections[SECTION_ROUTES], CFGF_NONE);
	add_section(g->root, "interface", g->sections[SECTION_INTERFACE], CFGF_TITLE);
	add_section(g->root, "track", g->sections[SECTION_TRACK], CFGF_TITLE);
}

/* ---- one file ---- */

/* Values take effect at once, since a configuration with errors is not used. */
static void parse(void)
{
	struct grammar *g = malloc(sizeof(*g));
	FILE *stream = conffile_feed_open(&reader.feed);
	cfg_t *cfg = NULL;

	if (g != NULL) {
		make_grammar(g);
		cfg = cfg_init(g->root, CFGF_NONE);
	}
	if (cfg != NULL && stream != NULL) {
		cfg_set_error_function(cfg, take_error);
		if (cfg_parse_fp(cfg, stream) != CFG_SUCCESS && !reader.stopped)
			complain(reader.feed.line, "out of memory");
		else if (!reader.complete && !reader.stopped)
			report_endless();
	} else {
		complain(0, "out of memory");
	}
	reader.stopped = reader.stopped || !reader.complete;
	if (cfg != NULL)
		cfg_free(cfg);
	if (stream != NULL)
		fclose(stream);
	free(g);
}

static const char *reading_error(int error)
{
	if (error == -EILSEQ)
		return "not a text file: it contains a NUL";
	if (error == -ENOTSUP)
		return "encoded as UTF-16: save it as UTF-8, or as plain text";
	return strerror(-error);
}

bool conffile_read(
    struct conffile *cf, const char *path, bool required, struct conffile_messages *messages)
{
	int error;

	reader = (struct reader){ .build = { .cf = cf, .messages = messages }, .last_line = 1 };
	error = conffile_feed_read(&reader.feed, path);
	if (error == -ENOENT && !required)
		return true;
	reader.build.file = conffile_keep(cf, path);
	if (error == 0 && reader.build.file == NULL)
		error = -ENOMEM;
	if (error != 0) {
		conffile_say(messages, false, path, 0, "cannot read this configuration: %s",
		    reading_error(error));
		reader.stopped = true;
	} else {
		cf->found = true;
		parse();
	}
	conffile_feed_fini(&reader.feed);
	return !reader.stopped;
}
