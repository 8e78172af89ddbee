/* SPDX-License-Identifier: BSD-2-Clause */
/* A queue of points in time: which of many slots is due first.
 *
 * Slots are small numbers the owner gives out (0 … capacity - 1); each has at most one point in
 * time. heap_set() and heap_top() are the functions that matter: O(log n) and O(1). Storage is
 * allocated by heap_reserve() only, so nothing is allocated when a packet moves a deadline.
 */
#ifndef RDISC_BASE_HEAP_H
#define RDISC_BASE_HEAP_H

#include "base/util.h"

struct heap {
	uint32_t *slots;  /* in heap order */
	uint32_t *places; /* place of a slot in `slots` plus 1, 0: not queued */
	usec_t *times;    /* by slot */
	uint32_t n, capacity;
};

/* Makes room for slots below `capacity`; never shrinks. False: no memory, nothing changed. */
bool heap_reserve(struct heap *h, uint32_t capacity);
void heap_fini(struct heap *h);

/* Queues `slot` at `when`, or moves it there; USEC_INFINITY takes it out. */
void heap_set(struct heap *h, uint32_t slot, usec_t when);

/* The earliest point in time, USEC_INFINITY when nothing is queued; *ret_slot is then unset. */
usec_t heap_top(const struct heap *h, uint32_t *ret_slot);

#endif
