/* SPDX-License-Identifier: BSD-2-Clause */
/* The system's clocks. */
#include "config.h"

#include "system/clock.h"

usec_t clock_now(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (usec_t)ts.tv_sec * USEC_PER_SEC + (usec_t)ts.tv_nsec / 1000;
}
