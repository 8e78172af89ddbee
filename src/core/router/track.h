/* SPDX-License-Identifier: BSD-2-Clause */
/* A router's way out: whether the object of a track is there, and since when.
 *
 * A fact counts only after it has lasted its delay: a flapping uplink does not make
 * hosts flap. The first fact after the start is believed at once.
 */
#ifndef RDISC_CORE_ROUTER_TRACK_H
#define RDISC_CORE_ROUTER_TRACK_H

#include "model/conf.h"

struct track {
	bool begun; /* a fact has been seen */
	bool fact;
	bool judged;    /* there has been a verdict */
	bool ok;        /* the verdict */
	usec_t decided; /* when the fact becomes the verdict; USEC_INFINITY: they agree */
};

/* Takes the fact of now. */
void track_set(struct track *t, const struct conf_track *conf, bool fact, usec_t now);

/* Does what is due; true if the verdict changed, or was reached for the first time. */
bool track_advance(struct track *t, usec_t now);

/* True if the way out is lost, as far as is known. */
bool track_is_lost(const struct track *t);

/* Returns the preference level while the track is lost (LOSS_INELIGIBLE, LOSS_PREFERENCE). */
int32_t track_preference(const struct conf_track *conf, int32_t preference);

#endif
