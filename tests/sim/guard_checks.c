/* SPDX-License-Identifier: BSD-2-Clause */
/* The invariants of end-to-end checks: through which routers they go, and which answers count. */
#include "config.h"

#include "guard.h"

#include <string.h>

#include "core/engine/links.h"

/* Where an answer has the identifier, and with it all that must be the request's. */
#define IDENTIFIER (WIRE_IP_HEADER_LEN + 4)

void guard_follow_ways(struct node *n)
{
	const struct drl *drl = &n->engine->drl;

	for (uint32_t i = 0; i < drl->slots.end; i++)
		if (drl->routers[i].used)
			reference_set_way(n->reference,
			    hop_to(drl->routers[i].ifindex, drl->routers[i].address),
			    drl->routers[i].way);
}

void guard_checks_configured(struct node *n)
{
	for (unsigned i = 0; i < GUARD_REQUESTS; i++)
		if (n->guard->requests[i].interval != 0)
			n->guard->requests[i].interval = HOUR;
}

static const struct conf_iface *conf_of(const struct node *n, const struct reference_iface *ri)
{
	const struct conf_iface *conf;

	return ri != NULL && guard_role(n, &ri->iface, &conf) == ROLE_HOST ? conf : NULL;
}

static bool is_target(const struct conf_check *check, struct in_addr target, struct in_addr router)
{
	for (uint32_t i = 0; i < check->n_targets; i++)
		if (in_addr_equal(check_address(check, i, router), target))
			return true;
	return false;
}

/* The requests of a round have one secret, and there are three to each target at most. */
static void check_tries(struct node *n, const struct guard_request *new)
{
	unsigned same = 0;

	for (unsigned i = 0; i < GUARD_REQUESTS; i++)
		same += memcmp(n->guard->requests[i].octets + 16, new->octets + 16, 4) == 0 &&
			memcmp(n->guard->requests[i].octets + WIRE_ECHO_LEN - 8,
			    new->octets + WIRE_ECHO_LEN - 8, 8) == 0;
	if (same >= CHECK_TRIES)
		sim_fail(n->sim, n, "asks a target %u times in a round", same + 1);
}

void guard_request(struct node *n, const struct datagram *d, const struct link_address *to)
{
	const struct reference_iface *ri = reference_iface(n->reference, d->ifindex);
	const struct conf_iface *conf = conf_of(n, ri);
	struct guard_request r = { .hop.ifindex = d->ifindex, .time = node_now(n) };
	struct conf_check check;

	memcpy(&r.hop.gateway, to->octets + 2, 4);
	memcpy(r.octets, d->data, sizeof(r.octets));
	if (conf == NULL || !ri->iface.up || !ri->iface.carrier)
		sim_fail(n->sim, n, "checks through an interface that is not in use");
	check = conf_checks(conf, r.hop.gateway);
	if (reference_find(n->reference, d->ifindex, r.hop.gateway) == NULL ||
	    !is_target(&check, d->destination, r.hop.gateway))
		sim_fail(n->sim, n, "checks what it was not told to");
	if (!reference_is_own(n->reference, d->source))
		sim_fail(n->sim, n, "checks from an address that is not its own");
	check_tries(n, &r);
	r.interval = check.interval;
	n->guard->requests[n->guard->n_requests++ % GUARD_REQUESTS] = r;
}

static bool matches(const struct guard_request *r, const struct frame *f)
{
	return f->len == sizeof(r->octets) && memcmp(f->data + 12, r->octets + 16, 4) == 0 &&
	       memcmp(f->data + IDENTIFIER, r->octets + IDENTIFIER,
		   sizeof(r->octets) - IDENTIFIER) == 0;
}

void guard_replied(struct node *n, const struct frame *f)
{
	struct scenario *s = n->sim->scenario;

	memcpy(s->answers[s->n_answers++ % SIM_ANSWERS], f->data, SIM_ANSWER_LEN);
}

/* Forged, repeated and late answers count for nothing. An answer waits while the daemon gets no time. */
void guard_answer(struct node *n, const struct frame *f, bool counts)
{
	guard_follow_ways(n);
	if (!counts)
		return;
	for (unsigned i = 0; i < GUARD_REQUESTS; i++) {
		struct guard_request *r = &n->guard->requests[i];

		if (r->interval == 0 || !matches(r, f))
			continue;
		if (r->answered)
			sim_fail(n->sim, n, "counts an answer twice");
		if (node_now(n) > r->time + r->interval + n->lateness && n->rested < r->time)
			sim_fail(n->sim, n, "counts an answer that is late");
		r->answered = true;
		return;
	}
	sim_fail(n->sim, n, "counts an answer to nothing it asked");
}
