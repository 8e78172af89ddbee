/* SPDX-License-Identifier: BSD-2-Clause */
/* The output of rdiscctl query: lines for people as things are heard, or one JSON object at the end. */
#ifndef RDISC_TOOLS_QUERY_REPORT_H
#define RDISC_TOOLS_QUERY_REPORT_H

#include <jansson.h>
#include <stdio.h>

#include "core/wire.h"

/* Messages that are printed; the rest is counted. So a flood fills neither memory nor screen. */
#define QUERY_REPORT_MESSAGES_MAX 1000

/* The version of what --json prints; a change that breaks readers counts it up. */
#define QUERY_REPORT_VERSION      1

struct query_report {
	FILE *out;
	json_t *json; /* NULL: lines for people */
	unsigned n_valid, n_refused, n_left_out;
};

/* One message. */
struct query_report_message {
	const struct iface *iface; /* where it arrived */
	const struct conf_iface *conf;
	struct wire_message message;
	enum reason reason; /* REASON_NONE: valid and believed */
	const char *lladdr; /* it came from; "": not known */
	usec_t latency;     /* since we asked there last */
};

/* False: out of memory; then nothing else may be called. */
bool query_report_open(struct query_report *r, bool json, FILE *out);

/* Tells that `iface` is asked, from and to these addresses. */
void query_report_asked(struct query_report *r, const struct iface *iface, struct in_addr source,
    struct in_addr destination);

void query_report_message(struct query_report *r, const struct query_report_message *m);

/* Ends and prints what is left; false: something could not be written, or not be kept in memory. */
bool query_report_close(struct query_report *r);

#endif
