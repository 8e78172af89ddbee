/* SPDX-License-Identifier: BSD-2-Clause */
/* The queue of points in virtual time. Of two entries for one moment the first pushed comes first: a run depends on
 * its seed alone. Nothing is taken out of the middle: its receiver decides whether it still matters.
 */
#ifndef RDISC_WORLD_AGENDA_H
#define RDISC_WORLD_AGENDA_H

#include "base/util.h"

struct frame;

enum agenda_kind {
	AGENDA_FRAME,     /* `frame` arrives at interface `what` of node `who` */
	AGENDA_WAKE,      /* node `who` may have something to do */
	AGENDA_NEIGHBOUR, /* entry `what` of the neighbour table of node `who` is due */
	AGENDA_ACTION,    /* action `what` of the scenario, on node `who` */
};

struct agenda_item {
	usec_t time;
	uint64_t order;
	enum agenda_kind kind;
	uint32_t who, what;
	struct frame *frame;
};

struct agenda {
	struct agenda_item *items; /* a binary heap */
	size_t n, capacity;
	uint64_t order;
};

void agenda_push(struct agenda *a, struct agenda_item item);
bool agenda_pop(struct agenda *a, struct agenda_item *ret);
void agenda_fini(struct agenda *a);

#endif
