/* SPDX-License-Identifier: BSD-2-Clause */
/* Complaints to standard error. */
#ifndef RDISC_RDISCCTL_COMPLAIN_H
#define RDISC_RDISCCTL_COMPLAIN_H

/* Prints a line: the name of the program, and what is wrong. */
void rdiscctl_complain(const char *text);

/* The same for wrong usage, with a hint; returns the exit code for it. */
__attribute__((format(printf, 1, 2))) int rdiscctl_misuse(const char *format, ...);

#endif
