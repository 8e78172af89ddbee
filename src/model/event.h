/* SPDX-License-Identifier: BSD-2-Clause */
/* The closed list of things worth telling, each with a reason code, in a bounded ring.
 *
 * Everything that log lines and counters say comes from here. The core pushes, the daemon pulls after
 * each turn; the last two kinds are the daemon's own (engine_tell()). What a neighbour on the LAN can
 * provoke at will (event_is_noise()) may fill at most half of the ring, so it never pushes out what
 * matters; what did not fit is counted.
 */
#ifndef RDISC_MODEL_EVENT_H
#define RDISC_MODEL_EVENT_H

#include "model/network.h"

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
	REASON_UNSOLICITED,          /* … or solicited, and we have not asked just now */
	REASON_NOT_NEIGHBOUR_SOURCE, /* sent to all, but require-neighbour-source */
	REASON_REVERSED_SOURCE,      /* the same; it would be a neighbour with its bytes reversed */
	REASON_NOT_ADVERTISING,      /* a solicitation where we advertise nothing now */
	REASON_RATE,                 /* more than we answer, or more changes than we take */
	/* router addresses of a valid advertisement */
	REASON_BAD_ADDRESS, /* cannot be a gateway: 0, network, broadcast, multicast … */
	REASON_INELIGIBLE,  /* preference 0x80000000 */
	REASON_DENIED,      /* by the deny list */
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
	REASON_CONFIGURATION,
	REASON_NOT_ADVERTISED, /* found from an earlier run and nobody confirmed it */
	REASON_SHUTDOWN,
	REASON_TRACK,    /* the way out is lost */
	REASON_DRAIN,    /* the operator's wish */
	REASON_FLAPPING, /* another one came first too often */
	REASON_REMOVED,  /* its route, by somebody, and it is not back yet */
	REASON_AGAIN,    /* a burst before was in vain */
	/* what is wrong with another router's advertisements */
	REASON_SAME_ADDRESS,      /* it names an address that we advertise */
	REASON_SHORT_LIFETIME,    /* it runs out before the next one comes */
	REASON_HIGHER_PREFERENCE, /* than ours, of a router that nobody named */
	REASON_MAX,
};

enum event_kind {
	EVENT_INTERFACE_READY,  /* interface; the role is in use there */
	EVENT_INTERFACE_UNUSED, /* interface, reason */
	EVENT_SOLICITING,       /* interface, count (of MAX_SOLICITATIONS), reason */
	EVENT_NO_ANSWER,        /* interface, count */
	EVENT_ROUTER_LEARNED,   /* interface, router, source, preference, lifetime */
	EVENT_ROUTER_RESTORED,  /* interface, router, preference, lifetime: of an earlier run */
	EVENT_ROUTER_CHANGED, /* interface, router, source, preference, old_preference, lifetime */
	EVENT_ROUTER_LOST,    /* interface, router, reason */
	EVENT_ROUTER_REFUSED, /* interface, router, source, preference, reason */
	EVENT_ROUTER_DEAD,    /* interface, router, reason */
	EVENT_ROUTER_ALIVE,   /* interface, router */
	EVENT_ROUTER_LLADDR_CHANGED, /* interface, router, link-layer address, old one */
	EVENT_ROUTER_CONFIRMED,      /* interface, router: may displace the one in use */
	EVENT_WAY_OUT_LOST,          /* interface, router: end-to-end checks through it fail */
	EVENT_WAY_OUT_BACK,          /* interface, router */
	EVENT_LAST_RESORT,           /* interface, router: all are dead and the best one is kept */
	EVENT_FOREIGN_TAKES_OVER,    /* all are dead; another default route is there */
	EVENT_NO_ROUTER,             /* the last usable router is gone */
	EVENT_FUSE_BLOWN,            /* interface, router that is held, count of changes, reason */
	EVENT_FUSE_RESET,            /* reason: its time is over, or the configuration is new */
	EVENT_ROUTE_ADDED,           /* interface, router, metric */
	EVENT_ROUTE_REMOVED,         /* interface, router, metric */
	EVENT_ROUTE_ADOPTED,         /* interface, router, metric: found at start */
	EVENT_ROUTE_REPAIRED,        /* interface, router, metric: somebody had removed it */
	EVENT_ROUTE_CONTESTED,       /* interface, router, metric, count: removed again and again */
	EVENT_ROUTE_FAILED,          /* interface, router, metric, error */
	EVENT_METRIC_TAKEN,          /* metric: a foreign default route stands there */
	EVENT_FOREIGN_WINS, /* interface, gateway in router, metric, ours in count: it comes first */
	EVENT_FOREIGN_YIELDS,   /* interface, router, metric: ours comes first again */
	EVENT_ADVERTISING,      /* interface, count (addresses), lifetime */
	EVENT_NOT_ADVERTISING,  /* interface, reason */
	EVENT_ADVERTISED,       /* interface, destination in router, count, lifetime */
	EVENT_MESSAGE_REFUSED,  /* interface, source, reason */
	EVENT_MESSAGE_RECEIVED, /* interface, source, count, lifetime; type in metric */
	EVENT_TOO_MANY_CHANGES, /* interface, source, count (since last told), reason */
	EVENT_INCONSISTENT,     /* interface, router, source, reason, lifetime */
	EVENT_ROUTER_UNKNOWN,   /* interface, router, source, preference, ours in old_preference */
	EVENT_TRACK_LOST,       /* the track's name as interface, its kind in count */
	EVENT_TRACK_BACK,       /* the same */
	EVENT_DRAINING,         /* interface */
	EVENT_DEFAULT_ROUTER_CHANGED, /* interface, router, old router, preferred source, reason */
	EVENT_SEND_FAILED,            /* interface, destination in router, error */
	EVENT_JOIN_FAILED,            /* interface, group in router, error */
	EVENT_MAX,
};

/* Which members of an event mean something, and under what name. */
enum event_field {
	FIELD_IFACE = 1 << 0,
	FIELD_ROUTER = 1 << 1,
	FIELD_DESTINATION = 1 << 2, /* the router member, by another name */
	FIELD_SOURCE = 1 << 3,
	FIELD_PREFERENCE = 1 << 4,
	FIELD_OLD_PREFERENCE = 1 << 5,
	FIELD_LIFETIME = 1 << 6,
	FIELD_METRIC = 1 << 7,
	FIELD_TYPE = 1 << 8,          /* the metric member: ICMP type of a message */
	FIELD_SOLICITATIONS = 1 << 9, /* the count member, and so the next two */
	FIELD_ADDRESSES = 1 << 10,
	FIELD_TIMES = 1 << 11,
	FIELD_REASON = 1 << 12,
	FIELD_ERROR = 1 << 13,
	FIELD_TRACK = 1 << 14,      /* the interface's name and the count: a track and its kind */
	FIELD_OLD_ROUTER = 1 << 15, /* also 0: none */
	FIELD_PREFSRC = 1 << 16,    /* the source member, by another name; 0: none */
	FIELD_LLADDR = 1 << 17,     /* and the old one */
	FIELD_OUR_PREFERENCE = 1 << 18, /* the old_preference member, by another name */
	FIELD_GATEWAY = 1 << 19,        /* the router member, by another name; 0: none */
	FIELD_OUR_METRIC = 1 << 20,     /* the count member, by another name */
};

/* One event. The members that event_fields() names mean something, and the time; the rest are 0, or
 * stand where others do. */
struct event {
	enum event_kind kind : 8;
	enum reason reason : 8;
	unsigned ifindex;
	usec_t time;
	char ifname[IF_NAMESIZE];
	struct in_addr router;
	union {
		struct {
			struct in_addr old_router;
			struct in_addr source;
			int32_t preference;
			int32_t old_preference;
			uint32_t lifetime; /* seconds */
			uint32_t metric;
			unsigned count;
			int error; /* errno */
		};
		struct {
			struct link_address lladdr;
			struct link_address old_lladdr;
		};
	};
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
unsigned event_fields(enum event_kind kind); /* set of enum event_field */

/* Octets with colons between them. */
#define EVENT_LLADDR_STRLEN (3 * LINK_ADDRESS_MAX)
const char *event_lladdr_text(const struct link_address *a, char ret[EVENT_LLADDR_STRLEN]);

/* Can a host on the LAN provoke any number of these? */
bool event_is_noise(enum event_kind kind);

/* False: there was no room; it is counted all the same. */
bool event_push(struct event_ring *ring, const struct event *event);
bool event_pull(struct event_ring *ring, struct event *ret);

/* Gives those that wait the name of their interface, which is about to lose it. */
void event_name_iface(struct event_ring *ring, unsigned ifindex, const char name[IF_NAMESIZE]);

#endif
