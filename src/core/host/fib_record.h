/* SPDX-License-Identifier: BSD-2-Clause */
/* A route's record in the mirror, to be changed: for the plan, which stands above the mirror. */
#ifndef RDISC_CORE_HOST_FIB_RECORD_H
#define RDISC_CORE_HOST_FIB_RECORD_H

#include "core/host/fib.h"

/* Returns the record of a route; NULL: it is not there. */
struct fib_entry *fib_find(const struct fib *fib, const struct route *route);

/* Takes a record out. */
void fib_forget(struct fib *fib, struct fib_entry *e);

/* Tells of a route by an event. */
void fib_tell(struct fib *fib, enum event_kind kind, const struct fib_entry *e, enum reason reason,
    usec_t now);

#endif
