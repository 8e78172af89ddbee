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
	[REASON_TTL] = "ttl",
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

/* The identifiers are for ever: operators search for them, and catalogues know them
 * (systemd.journal-fields(7)). */
static const struct {
	const char *name;
	unsigned fields;
	const char *id;
} kinds[EVENT_MAX] = {
	[EVENT_INTERFACE_READY] = { "interface_ready", FIELD_IFACE,
	    "5284524dd3a84f14839ab228e5f40f36" },
	[EVENT_INTERFACE_UNUSED] = { "interface_unused", FIELD_IFACE | FIELD_REASON,
	    "c0b13240458c4494b117d51f965c320b" },
	[EVENT_SOLICITING] = { "soliciting", FIELD_IFACE | FIELD_SOLICITATIONS | FIELD_REASON,
	    "17ae4217c4664e6e99c5758dc84cc9e9" },
	[EVENT_NO_ANSWER] = { "no_answer", FIELD_IFACE | FIELD_SOLICITATIONS,
	    "a73fc6f713d64a879e52cc2926b6d879" },
	[EVENT_ROUTER_LEARNED] = { "router_learned",
	    FIELD_IFACE | FIELD_ROUTER | FIELD_SOURCE | FIELD_PREFERENCE | FIELD_LIFETIME,
	    "c33071b06e80448a97b7c4ad491f7f98" },
	[EVENT_ROUTER_RESTORED] = { "router_restored",
	    FIELD_IFACE | FIELD_ROUTER | FIELD_PREFERENCE | FIELD_LIFETIME,
	    "b8b5dfd03f0c472a934bccac7b94f88e" },
	[EVENT_ROUTER_CHANGED] = { "router_changed",
	    FIELD_IFACE | FIELD_ROUTER | FIELD_SOURCE | FIELD_PREFERENCE | FIELD_OLD_PREFERENCE |
		FIELD_LIFETIME,
	    "7fc10591e2034a8f9f20a8cf6e7390b6" },
	[EVENT_ROUTER_LOST] = { "router_lost", FIELD_IFACE | FIELD_ROUTER | FIELD_REASON,
	    "bfe39cbba7264dbf929380d9e2b8dc8b" },
	[EVENT_ROUTER_REFUSED] = { "router_refused",
	    FIELD_IFACE | FIELD_ROUTER | FIELD_SOURCE | FIELD_PREFERENCE | FIELD_REASON,
	    "9fd0cb1563e14d0fbaabff808e2f3c30" },
	[EVENT_ROUTER_DEAD] = { "router_dead", FIELD_IFACE | FIELD_ROUTER | FIELD_REASON,
	    "51423d5f65d8488bbd6b59f9d3ce5097" },
	[EVENT_ROUTER_ALIVE] = { "router_alive", FIELD_IFACE | FIELD_ROUTER,
	    "190b368452a7412883a3daeb81ee7dcb" },
	[EVENT_ROUTER_LLADDR_CHANGED] = { "router_lladdr_changed",
	    FIELD_IFACE | FIELD_ROUTER | FIELD_LLADDR, "b8df717007e64ece863af9d9a35465e6" },
	[EVENT_ROUTER_CONFIRMED] = { "router_confirmed", FIELD_IFACE | FIELD_ROUTER,
	    "4bc4cff9fe7f4ea2b93e43cda59a6a62" },
	[EVENT_WAY_OUT_LOST] = { "way_out_lost", FIELD_IFACE | FIELD_ROUTER,
	    "8990402282a54fce898ffbe96ac18830" },
	[EVENT_WAY_OUT_BACK] = { "way_out_back", FIELD_IFACE | FIELD_ROUTER,
	    "b2f80bbb614544358629ea4b09fedfe6" },
	[EVENT_LAST_RESORT] = { "last_resort",
	    FIELD_IFACE | FIELD_ROUTER | FIELD_PREFERENCE | FIELD_REASON | FIELD_TABLE,
	    "23236f9f1df24b9ba14f9969e2f84098" },
	[EVENT_FOREIGN_TAKES_OVER] = { "foreign_takes_over", FIELD_TABLE,
	    "a908276fa1304b54a69fed53fb3c5636" },
	[EVENT_NO_ROUTER] = { "no_router", FIELD_TABLE, "b7ef996102bb45a6a3c205856023f9b1" },
	[EVENT_DAMPING_STARTED] = { "damping_started",
	    FIELD_IFACE | FIELD_ROUTER | FIELD_TIMES | FIELD_REASON | FIELD_TABLE,
	    "b82c249cf5ec4a7a85ee519bc9089a16" },
	[EVENT_DAMPING_ENDED] = { "damping_ended", FIELD_REASON | FIELD_TABLE,
	    "ed0ee2867f0d4107954de6c8df3b9a3a" },
	[EVENT_ROUTE_ADDED] = { "route_added",
	    FIELD_IFACE | FIELD_ROUTER | FIELD_METRIC | FIELD_TABLE,
	    "cbc7617e897640ccbcb8f26e6a6d12ba" },
	[EVENT_ROUTE_REMOVED] = { "route_removed",
	    FIELD_IFACE | FIELD_ROUTER | FIELD_METRIC | FIELD_REASON | FIELD_TABLE,
	    "4efaa1a7532a4ca7bf277e9a81f6caf6" },
	[EVENT_ROUTE_ADOPTED] = { "route_adopted",
	    FIELD_IFACE | FIELD_ROUTER | FIELD_METRIC | FIELD_TABLE,
	    "c4944e6fa6614ecabd1f892fbe530d12" },
	[EVENT_ROUTE_REPAIRED] = { "route_repaired",
	    FIELD_IFACE | FIELD_ROUTER | FIELD_METRIC | FIELD_TABLE,
	    "ad26d34437ef4871a61b57b5770b2e30" },
	[EVENT_ROUTE_CONTESTED] = { "route_contested",
	    FIELD_IFACE | FIELD_ROUTER | FIELD_METRIC | FIELD_TIMES | FIELD_TABLE,
	    "07d1f49506134114b4f6d021cd3c29c0" },
	[EVENT_ROUTE_FAILED] = { "route_failed",
	    FIELD_IFACE | FIELD_ROUTER | FIELD_METRIC | FIELD_REASON | FIELD_ERROR | FIELD_TABLE,
	    "a741828943b94f9bbbbfd9eb31d5fd89" },
	[EVENT_METRIC_TAKEN] = { "metric_taken", FIELD_METRIC | FIELD_TABLE,
	    "00899e589cbb4b508d00096b4cdfec76" },
	[EVENT_FOREIGN_WINS] = { "foreign_wins",
	    FIELD_IFACE | FIELD_GATEWAY | FIELD_METRIC | FIELD_OUR_METRIC | FIELD_TABLE,
	    "4883039f6f734e52abea6b41e3e2ad7c" },
	[EVENT_FOREIGN_YIELDS] = { "foreign_yields",
	    FIELD_IFACE | FIELD_ROUTER | FIELD_METRIC | FIELD_TABLE,
	    "ba7a60298f1a4c6e8d9dfcbcdcc392e5" },
	[EVENT_ADVERTISING] = { "advertising", FIELD_IFACE | FIELD_ADDRESSES | FIELD_LIFETIME,
	    "e62930c52a6d4e65a572b9f122347612" },
	[EVENT_NOT_ADVERTISING] = { "not_advertising", FIELD_IFACE | FIELD_REASON,
	    "463d81d942e84ce7b3a725bb02de14e6" },
	[EVENT_ADVERTISED] = { "advertised",
	    FIELD_IFACE | FIELD_DESTINATION | FIELD_ADDRESSES | FIELD_LIFETIME,
	    "12190edb81ad49a7af5536515777d026" },
	[EVENT_MESSAGE_REFUSED] = { "message_refused",
	    FIELD_IFACE | FIELD_TYPE | FIELD_SOURCE | FIELD_REASON,
	    "5521d40e2eee4f99a660e0313a6b6839" },
	[EVENT_MESSAGE_RECEIVED] = { "message_received", FIELD_IFACE | FIELD_TYPE | FIELD_SOURCE,
	    "88330a520b744442a618598938bc991d" },
	[EVENT_TOO_MANY_CHANGES] = { "too_many_changes",
	    FIELD_IFACE | FIELD_SOURCE | FIELD_TIMES | FIELD_REASON,
	    "9684e2197ad043ad8c200b44e94802b0" },
	[EVENT_INCONSISTENT] = { "inconsistent",
	    FIELD_IFACE | FIELD_ROUTER | FIELD_SOURCE | FIELD_LIFETIME | FIELD_REASON,
	    "f795fe10f894415681941be2897a28ff" },
	[EVENT_ROUTER_UNKNOWN] = { "router_unknown",
	    FIELD_IFACE | FIELD_ROUTER | FIELD_SOURCE | FIELD_PREFERENCE | FIELD_OUR_PREFERENCE,
	    "56fe6c97561f449686de452f4e03f6b0" },
	[EVENT_TRACK_LOST] = { "track_lost", FIELD_TRACK, "1e78619fcfb94c75b0d45bc7efc1bce1" },
	[EVENT_TRACK_BACK] = { "track_back", FIELD_TRACK, "01f728def92444499429fad4e87d5b36" },
	[EVENT_DRAINING] = { "draining", FIELD_IFACE, "ffdf7c7424374b1ebdbcf435ae7d3cf8" },
	[EVENT_DEFAULT_ROUTER_CHANGED] = { "default_router_changed",
	    FIELD_IFACE | FIELD_ROUTER | FIELD_OLD_ROUTER | FIELD_PREFSRC | FIELD_REASON |
		FIELD_TABLE,
	    "c8113eb4656b4738b6ec2f92e833bb4e" },
	[EVENT_SEND_FAILED] = { "send_failed", FIELD_IFACE | FIELD_DESTINATION | FIELD_ERROR,
	    "1354a1a1c37d4f39987dbf4769e26af4" },
	[EVENT_JOIN_FAILED] = { "join_failed", FIELD_IFACE | FIELD_DESTINATION | FIELD_ERROR,
	    "d6e85f55393e47629d25a8a0728f7ca8" },
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
	{ FIELD_TABLE, VALUE_TABLE, offsetof(struct event, table), "table", "table" },
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

const char *event_id(enum event_kind kind)
{
	return kinds[kind].id;
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
