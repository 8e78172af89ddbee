/* SPDX-License-Identifier: BSD-2-Clause */
/* The client's end of the control socket: requests out, answers in (doc/control.md). */
#ifndef RDISC_RDISCCTL_CLIENT_H
#define RDISC_RDISCCTL_CLIENT_H

#include <jansson.h>

#include "base/util.h"

#define CLIENT_VERSION  1 /* of the protocol */

/* How long to wait for a packet of an answer. */
#define CLIENT_PATIENCE (10 * USEC_PER_SEC)

struct client {
	int fd;
	char *packet;
	usec_t deadline;
};

/* Connects to the socket at `path`; from then on nothing waits longer than until `deadline` (of
 * CLOCK_MONOTONIC, or USEC_INFINITY), whatever its patience. 0 or a negative errno; client_close() is due
 * only after 0. */
int client_open(struct client *c, const char *path, usec_t deadline);
void client_close(struct client *c);

/* Sends a request. Returns 0 or a negative errno: -ETIMEDOUT: the daemon does not read. The request stays
 * the caller's. */
int client_send(struct client *c, const json_t *request);

/* Waits `patience` at most, or for ever (USEC_INFINITY), for one packet. 0 or a negative errno: -ETIMEDOUT;
 * -ECONNRESET: the daemon has hung up; -EPROTO: what came is no answer; -EPROTONOSUPPORT:
 * it is one of another version. The packet is the caller's after 0. */
int client_receive(struct client *c, usec_t patience, json_t **ret);

/* Receives the rest of an answer and joins its parts. Otherwise like client_receive(). */
int client_receive_all(struct client *c, json_t **ret);

/* Explains an error of these functions: a sentence with its remedy, in `ret`. */
void client_explain(int error, const char *path, char *ret, size_t size);

/* True if the error means that no daemon listens. */
bool client_is_absent(int error);

/* Sends a request and receives its answer, which may be an error (doc/control.md). */
int client_ask(struct client *c, const json_t *request, json_t **ret);

#endif
