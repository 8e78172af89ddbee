/* SPDX-License-Identifier: BSD-2-Clause */
/* Events and other news as lines: to syslog in the background, to stderr in the foreground.
 *
 * One line an event: a fixed phrase, then key=value, numeric addresses only. Each kind of event has
 * a fixed level and may come in bursts only; what is left out is counted, and the next line of the
 * kind says how many. Nothing is resolved, opened or allocated while logging.
 */
#ifndef RDISC_LOG_H
#define RDISC_LOG_H

#include <syslog.h>

#include "event.h"

enum log_target {
	LOG_TO_STDERR,
	LOG_TO_SYSLOG,
	LOG_TO_BOTH, /* syslog, and errors to stderr: until the program goes to the background */
};

/* Lines less urgent than `level` (LOG_INFO …) are not written. */
void log_open(enum log_target target, int level);

bool log_wants(int level);

void log_line(int level, const char *format, ...) __attribute__((format(printf, 2, 3)));

void log_event(const struct event *event);

/* The line for an event, without the count of what was left out. */
void log_format_event(const struct event *event, char *buf, size_t size);

#endif
