/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration file and its drop-ins: text to a checked struct conf.
 *
 * conffile_load() reads FILE and FILE.d/<name>.conf in the order of their names; what comes later
 * wins, key by key. Every error is gathered, with file and line, not just the first. The result is
 * valid or there is none, so a reload can be all or nothing.
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
