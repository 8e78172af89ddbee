/* SPDX-License-Identifier: BSD-2-Clause */
/* The stream of events at the client: hands them on, or waits for one. */
#ifndef RDISC_RDISCCTL_FOLLOW_H
#define RDISC_RDISCCTL_FOLLOW_H

#include <jansson.h>

#include "base/util.h"

/* Hands each packet to `take`: first a snapshot, the answer to "status" as a whole, then events and losses.
 * Goes on until the daemon ends or `take` returns false. Returns 0 in the latter case, or a negative errno:
 * -EBUSY or -EOPNOTSUPP if the daemon refuses. *ret_refusal is then its answer, which says why, and else NULL;
 * the caller releases it. */
int follow_events(const char *path, bool (*take)(const json_t *packet, void *arg), void *arg,
    json_t **ret_refusal);

/* Waits until the daemon answers, and, with `router`, until its default route stands (on `interface`, if that
 * is not NULL). The daemon may start, hang, restart or be busy meanwhile. It always has a second to answer,
 * however near `deadline` is. Returns 0, -ETIMEDOUT, or an error as follow_events(): one that waiting does not
 * mend, or -EBUSY to the end. *ret is then the default router or NULL, and *ret_refusal as there; the caller
 * releases both. */
int follow_wait(const char *path, usec_t deadline, bool router, const char *interface, json_t **ret,
    json_t **ret_refusal);

#endif
