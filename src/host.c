/* SPDX-License-Identifier: BSD-2-Clause */
/* The host machine of one interface. */
#include "config.h"

#include "host.h"

#include <string.h>

/* RFC 1256 5.3: the first solicitation is delayed by a random time, so that hosts that wake up
 * together do not ask together. [H-8, H-9] */
void host_start(struct host *h, struct rng *rng, usec_t now)
{
	usec_t earliest = now;

	if (h->sent_any)
		earliest = usec_max(now, usec_add(h->last_burst, BURST_INTERVAL));
	/* The burst that is to come, or has not had all its solicitations, serves this occasion too. */
	if ((h->state == HOST_DELAY && h->next >= earliest) ||
		(h->state == HOST_SOLICITING && h->sent < MAX_SOLICITATIONS))
		return;
	h->state = HOST_DELAY;
	h->sent = 0;
	h->next = usec_add(earliest, rng_between(rng, 0, MAX_SOLICITATION_DELAY));
}

void host_stop(struct host *h)
{
	h->state = HOST_IDLE;
	h->sent = 0;
}

/* RFC 1256 5.3: even if none has been sent yet. [H-10] */
void host_answered(struct host *h)
{
	if (h->state == HOST_DELAY || h->state == HOST_SOLICITING || h->state == HOST_UNANSWERED)
		h->state = HOST_ANSWERED;
}

bool host_transmit(struct host *h, const struct iface *iface, struct event_ring *events, usec_t now)
{
	struct event event = { .time = now, .ifindex = iface->ifindex };

	if (host_deadline(h) > now)
		return false;
	event.kind = EVENT_SOLICITING;
	if (h->sent == MAX_SOLICITATIONS) {
		h->state = HOST_UNANSWERED;
		event.kind = EVENT_NO_ANSWER;
	} else {
		if (h->sent == 0)
			h->last_burst = now;
		h->state = HOST_SOLICITING;
		h->sent_any = true;
		h->sent++;
		h->next = usec_add(now, SOLICITATION_INTERVAL); /* not randomised [H-9] */
	}
	event.count = h->sent;
	event_push(events, &event);
	return event.kind == EVENT_SOLICITING;
}

usec_t host_deadline(const struct host *h)
{
	return h->state == HOST_DELAY || h->state == HOST_SOLICITING ? h->next : USEC_INFINITY;
}

/* Routers forward neither the multicast groups nor 255.255.255.255, so what is sent there comes
 * from the link, whatever its source says (RFC 1256 5.2 asks for no test; FRR's source has its
 * bytes reversed). Anything else could come from anywhere on the Internet: its source must be a
 * neighbour. [N-4] */
enum reason host_believe(const struct iface *iface, const struct wire_message *m)
{
	uint32_t destination = ntohl(m->destination.s_addr);

	if (destination == GROUP_ALL_SYSTEMS || destination == GROUP_ALL_ROUTERS ||
		destination == INADDR_BROADCAST)
		return REASON_NONE;
	return iface_neighbour(iface, m->source) == NULL ? REASON_NOT_NEIGHBOUR : REASON_NONE;
}

/* Beyond RFC 1256 5.2: an address that cannot be a gateway would only cost the route in use. */
static bool is_gateway_address(uint32_t a)
{
	return a != INADDR_ANY && (a >> 24) != 0 && (a >> 24) != IN_LOOPBACKNET &&
	       !IN_MULTICAST(a) && !IN_BADCLASS(a);
}

enum reason host_judge(const struct iface *iface, struct in_addr router)
{
	bool neighbour = false;

	if (!is_gateway_address(ntohl(router.s_addr)))
		return REASON_BAD_ADDRESS;
	for (size_t i = 0; i < iface->n_addrs; i++) {
		const struct iface_addr *ia = &iface->addrs[i];
		uint32_t mask = prefix_mask(ia->prefix_len);
		uint32_t host_part = router.s_addr & ~mask;

		if (in_addr_equal(ia->local, router))
			return REASON_OWN;
		if (((router.s_addr ^ ia->subnet.s_addr) & mask) != 0)
			continue;
		/* The first and last address of a subnet name the subnet; /31 and /32 have no such. */
		if (ia->prefix_len <= 30 && (host_part == 0 || host_part == ~mask))
			return REASON_BAD_ADDRESS;
		neighbour = true;
	}
	return neighbour ? REASON_NONE : REASON_NOT_NEIGHBOUR; /* [H-2] */
}

const char *host_state_name(enum host_state state)
{
	static const char *const names[] = { "idle", "delay", "soliciting", "answered",
		"unanswered" };

	return names[state];
}
