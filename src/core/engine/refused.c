/* SPDX-License-Identifier: BSD-2-Clause */
/* The routers that were advertised and not taken. */
#include "config.h"

#include "core/engine/refused.h"

#include <string.h>

/* Where it stands, or is to stand: a free place, or that of the one refused longest ago. */
static struct refused_router *find_place(struct refused *refused, const struct event *event)
{
	struct refused_router *oldest = &refused->routers[0];

	for (unsigned i = 0; i < refused->n; i++) {
		struct refused_router *r = &refused->routers[i];

		if (r->ifindex == event->ifindex && in_addr_equal(r->address, event->router))
			return r;
		if (r->last < oldest->last)
			oldest = r;
	}
	if (refused->n < REFUSED_MAX)
		oldest = &refused->routers[refused->n++];
	*oldest = (struct refused_router){
		.ifindex = event->ifindex, .address = event->router, .first = event->time
	};
	return oldest;
}

void refused_note(struct refused *refused, const struct event *event)
{
	struct refused_router *r = find_place(refused, event);

	memcpy(r->ifname, event->ifname, sizeof(r->ifname));
	r->source = event->source;
	r->preference = event->preference;
	r->reason = event->reason;
	r->last = event->time;
	r->count++;
}

void refused_forget(struct refused *refused, unsigned ifindex, struct in_addr address)
{
	for (unsigned i = 0; i < refused->n;) {
		const struct refused_router *r = &refused->routers[i];

		if (r->ifindex == ifindex &&
		    (address.s_addr == INADDR_ANY || in_addr_equal(r->address, address)))
			refused->routers[i] = refused->routers[--refused->n];
		else
			i++;
	}
}
