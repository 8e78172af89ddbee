/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the system call filter share: the rules, and the program made of them. */
#ifndef RDISC_PRIV_PRIVATE_H
#define RDISC_PRIV_PRIVATE_H

#include <linux/filter.h>
#include <stdint.h>
#include <sys/types.h>

/* A filter of libseccomp's that lets through what the daemon `self` needs, does `refused` (SCMP_ACT_…) at
 * all else, and ends the process at the calls of another architecture. *ret is to be released also after
 * an error, unless it is NULL. 0 or a negative errno. */
int priv_rules(uint32_t refused, pid_t self, void **ret);

/* The same, made by priv_generate.c when rdisc is built, and refused is the end. Its instruction number
 * `priv_program_self` compares with the number of the process, which is to be put there. */
extern struct sock_filter priv_program[];
extern const unsigned short priv_program_len, priv_program_self;

#endif
