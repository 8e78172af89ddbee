/* SPDX-License-Identifier: BSD-2-Clause */
/* A random small world: configurations. Anything file.c would let pass. */
#include "config.h"

#include "scenario.h"

#include <stdio.h>
#include <stdlib.h>

#include "world/node.h"
#include "world/trace.h"
#include "model/rfc1256.h"

static int32_t some_preference(struct sim *sim)
{
	static const int32_t some[] = { 0, 0, 0, 10, 10, -10, 100, 1, INT32_MAX, INT32_MIN,
		INT32_MIN + 1 };

	return some[sim_below(sim, ARRAY_SIZE(some))];
}

static void set_router(struct sim *sim, struct conf_iface *ci)
{
	const struct scenario *s = sim->scenario;
	unsigned max = s->max_interval_min +
		       (unsigned)sim_below(sim, s->max_interval_max - s->max_interval_min + 1);

	ci->role = ROLE_ROUTER;
	conf_iface_set_interval(ci, max);
	if (sim_chance(sim, 300000))
		ci->min_advertisement_interval = rng_between(
		    &sim->rng, 3 * USEC_PER_SEC, ci->max_advertisement_interval);
	if (sim_chance(sim, 300000))
		ci->advertisement_lifetime =
		    (uint16_t)(max + sim_below(sim, usec_min(9000, 5 * max) - max + 1));
	ci->preference_level = some_preference(sim);
	ci->require_forwarding = sim_chance(sim, 800000);
	ci->join_all_routers = sim_chance(sim, 950000);
	if (sim_chance(sim, 50000))
		ci->advertisement_address.list[0] = in_addr_host(INADDR_BROADCAST);
	if (sim_chance(sim, 200000))
		ci->solicited_reply = REPLY_MULTICAST;
	if (sim_chance(sim, 150000))
		ci->min_delay_between_advertisements = rng_between(
		    &sim->rng, 0, usec_min(MINUTE, ci->min_advertisement_interval));
	if (sim_chance(sim, 30000))
		ci->max_advertisement_interval = 0; /* only when solicited */
	ci->drain = sim_chance(sim, 20000);
}

/* Some addresses have variables of their own. */
static void set_addresses(
    struct sim *sim, const struct kernel_iface *ki, struct conf_iface *ci, struct conf_address *a)
{
	ci->addresses = a;
	for (size_t i = 0; i < ki->n_addrs; i++)
		if (sim_chance(sim, 300000))
			a[ci->n_addresses++] = (struct conf_address){
				.address = ki->addrs[i].local,
				.advertise = sim_chance(sim, 700000),
				.preference_level = some_preference(sim),
				.has_preference_level = sim_chance(sim, 800000),
			};
	if (sim_chance(sim, 100000))
		a[ci->n_addresses++] = (struct conf_address){
			.address = scenario_address(ki->lan, (unsigned)sim_below(sim, 2), 250),
			.advertise = true,
			.proxy = true,
		};
}

static void set_all(struct sim *sim, struct conf *conf, const struct node *n)
{
	static const uint32_t metrics[] = { METRIC_DEFAULT, METRIC_DEFAULT, 100, 5000 };
	uint64_t shape = sim_below(sim, 10);

	conf->install = shape < 3   ? INSTALL_BEST
			: shape < 5 ? INSTALL_LADDER
			: shape < 7 ? INSTALL_SINGLE
			: shape < 9 ? INSTALL_MULTIPATH
				    : INSTALL_NONE;
	conf->metric = metrics[sim_below(sim, ARRAY_SIZE(metrics))];
	conf->keep_routes = sim_chance(sim, 100000);
	if (sim_chance(sim, 100000))
		conf->mtu = 1400;
	conf->mtu_lock = conf->mtu != 0 && sim_chance(sim, 500000);
	if (sim_chance(sim, sim->scenario->actors[n->id].prober))
		conf->probe_interval = sim_some_time(sim, 5 * USEC_PER_SEC, 10 * MINUTE);
	if (sim_chance(sim, 200000))
		conf->iface_routers_max = 1 + (uint32_t)sim_below(sim, 8);
	if (sim_chance(sim, 200000))
		conf->routers_max = 1 + (uint32_t)sim_below(sim, 16);
	if (sim->scenario->actors[n->id].prefers_source)
		conf->prefsrc = scenario_address(
		    n->kernel.ifaces[0].lan, 0, sim->scenario->actors[n->id].number);
}

/* A host's opinion of some routers. */
static void set_policy(struct sim *sim, uint32_t lan, struct conf_iface *ci, struct conf_router *r)
{
	ci->routers = r;
	while (ci->n_routers < 3)
		r[ci->n_routers++] = (struct conf_router){
			.address = scenario_address(
			    lan, 0, 1 + (unsigned)sim_below(sim, sim->n_nodes)),
			.preference_level = some_preference(sim),
			.has_preference_level = sim_chance(sim, 900000),
			.check.off = sim_chance(sim, 200000),
		};
}

static struct conf_prefixes some_prefixes(struct sim *sim, uint32_t lan)
{
	struct conf_prefixes p = { .n = 1 + (uint32_t)sim_below(sim, 3) };

	for (uint32_t i = 0; i < p.n; i++) {
		uint32_t a = ntohl(
		    scenario_address(lan, 0, (unsigned)sim_below(sim, sim->n_nodes)).s_addr);
		uint8_t len = 24 + (uint8_t)sim_below(sim, 9);

		p.list[i] = (struct conf_prefix){
			in_addr_host(a & (uint32_t)(UINT64_MAX << (32 - len))), len
		};
	}
	return p;
}

/* The routers that a host believes. */
static void set_trust(struct sim *sim, uint32_t lan, struct conf_iface *ci)
{
	ci->accept_unicast = (enum accept_unicast)sim_below(sim, 3);
	ci->require_neighbour_source = sim_chance(sim, 500000);
	ci->require_ttl_255 = sim_chance(sim, 300000);
	if (sim_chance(sim, 300000))
		ci->allow = some_prefixes(sim, lan);
	if (sim_chance(sim, 300000))
		ci->deny = some_prefixes(sim, lan);
	if (sim_chance(sim, 300000))
		ci->min_preference = (int32_t)sim_below(sim, 20) - 10;
	if (sim_chance(sim, 300000))
		ci->max_preference = ci->min_preference < -10 ? (int32_t)sim_below(sim, 20) - 10
							      : ci->min_preference;
	if (sim_chance(sim, 200000))
		ci->max_lifetime = (uint16_t)(4 + sim_below(sim, UINT16_MAX - 3));
	if (sim_chance(sim, 200000))
		ci->min_lifetime = (uint16_t)sim_below(
		    sim, ci->max_lifetime < 9000 ? ci->max_lifetime : 9000);
}

/* Rounds are so far apart that a world of days has not too many. */
static void set_checks(struct sim *sim, struct conf_iface *ci)
{
	static const uint32_t targets[] = { INADDR_ANY, 0xc6336401, 0xc6336402, 0xc6336403 };
	usec_t pace = sim->scenario->pace;
	struct conf_check *c = &ci->check;
	unsigned first = (unsigned)sim_below(sim, ARRAY_SIZE(targets));

	c->n_targets = 1 + (uint32_t)sim_below(sim, ARRAY_SIZE(targets) - first);
	for (uint32_t i = 0; i < c->n_targets; i++)
		c->targets[i] = in_addr_host(targets[first + i]);
	c->interval = sim_some_time(sim, usec_max(100 * USEC_PER_MSEC, pace / 20),
	    usec_min(HOUR, usec_max(USEC_PER_SEC, pace * 4)));
	c->failures = 1 + (uint32_t)sim_below(sim, 4);
	c->successes = 1 + (uint32_t)sim_below(sim, 10);
}

static void set_host(struct sim *sim, const struct kernel_iface *ki, struct conf_iface *ci,
    struct conf_router *routers)
{
	ci->role = sim_chance(sim, 950000) ? ROLE_HOST : ROLE_MONITOR;
	ci->solicit = sim_chance(sim, 900000);
	ci->solicit_on_loss = sim_chance(sim, 900000);
	if (sim_chance(sim, 50000))
		ci->solicitation_address = in_addr_host(INADDR_BROADCAST);
	if (sim_chance(sim, 150000))
		set_policy(sim, ki->lan, ci, routers);
	if (sim_chance(sim, 150000))
		set_trust(sim, ki->lan, ci);
	if (sim_chance(sim, 300000))
		set_checks(sim, ci);
	if (ci->min_lifetime > sim->scenario->longest_lifetime)
		sim->scenario->longest_lifetime = ci->min_lifetime;
}

/* Ways out that are watched; each interface asks for some. */
static void set_tracks(struct sim *sim, struct setup *s)
{
	static const char *const names[MACHINE_TRACKS] = { "one", "two", "three" };
	static const char *const links[] = { "eth0", "eth1" };

	s->conf.tracks = s->tracks;
	while (s->conf.n_tracks < MACHINE_TRACKS) {
		struct conf_track *t = &s->tracks[s->conf.n_tracks];

		*t = (struct conf_track){ .name = names[s->conf.n_tracks++],
			.kind = (enum track_kind)sim_below(sim, 3),
			.on_loss = (enum track_loss)sim_below(sim, 3),
			.penalty = sim_chance(sim, 500000) ? 5 : UINT32_MAX,
			.loss_delay = sim_chance(sim, 500000)
					  ? 0
					  : sim_some_time(sim, USEC_PER_SEC, 10 * MINUTE),
			.restore_delay = sim_chance(sim, 500000)
					     ? 0
					     : sim_some_time(sim, USEC_PER_SEC, 10 * MINUTE) };
		if (t->kind == TRACK_INTERFACE)
			t->target = links[sim_below(sim, 2)];
	}
	for (size_t i = 0; i < s->conf.n_ifaces; i++)
		s->ifaces[i].tracks = (uint32_t)sim_below(sim, 1 << MACHINE_TRACKS);
}

struct setup *scenario_setup(struct sim *sim, const struct node *n)
{
	const struct actor *actor = &sim->scenario->actors[n->id];
	struct setup *s = calloc(1, sizeof(*s));

	if (s == NULL)
		abort();
	conf_init(&s->conf);
	if (actor->nature == NATURE_HOST)
		set_all(sim, &s->conf, n);
	s->conf.ifaces = s->ifaces;
	s->conf.n_ifaces = n->kernel.n_ifaces;
	for (unsigned i = 0; i < n->kernel.n_ifaces; i++) {
		const struct kernel_iface *ki = &n->kernel.ifaces[i];
		struct conf_iface *ci = &s->ifaces[i];

		conf_iface_init(ci);
		ci->pattern = s->names[i];
		snprintf(s->names[i], sizeof(s->names[i]), "%s", ki->name);
		if (actor->nature == NATURE_ROUTER) {
			set_router(sim, ci);
			set_addresses(sim, ki, ci, s->addresses[i]);
		} else {
			set_host(sim, ki, ci, s->routers[i]);
		}
	}
	if (actor->nature == NATURE_ROUTER && actor->tracker)
		set_tracks(sim, s);
	return s;
}
