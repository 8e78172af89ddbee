/* SPDX-License-Identifier: BSD-2-Clause */
/* Times as people say them. */
#include "config.h"

#include "rdiscctl/times.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

const char *words_duration(usec_t duration, char ret[WORDS_MAX])
{
	uint64_t s = duration / USEC_PER_SEC;
	uint64_t days = s / 86400;
	unsigned hour = (unsigned)(s / 3600 % 24), minute = (unsigned)(s / 60 % 60);
	unsigned second = (unsigned)(s % 60);

	if (days > 0)
		snprintf(ret, WORDS_MAX, "%" PRIu64 "d %02u:%02u", days, hour, minute);
	else if (hour > 0)
		snprintf(ret, WORDS_MAX, "%uh %02um", hour, minute);
	else if (minute > 0)
		snprintf(ret, WORDS_MAX, "%um %02us", minute, second);
	else
		snprintf(ret, WORDS_MAX, "%us", second);
	return ret;
}

const char *words_moment(usec_t when, usec_t now, char ret[WORDS_MAX])
{
	bool past = when <= now;
	usec_t distance = past ? now - when : when - now;
	char duration[WORDS_MAX];

	if (distance < USEC_PER_SEC)
		snprintf(ret, WORDS_MAX, "now");
	else if (past)
		snprintf(ret, WORDS_MAX, "%.30s ago", words_duration(distance, duration));
	else
		snprintf(ret, WORDS_MAX, "in %.30s", words_duration(distance, duration));
	return ret;
}

const char *words_date(usec_t when, char ret[WORDS_MAX])
{
	time_t seconds = (time_t)(when / USEC_PER_SEC);
	struct tm tm;

	if (localtime_r(&seconds, &tm) == NULL ||
	    strftime(ret, WORDS_MAX, "%Y-%m-%d %H:%M:%S", &tm) == 0)
		snprintf(ret, WORDS_MAX, "-");
	return ret;
}
