/* SPDX-License-Identifier: BSD-2-Clause */
/* The engine's knowledge as JSON: the answers that doc/control.md describes, one packet at a time.
 *
 * An answer is a walk: report_packet() makes the next packet and moves on. So memory never holds more than
 * one packet, however many routers there are.
 */
#ifndef RDISC_CONTROL_REPORT_H
#define RDISC_CONTROL_REPORT_H

#include "control/report_values.h"

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
	REPORT_SETTINGS,
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

/* Packets are at most this long, as text. */
#define REPORT_PACKET_MAX (64 * 1024)

/* Returns the next packet; `report->section` is REPORT_END after the last. */
json_t *report_packet(struct report *report, const struct report_source *source);

#endif
