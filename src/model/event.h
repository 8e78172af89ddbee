/* SPDX-License-Identifier: BSD-2-Clause */
/* The closed list of things worth telling, each with a reason code, in a bounded ring.
 *
 * Everything that log lines and counters say comes from here. The core pushes, the daemon pulls after
 * each turn; the last two kinds are the daemon's own (engine_tell()). Events that a neighbour on the LAN can
 * provoke at will (event_is_noise()) fill at most half of the ring. So they never displace the events that
 * matter. The ring counts those that did not fit.
 */
#ifndef RDISC_MODEL_EVENT_H
#define RDISC_MODEL_EVENT_H

#include "model/conf.h"

/* Why something was refused or happened. The names (event_reason_name()) are stable. */
enum reason {
	REASON_NONE,
	/* messages broken by themselves (RFC 1256 4.2, 5.2): dropped silently, counted */
	REASON_BAD_IP,
	REASON_TYPE,
	REASON_LENGTH,
	REASON_CODE,
	REASON_CHECKSUM,
	REASON_NUM_ADDRS,
	REASON_ADDR_ENTRY_SIZE,
	/* messages that are not for us, or not believed */
	REASON_INTERFACE,            /* arrived where we play no role that wants it */
	REASON_OWN,                  /* our own message or address */
	REASON_NOT_NEIGHBOUR,        /* source or router address is not on the link */
	REASON_UNICAST,              /* sent to us alone, and accept-unicast is never */
	REASON_TTL,                  /* … or its TTL is not 255, and require-ttl-255 */
	REASON_UNSOLICITED,          /* … or solicited, and we have not asked just now */
	REASON_NOT_NEIGHBOUR_SOURCE, /* sent to all, but require-neighbour-source */
	REASON_REVERSED_SOURCE,      /* the same; it would be a neighbour with its bytes reversed */
	REASON_NOT_ADVERTISING,      /* a solicitation where we advertise nothing now */
	REASON_RATE,                 /* more than we answer, or more changes than we take */
	/* router addresses of a valid advertisement */
	REASON_BAD_ADDRESS, /* cannot be a gateway: 0, network, broadcast, multicast … */
	REASON_INELIGIBLE,  /* preference 0x80000000 */
	REASON_DENIED,      /* by the deny list */
	REASON_IGNORED,     /* a host, by the ignore list */
	REASON_NOT_ALLOWED, /* not on the allow list */
	REASON_TABLE_FULL,
	/* why a router or a route goes, or an interface stops */
	REASON_EXPIRED,
	REASON_WITHDRAWN, /* lifetime 0 */
	REASON_EVICTED,   /* gave way to a higher preference */
	REASON_NEIGHBOUR_FAILED,
	REASON_NO_WAY_OUT, /* end-to-end checks through it fail */
	REASON_PREFERENCE,
	REASON_LINK_DOWN,
	REASON_NO_CARRIER,
	REASON_NO_ADDRESS,
	REASON_FORWARDING_OFF,
	REASON_NO_ROLE, /* it is named, and a loopback, or does neither multicast nor broadcast */
	REASON_POINT_TO_POINT, /* a router, by a pattern, on a link with one neighbour */
	REASON_CONFIGURATION,
	REASON_NOT_ADVERTISED, /* found from an earlier run and never confirmed */
	REASON_SHUTDOWN,
	REASON_TRACK,   /* the way out is lost */
	REASON_DRAIN,   /* the operator's wish */
	REASON_DAMPING, /* another one came first too often */
	REASON_REMOVED, /* its route, by another program, and it is not back yet */
	REASON_AGAIN,   /* as before: a burst was in vain, or the kernel refused the route */
	/* what is wrong with another router's advertisements */
	REASON_SAME_ADDRESS,      /* it names an address that we advertise */
	REASON_SHORT_LIFETIME,    /* it runs out before the next one comes */
	REASON_HIGHER_PREFERENCE, /* than ours, of a router that the configuration does not name */
	REASON_MAX,
};

/* The table in event.c has the name and the fields of each. */
enum event_kind {
	EVENT_INTERFACE_READY, /* the role is in use there */
	EVENT_INTERFACE_UNUSED,
	EVENT_SOLICITING,
	EVENT_NO_ANSWER,
	EVENT_ROUTER_LEARNED,
	EVENT_ROUTER_RESTORED, /* of an earlier run */
	EVENT_ROUTER_CHANGED,
	EVENT_ROUTER_LOST,
	EVENT_ROUTER_REFUSED,
	EVENT_ROUTER_DEAD,
	EVENT_ROUTER_ALIVE,
	EVENT_ROUTER_LLADDR_CHANGED,
	EVENT_ROUTER_CONFIRMED, /* it may displace the one in use */
	EVENT_WAY_OUT_LOST,     /* end-to-end checks through the router fail */
	EVENT_WAY_OUT_BACK,
	EVENT_LAST_RESORT,        /* all are dead, or leave; the best one is kept */
	EVENT_FOREIGN_TAKES_OVER, /* all are dead, and another default route is there */
	EVENT_NO_ROUTER,          /* the last usable router is gone */
	EVENT_DAMPING_STARTED,    /* the router stays first */
	EVENT_DAMPING_ENDED,      /* its time is over, or the configuration is new */
	EVENT_ROUTE_ADDED,
	EVENT_ROUTE_REMOVED,
	EVENT_ROUTE_ADOPTED,   /* found at start */
	EVENT_ROUTE_REPAIRED,  /* another program had removed it */
	EVENT_ROUTE_CONTESTED, /* another program keeps removing it */
	EVENT_ROUTE_FAILED,
	EVENT_METRIC_TAKEN,   /* a foreign default route has it */
	EVENT_FOREIGN_WINS,   /* a foreign default route comes before ours */
	EVENT_FOREIGN_YIELDS, /* ours comes first again */
	EVENT_ADVERTISING,
	EVENT_NOT_ADVERTISING,
	EVENT_ADVERTISED,
	EVENT_MESSAGE_REFUSED,
	EVENT_MESSAGE_RECEIVED,
	EVENT_TOO_MANY_CHANGES, /* `times` since the last such event */
	EVENT_INCONSISTENT,     /* another router's advertisement contradicts ours */
	EVENT_ROUTER_UNKNOWN,   /* hosts prefer it to this router */
	EVENT_TRACK_LOST,
	EVENT_TRACK_BACK,
	EVENT_DRAINING,
	EVENT_DEFAULT_ROUTER_CHANGED,
	EVENT_SEND_FAILED,
	EVENT_JOIN_FAILED,
	EVENT_MAX,
};

/* Groups of members of an event, as sets. The table of members in event.c has what each one holds. */
enum event_field {
	FIELD_IFACE = 1 << 0,
	FIELD_ROUTER = 1 << 1,
	FIELD_DESTINATION = 1 << 2,
	FIELD_SOURCE = 1 << 3,
	FIELD_PREFERENCE = 1 << 4,
	FIELD_OLD_PREFERENCE = 1 << 5,
	FIELD_LIFETIME = 1 << 6,
	FIELD_METRIC = 1 << 7,
	FIELD_TYPE = 1 << 8,
	FIELD_SOLICITATIONS = 1 << 9,
	FIELD_ADDRESSES = 1 << 10,
	FIELD_TIMES = 1 << 11,
	FIELD_REASON = 1 << 12,
	FIELD_ERROR = 1 << 13,
	FIELD_TRACK = 1 << 14,
	FIELD_OLD_ROUTER = 1 << 15,
	FIELD_PREFSRC = 1 << 16,
	FIELD_LLADDR = 1 << 17,
	FIELD_OUR_PREFERENCE = 1 << 18,
	FIELD_GATEWAY = 1 << 19,
	FIELD_OUR_METRIC = 1 << 20,
	FIELD_TABLE = 1 << 21,
};

/* One event. Kind and time always mean something, of the rest the members of the kind's fields. */
struct event {
	enum event_kind kind;
	enum reason reason;
	usec_t time;
	unsigned ifindex;
	char ifname[IF_NAMESIZE];
	char track[IF_NAMESIZE]; /* its name, cut off */
	enum track_kind track_kind;
	struct in_addr router;      /* 0: none */
	struct in_addr old_router;  /* 0: none */
	struct in_addr gateway;     /* of a foreign route; 0: none */
	struct in_addr destination; /* of a message, or a group */
	struct in_addr source;      /* of a message */
	struct in_addr prefsrc;     /* the preferred source address; 0: none */
	struct link_address lladdr;
	struct link_address old_lladdr;
	int32_t preference;
	int32_t old_preference;
	int32_t our_preference;
	uint32_t lifetime; /* seconds */
	uint32_t metric;
	uint32_t our_metric;
	uint32_t table;         /* of routes */
	unsigned message_type;  /* ICMP */
	unsigned solicitations; /* sent, of MAX_SOLICITATIONS */
	unsigned addresses;     /* advertised */
	unsigned times;         /* how often it happened */
	int error;              /* errno */
};

/* How a member is written. */
enum event_value {
	VALUE_TEXT,       /* char[] */
	VALUE_IFACE,      /* char[IF_NAMESIZE]; where it is empty, lines have the ifindex */
	VALUE_ADDRESS,    /* struct in_addr */
	VALUE_ROUTER,     /* struct in_addr; 0: none */
	VALUE_PREFSRC,    /* struct in_addr; 0: none, and then lines do without */
	VALUE_LLADDR,     /* struct link_address */
	VALUE_PREFERENCE, /* int32_t */
	VALUE_NUMBER,     /* unsigned */
	VALUE_TABLE,      /* uint32_t; where it is the main one, lines do without */
	VALUE_LIFETIME,   /* unsigned, seconds */
	VALUE_OF_BURST,   /* unsigned, of MAX_SOLICITATIONS */
	VALUE_TYPE,       /* unsigned, ICMP_TYPE_ROUTER_ADVERTISEMENT or _SOLICITATION */
	VALUE_TRACK_KIND, /* enum track_kind */
	VALUE_REASON,     /* enum reason; REASON_NONE: lines do without */
	VALUE_ERROR,      /* int, errno */
};

/* A member of struct event. */
struct event_member {
	enum event_field field;
	enum event_value value;
	size_t offset;    /* in struct event, octets */
	const char *word; /* its name in a line of log; NULL: no line has it */
	const char *name; /* its name in JSON; NULL: no object has it */
};

#define EVENT_RING_SIZE 256

struct event_ring {
	unsigned first, n;
	uint64_t lost;              /* how many did not fit since the start, noise left aside */
	uint64_t counts[EVENT_MAX]; /* of each kind since the start, also what did not fit */
	struct event events[EVENT_RING_SIZE];
};

const char *event_reason_name(enum reason reason);
const char *event_kind_name(enum event_kind kind);
const char *event_id(enum event_kind kind);      /* 128 bits in hexadecimal, for ever the same */
const char *event_type_name(unsigned icmp_type); /* of the two of RFC 1256 */
unsigned event_fields(enum event_kind kind);     /* set of enum event_field */

/* Walks over the members that mean something in that kind of event; `*cursor` is 0 at first. NULL: no more. */
const struct event_member *event_next_member(enum event_kind kind, unsigned *cursor);

/* Octets with colons between them. */
#define EVENT_LLADDR_STRLEN (3 * LINK_ADDRESS_MAX)
const char *event_lladdr_text(const struct link_address *a, char ret[EVENT_LLADDR_STRLEN]);

/* True if a host on the LAN can provoke any number of these. */
bool event_is_noise(enum event_kind kind);

/* False: there was no room; it is counted all the same. */
bool event_push(struct event_ring *ring, const struct event *event);
bool event_pull(struct event_ring *ring, struct event *ret);

/* Gives those that wait the name of their interface, which is about to lose it. */
void event_name_iface(struct event_ring *ring, unsigned ifindex, const char name[IF_NAMESIZE]);

#endif
