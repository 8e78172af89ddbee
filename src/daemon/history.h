/* SPDX-License-Identifier: BSD-2-Clause */
/* The last events, for clients of the control socket that ask for them or follow. */
#ifndef RDISC_DAEMON_HISTORY_H
#define RDISC_DAEMON_HISTORY_H

#include "model/event.h"

/* Events that are kept. */
#define HISTORY_MAX 256

/* A ring. Events have numbers from 1 on; `events` has HISTORY_MAX places and stays the caller's. */
struct history {
	uint64_t seq; /* the number of the last event; 0: there was none */
	struct event *events;
};

/* Adds an event, in the place of the oldest one. */
void history_add(struct history *h, const struct event *event);

/* Returns the number of the oldest event that is kept; seq + 1: there is none. */
uint64_t history_oldest(const struct history *h);

/* Returns the event of that number, which is kept. */
const struct event *history_get(const struct history *h, uint64_t seq);

#endif
