/* SPDX-License-Identifier: BSD-2-Clause */
/* Tracks: the facts behind them, and the interfaces that follow them. */
#include "config.h"

#include "core/engine/tracks.h"

#include <string.h>

#include "core/engine/roles.h"
#include "core/engine/routes.h"

/* Returns whether the interface of that name is up, with carrier. */
static bool is_working(const struct engine *e, const char *name)
{
	for (uint32_t i = 0; i < e->slots.end; i++)
		if (e->links[i].used && strcmp(e->links[i].iface.name, name) == 0)
			return e->links[i].iface.up && e->links[i].iface.carrier;
	return false;
}

/* The same track may stand elsewhere in the new configuration. */
void engine_carry_tracks(struct engine *e, const struct conf *conf)
{
	struct track old[TRACKS_MAX];

	memcpy(old, e->tracks, sizeof(old));
	memset(e->tracks, 0, sizeof(e->tracks));
	for (size_t i = 0; i < conf->n_tracks; i++)
		for (size_t j = 0; j < e->conf->n_tracks; j++)
			if (strcmp(conf->tracks[i].name, e->conf->tracks[j].name) == 0 &&
			    conf->tracks[i].kind == e->conf->tracks[j].kind)
				e->tracks[i] = old[j];
}

/* At the start our host must first find the router that leads out, and the kernel accept the route.
 * Until then no track is lost. */
static bool awaits_router(const struct engine *e, const struct track *t)
{
	struct route first;

	if (t->begun || engine_has_way_out(e))
		return false;
	if (e->wanted[0].n > 0) {
		first = route_set_at(&e->wanted[0], 0);
		return !fib_has(&e->fib, &first);
	}
	for (uint32_t i = 0; i < e->slots.end; i++)
		if (e->links[i].host.state == HOST_DELAY ||
		    e->links[i].host.state == HOST_SOLICITING)
			return true;
	return false;
}

/* The facts behind the tracks that follow from what the kernel told; while it has not told everything there
 * is none. */
static void judge_tracks(struct engine *e, usec_t now)
{
	if (!e->looked)
		return;
	for (size_t i = 0; i < e->conf->n_tracks; i++) {
		const struct conf_track *t = &e->conf->tracks[i];

		if (t->kind == TRACK_DEFAULT_ROUTE && awaits_router(e, &e->tracks[i]))
			continue;
		if (t->kind == TRACK_DEFAULT_ROUTE)
			track_set(&e->tracks[i], t, engine_has_way_out(e), now);
		else if (t->kind == TRACK_INTERFACE)
			track_set(&e->tracks[i], t, is_working(e, t->target), now);
	}
}

void engine_advance_tracks(struct engine *e, usec_t now)
{
	judge_tracks(e, now);
	for (size_t i = 0; i < e->conf->n_tracks; i++) {
		const struct conf_track *t = &e->conf->tracks[i];
		struct event event = { .time = now, .track_kind = t->kind };
		bool first = !e->tracks[i].judged;

		if (!track_advance(&e->tracks[i], now))
			continue;
		event.kind = track_is_lost(&e->tracks[i]) ? EVENT_TRACK_LOST : EVENT_TRACK_BACK;
		strncpy(event.track, t->name, sizeof(event.track) - 1);
		if (!first || event.kind == EVENT_TRACK_LOST)
			event_push(&e->events, &event);
		for (uint32_t j = 0; j < e->slots.end; j++) {
			struct link *l = &e->links[j];

			if (l->used && l->role == ROLE_ROUTER && (l->conf->tracks >> i & 1) != 0)
				engine_follow(e, l, false, now);
		}
	}
}

void engine_set_track(struct engine *e, size_t track, bool ok, usec_t now)
{
	if (track < e->conf->n_tracks)
		track_set(&e->tracks[track], &e->conf->tracks[track], ok, now);
}

usec_t engine_tracks_deadline(const struct engine *e)
{
	usec_t when = USEC_INFINITY;

	for (size_t i = 0; i < e->conf->n_tracks; i++)
		if (e->tracks[i].begun) /* else 0 */
			when = usec_min(when, e->tracks[i].decided);
	return when;
}
