/* SPDX-License-Identifier: BSD-2-Clause */
/* A router's way out: the verdict on it. */
#include "config.h"

#include "core/router/track.h"

void track_set(struct track *t, const struct conf_track *conf, bool fact, usec_t now)
{
	if (t->begun && t->fact == fact)
		return;
	t->begun = true;
	t->fact = fact;
	if (!t->judged)
		t->decided = now;
	else if (fact == t->ok)
		t->decided = USEC_INFINITY; /* back before it counted as lost */
	else
		t->decided = usec_add(now, fact ? conf->restore_delay : conf->loss_delay);
}

bool track_advance(struct track *t, usec_t now)
{
	if (!t->begun || t->decided > now)
		return false;
	t->judged = true;
	t->ok = t->fact;
	t->decided = USEC_INFINITY;
	return true;
}

bool track_is_lost(const struct track *t)
{
	return t->judged && !t->ok;
}

int32_t track_preference(const struct conf_track *conf, int32_t preference)
{
	int64_t lowered = (int64_t)preference - conf->penalty;

	if (conf->on_loss == LOSS_INELIGIBLE || preference == PREFERENCE_INELIGIBLE)
		return PREFERENCE_INELIGIBLE;
	return lowered > PREFERENCE_INELIGIBLE ? (int32_t)lowered : PREFERENCE_INELIGIBLE + 1;
}
