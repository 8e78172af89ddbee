/* SPDX-License-Identifier: BSD-2-Clause */
/* The reference model of the default router list: who comes first may change so often and no more. */
#include "config.h"

#include "reference.h"

#include <stdio.h>
#include <string.h>

/* damping.h: more than 10 changes within 60 s, and for 60 s one stays first. */
#define MANY   10
#define WINDOW (60 * USEC_PER_SEC)
#define TIME   (60 * USEC_PER_SEC)

static bool complain(struct reference *m, const char *text, struct hop hop)
{
	char address[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &hop.gateway, address, sizeof(address));
	snprintf(
	    m->complaint, sizeof(m->complaint), "router %s on %u: %s", address, hop.ifindex, text);
	return false;
}

static bool is_nobody(struct hop hop)
{
	return hop.ifindex == 0;
}

static bool is_same(struct hop a, struct hop b)
{
	return a.ifindex == b.ifindex && a.gateway.s_addr == b.gateway.s_addr;
}

static bool is_good(const struct reference_router *r)
{
	return r->neighbour == NEIGHBOUR_VALID || r->neighbour == NEIGHBOUR_PROBING ||
	       r->neighbour == NEIGHBOUR_REACHABLE;
}

/* Its entry was valid, and is not now: whether that still counts follows from choices not seen here. */
static bool is_uncertain(const struct reference_router *r)
{
	return (r->confirmed || r->was_good) && !is_good(r);
}

/* The highest level that the operator gave one that is alive. */
static int32_t operator_rank(const struct reference *m, usec_t now)
{
	int32_t rank = INT32_MIN;

	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *r = &m->routers[i];

		if (r->deadline > now && r->overridden && reference_is_alive(m, r, now) &&
		    r->preference > rank)
			rank = r->preference;
	}
	return rank;
}

/* NULL: unknown, expired, or not alive. */
static const struct reference_router *find_alive(
    const struct reference *m, struct hop hop, usec_t now)
{
	const struct reference_router *r = reference_find(m, hop.ifindex, hop.gateway);

	return r != NULL && r->deadline > now && reference_is_alive(m, r, now) ? r : NULL;
}

static unsigned count_moves(const struct reference *m, usec_t now)
{
	unsigned n = 0;

	for (size_t i = 0; i < m->n_moves; i++)
		n += now - m->moves[i] < WINDOW;
	return n;
}

static void note(struct reference *m, struct hop first, usec_t now)
{
	if (is_nobody(first))
		return;
	if (!is_nobody(m->first) && !is_same(m->first, first)) {
		if (m->n_moves == REFERENCE_MOVES)
			memmove(&m->moves[0], &m->moves[1], --m->n_moves * sizeof(m->moves[0]));
		m->moves[m->n_moves++] = now;
		m->before = m->first;
	}
	m->first = first;
}

/* No router that is alive, and known to work if this one is not, or no less than this one, was there before it. */
static bool is_longest_lived(
    const struct reference *m, const struct reference_router *kept, usec_t now)
{
	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *r = &m->routers[i];

		if (r->deadline > now && reference_is_choosable(m, r, now) &&
		    r->preference >= operator_rank(m, now) && !r->contradicts &&
		    !kept->contradicts && /* else their age is not certain */
		    !is_uncertain(r) && !is_uncertain(kept) &&
		    (is_good(r) == is_good(kept) ? r->learned < kept->learned : is_good(r)))
			return false;
	}
	return true;
}

static bool check_kept(struct reference *m, struct hop first, struct hop kept, usec_t now)
{
	const struct reference_router *r = find_alive(m, kept, now), *before;

	if (r == NULL) /* then none is alive */
		return true;
	if (!is_same(first, kept))
		return complain(m, "is kept and does not come first", kept);
	if (r->preference < operator_rank(m, now))
		return complain(m, "is kept, and the operator prefers another", kept);
	if (is_same(kept, m->kept))
		return true;
	before = is_nobody(m->kept) ? NULL : find_alive(m, m->kept, now);
	if (before != NULL && before->preference >= operator_rank(m, now))
		return complain(m, "is kept no more, though it is alive", m->kept);
	if (m->strict && !is_longest_lived(m, r, now)) /* else ages are not certain */
		return complain(m, "is kept, and is not the longest-lived", kept);
	return true;
}

static bool check_damping(struct reference *m, struct hop first, struct hop kept, usec_t now)
{
	const struct reference_router *last = find_alive(m, m->first, now);
	bool many = count_moves(m, now) >= MANY;

	if (is_nobody(kept))
		return !many || last == NULL || !last->confirmed || is_nobody(first) ||
		       is_same(first, m->first) || complain(m, "comes first once too often", first);
	if (!many)
		return complain(m, "is kept after few changes", kept);
	if (last == NULL)
		return complain(m, "is kept though the change was forced", kept);
	m->kept_until = now + TIME;
	return true;
}

bool reference_chose(struct reference *m, struct hop first, struct hop kept, usec_t now)
{
	if (!is_nobody(m->kept) && now >= m->kept_until)
		m->kept = (struct hop){ 0 };
	if (is_nobody(m->kept) ? !check_damping(m, first, kept, now) : is_nobody(kept))
		return is_nobody(m->kept) ? false : complain(m, "is let go too early", m->kept);
	if (!is_nobody(kept) && !check_kept(m, first, kept, now))
		return false;
	m->kept = kept;
	note(m, first, now);
	return true;
}

void reference_move_answered(struct reference *m, struct hop hop, bool refused)
{
	if (is_nobody(m->before) || !is_same(m->first, hop))
		return;
	if (refused) {
		m->first = m->before;
		m->n_moves--;
	}
	m->before = (struct hop){ 0 };
}
