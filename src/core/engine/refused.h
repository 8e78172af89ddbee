/* SPDX-License-Identifier: BSD-2-Clause */
/* The routers that were advertised and not taken: the last few of them, for `explain` and `routers`. A router takes
 * none; of the others on its links those are here that are its unknown rivals.
 *
 * Bounded, whatever the network sends: the one refused longest ago gives way.
 */
#ifndef RDISC_CORE_ENGINE_REFUSED_H
#define RDISC_CORE_ENGINE_REFUSED_H

#include "model/event.h"

#define REFUSED_MAX 32

struct refused_router {
	unsigned ifindex;
	char ifname[IF_NAMESIZE];
	struct in_addr address;
	struct in_addr source; /* of the last advertisement that named it */
	int32_t preference;
	enum reason reason; /* the last one */
	uint64_t count;
	usec_t first, last;
};

struct refused {
	struct refused_router routers[REFUSED_MAX];
	unsigned n;
};

/* Remembers an EVENT_ROUTER_REFUSED or EVENT_ROUTER_UNKNOWN, which has its interface's name. */
void refused_note(struct refused *refused, const struct event *event);

/* Forgets a router that is known now, or whose interface is gone (address 0: all of it). */
void refused_forget(struct refused *refused, unsigned ifindex, struct in_addr address);

#endif
