/* SPDX-License-Identifier: BSD-2-Clause */
/* One machine: its turns. */
#include "config.h"

#include "world/node.h"

#include <stdlib.h>

#include "world/sim.h"
#include "world/trace.h"

/* More than this of anything in one turn is taken for a loop. */
#define ENDLESS 20000

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
		if (query.kind == NEIGHBOUR_ASK)
			watch(n, asked, (n, hop_to(query.ifindex, query.address)));
		if (query.kind == NEIGHBOUR_DOUBT)
			watch(n, doubted, (n, hop_to(query.ifindex, query.address)));
		if (ki != NULL && query.kind == NEIGHBOUR_DOUBT && !n->powerless)
			kernel_doubt(&n->kernel, i, query.address);
	}
	return count > 0;
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
		watch(n, advance, (n));
		engine_advance(n->engine, node_now(n));
		watch(n, advanced, (n));
		node_sync_routes(n);
		if (++loops > ENDLESS)
			sim_fail(n->sim, n, "settling never ends");
	} while (answer_queries(n) || reread(n));
	node_sync_memberships(n);
	node_transmit(n);
	node_send_checks(n);
	node_tell_events(n);
	node_save_state(n);
	if (engine_deadline(n->engine) <= node_now(n))
		sim_fail(n->sim, n, "after settling the deadline is %.6f s in the past",
		    (double)(node_now(n) - engine_deadline(n->engine)) / 1e6);
}

void node_schedule(struct node *n, usec_t when)
{
	if (when >= n->wake_at)
		return;
	n->wake_at = when;
	agenda_push(&n->sim->agenda,
	    (struct agenda_item){ .time = when, .kind = AGENDA_WAKE, .who = n->id });
}

void node_end(struct node *n)
{
	engine_free(n->engine);
	n->engine = NULL;
	watch(n, ended, (n));
	free(n->conf);
	n->conf = NULL;
	while (n->inbox_n > 0) {
		frame_unref(n->inbox[n->inbox_first].frame);
		n->inbox_first = (n->inbox_first + 1) % n->inbox_capacity;
		n->inbox_n--;
	}
	n->stalled_until = 0;
	n->ending = false;
	n->wake_at = USEC_INFINITY;
	for (unsigned i = 0; i < n->kernel.n_ifaces; i++)
		kernel_set_member(&n->kernel, i, false);
}

/* As daemon_say_farewells(). */
void node_go_on_ending(struct node *n)
{
	usec_t deadline;

	n->turning = true;
	node_take_datagrams(n);
	node_transmit(n);
	node_tell_events(n);
	n->turning = false;
	watch(n, stopped, (n));
	deadline = engine_deadline(n->engine);
	if (deadline == USEC_INFINITY)
		node_end(n);
	else
		node_schedule(n, deadline - n->offset +
				     (n->lateness == 0 ? 0 : sim_below(n->sim, n->lateness + 1)));
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
		watch(n, settled, (n));
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
		struct inbox_item *inbox = sim_memory(NULL, capacity, sizeof(*inbox));

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
