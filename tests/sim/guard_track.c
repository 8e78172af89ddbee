/* SPDX-License-Identifier: BSD-2-Clause */
/* The invariants of a router's tracks: a fact counts when it has lasted its delay, the first at once. */
#include "config.h"

#include "guard.h"

#include <string.h>

#include "core/engine/view.h"

static void set_fact(struct guard_track *t, const struct conf_track *conf, bool fact, usec_t now)
{
	if (!t->begun)
		t->ok = fact;
	else if (t->fact == fact)
		return;
	t->begun = true;
	t->fact = fact;
	t->since = now;
	t->delay = fact ? conf->restore_delay : conf->loss_delay;
}

void guard_track(struct node *n, size_t track, bool fact)
{
	set_fact(&n->guard->tracks[track], &n->conf->tracks[track], fact, node_now(n));
}

/* A default route over an interface where we are no router, and that works. One of ours through a router that is
 * lost is about to go. */
static bool leads_out(const struct node *n, struct hop hop, bool ours)
{
	const struct reference_iface *ri = reference_iface(n->reference, hop.ifindex);
	const struct reference_router *r = reference_find(n->reference, hop.ifindex, hop.gateway);
	const struct conf_iface *conf;

	return ri != NULL && ri->iface.up && ri->iface.carrier && (r == NULL ? !ours : !r->dead) &&
	       guard_role(n, &ri->iface, &conf) != ROLE_ROUTER;
}

static bool has_way_out(const struct node *n)
{
	for (size_t i = 0; i < n->kernel.n_routes; i++) {
		const struct kernel_route *kr = &n->kernel.routes[i];
		const struct route *route = &kr->route;

		for (size_t j = 0; j < route->n_hops; j++)
			if (leads_out(n, route->hops[j], !kr->foreign && !kr->left_over))
				return true;
	}
	return false;
}

/* A host of the node has yet to ask for routers, or the kernel to take the route, so that nothing is lost
 * before. */
static bool is_asking(const struct node *n)
{
	const struct route_set *wanted = engine_routes(n->engine);
	struct iface_view view;
	struct route first;
	uint32_t cursor = 0;

	if (wanted->n > 0) {
		first = route_set_at(wanted, 0);
		return kernel_find_ours(&n->kernel, &first) == NULL;
	}
	while (engine_next_iface(n->engine, &cursor, &view))
		if (view.host->state == HOST_DELAY || view.host->state == HOST_SOLICITING)
			return true;
	return false;
}

static bool is_working(const struct node *n, const char *name)
{
	for (size_t i = 0; i < n->reference->n_ifaces; i++) {
		const struct iface *iface = &n->reference->ifaces[i].iface;

		if (strcmp(iface->name, name) == 0)
			return iface->up && iface->carrier;
	}
	return false;
}

void guard_look_at_tracks(struct node *n)
{
	for (size_t i = 0; i < n->conf->n_tracks; i++) {
		const struct conf_track *conf = &n->conf->tracks[i];
		struct guard_track *t = &n->guard->tracks[i];

		if (conf->kind == TRACK_DEFAULT_ROUTE && (t->begun || has_way_out(n)))
			guard_track(n, i, has_way_out(n));
		else if (conf->kind == TRACK_INTERFACE)
			guard_track(n, i, is_working(n, conf->target));
		if (t->begun && node_now(n) >= t->since + t->delay)
			t->ok = t->fact;
	}
}

/* The choice is made: now it is known whether a route is on its way. True: some track is lost from the start. */
bool guard_begin_tracks(struct node *n)
{
	bool any = false;

	for (size_t i = 0; i < n->conf->n_tracks; i++) {
		if (n->conf->tracks[i].kind != TRACK_DEFAULT_ROUTE || n->guard->tracks[i].begun ||
		    has_way_out(n) || is_asking(n))
			continue;
		guard_track(n, i, false);
		any = true;
	}
	return any;
}

/* A belief belongs to the name and kind of a track. */
void guard_carry_tracks(struct node *n, const struct conf *old)
{
	struct guard_track before[MACHINE_TRACKS];

	memcpy(before, n->guard->tracks, sizeof(before));
	memset(n->guard->tracks, 0, sizeof(n->guard->tracks));
	for (size_t i = 0; i < n->conf->n_tracks; i++)
		for (size_t j = 0; j < old->n_tracks; j++)
			if (strcmp(n->conf->tracks[i].name, old->tracks[j].name) == 0 &&
			    n->conf->tracks[i].kind == old->tracks[j].kind)
				n->guard->tracks[i] = before[j];
}

static bool is_asked_for(const struct conf_iface *conf, size_t track)
{
	return (conf->tracks & 1U << track) != 0;
}

bool guard_is_lost(const struct node *n, const struct conf_iface *conf, enum track_loss on_loss)
{
	for (size_t i = 0; i < n->conf->n_tracks; i++)
		if (is_asked_for(conf, i) && n->conf->tracks[i].on_loss == on_loss &&
		    n->guard->tracks[i].begun && !n->guard->tracks[i].ok)
			return true;
	return false;
}

bool guard_is_undecided(const struct node *n, const struct conf_iface *conf)
{
	for (size_t i = 0; i < n->conf->n_tracks; i++)
		if (is_asked_for(conf, i) && !n->guard->tracks[i].begun)
			return true;
	return false;
}

int32_t guard_preference(const struct node *n, const struct conf_iface *conf, int32_t preference)
{
	int64_t p = preference;

	if (guard_is_lost(n, conf, LOSS_INELIGIBLE) || preference == INT32_MIN)
		return INT32_MIN;
	for (size_t i = 0; i < n->conf->n_tracks; i++) {
		const struct guard_track *t = &n->guard->tracks[i];

		if (is_asked_for(conf, i) && t->begun && !t->ok &&
		    n->conf->tracks[i].on_loss == LOSS_PREFERENCE)
			p -= n->conf->tracks[i].penalty;
		if (p <= INT32_MIN)
			p = INT32_MIN + 1; /* lowered, but not out of use */
	}
	return (int32_t)p;
}

/* When the next verdict is due. */
usec_t guard_track_due(const struct node *n)
{
	usec_t due = USEC_INFINITY;

	for (size_t i = 0; i < n->conf->n_tracks; i++) {
		const struct guard_track *t = &n->guard->tracks[i];

		if (t->begun && t->fact != t->ok)
			due = usec_min(due, t->since + t->delay);
	}
	return due;
}
