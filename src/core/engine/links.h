/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of links: the lowest room of the engine; and its state, of which the links are most. */
#ifndef RDISC_CORE_ENGINE_LINKS_H
#define RDISC_CORE_ENGINE_LINKS_H

#include "core/host/drl.h"
#include "core/engine/checks.h"
#include "core/engine/engine.h"
#include "core/host/fib.h"
#include "core/host/newcomer.h"
#include "core/host/solicit.h"
#include "base/slots.h"
#include "base/rate.h"
#include "core/engine/refused.h"
#include "core/router/advertise.h"
#include "core/router/track.h"
#include "core/router/rivals.h"
#include "core/wire.h"

/* Changes beyond the limit are reported this often. */
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
	bool has_router;           /* host: one that is alive, and answers */
	usec_t renewal;            /* … when the last of them is due for renewal */
	uint16_t renewal_lifetime; /* … what it lives, seconds */
	usec_t renewed;            /* … the latest such moment that was an occasion to solicit */
	usec_t renew_at;           /* … when to look next; USEC_INFINITY: never */
	usec_t changes;     /* token bucket: what sources that are no known routers may change */
	unsigned n_excess;  /* messages that wanted more, not yet told */
	usec_t excess_told; /* when they may be told again */
	struct router router;
	struct watch watch; /* router: what the others say */
	int32_t preference; /* … our highest level, as configured: no draining, nothing lost */
	bool drain;         /* router: on its way out of use */
	bool drained;       /* … and withdrawn */
	bool drain_asked;   /* … not by the configuration */
	usec_t drain_until; /* when what is ineligible is withdrawn; USEC_INFINITY: never */
};

struct engine {
	const struct conf *conf;
	struct rng rng;
	struct link *links;        /* by slot */
	struct slots slots;        /* by ifindex */
	struct rate_table sources; /* of advertisements: changes */
	struct rate_table askers;  /* neighbours that solicit: unicast answers */
	size_t n_addrs;            /* of all links */
	struct in_addr *own;       /* they, sorted */
	size_t n_own, own_capacity;
	bool own_changed;
	struct drl drl;
	struct fib fib;
	struct checks checks;
	/* Of each table, as in drl.choices: what follows from the list and the configuration … */
	struct route_set wanted[TABLES_MAX];
	struct told_default {
		uint32_t table;
		struct hop hop; /* … the last one told of; all 0: none … */
		struct in_addr prefsrc;
		bool outdone; /* … reported: a foreign default route comes before it */
	} told[TABLES_MAX];
	uint32_t *metrics; /* storage of the wanted routes, table by table */
	struct hop *hops;
	uint32_t wanted_capacity;
	bool retable;                    /* the tables may be others */
	bool rebuild;                    /* something else they follow from has changed */
	bool seek;                       /* engine_seek() has something to do */
	bool hosted;                     /* a host now or before: routes were read, or are */
	bool installs;                   /* now or before: there may be routes to remove */
	struct track tracks[TRACKS_MAX]; /* by number in the configuration */
	bool looked;                     /* all facts have been told once */
	bool stopping;
	struct newcomers newcomers;
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

/* Returns the link of that interface; NULL: unknown. */
struct link *engine_link(const struct engine *e, unsigned ifindex);

/* Adds one, which may be moved by the next. NULL: no memory. */
struct link *engine_new_link(struct engine *e, unsigned ifindex);

/* Frees what a link holds; its place is free from then on. */
void engine_free_link(struct link *l);

/* Returns when something is due on the link; USEC_INFINITY: never. */
usec_t engine_link_deadline(const struct link *l);

/* Returns whether an address is one of this machine's. */
bool engine_is_own(struct engine *e, struct in_addr address);

/* Returns the table of the routes by a link of a host. */
uint32_t engine_table(const struct engine *e, const struct link *l);

/* Returns the interface as the default router list is to see it: with the table of its routes. A monitor's is never
 * up, so nothing that is learned there is ever wanted. */
struct iface engine_seen_iface(const struct engine *e, const struct link *l);

/* Makes room for all that may be advertised on a link described so under that configuration. False: no memory,
 * and nothing has changed. */
bool engine_reserve_link(
    struct engine *e, struct link *l, const struct iface *iface, const struct conf *conf);

/* Takes over a description; *ret_new says whether it has an address that was not there before. False: no
 * memory, and nothing has changed. */
bool engine_describe(struct engine *e, struct link *l, const struct iface *iface, bool *ret_new);

#endif
