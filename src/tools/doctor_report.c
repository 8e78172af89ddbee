/* SPDX-License-Identifier: BSD-2-Clause */
/* The findings of rdiscctl doctor: how they are kept, and how they are printed. */
#include "config.h"

#include "tools/doctor_findings.h"

#include <stdarg.h>
#include <string.h>

#include "base/printable.h"
#include "control/report_values.h"

#define COLUMNS        80
#define INDENT         9
/* The version of what --json prints; a change that breaks readers counts it up. */
#define DOCTOR_VERSION 1

static const char *const weights[] = { "note", "warning", "problem" };

/* ---- keeping ---- */

void doctor_find(struct doctor *d, const struct doctor_finding *finding, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	json_array_append_new(d->findings,
	    json_pack("{s:s, s:s, s:o, s:o, s:s?, s:o}", "weight", weights[finding->weight],
		"check", finding->check, "interface", report_text(finding->interface), "finding",
		report_text(text), "meaning", finding->meaning, "command",
		report_text(finding->command)));
}

static bool has_weight(const json_t *finding, enum doctor_weight weight)
{
	const char *text = json_string_value(json_object_get(finding, "weight"));

	return text != NULL && strcmp(text, weights[weight]) == 0;
}

unsigned doctor_count(const struct doctor *d, enum doctor_weight weight)
{
	unsigned n = 0;
	size_t i;
	json_t *finding;

	json_array_foreach (d->findings, i, finding)
		n += has_weight(finding, weight);
	return n;
}

/* ---- reading ---- */

__attribute__((format(printf, 4, 0))) static bool read_line(
    const struct doctor *d, char *ret, size_t size, const char *format, va_list args)
{
	char path[1024];
	size_t len = (size_t)snprintf(path, sizeof(path), "%s", d->root);
	FILE *file;
	bool done;

	vsnprintf(path + len, sizeof(path) - len, format, args);
	file = fopen(path, "re");
	if (file == NULL)
		return false;
	done = fgets(ret, (int)size, file) != NULL;
	fclose(file);
	if (done)
		ret[strcspn(ret, "\n")] = '\0';
	return done;
}

bool doctor_line(const struct doctor *d, char *ret, size_t size, const char *format, ...)
{
	va_list args;
	bool done;

	va_start(args, format);
	done = read_line(d, ret, size, format, args);
	va_end(args);
	return done;
}

long doctor_number(const struct doctor *d, long otherwise, const char *format, ...)
{
	char line[64], *end;
	va_list args;
	long number;
	bool done;

	va_start(args, format);
	done = read_line(d, line, sizeof(line), format, args);
	va_end(args);
	if (!done)
		return otherwise;
	number = strtol(line, &end, 10);
	return end == line ? otherwise : number;
}

/* ---- for people ---- */

/* Prints words in lines; the first has `lead` before it, whose width the others are indented by. */
static void print_wrapped(FILE *out, const char *lead, const char *text)
{
	size_t column = (size_t)fprintf(out, "%-*s", INDENT, lead), start = column;

	while (*text != '\0') {
		size_t len = strcspn(text, " ");

		if (column > start && column + 1 + len > COLUMNS) {
			fprintf(out, "\n%*s", INDENT, "");
			column = start;
		}
		if (column > start)
			column += (size_t)fprintf(out, " ");
		column += (size_t)fprintf(out, "%.*s", (int)len, text);
		text += len + strspn(text + len, " ");
	}
	putc('\n', out);
}

/* The text of a member as a terminal may see it; false: there is none. */
static bool put_text(const json_t *finding, const char *member, char *ret, size_t size)
{
	const char *text = json_string_value(json_object_get(finding, member));

	printable(text == NULL ? "" : text, ret, size);
	return text != NULL;
}

static void print_finding(FILE *out, const json_t *finding)
{
	char name[64], text[512], line[640], weight[16];
	bool named = put_text(finding, "interface", name, sizeof(name));

	put_text(finding, "weight", weight, sizeof(weight));
	put_text(finding, "finding", text, sizeof(text));
	snprintf(line, sizeof(line), "%s%s%s", named ? name : "", named ? ": " : "", text);
	print_wrapped(out, weight, line);
	if (put_text(finding, "meaning", text, sizeof(text)))
		print_wrapped(out, "", text);
	if (put_text(finding, "command", text, sizeof(text)))
		fprintf(out, "%*s# %s\n", INDENT, "", text);
}

static const char *plural(unsigned n)
{
	return n == 1 ? "" : "s";
}

void doctor_print(const struct doctor *d, FILE *out)
{
	unsigned problems = doctor_count(d, DOCTOR_PROBLEM);
	unsigned warnings = doctor_count(d, DOCTOR_WARNING), notes = doctor_count(d, DOCTOR_NOTE);
	unsigned looked = 0;
	size_t i;
	json_t *finding;

	for (int weight = DOCTOR_PROBLEM; weight >= DOCTOR_NOTE; weight--)
		json_array_foreach (d->findings, i, finding)
			if (has_weight(finding, (enum doctor_weight)weight))
				print_finding(out, finding);
	for (i = 0; i < d->n_links; i++)
		looked += d->links[i].conf != NULL;
	fprintf(out, "%u problem%s, %u warning%s, %u note%s; looked at %u interface%s\n", problems,
	    plural(problems), warnings, plural(warnings), notes, plural(notes), looked,
	    plural(looked));
}

/* ---- for programs ---- */

json_t *doctor_report(const struct doctor *d)
{
	json_t *names = json_array();

	for (size_t i = 0; i < d->n_links; i++)
		if (d->links[i].conf != NULL)
			json_array_append_new(names, report_text(d->links[i].iface.name));
	return json_pack("{s:i, s:o, s:O}", "version", DOCTOR_VERSION, "interfaces", names,
	    "findings", d->findings);
}
