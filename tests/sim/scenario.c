/* SPDX-License-Identifier: BSD-2-Clause */
/* A random small world: how it is built, and the course of events. */
#include "config.h"

#include "scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "world/node.h"
#include "world/trace.h"
#include "model/rfc1256.h"

#define LANS_MAX       3
/* Action 0 without a machine: the next thing goes wrong. Others are scenario_trouble.c's. */
#define ACTION_TROUBLE 0
#define PARTS          100 /* of the time of troubles */

/* Each LAN has two subnets; few machines know the second. */
struct in_addr scenario_address(uint32_t lan, unsigned subnet, unsigned number)
{
	return in_addr_host((subnet == 0 ? 0x0a000000 : 0xac100000) | (lan + 1) << 8 | number);
}

struct iface_addr scenario_iface_address(uint32_t lan, unsigned subnet, unsigned number)
{
	struct in_addr a = scenario_address(lan, subnet, number);

	return (struct iface_addr){ .local = a, .subnet = a, .prefix_len = 24 };
}

/* ---- machines ---- */

static usec_t some_clock(struct sim *sim)
{
	return sim_chance(sim, 500000) ? rng_between(&sim->rng, USEC_PER_SEC, MINUTE)
				       : sim_some_time(sim, HOUR, 20000 * DAY);
}

static void plug(struct sim *sim, struct node *n, uint32_t lan, const char *name)
{
	const struct actor *actor = &sim->scenario->actors[n->id];
	unsigned i = kernel_plug(&n->kernel, lan, name);
	struct kernel_iface *ki = &n->kernel.ifaces[i];

	kernel_add_address(&n->kernel, i, scenario_iface_address(lan, 0, actor->number));
	if (sim_chance(sim, actor->nature == NATURE_ROUTER ? 300000 : 100000))
		kernel_add_address(&n->kernel, i, scenario_iface_address(lan, 1, actor->number));
	if (actor->nature == NATURE_ROUTER && sim_chance(sim, 30000)) {
		ki->mtu = 68;
		for (unsigned a = 0; a < 20; a++)
			kernel_add_address(&n->kernel, i, scenario_iface_address(lan, 0, 200 + a));
	}
	ki->multicast = !sim_chance(sim, 50000);
	ki->forwarding = actor->nature == NATURE_ROUTER;
	kernel_create(&n->kernel, i);
}

static struct node *add(struct sim *sim, enum nature nature)
{
	static const char *const names[] = { "host", "router", "hostile" };
	struct scenario *s = sim->scenario;
	char name[24];
	struct node *n;

	snprintf(name, sizeof(name), "%s%u", names[nature], sim->n_nodes + 1);
	n = sim_add_node(sim, name);
	s->actors = realloc(s->actors, sim->n_nodes * sizeof(*s->actors));
	if (s->actors == NULL)
		abort();
	s->actors[n->id] = (struct actor){ .nature = nature,
		.number = sim->n_nodes,
		.prober = sim_chance(sim, 300000) ? 900000 : 0,
		.prefers_source = sim_chance(sim, 200000),
		.tracker = sim_chance(sim, 300000) };
	n->powerless = sim_chance(sim, 100000);
	n->lateness = sim_chance(sim, 300000) ? 2 * USEC_PER_MSEC : 0;
	node_power_on(n, some_clock(sim));
	return n;
}

static void populate(struct sim *sim, uint32_t lan)
{
	uint64_t n_routers = 1 + sim_below(sim, 4), n_hosts = 1 + sim_below(sim, 6);

	for (uint64_t i = 0; i < n_routers; i++) {
		struct node *n = add(sim, NATURE_ROUTER);

		plug(sim, n, lan, "eth0");
		if (sim->n_lans > 1 && sim_chance(sim, 300000))
			plug(sim, n, (lan + 1) % sim->n_lans, "eth1");
	}
	for (uint64_t i = 0; i < n_hosts; i++) {
		struct node *n = add(sim, NATURE_HOST);

		plug(sim, n, lan, "eth0");
		/* Some hosts are on several LANs, or on one twice. */
		if (sim_chance(sim, 300000))
			plug(sim, n, (uint32_t)sim_below(sim, sim->n_lans), "eth1");
		if (sim_chance(sim, 100000))
			plug(sim, n, (uint32_t)sim_below(sim, sim->n_lans), "wlan0");
	}
	if (sim_chance(sim, 400000))
		plug(sim, add(sim, NATURE_HOSTILE), lan, "eth0");
}

static void set_weather(struct sim *sim, struct lan *lan)
{
	static const uint32_t losses[] = { 0, 0, 10000, 100000, 300000 };

	lan->weather = (struct weather){ .delay_min = 50,
		.delay_max = sim_chance(sim, 800000) ? 500 : 200 * USEC_PER_MSEC,
		.loss = losses[sim_below(sim, ARRAY_SIZE(losses))],
		.duplicate = sim_chance(sim, 200000) ? 50000 : 0,
		.corrupt = sim_chance(sim, 200000) ? 30000 : 0 };
}

static void build(struct sim *sim)
{
	sim->n_lans = 1 + (uint32_t)sim_below(sim, LANS_MAX);
	sim->lans = calloc(sim->n_lans, sizeof(*sim->lans));
	if (sim->lans == NULL)
		abort();
	for (uint32_t i = 0; i < sim->n_lans; i++)
		set_weather(sim, &sim->lans[i]);
	for (uint32_t i = 0; i < sim->n_lans; i++)
		populate(sim, i);
	for (uint32_t i = 0; i < sim->n_nodes; i++)
		if (sim->scenario->actors[i].nature != NATURE_HOSTILE)
			node_start(sim->nodes[i], &scenario_setup(sim, sim->nodes[i])->conf,
			    rng_next(&sim->rng), false);
}

/* ---- the course of events ---- */

/* Worlds of seconds and worlds of days: what the intervals are decides how long it takes. */
static void choose_scale(struct sim *sim, double days)
{
	struct scenario *s = sim->scenario;

	switch (sim_below(sim, 3)) {
	case 0:
		s->max_interval_min = 4;
		s->max_interval_max = 30;
		s->duration = sim_some_time(sim, 2 * MINUTE, 2 * HOUR);
		break;
	case 1:
		s->max_interval_min = s->max_interval_max = 600;
		s->duration = sim_some_time(sim, HOUR, 3 * DAY);
		break;
	default:
		s->max_interval_min = 4;
		s->max_interval_max = 1800;
		s->duration = sim_some_time(sim, 10 * MINUTE, DAY);
		break;
	}
	if (days > 0)
		s->duration = (usec_t)(days * (double)DAY);
	s->pace = s->duration / (20 + sim_below(sim, 200));
}

static void act(struct sim *sim, uint32_t who, uint32_t what)
{
	if (what != ACTION_TROUBLE) {
		scenario_follow(sim, sim->nodes[who], what);
	} else if (!sim->scenario->calm) {
		scenario_trouble(sim);
		sim_plan(sim, sim->now + rng_between(&sim->rng, 1, 2 * sim->scenario->pace), 0,
		    ACTION_TROUBLE);
	}
}

void scenario_run(struct sim *sim, double days, uint64_t steps)
{
	struct scenario *s = calloc(1, sizeof(*s));

	if (s == NULL)
		abort();
	sim->scenario = s;
	sim->act = act;
	sim->watcher = &guard_watcher;
	choose_scale(sim, days);
	build(sim);
	sim_plan(sim, sim->now + rng_between(&sim->rng, 1, s->pace), 0, ACTION_TROUBLE);
	for (usec_t t = 1; t <= PARTS && (steps == 0 || sim->steps < steps); t++)
		sim_run(sim, s->duration * t / PARTS);
	sim->scenario->calm = true;
	scenario_repair(sim);
	scenario_check_end(sim);
}

void scenario_fini(struct sim *sim)
{
	if (sim->scenario != NULL)
		free(sim->scenario->actors);
	free(sim->scenario);
	sim->scenario = NULL;
}
