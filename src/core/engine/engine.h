/* SPDX-License-Identifier: BSD-2-Clause */
/* The core's only door: facts in, results pulled.
 *
 * The engine owns all protocol state. It makes no system call, reads no clock and no entropy, and never
 * calls out. Functions that need the time take `now`, which never goes back. After any facts the caller
 * settles:
 *
 *	if engine_wants_routes(now): dump the routes
 *	while engine_query(): ask the neighbour table
 *	engine_advance(now)
 *	while engine_changes(): ask the kernel, engine_change_done() for each
 *	again from the top if there are new queries, or routes are wanted
 *	while engine_transmit(), while engine_request(): send
 *	while engine_event(): tell
 *	wait until engine_deadline()
 *
 * and after that the deadline lies in the future. Start-up, a netlink overrun and a reload are one
 * path: engine_begin(), every fact again, engine_end(), settle.
 *
 * Facts from the kernel may allocate; packets never do.
 *
 * The folder core is the protocol. wire.c makes messages of bytes, trust.c decides which are believed. core/host
 * is RFC 1256 5: the list of routers (drl.c), their neighbour states (drl_probe.c), the choice
 * (drl_select.c). fib.c and fib_plan.c compare the wanted routes with the kernel's. core/router is RFC 1256 4: the
 * machine of an interface, its tracks and its rivals. core/engine puts both together: the links (links.c),
 * their roles (roles.c), the messages (messages.c) and the wanted routes (routes.c).
 */
#ifndef RDISC_CORE_ENGINE_ENGINE_H
#define RDISC_CORE_ENGINE_ENGINE_H

#include "model/conf.h"
#include "model/event.h"
#include "model/network.h"

struct engine;

/* How messages fared, by reason (REASON_NONE: used). */
struct engine_counters {
	uint64_t advertisements[REASON_MAX];
	uint64_t solicitations[REASON_MAX];
	uint64_t others[REASON_MAX];  /* what could not be told apart */
	uint64_t entries[REASON_MAX]; /* router addresses of used advertisements */
	uint64_t sent_advertisements;
	uint64_t sent_solicitations;
	uint64_t sent_checks, answers; /* echo requests of checks; the answers that counted */
};

/* Messages of one interface. */
struct traffic {
	uint64_t advertisements, solicitations, refused; /* received; the last: of both kinds */
	uint64_t sent_advertisements, sent_solicitations;
};

/* Makes an engine. It borrows `conf` until the next engine_configure() or the end. NULL: no memory. */
struct engine *engine_new(const struct conf *conf, uint64_t seed);
void engine_free(struct engine *e);

/* ---- facts in ---- */

/* Takes a configuration, whole or not at all. False: no memory, and the old one is in force. */
bool engine_configure(struct engine *e, const struct conf *conf, usec_t now);

/* Begins / ends a new description of every link and every default route. Objects not set in between are
 * gone. */
void engine_begin(struct engine *e);
void engine_end(struct engine *e, usec_t now);

/* Takes a complete description of an interface, and finds what changed. False: no memory. */
bool engine_set_iface(struct engine *e, const struct iface *iface, usec_t now);
void engine_del_iface(struct engine *e, unsigned ifindex, usec_t now);

/* Sets / removes an IPv4 default route of a table of the configuration, also a foreign one. False: no memory. */
bool engine_set_route(struct engine *e, const struct route *route);
void engine_del_route(struct engine *e, const struct route *route);
/* Begins / ends a dump of the routes alone. A failed dump has no end, and changes nothing. */
void engine_begin_routes(struct engine *e);
void engine_end_routes(struct engine *e);

/* Tells that the kernel has changed routes without saying which: any, or those on nexthop objects. Links
 * and addresses need no such call. */
void engine_doubt_routes(struct engine *e, bool nexthops);

/* Takes the verdict of a track of kind file (conf.tracks[track]). */
void engine_set_track(struct engine *e, size_t track, bool ok, usec_t now);

/* Takes a router's interface out of use gently, or back in. False: we are no router there. */
bool engine_drain(struct engine *e, unsigned ifindex, bool drain, usec_t now);

/* Sends solicitations / a multicast advertisement for the operator, on one interface or (0) on all.
 * Returns on how many. */
unsigned engine_solicit(struct engine *e, unsigned ifindex, usec_t now);
unsigned engine_advertise(struct engine *e, unsigned ifindex, usec_t now);

/* Tells that the kernel reaches a new subnet over that interface: it may now accept a route that it refused. */
void engine_add_subnet(struct engine *e, unsigned ifindex, usec_t now);

void engine_set_neighbour(struct engine *e, const struct neighbour *n, usec_t now);

/* Keeps our own routes of the first dump until it is known whether their router still speaks. Call it
 * once, after that dump. */
void engine_adopt(struct engine *e, usec_t now);

/* Takes a router that an earlier run knew until `deadline`; its interface is known. Call after
 * engine_adopt(): a deadline that has passed ends the adoption. */
void engine_restore(struct engine *e, const struct known_router *router, usec_t now);

/* Takes a datagram as the raw socket gave it. Returns REASON_NONE if it is valid and used. */
enum reason engine_deliver(struct engine *e, const struct datagram *d, usec_t now);

/* Takes an answer to a check, as the packet socket gave it. False: it counts for nothing. */
bool engine_answer(struct engine *e, const struct datagram *d, usec_t now);

/* Does what is due. */
void engine_advance(struct engine *e, usec_t now);

/* Prepares the end: last words, unless `silent` or conf_iface.farewell forbids them, and no route wanted
 * any more (unless conf.keep_routes). The deadline is that of the next farewell from now on, and there is
 * none after FAREWELL_TIME. */
void engine_shutdown(struct engine *e, bool silent, usec_t now);

/* ---- results out ---- */

/* Gives the next datagram to send; its data is valid until the next call. */
bool engine_transmit(struct engine *e, struct datagram *ret, usec_t now);

/* Gives the next request of a check, an IP packet from its header on, and its link-layer destination. Its
 * data is valid until the next call. */
bool engine_request(
    struct engine *e, struct datagram *ret, struct link_address *ret_to, usec_t now);

/* Returns whether the daemon must hear answers. They carry this identifier, the same for the engine's life. */
bool engine_has_checks(const struct engine *e);
uint16_t engine_identifier(const struct engine *e);

/* Gives the tables that routes are in, or may be. Returns how many. */
size_t engine_tables(struct engine *e, uint32_t ret[TABLES_MAX]);

/* Returns the default routes wanted, best first, of the first table that has some; valid until the next call with a
 * fact. */
const struct route_set *engine_routes(const struct engine *e);

/* The next batch of changes for the kernel's table, 0: it agrees. Report each one. */
/* Returns whether routes must be read: a pure router uses none, unless a track watches the default route. */
bool engine_needs_routes(const struct engine *e);

/* Returns whether to dump the routes now, since what is known may be out of date; ask once for each dump.
 * While it is out of date, but was read too often just now, the deadline says when to ask again. */
bool engine_wants_routes(struct engine *e, usec_t now);
bool engine_doubts_routes(const struct engine *e); /* out of date, whatever the time */

size_t engine_changes(struct engine *e, struct route_change *ret, size_t max, usec_t now);
/* Takes the kernel's answer to one change, 0 or an errno. The route that an addition made has been set
 * before, as the kernel tells it (engine_set_route): that it was asked for proves nothing. */
void engine_change_done(struct engine *e, const struct route_change *change, int error, usec_t now);

bool engine_query(struct engine *e, struct neighbour_query *ret);

/* Gives the group memberships wanted, at most `max`. Returns how many there are. */
size_t engine_memberships(const struct engine *e, struct membership *ret, size_t max);

bool engine_event(struct engine *e, struct event *ret);

/* Sets whether each received message is an event, as at first, or only counted. */
void engine_trace(struct engine *e, bool wanted);
void engine_tell(struct engine *e, const struct event *event); /* one of the daemon's own */
uint64_t engine_events_lost(const struct engine *e); /* since the start: pulled too late */
usec_t engine_deadline(const struct engine *e);

/* ---- looking ---- */

size_t engine_routers(const struct engine *e, struct known_router *ret, size_t max);
const struct engine_counters *engine_counters(const struct engine *e);

/* Changes whenever engine_routers() would answer differently. */
uint64_t engine_generation(const struct engine *e);

/* Returns for hosts: whether a usable router has been heard; whether every interface had its solicitations
 * and the time for answers. */
bool engine_has_router(const struct engine *e);
bool engine_is_unanswered(const struct engine *e);

#endif
