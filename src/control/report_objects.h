/* SPDX-License-Identifier: BSD-2-Clause */
/* The objects of an answer. */
#ifndef RDISC_CONTROL_REPORT_OBJECTS_H
#define RDISC_CONTROL_REPORT_OBJECTS_H

#include "control/report_values.h"

/* Objects of doc/control.md. */
json_t *report_daemon(const struct report_source *s);
json_t *report_iface(const struct report_source *s, const struct iface_view *v);
json_t *report_router(const struct report_source *s, const struct router_view *v);
json_t *report_refused(const struct report_source *s, const struct refused_router *v);
json_t *report_default_route(const struct report_source *s, const struct route *route, bool ours);
json_t *report_track(const struct track_view *v);
json_t *report_counters(const struct report_source *s);
json_t *report_explanation(const struct report_source *s, const struct router_view *v);
json_t *report_explanation_refused(const struct report_source *s, const struct refused_router *v);

/* Returns a value of the configuration, and its origin. */
json_t *report_setting(const struct setting *v);

#endif
