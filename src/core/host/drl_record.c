/* SPDX-License-Identifier: BSD-2-Clause */
/* A router's record in the list: how it is found, asked, reported and lost, and how it stands. */
#include "config.h"

#include "core/host/drl_record.h"

uint64_t drl_key(unsigned ifindex, struct in_addr address)
{
	return (uint64_t)ifindex << 32 | address.s_addr;
}

void drl_ask(struct drl *drl, struct drl_router *r, enum neighbour_query_kind kind)
{
	if (!r->used || (kind != NEIGHBOUR_LOOK && r->path == PATH_NONE))
		return; /* it is lost, or its link is down or only monitored */
	if (r->questions == 0)
		drl->n_questions++;
	r->questions |= (uint8_t)(1U << kind);
}

void drl_unask(struct drl *drl, struct drl_router *r, enum neighbour_query_kind kind)
{
	if ((r->questions & 1U << kind) == 0)
		return;
	r->questions &= (uint8_t) ~(1U << kind);
	if (r->questions == 0)
		drl->n_questions--;
}

/* How often its sign of life is wanted; 0: not by time. A standby is to be known to be dead before it is needed. */
usec_t drl_ask_interval(const struct drl *drl, const struct drl_router *r)
{
	if (r->dead || r->withdrawn)
		return DEAD_RETRY_INTERVAL;
	if (r->wanted || drl->probe_interval == 0)
		return drl->probe_interval;
	if (r->preference == PREFERENCE_INELIGIBLE || r->path != PATH_OK)
		return 0;
	return usec_max(drl->probe_interval, drl->slots.n * USEC_PER_SEC / STANDBYS_ASKED);
}

/* `other` may be 0: never. */
static usec_t earlier_of(usec_t when, usec_t other)
{
	return other == 0 ? when : usec_min(when, other);
}

usec_t drl_router_deadline(const struct drl_router *r)
{
	usec_t when = earlier_of(earlier_of(r->deadline, r->confirm_by), r->ask_at);

	return earlier_of(when, r->refused_until);
}

struct drl_router *drl_get(struct drl *drl, struct hop hop)
{
	uint32_t slot = slots_find(&drl->slots, drl_key(hop.ifindex, hop.gateway));

	return slot == MAP_NONE ? NULL : &drl->routers[slot];
}

const struct drl_router *drl_find(const struct drl *drl, struct hop hop)
{
	uint32_t slot = slots_find(&drl->slots, drl_key(hop.ifindex, hop.gateway));

	return slot == MAP_NONE ? NULL : &drl->routers[slot];
}

struct event drl_event(
    enum event_kind kind, const struct drl_router *r, enum reason reason, usec_t now)
{
	return (struct event){
		.kind = kind,
		.reason = reason,
		.time = now,
		.ifindex = r->ifindex,
		.router = r->address,
		.source = r->source,
		.preference = r->preference,
		.lifetime = r->lifetime,
	};
}

void drl_tell(struct drl *drl, enum event_kind kind, const struct drl_router *r, enum reason reason,
    usec_t now)
{
	struct event event = drl_event(kind, r, reason, now);

	event_push(drl->events, &event);
}

uint32_t drl_count(const struct drl *drl, unsigned ifindex)
{
	uint32_t n = map_find(&drl->counts, ifindex);

	return n == MAP_NONE ? 0 : n;
}

void drl_set_count(struct drl *drl, unsigned ifindex, uint32_t n)
{
	if (n == 0)
		map_remove(&drl->counts, ifindex);
	else
		map_set(&drl->counts, ifindex, n);
}

static void remember_farewell(struct drl *drl, const struct drl_router *r, usec_t now)
{
	drl->farewells[drl->next_farewell] = (struct drl_farewell){ hop_to(r->ifindex, r->address),
		now, r->learned };
	drl->next_farewell = (drl->next_farewell + 1) % FAREWELLS_KEPT;
}

/* RFC 1256 5.3: the entry goes. [H-4] */
void drl_lose(struct drl *drl, struct drl_router *r, enum reason reason, usec_t now)
{
	drl_tell(drl, EVENT_ROUTER_LOST, r, reason, now);
	if (reason == REASON_WITHDRAWN && drl_is_proven(r))
		remember_farewell(drl, r, now);
	if (r->wanted) {
		drl->left = hop_to(r->ifindex, r->address);
		drl->left_reason = reason;
	}
	if (r->questions != 0)
		drl->n_questions--;
	slots_remove(&drl->slots, drl_key(r->ifindex, r->address));
	drl_set_count(drl, r->ifindex, drl_count(drl, r->ifindex) - 1);
	r->used = false;
	drl->changed = true;
}

/* RFC 1256 5.3: preference 0x80000000 is never used as default router. */
bool drl_is_usable(const struct drl_router *r, usec_t now)
{
	return r->used && r->preference != PREFERENCE_INELIGIBLE && /* [H-6] */
	       r->path != PATH_NONE && r->refused_until <= now;
}

bool drl_is_alive(const struct drl_router *r, usec_t now)
{
	return drl_is_usable(r, now) && r->path == PATH_OK && !r->dead && !r->withdrawn &&
	       r->way != WAY_LOST;
}

bool drl_is_proven(const struct drl_router *r)
{
	return r->confirmed || neighbour_is_valid(r->neighbour);
}
