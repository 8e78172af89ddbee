/* SPDX-License-Identifier: BSD-2-Clause */
/* The file, and the command line over it: one configuration, made at the start and at a reload. */
#ifndef RDISC_DAEMON_CONFIGURATION_H
#define RDISC_DAEMON_CONFIGURATION_H

#include "config/cmdline.h"
#include "config/file.h"

struct configuration {
	char (*names)[IF_NAMESIZE]; /* of interfaces that were named by another name of theirs */
	struct conffile file;
	struct cmdline cmdline; /* its `conf` is the result */
};

/* Reads the file at `path`, which must exist, or, with NULL, the usual one, then the command line over it.
 * The files of `before` (NULL: none) must still exist: without them the built-in defaults would trust any
 * router. Logs errors, or prints them if `check` is set. NULL: the configuration cannot be used. */
struct configuration *configuration_make(
    int argc, char **argv, const char *path, const struct configuration *before, bool check);

/* Frees it, which may be NULL, and all that it points to. */
void configuration_free(struct configuration *c);

#endif
