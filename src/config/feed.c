/* SPDX-License-Identifier: BSD-2-Clause */
/* The text of one file, on its way to libConfuse byte by byte. */
#include "config.h"

#include "config/feed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"

/* A file that is longer is none of ours. */
#define TEXT_MAX (1 << 20)

#define END      "\n" FEED_END_NAME " = reached\n"

/* ---- reading ---- */

static int read_stream(FILE *file, struct feed *f)
{
	size_t size = 0, n;
	char *p;

	do {
		size += 4096;
		if (size > TEXT_MAX)
			return -EFBIG;
		if ((p = realloc(f->text, size + sizeof(END))) == NULL)
			return -ENOMEM;
		f->text = p;
		n = fread(p + f->len, 1, size - f->len, file);
		f->len += n;
	} while (f->len == size);
	return ferror(file) ? -errno : 0;
}

/* A byte order mark says nothing here: this is UTF-8, or a mistake. */
static int check_encoding(struct feed *f)
{
	bool wide = f->len >= 2 &&
		    (memcmp(f->text, "\xff\xfe", 2) == 0 || memcmp(f->text, "\xfe\xff", 2) == 0);

	if (wide)
		return -ENOTSUP;
	if (memchr(f->text, '\0', f->len) != NULL)
		return -EILSEQ;
	if (f->len >= 3 && memcmp(f->text, "\xef\xbb\xbf", 3) == 0)
		f->at = 3;
	return 0;
}

int conffile_feed_read(struct feed *f, const char *path)
{
	FILE *file = fopen(path, "re");
	int error;

	*f = (struct feed){ .line = 1 };
	if (file == NULL)
		return -errno;
	error = read_stream(file, f);
	fclose(file);
	if (error == 0)
		error = check_encoding(f);
	if (error != 0)
		return error;
	memcpy(f->text + f->len, END, sizeof(END));
	f->size = f->len + sizeof(END) - 1;
	return 0;
}

void conffile_feed_fini(struct feed *f)
{
	free(f->text);
}

/* ---- handing over ---- */

/* Ends the caller's read. */
static ssize_t end_read(void)
{
	errno = EINTR;
	return -1;
}

/* Gives one byte, and makes the next call fail: the read ends, and its caller takes the byte. libConfuse's
 * lexer, made by flex, reads on after EINTR. The end of the file may follow no other error. */
static ssize_t feed_byte(void *cookie, char *buf, size_t size)
{
	struct feed *f = cookie;

	(void)size; /* never 0 */
	if (f->lenient != NULL)
		f->lenient->flags &= ~CFGF_IGNORE_UNKNOWN;
	f->lenient = NULL;
	f->gave = !f->gave;
	if (!f->gave)
		return end_read();
	if (f->splice != NULL && *f->splice != '\0') {
		*buf = *f->splice++;
		return 1;
	}
	if (f->at < f->size) {
		f->line += f->at > 0 && f->at <= f->len && f->text[f->at - 1] == '\n';
		*buf = f->text[f->at++];
		return 1;
	}
	f->gave = false;
	if (f->ended)
		return 0;
	f->ended = true;
	return end_read();
}

FILE *conffile_feed_open(struct feed *f)
{
	return fopencookie(f, "r", (cookie_io_functions_t){ .read = feed_byte });
}

/* ---- where libConfuse is ---- */

/* The byte behind a last word belongs to the end already. */
bool conffile_feed_is_over(const struct feed *f)
{
	return f->at > f->len + 1;
}

static bool is_blank(char c)
{
	return c != '\0' && strchr(" \t\r\n", c) != NULL;
}

/* True if the word ends there in the text. */
static bool stands_before(const struct feed *f, size_t end, const char *word)
{
	size_t len = strlen(word);

	return len > 0 && len <= end && memcmp(f->text + end - len, word, len) == 0;
}

bool conffile_feed_is_plain(const struct feed *f, const char *word)
{
	return f->at > 0 && stands_before(f, f->at - 1, word);
}

char conffile_feed_next(const struct feed *f, bool plain)
{
	size_t i = plain ? f->at - 1 : f->at;

	while (i < f->len && is_blank(f->text[i]))
		i++;
	if (i >= f->len)
		return '\0';
	return f->text[i];
}

/* Behind a value or the brace of a section: the end of the last word. */
static size_t word_end(const struct feed *f)
{
	size_t i = f->at;

	while (i > 0 && strchr(" \t\r\n{},#", f->text[i - 1]) != NULL)
		i--;
	return i;
}

int conffile_feed_title_line(const struct feed *f)
{
	int line = f->line;

	for (size_t i = word_end(f); i + 1 < f->at; i++)
		line -= f->text[i] == '\n';
	return line;
}

/* ---- what cannot be seen ---- */

const char *conffile_odd(const char *text, size_t len)
{
	static const struct {
		const char *what, *characters[9];
	} odd[] = {
		{ "typographic quotes: write \" instead",
		    { "\u201c", "\u201d", "\u201e", "\u2018", "\u2019", "\u201a", "\u00ab",
			"\u00bb" } },
		{ "an unusual space: write a plain one",
		    { "\u00a0", "\u202f", "\u200b", "\ufeff" } },
		{ "a typographic dash: write - instead",
		    { "\u2010", "\u2011", "\u2013", "\u2014", "\u2212" } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(odd); i++)
		for (const char *const *c = odd[i].characters; *c != NULL; c++)
			if (memmem(text, len, *c, strlen(*c)) != NULL)
				return odd[i].what;
	return NULL;
}

const char *conffile_feed_trouble(const struct feed *f, const char *word)
{
	size_t end = word_end(f), len = strlen(word), i = end;
	const char *odd = conffile_odd(word, len);

	while (i > 0 && strchr("*+", f->text[i - 1]) != NULL)
		i--;
	if (!stands_before(f, i, word))
		return NULL; /* it has quotes */
	if (i < end || (i > len && strchr("*+", f->text[i - len - 1]) != NULL))
		return "a word with * or + must stand in quotes";
	if (odd == NULL && word[len - 1] == ';')
		return "remove the semicolon: values end without one";
	return odd;
}

const char *conffile_feed_hint(const struct feed *f)
{
	size_t from = f->at > f->len ? f->len : f->at, len;
	const char *line, *odd;

	from -= from > 0; /* the last byte that was read may end its line */
	while (from > 0 && f->text[from - 1] != '\n')
		from--;
	line = f->text + from;
	len = strcspn(line, "\n");
	if ((odd = conffile_odd(line, len)) != NULL)
		return odd;
	if (memchr(line, '#', len) != NULL || memmem(line, len, "/*", 2) != NULL ||
	    memmem(line, len, "//", 2) != NULL)
		return "a comment stands between statements, not within one";
	return memchr(line, '*', len) != NULL ? "a word with * or + stands in quotes" : NULL;
}
