/* SPDX-License-Identifier: BSD-2-Clause */
/* The last events. */
#include "config.h"

#include "daemon/history.h"

void history_add(struct history *h, const struct event *event)
{
	h->seq++;
	h->events[h->seq % HISTORY_MAX] = *event;
}

uint64_t history_oldest(const struct history *h)
{
	return h->seq < HISTORY_MAX ? 1 : h->seq - HISTORY_MAX + 1;
}

const struct event *history_get(const struct history *h, uint64_t seq)
{
	return &h->events[seq % HISTORY_MAX];
}
