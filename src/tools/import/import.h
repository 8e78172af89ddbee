/* SPDX-License-Identifier: BSD-2-Clause */
/* Moving in: what others configured, as an rdisc.conf.
 *
 * Reads the options file of the old program, and Cisco's and FRR's interface lines. A comment with the
 * line names each statement without an equivalent. The result always passes rdisc --check.
 */
#ifndef RDISC_TOOLS_IMPORT_IMPORT_H
#define RDISC_TOOLS_IMPORT_IMPORT_H

#include <stddef.h>

/* Returns the rdisc.conf for `text`, which came from `file`; to be freed. NULL: out of memory. An empty
 * text or one that speaks of no router discovery gives a file that says so; *ret_found tells. */
char *import_convert(const char *text, const char *file, size_t *ret_found);

/* Reads FILE (NULL: the old program's, where it is; "-": standard input) and prints the result. An exit
 * code: EXIT_FAILURE where nothing could be read or nothing was found. */
int import_run(const char *file);

#endif
