/* SPDX-License-Identifier: BSD-2-Clause */
/* The benchmark of rdisc: who is measured, and what. Called by tests/bench/bench.sh, in namespaces of
 * its own. In each measure the implementations take turns, so that noise of the machine hits all alike.
 *
 * bench [--quick] [--only MEASURE] --data DIRECTORY --floor PATH --rdisc PATH [--build NAME=PATH]...
 *       [--peer NAME=PATH]... [--zebra PATH] [--radvd PATH]
 */
#include "config.h"

#include "bench.h"

#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define IMPLS_MAX 16

struct plan plan = { .changes = 400,
	.switches = 200,
	.starts = 40,
	.rounds = 5,
	.flood = 20000,
	.big = 2000,
	.routers_max = 1000,
	.links = 500,
	.both = 1000,
	.foreign = 400000,
	.idle_sec = 60 };
struct impl impls[IMPLS_MAX];
size_t n_impls = 2; /* the floor and rdisc, in this order */

static const struct plan quick = { .quick = true,
	.changes = 40,
	.switches = 40,
	.starts = 8,
	.rounds = 2,
	.flood = 5000,
	.big = 500,
	.routers_max = 1000,
	.links = 100,
	.both = 200,
	.foreign = 20000,
	.idle_sec = 3 };

static const struct {
	const char *name;
	void (*run)(void);
} measures[] = {
	{ "change", measure_change },
	{ "switch", measure_switch },
	{ "life", measure_life },
	{ "flood", measure_flood },
	{ "busy", measure_busy },
	{ "scale", measure_scale },
	{ "links", measure_links },
	{ "solicitations", measure_solicitations },
	{ "idle", measure_idle },
	{ "memory", measure_memory },
	{ "death", measure_death },
	{ "attack", measure_attack },
	{ "foreign", measure_foreign },
	{ "both", measure_both },
};

static void add_impl(const char *name, const char *path, enum kind kind)
{
	if (n_impls == IMPLS_MAX)
		errx(2, "too many implementations");
	impls[n_impls++] = (struct impl){ name, path, kind };
}

static void add_named(char *argument, enum kind kind)
{
	char *path = strchr(argument, '=');

	if (path == NULL)
		errx(2, "%s: --peer and --build want NAME=PATH", argument);
	*path = '\0';
	add_impl(argument, path + 1, kind);
}

static void take_options(int argc, char **argv, const char **ret_only)
{
	static const struct option options[] = {
		{ "quick", no_argument, NULL, 'q' },
		{ "only", required_argument, NULL, 'o' },
		{ "data", required_argument, NULL, 'd' },
		{ "floor", required_argument, NULL, 'f' },
		{ "rdisc", required_argument, NULL, 'r' },
		{ "peer", required_argument, NULL, 'p' },
		{ "build", required_argument, NULL, 'b' },
		{ "zebra", required_argument, NULL, 'z' },
		{ "radvd", required_argument, NULL, 'v' },
		{ 0 },
	};

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;)
		switch (c) {
		case 'q':
			plan = quick;
			break;
		case 'o':
			*ret_only = optarg;
			break;
		case 'd':
			report_open(optarg);
			break;
		case 'f':
			impls[0] = (struct impl){ "floor", optarg, KIND_FLOOR };
			break;
		case 'r':
			impls[1] = (struct impl){ "rdisc", optarg, KIND_RDISC };
			break;
		case 'p':
			add_named(optarg, KIND_PEER);
			break;
		case 'b':
			add_named(optarg, KIND_RDISC);
			break;
		case 'z':
			add_impl("FRR", optarg, KIND_ZEBRA);
			break;
		case 'v':
			add_impl("radvd", optarg, KIND_RADVD);
			break;
		default:
			exit(2);
		}
	if (impls[0].path == NULL || impls[1].path == NULL)
		errx(2, "--floor and --rdisc are needed");
}

int main(int argc, char **argv)
{
	const char *only = NULL;
	uint64_t begun;

	take_options(argc, argv, &only);
	if (access("/proc/sys/net/ipv6", F_OK) == 0)
		add_impl("kernel-IPv6", NULL, KIND_KERNEL6);
	if (!proc_first())
		warnx("no real-time priority: other work of this machine is in the figures");
	for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++) {
		if (only != NULL && strcmp(only, measures[i].name) != 0)
			continue;
		begun = now_ns();
		measures[i].run();
		fprintf(stderr, "%s: %.1f s\n", measures[i].name, (double)(now_ns() - begun) / 1e9);
	}
	report_table();
	return 0;
}
