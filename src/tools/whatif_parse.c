/* SPDX-License-Identifier: BSD-2-Clause */
/* rdiscctl what-if: what is to happen, in words. */
#include "config.h"

#include "tools/whatif.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 8
/* Three hours. */
#define TIME_MAX  10800

static const struct verb {
	const char *word;
	enum whatif_action action;
	bool of_router;
} verbs[] = {
	{ "dies", WHATIF_DIES, true },
	{ "leaves", WHATIF_LEAVES, true },
	{ "returns", WHATIF_RETURNS, true },
	{ "loses-way", WHATIF_LOSES_WAY, true },
	{ "preference", WHATIF_PREFERENCE, true },
	{ "down", WHATIF_DOWN, false },
	{ "up", WHATIF_UP, false },
	{ "unplugged", WHATIF_UNPLUGGED, false },
	{ "plugged", WHATIF_PLUGGED, false },
};

struct text {
	char *at;
	size_t size;
};

__attribute__((format(printf, 2, 3))) static bool refuse(
    struct text *error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error->at, error->size, format, args);
	va_end(args);
	return false;
}

static const struct verb *find_verb(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (strcmp(verbs[i].word, word) == 0)
			return &verbs[i];
	return NULL;
}

static bool parse_target(struct whatif_event *e, const char *word, struct text *error)
{
	if (inet_pton(AF_INET, word, &e->router) == 1)
		return true;
	e->router.s_addr = INADDR_ANY;
	if (strlen(word) >= sizeof(e->ifname))
		return refuse(error, "%s: neither an address nor the name of an interface", word);
	snprintf(e->ifname, sizeof(e->ifname), "%s", word);
	return true;
}

static bool parse_verb(struct whatif_event *e, const char *word, struct text *error)
{
	const struct verb *verb = find_verb(word);
	bool router = e->router.s_addr != INADDR_ANY;

	if (verb == NULL || verb->of_router != router)
		return refuse(error, "%s: expected %s", word,
		    router ? "dies, leaves, returns, loses-way or preference LEVEL"
			   : "down, up, unplugged or plugged");
	e->action = verb->action;
	return true;
}

static bool parse_level(struct whatif_event *e, const char *word, struct text *error)
{
	char *end;
	long long level = strtoll(word, &end, 0);

	if (end == word || *end != '\0' || level < INT32_MIN || level > INT32_MAX)
		return refuse(error, "%s: expected a preference level, as 10", word);
	e->preference = (int32_t)level;
	return true;
}

static bool parse_time(struct whatif_event *e, const char *word, struct text *error)
{
	char *end;
	double seconds = strtod(word, &end);

	if (end == word || *end != '\0' || !(seconds >= 0 && seconds <= TIME_MAX))
		return refuse(error, "%s: expected seconds from 0 to %d", word, TIME_MAX);
	e->time = (usec_t)(seconds * (double)USEC_PER_SEC);
	return true;
}

/* The words of one thing: TARGET VERB [LEVEL] [at SECONDS]. */
static bool parse_event(struct whatif_event *e, char *const *words, size_t n, struct text *error)
{
	size_t i = 2;

	if (n < 2)
		return refuse(error, "%s: what happens to it?", n == 0 ? "," : words[0]);
	if (!parse_target(e, words[0], error) || !parse_verb(e, words[1], error))
		return false;
	if (e->action == WHATIF_PREFERENCE) {
		if (n < 3)
			return refuse(error, "preference: which level?");
		if (!parse_level(e, words[i++], error))
			return false;
	}
	if (i < n && strcmp(words[i], "at") != 0)
		return refuse(error, "%s: expected a comma, or \"at\" and seconds", words[i]);
	if (i + 1 == n)
		return refuse(error, "at: how many seconds?");
	if (i + 2 < n)
		return refuse(error, "%s: expected a comma", words[i + 2]);
	return i == n || parse_time(e, words[i + 1], error);
}

static size_t split(char *text, char **ret)
{
	char *place = NULL;
	size_t n = 0;

	for (char *word = strtok_r(text, " \t", &place); word != NULL && n < WORDS_MAX;
	     word = strtok_r(NULL, " \t", &place))
		ret[n++] = word;
	return n;
}

bool whatif_parse(struct whatif *w, char *words, char *ret_error, size_t size)
{
	struct text error = { ret_error, size };
	usec_t time = 0;

	for (char *next, *at = words; at != NULL; at = next) {
		struct whatif_event *e = &w->events[w->n_events];
		char *list[WORDS_MAX];

		next = strchr(at, ',');
		if (next != NULL)
			*next++ = '\0';
		if (w->n_events == WHATIF_EVENTS_MAX)
			return refuse(
			    &error, "too many things happen: at most %d", WHATIF_EVENTS_MAX);
		*e = (struct whatif_event){ .time = time };
		if (!parse_event(e, list, split(at, list), &error))
			return false;
		if (e->time < time)
			return refuse(&error, "times must not go back: at %g comes before at %g",
			    (double)e->time / USEC_PER_SEC, (double)time / USEC_PER_SEC);
		time = e->time;
		w->n_events++;
	}
	return true;
}
