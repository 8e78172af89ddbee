/* SPDX-License-Identifier: BSD-2-Clause */
/* Words every file uses: time, saturating arithmetic, a seeded generator, small macros.
 *
 * Time is a usec_t: microseconds on CLOCK_BOOTTIME in the daemon, any number in tests. A point in
 * time and a duration share the type; USEC_INFINITY as a point in time means "never".
 *
 * The folder base knows no domain and no system: numbers and times (here), containers (map, slots), token buckets
 * (rate), text for people (printable, page, options). Every folder may include it, and it includes no other one.
 */
#ifndef RDISC_BASE_UTIL_H
#define RDISC_BASE_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t usec_t;

#define USEC_PER_MSEC ((usec_t)1000)
#define USEC_PER_SEC  ((usec_t)1000000)
#define USEC_INFINITY UINT64_MAX

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Returns a + b, or USEC_INFINITY where that does not fit. */
static inline usec_t usec_add(usec_t a, usec_t b)
{
	return a > USEC_INFINITY - b ? USEC_INFINITY : a + b;
}

/* Returns a - b, or 0 where b is later. */
static inline usec_t usec_sub(usec_t a, usec_t b)
{
	return a > b ? a - b : 0;
}

static inline usec_t usec_min(usec_t a, usec_t b)
{
	return a < b ? a : b;
}

static inline usec_t usec_max(usec_t a, usec_t b)
{
	return a > b ? a : b;
}

/* The generator behind every random delay. RFC 1256 4.3 asks for a seed unique to the system, so the daemon
 * takes one from the kernel; tests take 1, 2, 3. Not for secrets. */
struct rng {
	uint64_t state;
};

/* SplitMix64: equidistributed, and any seed is a good one. */
static inline uint64_t rng_next(struct rng *rng)
{
	uint64_t z = (rng->state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* Returns a uniform duration in [min, max], to the microsecond; max - min must be below UINT64_MAX. The
 * remainder's bias is below (max - min) / 2^64: nothing for the hours this is used for. */
static inline usec_t rng_between(struct rng *rng, usec_t min, usec_t max)
{
	return min + rng_next(rng) % (max - min + 1);
}

#endif
