/* SPDX-License-Identifier: BSD-2-Clause */
/* Flap damping of the choice: a ring of the last changes. */
#include "config.h"

#include "core/host/damping.h"

void damping_init(struct damping *d)
{
	*d = (struct damping){ .until = USEC_INFINITY };
}

bool damping_is_active(const struct damping *d)
{
	return d->until != USEC_INFINITY;
}

static bool is_change(const struct damping *d, struct hop first)
{
	return d->first.ifindex != 0 && !hop_equal(d->first, first);
}

bool damping_is_due(const struct damping *d, struct hop first, usec_t now)
{
	return !damping_is_active(d) && is_change(d, first) && d->changes[d->next] > now;
}

void damping_start(struct damping *d, usec_t now)
{
	d->until = usec_add(now, DAMPING_TIME);
	d->kept = (struct hop){ 0 };
}

void damping_note(struct damping *d, struct hop first, usec_t now)
{
	if (is_change(d, first)) {
		d->replaced = d->changes[d->next];
		d->changes[d->next] = usec_add(now, DAMPING_WINDOW);
		d->next = (d->next + 1) % DAMPING_CHANGES;
		d->before = d->first;
	}
	d->first = first;
}

void damping_answer(struct damping *d, struct hop hop, bool refused)
{
	if (d->before.ifindex == 0 || !hop_equal(d->first, hop))
		return;
	if (refused) {
		d->first = d->before;
		d->next = (d->next + DAMPING_CHANGES - 1) % DAMPING_CHANGES;
		d->changes[d->next] = d->replaced;
	}
	d->before.ifindex = 0;
}
