/* SPDX-License-Identifier: BSD-2-Clause */
/* What an event carries, as key=value. */
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

/* What does not fit is left out as a whole. */
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

static void put_identity(struct cursor *c, const struct event *e, unsigned fields)
{
	char text[EVENT_LLADDR_STRLEN];

	if ((fields & FIELD_TRACK) != 0) {
		put_word(c, "track", e->ifname);
		put_word(c, "kind", conf_track_kind_name((enum track_kind)e->count));
	}
	if ((fields & FIELD_IFACE) != 0 && e->ifname[0] != '\0')
		put_word(c, "iface", e->ifname);
	else if ((fields & FIELD_IFACE) != 0)
		put(c, " ifindex=%u", e->ifindex);
	if ((fields & FIELD_TYPE) != 0)
		put_word(c, "type",
			e->metric == ICMP_TYPE_ROUTER_ADVERTISEMENT ? "advertisement"
								    : "solicitation");
	if ((fields & FIELD_OLD_ROUTER) != 0) {
		put_router(c, "router", e->router);
		put_router(c, "old", e->old_router);
	} else if ((fields & FIELD_ROUTER) != 0) {
		put_address(c, "router", e->router);
	}
	if ((fields & FIELD_GATEWAY) != 0)
		put_router(c, "gateway", e->router);
	if ((fields & FIELD_LLADDR) != 0) {
		put_word(c, "lladdr", event_lladdr_text(&e->lladdr, text));
		put_word(c, "old", event_lladdr_text(&e->old_lladdr, text));
	}
	if ((fields & FIELD_PREFSRC) != 0 && e->source.s_addr != INADDR_ANY)
		put_address(c, "prefsrc", e->source);
	if ((fields & FIELD_DESTINATION) != 0)
		put_address(c, "destination", e->router);
	if ((fields & FIELD_SOURCE) != 0)
		put_address(c, "source", e->source);
}

static void put_values(struct cursor *c, const struct event *e, unsigned fields)
{
	if ((fields & FIELD_PREFERENCE) != 0)
		put_preference(c, "preference", e->preference);
	if ((fields & FIELD_OLD_PREFERENCE) != 0)
		put_preference(c, "old", e->old_preference);
	if ((fields & FIELD_OUR_PREFERENCE) != 0)
		put_preference(c, "ours", e->old_preference);
	if ((fields & FIELD_ADDRESSES) != 0)
		put(c, " addresses=%u", e->count);
	if ((fields & FIELD_LIFETIME) != 0)
		put(c, " lifetime=%us", e->lifetime);
	if ((fields & FIELD_METRIC) != 0)
		put(c, " metric=%u", e->metric);
	if ((fields & FIELD_OUR_METRIC) != 0)
		put(c, " ours=%u", e->count);
	if ((fields & FIELD_SOLICITATIONS) != 0)
		put(c, " count=%u/%u", e->count, MAX_SOLICITATIONS);
	if ((fields & FIELD_TIMES) != 0)
		put(c, " times=%u", e->count);
	if ((fields & FIELD_REASON) != 0 && e->reason != REASON_NONE)
		put_word(c, "reason", event_reason_name(e->reason));
	if ((fields & FIELD_ERROR) != 0)
		put(c, " error=\"%s\"", strerror(e->error));
}

void log_format_fields(const struct event *event, char *buf, size_t size)
{
	struct cursor c = { buf, size };

	buf[0] = '\0';
	put_identity(&c, event, event_fields(event->kind));
	put_values(&c, event, event_fields(event->kind));
	if (event->reason == REASON_REVERSED_SOURCE)
		put(&c, " (a fault of some routers; see require-neighbour-source)");
	if (event->reason == REASON_FORWARDING_OFF)
		put(&c, " (net.ipv4.conf.%s.forwarding is 0; see --no-require-forwarding)",
			event->ifname);
	if (event->reason == REASON_NO_ROLE)
		put(&c, " (a loopback, or it does neither multicast nor broadcast)");
	if (event->kind == EVENT_LAST_RESORT && event->reason == REASON_NO_WAY_OUT)
		put(&c, " (the check targets may be down)");
	if (event->kind == EVENT_NO_ANSWER)
		put(&c, " (does a firewall here let in ICMP type 9, router-advertisement?)");
	if (event->kind == EVENT_FOREIGN_WINS)
		put(&c, " (see rdiscctl conflicts)");
	if (event->kind == EVENT_ROUTER_UNKNOWN)
		put(&c, " (if it belongs there, name it in allow of that interface, or --allow)");
}
