/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of links: what the kernel says of each interface, and the addresses of all. */
#include "config.h"

#include "core/engine/links.h"

#include <stdlib.h>
#include <string.h>

struct link *engine_link(const struct engine *e, unsigned ifindex)
{
	uint32_t slot = slots_find(&e->slots, ifindex);

	return slot == MAP_NONE ? NULL : &e->links[slot];
}

struct link *engine_new_link(struct engine *e, unsigned ifindex)
{
	struct link *l;

	if (e->slots.n == e->slots.capacity) {
		uint32_t capacity = e->slots.capacity == 0 ? 4 : e->slots.capacity * 2;

		l = realloc(e->links, capacity * sizeof(*l));
		if (l == NULL)
			return NULL;
		e->links = l;
		if (!slots_reserve(&e->slots, capacity))
			return NULL;
	}
	l = &e->links[slots_add(&e->slots, ifindex)];
	*l = (struct link){ .used = true,
		.unused = REASON_CONFIGURATION,
		.renew_at = USEC_INFINITY,
		.drain_until = USEC_INFINITY };
	l->iface.ifindex = ifindex;
	router_init(&l->router);
	return l;
}

void engine_free_link(struct link *l)
{
	router_fini(&l->router);
	free(l->addrs);
	*l = (struct link){ 0 };
}

usec_t engine_link_deadline(const struct link *l)
{
	if (!l->used)
		return USEC_INFINITY;
	return usec_min(usec_min(host_deadline(&l->host), l->renew_at),
	    usec_min(router_deadline(&l->router), l->drain_until));
}

static int compare_addresses(const void *a, const void *b)
{
	const struct in_addr *x = a, *y = b;

	return (x->s_addr > y->s_addr) - (x->s_addr < y->s_addr);
}

/* Twice for each message: by hand, not by bsearch(3). */
bool engine_is_own(struct engine *e, struct in_addr address)
{
	size_t first = 0, end;

	if (e->own_changed) {
		e->n_own = 0;
		for (uint32_t i = 0; i < e->slots.end; i++)
			for (size_t j = 0; j < e->links[i].iface.n_addrs; j++)
				e->own[e->n_own++] = e->links[i].addrs[j].local;
		qsort(e->own, e->n_own, sizeof(*e->own), compare_addresses);
		e->own_changed = false;
	}
	end = e->n_own;
	while (first < end) {
		size_t middle = (first + end) / 2;

		if (e->own[middle].s_addr < address.s_addr)
			first = middle + 1;
		else
			end = middle;
	}
	return first < e->n_own && in_addr_equal(e->own[first], address);
}

uint32_t engine_table(const struct engine *e, const struct link *l)
{
	return conf_table(e->conf, l->conf, l->iface.table);
}

struct iface engine_seen_iface(const struct engine *e, const struct link *l)
{
	struct iface seen = l->iface;

	seen.table = engine_table(e, l);
	if (l->role == ROLE_MONITOR)
		seen.up = false;
	return seen;
}

bool engine_reserve_link(
    struct engine *e, struct link *l, const struct iface *iface, const struct conf *conf)
{
	const struct conf_iface *ci = conf_find_iface(conf, iface->name);
	size_t n = iface->n_addrs + (ci == NULL ? 0 : ci->n_addresses);

	if (ci == NULL || ci->role != ROLE_ROUTER)
		return true;
	if (n > e->entries_capacity) {
		struct wire_entry *p = realloc(e->entries, n * sizeof(*p));

		if (p == NULL)
			return false;
		e->entries = p;
		e->entries_capacity = n;
	}
	return router_reserve(&l->router, (unsigned)n);
}

bool engine_describe(struct engine *e, struct link *l, const struct iface *iface, bool *ret_new)
{
	size_t own = e->n_addrs - l->iface.n_addrs + iface->n_addrs;
	struct iface_addr *addrs = l->addrs;

	*ret_new = false;
	for (size_t i = 0; i < iface->n_addrs; i++) {
		bool known = false;

		for (size_t j = 0; j < l->iface.n_addrs && !known; j++)
			known = in_addr_equal(l->addrs[j].local, iface->addrs[i].local);
		*ret_new = *ret_new || !known;
	}
	if (!engine_reserve_link(e, l, iface, e->conf))
		return false;
	if (own >= e->own_capacity) {
		struct in_addr *p = realloc(e->own, 2 * (own + 1) * sizeof(*p));

		if (p == NULL)
			return false;
		e->own = p;
		e->own_capacity = 2 * (own + 1);
	}
	if (iface->n_addrs > l->iface.n_addrs) {
		addrs = realloc(l->addrs, iface->n_addrs * sizeof(*addrs));
		if (addrs == NULL)
			return false;
	}
	if (iface->n_addrs > 0)
		memcpy(addrs, iface->addrs, iface->n_addrs * sizeof(*addrs));
	l->addrs = addrs;
	event_name_iface(&e->events, iface->ifindex, l->iface.name);
	l->iface = *iface;
	l->iface.addrs = addrs;
	e->n_addrs = own;
	e->own_changed = true;
	return true;
}
