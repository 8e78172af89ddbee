/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration of another program as an rdisc.conf: the rules between keys, and writing it. */
#include "config.h"

#include "tools/import/import.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/import/cisco.h"
#include "tools/import/options.h"

#define TEXT_MAX ((size_t)1024 * 1024) /* of what is read */

/* ---- the rules between keys ---- */

static double parse_number(
    struct import *im, const char *section, const char *key, double otherwise)
{
	const struct import_value *v = import_find(im, section, "", key);

	return v == NULL ? otherwise : atof(v->value);
}

/* Others let a lifetime be shorter than an interval, which would make hosts lose the router. */
static void check_lifetime(struct import *im, const char *section)
{
	double max = parse_number(im, section, "max-advertisement-interval", 600);
	struct import_value *min = import_find(im, section, "", "min-advertisement-interval");
	struct import_value *lifetime = import_find(im, section, "", "advertisement-lifetime");

	if (min != NULL && max != 0 && atof(min->value) > max) {
		import_note(
		    im, min->line, "%s s is above the longest interval, %g s", min->value, max);
		min->dropped = true;
	}
	if (lifetime != NULL && atof(lifetime->value) < max) {
		import_note(im, lifetime->line,
		    "%s s is shorter than the longest interval, %g s: hosts would lose this"
		    " router in between",
		    lifetime->value, max);
		lifetime->dropped = true;
	}
}

/* ---- writing it down ---- */

/* The keys of an address, or, with an empty one, of the section itself. */
static void write_keys(FILE *f, struct import *im, const char *section, const char *address)
{
	for (size_t i = 0; i < im->n_values; i++) {
		const struct import_value *v = &im->values[i];
		bool quoted = strpbrk(v->value, " :") != NULL;

		if (!v->dropped && strcmp(v->section, section) == 0 &&
		    strcmp(v->address, address) == 0)
			fprintf(f, "%s%s = %s%s%s\n", address[0] == '\0' ? "\t" : "\t\t", v->key,
			    quoted ? "\"" : "", v->value, quoted ? "\"" : "");
	}
}

/* True if no earlier value names the same section, or, with `address`, the same address in it. */
static bool is_first(const struct import *im, size_t i, bool address)
{
	for (size_t j = 0; j < i; j++)
		if (!im->values[j].dropped &&
		    strcmp(im->values[j].section, im->values[i].section) == 0 &&
		    (!address || strcmp(im->values[j].address, im->values[i].address) == 0))
			return false;
	return !im->values[i].dropped;
}

static void write_section(FILE *f, struct import *im, const char *section)
{
	if (section[0] == '\0')
		fprintf(f, "\nroutes {\n");
	else
		fprintf(f, "\ninterface \"%s\" {\n", section);
	write_keys(f, im, section, "");
	for (size_t i = 0; i < im->n_values; i++) {
		const struct import_value *v = &im->values[i];

		if (strcmp(v->section, section) != 0 || v->address[0] == '\0' ||
		    !is_first(im, i, true))
			continue;
		fprintf(f, "\taddress %s {\n", v->address);
		write_keys(f, im, section, v->address);
		fprintf(f, "\t}\n");
	}
	fprintf(f, "}\n");
}

static char *write_down(struct import *im)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (f == NULL)
		return NULL;
	for (size_t i = 0; i < im->n_values; i++)
		if (im->values[i].section[0] != '\0' && is_first(im, i, false))
			check_lifetime(im, im->values[i].section);
	fprintf(f, "# Made of %s by rdiscctl import. See rdisc.conf(5).\n", im->file);
	if (im->n_found == 0)
		fprintf(f, "# It says nothing of router discovery.\n");
	if (im->notes != NULL)
		fprintf(f, "#\n# Differences from it:\n%s", im->notes);
	for (size_t i = 0; i < im->n_values; i++)
		if (is_first(im, i, false))
			write_section(f, im, im->values[i].section);
	if (fclose(f) != 0 || im->failed) {
		free(text);
		return NULL;
	}
	return text;
}

char *import_convert(const char *text, const char *file, size_t *ret_found)
{
	struct import im = { .file = file };
	char *ret;

	if (strstr(text, " irdp") != NULL)
		import_cisco(&im, text);
	else
		import_options(&im, text);
	ret = write_down(&im);
	*ret_found = im.n_found;
	free(im.values);
	free(im.notes);
	return ret;
}

/* ---- the file ---- */

static char *read_all(FILE *f)
{
	char *text = malloc(TEXT_MAX + 1);
	size_t len = text == NULL ? 0 : fread(text, 1, TEXT_MAX, f);

	if (text != NULL)
		text[len] = '\0';
	return text;
}

int import_run(const char *file)
{
	static const char *const usual[] = { "/etc/sysconfig/rdisc", "/etc/default/rdisc" };
	bool is_stdin = file != NULL && strcmp(file, "-") == 0;
	size_t found = 0;
	char *text, *result;
	FILE *f;

	if (file == NULL)
		file = access(usual[0], R_OK) == 0 ? usual[0] : usual[1];
	f = is_stdin ? stdin : fopen(file, "r");
	if (f == NULL) {
		fprintf(stderr, "rdiscctl: %s: %s\n", file, strerror(errno));
		return EXIT_FAILURE;
	}
	text = read_all(f);
	if (!is_stdin)
		fclose(f);
	result = text == NULL ? NULL : import_convert(text, is_stdin ? "stdin" : file, &found);
	free(text);
	if (result == NULL) {
		fprintf(stderr, "rdiscctl: %s\n", strerror(ENOMEM));
		return EXIT_FAILURE;
	}
	fputs(result, stdout);
	free(result);
	return found > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
