/* SPDX-License-Identifier: BSD-2-Clause */
/* Compares the default router list with a model of it that knows no map, no slots and no laziness.
 * */
#include "config.h"

#include <string.h>

#include "model/conf.h"
#include "core/host/drl.h"
#include "unit/tests.h"

#define STEPS      rounds(300000)
#define IFACES     2
#define PER_IFACE  12 /* addresses that may speak */
#define ALL        (IFACES * PER_IFACE)
#define MAX        10
#define IFACE_MAX  7
#define INELIGIBLE PREFERENCE_INELIGIBLE

/* The knowledge of a router; a place in the table for every sender. */
struct known {
	bool known;
	unsigned iface; /* 0, 1 */
	int32_t preference;
	usec_t learned, deadline;
	enum neighbour_state neighbour;
	bool dead, confirmed;
	bool contradicts, withdrawn;
	usec_t answer_by;   /* in use: none displaces it before */
	usec_t waits_until; /* USEC_INFINITY: does not */
	usec_t refused_until;
	usec_t since; /* in use */
	unsigned refusals;
	unsigned
	    rank; /* 1: the first in use; 2: its equals, or the next preference; 3 …; 0: not in use */
};

static struct known model[ALL];
static bool up[IFACES], carrier[IFACES];
static enum standing standing;
static usec_t now;

static struct iface_addr addr[IFACES];
static struct iface iface[IFACES];
static struct event_ring ring;
static struct drl drl;
static struct conf conf;

static struct in_addr address(unsigned i)
{
	return in_addr_host(0xc0000201 + i);
}

static bool usable(const struct known *k)
{
	return k->known && k->preference != INELIGIBLE && up[k->iface] && k->refused_until <= now;
}

static bool alive(const struct known *k)
{
	return usable(k) && carrier[k->iface] && !k->dead && !k->withdrawn;
}

static bool works(const struct known *k)
{
	return k->neighbour == NEIGHBOUR_VALID || k->neighbour == NEIGHBOUR_PROBING ||
	       k->neighbour == NEIGHBOUR_REACHABLE;
}

static bool proven(const struct known *k)
{
	return works(k) || k->confirmed;
}

/* ---- the model: farewells ---- */

static struct farewell {
	bool said;
	unsigned number;
	usec_t time, learned;
} farewells[ALL];
static unsigned n_farewells; /* the last eight are remembered */

static void model_loses_withdrawn(unsigned i)
{
	struct known *k = &model[i];

	if (proven(k))
		farewells[i] = (struct farewell){ true, ++n_farewells, now, k->learned };
	k->known = false;
}

static void model_hears_farewell(unsigned i)
{
	struct known *k = &model[i];

	if (!k->known || k->withdrawn)
		return;
	if (k->contradicts && proven(k) && alive(k)) {
		k->withdrawn = true;
		k->deadline = usec_min(k->deadline, now + 75 * SEC);
	} else {
		model_loses_withdrawn(i);
	}
}

static void model_recalls(unsigned i)
{
	struct farewell *f = &farewells[i];

	if (f->said && f->number + 8 > n_farewells && now - f->time < 1800 * SEC) {
		model[i].contradicts = true;
		model[i].learned = f->learned;
	}
	f->said = false;
}

/* ---- the model: facts ---- */

static unsigned count(int of_iface)
{
	unsigned n = 0;

	for (unsigned i = 0; i < ALL; i++)
		n += model[i].known && (of_iface < 0 || model[i].iface == (unsigned)of_iface);
	return n;
}

/* Of no use as things are? */
static bool is_junk(const struct known *k)
{
	return k->dead || k->preference == INELIGIBLE || !up[k->iface];
}

/* True if `a` is worth less than `b`. */
static bool is_worth_less(const struct known *a, const struct known *b)
{
	if (is_junk(a) != is_junk(b))
		return is_junk(a);
	if (proven(a) != proven(b))
		return proven(b);
	if (a->preference != b->preference)
		return a->preference < b->preference;
	if ((a->rank == 0) != (b->rank == 0))
		return a->rank == 0;
	return a->deadline < b->deadline;
}

static unsigned first = ALL; /* of those chosen last */

static bool model_makes_room(unsigned of_iface, int32_t preference)
{
	bool full = count((int)of_iface) >= IFACE_MAX;
	bool junk = preference == INELIGIBLE || !up[of_iface];
	struct known *worst = NULL;

	if (!full && count(-1) < MAX)
		return true;
	for (unsigned i = 0; i < ALL; i++) {
		struct known *k = &model[i];

		if (k->known && (k->rank != 1 || k->dead || i != first) &&
		    (!full || k->iface == of_iface) && (worst == NULL || is_worth_less(k, worst)))
			worst = k;
	}
	if (worst == NULL ||
	    (is_junk(worst) == junk ? proven(worst) || preference <= worst->preference : junk))
		return false;
	worst->known = false;
	return true;
}

static enum reason model_hears(unsigned i, int32_t preference, usec_t lifetime)
{
	struct known *k = &model[i];

	if (lifetime == 0) {
		model_hears_farewell(i);
		return REASON_NONE;
	}
	if (!k->known) {
		if (!model_makes_room(i / PER_IFACE, preference))
			return REASON_TABLE_FULL;
		*k = (struct known){ .known = true,
			.iface = i / PER_IFACE,
			.learned = now,
			.answer_by = now + SEC / 2,
			.waits_until = USEC_INFINITY };
		model_recalls(i);
	}
	k->withdrawn = false;
	k->preference = preference;
	k->deadline = now + lifetime;
	return REASON_NONE;
}

static void model_sees_neighbour(unsigned i, enum neighbour_state state)
{
	struct known *k = &model[i];

	if (!k->known || k->neighbour == state)
		return;
	k->neighbour = state;
	k->confirmed = works(k) ? k->confirmed || k->rank != 0 : k->confirmed && k->rank != 0;
	if (state == NEIGHBOUR_FAILED && k->withdrawn) {
		model_loses_withdrawn(i);
	} else if (state == NEIGHBOUR_FAILED && !k->dead) {
		k->dead = true;
		k->confirmed = false;
		k->waits_until = USEC_INFINITY;
	} else if (state == NEIGHBOUR_REACHABLE) {
		k->dead = false;
		k->confirmed = true;
		k->waits_until = USEC_INFINITY;
	}
}

static void model_sees_link(unsigned of, bool is_up, bool has_carrier)
{
	bool comes_back = is_up && has_carrier && !(up[of] && carrier[of]);

	up[of] = is_up;
	carrier[of] = has_carrier;
	for (unsigned i = of * PER_IFACE; i < (of + 1) * PER_IFACE; i++) {
		model[i].refused_until = 0;
		if (model[i].known && model[i].withdrawn && !(is_up && has_carrier))
			model_loses_withdrawn(i);
		if (!comes_back)
			continue;
		model[i].dead = model[i].confirmed = false;
		model[i].neighbour = NEIGHBOUR_NONE;
		model[i].answer_by = now + SEC / 2;
		model[i].waits_until = USEC_INFINITY;
	}
}

static void model_ages(void)
{
	for (unsigned i = 0; i < ALL; i++) {
		struct known *k = &model[i];

		if (k->known && k->deadline <= now && k->withdrawn)
			model_loses_withdrawn(i);
		else if (k->known && k->deadline <= now)
			k->known = false;
		if (!k->known || k->waits_until > now)
			continue;
		if (k->rank != 0)
			k->waits_until = USEC_INFINITY;
		else if (k->neighbour == NEIGHBOUR_INCOMPLETE || k->neighbour == NEIGHBOUR_PROBING)
			k->waits_until = now + SEC;
		else if (!works(k))
			k->waits_until = now + CONFIRM_TIME;
		else {
			k->confirmed = true;
			k->waits_until = USEC_INFINITY;
		}
	}
}

/* ---- the model: damping ---- */

static unsigned first_alive; /* the last one that came first; ALL: none yet */
static unsigned before;      /* the last one, until the kernel has taken the first; ALL: none */
static usec_t changed[10];   /* when another one did, oldest first; 0: never */
static usec_t pushed_out;    /* by the last change */
static usec_t held_until;    /* 0: the choice is free */
static unsigned kept;        /* ALL: none yet */
static unsigned n_dampings;  /* how often, in all */

static void model_forgets_changes(void)
{
	first_alive = kept = ALL;
	held_until = 0;
	memset(changed, 0, sizeof(changed));
	before = ALL;
}

static void model_lets_go(void)
{
	for (unsigned i = 0; i < ALL && held_until != 0; i++)
		model[i].confirmed = model[i].neighbour == NEIGHBOUR_REACHABLE ||
				     (model[i].rank != 0 && works(&model[i]));
	held_until = 0;
}

static void model_notes_first(unsigned i)
{
	if (first_alive != ALL && first_alive != i) {
		pushed_out = changed[0];
		memmove(&changed[0], &changed[1], sizeof(changed) - sizeof(changed[0]));
		changed[ARRAY_SIZE(changed) - 1] = now;
		before = first_alive;
	}
	first_alive = i;
}

/* A route that the kernel refused was no change. */
static void model_hears_answer(unsigned i, bool refused)
{
	if (i != first_alive || before == ALL)
		return;
	if (refused) {
		memmove(&changed[1], &changed[0], sizeof(changed) - sizeof(changed[0]));
		changed[0] = pushed_out;
		first_alive = before;
	}
	before = ALL;
}

static bool is_one_too_many(unsigned i, const bool *marked)
{
	return first_alive != ALL && first_alive != i && marked[first_alive] && changed[0] != 0 &&
	       now - changed[0] < 60 * SEC;
}

/* Of those marked, who work rather than others. */
static unsigned longest_lived(const bool *marked)
{
	unsigned best = ALL;

	for (int working = 1; working >= 0 && best == ALL; working--)
		for (unsigned i = 0; i < ALL; i++)
			if (marked[i] && proven(&model[i]) == working &&
			    (best == ALL || model[i].learned < model[best].learned))
				best = i;
	return best;
}

/* Returns the router that comes first instead of `i`, of those marked. */
static unsigned model_holds(unsigned i, const bool *marked)
{
	if (held_until == 0)
		return i;
	if (kept == ALL || !marked[kept])
		kept = longest_lived(marked);
	return kept;
}

/* ---- the model: choice ---- */

/* True if others are measured against it. */
static bool is_measure(const struct known *k)
{
	if (k->withdrawn)
		return usable(k) && k->confirmed;
	return alive(k) && k->confirmed;
}

/* A standby that has not answered yet. */
static bool is_asked(const struct known *k)
{
	return k->rank == 0 && k->neighbour == NEIGHBOUR_PROBING;
}

static bool measures_better(const struct known *a, const struct known *b)
{
	if (is_asked(a) != is_asked(b))
		return is_asked(b);
	return a->preference > b->preference;
}

/* The best of those; one that has withdrawn is the least. NULL: there is none. */
static const struct known *best_that_works(void)
{
	const struct known *best = NULL;

	for (int withdrawn = 0; withdrawn < 2 && best == NULL && held_until == 0; withdrawn++)
		for (unsigned i = 0; i < ALL; i++)
			if (is_measure(&model[i]) && model[i].withdrawn == withdrawn &&
			    (best == NULL || measures_better(&model[i], best)))
				best = &model[i];
	return best;
}

static bool takes_from(const struct known *k, const struct known *best)
{
	if (best == NULL || k == best || conf.install == INSTALL_NONE)
		return false;
	if (best->withdrawn || k->preference != best->preference)
		return best->withdrawn || k->preference > best->preference;
	return conf.install == INSTALL_MULTIPATH && k->rank == 0;
}

static void let_newcomers_wait(bool *waits)
{
	const struct known *best = best_that_works();

	for (unsigned i = 0; i < ALL; i++) {
		struct known *k = &model[i];

		waits[i] = false;
		if (!alive(k))
			continue;
		if (!takes_from(k, best) || (k->confirmed && !is_asked(k)) ||
		    k->neighbour == NEIGHBOUR_REACHABLE) {
			k->waits_until = USEC_INFINITY;
		} else if (k->rank != 0 && now < k->answer_by) {
			k->waits_until = k->answer_by;
		} else {
			waits[i] = true;
			if (k->waits_until == USEC_INFINITY)
				k->waits_until = now + CONFIRM_TIME;
		}
	}
}

/* True if `a` is chosen before `b`. */
static bool is_before(const struct known *a, const struct known *b)
{
	if (a->withdrawn != b->withdrawn)
		return a->withdrawn;
	if (a->preference != b->preference)
		return a->preference > b->preference;
	if ((a->rank != 0) != (b->rank != 0))
		return a->rank != 0;
	if (a->rank != 0 && a->since != b->since)
		return a->since < b->since;
	if (is_asked(a) != is_asked(b))
		return is_asked(b);
	return a->learned < b->learned;
}

/* Of those marked, the one that comes first; ALL: none is left. */
static unsigned first_of(const bool *marked)
{
	unsigned best = ALL;

	for (unsigned i = 0; i < ALL; i++)
		if (marked[i] && (best == ALL || is_before(&model[i], &model[best])))
			best = i;
	return best;
}

/* Marks the routers that are alive and do not wait. Returns whether there is one. */
static bool model_marks(bool *marked)
{
	bool waits[ALL], any = false;

	let_newcomers_wait(waits);
	for (unsigned i = 0; i < ALL; i++)
		any = (marked[i] = alive(&model[i]) && !waits[i]) || any;
	return any;
}

static void model_ends_last_resort(void)
{
	for (unsigned i = 0; i < ALL; i++)
		if (model[i].known && model[i].withdrawn)
			model_loses_withdrawn(i);
}

/* Fills `ret` with those chosen in order, and their ranks; returns how many. */
static unsigned model_chooses(bool foreign, unsigned *ret)
{
	bool marked[ALL], any;
	unsigned ranks[ALL] = { 0 }, n = 0, rank = 1, i;

	if (foreign)
		model_ends_last_resort();
	any = model_marks(marked);
	if (any && held_until == 0 && is_one_too_many(first_of(marked), marked)) {
		held_until = now + 60 * SEC;
		kept = ALL;
		n_dampings++;
		model_marks(marked); /* none waits */
	}
	if (any)
		model_ends_last_resort();
	standing = STANDING_ALIVE;
	if (!any) {
		for (i = 0; i < ALL; i++)
			any = (marked[i] = usable(&model[i])) || any;
		standing = !any ? STANDING_NONE : foreign ? STANDING_FOREIGN : STANDING_LAST_RESORT;
	}
	while (standing != STANDING_FOREIGN && (i = first_of(marked)) < ALL) {
		if (n == 0 && standing == STANDING_ALIVE)
			i = model_holds(i, marked);
		marked[i] = false;
		if (n > 0 && (conf.install == INSTALL_SINGLE || standing == STANDING_LAST_RESORT))
			break;
		if (n > 0 && conf.install != INSTALL_LADDER &&
		    (model[i].preference != model[ret[0]].preference || held_until != 0))
			break;
		if (n == 1 ? conf.install <= INSTALL_LADDER
			   : n > 1 && model[i].preference != model[ret[n - 1]].preference)
			rank++;
		ranks[i] = rank;
		ret[n++] = i;
	}
	if (n > 0)
		model_notes_first(ret[0]);
	for (i = 0; i < n; i++)
		if (model[ret[i]].rank == 0)
			model[ret[i]].since = now + i;
	for (i = 0; i < ALL; i++) {
		if (model[i].known && model[i].rank != 0 && ranks[i] == 0)
			model[i].confirmed = model[i].neighbour == NEIGHBOUR_REACHABLE;
		else if (ranks[i] != 0 && works(&model[i]))
			model[i].confirmed = true;
		model[i].rank = ranks[i];
	}
	return n;
}

/* ---- both ---- */

static bool does_anyone_wait(void)
{
	for (unsigned i = 0; i < ALL; i++)
		if (model[i].known && model[i].waits_until != USEC_INFINITY)
			return true;
	return false;
}

/* The list may skip a choice that would change nothing. Only while a router waits its own choice
 * may be a reason for another one, which it puts off until the wait is over. */
static void compare(unsigned step, bool foreign)
{
	static unsigned chosen[ALL], n;

	if (drl_select(&drl, &conf, foreign, now) || !does_anyone_wait()) {
		n = model_chooses(foreign, chosen);
		first = n > 0 ? chosen[0] : ALL;
	}
	must(drl.choices[0].n_wanted == n, "step %u: %u wanted, not %u", step,
	    drl.choices[0].n_wanted, n);
	for (unsigned i = 0; i < n; i++) {
		const struct drl_router *r = &drl.routers[drl.order[i]];

		must(in_addr_equal(r->address, address(chosen[i])), "step %u: place %u", step, i);
		must(r->step + 1U == model[chosen[i]].rank, "step %u: rank of %u", step, i);
	}
	must(drl.choices[0].standing == standing, "step %u: standing %d, not %d", step,
	    drl.choices[0].standing, standing);
	must(drl.slots.n == count(-1), "step %u: %u known, not %u", step, drl.slots.n, count(-1));
	must(drl_deadline(&drl) > now, "step %u: still due", step);
	for (unsigned i = 0; i < ALL; i++) {
		struct hop hop = hop_to(iface[i / PER_IFACE].ifindex, address(i));
		const struct drl_router *r = drl_find(&drl, hop);

		must((r != NULL) == model[i].known, "step %u: router %u", step, i);
		must(
		    r == NULL ||
			(r->preference == model[i].preference && r->deadline == model[i].deadline &&
			    r->dead == model[i].dead && r->wanted == (model[i].rank != 0)),
		    "step %u: router %u differs", step, i);
	}
}

static void hear(struct rng *rng, unsigned i)
{
	static const int32_t levels[] = { INELIGIBLE, INT32_MIN + 1, -1, 0, 0, 0, 1, INT32_MAX };
	static const uint16_t lifetimes[] = { 0, 1, 4, 12, 30, 60, 60, 600 };
	struct wire_entry entry = { address(i), levels[below(rng, ARRAY_SIZE(levels))] };
	uint16_t lifetime = lifetimes[below(rng, ARRAY_SIZE(lifetimes))];
	struct drl_offer offer = { .entry = entry,
		.preference = entry.preference,
		.lifetime = lifetime,
		.source = entry.address };
	enum reason got = drl_update(&drl, &iface[i / PER_IFACE], &offer, now);

	must(got == model_hears(i, entry.preference, lifetime * SEC), "router %u: %s", i,
	    event_reason_name(got));
}

static void see_link(struct rng *rng)
{
	unsigned of = below(rng, IFACES);
	bool is_up = !one_in(rng, 4), has_carrier = is_up && !one_in(rng, 4);
	bool comes_back = is_up && has_carrier && !(up[of] && carrier[of]);

	iface[of].up = is_up;
	iface[of].carrier = has_carrier;
	drl_set_iface(&drl, &iface[of], now);
	model_sees_link(of, is_up, has_carrier);
	for (unsigned i = of * PER_IFACE; comes_back && i < (of + 1) * PER_IFACE; i++)
		must(!model[i].known ||
			 drl_find(&drl, hop_to(iface[of].ifindex, address(i)))->questions &
			     1U << NEIGHBOUR_ASK,
		    "router %u: not asked when its link is back", i);
}

static void be_refused(unsigned i)
{
	struct hop hop = hop_to(iface[i / PER_IFACE].ifindex, address(i));
	struct known *k = &model[i];

	drl_refuse(&drl, hop, now);
	if (k->known)
		k->refused_until = now + ((k->refusals < 6 ? 1U << k->refusals : 64) * SEC);
	k->refusals++;
	if (k->known)
		model_hears_answer(i, true);
}

static void restore(struct rng *rng, unsigned i)
{
	struct wire_entry entry = { address(i), (int32_t)below(rng, 3) };
	usec_t lifetime = rng_between(rng, 1, 30 * SEC);

	drl_restore(&drl, &iface[i / PER_IFACE],
	    &(struct drl_offer){ .entry = entry, .preference = entry.preference }, now + lifetime,
	    now);
	if (!model[i].known)
		model_hears(i, entry.preference, lifetime);
}

static void do_something(struct rng *rng)
{
	unsigned i = below(rng, ALL);
	unsigned what = below(rng, 100);

	if (what < 40) {
		hear(rng, i);
	} else if (what < 85) {
		struct neighbour n = { .ifindex = iface[i / PER_IFACE].ifindex,
			.address = address(i),
			.state = (enum neighbour_state)below(rng, NEIGHBOUR_FAILED + 1) };

		drl_set_neighbour(&drl, &n, now);
		model_sees_neighbour(i, n.state);
	} else if (what < 90) {
		see_link(rng);
	} else if (what < 94) {
		be_refused(i);
	} else if (what < 96) {
		drl_accept(&drl, hop_to(iface[i / PER_IFACE].ifindex, address(i)));
		model[i].refusals = 0;
		model_hears_answer(i, false);
	} else if (what < 98) {
		restore(rng, i);
	} else if (what < 99) {
		conf.install = (enum install)below(rng, INSTALL_NONE + 1);
		drl_configure(&drl, &conf, now);
		model_lets_go();
		model_forgets_changes();
	} else {
		unsigned of = below(rng, IFACES);

		drl_del_iface(&drl, iface[of].ifindex, REASON_CONFIGURATION, now);
		for (i = of * PER_IFACE; i < (of + 1) * PER_IFACE; i++)
			model[i].known = false;
	}
}

static void setup(void)
{
	memset(model, 0, sizeof(model));
	model_forgets_changes();
	conf_init(&conf);
	conf.routers_max = MAX;
	conf.iface_routers_max = IFACE_MAX;
	ring = (struct event_ring){ 0 };
	drl_init(&drl, 5, &ring);
	ck_assert(drl_configure(&drl, &conf, now));
	now = 1000 * SEC;
	standing = STANDING_NONE;
	for (unsigned i = 0; i < IFACES; i++) {
		up[i] = carrier[i] = true;
		addr[i] = (struct iface_addr){ ip("192.0.2.200"), ip("192.0.2.200"), 24 };
		iface[i] = (struct iface){ .ifindex = i + 7,
			.up = true,
			.carrier = true,
			.n_addrs = 1,
			.addrs = &addr[i] };
	}
}

static void teardown(void)
{
	drl_fini(&drl);
}

/* Whatever happens, in whatever order: who is known, until when, who is chosen, and why.
 * [H-3, H-4, H-5, H-6] */
START_TEST(drl_agrees_with_its_model_at_random)
{
	struct rng rng = { .state = 11 };
	struct neighbour_query q;
	struct event event;
	bool foreign = false;
	unsigned standings[4] = { 0 };

	for (unsigned step = 0, steps = STEPS; step < steps; step++) {
		now += one_in(&rng, 50) ? rng_between(&rng, 1, 20 * SEC)
					: rng_between(&rng, 1, 300 * MS);
		drl_advance(&drl, now);
		model_ages();
		if (held_until <= now)
			model_lets_go();
		do_something(&rng);
		if (one_in(&rng, 100))
			foreign = !foreign;
		compare(step, foreign);
		standings[standing]++;
		while (one_in(&rng, 2) && drl_query(&drl, &q))
			must(drl_find(&drl, hop_to(q.ifindex, q.address)) != NULL,
			    "a question about nobody");
		while (event_pull(&ring, &event))
			;
	}
	for (unsigned i = 0; i < ARRAY_SIZE(standings); i++) /* it was everywhere */
		ck_assert_uint_gt(standings[i], STEPS / 500);
	ck_assert_uint_gt(n_dampings, STEPS / 3000);
}
END_TEST

Suite *suite_drl_random(void)
{
	Suite *s = suite_create("drl_random");
	TCase *tc = tcase_create("drl_random");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, drl_agrees_with_its_model_at_random);
	suite_add_tcase(s, tc);
	return s;
}
