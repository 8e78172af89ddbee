/* SPDX-License-Identifier: BSD-2-Clause */
/* The system call filter put in force. */
#include "config.h"

#include "system/privilege.h"

#ifndef HAVE_SECCOMP

int priv_filter(void)
{
	return 0; /* --version says so */
}

#else

#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "system/seccomp_rules.h"

#ifdef SECCOMP_TRAP

#define UNKNOWN SCMP_ACT_TRAP

/* Names the call in a build for tests; what it allocates is of no matter any more. */
static void report_refused_call(int signal, siginfo_t *info, void *context)
{
	char *name = seccomp_syscall_resolve_num_arch(info->si_arch, info->si_syscall);

	(void)context;
	dprintf(STDERR_FILENO, "rdisc: system call refused by the filter: %s (%d)\n",
	    name == NULL ? "?" : name, info->si_syscall);
	_exit(128 + signal);
}

static int find_filtered_calls(void)
{
	struct sigaction action = { .sa_sigaction = report_refused_call, .sa_flags = SA_SIGINFO };

	return sigaction(SIGSYS, &action, NULL) < 0 ? -errno : 0;
}

#else

/* Not the end: a new C library may try a call that it can do without. */
#define UNKNOWN SCMP_ACT_ERRNO(EPERM)

static int find_filtered_calls(void)
{
	return 0;
}

#endif

static int load(void)
{
	scmp_filter_ctx filter;
	int error = find_filtered_calls();

	if (error != 0)
		return error;
	error = priv_rules(seccomp_arch_native(), UNKNOWN, getpid(), &filter);
	if (error == 0)
		error = seccomp_load(filter);
	if (filter != NULL)
		seccomp_release(filter);
	return error;
}

int priv_filter(void)
{
	int error = load();

	if (error == 0 && prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != SECCOMP_MODE_FILTER)
		error = -EPERM;
	return error;
}

#endif
