/* SPDX-License-Identifier: BSD-2-Clause */
/* What conffile.c (the reading), conffile_text.c (the text), conffile_build.c (what becomes of it) and
 * conffile_check.c (what no single value can tell) share. */
#ifndef RDISC_CONFFILE_PRIVATE_H
#define RDISC_CONFFILE_PRIVATE_H

#include <confuse.h>

#include "conffile.h"
#include "confkey.h"

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

/* Sections stand in sections, but no deeper. */
#define TEXT_DEPTH 2

struct text {
	char *buf; /* a string */
	int n_lines;
	int (*sections)
		[TEXT_DEPTH]; /* by line: where those began that are open there; 0: none is */
};

/* 0 or a negative errno: EFBIG, EILSEQ for a NUL, or the system's. conffile_text_fini() is due. */
int conffile_text_read(struct text *t, const char *path);
void conffile_text_fini(struct text *t);

/* Tells of strings, comments and sections without an end, and of what libConfuse would leave out. What
 * has no end is cut off. False: what is left is not all. */
bool conffile_text_check(struct text *t, const char *file, struct conffile_messages *m);

/* The line where the section began that is open on this line. `depth`: 0, or 1 for one inside. */
int conffile_text_section(const struct text *t, int depth, int line);

/* Takes out an unknown key with its value, or an unknown section, whose name ends on that line. False:
 * it is not there. */
bool conffile_text_blank(struct text *t, const char *name, int line);

/* ---- what is built of it ---- */

/* Values in an address or router section; there are not that many keys. */
#define PENDING_MAX 64

/* A value seen inside an address or router section, whose interface is not known before it ends. */
struct pending {
	const struct confkey *key;
	const char *text;
	int line;
};

struct conffile_build {
	struct conffile *cf;
	struct conffile_messages *messages;
	const char *file;
	struct text text;
	struct pending pending[PENDING_MAX];
	size_t n_pending;
};

/* A copy that lives as long as the configuration; NULL: no memory. */
char *conffile_keep(struct conffile *cf, const char *text);

/* The number of a key within its section. */
size_t conffile_number(const struct confkey *key);

/* SECTION_MAX: there is none of that name. */
enum confkey_section conffile_section_named(const char *name);

/* The last value of `opt`, or a section of it, has ended. */
void conffile_build_value(
	struct conffile_build *b, cfg_t *cfg, const cfg_opt_t *opt, const char *value);
void conffile_build_section(struct conffile_build *b, cfg_t *cfg, cfg_opt_t *opt);

#endif
