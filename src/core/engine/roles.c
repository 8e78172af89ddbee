/* SPDX-License-Identifier: BSD-2-Clause */
/* The role on each link, and what follows from it. */
#include "config.h"

#include "core/engine/roles.h"

#include <string.h>

#include "core/obstacle.h"
#include "core/trust.h"

static void push_event(struct engine *e, const struct link *l, enum event_kind kind,
    enum reason reason, unsigned addresses, usec_t now)
{
	struct event event = {
		.kind = kind,
		.reason = reason,
		.time = now,
		.ifindex = l->iface.ifindex,
		.addresses = addresses,
		.lifetime = kind == EVENT_ADVERTISING ? l->conf->advertisement_lifetime : 0,
	};

	event_push(&e->events, &event);
}

/* RFC 1256 4.1 and 5.1 give a role only to interfaces that do multicast, or broadcast. */
static enum role role_of(const struct link *l, const struct conf_iface *ci)
{
	if (ci == NULL || l->iface.loopback || !(l->iface.multicast || l->iface.broadcast))
		return ROLE_OFF;
	if ((ci->role == ROLE_HOST || ci->role == ROLE_MONITOR) && !ci->perform_router_discovery)
		return ROLE_OFF;
	return ci->role;
}

/* True if the operator names this very interface. A pattern may match links that the operator did not think
 * of. */
static bool is_named(const struct link *l)
{
	return l->conf != NULL && strcmp(l->conf->pattern, l->iface.name) == 0;
}

/* … and for a role. */
static bool is_wanted(const struct link *l)
{
	return is_named(l) && (l->conf->role == ROLE_ROUTER ||
				  (l->conf->role != ROLE_OFF && l->conf->perform_router_discovery));
}

/* Walks over the addresses to advertise here when nothing is wrong: the addresses of the interface whose
 * Advertise is true (RFC 1256 4.3), and the operator's proxies on its subnets. `*cursor` is 0 at
 * first; false comes after the last. */
static bool next_advertised(const struct link *l, size_t *cursor, struct conf_address *ret)
{
	size_t n = l->iface.n_addrs;

	while (*cursor < n + l->conf->n_addresses) {
		size_t i = (*cursor)++;
		struct in_addr address = i < n ? l->addrs[i].local
					       : l->conf->addresses[i - n].address;

		*ret = conf_address(l->conf, address);
		if (ret->advertise &&
		    (i < n || (ret->proxy && iface_neighbour(&l->iface, address) != NULL)))
			return true;
	}
	return false;
}

static bool has_advertised(const struct link *l)
{
	struct conf_address a;

	return next_advertised(l, &(size_t){ 0 }, &a);
}

/* Returns why the role cannot be played now. RFC 1256 4.3: functioning, enabled, forwarding. */
static enum reason role_obstacle(const struct link *l)
{
	enum reason reason = link_obstacle(&l->iface);

	if (l->role == ROLE_OFF)
		return is_wanted(l) ? REASON_NO_ROLE : REASON_CONFIGURATION;
	if (l->role == ROLE_ROUTER && l->iface.point_to_point && !is_named(l))
		return REASON_POINT_TO_POINT;
	if (reason != REASON_NONE)
		return reason;
	if (l->role == ROLE_ROUTER && l->conf->require_forwarding && !l->iface.forwarding)
		return REASON_FORWARDING_OFF;
	if (l->role == ROLE_ROUTER && !has_advertised(l))
		return REASON_NO_ADDRESS;
	return REASON_NONE;
}

/* True if a track of this interface with that consequence is lost. */
static bool has_lost(const struct engine *e, const struct link *l, enum track_loss on_loss)
{
	for (size_t i = 0; i < e->conf->n_tracks; i++)
		if ((l->conf->tracks >> i & 1) != 0 && e->conf->tracks[i].on_loss == on_loss &&
		    track_is_lost(&e->tracks[i]))
			return true;
	return false;
}

/* True while a track of this interface has no verdict. */
static bool awaits_verdict(const struct engine *e, const struct link *l)
{
	for (size_t i = 0; i < e->conf->n_tracks; i++)
		if ((l->conf->tracks >> i & 1) != 0 && !e->tracks[i].judged)
			return true;
	return false;
}

/* The operator's preference level, less what lost tracks and draining take from it. */
static int32_t advertised_preference(
    const struct engine *e, const struct link *l, int32_t preference)
{
	if (l->drain)
		return PREFERENCE_INELIGIBLE;
	for (size_t i = 0; i < e->conf->n_tracks; i++)
		if ((l->conf->tracks >> i & 1) != 0 && track_is_lost(&e->tracks[i]))
			preference = track_preference(&e->conf->tracks[i], preference);
	return preference;
}

static unsigned add_entry(const struct engine *e, const struct link *l, struct conf_address a,
    struct wire_entry *entries, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (in_addr_equal(entries[i].address, a.address))
			return n; /* one local address can have several peers */
	entries[n] = (struct wire_entry){ .address = a.address,
		.preference = advertised_preference(e, l, a.preference_level) };
	return n + 1;
}

/* Fills `entries`; returns how many. */
static unsigned advertised_entries(
    const struct engine *e, const struct link *l, struct wire_entry *entries)
{
	struct conf_address a;
	size_t cursor = 0;
	unsigned n = 0;

	while (next_advertised(l, &cursor, &a))
		n = add_entry(e, l, a, entries, n);
	return n;
}

static bool can_speak(const struct link *l)
{
	return l->iface.up && l->iface.carrier && l->iface.n_addrs > 0;
}

/* RFC 1256 4.3: say goodbye where that is still possible. */
void engine_stop_advertising(struct engine *e, struct link *l, enum reason reason, usec_t now)
{
	if (l->router.advertising)
		push_event(e, l, EVENT_NOT_ADVERTISING, reason, 0, now);
	if (can_speak(l))
		router_set(&l->router, NULL, 0, now);
	else
		router_silence(&l->router);
}

static void advertise(struct engine *e, struct link *l, usec_t now)
{
	bool was = l->router.advertising;
	unsigned n = advertised_entries(e, l, e->entries); /* at least one: role_obstacle() */

	router_configure(&l->router, l->conf, now);
	router_set(&l->router, e->entries, n, now);
	if (!was)
		push_event(e, l, EVENT_ADVERTISING, REASON_NONE, n, now);
}

/* Draining: ineligible at once, and withdrawn when all hosts have had the time to hear that. */
static void follow_drain(struct engine *e, struct link *l, usec_t now)
{
	bool wanted = l->conf->drain || l->drain_asked;

	if (wanted && !l->drain) {
		l->drain_until = usec_add(now,
		    usec_max(l->conf->max_advertisement_interval, MAX_INITIAL_ADVERT_INTERVAL));
		push_event(e, l, EVENT_DRAINING, REASON_DRAIN, 0, now);
	} else if (!wanted) {
		l->drain_until = USEC_INFINITY;
		l->drained = false;
	} else if (l->drain_until <= now) {
		l->drain_until = USEC_INFINITY;
		l->drained = true;
	}
	l->drain = wanted;
}

/* The highest level of what is advertised here when nothing is wrong. */
static int32_t configured_preference(const struct link *l)
{
	int32_t highest = PREFERENCE_INELIGIBLE;
	struct conf_address a;
	size_t cursor = 0;

	while (next_advertised(l, &cursor, &a))
		if (a.preference_level > highest)
			highest = a.preference_level;
	return highest;
}

static void follow_router(struct engine *e, struct link *l, usec_t now)
{
	follow_drain(e, l, now);
	l->preference = configured_preference(l);
	if (l->unused != REASON_NONE)
		engine_stop_advertising(e, l, l->unused, now);
	else if (has_lost(e, l, LOSS_WITHDRAW))
		engine_stop_advertising(e, l, REASON_TRACK, now);
	else if (l->drained)
		engine_stop_advertising(e, l, REASON_DRAIN, now);
	else if (l->router.advertising || !awaits_verdict(e, l))
		advertise(e, l, now);
}

void engine_apply_policy(struct engine *e, const struct link *l, usec_t now)
{
	const struct drl_router *r;
	uint32_t cursor = 0;

	while ((r = drl_next(&e->drl, &cursor)) != NULL) {
		struct hop hop = hop_to(r->ifindex, r->address);
		enum reason reason;

		if (r->ifindex != l->iface.ifindex)
			continue;
		reason = trust_listed(l->conf, r->address);
		if (reason != REASON_NONE)
			drl_forget(&e->drl, hop, reason, now);
		else
			drl_prefer(&e->drl, hop, conf_router(l->conf, r->address) != NULL,
			    trust_preference(l->conf, r->address, r->advertised), now);
	}
}

/* How a router can be reached follows from this and from the interface. */
static void apply_onlink(struct engine *e, const struct link *l)
{
	const struct drl_router *r;
	uint32_t cursor = 0;

	while ((r = drl_next(&e->drl, &cursor)) != NULL)
		if (r->ifindex == l->iface.ifindex)
			drl_set_onlink(&e->drl, hop_to(r->ifindex, r->address),
			    conf_onlink(l->conf, r->address) != NULL);
}

static void follow_host(struct engine *e, struct link *l, bool occasion, usec_t now)
{
	struct iface seen = engine_seen_iface(e, l);

	apply_onlink(e, l);
	drl_set_iface(&e->drl, &seen, now);
	engine_apply_policy(e, l, now);
	e->seek = true;
	if (l->unused != REASON_NONE || !l->conf->solicit || l->role == ROLE_MONITOR)
		host_stop(&l->host);
	else if (occasion || l->host.state == HOST_IDLE) /* until now it was told not to */
		host_start(&l->host, &e->rng, now);
}

static void leave_role(struct engine *e, struct link *l, enum reason reason, usec_t now)
{
	if (l->role == ROLE_HOST || l->role == ROLE_MONITOR) {
		host_stop(&l->host);
		drl_del_iface(&e->drl, l->iface.ifindex, reason, now);
		l->has_router = false;
		l->renew_at = USEC_INFINITY;
	} else if (l->role == ROLE_ROUTER) {
		engine_stop_advertising(e, l, reason, now);
	}
	refused_forget(&e->refused, l->iface.ifindex, (struct in_addr){ INADDR_ANY });
}

/* RFC 1256 5.3. [H-8] */
void engine_follow(struct engine *e, struct link *l, bool occasion, usec_t now)
{
	const struct conf_iface *ci = conf_find_iface(e->conf, l->iface.name);
	enum reason was = l->unused;

	if (l->role != role_of(l, ci)) {
		leave_role(e, l, REASON_CONFIGURATION, now);
		l->role = role_of(l, ci);
		l->drain = l->drained = l->drain_asked = false;
		l->drain_until = USEC_INFINITY;
		was = REASON_CONFIGURATION;
	}
	l->conf = ci;
	e->retable = true;
	l->unused = role_obstacle(l);
	if (l->unused != was && l->unused != REASON_CONFIGURATION)
		push_event(e, l,
		    l->unused == REASON_NONE ? EVENT_INTERFACE_READY : EVENT_INTERFACE_UNUSED,
		    l->unused, 0, now);
	if (l->role == ROLE_HOST || l->role == ROLE_MONITOR)
		follow_host(e, l, was != REASON_NONE || occasion, now);
	else if (l->role == ROLE_ROUTER)
		follow_router(e, l, now);
	if (!can_speak(l)) /* not even the last words of a role that was left */
		router_silence(&l->router);
}

static bool has_address(const struct iface *iface, const struct iface_addr *a)
{
	for (size_t i = 0; i < iface->n_addrs; i++)
		if (in_addr_equal(iface->addrs[i].local, a->local) &&
		    in_addr_equal(iface->addrs[i].subnet, a->subnet) &&
		    iface->addrs[i].prefix_len == a->prefix_len)
			return true;
	return false;
}

/* With a link or an address the kernel takes routes, or hops of them, out of use without a word; and hops
 * come back with a link. doc/architecture.md has the table. */
static void doubt_routes(struct engine *e, const struct iface *old, const struct iface *new)
{
	bool lost = (old->up && !new->up) || (old->carrier && !new->carrier);

	for (size_t i = 0; i < old->n_addrs; i++) {
		if (has_address(new, &old->addrs[i]))
			continue;
		fib_doubt_source(&e->fib, old->addrs[i].local);
		lost = true;
	}
	fib_doubt_iface(&e->fib, new->ifindex, lost);
}

bool engine_set_iface(struct engine *e, const struct iface *iface, usec_t now)
{
	struct link *l = engine_link(e, iface->ifindex);
	bool new_address;

	if (l == NULL && (l = engine_new_link(e, iface->ifindex)) == NULL)
		return false;
	doubt_routes(e, &l->iface, iface);
	if (!engine_describe(e, l, iface, &new_address))
		return false;
	l->told = true;
	e->rebuild = true;
	engine_follow(e, l, new_address, now);
	return true;
}

void engine_add_subnet(struct engine *e, unsigned ifindex, usec_t now)
{
	struct link *l = engine_link(e, ifindex);
	struct iface seen;

	if (l == NULL || l->role != ROLE_HOST)
		return;
	seen = engine_seen_iface(e, l);
	drl_set_iface(&e->drl, &seen, now);
}

void engine_del_iface(struct engine *e, unsigned ifindex, usec_t now)
{
	struct link *l = engine_link(e, ifindex);

	if (l == NULL)
		return;
	if (l->role != ROLE_OFF && l->unused == REASON_NONE)
		push_event(e, l, EVENT_INTERFACE_UNUSED, REASON_LINK_DOWN, 0, now);
	l->iface.up = false; /* no last words */
	leave_role(e, l, REASON_LINK_DOWN, now);
	event_name_iface(&e->events, ifindex, l->iface.name);
	for (size_t i = 0; i < l->iface.n_addrs; i++)
		fib_doubt_source(&e->fib, l->addrs[i].local);
	fib_doubt_iface(&e->fib, ifindex, true);
	slots_remove(&e->slots, ifindex);
	e->n_addrs -= l->iface.n_addrs;
	engine_free_link(l);
	e->retable = true;
	e->own_changed = true;
	e->rebuild = true;
}
