/* SPDX-License-Identifier: BSD-2-Clause */
/* One machine: power, sleep, and the life of the daemon on it. */
#include "config.h"

#include "world/node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world/sim.h"
#include "world/trace.h"

void node_init(struct node *n, struct sim *sim, uint32_t id, const char *name)
{
	*n = (struct node){ .sim = sim, .id = id, .wake_at = USEC_INFINITY };
	snprintf(n->name, sizeof(n->name), "%s", name);
	kernel_init(&n->kernel, n, node_poke);
}

void node_fini(struct node *n)
{
	node_power_off(n);
	kernel_fini(&n->kernel);
	free(n->inbox);
	free(n->saved);
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

/* Removes routes of an earlier run that this one does not know for its own, since it is configured otherwise.
 * A route is its own by protocol, metric, and an interface where it is host. */
static void tidy_up(struct node *n)
{
	const struct conf *conf = n->conf;

	for (size_t i = n->kernel.n_routes; i-- > 0;) {
		const struct kernel_route *r = &n->kernel.routes[i];
		const struct kernel_iface *ki = kernel_find_iface(
		    &n->kernel, r->route.hops[0].ifindex);
		const struct conf_iface *ci = ki == NULL ? NULL : conf_find_iface(conf, ki->name);
		bool host = ci != NULL && ci->role == ROLE_HOST && ci->perform_router_discovery;

		if (!r->foreign && (!host || r->route.metric < conf->metric ||
				       r->route.metric - conf->metric >= METRIC_RANGE))
			kernel_remove_route(&n->kernel, i);
	}
}

/* As turn.c's read_tracks(), which looks at the files of tracks. */
static void read_tracks(struct node *n)
{
	for (size_t i = 0; i < n->conf->n_tracks; i++)
		if (n->conf->tracks[i].kind == TRACK_FILE) {
			engine_set_track(n->engine, i, n->files[i], node_now(n));
			watch(n, track, (n, i, n->files[i]));
		}
}

/* As run.c's start(): the routers of an earlier run need their interfaces, and neighbours their
 * routers. */
void node_start(struct node *n, struct conf *conf, uint64_t seed, bool restore)
{
	struct fact *f;

	sim_trace(n->sim, n, "daemon starts");
	n->conf = conf;
	tidy_up(n);
	n->engine = engine_new(conf, seed);
	if (n->engine == NULL)
		sim_fail(n->sim, n, "has no memory for an engine");
	n->started = n->rested = node_now(n);
	n->saved_generation = 0;
	watch(n, started, (n));
	while ((f = kernel_next_fact(&n->kernel)) != NULL)
		free(f);
	n->kernel.overrun = n->kernel.losing = false;
	node_read_links_and_routes(n);
	engine_adopt(n->engine, node_now(n));
	watch(n, adopted, (n));
	for (size_t i = 0; restore && i < n->n_saved; i++) {
		engine_restore(n->engine, &n->saved[i], node_now(n));
		watch(n, restored, (n, &n->saved[i]));
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
	watch(n, drain, (n, ifindex, drain));
	node_run(n);
}

void node_set_file(struct node *n, unsigned track, bool ok)
{
	n->files[track] = ok;
	read_tracks(n);
	node_run(n);
}

void node_stop(struct node *n)
{
	if (n->engine == NULL || n->suspended || n->ending)
		return;
	sim_trace(n->sim, n, "daemon stops");
	node_run(n);
	watch(n, stopping, (n));
	n->turning = true;
	node_finish(n);
	n->turning = false;
	if (!n->conf->keep_routes)
		n->n_saved = 0;
	n->ending = true;
	node_go_on_ending(n);
}

void node_kill(struct node *n)
{
	if (n->engine == NULL)
		return;
	sim_trace(n->sim, n, "daemon is killed");
	node_end(n);
}

/* The old configuration may go as soon as the new one is taken. */
void node_configure(struct node *n, struct conf *conf)
{
	struct conf *old = n->conf;

	sim_trace(n->sim, n, "new configuration");
	n->conf = conf;
	if (!engine_configure(n->engine, conf, node_now(n)))
		sim_fail(n->sim, n, "no memory for a configuration");
	watch(n, configured, (n, old));
	free(old);
	read_tracks(n);
	node_run(n);
}
