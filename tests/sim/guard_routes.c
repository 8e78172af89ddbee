/* SPDX-License-Identifier: BSD-2-Clause */
/* The invariants of the kernel's table: what is installed, what is touched, and in which order. */
#include "config.h"

#include "guard.h"

#include <errno.h>
#include <string.h>

#include "core/host/fib.h"
#include "world/sim.h"
#include "world/trace.h"

static size_t wanted_routes(const struct node *n, const struct route **ret)
{
	static struct route routes[1024];
	const struct route_set *set = engine_routes(n->engine);

	if (set->n > ARRAY_SIZE(routes))
		sim_fail(n->sim, n, "%zu routes", set->n);
	for (size_t i = 0; i < set->n; i++)
		routes[i] = route_set_at(set, i);
	*ret = routes;
	return set->n;
}

/* ---- each change ---- */

static size_t count_present(const struct node *n, const struct route *wanted, size_t n_wanted)
{
	size_t present = 0;

	for (size_t i = 0; i < n_wanted; i++)
		present += kernel_find_ours(&n->kernel, &wanted[i]) != NULL;
	return present;
}

void guard_change(struct node *n, const struct route_change *change)
{
	const struct conf *conf = n->conf;

	if (change->route.protocol != PROTOCOL_RA)
		sim_fail(n->sim, n, "changes a route of protocol %u", change->route.protocol);
	if (conf->install == INSTALL_NONE && change->op == ROUTE_ADD)
		sim_fail(n->sim, n, "installs a route though told not to");
	if (change->op == ROUTE_DELETE && kernel_find_ours(&n->kernel, &change->route) == NULL)
		sim_trace(n->sim, n, "deletes a route that is not there");
}

/* After each single change: no foreign route has gone, and if one of the wanted ones can be had,
 * one is there. */
void guard_changed(struct node *n, const struct route_change *change, int error, bool foreign)
{
	const struct route *wanted;
	size_t n_wanted = wanted_routes(n, &wanted);
	const struct route *route = &change->route;

	if (foreign)
		sim_fail(n->sim, n, "deletes somebody else's route");
	if (change->op == ROUTE_ADD) {
		reference_answer(n->reference, route->hops[route->n_hops - 1],
		    error != 0 && error != EEXIST, node_now(n));
		if (error != 0 && error != EEXIST)
			guard_host_loses(n);
		for (size_t i = 0; i + 1 < route->n_hops && (error == 0 || error == EEXIST); i++)
			reference_answer(n->reference, route->hops[i], false, node_now(n));
		return;
	}
	if (error != 0 && error != ESRCH)
		/* All that is there may have been refused before, and goes one by one. */
		n->guard->refused_until = node_now(n) + DELETE_RETRY +
					  n->kernel.n_routes * REPAIR_INTERVAL;
	else if (n_wanted > 0 && count_present(n, wanted, n_wanted) == 0)
		sim_fail(n->sim, n, "gap: deletes a route before the one that is wanted is there");
}

/* ---- the neighbour table ---- */

static bool leads_to(const struct route *r, struct hop hop)
{
	for (size_t i = 0; i < r->n_hops; i++)
		if (r->hops[i].ifindex == hop.ifindex &&
		    in_addr_equal(r->hops[i].gateway, hop.gateway))
			return true;
	return false;
}

/* Only the router that carries the traffic; and the kernel would leave it for another one of its metric. */
void guard_doubted(struct node *n, struct hop hop)
{
	const struct route *wanted, *route = NULL;
	size_t n_wanted = wanted_routes(n, &wanted);

	for (size_t i = 0; i < n_wanted; i++)
		if (leads_to(&wanted[i], hop))
			route = &wanted[i];
	if (route == NULL)
		sim_fail(n->sim, n, "doubts a router that is not in use");
	for (size_t i = 0; i < n_wanted; i++)
		if (&wanted[i] != route && wanted[i].metric <= route->metric)
			sim_fail(n->sim, n, "doubts one of several routers");
}

/* ---- the wanted set ---- */

static bool is_taken(const struct node *n, uint32_t metric)
{
	for (size_t i = 0; i < n->kernel.n_routes; i++)
		if (n->kernel.routes[i].foreign && n->kernel.routes[i].route.metric == metric)
			return true;
	return false;
}

static uint32_t next_metric(const struct node *n, uint32_t metric)
{
	while (is_taken(n, metric))
		metric++;
	return metric;
}

static void check_route(struct node *n, const struct route *r)
{
	const struct conf *conf = n->conf;
	bool prefsrc = conf->prefsrc.s_addr != INADDR_ANY &&
		       reference_is_own(n->reference, conf->prefsrc);

	if (r->table != conf->table || r->protocol != PROTOCOL_RA || r->mtu != conf->mtu ||
	    r->mtu_lock != conf->mtu_lock ||
	    r->prefsrc.s_addr != (prefsrc ? conf->prefsrc.s_addr : INADDR_ANY))
		sim_fail(n->sim, n, "wants a route that is not as configured");
	if (r->n_hops != 1 && conf->install != INSTALL_MULTIPATH)
		sim_fail(n->sim, n, "wants a multipath route");
}

/* The routes are those of the wanted routers. The first has a metric alone; behind it higher preferences get lower
 * metrics, equal ones the same, unequal ones never. The kept one comes before all of them. */
static void check_wanted(struct node *n, const struct route *wanted, size_t n_wanted)
{
	const struct reference *m = n->reference;
	uint32_t metric = 0;
	int32_t preference = 0;
	size_t hops = 0, due = 0;

	for (size_t i = 0; i < m->n_routers; i++)
		due += m->routers[i].wanted;
	for (size_t i = 0; i < n_wanted; i++) {
		check_route(n, &wanted[i]);
		for (size_t h = 0; h < wanted[i].n_hops; h++) {
			const struct reference_router *r = reference_find(
			    m, wanted[i].hops[h].ifindex, wanted[i].hops[h].gateway);

			if (r == NULL || !r->wanted)
				sim_fail(n->sim, n, "wants a route to nobody");
			if (hops == 0)
				metric = next_metric(n, n->conf->metric);
			else if (hops == 1 &&
				 (m->kept.ifindex != 0 || n->conf->install != INSTALL_MULTIPATH))
				metric = next_metric(n, metric + 1);
			else if (r->preference > preference)
				sim_fail(n->sim, n, "routes not in the order of preference");
			else if (r->preference < preference)
				metric = next_metric(n, metric + 1);
			if (wanted[i].metric != metric)
				sim_fail(
				    n->sim, n, "metric %u instead of %u", wanted[i].metric, metric);
			preference = r->preference;
			hops++;
		}
	}
	if (n->conf->install != INSTALL_NONE && hops != due)
		sim_fail(n->sim, n, "%zu routers are wanted, %zu have routes", due, hops);
	if (n->conf->install == INSTALL_MULTIPATH && n_wanted > 1)
		sim_fail(n->sim, n, "more than one multipath route");
}

/* ---- the kernel's table ---- */

static bool is_wanted(const struct route *r, const struct route *wanted, size_t n_wanted)
{
	for (size_t i = 0; i < n_wanted; i++)
		if (kernel_same_route(r, &wanted[i]))
			return true;
	return false;
}

static bool recently(usec_t then, usec_t interval, usec_t now)
{
	return then != 0 && now < then + interval;
}

bool guard_routes_stale(const struct node *n, usec_t now)
{
	return recently(n->flushed, REREAD_INTERVAL, now);
}

/* A wanted route is there, unless another program has just removed it. Or the kernel took it with its link and has just
 * refused to delete it: that is read again when the bucket of such reads allows. An unwanted one of ours is
 * gone, unless the kernel has just refused, or it is of an earlier run and may still be confirmed, or nothing
 * that is wanted is there. It may also wait until the routes are read again. */
static void check_table(struct node *n, const struct route *wanted, size_t n_wanted, usec_t now)
{
	bool alone = n_wanted > 0 && count_present(n, wanted, n_wanted) == 0;

	for (size_t i = 0; i < n_wanted; i++)
		if (kernel_find_ours(&n->kernel, &wanted[i]) == NULL &&
		    !recently(n->flushed, REPAIR_INTERVAL, now) && now >= n->guard->refused_until)
			sim_fail(n->sim, n, "a wanted route is missing from the kernel");
	for (size_t i = 0; i < n->kernel.n_routes; i++) {
		struct kernel_route *r = &n->kernel.routes[i];

		if (is_wanted(&r->route, wanted, n_wanted))
			r->left_over = false;
		else if (r->foreign || now < n->guard->kept_until || !n->guard->installs ||
			 now < n->guard->refused_until || alone || guard_routes_stale(n, now))
			continue;
		else
			sim_fail(n->sim, n,
			    "a route that nobody wants is left in the kernel: via .%u on %u, "
			    "metric %u",
			    ntohl(r->route.hops[0].gateway.s_addr) & 0xff, r->route.hops[0].ifindex,
			    r->route.metric);
	}
}

void guard_routes_settled(struct node *n, usec_t now)
{
	const struct route *wanted;
	size_t n_wanted = wanted_routes(n, &wanted);

	if (n->conf->install == INSTALL_NONE && n_wanted > 0)
		sim_fail(n->sim, n, "wants routes though told not to");
	check_wanted(n, wanted, n_wanted);
	check_table(n, wanted, n_wanted, now);
	if (engine_has_router(n->engine) != (n_wanted > 0) && n->conf->install != INSTALL_NONE &&
	    engine_has_router(n->engine))
		sim_fail(n->sim, n, "has a router but no route");
}
