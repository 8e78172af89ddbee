/* SPDX-License-Identifier: BSD-2-Clause */
/* Routers that were advertised while there was no room or no token for them. */
#include "config.h"

#include "core/host/newcomer.h"

#include "base/rate.h"

/* A look costs some microseconds; so many are one or two percent of a processor. At once there may be as
 * many as have a place: where processors are short, a flood comes in bursts. */
static const struct rate_limit look_limit = { USEC_PER_SEC / 2000, NEWCOMERS_MAX };

static bool is_free(const struct newcomer *c, usec_t now)
{
	return c->ifindex == 0 || c->state == NEWCOMER_LOOKED ||
	       (c->state == NEWCOMER_ASKED && usec_add(c->asked, NEWCOMER_TIME) <= now);
}

static struct newcomer *find_newcomer(struct newcomers *n, unsigned ifindex, struct in_addr address)
{
	for (unsigned i = 0; i < NEWCOMERS_MAX; i++)
		if (n->list[i].ifindex == ifindex &&
		    in_addr_equal(n->list[i].entry.address, address))
			return &n->list[i];
	return NULL;
}

static struct newcomer *find_place(struct newcomers *n, usec_t now)
{
	for (unsigned i = 0; i < NEWCOMERS_MAX; i++)
		if (is_free(&n->list[i], now))
			return &n->list[i];
	return NULL;
}

void newcomers_note(struct newcomers *n, const struct newcomer *newcomer, usec_t now)
{
	struct newcomer *known = find_newcomer(n, newcomer->ifindex, newcomer->entry.address),
			*place = known;

	if (known != NULL) { /* its last word counts, also if it is not looked at again */
		known->entry = newcomer->entry;
		known->source = newcomer->source;
		known->lifetime = newcomer->lifetime;
		known->heard = newcomer->heard;
		if (!is_free(known, now))
			return;
	} else {
		place = find_place(n, now);
	}
	if (place == NULL || !rate_take(&n->looks, &look_limit, now))
		return;
	*place = *newcomer;
	place->state = NEWCOMER_LOOK;
}

void newcomers_forget(struct newcomers *n, struct hop hop)
{
	struct newcomer *c = find_newcomer(n, hop.ifindex, hop.gateway);

	if (c != NULL)
		c->ifindex = 0;
}

bool newcomers_query(struct newcomers *n, struct neighbour_query *ret)
{
	for (unsigned i = 0; i < NEWCOMERS_MAX; i++) {
		struct newcomer *c = &n->list[n->cursor++ % NEWCOMERS_MAX];

		if (c->ifindex == 0 || (c->state != NEWCOMER_LOOK && c->state != NEWCOMER_ASK))
			continue;
		*ret = (struct neighbour_query){ c->ifindex, c->entry.address,
			c->state == NEWCOMER_LOOK ? NEIGHBOUR_LOOK : NEIGHBOUR_ASK };
		c->state = c->state == NEWCOMER_LOOK ? NEWCOMER_LOOKED : NEWCOMER_ASKED;
		return true;
	}
	return false;
}

static unsigned count_asked(const struct newcomers *n, usec_t now)
{
	unsigned asked = 0;

	for (unsigned i = 0; i < NEWCOMERS_MAX; i++)
		asked += n->list[i].ifindex != 0 && !is_free(&n->list[i], now) &&
			 n->list[i].state >= NEWCOMER_ASK;
	return asked;
}

bool newcomers_answer(
    struct newcomers *n, const struct neighbour *neighbour, usec_t now, struct newcomer *ret)
{
	struct newcomer *c = find_newcomer(n, neighbour->ifindex, neighbour->address);

	if (c == NULL || now >= usec_add(c->heard, c->lifetime * USEC_PER_SEC))
		return false;
	if (neighbour->state == NEIGHBOUR_VALID || neighbour->state == NEIGHBOUR_PROBING ||
	    neighbour->state == NEIGHBOUR_REACHABLE) {
		*ret = *c;
		c->ifindex = 0;
		return true;
	}
	if (c->state == NEWCOMER_LOOKED && count_asked(n, now) < NEWCOMERS_ASKED_MAX) {
		c->state = NEWCOMER_ASK;
		c->asked = now;
	}
	return false;
}
