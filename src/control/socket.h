/* SPDX-License-Identifier: BSD-2-Clause */
/* The control socket: which clients are connected, which may be, and which do not read what they are sent.
 *
 * Packets in, packets out; this file does not know their contents. It queues nothing: the caller makes a
 * packet that a client does not take again, when control_next() says that there is room. All
 * descriptors are behind one (fd), which poll(2) finds readable when there is something to do.
 *
 * The folder control is the server's side of the control socket. Packets come and go here; request.c reads one;
 * report.c makes an answer, packet by packet. It consists of the objects (report_objects.h) and values
 * (report_values.h) that doc/control.md describes. The daemon connects them (daemon/control.c).
 */
#ifndef RDISC_CONTROL_SOCKET_H
#define RDISC_CONTROL_SOCKET_H

#include <sys/types.h>

#include "base/util.h"

/* Clients served at a time, and further places for root alone, so that others cannot lock it out. */
#define CONTROL_CLIENTS     16
#define CONTROL_FOR_ROOT    2
#define CONTROL_PLACES      (CONTROL_CLIENTS + CONTROL_FOR_ROOT)
/* The place of a client that is turned away, while it gets that answer. */
#define CONTROL_DOOR        CONTROL_PLACES
#define CONTROL_REQUEST_MAX 4096 /* bytes */
/* A client that reads nothing for this long, though something waits for it, is dropped. */
#define CONTROL_PATIENCE    (30 * USEC_PER_SEC)
/* A client that neither asks nor is sent anything for this long loses its place. */
#define CONTROL_IDLE        (60 * USEC_PER_SEC)
/* When there was no descriptor or no memory for a client, the next one is looked at after this. */
#define CONTROL_REST        USEC_PER_SEC

struct control_client {
	int fd;         /* -1: none */
	usec_t stalled; /* since when it takes nothing; USEC_INFINITY: it does */
	usec_t active;  /* when it last came, asked, or got something */
	bool busy;      /* no request is read: an answer is under way */
};

struct control_socket {
	int fd; /* an epoll(7); -1: there is no socket */
	int listen_fd;
	gid_t group; /* the group whose members it serves; (gid_t)-1: none */
	char path[108];
	struct control_client clients[CONTROL_PLACES + 1]; /* the last is the door */
	unsigned n_clients;
	bool failing;     /* the last client could not be taken */
	usec_t accept_at; /* until then no client is let in; USEC_INFINITY: each one is */
	char request[CONTROL_REQUEST_MAX + 1];
};

enum control_kind {
	CONTROL_CONNECTED,
	CONTROL_REQUEST, /* `text` is a string, valid until the next call */
	CONTROL_TOO_LONG,
	CONTROL_ROOM, /* there is room again */
	CONTROL_GONE,
	CONTROL_FULL,    /* no place for the client at the door, which is to be told and dropped */
	CONTROL_REFUSED, /* … which is neither root, nor the daemon's user, nor of the group */
	CONTROL_FAILING, /* clients cannot be taken, `error` says why; comes once until one can */
};

struct control_happening {
	enum control_kind kind;
	unsigned client;
	const char *text;
	int error; /* a negative errno */
};

/* Makes the socket with its group and mode; changes nothing by path after that. `group` may be NULL.
 * Returns 0 or a negative errno: -EADDRINUSE if another program listens there, -ENOTSOCK if something else
 * is there (a symbolic link, for one). *ret_group_error is 0, -ENOENT for an unknown group, or the negative
 * errno with which the kernel refused the group. In the last two cases the socket serves root and the
 * daemon's own user. Never waits, even if the other program does not accept its clients. */
int control_open(
    struct control_socket *c, const char *path, const char *group, int *ret_group_error);
void control_close(struct control_socket *c);

/* Returns what has happened; false: nothing more. */
bool control_next(struct control_socket *c, usec_t now, struct control_happening *ret);

/* Lets clients in again, when that is due. */
void control_advance(struct control_socket *c, usec_t now);

/* Sends a packet. Returns 0; -EAGAIN: not now, CONTROL_ROOM will come; or a negative errno: the client is
 * gone, and no CONTROL_GONE comes. */
int control_send(
    struct control_socket *c, unsigned client, const char *data, size_t len, usec_t now);

/* Tells whether an answer is under way: until its end no request is read. */
void control_set_busy(struct control_socket *c, unsigned client, bool busy);

/* True for root and the daemon's own user. All other clients are members of the group. */
bool control_is_owner(const struct control_socket *c, unsigned client);

/* Hangs up. The client can still read the packets sent before. */
void control_drop(struct control_socket *c, unsigned client);

/* Finds a client that has taken nothing for CONTROL_PATIENCE, or asked nothing for CONTROL_IDLE; false:
 * there is none. control_deadline() returns when there may be one, or control_advance() has something to
 * do. */
bool control_find_late(const struct control_socket *c, usec_t now, unsigned *ret);
usec_t control_deadline(const struct control_socket *c);

#endif
