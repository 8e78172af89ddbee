/* SPDX-License-Identifier: BSD-2-Clause */
/* The fuse of the choice: how often another router may come first before one is held, and for how long.
 *
 * A change is that another router comes first than the last one that did, whatever the reason and whoever
 * was behind it: each one breaks connections. None is what the kernel refused, that there was nobody for
 * a while, and that the same one comes back after that. The fuse blows where the last one could
 * have stayed: a change that is forced cannot be prevented, and a chain of those (equals that expire one
 * after the other) has nothing to gain from it.
 *
 * No option: honest routers change some times a day. Who changes them so often by hand reloads, and it
 * is whole again.
 */
#ifndef RDISC_CORE_HOST_DAMPING_H
#define RDISC_CORE_HOST_DAMPING_H

#include "model/network.h"

#define FUSE_CHANGES 10                  /* so many are good … */
#define FUSE_WINDOW  (60 * USEC_PER_SEC) /* … within this; the next one blows it … */
#define FUSE_TIME    (60 * USEC_PER_SEC) /* … for so long */

struct fuse {
	usec_t changes[FUSE_CHANGES]; /* until when each of the last ones counts; a ring */
	unsigned next;
	struct hop first; /* who came first last; ifindex 0: nobody yet */
	/* The one before that, while the kernel has not answered; ifindex 0: none. */
	struct hop before;
	usec_t replaced; /* what the last change stands in the place of */
	struct hop held; /* blown: the one that is held */
	usec_t until;    /* blown: until then; USEC_INFINITY: whole */
};

void fuse_init(struct fuse *f);

bool fuse_is_blown(const struct fuse *f);

/* Would it be one change too many if this one came first now? */
bool fuse_is_due(const struct fuse *f, struct hop first, usec_t now);

void fuse_blow(struct fuse *f, usec_t now); /* nobody is held yet */

/* This one comes first from now on. */
void fuse_note(struct fuse *f, struct hop first, usec_t now);

/* The kernel has refused, or taken, a route through this one. */
void fuse_answer(struct fuse *f, struct hop hop, bool refused);

#endif
