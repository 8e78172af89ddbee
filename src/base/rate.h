/* SPDX-License-Identifier: BSD-2-Clause */
/* Token buckets: how often others may change what this machine knows.
 *
 * A bucket is the moment when it will be full again. So an idle one costs nothing, and 0 is a full one.
 * Sources have theirs in a table of fixed size. A full table makes room for a new source: it forgets the
 * debt of an old one, and refuses none. Invented sources can make the table forget, so a limit over all
 * sources must bear that. But they can lock no source out.
 */
#ifndef RDISC_BASE_RATE_H
#define RDISC_BASE_RATE_H

#include <netinet/in.h>

#include "base/util.h"

struct rate_limit {
	usec_t interval; /* a token every so often */
	unsigned burst;  /* … and so many at once */
};

/* Takes a token; false: there is none. */
bool rate_take(usec_t *full_at, const struct rate_limit *limit, usec_t now);

/* Returns the moment from which on there are `n` tokens; it may lie in the past. */
usec_t rate_ready(usec_t full_at, const struct rate_limit *limit, unsigned n);

/* Returns how many tokens are missing until it is full. */
unsigned rate_missing(usec_t full_at, const struct rate_limit *limit, usec_t now);

#define RATE_SETS 64 /* a power of 2 */
#define RATE_WAYS 4

struct rate_table {
	uint64_t seed;
	struct rate_source {
		uint64_t key; /* interface and address */
		usec_t full_at;
	} sources[RATE_SETS][RATE_WAYS];
};

/* Returns the bucket of a source, valid until the next call. */
usec_t *rate_source(struct rate_table *t, unsigned ifindex, struct in_addr source);

#endif
