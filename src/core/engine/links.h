/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of the engine share: its state, and the functions they have for each other. */
#ifndef RDISC_CORE_ENGINE_LINKS_H
#define RDISC_CORE_ENGINE_LINKS_H

#include "core/host/drl.h"
#include "core/engine/engine.h"
#include "core/host/fib.h"
#include "base/heap.h"
#include "core/host/solicit.h"
#include "base/map.h"
#include "base/rate.h"
#include "core/engine/refused.h"
#include "core/router/advertise.h"
#include "core/router/track.h"
#include "core/router/rivals.h"
#include "core/wire.h"

/* What is told of advertisements beyond the limit is told this often. */
#define EXCESS_INTERVAL (60 * USEC_PER_SEC)

/* One interface: the kernel's description, what we are there, and the machine of that role. */
struct link {
	bool used;
	bool told; /* since engine_begin() */
	struct iface iface;
	struct iface_addr *addrs;      /* storage of iface.addrs */
	const struct conf_iface *conf; /* NULL: the configuration names it not */
	enum role role;                /* what we are there; ROLE_OFF: nothing */
	enum reason unused;            /* why the role cannot be played now; REASON_NONE: it is */
	struct traffic traffic;
	struct host host;
	bool has_router;           /* host: one that is alive */
	usec_t renewal;            /* … when the last of them is due for renewal */
	uint16_t renewal_lifetime; /* … what it lives, seconds */
	usec_t renewed;            /* … the latest such moment that was an occasion to solicit */
	usec_t renew_at;           /* … when to look next; USEC_INFINITY: never */
	usec_t changes;     /* token bucket: what sources that are no known routers may change */
	unsigned n_excess;  /* messages that wanted more, not yet told */
	usec_t excess_told; /* when they may be told again */
	struct router router;
	struct in_addr advertised_to; /* router: last words go where the others went */
	struct watch watch;           /* router: what the others say */
	int32_t preference; /* … our highest level, as configured: no draining, nothing lost */
	bool drain;         /* router: on its way out of use */
	bool drained;       /* … and withdrawn */
	bool drain_asked;   /* … not by the configuration */
	usec_t drain_until; /* when what is ineligible is withdrawn; USEC_INFINITY: never */
};

struct engine {
	const struct conf *conf;
	struct rng rng;
	struct link *links; /* by slot */
	uint32_t n_links, capacity;
	struct map index;          /* ifindex -> slot */
	struct heap timers;        /* of the machines, by slot */
	struct rate_table sources; /* of advertisements: changes */
	struct rate_table askers;  /* neighbours that solicit: unicast answers */
	size_t n_addrs;            /* of all links */
	struct in_addr *own;       /* they, sorted */
	size_t n_own, own_capacity;
	bool own_changed;
	struct drl drl;
	struct fib fib;
	struct default_router {
		struct hop hop;
		struct in_addr prefsrc;
	} told;                  /* the last one told of; all 0: none */
	bool outdone;            /* told: somebody else's default route comes before it */
	struct route_set wanted; /* what follows from the list and the configuration */
	uint32_t *metrics;       /* storage of it */
	struct hop *hops;
	uint32_t wanted_capacity;
	bool rebuild;                    /* something else they follow from has changed */
	bool seek;                       /* engine_seek() has something to do */
	bool hosted;                     /* a host now or before: routes were read, or are */
	bool installs;                   /* now or before: there may be routes to remove */
	struct track tracks[TRACKS_MAX]; /* by number in the configuration */
	bool looked;                     /* all facts have been told once */
	bool stopping;
	bool untraced; /* messages received are no events */
	struct refused refused;
	struct engine_counters counters;
	uint64_t generation;
	struct wire_entry *entries; /* scratch: what one link advertises */
	size_t entries_capacity;
	uint8_t message[WIRE_MESSAGE_MAX];
	struct event_ring
		events; /* last: what it holds has been pushed, so it is not cleared before */
};

struct link *engine_link(const struct engine *e, unsigned ifindex); /* NULL: unknown */
void engine_free_link(struct link *l);
bool engine_is_own(struct engine *e, struct in_addr address);
void engine_schedule(struct engine *e, struct link *l);

/* Makes room for all that may be advertised on a link described so under that configuration. False: no memory,
 * and nothing has changed. */
bool engine_reserve_link(
	struct engine *e, struct link *l, const struct iface *iface, const struct conf *conf);

/* Makes the machines follow from the interface and the configuration; `occasion`: there is a new
 * reason to solicit. Cannot fail: engine_reserve_link() has been before it. */
void engine_follow(struct engine *e, struct link *l, bool occasion, usec_t now);
void engine_stop_advertising(struct engine *e, struct link *l, enum reason reason, usec_t now);

/* Where messages go by the operator's choice, else the group, else broadcast (RFC 1256 4.1, 5.1). */
struct in_addr engine_destination(const struct link *l, struct in_addr configured, uint32_t group);

/* The interface as the default router list is to see it: a monitor's is never up, so nothing that
 * is learned there is ever wanted. */
struct iface engine_seen_iface(const struct link *l);

/* Room for as many wanted routes as the configuration allows. False: no memory. */
bool engine_reserve_routes(struct engine *e, uint32_t n);

/* Connects a router just learned with the route an earlier run made for it. */
void engine_recall(struct engine *e, struct hop hop);

/* occasions.c: after a choice, or another configuration, solicits where no router is usable, and finds
 * out when the last one is due for renewal. That moment has come. An advertisement gave this lifetime. */
void engine_seek(struct engine *e, usec_t now);
void engine_renew(struct engine *e, struct link *l, usec_t now);
void engine_expect_renewal(struct link *l, uint16_t lifetime, usec_t now);

/* Chooses anew where needed, and asks for routers again where the last one is lost. */
void engine_choose(struct engine *e, usec_t now);

/* Tells if the kernel's default route of ours leads elsewhere than when last told, or from another
 * address, and when somebody else's comes before it, or does no more. */
void engine_tell_default(struct engine *e, usec_t now);

/* The operator's policy holds for the routers of an interface: who may be one, and the preference
 * levels. */
void engine_apply_policy(struct engine *e, const struct link *l, usec_t now);

/* For tracks: is there a default route that works and does not lead to where we are a router ourselves? Is
 * the interface of that name up, with carrier? */
bool engine_has_way_out(const struct engine *e);
bool engine_is_working(const struct engine *e, const char *name);

#endif
