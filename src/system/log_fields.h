/* SPDX-License-Identifier: BSD-2-Clause */
/* The members of an event as key=value, for its line. */
#ifndef RDISC_SYSTEM_LOG_FIELDS_H
#define RDISC_SYSTEM_LOG_FIELDS_H

#include "model/event.h"

/* Writes what follows the phrase of an event; cut off where `size` (octets, at least 1) ends. */
void log_format_fields(const struct event *event, char *buf, size_t size);

#endif
