/* SPDX-License-Identifier: BSD-2-Clause */
/* The queue of points in virtual time. */
#include "config.h"

#include "world/agenda.h"

#include <stdlib.h>

#include "world/sim.h"
#include "world/trace.h"

static bool is_before(const struct agenda_item *a, const struct agenda_item *b)
{
	return a->time != b->time ? a->time < b->time : a->order < b->order;
}

void agenda_push(struct agenda *a, struct agenda_item item)
{
	size_t i = a->n++;

	if (i == a->capacity) {
		a->capacity = a->capacity == 0 ? 256 : 2 * a->capacity;
		a->items = sim_memory(a->items, a->capacity, sizeof(*a->items));
	}
	item.order = a->order++;
	while (i > 0 && is_before(&item, &a->items[(i - 1) / 2])) {
		a->items[i] = a->items[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	a->items[i] = item;
}

bool agenda_pop(struct agenda *a, struct agenda_item *ret)
{
	struct agenda_item last;
	size_t i = 0, child;

	if (a->n == 0)
		return false;
	*ret = a->items[0];
	last = a->items[--a->n];
	while ((child = 2 * i + 1) < a->n) {
		if (child + 1 < a->n && is_before(&a->items[child + 1], &a->items[child]))
			child++;
		if (!is_before(&a->items[child], &last))
			break;
		a->items[i] = a->items[child];
		i = child;
	}
	a->items[i] = last;
	return true;
}

void agenda_fini(struct agenda *a)
{
	free(a->items);
	*a = (struct agenda){ 0 };
}
