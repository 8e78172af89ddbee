/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that neither steers a terminal nor breaks a line. The name of an interface, of a section or of a file
 * may hold any byte. Whatever leaves the program as text passes through here: log lines, tables, messages. */
#ifndef RDISC_BASE_PRINTABLE_H
#define RDISC_BASE_PRINTABLE_H

#include <stddef.h>
#include <stdio.h>

/* Writes `text` with each octet that is no printable ASCII character as \xNN. The result always ends with a 0;
 * what does not fit into `size` octets (at least 1) is left out. */
void printable(const char *text, char *ret, size_t size);

/* Prints a line of at most 1023 octets, of which each that is no printable ASCII character becomes \xNN. */
void printable_line(FILE *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
