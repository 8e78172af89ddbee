/* SPDX-License-Identifier: BSD-2-Clause */
/* rdiscctl what-if: the copy, and what happens to it. */
#include "config.h"

#include "tools/whatif.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "system/log.h"
#include "world/node.h"
#include "world/sim.h"
#include "world/trace.h"

/* Routers begin first, so that they have sent their first advertisements when the machine begins. */
#define MACHINE_BEGINS MINUTE
/* The machine looks round: it asks for routers, and its kernel for their link-layer addresses. */
#define SETTLE_TIME    (30 * USEC_PER_SEC)
#define TRAFFIC_TIME   (100 * USEC_PER_MSEC)
/* Planned, beside the numbers of events. */
#define TRAFFIC        WHATIF_EVENTS_MAX

enum flow { FLOW_GOES, FLOW_LOST, FLOW_NOWHERE };

struct copy {
	struct sim sim; /* first, so that what is planned finds the rest */
	const struct whatif *w;
	struct node *machine;
	struct node **routers; /* one for each of w->routers */
	usec_t zero;           /* the timeline's; later than now: nothing is printed yet */
	enum flow flow;
	usec_t lost_since, lost; /* FLOW_GOES: not now; in all */
};

/* A router's configuration, in one block. */
struct router_conf {
	struct conf conf;
	struct conf_iface iface;
};

static const char router_ifname[] = "lan";

static struct copy *copy_of(struct sim *sim)
{
	return (struct copy *)sim;
}

/* ---- the timeline ---- */

__attribute__((format(printf, 2, 3))) static void tell(
    const struct copy *c, const char *format, ...)
{
	va_list args;

	if (c->sim.now < c->zero)
		return;
	printf("%10.3f  ", (double)(c->sim.now - c->zero) / USEC_PER_SEC);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

static const char *name_iface(const struct copy *c, unsigned ifindex)
{
	const struct kernel_iface *ki = kernel_find_iface(&c->machine->kernel, ifindex);

	return ki == NULL ? "-" : ki->name;
}

static void tell_event(struct node *n, const struct event *event)
{
	const struct copy *c = copy_of(n->sim);
	char line[400];

	if (n != c->machine)
		return;
	log_format_event(event, line, sizeof(line));
	tell(c, "%s", line);
}

/* ---- traffic ---- */

static const struct node *find_router(const struct copy *c, struct hop hop)
{
	for (size_t i = 0; i < c->w->n_routers; i++) {
		const struct known_router *r = &c->w->routers[i].known;

		if (hop_equal(hop, hop_to(r->ifindex, r->address)))
			return c->routers[i];
	}
	return NULL;
}

/* Routers that are not known belong to others, and lead everywhere. */
static bool leads_out(const struct copy *c, struct hop hop)
{
	const struct kernel_iface *ki = kernel_find_iface(&c->machine->kernel, hop.ifindex);
	const struct node *router = find_router(c, hop);

	return ki != NULL && ki->up && ki->cable &&
	       (router == NULL || (router->powered && !router->severed));
}

static bool has_failed(const struct copy *c, struct hop hop)
{
	struct kernel *k = &c->machine->kernel;
	const struct kernel_iface *ki = kernel_find_iface(k, hop.ifindex);

	return ki == NULL || kernel_neighbour_state(k, (unsigned)(ki - k->ifaces), hop.gateway) ==
				 NEIGHBOUR_FAILED;
}

/* The table that traffic follows: the general one, or where no interface has its routes there, that of the first. */
static uint32_t find_table(const struct whatif *w)
{
	uint32_t first = 0;

	for (size_t i = 0; i < w->n_ifaces; i++) {
		if (w->ifaces[i].table == w->conf->table)
			return w->conf->table;
		first = first != 0 ? first : w->ifaces[i].table;
	}
	return first != 0 ? first : w->conf->table;
}

/* The route that carries traffic: of those of the lowest metric the first whose gateway has not failed. */
static const struct route *find_best(const struct copy *c)
{
	const struct kernel *k = &c->machine->kernel;
	const struct route *first = NULL;
	uint32_t table = find_table(c->w);

	for (size_t i = 0; i < k->n_routes; i++) {
		const struct route *r = &k->routes[i].route;

		if (r->table != table)
			continue;
		first = first != NULL ? first : r;
		if (r->metric != first->metric)
			break;
		if (!has_failed(c, r->hops[0]))
			return r;
	}
	return first;
}

static enum flow look_at_flow(const struct copy *c, const struct route *best)
{
	if (best == NULL)
		return FLOW_NOWHERE;
	for (size_t i = 0; i < best->n_hops; i++)
		if (!leads_out(c, best->hops[i]))
			return FLOW_LOST;
	return FLOW_GOES;
}

static void watch_flow(struct copy *c)
{
	const struct route *best = find_best(c);
	enum flow flow = look_at_flow(c, best);
	usec_t since = usec_max(c->lost_since, c->zero);

	if (flow == c->flow)
		return;
	if (flow == FLOW_NOWHERE)
		tell(c, "traffic: there is no default route");
	else if (flow == FLOW_LOST)
		tell(c, "traffic: lost, it goes to %s", address_text(best->hops[0].gateway).text);
	else
		tell(c, "traffic: flows through %s, after %.3f s",
		    address_text(best->hops[0].gateway).text,
		    (double)usec_sub(c->sim.now, since) / USEC_PER_SEC);
	if (c->flow == FLOW_GOES)
		c->lost_since = c->sim.now;
	else if (flow == FLOW_GOES && c->sim.now >= c->zero)
		c->lost += c->sim.now - since;
	c->flow = flow;
}

static void send_traffic(struct copy *c)
{
	struct kernel *k = &c->machine->kernel;
	const struct route *best = find_best(c);

	for (size_t i = 0; best != NULL && i < best->n_hops; i++) {
		const struct kernel_iface *ki = kernel_find_iface(k, best->hops[i].ifindex);

		if (ki != NULL)
			kernel_use(k, (unsigned)(ki - k->ifaces), best->hops[i].gateway);
	}
	watch_flow(c);
	sim_plan(&c->sim, c->sim.now + TRAFFIC_TIME, c->machine->id, TRAFFIC);
}

/* Its turn is over, and the events are told. */
static void watch_turn(struct node *n)
{
	struct copy *c = copy_of(n->sim);

	if (n == c->machine)
		watch_flow(c);
}

static const struct watcher watcher = { .event = tell_event, .settled = watch_turn };

/* ---- routers ---- */

static struct conf *make_router_conf(const struct whatif_router *r, int32_t preference)
{
	struct router_conf *rc = sim_memory(NULL, 1, sizeof(*rc));
	unsigned interval = r->lifetime / 3;

	conf_init(&rc->conf);
	conf_iface_init(&rc->iface);
	rc->conf.ifaces = &rc->iface;
	rc->conf.n_ifaces = 1;
	rc->iface.pattern = router_ifname;
	rc->iface.role = ROLE_ROUTER;
	rc->iface.preference_level = preference;
	conf_iface_set_interval(&rc->iface, interval < 4 ? 4 : interval > 1800 ? 1800 : interval);
	rc->iface.advertisement_lifetime = r->lifetime;
	return &rc->conf;
}

static void start_router(struct copy *c, size_t i)
{
	struct node *n = c->routers[i];

	node_power_on(n, c->sim.now);
	n->severed = false;
	if (n->engine == NULL)
		node_start(n, make_router_conf(&c->w->routers[i], c->w->routers[i].advertised),
		    2 + i, false);
}

/* The subnet that the machine shares with a router. */
static uint8_t find_prefix_len(const struct iface *iface, struct in_addr router)
{
	for (size_t i = 0; i < iface->n_addrs; i++) {
		const struct iface_addr *a = &iface->addrs[i];

		if (((a->subnet.s_addr ^ router.s_addr) & prefix_mask(a->prefix_len)) == 0)
			return a->prefix_len;
	}
	return 32;
}

static void add_router(struct copy *c, size_t i)
{
	const struct whatif_router *r = &c->w->routers[i];
	struct node *n = sim_add_node(&c->sim, address_text(r->known.address).text);
	uint32_t lan = 0;
	unsigned iface;

	while (c->w->ifaces[lan].ifindex != r->known.ifindex)
		lan++;
	iface = kernel_plug(&n->kernel, lan, router_ifname);
	kernel_create(&n->kernel, iface);
	kernel_set_forwarding(&n->kernel, iface, true);
	kernel_add_address(&n->kernel, iface,
	    (struct iface_addr){ r->known.address, r->known.address,
		find_prefix_len(&c->w->ifaces[lan], r->known.address) });
	c->routers[i] = n;
	if (r->silent)
		return;
	start_router(c, i);
	n->severed = r->lost;
}

/* ---- the machine ---- */

static void add_iface(struct copy *c, const struct iface *iface, uint32_t lan)
{
	struct kernel *k = &c->machine->kernel;
	unsigned i = kernel_plug(k, lan, iface->name);
	struct kernel_iface *ki = &k->ifaces[i];

	k->last_ifindex = iface->ifindex - 1;
	kernel_create(k, i);
	ki->mtu = iface->mtu;
	ki->table = iface->table;
	ki->up = iface->up;
	ki->cable = iface->carrier;
	ki->multicast = iface->multicast;
	ki->broadcast = iface->broadcast;
	ki->forwarding = iface->forwarding;
	for (size_t a = 0; a < iface->n_addrs; a++)
		kernel_add_address(k, i, iface->addrs[a]);
}

static void add_routes(struct copy *c)
{
	for (size_t i = 0; i < c->w->n_routes; i++)
		kernel_load_route(
		    &c->machine->kernel, &c->w->routes[i].route, !c->w->routes[i].ours);
}

/* The machine knows what an earlier run would have saved. */
static void add_knowledge(struct copy *c)
{
	struct node *n = c->machine;

	n->saved = sim_memory(NULL, c->w->n_routers + 1, sizeof(*n->saved));
	n->saved_capacity = c->w->n_routers + 1;
	for (size_t i = 0; i < c->w->n_routers; i++) {
		struct known_router *r = &n->saved[n->n_saved++];

		*r = c->w->routers[i].known;
		r->deadline = c->sim.now + c->w->routers[i].remaining;
		r->learned = c->sim.now;
	}
}

static void ask_for_routers(struct copy *c)
{
	struct kernel *k = &c->machine->kernel;

	for (size_t i = 0; i < c->w->n_routers; i++) {
		const struct known_router *r = &c->w->routers[i].known;

		kernel_ask(k, (unsigned)(kernel_find_iface(k, r->ifindex) - k->ifaces), r->address);
	}
}

/* node_start() takes the configuration over; what it points to stays the caller's. */
static struct conf *copy_conf(const struct conf *conf)
{
	struct conf *copy = sim_memory(NULL, 1, sizeof(*copy));

	*copy = *conf;
	return copy;
}

static void start_machine(struct copy *c)
{
	struct node *n = c->machine;

	node_power_on(n, c->sim.now);
	for (uint32_t i = 0; i < c->w->n_ifaces; i++)
		add_iface(c, &c->w->ifaces[i], i);
	add_routes(c);
	ask_for_routers(c);
	sim_run(&c->sim, c->sim.now + 5 * USEC_PER_SEC); /* a silent one has FAILED then */
	add_knowledge(c);
	memcpy(n->files, c->w->tracks, sizeof(n->files));
	node_start(n, copy_conf(c->w->conf), 1, true);
	engine_trace(n->engine, false); /* not each message */
	send_traffic(c);
}

/* ---- what happens ---- */

static void tell_of(const struct copy *c, const struct whatif_event *e)
{
	static const char *const texts[] = {
		[WHATIF_DIES] = "dies",
		[WHATIF_LEAVES] = "leaves, with a farewell",
		[WHATIF_RETURNS] = "returns",
		[WHATIF_LOSES_WAY] = "loses its way out",
		[WHATIF_DOWN] = "goes down",
		[WHATIF_UP] = "comes up",
		[WHATIF_UNPLUGGED] = "is unplugged",
		[WHATIF_PLUGGED] = "is plugged in",
	};

	if (e->action == WHATIF_PREFERENCE)
		tell(c, "%s advertises preference %d", address_text(e->router).text, e->preference);
	else
		tell(c, "%s %s", e->router.s_addr == 0 ? e->ifname : address_text(e->router).text,
		    texts[e->action]);
}

static void happen_to_router(struct copy *c, size_t i, const struct whatif_event *e)
{
	struct node *n = c->routers[i];

	switch (e->action) {
	case WHATIF_DIES:
		node_power_off(n);
		break;
	case WHATIF_LEAVES:
		node_stop(n);
		break;
	case WHATIF_RETURNS:
		start_router(c, i);
		break;
	case WHATIF_LOSES_WAY:
		n->severed = true;
		break;
	default:
		if (n->engine != NULL && !n->ending)
			node_configure(n, make_router_conf(&c->w->routers[i], e->preference));
		break;
	}
}

static void happen_to_iface(struct copy *c, const struct whatif_event *e)
{
	struct kernel *k = &c->machine->kernel;
	unsigned i = 0;

	while (strcmp(k->ifaces[i].name, e->ifname) != 0)
		i++;
	if (e->action == WHATIF_DOWN || e->action == WHATIF_UP)
		kernel_set_up(k, i, e->action == WHATIF_UP);
	else
		kernel_set_cable(k, i, e->action == WHATIF_PLUGGED);
}

static void act(struct sim *sim, uint32_t who, uint32_t what)
{
	struct copy *c = copy_of(sim);
	const struct whatif_event *e = &c->w->events[what];

	(void)who;
	if (what == TRAFFIC) {
		send_traffic(c);
		return;
	}
	tell_of(c, e);
	for (size_t i = 0; i < c->w->n_routers; i++)
		if (in_addr_equal(c->w->routers[i].known.address, e->router))
			happen_to_router(c, i, e);
	if (e->router.s_addr == INADDR_ANY)
		happen_to_iface(c, e);
	watch_flow(c);
}

/* ---- the whole ---- */

/* The time in which checks come to a verdict. */
static usec_t check_time(const struct conf *conf)
{
	usec_t most = 0;

	for (size_t i = 0; i < conf->n_ifaces; i++) {
		const struct conf_check *k = &conf->ifaces[i].check;

		if (k->n_targets > 0)
			most = usec_max(most, k->interval * (k->failures + k->successes + 1));
	}
	return most;
}

static void make_world(struct copy *c)
{
	static const struct weather calm = { .delay_min = 100, .delay_max = 500 };

	sim_init(&c->sim, 1);
	c->sim.watcher = &watcher;
	c->sim.act = act;
	c->zero = USEC_INFINITY;
	c->sim.n_lans = (uint32_t)c->w->n_ifaces;
	c->sim.lans = sim_memory(NULL, c->w->n_ifaces + 1, sizeof(*c->sim.lans));
	for (uint32_t i = 0; i < c->sim.n_lans; i++)
		c->sim.lans[i] = (struct lan){ .weather = calm };
	c->machine = sim_add_node(&c->sim, "machine");
	c->routers = sim_memory(NULL, c->w->n_routers + 1, sizeof(struct node *));
	for (size_t i = 0; i < c->w->n_routers; i++)
		add_router(c, i);
	sim_run(&c->sim, MACHINE_BEGINS);
	start_machine(c);
	sim_run(&c->sim, c->sim.now + SETTLE_TIME + check_time(c->w->conf));
}

static void print_routes(const struct copy *c, const char *when)
{
	const struct kernel *k = &c->machine->kernel;

	printf("%s:%s\n", when, k->n_routes == 0 ? " no default route" : "");
	for (size_t i = 0; i < k->n_routes; i++) {
		const struct route *r = &k->routes[i].route;

		for (size_t h = 0; h < r->n_hops; h++)
			printf("  default via %s dev %s metric %u%s\n",
			    address_text(r->hops[h].gateway).text,
			    name_iface(c, r->hops[h].ifindex), r->metric,
			    k->routes[i].foreign ? ", of others" : "");
	}
}

/* The copy may choose otherwise: what the daemon has seen is more than what it tells. */
static void compare(const struct copy *c)
{
	const struct route *best = find_best(c), *first = NULL;

	for (size_t i = 0; i < c->w->n_routes; i++) {
		const struct route *r = &c->w->routes[i].route;

		if (first == NULL || r->metric < first->metric)
			first = r;
	}
	if (best != NULL && first != NULL && !hop_equal(best->hops[0], first->hops[0]))
		printf("The daemon itself uses another one first: %s\n",
		    address_text(first->hops[0].gateway).text);
}

static void play(struct copy *c)
{
	const struct whatif *w = c->w;
	usec_t end = w->events[w->n_events - 1].time + w->rest;

	print_routes(c, "Now");
	compare(c);
	putchar('\n');
	c->zero = c->sim.now;
	for (size_t i = 0; i < w->n_events; i++)
		sim_plan(&c->sim, c->zero + w->events[i].time, c->machine->id, (uint32_t)i);
	sim_run(&c->sim, c->zero + end);
	if (c->flow != FLOW_GOES)
		c->lost += c->sim.now - usec_max(c->lost_since, c->zero);
	printf("\nTraffic was lost for %.3f of %.0f s.\n", (double)c->lost / USEC_PER_SEC,
	    (double)end / USEC_PER_SEC);
	print_routes(c, "Then");
}

static bool is_there(const struct whatif *w, const struct whatif_event *e)
{
	for (size_t i = 0; i < w->n_routers; i++)
		if (in_addr_equal(w->routers[i].known.address, e->router))
			return true;
	for (size_t i = 0; i < w->n_ifaces; i++)
		if (e->router.s_addr == INADDR_ANY && strcmp(w->ifaces[i].name, e->ifname) == 0)
			return true;
	return false;
}

bool whatif_run(const struct whatif *w)
{
	struct copy c = { .w = w };

	for (size_t i = 0; i < w->n_events; i++) {
		const struct whatif_event *e = &w->events[i];

		if (is_there(w, e))
			continue;
		fprintf(stderr, "rdiscctl: %s: the daemon %s; \"rdiscctl %s\" lists them\n",
		    e->router.s_addr == 0 ? e->ifname : address_text(e->router).text,
		    e->router.s_addr == 0 ? "does not use that interface"
					  : "does not know that router",
		    e->router.s_addr == 0 ? "interfaces" : "routers");
		return false;
	}
	make_world(&c);
	play(&c);
	sim_fini(&c.sim);
	free(c.routers);
	return true;
}
