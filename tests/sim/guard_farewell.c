/* SPDX-License-Identifier: BSD-2-Clause */
/* The invariants of a router's farewell: what ceases to be advertised is taken back three times, at its times,
 * unless any router advertises it again, or no host can hear it. */
#include "config.h"

#include "guard.h"

#include "world/sim.h"
#include "world/trace.h"

#define COPIES 3
#define SECOND USEC_PER_SEC
#define THIRD  (2 * USEC_PER_SEC)
#define HURRY  10 /* times as fast, when the daemon ends */

static struct guard_gone *find_gone(struct guard_router *w, struct in_addr address)
{
	for (unsigned g = 0; g < w->n_gone; g++)
		if (in_addr_equal(w->gone[g].entry.address, address))
			return &w->gone[g];
	return NULL;
}

static bool take_from_air(struct guard_router *w, struct in_addr address)
{
	for (unsigned a = 0; a < w->n_air; a++)
		if (in_addr_equal(w->air[a].address, address)) {
			w->air[a] = w->air[--w->n_air];
			return true;
		}
	return false;
}

/* One address of a farewell. */
static void take_back(struct node *n, struct guard_router *w, struct guard_entry entry, usec_t now)
{
	usec_t hurry = n->guard->stopping ? HURRY : 1;
	struct guard_gone *gone = find_gone(w, entry.address);

	if (gone == NULL && !take_from_air(w, entry.address))
		sim_fail(n->sim, n, "takes back what it does not advertise");
	if (gone == NULL && w->n_gone == ARRAY_SIZE(w->gone))
		sim_fail(n->sim, n, "too many addresses for the simulator");
	if (gone == NULL) {
		gone = &w->gone[w->n_gone++];
		*gone = (struct guard_gone){ .entry = entry };
	} else if (now < gone->due) {
		sim_fail(n->sim, n, "takes back again too early");
	} else if (gone->entry.preference != entry.preference) {
		sim_fail(n->sim, n, "takes back something else");
	}
	gone->due = now + (gone->said == 0 ? SECOND : THIRD) / hurry;
	if (++gone->said == COPIES)
		*gone = w->gone[--w->n_gone];
}

void guard_farewell(struct node *n, struct guard_router *w, const struct heard *h, usec_t now)
{
	for (unsigned e = 0; e < h->n; e++) {
		struct guard_entry entry = { h->entries[e].address, h->entries[e].preference };

		take_back(n, w, entry, now);
	}
}

void guard_farewell_follow(struct guard_router *w, bool can_speak)
{
	unsigned kept = 0;

	for (unsigned g = 0; g < w->n_gone; g++) {
		bool back = false;

		for (unsigned e = 0; e < w->n_list; e++)
			back = back || in_addr_equal(w->list[e].address, w->gone[g].entry.address);
		if (back && can_speak) /* who missed the farewell knows it still */
			w->air[w->n_air++] = w->gone[g].entry;
		else if (can_speak)
			w->gone[kept++] = w->gone[g];
	}
	w->n_gone = kept;
}

void guard_farewell_rival(struct guard_router *w, const struct heard *h)
{
	for (unsigned e = 0; e < h->n && h->lifetime > 0; e++) {
		struct guard_gone *gone = find_gone(w, h->entries[e].address);

		if (gone != NULL)
			*gone = w->gone[--w->n_gone];
	}
}

void guard_farewell_hurry(struct guard_router *w, usec_t now)
{
	for (unsigned g = 0; g < w->n_gone; g++)
		w->gone[g].due = now;
}

void guard_farewell_settled(struct node *n, const struct guard_router *w)
{
	for (unsigned g = 0; g < w->n_gone; g++)
		if (engine_deadline(n->engine) > w->gone[g].due)
			sim_fail(n->sim, n, "the next farewell will be late");
}
