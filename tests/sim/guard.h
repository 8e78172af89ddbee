/* SPDX-License-Identifier: BSD-2-Clause */
/* The invariants of one machine, checked from outside.
 *
 * The world tells its watcher of each fact, each message in and out, each change of the kernel's table, and of the
 * end of each turn; what is wrong ends the run (sim_fail()). guard_host.c knows RFC 1256 5,
 * guard_router.c RFC 1256 4, guard_routes.c the kernel's table. "Told" is what the engine knows; that
 * the world may have moved on since is no fault of its.
 */
#ifndef SIM_GUARD_H
#define SIM_GUARD_H

#include "heard.h"
#include "world/node.h"
#include "reference.h"
#include "scenario.h"
#include "setup.h"
#include "world/sim.h"
#include "world/trace.h"

/* The observations of a host on one interface. */
#define GUARD_MESSAGES 19

struct guard_host {
	bool ready;      /* told: role host, up, carrier, an address */
	bool solicits;   /* … and may solicit */
	bool lacks;      /* … and no router there is usable, which is a reason to solicit */
	bool occasion;   /* something has happened that is another one */
	bool maybe;      /* … or may have */
	usec_t due;      /* the occasion's burst must begin by then; infinity: no occasion */
	bool answered;   /* since the last solicitation */
	bool any;        /* solicitation ever */
	unsigned sent;   /* solicitations of the last burst */
	unsigned bursts; /* since the last occasion */
	bool vague;      /* perhaps they are fewer */
	bool for_want;   /* the last burst has no other reason than `lacks` */
	usec_t last;     /* solicitation */
	usec_t begun;    /* the last burst */
	usec_t spent,
	    spent_time;        /* how far the solicitations are ahead of one in 20 s; as of then */
	usec_t renewed;        /* the last moment at which routers were due for renewal */
	struct in_addr source; /* of the last solicitation that had one */
	usec_t messages[GUARD_MESSAGES]; /* when the last ones came that were believed */
	unsigned n_messages;
};

struct guard_entry {
	struct in_addr address;
	int32_t preference;
};

#define GUARD_ENTRIES 64

/* An address that is being taken back. */
struct guard_gone {
	struct guard_entry entry;
	unsigned said; /* so many times, and then not before: */
	usec_t due;
};

/* Unicast answers of one engine. It remembers four neighbours at least. */
#define GUARD_ANSWERS 4

struct guard_answer {
	unsigned ifindex;
	struct in_addr neighbour;
	usec_t time;
};

/* The observations of a router on one interface. */
struct guard_router {
	bool advertising; /* told: it should be */
	bool drain, drain_asked, drained;
	usec_t drain_until; /* infinity: not */
	usec_t answer_due;  /* a multicast one must come by then; infinity: no host asked */
	bool answer_set;    /* … and the configuration changed since it was set */
	bool denied;        /* another took back what is advertised here */
	struct guard_entry list[GUARD_ENTRIES]; /* what should be advertised */
	unsigned n_list;
	struct guard_entry air[2 * GUARD_ENTRIES]; /* what was, and was not taken back */
	unsigned n_air;
	struct guard_gone gone[2 * GUARD_ENTRIES];
	unsigned n_gone;
	unsigned count; /* multicast advertisements since it began */
	bool any;
	usec_t last;
	usec_t due;   /* the next one must come by then; infinity: none need come */
	bool hurried; /* there was a reason for the next one to come before the minimum interval */
	struct in_addr part_to;
	usec_t part_time;
	unsigned part_n, part_len; /* entries of this message so far, and of its last part */
	struct in_addr asked[2 * INBOX_MAX]; /* who may be answered by unicast in this turn */
	unsigned n_asked;
	bool asked_after; /* after the last multicast advertisement, at the same time */
	usec_t bucket;    /* of unicast answers: how far ahead of UNICAST_RATE they are */
	usec_t bucket_time;
};

struct guard_iface {
	unsigned ifindex; /* as told; 0: not */
	struct guard_host host;
	struct guard_router router;
};

/* A track of the configuration: what is to be believed of a router's way out. */
struct guard_track {
	bool begun; /* there has been a fact */
	bool fact, ok;
	usec_t since, delay; /* of the fact */
};

/* A request of a check. */
#define GUARD_REQUESTS 256

struct guard_request {
	struct hop hop;
	uint8_t octets[SIM_ANSWER_LEN];
	usec_t time, interval;
	bool answered;
};

struct guard {
	struct guard_request requests[GUARD_REQUESTS]; /* the last ones: a ring */
	unsigned n_requests;
	struct guard_iface ifaces[MACHINE_IFACES]; /* by the kernel's index */
	struct guard_track tracks[MACHINE_TRACKS];
	struct guard_answer answers[GUARD_ANSWERS]; /* the last ones: a ring */
	unsigned n_answers;
	usec_t kept_until;    /* routes of an earlier run may stay until then */
	usec_t refused_until; /* so long may stay what the kernel has refused to delete */
	bool installs;        /* has ever been configured to */
	bool stopping;
};

extern const struct watcher guard_watcher;

/* The engine has been told of this interface, or that it is gone, or of a new configuration. */
void guard_iface(struct node *n, const struct iface *iface);
void guard_iface_gone(struct node *n, unsigned ifindex);
void guard_configured(struct node *n, const struct conf *old);
void guard_drain(struct node *n, unsigned ifindex, bool drain);
void guard_track(struct node *n, size_t track, bool fact);
/* Routes of an earlier run were found; one router of it was told. */
void guard_adopted(struct node *n);
void guard_neighbour(struct node *n, const struct neighbour *neighbour);
void guard_restored(struct node *n, const struct known_router *r);

/* The engine was given these bytes and answered so. */
void guard_heard(struct node *n, unsigned ifindex, const struct frame *f, enum reason reason);
void guard_transmit(struct node *n, const struct datagram *d);
/* A check goes out to that link-layer address. An answer is on its way; it came, and counts or not. */
void guard_request(struct node *n, const struct datagram *d, const struct link_address *to);
void guard_replied(struct node *n, const struct frame *f);
void guard_answer(struct node *n, const struct frame *f, bool counts);
/* Before and after the kernel made a change. */
void guard_change(struct node *n, const struct route_change *change);
void guard_changed(struct node *n, const struct route_change *change, int error, bool foreign);
/* The kernel is to ask this router; or to believe it no more. */
void guard_asked(struct node *n, struct hop hop);
void guard_doubted(struct node *n, struct hop hop);
/* Facts and messages are in, time is to pass in the engine. */
void guard_advance(struct node *n);
void guard_advanced(struct node *n);
/* It has chosen its routers, perhaps again. */
void guard_chosen(struct node *n);
/* It has settled. */
void guard_settled(struct node *n);
/* Before the end, and after each part of it. */
void guard_stopping(struct node *n);
void guard_stopped(struct node *n);

/* ---- among the parts ---- */

/* Our role on an interface whose configuration says so, and that configuration (NULL: none). */
enum role guard_role(
    const struct node *n, const struct iface *iface, const struct conf_iface **ret);
/* The interface as told; NULL: it is not known to the engine. */
const struct iface *guard_told(const struct node *n, unsigned i);
/* The real default router list. */
struct reference_view guard_view(const struct node *n);

/* guard_track.c: do the tracks that this interface asks for say that the way out is lost, with that
 * consequence? Has one of them had no say yet? What do they leave of a preference level? */
void guard_look_at_tracks(struct node *n);
bool guard_begin_tracks(struct node *n);
void guard_carry_tracks(struct node *n, const struct conf *old);
bool guard_is_lost(const struct node *n, const struct conf_iface *conf, enum track_loss on_loss);
bool guard_is_undecided(const struct node *n, const struct conf_iface *conf);
int32_t guard_preference(const struct node *n, const struct conf_iface *conf, int32_t preference);
usec_t guard_track_due(const struct node *n);

void guard_host_iface(struct node *n, unsigned i, bool new_address);
void guard_host_loses(struct node *n);
void guard_host_heard(
    struct node *n, unsigned i, const struct heard *h, enum reason reason, usec_t now);
void guard_host_solicitation(struct node *n, unsigned i, const struct heard *h, usec_t now);
void guard_host_settled(struct node *n, unsigned i, usec_t now);

void guard_router_iface(struct node *n, unsigned i, usec_t now);
/* Time passes, tracks are decided: does that change what is to be advertised? */
void guard_router_advance(struct node *n, unsigned i, usec_t now);
void guard_router_heard(
    struct node *n, unsigned i, const struct heard *h, enum reason reason, usec_t now);
void guard_router_advertisement(struct node *n, unsigned i, const struct heard *h, usec_t now);
void guard_router_settled(struct node *n, unsigned i, usec_t now);

/* guard_farewell.c: a farewell was sent. There is another list, and perhaps nobody to be told. Another router
 * was heard. The daemon ends. It has settled. */
void guard_farewell(struct node *n, struct guard_router *w, const struct heard *h, usec_t now);
void guard_farewell_follow(struct guard_router *w, bool can_speak);
void guard_farewell_rival(struct guard_router *w, const struct heard *h);
void guard_farewell_hurry(struct guard_router *w, usec_t now);
void guard_farewell_settled(struct node *n, const struct guard_router *w);

/* guard_checks.c: the model takes the verdicts for facts. */
void guard_follow_ways(struct node *n);
/* The interval may be longer from now on, for the answers that are awaited too. */
void guard_checks_configured(struct node *n);

void guard_routes_settled(struct node *n, usec_t now);

/* True if another program has just replaced or removed a route, and the engine may not have read the routes again. */
bool guard_routes_stale(const struct node *n, usec_t now);

#endif
