/* SPDX-License-Identifier: BSD-2-Clause */
/* A random small world: when nothing goes wrong any more, every host finds what is there. */
#include "config.h"

#include "scenario.h"

#include <stdlib.h>

#include "world/node.h"
#include "world/trace.h"
#include "model/rfc1256.h"
#include "guard.h"

/* A little more than the longest thing that follows the advertisement: a router thought to be dead
 * is asked again after 10 s and answers, a newcomer is asked for 3.1 s, and a route that the kernel refused is
 * tried again after 64 s. */
#define SLACK (80 * USEC_PER_SEC)

/* Returns a preference level after the host's own policy for the router. */
static int32_t believed(const struct node *n, unsigned i, struct in_addr router, int32_t preference)
{
	const struct conf_iface *conf = &n->conf->ifaces[i];

	for (size_t p = 0; p < conf->n_routers && preference != PREFERENCE_INELIGIBLE; p++)
		if (conf->routers[p].has_preference_level &&
		    in_addr_equal(conf->routers[p].address, router))
			return conf->routers[p].preference_level;
	if (preference != PREFERENCE_INELIGIBLE && preference < conf->min_preference)
		return conf->min_preference;
	return preference > conf->max_preference ? conf->max_preference : preference;
}

static bool exists(const struct sim *sim, struct in_addr address)
{
	for (uint32_t i = 0; i < sim->n_nodes; i++)
		for (unsigned k = 0; k < sim->nodes[i]->kernel.n_ifaces; k++)
			if (kernel_has_address(&sim->nodes[i]->kernel.ifaces[k], address))
				return true;
	return false; /* a proxy */
}

/* It may have heard a router and not believed it. */
static bool believes_everybody(const struct conf_iface *conf)
{
	return conf->accept_unicast == UNICAST_NEIGHBOUR && !conf->require_neighbour_source;
}

/* True if some machine of that LAN says that the address is not to be used, whatever another one says of it. */
static bool is_spoken_against(struct sim *sim, struct node *n, unsigned i, struct in_addr address)
{
	const struct lan *lan = &sim->lans[n->kernel.ifaces[i].lan];

	for (uint32_t p = 0; p < lan->n_ports; p++) {
		const struct node *r = sim->nodes[lan->ports[p].node];
		const struct guard_router *w;

		if (r->guard == NULL)
			continue;
		w = &r->guard->ifaces[lan->ports[p].iface].router;
		for (unsigned e = 0; e < w->n_list; e++)
			if (in_addr_equal(w->list[e].address, address) &&
			    believed(n, i, address, w->list[e].preference) == PREFERENCE_INELIGIBLE)
				return true;
	}
	return false;
}

/* How many addresses that machines on the same LAN advertise may be used by interface `i`? Each such
 * must be known already if `must_be_known`; with `unasked` those who wait to be asked, and mere
 * proxies, do not count. */
static unsigned count_offers(
    struct sim *sim, struct node *n, unsigned i, bool unasked, bool must_be_known)
{
	const struct kernel_iface *ki = &n->kernel.ifaces[i];
	const struct reference_iface *ri = reference_iface(n->reference, ki->ifindex);
	const struct conf_iface *conf = &n->conf->ifaces[i];
	const struct lan *lan = &sim->lans[ki->lan];
	unsigned eligible = 0;

	for (uint32_t p = 0; p < lan->n_ports; p++) {
		unsigned k = lan->ports[p].iface;
		const struct node *r = sim->nodes[lan->ports[p].node];
		const struct guard_router *w;

		if (r->guard == NULL ||
		    (unasked && r->conf->ifaces[k].max_advertisement_interval == 0))
			continue;
		w = &r->guard->ifaces[k].router;
		for (unsigned e = 0; e < w->n_list; e++) {
			struct in_addr address = w->list[e].address;

			if (!reference_accepts(n->reference, ri, conf, address) ||
			    (unasked && !exists(sim, address)) ||
			    believed(n, i, address, w->list[e].preference) == PREFERENCE_INELIGIBLE)
				continue;
			eligible++;
			if (must_be_known && believes_everybody(conf) &&
			    !is_spoken_against(sim, n, i, address) &&
			    reference_find(n->reference, ri->ifindex, address) == NULL)
				sim_fail(sim, n, "on %s: has not found %s", ki->name, r->name);
		}
	}
	return eligible;
}

static bool is_host_ready(const struct node *n, unsigned i)
{
	const struct iface *told = guard_told(n, i);
	const struct conf_iface *conf;

	return told != NULL && guard_role(n, told, &conf) == ROLE_HOST && told->n_addrs > 0;
}

static bool listens(const struct node *n, unsigned i)
{
	const struct reference_iface *ri = reference_iface(
	    n->reference, n->kernel.ifaces[i].ifindex);

	return ri != NULL && ri->host;
}

static bool is_full(const struct node *n)
{
	const struct reference *m = n->reference;
	unsigned most = 0;

	for (unsigned i = 0; i < n->kernel.n_ifaces; i++) {
		unsigned here = 0;

		for (size_t r = 0; r < m->n_routers; r++)
			here += m->routers[r].ifindex == n->kernel.ifaces[i].ifindex;
		most = here > most ? here : most;
	}
	return m->n_routers >= m->max || most >= m->iface_max;
}

/* Checks that failed need their successes before a router counts again; check_verdicts() knows for how long. */
static bool has_lost(const struct node *n)
{
	for (size_t r = 0; r < n->reference->n_routers; r++)
		if (n->reference->routers[r].way == WAY_LOST)
			return true;
	return false;
}

/* A host that hears a router has one, and a route if it wants any. */
static void check_found(struct sim *sim, struct node *n)
{
	unsigned offers = 0;

	for (unsigned i = 0; i < n->kernel.n_ifaces; i++)
		if (is_host_ready(n, i) && believes_everybody(&n->conf->ifaces[i]))
			offers += count_offers(sim, n, i, true, false);
	if (offers == 0 || n->powerless || has_lost(n)) /* who cannot ask may take all for dead */
		return;
	if (!engine_has_router(n->engine))
		sim_fail(sim, n, "there are %u routers, and it has none", offers);
	if (n->conf->install != INSTALL_NONE && kernel_count_ours(&n->kernel) == 0)
		sim_fail(sim, n, "there are %u routers, and it has no route", offers);
}

/* When all lies have expired the list is what is there, no more and (where it fits) no less. */
static void check_exact(struct sim *sim, struct node *n)
{
	const struct reference *m = n->reference;
	bool fits = m->max >= 64 && m->iface_max >= 16;
	unsigned offers = 0, known = 0;

	for (unsigned i = 0; i < n->kernel.n_ifaces; i++)
		if (listens(n, i)) {
			unsigned here = count_offers(sim, n, i, false, false);

			if (here <= 10)
				count_offers(sim, n, i, true, fits);
			offers += here;
		}
	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *r = &m->routers[i];

		char address[INET_ADDRSTRLEN];

		inet_ntop(AF_INET, &r->address, address, sizeof(address));
		sim_trace(
		    sim, n, "knows %s on %u, preference %d", address, r->ifindex, r->preference);
		known += r->preference != PREFERENCE_INELIGIBLE;
		if (r->dead && !n->powerless && !reference_iface(m, r->ifindex)->monitor &&
		    exists(sim, r->address) && sim->now > r->learned - n->offset + SLACK)
			sim_fail(sim, n, "goes on thinking that %s is dead", address);
	}
	if (known > offers)
		sim_fail(sim, n, "knows %u routers of %u that are there", known, offers);
}

/* A router leads out now, and no other machine has an address of ours, which would take the answers: neither a third
 * one nor the router itself. */
static bool leads_out(struct sim *sim, struct node *n, const struct reference_router *r)
{
	const struct kernel_iface *ki = kernel_find_iface(&n->kernel, r->ifindex);
	const struct lan *lan = ki == NULL ? NULL : &sim->lans[ki->lan];
	const struct port *p = lan == NULL ? NULL : lan_find(sim, lan, ki->port, r->address);
	const struct kernel_iface *its = p == NULL ? NULL
						   : &sim->nodes[p->node]->kernel.ifaces[p->iface];

	if (its == NULL || !its->forwarding)
		return false;
	for (size_t a = 0; a < ki->n_addrs; a++)
		if (kernel_has_address(its, ki->addrs[a].local) ||
		    lan_find(sim, lan, (uint32_t)(p - lan->ports), ki->addrs[a].local) !=
			&lan->ports[ki->port])
			return false;
	return true;
}

/* After that time without trouble the checks through a router that leads out are good. */
static void check_verdicts(struct sim *sim, struct node *n, usec_t calm)
{
	for (size_t i = 0; i < n->reference->n_routers && !n->powerless; i++) {
		const struct reference_router *r = &n->reference->routers[i];
		const struct reference_iface *ri = reference_iface(n->reference, r->ifindex);
		const struct conf_iface *conf;
		struct conf_check check;
		char address[INET_ADDRSTRLEN];

		if (ri == NULL || guard_role(n, &ri->iface, &conf) != ROLE_HOST)
			continue;
		check = conf_checks(conf, r->address);
		if (r->way == WAY_LOST && leads_out(sim, n, r) &&
		    calm > SLACK + (check.successes + 2) * check.interval)
			sim_fail(sim, n, "goes on thinking that %s leads nowhere",
			    inet_ntop(AF_INET, &r->address, address, sizeof(address)));
	}
}

void scenario_check_end(struct sim *sim)
{
	usec_t max = sim->scenario->max_interval_max * USEC_PER_SEC;
	usec_t begun = sim->now;
	bool *was_full = calloc(sim->n_nodes, sizeof(*was_full));

	if (was_full == NULL)
		abort();
	for (uint32_t i = 0; i < sim->n_nodes; i++)
		was_full[i] = sim->nodes[i]->engine != NULL && is_full(sim->nodes[i]);
	sim_run(sim, sim->now + max + SLACK);
	/* A list that was filled with lies may have let no router in; its turn is later. */
	for (uint32_t i = 0; i < sim->n_nodes; i++)
		if (sim->nodes[i]->engine != NULL && !was_full[i])
			check_found(sim, sim->nodes[i]);
	sim_run(sim, sim->now + sim->scenario->longest_lifetime * USEC_PER_SEC + max + SLACK);
	for (uint32_t i = 0; i < sim->n_nodes; i++) {
		if (sim->nodes[i]->engine == NULL)
			continue;
		/* A list full of better ones that are dead, but go on being advertised, has no room. */
		if (!is_full(sim->nodes[i]))
			check_found(sim, sim->nodes[i]);
		check_exact(sim, sim->nodes[i]);
		check_verdicts(sim, sim->nodes[i], sim->now - begun);
	}
	free(was_full);
}
