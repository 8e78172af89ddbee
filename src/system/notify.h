/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells a service manager how we are: the datagram protocol of sd_notify(3), without its library.
 *
 * Without a listener ($NOTIFY_SOCKET is not set) every function does nothing.
 */
#ifndef RDISC_SYSTEM_NOTIFY_H
#define RDISC_SYSTEM_NOTIFY_H

#include "base/util.h"

struct notify {
	int fd;           /* -1: no listener */
	usec_t watchdog;  /* how often a sign of life is due; 0: never */
	char status[128]; /* as last told */
};

/* Reads the environment. Before privilege is dropped and before the program changes its place. */
void notify_open(struct notify *n);
void notify_close(struct notify *n);

void notify_ready(struct notify *n);
void notify_reloading(struct notify *n);
void notify_stopping(struct notify *n);
void notify_watchdog(struct notify *n);

/* Sends one line for people, only if it differs from the last. */
void notify_status(struct notify *n, const char *status);

#endif
