/* SPDX-License-Identifier: BSD-2-Clause */
/* The messages about a configuration: all are gathered, with file and line, before one is shown. */
#ifndef RDISC_CONFIG_MESSAGES_H
#define RDISC_CONFIG_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>

struct conffile_message {
	char *file;
	int line; /* 0: none */
	bool warning;
	char *text;
};

struct conffile_messages {
	struct conffile_message *list;
	size_t n, capacity;
	size_t n_errors; /* those that are no warnings; also what there was no memory for */
};

/* Adds a message; `file` may be NULL. */
__attribute__((format(printf, 5, 6))) void conffile_say(
    struct conffile_messages *m, bool warning, const char *file, int line, const char *format, ...);

/* Orders them by file and line. */
void conffile_sort(struct conffile_messages *m);

/* Frees them. */
void conffile_forget(struct conffile_messages *m);

#endif
