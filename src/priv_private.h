/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of the system call filter, for priv_filter.c and for the tests. */
#ifndef RDISC_PRIV_PRIVATE_H
#define RDISC_PRIV_PRIVATE_H

#include <stdint.h>
#include <sys/types.h>

/* A filter of libseccomp's that lets through what the daemon `self` needs, does `refused` (SCMP_ACT_…) at
 * all else, and ends the process at the calls of another architecture. *ret is to be released also after
 * an error, unless it is NULL. 0 or a negative errno. */
int priv_rules(uint32_t refused, pid_t self, void **ret);

#endif
