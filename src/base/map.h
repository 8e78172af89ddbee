/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds a slot by a 64-bit key: open addressing, never more than half full.
 *
 * Used for routers (interface and address) and interfaces. Keys come from the network, so a secret seed is
 * mixed in before they choose a bucket: no sender can aim for one. Storage is allocated
 * by map_reserve() only.
 */
#ifndef RDISC_BASE_MAP_H
#define RDISC_BASE_MAP_H

#include "base/util.h"

#define MAP_NONE UINT32_MAX

struct map {
	uint64_t *keys;
	uint32_t *slots; /* by bucket, plus 1; 0: empty, so that what is not used costs no memory */
	uint32_t mask;   /* buckets - 1 */
	uint32_t n;
	uint64_t seed;
};

void map_init(struct map *m, uint64_t seed);
void map_fini(struct map *m);

/* Makes room for `capacity` keys in all; never shrinks. False: no memory, nothing changed. */
bool map_reserve(struct map *m, uint32_t capacity);

/* Helps the three functions below. A look-up is the cost of each address in a flood, so it is compiled
 * into its callers. */
static inline uint32_t map_bucket(const struct map *m, uint64_t key)
{
	struct rng mix = { .state = key ^ m->seed };

	return (uint32_t)rng_next(&mix) & m->mask;
}

/* Returns the bucket that holds `key`, or the empty one where it would go. */
static inline uint32_t map_probe(const struct map *m, uint64_t key)
{
	uint32_t b = map_bucket(m, key);

	while (m->slots[b] != 0 && m->keys[b] != key)
		b = (b + 1) & m->mask;
	return b;
}

/* Returns the slot of `key`, or MAP_NONE. */
static inline uint32_t map_find(const struct map *m, uint64_t key)
{
	return m->slots == NULL ? MAP_NONE : m->slots[map_probe(m, key)] - 1;
}

/* Sets the slot of `key`, known or new; the room for it was reserved. */
void map_set(struct map *m, uint64_t key, uint32_t slot);

/* Forgets `key`; unknown keys are fine. */
void map_remove(struct map *m, uint64_t key);

#endif
