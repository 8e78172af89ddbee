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

void host_ask(struct host *h, usec_t now)
{
	if (h->state == HOST_SOLICITING && h->sent < MAX_SOLICITATIONS)
		return;
	h->state = HOST_DELAY;
	h->sent = 0;
	h->next = now;
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
		h->last_sent = now;
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
