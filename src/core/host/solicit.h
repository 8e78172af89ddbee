/* SPDX-License-Identifier: BSD-2-Clause */
/* The host machine of one interface (RFC 1256 5): when to solicit, and from which address.
 *
 * host_start() begins a burst of three solicitations on each occasion of RFC 1256 5.3. It also does when
 * the last usable router of the link is lost. An advertisement ends the burst. A link without a usable router
 * (host_set_lacking()) remains an occasion: the next solicitation comes when it would have come without an
 * advertisement. After each burst the host pauses twice as long (RFC 7559 is the model). So useless
 * advertisements do not change when the host asks.
 *
 * The machine is pulled: host_deadline() says when something will be due, host_transmit() does it.
 */
#ifndef RDISC_CORE_HOST_SOLICIT_H
#define RDISC_CORE_HOST_SOLICIT_H

#include "model/conf.h"
#include "model/event.h"
#include "core/wire.h"

/* Three bursts at once and then one a minute, however often the link flaps. Counted in solicitations, so
 * that a burst that was answered at once costs a third. */
#define SOLICITATION_BUDGET        (3 * MAX_SOLICITATIONS)
#define SOLICITATION_BUDGET_REFILL (20 * USEC_PER_SEC)

/* From the beginning of a burst that brought no usable router to the next one: twice as long each time, and
 * up to a tenth longer at random. Routers advertise every 10 minutes by default, so to ask less often than
 * that would gain nothing. */
#define RETRY_INTERVAL_MIN         (10 * USEC_PER_SEC)
#define RETRY_INTERVAL_MAX         (MAX_ADVERTISEMENT_INTERVAL_DEFAULT * USEC_PER_SEC)

/* An answer comes within MAX_RESPONSE_DELAY (2 s) and whatever the router and the link add to it. */
#define ANSWER_TIME                (5 * USEC_PER_SEC)

enum host_state {
	HOST_IDLE,       /* not in use, or told not to solicit */
	HOST_DELAY,      /* a burst is to come */
	HOST_SOLICITING, /* it has begun and has no answer */
	HOST_ANSWERED,
	HOST_UNANSWERED,
};

struct host {
	enum host_state state;
	bool lacking;  /* the link has no usable router that answers, and that is an occasion */
	bool for_want; /* … and the only one for this burst, which ends with it */
	unsigned sent; /* solicitations of this burst; 0: the next one begins a burst */
	unsigned fruitless; /* bursts since the last occasion that brought no usable router */
	unsigned turn;      /* of the sources, see host_source() */
	usec_t next;
	usec_t begun; /* the first solicitation of this burst */
	bool sent_any;
	usec_t last_sent;
	usec_t budget; /* token bucket (rate.h) of solicitations */
};

/* Takes an occasion to solicit: a burst begins within MAX_SOLICITATION_DELAY, as far as the budget allows. */
void host_start(struct host *h, struct rng *rng, usec_t now);

/* Takes an occasion that can wait: a burst begins within `spread`. */
void host_renew(struct host *h, usec_t spread, struct rng *rng, usec_t now);

/* Obeys the operator: a burst begins now, whatever the budget says, unless one is under way. */
void host_ask(struct host *h, usec_t now);

/* Falls silent: the interface is no longer of use. The budget stays known. */
void host_stop(struct host *h);

/* Ends the burst: a valid advertisement arrived. Without a usable router the occasion remains. [H-10] */
void host_answered(struct host *h);

/* Learns whether the link lacks a usable router, and solicits while it does. When it begins to, that is an
 * occasion like those of RFC 1256 5.3. When it ends, a burst that had no other occasion ends too: a router that
 * advertised itself has now answered ARP. [H-10] */
void host_set_lacking(struct host *h, bool lacking, struct rng *rng, usec_t now);

/* Returns true if a solicitation is due; counts it as sent and pushes its event. An unanswered burst ends
 * here too. */
bool host_transmit(struct host *h, const struct iface *iface, struct event_ring *events,
    struct rng *rng, usec_t now);

/* Returns the source of the solicitation just counted, to `destination`. [M-2] The sources rotate through
 * the subnets of the link, link-local ones last: a router drops a solicitation from an unknown subnet. The
 * second one of a burst has source 0, where the link can carry that. Its answer comes by multicast and
 * depends on no ARP entry. */
struct in_addr host_source(
    const struct iface *iface, struct in_addr destination, unsigned attempt, unsigned *turn);

/* Returns USEC_INFINITY if nothing will be due. */
usec_t host_deadline(const struct host *h);

/* True if an answer to the last solicitation may still be under way. */
bool host_has_asked(const struct host *h, usec_t now);

const char *host_state_name(enum host_state state);

#endif
