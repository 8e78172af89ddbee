/* SPDX-License-Identifier: BSD-2-Clause */
/* Measures of a router: many interfaces, many who ask. */
#include "config.h"

#include "bench.h"

#include <err.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_SOURCE 0x0ac80000U /* 10.200.0.0 */
#define ASKERS       2000
#define ASK_RATE     2000 /* a second */
/* An answer may be gathered with others for so long: MAX_RESPONSE_DELAY, and the least distance of two
 * multicast advertisements. */
#define ANSWER_MS    5500

/* Until each link has had its advertisement. FRR takes its time. */
static void start_on_links(const struct impl *impl, struct lab *lab)
{
	bool *heard = calloc(lab->n_links, sizeof(*heard));
	unsigned missing = lab->n_links;
	uint64_t begun = now_ns(), last = begun;
	struct seen seen;
	pid_t pid;

	if (heard == NULL)
		err(1, "memory");
	capture_drain(lab);
	pid = daemon_start(impl, lab, true, 0);
	while (missing > 0 && capture_next(lab, &seen, 20000)) {
		if (seen.link >= lab->n_links || heard[seen.link])
			continue;
		heard[seen.link] = true;
		missing--;
		last = seen.when;
	}
	if (missing > 0) {
		warnx("%s: nothing on %u of %u links", impl->name, missing, lab->n_links);
	} else {
		note("links", impl, (double)(last - begun) / 1e6);
		note("links-cpu", impl, (double)proc_settled(pid) / 1e3 / lab->n_links);
	}
	proc_stop(pid);
	free(heard);
}

void measure_links(void)
{
	struct lab labs[2];

	lab_open(&labs[0], "links4", plan.links, false, true);
	lab_open(&labs[1], "links6", plan.links, true, true);
	for (unsigned round = 0; round < plan.rounds; round++)
		for (size_t i = 0; i < n_impls; i++) {
			bool slow = impls[i].kind >= KIND_ZEBRA;

			/* FRR takes 16 s. */
			if (daemon_can(&impls[i], true) && !(slow && (round > 0 || plan.quick)))
				start_on_links(&impls[i], &labs[impls[i].kind == KIND_RADVD]);
		}
	lab_close(&labs[0]);
	lab_close(&labs[1]);
}

/* Interfaces with an odd number are a router's, the others a host's; the least is 100. */
static void run_both(const struct impl *impl, unsigned n_links)
{
	bool *heard = calloc(n_links, sizeof(*heard));
	unsigned missing = n_links / 2;
	uint64_t begun;
	char key[32];
	struct seen seen = { 0 };
	struct lab lab;
	pid_t pid;

	if (heard == NULL)
		err(1, "memory");
	lab_open(&lab, "both", n_links, false, true);
	begun = now_ns();
	pid = daemon_start(impl, &lab, false, 0);
	while (missing > 0 && capture_next(&lab, &seen, 20000))
		if (seen.link < n_links && seen.link % 2 == 1 && !heard[seen.link]) {
			heard[seen.link] = true;
			missing--;
		}
	if (missing > 0)
		errx(1, "%s: nothing on %u of %u links", impl->name, missing, n_links / 2);
	snprintf(key, sizeof(key), "both-%u", n_links);
	note(key, impl, (double)(seen.when - begun) / 1e6);
	snprintf(key, sizeof(key), "both-cpu-%u", n_links);
	note(key, impl, (double)proc_settled(pid) / 1e6);
	snprintf(key, sizeof(key), "both-memory-%u", n_links);
	note(key, impl, (double)proc_value(pid, "smaps_rollup", "Private_Dirty:"));
	proc_stop(pid);
	lab_close(&lab);
	free(heard);
}

/* Of rdisc only: no other has both roles. */
void measure_both(void)
{
	char key[32];

	daemon_configuration("interface \"v*[02468]\" { role = host }\n"
			     "interface \"v*[13579]\" { role = router }\n");
	for (size_t i = 1; i < n_impls; i++) {
		if (impls[i].kind != KIND_RDISC)
			continue;
		for (unsigned round = 0; round < plan.rounds; round++) {
			run_both(&impls[i], 100);
			run_both(&impls[i], plan.both);
		}
		snprintf(key, sizeof(key), "both-cpu-%u", plan.both);
		note("both-exponent", &impls[i],
		    log(figure(key, &impls[i]) / figure("both-cpu-100", &impls[i])) /
			log(plan.both / 100.0));
	}
	daemon_configuration(NULL);
}

/* The neighbour table must know the asking hosts, or each answer would begin with ARP. */
static void add_askers(const struct lab *lab)
{
	lab_sh("mac=$(ip -n %s -br link show dev v0 | awk '{ print $3 }');"
	       "seq 0 %d | awk -v mac=$mac '{ printf \"neighbour replace 10.200.%%d.%%d lladdr %%s "
	       "nud"
	       " permanent dev v0\\n\", $1 / 256, $1 %% 256, mac }' | ip -n %s -batch -",
	    lab->wire, ASKERS - 1, lab->host);
}

/* `n` ask, so many a second. Each gets a unicast answer, or a multicast one after asking. */
static void ask(const struct impl *impl, const struct lab *lab, pid_t pid, unsigned n,
    unsigned rate, const char *cpu_key, const char *lost_key)
{
	bool *answered = calloc(n, sizeof(*answered));
	uint64_t *asked = calloc(n, sizeof(*asked)), cpu = proc_settled(pid), begun = now_ns();
	unsigned missing = n, sent = 0;
	struct seen seen;

	if (answered == NULL || asked == NULL)
		err(1, "memory");
	capture_drain(lab);
	while (missing > 0) {
		uint64_t due = begun + sent * UINT64_C(1000000000) / rate;

		if (sent < n && now_ns() >= due) {
			asked[sent] = now_ns();
			send_solicitation(lab, FIRST_SOURCE + sent++);
		}
		if (!capture_next(lab, &seen, sent < n ? 0 : ANSWER_MS)) {
			if (sent == n)
				break;
			if (due > now_ns() + 100000)
				sleep_until(due);
			continue;
		}
		for (unsigned i = 0; i < sent; i++)
			if (!answered[i] &&
			    (seen.destination == FIRST_SOURCE + i ||
				(seen.destination == 0xe0000001U && seen.when > asked[i]))) {
				answered[i] = true;
				missing--;
			}
	}
	note(cpu_key, impl, (double)(proc_settled(pid) - cpu) / 1e3 / n);
	if (lost_key != NULL)
		note(lost_key, impl, 100.0 * missing / n);
	free(answered);
	free(asked);
}

static bool answers(const struct impl *impl)
{
	return impl->kind <= KIND_PEER;
}

static void start(const struct impl *impl, struct lab *lab, pid_t *ret_pid)
{
	struct seen seen;

	*ret_pid = daemon_start(impl, lab, true, 0);
	if (!capture_next(lab, &seen, 20000))
		errx(1, "%s does not advertise", impl->name);
}

/* The initial advertisements have to be over, so that they are not taken for answers: each daemon has
 * its own lab, and all wait together. */
void measure_solicitations(void)
{
	struct lab labs[16], control;
	pid_t pids[16], control_pid;

	daemon_arguments("--gather");
	lab_open(&control, "ask-control", 1, false, true);
	add_askers(&control);
	start(&impls[0], &control, &control_pid);
	daemon_arguments("");
	for (size_t i = 0; i < n_impls; i++) {
		char name[32];

		if (!answers(&impls[i]))
			continue;
		snprintf(name, sizeof(name), "ask%zu", i);
		lab_open(&labs[i], name, 1, false, true);
		add_askers(&labs[i]);
		start(&impls[i], &labs[i], &pids[i]);
	}
	/* Three at most, 16 s apart at most (MAX_INITIAL_ADVERT_INTERVAL). */
	sleep(plan.quick ? 1 : 34);
	for (size_t i = 0; i < n_impls; i++)
		if (answers(&impls[i]))
			ask(&impls[i], &labs[i], pids[i], plan.quick ? 10 : 30, 10, "solicit-each",
			    NULL);
	sleep(1);
	for (size_t i = 0; i < n_impls; i++)
		if (answers(&impls[i])) {
			ask(&impls[i], &labs[i], pids[i], ASKERS, ASK_RATE, "solicit-flood",
			    "solicit-lost");
		}
	ask(&(struct impl){ .name = "floor that gathers" }, &control, control_pid, ASKERS, ASK_RATE,
	    "solicit-flood", NULL);
	for (size_t i = 0; i < n_impls; i++)
		if (answers(&impls[i])) {
			proc_stop(pids[i]);
			lab_close(&labs[i]);
		}
	proc_stop(control_pid);
	lab_close(&control);
}
