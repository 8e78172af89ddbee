/* SPDX-License-Identifier: BSD-2-Clause */
/* The core's door: interfaces, their roles, and the time. Messages are in engine_messages.c, the
 * routes in engine_routes.c. */
#include "config.h"

#include "engine_private.h"

#include <stdlib.h>
#include <string.h>

struct engine *engine_new(const struct conf *conf, uint64_t seed)
{
	struct engine *e = calloc(1, sizeof(*e));

	if (e == NULL)
		return NULL;
	e->rng.state = seed;
	map_init(&e->index, rng_next(&e->rng));
	drl_init(&e->drl, rng_next(&e->rng), &e->events);
	fib_init(&e->fib, rng_next(&e->rng), &e->events);
	if (!engine_configure(e, conf, 0)) {
		engine_free(e);
		return NULL;
	}
	return e;
}

static void free_link(struct link *l)
{
	router_fini(&l->router);
	free(l->addrs);
	*l = (struct link){ 0 };
}

void engine_free(struct engine *e)
{
	if (e == NULL)
		return;
	for (uint32_t i = 0; i < e->n_links; i++)
		free_link(&e->links[i]);
	free(e->links);
	free(e->own);
	free(e->wanted);
	free(e->hops);
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
		usec_min(host_deadline(&l->host), router_deadline(&l->router)));
}

static int compare_addresses(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct in_addr));
}

bool engine_is_own(struct engine *e, struct in_addr address)
{
	if (e->own_changed) {
		e->n_own = 0;
		for (uint32_t i = 0; i < e->n_links; i++)
			for (size_t j = 0; j < e->links[i].iface.n_addrs; j++)
				e->own[e->n_own++] = e->links[i].addrs[j].local;
		qsort(e->own, e->n_own, sizeof(*e->own), compare_addresses);
		e->own_changed = false;
	}
	return e->n_own > 0 &&
	       bsearch(&address, e->own, e->n_own, sizeof(*e->own), compare_addresses) != NULL;
}

static void tell(struct engine *e, const struct link *l, enum event_kind kind, enum reason reason,
	unsigned count, usec_t now)
{
	struct event event = {
		.kind = kind,
		.reason = reason,
		.time = now,
		.ifindex = l->iface.ifindex,
		.count = count,
		.lifetime = kind == EVENT_ADVERTISING ? l->conf->advertisement_lifetime : 0,
	};

	/* Here, since the interface may be gone when the event is pulled. */
	memcpy(event.ifname, l->iface.name, sizeof(event.ifname));
	event_push(&e->events, &event);
}

/* RFC 1256 4.1 and 5.1 give a role only to interfaces that do multicast, or broadcast. */
static enum role role_of(const struct link *l, const struct conf_iface *ci)
{
	if (ci == NULL || l->iface.loopback || !(l->iface.multicast || l->iface.broadcast))
		return ROLE_OFF;
	if (ci->role == ROLE_HOST && !ci->perform_router_discovery)
		return ROLE_OFF;
	return ci->role;
}

/* What stands against playing the role now. RFC 1256 4.3: functioning, enabled, forwarding. */
static enum reason obstacle(const struct link *l)
{
	if (l->role == ROLE_OFF)
		return REASON_CONFIGURATION;
	if (!l->iface.up)
		return REASON_LINK_DOWN;
	if (!l->iface.carrier)
		return REASON_NO_CARRIER;
	if (l->iface.n_addrs == 0)
		return REASON_NO_ADDRESS;
	if (l->role == ROLE_ROUTER && l->conf->require_forwarding && !l->iface.forwarding)
		return REASON_FORWARDING_OFF;
	return REASON_NONE;
}

/* The addresses of the interface whose Advertise is true (RFC 1256 4.3); returns how many. */
static unsigned advertised_entries(const struct link *l, struct wire_entry *entries)
{
	unsigned n = 0;

	for (size_t i = 0; i < l->iface.n_addrs; i++) {
		struct conf_address a = conf_address(l->conf, l->addrs[i].local);

		if (a.advertise)
			entries[n++] = (struct wire_entry){ .address = a.address,
				.preference = a.preference_level };
	}
	return n;
}

/* RFC 1256 4.3: say goodbye where that is still possible. */
static void stop_advertising(struct engine *e, struct link *l, enum reason reason, usec_t now)
{
	if (l->router.advertising)
		tell(e, l, EVENT_NOT_ADVERTISING, reason, 0, now);
	if (!l->iface.up || !l->iface.carrier || l->iface.n_addrs == 0 ||
		!router_set(&l->router, NULL, 0, now))
		router_silence(&l->router);
}

static bool advertise(struct engine *e, struct link *l, usec_t now)
{
	struct wire_entry *entries = calloc(l->iface.n_addrs, sizeof(*entries));
	bool was = l->router.advertising, ok;
	unsigned n;

	if (entries == NULL)
		return false;
	n = advertised_entries(l, entries);
	if (n == 0)
		stop_advertising(e, l, REASON_NO_ADDRESS, now);
	ok = n == 0 || router_set(&l->router, entries, n, now);
	free(entries);
	if (ok && n > 0 && !was)
		tell(e, l, EVENT_ADVERTISING, REASON_NONE, n, now);
	if (l->router.next != USEC_INFINITY) /* a shorter interval holds from now on */
		l->router.next = usec_min(
			l->router.next, usec_add(now, l->conf->max_advertisement_interval));
	return ok;
}

static void leave_role(struct engine *e, struct link *l, enum reason reason, usec_t now)
{
	if (l->role == ROLE_HOST) {
		host_stop(&l->host);
		drl_del_iface(&e->drl, l->iface.ifindex, reason, now);
		l->has_router = false;
	} else if (l->role == ROLE_ROUTER) {
		stop_advertising(e, l, reason, now);
	}
}

/* Makes the machines follow from the interface and the configuration; `occasion` says that there is
 * a new reason to solicit (RFC 1256 5.3). [H-8] */
static bool follow(struct engine *e, struct link *l, bool occasion, usec_t now)
{
	const struct conf_iface *ci = conf_find_iface(e->conf, l->iface.name);
	enum reason was = l->unused;
	bool ok = true;

	if (l->role != role_of(l, ci)) {
		leave_role(e, l, REASON_CONFIGURATION, now);
		l->role = role_of(l, ci);
		was = REASON_CONFIGURATION;
	}
	l->conf = ci;
	l->unused = obstacle(l);
	if (l->unused != was && l->role != ROLE_OFF)
		tell(e, l,
			l->unused == REASON_NONE ? EVENT_INTERFACE_READY : EVENT_INTERFACE_UNUSED,
			l->unused, 0, now);
	if (l->role == ROLE_HOST) {
		drl_set_iface(&e->drl, &l->iface, now);
		if (l->unused != REASON_NONE || !e->conf->solicit)
			host_stop(&l->host);
		else if (was != REASON_NONE || occasion)
			host_start(&l->host, &e->rng, now);
	} else if (l->role == ROLE_ROUTER) {
		if (l->unused != REASON_NONE)
			stop_advertising(e, l, l->unused, now);
		else
			ok = advertise(e, l, now);
	}
	engine_schedule(e, l);
	return ok;
}

bool engine_configure(struct engine *e, const struct conf *conf, usec_t now)
{
	bool ok = true;

	/* In this order: the list may never know more routers than there is room for routes. */
	if (!engine_reserve_routes(e, conf->routers_max) || !drl_configure(&e->drl, conf))
		return false;
	e->conf = conf;
	e->installs = e->installs || conf->install != INSTALL_NONE;
	e->rebuild = true;
	for (uint32_t i = 0; i < e->n_links; i++)
		if (e->links[i].used && !follow(e, &e->links[i], false, now))
			ok = false;
	return ok;
}

static struct link *new_link(struct engine *e, unsigned ifindex)
{
	uint32_t slot = 0;

	while (slot < e->n_links && e->links[slot].used)
		slot++;
	if (slot == e->capacity) {
		uint32_t capacity = e->capacity == 0 ? 4 : e->capacity * 2;
		struct link *links;

		if (!map_reserve(&e->index, capacity) || !heap_reserve(&e->timers, capacity))
			return NULL;
		links = realloc(e->links, capacity * sizeof(*links));
		if (links == NULL)
			return NULL;
		e->links = links;
		e->capacity = capacity;
	}
	if (slot == e->n_links)
		e->n_links++;
	e->links[slot] = (struct link){ .used = true, .unused = REASON_CONFIGURATION };
	e->links[slot].iface.ifindex = ifindex;
	router_init(&e->links[slot].router);
	map_set(&e->index, ifindex, slot);
	return &e->links[slot];
}

/* Takes over a description; *ret_new says whether it has an address that was not there before. */
static bool describe(struct engine *e, struct link *l, const struct iface *iface, bool *ret_new)
{
	size_t own = iface->n_addrs;
	struct iface_addr *addrs = l->addrs;

	*ret_new = false;
	for (size_t i = 0; i < iface->n_addrs; i++) {
		bool known = false;

		for (size_t j = 0; j < l->iface.n_addrs && !known; j++)
			known = in_addr_equal(l->addrs[j].local, iface->addrs[i].local);
		*ret_new = *ret_new || !known;
	}
	for (uint32_t i = 0; i < e->n_links; i++)
		own += &e->links[i] == l ? 0 : e->links[i].iface.n_addrs;
	if (own >= e->own_capacity) {
		struct in_addr *p = realloc(e->own, 2 * (own + 1) * sizeof(*p));

		if (p == NULL)
			return false;
		e->own = p;
		e->own_capacity = 2 * (own + 1);
	}
	if (iface->n_addrs > l->iface.n_addrs) {
		addrs = realloc(l->addrs, iface->n_addrs * sizeof(*addrs));
		if (addrs == NULL)
			return false;
	}
	if (iface->n_addrs > 0)
		memcpy(addrs, iface->addrs, iface->n_addrs * sizeof(*addrs));
	l->addrs = addrs;
	l->iface = *iface;
	l->iface.addrs = addrs;
	e->own_changed = true;
	return true;
}

bool engine_set_iface(struct engine *e, const struct iface *iface, usec_t now)
{
	struct link *l = engine_link(e, iface->ifindex);
	bool new_address;

	if (l == NULL && (l = new_link(e, iface->ifindex)) == NULL)
		return false;
	if (!describe(e, l, iface, &new_address))
		return false;
	l->told = true;
	/* The kernel drops the routes of such an interface without a word. */
	if (!iface->up || iface->n_addrs == 0)
		fib_drop_iface(&e->fib, iface->ifindex);
	e->rebuild = true;
	return follow(e, l, new_address, now);
}

void engine_del_iface(struct engine *e, unsigned ifindex, usec_t now)
{
	struct link *l = engine_link(e, ifindex);

	if (l == NULL)
		return;
	if (l->role != ROLE_OFF && l->unused == REASON_NONE)
		tell(e, l, EVENT_INTERFACE_UNUSED, REASON_LINK_DOWN, 0, now);
	l->iface.up = false; /* no last words */
	leave_role(e, l, REASON_LINK_DOWN, now);
	fib_drop_iface(&e->fib, ifindex);
	heap_set(&e->timers, (uint32_t)(l - e->links), USEC_INFINITY);
	map_remove(&e->index, ifindex);
	free_link(l);
	e->own_changed = true;
	e->rebuild = true;
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
}

void engine_set_neighbour(struct engine *e, const struct neighbour *n, usec_t now)
{
	drl_set_neighbour(&e->drl, n, now);
}

void engine_advance(struct engine *e, usec_t now)
{
	drl_advance(&e->drl, now);
	engine_choose(e, now);
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
		stop_advertising(e, l, REASON_SHUTDOWN, now);
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

usec_t engine_deadline(const struct engine *e)
{
	uint32_t slot;

	return usec_min(heap_top(&e->timers, &slot),
		usec_min(drl_deadline(&e->drl), fib_deadline(&e->fib)));
}

const struct engine_counters *engine_counters(const struct engine *e)
{
	return &e->counters;
}

bool engine_has_router(const struct engine *e)
{
	return e->drl.standing == STANDING_ALIVE;
}

bool engine_is_unanswered(const struct engine *e)
{
	bool any = false;

	for (uint32_t i = 0; i < e->n_links; i++) {
		enum host_state state = e->links[i].host.state;

		if (state == HOST_DELAY || state == HOST_SOLICITING)
			return false;
		any = any || state == HOST_UNANSWERED;
	}
	return any;
}
