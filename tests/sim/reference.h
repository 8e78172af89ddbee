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
	usec_t refused_until;
	unsigned refusals;
	bool confirmed;       /* has answered since it was last out of use */
	bool wanted;          /* by the real one, when last compared */
	bool best;            /* … and of the highest preference among those */
	bool first;           /* … and the first of those */
	bool held;            /* wanted, best: by an earlier run, that is */
	usec_t waiting_since; /* better than what is wanted, but to be confirmed; infinity: not */
	usec_t asked;         /* when the kernel was last seen asking it */
};

#define REFERENCE_MOVES 64

struct reference {
	unsigned max, iface_max;
	enum install install;
	struct reference_iface *ifaces;
	size_t n_ifaces;
	struct reference_router *routers;
	size_t n_routers, capacity;
	size_t last_n;        /* when last compared */
	bool refused;         /* the kernel refused something since then */
	usec_t confirm_slack; /* how much later than due the real one may be called */
	struct hop first;  /* who came first last, also if nobody does now; ifindex 0: nobody did */
	struct hop before; /* who did before, until the kernel has answered */
	usec_t moves[REFERENCE_MOVES]; /* when another one came first, the last times */
	size_t n_moves;
	struct hop held; /* that one comes first, because others did too often; ifindex 0: nobody */
	usec_t held_until;
	char complaint[256];
};

/* The real one, as it presents itself. */
struct reference_view {
	const struct known_router *routers;
	size_t n;
	bool foreign;   /* somebody else's default route could take over */
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
void reference_set_iface(struct reference *m, const struct iface *iface, enum role role);
/* The operator's policy holds for the routers of the interface. */
void reference_apply_policy(struct reference *m, unsigned ifindex, const struct conf_iface *conf);
void reference_del_iface(struct reference *m, unsigned ifindex);
void reference_neighbour(struct reference *m, const struct neighbour *n);
/* An address of an advertisement that is used; `after` is the real list after the whole of it. */
bool reference_hear(struct reference *m, unsigned ifindex, struct in_addr address,
	int32_t preference, usec_t deadline, usec_t now, const struct reference_view *after);
/* The same for a whole advertisement of that source, `count` addresses that all may be routers. False: what the real
 * list dropped for want of room was not the worst; the reason is in `complaint`. */
struct reference_offer {
	struct in_addr address;
	int32_t preference;
};
bool reference_hear_all(struct reference *m, unsigned ifindex, const struct reference_offer *offers,
	size_t count, struct in_addr source, unsigned lifetime, usec_t now,
	const struct reference_view *after);
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

/* The real one has chosen, perhaps again before it is compared: who comes first, and who is held
 * (ifindex 0: nobody). False as above. */
bool reference_chose(struct reference *m, struct hop first, struct hop held, usec_t now);

/* When the next router expires, or one is held no more. */
usec_t reference_deadline(const struct reference *m);

/* Among the parts: the kernel has answered to a route through it. */
void reference_move_answered(struct reference *m, struct hop hop, bool refused);

/* ---- questions ---- */

const struct reference_iface *reference_iface(const struct reference *m, unsigned ifindex);
const struct reference_router *reference_find(
	const struct reference *m, unsigned ifindex, struct in_addr address);
bool reference_is_usable(const struct reference *m, const struct reference_router *r, usec_t now);
bool reference_is_alive(const struct reference *m, const struct reference_router *r, usec_t now);
bool reference_has_dead(const struct reference *m); /* that could answer */
bool reference_is_own(const struct reference *m, struct in_addr address);

/* RFC 1256 5.2 and 5.3, beyond the bytes: is an advertisement with these addresses used on the
 * interface (`asked`: we have solicited there within 5 s), may this address be a router there, and for
 * how long? */
bool reference_believes(const struct reference_iface *i, const struct conf_iface *conf,
	struct in_addr source, struct in_addr destination, bool asked);
bool reference_accepts(const struct reference *m, const struct reference_iface *i,
	const struct conf_iface *conf, struct in_addr router);
unsigned reference_lifetime(const struct conf_iface *conf, unsigned lifetime);

#endif
