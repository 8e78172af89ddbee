/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers of the control socket as they are read. */
#include "config.h"

#include "rdiscctl/answer.h"

#include <string.h>
#include <time.h>

const char *answer_text(const json_t *object, const char *member)
{
	return json_string_value(json_object_get(object, member));
}

bool answer_is(const json_t *object, const char *member, const char *text)
{
	const char *value = answer_text(object, member);

	return value != NULL && strcmp(value, text) == 0;
}

double answer_number(const json_t *object, const char *member)
{
	return json_number_value(json_object_get(object, member));
}

bool answer_true(const json_t *object, const char *member)
{
	return json_is_true(json_object_get(object, member));
}

bool answer_time(const json_t *object, const char *member, usec_t *ret)
{
	const char *text = answer_text(object, member), *end;
	struct tm tm = { 0 };
	usec_t fraction = 0, digit = USEC_PER_SEC / 10;
	time_t seconds;

	if (text == NULL || (end = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm)) == NULL)
		return false;
	if (*end == '.')
		for (end++; *end >= '0' && *end <= '9'; end++, digit /= 10)
			fraction += digit * (usec_t)(*end - '0');
	seconds = timegm(&tm);
	if (strcmp(end, "Z") != 0 || seconds < 0)
		return false;
	*ret = (usec_t)seconds * USEC_PER_SEC + fraction;
	return true;
}

usec_t answer_duration(const json_t *object, const char *member)
{
	double seconds = answer_number(object, member);

	return seconds > 0 && seconds < 1e12 ? (usec_t)(seconds * (double)USEC_PER_SEC) : 0;
}

json_t *answer_object(const json_t *object, const char *member)
{
	json_t *value = json_object_get(object, member);

	return json_is_object(value) ? value : NULL;
}

json_t *answer_list(const json_t *object, const char *member)
{
	json_t *value = json_object_get(object, member);

	return json_is_array(value) ? value : NULL;
}

bool answer_join(json_t *whole, json_t *part)
{
	const char *name;
	json_t *value;

	json_object_foreach (part, name, value) {
		json_t *old = json_object_get(whole, name);

		if (old == NULL ? json_object_set(whole, name, value) != 0
				: json_is_array(old) && json_is_array(value) &&
				      json_array_extend(old, value) != 0)
			return false;
	}
	if (json_object_get(whole, "more") != NULL)
		json_object_del(whole, "more");
	return true;
}
