/* SPDX-License-Identifier: BSD-2-Clause */
/* Figures: kept while measuring; then one table of targets, with what was reached. */
#include "config.h"

#include "bench.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct figure {
	const char *key;
	const char *name;
	double *values;
	size_t n;
};

static struct figure *figures;
static size_t n_figures;
static const char *directory;

void report_open(const char *path)
{
	directory = path;
}

static struct figure *find(const char *key, const char *name)
{
	for (size_t i = 0; i < n_figures; i++)
		if (strcmp(figures[i].key, key) == 0 && strcmp(figures[i].name, name) == 0)
			return &figures[i];
	return NULL;
}

static void *grow(void *p, size_t size)
{
	p = realloc(p, size);
	if (p == NULL)
		err(1, "memory");
	return p;
}

void note_plain(const char *key, const char *name, double value)
{
	struct figure *f = find(key, name);

	if (f == NULL) {
		figures = grow(figures, (n_figures + 1) * sizeof(*figures));
		f = &figures[n_figures++];
		*f = (struct figure){ .key = strdup(key), .name = name };
	}
	if ((f->n & (f->n - 1)) == 0)
		f->values = grow(f->values, (f->n == 0 ? 1 : 2 * f->n) * sizeof(*f->values));
	f->values[f->n++] = value;
}

void note(const char *key, const struct impl *impl, double value)
{
	note_plain(key, impl->name, value);
}

void note_point(const char *file, const struct impl *impl, double x, double y)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s-%s.dat", directory, file, impl->name);
	f = fopen(path, "ae");
	if (f == NULL)
		err(1, "%s", path);
	fprintf(f, "%g %g\n", x, y);
	fclose(f);
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static double quantile(struct figure *f, double q)
{
	size_t i = (size_t)(q * (double)(f->n - 1) + 0.5);

	qsort(f->values, f->n, sizeof(*f->values), compare);
	return f->values[i];
}

double figure(const char *key, const struct impl *impl)
{
	struct figure *f = find(key, impl->name);

	return f == NULL ? 0 : quantile(f, 0.5);
}

#define POINTS 200

void note_distribution(const char *key, const struct impl *impl)
{
	struct figure *f = find(key, impl->name);

	for (unsigned i = 0; i < POINTS; i++) {
		double fraction = (i + 1) / (double)POINTS;

		note_point(key, impl, quantile(f, fraction), fraction);
	}
}

/* A row of the table. Hard rows say what users feel and have a verdict; soft rows are reported. */
struct row {
	const char *title;
	const char *key;
	double quantile;
	const char *unit;
	bool hard;
	double ratio; /* hard: at most so many times the floor's figure; 0: see value */
	double value; /* hard: at most */
};

#define MEDIAN 0.5
#define P95    0.95
#define P99    0.99
#define MAX    1.0

#define RATIO(title, key, quantile, unit, ratio)                                                   \
	{                                                                                          \
		title, key, quantile, unit, true, ratio, 0                                         \
	}
#define AT_MOST(title, key, quantile, unit, value)                                                 \
	{                                                                                          \
		title, key, quantile, unit, true, 0, value                                         \
	}
#define SOFT(title, key, quantile, unit)                                                           \
	{                                                                                          \
		title, key, quantile, unit, false, 0, 0                                            \
	}

static const struct row rows[] = {
	RATIO("advertisement arrives → default route present", "add", MEDIAN, "µs", 1.25),
	AT_MOST("preference switch: longest time without any default route", "switch-gap", MAX,
	    "µs", 0),
	AT_MOST("silent death, traffic flowing → default moved", "death", MAX, "s", 10),
	AT_MOST("… its neighbour entry STALE at the time", "death-stale", MAX, "s", 10),
	AT_MOST("… with --probe-interval 1", "death-probe", MAX, "s", 4.5),
	AT_MOST("… with end-to-end checks every 0.2 s", "death-checks", MAX, "s", 1),
	AT_MOST("route changes missed in a ping flood", "busy-missed", MAX, "%", 0),
	AT_MOST(
	    "fresh host, 16 invented routers every 2 s: exec → first reply", "attack", MAX, "s", 3),
	AT_MOST("idle wake-ups a minute, host, 1 interface", "idle-1", MEDIAN, "", 0),
	AT_MOST("… 100 interfaces", "idle-100", MEDIAN, "", 0),
	AT_MOST("… beside 400,000 foreign routes", "foreign-idle", MEDIAN, "", 0),
	AT_MOST(
	    "400,000 foreign routes: exec → route installed", "foreign-start", MEDIAN, "ms", 3000),
	AT_MOST("… CPU of a link event", "foreign-event", MEDIAN, "µs", 5000),
	AT_MOST("private dirty memory as host", "memory-host", MEDIAN, "KiB", 400),
	AT_MOST("… as router on 100 interfaces", "memory-links", MEDIAN, "KiB", 600),
	AT_MOST(
	    "N routers: install, exponent from 100 to 1,000", "install-exponent", MEDIAN, "", 1.1),
	AT_MOST("both roles: CPU of a start, exponent from 100 to 1,000 interfaces",
	    "both-exponent", MEDIAN, "", 1.1),
	SOFT("lifetime 0 arrives → gone", "gone", MEDIAN, "µs"),
	SOFT("a route comes or goes: time, p99", "change", P99, "µs"),
	SOFT("… CPU for both", "change-cpu", MEDIAN, "µs"),
	SOFT("preference switch: time", "switch", MEDIAN, "µs"),
	SOFT("… CPU", "switch-cpu", MEDIAN, "µs"),
	SOFT("exec → route installed", "start", MEDIAN, "µs"),
	SOFT("SIGTERM → route gone", "stop", MEDIAN, "µs"),
	SOFT("SIGTERM → end of the process", "exit", MEDIAN, "µs"),
	SOFT("CPU per refresh in a flood", "refresh-cpu", MEDIAN, "µs"),
	SOFT("… each waking the daemon", "trickle-cpu", MEDIAN, "µs"),
	SOFT("CPU per advertisement of 255 addresses", "big-cpu", MEDIAN, "µs"),
	SOFT("… lost in a flood of them", "big-lost", MEDIAN, "%"),
	SOFT("CPU per ping, port unreachable …", "junk-cpu", MEDIAN, "µs"),
	SOFT("route changes in a ping flood: time, p95", "busy", P95, "µs"),
	SOFT("N routers: install 100", "install-100", MEDIAN, "ms"),
	SOFT("… install 1,000", "install-1000", MEDIAN, "ms"),
	SOFT("refresh all N once: CPU", "refresh-all", MEDIAN, "ms"),
	SOFT("remove all N at exit: time", "remove-all", MEDIAN, "ms"),
	SOFT("N expire in one second: CPU", "expire-cpu", MEDIAN, "ms"),
	SOFT("… the first one early by", "expire-early", MAX, "ms"),
	SOFT("… the last one late by", "expire-late", MEDIAN, "ms"),
	SOFT("router on many interfaces: exec → seen on all", "links", MEDIAN, "ms"),
	SOFT("… CPU per advertisement", "links-cpu", MEDIAN, "µs"),
	SOFT("both roles, 100 interfaces: exec → advertised on all routers'", "both-100", MEDIAN,
	    "ms"),
	SOFT("… 1,000 interfaces", "both-1000", MEDIAN, "ms"),
	SOFT("… CPU of the start, 100 interfaces", "both-cpu-100", MEDIAN, "ms"),
	SOFT("… 1,000 interfaces", "both-cpu-1000", MEDIAN, "ms"),
	SOFT("… private dirty memory, 1,000 interfaces", "both-memory-1000", MEDIAN, "KiB"),
	SOFT("CPU per solicitation, each answered (10 in a second)", "solicit-each", MEDIAN, "µs"),
	SOFT("… 2,000 a second, answers gathered", "solicit-flood", MEDIAN, "µs"),
	SOFT("… not answered", "solicit-lost", MEDIAN, "%"),
	SOFT("private dirty memory with 1,000 routers", "memory-routers", MEDIAN, "KiB"),
	SOFT("RSS, the most of these", "memory-rss", MAX, "KiB"),
};

static void print_number(double value, const char *unit)
{
	int decimals = value >= 99.95 || value == 0 ? 0 : value >= 9.995 ? 1 : 2;

	printf("%.*f%s%s", decimals, value, unit[0] == '\0' ? "" : " ", unit);
}

static void print_others(const struct row *row, double floor)
{
	const char *separator = "";

	for (size_t i = 0; i < n_figures; i++) {
		struct figure *f = &figures[i];
		double value;

		if (strcmp(f->key, row->key) != 0 || strcmp(f->name, "floor") == 0 ||
		    strcmp(f->name, "rdisc") == 0)
			continue;
		value = quantile(f, row->quantile);
		printf("%s%s ", separator, f->name);
		print_number(value, row->unit);
		if (floor > 0)
			printf(" (%.2f ×)", value / floor);
		separator = ", ";
	}
}

static void print_verdict(const struct row *row, double ratio, double value)
{
	if (row->ratio > 0)
		printf("≤ %g × | ", row->ratio);
	else
		printf("≤ %g%s%s | ", row->value, row->unit[0] == '\0' ? "" : " ", row->unit);
	if (row->ratio > 0 ? ratio <= row->ratio : value <= row->value)
		printf("met | ");
	else
		printf("**missed** | ");
}

static void print_row(const struct row *row)
{
	struct figure *f = find(row->key, "floor"), *r = find(row->key, "rdisc");
	double value, floor = 0;

	if (r == NULL)
		return; /* not measured this time */
	value = quantile(r, row->quantile);
	printf("| %s | ", row->title);
	if (f != NULL) {
		floor = quantile(f, row->quantile);
		print_number(floor, row->unit);
	} else {
		printf("–");
	}
	printf(" | ");
	print_number(value, row->unit);
	if (floor > 0)
		printf(" | %.2f × | ", value / floor);
	else
		printf(" | – | ");
	if (row->hard)
		print_verdict(row, floor > 0 ? value / floor : 0, value);
	print_others(row, floor);
	printf(" |\n");
}

static void print_rows(bool hard)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].hard == hard)
			print_row(&rows[i]);
}

void report_table(void)
{
	printf("### Hard rows: what users feel\n\n"
	       "| measure | floor | rdisc | ratio | target | verdict | others |\n"
	       "|---|--:|--:|--:|--:|---|---|\n");
	print_rows(true);
	printf("\n### Soft rows: reported, without a target\n\n"
	       "| measure | floor | rdisc | ratio | others |\n"
	       "|---|--:|--:|--:|---|\n");
	print_rows(false);
}
