/* SPDX-License-Identifier: BSD-2-Clause */
/* The made-up kernel: notifications. */
#include "config.h"

#include "world/kernel.h"

#include <stdlib.h>
#include <string.h>

#include "world/node.h"
#include "world/trace.h"

static struct fact *new_fact(size_t storage_len)
{
	struct fact *f = sim_memory(NULL, 1, sizeof(*f) + storage_len);

	*f = (struct fact){ 0 };
	return f;
}

void kernel_tell(struct kernel *k, enum fact_kind kind, const struct iface *iface,
    const struct route *route, const struct neighbour *neighbour)
{
	size_t addrs_len = iface == NULL ? 0 : iface->n_addrs * sizeof(*iface->addrs);
	size_t hops_len = route == NULL ? 0 : route->n_hops * sizeof(*route->hops);
	struct fact *f;

	if (k->node->engine == NULL)
		return; /* no listener */
	k->poke(k->node);
	if (k->losing) {
		k->overrun = true;
		return;
	}
	f = new_fact(addrs_len + hops_len);
	f->kind = kind;
	if (iface != NULL) {
		f->iface = *iface;
		f->iface.addrs = (const struct iface_addr *)f->storage;
		if (addrs_len > 0)
			memcpy(f->storage, iface->addrs, addrs_len);
	}
	if (route != NULL) {
		f->route = *route;
		f->route.hops = f->storage;
		memcpy(f->storage, route->hops, hops_len);
	}
	if (neighbour != NULL)
		f->neighbour = *neighbour;
	*k->facts_end = f;
	k->facts_end = &f->next;
}

struct fact *kernel_next_fact(struct kernel *k)
{
	struct fact *f = k->facts;

	if (f == NULL)
		return NULL;
	k->facts = f->next;
	if (k->facts == NULL)
		k->facts_end = &k->facts;
	return f;
}
