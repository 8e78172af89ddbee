/* SPDX-License-Identifier: BSD-2-Clause */
/* The reference model of the default router list: RFC 1256 5.3 and the rules of drl.h, written once
 * more from their text, without queues, maps, flags or short cuts, and compared with the real one
 * after every step.
 *
 * It is fed the same facts. Where the rules leave a choice (which of two equal routers gives way,
 * which of them is used), the real one's choice is checked against the rules and then adopted.
 */
#ifndef SIM_REFERENCE_H
#define SIM_REFERENCE_H

#include "core/host/drl.h"
#include "model/conf.h"

struct reference_iface {
	unsigned ifindex;
	bool host;    /* role: host or monitor */
	bool monitor; /* … which only listens */
	struct iface iface;
};

struct reference_router {
	unsigned ifindex;
	struct in_addr address;
	struct in_addr source; /* of the last advertisement that named it; 0: of an earlier run */
	int32_t advertised;    /* its own preference level */
	int32_t preference;    /* after the operator's policy */
	bool overridden;       /* by that */
	usec_t learned, deadline;
	usec_t heard; /* the beginning of the lifetime that ends at the deadline */
	enum neighbour_state neighbour;
	bool dead;
	enum way way; /* the verdict of its checks, a fact here */
	usec_t refused_until;
	unsigned refusals;
	bool confirmed;      /* has answered, or was valid in use, since it was last out of use */
	bool was_good;       /* had a valid entry since its link came up: perhaps that had to do */
	usec_t grace;        /* in use: it keeps its place until then, whichever router answers */
	bool unasked;        /* its link is back, and it has not answered since, and is not asked */
	bool contradicts;    /* advertised again after a farewell: perhaps still remembered */
	usec_t contradicted; /* … at this time */
	bool withdrawn;      /* … and said another: the last resort */
	bool wanted;         /* by the real one, when last compared */
	bool best;           /* … and of the highest preference among those */
	bool first;          /* … and the first of those */
	bool held;           /* wanted, best: by an earlier run, that is */
	usec_t waiting_since; /* better than what is wanted, but to be confirmed; infinity: not */
	usec_t asked;         /* when the kernel was last seen asking it */
};

/* A farewell of a router. */
struct reference_farewell {
	struct hop hop; /* ifindex 0: none, or contradicted */
	usec_t time, learned;
	bool proven; /* it was known to work */
};

/* An advertisement that found no room, or no token: it may be taken later, if the router answers. */
struct reference_refused {
	unsigned ifindex;
	struct in_addr address, source;
	int32_t preference;
	unsigned lifetime;
	usec_t heard;
};

#define REFERENCE_MOVES     64
#define REFERENCE_FAREWELLS 1024
#define REFERENCE_REFUSED   4096

struct reference {
	unsigned max, iface_max;
	enum install install;
	struct reference_iface *ifaces;
	size_t n_ifaces;
	struct reference_router *routers;
	size_t n_routers, capacity;
	struct reference_farewell farewells[REFERENCE_FAREWELLS]; /* oldest first */
	struct reference_refused
	    refusals[REFERENCE_REFUSED]; /* the last ones, by number modulo that */
	size_t n_refusals;
	bool strict;          /* it is told everything one by one */
	bool fault;           /* a rule is broken; the reason is in `complaint` */
	usec_t now;           /* when it was last told the time */
	size_t last_n;        /* when last compared */
	bool refused;         /* the kernel refused something since then */
	usec_t confirm_slack; /* how much later than due the real one may be called */
	struct hop
	    first; /* the router that came first last, also if none does now; ifindex 0: none did */
	struct hop before;             /* who did before, until the kernel has answered */
	usec_t moves[REFERENCE_MOVES]; /* when another one came first, the last times */
	size_t n_moves;
	struct hop kept; /* damping keeps that one first; ifindex 0: none */
	usec_t kept_until;
	bool foreign; /* another default route worked when last compared */
	char complaint[256];
};

/* The real one, as it presents itself. */
struct reference_view {
	const struct known_router *routers;
	size_t n;
	bool foreign;   /* a foreign default route could take over */
	bool has_first; /* it is told who comes first among the wanted */
	struct hop first;
	const struct hop *learned; /* new, by its own account, in the latest advertisement */
	size_t n_learned;
	const struct hop *left_over; /* of routes of an earlier run: routers in use, once learned */
	size_t n_left_over;
};

void reference_init(struct reference *m, const struct conf *conf);
void reference_fini(struct reference *m);

/* ---- facts ---- */

void reference_configure(struct reference *m, const struct conf *conf);
void reference_set_iface(
    struct reference *m, const struct iface *iface, enum role role, usec_t now);
/* The operator's policy holds for the routers of the interface. */
void reference_apply_policy(struct reference *m, unsigned ifindex, const struct conf_iface *conf);
void reference_del_iface(struct reference *m, unsigned ifindex);
void reference_neighbour(struct reference *m, const struct neighbour *n);
void reference_ask(struct reference *m, struct hop hop);
void reference_set_way(struct reference *m, struct hop hop, enum way way);
/* An address of an advertisement that is used; `after` is the real list after the whole of it. */
struct reference_offer {
	struct in_addr address;
	int32_t preference;             /* its own */
	int32_t level;                  /* what counts, by the operator's word and range */
	bool overridden;                /* … by that word on this router */
	enum neighbour_state neighbour; /* as known when it was new */
};
bool reference_hear(struct reference *m, unsigned ifindex, const struct reference_offer *offer,
    usec_t deadline, usec_t now, const struct reference_view *after);
/* The same for a whole advertisement of that source, `count` addresses that all may be routers. */
void reference_hear_all(struct reference *m, unsigned ifindex, const struct reference_offer *offers,
    size_t count, struct in_addr source, unsigned lifetime, usec_t now,
    const struct reference_view *after);
/* It found no room, or no token. Later the real list has it: rightly so, if it answers (false: it has no reason
 * to). */
void reference_refuse(struct reference *m, unsigned ifindex, const struct reference_offer *offer,
    struct in_addr source, unsigned lifetime, usec_t now);
bool reference_admit(struct reference *m, const struct neighbour *n, const struct conf_iface *conf,
    usec_t now, const struct reference_view *after);
/* One address of an advertisement under that configuration. */
struct reference_offer reference_offer(
    const struct conf_iface *conf, struct in_addr router, int32_t advertised);
/* One that an earlier run knew. */
void reference_restore(struct reference *m, const struct known_router *r,
    const struct conf_iface *conf, usec_t now, const struct reference_view *after);
/* The kernel's answer to a route through it. */
void reference_answer(struct reference *m, struct hop hop, bool refused, usec_t now);
/* Forgets what has expired. */
void reference_advance(struct reference *m, usec_t now);

/* ---- comparison ---- */

/* False: they differ, or the choice breaks a rule; the reason is in `complaint`. */
bool reference_agrees(struct reference *m, const struct reference_view *real, usec_t now);

/* The real one has chosen, perhaps again before it is compared: the first router, and the one that is kept
 * (ifindex 0: none). False as above. */
bool reference_chose(struct reference *m, struct hop first, struct hop kept, usec_t now);

/* When the next router expires, or damping ends. */
usec_t reference_deadline(const struct reference *m);

/* Among the parts: it said farewell, and is gone. */
void reference_take_leave(struct reference *m, const struct reference_router *r);

/* Among the parts: the kernel has answered to a route through it. */
void reference_move_answered(struct reference *m, struct hop hop, bool refused);

/* ---- questions ---- */

const struct reference_iface *reference_iface(const struct reference *m, unsigned ifindex);
const struct reference_router *reference_find(
    const struct reference *m, unsigned ifindex, struct in_addr address);
bool reference_is_usable(const struct reference *m, const struct reference_router *r, usec_t now);
bool reference_is_alive(const struct reference *m, const struct reference_router *r, usec_t now);
bool reference_is_proven(const struct reference_router *r);
/* It may be chosen: alive, and in use, or not in doubt, or none in use answers and no
 * other default route works. */
bool reference_is_choosable(
    const struct reference *m, const struct reference_router *r, usec_t now);
bool reference_is_answering(const struct reference *m, const struct reference_router *r);
bool reference_has_dead(const struct reference *m); /* that could answer */
bool reference_is_own(const struct reference *m, struct in_addr address);

/* RFC 1256 5.2 and 5.3, beyond the bytes: is an advertisement with these addresses used on the
 * interface (`asked`: we have solicited there within 5 s), may this address be a router there, and for
 * how long? */
bool reference_believes(const struct reference_iface *i, const struct conf_iface *conf,
    struct in_addr source, struct in_addr destination, unsigned ttl, bool asked);
bool reference_accepts(const struct reference *m, const struct reference_iface *i,
    const struct conf_iface *conf, struct in_addr router);
unsigned reference_lifetime(const struct conf_iface *conf, unsigned lifetime);

#endif
