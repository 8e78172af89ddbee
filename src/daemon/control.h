/* SPDX-License-Identifier: BSD-2-Clause */
/* The control socket's other half: requests to answers and actions, and the stream of events.
 *
 * It keeps nothing that is not sent yet. Each client has a place in the walk of its answer, or in the shared
 * history of events. So a client that does not read costs nothing.
 */
#ifndef RDISC_DAEMON_CONTROL_H
#define RDISC_DAEMON_CONTROL_H

#include "control/report.h"
#include "control/socket.h"

struct control_session {
	bool answering; /* `report` goes on, or the history if `listing` */
	bool listing;   /* events without follow: up to `until` */
	bool following;
	struct report report;
	uint64_t next; /* the first event that was not sent yet */
	uint64_t until;
};

struct control {
	struct control_socket socket;
	struct control_session clients[CONTROL_PLACES + 1]; /* as in socket.h */
};

struct daemon;

/* Opens the socket where the configuration wants one. Failing is told and no reason to stop. */
void daemon_control_open(struct daemon *d);
void daemon_control_close(struct daemon *d);

/* Serves the clients that follow events, and, if a descriptor `knocked`, a bounded number of requests;
 * the last thing a turn does. True: something was done to the engine, which is to be settled again. */
bool daemon_control_serve(struct daemon *d, bool knocked);

/* Returns when a client will have to be dropped. */
usec_t daemon_control_deadline(const struct daemon *d);

#endif
