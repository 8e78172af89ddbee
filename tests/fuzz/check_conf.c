/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks the invariants of every accepted configuration. */
#include "config.h"

#include "check_conf.h"

#include "core/engine/engine.h"
#include "fuzz.h"

#define TURNS 8

static void check_iface(const struct conf *conf, const struct conf_iface *ci)
{
	claim(ci->pattern != NULL && ci->role <= ROLE_MONITOR);
	claim(ci->advertisement_lifetime <= ADVERTISEMENT_LIFETIME_MAX);
	if (ci->max_advertisement_interval != 0 && ci->role == ROLE_ROUTER) {
		claim(ci->max_advertisement_interval >=
		      MAX_ADVERTISEMENT_INTERVAL_MIN * USEC_PER_SEC);
		claim(ci->max_advertisement_interval <=
		      MAX_ADVERTISEMENT_INTERVAL_MAX * USEC_PER_SEC);
		claim(ci->min_advertisement_interval >=
		      MIN_ADVERTISEMENT_INTERVAL_MIN * USEC_PER_SEC);
		claim(ci->min_advertisement_interval <= ci->max_advertisement_interval);
		claim(ci->min_delay_between_advertisements <= ci->min_advertisement_interval);
		claim(ci->advertisement_lifetime * USEC_PER_SEC >= ci->max_advertisement_interval);
	}
	claim(conf->n_tracks == TRACKS_MAX || ci->tracks >> conf->n_tracks == 0);
	claim(conf_find_iface(conf, ci->pattern) != NULL);
}

static void check_values(const struct conf *conf)
{
	claim(conf->install <= INSTALL_NONE && conf->metric <= METRIC_MAX);
	claim(conf->table != 0 && conf->protocol >= 5);
	claim(conf->mtu == 0 || (conf->mtu >= 68 && conf->mtu <= 65520));
	claim(conf->routers_max >= 1 && conf->routers_max <= 1024);
	claim(conf->iface_routers_max >= 1 && conf->iface_routers_max <= 1024);
	claim(conf->n_tracks <= TRACKS_MAX);
	for (size_t i = 0; i < conf->n_ifaces; i++)
		check_iface(conf, &conf->ifaces[i]);
}

static void settle(struct engine *e, usec_t now)
{
	struct neighbour_query query;
	struct datagram datagram;
	struct event event;

	while (engine_query(e, &query))
		;
	engine_advance(e, now);
	while (engine_transmit(e, &datagram, now))
		;
	while (engine_event(e, &event))
		;
	claim(engine_deadline(e) > now);
}

/* No route and no neighbour here: tests/fuzz/engine.c has those. */
static void live(const struct conf *conf)
{
	static const struct iface_addr addr = { { 0x0a0200c0 }, { 0x0a0200c0 }, 24 };
	struct iface iface = { .ifindex = 2,
		.name = "eth0",
		.mtu = 1500,
		.up = true,
		.carrier = true,
		.multicast = true,
		.broadcast = true,
		.forwarding = true,
		.n_addrs = 1,
		.addrs = &addr };
	struct engine *e = engine_new(conf, 1);
	usec_t now = USEC_PER_SEC;

	claim(e != NULL);
	engine_begin(e);
	claim(engine_set_iface(e, &iface, now));
	engine_end(e, now);
	for (int i = 0; i < TURNS && now != USEC_INFINITY; i++) {
		settle(e, now);
		now = engine_deadline(e);
	}
	engine_free(e);
}

void check_conf(const struct conf *conf)
{
	check_values(conf);
	live(conf);
}
