/* SPDX-License-Identifier: BSD-2-Clause */
/* Measures of a host whose table holds foreign routes: a start, a link event, nothing at all. */
#include "config.h"

#include "bench.h"

#include <err.h>
#include <unistd.h>

#define WAIT_MS 20000
/* `ip link add` and `ip link del` of a veth pair, so often. */
#define LINKS   10
/* The messages of such a pair: two that come, two that go. */
#define EVENTS  (4 * LINKS)

/* 11.0.0.0 and what follows, a host route each. */
static void fill(struct lab *lab)
{
	lab_sh("awk -v n=%u 'BEGIN { for (i = 0; i < n; i++) printf \"route add 11.%%d.%%d.%%d/32 "
	       "via 10.255.0.2 dev v0\\n\", i / 65536, i / 256 %% 256, i %% 256 }' | ip -n %s "
	       "-batch -",
	    plan.foreign, lab->host);
	lab_open_witness(lab);
}

static void run(const struct impl *impl, const struct lab *lab)
{
	uint64_t begun = now_ns(), cpu;
	struct change c;
	long wakeups;
	pid_t pid = daemon_start(impl, lab, false, 0);

	do {
		send_advertisement(lab, ROUTER_A, 1, 0, 1800);
		if (now_ns() > begun + UINT64_C(1000000) * WAIT_MS)
			errx(1, "%s takes no router", impl->name);
	} while (!watch_next(lab, &c, 1) || !c.add);
	note("foreign-start", impl, (double)(c.when - begun) / 1e6);
	sleep(1);
	wakeups = proc_value(pid, "status", "voluntary_ctxt_switches:");
	sleep(plan.quick ? 1 : 10);
	wakeups = proc_value(pid, "status", "voluntary_ctxt_switches:") - wakeups;
	note("foreign-idle", impl, (double)wakeups * 60 / (plan.quick ? 1 : 10));
	cpu = proc_settled(pid);
	for (unsigned i = 0; i < LINKS; i++)
		lab_sh("ip -n %s link add d0 type veth peer name d1; ip -n %s link del d0",
		    lab->host, lab->host);
	note("foreign-event", impl, (double)(proc_settled(pid) - cpu) / 1e3 / EVENTS);
	proc_stop(pid);
	watch_drain(lab);
}

void measure_foreign(void)
{
	struct lab lab;

	lab_open(&lab, "foreign", 1, false, false);
	lab_answer(&lab, 1);
	fill(&lab);
	for (unsigned round = 0; round < plan.rounds; round++)
		for (size_t i = 0; i < n_impls; i++)
			if (daemon_can(&impls[i], false) && impls[i].kind != KIND_KERNEL6)
				run(&impls[i], &lab);
	lab_close(&lab);
}
