/* SPDX-License-Identifier: BSD-2-Clause */
/* Views of the engine for the control socket and the state file. */
#include "config.h"

#include "core/engine/view.h"

#include <string.h>

#include "core/engine/links.h"

bool engine_next_iface(const struct engine *e, uint32_t *cursor, struct iface_view *ret)
{
	const struct link *l;
	uint32_t n;

	do {
		if (*cursor >= e->slots.end)
			return false;
		l = &e->links[(*cursor)++];
	} while (!l->used || l->role == ROLE_OFF);
	n = map_find(&e->drl.counts, l->iface.ifindex);
	*ret = (struct iface_view){ .iface = &l->iface,
		.role = l->role,
		.unused = l->unused,
		.table = l->role == ROLE_HOST ? engine_table(e, l) : 0,
		.pattern = l->conf->pattern,
		.place = l->conf->place,
		.traffic = &l->traffic,
		.host = &l->host,
		.n_routers = n == MAP_NONE ? 0 : n,
		.router = &l->router,
		.lifetime = l->conf->advertisement_lifetime,
		.destinations = &l->conf->advertisement_address,
		.draining = l->drain,
		.drained = l->drained,
		.tracks = l->conf->tracks };
	return true;
}

static enum router_state state_of(const struct link *l, const struct drl_router *r, usec_t now)
{
	if (l->role == ROLE_MONITOR)
		return ROUTER_HEARD;
	if (r->dead)
		return ROUTER_DEAD;
	if (r->preference == PREFERENCE_INELIGIBLE)
		return ROUTER_INELIGIBLE;
	if (r->path != PATH_OK)
		return r->path == PATH_NONE ? ROUTER_UNREACHABLE : ROUTER_NO_CARRIER;
	if (r->refused_until > now)
		return ROUTER_REJECTED;
	if (r->way == WAY_LOST)
		return ROUTER_LOST;
	if (r->withdrawn)
		return ROUTER_WITHDRAWN;
	if (r->wanted)
		return ROUTER_USED;
	return r->confirm_by != 0 ? ROUTER_WAITING : ROUTER_STANDBY;
}

/* The route of the router at that place of the choice of a table; false: none is wanted, or not yet. */
static bool route_at(const struct engine *e, uint32_t table, uint32_t place, struct route *ret)
{
	for (unsigned i = 0; i < e->drl.n_choices; i++) {
		const struct route_set *set = &e->wanted[i];
		size_t at = set->common.n_hops > 1 ? 0 : place;

		if (set->common.table != table || at >= set->n ||
		    place >= usec_max(set->n, set->common.n_hops))
			continue;
		*ret = route_set_at(set, at);
		return true;
	}
	return false;
}

static void describe_router(
    const struct engine *e, const struct drl_router *r, struct router_view *ret, usec_t now)
{
	const struct link *l = engine_link(e, r->ifindex);
	const struct conf_router *policy = r->overridden ? conf_router(l->conf, r->address) : NULL;

	*ret = (struct router_view){ .ifindex = r->ifindex,
		.ifname = l->iface.name,
		.address = r->address,
		.source = r->source,
		.preference = r->preference,
		.advertised = r->advertised,
		.table = r->table,
		.onlink = r->onlink,
		.overridden = r->overridden,
		.lifetime = r->lifetime,
		.learned = r->learned,
		.heard = drl_heard(r),
		.deadline = r->deadline,
		.neighbour = r->neighbour,
		.answered = r->answered,
		.checks = engine_find_check(e, r),
		.state = state_of(l, r, now) };
	if (policy != NULL)
		ret->policy = policy->place;
	else if (r->preference != r->advertised)
		ret->policy = l->conf->place;
}

bool engine_next_router(
    const struct engine *e, uint32_t *cursor, struct router_view *ret, usec_t now)
{
	const struct drl *drl = &e->drl;
	const struct drl_router *r;
	struct route other;
	uint32_t known, place = *cursor;
	const struct drl_choice *c = drl_choice_at(drl, &place);

	if (c != NULL) {
		++*cursor;
		describe_router(e, drl_wanted(drl, c, place), ret, now);
		ret->position = place + 1;
		ret->routed = route_at(e, c->table, place, &ret->route);
		ret->installed = ret->routed && fib_has(&e->fib, &ret->route);
		ret->outdone = ret->installed && engine_preferred_route(e, &ret->route, &other);
		return true;
	}
	known = *cursor - drl_n_wanted(drl);
	while ((r = drl_next(drl, &known)) != NULL) {
		*cursor = drl_n_wanted(drl) + known;
		if (r->wanted)
			continue;
		describe_router(e, r, ret, now);
		return true;
	}
	return false;
}

bool engine_next_refused(const struct engine *e, uint32_t *cursor, struct refused_router *ret)
{
	if (*cursor >= e->refused.n)
		return false;
	*ret = e->refused.routers[(*cursor)++];
	return true;
}

bool engine_next_default_route(
    const struct engine *e, uint32_t *cursor, struct route *ret, bool *ret_ours)
{
	const struct fib_entry *f;

	do {
		f = fib_at(&e->fib, cursor);
	} while (f != NULL && !f->present);
	if (f == NULL)
		return false;
	*ret = fib_route(f);
	*ret_ours = f->ours;
	return true;
}

bool engine_next_track(const struct engine *e, uint32_t *cursor, struct track_view *ret)
{
	if (*cursor >= e->conf->n_tracks)
		return false;
	*ret = (struct track_view){ &e->conf->tracks[*cursor], e->tracks[*cursor].judged,
		!track_is_lost(&e->tracks[*cursor]) };
	++*cursor;
	return true;
}

bool engine_preferred_route(const struct engine *e, const struct route *ours, struct route *ret)
{
	const struct fib_entry *theirs = fib_foreign(&e->fib, ours->table);

	if (theirs == NULL || theirs->metric >= ours->metric)
		return false;
	*ret = fib_route(theirs);
	return true;
}

uint32_t engine_lowest_metric(const struct engine *e, uint32_t table)
{
	struct route route;
	uint32_t cursor = 0, lowest = UINT32_MAX;
	bool ours;

	while (engine_next_default_route(e, &cursor, &route, &ours))
		if (route.table == table && route.metric < lowest)
			lowest = route.metric;
	return lowest;
}

uint32_t engine_iface_vrf(const struct engine *e, unsigned ifindex)
{
	const struct link *l = engine_link(e, ifindex);

	return l == NULL ? 0 : l->iface.table;
}

const char *engine_iface_name(const struct engine *e, unsigned ifindex)
{
	const struct link *l = engine_link(e, ifindex);

	return l == NULL ? NULL : l->iface.name;
}

unsigned engine_iface_index(const struct engine *e, const char *name)
{
	for (uint32_t i = 0; i < e->slots.end; i++)
		if (e->links[i].used && strcmp(e->links[i].iface.name, name) == 0)
			return e->links[i].iface.ifindex;
	return 0;
}

const uint64_t *engine_event_counts(const struct engine *e)
{
	return e->events.counts;
}

bool engine_default_router(const struct engine *e, struct hop *ret, struct in_addr *ret_prefsrc)
{
	unsigned i = 0;

	while (i + 1 < e->drl.n_choices && e->told[i].hop.ifindex == 0)
		i++;
	*ret = e->told[i].hop;
	*ret_prefsrc = e->told[i].prefsrc;
	return e->told[i].hop.ifindex != 0;
}

bool engine_damping(const struct engine *e, struct hop *ret, usec_t *ret_until)
{
	for (unsigned i = 0; i < e->drl.n_choices; i++)
		if (drl_damping(&e->drl.choices[i], ret, ret_until))
			return true;
	return false;
}

const char *engine_standing_name(const struct engine *e)
{
	static const char *const names[] = { [STANDING_NONE] = "none",
		[STANDING_ALIVE] = "alive",
		[STANDING_LAST_RESORT] = "last_resort",
		[STANDING_FOREIGN] = "foreign" };

	return conf_has_role(e->conf, ROLE_HOST) ? names[drl_standing(&e->drl)] : NULL;
}

bool engine_is_degraded(const struct engine *e)
{
	if (conf_has_role(e->conf, ROLE_HOST) && drl_standing(&e->drl) != STANDING_ALIVE)
		return true;
	for (uint32_t i = 0; i < e->slots.end; i++) {
		const struct link *l = &e->links[i];

		if (l->used && l->unused == REASON_NO_ROLE)
			return true;
		if (l->role == ROLE_ROUTER &&
		    (l->unused == REASON_FORWARDING_OFF ||
			(l->unused == REASON_NONE && !l->router.advertising && !l->drained)))
			return true;
	}
	return false;
}

const char *router_state_name(enum router_state state)
{
	static const char *const names[] = { "used", "standby", "waiting", "dead", "no_way_out",
		"withdrawn", "ineligible", "unreachable", "no_carrier", "rejected", "heard" };

	return names[state];
}

const char *neighbour_state_name(enum neighbour_state state)
{
	static const char *const names[] = { "none", "incomplete", "valid", "probing", "reachable",
		"failed" };

	return names[state];
}
