/* SPDX-License-Identifier: BSD-2-Clause */
/* The control socket: who is connected, who may be, and who does not read what he is sent.
 *
 * Packets in, packets out; what is in them is not known here. Nothing is queued: what a client does
 * not take now is for the caller to make again when ctl_next() says that there is room. All
 * descriptors are behind one (ctl.fd), which poll(2) finds readable when there is something to do.
 */
#ifndef RDISC_CTL_H
#define RDISC_CTL_H

#include <sys/types.h>

#include "util.h"

#define CTL_CLIENTS     16
#define CTL_REQUEST_MAX 4096 /* bytes */
/* Who takes nothing for so long, though there is something for him, is dropped. */
#define CTL_PATIENCE    (30 * USEC_PER_SEC)

struct ctl_client {
	int fd;         /* -1: none */
	usec_t stalled; /* since when he takes nothing; USEC_INFINITY: he does */
	bool busy;      /* no request is read: an answer is under way */
};

struct ctl {
	int fd; /* an epoll(7); -1: there is no socket */
	int listen_fd;
	gid_t group; /* whose members are served; (gid_t)-1: none */
	char path[108];
	struct ctl_client clients[CTL_CLIENTS];
	unsigned n_clients;
	char request[CTL_REQUEST_MAX + 1];
};

enum ctl_kind {
	CTL_CONNECTED,
	CTL_REQUEST, /* `text` is a string, valid until the next call */
	CTL_TOO_LONG,
	CTL_ROOM, /* there is room again */
	CTL_GONE,
};

struct ctl_happening {
	enum ctl_kind kind;
	unsigned client;
	const char *text;
};

/* Makes the socket; `group` may be NULL. 0, -EADDRINUSE if another program listens there, or a negative
 * errno; -ENOENT from an unknown group comes with *ret_group_unknown. */
int ctl_open(struct ctl *c, const char *path, const char *group, bool *ret_group_unknown);
void ctl_close(struct ctl *c);

/* What has happened; false: nothing more. Who may not be served is turned away here. */
bool ctl_next(struct ctl *c, struct ctl_happening *ret);

/* 0; -EAGAIN: not now, CTL_ROOM will come; or a negative errno: he is gone, and no CTL_GONE comes. */
int ctl_send(struct ctl *c, unsigned client, const char *data, size_t len, usec_t now);

/* While an answer is under way no request is read. */
void ctl_set_busy(struct ctl *c, unsigned client, bool busy);

void ctl_drop(struct ctl *c, unsigned client);

/* A client who has taken nothing for CTL_PATIENCE; false: there is none. And when there may be one. */
bool ctl_find_stalled(const struct ctl *c, usec_t now, unsigned *ret);
usec_t ctl_deadline(const struct ctl *c);

#endif
