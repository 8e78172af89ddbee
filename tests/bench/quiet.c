/* SPDX-License-Identifier: BSD-2-Clause */
/* Measures of a daemon that is left alone: wake-ups, memory, and a router that dies in silence. */
#include "config.h"

#include "bench.h"

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define QUIET_MAX 32

/* ---- wake-ups ---- */

struct quiet {
	const struct impl *impl;
	const char *key;
	struct lab lab;
	pid_t pid;
	long wakeups;
};

static long wakeups(pid_t pid)
{
	return proc_value(pid, "status", "voluntary_ctxt_switches:");
}

/* One router, known and silent. All at the same time, each in a network of its own. */
void measure_idle(void)
{
	static struct quiet quiets[QUIET_MAX];
	size_t n = 0;

	for (int many = 0; many < 2; many++)
		for (size_t i = 0; i < n_impls; i++) {
			struct quiet *q = &quiets[n];
			char name[48];

			/* Routers only: with one, what they are for. */
			if (impls[i].kind == KIND_KERNEL6)
				continue;
			*q = (struct quiet){ .impl = &impls[i],
				.key = many ? "idle-100" : "idle-1" };
			snprintf(name, sizeof(name), "idle%d-%zu", many, i);
			lab_open(&q->lab, name, many ? 100 : 1, impls[i].kind == KIND_RADVD, false);
			if (!many && impls[i].kind != KIND_RADVD)
				lab_answer(&q->lab, 1);
			q->pid = daemon_start(q->impl, &q->lab, !daemon_can(q->impl, false), 0);
			n++;
		}
	sleep(1);
	for (size_t i = 0; i < n; i++)
		if (daemon_can(quiets[i].impl, false))
			send_advertisement(&quiets[i].lab,
			    quiets[i].lab.n_links == 1 ? ROUTER_A : 0x0a000002U, 1, 0, 1800);
	sleep(1);
	for (size_t i = 0; i < n; i++)
		quiets[i].wakeups = wakeups(quiets[i].pid);
	sleep(plan.idle_sec);
	for (size_t i = 0; i < n; i++)
		note(quiets[i].key, quiets[i].impl,
		    (double)(wakeups(quiets[i].pid) - quiets[i].wakeups) * 60 / plan.idle_sec);
	for (size_t i = 0; i < n; i++) {
		proc_stop(quiets[i].pid);
		lab_close(&quiets[i].lab);
	}
}

/* ---- memory ---- */

static void weigh(const char *key, const struct impl *impl, pid_t pid)
{
	note(key, impl, (double)proc_value(pid, "smaps_rollup", "Private_Dirty:"));
	note("memory-rss", impl, (double)proc_value(pid, "status", "VmRSS:"));
}

static void weigh_host(
    const struct impl *impl, const struct lab *lab, unsigned routers, const char *key)
{
	pid_t pid = daemon_start(impl, lab, false, routers > 1 ? routers : 0);
	struct change c;

	usleep(200000);
	for (unsigned i = 0; i < routers; i += ADDRESSES_MAX)
		send_ladder(lab, i, routers < ADDRESSES_MAX ? routers : ADDRESSES_MAX, 1800);
	for (unsigned i = 0; i < routers; i++)
		if (!watch_next(lab, &c, 5000))
			errx(1, "%s takes no router", impl->name);
	usleep(300000);
	weigh(key, impl, pid);
	proc_stop(pid);
	watch_drain(lab);
}

void measure_memory(void)
{
	struct lab one, many4, many6;

	lab_open(&one, "weigh", 1, false, false);
	lab_answer(&one, plan.routers_max);
	lab_open(&many4, "weigh4", 100, false, true);
	lab_open(&many6, "weigh6", 100, true, true);
	for (size_t i = 0; i < n_impls; i++) {
		struct lab *many = impls[i].kind == KIND_RADVD ? &many6 : &many4;
		pid_t pid;

		if (impls[i].kind == KIND_KERNEL6)
			continue;
		if (daemon_can(&impls[i], false)) {
			weigh_host(&impls[i], &one, 1, "memory-host");
			weigh_host(&impls[i], &one, 1000, "memory-routers");
		}
		pid = daemon_start(&impls[i], many, true, 0);
		sleep(1);
		weigh("memory-links", &impls[i], pid);
		proc_stop(pid);
	}
	lab_close(&one);
	lab_close(&many4);
	lab_close(&many6);
}

/* ---- silent death ---- */

struct death {
	const char *key;
	const char *arguments, *configuration;
	bool stale; /* the neighbour table has not heard of A lately */
	struct lab lab;
	pid_t pid;
	int traffic;
	double moved;
};

static void prepare(struct death *d, const struct impl *impl, int number)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = htonl(0xc6336401) /* 198.51.100.1 */ };
	char name[32];

	snprintf(name, sizeof(name), "death%d", number);
	lab_open(&d->lab, name, 1, false, false);
	lab_sh("ip -n %s address add 10.0.0.1/8 dev v0; ip -n %s address add 10.0.0.2/8 dev v0",
	    d->lab.wire, d->lab.wire);
	daemon_arguments(d->arguments);
	daemon_configuration(d->configuration);
	d->pid = daemon_start(impl, &d->lab, false, 0);
	daemon_configuration(NULL);
	daemon_arguments("");
	usleep(200000);
	send_advertisement(&d->lab, ROUTER_B, 1, 0, 1800);
	send_advertisement(&d->lab, ROUTER_A, 1, 10, 1800);
	if (!watch_for(&d->lab, true, ROUTER_A, 5000, NULL))
		errx(1, "%s takes no router", impl->name);
	lab_enter(d->lab.host);
	d->traffic = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (d->traffic < 0 || connect(d->traffic, (struct sockaddr *)&to, sizeof(to)) < 0)
		err(1, "traffic");
}

static void die_silently(struct death *d)
{
	if (d->stale) {
		lab_sh("ip -n %s neighbour change 10.0.0.1 nud stale dev v0", d->lab.host);
	}
	/* No machine answers for it any more. */
	lab_sh("ip -n %s address del 10.0.0.1/8 dev v0", d->lab.wire);
	watch_drain(&d->lab);
	d->moved = -1;
}

/* A packet from each host every 10 ms, for as long as it takes. */
static void let_traffic_flow(
    struct death *deaths, size_t n, uint64_t until, bool watch, uint64_t begun)
{
	size_t left = n;

	while (now_ns() < until && left > 0) {
		for (size_t i = 0; i < n; i++) {
			struct death *d = &deaths[i];
			struct change c;

			if (send(d->traffic, "", 1, 0) < 0 && !watch)
				warn("traffic");
			while (watch && d->moved < 0 && watch_next(&d->lab, &c, 0))
				if (c.add && c.gateway == ROUTER_B) {
					d->moved = (double)(c.when - begun) / 1e9;
					left--;
				}
		}
		usleep(10000);
	}
}

/* Of rdisc only: the floor and the old daemon wait for the lifetime. */
void measure_death(void)
{
	struct death deaths[] = {
		{ .key = "death", .arguments = "" },
		{ .key = "death-stale", .arguments = "", .stale = true },
		{ .key = "death-probe", .arguments = "--probe-interval 1" },
		{ .key = "death-checks",
		    .arguments = "",
		    .configuration = "interface v0 {\n"
				     "  role = host\n"
				     "  check-target = router\n"
				     "  check-interval = 0.2\n"
				     "  check-failures = 3\n"
				     "}\n" },
	};
	size_t n = sizeof(deaths) / sizeof(deaths[0]);
	struct impl *impl = &impls[1];
	uint64_t begun;

	for (size_t i = 0; i < n; i++)
		prepare(&deaths[i], impl, (int)i);
	let_traffic_flow(deaths, n, now_ns() + UINT64_C(2000000000), false, 0);
	begun = now_ns();
	for (size_t i = 0; i < n; i++)
		die_silently(&deaths[i]);
	let_traffic_flow(deaths, n, begun + UINT64_C(60000000000), true, begun);
	for (size_t i = 0; i < n; i++) {
		note(deaths[i].key, impl, deaths[i].moved < 0 ? 60 : deaths[i].moved);
		proc_stop(deaths[i].pid);
		close(deaths[i].traffic);
		lab_close(&deaths[i].lab);
	}
}

/* ---- a fresh host under attack ---- */

#define BOGUS   0x0a000100U /* 10.0.1.0: no machine has it */
#define N_BOGUS 16
#define GIVE_UP UINT64_C(30000000000)

/* Seconds from exec until the first answer to a packet every 10 ms: UDP to a closed port beyond the only router
 * that exists. Invented routers, 16 in a message, come first and every 2 s. */
static double first_reply(const struct impl *impl, const struct lab *lab)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = htonl(0xc6336401) /* 198.51.100.1 */ };
	uint64_t begun = now_ns(), attack = begun;
	double seconds = -1;
	pid_t pid = daemon_start(impl, lab, false, 0);
	struct change c = { 0 };
	int fd;

	lab_enter(lab->host);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		err(1, "traffic");
	/* The attacker is the first one heard. */
	while (!watch_next(lab, &c, 1) && now_ns() < begun + GIVE_UP)
		send_advertisement(lab, BOGUS, N_BOGUS, 1000, 1800);
	while (seconds < 0 && now_ns() < begun + GIVE_UP) {
		if (now_ns() >= attack) {
			send_advertisement(lab, BOGUS, N_BOGUS, 1000, 1800);
			attack += UINT64_C(2000000000);
		}
		send_advertisement(lab, ROUTER_B, 1, 0, 1800);
		for (int i = 0; i < 20 && seconds < 0; i++) {
			char byte;

			connect(
			    fd, (struct sockaddr *)&to, sizeof(to)); /* chooses the source anew */
			send(fd, "", 1, 0);
			usleep(10000);
			if (recv(fd, &byte, 1, MSG_DONTWAIT) < 0 && errno == ECONNREFUSED)
				seconds = (double)(now_ns() - begun) / 1e9;
		}
	}
	close(fd);
	proc_stop(pid);
	watch_drain(lab);
	return seconds < 0 ? (double)GIVE_UP / 1e9 : seconds;
}

void measure_attack(void)
{
	for (size_t i = 0; i < n_impls; i++) {
		struct lab lab;
		char name[32];

		if (impls[i].kind > KIND_PEER)
			continue;
		snprintf(name, sizeof(name), "attack%zu", i);
		lab_open(&lab, name, 1, false, false);
		lab_sh("ip -n %s link set lo up; ip -n %s address add 198.51.100.1/32 dev lo;"
		       "ip -n %s address add 10.0.0.2/8 dev v0",
		    lab.wire, lab.wire, lab.wire);
		/* Others wait for as long as they are given. */
		for (unsigned round = 0; round < (impls[i].kind == KIND_RDISC ? plan.rounds : 1);
		     round++)
			note("attack", &impls[i], first_reply(&impls[i], &lab));
		lab_close(&lab);
	}
}
