/* SPDX-License-Identifier: BSD-2-Clause */
/* rdiscctl what-if: the daemon's own decisions on a copy of its state, in a made-up world and in virtual time.
 *
 * The world has the machine, with its interfaces, default routes and configuration. It has a machine for each router
 * that is known, which advertises as the router does. Each runs the real engine (src/world). Things happen at their
 * times, and the timeline is printed: events, routes, and whether traffic flows.
 *
 * The machine sends through its best default route all the time, so its kernel notices a router that is silent. Targets of checks answer behind every router that has not lost its way out. Default routes of others lead
 * everywhere. How long the kernel believes in a neighbour is a matter of dice, as in Linux.
 */
#ifndef RDISC_TOOLS_WHATIF_H
#define RDISC_TOOLS_WHATIF_H

#include "core/engine/view.h"
#include "model/conf.h"

#define WHATIF_EVENTS_MAX 32

enum whatif_action {
	WHATIF_DIES,       /* a router: it is silent, and answers no host */
	WHATIF_LEAVES,     /* … its daemon ends, with a farewell */
	WHATIF_RETURNS,    /* … all is well with it again */
	WHATIF_LOSES_WAY,  /* … it answers its neighbours, but leads nowhere */
	WHATIF_PREFERENCE, /* … it advertises another preference level */
	WHATIF_DOWN,       /* an interface of the machine */
	WHATIF_UP,
	WHATIF_UNPLUGGED,
	WHATIF_PLUGGED,
};

struct whatif_event {
	enum whatif_action action;
	usec_t time;           /* after the start of the timeline */
	struct in_addr router; /* 0: an interface's */
	char ifname[IF_NAMESIZE];
	int32_t preference;
};

struct whatif_router {
	struct known_router known; /* as engine_restore() takes it; without a deadline */
	usec_t remaining;          /* of its lifetime */
	uint16_t lifetime;         /* seconds, as advertised */
	int32_t advertised;        /* its preference level */
	bool silent;               /* dead: the kernel says FAILED */
	bool lost;                 /* it leads nowhere */
};

struct whatif_route {
	struct route route; /* its hops lead to storage of the caller */
	bool ours;
};

/* The daemon's state as far as it is copied. Everything is the caller's. */
struct whatif {
	const struct conf *conf;
	const struct iface *ifaces;
	size_t n_ifaces;
	const struct whatif_router *routers;
	size_t n_routers;
	const struct whatif_route *routes;
	size_t n_routes;
	bool tracks[TRACKS_MAX]; /* what the files of tracks say */
	struct whatif_event events[WHATIF_EVENTS_MAX];
	size_t n_events;
	usec_t rest; /* how long the timeline goes on after the last event */
};

/* Reads one thing after the other, as "192.0.2.1 dies, eth0 down at 2.5"; `words` is changed. False:
 * *ret_error says why, at most `size` octets. */
bool whatif_parse(struct whatif *w, char *words, char *ret_error, size_t size);

/* Prints the timeline to stdout. False: the daemon does not know a router or an interface, and stderr says
 * which. */
bool whatif_run(const struct whatif *w);

#endif
