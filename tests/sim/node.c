/* SPDX-License-Identifier: BSD-2-Clause */
/* One machine: the results of the engine go to the kernel and the LAN. */
#include "config.h"

#include "node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference.h"
#include "sim.h"
#include "guard.h"

#define CHANGES_PER_BATCH 64
/* More than this of anything in one turn is taken for a loop. */
#define ENDLESS           20000

/* ---- results out ---- */

static void trace_change(const struct node *n, const struct route_change *change, int error)
{
	char gateway[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &change->route.hops[0].gateway, gateway, sizeof(gateway));
	sim_trace(n->sim, n, "%s default via %s (%u hops) metric %u: %s",
	    change->op == ROUTE_ADD ? "add" : "delete", gateway, change->route.n_hops,
	    change->route.metric, error == 0 ? "done" : strerror(error));
}

static void sync_routes(struct node *n)
{
	struct route_change changes[CHANGES_PER_BATCH];
	size_t count;
	int loops = 0;

	while ((count = engine_changes(n->engine, changes, CHANGES_PER_BATCH, node_now(n))) > 0) {
		if (n->guard != NULL)
			guard_chosen(n);
		for (size_t i = 0; i < count; i++) {
			bool foreign;
			int error;

			if (n->guard != NULL)
				guard_change(n, &changes[i]);
			error = kernel_change(&n->kernel, &changes[i], &foreign);
			sim_mix(n->sim, (uint64_t)changes[i].op << 32 | (unsigned)error);
			if (n->sim->verbose)
				trace_change(n, &changes[i], error);
			if (n->guard != NULL)
				guard_changed(n, &changes[i], error, foreign);
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
	if (n->guard != NULL)
		guard_chosen(n);
}

/* As rtnl_query() does: first the state there is, then the question. */
static bool answer_queries(struct node *n)
{
	struct neighbour_query query;
	int count = 0;

	while (engine_query(n->engine, &query)) {
		struct kernel_iface *ki = kernel_find_iface(&n->kernel, query.ifindex);
		unsigned i = ki == NULL ? 0 : (unsigned)(ki - n->kernel.ifaces);
		enum neighbour_state known = NEIGHBOUR_NONE;
		struct neighbour state;

		if (++count > ENDLESS)
			sim_fail(n->sim, n, "engine_query() never ends");
		if (ki != NULL)
			known = kernel_neighbour_state(&n->kernel, i, query.address);
		state = kernel_describe_neighbour(query.ifindex, query.address, known);
		node_tell_neighbour(n, &state);
		if (ki != NULL && query.kind == NEIGHBOUR_ASK && !n->powerless)
			kernel_ask(&n->kernel, i, query.address);
		if (query.kind == NEIGHBOUR_DOUBT && n->guard != NULL)
			guard_doubted(n, (struct hop){ query.ifindex, query.address });
		if (ki != NULL && query.kind == NEIGHBOUR_DOUBT && !n->powerless)
			kernel_doubt(&n->kernel, i, query.address);
	}
	return count > 0;
}

static void sync_memberships(struct node *n)
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
		if (n->guard != NULL)
			guard_transmit(n, &d);
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
			n->learned[n->n_learned++] = (struct hop){ event.ifindex, event.router };
		sim_mix(n->sim, (uint64_t)event.kind << 8 | (uint64_t)event.reason);
		if (!n->sim->verbose)
			continue;
		inet_ntop(AF_INET, &event.router, address, sizeof(address));
		sim_print_trace(n->sim, n, "event %s %s %s reason=%s preference=%d metric=%u",
		    event_kind_name(event.kind), event.ifname, address,
		    event_reason_name(event.reason), event.preference, event.metric);
	}
}

/* The state file, written at most once a second. */
static void save_state(struct node *n)
{
	uint64_t generation = engine_generation(n->engine);

	if (generation == n->saved_generation || node_now(n) < n->saved_at + USEC_PER_SEC ||
	    n->guard == NULL)
		return;
	n->saved_generation = generation;
	n->saved_at = node_now(n);
	n->n_saved = engine_routers(n->engine, n->saved, n->saved_capacity);
	if (n->n_saved > n->saved_capacity) {
		n->saved_capacity = n->n_saved;
		n->saved = realloc(n->saved, n->saved_capacity * sizeof(*n->saved));
		if (n->saved == NULL)
			abort();
		engine_routers(n->engine, n->saved, n->saved_capacity);
	}
}

static bool reread(struct node *n)
{
	bool wanted = engine_wants_routes(n->engine, node_now(n));

	if (wanted)
		node_read_routes(n);
	return wanted;
}

static void refresh(struct node *n)
{
	if (n->dump_all) {
		node_read_links_and_routes(n);
		node_tell_neighbours(n);
	} else {
		reread(n);
	}
}

static void settle(struct node *n)
{
	int loops = 0;

	refresh(n);
	answer_queries(n);
	do {
		if (n->guard != NULL)
			guard_advance(n);
		engine_advance(n->engine, node_now(n));
		if (n->guard != NULL)
			guard_advanced(n);
		sync_routes(n);
		if (++loops > ENDLESS)
			sim_fail(n->sim, n, "settling never ends");
	} while (answer_queries(n) || reread(n));
	sync_memberships(n);
	node_transmit(n);
	node_send_checks(n);
	node_tell_events(n);
	save_state(n);
	if (engine_deadline(n->engine) <= node_now(n))
		sim_fail(n->sim, n, "after settling the deadline is %.6f s in the past",
		    (double)(node_now(n) - engine_deadline(n->engine)) / 1e6);
}

void node_finish(struct node *n)
{
	engine_shutdown(n->engine, false, node_now(n));
	sync_routes(n);
	node_transmit(n);
	node_tell_events(n);
}

void node_schedule(struct node *n, usec_t when)
{
	if (when >= n->wake_at)
		return;
	n->wake_at = when;
	agenda_push(&n->sim->agenda,
	    (struct agenda_item){ .time = when, .kind = AGENDA_WAKE, .who = n->id });
}

/* Turns of the daemon until nothing is left to read: then the deadline must lie ahead. */
void node_run(struct node *n)
{
	int turns = 0;
	usec_t deadline;

	if (n->ending) {
		node_go_on_ending(n);
		return;
	}
	n->turning = true;
	do {
		node_take_facts(n);
		if (n->dump_all)
			refresh(n);
		node_take_datagrams(n);
		settle(n);
		if (n->guard != NULL)
			guard_settled(n);
		if (++turns > ENDLESS)
			sim_fail(n->sim, n, "does not come to rest");
	} while (n->kernel.facts != NULL || n->kernel.overrun || n->inbox_n > 0);
	n->turning = false;
	deadline = engine_deadline(n->engine);
	sim_mix(n->sim, deadline);
	if (deadline != USEC_INFINITY)
		node_schedule(n, deadline - n->offset +
				     (n->lateness == 0 ? 0 : sim_below(n->sim, n->lateness + 1)));
}

void node_poke(struct node *n)
{
	if (n->engine != NULL && !n->turning)
		node_schedule(n, n->sim->now + 1 + (n->lateness == 0 ? 0 : sim_below(n->sim, 100)));
}

void node_wake(struct node *n)
{
	const struct sim *sim = n->sim;

	if (n->wake_at <= sim->now)
		n->wake_at = USEC_INFINITY;
	if (n->engine == NULL || n->suspended)
		return;
	if (n->stalled_until > sim->now) {
		node_schedule(n, n->stalled_until);
		return;
	}
	if (n->stalled_until != 0)
		n->rested = usec_max(n->rested, node_clock(n, n->stalled_until));
	n->stalled_until = 0;
	if (n->kernel.facts != NULL || n->kernel.overrun || n->inbox_n > 0 ||
	    engine_deadline(n->engine) <= node_now(n))
		node_run(n);
	else if (engine_deadline(n->engine) != USEC_INFINITY)
		node_schedule(n, engine_deadline(n->engine) - n->offset);
}

void node_receive(struct node *n, unsigned iface, struct frame *f)
{
	const struct kernel_iface *ki = &n->kernel.ifaces[iface];

	if (!n->powered || n->suspended || n->engine == NULL || !ki->exists || !ki->up ||
	    !ki->cable || n->inbox_n == INBOX_MAX) {
		frame_unref(f);
		return;
	}
	if (n->inbox_n == n->inbox_capacity) {
		unsigned capacity = n->inbox_capacity == 0 ? 1 : INBOX_MAX;
		struct inbox_item *inbox = calloc(capacity, sizeof(*inbox));

		if (inbox == NULL)
			abort();
		for (unsigned i = 0; i < n->inbox_n; i++)
			inbox[i] = n->inbox[(n->inbox_first + i) % n->inbox_capacity];
		free(n->inbox);
		n->inbox = inbox;
		n->inbox_first = 0;
		n->inbox_capacity = capacity;
	}
	n->inbox[(n->inbox_first + n->inbox_n++) % n->inbox_capacity] = (struct inbox_item){
		.frame = f, .ifindex = ki->ifindex
	};
	if (n->stalled_until <= n->sim->now)
		node_run(n);
}
