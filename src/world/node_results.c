/* SPDX-License-Identifier: BSD-2-Clause */
/* One machine: the results of the engine go to the kernel and the LAN. */
#include "config.h"

#include "world/node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world/sim.h"
#include "world/trace.h"

#define CHANGES_PER_BATCH 64
/* More than this of anything in one turn is taken for a loop. */
#define ENDLESS           20000

static void trace_change(const struct node *n, const struct route_change *change, int error)
{
	char gateway[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &change->route.hops[0].gateway, gateway, sizeof(gateway));
	sim_trace(n->sim, n, "%s default via %s (%u hops) metric %u: %s",
	    change->op == ROUTE_ADD ? "add" : "delete", gateway, change->route.n_hops,
	    change->route.metric, error == 0 ? "done" : strerror(error));
}

void node_sync_routes(struct node *n)
{
	struct route_change changes[CHANGES_PER_BATCH];
	size_t count;
	int loops = 0;

	while ((count = engine_changes(n->engine, changes, CHANGES_PER_BATCH, node_now(n))) > 0) {
		watch(n, chosen, (n));
		for (size_t i = 0; i < count; i++) {
			bool foreign;
			int error;

			watch(n, change, (n, &changes[i]));
			error = kernel_change(&n->kernel, &changes[i], &foreign);
			sim_mix(n->sim, (uint64_t)changes[i].op << 32 | (unsigned)error);
			if (n->sim->verbose)
				trace_change(n, &changes[i], error);
			watch(n, changed, (n, &changes[i], error, foreign));
			if (error == 0 && n->routed == 0)
				n->routed = n->sim->now;
			/* The answer holds the route as it is now. */
			if (error == 0 && changes[i].op == ROUTE_ADD)
				engine_set_route(n->engine,
				    &kernel_find_ours(&n->kernel, &changes[i].route)->route);
			engine_change_done(n->engine, &changes[i], error, node_now(n));
		}
		if (++loops > ENDLESS)
			sim_fail(n->sim, n, "engine_changes() never ends");
	}
	watch(n, chosen, (n));
}

void node_sync_memberships(struct node *n)
{
	struct membership wanted[KERNEL_IFACES];
	size_t count = engine_memberships(n->engine, wanted, KERNEL_IFACES);

	for (unsigned i = 0; i < n->kernel.n_ifaces; i++) {
		const struct kernel_iface *ki = &n->kernel.ifaces[i];
		bool member = false;

		for (size_t w = 0; w < count; w++)
			member = member || (ki->exists && wanted[w].ifindex == ki->ifindex);
		kernel_set_member(&n->kernel, i, member);
	}
}

void node_transmit(struct node *n)
{
	struct datagram d;
	int count = 0;

	while (engine_transmit(n->engine, &d, node_now(n))) {
		const struct kernel_iface *ki = kernel_find_iface(&n->kernel, d.ifindex);

		if (++count > ENDLESS)
			sim_fail(n->sim, n, "engine_transmit() never ends");
		if (ki == NULL)
			sim_fail(n->sim, n, "sends on an interface that is not there");
		watch(n, transmit, (n, &d));
		sim_trace(n->sim, n, "sends type %u, %zu bytes, on %s", d.data[0], d.len, ki->name);
		for (size_t i = 0; i < d.len; i++)
			sim_mix(n->sim, d.data[i]);
		if (ki->up && ki->cable)
			lan_send(n->sim, &n->sim->lans[ki->lan], ki->port, frame_wrap(&d));
	}
}

void node_tell_events(struct node *n)
{
	struct event event;

	n->n_learned = 0;
	while (engine_event(n->engine, &event)) {
		char address[INET_ADDRSTRLEN];

		if (event.kind == EVENT_ROUTER_LEARNED)
			n->learned[n->n_learned++] = hop_to(event.ifindex, event.router);
		sim_mix(n->sim, (uint64_t)event.kind << 8 | (uint64_t)event.reason);
		watch(n, event, (n, &event));
		if (!n->sim->verbose)
			continue;
		inet_ntop(AF_INET, &event.router, address, sizeof(address));
		sim_print_trace(n->sim, n, "event %s %s %s reason=%s preference=%d metric=%u",
		    event_kind_name(event.kind), event.ifname, address,
		    event_reason_name(event.reason), event.preference, event.metric);
	}
}

/* The state file, written at most once a second. */
void node_save_state(struct node *n)
{
	uint64_t generation = engine_generation(n->engine);

	if (generation == n->saved_generation || node_now(n) < n->saved_at + USEC_PER_SEC ||
	    n->sim->watcher == NULL)
		return;
	n->saved_generation = generation;
	n->saved_at = node_now(n);
	n->n_saved = engine_routers(n->engine, n->saved, n->saved_capacity);
	if (n->n_saved > n->saved_capacity) {
		n->saved_capacity = n->n_saved;
		n->saved = sim_memory(n->saved, n->saved_capacity, sizeof(*n->saved));
		engine_routers(n->engine, n->saved, n->saved_capacity);
	}
}

void node_finish(struct node *n)
{
	engine_shutdown(n->engine, false, node_now(n));
	node_sync_routes(n);
	node_transmit(n);
	node_tell_events(n);
}
