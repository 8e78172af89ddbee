/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of the system call filter, for seccomp.c and for the tests. */
#ifndef RDISC_SYSTEM_SECCOMP_RULES_H
#define RDISC_SYSTEM_SECCOMP_RULES_H

#include <stdint.h>
#include <sys/types.h>

/* TCGETS. powerpc makes the number of the size of the kernel's struct termios, which the C library has not. */
#ifdef __powerpc__
#define KERNEL_TCGETS 0x402c7413
#else
#define KERNEL_TCGETS TCGETS
#endif

/* Makes a filter of libseccomp's for the machine `arch` (SCMP_ARCH_…). It passes the calls that the daemon
 * `self` needs, and applies `unknown` (SCMP_ACT_…) to those it does not know. It ends the process at calls
 * that no daemon of ours makes, and at those of another machine. The caller releases *ret also after an
 * error, unless it is NULL. Returns 0 or a negative errno. */
int priv_rules(uint32_t arch, uint32_t unknown, pid_t self, void **ret);

#endif
