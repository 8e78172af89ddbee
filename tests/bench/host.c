/* SPDX-License-Identifier: BSD-2-Clause */
/* Measures of a host: one route that comes and goes, a switch, a life, floods. */
#include "config.h"

#include "bench.h"

#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define STAGES_MAX 16
#define WAIT_MS    2000
/* Between two messages of a measure of latency: what the first one left to do is done. */
#define PAUSE_US   1500

/* There is always an advertisement on the way: one in so many nanoseconds. */
#define ON_THE_WAY 50000

static uint32_t gateway(const struct stage *s, uint32_t router)
{
	return s->impl->kind == KIND_KERNEL6 ? 0 : router;
}

/* rdisc believes the neighbours on a link twenty changes a second. */
#define CHANGE_EVERY 52000000

static void pace(struct stage *s)
{
	sleep_until(s->next);
	s->next = now_ns() + CHANGE_EVERY;
}

/* Microseconds until the route has come, or gone; < 0: it has not. */
static double change(struct stage *s, const char *key, bool add)
{
	uint64_t begun, when;

	pace(s);
	begun = now_ns();
	send_advertisement(&s->lab, ROUTER_A, 1, 0, add ? 1800 : 0);
	if (!watch_for(&s->lab, add, gateway(s, ROUTER_A), WAIT_MS, &when))
		return -1;
	note(key, s->impl, (double)(when - begun) / 1000);
	return (double)(when - begun) / 1000;
}

void measure_change(void)
{
	struct stage stages[STAGES_MAX];
	size_t n = stages_open(stages, 0, true);

	for (size_t i = 0; i < n; i++)
		if (stages[i].pid > 0)
			stages[i].cpu = proc_settled(stages[i].pid);
	for (unsigned round = 0; round < plan.changes; round++)
		for (int add = 1; add >= 0; add--)
			for (size_t i = 0; i < n; i++) {
				double time = change(&stages[i], add ? "add" : "gone", add);

				if (time < 0)
					errx(1, "%s missed a change", stages[i].impl->name);
				note("change", stages[i].impl, time);
				usleep(PAUSE_US);
			}
	for (size_t i = 0; i < n; i++)
		if (stages[i].pid > 0)
			note("change-cpu", stages[i].impl,
			    (double)(proc_settled(stages[i].pid) - stages[i].cpu) / 1000 /
				plan.changes);
	for (size_t i = 0; i < n; i++)
		note_distribution("change", stages[i].impl);
	stages_close(stages, n);
}

/* B is known with preference 0; A goes from 10 to -10 and back. Microseconds until the other one is
 * the only default route; *ret_gap: for how long there was none. */
static double switch_once(struct stage *s, bool away, double *ret_gap)
{
	uint32_t to = away ? ROUTER_B : ROUTER_A, from = away ? ROUTER_A : ROUTER_B;
	uint64_t begun, none = 0, end;
	bool has_to = false, has_from = true;
	struct change c;

	pace(s);
	begun = c.when = now_ns();
	end = begun + UINT64_C(1000000) * WAIT_MS;
	*ret_gap = 0;
	send_advertisement(&s->lab, ROUTER_A, 1, away ? -10 : 10, 1800);
	while (!has_to || has_from) {
		if (c.when > end || !watch_next(&s->lab, &c, WAIT_MS))
			return -1;
		if (c.gateway == to)
			has_to = c.add;
		else if (c.gateway == from)
			has_from = c.add;
		if (!has_to && !has_from)
			none = c.when;
		else if (none != 0)
			*ret_gap = (double)(c.when - none) / 1000;
	}
	return (double)(c.when - begun) / 1000;
}

/* rdisc holds its router when another one comes first more than ten times a minute; a reload ends that,
 * and what it costs is no cost of a switch. */
#define CHANGES_A_MINUTE 10

static void allow_changes(struct stage *s)
{
	uint64_t before = proc_settled(s->pid);

	if (s->impl->kind != KIND_RDISC)
		return;
	kill(s->pid, SIGHUP);
	usleep(5 * PAUSE_US);
	s->cpu += proc_settled(s->pid) - before;
	watch_drain(&s->lab);
}

static void run_switches(struct stage *stages, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		struct stage *s = &stages[i];

		send_advertisement(&s->lab, ROUTER_A, 1, 10, 1800);
		if (!watch_for(&s->lab, true, ROUTER_A, WAIT_MS, NULL))
			errx(1, "%s takes no router", s->impl->name);
		send_advertisement(&s->lab, ROUTER_B, 1, 0, 1800);
		s->cpu = proc_settled(s->pid);
		watch_drain(&s->lab);
	}
	for (unsigned round = 0; round < plan.switches; round++)
		for (size_t i = 0; i < n; i++) {
			const char *of = name != NULL ? name : stages[i].impl->name;
			double gap, time;

			if (round % CHANGES_A_MINUTE == CHANGES_A_MINUTE - 1)
				allow_changes(&stages[i]);
			time = switch_once(&stages[i], round % 2 == 0, &gap);
			if (time < 0)
				errx(1, "%s does not switch", of);
			note_plain("switch", of, time);
			note_plain("switch-gap", of, gap);
			usleep(PAUSE_US);
		}
	for (size_t i = 0; i < n; i++)
		note_plain("switch-cpu", name != NULL ? name : stages[i].impl->name,
		    (double)(proc_settled(stages[i].pid) - stages[i].cpu) / 1000 / plan.switches);
}

void measure_switch(void)
{
	struct stage stages[STAGES_MAX];
	size_t n = stages_open(stages, 0, false), all = n_impls;

	run_switches(stages, n, NULL);
	stages_close(stages, n);
	/* The control: a floor that deletes before it adds. Would we see it? */
	daemon_arguments("--gap");
	n_impls = 1;
	n = stages_open(stages, 0, false);
	run_switches(stages, n, "control");
	stages_close(stages, n);
	n_impls = all;
	daemon_arguments("");
}

/* One life: from exec to the route and from SIGTERM to the end. */
static void live(struct stage *s)
{
	uint64_t begun = now_ns(), when;

	s->pid = daemon_start(s->impl, &s->lab, false, 0);
	for (uint64_t next = begun;; next += ON_THE_WAY) {
		struct change c;
		bool any;

		send_advertisement(&s->lab, ROUTER_A, 1, 0, 1800);
		while (!(any = watch_next(&s->lab, &c, 0)) && now_ns() < next)
			;
		if (any && c.add) {
			when = c.when;
			break;
		}
		if (now_ns() - begun > UINT64_C(1000000) * WAIT_MS)
			errx(1, "%s takes no router", s->impl->name);
	}
	note("start", s->impl, (double)(when - begun) / 1000);
	usleep(20000);
	begun = now_ns();
	kill(s->pid, SIGTERM);
	if (!watch_for(&s->lab, false, ROUTER_A, WAIT_MS, &when))
		errx(1, "%s leaves its route behind", s->impl->name);
	note("stop", s->impl, (double)(when - begun) / 1000);
	waitpid(s->pid, NULL, 0);
	note("exit", s->impl, (double)(now_ns() - begun) / 1000);
}

void measure_life(void)
{
	struct stage stages[STAGES_MAX];
	size_t n = stages_open(stages, 0, false);

	for (size_t i = 0; i < n; i++)
		proc_stop(stages[i].pid);
	for (unsigned round = 0; round < plan.starts; round++)
		for (size_t i = 0; i < n; i++)
			live(&stages[i]);
	for (size_t i = 0; i < n; i++)
		stages[i].pid = 0;
	stages_close(stages, n);
}

/* As fast as we can; or, with `burst`, so many at a time on the daemon's own processor, which it gets
 * when we are done: what it costs when there is a queue. Notes the processor time per message taken,
 * and what was lost. */
static void flood(struct stage *s, const char *what, unsigned n, unsigned addresses, unsigned burst)
{
	uint64_t cpu = proc_settled(s->pid);
	long lost = drops(&s->lab);
	char key[32];

	for (unsigned i = 0; i < n; i++) {
		if (burst > 0 && i % burst == 0) {
			proc_settled(s->pid);
			proc_on(DAEMONS_PROCESSOR);
		}
		if (addresses == 0)
			send_junk(&s->lab, i);
		else
			send_advertisement(&s->lab, ROUTER_A, addresses, 0, 1800);
		if (burst > 0 && (i + 1) % burst == 0)
			proc_on(OUR_PROCESSOR);
	}
	cpu = proc_settled(s->pid) - cpu;
	lost = drops(&s->lab) - lost;
	snprintf(key, sizeof(key), "%s-cpu", what);
	note(key, s->impl, (double)cpu / 1000 / (double)(n - (unsigned)lost));
	snprintf(key, sizeof(key), "%s-lost", what);
	note(key, s->impl, 100.0 * (double)lost / n);
}

/* Fewer than any queue holds. */
#define BURST 200

void measure_flood(void)
{
	struct stage stages[STAGES_MAX];
	size_t n = stages_open(stages, 0, false);

	for (unsigned round = 0; round < plan.rounds; round++)
		for (size_t i = 0; i < n; i++) {
			send_advertisement(&stages[i].lab, ROUTER_A, 1, 0, 1800);
			flood(&stages[i], "refresh", plan.flood, 1, BURST);
			flood(&stages[i], "trickle", plan.flood, 1, 0);
		}
	for (unsigned round = 0; round < plan.rounds; round++)
		for (size_t i = 0; i < n; i++) {
			usleep(300000); /* what the advertisements left to do later is done */
			flood(&stages[i], "junk", plan.flood, 0, 0);
		}
	for (unsigned round = 0; round < plan.rounds; round++)
		for (size_t i = 0; i < n; i++) {
			send_advertisement(&stages[i].lab, ROUTER_A, 255, 0, 1800);
			flood(&stages[i], "big", plan.big, 255, 0);
		}
	stages_close(stages, n);
}

/* Route changes while another process floods the machine with pings, all on the daemon's processor. */
void measure_busy(void)
{
	struct stage stages[STAGES_MAX];
	size_t n = stages_open(stages, 0, false);

	for (unsigned round = 0; round < plan.rounds; round++)
		for (size_t i = 0; i < n; i++) {
			struct stage *s = &stages[i];
			unsigned missed = 0, changes = plan.changes / plan.rounds / 4 + 1;
			pid_t flooder = fork();

			if (flooder == 0) {
				uint64_t parent_gone = now_ns() + UINT64_C(20000000000);

				proc_on(DAEMONS_PROCESSOR);
				for (unsigned j = 0; now_ns() < parent_gone; j++)
					send_junk(&s->lab, j);
				_exit(0);
			}
			usleep(5000);
			for (unsigned j = 0; j < changes; j++)
				for (int add = 1; add >= 0; add--)
					missed += change(s, "busy", add) < 0;
			note("busy-missed", s->impl, 100.0 * missed / (2 * changes));
			kill(flooder, SIGKILL);
			waitpid(flooder, NULL, 0);
			send_advertisement(&s->lab, ROUTER_A, 1, 0, 0);
			usleep(20000);
			watch_drain(&s->lab);
		}
	stages_close(stages, n);
}
