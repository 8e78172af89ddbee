/* SPDX-License-Identifier: BSD-2-Clause */
/* Times as people say them: "24m 51s", "11s ago", "in 3d 04:12". */
#ifndef RDISC_RDISCCTL_TIMES_H
#define RDISC_RDISCCTL_TIMES_H

#include "base/util.h"

/* Room for each of these texts. */
#define WORDS_MAX 40

/* Returns the words of a length of time, to the second; they stand in `ret`, which is returned. */
const char *words_duration(usec_t duration, char ret[WORDS_MAX]);

/* Returns a point in time relative to another one. */
const char *words_moment(usec_t when, usec_t now, char ret[WORDS_MAX]);

/* Microseconds since 1970 as date and time of day in the reader's time zone. */
const char *words_date(usec_t when, char ret[WORDS_MAX]);

#endif
