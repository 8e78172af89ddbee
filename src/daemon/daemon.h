/* SPDX-License-Identifier: BSD-2-Clause */
/* The daemon as it runs: the engine, and all that connects it to the system.
 *
 * The folder daemon is the wiring. main.c makes a configuration (configuration.h) and calls daemon_run() (run.h).
 * That opens everything, gives up privilege, and turns until a signal or a client stops it. One turn (turn.h)
 * waits, takes facts in (facts.h), settles, and carries results out (results.h); the clients of the control socket
 * come last (control.h). It decides nothing about the protocol: a rule of the RFC here stands in the wrong folder.
 */
#ifndef RDISC_DAEMON_DAEMON_H
#define RDISC_DAEMON_DAEMON_H

#include "core/engine/engine.h"
#include "daemon/control.h"
#include "daemon/history.h"
#include "daemon/run.h"
#include "kernel/icmp.h"
#include "kernel/rtnl.h"
#include "system/notify.h"
#include "system/state.h"

struct daemon {
	const struct daemon_options *options;
	const struct conf *conf; /* in force */
	bool may_install;        /* CAP_NET_ADMIN was kept */
	struct engine *engine;
	struct icmp icmp;
	struct rtnl rtnl;
	struct state state;
	struct notify notify;
	struct history history;
	struct control control;
	int wait_fd; /* an epoll(7) of all that can wake it */
	int signal_fd;
	int timer_fd;
	int echo_fd;              /* of end-to-end checks; -1: none were configured at the start */
	usec_t now;               /* of this turn */
	usec_t start, configured; /* the program; the configuration in force */
	unsigned generation;      /* … which is the so manieth */
	const char *last_reload;  /* "ok", "refused", or NULL */
	uint64_t overruns;
	usec_t give_up; /* -s: when, with no router heard, there is nothing more to wait for */
	usec_t armed;   /* the timer */
	bool looked;    /* all links and routes have been read once */
	bool dump_all, sync_groups;
	usec_t join_retry;
	usec_t dump_retry; /* not before */
	usec_t watchdog_next;
	usec_t track_next;
	uint64_t state_generation; /* what the file holds */
	usec_t state_written;
	uint64_t events_lost; /* told */
	bool ready;
	bool stop;
	bool silent; /* … without a farewell */
	int exit_code;
};

#endif
