/* SPDX-License-Identifier: BSD-2-Clause */
/* The members of an event as key=value, for its line and for the journal. */
#ifndef RDISC_SYSTEM_LOG_FIELDS_H
#define RDISC_SYSTEM_LOG_FIELDS_H

#include "model/event.h"

/* Writes what follows the phrase of an event; cut off where `size` (octets, at least 1) ends. */
void log_format_fields(const struct event *event, char *buf, size_t size);

/* Writes the fields of an event for the journal, systemd.journal-fields(7), each with a newline behind:
 * MESSAGE_ID, RDISC_EVENT, and each member of its JSON object, as RDISC_ROUTER; the interface is INTERFACE.
 * A field that does not fit into `size` (octets, at least 1) is left out. */
void log_format_journal(const struct event *event, char *buf, size_t size);

#endif
