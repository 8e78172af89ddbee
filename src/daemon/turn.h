/* SPDX-License-Identifier: BSD-2-Clause */
/* One turn: wait, take facts, settle. */
#ifndef RDISC_DAEMON_TURN_H
#define RDISC_DAEMON_TURN_H

#include "daemon/daemon.h"

/* The number of a descriptor that wakes the daemon; below these are the ICMP sockets. */
enum daemon_wake {
	WAKE_FACTS = ICMP_SOCKETS,
	WAKE_TIMER,
	WAKE_ANSWERS,
	WAKE_SIGNAL,
	WAKE_CONTROL,
	WAKE_MAX,
};

/* Adds a descriptor to those that end the wait of a turn. 0 or a negative errno. */
int daemon_wait_for(const struct daemon *d, int fd, unsigned number);

/* Waits until something is due or has arrived, and does all that follows from it. */
void daemon_turn(struct daemon *d);

/* Brings the system to what the engine wants: the end of every turn. */
void daemon_settle(struct daemon *d);

/* Says the farewells of routers, which come again within FAREWELL_TIME: hosts that miss them stay with a router
 * that has gone. Another signal ends that. Nothing else wakes the daemon from then on. */
void daemon_say_farewells(struct daemon *d);

/* Tells the service manager or the process that waits for it that the daemon is ready, once it is. Sets
 * `stop` where options.exit_unanswered says so and no router has answered. */
void daemon_check_ready(struct daemon *d);

#endif
