/* SPDX-License-Identifier: BSD-2-Clause */
/* The made-up kernel: default routes. */
#include "config.h"

#include "world/kernel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "world/node.h"
#include "world/sim.h"
#include "world/trace.h"

/* `exact`: they have the same flags, too. */
static bool same_hops(const struct route *a, const struct route *b, bool exact)
{
	if (a->n_hops != b->n_hops)
		return false;
	for (size_t i = 0; i < a->n_hops; i++)
		if (!hop_equal(a->hops[i], b->hops[i]) ||
		    (exact && a->hops[i].onlink != b->hops[i].onlink))
			return false;
	return true;
}

static bool same_route(const struct route *a, const struct route *b, bool exact)
{
	return in_addr_equal(a->hops[0].gateway, b->hops[0].gateway) && a->metric == b->metric &&
	       a->table == b->table && a->protocol == b->protocol && a->mtu == b->mtu &&
	       a->mtu_lock == b->mtu_lock && in_addr_equal(a->prefsrc, b->prefsrc) &&
	       same_hops(a, b, exact);
}

bool kernel_same_route(const struct route *a, const struct route *b)
{
	return same_route(a, b, true);
}

static bool is_local(const struct kernel *k, struct in_addr a)
{
	for (unsigned i = 0; i < k->n_ifaces; i++)
		if (k->ifaces[i].exists && kernel_has_address(&k->ifaces[i], a))
			return true;
	return false;
}

/* 0 if a packet for the gateway would leave by that interface as unicast. */
static int check_hop(struct kernel *k, const struct hop *hop)
{
	const struct kernel_iface *ki = kernel_find_iface(k, hop->ifindex);
	bool on_link = hop->onlink;

	if (ki == NULL)
		return ENODEV;
	if (!ki->up)
		return ENETDOWN;
	if (is_local(k, hop->gateway))
		return EINVAL;
	for (size_t i = 0; i < ki->n_addrs; i++) {
		const struct iface_addr *a = &ki->addrs[i];
		uint32_t mask = prefix_mask(a->prefix_len), part = hop->gateway.s_addr & ~mask;

		if (((hop->gateway.s_addr ^ a->subnet.s_addr) & mask) != 0)
			continue;
		if (a->prefix_len < 31 && (part == 0 || part == ~mask))
			return EINVAL; /* the subnet itself, or its broadcast address */
		on_link = true;
	}
	return on_link ? 0 : ENETUNREACH;
}

static int check_route(struct kernel *k, const struct route *route)
{
	for (size_t i = 0; i < route->n_hops; i++) {
		int error = check_hop(k, &route->hops[i]);

		if (error != 0)
			return error;
	}
	if (route->prefsrc.s_addr != INADDR_ANY && !is_local(k, route->prefsrc))
		return EINVAL;
	for (size_t i = 0; i < k->n_routes; i++)
		if (kernel_same_route(&k->routes[i].route, route))
			return EEXIST;
	return 0;
}

static void insert(struct kernel *k, const struct route *route, bool foreign)
{
	struct hop *hops = sim_memory(NULL, route->n_hops, sizeof(*hops));
	size_t i = k->n_routes;

	if (k->n_routes == k->routes_capacity) {
		k->routes_capacity = 2 * k->routes_capacity + 8;
		k->routes = sim_memory(k->routes, k->routes_capacity, sizeof(*k->routes));
	}
	memcpy(hops, route->hops, route->n_hops * sizeof(*hops));
	for (; i > 0 && k->routes[i - 1].route.metric > route->metric; i--)
		k->routes[i] = k->routes[i - 1];
	k->routes[i] = (struct kernel_route){ .route = *route, .foreign = foreign };
	k->routes[i].route.hops = hops;
	k->n_routes++;
	kernel_tell(k, FACT_ROUTE, NULL, &k->routes[i].route, NULL);
}

void kernel_load_route(struct kernel *k, const struct route *route, bool foreign)
{
	insert(k, route, foreign);
}

void kernel_remove_route(struct kernel *k, size_t i)
{
	const struct hop *hops = k->routes[i].route.hops;

	kernel_tell(k, FACT_ROUTE_GONE, NULL, &k->routes[i].route, NULL);
	k->n_routes--;
	memmove(&k->routes[i], &k->routes[i + 1], (k->n_routes - i) * sizeof(k->routes[0]));
	free((void *)hops);
}

int kernel_add_foreign(struct kernel *k, const struct route *route)
{
	int error = check_route(k, route);

	if (error == 0)
		insert(k, route, true);
	return error;
}

int kernel_replace_route(struct kernel *k, const struct route *route)
{
	int error = check_route(k, route);
	size_t i = 0;

	if (error != 0)
		return error;
	while (i < k->n_routes && k->routes[i].route.metric != route->metric)
		i++;
	if (i == k->n_routes)
		return ENOENT;
	free((void *)k->routes[i].route.hops);
	memmove(&k->routes[i], &k->routes[i + 1], (--k->n_routes - i) * sizeof(k->routes[0]));
	insert(k, route, route->protocol != PROTOCOL_RA);
	kernel_tell(k, FACT_ROUTES_STALE, NULL, NULL, NULL);
	return 0;
}

/* A preferred source that is not named matches any, and so do flags of hops. */
static bool matches(const struct route *there, const struct route *named)
{
	struct route a = *there;

	if (named->prefsrc.s_addr == INADDR_ANY)
		a.prefsrc.s_addr = INADDR_ANY;
	return same_route(&a, named, false);
}

int kernel_change(struct kernel *k, const struct route_change *change, bool *ret_foreign)
{
	struct sim *sim = k->node->sim;

	*ret_foreign = false;
	if (k->short_of_memory > 0 && sim_chance(sim, k->short_of_memory))
		return ENOBUFS;
	if (change->op == ROUTE_ADD) {
		int error = check_route(k, &change->route);

		if (error == 0)
			insert(k, &change->route, false);
		return error;
	}
	for (size_t i = 0; i < k->n_routes; i++)
		if (matches(&k->routes[i].route, &change->route)) {
			*ret_foreign = k->routes[i].foreign;
			kernel_remove_route(k, i);
			return 0;
		}
	return ESRCH;
}

size_t kernel_count_ours(const struct kernel *k)
{
	size_t n = 0;

	for (size_t i = 0; i < k->n_routes; i++)
		n += !k->routes[i].foreign;
	return n;
}

const struct kernel_route *kernel_find_ours(const struct kernel *k, const struct route *route)
{
	for (size_t i = 0; i < k->n_routes; i++)
		if (!k->routes[i].foreign && kernel_same_route(&k->routes[i].route, route))
			return &k->routes[i];
	return NULL;
}
