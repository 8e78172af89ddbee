/* SPDX-License-Identifier: BSD-2-Clause */
/* The stream of events at the client: hands them on, or waits for one. */
#ifndef RDISC_RDISCCTL_FOLLOW_H
#define RDISC_RDISCCTL_FOLLOW_H

#include <jansson.h>

#include "base/util.h"

/* Hands each packet on: first a snapshot, the answer to "status" as a whole, then events and losses, until
 * the daemon ends or `take` returns false. 0 in the latter case, or a negative errno. */
int follow_events(const char *path, bool (*take)(const json_t *packet, void *arg), void *arg);

/* Waits until the daemon answers, and, with `router`, until a default route of its stands (on
 * `interface`, if that is not NULL); also for a daemon that is not there yet, hangs, or is restarted
 * meanwhile. However near `deadline` is, a daemon has a second to answer. 0, -ETIMEDOUT, or an error that
 * waiting does not mend. *ret is then the default router or NULL, and the caller's. */
int follow_wait(
    const char *path, usec_t deadline, bool router, const char *interface, json_t **ret);

#endif
