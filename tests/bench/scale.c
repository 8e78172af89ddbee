/* SPDX-License-Identifier: BSD-2-Clause */
/* Measures of a host with many routers: all learned, refreshed, expired, removed at the end. */
#include "config.h"

#include "bench.h"

#include <err.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define STAGES_MAX 16
/* Fewer messages than any queue holds. */
#define BURST      200
#define WAIT_MS    20000
#define LIFETIME   3

static double ms_since(uint64_t begun)
{
	return (double)(now_ns() - begun) / 1e6;
}

/* Message by message, the whole of it at once. False: not all came. */
static bool install(const struct stage *s, unsigned n)
{
	struct change c;

	for (unsigned i = 0; i < n; i += ADDRESSES_MAX)
		send_ladder(&s->lab, i, n - i < ADDRESSES_MAX ? n - i : ADDRESSES_MAX, 1800);
	for (unsigned installed = 0; installed < n; installed += c.add)
		if (!watch_next(&s->lab, &c, WAIT_MS))
			return false;
	return true;
}

static bool await_all_gone(const struct stage *s, unsigned n)
{
	struct change c;

	while (n > 0 && watch_next(&s->lab, &c, WAIT_MS))
		n -= !c.add;
	return n == 0;
}

/* All of them in one second, and nothing more: each has to go when its time is up. One may change its
 * metric meanwhile, and has two routes for a moment. */
static void expire(const struct stage *s, unsigned n, uint64_t *sent)
{
	int *routes = calloc(n, sizeof(*routes));
	uint64_t begun = now_ns(), cpu;
	double earliest = 0, latest = 0;
	struct change c;

	if (routes == NULL)
		err(1, "memory");
	for (unsigned i = 0; i < n; i += ADDRESSES_MAX) {
		unsigned m = n - i < ADDRESSES_MAX ? n - i : ADDRESSES_MAX;

		sleep_until(begun + i * UINT64_C(900000000) / n);
		for (unsigned j = 0; j < m; j++)
			sent[i + j] = now_ns();
		send_ladder(&s->lab, i, m, LIFETIME);
	}
	/* The rest of the lifetimes is long enough to learn them all. */
	sleep_until(begun + (LIFETIME * UINT64_C(1000000000)) - 500000000);
	while (watch_next(&s->lab, &c, 0))
		routes[c.gateway - ROUTER_A] += c.add ? 1 : -1;
	cpu = proc_cpu_ns(s->pid);
	for (unsigned gone = 0; gone < n;) {
		double late;

		if (!watch_next(&s->lab, &c, WAIT_MS)) {
			warnx("%s keeps %u of %u", s->impl->name, n - gone, n);
			free(routes);
			return;
		}
		routes[c.gateway - ROUTER_A] += c.add ? 1 : -1;
		if (routes[c.gateway - ROUTER_A] > 0)
			continue;
		gone++;
		late = (double)c.when / 1e6 - (double)sent[c.gateway - ROUTER_A] / 1e6 -
		       LIFETIME * 1000;
		latest = late > latest ? late : latest;
		earliest = -late > earliest ? -late : earliest;
	}
	free(routes);
	note("expire-cpu", s->impl, (double)(proc_settled(s->pid) - cpu) / 1e6);
	note("expire-early", s->impl, earliest);
	note("expire-late", s->impl, latest);
	note_point("expire-late", s->impl, n, latest);
}

/* One size: the figures of the largest one make the table. */
static void run(struct stage *s, unsigned n, unsigned round)
{
	uint64_t *sent = calloc(n, sizeof(*sent)), begun, cpu;
	bool largest = n == plan.routers_max;
	char key[32];
	double time;

	if (sent == NULL)
		err(1, "memory");
	s->pid = daemon_start(s->impl, &s->lab, false, n < 64 ? 64 : n);
	usleep(50000);
	begun = now_ns();
	if (!install(s, n)) {
		warnx("%s does not take %u routers", s->impl->name, n);
		proc_stop(s->pid);
		free(sent);
		return;
	}
	time = ms_since(begun);
	snprintf(key, sizeof(key), "install-%u", n);
	note(key, s->impl, time);
	note_point("install", s->impl, n, time);

	cpu = proc_settled(s->pid);
	for (unsigned i = 0; i < n; i++) {
		if (i % BURST == 0)
			usleep(1000);
		send_ladder(&s->lab, i, 1, 1800);
	}
	cpu = proc_settled(s->pid) - cpu;
	note_point("refresh-all", s->impl, n, (double)cpu / 1e6);
	if (largest)
		note("refresh-all", s->impl, (double)cpu / 1e6);

	begun = now_ns();
	kill(s->pid, SIGTERM);
	if (!await_all_gone(s, n))
		warnx("%s leaves routes behind", s->impl->name);
	time = ms_since(begun);
	note_point("remove-all", s->impl, n, time);
	if (largest)
		note("remove-all", s->impl, time);
	waitpid(s->pid, NULL, 0);

	if (largest && !(plan.quick && round > 0)) {
		s->pid = daemon_start(s->impl, &s->lab, false, n);
		usleep(50000);
		expire(s, n, sent);
		proc_stop(s->pid);
	}
	free(sent);
	watch_drain(&s->lab);
}

/* install-N: the slope between 100 and the most, in logarithms. */
static void note_exponent(const struct impl *impl)
{
	char key[32];
	double few = figure("install-100", impl), many;

	snprintf(key, sizeof(key), "install-%u", plan.routers_max);
	many = figure(key, impl);
	if (few > 0 && many > 0)
		note("install-exponent", impl, log(many / few) / log(plan.routers_max / 100.0));
}

void measure_scale(void)
{
	struct stage stages[STAGES_MAX];
	size_t n = stages_open(stages, 0, false);

	for (size_t i = 0; i < n; i++) {
		proc_stop(stages[i].pid);
		lab_answer(&stages[i].lab, plan.routers_max);
	}
	for (unsigned routers = 1; routers <= plan.routers_max; routers *= 10)
		for (unsigned round = 0; round < plan.rounds; round++)
			for (size_t i = 0; i < n; i++)
				run(&stages[i], routers, round);
	for (size_t i = 0; i < n; i++)
		note_exponent(stages[i].impl);
	for (size_t i = 0; i < n; i++)
		stages[i].pid = 0;
	stages_close(stages, n);
}
