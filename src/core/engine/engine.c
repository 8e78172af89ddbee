/* SPDX-License-Identifier: BSD-2-Clause */
/* The core's door: its configuration, the time, and the operator's wishes. */
#include "config.h"

#include "core/engine/engine.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/engine/links.h"
#include "core/engine/messages.h"
#include "core/engine/roles.h"
#include "core/engine/routes.h"
#include "core/engine/tracks.h"

struct engine *engine_new(const struct conf *conf, uint64_t seed)
{
	struct engine *e = malloc(sizeof(*e));

	if (e == NULL)
		return NULL;
	memset(e, 0, offsetof(struct engine, events.events));
	e->rng.state = seed;
	e->sources.seed = rng_next(&e->rng);
	e->askers.seed = rng_next(&e->rng);
	slots_init(&e->slots, rng_next(&e->rng));
	engine_init_checks(e);
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
	for (uint32_t i = 0; i < e->slots.end; i++)
		engine_free_link(&e->links[i]);
	free(e->links);
	free(e->own);
	free(e->metrics);
	free(e->hops);
	free(e->entries);
	slots_fini(&e->slots);
	engine_free_checks(e);
	drl_fini(&e->drl);
	fib_fini(&e->fib);
	free(e);
}

bool engine_configure(struct engine *e, const struct conf *conf, usec_t now)
{
	/* All that can fail comes first: then either all of it is in force, or nothing. */
	for (uint32_t i = 0; i < e->slots.end; i++)
		if (e->links[i].used &&
		    !engine_reserve_link(e, &e->links[i], &e->links[i].iface, conf))
			return false;
	/* In this order: the list may never know more routers than there is room for routes. */
	if (!engine_reserve_checks(e, conf) || !engine_reserve_routes(e, conf->routers_max) ||
	    !fib_reserve(&e->fib, conf->routers_max) || !drl_configure(&e->drl, conf, now))
		return false;
	if (e->conf != NULL)
		engine_carry_tracks(e, conf);
	e->conf = conf;
	engine_configure_checks(e, conf);
	e->installs = e->installs || conf->install != INSTALL_NONE;
	e->hosted = e->hosted || conf_has_role(conf, ROLE_HOST);
	e->rebuild = true;
	for (uint32_t i = 0; i < e->slots.end; i++)
		if (e->links[i].used)
			engine_follow(e, &e->links[i], false, now);
	e->retable = true;
	return true;
}

void engine_begin(struct engine *e)
{
	for (uint32_t i = 0; i < e->slots.end; i++)
		e->links[i].told = false;
	engine_begin_routes(e);
}

void engine_end(struct engine *e, usec_t now)
{
	for (uint32_t i = 0; i < e->slots.end; i++)
		if (e->links[i].used && !e->links[i].told)
			engine_del_iface(e, e->links[i].iface.ifindex, now);
	engine_end_routes(e);
	e->looked = true;
}

void engine_set_neighbour(struct engine *e, const struct neighbour *n, usec_t now)
{
	struct newcomer newcomer;

	drl_set_neighbour(&e->drl, n, now);
	if (newcomers_answer(&e->newcomers, n, now, &newcomer))
		engine_admit(e, &newcomer, n->state, now);
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

	for (uint32_t i = 0; i < e->slots.end; i++) {
		struct link *l = &e->links[i];

		if (l->role != ROLE_HOST || l->unused != REASON_NONE ||
		    (ifindex != 0 && l->iface.ifindex != ifindex))
			continue;
		host_ask(&l->host, now);
		n++;
	}
	return n;
}

unsigned engine_advertise(struct engine *e, unsigned ifindex, usec_t now)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < e->slots.end; i++) {
		struct link *l = &e->links[i];

		if (l->role != ROLE_ROUTER || (ifindex != 0 && l->iface.ifindex != ifindex) ||
		    !router_ask(&l->router, now))
			continue;
		n++;
	}
	return n;
}

void engine_advance(struct engine *e, usec_t now)
{
	drl_advance(&e->drl, now);
	engine_advance_checks(e, now);
	engine_choose(e, now);
	engine_advance_tracks(e, now);
}

void engine_shutdown(struct engine *e, bool silent, usec_t now)
{
	e->stopping = true;
	e->rebuild = true;
	for (uint32_t i = 0; i < e->slots.end; i++) {
		struct link *l = &e->links[i];

		if (!l->used)
			continue;
		host_stop(&l->host);
		l->renew_at = l->drain_until = USEC_INFINITY;
		if (silent || (l->conf != NULL && !l->conf->farewell))
			router_keep(&l->router);
		engine_stop_advertising(e, l, REASON_SHUTDOWN, now);
		router_hurry(&l->router, now);
	}
	fib_release(&e->fib);
}

bool engine_query(struct engine *e, struct neighbour_query *ret)
{
	return drl_query(&e->drl, ret) || newcomers_query(&e->newcomers, ret);
}

/* RFC 1256 4.3: 224.0.0.2 wherever we are a router, advertising or not, until the machine is
 * no router any more. The kernel itself is always in 224.0.0.1 [H-1]. */
size_t engine_memberships(const struct engine *e, struct membership *ret, size_t max)
{
	size_t n = 0;

	for (uint32_t i = 0; i < e->slots.end; i++) {
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
	usec_t when = USEC_INFINITY;

	for (uint32_t i = 0; i < e->slots.end; i++)
		when = usec_min(when, engine_link_deadline(&e->links[i]));
	if (e->stopping)
		return when;
	when = usec_min(when, usec_min(drl_deadline(&e->drl), fib_deadline(&e->fib)));
	return usec_min(when, usec_min(engine_checks_deadline(e), engine_tracks_deadline(e)));
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
	const struct drl_router *r;
	uint32_t cursor = 0;

	while ((r = drl_next(&e->drl, &cursor)) != NULL)
		if (drl_choice_of(&e->drl, r)->standing == STANDING_ALIVE &&
		    drl_is_alive(r, USEC_INFINITY) && r->heard)
			return true;
	return false;
}

bool engine_is_unanswered(const struct engine *e)
{
	bool any = false;

	for (uint32_t i = 0; i < e->slots.end; i++) {
		const struct host *h = &e->links[i].host;

		if (h->fruitless == 0 && (h->state == HOST_DELAY || h->state == HOST_SOLICITING))
			return false;
		any = any || h->fruitless > 0;
	}
	return any;
}
