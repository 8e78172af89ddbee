/* SPDX-License-Identifier: BSD-2-Clause */
/* The default router list: which routers are known, for how long, and which are wanted. */
#include "config.h"

#include "core/host/drl.h"

#include <stdlib.h>
#include <string.h>

#include "base/rate.h"
#include "core/host/drl_record.h"
#include "model/conf.h"

void drl_init(struct drl *drl, uint64_t seed, struct event_ring *events)
{
	*drl = (struct drl){ .events = events, .n_choices = 1 };
	damping_init(&drl->choices[0].damping);
	slots_init(&drl->slots, seed);
	map_init(&drl->counts, seed);
}

void drl_fini(struct drl *drl)
{
	free(drl->routers);
	free(drl->order);
	slots_fini(&drl->slots);
	map_fini(&drl->counts);
}

static bool grow_list(struct drl *drl, uint32_t capacity)
{
	struct drl_router *routers = realloc(drl->routers, capacity * sizeof(*routers));
	uint32_t *order;

	if (routers == NULL)
		return false;
	drl->routers = routers;
	if ((order = realloc(drl->order, capacity * sizeof(*order))) == NULL)
		return false;
	drl->order = order;
	return map_reserve(&drl->counts, capacity) && slots_reserve(&drl->slots, capacity);
}

static bool is_due(usec_t when, usec_t now)
{
	return when != 0 && when <= now;
}

/* Confirmations from before the damping are stale: asks every router again. */
static void end_damping(struct drl *drl, struct drl_choice *c, enum reason reason, usec_t now)
{
	event_push(drl->events,
	    &(struct event){
		.kind = EVENT_DAMPING_ENDED, .reason = reason, .time = now, .table = c->table });
	c->damping.until = USEC_INFINITY;
	for (uint32_t i = 0; i < drl->slots.end; i++) {
		struct drl_router *r = &drl->routers[i];

		if (drl_choice_of(drl, r) != c)
			continue;
		r->confirmed = r->neighbour == NEIGHBOUR_REACHABLE ||
			       (r->wanted && neighbour_is_valid(r->neighbour));
	}
	drl->changed = true;
}

/* Without a table it is the general one. A router whose table found no room is part of no choice. */
static uint8_t find_choice(const struct drl *drl, uint32_t table)
{
	for (unsigned i = 0; i < drl->n_choices && table != 0; i++)
		if (drl->choices[i].table == table)
			return (uint8_t)i;
	return table == 0 ? 0 : TABLES_MAX;
}

static void move_router(struct drl *drl, struct drl_router *r, uint32_t table)
{
	if (r->table == table)
		return;
	r->table = table;
	r->choice = find_choice(drl, table);
	drl->changed = true;
}

void drl_set_tables(struct drl *drl, const uint32_t *tables, size_t n, uint32_t used)
{
	struct drl_choice old[TABLES_MAX];
	unsigned n_old = drl->n_choices;

	memcpy(old, drl->choices, sizeof(old));
	drl->n_choices = (unsigned)n;
	for (unsigned i = 0; i < n; i++) {
		struct drl_choice *c = &drl->choices[i];

		*c = (struct drl_choice){ .table = tables[i] };
		damping_init(&c->damping);
		for (unsigned j = 0; j < n_old; j++)
			if (old[j].table == tables[i])
				*c = old[j];
		c->used = (used >> i & 1) != 0;
	}
	for (uint32_t i = 0; i < drl->slots.end; i++)
		drl->routers[i].choice = find_choice(drl, drl->routers[i].table);
}

bool drl_configure(struct drl *drl, const struct conf *conf, usec_t now)
{
	uint32_t tables[TABLES_MAX];

	if (conf->routers_max > drl->slots.capacity && !grow_list(drl, conf->routers_max))
		return false;
	drl->max = conf->routers_max;
	drl->iface_max = conf->iface_routers_max;
	if (drl->probe_interval != conf->probe_interval)
		for (uint32_t i = 0; i < drl->slots.end; i++)
			if (drl->routers[i].used && !drl->routers[i].dead)
				drl->routers[i].ask_at = 0; /* drl_select() sets it */
	drl->probe_interval = conf->probe_interval;
	for (unsigned i = 0; i < drl->n_choices; i++)
		if (damping_is_active(&drl->choices[i].damping))
			end_damping(drl, &drl->choices[i], REASON_CONFIGURATION, now);
	drl_set_tables(drl, tables, conf_tables(conf, tables), 0);
	for (unsigned i = 0; i < drl->n_choices; i++)
		damping_init(&drl->choices[i].damping);
	drl->changed = true;
	return true;
}

/* It advertises again: that contradicts its farewell, which perhaps another sent. */
static void recall_farewell(struct drl *drl, struct drl_router *r, usec_t now)
{
	for (unsigned i = 0; i < FAREWELLS_KEPT; i++) {
		struct drl_farewell *f = &drl->farewells[i];

		if (!hop_equal(f->hop, hop_to(r->ifindex, r->address)))
			continue;
		if (now < usec_add(f->time, CONTRADICTION_TIME)) {
			r->contradicts = true;
			r->learned = f->learned;
		}
		f->hop = (struct hop){ 0 };
	}
}

/* True if it cannot be wanted as things are. A monitor only hears routers. */
static bool is_useless(const struct drl_router *r)
{
	return r->dead || r->way == WAY_LOST || r->preference == PREFERENCE_INELIGIBLE ||
	       r->path == PATH_NONE;
}

/* Below 0: `a` deserves its place less than `b`. Routers of no use go first, then unproven ones, then
 * those of lower preference. */
static int compare_worth(const struct drl_router *a, const struct drl_router *b)
{
	if (is_useless(a) != is_useless(b))
		return is_useless(a) ? -1 : 1;
	if (drl_is_proven(a) != drl_is_proven(b))
		return drl_is_proven(a) ? 1 : -1;
	return (a->preference > b->preference) - (a->preference < b->preference);
}

static bool gives_way_before(const struct drl_router *a, const struct drl_router *b)
{
	int worth = compare_worth(a, b);

	if (worth != 0)
		return worth < 0;
	if (a->wanted != b->wanted)
		return b->wanted;
	return a->deadline < b->deadline;
}

/* Of the routers in use, the one that comes first: among equals, the one that was there first. */
static bool is_first(const struct drl *drl, const struct drl_router *r)
{
	return r == drl_wanted(drl, drl_choice_of(drl, r), 0) && r->wanted && !r->dead;
}

/* RFC 1256 5.3: storage may be bounded; then lower preferences give way to higher ones. The first
 * router in use gives way only to a proven one that comes while it is not proven itself: a flood of fine
 * names must not cost the one that works. [H-5] */
static bool make_room(struct drl *drl, const struct drl_router *newcomer, usec_t now)
{
	unsigned ifindex = newcomer->ifindex;
	bool iface_full = drl_count(drl, ifindex) >= drl->iface_max;
	struct drl_router *victim = NULL;

	if (!iface_full && drl->slots.n < drl->max)
		return true;
	for (uint32_t i = 0; i < drl->slots.end; i++) {
		struct drl_router *r = &drl->routers[i];

		/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): there are `slots.end` routers */
		if (!r->used || (iface_full && r->ifindex != ifindex) ||
		    (is_first(drl, r) && drl_is_proven(r) >= drl_is_proven(newcomer)))
			continue;
		if (victim == NULL || gives_way_before(r, victim))
			victim = r;
	}
	if (victim == NULL || compare_worth(newcomer, victim) <= 0)
		return false;
	drl_lose(drl, victim, REASON_EVICTED, now);
	return true;
}

static enum path path_to(const struct iface *iface, const struct drl_router *r)
{
	bool near = r->onlink ? iface->n_addrs > 0 : iface_neighbour(iface, r->address) != NULL;

	if (!iface->up || !near)
		return PATH_NONE;
	return iface->carrier ? PATH_OK : PATH_NO_CARRIER;
}

static struct drl_router *add_router(
    struct drl *drl, const struct iface *iface, const struct drl_offer *offer, usec_t now)
{
	struct wire_entry entry = offer->entry;
	struct drl_router *r, newcomer = {
		.used = true,
		.ifindex = iface->ifindex,
		.choice = find_choice(drl, iface->table),
		.table = iface->table,
		.address = entry.address,
		.advertised = entry.preference,
		.preference = offer->preference,
		.overridden = offer->overridden,
		.onlink = offer->onlink,
		.learned = now,
		.answer_by = usec_add(now, ANSWER_GRACE),
		.neighbour = offer->neighbour,
		.confirmed = offer->neighbour == NEIGHBOUR_REACHABLE,
		.fresh = true,
	};

	newcomer.path = path_to(iface, &newcomer);
	if (!make_room(drl, &newcomer, now))
		return NULL;
	r = &drl->routers[slots_add(&drl->slots, drl_key(iface->ifindex, entry.address))];
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): the same */
	*r = newcomer;
	drl_set_count(drl, iface->ifindex, drl_count(drl, iface->ifindex) + 1);
	recall_farewell(drl, r, now);
	drl_ask(drl, r, NEIGHBOUR_LOOK);
	if (!r->confirmed)
		drl_ask(drl, r, NEIGHBOUR_ASK);
	drl->changed = true;
	return r;
}

static void change_preference(struct drl *drl, struct drl_router *r, int32_t preference, usec_t now)
{
	int32_t old = r->preference;
	struct event event;

	if (old == preference)
		return;
	r->preference = preference;
	event = drl_event(EVENT_ROUTER_CHANGED, r, REASON_NONE, now);
	event.old_preference = old;
	event_push(drl->events, &event);
	drl->changed = true;
}

/* It was heard. [H-3] */
static void renew_router(
    struct drl *drl, struct drl_router *r, uint16_t lifetime, struct in_addr source, usec_t now)
{
	r->source = source;
	r->heard = true;
	r->lifetime = lifetime;
	r->deadline = usec_add(now, lifetime * USEC_PER_SEC);
	if (r->withdrawn) {
		r->withdrawn = false;
		drl->changed = true;
	}
	if (r->dead)
		drl_ask(drl, r, NEIGHBOUR_ASK); /* it speaks: perhaps it also answers again */
}

/* Asks also while the kernel seems to be asking: its words on an entry may come in the wrong order, and
 * rtnl_query() looks before it asks. */
static void ask_again(struct drl *drl, struct drl_router *r, usec_t now)
{
	drl_ask(drl, r, NEIGHBOUR_ASK);
	r->ask_at = usec_add(now, drl_ask_interval(drl, r));
}

/* RFC 1256 5.3: a farewell is obeyed at once. [H-4] One that comes after a contradicted one proves nothing:
 * while the router answers it remains, for want of a better one. The deadline is not put off by another. */
static void accept_farewell(struct drl *drl, struct drl_router *r, usec_t now)
{
	if (r->withdrawn)
		return;
	if (!r->contradicts || !drl_is_proven(r) || !drl_is_alive(r, now)) {
		drl_lose(drl, r, REASON_WITHDRAWN, now);
		return;
	}
	r->withdrawn = true;
	r->deadline = usec_min(r->deadline, usec_add(now, LAST_RESORT_TIME));
	r->lifetime = (uint16_t)((r->deadline - now) / USEC_PER_SEC);
	ask_again(drl, r, now);
	drl->changed = true;
}

enum reason drl_update(
    struct drl *drl, const struct iface *iface, const struct drl_offer *offer, usec_t now)
{
	struct drl_router *r = drl_get(drl, hop_to(iface->ifindex, offer->entry.address));
	bool new = r == NULL;

	if (offer->lifetime == 0) {
		if (!new) {
			r->source = offer->source;
			accept_farewell(drl, r, now);
		}
		return REASON_NONE;
	}
	if (new && (r = add_router(drl, iface, offer, now)) == NULL)
		return REASON_TABLE_FULL;
	r->advertised = offer->entry.preference;
	renew_router(drl, r, offer->lifetime, offer->source, now);
	if (new)
		drl_tell(drl, EVENT_ROUTER_LEARNED, r, REASON_NONE, now);
	else
		change_preference(drl, r, offer->preference, now);
	return REASON_NONE;
}

bool drl_renew(struct drl *drl, const struct drl_router *known, int32_t preference,
    uint16_t lifetime, struct in_addr source, usec_t now)
{
	if (known == NULL || lifetime == 0 || known->advertised != preference)
		return false;
	renew_router(drl, &drl->routers[known - drl->routers], lifetime, source, now);
	return true;
}

usec_t *drl_changes(struct drl *drl, struct hop hop)
{
	struct drl_router *r = drl_get(drl, hop);

	return r == NULL ? NULL : &r->changes;
}

void drl_prefer(struct drl *drl, struct hop hop, bool overridden, int32_t preference, usec_t now)
{
	struct drl_router *r = drl_get(drl, hop);

	if (r == NULL)
		return;
	r->overridden = overridden;
	change_preference(drl, r, preference, now);
}

void drl_set_onlink(struct drl *drl, struct hop hop, bool onlink)
{
	struct drl_router *r = drl_get(drl, hop);

	if (r == NULL || r->onlink == onlink)
		return;
	r->onlink = onlink;
	drl->changed = true;
}

void drl_forget(struct drl *drl, struct hop hop, enum reason reason, usec_t now)
{
	struct drl_router *r = drl_get(drl, hop);

	if (r != NULL)
		drl_lose(drl, r, reason, now);
}

void drl_restore(struct drl *drl, const struct iface *iface, const struct drl_offer *offer,
    usec_t deadline, usec_t now)
{
	struct drl_router *r = drl_get(drl, hop_to(iface->ifindex, offer->entry.address));

	if (r != NULL || deadline <= now || (r = add_router(drl, iface, offer, now)) == NULL)
		return;
	r->deadline = deadline;
	r->lifetime = (uint16_t)((deadline - now) / USEC_PER_SEC);
	drl_tell(drl, EVENT_ROUTER_RESTORED, r, REASON_NONE, now);
}

void drl_adopt(struct drl *drl, struct hop hop, usec_t place)
{
	struct drl_router *r = drl_get(drl, hop);

	if (r == NULL)
		return;
	r->wanted = true;
	r->wanted_since = place; /* before anything of this run */
	drl->changed = true;
}

/* A newcomer's time to answer is up. While the kernel is asking, its verdict is near; where it knows an address
 * and says no more, that has to do; where it knows none, perhaps the question was lost. */
static void end_waiting(struct drl *drl, struct drl_router *r, usec_t now)
{
	bool asking = r->neighbour == NEIGHBOUR_INCOMPLETE || r->neighbour == NEIGHBOUR_PROBING;

	r->confirm_by = 0;
	drl->changed = true;
	if (r->wanted) /* its grace is over */
		return;
	if (asking) {
		drl_ask(drl, r, NEIGHBOUR_LOOK);
		r->confirm_by = now + USEC_PER_SEC;
	} else if (neighbour_is_valid(r->neighbour)) {
		r->confirmed = true;
	} else {
		drl_ask(drl, r, NEIGHBOUR_ASK);
		r->confirm_by = now + CONFIRM_TIME;
	}
}

void drl_advance(struct drl *drl, usec_t now)
{
	for (uint32_t i = 0; i < drl->slots.end; i++) {
		struct drl_router *r = &drl->routers[i];

		if (!r->used)
			continue;
		if (r->deadline <= now) { /* [H-4, H-11] */
			drl_lose(drl, r, r->withdrawn ? REASON_WITHDRAWN : REASON_EXPIRED, now);
			continue;
		}
		if (is_due(r->confirm_by, now))
			end_waiting(drl, r, now);
		if (is_due(r->ask_at, now))
			ask_again(drl, r, now);
		if (is_due(r->refused_until, now)) {
			r->refused_until = 0;
			drl->changed = true;
		}
	}
	for (unsigned i = 0; i < drl->n_choices; i++)
		if (drl->choices[i].damping.until <= now)
			end_damping(drl, &drl->choices[i], REASON_EXPIRED, now);
}

void drl_set_iface(struct drl *drl, const struct iface *iface, usec_t now)
{
	if (drl_count(drl, iface->ifindex) == 0)
		return;
	for (uint32_t i = 0; i < drl->slots.end; i++) {
		struct drl_router *r = &drl->routers[i];
		enum path before = r->path;

		if (!r->used || r->ifindex != iface->ifindex)
			continue;
		move_router(drl, r, iface->table);
		r->path = path_to(iface, r);
		if (r->withdrawn && r->path != PATH_OK) {
			drl_lose(drl, r, REASON_WITHDRAWN, now);
			continue;
		}
		/* A link that comes back may lead elsewhere: what was known of the neighbour is void,
		 * and a route refused before may now be taken. */
		if (r->path == PATH_OK && before != PATH_OK) {
			r->dead = r->confirmed = false;
			r->fresh = true;
			r->neighbour = NEIGHBOUR_NONE;
			r->answer_by = usec_add(now, ANSWER_GRACE);
			r->confirm_by = r->ask_at = r->answered = 0;
			r->lladdr.len = 0;
			drl_ask(drl, r, NEIGHBOUR_LOOK);
			drl_ask(drl, r, NEIGHBOUR_ASK);
		}
		if (r->path != before || r->refused_until != 0)
			drl->changed = true;
		r->refused_until = 0;
	}
}

void drl_del_iface(struct drl *drl, unsigned ifindex, enum reason reason, usec_t now)
{
	if (drl_count(drl, ifindex) == 0)
		return;
	for (uint32_t i = 0; i < drl->slots.end; i++)
		if (drl->routers[i].used && drl->routers[i].ifindex == ifindex)
			drl_lose(drl, &drl->routers[i], reason, now);
}

usec_t drl_deadline(const struct drl *drl)
{
	usec_t when = USEC_INFINITY;

	for (unsigned i = 0; i < drl->n_choices; i++)
		when = usec_min(when, drl->choices[i].damping.until);
	for (uint32_t i = 0; i < drl->slots.end; i++)
		if (drl->routers[i].used)
			when = usec_min(when, drl_router_deadline(&drl->routers[i]));
	return when;
}

const struct drl_router *drl_next(const struct drl *drl, uint32_t *cursor)
{
	while (*cursor < drl->slots.end) {
		const struct drl_router *r = &drl->routers[(*cursor)++];

		if (r->used)
			return r;
	}
	return NULL;
}

const struct drl_router *drl_wanted(
    const struct drl *drl, const struct drl_choice *c, uint32_t place)
{
	return place < c->n_wanted ? &drl->routers[drl->order[c->first + place]] : NULL;
}

const struct drl_choice *drl_choice_at(const struct drl *drl, uint32_t *place)
{
	for (unsigned i = 0; i < drl->n_choices; i++) {
		if (*place < drl->choices[i].n_wanted)
			return &drl->choices[i];
		*place -= drl->choices[i].n_wanted;
	}
	return NULL;
}

uint32_t drl_n_wanted(const struct drl *drl)
{
	uint32_t n = 0;

	for (unsigned i = 0; i < drl->n_choices; i++)
		n += drl->choices[i].n_wanted;
	return n;
}

enum standing drl_standing(const struct drl *drl)
{
	enum standing standing = drl->choices[0].standing;
	bool any = drl->choices[0].used;

	for (unsigned i = 1; i < drl->n_choices; i++) {
		const struct drl_choice *c = &drl->choices[i];

		if (c->used && (!any || standing == STANDING_ALIVE))
			standing = c->standing;
		any = any || c->used;
	}
	return standing;
}

bool drl_damping(const struct drl_choice *c, struct hop *ret, usec_t *ret_until)
{
	if (!damping_is_active(&c->damping))
		return false;
	*ret = c->damping.kept;
	*ret_until = c->damping.until;
	return true;
}

enum reason drl_why_lost(const struct drl *drl, struct hop hop)
{
	return hop_equal(drl->left, hop) ? drl->left_reason : REASON_NONE;
}
