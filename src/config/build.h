/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by file.c (the reading), feed.c (the text), build.c (what becomes of it) and
 * check.c (what no single value can tell). */
#ifndef RDISC_CONFIG_BUILD_H
#define RDISC_CONFIG_BUILD_H

#include <confuse.h>
#include <stdio.h>

#include "config/file.h"
#include "config/keys.h"

/* Keys of one section; no section has more. */
#define KEYS_MAX 24

/* Where a key was set, for messages. */
struct place {
	const char *file; /* NULL: not set */
	int line;
};

struct conffile_iface {
	struct conf_iface conf;
	struct place section;
	struct place keys[KEYS_MAX]; /* by number of the key in its section */
	struct conf_address *addresses;
	struct place *address_places; /* one each, of both lists */
	struct conf_router *routers;
	struct place *router_places;
	size_t n_addresses, n_routers;
};

struct conffile_track {
	struct place section;
	struct place keys[KEYS_MAX];
};

/* Adds a message; `file` may be NULL. */
__attribute__((format(printf, 5, 6))) void conffile_say(struct conffile_messages *m, bool warning,
	const char *file, int line, const char *format, ...);

/* Reads one file into what is being built. False: not all of it, which has been told. */
bool conffile_read(
	struct conffile *cf, const char *path, bool required, struct conffile_messages *messages);

/* ---- the text of one file ---- */

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

/* Has libConfuse read beyond the file's own text? */
bool conffile_feed_is_over(const struct feed *f);

/* Does the word just read stand in the text as it is, without quotes? Then one more byte is read already. */
bool conffile_feed_is_plain(const struct feed *f, const char *word);

/* The next byte that is not blank behind a word just read; NUL: the text ends. */
char conffile_feed_next(const struct feed *f, bool plain);

/* Returns the fault of a value just read, or the title of a section just begun, as it stands in the text: a *
 * or +, which libConfuse leaves out silently; what a word processor wrote; a semicolon. NULL: nothing. */
const char *conffile_feed_trouble(const struct feed *f, const char *word);

/* Behind the brace of a section: the line of what stands before that. */
int conffile_feed_title_line(const struct feed *f);

/* What in the line just read may be the reason of an error of syntax, or NULL. */
const char *conffile_feed_hint(const struct feed *f);

/* Typographic quotes, dashes and blanks: says what is there and what to write; NULL: nothing of that. */
const char *conffile_odd(const char *text, size_t len);

/* ---- what is built of it ---- */

#define SECTION_DEPTH 2

/* A section that is open. */
struct conffile_section {
	enum confkey_section kind;
	const char *title; /* NULL: it has none */
	int line;
	void *base;           /* what its keys are set in; NULL: nothing, it is wrong */
	struct place *places; /* where its keys stand; NULL: that is not kept */
};

struct conffile_build {
	struct conffile *cf;
	struct conffile_messages *messages;
	const char *file;
	struct conffile_section open[SECTION_DEPTH]; /* the outer one first */
	int depth;
};

/* A copy that lives as long as the configuration; NULL: no memory. */
char *conffile_keep(struct conffile *cf, const char *text);

/* The number of a key within its section. */
size_t conffile_number(const struct confkey *key);

/* SECTION_MAX: there is none of that name. */
enum confkey_section conffile_section_named(const char *name);

/* A section begins, has a value, or ends. The title stays the caller's until then. `more`: the value is
 * not the first of a list. */
void conffile_build_begin(
	struct conffile_build *b, enum confkey_section kind, const char *title, int line);
void conffile_build_value(struct conffile_build *b, const struct confkey *key, const char *value,
	bool more, int line);
void conffile_build_end(struct conffile_build *b);

#endif
