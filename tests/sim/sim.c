/* SPDX-License-Identifier: BSD-2-Clause */
/* The simulator: the loop over what happens, and how it is told. */
#include "config.h"

#include "sim.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "node.h"

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
	struct node *n = calloc(1, sizeof(*n));

	sim->nodes = realloc(sim->nodes, (sim->n_nodes + 1) * sizeof(struct node *));
	if (n == NULL || sim->nodes == NULL)
		abort();
	node_init(n, sim, sim->n_nodes, name);
	sim->nodes[sim->n_nodes++] = n;
	return n;
}

void sim_mix(struct sim *sim, uint64_t value)
{
	sim->hash = (sim->hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
	sim->hash ^= sim->hash >> 29;
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

usec_t sim_some_time(struct sim *sim, usec_t min, usec_t max)
{
	unsigned doublings = 0;
	usec_t low;

	while (doublings < 63 && min << (doublings + 1) <= max)
		doublings++;
	low = min << sim_below(sim, doublings + 1);
	return usec_min(max, rng_between(&sim->rng, low, 2 * low));
}

/* ---- telling ---- */

void sim_print_place(const struct sim *sim, const struct node *node)
{
	printf("seed %ju, time %ju.%06ju s", (uintmax_t)sim->seed,
	    (uintmax_t)(sim->now / USEC_PER_SEC), (uintmax_t)(sim->now % USEC_PER_SEC));
	if (node != NULL)
		printf(", %s (its clock %ju.%06ju)", node->name,
		    (uintmax_t)(node_now(node) / USEC_PER_SEC),
		    (uintmax_t)(node_now(node) % USEC_PER_SEC));
}

void sim_print_trace(const struct sim *sim, const struct node *node, const char *format, ...)
{
	va_list args;

	printf("%13.6f %-10s ", (double)sim->now / 1e6, node == NULL ? "" : node->name);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

void sim_fail(const struct sim *sim, const struct node *node, const char *format, ...)
{
	va_list args;

	printf("FAIL: ");
	sim_print_place(sim, node);
	printf("\n  ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	if (sim->seed != 0) /* not a script of tests/fuzz */
		printf("\n  again: tests/sim/sim --verbose --seed %ju", (uintmax_t)sim->seed);
	putchar('\n');
	fflush(stdout);
	exit(EXIT_FAILURE);
}
