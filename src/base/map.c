/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds a slot by a 64-bit key: linear probing, deletion by moving back (no tombstones). */
#include "config.h"

#include "base/map.h"

#include <stdlib.h>
#include <string.h>

void map_init(struct map *m, uint64_t seed)
{
	*m = (struct map){ .seed = seed };
}

void map_fini(struct map *m)
{
	free(m->keys);
	free(m->slots);
	*m = (struct map){ 0 };
}

bool map_reserve(struct map *m, uint32_t capacity)
{
	struct map old = *m;
	uint32_t buckets = 8;

	while (buckets / 2 < capacity)
		buckets *= 2;
	if (old.slots != NULL && buckets <= old.mask + 1)
		return true;
	m->keys = malloc(buckets * sizeof(*m->keys));
	m->slots = calloc(buckets, sizeof(*m->slots));
	if (m->keys == NULL || m->slots == NULL) {
		free(m->keys);
		free(m->slots);
		*m = old;
		return false;
	}
	m->mask = buckets - 1;
	m->n = 0;
	for (uint32_t i = 0; old.slots != NULL && i <= old.mask; i++)
		if (old.slots[i] != 0)
			map_set(m, old.keys[i], old.slots[i] - 1);
	free(old.keys);
	free(old.slots);
	return true;
}

void map_set(struct map *m, uint64_t key, uint32_t slot)
{
	uint32_t b = map_probe(m, key);

	if (m->slots[b] == 0)
		m->n++;
	m->keys[b] = key;
	m->slots[b] = slot + 1;
}

void map_remove(struct map *m, uint64_t key)
{
	uint32_t hole, b;

	if (m->slots == NULL)
		return;
	hole = map_probe(m, key);
	if (m->slots[hole] == 0)
		return;
	m->n--;
	/* A later key of the same run moves into the hole, unless the hole is before the key's
	 * own bucket. */
	for (b = (hole + 1) & m->mask; m->slots[b] != 0; b = (b + 1) & m->mask) {
		uint32_t home = map_bucket(m, m->keys[b]);

		if (((b - home) & m->mask) < ((b - hole) & m->mask))
			continue;
		m->keys[hole] = m->keys[b];
		m->slots[hole] = m->slots[b];
		hole = b;
	}
	m->slots[hole] = 0;
}
