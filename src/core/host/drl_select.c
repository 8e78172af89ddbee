/* SPDX-License-Identifier: BSD-2-Clause */
/* The default router list: the choice of the routers that are wanted. */
#include "config.h"

#include "core/host/drl.h"

#include <stdlib.h>
#include <string.h>

#include "core/host/drl_probe.h"
#include "core/host/drl_record.h"
#include "model/conf.h"

static bool answers_neighbours(const struct drl_router *r)
{
	return r->path == PATH_OK && !r->dead;
}

static bool is_of(const struct drl *drl, const struct drl_choice *c, const struct drl_router *r)
{
	return r->used && drl_choice_of(drl, r) == c;
}

/* The choice's part of the order: its wanted routers, and while it is made, those that may become it. */
static uint32_t *order_of(const struct drl *drl, const struct drl_choice *c)
{
	return &drl->order[c->first];
}

static const struct drl_router *router_at(
    const struct drl *drl, const struct drl_choice *c, uint32_t place)
{
	return &drl->routers[order_of(drl, c)[place]];
}

static void push_standing(struct drl *drl, const struct drl_choice *c, enum event_kind kind,
    const struct drl_router *r, usec_t now)
{
	struct event event = { .kind = kind, .time = now, .table = c->table };

	if (r != NULL) {
		event.reason = r->withdrawn         ? REASON_WITHDRAWN
			       : r->dead            ? REASON_NEIGHBOUR_FAILED
			       : r->path != PATH_OK ? REASON_NO_CARRIER
						    : REASON_NO_WAY_OUT;
		event.ifindex = r->ifindex;
		event.router = r->address;
		event.preference = r->preference;
	}
	event_push(drl->events, &event);
}

/* True if its checks say nothing against it: there are none, or it leads out. */
static bool is_sure(const struct drl_router *r)
{
	return r->way != WAY_PENDING && r->way != WAY_DOUBTFUL;
}

/* True if newcomers are measured against it. */
static bool is_measure(const struct drl_router *r, usec_t now)
{
	return r->confirmed && (r->withdrawn ? drl_is_usable(r, now) : drl_is_alive(r, now));
}

/* True for a standby of which its checks do not say that it leads out. It has answered, so it is a measure for those
 * that have not, but only for want of another. */
static bool is_weak(const struct drl_router *r)
{
	return !r->wanted && !is_sure(r);
}

/* True for a standby that is being asked, and has not answered yet: its death may be told any moment. */
static bool is_asked(const struct drl_router *r)
{
	return !r->wanted && r->neighbour == NEIGHBOUR_PROBING;
}

static bool is_better_measure(const struct drl_router *a, const struct drl_router *b)
{
	if (is_weak(a) != is_weak(b))
		return is_weak(b);
	if (a->withdrawn != b->withdrawn)
		return b->withdrawn;
	if (is_asked(a) != is_asked(b))
		return is_asked(b);
	return a->preference > b->preference;
}

/* A standby in doubt is not taken while the router in use answers, or another default route works: when the
 * targets are down, the router in use is merely the first to be judged. */
static bool spares_doubtful(const struct drl *drl, const struct drl_choice *c, usec_t now)
{
	for (uint32_t i = 0; i < drl->slots.end && !c->foreign; i++) {
		const struct drl_router *r = &drl->routers[i];

		if (is_of(drl, c, r) && r->wanted && drl_is_usable(r, now) && answers_neighbours(r))
			return true;
	}
	return c->foreign;
}

/* True if it is such a standby. */
static bool is_spared(const struct drl_router *r, bool spares)
{
	return spares && !r->wanted && r->way == WAY_DOUBTFUL;
}

/* Newcomers are measured against the best router that works; for want of one against a withdrawn one, then against a
 * weak one. Nothing displaces the router that damping keeps. */
static const struct drl_router *find_measure(
    const struct drl *drl, const struct drl_choice *c, bool spares, usec_t now)
{
	const struct drl_router *best = NULL;

	if (damping_is_active(&c->damping))
		return NULL;
	for (uint32_t i = 0; i < drl->slots.end; i++) {
		const struct drl_router *r = &drl->routers[i];

		if (is_of(drl, c, r) && is_measure(r, now) && !is_spared(r, spares) &&
		    (best == NULL || is_better_measure(r, best)))
			best = r;
	}
	return best;
}

/* True if it would take traffic from `current`. In a multipath route an equal gets a share. */
static bool displaces(
    const struct drl_router *r, const struct drl_router *current, enum install install)
{
	if (current == NULL || r == current || install == INSTALL_NONE)
		return false;
	if (current->withdrawn || r->preference > current->preference)
		return true;
	return install == INSTALL_MULTIPATH && r->preference == current->preference && !r->wanted;
}

/* A better new router that would displace a working one is first probed. Its checks must say that it leads
 * out. Where nothing works it does not wait. A silent one turns FAILED, which drl_set_neighbour()
 * handles. */
static bool must_wait(struct drl *drl, struct drl_router *r, const struct drl_router *current,
    enum install install, usec_t now)
{
	bool answers = (r->confirmed && !is_asked(r)) || r->neighbour == NEIGHBOUR_REACHABLE;
	bool better = displaces(r, current, install) && !(answers && is_weak(current));

	if (!better || answers)
		r->confirm_by = 0;
	if (!better || answers)
		return better && r->way == WAY_PENDING;
	if (r->wanted && now < r->answer_by) {
		r->confirm_by = r->answer_by;
		return false;
	}
	if (r->confirm_by == 0) {
		r->confirm_by = usec_add(now, CONFIRM_TIME);
		drl_ask(drl, r, NEIGHBOUR_ASK);
	}
	return true;
}

/* True if nothing that is under way may speak against it in a moment. */
static bool is_certain(const struct drl_router *r)
{
	return is_sure(r) && !is_asked(r);
}

/* Best first: preference (RFC 1256 5.3). Among equals: the one in use for longer, then one that is certain, then the
 * one that came first.
 * Choosing again without a reason changes nothing: a multipath route keeps the order of its hops. */
static int compare_routers(const struct drl_router *a, const struct drl_router *b)
{
	if (a->withdrawn != b->withdrawn) /* as last resort it comes before the dead */
		return a->withdrawn ? -1 : 1;
	if (a->preference != b->preference)
		return a->preference > b->preference ? -1 : 1;
	if (a->wanted != b->wanted)
		return a->wanted ? -1 : 1;
	if (a->wanted && a->wanted_since != b->wanted_since)
		return a->wanted_since < b->wanted_since ? -1 : 1;
	if (!a->wanted && is_certain(a) != is_certain(b))
		return is_certain(a) ? -1 : 1;
	if (a->learned != b->learned)
		return a->learned < b->learned ? -1 : 1;
	if (a->ifindex != b->ifindex)
		return a->ifindex < b->ifindex ? -1 : 1;
	return ntohl(a->address.s_addr) < ntohl(b->address.s_addr) ? -1 : 1;
}

static int compare_slots(const void *a, const void *b, void *routers)
{
	const struct drl_router *r = routers;

	return compare_routers(&r[*(const uint32_t *)a], &r[*(const uint32_t *)b]);
}

/* Fills its order with the routers that are alive and need not wait, best first; returns how many. */
static uint32_t gather_usable(
    struct drl *drl, const struct drl_choice *c, enum install install, usec_t now)
{
	bool spares = spares_doubtful(drl, c, now);
	const struct drl_router *current = find_measure(drl, c, spares, now);
	uint32_t n = 0, *order = order_of(drl, c);

	for (uint32_t i = 0; i < drl->slots.end; i++) {
		struct drl_router *r = &drl->routers[i];

		if (!is_of(drl, c, r) || !drl_is_alive(r, now) || is_spared(r, spares) ||
		    must_wait(drl, r, current, install, now))
			continue;
		order[n++] = i;
	}
	qsort_r(order, n, sizeof(*order), compare_slots, drl->routers);
	return n;
}

/* A router that answers its neighbours comes before a dead one, and the one in use before a standby: when the
 * checks of all fail, the targets may be down. */
static bool is_better_resort(const struct drl_router *a, const struct drl_router *b)
{
	if (answers_neighbours(a) != answers_neighbours(b))
		return answers_neighbours(a);
	if (a->withdrawn != b->withdrawn)
		return a->withdrawn;
	if (answers_neighbours(a) && a->wanted != b->wanted)
		return a->wanted;
	return compare_routers(a, b) < 0;
}

/* Puts the best of those that are not alive first in its order; returns how many there are, at most 1. */
static uint32_t gather_last_resort(struct drl *drl, const struct drl_choice *c, usec_t now)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < drl->slots.end; i++) {
		const struct drl_router *r = &drl->routers[i];

		if (!is_of(drl, c, r) || !drl_is_usable(r, now) ||
		    (n > 0 && !is_better_resort(r, router_at(drl, c, 0))))
			continue;
		order_of(drl, c)[0] = i;
		n = 1;
	}
	return n;
}

static struct hop hop_at(const struct drl *drl, const struct drl_choice *c, uint32_t place)
{
	const struct drl_router *r = router_at(drl, c, place);

	return hop_to(r->ifindex, r->address);
}

/* A proven router comes first: the one that is kept displaces all others. */
static bool is_longer_lived(const struct drl_router *a, const struct drl_router *b)
{
	if (drl_is_proven(a) != drl_is_proven(b))
		return drl_is_proven(a);
	return a->learned < b->learned;
}

/* Of the first `n` in its order, the highest level that the operator gave one. */
static int32_t operator_rank(const struct drl *drl, const struct drl_choice *c, uint32_t n)
{
	int32_t rank = PREFERENCE_INELIGIBLE;

	for (uint32_t i = 0; i < n; i++) {
		const struct drl_router *r = router_at(drl, c, i);

		if (r->overridden && r->preference > rank)
			rank = r->preference;
	}
	return rank;
}

/* Of the first `n` in its order, the place of the longest-lived that the operator ranks no lower than another. */
static uint32_t longest_lived(const struct drl *drl, const struct drl_choice *c, uint32_t n)
{
	int32_t rank = operator_rank(drl, c, n);
	uint32_t place = 0; /* the best by preference, so never below `rank` */

	for (uint32_t i = 1; i < n; i++) {
		const struct drl_router *r = router_at(drl, c, i);

		if (r->preference >= rank && is_longer_lived(r, router_at(drl, c, place)))
			place = i;
	}
	return place;
}

/* The place of `hop` among the first `n` in its order; n: it is not there. */
static uint32_t place_of(
    const struct drl *drl, const struct drl_choice *c, struct hop hop, uint32_t n)
{
	uint32_t place = 0;

	while (place < n && !hop_equal(hop_at(drl, c, place), hop))
		place++;
	return place;
}

/* True if another router comes first once too often, though the last one could stay. `n`: those alive. */
static bool needs_damping(const struct drl *drl, const struct drl_choice *c, uint32_t n, usec_t now)
{
	return n > 0 && damping_is_due(&c->damping, hop_at(drl, c, 0), now) &&
	       place_of(drl, c, c->damping.first, n) < n;
}

/* Puts the kept router first of the `n` that are alive. It stays the same as long as it can; the next
 * longest-lived takes its place at once, and is asked for a sign of life. */
static void keep_first(struct drl *drl, struct drl_choice *c, uint32_t n)
{
	uint32_t place = place_of(drl, c, c->damping.kept, n), slot, *order = order_of(drl, c);

	if (place == n || router_at(drl, c, place)->preference < operator_rank(drl, c, n))
		place = longest_lived(drl, c, n);
	slot = order[place];
	memmove(&order[1], &order[0], place * sizeof(*order));
	order[0] = slot;
	if (!hop_equal(c->damping.kept, hop_at(drl, c, 0)) &&
	    drl->routers[slot].neighbour != NEIGHBOUR_REACHABLE)
		drl_ask(drl, &drl->routers[slot], NEIGHBOUR_ASK);
	c->damping.kept = hop_at(drl, c, 0);
}

static void push_damping(struct drl *drl, const struct drl_choice *c, usec_t now)
{
	const struct drl_router *r = router_at(drl, c, 0);
	struct event event = { .kind = EVENT_DAMPING_STARTED,
		.reason = REASON_DAMPING,
		.time = now,
		.ifindex = r->ifindex,
		.router = r->address,
		.times = DAMPING_CHANGES,
		.table = c->table };

	event_push(drl->events, &event);
}

/* The same, while damping keeps one first. */
static uint32_t gather_alive(
    struct drl *drl, struct drl_choice *c, enum install install, usec_t now)
{
	uint32_t n = gather_usable(drl, c, install, now);
	bool starts = needs_damping(drl, c, n, now);

	if (starts) {
		damping_start(&c->damping, now);
		n = gather_usable(drl, c, install, now);
	}
	if (n > 0 && damping_is_active(&c->damping))
		keep_first(drl, c, n);
	if (starts)
		push_damping(drl, c, now);
	return n;
}

/* Cuts its order to what the shape wants, at most EQUALS_MAX of a preference, and numbers the steps. Returns how many
 * are left. With a route each the first is alone on its step: the kernel would leave it for an equal whenever its
 * entry is STALE, so it could not be doubted. The router that damping keeps has no equals: a ladder goes on below it,
 * in the other shapes it is alone. */
static uint32_t cut_to_shape(
    struct drl *drl, const struct drl_choice *c, enum install install, uint32_t n)
{
	bool kept = damping_is_active(&c->damping);
	bool alone = install == INSTALL_BEST || install == INSTALL_LADDER;
	uint32_t step = 0, equals = 0, left = 0, *order = order_of(drl, c);

	for (uint32_t i = 0; i < n; i++) {
		struct drl_router *r = &drl->routers[order[i]];
		const struct drl_router *last = left == 0 ? r : &drl->routers[order[left - 1]];
		bool lower = r->preference != last->preference || (kept && left == 1);

		if ((install == INSTALL_SINGLE && i > 0) || (install != INSTALL_LADDER && lower))
			break;
		if (lower)
			equals = 0;
		if (equals == EQUALS_MAX)
			continue;
		if (lower || (alone && left == 1))
			step++;
		equals++;
		order[left++] = order[i];
		r->step = (uint16_t)step;
	}
	return left;
}

static void set_standing(struct drl *drl, struct drl_choice *c, enum standing standing, usec_t now)
{
	if (standing == c->standing)
		return;
	c->standing = standing;
	if (standing == STANDING_NONE)
		push_standing(drl, c, EVENT_NO_ROUTER, NULL, now);
	else if (standing == STANDING_FOREIGN)
		push_standing(drl, c, EVENT_FOREIGN_TAKES_OVER, NULL, now);
	else if (standing == STANDING_LAST_RESORT)
		push_standing(drl, c, EVENT_LAST_RESORT, router_at(drl, c, 0), now);
}

/* True if traffic goes through it, and the kernel leaves it by no doubt: no other route has its metric, or it is a hop
 * of a multipath route. */
static bool stands_alone(enum install install, const struct drl_router *r)
{
	return install == INSTALL_MULTIPATH || (install != INSTALL_NONE && r->step == 0);
}

/* One in use that has a valid neighbour entry need not answer; one that leaves must, before it comes back. */
static void follow_use(struct drl *drl, struct drl_router *r)
{
	bool was = r->confirmed;

	if (r->wanted_before && !r->wanted)
		r->confirmed = r->neighbour == NEIGHBOUR_REACHABLE;
	else if (r->wanted && neighbour_is_valid(r->neighbour))
		r->confirmed = true;
	drl->changed = drl->changed || r->confirmed != was; /* others are measured against it */
}

/* Starts or ends the questions at intervals. */
static void follow_interval(struct drl *drl, struct drl_router *r, usec_t now)
{
	usec_t interval = drl_ask_interval(drl, r);

	if (interval == 0)
		r->ask_at = 0;
	else if (r->ask_at == 0 || r->ask_at > usec_add(now, interval))
		r->ask_at = usec_add(now, interval);
}

/* Marks the wanted routers and looks after the questions that follow from it: those in use are asked
 * every probe_interval, and one that leaves must answer again before it comes back. */
static void mark_chosen(struct drl *drl, enum install install, usec_t now)
{
	for (uint32_t i = 0; i < drl->slots.end; i++)
		drl->routers[i].wanted_before = drl->routers[i].wanted;
	for (uint32_t i = 0; i < drl->slots.end; i++)
		drl->routers[i].wanted = false;
	for (uint32_t i = 0, n = drl_n_wanted(drl); i < n; i++) {
		struct drl_router *r = &drl->routers[drl->order[i]];

		r->wanted = true;
		if (!r->wanted_before) /* a microsecond apart: chosen again, they keep their order */
			r->wanted_since = now + i;
	}
	for (uint32_t i = 0; i < drl->slots.end; i++) {
		struct drl_router *r = &drl->routers[i];

		if (!r->used)
			continue;
		follow_use(drl, r);
		follow_interval(drl, r, now);
		r->doubtful = r->wanted && stands_alone(install, r);
		drl_doubt(drl, r, 0, now);
	}
}

/* The last resort is one no more: another router is usable. */
static void end_last_resort(struct drl *drl, const struct drl_choice *c, usec_t now)
{
	for (uint32_t i = 0; i < drl->slots.end; i++)
		if (is_of(drl, c, &drl->routers[i]) && drl->routers[i].withdrawn)
			drl_lose(drl, &drl->routers[i], REASON_WITHDRAWN, now);
	drl->changed = false;
}

/* The choice for one table. */
static void choose(struct drl *drl, struct drl_choice *c, enum install install, usec_t now)
{
	enum standing standing = STANDING_ALIVE;
	uint32_t n;

	if (c->foreign) /* it is usable, and works */
		end_last_resort(drl, c, now);
	n = c->n_alive = gather_alive(drl, c, install, now);
	if (n > 0)
		end_last_resort(drl, c, now);
	if (n == 0) {
		/* RFC 1122 3.3.1.6 moves off a dead router to another one; with no other left, one that may come back is
		 * better than none, unless a foreign route exists. */
		n = gather_last_resort(drl, c, now);
		standing = n == 0       ? STANDING_NONE
			   : c->foreign ? STANDING_FOREIGN
					: STANDING_LAST_RESORT;
		if (c->foreign)
			n = 0;
	}
	c->n_wanted = cut_to_shape(drl, c, install, n);
	if (c->n_wanted > 0)
		damping_note(&c->damping, hop_at(drl, c, 0), now);
	set_standing(drl, c, standing, now);
}

/* True if what others have in the table decides now. */
static bool turns_on_foreign(const struct drl_choice *c)
{
	return c->standing >= STANDING_LAST_RESORT &&
	       c->foreign != (c->standing == STANDING_FOREIGN);
}

bool drl_select(struct drl *drl, const struct conf *conf, uint32_t foreign, usec_t now)
{
	bool due = drl->changed;
	uint32_t first = 0;

	for (unsigned i = 0; i < drl->n_choices; i++) {
		drl->choices[i].foreign = (foreign >> i & 1) != 0;
		due = due || turns_on_foreign(&drl->choices[i]);
	}
	if (!due)
		return false;
	drl->changed = false;
	for (unsigned i = 0; i < drl->n_choices; i++) {
		drl->choices[i].first = first;
		choose(drl, &drl->choices[i], conf->install, now);
		first += drl->choices[i].n_wanted;
	}
	mark_chosen(drl, conf->install, now);
	return true;
}
