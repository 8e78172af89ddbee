/* SPDX-License-Identifier: BSD-2-Clause */
/* The wiring: descriptors, clock and signals around the engine. */
#ifndef RDISC_DAEMON_RUN_H
#define RDISC_DAEMON_RUN_H

#include "model/setting.h"

/* Exit codes, the old program's. */
#define EXIT_NO_ROUTER 5

struct daemon_options {
	const struct conf *conf;       /* until reload() gives another */
	bool exit_unanswered;          /* -s without -f: give up when no router is found */
	const char *runtime_directory; /* for the state file */
	const char *configuration;     /* the file that a reload reads; or NULL */
	/* Called when the daemon has become another user than the one that read the configuration. */
	void (*become)(void *arg);
	/* Called once, when the program is ready: everything is open, or, with exit_unanswered, a
	 * router is found. */
	void (*ready)(void *arg);
	/* SIGHUP: a new configuration, or NULL if there is none to take, which has been told. The
	 * one before it is given back to release() when nothing uses it any more. */
	const struct conf *(*reload)(void *arg);
	void (*release)(const struct conf *old, void *arg);
	/* The settings of the configuration in force, by number; false: no more. */
	bool (*setting)(uint32_t number, struct setting *ret, void *arg);
	void *arg;
};

/* Runs until SIGTERM or SIGINT; returns the exit code. Signals are expected to be at their
 * defaults, those of output ignored (standard.h); SIGINT, SIGTERM and SIGHUP are blocked on the way out. */
int daemon_run(const struct daemon_options *options);

#endif
