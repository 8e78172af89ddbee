/* SPDX-License-Identifier: BSD-2-Clause */
/* The closed list of things worth telling: names, and the ring that holds them until pulled. */
#include "config.h"

#include "event.h"

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
	[REASON_NOT_ADVERTISING] = "not_advertising",
	[REASON_RATE] = "rate",
	[REASON_BAD_ADDRESS] = "bad_address",
	[REASON_INELIGIBLE] = "ineligible",
	[REASON_TABLE_FULL] = "table_full",
	[REASON_EXPIRED] = "expired",
	[REASON_WITHDRAWN] = "withdrawn",
	[REASON_EVICTED] = "evicted",
	[REASON_NEIGHBOUR_FAILED] = "neighbour_failed",
	[REASON_PREFERENCE] = "preference",
	[REASON_LINK_DOWN] = "link_down",
	[REASON_NO_CARRIER] = "no_carrier",
	[REASON_NO_ADDRESS] = "no_address",
	[REASON_FORWARDING_OFF] = "forwarding_off",
	[REASON_CONFIGURATION] = "configuration",
	[REASON_NOT_ADVERTISED] = "not_advertised",
	[REASON_SHUTDOWN] = "shutdown",
	[REASON_TRACK] = "track",
	[REASON_DRAIN] = "drain",
	[REASON_SAME_ADDRESS] = "same_address",
	[REASON_SHORT_LIFETIME] = "short_lifetime",
};

static const char *const kind_names[EVENT_MAX] = {
	[EVENT_INTERFACE_READY] = "interface_ready",
	[EVENT_INTERFACE_UNUSED] = "interface_unused",
	[EVENT_SOLICITING] = "soliciting",
	[EVENT_NO_ANSWER] = "no_answer",
	[EVENT_ROUTER_LEARNED] = "router_learned",
	[EVENT_ROUTER_RESTORED] = "router_restored",
	[EVENT_ROUTER_CHANGED] = "router_changed",
	[EVENT_ROUTER_LOST] = "router_lost",
	[EVENT_ROUTER_REFUSED] = "router_refused",
	[EVENT_ROUTER_DEAD] = "router_dead",
	[EVENT_ROUTER_ALIVE] = "router_alive",
	[EVENT_ROUTER_CONFIRMED] = "router_confirmed",
	[EVENT_LAST_RESORT] = "last_resort",
	[EVENT_FOREIGN_TAKES_OVER] = "foreign_takes_over",
	[EVENT_NO_ROUTER] = "no_router",
	[EVENT_ROUTE_ADDED] = "route_added",
	[EVENT_ROUTE_REMOVED] = "route_removed",
	[EVENT_ROUTE_ADOPTED] = "route_adopted",
	[EVENT_ROUTE_REPAIRED] = "route_repaired",
	[EVENT_ROUTE_CONTESTED] = "route_contested",
	[EVENT_ROUTE_FAILED] = "route_failed",
	[EVENT_METRIC_TAKEN] = "metric_taken",
	[EVENT_ADVERTISING] = "advertising",
	[EVENT_NOT_ADVERTISING] = "not_advertising",
	[EVENT_ADVERTISED] = "advertised",
	[EVENT_MESSAGE_REFUSED] = "message_refused",
	[EVENT_MESSAGE_RECEIVED] = "message_received",
	[EVENT_INCONSISTENT] = "inconsistent",
	[EVENT_TRACK_LOST] = "track_lost",
	[EVENT_TRACK_BACK] = "track_back",
	[EVENT_DRAINING] = "draining",
	[EVENT_SEND_FAILED] = "send_failed",
	[EVENT_JOIN_FAILED] = "join_failed",
};

const char *event_reason_name(enum reason reason)
{
	return reason_names[reason];
}

const char *event_kind_name(enum event_kind kind)
{
	return kind_names[kind];
}

bool event_is_noise(enum event_kind kind)
{
	return kind == EVENT_ROUTER_REFUSED || kind == EVENT_MESSAGE_REFUSED ||
	       kind == EVENT_MESSAGE_RECEIVED || kind == EVENT_ADVERTISED ||
	       kind == EVENT_INCONSISTENT;
}

void event_push(struct event_ring *ring, const struct event *event)
{
	unsigned room = event_is_noise(event->kind) ? EVENT_RING_SIZE / 2 : EVENT_RING_SIZE;

	if (ring->n >= room) {
		ring->lost += !event_is_noise(event->kind);
		return;
	}
	ring->events[(ring->first + ring->n++) % EVENT_RING_SIZE] = *event;
}

bool event_pull(struct event_ring *ring, struct event *ret)
{
	if (ring->n == 0)
		return false;
	*ret = ring->events[ring->first];
	ring->first = (ring->first + 1) % EVENT_RING_SIZE;
	ring->n--;
	return true;
}
