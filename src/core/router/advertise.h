/* SPDX-License-Identifier: BSD-2-Clause */
/* The router machine of one interface (RFC 1256 4): when to advertise, what to say, the last words.
 *
 * router_set() hands in the list of addresses to advertise now (empty: none) and finds out what
 * follows: a first advertisement, a change to advertise at once, a withdrawal. router_solicited()
 * takes a solicitation. The machine is pulled: router_deadline() says when something will be due,
 * router_transmit() hands out one message at a time until nothing is.
 *
 * It keeps two lists: the addresses wanted on the air, and those withdrawn from it whose farewells are not
 * complete. It never withdraws an address that was never on the air: an address that moves from router to
 * router is another router's then. A message that does not fit one packet goes out in parts.
 *
 * Hosts with unicast advertisements get each message one after the other, at once: there are at most
 * DESTINATIONS_MAX. Other hosts get answers as well, so multicast answers and farewells go to the group too.
 *
 * RFC 1256 4.3 has one farewell. A lost one leaves hosts at no router for up to the
 * lifetime. So each address is withdrawn FAREWELL_COPIES times, until it or another router is there.
 */
#ifndef RDISC_CORE_ROUTER_ADVERTISE_H
#define RDISC_CORE_ROUTER_ADVERTISE_H

#include "model/conf.h"
#include "model/event.h"
#include "core/wire.h"

/* RFC 1256 4.3: every valid solicitation is answered within MAX_RESPONSE_DELAY. A unicast
 * answer goes to a neighbour once in this interval. At most this many neighbours of an interface get one in
 * a second. Every other solicitation shares one multicast answer. A neighbour that repeats its solicitation
 * has not heard the unicast answer: perhaps our ARP entry for it is old. */
#define UNICAST_INTERVAL (10 * USEC_PER_SEC)
#define UNICAST_RATE     10
/* Answers that may wait to be pulled. */
#define UNICAST_QUEUE    16

/* The same farewell comes again this long after the first, and this long after the second. */
#define FAREWELL_COPIES  3
#define FAREWELL_SECOND  (1 * USEC_PER_SEC)
#define FAREWELL_THIRD   (2 * USEC_PER_SEC)
/* A program that ends does not wait for that; in all it may take FAREWELL_TIME. */
#define FAREWELL_HURRY   10 /* times as fast */
#define FAREWELL_TIME    ((FAREWELL_SECOND + FAREWELL_THIRD) / FAREWELL_HURRY)

struct farewell {
	usec_t due;
	unsigned said; /* copies of it */
};

struct router {
	struct wire_entry *entries; /* what is advertised */
	unsigned n_entries;
	bool *said; /* one each: has it been, since it was set; and as many for router_set() */
	struct wire_entry *withdrawn; /* what is to be taken back … */
	struct farewell *farewells;   /* … and when: one each */
	unsigned n_withdrawn;
	unsigned n_leaving; /* of these, at the front: those in the message being sent */
	bool ending;        /* the program is */
	unsigned capacity;  /* of each list */
	bool advertising;
	bool unsolicited; /* configuration: advertise without being asked */
	bool unicast;     /* … and answer by unicast where the source is known */
	usec_t min_delay; /* … between multicast advertisements; none delays an answer */
	unsigned initial; /* multicast advertisements sent since it began, up to MAX_INITIAL… */
	usec_t next;      /* the interval timer */
	usec_t answer;    /* when the multicast answer is due; USEC_INFINITY: no host asked */
	bool multicast_sent;
	usec_t last_multicast;
	unsigned offset;             /* entries of the message being sent that have left already */
	unsigned turn;               /* … and the destinations that have all of it */
	struct conf_destinations to; /* kept: last words go where the others went */
	struct in_addr queue[UNICAST_QUEUE]; /* unicast answers due now */
	unsigned n_queue;
	usec_t unicasts; /* token bucket (rate.h) of the unicast answers */
};

/* A message of router_transmit(): `n` entries at `entries`, which stay valid until the next call. */
struct router_message {
	struct in_addr destination; /* 0: the group, or broadcast where there is no multicast */
	uint16_t lifetime;
	const struct wire_entry *entries;
	unsigned n;
};

void router_init(struct router *r);
void router_fini(struct router *r);

/* Takes what router_set() and router_solicited() go by; a shorter interval holds from now on. */
void router_configure(struct router *r, const struct conf_iface *ci, usec_t now);

/* Makes room for whatever router_set() is given of a set of `n` addresses: from now on it cannot fail. To be
 * called whenever there may be others in the set. False: no memory, and nothing has changed. */
bool router_reserve(struct router *r, unsigned n);

/* Advertises these from now on. */
void router_set(struct router *r, const struct wire_entry *entries, unsigned n, usec_t now);

/* Takes nothing back of what is advertised now: hosts keep it until its lifetime ends. */
void router_keep(struct router *r);

/* Stops without a farewell: the link is gone. */
void router_silence(struct router *r);

/* Says all that is left of the farewells within FAREWELL_TIME: the program ends. */
void router_hurry(struct router *r, usec_t now);

/* Tells that another router advertises this address: it needs no farewell of ours any more. */
void router_yield(struct router *r, struct in_addr address);

/* Takes a valid solicitation from `source`, which is 0 or a neighbour (RFC 1256 4.2, 4.3). `neighbour`: the
 * token bucket (rate.h) of unicast answers to this source, which the caller keeps; unused if the source is 0.
 * Returns REASON_NOT_ADVERTISING, or REASON_NONE: an answer follows within MAX_RESPONSE_DELAY. */
enum reason router_solicited(
    struct router *r, struct in_addr source, usec_t *neighbour, struct rng *rng, usec_t now);

/* Sends a multicast advertisement for the operator, as soon as their least distance allows. False: nothing
 * is advertised. */
bool router_ask(struct router *r, usec_t now);

/* Hands out the next message that is due, at most `entries_max` entries long. `ci` may be NULL once nothing is
 * advertised any more: last words have lifetime 0, and need none of it. */
bool router_transmit(struct router *r, const struct conf_iface *ci, unsigned entries_max,
    struct rng *rng, usec_t now, struct router_message *ret);

usec_t router_deadline(const struct router *r);

#endif
