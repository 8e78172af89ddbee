/* SPDX-License-Identifier: BSD-2-Clause */
/* The made-up kernel: the neighbour table. An entry is asked three times, a second apart; what it
 * answers depends on who is there at that moment. */
#include "config.h"

#include "world/kernel.h"

#include <stdlib.h>
#include <string.h>

#include "world/node.h"
#include "world/sim.h"
#include "world/trace.h"

#define PROBES         3
#define PROBE_INTERVAL USEC_PER_SEC
#define GIVE_UP        (1050 * USEC_PER_MSEC) /* after the last probe */
#define DELAY_TIME     (5 * USEC_PER_SEC)

enum neighbour_state kernel_arp_state(enum arp arp)
{
	static const enum neighbour_state states[] = {
		[ARP_NONE] = NEIGHBOUR_NONE,
		[ARP_INCOMPLETE] = NEIGHBOUR_INCOMPLETE,
		[ARP_REACHABLE] = NEIGHBOUR_REACHABLE,
		[ARP_STALE] = NEIGHBOUR_VALID,
		[ARP_DELAY] = NEIGHBOUR_VALID,
		[ARP_PROBE] = NEIGHBOUR_PROBING,
		[ARP_FAILED] = NEIGHBOUR_FAILED,
	};

	return states[arp];
}

struct neighbour kernel_describe_neighbour(
    unsigned ifindex, struct in_addr address, enum neighbour_state state)
{
	struct neighbour n = { .ifindex = ifindex, .address = address, .state = state };

	if (state == NEIGHBOUR_VALID || state == NEIGHBOUR_PROBING ||
	    state == NEIGHBOUR_REACHABLE) {
		n.lladdr = (struct link_address){ .len = 6, .octets = { 2 } };
		memcpy(n.lladdr.octets + 2, &address, sizeof(address));
	}
	return n;
}

static struct kernel_neighbour *find(struct kernel *k, unsigned i, struct in_addr address)
{
	for (uint32_t e = 0; e < k->n_neighbours; e++)
		if (k->neighbours[e].iface == i && k->neighbours[e].state != ARP_NONE &&
		    in_addr_equal(k->neighbours[e].address, address))
			return &k->neighbours[e];
	return NULL;
}

static struct kernel_neighbour *get(struct kernel *k, unsigned i, struct in_addr address)
{
	struct kernel_neighbour *n = find(k, i, address);
	uint32_t e = 0;

	if (n != NULL)
		return n;
	while (e < k->n_neighbours && k->neighbours[e].state != ARP_NONE)
		e++;
	if (e == k->neighbours_capacity) {
		k->neighbours_capacity = 2 * k->neighbours_capacity + 8;
		k->neighbours = sim_memory(
		    k->neighbours, k->neighbours_capacity, sizeof(*k->neighbours));
	}
	if (e == k->n_neighbours)
		k->n_neighbours++;
	k->neighbours[e] = (struct kernel_neighbour){ .iface = i, .address = address };
	return &k->neighbours[e];
}

static void schedule(struct kernel *k, struct kernel_neighbour *n, usec_t when)
{
	n->due = when;
	if (when != USEC_INFINITY)
		agenda_push(&k->node->sim->agenda, (struct agenda_item){ .time = when,
						       .kind = AGENDA_NEIGHBOUR,
						       .who = k->node->id,
						       .what = (uint32_t)(n - k->neighbours) });
}

static void set_state(struct kernel *k, struct kernel_neighbour *n, enum arp state)
{
	enum neighbour_state was = kernel_arp_state(n->state);
	struct neighbour fact = kernel_describe_neighbour(
	    k->ifaces[n->iface].ifindex, n->address, kernel_arp_state(state));

	sim_mix(k->node->sim, (uint64_t)state << 32 | n->address.s_addr);
	sim_trace(k->node->sim, k->node, "neighbour .%u on %u: state %d",
	    ntohl(n->address.s_addr) & 0xff, fact.ifindex, state);
	n->state = state;
	if (fact.state != was)
		kernel_tell(k, FACT_NEIGHBOUR, NULL, NULL, &fact);
}

/* A question goes out and an answer comes back, both over the LAN. */
static void probe(struct kernel *k, struct kernel_neighbour *n)
{
	struct sim *sim = k->node->sim;
	const struct kernel_iface *ki = &k->ifaces[n->iface];
	const struct lan *lan = &sim->lans[ki->lan];

	n->probes++;
	n->answered = ki->exists && ki->up && ki->cable && !sim_chance(sim, lan->weather.loss) &&
		      !sim_chance(sim, lan->weather.loss) &&
		      lan_find(sim, lan, ki->port, n->address) != NULL;
	if (n->answered)
		schedule(k, n,
		    sim->now +
			rng_between(&sim->rng, lan->weather.delay_min, lan->weather.delay_max) + 1);
	else
		schedule(k, n, sim->now + (n->probes < PROBES ? PROBE_INTERVAL : GIVE_UP));
}

static void resolve(struct kernel *k, struct kernel_neighbour *n, enum arp state)
{
	n->probes = 0;
	set_state(k, n, state);
	probe(k, n);
}

enum neighbour_state kernel_neighbour_state(struct kernel *k, unsigned i, struct in_addr address)
{
	struct kernel_neighbour *n = find(k, i, address);

	return n == NULL ? NEIGHBOUR_NONE : kernel_arp_state(n->state);
}

void kernel_ask(struct kernel *k, unsigned i, struct in_addr address)
{
	struct kernel_neighbour *n;

	if (!k->ifaces[i].exists || !k->ifaces[i].up)
		return;
	n = get(k, i, address);
	if (n->state == ARP_NONE || n->state == ARP_FAILED)
		resolve(k, n, ARP_INCOMPLETE);
	else if (n->state != ARP_INCOMPLETE && n->state != ARP_PROBE)
		resolve(k, n, ARP_PROBE);
}

void kernel_doubt(struct kernel *k, unsigned i, struct in_addr address)
{
	struct kernel_neighbour *n = find(k, i, address);

	if (n != NULL && n->state == ARP_REACHABLE) {
		set_state(k, n, ARP_STALE);
		schedule(k, n, USEC_INFINITY);
	}
}

void kernel_use(struct kernel *k, unsigned i, struct in_addr address)
{
	struct kernel_neighbour *n;

	if (!k->ifaces[i].exists || !k->ifaces[i].up)
		return;
	n = get(k, i, address);
	if (n->state == ARP_NONE || n->state == ARP_FAILED) {
		resolve(k, n, ARP_INCOMPLETE);
	} else if (n->state == ARP_STALE) {
		set_state(k, n, ARP_DELAY);
		schedule(k, n, k->node->sim->now + DELAY_TIME);
	}
}

void kernel_neighbour_due(struct kernel *k, uint32_t entry)
{
	struct sim *sim = k->node->sim;
	struct kernel_neighbour *n;

	if (entry >= k->n_neighbours)
		return;
	n = &k->neighbours[entry];
	if (n->due != sim->now || n->state == ARP_NONE || k->node->suspended)
		return;
	switch (n->state) {
	case ARP_INCOMPLETE:
	case ARP_PROBE:
		if (n->answered) {
			set_state(k, n, ARP_REACHABLE);
			schedule(k, n,
			    sim->now +
				rng_between(&sim->rng, 15 * USEC_PER_SEC, 45 * USEC_PER_SEC));
		} else if (n->probes < PROBES) {
			probe(k, n);
		} else {
			set_state(k, n, ARP_FAILED);
			schedule(k, n, USEC_INFINITY);
		}
		break;
	case ARP_REACHABLE:
		set_state(k, n, ARP_STALE);
		schedule(k, n,
		    sim_chance(sim, 300000) ? sim->now + sim_some_time(sim, MINUTE, HOUR)
					    : USEC_INFINITY);
		break;
	case ARP_DELAY:
		resolve(k, n, ARP_PROBE);
		break;
	default: /* STALE: no traffic uses it, the table is tidied */
		set_state(k, n, ARP_NONE);
		break;
	}
}

void kernel_resume(struct kernel *k)
{
	for (uint32_t e = 0; e < k->n_neighbours; e++) {
		struct kernel_neighbour *n = &k->neighbours[e];

		if (n->state != ARP_NONE && n->due <= k->node->sim->now)
			schedule(k, n, k->node->sim->now + USEC_PER_MSEC + e);
	}
}

void kernel_flush_neighbours(struct kernel *k, unsigned i)
{
	for (uint32_t e = 0; e < k->n_neighbours; e++)
		if (k->neighbours[e].iface == i && k->neighbours[e].state != ARP_NONE)
			set_state(k, &k->neighbours[e], ARP_NONE);
}
