/* SPDX-License-Identifier: BSD-2-Clause */
/* The watcher of a world: it is told of each fact, each message and each change of a kernel's table.
 *
 * Each function may be NULL. It is called for every machine whose daemon runs, in the middle of a turn, and
 * changes nothing. The simulator's guard (tests/sim/guard.h) is one; rdiscctl what-if prints what another sees.
 */
#ifndef RDISC_WORLD_WATCH_H
#define RDISC_WORLD_WATCH_H

#include "model/conf.h"
#include "model/event.h"
#include "model/network.h"

struct frame;
struct node;

struct watcher {
	/* The daemon has its engine, and no facts yet. The routes of an earlier run are known; a router of it is. It
	 * begins to end; it has said another part of its farewell; its engine is gone. */
	void (*started)(struct node *n);
	void (*adopted)(struct node *n);
	void (*restored)(struct node *n, const struct known_router *r);
	void (*stopping)(struct node *n);
	void (*stopped)(struct node *n);
	void (*ended)(struct node *n);

	/* The engine has been told. `old` is valid for the call. */
	void (*iface)(struct node *n, const struct iface *iface);
	void (*iface_gone)(struct node *n, unsigned ifindex);
	void (*configured)(struct node *n, const struct conf *old);
	void (*drain)(struct node *n, unsigned ifindex, bool drain);
	void (*track)(struct node *n, size_t track, bool fact);
	void (*neighbour)(struct node *n, const struct neighbour *neighbour);

	/* The engine was given these bytes and answered so. It sends a message, a check. An answer to that is on its
	 * way; one has come, and counts or not. */
	void (*heard)(struct node *n, unsigned ifindex, const struct frame *f, enum reason reason);
	void (*transmit)(struct node *n, const struct datagram *d);
	void (*request)(struct node *n, const struct datagram *d, const struct link_address *to);
	void (*replied)(struct node *n, const struct frame *f);
	void (*answer)(struct node *n, const struct frame *f, bool counts);

	/* Before and after the kernel makes a change. `foreign`: it was another's route that went. */
	void (*change)(struct node *n, const struct route_change *change);
	void (*changed)(struct node *n, const struct route_change *change, int error, bool foreign);
	/* The kernel is to ask this router; or to believe it no more. */
	void (*asked)(struct node *n, struct hop hop);
	void (*doubted)(struct node *n, struct hop hop);

	/* The steps of a turn: facts and messages are in, and time is to pass; it has; the routers are chosen, perhaps
	 * again; all is settled. Last the events of the turn. */
	void (*advance)(struct node *n);
	void (*advanced)(struct node *n);
	void (*chosen)(struct node *n);
	void (*settled)(struct node *n);
	void (*event)(struct node *n, const struct event *event);
};

/* Tells a node's watcher, if there is one that wants to know; `arguments` are in brackets. */
#define watch(node, what, arguments)                                                               \
	do {                                                                                       \
		const struct watcher *watcher_ = (node)->sim->watcher;                             \
                                                                                                   \
		if (watcher_ != NULL && watcher_->what != NULL)                                    \
			watcher_->what arguments;                                                  \
	} while (0)

#endif
