/* SPDX-License-Identifier: BSD-2-Clause */
/* Words for the values of an answer. */
#ifndef RDISC_RDISCCTL_SHOW_VALUES_H
#define RDISC_RDISCCTL_SHOW_VALUES_H

#include "rdiscctl/answer.h"
#include "rdiscctl/times.h"

/* Returns the text of a member, or "-". */
const char *show_text(const json_t *object, const char *member);

/* Returns a member that is a time, relative to the answer's own; "-": not known. `ret` holds it. */
const char *show_moment(
    const json_t *answer, const json_t *object, const char *member, char ret[WORDS_MAX]);

/* Returns a preference level as a number, or "ineligible". */
const char *show_preference(const json_t *object, const char *member, char ret[WORDS_MAX]);

/* Returns the place of a rule, "rdisc.conf:23", or "-" where it has none. */
const char *show_place(const json_t *rule, char *ret, size_t size);

/* Returns a default route in the words of ip-route(8), without its metric. */
const char *show_hops(const json_t *route, char *ret, size_t size);

#endif
