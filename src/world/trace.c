/* SPDX-License-Identifier: BSD-2-Clause */
/* The hash of a world, its trace, and its end. */
#include "config.h"

#include "world/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "world/node.h"
#include "world/sim.h"

void *sim_memory(void *old, size_t n, size_t size)
{
	void *memory = reallocarray(old, n, size);

	if (memory == NULL) {
		fputs("out of memory\n", stderr);
		exit(EXIT_FAILURE);
	}
	return memory;
}

void sim_mix(struct sim *sim, uint64_t value)
{
	sim->hash = (sim->hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
	sim->hash ^= sim->hash >> 29;
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

void sim_print_again(const struct sim *sim)
{
	if (sim->again != NULL)
		printf("\n  again: %s --seed %ju", sim->again, (uintmax_t)sim->seed);
	putchar('\n');
	fflush(stdout);
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
	sim_print_again(sim);
	exit(EXIT_FAILURE);
}
