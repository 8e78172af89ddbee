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

/* What must be reached: so many times the floor's figure, or a value where that says nothing. */
struct target {
	const char *title;
	const char *key;
	double quantile;
	const char *unit;
	double ratio;        /* at most; 0: see value */
	double value;        /* at most; < 0: nothing to be reached */
	const char *against; /* the floor's figure is another one */
};

#define MEDIAN 0.5
#define P95    0.95
#define P99    0.99
#define MAX    1.0

#define RATIO(title, key, quantile, unit, ratio)                                                   \
	{                                                                                          \
		title, key, quantile, unit, ratio, 0, key                                          \
	}
#define AT_MOST(title, key, quantile, unit, value)                                                 \
	{                                                                                          \
		title, key, quantile, unit, 0, value, key                                          \
	}

static const struct target targets[] = {
	RATIO("advertisement arrives → default route present", "add", MEDIAN, "µs", 1.15),
	RATIO("lifetime 0 arrives → gone", "gone", MEDIAN, "µs", 1.15),
	RATIO("… both, p99", "change", P99, "µs", 1.5),
	AT_MOST("… CPU for a route that comes and goes", "change-cpu", MEDIAN, "µs", -1),
	RATIO("preference switch: time", "switch", MEDIAN, "µs", 1.3),
	RATIO("… CPU", "switch-cpu", MEDIAN, "µs", 1.3),
	AT_MOST("… longest time without any default route", "switch-gap", MAX, "µs", 0),
	RATIO("exec → route installed", "start", MEDIAN, "µs", 2.0),
	RATIO("SIGTERM → route gone", "stop", MEDIAN, "µs", 1.2),
	RATIO("SIGTERM → end of the process", "exit", MEDIAN, "µs", 1.2),
	RATIO("CPU per refresh in a flood", "refresh-cpu", MEDIAN, "µs", 1.2),
	RATIO("… each waking the daemon", "trickle-cpu", MEDIAN, "µs", 1.2),
	RATIO("CPU per advertisement of 255 addresses", "big-cpu", MEDIAN, "µs", 1.5),
	AT_MOST("… lost in a flood of them", "big-lost", MEDIAN, "%", 2),
	AT_MOST("CPU per ping, port unreachable …", "junk-cpu", MEDIAN, "µs", 0.001),
	AT_MOST("route changes missed in a ping flood", "busy-missed", MAX, "%", 0),
	RATIO("… time, p95", "busy", P95, "µs", 2.0),
	RATIO("N routers: install 100", "install-100", MEDIAN, "ms", 1.5),
	RATIO("… install 1,000", "install-1000", MEDIAN, "ms", 1.5),
	RATIO("… install 5,000", "install-5000", MEDIAN, "ms", 1.5),
	AT_MOST("… exponent, 100 to the most", "install-exponent", MEDIAN, "", 1.1),
	RATIO("refresh all N once: CPU", "refresh-all", MEDIAN, "ms", 3),
	RATIO("remove all N at exit: time", "remove-all", MEDIAN, "ms", 1.5),
	RATIO("N expire in one second: CPU", "expire-cpu", MEDIAN, "ms", 1.5),
	AT_MOST("… the first one early by", "expire-early", MAX, "ms", 0),
	AT_MOST("… the last one late by", "expire-late", MEDIAN, "ms", 250),
	RATIO("router on many interfaces: exec → seen on all", "links", MEDIAN, "ms", 1.5),
	RATIO("… CPU per advertisement", "links-cpu", MEDIAN, "µs", 1.3),
	RATIO("CPU per solicitation, each answered (10 in a second)", "solicit-each", MEDIAN, "µs",
		1.1),
	{ "… 2,000 a second, answers gathered", "solicit-gather", MEDIAN, "µs", 0.3, 0,
		"solicit-flood" },
	AT_MOST("… not answered", "solicit-lost", MEDIAN, "%", 0),
	AT_MOST("idle wake-ups a minute, host, 1 interface", "idle-1", MEDIAN, "", 0),
	AT_MOST("… 100 interfaces", "idle-100", MEDIAN, "", 0),
	AT_MOST("private dirty memory as host", "memory-host", MEDIAN, "KiB", 300),
	AT_MOST("… as router on 100 interfaces", "memory-links", MEDIAN, "KiB", 450),
	AT_MOST("… with 1,000 routers", "memory-routers", MEDIAN, "KiB", 400),
	AT_MOST("RSS, the most of these", "memory-rss", MAX, "KiB", 4096),
	AT_MOST("silent death, traffic flowing → default moved", "death", MEDIAN, "s", 10),
	AT_MOST("… its neighbour entry STALE at the time", "death-stale", MEDIAN, "s", 10),
	AT_MOST("… with --probe-interval 1", "death-probe", MAX, "s", 4.5),
};

static void print_number(double value, const char *unit)
{
	int decimals = value >= 99.95 || value == 0 ? 0 : value >= 9.995 ? 1 : 2;

	printf("%.*f%s%s", decimals, value, unit[0] == '\0' ? "" : " ", unit);
}

static void print_others(const struct target *t, double floor)
{
	const char *separator = "";

	for (size_t i = 0; i < n_figures; i++) {
		struct figure *f = &figures[i];
		double value;

		if (strcmp(f->key, t->key) != 0 || strcmp(f->name, "floor") == 0 ||
			strcmp(f->name, "rdisc") == 0)
			continue;
		value = quantile(f, t->quantile);
		printf("%s%s ", separator, f->name);
		print_number(value, t->unit);
		if (floor > 0)
			printf(" (%.2f ×)", value / floor);
		separator = ", ";
	}
}

static void print_target(const struct target *t, double ratio, double value)
{
	bool met = t->ratio > 0 ? ratio <= t->ratio : value <= t->value;

	if (t->ratio > 0)
		printf("≤ %g ×", t->ratio);
	else if (t->value >= 0)
		printf("≤ %g%s%s", t->value, t->unit[0] == '\0' ? "" : " ", t->unit);
	if (t->ratio == 0 && t->value < 0)
		printf("– | – | ");
	else
		printf(" | %s | ", met ? "met" : "**missed**");
}

static void print_row(const struct target *t)
{
	struct figure *f = find(t->against, "floor"), *r = find(t->key, "rdisc");
	double value, floor = 0;

	if (r == NULL)
		return; /* not measured this time */
	value = quantile(r, t->quantile);
	printf("| %s | ", t->title);
	if (f != NULL) {
		floor = quantile(f, t->quantile);
		print_number(floor, t->unit);
	} else {
		printf("–");
	}
	printf(" | ");
	print_number(value, t->unit);
	if (floor > 0)
		printf(" | %.2f × | ", value / floor);
	else
		printf(" | – | ");
	print_target(t, floor > 0 ? value / floor : 0, value);
	print_others(t, floor);
	printf(" |\n");
}

void report_table(void)
{
	printf("| measure | floor | rdisc | ratio | target | verdict | others |\n"
	       "|---|--:|--:|--:|--:|---|---|\n");
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		print_row(&targets[i]);
}
