/* SPDX-License-Identifier: BSD-2-Clause */
/* rdiscctl what-if: copies the daemon's state from its answers, and has the rest done by tools/whatif.h. */
#ifndef RDISC_RDISCCTL_WHATIF_H
#define RDISC_RDISCCTL_WHATIF_H

#include <jansson.h>

#include "rdiscctl/call.h"

/* Plays what the call's words say on a copy of what the daemon answered to "everything" and "configuration".
 * Returns an exit code. */
int whatif_play(const struct call *call, const json_t *state, const json_t *configuration);

#endif
