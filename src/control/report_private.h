/* SPDX-License-Identifier: BSD-2-Clause */
/* What report.c (the packets) and report_objects.c (what is in them) share. */
#ifndef RDISC_CONTROL_REPORT_PRIVATE_H
#define RDISC_CONTROL_REPORT_PRIVATE_H

#include "control/report.h"

/* Values. A time of USEC_INFINITY is null, and so are REASON_NONE and a place in no file. */
json_t *report_time(const struct report_source *s, usec_t time);
json_t *report_seconds(usec_t duration);
json_t *report_address(struct in_addr address);
json_t *report_place(struct conf_place place);
json_t *report_reason(enum reason reason);

/* Objects of doc/control.md. */
json_t *report_daemon(const struct report_source *s);
json_t *report_iface(const struct report_source *s, const struct iface_view *v);
json_t *report_router(const struct report_source *s, const struct router_view *v);
json_t *report_refused(const struct report_source *s, const struct refused_router *v);
json_t *report_default_route(
	const struct report_source *s, const struct route *route, bool ours, uint32_t lowest);
json_t *report_track(const struct track_view *v);
json_t *report_counters(const struct report_source *s);
json_t *report_explanation(const struct report_source *s, const struct router_view *v);
json_t *report_explanation_refused(const struct report_source *s, const struct refused_router *v);

#endif
