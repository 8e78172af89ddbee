/* SPDX-License-Identifier: BSD-2-Clause */
/* The simulator's command line. Without options: what `make check` wants. */
#include "config.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "operations.h"
#include "scale.h"
#include "scenario.h"
#include "world/sim.h"
#include "world/trace.h"

/* The number of runs of `make check`; a tenth of it where the program is instrumented, and so slow. */
#define CHECK_SEEDS      300
#define CHECK_OPERATIONS 1200000
#define CHECK_STEPS      50000
/* Seconds without a step before a run counts as stuck. */
#define STUCK            20

struct totals {
	uint64_t seeds, steps, operations;
	double days;
};

static void print_usage(FILE *to)
{
	fputs("usage: sim [--seed N] [--seeds A-B] [--verbose] [--days D] [--steps N]\n"
	      "           [--operations N] [--soak SECONDS] [--scale [DIRECTORY]]\n"
	      "Without options: what \"make check\" wants.\n"
	      "  --seed N         one world; prints its trace hash\n"
	      "  --seeds A-B      these worlds\n"
	      "  --verbose        prints a trace\n"
	      "  --days D         things go wrong for so long, whatever the seed says\n"
	      "  --steps N        they go wrong no more after about so many steps (0: no bound)\n"
	      "  --operations N   random operations on the default router list, real and modelled\n"
	      "  --soak SECONDS   one world after the other, from --seed or the time of day on\n"
	      "  --scale          10,000 hosts after a power cut: tables for doc/scale.md;\n"
	      "                   --seed: other dice than those\n",
	    to);
}

static double seconds_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* ---- ends from outside ---- */

static void report_crash(int sig)
{
	/* Not safe in a signal handler, but all is lost anyway, and it nearly always works. */
	printf("FAIL: %s\n  ", strsignal(sig));
	if (sim_current != NULL) {
		sim_print_place(sim_current, NULL);
		sim_print_again(sim_current);
	} else {
		putchar('\n');
		fflush(stdout);
	}
	signal(sig, SIG_DFL);
	raise(sig);
}

static void report_stuck(int sig)
{
	static uint64_t last_steps;

	if (sim_current != NULL && sim_current->steps != 0 && sim_current->steps == last_steps)
		report_crash(sig);
	last_steps = sim_current == NULL ? 0 : sim_current->steps;
	alarm(STUCK);
}

static void catch_signals(void)
{
	signal(SIGALRM, report_stuck);
	alarm(STUCK);
#ifndef __SANITIZE_ADDRESS__
	signal(SIGSEGV, report_crash);
	signal(SIGFPE, report_crash);
#endif
	signal(SIGABRT, report_crash);
}

/* ---- runs ---- */

static uint64_t run_seed(uint64_t seed, double days, uint64_t most, bool verbose, struct totals *t)
{
	char again[64];
	struct sim sim;
	uint64_t hash;

	sim_init(&sim, seed);
	sim.verbose = verbose;
	snprintf(again, sizeof(again), "tests/sim/sim --verbose --steps %ju", (uintmax_t)most);
	sim.again = again;
	scenario_run(&sim, days, most);
	hash = sim.hash;
	t->seeds++;
	t->steps += sim.steps;
	sim_fini(&sim);
	scenario_fini(&sim);
	t->days += (double)sim.lived / (double)DAY;
	return hash;
}

static void print_totals(const struct totals *t, double seconds)
{
	printf("%ju worlds, %.0f node-days, %ju steps, %ju operations, %.1f s\n",
	    (uintmax_t)t->seeds, t->days, (uintmax_t)t->steps, (uintmax_t)t->operations, seconds);
	fflush(stdout);
}

static void run_operations(uint64_t seed, uint64_t n, bool verbose, struct totals *t)
{
	/* In pieces: a new list starts small, and its caps are others. */
	for (uint64_t done = 0; done < n; done += 10000)
		operations_run(seed + done / 10000, n - done < 10000 ? n - done : 10000, verbose);
	t->operations += n;
}

/* The line at the end is libcheck's, which tests/totals knows. */
static int check(void)
{
	const char *instrumented = getenv("RDISC_INSTRUMENTED");
	uint64_t part = instrumented != NULL && strcmp(instrumented, "yes") == 0 ? 10 : 1;
	double start = seconds_now();
	struct totals t = { 0 };

	run_operations(1, CHECK_OPERATIONS / part, false, &t);
	for (uint64_t seed = 1; seed <= CHECK_SEEDS / part; seed++)
		run_seed(seed, 0, CHECK_STEPS, false, &t);
	for (uint64_t seed = 1; seed <= 3; seed++)
		if (run_seed(seed, 0, CHECK_STEPS, false, &t) !=
		    run_seed(seed, 0, CHECK_STEPS, false, &t)) {
			printf("FAIL: two runs of seed %ju differ\n", (uintmax_t)seed);
			return EXIT_FAILURE;
		}
	print_totals(&t, seconds_now() - start);
	puts("100%: Checks: 3, Failures: 0, Errors: 0");
	return EXIT_SUCCESS;
}

static int soak(uint64_t seed, double seconds)
{
	double start = seconds_now(), told = start;
	struct totals t = { 0 };

	printf("soak: from seed %ju on\n", (uintmax_t)seed);
	for (; seconds_now() - start < seconds; seed++) {
		run_seed(seed, 0, 0, false, &t);
		run_operations(seed, 1000, false, &t);
		if (seconds_now() - told < 60)
			continue;
		told = seconds_now();
		print_totals(&t, told - start);
	}
	print_totals(&t, seconds_now() - start);
	return EXIT_SUCCESS;
}

static int run_seeds(uint64_t first, uint64_t last, double days, uint64_t most, bool verbose)
{
	double start = seconds_now();
	struct totals t = { 0 };
	uint64_t hash = 0;

	for (uint64_t seed = first; seed <= last; seed++)
		hash = run_seed(seed, days, most, verbose, &t);
	if (first == last)
		printf("trace hash %016jx\n", (uintmax_t)hash);
	print_totals(&t, seconds_now() - start);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "seeds", required_argument, NULL, 'S' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "days", required_argument, NULL, 'd' },
		{ "steps", required_argument, NULL, 't' },
		{ "operations", required_argument, NULL, 'o' },
		{ "soak", required_argument, NULL, 'k' },
		{ "scale", optional_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	uint64_t first = 0, last = 0, most = 0, operations = 0;
	double days = 0, seconds = 0;
	bool verbose = false, scale = false;
	const char *directory = NULL;
	struct totals t = { 0 };
	char *end;
	int c;

	catch_signals();
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 's':
			first = last = strtoull(optarg, NULL, 0);
			break;
		case 'S':
			first = strtoull(optarg, &end, 0);
			last = *end == '-' ? strtoull(end + 1, NULL, 0) : first;
			break;
		case 'v':
			verbose = true;
			break;
		case 'd':
			days = strtod(optarg, NULL);
			break;
		case 't':
			most = strtoull(optarg, NULL, 0);
			break;
		case 'o':
			operations = strtoull(optarg, NULL, 0);
			break;
		case 'k':
			seconds = strtod(optarg, NULL);
			break;
		case 'c':
			scale = true;
			directory = optarg;
			break;
		case 'h':
			print_usage(stdout);
			return EXIT_SUCCESS;
		default:
			print_usage(stderr);
			return EXIT_FAILURE;
		}
	}
	if (scale)
		return scale_run(first == 0 ? 1 : first, directory);
	if (operations > 0) {
		run_operations(first == 0 ? 1 : first, operations, verbose, &t);
		print_totals(&t, 0);
		return EXIT_SUCCESS;
	}
	if (seconds > 0)
		return soak(first == 0 ? (uint64_t)time(NULL) * 1000 : first, seconds);
	return first == 0 ? check() : run_seeds(first, last, days, most, verbose);
}
