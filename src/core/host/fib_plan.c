/* SPDX-License-Identifier: BSD-2-Clause */
/* The next step from what the kernel holds to what is wanted. */
#include "config.h"

#include "core/host/fib.h"

#include <errno.h>

#include "base/rate.h"
#include "core/host/fib_record.h"

/* Repairs are immediate, but a fight is slowed down; false: not yet. */
static bool may_repair(struct fib *fib, const struct fib_entry *e, usec_t now)
{
	usec_t when = usec_add(e->repaired, e->rested ? REPAIR_AGAIN : REPAIR_INTERVAL);

	if (e->repairs == 0 || when <= now)
		return true;
	fib->deadline = usec_min(fib->deadline, when);
	return false;
}

/* Marks what is wanted in a table; collects what is missing. */
static size_t plan_additions(struct fib *fib, const struct route_set *wanted, usec_t now,
    struct route_change *ret, size_t max)
{
	const uint32_t *metrics = wanted->metrics;
	size_t n = 0;

	/* The worst metric first: the kernel's list of one prefix is cheap to extend at its front. Within
	 * one metric the best first: each is appended, and traffic takes the first that answers. */
	for (size_t end = wanted->n, first; end > 0; end = first) {
		first = end - 1;
		while (first > 0 && metrics[first - 1] == metrics[first])
			first--;
		for (size_t i = first; i < end && n < max; i++) {
			struct route route = route_set_at(wanted, i);
			struct fib_entry *e = fib_find(fib, &route);

			if (e != NULL) {
				e->wanted = true;
				e->stranger = false;
				e->adopted = false;
				e->keep_until = 0;
				if (e->present || !may_repair(fib, e, now))
					continue;
			}
			ret[n++] = (struct route_change){ .op = ROUTE_ADD, .route = route };
		}
	}
	return n;
}

/* false: not yet. */
static bool may_remove(struct fib *fib, const struct fib_entry *e, usec_t now)
{
	static const struct rate_limit limit = { REPAIR_INTERVAL, STRANGERS };

	if (!e->stranger || e->adopted || fib->released || rate_take(&fib->strangers, &limit, now))
		return true;
	fib->deadline = usec_min(fib->deadline, rate_ready(fib->strangers, &limit, 1));
	return false;
}

/* True if the entry must be deleted now. */
static bool is_due(struct fib *fib, struct fib_entry *e, usec_t now)
{
	if (!e->used || !e->ours || e->wanted)
		return false;
	if (!e->present) { /* gone, and no longer wanted */
		fib_forget(fib, e);
		return false;
	}
	if (e->keep_until > now) {
		fib->deadline = usec_min(fib->deadline, e->keep_until);
		return false;
	}
	return true;
}

/* False: it is not there, or may be gone without a word. */
static bool is_there_for_sure(const struct fib *fib, const struct route *route)
{
	const struct fib_entry *e = fib_find(fib, route);

	return e != NULL && e->present && !e->excused && !fib->any_doubted && !fib->reading;
}

/* False: nothing that is wanted in the table is there for sure. Another program removed it, and its repair waits, or
 * the mirror is in doubt. The other routes of the table stay until then. */
static bool may_clear(
    const struct fib *fib, const struct route_set *wanted, size_t n_sets, uint32_t table)
{
	for (size_t i = 0; i < n_sets; i++) {
		const struct route_set *set = &wanted[i];

		if (set->n == 0 || set->common.table != table)
			continue;
		for (size_t j = 0; j < set->n; j++) {
			struct route route = route_set_at(set, j);

			if (is_there_for_sure(fib, &route))
				return true;
		}
		return false;
	}
	return true;
}

/* The kernel finds the front of its list at once: the routes added last go first. */
static size_t plan_deletions(struct fib *fib, const struct route_set *wanted, size_t n_sets,
    usec_t now, struct route_change *ret, size_t max)
{
	size_t n = 0;

	for (uint32_t i = fib->n_slots; i-- > 0 && n < max;) {
		struct fib_entry *e = &fib->entries[i];

		if (is_due(fib, e, now) && may_clear(fib, wanted, n_sets, e->table) &&
		    may_remove(fib, e, now))
			ret[n++] = (struct route_change){ .op = ROUTE_DELETE,
				.route = fib_route(e) };
	}
	return n;
}

size_t fib_plan(struct fib *fib, const struct route_set *wanted, size_t n_sets, usec_t now,
    struct route_change *ret, size_t max)
{
	size_t n = 0;

	if (!fib->changed && now < fib->deadline)
		return 0;
	for (uint32_t i = 0; i < fib->n_slots; i++)
		fib->entries[i].wanted = false;
	fib->deadline = USEC_INFINITY;
	for (size_t i = 0; i < n_sets; i++)
		n += plan_additions(fib, &wanted[i], now, ret + n, max - n);
	if (n == 0)
		n = plan_deletions(fib, wanted, n_sets, now, ret, max);
	if (n == 0)
		fib->changed = false;
	return n;
}

static void count_repair(struct fib *fib, struct fib_entry *e, usec_t now)
{
	e->rested = e->repairs == 0 || now >= usec_add(e->repaired, REPAIR_REST);
	if (e->repairs > 0 && now >= usec_add(e->repaired, REPAIR_CALM))
		e->repairs = 0;
	e->repairs++;
	e->repaired = now;
	/* Told at 3, 6, 12, 24 …: a fight may last for days. */
	if (e->repairs % REPAIR_CONTEST == 0 &&
	    ((e->repairs / REPAIR_CONTEST) & (e->repairs / REPAIR_CONTEST - 1)) == 0)
		event_push(fib->events, &(struct event){ .kind = EVENT_ROUTE_CONTESTED,
					    .time = now,
					    .ifindex = fib_hops(e)->ifindex,
					    .router = fib_hops(e)->gateway,
					    .metric = e->metric,
					    .table = e->table,
					    .times = e->repairs });
	else if (e->repairs < REPAIR_CONTEST)
		fib_tell(fib, EVENT_ROUTE_REPAIRED, e, REASON_NONE, now);
}

static void route_added(struct fib *fib, struct fib_entry *e, usec_t now)
{
	if (!e->stranger) {
		count_repair(fib, e, now);
		return;
	}
	e->ours = e->wanted = true;
	e->stranger = false;
	fib_tell(fib, EVENT_ROUTE_ADDED, e, REASON_NONE, now);
}

/* Takes the kernel's answer to an addition, behind what it told of the route. EEXIST is the kernel's word
 * as well: it compares everything. */
static int add_done(struct fib *fib, const struct route *route, int error, usec_t now)
{
	bool exists = error == EEXIST && (fib_has(fib, route) || fib_set(fib, route, true));

	if (exists)
		fib_doubt(fib);
	else if (error == 0 && !fib_has(fib, route))
		error = EPROTO; /* it holds another one */
	if (!exists && error != 0)
		return error;
	route_added(fib, fib_find(fib, route), now);
	return 0;
}

int fib_done(struct fib *fib, const struct route_change *change, int error, usec_t now)
{
	struct fib_entry *e;

	fib->changed = true;
	if (change->op == ROUTE_ADD)
		return add_done(fib, &change->route, error, now);
	e = fib_find(fib, &change->route);
	if (e == NULL)
		return error;
	if (error == 0 || error == ESRCH) {
		fib_tell(fib, EVENT_ROUTE_REMOVED, e,
		    e->adopted && e->keep_until != 0 ? REASON_NOT_ADVERTISED : REASON_NONE, now);
		fib_forget(fib, e);
		return 0;
	}
	e->keep_until = usec_add(now, DELETE_RETRY);
	e->adopted = false;
	event_push(fib->events, &(struct event){ .kind = EVENT_ROUTE_FAILED,
				    .reason = REASON_WITHDRAWN,
				    .time = now,
				    .ifindex = fib_hops(e)->ifindex,
				    .router = fib_hops(e)->gateway,
				    .metric = e->metric,
				    .table = e->table,
				    .error = error });
	return error;
}
