/* SPDX-License-Identifier: BSD-2-Clause */
/* The options of a program: one table that is parsed by, and that --help prints.
 *
 * The manual pages and the completions are compared with --help (tests/lint), so this table drives them
 * all.
 */
#ifndef RDISC_BASE_OPTIONS_H
#define RDISC_BASE_OPTIONS_H

#include <stdio.h>

#include "base/util.h"

/* How an option is given, and what --help says of it. */
struct option_row {
	char letter;       /* 0: none */
	const char *name;  /* the long one; NULL: none */
	const char *value; /* the name of its value; NULL: none; "[=NAME]": it may be left out */
	const char
	    *help; /* NULL: not listed. Without letter and name, the heading of what follows */
};

/* A table. Each row begins with a struct option_row; what is behind it is the program's. */
struct options {
	const char *program;
	const void *rows;
	size_t n, size; /* rows, and the bytes of one */
};

#define OPTIONS(program, table)                                                                    \
	{                                                                                          \
		program, table, ARRAY_SIZE(table), sizeof((table)[0])                              \
	}

enum { OPTIONS_END = -1, OPTIONS_WRONG = -2 };

/* Starts over with another command line. */
void options_start(void);

/* Returns the number of the row that comes next, with its value in *value (NULL: none). OPTIONS_END: what
 * is no option begins at argv[optind]. OPTIONS_WRONG: `error` is a sentence on it. */
int options_next(const struct options *o, int argc, char **argv, const char **value, char *error,
    size_t error_size);

/* Writes an option as it is given: "--name", or "-x" without a long name. */
void options_spell(const struct option_row *row, char *ret, size_t size);

/* Prints "usage: PROGRAM [-flags] [-x VALUE] ..." with `rest` behind it, a line. */
void options_print_usage(const struct options *o, FILE *f, const char *rest);

/* Prints the rows, with their help beside them. */
void options_print(const struct options *o, FILE *f);

/* Prints a name and its help as a row is printed: for what stands around the table. */
void options_print_row(FILE *f, const char *name, const char *help);

#endif
