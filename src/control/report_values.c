/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of an answer. */
#include "config.h"

#include "control/report_values.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

json_t *report_time(const struct report_source *s, usec_t time)
{
	usec_t wall = time == USEC_INFINITY ? 0 : usec_sub(usec_add(s->wall, time), s->now);
	time_t sec = (time_t)(wall / USEC_PER_SEC);
	char text[48];
	struct tm tm;
	size_t len;

	if (time == USEC_INFINITY || gmtime_r(&sec, &tm) == NULL)
		return json_null();
	len = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text + len, sizeof(text) - len, ".%03uZ",
	    (unsigned)(wall % USEC_PER_SEC / USEC_PER_MSEC));
	return json_string(text);
}

json_t *report_seconds(usec_t duration)
{
	uint64_t whole = duration / USEC_PER_MSEC;

	return json_real((double)whole / 1000);
}

json_t *report_text(const char *text)
{
	json_t *value = text == NULL ? json_null() : json_string(text);
	char ascii[512];

	if (value != NULL)
		return value;
	snprintf(ascii, sizeof(ascii), "%s", text);
	for (char *p = ascii; *p != '\0'; p++)
		if ((unsigned char)*p >= 0x80)
			*p = '?';
	return json_string(ascii);
}

json_t *report_address(struct in_addr address)
{
	char text[INET_ADDRSTRLEN];

	return json_string(inet_ntop(AF_INET, &address, text, sizeof(text)));
}

json_t *report_place(struct conf_place place)
{
	if (place.file == NULL)
		return json_null();
	return json_pack("{s:o, s:i}", "file", report_text(place.file), "line", place.line);
}

json_t *report_reason(enum reason reason)
{
	return reason == REASON_NONE ? json_null() : json_string(event_reason_name(reason));
}

json_t *report_new(const struct report_source *s)
{
	return json_pack("{s:i, s:o}", "version", 1, "time", report_time(s, s->now));
}

json_t *report_error(const struct report_source *s, const char *code, const char *format, ...)
{
	json_t *packet = report_new(s);
	char message[256];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	json_object_set_new(packet, "error",
	    json_pack("{s:s, s:o}", "code", code, "message", report_text(message)));
	return packet;
}
