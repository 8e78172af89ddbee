/* SPDX-License-Identifier: BSD-2-Clause */
/* A queue of points in time: a binary heap that knows where each slot stands. */
#include "config.h"

#include "base/heap.h"

#include <stdlib.h>
#include <string.h>

static bool grow_heap(void **array, size_t size, uint32_t capacity)
{
	void *p = realloc(*array, size * capacity);

	if (p == NULL)
		return false;
	*array = p;
	return true;
}

bool heap_reserve(struct heap *h, uint32_t capacity)
{
	if (capacity <= h->capacity)
		return true;
	if (!grow_heap((void **)&h->slots, sizeof(*h->slots), capacity) ||
		!grow_heap((void **)&h->places, sizeof(*h->places), capacity) ||
		!grow_heap((void **)&h->times, sizeof(*h->times), capacity))
		return false;
	memset(h->places + h->capacity, 0, (capacity - h->capacity) * sizeof(*h->places));
	h->capacity = capacity;
	return true;
}

void heap_fini(struct heap *h)
{
	free(h->slots);
	free(h->places);
	free(h->times);
	*h = (struct heap){ 0 };
}

static void put_slot(struct heap *h, uint32_t place, uint32_t slot)
{
	h->slots[place] = slot;
	h->places[slot] = place + 1;
}

static void sift_up(struct heap *h, uint32_t place, uint32_t slot)
{
	while (place > 0) {
		uint32_t parent = (place - 1) / 2;

		if (h->times[h->slots[parent]] <= h->times[slot])
			break;
		put_slot(h, place, h->slots[parent]);
		place = parent;
	}
	put_slot(h, place, slot);
}

static void sift_down(struct heap *h, uint32_t place, uint32_t slot)
{
	for (;;) {
		uint32_t child = 2 * place + 1;

		if (child >= h->n)
			break;
		if (child + 1 < h->n && h->times[h->slots[child + 1]] < h->times[h->slots[child]])
			child++;
		if (h->times[h->slots[child]] >= h->times[slot])
			break;
		put_slot(h, place, h->slots[child]);
		place = child;
	}
	put_slot(h, place, slot);
}

static void remove_at(struct heap *h, uint32_t slot)
{
	uint32_t place = h->places[slot] - 1;
	uint32_t last = h->slots[--h->n];

	h->places[slot] = 0;
	if (last == slot)
		return;
	sift_up(h, place, last);
	sift_down(h, h->places[last] - 1, last);
}

void heap_set(struct heap *h, uint32_t slot, usec_t when)
{
	bool queued = h->places[slot] != 0;

	if (when == USEC_INFINITY) {
		if (queued)
			remove_at(h, slot);
		return;
	}
	if (!queued) {
		h->times[slot] = when;
		sift_up(h, h->n++, slot);
	} else if (when < h->times[slot]) {
		h->times[slot] = when;
		sift_up(h, h->places[slot] - 1, slot);
	} else if (when > h->times[slot]) {
		h->times[slot] = when;
		sift_down(h, h->places[slot] - 1, slot);
	}
}

usec_t heap_top(const struct heap *h, uint32_t *ret_slot)
{
	if (h->n == 0)
		return USEC_INFINITY;
	*ret_slot = h->slots[0];
	return h->times[h->slots[0]];
}
