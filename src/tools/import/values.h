/* SPDX-License-Identifier: BSD-2-Clause */
/* Values found in a file of another program, key by key. */
#ifndef RDISC_TOOLS_IMPORT_VALUES_H
#define RDISC_TOOLS_IMPORT_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#define IMPORT_WORDS_MAX 32
#define IMPORT_NAME_LEN  16 /* of an interface, with its end */

/* One key: of the routes (`section` is empty), an interface, or an address of it (`address` is not). */
struct import_value {
	char section[IMPORT_NAME_LEN];
	char address[16];
	char key[32];
	char value[32];
	int line;
	bool dropped;
};

struct import {
	struct import_value *values;
	size_t n_values;
	char *notes; /* comments, whole lines */
	const char *file;
	size_t n_found; /* statements about router discovery */
	bool failed;    /* out of memory */
};

/* A copy of a line or statement, cut at its blanks. */
struct import_words {
	char text[512];
	char *word[IMPORT_WORDS_MAX];
	int n;
	int line;
	bool cut; /* it was longer */
};

/* Cuts `len` bytes of text, taking quotes away. */
void import_cut(struct import_words *w, const char *text, size_t len, int line);
bool import_is(const struct import_words *w, int i, const char *word);

/* Sets a key, or notes why it cannot be. A later value wins. */
void import_set(struct import *im, const char *section, const char *address, const char *key,
    const char *value, int line);

/* Returns the value of a key that is set, or NULL. */
struct import_value *import_find(
    struct import *im, const char *section, const char *address, const char *key);

/* Takes a key back, of the section or, with NULL, all of it. */
void import_unset(struct import *im, const char *section, const char *key);

/* "# FILE:LINE: …", for people. */
__attribute__((format(printf, 3, 4))) void import_note(
    struct import *im, int line, const char *format, ...);

/* Makes a name that Linux takes from another system's; notes a difference. */
void import_name(struct import *im, const char *theirs, int line, char ret[IMPORT_NAME_LEN]);

#endif
