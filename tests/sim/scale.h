/* SPDX-License-Identifier: BSD-2-Clause */
/* A large LAN after a power cut: what RFC 1256's jitter, and answers by unicast or by multicast, are
 * worth. */
#ifndef SIM_SCALE_H
#define SIM_SCALE_H

#include <stdint.h>

/* Runs all cases, each with the dice of this seed. A table in Markdown goes to standard output, and,
 * unless `directory` is NULL, a file of numbers for gnuplot for each case there. Returns an exit code. */
int scale_run(uint64_t seed, const char *directory);

#endif
