/* SPDX-License-Identifier: BSD-2-Clause */
/* Events and other news as lines: to syslog in the background, to stderr in the foreground.
 *
 * One line an event: a fixed phrase, then key=value, numeric addresses only. Each kind of event has
 * a fixed level and a limit of lines. The next line of the kind, or one after a minute, has the number of
 * lines left out. Logging resolves and allocates nothing, and no line waits for its reader (log_output.h).
 *
 * The folder system is the rest of the system: the log (here), the state file, the service manager (notify.h) and
 * the clocks. privilege.h, seccomp and landlock give up privilege. Each stands alone and knows the model at most.
 */
#ifndef RDISC_SYSTEM_LOG_H
#define RDISC_SYSTEM_LOG_H

#include <syslog.h>

#include "model/event.h"

/* Of the system's log. */
#define LOG_SOCKET     "/dev/log"
/* Of the journal, for lines with fields (systemd.io/JOURNAL_NATIVE_PROTOCOL). */
#define JOURNAL_SOCKET "/run/systemd/journal/socket"

enum log_target {
	LOG_TO_STDERR,
	LOG_TO_SYSLOG,
	LOG_TO_BOTH, /* syslog, and errors to stderr: until the program goes to the background */
};

/* Where stderr is the journal, lines go there with their levels before log_open() as well, which knows the
 * rest. Elsewhere they go to stderr, without a date. */
void log_begin(const char *journal);

/* Opens the log; before, it is stderr. `socket` is the system's log, `journal` the journal's socket; both
 * stay the caller's. Where stderr or the system's log is the journal, lines go to `journal`, with the
 * members of events as fields. Without such a socket each line for stderr begins with its level as <N>
 * instead of our name. The journal removes the level and knows the name (sd-daemon(3)). */
void log_open(enum log_target target, const char *socket, const char *journal);

/* Ends LOG_TO_BOTH: from here on the system's log alone. It stays open as it is, since by now the program
 * may not be allowed to open it. */
void log_leave_stderr(void);

/* Lines less urgent than `level` (LOG_ERR … LOG_DEBUG) are not written; LOG_INFO at the start. */
void log_set_level(int level);
int log_level(void);

bool log_wants(int level);

void log_line(int level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* False: it is one too many in a short time, written or not. */
bool log_event(const struct event *event);

/* Returns when log_tell_left_out() will have something to tell. */
usec_t log_deadline(void);

/* Logs the numbers of lines left out for a minute, with `all` every such number. Writes the lines that could
 * not be written before, if they can be now. */
void log_tell_left_out(usec_t now, bool all);

/* Gives the readers up to 100 ms to make room for what could not be written: the end of the program. */
void log_end(void);

/* Returns the event's syslog level. log_event() demotes a repeated refusal to LOG_DEBUG for a day. */
int log_event_level(const struct event *event);

/* Writes the line for an event, without the count of lines left out; cuts it off where `size` (octets, at
 * least 1) ends. */
void log_format_event(const struct event *event, char *buf, size_t size);

#endif
