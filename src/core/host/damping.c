/* SPDX-License-Identifier: BSD-2-Clause */
/* The fuse of the choice: a ring of the last changes. */
#include "config.h"

#include "core/host/damping.h"

void fuse_init(struct fuse *f)
{
	*f = (struct fuse){ .until = USEC_INFINITY };
}

bool fuse_is_blown(const struct fuse *f)
{
	return f->until != USEC_INFINITY;
}

static bool is_change(const struct fuse *f, struct hop first)
{
	return f->first.ifindex != 0 && !hop_equal(f->first, first);
}

bool fuse_is_due(const struct fuse *f, struct hop first, usec_t now)
{
	return !fuse_is_blown(f) && is_change(f, first) && f->changes[f->next] > now;
}

void fuse_blow(struct fuse *f, usec_t now)
{
	f->until = usec_add(now, FUSE_TIME);
	f->held = (struct hop){ 0 };
}

void fuse_note(struct fuse *f, struct hop first, usec_t now)
{
	if (is_change(f, first)) {
		f->replaced = f->changes[f->next];
		f->changes[f->next] = usec_add(now, FUSE_WINDOW);
		f->next = (f->next + 1) % FUSE_CHANGES;
		f->before = f->first;
	}
	f->first = first;
}

void fuse_answer(struct fuse *f, struct hop hop, bool refused)
{
	if (f->before.ifindex == 0 || !hop_equal(f->first, hop))
		return;
	if (refused) {
		f->first = f->before;
		f->next = (f->next + FUSE_CHANGES - 1) % FUSE_CHANGES;
		f->changes[f->next] = f->replaced;
	}
	f->before.ifindex = 0;
}
