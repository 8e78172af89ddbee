/* SPDX-License-Identifier: BSD-2-Clause */
/* The host machine of one interface. */
#include "config.h"

#include "core/host/solicit.h"

#include <string.h>

#include "base/rate.h"

#define LINK_LOCAL     0xa9fe0000U /* 169.254.0.0/16, RFC 3927 */
#define LINK_LOCAL_LEN 16

static const struct rate_limit budget = { SOLICITATION_BUDGET_REFILL, SOLICITATION_BUDGET };

/* When the budget allows a whole burst. */
static usec_t earliest_burst(const struct host *h, usec_t now)
{
	return usec_max(now, rate_ready(h->budget, &budget, MAX_SOLICITATIONS));
}

/* A burst that has not had all its solicitations serves this occasion too. */
static bool joins_burst(struct host *h)
{
	if (h->state != HOST_SOLICITING || h->sent == MAX_SOLICITATIONS)
		return false;
	h->for_want = false;
	return true;
}

static void begin_burst(struct host *h, usec_t when)
{
	h->state = HOST_DELAY;
	h->sent = h->fruitless = 0;
	h->next = when;
}

/* RFC 1256 5.3: the first solicitation is delayed by a random time, so that hosts that wake up
 * together do not ask together. [H-8, H-9] */
void host_start(struct host *h, struct rng *rng, usec_t now)
{
	usec_t earliest = earliest_burst(h, now);

	h->fruitless = 0;
	if (joins_burst(h))
		return;
	/* So does the burst that is to come in time; one that an advertisement ended comes when it was to come. */
	if ((h->state == HOST_DELAY || (h->state == HOST_ANSWERED && h->sent == 0)) &&
	    h->next >= earliest && h->next <= usec_add(earliest, MAX_SOLICITATION_DELAY))
		h->state = HOST_DELAY;
	else
		begin_burst(h, usec_add(earliest, rng_between(rng, 0, MAX_SOLICITATION_DELAY)));
}

void host_renew(struct host *h, usec_t spread, struct rng *rng, usec_t now)
{
	if (!joins_burst(h) && h->state != HOST_DELAY)
		begin_burst(h, usec_add(earliest_burst(h, now), rng_between(rng, 0, spread)));
}

void host_ask(struct host *h, usec_t now)
{
	if (joins_burst(h))
		return;
	h->budget = usec_min(
	    h->budget, usec_add(now, (SOLICITATION_BUDGET - MAX_SOLICITATIONS) * budget.interval));
	begin_burst(h, now);
}

void host_stop(struct host *h)
{
	h->state = HOST_IDLE;
	h->sent = 0;
}

/* RFC 1256 5.3: even if none has been sent yet. [H-10] */
void host_answered(struct host *h)
{
	if (h->state != HOST_IDLE)
		h->state = HOST_ANSWERED;
}

void host_set_lacking(struct host *h, bool lacking, struct rng *rng, usec_t now)
{
	bool lost = lacking && !h->lacking;

	h->lacking = lacking;
	if (!lacking) {
		h->fruitless = 0;
		if (h->for_want && h->state == HOST_SOLICITING)
			h->state = HOST_ANSWERED;
	}
	if (lost && h->state != HOST_IDLE)
		host_start(h, rng, now);
}

/* Another burst follows only while the link lacks a router. */
static void end_burst(struct host *h, struct rng *rng)
{
	usec_t pause = RETRY_INTERVAL_MAX;

	if (h->fruitless < 6)
		pause = usec_min(pause, RETRY_INTERVAL_MIN << h->fruitless);
	h->fruitless++;
	h->sent = 0;
	h->next = usec_add(h->begun, pause + rng_between(rng, 0, pause / 10));
}

bool host_transmit(struct host *h, const struct iface *iface, struct event_ring *events,
    struct rng *rng, usec_t now)
{
	struct event event = { .kind = EVENT_SOLICITING,
		.reason = h->fruitless > 0 ? REASON_AGAIN : REASON_NONE,
		.time = now,
		.ifindex = iface->ifindex };

	if (host_deadline(h) > now)
		return false;
	if (h->sent == MAX_SOLICITATIONS) {
		event.kind = EVENT_NO_ANSWER;
		event.solicitations = h->sent;
		if (h->state == HOST_SOLICITING && h->fruitless == 0) /* told once */
			event_push(events, &event);
		if (h->state == HOST_SOLICITING)
			h->state = HOST_UNANSWERED;
		end_burst(h, rng);
		return false;
	}
	if (h->sent == 0) {
		h->next = earliest_burst(h, now);
		if (h->next > now)
			return false;
		h->begun = now;
	}
	rate_take(&h->budget, &budget, now);
	h->for_want = (h->sent > 0 && h->for_want) || h->state == HOST_ANSWERED ||
		      h->state == HOST_UNANSWERED;
	h->state = HOST_SOLICITING;
	h->sent_any = true;
	h->last_sent = now;
	h->next = usec_add(now, SOLICITATION_INTERVAL); /* not randomised [H-9] */
	event.solicitations = ++h->sent;
	event_push(events, &event);
	return true;
}

static bool is_link_local(struct in_addr address)
{
	return ((address.s_addr ^ htonl(LINK_LOCAL)) & prefix_mask(LINK_LOCAL_LEN)) == 0;
}

/* True if an earlier address has the same subnet. */
static bool is_repeated(const struct iface *iface, size_t at)
{
	const struct iface_addr *a = &iface->addrs[at];

	for (size_t i = 0; i < at; i++) {
		const struct iface_addr *b = &iface->addrs[i];

		if (a->prefix_len == b->prefix_len &&
		    ((a->subnet.s_addr ^ b->subnet.s_addr) & prefix_mask(a->prefix_len)) == 0)
			return true;
	}
	return false;
}

/* Returns the address of the subnet of that number, or NULL and how many there are. */
static const struct iface_addr *find_subnet(
    const struct iface *iface, unsigned number, unsigned *ret_n)
{
	*ret_n = 0;
	for (unsigned local = 0; local <= 1; local++)
		for (size_t i = 0; i < iface->n_addrs; i++)
			if (is_link_local(iface->addrs[i].local) == local &&
			    !is_repeated(iface, i) && (*ret_n)++ == number)
				return &iface->addrs[i];
	return NULL;
}

struct in_addr host_source(
    const struct iface *iface, struct in_addr destination, unsigned attempt, unsigned *turn)
{
	const struct iface_addr *from = iface_neighbour(iface, destination);
	unsigned n;

	if (from != NULL)
		return from->local;
	if (attempt == 2 && iface->ethernet &&
	    (in_addr_is_multicast(destination) || destination.s_addr == INADDR_BROADCAST))
		return (struct in_addr){ INADDR_ANY };
	from = find_subnet(iface, *turn, &n);
	if (from == NULL) {
		*turn = 0;
		from = find_subnet(iface, 0, &n);
	}
	(*turn)++;
	return from != NULL ? from->local : (struct in_addr){ INADDR_ANY };
}

usec_t host_deadline(const struct host *h)
{
	switch (h->state) {
	case HOST_DELAY:
	case HOST_SOLICITING:
		return h->next;
	case HOST_ANSWERED:
	case HOST_UNANSWERED:
		return h->lacking ? h->next : USEC_INFINITY;
	case HOST_IDLE:
		break;
	}
	return USEC_INFINITY;
}

bool host_has_asked(const struct host *h, usec_t now)
{
	return h->sent_any && now <= usec_add(h->last_sent, ANSWER_TIME);
}

const char *host_state_name(enum host_state state)
{
	static const char *const names[] = { "idle", "delay", "soliciting", "answered",
		"unanswered" };

	return names[state];
}
