/* SPDX-License-Identifier: BSD-2-Clause */
/* The system's clocks. */
#ifndef RDISC_SYSTEM_CLOCK_H
#define RDISC_SYSTEM_CLOCK_H

#include <time.h>

#include "base/util.h"

/* Returns the time of one of clock_gettime(2)'s clocks. The daemon's is CLOCK_BOOTTIME: lifetimes run while the
 * machine sleeps. */
usec_t clock_now(clockid_t clock);

#endif
