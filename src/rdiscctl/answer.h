/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads answers of the control socket (doc/control.md). A member that is missing, null or of an unexpected
 * type counts as unknown, and is never an error. */
#ifndef RDISC_RDISCCTL_ANSWER_H
#define RDISC_RDISCCTL_ANSWER_H

#include <jansson.h>

#include "base/util.h"

/* Returns the text of a member; NULL: not known. It lives as long as the object. */
const char *answer_text(const json_t *object, const char *member);

/* True if the member is this text. */
bool answer_is(const json_t *object, const char *member, const char *text);

/* Returns a number of either kind; 0: not known. */
double answer_number(const json_t *object, const char *member);

bool answer_true(const json_t *object, const char *member);

/* Gives a time, "2026-11-22T16:04:05.123Z", as microseconds since 1970; false: not known. */
bool answer_time(const json_t *object, const char *member, usec_t *ret);

/* Returns a duration in seconds as microseconds; 0: not known or negative. */
usec_t answer_duration(const json_t *object, const char *member);

/* Returns an object or a list, borrowed; NULL: not known. jansson's own functions take NULL for an empty
 * one. */
json_t *answer_object(const json_t *object, const char *member);
json_t *answer_list(const json_t *object, const char *member);

/* Adds a further part of an answer to the whole: lists of the same name are joined, what the whole has
 * already stays, and "more" goes. False: no memory. */
bool answer_join(json_t *whole, json_t *part);

#endif
