/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives each key a slot: a number for the elements of an array that its owner keeps.
 *
 * A slot keeps its number for as long as its key is known. A free slot is used before a new one. So
 * the array stays dense, and numbers can replace pointers into it. The table of routers uses this, and both
 * tables of links (the engine's and the kernel's side). slots_reserve() alone allocates memory.
 */
#ifndef RDISC_BASE_SLOTS_H
#define RDISC_BASE_SLOTS_H

#include "base/map.h"

struct slots {
	struct map map;    /* key -> slot */
	uint32_t *free;    /* a stack of those that were used: end - n */
	uint32_t n;        /* slots with a key */
	uint32_t end;      /* all of them are below it */
	uint32_t capacity; /* what slots_reserve() has made room for */
};

/* Starts a table. `seed` is a secret: keys come from the network (map.h). */
void slots_init(struct slots *s, uint64_t seed);
void slots_fini(struct slots *s);

/* Makes room for `capacity` slots; never shrinks. False: no memory, nothing is lost. */
bool slots_reserve(struct slots *s, uint32_t capacity);

/* Returns the slot of `key`, or MAP_NONE. */
static inline uint32_t slots_find(const struct slots *s, uint64_t key)
{
	return map_find(&s->map, key);
}

/* Gives `key`, which has none, a slot. There is room: n < capacity. */
uint32_t slots_add(struct slots *s, uint64_t key);

/* Takes the slot of `key` back; unknown keys are fine. */
void slots_remove(struct slots *s, uint64_t key);

#endif
