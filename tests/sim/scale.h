/* SPDX-License-Identifier: BSD-2-Clause */
/* A large LAN after a power cut: what RFC 1256's jitter, and answers by unicast or multicast, are
 * worth. */
#ifndef SIM_SCALE_H
#define SIM_SCALE_H

/* Runs all cases; tables in Markdown to standard output, curves for gnuplot into `directory`. */
int scale_run(const char *directory);

#endif
