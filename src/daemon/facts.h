/* SPDX-License-Identifier: BSD-2-Clause */
/* Facts in: what the kernel tells, what arrives on the wire, and the files of tracks. */
#ifndef RDISC_DAEMON_FACTS_H
#define RDISC_DAEMON_FACTS_H

#include "daemon/daemon.h"

/* Hands a fact to the engine: rtnl.c's function; `arg` is the daemon. */
void daemon_take_fact(const struct rtnl_fact *fact, void *arg);

/* Reads all links with their addresses, and all default routes. 0 or a negative errno. */
int daemon_read_links_and_routes(struct daemon *d);

/* Takes over what an earlier run left: its routes, and its routers, which need their interfaces. Once, when
 * links and routes have been read for the first time. */
void daemon_first_look(struct daemon *d);

/* Takes what has arrived on the netlink socket / on the ICMP sockets / on the packet socket of checks. */
void daemon_receive_facts(struct daemon *d);
void daemon_receive_datagrams(struct daemon *d);
void daemon_receive_answers(struct daemon *d);

/* Reads the files of tracks where that is due. */
void daemon_read_tracks(struct daemon *d);

/* Reads again all that is known to be out of date. */
void daemon_refresh(struct daemon *d);

/* Reads the routes if the kernel may have changed them without a word; returns whether it did. */
bool daemon_refresh_routes(struct daemon *d);

#endif
