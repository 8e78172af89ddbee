/* SPDX-License-Identifier: BSD-2-Clause */
/* The reference model of the default router list: the comparison, and the rules of choice. */
#include "config.h"

#include "reference.h"

#include <stdarg.h>
#include <stdio.h>

/* drl.h: a newcomer that must be confirmed is taken after this, or this after the kernel was last
 * seen asking. */
#define CONFIRM_LIMIT (3100 * USEC_PER_MSEC)
#define ASKING_LIMIT  USEC_PER_SEC
/* So many of one preference level are in use at most, beside the one that damping keeps. */
#define EQUALS        32

__attribute__((format(printf, 3, 4))) static bool complain(
    struct reference *m, const struct reference_router *r, const char *format, ...)
{
	char address[INET_ADDRSTRLEN] = "";
	va_list args;
	int len = 0;

	if (r != NULL) {
		inet_ntop(AF_INET, &r->address, address, sizeof(address));
		len = snprintf(
		    m->complaint, sizeof(m->complaint), "router %s on %u: ", address, r->ifindex);
	}
	va_start(args, format);
	vsnprintf(m->complaint + len, sizeof(m->complaint) - (size_t)len, format, args);
	va_end(args);
	return false;
}

static const struct known_router *find_real(
    const struct reference_view *real, const struct reference_router *r)
{
	for (size_t i = 0; i < real->n; i++)
		if (real->routers[i].ifindex == r->ifindex &&
		    in_addr_equal(real->routers[i].address, r->address))
			return &real->routers[i];
	return NULL;
}

static bool is_confirmed(const struct reference_view *real, const struct reference_router *r)
{
	const struct known_router *k = find_real(real, r);

	return k != NULL && k->confirmed;
}

static bool is_wanted(const struct reference_view *real, const struct reference_router *r)
{
	const struct known_router *k = find_real(real, r);

	return k != NULL && k->wanted;
}

static size_t count_equals(
    const struct reference *m, const struct reference_view *real, int32_t preference)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_routers; i++)
		n += m->routers[i].preference == preference && is_wanted(real, &m->routers[i]);
	return n;
}

static bool has_alive(const struct reference *m, usec_t now)
{
	for (size_t i = 0; i < m->n_routers; i++)
		if (reference_is_alive(m, &m->routers[i], now))
			return true;
	return false;
}

static bool agree_on_list(struct reference *m, const struct reference_view *real, usec_t now)
{
	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *r = &m->routers[i];
		const struct known_router *k = find_real(real, r);

		if (k == NULL && r->withdrawn &&
		    (real->foreign || m->refused || has_alive(m, now))) {
			reference_take_leave(m, r); /* the last resort is one no more */
			i--;
			continue;
		}
		if (k == NULL)
			return complain(m, r, "should be in the list and is not");
		if (k->effective != r->preference || k->preference != r->advertised)
			return complain(m, r, "has preference %d (%d) instead of %d (%d)",
			    k->effective, k->preference, r->preference, r->advertised);
		if (k->deadline != r->deadline)
			return complain(m, r, "expires %.6f s too late",
			    (double)(int64_t)(k->deadline - r->deadline) / 1e6);
		if (k->wanted && !reference_is_usable(m, r, now))
			return complain(m, r, "is wanted but of no use");
	}
	if (real->n != m->n_routers)
		return complain(
		    m, NULL, "the list has %zu routers instead of %zu", real->n, m->n_routers);
	/* A cap that was lowered only stops growth. [N-4] */
	if (real->n > m->max && real->n > m->last_n)
		return complain(m, NULL, "%zu routers, more than allowed", real->n);
	m->last_n = real->n;
	return true;
}

/* ---- the choice ---- */

struct choice {
	size_t alive, usable, withdrawn, wanted;
	int32_t best_alive, best_usable, best_wanted, worst_wanted;
};

static bool is_known_good(const struct reference_router *r)
{
	return r->neighbour == NEIGHBOUR_VALID || r->neighbour == NEIGHBOUR_PROBING ||
	       r->neighbour == NEIGHBOUR_REACHABLE;
}

static struct choice count(const struct reference *m, const struct reference_view *real, usec_t now)
{
	struct choice c = { .best_alive = INT32_MIN,
		.best_usable = INT32_MIN,
		.best_wanted = INT32_MIN,
		.worst_wanted = INT32_MAX };

	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *r = &m->routers[i];

		if (reference_is_choosable(m, r, now)) {
			c.alive++;
			c.best_alive = r->preference > c.best_alive ? r->preference : c.best_alive;
		}
		if (reference_is_usable(m, r, now)) {
			c.withdrawn += r->withdrawn;
			c.usable++;
			c.best_usable = r->preference > c.best_usable ? r->preference
								      : c.best_usable;
		}
		if (is_wanted(real, r)) {
			c.wanted++;
			c.best_wanted = r->preference > c.best_wanted ? r->preference
								      : c.best_wanted;
			c.worst_wanted = r->preference < c.worst_wanted ? r->preference
									: c.worst_wanted;
		}
	}
	return c;
}

/* Of the last resorts: one that answers its neighbours is better, then the one in use, then preference. */
static bool is_better_resort(
    const struct reference *m, const struct reference_router *a, const struct reference_router *b)
{
	bool answers = reference_is_answering(m, a);

	if (answers != reference_is_answering(m, b))
		return answers;
	if (a->withdrawn != b->withdrawn)
		return a->withdrawn;
	if (answers && a->wanted != b->wanted && !m->refused)
		return a->wanted;
	return a->preference > b->preference;
}

/* None is alive: the best of the usable ones is kept, unless a foreign default route can take over. */
static bool check_last_resort(
    struct reference *m, const struct reference_view *real, const struct choice *c, usec_t now)
{
	size_t due = real->foreign || c->usable == 0 ? 0 : 1;
	const struct reference_router *kept = NULL;

	if (c->wanted != due)
		return complain(
		    m, NULL, "nobody is alive, %zu are wanted instead of %zu", c->wanted, due);
	for (size_t i = 0; i < m->n_routers; i++)
		if (is_wanted(real, &m->routers[i]))
			kept = &m->routers[i];
	for (size_t i = 0; i < m->n_routers && due == 1; i++)
		if (reference_is_usable(m, &m->routers[i], now) &&
		    is_better_resort(m, &m->routers[i], kept))
			return complain(m, kept, "is the last resort, and not the best");
	return true;
}

/* A standby that has no verdict, or whose last check failed, is no measure and displaces none. */
static bool is_unjudged(const struct reference_router *r)
{
	return !r->wanted && (r->way == WAY_PENDING || r->way == WAY_DOUBTFUL);
}

/* Whether such a router was a measure when the choice was made is not seen here. */
static bool has_unjudged(const struct reference *m)
{
	for (size_t i = 0; i < m->n_routers; i++)
		if (m->routers[i].way == WAY_PENDING || m->routers[i].way == WAY_DOUBTFUL)
			return true;
	return false;
}

/* True if others are measured against it: it has answered, or works in use, until now or (`also_new`) from now on. */
static bool is_measure(const struct reference *m, const struct reference_view *real,
    const struct reference_router *r, bool also_new, usec_t now)
{
	if (is_unjudged(r) && !(also_new && is_wanted(real, r)))
		return false;
	if (r->withdrawn)
		return reference_is_usable(m, r, now);
	return reference_is_alive(m, r, now) &&
	       ((r->confirmed || also_new) && is_confirmed(real, r));
}

/* A standby that is being asked is a measure for want of another. */
static bool is_asked(const struct reference_router *r)
{
	return !r->wanted && r->neighbour == NEIGHBOUR_PROBING;
}

static bool has_settled_measure(const struct reference *m, const struct reference_view *real,
    const struct reference_router *but, bool also_new, usec_t now)
{
	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *x = &m->routers[i];

		if (x != but && is_measure(m, real, x, also_new, now) && !x->withdrawn &&
		    !is_asked(x))
			return true;
	}
	return false;
}

/* A standby that has answered and may be chosen, while its checks do not say that it leads out. */
static bool is_weak_measure(const struct reference *m, const struct reference_view *real,
    const struct reference_router *r, bool also_new, usec_t now)
{
	return is_unjudged(r) && reference_is_choosable(m, r, now) &&
	       ((r->confirmed || also_new) && is_confirmed(real, r));
}

/* For want of others, those that have not answered are measured against the best such standby: of equals, against any,
 * perhaps itself. */
static bool would_displace_standby(const struct reference *m, const struct reference_view *real,
    const struct reference_router *r, bool also_new, usec_t now)
{
	const struct reference_router *best = is_weak_measure(m, real, r, also_new, now) ? r : NULL;

	if (m->install == INSTALL_NONE || (r->confirmed && !is_asked(r)) ||
	    r->neighbour == NEIGHBOUR_REACHABLE)
		return false;
	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *x = &m->routers[i];

		if (!is_weak_measure(m, real, x, also_new, now))
			continue;
		if (best == NULL ||
		    (is_asked(x) == is_asked(best) ? x->preference > best->preference
						   : is_asked(best)))
			best = x;
	}
	return best != NULL && best != r &&
	       (best->preference < r->preference ||
		   (m->install == INSTALL_MULTIPATH && best->preference == r->preference));
}

/* True if it would take traffic from the best of those that others are measured against. */
static bool would_displace(const struct reference *m, const struct reference_view *real,
    const struct reference_router *r, bool also_new, usec_t now)
{
	bool any = false, any_active = false;
	bool settled = has_settled_measure(m, real, r, also_new, now);
	int32_t best = INT32_MIN;

	for (size_t i = 0; i < m->n_routers && m->install != INSTALL_NONE; i++) {
		const struct reference_router *x = &m->routers[i];

		if (x == r || !is_measure(m, real, x, also_new, now) ||
		    (settled && !x->withdrawn && is_asked(x)))
			continue;
		any = true;
		any_active = any_active || !x->withdrawn;
		if (!x->withdrawn && x->preference > best)
			best = x->preference;
	}
	if (!any)
		return would_displace_standby(m, real, r, also_new, now);
	if (!any_active)
		return true;
	return best < r->preference || (m->install == INSTALL_MULTIPATH && best == r->preference);
}

/* True if a worse router is alive that was perhaps taken for its valid entry, without an answer. */
static bool has_had_to_do(const struct reference *m, const struct reference_router *r, usec_t now)
{
	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *x = &m->routers[i];

		if (x->was_good && reference_is_alive(m, x, now) && x != r &&
		    x->preference <= r->preference)
			return true;
	}
	return false;
}

/* A router that should be wanted is not. That is right only while it must still be confirmed, because it
 * is better than those that work; and not for long. */
static bool check_waiting(
    struct reference *m, const struct reference_view *real, struct reference_router *r, usec_t now)
{
	usec_t limit;

	/* Its verdict is to come, and has it chosen again. */
	if (r->way == WAY_PENDING &&
	    (r->waiting_since != USEC_INFINITY || would_displace(m, real, r, true, now))) {
		r->waiting_since = r->asked = now;
		return true;
	}
	if (r->neighbour == NEIGHBOUR_REACHABLE)
		return complain(m, r, "answers and is left out (%s, preference %d)",
		    conf_install_name(m->install), r->preference);
	if (r->waiting_since == USEC_INFINITY) {
		if (m->strict && !would_displace(m, real, r, true, now) &&
		    !has_had_to_do(m, r, now))
			return complain(m, r, "is left out (%s, preference %d)",
			    conf_install_name(m->install), r->preference);
		r->waiting_since = r->asked = now;
	}
	if (r->neighbour == NEIGHBOUR_INCOMPLETE || r->neighbour == NEIGHBOUR_PROBING)
		r->asked = now;
	if (!is_known_good(r)) /* it has to answer, however long that takes */
		r->waiting_since = now;
	limit = usec_max(r->waiting_since + CONFIRM_LIMIT, r->asked + ASKING_LIMIT) +
		m->confirm_slack;
	if (now > limit)
		return complain(
		    m, r, "has been left out for %.6f s", (double)(now - r->waiting_since) / 1e6);
	return true;
}

/* True if a router as good as this one is known to work and in use, already or from now on. */
static bool has_equal_in_use(const struct reference *m, const struct reference_view *real,
    const struct reference_router *r, usec_t now)
{
	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *x = &m->routers[i];

		if (x != r && (x->best || is_wanted(real, x)) && is_known_good(x) &&
		    reference_is_alive(m, x, now) &&
		    (x->preference > r->preference ||
			(m->install != INSTALL_MULTIPATH && x->preference == r->preference)))
			return true;
	}
	return false;
}

/* True if a standby as good as this one is known to work and free to be chosen. Both are measured against it. */
static bool has_equal_standby(
    const struct reference *m, const struct reference_router *r, usec_t now)
{
	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *x = &m->routers[i];

		if (x != r && x->preference >= r->preference && is_known_good(x) &&
		    !is_unjudged(x) && reference_is_alive(m, x, now))
			return true;
	}
	return false;
}

/* A router is wanted now that was not. If it displaces those that work, it must have answered, or had its
 * time to (perhaps asked when it was not yet the best). */
static bool check_taken(struct reference *m, const struct reference_view *real,
    const struct reference_router *r, usec_t now)
{
	if (r->wanted || m->refused || has_equal_in_use(m, real, r, now) ||
	    !would_displace(m, real, r, false, now))
		return true;
	if (r->way == WAY_PENDING && !has_equal_standby(m, r, now))
		return complain(m, r, "displaces a router that works, and has no verdict");
	if (is_asked(r) && has_settled_measure(m, real, r, false, now) && !has_unjudged(m))
		return complain(m, r, "displaces a router that works while it is being asked");
	if (r->confirmed || r->neighbour == NEIGHBOUR_REACHABLE ||
	    now >= r->learned + CONFIRM_LIMIT || has_unjudged(m))
		return true;
	return complain(m, r, "displaces a router that works, and has not answered");
}

/* In use before it could answer: it has some time for that. After it, one that answers now comes first, unless
 * another router that is known to work is as good as the first. */
static bool check_stays(struct reference *m, const struct reference_router *r, usec_t now)
{
	bool answers = false;

	if (reference_is_proven(r) || r->was_good || now <= r->grace + m->confirm_slack ||
	    m->install == INSTALL_NONE || has_unjudged(m))
		return true;
	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *x = &m->routers[i];

		if (x == r || !reference_is_alive(m, x, now) ||
		    !(reference_is_proven(x) || x->was_good))
			continue;
		if (x->preference >= r->preference)
			return true;
		answers = answers || x->neighbour == NEIGHBOUR_REACHABLE;
	}
	return !answers || complain(m, r, "has not answered, and comes before a router that has");
}

static bool is_due(
    const struct reference *m, const struct reference_router *r, const struct choice *c)
{
	switch (m->install) {
	case INSTALL_LADDER:
		return true;
	case INSTALL_SINGLE:
		return r->preference > c->best_wanted;
	default:
		return r->preference >= c->best_wanted;
	}
}

static bool check_shape(struct reference *m, const struct choice *c)
{
	bool kept = m->kept.ifindex != 0;

	if (c->wanted == 0)
		return complain(m, NULL, "%zu routers are alive and none is wanted", c->alive);
	if (kept && m->install != INSTALL_LADDER && c->wanted > 1)
		return complain(m, NULL, "%zu routers during damping", c->wanted);
	if (kept && m->install == INSTALL_LADDER && c->wanted < c->alive && c->wanted < EQUALS)
		return complain(m, NULL, "%zu of %zu in the ladder", c->wanted, c->alive);
	if (m->install == INSTALL_SINGLE && c->wanted > 1)
		return complain(m, NULL, "%zu routers instead of a single one", c->wanted);
	if (m->install != INSTALL_LADDER && c->best_wanted != c->worst_wanted)
		return complain(m, NULL, "wanted routers of unequal preference");
	return true;
}

/* Among equals the current one stays, unless a better one was tried in between and refused. */
static bool check_stay(
    struct reference *m, const struct reference_view *real, const struct choice *c, usec_t now)
{
	bool had = false, kept = false;

	if (m->install != INSTALL_SINGLE || m->refused || m->kept.ifindex != 0)
		return true;
	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *r = &m->routers[i];

		if (!r->wanted || !reference_is_alive(m, r, now) || r->preference != c->best_wanted)
			continue;
		had = true;
		kept = kept || is_wanted(real, r);
	}
	return !had || kept || complain(m, NULL, "changes to another router that is no better");
}

/* True if something is under way that may speak against it. */
static bool is_uncertain(const struct reference_router *r)
{
	return is_unjudged(r) || is_asked(r);
}

/* Of equal standbys one that is known to work is taken before one of which that is not known. */
static bool check_sure(struct reference *m, const struct reference_view *real,
    const struct reference_router *r, usec_t now)
{
	if (m->install != INSTALL_SINGLE || m->refused || r->wanted || !is_uncertain(r))
		return true;
	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *x = &m->routers[i];

		if (x != r && x->preference == r->preference && x->confirmed && !is_uncertain(x) &&
		    !is_wanted(real, x) && reference_is_choosable(m, x, now))
			return complain(m, r, "is taken before one that is known to work");
	}
	return true;
}

/* A router that has not answered never comes before a last resort that answers. True if there is no other. */
static bool are_all_new(const struct reference *m, const struct reference_view *real, usec_t now)
{
	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *r = &m->routers[i];

		if (reference_is_alive(m, r, now) && !is_unjudged(r) &&
		    (r->confirmed || is_wanted(real, r)))
			return false;
	}
	return true;
}

/* One that is in doubt counts as in use or not; while the kernel refuses routes that changes unseen. Then all
 * waiting begins anew. */
static bool is_unclear(struct reference *m)
{
	bool unclear = false;

	for (size_t i = 0; i < m->n_routers; i++)
		unclear = unclear || (m->refused && m->routers[i].way == WAY_DOUBTFUL);
	for (size_t i = 0; i < m->n_routers && unclear; i++)
		m->routers[i].waiting_since = USEC_INFINITY;
	return unclear;
}

static bool check_choice(
    struct reference *m, const struct reference_view *real, const struct choice *c, usec_t now)
{
	if (is_unclear(m))
		return true;
	if (c->alive == 0 || (c->withdrawn > 0 && are_all_new(m, real, now)))
		return check_last_resort(m, real, c, now);
	if (c->withdrawn > 0)
		return complain(m, NULL, "keeps the last resort though others are usable");
	if (!check_shape(m, c) || !check_stay(m, real, c, now))
		return false;
	for (size_t i = 0; i < m->n_routers; i++) {
		struct reference_router *r = &m->routers[i];
		bool alive = reference_is_choosable(m, r, now);

		if (is_wanted(real, r)) {
			if (!alive)
				return complain(m, r, "is wanted though others are alive");
			if (count_equals(m, real, r->preference) > EQUALS + (m->kept.ifindex != 0))
				return complain(m, r, "is one of too many equals");
			if (m->kept.ifindex == 0 && !check_taken(m, real, r, now))
				return false;
			if (m->kept.ifindex == 0 && !check_stays(m, r, now))
				return false;
			if (m->kept.ifindex == 0 && !check_sure(m, real, r, now))
				return false;
		} else if (alive && m->kept.ifindex == 0 && is_due(m, r, c) &&
			   count_equals(m, real, r->preference) < EQUALS) {
			if (!check_waiting(m, real, r, now))
				return false;
			continue;
		}
		r->waiting_since = USEC_INFINITY;
	}
	return true;
}

bool reference_agrees(struct reference *m, const struct reference_view *real, usec_t now)
{
	struct choice c;

	m->foreign = real->foreign;
	if (m->fault || !agree_on_list(m, real, now))
		return false;
	c = count(m, real, now);
	if (!check_choice(m, real, &c, now))
		return false;
	m->refused = false;
	for (size_t i = 0; i < m->n_routers; i++) {
		struct reference_router *r = &m->routers[i];
		const struct known_router *k = find_real(real, r);

		if (r->wanted && !is_wanted(real, r))
			r->confirmed = r->neighbour == NEIGHBOUR_REACHABLE;
		r->wanted = is_wanted(real, r);
		/* It may have been evicted, and be back, since the last comparison. */
		if (k != NULL)
			r->learned = k->learned;
		if (is_confirmed(real, r) && !r->confirmed && !r->was_good)
			return complain(m, r, "counts as confirmed, and never had a valid entry");
		r->confirmed = is_confirmed(real, r); /* by time, or no more */
		r->held = false;
		r->first = real->has_first && r->ifindex == real->first.ifindex &&
			   in_addr_equal(r->address, real->first.gateway);
		/* Below the kept one only a ladder goes on, and it is told who comes first there. */
		r->best = r->wanted && (m->kept.ifindex != 0 && m->install == INSTALL_LADDER
					       ? r->first
					       : r->preference == c.best_wanted);
	}
	return true;
}
