/* SPDX-License-Identifier: BSD-2-Clause */
/* From the default router list to the kernel's table. */
#include "config.h"

#include "core/engine/routes.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "core/engine/checks.h"
#include "core/engine/default.h"
#include "core/engine/occasions.h"

/* The sets point into the storage: what they have stays until all of the new is there. */
bool engine_reserve_routes(struct engine *e, uint32_t n)
{
	uint32_t *metrics;
	struct hop *hops;

	if (n <= e->wanted_capacity)
		return true;
	metrics = malloc(n * sizeof(*metrics));
	hops = malloc(n * sizeof(*hops));
	if (metrics == NULL || hops == NULL) {
		free(metrics);
		free(hops);
		return false;
	}
	free(e->metrics);
	free(e->hops);
	e->metrics = metrics;
	e->hops = hops;
	memset(e->wanted, 0, sizeof(e->wanted)); /* built anew */
	e->wanted_capacity = n;
	e->rebuild = true;
	return true;
}

/* The tables of the configuration, of the links' VRFs, and those where routes of ours are left. */
static size_t list_tables(const struct engine *e, uint32_t ret[TABLES_MAX])
{
	size_t n = conf_tables(e->conf, ret);

	for (uint32_t i = 0; i < e->slots.end; i++)
		if (e->links[i].role == ROLE_HOST || e->links[i].role == ROLE_MONITOR)
			n = conf_add_table(ret, n, engine_table(e, &e->links[i]));
	for (const struct fib_entry *f = fib_next(&e->fib, NULL); f != NULL;
	     f = fib_next(&e->fib, f))
		if (f->ours && f->present)
			n = conf_add_table(ret, n, f->table);
	return n;
}

/* The tables that a host's link has: bits, by place in the list. */
static uint32_t find_used(const struct engine *e, const uint32_t *tables, size_t n)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < e->slots.end; i++)
		for (size_t t = 0; t < n; t++)
			if (e->links[i].role == ROLE_HOST &&
			    engine_table(e, &e->links[i]) == tables[t])
				used |= UINT32_C(1) << t;
	return used;
}

/* A link or the configuration has changed: the tables may be others. */
static void follow_tables(struct engine *e)
{
	uint32_t tables[TABLES_MAX];
	size_t n = list_tables(e, tables);
	bool same = n == e->drl.n_choices;

	for (size_t i = 0; same && i < n; i++)
		same = tables[i] == e->drl.choices[i].table;
	drl_set_tables(&e->drl, tables, n, find_used(e, tables, n));
	if (same)
		return;
	e->rebuild = true;
	fib_doubt(&e->fib); /* others may have routes there */
}

/* Before anything that depends on them. */
static void settle_tables(struct engine *e)
{
	if (e->retable)
		follow_tables(e);
	e->retable = false;
}

static bool has_table(const struct engine *e, uint32_t table)
{
	for (unsigned i = 0; i < e->drl.n_choices; i++)
		if (e->drl.choices[i].table == table)
			return true;
	return false;
}

/* A route is ours if it has our protocol and metrics, and a table of ours. One hop must be where we are host. Every
 * other route is foreign, also if it looks alike. */
static bool is_ours(const struct engine *e, const struct route *route)
{
	if (route->protocol != e->conf->protocol || !has_table(e, route->table) ||
	    route->metric < e->conf->metric || route->metric - e->conf->metric >= METRIC_RANGE)
		return false;
	for (size_t i = 0; i < route->n_hops; i++) {
		const struct link *l = engine_link(e, route->hops[i].ifindex);

		if (route->hops[i].gateway.s_addr != INADDR_ANY && l != NULL &&
		    l->role == ROLE_HOST)
			return true;
	}
	return false;
}

/* True if traffic over this hop gets anywhere, as far as is known. False over a link that is down, or
 * through a router of ours that is dead or leads nowhere. */
static bool hop_works(const struct engine *e, struct hop hop)
{
	const struct link *l = engine_link(e, hop.ifindex);
	const struct drl_router *r = drl_find(&e->drl, hop);

	return l != NULL && l->iface.up && l->iface.carrier &&
	       (r == NULL || (!r->dead && r->way != WAY_LOST));
}

/* True if some hop of the route works. `leaving`: hops on links where we are a router do not count. Hops
 * that a nexthop object hides (nexthop_compat_mode=0) count as working: the kernel removes the object and the
 * route together with the link. Ours through a router that is lost is about to be deleted. */
static bool route_works(const struct engine *e, const struct fib_entry *f, bool leaving)
{
	const struct hop *hops = fib_hops(f);
	const struct link *l;

	if (fib_is_hidden(f))
		return f->present;
	for (size_t i = 0; f->present && i < f->n_hops; i++) {
		if (fib_down(f)[i] || !hop_works(e, hops[i]) ||
		    (f->ours && !f->adopted && drl_find(&e->drl, hops[i]) == NULL))
			continue;
		l = engine_link(e, hops[i].ifindex);
		if (!leaving || l->role != ROLE_ROUTER)
			return true;
	}
	return false;
}

/* Where a foreign default route would carry traffic if ours were gone: a bit for each choice. */
static uint32_t find_foreign(const struct engine *e)
{
	uint32_t found = 0;

	for (const struct fib_entry *f = fib_next(&e->fib, NULL); f != NULL;
	     f = fib_next(&e->fib, f)) {
		if (f->ours || !route_works(e, f, false))
			continue;
		for (unsigned i = 0; i < e->drl.n_choices; i++)
			if (e->drl.choices[i].table == f->table)
				found |= UINT32_C(1) << i;
	}
	return found;
}

static struct route common_route(struct engine *e, uint32_t table)
{
	const struct conf *conf = e->conf;
	struct route route = {
		.table = table,
		.protocol = conf->protocol,
		.mtu = conf->mtu,
		.mtu_lock = conf->mtu_lock,
		.n_hops = 1,
	};

	/* The kernel refuses a source that is not ours at the moment. */
	if (conf->prefsrc.s_addr != INADDR_ANY && engine_is_own(e, conf->prefsrc))
		route.prefsrc = conf->prefsrc;
	return route;
}

/* The routers of a choice as routes, in the order of their metrics. The first router never shares one, nor do unequal
 * preferences: the kernel would wander to the lesser one whenever the better one's neighbour entry is stale. [H-7] */
static void build_set(struct engine *e, unsigned i, uint32_t first, usec_t now)
{
	const struct drl_choice *c = &e->drl.choices[i];
	uint32_t n = e->stopping || e->conf->install == INSTALL_NONE ? 0 : c->n_wanted;
	uint32_t metric = e->conf->metric, step = 0;
	struct route_set *set = &e->wanted[i];

	*set = (struct route_set){ .common = common_route(e, c->table),
		.metrics = e->metrics + first,
		.hops = e->hops + first };
	for (; set->n < n; set->n++) {
		const struct drl_router *r = drl_wanted(&e->drl, c, (uint32_t)set->n);

		if (set->n == 0 || r->step != step)
			metric = fib_metric(&e->fib, c->table, metric + (set->n == 0 ? 0 : 1), now);
		step = r->step;
		e->hops[first + set->n] = (struct hop){ r->ifindex, r->address, r->onlink };
		e->metrics[first + set->n] = metric;
	}
	if (e->conf->install == INSTALL_MULTIPATH && n > 1) {
		set->common.n_hops = n < ROUTE_HOPS_MAX ? n : ROUTE_HOPS_MAX;
		set->n = 1;
	}
}

static void build_wanted(struct engine *e, usec_t now)
{
	uint32_t first = 0;

	for (unsigned i = 0; i < e->drl.n_choices; i++) {
		build_set(e, i, first, now);
		first += e->drl.choices[i].n_wanted;
	}
	e->rebuild = false;
	e->generation++;
	fib_touch(&e->fib);
}

void engine_choose(struct engine *e, usec_t now)
{
	settle_tables(e);
	if (drl_select(&e->drl, e->conf, find_foreign(e), now)) {
		engine_drop_checks(e);
		e->rebuild = true;
		e->seek = true;
	}
	if (e->rebuild)
		build_wanted(e, now);
}

size_t engine_tables(struct engine *e, uint32_t ret[TABLES_MAX])
{
	settle_tables(e);
	for (unsigned i = 0; i < e->drl.n_choices; i++)
		ret[i] = e->drl.choices[i].table;
	return e->drl.n_choices;
}

const struct route_set *engine_routes(const struct engine *e)
{
	unsigned i = 0;

	while (i + 1 < e->drl.n_choices && e->wanted[i].n == 0)
		i++;
	return &e->wanted[e->wanted[i].n == 0 ? 0 : i];
}

/* Notifications of our own changes are no news and have no effect. */
bool engine_set_route(struct engine *e, const struct route *route)
{
	bool ours, ok;

	settle_tables(e);
	ours = is_ours(e, route);
	ok = fib_set(&e->fib, route, ours);

	e->rebuild = e->rebuild ||
		     (!ours && fib_has_changed(&e->fib)); /* it may stand in our way */
	return ok;
}

/* A stranger's route that goes and was not known went by another name: what a nexthop object hides
 * depends on a setting. Ours are forgotten when their deletion is acknowledged. */
void engine_del_route(struct engine *e, const struct route *route)
{
	if (!fib_del(&e->fib, route) && !is_ours(e, route))
		fib_doubt(&e->fib);
	e->rebuild = e->rebuild || fib_has_changed(&e->fib);
}

void engine_doubt_routes(struct engine *e, bool nexthops)
{
	if (nexthops)
		fib_doubt_nexthops(&e->fib);
	else
		fib_doubt(&e->fib);
}

bool engine_doubts_routes(const struct engine *e)
{
	return fib_is_doubted(&e->fib);
}

bool engine_wants_routes(struct engine *e, usec_t now)
{
	return fib_take_doubt(&e->fib, now);
}

bool engine_needs_routes(const struct engine *e)
{
	for (size_t i = 0; i < e->conf->n_tracks; i++)
		if (e->conf->tracks[i].kind == TRACK_DEFAULT_ROUTE)
			return true;
	return e->hosted;
}

void engine_begin_routes(struct engine *e)
{
	fib_begin(&e->fib);
}

void engine_end_routes(struct engine *e)
{
	e->rebuild = true;
	fib_end(&e->fib);
}

bool engine_has_way_out(const struct engine *e)
{
	for (const struct fib_entry *f = fib_next(&e->fib, NULL); f != NULL;
	     f = fib_next(&e->fib, f))
		if (f->table == e->conf->table && route_works(e, f, true))
			return true;
	return false;
}

size_t engine_changes(struct engine *e, struct route_change *ret, size_t max, usec_t now)
{
	bool knows = e->installs && e->looked; /* what is there */
	size_t n = 0;

	if (knows && !(e->stopping && e->conf->keep_routes)) {
		engine_choose(e, now);
		n = fib_plan(&e->fib, e->wanted, e->drl.n_choices, now, ret, max);
		if (n == 0)
			engine_tell_default(e, now);
	}
	/* A router that the kernel refuses again at once was not there in between. */
	if (n == 0 && e->seek && !e->stopping)
		engine_seek(e, now);
	return n;
}

/* A router the kernel refuses must not suppress another one: it is out of the choice for a while.
 * Of a multipath route the last hop goes, until the rest is taken. The first refusal may come of news that is
 * under way, such as an address that has just gone. */
static void refuse(struct engine *e, const struct route *route, int error, usec_t now)
{
	struct hop hop = route->hops[route->n_hops - 1];
	bool again = drl_refuse(&e->drl, hop, now);

	event_push(&e->events, &(struct event){ .kind = EVENT_ROUTE_FAILED,
				   .reason = again ? REASON_AGAIN : REASON_NONE,
				   .time = now,
				   .ifindex = hop.ifindex,
				   .router = hop.gateway,
				   .metric = route->metric,
				   .table = route->table,
				   .error = error });
}

void engine_change_done(struct engine *e, const struct route_change *change, int error, usec_t now)
{
	const struct route *route = &change->route;

	error = fib_done(&e->fib, change, error, now);
	if (change->op != ROUTE_ADD)
		return;
	if (error != 0)
		refuse(e, route, error, now);
	else
		for (size_t i = 0; i < route->n_hops; i++)
			drl_accept(&e->drl, route->hops[i]);
}

size_t engine_routers(const struct engine *e, struct known_router *ret, size_t max)
{
	const struct drl_router *r;
	uint32_t cursor = 0;
	size_t n = 0;

	while ((r = drl_next(&e->drl, &cursor)) != NULL) {
		if (n < max) {
			const struct iface *iface = &engine_link(e, r->ifindex)->iface;

			ret[n] = (struct known_router){ .ifindex = r->ifindex,
				.address = r->address,
				.preference = r->advertised,
				.effective = r->preference,
				.deadline = r->deadline,
				.alive = r->path == PATH_OK && !r->dead && r->way != WAY_LOST,
				.wanted = r->wanted,
				.confirmed = r->confirmed,
				.withdrawn = r->withdrawn,
				.learned = r->learned };
			memcpy(ret[n].ifname, iface->name, sizeof(ret[n].ifname));
		}
		n++;
	}
	return n;
}

uint64_t engine_generation(const struct engine *e)
{
	return e->generation;
}
