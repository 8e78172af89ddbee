/* SPDX-License-Identifier: BSD-2-Clause */
/* A random small world: what goes wrong in it, and how it is put right. */
#include "config.h"

#include "scenario.h"

#include <stdlib.h>

#include "world/node.h"
#include "world/trace.h"

/* The troubles that follow later; the number of the interface or LAN is in the bits above. */
enum follow {
	FOLLOW_LINK_UP = 1,
	FOLLOW_LINK_DOWN,
	FOLLOW_CABLE_IN,
	FOLLOW_CREATE,
	FOLLOW_ADDRESS,
	FOLLOW_FORWARD,
	FOLLOW_RESUME,
	FOLLOW_START,
	FOLLOW_RESTORE,
	FOLLOW_POWER,
	FOLLOW_HEAL,
	FOLLOW_MEMORY,
	FOLLOW_ATTACK,
	FOLLOW_TRAFFIC,
	FOLLOW_FLUSH,
	FOLLOW_REPLACE,
	FOLLOW_UNDRAIN,
	FOLLOW_OVERRUN,
	FOLLOW_MEND,
};

static void later(
    struct sim *sim, const struct node *n, enum follow what, unsigned which, usec_t min, usec_t max)
{
	sim_plan(sim, sim->now + sim_some_time(sim, min, max), n->id, what | which << 8);
}

static const struct actor *actor_of(const struct sim *sim, const struct node *n)
{
	return &sim->scenario->actors[n->id];
}

static bool is_idle(const struct node *n)
{
	return n->engine != NULL && !n->ending && !n->suspended && n->stalled_until <= n->sim->now;
}

/* ---- links and addresses ---- */

static void take_link_down(struct sim *sim, struct node *n, unsigned i)
{
	kernel_set_up(&n->kernel, i, false);
	later(sim, n, FOLLOW_LINK_UP, i, USEC_PER_MSEC, 10 * MINUTE);
}

static void flap(struct sim *sim, struct node *n, unsigned i)
{
	usec_t when = sim->now, pause = sim_some_time(sim, USEC_PER_MSEC, 10 * USEC_PER_SEC);

	for (uint64_t count = 2 + sim_below(sim, 8); count > 0; count--) {
		sim_plan(sim, when += pause, n->id, FOLLOW_LINK_DOWN | i << 8);
		sim_plan(sim, when += pause, n->id, FOLLOW_LINK_UP | i << 8);
	}
}

static void pull_cable(struct sim *sim, struct node *n, unsigned i)
{
	kernel_set_cable(&n->kernel, i, false);
	later(sim, n, FOLLOW_CABLE_IN, i, USEC_PER_MSEC, 10 * MINUTE);
}

static void destroy(struct sim *sim, struct node *n, unsigned i)
{
	kernel_destroy(&n->kernel, i);
	later(sim, n, FOLLOW_CREATE, i, USEC_PER_MSEC, 10 * MINUTE);
}

static void remove_address(struct sim *sim, struct node *n, unsigned i)
{
	const struct kernel_iface *ki = &n->kernel.ifaces[i];

	if (ki->n_addrs == 0)
		return;
	kernel_del_address(&n->kernel, i, ki->addrs[sim_below(sim, ki->n_addrs)].local);
	later(sim, n, FOLLOW_ADDRESS, i, USEC_PER_MSEC, 10 * MINUTE);
}

/* One in the second subnet, one with a small subnet, or one of another machine. */
static void add_address(struct sim *sim, struct node *n, unsigned i)
{
	uint32_t lan = n->kernel.ifaces[i].lan;
	unsigned own = actor_of(sim, n)->number;
	struct iface_addr a = scenario_iface_address(lan, 1, own);

	switch (sim_below(sim, 4)) {
	case 0:
		a = scenario_iface_address(lan, 0, own);
		a.prefix_len = (uint8_t)(25 + sim_below(sim, 8));
		break;
	case 1:
		a = scenario_iface_address(lan, 0, 1 + (unsigned)sim_below(sim, sim->n_nodes));
		break;
	}
	kernel_add_address(&n->kernel, i, a);
	later(sim, n, FOLLOW_ADDRESS, i, USEC_PER_SEC, HOUR);
}

/* Back to the first address, and perhaps the one in the second subnet. */
static void restore_addresses(struct node *n, unsigned i)
{
	struct kernel_iface *ki = &n->kernel.ifaces[i];
	unsigned number = actor_of(n->sim, n)->number;
	struct iface_addr first = scenario_iface_address(ki->lan, 0, number);

	for (size_t a = ki->n_addrs; a-- > 0;)
		if (ki->addrs[a].prefix_len != 24 ||
		    ((ntohl(ki->addrs[a].local.s_addr) & 0xff) != number && ki->mtu == 1500))
			kernel_del_address(&n->kernel, i, ki->addrs[a].local);
	kernel_add_address(&n->kernel, i, first);
}

static void renumber(struct sim *sim, struct node *n, unsigned i)
{
	const struct kernel_iface *ki = &n->kernel.ifaces[i];
	unsigned number = actor_of(sim, n)->number;

	while (ki->n_addrs > 0)
		kernel_del_address(&n->kernel, i, ki->addrs[0].local);
	kernel_add_address(&n->kernel, i, scenario_iface_address(ki->lan, 1, number));
	later(sim, n, FOLLOW_ADDRESS, i, USEC_PER_SEC, HOUR);
}

static void toggle_forwarding(struct sim *sim, struct node *n, unsigned i)
{
	kernel_set_forwarding(&n->kernel, i, !n->kernel.ifaces[i].forwarding);
	if (actor_of(sim, n)->nature == NATURE_ROUTER)
		later(sim, n, FOLLOW_FORWARD, i, USEC_PER_MSEC, 10 * MINUTE);
}

/* ---- machines and daemons ---- */

static void suspend(struct sim *sim, struct node *n, unsigned i)
{
	(void)i;
	node_suspend(n);
	later(sim, n, FOLLOW_RESUME, 0, USEC_PER_SEC, 6 * HOUR);
}

static void stall(struct sim *sim, struct node *n, unsigned i)
{
	usec_t time = sim_some_time(sim, 10 * USEC_PER_MSEC, 20 * USEC_PER_SEC);

	(void)i;
	node_stall(n, sim->now + time);
	if (sim_chance(sim, 400000)) /* and the queue of notifications overruns */
		sim_plan(sim, sim->now + sim_below(sim, time), n->id, FOLLOW_OVERRUN);
}

static void kill_daemon(struct sim *sim, struct node *n, unsigned i)
{
	(void)i;
	node_kill(n);
	later(sim, n, sim_chance(sim, 700000) ? FOLLOW_RESTORE : FOLLOW_START, 0, USEC_PER_MSEC,
	    2 * MINUTE);
}

static void stop_daemon(struct sim *sim, struct node *n, unsigned i)
{
	(void)i;
	if (!is_idle(n))
		return;
	node_stop(n);
	later(sim, n, sim_chance(sim, 500000) ? FOLLOW_RESTORE : FOLLOW_START, 0, USEC_PER_MSEC,
	    30 * MINUTE);
}

static void die(struct sim *sim, struct node *n, unsigned i)
{
	(void)i;
	node_power_off(n);
	later(sim, n, FOLLOW_POWER, 0, USEC_PER_SEC, 2 * HOUR);
}

static void start_daemon(struct sim *sim, struct node *n, bool restore)
{
	if (n->ending) /* it is not waited for */
		node_kill(n);
	if (n->powered && n->engine == NULL && actor_of(sim, n)->nature != NATURE_HOSTILE &&
	    !n->suspended)
		node_start(n, &scenario_setup(sim, n)->conf, rng_next(&sim->rng), restore);
}

/* Also roles change, and interfaces come and go in the configuration. */
static void reconfigure(struct sim *sim, struct node *n, unsigned i)
{
	struct setup *s;

	if (!is_idle(n))
		return;
	s = scenario_setup(sim, n);
	switch (sim_below(sim, 9)) {
	case 0:
		s->names[i][0] = '-';
		break;
	case 1:
		if (s->ifaces[i].role == ROLE_HOST) {
			conf_iface_set_interval(&s->ifaces[i], sim->scenario->max_interval_max);
			s->ifaces[i].require_forwarding = false;
		}
		s->ifaces[i].role = s->ifaces[i].role == ROLE_HOST ? ROLE_ROUTER : ROLE_HOST;
		break;
	case 2:
		s->ifaces[i].role = ROLE_OFF;
		break;
	case 3:
		s->ifaces[i].perform_router_discovery = false;
		break;
	case 4:
		s->ifaces[i].role = ROLE_MONITOR;
		break;
	}
	node_configure(n, &s->conf);
}

static void drain(struct sim *sim, struct node *n, unsigned i)
{
	if (!is_idle(n))
		return;
	node_drain(n, i, true);
	later(sim, n, FOLLOW_UNDRAIN, i, USEC_PER_SEC, HOUR);
}

static void change_file(struct sim *sim, struct node *n, unsigned i)
{
	unsigned track = (unsigned)sim_below(sim, MACHINE_TRACKS);

	(void)i;
	if (is_idle(n))
		node_set_file(n, track, !n->files[track]);
}

/* ---- the kernel's tables ---- */

/* Anybody's route through some machine of the LAN. */
static struct hop some_hop(struct sim *sim, const struct kernel_iface *ki)
{
	return hop_to(
	    ki->ifindex, scenario_address(ki->lan, 0, 1 + (unsigned)sim_below(sim, sim->n_nodes)));
}

static void add_foreign(struct sim *sim, struct node *n, unsigned i)
{
	static const uint32_t metrics[] = { 0, 100, 101, METRIC_DEFAULT, METRIC_DEFAULT + 1, 5000,
		20000 };
	const struct kernel_iface *ki = &n->kernel.ifaces[i];
	struct hop hop = some_hop(sim, ki);
	struct route route = { .table = KERNEL_TABLE,
		.metric = metrics[sim_below(sim, ARRAY_SIZE(metrics))],
		.protocol = sim_chance(sim, 500000) ? 4 : 16, /* static, DHCP */
		.n_hops = 1,
		.hops = &hop };

	if (ki->exists)
		kernel_add_foreign(&n->kernel, &route);
}

/* Another program puts a route of its own in place of one, perhaps repeatedly. In place of ours it may look like ours. */
static void replace_route(struct sim *sim, struct node *n, unsigned i)
{
	struct kernel *k = &n->kernel;
	const struct kernel_route *old;
	const struct kernel_iface *ki;
	struct hop hop;
	struct route route = { .table = KERNEL_TABLE, .protocol = 4, .n_hops = 1, .hops = &hop };

	if (k->n_routes == 0)
		return;
	old = &k->routes[sim_below(sim, k->n_routes)];
	ki = kernel_find_iface(k, old->route.hops[0].ifindex);
	if (ki == NULL)
		return;
	hop = some_hop(sim, ki);
	route.metric = old->route.metric;
	if (!old->foreign && sim_chance(sim, 500000))
		route.protocol = PROTOCOL_RA;
	if (kernel_replace_route(k, &route) == 0)
		n->flushed = node_now(n);
	if (sim_chance(sim, 800000))
		later(sim, n, FOLLOW_REPLACE, i, USEC_PER_MSEC, USEC_PER_SEC);
}

static void remove_route(struct sim *sim, struct node *n, unsigned i)
{
	struct kernel *k = &n->kernel;
	size_t r;

	(void)i;
	if (k->n_routes == 0)
		return;
	r = (size_t)sim_below(sim, k->n_routes);
	if (!k->routes[r].foreign)
		n->flushed = node_now(n);
	kernel_remove_route(k, r);
}

/* Another program removes our routes, perhaps repeatedly. */
static void flush(struct sim *sim, struct node *n, unsigned i)
{
	struct kernel *k = &n->kernel;

	(void)i;
	for (size_t r = k->n_routes; r-- > 0;)
		if (!k->routes[r].foreign)
			kernel_remove_route(k, r);
	n->flushed = node_now(n);
	if (sim_chance(sim, 600000))
		later(sim, n, FOLLOW_FLUSH, 0, USEC_PER_MSEC, 4 * USEC_PER_SEC);
}

static void lose_neighbours(struct sim *sim, struct node *n, unsigned i)
{
	(void)sim;
	kernel_flush_neighbours(&n->kernel, i);
}

static void run_short(struct sim *sim, struct node *n, unsigned i)
{
	(void)i;
	n->kernel.short_of_memory = (uint32_t)sim_below(sim, PER_MILLION);
	later(sim, n, FOLLOW_MEMORY, 0, USEC_PER_SEC, 10 * MINUTE);
}

/* Packets leave by the best default route. */
static void use_route(struct sim *sim, struct node *n, unsigned i)
{
	struct kernel *k = &n->kernel;
	const struct kernel_iface *ki;

	(void)i;
	if (k->n_routes == 0 || !n->powered || n->suspended)
		return;
	ki = kernel_find_iface(k, k->routes[0].route.hops[0].ifindex);
	if (ki != NULL)
		kernel_use(k, (unsigned)(ki - k->ifaces), k->routes[0].route.hops[0].gateway);
	if (sim_chance(sim, 900000))
		later(sim, n, FOLLOW_TRAFFIC, 0, USEC_PER_SEC, 2 * MINUTE);
}

/* ---- the LAN ---- */

static void divide(struct sim *sim, struct node *n, unsigned i)
{
	unsigned which = n->kernel.ifaces[i].lan;
	struct lan *lan = &sim->lans[which];

	for (uint32_t p = 0; p < lan->n_ports; p++)
		lan->ports[p].partition = (unsigned)sim_below(sim, 2);
	later(sim, n, FOLLOW_HEAL, which, USEC_PER_SEC, 2 * HOUR);
}

static void heal(struct lan *lan)
{
	for (uint32_t p = 0; p < lan->n_ports; p++)
		lan->ports[p].partition = 0;
}

static void change_weather(struct sim *sim, struct node *n, unsigned i)
{
	struct weather *w = &sim->lans[n->kernel.ifaces[i].lan].weather;

	w->loss = sim_chance(sim, 300000) ? (uint32_t)sim_below(sim, PER_MILLION) : 0;
	w->delay_max = w->delay_min + sim_some_time(sim, 10, USEC_PER_SEC);
	w->duplicate = sim_chance(sim, 200000) ? 200000 : 0;
	w->corrupt = sim_chance(sim, 200000) ? 200000 : 0;
}

/* The network behind a router is gone, perhaps again and again. */
static void sever(struct sim *sim, struct node *n, unsigned i)
{
	(void)i;
	n->severed = true;
	later(sim, n, FOLLOW_MEND, 0, 100 * USEC_PER_MSEC, HOUR);
}

static void attack(struct sim *sim, struct node *n, unsigned i)
{
	uint64_t count = sim_some_time(sim, 1, 300);

	(void)n;
	(void)i;
	for (uint32_t h = 0; h < sim->n_nodes; h++)
		if (sim->scenario->actors[h].nature == NATURE_HOSTILE)
			for (uint64_t m = 0; m < count; m++)
				later(sim, sim->nodes[h], FOLLOW_ATTACK, 0, 1, 10 * USEC_PER_SEC);
}

/* ---- chance ---- */

void scenario_trouble(struct sim *sim)
{
	static const struct {
		unsigned weight;
		void (*happen)(struct sim *sim, struct node *n, unsigned i);
	} kinds[] = {
		{ 4, take_link_down },
		{ 2, flap },
		{ 4, pull_cable },
		{ 2, destroy },
		{ 3, remove_address },
		{ 4, add_address },
		{ 2, renumber },
		{ 3, toggle_forwarding },
		{ 4, suspend },
		{ 5, stall },
		{ 4, kill_daemon },
		{ 3, stop_daemon },
		{ 5, die },
		{ 8, reconfigure },
		{ 2, drain },
		{ 3, change_file },
		{ 4, add_foreign },
		{ 2, replace_route },
		{ 4, remove_route },
		{ 3, flush },
		{ 2, lose_neighbours },
		{ 2, run_short },
		{ 8, use_route },
		{ 2, divide },
		{ 2, change_weather },
		{ 4, attack },
		{ 5, sever },
	};
	struct node *n = sim->nodes[sim_below(sim, sim->n_nodes)];
	unsigned i = (unsigned)sim_below(sim, n->kernel.n_ifaces), sum = 0;
	uint64_t pick;

	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
		sum += kinds[k].weight;
	pick = sim_below(sim, sum);
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		if (pick < kinds[k].weight) {
			sim_trace(sim, n, "trouble %zu on %s", k, n->kernel.ifaces[i].name);
			kinds[k].happen(sim, n, i);
			return;
		}
		pick -= kinds[k].weight;
	}
}

void scenario_follow(struct sim *sim, struct node *n, uint32_t what)
{
	unsigned which = what >> 8;

	sim_trace(sim, n, "what follows: %u", what & 0xff);
	switch ((enum follow)(what & 0xff)) {
	case FOLLOW_LINK_UP:
		kernel_set_up(&n->kernel, which, true);
		break;
	case FOLLOW_LINK_DOWN:
		if (!sim->scenario->calm)
			kernel_set_up(&n->kernel, which, false);
		break;
	case FOLLOW_CABLE_IN:
		kernel_set_cable(&n->kernel, which, true);
		break;
	case FOLLOW_CREATE:
		kernel_create(&n->kernel, which);
		restore_addresses(n, which);
		break;
	case FOLLOW_ADDRESS:
		restore_addresses(n, which);
		break;
	case FOLLOW_FORWARD:
		kernel_set_forwarding(&n->kernel, which, true);
		break;
	case FOLLOW_RESUME:
		node_resume(n);
		break;
	case FOLLOW_START:
	case FOLLOW_RESTORE:
		start_daemon(sim, n, (what & 0xff) == FOLLOW_RESTORE);
		break;
	case FOLLOW_POWER:
		node_power_on(n, rng_between(&sim->rng, USEC_PER_SEC, MINUTE));
		start_daemon(sim, n, false);
		break;
	case FOLLOW_HEAL:
		heal(&sim->lans[which]);
		break;
	case FOLLOW_MEMORY:
		n->kernel.short_of_memory = 0;
		break;
	case FOLLOW_ATTACK:
		if (!sim->scenario->calm)
			scenario_attack(sim, n);
		break;
	case FOLLOW_TRAFFIC:
		use_route(sim, n, 0);
		break;
	case FOLLOW_OVERRUN:
		n->kernel.losing = n->engine != NULL && n->stalled_until > sim->now;
		break;
	case FOLLOW_MEND:
		n->severed = false;
		break;
	case FOLLOW_UNDRAIN:
		if (is_idle(n))
			node_drain(n, which, false);
		break;
	case FOLLOW_REPLACE:
		if (!sim->scenario->calm)
			replace_route(sim, n, which);
		break;
	case FOLLOW_FLUSH:
		if (!sim->scenario->calm)
			flush(sim, n, 0);
		break;
	}
}

void scenario_repair(struct sim *sim)
{
	for (uint32_t i = 0; i < sim->n_lans; i++) {
		heal(&sim->lans[i]);
		sim->lans[i].weather = (struct weather){ .delay_min = 50, .delay_max = 500 };
	}
	for (uint32_t i = 0; i < sim->n_nodes; i++) {
		struct node *n = sim->nodes[i];

		n->kernel.short_of_memory = 0;
		n->severed = false;
		node_power_on(n, rng_between(&sim->rng, USEC_PER_SEC, MINUTE));
		node_resume(n);
		for (unsigned k = 0; k < n->kernel.n_ifaces; k++) {
			kernel_create(&n->kernel, k);
			kernel_set_up(&n->kernel, k, true);
			kernel_set_cable(&n->kernel, k, true);
			restore_addresses(n, k);
			if (actor_of(sim, n)->nature == NATURE_ROUTER)
				kernel_set_forwarding(&n->kernel, k, true);
		}
		start_daemon(sim, n, false);
	}
}
