/* SPDX-License-Identifier: BSD-2-Clause */
/* The descriptors and signals that the program takes over from its starter. */
#ifndef RDISC_SYSTEM_STANDARD_H
#define RDISC_SYSTEM_STANDARD_H

/* Opens /dev/null in place of each descriptor from 0 to 2 that is closed. Otherwise the next socket gets that
 * number, and whatever is meant for standard error goes there. To be called before anything else is opened.
 * A root without /dev/null, as of a container, does where all three are open. 0 or a negative errno. */
int standard_open(void);

/* Ignores the signals that a write can raise: the write then fails, and the program goes on. */
void standard_ignore_signals(void);

#endif
