/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration file: its text, and what libConfuse does not tell of it, or takes without a word. */
#include "config.h"

#include "conffile_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A file that is longer is none of ours. */
#define TEXT_MAX (1 << 20)

/* A walk over the text by libConfuse's rules, a token at a time. */
enum token {
	TOKEN_END,
	TOKEN_WORD, /* in quotes or not */
	TOKEN_MARK, /* { } ( ) = , += */
	TOKEN_BROKEN,
};

struct walk {
	char *at;
	int line;
	char *start; /* of the token */
	int start_line;
	bool loose;      /* a word that libConfuse would read without its * or + */
	const char *why; /* it is broken */
};

/* Writes blanks over what stands before `end`, but keeps the lines. */
static void blank(struct walk *w, const char *end)
{
	for (; w->at < end; w->at++) {
		w->line += *w->at == '\n';
		if (*w->at != '\n')
			*w->at = ' ';
	}
}

/* Blanks, and comments, which libConfuse takes in some places only: they become blanks. False: a
 * comment has no end. */
static bool skip(struct walk *w)
{
	for (;;) {
		w->start = w->at;
		w->start_line = w->line;
		if (*w->at == '#' || strncmp(w->at, "//", 2) == 0) {
			blank(w, w->at + strcspn(w->at, "\n"));
		} else if (strncmp(w->at, "/*", 2) == 0) {
			const char *end = strstr(w->at + 2, "*/");

			if (end == NULL)
				return false;
			blank(w, end + 2);
		} else if (*w->at != '\0' && strchr(" \t\r\n", *w->at) != NULL) {
			w->line += *w->at++ == '\n';
		} else {
			return true;
		}
	}
}

/* \1 to \377 */
static bool is_octal(const char *digits)
{
	size_t n = strspn(digits, "0123456789");

	return n <= 3 && strspn(digits, "01234567") >= n && (n < 3 || digits[0] <= '3');
}

static enum token walk_string(struct walk *w, char quote)
{
	w->why = "this string has no end";
	for (w->at++; *w->at != quote; w->at++) {
		if (*w->at == '\\') {
			w->at++;
			if (quote == '"' && !is_octal(w->at)) {
				w->why = "a backslash and no character in octal";
				return TOKEN_BROKEN;
			}
		}
		if (*w->at == '\0')
			return TOKEN_BROKEN;
		w->line += *w->at == '\n';
	}
	w->at++;
	return TOKEN_WORD;
}

static enum token walk_word(struct walk *w)
{
	if (strncmp(w->at, "${", 2) == 0 && strchr(w->at, '}') != NULL) {
		w->at = strchr(w->at, '}') + 1;
		return TOKEN_WORD;
	}
	for (; *w->at != '\0' && strchr(" #\"'\t\n\r={}(),", *w->at) == NULL; w->at++) {
		if (strncmp(w->at, "+=", 2) == 0 && w->at > w->start)
			break;
		w->loose = w->loose || *w->at == '*' || *w->at == '+';
	}
	return TOKEN_WORD;
}

static enum token walk_on(struct walk *w)
{
	w->loose = false;
	if (!skip(w)) {
		w->why = "this comment has no end";
		return TOKEN_BROKEN;
	}
	switch (*w->at) {
	case '\0':
		return TOKEN_END;
	case '"':
	case '\'':
		return walk_string(w, *w->at);
	case '{':
	case '}':
	case '(':
	case ')':
	case '=':
	case ',':
		w->at++;
		return TOKEN_MARK;
	default:
		if (strncmp(w->at, "+=", 2) != 0)
			return walk_word(w);
		w->at += 2;
		return TOKEN_MARK;
	}
}

static bool is_mark(const struct walk *w, enum token token, char mark)
{
	return token == TOKEN_MARK && *w->start == mark;
}

/* ---- one look at all of it ---- */

/* Sections that are open at a moment, by depth. */
struct open {
	int lines[TEXT_DEPTH];
	int depth;
};

static void note(struct text *t, const struct open *open, int line)
{
	for (int i = 0; i < open->depth && i < TEXT_DEPTH; i++)
		t->sections[line][i] = open->lines[i];
}

/* libConfuse leaves such characters out: en* would be en. */
static void complain_loose(struct walk *w, const char *file, struct conffile_messages *m)
{
	conffile_say(m, false, file, w->start_line, "%.*s must stand in quotes, for its * or +",
		(int)(w->at - w->start), w->start);
	for (char *p = w->start; p < w->at; p++)
		if (*p == '*' || *p == '+')
			*p = '_';
}

bool conffile_text_check(struct text *t, const char *file, struct conffile_messages *m)
{
	struct walk w = { .at = t->buf, .line = 1 };
	struct open open = { .depth = 0 };
	enum token token;
	int before = 1; /* the line of the token before */

	while ((token = walk_on(&w)) != TOKEN_END) {
		if (token == TOKEN_BROKEN) {
			conffile_say(m, false, file, w.start_line, "%s", w.why);
			*w.start = '\0';
			return false;
		}
		if (w.loose)
			complain_loose(&w, file, m);
		if (is_mark(&w, token, '{')) {
			if (open.depth < TEXT_DEPTH)
				open.lines[open.depth] = before;
			open.depth++;
		}
		note(t, &open, w.start_line);
		note(t, &open, w.line);
		if (is_mark(&w, token, '}') && open.depth > 0)
			open.depth--;
		before = w.start_line;
	}
	if (open.depth == 0)
		return true;
	conffile_say(m, false, file,
		open.lines[open.depth < TEXT_DEPTH ? open.depth - 1 : TEXT_DEPTH - 1],
		"the brace of this section is not closed");
	return false;
}

int conffile_text_section(const struct text *t, int depth, int line)
{
	return line < t->n_lines && t->sections[line][depth] != 0 ? t->sections[line][depth] : line;
}

/* ---- taking out what is unknown ---- */

/* Behind a name: walks past its value. A section is entered, or, if `whole`, walked past as well. */
static void finish_statement(struct walk *w, bool whole)
{
	struct walk ahead = *w;
	enum token token = walk_on(&ahead);
	char close = '}';
	int depth = 1;

	if (token == TOKEN_WORD)
		token = walk_on(&ahead); /* the title of a section */
	else if (is_mark(&ahead, token, '=') || is_mark(&ahead, token, '+')) {
		*w = ahead;
		whole = true;
		if ((token = walk_on(&ahead)) == TOKEN_WORD)
			*w = ahead;
	} else if (is_mark(&ahead, token, '(')) {
		whole = true;
		close = ')';
	}
	if (!is_mark(&ahead, token, '{') && !is_mark(&ahead, token, '('))
		return;
	for (*w = ahead; whole && depth > 0; *w = ahead) {
		token = walk_on(&ahead);
		if (token == TOKEN_END)
			return;
		depth += is_mark(&ahead, token, '{') - is_mark(&ahead, token, close);
	}
}

static bool is_name(const struct walk *w, const char *name)
{
	size_t quotes = *w->start == '"' || *w->start == '\'', len = strlen(name);

	return (size_t)(w->at - w->start) == len + 2 * quotes &&
	       strncmp(w->start + quotes, name, len) == 0;
}

bool conffile_text_blank(struct text *t, const char *name, int line)
{
	struct walk w = { .at = t->buf, .line = 1 };
	enum token token;

	while ((token = walk_on(&w)) != TOKEN_END) {
		bool found = token == TOKEN_WORD && w.line == line && is_name(&w, name);
		struct walk from = w;

		if (token == TOKEN_WORD)
			finish_statement(&w, found);
		if (!found)
			continue;
		from.at = from.start;
		blank(&from, w.at);
		return true;
	}
	return false;
}

/* ---- reading ---- */

static int read_stream(FILE *f, struct text *t)
{
	size_t size = 0, len = 0, n;
	char *p;

	do {
		size += 4096;
		if (size > TEXT_MAX)
			return -EFBIG;
		if ((p = realloc(t->buf, size + 1)) == NULL)
			return -ENOMEM;
		t->buf = p;
		n = fread(p + len, 1, size - len, f);
		len += n;
	} while (len == size);
	if (ferror(f))
		return -errno;
	t->buf[len] = '\0';
	if (strlen(t->buf) != len)
		return -EILSEQ;
	t->n_lines = 2; /* they count from 1 */
	for (p = t->buf; *p != '\0'; p++)
		t->n_lines += *p == '\n';
	t->sections = calloc((size_t)t->n_lines, sizeof(*t->sections));
	return t->sections == NULL ? -ENOMEM : 0;
}

int conffile_text_read(struct text *t, const char *path)
{
	FILE *f = fopen(path, "re");
	int error;

	*t = (struct text){ 0 };
	if (f == NULL)
		return -errno;
	error = read_stream(f, t);
	fclose(f);
	return error;
}

void conffile_text_fini(struct text *t)
{
	free(t->buf);
	free(t->sections);
}
