/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration file and its drop-ins: text to a checked struct conf.
 *
 * conffile_load() reads FILE and FILE.d/<name>.conf in the order of their names; what comes later
 * wins, key by key. Every error is gathered, with file and line, not just the first. The result is
 * valid or there is none, so a reload can be all or nothing.
 *
 * The folder config turns texts into a struct conf. One table of keys (keys.h) serves the file, the command line, the
 * manual and the checks; values.c takes each text. Of a file, feed.c hands the bytes to libConfuse, parse.c takes what it
 * reads, build.c keeps it with its line, check.c judges what no single value can show, and messages.c gathers what is
 * wrong. cmdline.c puts the command line over it.
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
