/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers that cannot be foretold from all those before: SipHash-2-4 of a counter. */
#ifndef RDISC_BASE_SECRET_H
#define RDISC_BASE_SECRET_H

#include <stdint.h>

struct secrets {
	uint64_t key[2]; /* from the system's entropy; never sent or shown */
	uint64_t counter;
};

uint64_t secret_next(struct secrets *s);

#endif
