/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: the whole engine by a script of operations. Two bytes choose the machine, and then each
 * operation is a byte with its own bytes behind it; a script that ends early reads zeros.
 *
 * The machine is the simulator's, with its made-up kernel, and everything that the simulator's guard
 * demands of a machine is demanded after each turn (tests/sim/guard.h): a deadline ahead, RFC 1256's
 * numbers and times of messages, a list that agrees with the model, routes with a router behind them,
 * no gap, no foreign route touched. A second machine on the same two LANs answers for the
 * routers' addresses and sends what the script says. */
#include "config.h"

#include "world/node.h"
#include "sim/guard.h"
#include "sim/scenario.h"
#include "unit/packet.h"
#include "fuzz.h"
#include "control/report.h"

/* Virtual time is cheap, but not for nothing. */
#define OPERATIONS_MAX 100
#define STEPS_MAX      1500
#define LANS           2
#define ROUTERS        6 /* addresses of the other machine on each LAN, from .2 on */

struct script {
	const uint8_t *at, *end;
};

struct world {
	struct sim sim;
	struct scenario scenario;
	struct script script;
	struct node *us, *others;
};

/* ---- the script ---- */

static unsigned take(struct world *w, unsigned n)
{
	return w->script.at == w->script.end ? 0 : *w->script.at++ % n;
}

#define pick(w, table) (table)[take(w, ARRAY_SIZE(table))]

/* Where the simulator takes a random number, the script decides with two bytes. */
static void take_chance(struct world *w)
{
	unsigned high = take(w, 256);

	w->sim.rng.state = high << 8 | take(w, 256);
}

static usec_t take_time(struct world *w)
{
	static const usec_t times[] = { 0, 1, USEC_PER_MSEC, 60 * USEC_PER_MSEC, 1 * USEC_PER_SEC,
		3 * USEC_PER_SEC, 4 * USEC_PER_SEC, 16 * USEC_PER_SEC, 30 * USEC_PER_SEC, MINUTE,
		2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 2 * HOUR };

	return pick(w, times);
}

static int32_t take_preference(struct world *w)
{
	static const int32_t levels[] = { 0, 1, 10, -10, INT32_MIN, INT32_MAX, INT32_MIN + 1 };

	return pick(w, levels);
}

/* One that answers, one that no machine has, our own, or none a machine can have. */
static struct in_addr take_address(struct world *w, unsigned lan)
{
	static const uint8_t numbers[] = { 2, 3, 4, 5, 6, 7, 1, 0, 255, 100, 101, 102, 103, 104 };
	unsigned number = take(w, ARRAY_SIZE(numbers) + 4);

	switch (number) {
	case ARRAY_SIZE(numbers):
		return in_addr_host(0);
	case ARRAY_SIZE(numbers) + 1:
		return in_addr_host(0xc0000201); /* of no LAN here */
	case ARRAY_SIZE(numbers) + 2:
		return in_addr_host(0xe0000005);
	case ARRAY_SIZE(numbers) + 3:
		return scenario_address(lan, 1, 2);
	default:
		return scenario_address(lan, 0, numbers[number]);
	}
}

/* ---- messages ---- */

static void send_packet(struct world *w, unsigned lan, const uint8_t *packet, size_t len)
{
	const struct kernel_iface *ki = &w->others->kernel.ifaces[lan];
	struct frame *f;

	if (len < WIRE_IP_HEADER_LEN)
		return; /* no raw socket gives such */
	f = frame_new(len);
	memcpy(f->data, packet, len);
	lan_send(&w->sim, &w->sim.lans[lan], ki->port, f);
}

static struct in_addr take_destination(struct world *w)
{
	static const uint32_t groups[] = { GROUP_ALL_SYSTEMS, INADDR_BROADCAST, GROUP_ALL_ROUTERS,
		0x0a000101, 0x0a000201 };

	return in_addr_host(pick(w, groups));
}

static void hear(struct world *w, unsigned lan)
{
	static const uint16_t lifetimes[] = { 1800, 0, 1, 4, 12, 30, 600, 65535 };
	struct in_addr source = take_address(w, lan), destination = take_destination(w);
	uint16_t lifetime = pick(w, lifetimes);
	struct wire_entry entries[8];
	uint8_t packet[PACKET_MAX];
	unsigned n = 1 + take(w, ARRAY_SIZE(entries));

	for (unsigned i = 0; i < n; i++) {
		entries[i].address = i == 0 ? source : take_address(w, lan);
		entries[i].preference = take_preference(w);
	}
	send_packet(w, lan, packet,
	    packet_advertisement(packet, source, destination, lifetime, entries, n));
}

static void be_asked(struct world *w, unsigned lan)
{
	struct in_addr source = take_address(w, lan);
	uint8_t packet[PACKET_MAX];

	send_packet(w, lan, packet, packet_solicitation(packet, source, take_destination(w)));
}

/* An ICMP message of the script's own bytes, its checksum right three times out of four. */
static void hear_bytes(struct world *w, unsigned lan)
{
	struct in_addr source = take_address(w, lan), destination = take_destination(w);
	uint8_t icmp[64], packet[PACKET_MAX];
	bool fix = take(w, 4) != 0;
	unsigned len = take(w, sizeof(icmp));

	for (unsigned i = 0; i < len; i++)
		icmp[i] = (uint8_t)take(w, 256);
	if (fix && len >= 4)
		packet_fix(icmp, len);
	send_packet(w, lan, packet, packet_ip(packet, source, destination, 1, icmp, len));
}

static void hear_a_flood(struct world *w, unsigned lan)
{
	struct in_addr source = take_address(w, lan);
	uint8_t packet[PACKET_MAX];
	struct wire_entry entry;
	unsigned n = 8 * (1 + take(w, 16));
	bool asks = take(w, 2) == 1;

	for (unsigned i = 0; i < n; i++) {
		entry.address = scenario_address(lan, 0, 2 + i);
		entry.preference = take_preference(w);
		send_packet(w, lan, packet,
		    asks ? packet_solicitation(packet, source, in_addr_host(GROUP_ALL_ROUTERS))
			 : packet_advertisement(
			       packet, source, in_addr_host(GROUP_ALL_SYSTEMS), 600, &entry, 1));
	}
}

/* ---- the machine ---- */

/* Not while it sleeps or gets no time: then nothing of it runs that could be told. */
static bool is_idle(const struct world *w)
{
	const struct node *n = w->us;

	return n->engine != NULL && !n->ending && !n->suspended && n->stalled_until <= n->sim->now;
}

static struct setup *take_setup(struct world *w)
{
	struct setup *s;
	unsigned i, what;

	take_chance(w);
	s = scenario_setup(&w->sim, w->us);
	i = take(w, LANS);
	what = take(w, 8);
	if (what == 1 && s->ifaces[i].max_advertisement_interval != 0) {
		conf_iface_set_interval(&s->ifaces[i], 4 + take(w, 60));
		s->ifaces[i].require_forwarding = false;
		s->ifaces[i].role = s->ifaces[i].role == ROLE_HOST ? ROLE_ROUTER : ROLE_HOST;
	} else if (what == 2) {
		s->ifaces[i].role = ROLE_OFF;
	} else if (what == 3) {
		s->ifaces[i].perform_router_discovery = false;
	} else if (what == 4) {
		s->ifaces[i].role = ROLE_MONITOR;
	} else if (what == 5) {
		s->names[i][0] = '-';
	}
	return s;
}

static void live(struct world *w)
{
	unsigned what = take(w, 6);

	if (w->us->engine == NULL) {
		if (what == 4)
			node_power_off(w->us);
		node_power_on(w->us, 1 + take(w, 2) * DAY);
		if (!w->us->suspended)
			node_start(w->us, &take_setup(w)->conf, 1, what % 2 == 0);
	} else if (what < 2 && is_idle(w)) {
		node_stop(w->us);
	} else if (what < 4) {
		node_kill(w->us);
	} else if (what == 4) {
		node_power_off(w->us);
	}
}

static void change_link(struct world *w, unsigned i)
{
	struct kernel *k = &w->us->kernel;

	switch (take(w, 5)) {
	case 0:
		kernel_set_up(k, i, !k->ifaces[i].up);
		break;
	case 1:
		kernel_set_cable(k, i, !k->ifaces[i].cable);
		break;
	case 2:
		kernel_set_forwarding(k, i, !k->ifaces[i].forwarding);
		break;
	case 3:
		kernel_destroy(k, i);
		break;
	case 4:
		kernel_create(k, i);
		kernel_add_address(k, i, scenario_iface_address(i, 0, 1));
		break;
	}
}

static void change_address(struct world *w, unsigned i)
{
	struct kernel *k = &w->us->kernel;
	struct iface_addr a = scenario_iface_address(i, take(w, 2), 1 + take(w, 4));

	if (!k->ifaces[i].exists)
		return;
	if (kernel_has_address(&k->ifaces[i], a.local)) {
		kernel_del_address(k, i, a.local);
		return;
	}
	if (take(w, 4) == 1)
		a.prefix_len = (uint8_t)(24 + take(w, 9));
	kernel_add_address(k, i, a);
}

static void change_route(struct world *w, unsigned i)
{
	static const uint32_t metrics[] = { 0, 100, 101, METRIC_DEFAULT, METRIC_DEFAULT + 1, 5000 };
	struct kernel *k = &w->us->kernel;
	struct hop hop = hop_to(k->ifaces[i].ifindex, scenario_address(i, 0, 2 + take(w, ROUTERS)));
	struct route route = { .table = KERNEL_TABLE, .protocol = 4, .n_hops = 1, .hops = &hop };
	size_t r;

	if (take(w, 2) == 0) {
		route.metric = pick(w, metrics);
		if (k->ifaces[i].exists)
			kernel_add_foreign(k, &route);
	} else if (k->n_routes > 0) {
		r = take(w, 256) % k->n_routes;
		if (!k->routes[r].foreign)
			w->us->flushed = node_now(w->us);
		kernel_remove_route(k, r);
	}
}

/* The kernel refuses some or all changes; the daemon gets no time; its queue overruns; the machine
 * sleeps and wakes up. */
static void trouble(struct world *w)
{
	static const uint32_t shortages[] = { 0, 300000, PER_MILLION };
	struct node *n = w->us;

	switch (take(w, 4)) {
	case 0:
		n->kernel.short_of_memory = pick(w, shortages);
		break;
	case 1:
		node_stall(n, w->sim.now + take_time(w));
		n->kernel.losing = n->engine != NULL && n->stalled_until > w->sim.now &&
				   take(w, 2) == 1;
		break;
	case 2:
		if (n->suspended)
			node_resume(n);
		else
			node_suspend(n);
		break;
	default: /* anything that the simulator has */
		take_chance(w);
		scenario_trouble(&w->sim);
		break;
	}
}

/* ---- the others ---- */

/* An answer that there was, its octets as they were or one of them changed. */
static void hear_answer(struct world *w, unsigned lan)
{
	uint8_t packet[SIM_ANSWER_LEN];
	unsigned at = take(w, SIM_ANSWER_LEN), change = take(w, 256);

	memcpy(packet, w->scenario.answers[take(w, SIM_ANSWERS)], sizeof(packet));
	packet[at] ^= (uint8_t)change;
	if (take(w, 4) != 0)
		packet_fix(packet + WIRE_IP_HEADER_LEN, sizeof(packet) - WIRE_IP_HEADER_LEN);
	send_packet(w, lan, packet, sizeof(packet));
}

static void change_others(struct world *w, unsigned lan)
{
	struct kernel *k = &w->others->kernel;
	struct iface_addr a = scenario_iface_address(lan, 0, 2 + take(w, ROUTERS));

	switch (take(w, 5)) {
	case 0:
		if (kernel_has_address(&k->ifaces[lan], a.local))
			kernel_del_address(k, lan, a.local);
		else
			kernel_add_address(k, lan, a);
		break;
	case 1:
		kernel_flush_neighbours(&w->us->kernel, lan);
		break;
	case 3: /* what lies behind all routers */
		w->others->severed = !w->others->severed;
		break;
	case 4:
		hear_answer(w, lan);
		break;
	default:
		kernel_use(&w->us->kernel, lan, a.local);
		break;
	}
}

/* ---- the course of events ---- */

static void operate(struct world *w)
{
	unsigned what = take(w, 32), i = what & 1;

	switch (what >> 1) {
	case 0:
	case 1:
		sim_run(&w->sim, w->sim.now + take_time(w));
		break;
	case 2: /* to the microsecond */
		if (w->us->wake_at < w->sim.now + HOUR)
			sim_run(&w->sim, usec_max(w->sim.now, w->us->wake_at));
		break;
	case 3:
	case 4:
		hear(w, i);
		break;
	case 5:
		be_asked(w, i);
		break;
	case 6:
		hear_bytes(w, i);
		break;
	case 7:
		hear_a_flood(w, i);
		break;
	case 8:
		change_link(w, i);
		break;
	case 9:
		change_address(w, i);
		break;
	case 10:
		change_route(w, i);
		break;
	case 11:
		trouble(w);
		break;
	case 12:
		if (is_idle(w))
			node_configure(w->us, &take_setup(w)->conf);
		break;
	case 13:
		if (i == 0)
			live(w);
		else if (is_idle(w))
			node_set_file(w->us, take(w, MACHINE_TRACKS), take(w, 2) == 1);
		break;
	case 14:
		if (is_idle(w))
			node_drain(w->us, i, take(w, 2) == 1);
		break;
	case 15:
		change_others(w, i);
		break;
	}
}

static void act(struct sim *sim, uint32_t who, uint32_t what)
{
	scenario_follow(sim, sim->nodes[who], what);
}

static struct node *add_node(struct world *w, const char *name, unsigned first, unsigned n_addrs)
{
	struct node *n = sim_add_node(&w->sim, name);

	node_power_on(n, 1000 * USEC_PER_SEC);
	for (unsigned lan = 0; lan < LANS; lan++) {
		kernel_plug(&n->kernel, lan, lan == 0 ? "eth0" : "eth1");
		n->kernel.ifaces[lan].forwarding = true;
		for (unsigned a = 0; a < n_addrs; a++)
			kernel_add_address(
			    &n->kernel, lan, scenario_iface_address(lan, 0, first + a));
		kernel_create(&n->kernel, lan);
	}
	return n;
}

static void build(struct world *w)
{
	static struct actor actors[2];
	unsigned kind = take(w, 256);

	actors[0] = (struct actor){ .nature = kind & 1 ? NATURE_ROUTER : NATURE_HOST,
		.number = 1,
		.prober = kind & 2 ? PER_MILLION : 0,
		.prefers_source = (kind & 4) != 0,
		.tracker = (kind & 8) != 0 };
	actors[1] = (struct actor){ .nature = NATURE_HOSTILE, .number = 2 };
	w->scenario = (struct scenario){ .actors = actors,
		.max_interval_min = 4,
		.max_interval_max = kind & 16 ? 1800 : 30,
		.duration = HOUR,
		.pace = MINUTE };
	sim_init(&w->sim, 0);
	w->sim.scenario = &w->scenario;
	w->sim.act = act;
	w->sim.watcher = &guard_watcher;
	w->sim.verbose = getenv("RDISC_TEST_TRACE") != NULL;
	w->sim.n_lans = LANS;
	w->sim.lans = calloc(LANS, sizeof(*w->sim.lans));
	claim(w->sim.lans != NULL);
	for (unsigned lan = 0; lan < LANS; lan++)
		w->sim.lans[lan] = (struct lan){ .weather = { .delay_min = 50, .delay_max = 500 } };
	w->us = add_node(w, "us", 1, 1);
	w->others = add_node(w, "others", 2, ROUTERS);
	w->us->powerless = (kind & 32) != 0;
	node_start(w->us, &take_setup(w)->conf, 1, false);
}

/* Whatever state it is in can be told: each packet has its parts, and there is an end. */
static void look(struct world *w)
{
	const struct node *n = w->us;
	struct report_source source = {
		.engine = n->engine, .now = node_now(n), .wall = node_now(n), .log_level = "info"
	};
	struct report report = { .sections = (1 << REPORT_END) - 1 };
	json_t *packet;
	int packets = 0;

	if (n->engine == NULL)
		return;
	source.conf = n->conf;
	while (report.section != REPORT_END) {
		packet = report_packet(&report, &source);
		claim(json_dumpb(packet, NULL, 0, JSON_COMPACT) - 1 < REPORT_PACKET_MAX);
		json_decref(packet);
		claim(++packets < 1000);
	}
}

/* In the end it is stopped, and must leave nothing. */
static void finish(struct world *w)
{
	look(w);
	if (w->us->suspended)
		node_resume(w->us);
	w->us->kernel.short_of_memory = 0;
	sim_run(&w->sim, w->sim.now + MINUTE);
	if (is_idle(w))
		node_stop(w->us);
	sim_run(&w->sim, w->sim.now + USEC_PER_SEC);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct world w = { .script = { data, data + size } };

	build(&w);
	for (int i = 0; i < OPERATIONS_MAX && w.script.at < w.script.end && w.sim.steps < STEPS_MAX;
	     i++)
		operate(&w);
	finish(&w);
	sim_fini(&w.sim);
	return 0;
}
