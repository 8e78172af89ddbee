/* SPDX-License-Identifier: BSD-2-Clause */
/* The members of an event as key=value, for its line and for the journal. */
#include "config.h"

#include "system/log_fields.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <inttypes.h>
#include <linux/rtnetlink.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/printable.h"
#include "model/conf.h"
#include "model/rfc1256.h"

/* Octets of the longest value, an error of the C library. */
#define VALUE_MAX 96

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
	} else {
		*c->at = '\0';
	}
}

static void format_address(struct in_addr address, char *buf, size_t size)
{
	inet_ntop(AF_INET, &address, buf, (socklen_t)size);
}

/* There may be none. */
static void format_router(struct in_addr router, char *buf, size_t size)
{
	if (router.s_addr == INADDR_ANY)
		snprintf(buf, size, "none");
	else
		format_address(router, buf, size);
}

static void format_preference(int32_t preference, char *buf, size_t size)
{
	if (preference == PREFERENCE_INELIGIBLE)
		snprintf(buf, size, "ineligible");
	else
		snprintf(buf, size, "%" PRId32, preference);
}

/* Writes the value of a member as one printable word or more; nothing where there is none. */
static void format_value(
    const struct event *e, const struct event_member *member, char *buf, size_t size)
{
	const void *value = (const char *)e + member->offset;
	char lladdr[EVENT_LLADDR_STRLEN];

	buf[0] = '\0';
	switch (member->value) {
	case VALUE_TEXT:
	case VALUE_IFACE:
		printable(value, buf, size);
		break;
	case VALUE_ADDRESS:
		format_address(*(const struct in_addr *)value, buf, size);
		break;
	case VALUE_ROUTER:
		format_router(*(const struct in_addr *)value, buf, size);
		break;
	case VALUE_PREFSRC:
		if (e->prefsrc.s_addr != INADDR_ANY)
			format_address(e->prefsrc, buf, size);
		break;
	case VALUE_LLADDR:
		snprintf(buf, size, "%s", event_lladdr_text(value, lladdr));
		break;
	case VALUE_PREFERENCE:
		format_preference(*(const int32_t *)value, buf, size);
		break;
	case VALUE_NUMBER:
	case VALUE_LIFETIME:
	case VALUE_OF_BURST:
		snprintf(buf, size, "%u", *(const unsigned *)value);
		break;
	case VALUE_TABLE:
		if (e->table != RT_TABLE_MAIN && e->table != RT_TABLE_UNSPEC)
			snprintf(buf, size, "%" PRIu32, e->table);
		break;
	case VALUE_TYPE:
		snprintf(buf, size, "%s", event_type_name(*(const unsigned *)value));
		break;
	case VALUE_TRACK_KIND:
		snprintf(buf, size, "%s", conf_track_kind_name(*(const enum track_kind *)value));
		break;
	case VALUE_REASON:
		if (e->reason != REASON_NONE)
			snprintf(buf, size, "%s", event_reason_name(e->reason));
		break;
	case VALUE_ERROR:
		printable(strerror(*(const int *)value), buf, size);
		break;
	}
}

/* As word=value, with what tells a reader how to take it. */
static void put_member(struct cursor *c, const struct event *e, const struct event_member *member)
{
	char value[VALUE_MAX];

	format_value(e, member, value, sizeof(value));
	if (value[0] == '\0' && member->value == VALUE_IFACE)
		put(c, " ifindex=%u", e->ifindex);
	else if (value[0] == '\0')
		return;
	else if (member->value == VALUE_LIFETIME)
		put(c, " %s=%ss", member->word, value);
	else if (member->value == VALUE_OF_BURST)
		put(c, " %s=%s/%u", member->word, value, MAX_SOLICITATIONS);
	else if (member->value == VALUE_ERROR)
		put(c, " %s=\"%s\"", member->word, value);
	else
		put(c, " %s=%s", member->word, value);
}

/* Says what the words of the line leave open. */
static void put_hint(struct cursor *c, const struct event *event)
{
	if (event->reason == REASON_REVERSED_SOURCE)
		put(c, " (a fault of some routers; see require-neighbour-source)");
	if (event->kind == EVENT_ROUTER_REFUSED && event->reason == REASON_NOT_NEIGHBOUR)
		put(c, " (if it is on this link, name it with onlink; see rdisc.conf)");
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

/* The member's name of JSON in capitals. An interface has the name that others have given it too. */
static void put_field(struct cursor *c, const struct event *e, const struct event_member *member)
{
	char value[VALUE_MAX], name[32] = "";

	format_value(e, member, value, sizeof(value));
	for (size_t i = 0; i + 1 < sizeof(name) && member->name[i] != '\0'; i++)
		name[i] = (char)toupper((unsigned char)member->name[i]);
	if (value[0] != '\0')
		put(c, "%s%s=%s\n", member->value == VALUE_IFACE ? "" : "RDISC_", name, value);
}

void log_format_journal(const struct event *event, char *buf, size_t size)
{
	struct cursor c = { buf, size };
	const struct event_member *member;
	unsigned cursor = 0;

	buf[0] = '\0';
	put(&c, "MESSAGE_ID=%s\nRDISC_EVENT=%s\n", event_id(event->kind),
	    event_kind_name(event->kind));
	while ((member = event_next_member(event->kind, &cursor)) != NULL)
		if (member->name != NULL)
			put_field(&c, event, member);
}
