/* SPDX-License-Identifier: BSD-2-Clause */
/* One machine: facts and messages go into the engine, and the watcher is told. */
#include "config.h"

#include "world/node.h"

#include <stdlib.h>

#include "world/sim.h"
#include "world/trace.h"

#define DATAGRAMS_PER_TURN 64

static void tell_iface(struct node *n, const struct iface *iface)
{
	if (!engine_set_iface(n->engine, iface, node_now(n)))
		sim_fail(n->sim, n, "no memory for an interface");
	watch(n, iface, (n, iface));
}

void node_tell_neighbour(struct node *n, const struct neighbour *neighbour)
{
	engine_set_neighbour(n->engine, neighbour, node_now(n));
	watch(n, neighbour, (n, neighbour));
}

static void take_fact(struct node *n, const struct fact *f)
{
	switch (f->kind) {
	case FACT_IFACE:
		tell_iface(n, &f->iface);
		break;
	case FACT_IFACE_GONE:
		engine_del_iface(n->engine, f->iface.ifindex, node_now(n));
		watch(n, iface_gone, (n, f->iface.ifindex));
		break;
	case FACT_ROUTE:
		engine_set_route(n->engine, &f->route);
		break;
	case FACT_ROUTE_GONE:
		engine_del_route(n->engine, &f->route);
		break;
	case FACT_ROUTES_STALE:
		engine_doubt_routes(n->engine, false);
		break;
	case FACT_NEIGHBOUR:
		node_tell_neighbour(n, &f->neighbour);
		break;
	}
}

/* After an overrun the queue is emptied before everything is read again: what is still in it is
 * older than what was lost. */
void node_take_facts(struct node *n)
{
	struct fact *f;

	if (n->kernel.overrun) {
		sim_trace(n->sim, n, "overrun");
		n->kernel.overrun = n->kernel.losing = false;
		n->dump_all = true;
	}
	while ((f = kernel_next_fact(&n->kernel)) != NULL) {
		take_fact(n, f);
		free(f);
	}
}

static void tell_links(struct node *n)
{
	for (unsigned i = 0; i < n->kernel.n_ifaces; i++)
		if (n->kernel.ifaces[i].exists) {
			struct iface iface = kernel_describe(&n->kernel.ifaces[i]);

			tell_iface(n, &iface);
		}
}

static void tell_routes(struct node *n)
{
	for (size_t i = 0; i < n->kernel.n_routes; i++)
		engine_set_route(n->engine, &n->kernel.routes[i].route);
}

void node_read_routes(struct node *n)
{
	engine_begin_routes(n->engine);
	tell_routes(n);
	engine_end_routes(n->engine);
}

void node_read_links_and_routes(struct node *n)
{
	n->dump_all = false;
	engine_begin(n->engine);
	tell_links(n);
	tell_routes(n);
	engine_end(n->engine, node_now(n));
	for (unsigned ifindex = 1; ifindex <= n->kernel.last_ifindex; ifindex++)
		if (kernel_find_iface(&n->kernel, ifindex) == NULL)
			watch(n, iface_gone, (n, ifindex));
}

void node_tell_neighbours(struct node *n)
{
	const struct kernel *k = &n->kernel;

	for (uint32_t i = 0; i < k->n_neighbours; i++) {
		const struct kernel_neighbour *e = &k->neighbours[i];

		struct neighbour known = kernel_describe_neighbour(
		    k->ifaces[e->iface].ifindex, e->address, kernel_arp_state(e->state));

		if (e->state != ARP_NONE)
			node_tell_neighbour(n, &known);
	}
}

void node_take_datagrams(struct node *n)
{
	for (int i = 0; i < DATAGRAMS_PER_TURN && n->inbox_n > 0; i++) {
		struct inbox_item item = n->inbox[n->inbox_first];
		struct datagram d = {
			.ifindex = item.ifindex, .data = item.frame->data, .len = item.frame->len
		};
		enum reason reason;

		n->inbox_first = (n->inbox_first + 1) % n->inbox_capacity;
		n->inbox_n--;
		if (node_is_answer(item.frame)) {
			node_hear_answer(n, item.frame);
			frame_unref(item.frame);
			continue;
		}
		reason = engine_deliver(n->engine, &d, node_now(n));
		sim_trace(n->sim, n, "received on %u: %s", item.ifindex, event_reason_name(reason));
		node_tell_events(n);
		watch(n, heard, (n, item.ifindex, item.frame, reason));
		frame_unref(item.frame);
	}
}
