/* SPDX-License-Identifier: BSD-2-Clause */
/* Words for the values of an answer. */
#include "config.h"

#include "rdiscctl/show_values.h"

#include <stdint.h>
#include <stdio.h>

const char *show_text(const json_t *object, const char *member)
{
	const char *text = answer_text(object, member);

	return text == NULL ? "-" : text;
}

const char *show_moment(
    const json_t *answer, const json_t *object, const char *member, char ret[WORDS_MAX])
{
	usec_t when, now;

	if (!answer_time(object, member, &when) || !answer_time(answer, "time", &now))
		return "-";
	return words_moment(when, now, ret);
}

const char *show_preference(const json_t *object, const char *member, char ret[WORDS_MAX])
{
	double level = answer_number(object, member);

	if (level == INT32_MIN)
		return "ineligible";
	snprintf(ret, WORDS_MAX, "%.0f", level);
	return ret;
}

const char *show_place(const json_t *rule, char *ret, size_t size)
{
	const char *file = answer_text(rule, "file");

	if (file == NULL)
		snprintf(ret, size, "-");
	else
		snprintf(ret, size, "%s:%.0f", file, answer_number(rule, "line"));
	return ret;
}

const char *show_hops(const json_t *route, char *ret, size_t size)
{
	const json_t *hops = answer_list(route, "hops");
	bool several = json_array_size(hops) > 1;
	size_t i, len = 0;
	json_t *hop;

	ret[0] = '\0';
	json_array_foreach (hops, i, hop) {
		const char *gateway = answer_text(hop, "gateway");

		len += (size_t)snprintf(ret + len, size - len, "%s%s%s%s%sdev %s", i > 0 ? " " : "",
		    several ? "nexthop " : "", gateway != NULL ? "via " : "",
		    gateway != NULL ? gateway : "", gateway != NULL ? " " : "",
		    show_text(hop, "interface"));
		if (len >= size)
			break;
	}
	return ret;
}
