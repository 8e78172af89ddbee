/* SPDX-License-Identifier: BSD-2-Clause */
/* The reference model of the default router list: who comes first may change so often and no more. */
#include "config.h"

#include "reference.h"

#include <stdio.h>
#include <string.h>

/* damping.h: more than 10 changes within 60 s, and for 60 s one is held. */
#define MANY   10
#define WINDOW (60 * USEC_PER_SEC)
#define TIME   (60 * USEC_PER_SEC)

static bool complain(struct reference *m, const char *text, struct hop hop)
{
	char address[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &hop.gateway, address, sizeof(address));
	snprintf(m->complaint, sizeof(m->complaint), "router %s on %u: %s", address, hop.ifindex,
		text);
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

/* Nobody who is alive, and known to work if he is not, or no less than he, was there before him. */
static bool is_longest_lived(
	const struct reference *m, const struct reference_router *held, usec_t now)
{
	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *r = &m->routers[i];

		if (r->deadline > now && reference_is_alive(m, r, now) &&
			r->preference >= operator_rank(m, now) && !r->contradicts &&
			!held->contradicts && /* else their age is not certain */
			!is_uncertain(r) && !is_uncertain(held) &&
			(is_good(r) == is_good(held) ? r->learned < held->learned : is_good(r)))
			return false;
	}
	return true;
}

static bool check_held(struct reference *m, struct hop first, struct hop held, usec_t now)
{
	const struct reference_router *r = find_alive(m, held, now), *before;

	if (r == NULL) /* then nobody is alive */
		return true;
	if (!is_same(first, held))
		return complain(m, "is held and does not come first", held);
	if (r->preference < operator_rank(m, now))
		return complain(m, "is held, and the operator prefers another", held);
	if (is_same(held, m->held))
		return true;
	before = is_nobody(m->held) ? NULL : find_alive(m, m->held, now);
	if (before != NULL && before->preference >= operator_rank(m, now))
		return complain(m, "is held no more, though it is alive", m->held);
	if (m->strict && !is_longest_lived(m, r, now)) /* else ages are not certain */
		return complain(m, "is held, and is not the longest-lived", held);
	return true;
}

static bool check_blown(struct reference *m, struct hop first, struct hop held, usec_t now)
{
	const struct reference_router *last = find_alive(m, m->first, now);
	bool many = count_moves(m, now) >= MANY;

	if (is_nobody(held))
		return !many || last == NULL || !last->confirmed || is_nobody(first) ||
		       is_same(first, m->first) || complain(m, "comes first once too often", first);
	if (!many)
		return complain(m, "is held after few changes", held);
	if (last == NULL)
		return complain(m, "is held though the change was forced", held);
	m->held_until = now + TIME;
	return true;
}

bool reference_chose(struct reference *m, struct hop first, struct hop held, usec_t now)
{
	if (!is_nobody(m->held) && now >= m->held_until)
		m->held = (struct hop){ 0 };
	if (is_nobody(m->held) ? !check_blown(m, first, held, now) : is_nobody(held))
		return is_nobody(m->held) ? false : complain(m, "is let go too early", m->held);
	if (!is_nobody(held) && !check_held(m, first, held, now))
		return false;
	m->held = held;
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
