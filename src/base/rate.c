/* SPDX-License-Identifier: BSD-2-Clause */
/* Token buckets. */
#include "config.h"

#include "base/rate.h"

bool rate_take(usec_t *full_at, const struct rate_limit *limit, usec_t now)
{
	usec_t next = usec_add(usec_max(*full_at, now), limit->interval);

	if (next > usec_add(now, limit->burst * limit->interval))
		return false;
	*full_at = next;
	return true;
}

usec_t rate_ready(usec_t full_at, const struct rate_limit *limit, unsigned n)
{
	return usec_sub(full_at, (limit->burst - n) * limit->interval);
}

unsigned rate_missing(usec_t full_at, const struct rate_limit *limit, usec_t now)
{
	return (unsigned)((usec_sub(full_at, now) + limit->interval - 1) / limit->interval);
}

/* Of the few places where a source may stand: its own, or that of the source that costs least to forget. */
usec_t *rate_source(struct rate_table *t, unsigned ifindex, struct in_addr source)
{
	uint64_t key = (uint64_t)ifindex << 32 | source.s_addr;
	struct rng mix = { .state = key ^
				    t->seed }; /* a sender cannot tell which sources share a set */
	struct rate_source *set = t->sources[rng_next(&mix) % RATE_SETS], *idlest = &set[0];

	for (unsigned i = 0; i < RATE_WAYS; i++) {
		if (set[i].key == key)
			return &set[i].full_at;
		if (set[i].full_at < idlest->full_at)
			idlest = &set[i];
	}
	*idlest = (struct rate_source){ .key = key };
	return &idlest->full_at;
}
