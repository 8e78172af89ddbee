/* SPDX-License-Identifier: BSD-2-Clause */
/* A large LAN after a power cut. */
#include "config.h"

#include "scale.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "setup.h"
#include "world/node.h"
#include "model/rfc1256.h"
#include "world/sim.h"

#define ROUTERS        8
#define LIMIT          (15 * MINUTE)
#define COUNT_INTERVAL (10 * USEC_PER_MSEC)
/* Before it the routers, where they have not lost power, have long said what they had to say. */
#define POWER_RETURNS  (2 * MINUTE)

struct scale_case {
	uint32_t hosts;
	bool routers_too;  /* have lost power */
	usec_t window;     /* in which all start */
	bool jitter;       /* of the first solicitation, RFC 1256 5.3 */
	bool by_multicast; /* all answers */
	uint32_t loss;     /* per cent */
};

struct scale_result {
	unsigned peak_second, peak_tenth; /* messages sent on the LAN */
	unsigned solicitations, advertisements;
	double enough;        /* seconds until 99.9 % have a route; negative: never */
	double median, worst; /* seconds from a host's start to its route */
};

/* 99.9 % */
static uint32_t enough(const struct scale_case *c)
{
	return c->hosts - c->hosts / 1000;
}

/* ---- building ---- */

static struct in_addr address(uint32_t node)
{
	return in_addr_host(0x0a000001 + node);
}

static struct setup *make_setup(bool router, bool by_multicast)
{
	struct setup *s = calloc(1, sizeof(*s));

	if (s == NULL)
		abort();
	conf_init(&s->conf);
	s->conf.routers_max = 16; /* a smaller list saves memory; there are 8 */
	s->conf.ifaces = s->ifaces;
	s->conf.n_ifaces = 1;
	conf_iface_init(&s->ifaces[0]);
	s->ifaces[0].pattern = "eth0";
	s->ifaces[0].role = router ? ROLE_ROUTER : ROLE_HOST;
	s->ifaces[0].solicited_reply = by_multicast ? REPLY_MULTICAST : REPLY_UNICAST;
	return s;
}

/* The generator's output for state 0 is 0, the shortest of all delays. With this seed the output number
 * `draw` finds that state. */
static uint64_t seed_for_zero(unsigned draw)
{
	return 0 - draw * UINT64_C(0x9e3779b97f4a7c15);
}

/* Which of the engine's draws is the delay of the first solicitation? Tried out, not assumed. */
static unsigned find_draw(void)
{
	static const struct iface_addr addr = { .prefix_len = 8 };
	struct iface iface = { .ifindex = 1,
		.name = "eth0",
		.mtu = 1500,
		.up = true,
		.carrier = true,
		.multicast = true,
		.n_addrs = 1,
		.addrs = &addr };

	for (unsigned draw = 1; draw < 100; draw++) {
		struct setup *s = make_setup(false, false);
		struct engine *e = engine_new(&s->conf, seed_for_zero(draw));
		bool found;

		if (e == NULL || !engine_set_iface(e, &iface, USEC_PER_SEC))
			abort();
		found = engine_deadline(e) == USEC_PER_SEC;
		engine_free(e);
		free(s);
		if (found)
			return draw;
	}
	fputs("scale: the first solicitation's delay is not drawn at the start\n", stderr);
	exit(EXIT_FAILURE);
}

static void add_node(struct sim *sim, bool router)
{
	struct node *n = sim_add_node(sim, router ? "router" : "host");
	struct in_addr a = address(n->id);

	kernel_plug(&n->kernel, 0, "eth0");
	kernel_add_address(
	    &n->kernel, 0, (struct iface_addr){ .local = a, .subnet = a, .prefix_len = 8 });
	n->kernel.ifaces[0].forwarding = router;
	kernel_create(&n->kernel, 0);
}

/* `what`: the draw of the first delay, if that is to be 0; and whether to answer by multicast. */
#define WHAT_DRAW      0xff
#define WHAT_MULTICAST 0x100

static void act(struct sim *sim, uint32_t who, uint32_t what)
{
	struct node *n = sim->nodes[who];

	node_power_on(n, USEC_PER_SEC);
	node_start(n, &make_setup(who < ROUTERS, (what & WHAT_MULTICAST) != 0)->conf,
	    (what & WHAT_DRAW) != 0 ? seed_for_zero(what & WHAT_DRAW) : rng_next(&sim->rng), false);
}

static void build(struct sim *sim, const struct scale_case *c)
{
	unsigned draw = c->jitter ? 0 : find_draw();
	struct lan *lan;

	sim->act = act;
	sim->n_lans = 1;
	sim->lans = lan = calloc(1, sizeof(*lan));
	if (lan == NULL)
		abort();
	lan->weather = (struct weather){
		.delay_min = 50, .delay_max = 500, .loss = c->loss * (PER_MILLION / 100)
	};
	lan->count_interval = COUNT_INTERVAL;
	lan->n_counts = (POWER_RETURNS + LIMIT) / COUNT_INTERVAL;
	lan->counts = calloc(lan->n_counts, sizeof(*lan->counts));
	for (uint32_t i = 0; i < ROUTERS + c->hosts; i++) {
		bool router = i < ROUTERS;

		add_node(sim, router);
		sim_plan(sim,
		    router && !c->routers_too ? sim_below(sim, USEC_PER_SEC)
					      : POWER_RETURNS + sim_below(sim, c->window),
		    i, router ? (c->by_multicast ? WHAT_MULTICAST : 0) : draw);
	}
}

/* ---- measuring ---- */

static unsigned count_routed(const struct sim *sim)
{
	unsigned n = 0;

	for (uint32_t i = ROUTERS; i < sim->n_nodes; i++)
		n += sim->nodes[i]->routed != 0;
	return n;
}

static unsigned peak(const struct lan *lan, size_t intervals)
{
	unsigned most = 0, sum = 0;

	for (size_t i = POWER_RETURNS / COUNT_INTERVAL; i < lan->n_counts; i++) {
		sum += lan->counts[i];
		if (i >= POWER_RETURNS / COUNT_INTERVAL + intervals)
			sum -= lan->counts[i - intervals];
		most = sum > most ? sum : most;
	}
	return most;
}

static int compare_times(const void *a, const void *b)
{
	usec_t x = *(const usec_t *)a, y = *(const usec_t *)b;

	return x < y ? -1 : x > y;
}

static double seconds(usec_t t)
{
	return (double)t / 1e6;
}

static struct scale_result measure(const struct sim *sim, const struct scale_case *c)
{
	struct scale_result r = { .peak_second = peak(&sim->lans[0], USEC_PER_SEC / COUNT_INTERVAL),
		.peak_tenth = peak(&sim->lans[0], USEC_PER_SEC / 10 / COUNT_INTERVAL),
		.enough = -1 };
	usec_t *when = calloc(c->hosts, sizeof(*when)), *wait = calloc(c->hosts, sizeof(*wait));
	unsigned n = 0;

	if (when == NULL || wait == NULL)
		abort();
	for (uint32_t i = 0; i < sim->n_nodes; i++) {
		const struct node *node = sim->nodes[i];

		r.solicitations += (unsigned)engine_counters(node->engine)->sent_solicitations;
		r.advertisements += (unsigned)engine_counters(node->engine)->sent_advertisements;
		if (i < ROUTERS || node->routed == 0)
			continue;
		when[n] = node->routed - POWER_RETURNS;
		wait[n++] = node->routed - node->on_since;
	}
	qsort(when, n, sizeof(*when), compare_times);
	qsort(wait, n, sizeof(*wait), compare_times);
	if (n >= enough(c)) {
		r.enough = seconds(when[enough(c) - 1]);
		r.median = seconds(wait[c->hosts / 2]);
		r.worst = seconds(wait[enough(c) - 1]);
	}
	free(when);
	free(wait);
	return r;
}

/* Time, messages in the tenth of a second before it, hosts that have a route by then. */
static int write_curve(const struct sim *sim, const char *directory, const struct scale_case *c)
{
	const size_t step = USEC_PER_SEC / 10 / COUNT_INTERVAL;
	const struct lan *lan = &sim->lans[0];
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s-%ums-%s-%s-%u.dat", directory,
	    c->routers_too ? "all" : "hosts", (unsigned)(c->window / 1000),
	    c->jitter ? "jitter" : "nojitter", c->by_multicast ? "multicast" : "unicast", c->loss);
	f = fopen(path, "w");
	if (f == NULL) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return EXIT_FAILURE;
	}
	for (size_t i = POWER_RETURNS / COUNT_INTERVAL; i < lan->n_counts; i += step) {
		usec_t end = (i + step) * COUNT_INTERVAL;
		unsigned messages = 0, routed = 0;

		for (size_t k = i; k < i + step; k++)
			messages += lan->counts[k];
		for (uint32_t h = ROUTERS; h < sim->n_nodes; h++)
			routed += sim->nodes[h]->routed != 0 && sim->nodes[h]->routed < end;
		fprintf(f, "%.1f %u %u\n", seconds(end - POWER_RETURNS), messages, routed);
		if (end > POWER_RETURNS + 15 * USEC_PER_SEC)
			break;
	}
	return fclose(f) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void print_row(const struct scale_case *c, const struct scale_result *r)
{
	printf("| %g s | %s | %s | %u %% | %u | %u | %u | %u | ", seconds(c->window),
	    c->jitter ? "yes" : "no", c->by_multicast ? "multicast" : "unicast", c->loss,
	    r->peak_tenth, r->peak_second, r->solicitations, r->advertisements);
	if (r->enough < 0)
		puts("never | | |");
	else
		printf("%.2f s | %.2f s | %.2f s |\n", r->enough, r->median, r->worst);
	fflush(stdout);
}

static int run_case(const struct scale_case *c, uint64_t seed, const char *directory)
{
	struct scale_result result;
	struct sim sim;
	int code = EXIT_SUCCESS;

	sim_init(&sim, seed);
	build(&sim, c);
	/* A while longer than needed: the traffic is to be seen to end. */
	sim_run(&sim, POWER_RETURNS + c->window + 10 * USEC_PER_SEC);
	while (count_routed(&sim) < enough(c) && sim.now < POWER_RETURNS + LIMIT)
		sim_run(&sim, sim.now + USEC_PER_SEC);
	result = measure(&sim, c);
	print_row(c, &result);
	if (directory != NULL)
		code = write_curve(&sim, directory, c);
	free(sim.lans[0].counts);
	sim_fini(&sim);
	return code;
}

/* One table: what is the same in all its rows is in `c`; without jitter only where it says so. */
static int run_table(
    const char *title, struct scale_case c, bool both_jitters, uint64_t seed, const char *directory)
{
	static const uint32_t losses[] = { 0, 10, 30 };
	int code = EXIT_SUCCESS;

	printf("### %s\n\n", title);
	puts("| all start within | jitter | answers | loss | peak in 0.1 s | peak in 1 s |"
	     " solicitations | advertisements | 99.9 % have a route after | a host waits: median |"
	     " 99.9 % |\n|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|");
	for (int multicast = 0; multicast < 2; multicast++)
		for (int jitter = 1; jitter >= (both_jitters ? 0 : 1); jitter--)
			for (size_t l = 0; l < ARRAY_SIZE(losses) && code == EXIT_SUCCESS; l++) {
				c.jitter = jitter == 1;
				c.by_multicast = multicast == 1;
				c.loss = losses[l];
				code = run_case(&c, seed, directory);
			}
	putchar('\n');
	return code;
}

int scale_run(uint64_t seed, const char *directory)
{
	static const struct {
		const char *title;
		struct scale_case c;
	} tables[] = {
		{ "10,000 hosts lose power, the routers do not; it comes back as one",
		    { .hosts = 10000, .window = 100 * USEC_PER_MSEC } },
		{ "10,000 hosts lose power, the routers do not; it comes back street by street",
		    { .hosts = 10000, .window = 10 * USEC_PER_SEC } },
		{ "Hosts and routers lose power; it comes back as one",
		    { .hosts = 10000, .window = 100 * USEC_PER_MSEC, .routers_too = true } },
		{ "Hosts and routers lose power; it comes back street by street",
		    { .hosts = 10000, .window = 10 * USEC_PER_SEC, .routers_too = true } },
		{ "No power cut: 100 hosts are switched on in the course of ten minutes",
		    { .hosts = 100, .window = 10 * MINUTE } },
	};
	int code = EXIT_SUCCESS;

	for (size_t i = 0; i < ARRAY_SIZE(tables) && code == EXIT_SUCCESS; i++)
		code = run_table(
		    tables[i].title, tables[i].c, tables[i].c.hosts > 1000, seed, directory);
	return code;
}
