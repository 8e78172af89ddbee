/* SPDX-License-Identifier: BSD-2-Clause */
/* The wiring: descriptors, clock and signals around the engine. */
#ifndef RDISC_DAEMON_H
#define RDISC_DAEMON_H

#include "conf.h"

/* Exit codes, the old program's. */
#define EXIT_NO_ROUTER 5

struct daemon_options {
	const struct conf *conf;
	enum role role;
	bool exit_unanswered;          /* -s without -f: give up when no router is found */
	const char *runtime_directory; /* for the state file */
	/* Called once, when the program is ready: everything is open, or, with exit_unanswered, a
	 * router is found. */
	void (*ready)(void *arg);
	void *arg;
};

/* Runs until SIGTERM or SIGINT; returns the exit code. Signals are expected to be at their
 * defaults; SIGINT, SIGTERM and SIGHUP are blocked on the way out, SIGPIPE is ignored. */
int daemon_run(const struct daemon_options *options);

#endif
