/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration file and its drop-ins: text to a checked struct conf.
 *
 * conffile_load() reads FILE and FILE.d/<name>.conf in the order of their names; a later value wins, key
 * by key. Every error is gathered, with file and line, not just the first. The result is
 * valid or there is none, so a reload can be all or nothing.
 *
 * The folder config turns texts into a struct conf. One table of keys (keys.h) serves the file, the command line, the
 * manual and the checks; values.c takes each text. feed.c hands the bytes of a file to libConfuse, and
 * parse.c takes its results. build.c keeps them with their lines, check.c judges values together, and
 * messages.c gathers the errors. cmdline.c puts the command line over it.
 */
#ifndef RDISC_CONFIG_FILE_H
#define RDISC_CONFIG_FILE_H

#include "config/build.h"

/* Reads and checks. A FILE that is not there is an error only if `required`. True: no errors (there
 * may be warnings), and *cf holds the configuration. conffile_free() and conffile_forget() are due
 * either way. */
bool conffile_load(
    struct conffile *cf, const char *path, bool required, struct conffile_messages *messages);

#endif
