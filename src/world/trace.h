/* SPDX-License-Identifier: BSD-2-Clause */
/* The lowest part of a world: memory, chance, the hash and the trace of all that happens, and the end in a
 * fault. */
#ifndef RDISC_WORLD_TRACE_H
#define RDISC_WORLD_TRACE_H

#include "world/sim.h"

/* Returns memory, like reallocarray(); there is always some, or the program ends. */
void *sim_memory(void *old, size_t n, size_t size);

/* Adds to the trace hash. */
void sim_mix(struct sim *sim, uint64_t value);

/* Returns a time in [min, max] whose logarithm is uniform: seconds are as likely as hours. */
usec_t sim_some_time(struct sim *sim, usec_t min, usec_t max);

/* A line of the trace. Cheap when it is not read. */
#define sim_trace(sim, node, ...)                                                                  \
	do {                                                                                       \
		if ((sim)->verbose)                                                                \
			sim_print_trace(sim, node, __VA_ARGS__);                                   \
	} while (0)
__attribute__((format(printf, 3, 4))) void sim_print_trace(
    const struct sim *sim, const struct node *node, const char *format, ...);

/* Something that must hold does not. */
__attribute__((noreturn, format(printf, 3, 4))) void sim_fail(
    const struct sim *sim, const struct node *node, const char *format, ...);

void sim_print_place(const struct sim *sim, const struct node *node);

/* Ends a line with how to play the world again, where that is known. */
void sim_print_again(const struct sim *sim);

#endif
