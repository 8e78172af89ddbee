/* SPDX-License-Identifier: BSD-2-Clause */
/* The answer to "everything" as metrics, in Prometheus' text format (version 0.0.4): the one that the
 * textfile collector of node_exporter reads. */
#ifndef RDISC_RDISCCTL_METRICS_H
#define RDISC_RDISCCTL_METRICS_H

#include <jansson.h>
#include <stdio.h>

#include "base/util.h"

/* Writes them all; what the answer does not say is left out. False: no memory. */
bool metrics_write(FILE *out, const json_t *answer);

#endif
