/* SPDX-License-Identifier: BSD-2-Clause */
/* The default router list: what the kernel says of a router, and is asked. */
#include "config.h"

#include "core/host/drl_probe.h"

#include <string.h>

#include "base/rate.h"
#include "core/host/drl_record.h"

/* The kernel believes an answer for 15 to 45 s. It must ask again with the next traffic if another router
 * could take over. It must also ask once more after an answer to our first question: an address that moves
 * silently (VRRP) is then found as soon as without that question. A router that we probe more often needs
 * neither. Unsolicited answers that make the entry REACHABLE again are followed once a second. */
void drl_doubt(struct drl *drl, struct drl_router *r, usec_t confirmed, usec_t now)
{
	static const struct rate_limit limit = { USEC_PER_SEC, 4 };
	const struct drl_choice *c = drl_choice_of(drl, r);

	if (!r->doubtful)
		drl_unask(drl, r, NEIGHBOUR_DOUBT);
	if (!r->doubtful || r->neighbour != NEIGHBOUR_REACHABLE ||
	    (c->n_alive < 2 && !c->foreign && !r->fresh) ||
	    (drl->probe_interval != 0 && drl->probe_interval <= DOUBT_TIME) ||
	    !rate_take(&r->doubts, &limit, now))
		return;
	r->fresh = false;
	drl_ask(drl, r, confirmed < FRESH_TIME ? NEIGHBOUR_DOUBT : NEIGHBOUR_ASK);
}

/* The same router with another link-layer address: by VRRP, a new card, or another machine that answers
 * for it. It is only reported. */
static void follow_lladdr(
    struct drl *drl, struct drl_router *r, const struct link_address *a, usec_t now)
{
	const struct link_address *known = &r->lladdr;

	if (a->len == 0 || (a->len == known->len && memcmp(a->octets, known->octets, a->len) == 0))
		return;
	if (known->len != 0)
		event_push(drl->events, &(struct event){ .kind = EVENT_ROUTER_LLADDR_CHANGED,
					    .time = now,
					    .ifindex = r->ifindex,
					    .router = r->address,
					    .lladdr = *a,
					    .old_lladdr = *known });
	r->lladdr = *a;
}

/* FAILED is death. The kernel asks three times, a second apart, and says so a second after the last one. A
 * router that came back in that second and spoke has heard no question, and no other was asked then: it is
 * asked anew. */
static void follow_failure(struct drl *drl, struct drl_router *r, usec_t now)
{
	usec_t spoke = r->deadline - r->lifetime * USEC_PER_SEC;

	if (r->withdrawn) {
		drl_lose(drl, r, REASON_WITHDRAWN, now);
		return;
	}
	if (r->heard && now < spoke + USEC_PER_SEC)
		drl_ask(drl, r, NEIGHBOUR_ASK);
	if (r->dead)
		return;
	r->dead = true;
	r->confirmed = false;
	r->confirm_by = 0;
	r->ask_at = usec_add(now, DEAD_RETRY_INTERVAL);
	drl->changed = true;
	drl_tell(drl, EVENT_ROUTER_DEAD, r, REASON_NEIGHBOUR_FAILED, now);
}

/* REACHABLE is life. */
static void follow_answer(struct drl *drl, struct drl_router *r, usec_t confirmed, usec_t now)
{
	if (r->dead) {
		r->dead = false;
		r->ask_at = 0;
		drl->changed = true;
		drl_tell(drl, EVENT_ROUTER_ALIVE, r, REASON_NONE, now);
	}
	if (r->confirm_by != 0) {
		r->confirm_by = 0;
		drl->changed = true;
		drl_tell(drl, EVENT_ROUTER_CONFIRMED, r, REASON_NONE, now);
	}
	if (!r->confirmed)
		drl->changed = true; /* it is a measure from now on */
	if (r->fresh)
		drl_unask(drl, r, NEIGHBOUR_ASK);
	r->confirmed = true;
	drl_doubt(drl, r, confirmed, now);
}

/* RFC 1122 3.3.1.4: the link layer's advice. Every state but FAILED and REACHABLE is no news about a dead
 * router. A missing entry (a link that went down, a full neighbour table) is no news about a live one. [N-2] */
void drl_set_neighbour(struct drl *drl, const struct neighbour *n, usec_t now)
{
	struct drl_router *r = drl_get(drl, hop_to(n->ifindex, n->address));

	if (r == NULL)
		return;
	follow_lladdr(drl, r, &n->lladdr, now);
	if (n->state == NEIGHBOUR_REACHABLE)
		r->answered = usec_sub(now, n->confirmed);
	if (r->neighbour == n->state)
		return;
	if (!r->wanted && (r->neighbour == NEIGHBOUR_PROBING || n->state == NEIGHBOUR_PROBING))
		drl->changed = true; /* a standby that is being asked comes after the others */
	r->neighbour = n->state;
	/* Others are measured against it: in use as long as it is not known to fail, else while its entry is
	 * valid. One that the kernel forgot is asked anew. */
	if (neighbour_is_valid(n->state) ? r->wanted && !r->confirmed
					 : !r->wanted && r->confirmed) {
		r->confirmed = !r->confirmed;
		drl->changed = true;
	}
	if (n->state == NEIGHBOUR_NONE && !r->wanted)
		drl_ask(drl, r, NEIGHBOUR_ASK);
	if (n->state == NEIGHBOUR_FAILED) {
		follow_failure(drl, r, now);
		return;
	}
	if (n->state == NEIGHBOUR_REACHABLE)
		follow_answer(drl, r, n->confirmed, now);
	/* A failed entry that is deleted was perhaps flushed, as living ones are. One that is valid again has
	 * asked us by ARP. */
	if (r->dead && (n->state == NEIGHBOUR_NONE || neighbour_is_valid(n->state)))
		drl_ask(drl, r, NEIGHBOUR_ASK);
}

/* A router in use is left for a loss only; a standby in doubt is not taken. */
void drl_set_way(struct drl *drl, struct drl_router *r, enum way way, usec_t now)
{
	enum way old = r->way;

	if (way == old)
		return;
	r->way = way;
	if (way == WAY_LOST)
		drl_tell(drl, EVENT_WAY_OUT_LOST, r, REASON_NONE, now);
	else if (old == WAY_LOST && way != WAY_UNKNOWN)
		drl_tell(drl, EVENT_WAY_OUT_BACK, r, REASON_NONE, now);
	if (way == WAY_LOST || old == WAY_LOST || !r->wanted)
		drl->changed = true;
}

bool drl_refuse(struct drl *drl, struct hop hop, usec_t now)
{
	struct drl_router *r = drl_get(drl, hop);
	usec_t pause = USEC_PER_SEC;

	if (r == NULL)
		return false;
	for (unsigned i = 0; i < r->refusals && pause < REFUSED_RETRY_MAX; i++)
		pause *= 2;
	r->refusals++;
	damping_answer(&drl->choices[r->choice].damping, hop, true);
	r->refused_until = usec_add(now, pause);
	drl->changed = true;
	return r->refusals > 1;
}

void drl_accept(struct drl *drl, struct hop hop)
{
	struct drl_router *r = drl_get(drl, hop);

	if (r == NULL)
		return;
	r->refusals = 0;
	damping_answer(&drl->choices[r->choice].damping, hop, false);
}

bool drl_query(struct drl *drl, struct neighbour_query *ret)
{
	if (drl->n_questions == 0)
		return false;
	for (;; drl->cursor++) {
		struct drl_router *r = &drl->routers[drl->cursor %= drl->slots.end];

		if (!r->used || r->questions == 0)
			continue;
		ret->ifindex = r->ifindex;
		ret->address = r->address;
		ret->kind = NEIGHBOUR_LOOK;
		while ((r->questions & 1U << ret->kind) == 0)
			ret->kind++;
		drl_unask(drl, r, ret->kind);
		return true;
	}
}
