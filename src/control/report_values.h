/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of an answer, as JSON; and the packet around it. */
#ifndef RDISC_CONTROL_REPORT_VALUES_H
#define RDISC_CONTROL_REPORT_VALUES_H

#include <jansson.h>

#include "core/engine/view.h"
#include "model/setting.h"

/* The daemon that an answer is about, at one moment. */
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
	/* The settings of the configuration, by number; false: no more. NULL: there are none. */
	bool (*setting)(uint32_t number, struct setting *ret, void *arg);
	void *arg; /* … handed to it */
};

/* Return values: a time of USEC_INFINITY is null, and so are REASON_NONE and a place in no file. */
json_t *report_time(const struct report_source *s, usec_t time);
json_t *report_seconds(usec_t duration);
json_t *report_address(struct in_addr address);
json_t *report_place(struct conf_place place);
json_t *report_reason(enum reason reason);

/* Returns a text; null for none. Names of interfaces and files may be any bytes: in a text that is no UTF-8
 * those beyond ASCII become "?". */
json_t *report_text(const char *text);

/* Returns a packet with version and time, for answers of another kind. NULL: no memory, as everywhere here. */
json_t *report_new(const struct report_source *source);

json_t *report_error(const struct report_source *source, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
