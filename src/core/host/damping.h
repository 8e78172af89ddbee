/* SPDX-License-Identifier: BSD-2-Clause */
/* Flap damping of the choice. After many changes of the first router the longest-lived one stays first for
 * a while.
 *
 * A change puts another router first than the last one that was. The reason does not matter, for each change
 * breaks connections. Not counted: a route that the kernel refused, a gap without any router, and the same
 * router returning after a gap. Damping starts only where the last router could have stayed. It cannot
 * prevent a forced change, nor a chain of those (equals that expire one after the other).
 *
 * It has no option: honest routers change some times a day. An operator who changes them by hand reloads,
 * which ends it.
 */
#ifndef RDISC_CORE_HOST_DAMPING_H
#define RDISC_CORE_HOST_DAMPING_H

#include "model/network.h"

#define DAMPING_CHANGES 10                  /* so many are good … */
#define DAMPING_WINDOW  (60 * USEC_PER_SEC) /* … within this; the next one starts it … */
#define DAMPING_TIME    (60 * USEC_PER_SEC) /* … for so long */

struct damping {
	usec_t changes[DAMPING_CHANGES]; /* until when each of the last ones counts; a ring */
	unsigned next;
	struct hop first; /* the first router at the last choice; ifindex 0: none yet */
	struct hop
	    before; /* the one before that, while the kernel has not answered; ifindex 0: none */
	usec_t replaced; /* the entry of `changes` before the last change */
	struct hop kept; /* active: the router that stays first */
	usec_t until;    /* active: its end; USEC_INFINITY: not active */
};

void damping_init(struct damping *d);

bool damping_is_active(const struct damping *d);

/* True if it would be one change too many that `first` comes first now. */
bool damping_is_due(const struct damping *d, struct hop first, usec_t now);

/* Starts it; no router is kept yet. */
void damping_start(struct damping *d, usec_t now);

/* Notes the first router of a choice. */
void damping_note(struct damping *d, struct hop first, usec_t now);

/* Notes that the kernel has refused, or taken, a route through this router. */
void damping_answer(struct damping *d, struct hop hop, bool refused);

#endif
