/* SPDX-License-Identifier: BSD-2-Clause */
/* The real default router list and the reference model under random operations. */
#include "config.h"

#include "operations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/conf.h"
#include "core/host/drl.h"
#include "reference.h"

#define IFACES    3
#define ADDRESSES 24 /* routers that may be there on each */

struct pair {
	struct rng rng;
	struct conf conf;
	struct drl drl;
	struct event_ring events;
	struct reference model;
	struct iface ifaces[IFACES];
	struct iface_addr addrs[IFACES][2];
	enum neighbour_state neighbours[IFACES][ADDRESSES]; /* the kernel's table */
	bool foreign;
	bool verbose;
	usec_t now;
};

#define trace(p, ...)                                                                              \
	do {                                                                                       \
		if ((p)->verbose) {                                                                \
			printf("%13.6f ", (double)(p)->now / 1e6);                                 \
			printf(__VA_ARGS__);                                                       \
			putchar('\n');                                                             \
		}                                                                                  \
	} while (0)

static uint64_t below(struct pair *p, uint64_t n)
{
	return rng_next(&p->rng) % n;
}

static bool chance(struct pair *p, unsigned percent)
{
	return below(p, 100) < percent;
}

static struct in_addr address(unsigned i, unsigned number)
{
	return in_addr_host(0x0a000000 + i * 256 + 10 + number);
}

static struct reference_view view(const struct pair *p)
{
	static struct known_router routers[256];
	struct reference_view v = { .routers = routers, .foreign = p->foreign, .has_first = true };

	if (p->drl.choices[0].n_wanted > 0) {
		const struct drl_router *r = &p->drl.routers[p->drl.order[0]];

		v.first = hop_to(r->ifindex, r->address);
	}

	for (uint32_t i = 0; i < p->drl.slots.end; i++) {
		const struct drl_router *r = &p->drl.routers[i];

		if (r->used && v.n < ARRAY_SIZE(routers))
			routers[v.n++] = (struct known_router){ .ifindex = r->ifindex,
				.address = r->address,
				.preference = r->advertised,
				.effective = r->preference,
				.deadline = r->deadline,
				.wanted = r->wanted,
				.confirmed = r->confirmed,
				.withdrawn = r->withdrawn,
				.learned = r->learned };
	}
	return v;
}

/* ---- operations, each on both sides ---- */

static void hear(struct pair *p)
{
	static const int32_t preferences[] = { 0, 0, 0, 1, 1, 5, -1, INT32_MIN, INT32_MAX };
	unsigned i = (unsigned)below(p, IFACES);
	struct wire_entry entry = { .address = address(i, (unsigned)below(p, ADDRESSES)),
		.preference = preferences[below(p, ARRAY_SIZE(preferences))] };
	uint16_t lifetime = chance(p, 10)   ? 0
			    : chance(p, 50) ? (uint16_t)(1 + below(p, 20))
					    : (uint16_t)(1 + below(p, 1800));
	struct reference_view after;

	if (reference_iface(&p->model, p->ifaces[i].ifindex) == NULL)
		return;
	trace(p, "hear %u .%u preference %d lifetime %u", p->ifaces[i].ifindex,
	    ntohl(entry.address.s_addr) & 0xff, entry.preference, lifetime);
	drl_update(&p->drl, &p->ifaces[i],
	    &(struct drl_offer){ .entry = entry,
		.preference = entry.preference,
		.lifetime = lifetime,
		.source = entry.address },
	    p->now);
	after = view(p);
	reference_hear(&p->model, p->ifaces[i].ifindex,
	    &(struct reference_offer){ .address = entry.address,
		.preference = entry.preference,
		.level = entry.preference },
	    p->now + lifetime * USEC_PER_SEC, p->now, &after);
}

static void restore(struct pair *p)
{
	unsigned i = (unsigned)below(p, IFACES);
	struct wire_entry entry = { .address = address(i, (unsigned)below(p, ADDRESSES)),
		.preference = (int32_t)below(p, 3) };
	struct known_router known = { .ifindex = p->ifaces[i].ifindex,
		.ifname = "eth",
		.address = entry.address,
		.preference = entry.preference,
		.deadline = p->now + below(p, 100 * USEC_PER_SEC) };
	const struct reference_iface *ri = reference_iface(&p->model, known.ifindex);
	struct reference_view after;
	struct conf_iface conf;

	conf_iface_init(&conf);
	if (ri == NULL || !reference_accepts(&p->model, ri, &conf, entry.address))
		return;
	trace(p, "restore %u .%u", known.ifindex, ntohl(entry.address.s_addr) & 0xff);
	drl_restore(&p->drl, &p->ifaces[i],
	    &(struct drl_offer){ .entry = entry, .preference = entry.preference }, known.deadline,
	    p->now);
	after = view(p);
	reference_restore(&p->model, &known, &conf, p->now, &after);
}

static void tell_neighbour(struct pair *p, unsigned i, unsigned number)
{
	struct neighbour n = { .ifindex = p->ifaces[i].ifindex,
		.address = address(i, number),
		.state = p->neighbours[i][number] };

	trace(p, "neighbour %u .%u state %d", n.ifindex, ntohl(n.address.s_addr) & 0xff, n.state);
	drl_set_neighbour(&p->drl, &n, p->now);
	reference_neighbour(&p->model, &n);
}

static void change_neighbour(struct pair *p)
{
	unsigned i = (unsigned)below(p, IFACES), number = (unsigned)below(p, ADDRESSES);

	p->neighbours[i][number] = (enum neighbour_state)below(p, NEIGHBOUR_FAILED + 1);
	tell_neighbour(p, i, number);
}

static void judge(struct pair *p)
{
	unsigned i = (unsigned)below(p, IFACES);
	struct hop hop = hop_to(p->ifaces[i].ifindex, address(i, (unsigned)below(p, ADDRESSES)));
	struct drl_router *r = (struct drl_router *)drl_find(&p->drl, hop);
	enum way way = (enum way)below(p, WAY_LOST + 1);

	if (r == NULL)
		return;
	trace(p, "way out %u .%u is %d", hop.ifindex, ntohl(hop.gateway.s_addr) & 0xff, way);
	drl_set_way(&p->drl, r, way, p->now);
	reference_set_way(&p->model, hop, way);
}

static void change_iface(struct pair *p)
{
	unsigned i = (unsigned)below(p, IFACES);
	struct iface *iface = &p->ifaces[i];

	iface->up = chance(p, 90);
	iface->carrier = iface->up && chance(p, 90);
	iface->n_addrs = below(p, 10) == 0 ? 0 : 1 + below(p, 2);
	p->addrs[i][0].prefix_len = chance(p, 80) ? 24 : (uint8_t)(27 + below(p, 4));
	trace(p, "interface %u up %d carrier %d addresses %zu /%u", iface->ifindex, iface->up,
	    iface->carrier, iface->n_addrs, p->addrs[i][0].prefix_len);
	drl_set_iface(&p->drl, iface, p->now);
	reference_set_iface(&p->model, iface, ROLE_HOST, p->now);
}

static void remove_iface(struct pair *p)
{
	unsigned i = (unsigned)below(p, IFACES);

	trace(p, "no interface %u", p->ifaces[i].ifindex);
	drl_del_iface(&p->drl, p->ifaces[i].ifindex, REASON_LINK_DOWN, p->now);
	reference_del_iface(&p->model, p->ifaces[i].ifindex);
	p->ifaces[i].ifindex += IFACES; /* what comes next is another one */
	reference_set_iface(&p->model, &p->ifaces[i], ROLE_HOST, p->now);
}

/* The kernel's answer to a route through one that is wanted. */
static void answer(struct pair *p)
{
	struct hop hop;
	bool refused = chance(p, 50);

	if (p->drl.choices[0].n_wanted == 0)
		return;
	hop.ifindex = p->drl.routers[p->drl.order[0]].ifindex;
	hop.gateway = p->drl.routers[p->drl.order[0]].address;
	if (drl_find(&p->drl, hop) == NULL)
		return;
	trace(p, "route via %u .%u %s", hop.ifindex, ntohl(hop.gateway.s_addr) & 0xff,
	    refused ? "refused" : "taken");
	if (refused)
		drl_refuse(&p->drl, hop, p->now);
	else
		drl_accept(&p->drl, hop);
	reference_answer(&p->model, hop, refused, p->now);
}

static void configure(struct pair *p)
{
	p->conf.install = (enum install)below(p, INSTALL_NONE + 1);
	p->conf.probe_interval = chance(p, 50) ? 0 : (1 + below(p, 60)) * USEC_PER_SEC;
	if (p->model.n_routers <= 8) { /* a lower cap would not make the list shorter */
		p->conf.routers_max = 8 + (uint32_t)below(p, 8);
		p->conf.iface_routers_max = 8 + (uint32_t)below(p, 8);
	}
	trace(p, "install %s, at most %u, %u", conf_install_name(p->conf.install),
	    p->conf.routers_max, p->conf.iface_routers_max);
	if (!drl_configure(&p->drl, &p->conf, p->now))
		abort();
	reference_configure(&p->model, &p->conf);
}

static void pass_time(struct pair *p)
{
	if (chance(p, 70))
		p->now += below(p, 4 * USEC_PER_SEC);
	else if (drl_deadline(&p->drl) != USEC_INFINITY)
		p->now = usec_max(p->now, drl_deadline(&p->drl)); /* to the microsecond */
	if (chance(p, 1))
		p->now += below(p, 1000 * USEC_PER_SEC);
}

static void answer_queries(struct pair *p)
{
	struct neighbour_query q;

	while (drl_query(&p->drl, &q))
		for (unsigned i = 0; i < IFACES; i++)
			for (unsigned a = 0; a < ADDRESSES; a++)
				if (q.ifindex == p->ifaces[i].ifindex &&
				    in_addr_equal(q.address, address(i, a)))
					tell_neighbour(p, i, a);
}

static void operate(struct pair *p)
{
	uint64_t pick = below(p, 105);

	if (pick < 45)
		hear(p);
	else if (pick < 60)
		change_neighbour(p);
	else if (pick < 80)
		pass_time(p);
	else if (pick < 86)
		change_iface(p);
	else if (pick < 87)
		remove_iface(p);
	else if (pick < 92)
		answer(p);
	else if (pick < 93)
		configure(p);
	else if (pick < 94)
		restore(p);
	else if (pick < 97)
		p->foreign = !p->foreign;
	else if (pick < 100)
		answer_queries(p);
	else
		judge(p);
}

/* ---- comparison ---- */

static void compare(struct pair *p, uint64_t seed, uint64_t i)
{
	struct reference_view v;
	struct hop kept = { 0 };
	struct event event;

	drl_advance(&p->drl, p->now);
	drl_select(&p->drl, &p->conf, p->foreign, p->now);
	while (event_pull(&p->events, &event))
		;
	reference_advance(&p->model, p->now);
	v = view(p);
	if (damping_is_active(&p->drl.choices[0].damping))
		kept = p->drl.choices[0].damping.kept;
	for (size_t r = 0; r < v.n && p->verbose; r++)
		trace(p, "  router %u .%u%s", v.routers[r].ifindex,
		    ntohl(v.routers[r].address.s_addr) & 0xff,
		    v.routers[r].wanted ? " wanted" : "");
	if (reference_chose(&p->model, v.first, kept, p->now) &&
	    reference_agrees(&p->model, &v, p->now) &&
	    drl_deadline(&p->drl) <= reference_deadline(&p->model) &&
	    drl_deadline(&p->drl) > p->now)
		return;
	printf("FAIL: operation %ju of seed %ju, time %.6f s: %s\n"
	       "  again: tests/sim/sim --verbose --operations %ju --seed %ju\n",
	    (uintmax_t)i, (uintmax_t)seed, (double)p->now / 1e6,
	    p->model.complaint[0] != '\0' ? p->model.complaint : "wrong deadline",
	    (uintmax_t)(i + 1), (uintmax_t)seed);
	exit(EXIT_FAILURE);
}

static void init(struct pair *p, uint64_t seed)
{
	p->rng.state = seed;
	p->now = rng_next(&p->rng) >> 20;
	conf_init(&p->conf);
	p->conf.routers_max = 8;
	p->conf.iface_routers_max = 4 + (uint32_t)below(p, 5);
	drl_init(&p->drl, rng_next(&p->rng), &p->events);
	if (!drl_configure(&p->drl, &p->conf, p->now))
		abort();
	reference_init(&p->model, &p->conf);
	p->model.strict = true;
	for (unsigned i = 0; i < IFACES; i++) {
		for (unsigned a = 0; a < 2; a++) {
			p->addrs[i][a].local = p->addrs[i][a].subnet = in_addr_host(
			    0x0a000000 + i * 256 + 1 + a);
			p->addrs[i][a].prefix_len = 24;
		}
		p->ifaces[i] = (struct iface){ .ifindex = 1 + i,
			.name = "eth",
			.mtu = 1500,
			.up = true,
			.carrier = true,
			.multicast = true,
			.n_addrs = 1,
			.addrs = p->addrs[i] };
		reference_set_iface(&p->model, &p->ifaces[i], ROLE_HOST, p->now);
	}
}

void operations_run(uint64_t seed, uint64_t n, bool verbose)
{
	struct pair *p = calloc(1, sizeof(*p));

	if (p == NULL)
		abort();
	p->verbose = verbose;
	init(p, seed);
	for (uint64_t i = 0; i < n; i++) {
		operate(p);
		if (chance(p, 80))
			compare(p, seed, i);
	}
	reference_fini(&p->model);
	drl_fini(&p->drl);
	free(p);
}
