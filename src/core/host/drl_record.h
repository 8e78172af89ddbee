/* SPDX-License-Identifier: BSD-2-Clause */
/* A router's record in the list, to be written: for the rooms above the list, the probes and the choice. */
#ifndef RDISC_CORE_HOST_DRL_RECORD_H
#define RDISC_CORE_HOST_DRL_RECORD_H

#include "core/host/drl.h"

/* Returns a router; NULL: unknown. */
struct drl_router *drl_get(struct drl *drl, struct hop hop);

/* Returns how it is put to the test, all 0 where it was not yet. */
struct drl_trial *drl_try(struct drl *drl, struct drl_router *r);

/* Notes a question to the neighbour table. */
void drl_ask(struct drl *drl, struct drl_router *r, enum neighbour_query_kind kind);

/* Notes when something will be due for it, after its times have changed. */
void drl_schedule(struct drl *drl, const struct drl_router *r, usec_t now);

/* Tells of it by an event. */
void drl_tell(struct drl *drl, enum event_kind kind, const struct drl_router *r, enum reason reason,
	usec_t now);

#endif
