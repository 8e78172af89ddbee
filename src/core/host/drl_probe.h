/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's word on a router, and the questions to it. */
#ifndef RDISC_CORE_HOST_DRL_PROBE_H
#define RDISC_CORE_HOST_DRL_PROBE_H

#include "core/host/drl.h"

/* Makes the kernel ask again for a doubtful router; `confirmed`: the time since it was last heard. */
void drl_doubt(struct drl *drl, struct drl_router *r, usec_t confirmed, usec_t now);

#endif
