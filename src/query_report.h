/* SPDX-License-Identifier: BSD-2-Clause */
/* What --query prints: lines for people as things are heard, or one JSON object at the end. */
#ifndef RDISC_QUERY_REPORT_H
#define RDISC_QUERY_REPORT_H

#include <jansson.h>
#include <stdio.h>

#include "wire.h"

/* Messages that are told; the rest is counted. Whoever floods the link fills no memory and no
 * screen. */
#define REPORT_MESSAGES_MAX 1000

/* What --json prints; a change that breaks readers counts it up. */
#define REPORT_VERSION      1

struct report {
	FILE *out;
	json_t *json; /* NULL: lines for people */
	unsigned n_valid, n_refused, n_left_out;
};

/* One message. */
struct report_message {
	const struct iface *iface; /* where it arrived */
	const struct conf_iface *conf;
	struct wire_message message;
	enum reason reason; /* REASON_NONE: valid and believed */
	const char *lladdr; /* it came from; "": not known */
	usec_t latency;     /* since we asked there last */
};

/* False: out of memory; then nothing else may be called. */
bool report_open(struct report *r, bool json, FILE *out);

/* `iface` is asked, from and to these addresses. */
void report_asked(struct report *r, const struct iface *iface, struct in_addr source,
	struct in_addr destination);

void report_message(struct report *r, const struct report_message *m);

/* Ends and prints what is left; false: something could not be written, or not be kept in memory. */
bool report_close(struct report *r);

#endif
