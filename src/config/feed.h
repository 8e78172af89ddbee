/* SPDX-License-Identifier: BSD-2-Clause */
/* The text of one file, on its way to libConfuse byte by byte. */
#ifndef RDISC_CONFIG_FEED_H
#define RDISC_CONFIG_FEED_H

#include <confuse.h>
#include <stdbool.h>
#include <stdio.h>

/* Behind the text, so that its end is a statement too: in a section that is still open it is unknown. */
#define FEED_END_NAME "end-of-file"

/* A text on its way to libConfuse, a byte at a time. Of libConfuse 3.3 alone the line is not to be had:
 * it counts those of comments threefold. And only between two bytes can CFGF_IGNORE_UNKNOWN be taken
 * back, which lets libConfuse go on behind an unknown key: from then on it would tell of none. */
struct feed {
	char *text;         /* a string */
	size_t len, size;   /* the file's own, and with the end behind it */
	size_t at;          /* so many bytes are handed over */
	int line;           /* of the last one of them */
	const char *splice; /* comes before the next byte; NULL: nothing */
	cfg_t *lenient;     /* where the flag is to be taken back; NULL: nowhere */
	bool gave, ended;   /* the last call gave a byte; the end was about to be told */
};

/* Reads the file. 0 or a negative errno: EFBIG, EILSEQ for a NUL, ENOTSUP for UTF-16, or the system's.
 * conffile_feed_fini() is due. */
int conffile_feed_read(struct feed *f, const char *path);
void conffile_feed_fini(struct feed *f);

/* The text as a stream; NULL: no memory. To be closed before conffile_feed_fini(). */
FILE *conffile_feed_open(struct feed *f);

/* True once libConfuse has read beyond the file's own text. */
bool conffile_feed_is_over(const struct feed *f);

/* True if the word just read stands in the text without quotes. One more byte is read then. */
bool conffile_feed_is_plain(const struct feed *f, const char *word);

/* Returns the next byte that is not blank behind a word just read; NUL: the text ends. */
char conffile_feed_next(const struct feed *f, bool plain);

/* Returns the fault of a value just read, or of the title of a section just begun. Faults are a * or +,
 * which libConfuse drops silently; a word processor's characters; a semicolon. NULL: none. */
const char *conffile_feed_trouble(const struct feed *f, const char *word);

/* Returns, behind the brace of a section, the line of the word before it. */
int conffile_feed_title_line(const struct feed *f);

/* Returns what in the last line read may explain an error of syntax, or NULL. */
const char *conffile_feed_hint(const struct feed *f);

/* Names typographic quotes, dashes and blanks, and what to write instead; NULL: none. */
const char *conffile_odd(const char *text, size_t len);

#endif
