/* SPDX-License-Identifier: BSD-2-Clause */
/* The engine seen from outside: interfaces, routers, default routes, tracks, and why a router is, or is
 * not, in use. Nothing here changes anything.
 *
 * The engine_next_…() functions walk: `*cursor` is 0 at first, and false comes after the last. Between
 * two steps facts may arrive; then something may be seen twice or not at all. Pointers in a view are the
 * engine's, valid until the next fact.
 */
#ifndef RDISC_CORE_ENGINE_VIEW_H
#define RDISC_CORE_ENGINE_VIEW_H

#include "core/engine/checks.h"
#include "core/engine/engine.h"
#include "core/host/solicit.h"
#include "core/engine/refused.h"
#include "core/router/advertise.h"

struct iface_view {
	const struct iface *iface;
	enum role role; /* not ROLE_OFF */
	enum reason unused;
	uint32_t table;      /* of a host's routes; 0: it is none */
	const char *pattern; /* the section of the configuration, and where that is */
	struct conf_place place;
	const struct traffic *traffic;
	const struct host *host;
	unsigned n_routers;
	const struct router *router;
	uint16_t lifetime; /* seconds */
	const struct conf_destinations *destinations;
	bool draining, drained;
	uint32_t tracks;
};

enum router_state {
	ROUTER_USED,      /* it has, or gets, a default route */
	ROUTER_STANDBY,   /* it could be used, and there are better ones */
	ROUTER_WAITING,   /* it is better than the one in use, and has to answer first */
	ROUTER_DEAD,      /* the neighbour table says FAILED */
	ROUTER_LOST,      /* end-to-end checks through it fail */
	ROUTER_WITHDRAWN, /* it has said farewell, and is the last resort */
	ROUTER_INELIGIBLE,
	ROUTER_UNREACHABLE, /* its interface is down, or its address not on the link any more */
	ROUTER_NO_CARRIER,
	ROUTER_REJECTED, /* the kernel refused the route; will be tried again */
	ROUTER_HEARD,    /* on a monitor's interface */
};

struct router_view {
	unsigned ifindex;
	const char *ifname;
	struct in_addr address, source;
	int32_t preference, advertised;
	uint32_t lifetime;               /* seconds, as last advertised */
	usec_t learned, heard, deadline; /* `heard` 0: only an earlier run did */
	enum neighbour_state neighbour;
	usec_t answered; /* when the kernel last heard it, as far as it told; 0: never */
	enum router_state state;
	unsigned position; /* 1: the first in use of its table; 0: not in use */
	bool routed;       /* a route is wanted … */
	bool installed;    /* … and the kernel has it */
	bool outdone;      /* … but a foreign default route carries the traffic */
	struct route route;
	uint32_t table;               /* of its route */
	bool onlink;                  /* the operator says that it is on the link */
	bool overridden;              /* the preference, by a word on this router … */
	struct conf_place policy;     /* … which stands here, or the range of its interface */
	const struct checked *checks; /* NULL: there are none */
};

struct track_view {
	const struct conf_track *conf;
	bool judged; /* false: there was no look yet, and it counts as ok */
	bool ok;
};

bool engine_next_iface(const struct engine *e, uint32_t *cursor, struct iface_view *ret);
/* Gives the routers, those in use first, table by table, best first. */
bool engine_next_router(
    const struct engine *e, uint32_t *cursor, struct router_view *ret, usec_t now);
bool engine_next_refused(const struct engine *e, uint32_t *cursor, struct refused_router *ret);
bool engine_next_default_route(
    const struct engine *e, uint32_t *cursor, struct route *ret, bool *ret_ours);
bool engine_next_track(const struct engine *e, uint32_t *cursor, struct track_view *ret);

/* Returns the foreign default route that the kernel prefers to this one of ours; false: none. */
bool engine_preferred_route(const struct engine *e, const struct route *ours, struct route *ret);

/* Returns the lowest metric of all default routes of a table, UINT32_MAX if there is none. */
uint32_t engine_lowest_metric(const struct engine *e, uint32_t table);

/* Returns the table of the VRF that an interface belongs to; 0: none. */
uint32_t engine_iface_vrf(const struct engine *e, unsigned ifindex);

/* NULL: unknown. */
const char *engine_iface_name(const struct engine *e, unsigned ifindex);

/* 0: unknown. */
unsigned engine_iface_index(const struct engine *e, const char *name);

/* Returns how often each kind of event happened: EVENT_MAX numbers. */
const uint64_t *engine_event_counts(const struct engine *e);

/* Gives the router that the default route stands on, of the first table that has one; false: there is none. */
bool engine_default_router(const struct engine *e, struct hop *ret, struct in_addr *ret_prefsrc);

/* Returns the router that damping keeps first (damping.h), of the first table where it is active, and until when;
 * false: it is active nowhere. */
bool engine_damping(const struct engine *e, struct hop *ret, usec_t *ret_until);

/* Returns the standing of the default route as a word; NULL: no interface is a host. */
const char *engine_standing_name(const struct engine *e);

/* True if a host has no router that is alive. Also true if an interface of a router does not advertise and
 * is not drained. */
bool engine_is_degraded(const struct engine *e);

const char *router_state_name(enum router_state state);
const char *neighbour_state_name(enum neighbour_state state);

/* ---- why ---- */

/* One decision on the way to the default route, in the order in which they are made. */
struct explain_step {
	const char *name;
	enum { STEP_NEUTRAL, STEP_FOR, STEP_AGAINST } verdict;
	char text[160];
	struct conf_place rule;
};

#define EXPLAIN_STEPS_MAX 13

/* Gives the steps of the decision on a known router, at most EXPLAIN_STEPS_MAX. Returns how many. */
size_t engine_explain(
    const struct engine *e, const struct router_view *router, struct explain_step *ret, usec_t now);

/* The same for a refused router. */
size_t engine_explain_refused(const struct engine *e, const struct refused_router *router,
    struct explain_step *ret, usec_t now);

#endif
