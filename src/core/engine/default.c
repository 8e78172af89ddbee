/* SPDX-License-Identifier: BSD-2-Clause */
/* For hooks and clients: of each table the one router that its default route stands on, and the foreign route before
 * it. */
#include "config.h"

#include "core/engine/default.h"

#include <string.h>

/* The first route wanted, once the kernel has it. Its source is what the kernel prefers on such a route:
 * our address in the gateway's subnet, or the first of the interface. */
static struct told_default default_router(const struct engine *e, unsigned i)
{
	struct told_default r = { .table = e->drl.choices[i].table, .outdone = e->told[i].outdone };
	const struct iface_addr *from;
	const struct link *l;
	struct route first;

	if (e->wanted[i].n == 0)
		return r;
	first = route_set_at(&e->wanted[i], 0);
	if (!fib_has(&e->fib, &first))
		return r;
	r.hop = first.hops[0];
	r.prefsrc = first.prefsrc;
	l = engine_link(e, r.hop.ifindex);
	from = l == NULL || l->iface.n_addrs == 0 ? NULL : iface_source(&l->iface, r.hop.gateway);
	if (r.prefsrc.s_addr == INADDR_ANY && from != NULL)
		r.prefsrc = from->local;
	return r;
}

static bool is_up(const struct engine *e, unsigned ifindex)
{
	const struct link *l = engine_link(e, ifindex);

	return l != NULL && l->iface.up;
}

/* Why is it not in use any more? */
static enum reason why_left(const struct engine *e, unsigned i, struct hop old)
{
	const struct drl_router *r = drl_find(&e->drl, old);
	enum reason lost = drl_why_lost(&e->drl, old);
	struct hop kept;
	usec_t until;

	if (e->stopping)
		return REASON_SHUTDOWN;
	if (e->wanted[i].n > 0 && hop_equal(e->wanted[i].hops[0], old))
		return REASON_REMOVED;
	if (r == NULL)
		return lost != REASON_NONE ? lost : REASON_CONFIGURATION;
	if (r->choice != i) /* its route is in another table now */
		return REASON_CONFIGURATION;
	if (r->dead)
		return REASON_NEIGHBOUR_FAILED;
	if (r->way == WAY_LOST)
		return REASON_NO_WAY_OUT;
	if (r->preference == PREFERENCE_INELIGIBLE)
		return REASON_INELIGIBLE;
	if (e->conf->install == INSTALL_NONE)
		return REASON_CONFIGURATION;
	if (r->path == PATH_OK)
		return drl_damping(&e->drl.choices[i], &kept, &until) ? REASON_DAMPING
								      : REASON_PREFERENCE;
	if (r->path != PATH_NONE)
		return REASON_NO_CARRIER;
	return is_up(e, old.ifindex) ? REASON_NO_ADDRESS : REASON_LINK_DOWN;
}

static void push_default_changed(struct engine *e, unsigned i, struct told_default new, usec_t now)
{
	struct told_default old = e->told[i];
	bool moved = !hop_equal(new.hop, old.hop);

	if (!moved && in_addr_equal(new.prefsrc, old.prefsrc))
		return;
	e->told[i] = new;
	event_push(&e->events,
	    &(struct event){ .kind = EVENT_DEFAULT_ROUTER_CHANGED,
		.reason = moved && old.hop.ifindex != 0 ? why_left(e, i, old.hop) : REASON_NONE,
		.time = now,
		.ifindex = new.hop.ifindex != 0 ? new.hop.ifindex : old.hop.ifindex,
		.router = new.hop.gateway,
		.old_router = old.hop.gateway,
		.prefsrc = new.prefsrc,
		.table = new.table });
}

/* The kernel uses the lowest metric even if that path is dead. While none of our routes is installed, keep
 * the last verdict. */
static void push_outdone(struct engine *e, unsigned i, struct told_default ours, usec_t now)
{
	const struct fib_entry *theirs = fib_foreign(&e->fib, ours.table);
	uint32_t metric = ours.hop.ifindex == 0 ? 0 : e->wanted[i].metrics[0];
	bool outdone = theirs != NULL && theirs->metric < metric;

	if (ours.hop.ifindex == 0 || outdone == e->told[i].outdone)
		return;
	e->told[i].outdone = outdone;
	if (outdone)
		event_push(&e->events, &(struct event){ .kind = EVENT_FOREIGN_WINS,
					   .time = now,
					   .ifindex = fib_hops(theirs)->ifindex,
					   .gateway = fib_hops(theirs)->gateway,
					   .metric = theirs->metric,
					   .our_metric = metric,
					   .table = ours.table });
	else
		event_push(&e->events, &(struct event){ .kind = EVENT_FOREIGN_YIELDS,
					   .time = now,
					   .ifindex = ours.hop.ifindex,
					   .router = ours.hop.gateway,
					   .metric = metric,
					   .table = ours.table });
}

/* The tables may be others than before: those that stay keep their word, those that go have no default router. */
static void carry_told(struct engine *e, usec_t now)
{
	struct told_default old[TABLES_MAX];
	unsigned n = e->drl.n_choices;

	memcpy(old, e->told, sizeof(old));
	for (unsigned i = 0; i < TABLES_MAX; i++) {
		uint32_t table = i < n ? e->drl.choices[i].table : 0;

		e->told[i] = (struct told_default){ .table = table };
		for (unsigned j = 0; j < TABLES_MAX && table != 0; j++)
			if (old[j].table == table)
				e->told[i] = old[j];
	}
	for (unsigned j = 0; j < TABLES_MAX; j++) {
		bool stays = old[j].hop.ifindex == 0;

		for (unsigned i = 0; i < n; i++)
			stays = stays || e->told[i].table == old[j].table;
		if (!stays)
			event_push(
			    &e->events, &(struct event){ .kind = EVENT_DEFAULT_ROUTER_CHANGED,
					    .reason = REASON_CONFIGURATION,
					    .time = now,
					    .ifindex = old[j].hop.ifindex,
					    .old_router = old[j].hop.gateway,
					    .table = old[j].table });
	}
}

static bool is_carried(const struct engine *e)
{
	for (unsigned i = 0; i < TABLES_MAX; i++)
		if (e->told[i].table != (i < e->drl.n_choices ? e->drl.choices[i].table : 0))
			return false;
	return true;
}

void engine_tell_default(struct engine *e, usec_t now)
{
	if (!is_carried(e))
		carry_told(e, now);
	for (unsigned i = 0; i < e->drl.n_choices; i++) {
		struct told_default ours = default_router(e, i);

		push_default_changed(e, i, ours, now);
		push_outdone(e, i, ours, now);
	}
}
