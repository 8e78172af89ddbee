/* SPDX-License-Identifier: BSD-2-Clause */
/* What the engine knows, as JSON: the answers that doc/control.md describes, one packet at a time.
 *
 * An answer is a walk: report_packet() makes the next packet and moves on, so that no more than one is
 * ever in memory, however many routers there are.
 */
#ifndef RDISC_CONTROL_REPORT_H
#define RDISC_CONTROL_REPORT_H

#include <jansson.h>

#include "core/engine/view.h"

/* The parts of an answer, in their order. */
enum report_section {
	REPORT_DAEMON,
	REPORT_INTERFACES,
	REPORT_ROUTERS,
	REPORT_REFUSED,
	REPORT_DEFAULT_ROUTES,
	REPORT_TRACKS,
	REPORT_COUNTERS,
	REPORT_EXPLANATIONS,
	REPORT_EXPLANATIONS_REFUSED, /* goes on with the same list */
	REPORT_END,
};

/* Where an answer stands. */
struct report {
	unsigned sections; /* set of 1 << enum report_section */
	unsigned section;
	uint32_t cursor;
	char ifname[IF_NAMESIZE]; /* "": all */
	struct in_addr router;    /* 0: all */
	bool snapshot;            /* says so */
};

/* What it tells of. */
struct report_source {
	const struct engine *engine;
	const struct conf *conf;
	usec_t now;        /* CLOCK_BOOTTIME */
	usec_t wall;       /* the same moment, since 1970 */
	usec_t start;      /* CLOCK_BOOTTIME */
	usec_t configured; /* when the configuration in force was taken */
	unsigned generation;
	const char *last_reload; /* "ok", "refused" or NULL */
	const char *log_level;
	uint64_t overruns;
	uint64_t seq; /* of the last event */
};

/* Packets are at most this long, as text. */
#define REPORT_PACKET_MAX (64 * 1024)

/* A text; null for none. Names of interfaces and files may be any bytes: in a text that is no UTF-8 those
 * beyond ASCII become "?". */
json_t *report_text(const char *text);

/* A packet with version and time, for answers of another kind. NULL: no memory, as everywhere here. */
json_t *report_new(const struct report_source *source);

json_t *report_error(const struct report_source *source, const char *code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The next packet; `report->section` is REPORT_END after the last. */
json_t *report_packet(struct report *report, const struct report_source *source);

/* One event. `level` and `message` are the log's. */
json_t *report_event(const struct report_source *source, const struct event *event, uint64_t seq,
	const char *level, const char *message);

#endif
