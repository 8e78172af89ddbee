/* SPDX-License-Identifier: BSD-2-Clause */
/* The members of an event as key=value, for its line. */
#include "config.h"

#include "system/log_fields.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/conf.h"
#include "model/rfc1256.h"

struct cursor {
	char *at;
	size_t left;
};

/* Leaves out a whole word that does not fit. */
__attribute__((format(printf, 2, 3))) static void put(struct cursor *c, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(c->at, c->left, format, args);
	va_end(args);
	if (n > 0 && (size_t)n < c->left) {
		c->at += n;
		c->left -= (size_t)n;
	}
}

static void put_word(struct cursor *c, const char *name, const char *word)
{
	put(c, " %s=%s", name, word);
}

static void put_address(struct cursor *c, const char *name, struct in_addr address)
{
	char text[INET_ADDRSTRLEN];

	put_word(c, name, inet_ntop(AF_INET, &address, text, sizeof(text)));
}

/* There may be none. */
static void put_router(struct cursor *c, const char *name, struct in_addr router)
{
	if (router.s_addr == INADDR_ANY)
		put_word(c, name, "none");
	else
		put_address(c, name, router);
}

static void put_preference(struct cursor *c, const char *name, int32_t preference)
{
	if (preference == PREFERENCE_INELIGIBLE)
		put_word(c, name, "ineligible");
	else
		put(c, " %s=%d", name, preference);
}

static void put_member(struct cursor *c, const struct event *e, const struct event_member *member)
{
	const void *value = (const char *)e + member->offset;
	const char *word = member->word;
	char text[EVENT_LLADDR_STRLEN];

	switch (member->value) {
	case VALUE_TEXT:
		put_word(c, word, value);
		break;
	case VALUE_IFACE:
		if (e->ifname[0] != '\0')
			put_word(c, word, value);
		else
			put(c, " ifindex=%u", e->ifindex);
		break;
	case VALUE_ADDRESS:
		put_address(c, word, *(const struct in_addr *)value);
		break;
	case VALUE_ROUTER:
		put_router(c, word, *(const struct in_addr *)value);
		break;
	case VALUE_PREFSRC:
		if (e->prefsrc.s_addr != INADDR_ANY)
			put_address(c, word, e->prefsrc);
		break;
	case VALUE_LLADDR:
		put_word(c, word, event_lladdr_text(value, text));
		break;
	case VALUE_PREFERENCE:
		put_preference(c, word, *(const int32_t *)value);
		break;
	case VALUE_NUMBER:
		put(c, " %s=%u", word, *(const unsigned *)value);
		break;
	case VALUE_LIFETIME:
		put(c, " %s=%us", word, *(const unsigned *)value);
		break;
	case VALUE_OF_BURST:
		put(c, " %s=%u/%u", word, *(const unsigned *)value, MAX_SOLICITATIONS);
		break;
	case VALUE_TYPE:
		put_word(c, word, event_type_name(*(const unsigned *)value));
		break;
	case VALUE_TRACK_KIND:
		put_word(c, word, conf_track_kind_name(*(const enum track_kind *)value));
		break;
	case VALUE_REASON:
		if (e->reason != REASON_NONE)
			put_word(c, word, event_reason_name(e->reason));
		break;
	case VALUE_ERROR:
		put(c, " %s=\"%s\"", word, strerror(*(const int *)value));
		break;
	}
}

/* Says what the words of the line leave open. */
static void put_hint(struct cursor *c, const struct event *event)
{
	if (event->reason == REASON_REVERSED_SOURCE)
		put(c, " (a fault of some routers; see require-neighbour-source)");
	if (event->reason == REASON_FORWARDING_OFF)
		put(c, " (net.ipv4.conf.%s.forwarding is 0; see --no-require-forwarding)",
			event->ifname);
	if (event->reason == REASON_NO_ROLE)
		put(c, " (a loopback, or it does neither multicast nor broadcast)");
	if (event->reason == REASON_POINT_TO_POINT)
		put(c, " (name the interface to advertise there)");
	if (event->kind == EVENT_LAST_RESORT && event->reason == REASON_NO_WAY_OUT)
		put(c, " (the check targets may be down)");
	if (event->kind == EVENT_NO_ANSWER)
		put(c, " (does a firewall here let in ICMP type 9, router-advertisement?)");
	if (event->kind == EVENT_FOREIGN_WINS)
		put(c, " (see rdiscctl conflicts)");
	if (event->kind == EVENT_ROUTER_UNKNOWN)
		put(c, " (if it belongs there, name it in allow of that interface, or --allow)");
}

void log_format_fields(const struct event *event, char *buf, size_t size)
{
	struct cursor c = { buf, size };
	const struct event_member *member;
	unsigned cursor = 0;

	buf[0] = '\0';
	while ((member = event_next_member(event->kind, &cursor)) != NULL)
		if (member->word != NULL)
			put_member(&c, event, member);
	put_hint(&c, event);
}
