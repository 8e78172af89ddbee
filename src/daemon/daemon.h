/* SPDX-License-Identifier: BSD-2-Clause */
/* What run.c (a life from start to stop) and turn.c (one turn of it) share. */
#ifndef RDISC_DAEMON_DAEMON_H
#define RDISC_DAEMON_DAEMON_H

#include "daemon/control.h"
#include "daemon/run.h"
#include "core/engine/engine.h"
#include "kernel/icmp.h"
#include "system/notify.h"
#include "kernel/rtnl.h"
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
	struct control control;
	int wait_fd; /* an epoll(7) of all that can wake it */
	int signal_fd;
	int timer_fd;
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
	int exit_code;
};

usec_t daemon_clock(void);

/* rtnl.c's function for facts; `arg` is the daemon. */
void daemon_take_fact(const struct rtnl_fact *fact, void *arg);

/* Reads all links with their addresses, and all default routes. 0 or a negative errno. */
int daemon_read_links_and_routes(struct daemon *d);

/* Once, when they have been read for the first time. */
void daemon_first_look(struct daemon *d);

/* Takes what has arrived on the netlink socket / on the ICMP sockets. */
void daemon_receive_facts(struct daemon *d);
void daemon_receive_datagrams(struct daemon *d);

/* Reads again what is known to be out of date. */
void daemon_refresh(struct daemon *d);

/* The results of the engine, one kind each. */
void daemon_sync_routes(struct daemon *d);
void daemon_transmit(struct daemon *d);
void daemon_tell_events(struct daemon *d);
void daemon_write_state(struct daemon *d);

/* Does it take CAP_NET_ADMIN? */
bool daemon_installs(const struct conf *conf);

/* Before the start: -EADDRINUSE, told, if another daemon runs that would contend for the same routes. Where
 * one has ended that kept its routes elsewhere, as in another table, these are removed. */
int daemon_meet_owner(const struct conf *conf, const char *directory);

/* A new configuration, all or nothing: what is wrong has been told, and then the old one stays. The facts
 * are read again either way. `who` wants it. */
bool daemon_reload(struct daemon *d, const char *who);

/* Where every turn ends. */
void daemon_settle(struct daemon *d);

/* Sets the timer to what is due next. */
void daemon_arm(struct daemon *d);

#endif
