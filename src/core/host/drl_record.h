/* SPDX-License-Identifier: BSD-2-Clause */
/* A router's record in the list, to be written: for the rooms above the list, the probes and the choice. */
#ifndef RDISC_CORE_HOST_DRL_RECORD_H
#define RDISC_CORE_HOST_DRL_RECORD_H

#include "core/host/drl.h"

/* Returns a router; NULL: unknown. */
struct drl_router *drl_get(struct drl *drl, struct hop hop);

/* Notes a question to the neighbour table, or takes it back. Nobody is asked on a path that is PATH_NONE: where a
 * path changes, its new value comes first. */
void drl_ask(struct drl *drl, struct drl_router *r, enum neighbour_query_kind kind);
void drl_unask(struct drl *drl, struct drl_router *r, enum neighbour_query_kind kind);

/* Returns how often its sign of life is wanted; 0: not by time. */
usec_t drl_ask_interval(const struct drl *drl, const struct drl_router *r);

/* Returns when something is due for the router; it may be past. */
usec_t drl_router_deadline(const struct drl_router *r);

/* Returns the key of a router in the index; how many routers an interface has. */
uint64_t drl_key(unsigned ifindex, struct in_addr address);
uint32_t drl_count(const struct drl *drl, unsigned ifindex);
void drl_set_count(struct drl *drl, unsigned ifindex, uint32_t n);

/* Forgets it, and tells why. */
void drl_lose(struct drl *drl, struct drl_router *r, enum reason reason, usec_t now);

/* True if it is eligible, on a subnet of an interface that is up, and not refused by the kernel. */
bool drl_is_usable(const struct drl_router *r, usec_t now);

/* Returns an event about it; tells of it by one. */
struct event drl_event(
    enum event_kind kind, const struct drl_router *r, enum reason reason, usec_t now);
void drl_tell(struct drl *drl, enum event_kind kind, const struct drl_router *r, enum reason reason,
    usec_t now);

#endif
