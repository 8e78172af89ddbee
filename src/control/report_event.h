/* SPDX-License-Identifier: BSD-2-Clause */
/* An event, as JSON. */
#ifndef RDISC_CONTROL_REPORT_EVENT_H
#define RDISC_CONTROL_REPORT_EVENT_H

#include "control/report_values.h"

/* Returns the packet for an event. `seq` is its number; `level` and `message` are the log's. NULL: no
 * memory. */
json_t *report_event(const struct report_source *source, const struct event *event, uint64_t seq,
    const char *level, const char *message);

#endif
