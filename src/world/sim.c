/* SPDX-License-Identifier: BSD-2-Clause */
/* The simulator: the loop over what happens, and how it is told. */
#include "config.h"

#include "world/sim.h"

#include <stdlib.h>

#include "world/node.h"
#include "world/trace.h"

const struct sim *sim_current;

void sim_init(struct sim *sim, uint64_t seed)
{
	*sim = (struct sim){ .seed = seed, .rng = { .state = seed } };
	sim_current = sim;
}

void sim_fini(struct sim *sim)
{
	struct agenda_item item;

	for (uint32_t i = 0; i < sim->n_nodes; i++) {
		node_fini(sim->nodes[i]);
		free(sim->nodes[i]);
	}
	free(sim->nodes);
	while (agenda_pop(&sim->agenda, &item))
		frame_unref(item.frame);
	agenda_fini(&sim->agenda);
	for (uint32_t i = 0; i < sim->n_lans; i++)
		lan_fini(&sim->lans[i]);
	free(sim->lans);
	sim_current = NULL;
}

struct node *sim_add_node(struct sim *sim, const char *name)
{
	struct node *n = sim_memory(NULL, 1, sizeof(*n));

	sim->nodes = sim_memory(sim->nodes, sim->n_nodes + 1, sizeof(struct node *));
	node_init(n, sim, sim->n_nodes, name);
	sim->nodes[sim->n_nodes++] = n;
	return n;
}

void sim_plan(struct sim *sim, usec_t when, uint32_t who, uint32_t what)
{
	agenda_push(&sim->agenda,
	    (struct agenda_item){ .time = when, .kind = AGENDA_ACTION, .who = who, .what = what });
}

static void step(struct sim *sim, const struct agenda_item *item)
{
	struct node *n = sim->nodes[item->who];

	switch (item->kind) {
	case AGENDA_FRAME:
		node_receive(n, item->what, item->frame);
		break;
	case AGENDA_WAKE:
		node_wake(n);
		break;
	case AGENDA_NEIGHBOUR:
		kernel_neighbour_due(&n->kernel, item->what);
		break;
	case AGENDA_ACTION:
		sim->act(sim, item->who, item->what);
		break;
	}
}

void sim_run(struct sim *sim, usec_t until)
{
	struct agenda_item item;

	while (sim->agenda.n > 0 && sim->agenda.items[0].time <= until &&
	       agenda_pop(&sim->agenda, &item)) {
		sim->now = item.time;
		sim->steps++;
		sim_mix(sim, item.time);
		sim_mix(sim, (uint64_t)item.kind << 62 ^ (uint64_t)item.who << 32 ^ item.what);
		step(sim, &item);
	}
	sim->now = until;
}
