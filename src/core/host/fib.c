/* SPDX-License-Identifier: BSD-2-Clause */
/* The reconcile: a mirror of the kernel's default routes. */
#include "config.h"

#include "core/host/fib.h"

#include <stdlib.h>
#include <string.h>

#include "base/rate.h"
#include "core/host/fib_record.h"

static const struct rate_limit rereads = { REREAD_INTERVAL, REREADS_MAX };

void fib_init(struct fib *fib, uint64_t seed, struct event_ring *events)
{
	*fib = (struct fib){ .seed = seed, .deadline = USEC_INFINITY, .events = events };
}

static void free_hops(struct fib_entry *e)
{
	if (e->n_hops > 1)
		free(e->hops);
}

void fib_fini(struct fib *fib)
{
	for (uint32_t i = 0; i < fib->n_slots; i++)
		free_hops(&fib->entries[i]);
	free(fib->entries);
	free(fib->chains);
}

struct route fib_route(const struct fib_entry *e)
{
	return (struct route){ .table = e->table,
		.metric = e->metric,
		.prefsrc = e->prefsrc,
		.mtu = e->mtu,
		.mtu_lock = e->mtu_lock,
		.protocol = e->protocol,
		.nexthop = e->nexthop,
		.n_hops = e->n_hops,
		.hops = fib_hops(e),
		.down = fib_down(e) };
}

static bool is_same_route(const struct fib_entry *e, const struct route *route)
{
	if (e->table != route->table || e->metric != route->metric ||
	    e->protocol != route->protocol || e->mtu != route->mtu ||
	    e->mtu_lock != route->mtu_lock || !in_addr_equal(e->prefsrc, route->prefsrc) ||
	    e->nexthop != route->nexthop || e->n_hops != route->n_hops)
		return false;
	for (size_t i = 0; i < e->n_hops; i++)
		if (!hop_equal(fib_hops(e)[i], route->hops[i]) ||
		    fib_hops(e)[i].onlink != route->hops[i].onlink)
			return false;
	return true;
}

/* Where the routes with that first hop are, perhaps with others. The seed is a secret, since gateways come
 * from the network: no sender can aim for a chain. */
static uint32_t *chain_of(const struct fib *fib, struct hop first)
{
	struct rng mix = { .state = fib->seed ^
				    ((uint64_t)first.ifindex << 32 | first.gateway.s_addr) };

	return &fib->chains[(uint32_t)rng_next(&mix) & fib->mask];
}

struct fib_entry *fib_find(const struct fib *fib, const struct route *route)
{
	uint32_t at = fib->chains == NULL ? 0 : *chain_of(fib, route->hops[0]);

	while (at != 0 && !is_same_route(&fib->entries[at - 1], route))
		at = fib->entries[at - 1].next;
	return at == 0 ? NULL : &fib->entries[at - 1];
}

static void enchain(struct fib *fib, uint32_t slot)
{
	struct fib_entry *e = &fib->entries[slot];
	uint32_t *first = chain_of(fib, fib_hops(e)[0]);

	e->next = *first;
	*first = slot + 1;
}

static bool reserve_chains(struct fib *fib, uint32_t n)
{
	uint32_t number = 8, *chains;

	while (number < n)
		number *= 2;
	chains = calloc(number, sizeof(*chains));
	if (chains == NULL)
		return false;
	free(fib->chains);
	fib->chains = chains;
	fib->mask = number - 1;
	for (uint32_t i = 0; i < fib->n_slots; i++)
		if (fib->entries[i].used)
			enchain(fib, i);
	return true;
}

bool fib_reserve(struct fib *fib, uint32_t n)
{
	struct fib_entry *entries;

	if (n <= fib->capacity)
		return true;
	if (!reserve_chains(fib, n))
		return false;
	entries = realloc(fib->entries, n * sizeof(*entries));
	if (entries == NULL)
		return false;
	fib->entries = entries;
	fib->capacity = n;
	return true;
}

/* A slot that is not used; fib->capacity: there is no memory for one. */
static uint32_t take_slot(struct fib *fib)
{
	uint32_t slot = fib->free - 1;

	if (fib->free != 0) {
		fib->free = fib->entries[slot].next;
		return slot;
	}
	if (fib->n_slots == fib->capacity &&
	    !fib_reserve(fib, fib->capacity == 0 ? 16 : fib->capacity * 2))
		return fib->capacity;
	return fib->n_slots++;
}

/* Notes which hops are down; true if that is news. */
static bool set_down(struct fib_entry *e, const struct route *route)
{
	bool *down = e->n_hops > 1 ? (bool *)(e->hops + e->n_hops) : &e->down, news = false;

	for (size_t i = 0; i < e->n_hops; i++) {
		bool now = route->down != NULL && route->down[i];

		news = news || down[i] != now;
		down[i] = now;
	}
	return news;
}

static struct fib_entry *add_entry(struct fib *fib, const struct route *route)
{
	struct fib_entry e = { .used = true,
		.present = true,
		.stranger = true,
		.table = route->table,
		.metric = route->metric,
		.prefsrc = route->prefsrc,
		.mtu = route->mtu,
		.mtu_lock = route->mtu_lock,
		.protocol = route->protocol,
		.nexthop = route->nexthop,
		.n_hops = route->n_hops,
		.hop = route->hops[0] };
	uint32_t slot;

	if (e.n_hops > 1) {
		e.hops = calloc(e.n_hops, sizeof(*e.hops) + sizeof(bool)); /* nothing is down yet */
		if (e.hops == NULL)
			return NULL;
		memcpy(e.hops, route->hops, e.n_hops * sizeof(*e.hops));
	}
	set_down(&e, route);
	if ((slot = take_slot(fib)) == fib->capacity) {
		free_hops(&e);
		return NULL;
	}
	fib->entries[slot] = e;
	enchain(fib, slot);
	return &fib->entries[slot];
}

void fib_forget(struct fib *fib, struct fib_entry *e)
{
	uint32_t slot = (uint32_t)(e - fib->entries), *at = chain_of(fib, fib_hops(e)[0]);

	while (*at != slot + 1)
		at = &fib->entries[*at - 1].next;
	*at = e->next;
	free_hops(e);
	if (!e->ours)
		fib->n_foreign--;
	*e = (struct fib_entry){ .next = fib->free };
	fib->free = slot + 1;
	fib->changed = true;
}

bool fib_set(struct fib *fib, const struct route *route, bool ours)
{
	struct fib_entry *e = fib_find(fib, route);

	if (e == NULL) {
		e = add_entry(fib, route);
		if (e == NULL)
			return false;
		e->ours = ours;
		if (!ours)
			fib->n_foreign++;
		fib->changed = true;
	}
	if (set_down(e, route) || !e->present)
		fib->changed = true;
	e->present = true;
	e->dumped = true;
	return true;
}

/* One of ours that is wanted stays: it remembers how often it was repaired. */
static void entry_vanished(struct fib *fib, struct fib_entry *e)
{
	if (!e->ours || !e->wanted) {
		fib_forget(fib, e);
		return;
	}
	e->present = e->excused = false;
	fib->changed = true;
}

bool fib_del(struct fib *fib, const struct route *route)
{
	struct fib_entry *e = fib_find(fib, route);

	if (e != NULL && e->present)
		entry_vanished(fib, e);
	return e != NULL;
}

void fib_begin(struct fib *fib)
{
	fib->reading = true;
	for (uint32_t i = 0; i < fib->n_slots; i++)
		fib->entries[i].dumped = false;
}

static void check_dumped(struct fib *fib, struct fib_entry *e)
{
	if (e->dumped)
		e->excused = false;
	else if (e->excused)
		fib_forget(fib, e);
	else
		entry_vanished(fib, e);
}

void fib_end(struct fib *fib)
{
	for (uint32_t i = 0; i < fib->n_slots; i++)
		if (fib->entries[i].used && fib->entries[i].present)
			check_dumped(fib, &fib->entries[i]);
	fib->reading = fib->doubted = fib->any_doubted = false;
	fib->changed = true; /* deletions may have waited for it */
}

void fib_doubt(struct fib *fib)
{
	fib->doubted = fib->any_doubted = true;
}

void fib_doubt_iface(struct fib *fib, unsigned ifindex, bool lost)
{
	for (uint32_t i = 0; i < fib->n_slots; i++) {
		struct fib_entry *e = &fib->entries[i];

		for (size_t j = 0; e->used && e->present && j < e->n_hops; j++)
			if ((fib_hops(e)[j].ifindex == ifindex || fib_is_hidden(e)) &&
			    (lost || fib_down(e)[j]))
				e->excused = fib->doubted = true;
	}
}

void fib_doubt_source(struct fib *fib, struct in_addr prefsrc)
{
	for (uint32_t i = 0; i < fib->n_slots; i++)
		if (fib->entries[i].used && fib->entries[i].present &&
		    in_addr_equal(fib->entries[i].prefsrc, prefsrc))
			fib->entries[i].excused = fib->doubted = true;
}

void fib_doubt_nexthops(struct fib *fib)
{
	for (uint32_t i = 0; i < fib->n_slots; i++)
		if (fib->entries[i].used && fib->entries[i].nexthop != 0)
			fib->doubted = true;
}

bool fib_take_doubt(struct fib *fib, usec_t now)
{
	return fib->doubted && !fib->reading && rate_take(&fib->rereads, &rereads, now);
}

void fib_tell(struct fib *fib, enum event_kind kind, const struct fib_entry *e, enum reason reason,
    usec_t now)
{
	for (size_t i = 0; i < e->n_hops; i++)
		event_push(fib->events, &(struct event){ .kind = kind,
					    .reason = reason,
					    .time = now,
					    .ifindex = fib_hops(e)[i].ifindex,
					    .router = fib_hops(e)[i].gateway,
					    .metric = e->metric,
					    .table = e->table });
}

void fib_adopt(struct fib *fib, usec_t until, usec_t now)
{
	for (uint32_t i = 0; i < fib->n_slots; i++) {
		struct fib_entry *e = &fib->entries[i];

		if (!e->used || !e->ours || !e->present)
			continue;
		e->keep_until = until;
		e->adopted = fib->adopting = true;
		fib_tell(fib, EVENT_ROUTE_ADOPTED, e, REASON_NONE, now);
	}
}

static bool leads_through(const struct fib_entry *e, struct hop hop, size_t *ret_i)
{
	for (size_t i = 0; i < e->n_hops; i++) {
		*ret_i = i;
		if (hop_equal(fib_hops(e)[i], hop))
			return true;
	}
	return false;
}

void fib_disown(struct fib *fib, struct hop hop, bool gone)
{
	for (uint32_t i = 0; i < fib->n_slots && fib->adopting; i++) {
		struct fib_entry *e = &fib->entries[i];
		size_t j;

		if (!e->used || !e->adopted || (e->n_hops > 1 && !gone) ||
		    !leads_through(e, hop, &j))
			continue;
		e->keep_until = 0;
		fib->changed = true;
	}
}

bool fib_recall(const struct fib *fib, struct hop hop, uint32_t *ret_place)
{
	uint32_t place = 0;

	for (uint32_t i = 0; i < fib->n_slots && fib->adopting; i++) {
		const struct fib_entry *e = &fib->entries[i];
		size_t j;

		if (!e->used || !e->adopted)
			continue;
		if (leads_through(e, hop, &j)) {
			*ret_place = place + (uint32_t)j;
			return true;
		}
		place += e->n_hops;
	}
	return false;
}

void fib_release(struct fib *fib)
{
	for (uint32_t i = 0; i < fib->n_slots; i++)
		fib->entries[i].keep_until = 0;
	fib->released = true;
	fib->changed = true;
}

void fib_touch(struct fib *fib)
{
	fib->changed = true;
}

/* Counts the foreign routes of the table with that metric. */
static uint32_t count_foreign(struct fib *fib, uint32_t table, uint32_t metric, usec_t now)
{
	uint32_t seen = 0, taken = 0;

	for (uint32_t i = 0; seen < fib->n_foreign; i++) {
		struct fib_entry *e = &fib->entries[i];

		if (!e->used || e->ours)
			continue;
		seen++;
		if (e->table != table || e->metric != metric)
			continue;
		taken++;
		if (!e->told) {
			e->told = true;
			fib_tell(fib, EVENT_METRIC_TAKEN, e, REASON_NONE, now);
		}
	}
	return taken;
}

const struct fib_entry *fib_foreign(const struct fib *fib, uint32_t table)
{
	const struct fib_entry *best = NULL;
	uint32_t seen = 0;

	for (uint32_t i = 0; seen < fib->n_foreign; i++) {
		const struct fib_entry *e = &fib->entries[i];

		if (!e->used || e->ours)
			continue;
		seen++;
		if (e->table == table && (best == NULL || e->metric < best->metric))
			best = e;
	}
	return best;
}

uint32_t fib_metric(struct fib *fib, uint32_t table, uint32_t metric, usec_t now)
{
	while (count_foreign(fib, table, metric, now) > 0)
		metric++;
	return metric;
}

usec_t fib_deadline(const struct fib *fib)
{
	usec_t reread = usec_sub(fib->rereads, (REREADS_MAX - 1) * REREAD_INTERVAL);

	return fib->doubted && !fib->reading ? usec_min(fib->deadline, reread) : fib->deadline;
}

bool fib_has(const struct fib *fib, const struct route *route)
{
	const struct fib_entry *e = fib_find(fib, route);

	return e != NULL && e->present;
}

const struct fib_entry *fib_at(const struct fib *fib, uint32_t *cursor)
{
	while (*cursor < fib->n_slots && !fib->entries[*cursor].used)
		++*cursor;
	return *cursor < fib->n_slots ? &fib->entries[(*cursor)++] : NULL;
}

const struct fib_entry *fib_next(const struct fib *fib, const struct fib_entry *after)
{
	uint32_t cursor = after == NULL ? 0 : (uint32_t)(after - fib->entries) + 1;

	return fib_at(fib, &cursor);
}
