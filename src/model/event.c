/* SPDX-License-Identifier: BSD-2-Clause */
/* The closed list of things worth telling: names, and the ring that holds them until pulled. */
#include "config.h"

#include "model/event.h"

#include <stddef.h>
#include <string.h>

static const char *const reason_names[REASON_MAX] = {
	[REASON_NONE] = "none",
	[REASON_BAD_IP] = "bad_ip",
	[REASON_TYPE] = "type",
	[REASON_LENGTH] = "length",
	[REASON_CODE] = "code",
	[REASON_CHECKSUM] = "checksum",
	[REASON_NUM_ADDRS] = "num_addrs",
	[REASON_ADDR_ENTRY_SIZE] = "addr_entry_size",
	[REASON_INTERFACE] = "interface",
	[REASON_OWN] = "own",
	[REASON_NOT_NEIGHBOUR] = "not_neighbour",
	[REASON_UNICAST] = "unicast",
	[REASON_UNSOLICITED] = "unsolicited",
	[REASON_NOT_NEIGHBOUR_SOURCE] = "not_neighbour_source",
	[REASON_REVERSED_SOURCE] = "reversed_source",
	[REASON_NOT_ADVERTISING] = "not_advertising",
	[REASON_RATE] = "rate",
	[REASON_BAD_ADDRESS] = "bad_address",
	[REASON_INELIGIBLE] = "ineligible",
	[REASON_DENIED] = "denied",
	[REASON_IGNORED] = "ignored",
	[REASON_NOT_ALLOWED] = "not_allowed",
	[REASON_TABLE_FULL] = "table_full",
	[REASON_EXPIRED] = "expired",
	[REASON_WITHDRAWN] = "withdrawn",
	[REASON_EVICTED] = "evicted",
	[REASON_NEIGHBOUR_FAILED] = "neighbour_failed",
	[REASON_NO_WAY_OUT] = "no_way_out",
	[REASON_PREFERENCE] = "preference",
	[REASON_LINK_DOWN] = "link_down",
	[REASON_NO_CARRIER] = "no_carrier",
	[REASON_NO_ADDRESS] = "no_address",
	[REASON_FORWARDING_OFF] = "forwarding_off",
	[REASON_NO_ROLE] = "no_role",
	[REASON_POINT_TO_POINT] = "point_to_point",
	[REASON_CONFIGURATION] = "configuration",
	[REASON_NOT_ADVERTISED] = "not_advertised",
	[REASON_SHUTDOWN] = "shutdown",
	[REASON_TRACK] = "track",
	[REASON_DRAIN] = "drain",
	[REASON_DAMPING] = "damping",
	[REASON_REMOVED] = "removed",
	[REASON_AGAIN] = "again",
	[REASON_SAME_ADDRESS] = "same_address",
	[REASON_SHORT_LIFETIME] = "short_lifetime",
	[REASON_HIGHER_PREFERENCE] = "higher_preference",
};

static const struct {
	const char *name;
	unsigned fields;
} kinds[EVENT_MAX] = {
	[EVENT_INTERFACE_READY] = { "interface_ready", FIELD_IFACE },
	[EVENT_INTERFACE_UNUSED] = { "interface_unused", FIELD_IFACE | FIELD_REASON },
	[EVENT_SOLICITING] = { "soliciting", FIELD_IFACE | FIELD_SOLICITATIONS | FIELD_REASON },
	[EVENT_NO_ANSWER] = { "no_answer", FIELD_IFACE | FIELD_SOLICITATIONS },
	[EVENT_ROUTER_LEARNED] = { "router_learned",
		FIELD_IFACE | FIELD_ROUTER | FIELD_SOURCE | FIELD_PREFERENCE | FIELD_LIFETIME },
	[EVENT_ROUTER_RESTORED] = { "router_restored",
		FIELD_IFACE | FIELD_ROUTER | FIELD_PREFERENCE | FIELD_LIFETIME },
	[EVENT_ROUTER_CHANGED] = { "router_changed",
		FIELD_IFACE | FIELD_ROUTER | FIELD_SOURCE | FIELD_PREFERENCE |
			FIELD_OLD_PREFERENCE | FIELD_LIFETIME },
	[EVENT_ROUTER_LOST] = { "router_lost", FIELD_IFACE | FIELD_ROUTER | FIELD_REASON },
	[EVENT_ROUTER_REFUSED] = { "router_refused",
		FIELD_IFACE | FIELD_ROUTER | FIELD_SOURCE | FIELD_PREFERENCE | FIELD_REASON },
	[EVENT_ROUTER_DEAD] = { "router_dead", FIELD_IFACE | FIELD_ROUTER | FIELD_REASON },
	[EVENT_ROUTER_ALIVE] = { "router_alive", FIELD_IFACE | FIELD_ROUTER },
	[EVENT_ROUTER_LLADDR_CHANGED] = { "router_lladdr_changed",
		FIELD_IFACE | FIELD_ROUTER | FIELD_LLADDR },
	[EVENT_ROUTER_CONFIRMED] = { "router_confirmed", FIELD_IFACE | FIELD_ROUTER },
	[EVENT_WAY_OUT_LOST] = { "way_out_lost", FIELD_IFACE | FIELD_ROUTER },
	[EVENT_WAY_OUT_BACK] = { "way_out_back", FIELD_IFACE | FIELD_ROUTER },
	[EVENT_LAST_RESORT] = { "last_resort",
		FIELD_IFACE | FIELD_ROUTER | FIELD_PREFERENCE | FIELD_REASON },
	[EVENT_FOREIGN_TAKES_OVER] = { "foreign_takes_over", 0 },
	[EVENT_NO_ROUTER] = { "no_router", 0 },
	[EVENT_DAMPING_STARTED] = { "damping_started",
		FIELD_IFACE | FIELD_ROUTER | FIELD_TIMES | FIELD_REASON },
	[EVENT_DAMPING_ENDED] = { "damping_ended", FIELD_REASON },
	[EVENT_ROUTE_ADDED] = { "route_added", FIELD_IFACE | FIELD_ROUTER | FIELD_METRIC },
	[EVENT_ROUTE_REMOVED] = { "route_removed",
		FIELD_IFACE | FIELD_ROUTER | FIELD_METRIC | FIELD_REASON },
	[EVENT_ROUTE_ADOPTED] = { "route_adopted", FIELD_IFACE | FIELD_ROUTER | FIELD_METRIC },
	[EVENT_ROUTE_REPAIRED] = { "route_repaired", FIELD_IFACE | FIELD_ROUTER | FIELD_METRIC },
	[EVENT_ROUTE_CONTESTED] = { "route_contested",
		FIELD_IFACE | FIELD_ROUTER | FIELD_METRIC | FIELD_TIMES },
	[EVENT_ROUTE_FAILED] = { "route_failed",
		FIELD_IFACE | FIELD_ROUTER | FIELD_METRIC | FIELD_REASON | FIELD_ERROR },
	[EVENT_METRIC_TAKEN] = { "metric_taken", FIELD_METRIC },
	[EVENT_FOREIGN_WINS] = { "foreign_wins",
		FIELD_IFACE | FIELD_GATEWAY | FIELD_METRIC | FIELD_OUR_METRIC },
	[EVENT_FOREIGN_YIELDS] = { "foreign_yields", FIELD_IFACE | FIELD_ROUTER | FIELD_METRIC },
	[EVENT_ADVERTISING] = { "advertising", FIELD_IFACE | FIELD_ADDRESSES | FIELD_LIFETIME },
	[EVENT_NOT_ADVERTISING] = { "not_advertising", FIELD_IFACE | FIELD_REASON },
	[EVENT_ADVERTISED] = { "advertised",
		FIELD_IFACE | FIELD_DESTINATION | FIELD_ADDRESSES | FIELD_LIFETIME },
	[EVENT_MESSAGE_REFUSED] = { "message_refused",
		FIELD_IFACE | FIELD_TYPE | FIELD_SOURCE | FIELD_REASON },
	[EVENT_MESSAGE_RECEIVED] = { "message_received", FIELD_IFACE | FIELD_TYPE | FIELD_SOURCE },
	[EVENT_TOO_MANY_CHANGES] = { "too_many_changes",
		FIELD_IFACE | FIELD_SOURCE | FIELD_TIMES | FIELD_REASON },
	[EVENT_INCONSISTENT] = { "inconsistent",
		FIELD_IFACE | FIELD_ROUTER | FIELD_SOURCE | FIELD_LIFETIME | FIELD_REASON },
	[EVENT_ROUTER_UNKNOWN] = { "router_unknown", FIELD_IFACE | FIELD_ROUTER | FIELD_SOURCE |
							     FIELD_PREFERENCE |
							     FIELD_OUR_PREFERENCE },
	[EVENT_TRACK_LOST] = { "track_lost", FIELD_TRACK },
	[EVENT_TRACK_BACK] = { "track_back", FIELD_TRACK },
	[EVENT_DRAINING] = { "draining", FIELD_IFACE },
	[EVENT_DEFAULT_ROUTER_CHANGED] = { "default_router_changed",
		FIELD_IFACE | FIELD_ROUTER | FIELD_OLD_ROUTER | FIELD_PREFSRC | FIELD_REASON },
	[EVENT_SEND_FAILED] = { "send_failed", FIELD_IFACE | FIELD_DESTINATION | FIELD_ERROR },
	[EVENT_JOIN_FAILED] = { "join_failed", FIELD_IFACE | FIELD_DESTINATION | FIELD_ERROR },
};

/* In the order of lines and objects. */
static const struct event_member members[] = {
	{ FIELD_TRACK, VALUE_TEXT, offsetof(struct event, track), "track", "track" },
	{ FIELD_TRACK, VALUE_TRACK_KIND, offsetof(struct event, track_kind), "kind", NULL },
	{ FIELD_IFACE, VALUE_IFACE, offsetof(struct event, ifname), "iface", "interface" },
	{ FIELD_IFACE, VALUE_NUMBER, offsetof(struct event, ifindex), NULL, "ifindex" },
	{ FIELD_TYPE, VALUE_TYPE, offsetof(struct event, message_type), "type", "message_type" },
	{ FIELD_ROUTER, VALUE_ROUTER, offsetof(struct event, router), "router", "router" },
	{ FIELD_OLD_ROUTER, VALUE_ROUTER, offsetof(struct event, old_router), "old", "old_router" },
	{ FIELD_GATEWAY, VALUE_ROUTER, offsetof(struct event, gateway), "gateway", "gateway" },
	{ FIELD_LLADDR, VALUE_LLADDR, offsetof(struct event, lladdr), "lladdr", "lladdr" },
	{ FIELD_LLADDR, VALUE_LLADDR, offsetof(struct event, old_lladdr), "old", "old_lladdr" },
	{ FIELD_PREFSRC, VALUE_PREFSRC, offsetof(struct event, prefsrc), "prefsrc", "prefsrc" },
	{ FIELD_DESTINATION, VALUE_ADDRESS, offsetof(struct event, destination), "destination",
		"destination" },
	{ FIELD_SOURCE, VALUE_ADDRESS, offsetof(struct event, source), "source", "source" },
	{ FIELD_PREFERENCE, VALUE_PREFERENCE, offsetof(struct event, preference), "preference",
		"preference" },
	{ FIELD_OLD_PREFERENCE, VALUE_PREFERENCE, offsetof(struct event, old_preference), "old",
		"old_preference" },
	{ FIELD_OUR_PREFERENCE, VALUE_PREFERENCE, offsetof(struct event, our_preference), "ours",
		"our_preference" },
	{ FIELD_ADDRESSES, VALUE_NUMBER, offsetof(struct event, addresses), "addresses",
		"addresses" },
	{ FIELD_LIFETIME, VALUE_LIFETIME, offsetof(struct event, lifetime), "lifetime",
		"lifetime" },
	{ FIELD_METRIC, VALUE_NUMBER, offsetof(struct event, metric), "metric", "metric" },
	{ FIELD_OUR_METRIC, VALUE_NUMBER, offsetof(struct event, our_metric), "ours",
		"our_metric" },
	{ FIELD_SOLICITATIONS, VALUE_OF_BURST, offsetof(struct event, solicitations), "count",
		"solicitations" },
	{ FIELD_TIMES, VALUE_NUMBER, offsetof(struct event, times), "times", "times" },
	{ FIELD_REASON, VALUE_REASON, offsetof(struct event, reason), "reason", "reason" },
	{ FIELD_ERROR, VALUE_ERROR, offsetof(struct event, error), "error", "error" },
};

const char *event_reason_name(enum reason reason)
{
	return reason_names[reason];
}

const char *event_kind_name(enum event_kind kind)
{
	return kinds[kind].name;
}

const char *event_type_name(unsigned icmp_type)
{
	return icmp_type == ICMP_TYPE_ROUTER_ADVERTISEMENT ? "advertisement" : "solicitation";
}

unsigned event_fields(enum event_kind kind)
{
	return kinds[kind].fields;
}

const struct event_member *event_next_member(enum event_kind kind, unsigned *cursor)
{
	while (*cursor < ARRAY_SIZE(members)) {
		const struct event_member *member = &members[(*cursor)++];

		if ((kinds[kind].fields & member->field) != 0)
			return member;
	}
	return NULL;
}

const char *event_lladdr_text(const struct link_address *a, char ret[EVENT_LLADDR_STRLEN])
{
	static const char digits[] = "0123456789abcdef";
	char *at = ret;

	for (unsigned i = 0; i < a->len; i++) {
		*at++ = digits[a->octets[i] >> 4];
		*at++ = digits[a->octets[i] & 15];
		*at++ = ':';
	}
	ret[a->len == 0 ? 0 : 3 * a->len - 1] = '\0';
	return ret;
}

bool event_is_noise(enum event_kind kind)
{
	return kind == EVENT_ROUTER_REFUSED || kind == EVENT_MESSAGE_REFUSED ||
	       kind == EVENT_MESSAGE_RECEIVED || kind == EVENT_ADVERTISED ||
	       kind == EVENT_INCONSISTENT || kind == EVENT_ROUTER_UNKNOWN;
}

bool event_push(struct event_ring *ring, const struct event *event)
{
	unsigned room = event_is_noise(event->kind) ? EVENT_RING_SIZE / 2 : EVENT_RING_SIZE;

	ring->counts[event->kind]++;
	if (ring->n >= room) {
		ring->lost += !event_is_noise(event->kind);
		return false;
	}
	ring->events[(ring->first + ring->n++) % EVENT_RING_SIZE] = *event;
	return true;
}

bool event_pull(struct event_ring *ring, struct event *ret)
{
	if (ring->n == 0)
		return false;
	*ret = ring->events[ring->first];
	ring->n--;
	/* Empty after each turn: then it begins anew, on the pages that were used before. */
	ring->first = ring->n == 0 ? 0 : (ring->first + 1) % EVENT_RING_SIZE;
	return true;
}

void event_name_iface(struct event_ring *ring, unsigned ifindex, const char name[IF_NAMESIZE])
{
	for (unsigned i = 0; i < ring->n; i++) {
		struct event *e = &ring->events[(ring->first + i) % EVENT_RING_SIZE];

		if (e->ifindex == ifindex && e->ifname[0] == '\0')
			memcpy(e->ifname, name, IF_NAMESIZE);
	}
}
