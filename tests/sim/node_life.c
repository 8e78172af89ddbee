/* SPDX-License-Identifier: BSD-2-Clause */
/* One machine: power, sleep, and the life of the daemon on it. */
#include "config.h"

#include "node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference.h"
#include "sim.h"
#include "guard.h"

void node_init(struct node *n, struct sim *sim, uint32_t id, const char *name)
{
	*n = (struct node){ .sim = sim, .id = id, .wake_at = USEC_INFINITY };
	snprintf(n->name, sizeof(n->name), "%s", name);
	kernel_init(&n->kernel, n);
}

void node_fini(struct node *n)
{
	node_power_off(n);
	kernel_fini(&n->kernel);
	free(n->inbox);
	free(n->saved);
}

usec_t node_now(const struct node *n)
{
	return node_clock(n, n->sim->now);
}

/* ---- the machine ---- */

void node_power_on(struct node *n, usec_t clock)
{
	if (n->powered)
		return;
	sim_trace(n->sim, n, "power on");
	n->powered = true;
	n->on_since = n->sim->now;
	n->offset = clock - n->sim->now;
	n->stalled_until = 0;
}

void node_power_off(struct node *n)
{
	if (!n->powered)
		return;
	node_kill(n);
	sim_trace(n->sim, n, "power off");
	kernel_reboot(&n->kernel);
	if (!n->suspended)
		n->sim->lived += n->sim->now - n->on_since;
	n->powered = n->suspended = false;
	n->n_saved = 0;
}

void node_suspend(struct node *n)
{
	if (!n->powered || n->suspended)
		return;
	sim_trace(n->sim, n, "falls asleep");
	n->suspended = true;
	n->sim->lived += n->sim->now - n->on_since;
}

void node_resume(struct node *n)
{
	if (!n->powered || !n->suspended)
		return;
	sim_trace(n->sim, n, "wakes up");
	n->suspended = false;
	n->on_since = n->sim->now;
	n->rested = node_now(n);
	kernel_resume(&n->kernel);
	node_poke(n);
}

void node_stall(struct node *n, usec_t until)
{
	if (n->engine == NULL)
		return;
	sim_trace(n->sim, n, "gets no time");
	n->stalled_until = until;
	node_schedule(n, until);
}

/* ---- the daemon ---- */

static void guard(struct node *n)
{
	n->guard = calloc(1, sizeof(*n->guard));
	n->reference = calloc(1, sizeof(*n->reference));
	if (n->guard == NULL || n->reference == NULL)
		abort();
	reference_init(n->reference, &n->setup->conf);
	guard_start(n);
}

/* The routes that an earlier run, configured otherwise, left behind and this one would not know for its
 * own (by protocol, metric, and an interface where it is host): somebody tidies up. */
static void tidy_up(struct node *n)
{
	const struct conf *conf = &n->setup->conf;

	for (size_t i = n->kernel.n_routes; i-- > 0;) {
		const struct kernel_route *r = &n->kernel.routes[i];
		const struct kernel_iface *ki = kernel_find_iface(
		    &n->kernel, r->route.hops[0].ifindex);
		bool host = false;

		for (unsigned k = 0; ki != NULL && k < conf->n_ifaces; k++)
			host = host || (strcmp(n->setup->names[k], ki->name) == 0 &&
					   n->setup->ifaces[k].role == ROLE_HOST &&
					   n->setup->ifaces[k].perform_router_discovery);
		if (!r->foreign && (!host || r->route.metric < conf->metric ||
				       r->route.metric - conf->metric >= METRIC_RANGE))
			kernel_remove_route(&n->kernel, i);
	}
}

/* As turn.c's read_tracks(), which looks at the files of tracks. */
static void read_tracks(struct node *n)
{
	for (size_t i = 0; i < n->setup->conf.n_tracks; i++)
		if (n->setup->conf.tracks[i].kind == TRACK_FILE) {
			engine_set_track(n->engine, i, n->files[i], node_now(n));
			if (n->guard != NULL)
				guard_track(n, i, n->files[i]);
		}
}

/* As run.c's start(): the routers of an earlier run need their interfaces, and neighbours their
 * routers. */
void node_start(struct node *n, struct setup *setup, uint64_t seed, bool restore)
{
	struct fact *f;

	sim_trace(n->sim, n, "daemon starts");
	n->setup = setup;
	tidy_up(n);
	n->engine = engine_new(&setup->conf, seed);
	if (n->engine == NULL)
		abort();
	n->started = n->rested = node_now(n);
	n->saved_generation = 0;
	if (!n->sim->unguarded)
		guard(n);
	while ((f = kernel_next_fact(&n->kernel)) != NULL)
		free(f);
	n->kernel.overrun = n->kernel.losing = false;
	node_read_links_and_routes(n);
	engine_adopt(n->engine, node_now(n));
	if (n->guard != NULL)
		guard_adopted(n);
	for (size_t i = 0; restore && i < n->n_saved; i++) {
		engine_restore(n->engine, &n->saved[i], node_now(n));
		if (n->guard != NULL)
			guard_restored(n, &n->saved[i]);
	}
	node_tell_neighbours(n);
	read_tracks(n);
	node_run(n);
}

void node_drain(struct node *n, unsigned iface, bool drain)
{
	unsigned ifindex = n->kernel.ifaces[iface].ifindex;

	sim_trace(n->sim, n, "drain %s: %d", n->kernel.ifaces[iface].name, drain);
	if (!engine_drain(n->engine, ifindex, drain, node_now(n)))
		return;
	if (n->guard != NULL)
		guard_drain(n, ifindex, drain);
	node_run(n);
}

void node_set_file(struct node *n, unsigned track, bool ok)
{
	n->files[track] = ok;
	read_tracks(n);
	node_run(n);
}

static void end(struct node *n)
{
	engine_free(n->engine);
	n->engine = NULL;
	free(n->setup);
	n->setup = NULL;
	if (n->guard != NULL) {
		guard_free(n);
		reference_fini(n->reference);
		free(n->reference);
		n->reference = NULL;
	}
	while (n->inbox_n > 0) {
		frame_unref(n->inbox[n->inbox_first].frame);
		n->inbox_first = (n->inbox_first + 1) % n->inbox_capacity;
		n->inbox_n--;
	}
	n->stalled_until = 0;
	n->ending = false;
	n->wake_at = USEC_INFINITY;
	for (unsigned i = 0; i < n->kernel.n_ifaces; i++)
		kernel_set_member(&n->kernel, i, false);
}

void node_stop(struct node *n)
{
	if (n->engine == NULL || n->suspended || n->ending)
		return;
	sim_trace(n->sim, n, "daemon stops");
	node_run(n);
	if (n->guard != NULL)
		guard_stopping(n);
	n->turning = true;
	node_finish(n);
	n->turning = false;
	if (!n->setup->conf.keep_routes)
		n->n_saved = 0;
	n->ending = true;
	node_go_on_ending(n);
}

/* As daemon_say_farewells(). */
void node_go_on_ending(struct node *n)
{
	usec_t deadline;

	n->turning = true;
	node_take_datagrams(n);
	node_transmit(n);
	node_tell_events(n);
	n->turning = false;
	if (n->guard != NULL)
		guard_stopped(n);
	deadline = engine_deadline(n->engine);
	if (deadline == USEC_INFINITY)
		end(n);
	else
		node_schedule(n, deadline - n->offset +
				     (n->lateness == 0 ? 0 : sim_below(n->sim, n->lateness + 1)));
}

void node_kill(struct node *n)
{
	if (n->engine == NULL)
		return;
	sim_trace(n->sim, n, "daemon is killed");
	end(n);
}

/* The old configuration may go as soon as the new one is taken. */
void node_configure(struct node *n, struct setup *setup)
{
	struct setup *old = n->setup;

	sim_trace(n->sim, n, "new configuration");
	n->setup = setup;
	if (!engine_configure(n->engine, &setup->conf, node_now(n)))
		sim_fail(n->sim, n, "no memory for a configuration");
	if (n->guard != NULL)
		guard_configured(n, old);
	free(old);
	read_tracks(n);
	node_run(n);
}
