/* SPDX-License-Identifier: BSD-2-Clause */
/* The default router list: who is known, for how long, and who is wanted. */
#include "config.h"

#include "drl.h"

#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "rate.h"

static uint64_t key(unsigned ifindex, struct in_addr address)
{
	return (uint64_t)ifindex << 32 | address.s_addr;
}

void drl_init(struct drl *drl, uint64_t seed, struct event_ring *events)
{
	*drl = (struct drl){ .events = events };
	fuse_init(&drl->fuse);
	map_init(&drl->index, seed);
	map_init(&drl->counts, seed);
}

void drl_fini(struct drl *drl)
{
	free(drl->routers);
	free(drl->free_slots);
	free(drl->order);
	map_fini(&drl->index);
	map_fini(&drl->counts);
	heap_fini(&drl->timers);
}

static bool grow(struct drl *drl, uint32_t capacity)
{
	struct drl_router *routers = realloc(drl->routers, capacity * sizeof(*routers));
	uint32_t *slots;

	if (routers == NULL)
		return false;
	memset(routers + drl->capacity, 0, (capacity - drl->capacity) * sizeof(*routers));
	drl->routers = routers;
	if ((slots = realloc(drl->order, capacity * sizeof(*slots))) == NULL)
		return false;
	drl->order = slots;
	if ((slots = realloc(drl->free_slots, capacity * sizeof(*slots))) == NULL)
		return false;
	drl->free_slots = slots;
	if (!map_reserve(&drl->index, capacity) || !map_reserve(&drl->counts, capacity) ||
		!heap_reserve(&drl->timers, capacity))
		return false;
	/* The stack of free slots holds capacity - n of them; the new ones go below the others. */
	memmove(drl->free_slots + (capacity - drl->capacity), drl->free_slots,
		(drl->capacity - drl->n) * sizeof(*drl->free_slots));
	for (uint32_t i = 0; i < capacity - drl->capacity; i++)
		drl->free_slots[i] = capacity - 1 - i;
	drl->capacity = capacity;
	return true;
}

void drl_schedule(struct drl *drl, const struct drl_router *r, usec_t now)
{
	usec_t expiry = r->deadline, when;

	if (drl->n > EQUALS_MAX)
		expiry = usec_add(expiry, EXPIRY_GROUP - 1) / EXPIRY_GROUP * EXPIRY_GROUP;
	when = usec_min(expiry, usec_min(r->confirm_by, r->ask_at));
	if (r->refused_until != 0) /* also when it is past: drl_advance() has yet to see it */
		when = usec_min(when, usec_max(r->refused_until, now));
	heap_set(&drl->timers, (uint32_t)(r - drl->routers), when);
}

/* While it was held nobody had to answer, or had to long ago. */
static void let_go(struct drl *drl, enum reason reason, usec_t now)
{
	event_push(drl->events,
		&(struct event){ .kind = EVENT_FUSE_RESET, .reason = reason, .time = now });
	drl->fuse.until = USEC_INFINITY;
	for (uint32_t i = 0; i < drl->capacity; i++)
		drl->routers[i].confirmed = drl->routers[i].neighbour == NEIGHBOUR_REACHABLE;
	drl->changed = true;
}

bool drl_configure(struct drl *drl, const struct conf *conf, usec_t now)
{
	if (conf->routers_max > drl->capacity && !grow(drl, conf->routers_max))
		return false;
	drl->max = conf->routers_max;
	drl->iface_max = conf->iface_routers_max;
	if (drl->probe_interval != conf->probe_interval)
		for (uint32_t i = 0; i < drl->capacity; i++)
			if (drl->routers[i].used && !drl->routers[i].dead)
				drl->routers[i].ask_at = USEC_INFINITY; /* drl_select() sets it */
	drl->probe_interval = conf->probe_interval;
	if (fuse_is_blown(&drl->fuse))
		let_go(drl, REASON_CONFIGURATION, now);
	fuse_init(&drl->fuse);
	drl->changed = true;
	return true;
}

static struct drl_router *find(const struct drl *drl, unsigned ifindex, struct in_addr address)
{
	uint32_t slot = map_find(&drl->index, key(ifindex, address));

	return slot == MAP_NONE ? NULL : &drl->routers[slot];
}

const struct drl_router *drl_find(const struct drl *drl, struct hop hop)
{
	return find(drl, hop.ifindex, hop.gateway);
}

static void tell(struct drl *drl, enum event_kind kind, const struct drl_router *r,
	enum reason reason, usec_t now)
{
	struct event event = {
		.kind = kind,
		.reason = reason,
		.time = now,
		.ifindex = r->ifindex,
		.router = r->address,
		.source = r->source,
		.preference = r->preference,
		.old_preference = r->old_preference,
		.lifetime = r->lifetime,
	};

	memcpy(event.ifname, r->ifname, sizeof(event.ifname));
	event_push(drl->events, &event);
}

void drl_ask(struct drl *drl, struct drl_router *r, enum neighbour_query_kind kind)
{
	if (kind != NEIGHBOUR_LOOK && r->path == PATH_NONE)
		return; /* nobody is asked on a link that is down, or only listened to */
	if (r->questions == 0)
		drl->n_questions++;
	r->questions |= (uint8_t)(1U << kind);
}

static void unask(struct drl *drl, struct drl_router *r, enum neighbour_query_kind kind)
{
	if ((r->questions & 1U << kind) == 0)
		return;
	r->questions &= (uint8_t) ~(1U << kind);
	if (r->questions == 0)
		drl->n_questions--;
}

/* The kernel believes an answer for 15 to 45 s. It is to ask again as soon as there is traffic, if
 * somebody else could take over; where we ask ourselves, and more often, there is no need. Whoever
 * makes the entry REACHABLE again and again, by answers nobody asked for, is followed once a second. */
void drl_doubt(struct drl *drl, struct drl_router *r, usec_t confirmed, usec_t now)
{
	static const struct rate_limit limit = { USEC_PER_SEC, 4 };

	if (!r->doubtful)
		unask(drl, r, NEIGHBOUR_DOUBT);
	if (!r->doubtful || r->neighbour != NEIGHBOUR_REACHABLE ||
		(drl->n_alive < 2 && !drl->foreign) ||
		(drl->probe_interval != 0 && drl->probe_interval <= DOUBT_TIME) ||
		!rate_take(&r->doubts, &limit, now))
		return;
	drl_ask(drl, r, confirmed < FRESH_TIME ? NEIGHBOUR_DOUBT : NEIGHBOUR_ASK);
}

static uint32_t count(const struct drl *drl, unsigned ifindex)
{
	uint32_t n = map_find(&drl->counts, ifindex);

	return n == MAP_NONE ? 0 : n;
}

static void set_count(struct drl *drl, unsigned ifindex, uint32_t n)
{
	if (n == 0)
		map_remove(&drl->counts, ifindex);
	else
		map_set(&drl->counts, ifindex, n);
}

/* RFC 1256 5.3: the entry goes. [H-4] */
static void lose(struct drl *drl, struct drl_router *r, enum reason reason, usec_t now)
{
	uint32_t slot = (uint32_t)(r - drl->routers);

	tell(drl, EVENT_ROUTER_LOST, r, reason, now);
	if (r->wanted) {
		drl->left = (struct hop){ r->ifindex, r->address };
		drl->left_reason = reason;
	}
	if (r->questions != 0)
		drl->n_questions--;
	heap_set(&drl->timers, slot, USEC_INFINITY);
	map_remove(&drl->index, key(r->ifindex, r->address));
	set_count(drl, r->ifindex, count(drl, r->ifindex) - 1);
	r->used = false;
	drl->free_slots[drl->capacity - drl->n] = slot;
	drl->n--;
	drl->changed = true;
}

/* What cannot be wanted as things are: also what is only heard by a monitor. */
static bool is_useless(const struct drl_router *r)
{
	return r->dead || r->preference == PREFERENCE_INELIGIBLE || r->path == PATH_NONE;
}

/* Is `a` to give way before `b`? What is of no use goes first, then the lower preference. */
static bool gives_way_before(const struct drl_router *a, const struct drl_router *b)
{
	if (is_useless(a) != is_useless(b))
		return is_useless(a);
	if (a->preference != b->preference)
		return a->preference < b->preference;
	if (a->wanted != b->wanted)
		return b->wanted;
	return a->deadline < b->deadline;
}

/* Of the routers in use, the one that comes first: among equals, who was there first. */
static bool is_first(const struct drl *drl, const struct drl_router *r)
{
	return drl->n_wanted > 0 && r == &drl->routers[drl->order[0]] && r->wanted && !r->dead;
}

/* RFC 1256 5.3: storage may be bounded; then lower preferences give way to higher ones. The first
 * router in use never does: a flood of fine names must not cost the one that works. [H-5] */
static bool make_room(struct drl *drl, const struct drl_router *newcomer, usec_t now)
{
	unsigned ifindex = newcomer->ifindex;
	bool iface_full = count(drl, ifindex) >= drl->iface_max;
	struct drl_router *victim = NULL;

	if (!iface_full && drl->n < drl->max)
		return true;
	for (uint32_t i = 0; i < drl->capacity; i++) {
		struct drl_router *r = &drl->routers[i];

		/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): there are `capacity` routers */
		if (!r->used || (iface_full && r->ifindex != ifindex) || is_first(drl, r))
			continue;
		if (victim == NULL || gives_way_before(r, victim))
			victim = r;
	}
	if (victim == NULL)
		return false;
	if (is_useless(newcomer) == is_useless(victim) ? newcomer->preference <= victim->preference
						       : is_useless(newcomer))
		return false;
	lose(drl, victim, REASON_EVICTED, now);
	return true;
}

static enum path path_to(const struct iface *iface, struct in_addr address)
{
	if (!iface->up || iface_neighbour(iface, address) == NULL)
		return PATH_NONE;
	return iface->carrier ? PATH_OK : PATH_NO_CARRIER;
}

static struct drl_router *add(
	struct drl *drl, const struct iface *iface, struct wire_entry entry, usec_t now)
{
	struct drl_router *r, newcomer = {
		.used = true,
		.ifindex = iface->ifindex,
		.address = entry.address,
		.advertised = entry.preference,
		.preference = entry.preference,
		.learned = now,
		.path = path_to(iface, entry.address),
		.confirm_by = USEC_INFINITY,
		.ask_at = USEC_INFINITY,
	};
	uint32_t slot;

	memcpy(newcomer.ifname, iface->name, sizeof(newcomer.ifname));
	if (!make_room(drl, &newcomer, now))
		return NULL;
	slot = drl->free_slots[drl->capacity - drl->n - 1];
	drl->n++;
	r = &drl->routers[slot];
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): the same */
	*r = newcomer;
	map_set(&drl->index, key(iface->ifindex, entry.address), slot);
	set_count(drl, iface->ifindex, count(drl, iface->ifindex) + 1);
	drl_ask(drl, r, NEIGHBOUR_LOOK);
	drl->changed = true;
	return r;
}

static void change_preference(struct drl *drl, struct drl_router *r, int32_t preference, usec_t now)
{
	if (r->preference == preference)
		return;
	r->old_preference = r->preference;
	r->preference = preference;
	tell(drl, EVENT_ROUTER_CHANGED, r, REASON_NONE, now);
	drl->changed = true;
}

/* It was heard. [H-3] */
static void renew(
	struct drl *drl, struct drl_router *r, uint16_t lifetime, struct in_addr source, usec_t now)
{
	r->source = source;
	r->heard = now;
	r->lifetime = lifetime;
	r->deadline = usec_add(now, lifetime * USEC_PER_SEC);
	if (r->dead && r->neighbour == NEIGHBOUR_FAILED)
		drl_ask(drl, r, NEIGHBOUR_ASK); /* it speaks: perhaps it also answers again */
	drl_schedule(drl, r, now);
}

enum reason drl_update(struct drl *drl, const struct iface *iface, struct wire_entry entry,
	uint16_t lifetime, struct in_addr source, usec_t now)
{
	struct drl_router *r = find(drl, iface->ifindex, entry.address);
	bool new = r == NULL;

	if (lifetime == 0) { /* [H-4] */
		if (!new) {
			r->source = source;
			lose(drl, r, REASON_WITHDRAWN, now);
		}
		return REASON_NONE;
	}
	if (new && (r = add(drl, iface, entry, now)) == NULL)
		return REASON_TABLE_FULL;
	r->advertised = entry.preference;
	renew(drl, r, lifetime, source, now);
	if (new)
		tell(drl, EVENT_ROUTER_LEARNED, r, REASON_NONE, now);
	else if (!r->overridden)
		change_preference(drl, r, entry.preference, now);
	return REASON_NONE;
}

bool drl_renew(struct drl *drl, const struct drl_router *known, int32_t preference,
	uint16_t lifetime, struct in_addr source, usec_t now)
{
	if (known == NULL || lifetime == 0 || known->advertised != preference)
		return false;
	renew(drl, &drl->routers[known - drl->routers], lifetime, source, now);
	return true;
}

usec_t *drl_changes(struct drl *drl, struct hop hop)
{
	struct drl_router *r = find(drl, hop.ifindex, hop.gateway);

	return r == NULL ? NULL : &r->changes;
}

void drl_prefer(struct drl *drl, struct hop hop, bool overridden, int32_t preference, usec_t now)
{
	struct drl_router *r = find(drl, hop.ifindex, hop.gateway);

	if (r == NULL || (!overridden && !r->overridden))
		return;
	r->overridden = overridden;
	if (!overridden || r->advertised == PREFERENCE_INELIGIBLE) /* no policy undoes that [H-6] */
		preference = r->advertised;
	change_preference(drl, r, preference, now);
}

void drl_forget(struct drl *drl, struct hop hop, enum reason reason, usec_t now)
{
	struct drl_router *r = find(drl, hop.ifindex, hop.gateway);

	if (r != NULL)
		lose(drl, r, reason, now);
}

void drl_restore(struct drl *drl, const struct iface *iface, struct wire_entry entry,
	usec_t deadline, usec_t now)
{
	struct drl_router *r = find(drl, iface->ifindex, entry.address);

	if (r != NULL || deadline <= now || (r = add(drl, iface, entry, now)) == NULL)
		return;
	r->deadline = deadline;
	r->lifetime = (uint32_t)((deadline - now) / USEC_PER_SEC);
	tell(drl, EVENT_ROUTER_RESTORED, r, REASON_NONE, now);
	drl_schedule(drl, r, now);
}

void drl_hold(struct drl *drl, struct hop hop, usec_t place)
{
	struct drl_router *r = find(drl, hop.ifindex, hop.gateway);

	if (r == NULL)
		return;
	r->wanted = true;
	r->wanted_since = place; /* before anything of this run */
	drl->changed = true;
}

void drl_advance(struct drl *drl, usec_t now)
{
	uint32_t slot;

	while (heap_top(&drl->timers, &slot) <= now) {
		struct drl_router *r = &drl->routers[slot];

		if (r->deadline <= now) {
			lose(drl, r, REASON_EXPIRED, now); /* [H-4, H-11] */
			continue;
		}
		if (r->confirm_by <= now) {
			/* While the kernel is asking, its verdict is near; else time is up. */
			if (r->neighbour == NEIGHBOUR_INCOMPLETE ||
				r->neighbour == NEIGHBOUR_PROBING) {
				r->confirm_by = now + USEC_PER_SEC;
			} else {
				r->confirm_by = USEC_INFINITY;
				r->confirmed = true;
			}
			drl->changed = true;
		}
		if (r->ask_at <= now) {
			if (r->neighbour != NEIGHBOUR_INCOMPLETE &&
				r->neighbour != NEIGHBOUR_PROBING)
				drl_ask(drl, r, NEIGHBOUR_ASK);
			r->ask_at = usec_add(
				now, r->dead ? DEAD_RETRY_INTERVAL : drl->probe_interval);
		}
		if (r->refused_until != 0 && r->refused_until <= now) {
			r->refused_until = 0;
			drl->changed = true;
		}
		drl_schedule(drl, r, now);
	}
	if (drl->fuse.until <= now)
		let_go(drl, REASON_EXPIRED, now);
}

void drl_set_iface(struct drl *drl, const struct iface *iface, usec_t now)
{
	if (count(drl, iface->ifindex) == 0)
		return;
	for (uint32_t i = 0; i < drl->capacity; i++) {
		struct drl_router *r = &drl->routers[i];
		enum path path;

		if (!r->used || r->ifindex != iface->ifindex)
			continue;
		memcpy(r->ifname, iface->name, sizeof(r->ifname));
		path = path_to(iface, r->address);
		/* A link that comes back may lead elsewhere: what was known of the neighbour is void,
		 * and a route refused before may now be taken. */
		if (path == PATH_OK && r->path != PATH_OK) {
			r->dead = r->confirmed = false;
			r->confirm_by = r->ask_at = USEC_INFINITY;
			r->neighbour = NEIGHBOUR_NONE;
			r->lladdr.len = 0;
			drl_ask(drl, r, NEIGHBOUR_LOOK);
		}
		if (path != r->path || r->refused_until != 0)
			drl->changed = true;
		r->path = path;
		r->refused_until = 0;
		drl_schedule(drl, r, now);
	}
}

void drl_del_iface(struct drl *drl, unsigned ifindex, enum reason reason, usec_t now)
{
	if (count(drl, ifindex) == 0)
		return;
	for (uint32_t i = 0; i < drl->capacity; i++)
		if (drl->routers[i].used && drl->routers[i].ifindex == ifindex)
			lose(drl, &drl->routers[i], reason, now);
}

/* The same router by another link-layer address: by VRRP or a new card, or somebody answers for it.
 * Nothing follows from it but a word. */
static void look_at_lladdr(
	struct drl *drl, struct drl_router *r, const struct link_address *a, usec_t now)
{
	struct event event = { .kind = EVENT_ROUTER_LLADDR_CHANGED,
		.time = now,
		.ifindex = r->ifindex,
		.router = r->address,
		.lladdr = *a,
		.old_lladdr = r->lladdr };

	if (a->len == 0 ||
		(a->len == r->lladdr.len && memcmp(a->octets, r->lladdr.octets, a->len) == 0))
		return;
	memcpy(event.ifname, r->ifname, sizeof(event.ifname));
	if (r->lladdr.len != 0)
		event_push(drl->events, &event);
	r->lladdr = *a;
}

/* RFC 1122 3.3.1.4: the link layer's advice. FAILED is death, REACHABLE life; every other state is
 * no news about a dead router, and its missing entry (a link that went down, a full neighbour
 * table) no news about a live one. [N-2] */
void drl_set_neighbour(struct drl *drl, const struct neighbour *n, usec_t now)
{
	struct drl_router *r = find(drl, n->ifindex, n->address);

	if (r == NULL)
		return;
	look_at_lladdr(drl, r, &n->lladdr, now);
	if (r->neighbour == n->state)
		return;
	if (r->wanted && drl_is_valid(r->neighbour) != drl_is_valid(n->state))
		drl->changed = true; /* newcomers are measured against those that work */
	r->neighbour = n->state;
	if (n->state == NEIGHBOUR_FAILED && !r->dead) {
		r->dead = true;
		r->confirmed = false;
		r->confirm_by = USEC_INFINITY;
		r->ask_at = usec_add(now, DEAD_RETRY_INTERVAL);
		drl->changed = true;
		tell(drl, EVENT_ROUTER_DEAD, r, REASON_NEIGHBOUR_FAILED, now);
	} else if (n->state == NEIGHBOUR_REACHABLE) {
		if (r->dead) {
			r->dead = false;
			r->ask_at = USEC_INFINITY;
			drl->changed = true;
			tell(drl, EVENT_ROUTER_ALIVE, r, REASON_NONE, now);
		}
		if (r->confirm_by != USEC_INFINITY) {
			r->confirm_by = USEC_INFINITY;
			drl->changed = true;
			tell(drl, EVENT_ROUTER_CONFIRMED, r, REASON_NONE, now);
		}
		r->confirmed = true;
		drl_doubt(drl, r, n->confirmed, now);
	}
	/* An entry that failed and is deleted was perhaps flushed by somebody, who says the same of
	 * the living. */
	if (n->state == NEIGHBOUR_NONE && r->dead)
		drl_ask(drl, r, NEIGHBOUR_ASK);
	drl_schedule(drl, r, now);
}

void drl_refuse(struct drl *drl, struct hop hop, usec_t now)
{
	struct drl_router *r = find(drl, hop.ifindex, hop.gateway);
	usec_t pause = USEC_PER_SEC;

	if (r == NULL)
		return;
	for (unsigned i = 0; i < r->refusals && pause < REFUSED_RETRY_MAX; i++)
		pause *= 2;
	r->refusals++;
	fuse_answer(&drl->fuse, hop, true);
	r->refused_until = usec_add(now, pause);
	drl->changed = true;
	drl_schedule(drl, r, now);
}

void drl_accept(struct drl *drl, struct hop hop)
{
	struct drl_router *r = find(drl, hop.ifindex, hop.gateway);

	if (r != NULL)
		r->refusals = 0;
	fuse_answer(&drl->fuse, hop, false);
}

bool drl_query(struct drl *drl, struct neighbour_query *ret)
{
	if (drl->n_questions == 0)
		return false;
	for (;; drl->cursor++) {
		struct drl_router *r = &drl->routers[drl->cursor %= drl->capacity];

		if (!r->used || r->questions == 0)
			continue;
		ret->ifindex = r->ifindex;
		ret->address = r->address;
		ret->kind = NEIGHBOUR_LOOK;
		while ((r->questions & 1U << ret->kind) == 0)
			ret->kind++;
		unask(drl, r, ret->kind);
		return true;
	}
}

usec_t drl_deadline(const struct drl *drl)
{
	uint32_t slot;

	return usec_min(heap_top(&drl->timers, &slot), drl->fuse.until);
}
