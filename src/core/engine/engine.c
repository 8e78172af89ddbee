/* SPDX-License-Identifier: BSD-2-Clause */
/* The core's door: interfaces, their roles, and the time. Messages are in messages.c, the
 * routes in routes.c. */
#include "config.h"

#include "core/engine/links.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct engine *engine_new(const struct conf *conf, uint64_t seed)
{
	struct engine *e = malloc(sizeof(*e));

	if (e == NULL)
		return NULL;
	memset(e, 0, offsetof(struct engine, events.events));
	e->rng.state = seed;
	e->sources.seed = rng_next(&e->rng);
	e->askers.seed = rng_next(&e->rng);
	map_init(&e->index, rng_next(&e->rng));
	drl_init(&e->drl, rng_next(&e->rng), &e->events);
	fib_init(&e->fib, rng_next(&e->rng), &e->events);
	if (!engine_configure(e, conf, 0)) {
		engine_free(e);
		return NULL;
	}
	return e;
}

void engine_free(struct engine *e)
{
	if (e == NULL)
		return;
	for (uint32_t i = 0; i < e->n_links; i++)
		engine_free_link(&e->links[i]);
	free(e->links);
	free(e->own);
	free(e->metrics);
	free(e->hops);
	free(e->entries);
	map_fini(&e->index);
	heap_fini(&e->timers);
	drl_fini(&e->drl);
	fib_fini(&e->fib);
	free(e);
}

struct link *engine_link(const struct engine *e, unsigned ifindex)
{
	uint32_t slot = map_find(&e->index, ifindex);

	return slot == MAP_NONE ? NULL : &e->links[slot];
}

void engine_schedule(struct engine *e, struct link *l)
{
	heap_set(&e->timers, (uint32_t)(l - e->links),
		usec_min(usec_min(host_deadline(&l->host), l->renew_at),
			usec_min(router_deadline(&l->router), l->drain_until)));
}

static int compare_addresses(const void *a, const void *b)
{
	const struct in_addr *x = a, *y = b;

	return (x->s_addr > y->s_addr) - (x->s_addr < y->s_addr);
}

/* Twice for each message: by hand, not by bsearch(3). */
bool engine_is_own(struct engine *e, struct in_addr address)
{
	size_t first = 0, end;

	if (e->own_changed) {
		e->n_own = 0;
		for (uint32_t i = 0; i < e->n_links; i++)
			for (size_t j = 0; j < e->links[i].iface.n_addrs; j++)
				e->own[e->n_own++] = e->links[i].addrs[j].local;
		qsort(e->own, e->n_own, sizeof(*e->own), compare_addresses);
		e->own_changed = false;
	}
	end = e->n_own;
	while (first < end) {
		size_t middle = (first + end) / 2;

		if (e->own[middle].s_addr < address.s_addr)
			first = middle + 1;
		else
			end = middle;
	}
	return first < e->n_own && in_addr_equal(e->own[first], address);
}

/* Verdicts go by name: the same track may stand elsewhere in the new configuration. */
static void carry_tracks(struct engine *e, const struct conf *conf)
{
	struct track old[TRACKS_MAX];

	memcpy(old, e->tracks, sizeof(old));
	memset(e->tracks, 0, sizeof(e->tracks));
	for (size_t i = 0; i < conf->n_tracks; i++)
		for (size_t j = 0; j < e->conf->n_tracks; j++)
			if (strcmp(conf->tracks[i].name, e->conf->tracks[j].name) == 0 &&
				conf->tracks[i].kind == e->conf->tracks[j].kind)
				e->tracks[i] = old[j];
}

bool engine_configure(struct engine *e, const struct conf *conf, usec_t now)
{
	/* All that can fail comes first: then either all of it is in force, or nothing. */
	for (uint32_t i = 0; i < e->n_links; i++)
		if (e->links[i].used &&
			!engine_reserve_link(e, &e->links[i], &e->links[i].iface, conf))
			return false;
	/* In this order: the list may never know more routers than there is room for routes. */
	if (!engine_reserve_routes(e, conf->routers_max) ||
		!fib_reserve(&e->fib, conf->routers_max) || !drl_configure(&e->drl, conf, now))
		return false;
	if (e->conf != NULL)
		carry_tracks(e, conf);
	e->conf = conf;
	e->installs = e->installs || conf->install != INSTALL_NONE;
	e->hosted = e->hosted || conf_has_role(conf, ROLE_HOST);
	e->rebuild = true;
	for (uint32_t i = 0; i < e->n_links; i++)
		if (e->links[i].used)
			engine_follow(e, &e->links[i], false, now);
	return true;
}

void engine_begin(struct engine *e)
{
	for (uint32_t i = 0; i < e->n_links; i++)
		e->links[i].told = false;
	engine_begin_routes(e);
}

void engine_end(struct engine *e, usec_t now)
{
	for (uint32_t i = 0; i < e->n_links; i++)
		if (e->links[i].used && !e->links[i].told)
			engine_del_iface(e, e->links[i].iface.ifindex, now);
	engine_end_routes(e);
	e->looked = true;
}

void engine_set_neighbour(struct engine *e, const struct neighbour *n, usec_t now)
{
	drl_set_neighbour(&e->drl, n, now);
}

/* At the start a host of ours has yet to ask for the router that leads out, and the kernel to take the route:
 * until that had its chance nothing is lost. */
static bool awaits_router(const struct engine *e, const struct track *t)
{
	struct route first;

	if (t->begun || engine_has_way_out(e))
		return false;
	if (e->wanted.n > 0) {
		first = route_set_at(&e->wanted, 0);
		return !fib_has(&e->fib, &first);
	}
	for (uint32_t i = 0; i < e->n_links; i++)
		if (e->links[i].host.state == HOST_DELAY ||
			e->links[i].host.state == HOST_SOLICITING)
			return true;
	return false;
}

/* The facts behind the tracks that follow from what the kernel told; while it has not told everything there
 * is none. */
static void look_at_tracks(struct engine *e, usec_t now)
{
	if (!e->looked)
		return;
	for (size_t i = 0; i < e->conf->n_tracks; i++) {
		const struct conf_track *t = &e->conf->tracks[i];

		if (t->kind == TRACK_DEFAULT_ROUTE && awaits_router(e, &e->tracks[i]))
			continue;
		if (t->kind == TRACK_DEFAULT_ROUTE)
			track_set(&e->tracks[i], t, engine_has_way_out(e), now);
		else if (t->kind == TRACK_INTERFACE)
			track_set(&e->tracks[i], t, engine_is_working(e, t->target), now);
	}
}

static void advance_tracks(struct engine *e, usec_t now)
{
	look_at_tracks(e, now);
	for (size_t i = 0; i < e->conf->n_tracks; i++) {
		struct event event = { .time = now, .count = e->conf->tracks[i].kind };
		bool first = !e->tracks[i].judged;

		if (!track_advance(&e->tracks[i], now))
			continue;
		event.kind = track_is_lost(&e->tracks[i]) ? EVENT_TRACK_LOST : EVENT_TRACK_BACK;
		strncpy(event.ifname, e->conf->tracks[i].name, sizeof(event.ifname) - 1);
		if (!first || event.kind == EVENT_TRACK_LOST)
			event_push(&e->events, &event);
		for (uint32_t j = 0; j < e->n_links; j++) {
			struct link *l = &e->links[j];

			if (l->used && l->role == ROLE_ROUTER && (l->conf->tracks >> i & 1) != 0)
				engine_follow(e, l, false, now);
		}
	}
}

void engine_set_track(struct engine *e, size_t track, bool ok, usec_t now)
{
	if (track < e->conf->n_tracks)
		track_set(&e->tracks[track], &e->conf->tracks[track], ok, now);
}

bool engine_drain(struct engine *e, unsigned ifindex, bool drain, usec_t now)
{
	struct link *l = engine_link(e, ifindex);

	if (l == NULL || l->role != ROLE_ROUTER)
		return false;
	l->drain_asked = drain;
	engine_follow(e, l, false, now);
	return true;
}

unsigned engine_solicit(struct engine *e, unsigned ifindex, usec_t now)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < e->n_links; i++) {
		struct link *l = &e->links[i];

		if (l->role != ROLE_HOST || l->unused != REASON_NONE ||
			(ifindex != 0 && l->iface.ifindex != ifindex))
			continue;
		host_ask(&l->host, now);
		engine_schedule(e, l);
		n++;
	}
	return n;
}

unsigned engine_advertise(struct engine *e, unsigned ifindex, usec_t now)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < e->n_links; i++) {
		struct link *l = &e->links[i];

		if (l->role != ROLE_ROUTER || (ifindex != 0 && l->iface.ifindex != ifindex) ||
			!router_ask(&l->router, now))
			continue;
		engine_schedule(e, l);
		n++;
	}
	return n;
}

void engine_advance(struct engine *e, usec_t now)
{
	drl_advance(&e->drl, now);
	engine_choose(e, now);
	advance_tracks(e, now);
}

void engine_shutdown(struct engine *e, usec_t now)
{
	e->stopping = true;
	e->rebuild = true;
	for (uint32_t i = 0; i < e->n_links; i++) {
		struct link *l = &e->links[i];

		if (!l->used)
			continue;
		host_stop(&l->host);
		l->renew_at = USEC_INFINITY;
		engine_stop_advertising(e, l, REASON_SHUTDOWN, now);
		engine_schedule(e, l);
	}
	fib_release(&e->fib);
}

bool engine_query(struct engine *e, struct neighbour_query *ret)
{
	return drl_query(&e->drl, ret);
}

/* RFC 1256 4.3: 224.0.0.2 wherever we are a router, advertising or not, until the machine is
 * no router any more. The kernel itself is always in 224.0.0.1 [H-1]. */
size_t engine_memberships(const struct engine *e, struct membership *ret, size_t max)
{
	size_t n = 0;

	for (uint32_t i = 0; i < e->n_links; i++) {
		const struct link *l = &e->links[i];

		if (!l->used || l->role != ROLE_ROUTER || !l->iface.multicast || !l->iface.up ||
			!l->conf->join_all_routers || e->stopping ||
			(l->conf->require_forwarding && !l->iface.forwarding))
			continue;
		if (n < max)
			ret[n] = (struct membership){ l->iface.ifindex,
				in_addr_host(GROUP_ALL_ROUTERS) };
		n++;
	}
	return n;
}

bool engine_event(struct engine *e, struct event *ret)
{
	const struct link *l;

	if (!event_pull(&e->events, ret))
		return false;
	l = engine_link(e, ret->ifindex);
	if (ret->ifname[0] == '\0' && l != NULL)
		memcpy(ret->ifname, l->iface.name, sizeof(ret->ifname));
	return true;
}

void engine_trace(struct engine *e, bool wanted)
{
	e->untraced = !wanted;
}

void engine_tell(struct engine *e, const struct event *event)
{
	event_push(&e->events, event);
}

usec_t engine_deadline(const struct engine *e)
{
	uint32_t slot;
	usec_t when = usec_min(heap_top(&e->timers, &slot),
		usec_min(drl_deadline(&e->drl), fib_deadline(&e->fib)));

	for (size_t i = 0; i < e->conf->n_tracks; i++)
		if (e->tracks[i].begun) /* else 0 */
			when = usec_min(when, e->tracks[i].decided);
	return when;
}

uint64_t engine_events_lost(const struct engine *e)
{
	return e->events.lost;
}

const struct engine_counters *engine_counters(const struct engine *e)
{
	return &e->counters;
}

bool engine_has_router(const struct engine *e)
{
	for (uint32_t i = 0; e->drl.standing == STANDING_ALIVE && i < e->drl.n_slots; i++) {
		const struct drl_router *r = &e->drl.routers[i];

		if (drl_is_alive(&e->drl, r, USEC_INFINITY) && r->heard)
			return true;
	}
	return false;
}

bool engine_is_unanswered(const struct engine *e)
{
	bool any = false;

	for (uint32_t i = 0; i < e->n_links; i++) {
		const struct host *h = &e->links[i].host;

		if (h->fruitless == 0 && (h->state == HOST_DELAY || h->state == HOST_SOLICITING))
			return false;
		any = any || h->fruitless > 0;
	}
	return any;
}
