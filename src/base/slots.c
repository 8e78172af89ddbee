/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives each key a slot, and takes it back. */
#include "config.h"

#include "base/slots.h"

#include <stdlib.h>

void slots_init(struct slots *s, uint64_t seed)
{
	*s = (struct slots){ 0 };
	map_init(&s->map, seed);
}

void slots_fini(struct slots *s)
{
	map_fini(&s->map);
	free(s->free);
	*s = (struct slots){ 0 };
}

bool slots_reserve(struct slots *s, uint32_t capacity)
{
	uint32_t *larger;

	if (capacity <= s->capacity)
		return true;
	if (!map_reserve(&s->map, capacity))
		return false;
	larger = realloc(s->free, capacity * sizeof(*larger));
	if (larger == NULL)
		return false;
	s->free = larger;
	s->capacity = capacity;
	return true;
}

uint32_t slots_add(struct slots *s, uint64_t key)
{
	uint32_t slot = s->n < s->end ? s->free[s->end - s->n - 1] : s->end++;

	s->n++;
	map_set(&s->map, key, slot);
	return slot;
}

void slots_remove(struct slots *s, uint64_t key)
{
	uint32_t slot = slots_find(s, key);

	if (slot == MAP_NONE)
		return;
	map_remove(&s->map, key);
	s->free[s->end - s->n] = slot;
	s->n--;
}
