/* SPDX-License-Identifier: BSD-2-Clause */
/* Where lines leave the program: standard error, or the datagram socket of the system's log or journal.
 *
 * One write a line, and none of them waits for its reader. A line that cannot be written is lost and
 * counted; the count goes out as a line of its own before the next line that can be written. The queue of the
 * system's log is short, 10 lines by default: lines beyond that are held for a while. The journal
 * takes a line as fields of text, KEY=value, each with a newline behind (systemd.io/JOURNAL_NATIVE_PROTOCOL).
 */
#ifndef RDISC_SYSTEM_LOG_OUTPUT_H
#define RDISC_SYSTEM_LOG_OUTPUT_H

#include "base/util.h"

/* The longest text of a line, octets. */
#define LOG_LINE_MAX   512
/* The longest fields of a line for the journal, octets. */
#define LOG_FIELDS_MAX 768
/* Octets that are held for the system's log, or the journal. */
#define LOG_HELD_MAX   8192

struct log_output {
	enum {
		LOG_OUTPUT_NONE,
		LOG_OUTPUT_FILE,
		LOG_OUTPUT_STREAM,
		LOG_OUTPUT_SYSLOG,
		LOG_OUTPUT_JOURNAL
	} kind;
	int fd;             /* -1: none */
	bool reopened;      /* fd is a description of our own, to be closed */
	bool journal;       /* a line begins with <LEVEL>, which the journal takes away */
	bool terminal;      /* a line begins with the time of day */
	bool cut;           /* the last line was written in part */
	bool retries;       /* worth another attempt later: a reader may come back */
	int type;           /* of the system's log: SOCK_DGRAM, or SOCK_STREAM as some have it */
	const char *path;   /* of the system's log, or the journal */
	unsigned long lost; /* lines */
	size_t n_held;      /* octets */
	char held[LOG_HELD_MAX]; /* lines for the system's log, each as it will be sent, with a 0 */
};

/* Returns whether standard error is the journal's stream. */
bool log_output_is_journal(void);

/* Takes standard error; if that is the journal, its socket at `journal`, if that exists. Opens a pipe or a
 * terminal once more, non-blocking: that flag on the descriptor itself would hold for every program that
 * shares it. */
void log_output_open_stderr(struct log_output *o, const char *journal);

/* Takes the system's log at `path`, which need not be there yet; if it is a link into the folder of
 * `journal`, that socket. Both stay the caller's. */
void log_output_open_syslog(struct log_output *o, const char *path, const char *journal);

void log_output_close(struct log_output *o);

/* Writes a line of printable text, shorter than LOG_LINE_MAX, at a level of syslog(3). The journal gets
 * `fields` too, shorter than LOG_FIELDS_MAX and each with a newline behind. */
void log_output_write(struct log_output *o, int level, const char *text, const char *fields);

/* Returns whether there is something that could perhaps be written now: held lines, or how many are lost. */
bool log_output_waits(const struct log_output *o);

/* Tries to write that. */
void log_output_flush(struct log_output *o);

#endif
