/* SPDX-License-Identifier: BSD-2-Clause */
/* The host machine of one interface (RFC 1256 5): when to solicit.
 *
 * host_start() begins a burst of solicitations for each of the occasions RFC 1256 5.3 lists (and,
 * a step beyond it, when the last usable router is lost); an advertisement ends it. The machine is
 * pulled: host_deadline() says when something will be due, host_transmit() does it.
 */
#ifndef RDISC_HOST_H
#define RDISC_HOST_H

#include "conf.h"
#include "event.h"
#include "wire.h"

/* At most one burst in this time, however often the link flaps. */
#define BURST_INTERVAL (60 * USEC_PER_SEC)

/* An answer comes within MAX_RESPONSE_DELAY (2 s) and whatever the router and the link add to it. */
#define ANSWER_TIME    (5 * USEC_PER_SEC)

enum host_state {
	HOST_IDLE,       /* not in use, or told not to solicit */
	HOST_DELAY,      /* a burst is to come */
	HOST_SOLICITING, /* it has begun and nobody has answered */
	HOST_ANSWERED,
	HOST_UNANSWERED,
};

struct host {
	enum host_state state;
	unsigned sent; /* solicitations of this burst */
	usec_t next;
	bool sent_any;
	usec_t last_sent;
	usec_t last_burst; /* when the first solicitation of the last burst left */
};

/* An occasion to solicit. */
void host_start(struct host *h, struct rng *rng, usec_t now);

/* The operator wants it: a burst begins now, unless one is under way. */
void host_ask(struct host *h, usec_t now);

/* The interface is no longer of use; the time of the last burst stays known. */
void host_stop(struct host *h);

/* A valid advertisement arrived: no more solicitations until the next occasion. */
void host_answered(struct host *h);

/* Is a solicitation due? Then counts it as sent and tells so; an unanswered burst ends here too. */
bool host_transmit(
	struct host *h, const struct iface *iface, struct event_ring *events, usec_t now);

usec_t host_deadline(const struct host *h);

/* Has a solicitation been sent so short a time ago that an answer may still be under way? */
bool host_has_asked(const struct host *h, usec_t now);

const char *host_state_name(enum host_state state);

#endif
