/* SPDX-License-Identifier: BSD-2-Clause */
/* The options of a program: parsing and help from one table. */
#include "config.h"

#include "base/options.h"

#include <getopt.h>
#include <stdarg.h>
#include <string.h>

#define ROWS_MAX    64

/* getopt(3) returns a letter, or this and the number of the row for a long option. */
#define LONG        256

/* Columns of --help. */
#define HELP_COLUMN 26
#define LAST_COLUMN 79

static const struct option_row *row_at(const struct options *o, size_t i)
{
	return (const void *)((const char *)o->rows + i * o->size);
}

/* ---- parsing ---- */

struct getopt_tables {
	struct option longs[ROWS_MAX + 1];
	char letters[2 * ROWS_MAX + 2];
};

static int argument_of(const struct option_row *row)
{
	if (row->value == NULL)
		return no_argument;
	return strncmp(row->value, "[=", 2) == 0 ? optional_argument : required_argument;
}

static void make_tables(const struct options *o, struct getopt_tables *t)
{
	size_t n_longs = 0, n = 0;

	t->letters[n++] = ':'; /* a missing value is told apart from an unknown option */
	for (size_t i = 0; i < o->n && i < ROWS_MAX; i++) {
		const struct option_row *row = row_at(o, i);

		if (row->name != NULL)
			t->longs[n_longs++] = (struct option){ row->name, argument_of(row), NULL,
				LONG + (int)i };
		if (row->letter != 0)
			t->letters[n++] = row->letter;
		if (row->letter != 0 && row->value != NULL)
			t->letters[n++] = ':';
	}
	t->longs[n_longs] = (struct option){ 0 };
	t->letters[n] = '\0';
}

__attribute__((format(printf, 3, 4))) static int fail(
    char *error, size_t error_size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error, error_size, format, args);
	va_end(args);
	return OPTIONS_WRONG;
}

/* Lists the options that `word` may be short for; how many there are. */
static size_t count_candidates(const struct options *o, const char *word, char *ret, size_t size)
{
	size_t len = strcspn(word, "="), n = 0, used = 0;

	ret[0] = '\0';
	for (size_t i = 0; i < o->n; i++) {
		const struct option_row *row = row_at(o, i);

		if (row->name == NULL || len < 2 || strncmp(row->name, word + 2, len - 2) != 0)
			continue;
		if (used < size)
			used += (size_t)snprintf(
			    ret + used, size - used, "%s--%s", n == 0 ? "" : " or ", row->name);
		n++;
	}
	return n;
}

/* getopt(3) leaves optopt at a short option, at the value of a long one that it knows, or at 0; and optind
 * behind a long one. */
static int fail_option(
    const struct options *o, bool value_missing, const char *word, char *error, size_t size)
{
	char list[160];

	if (optopt != 0 && optopt < LONG)
		return value_missing
			   ? fail(error, size, "-%c needs a value", optopt)
			   : fail(error, size, "-%c: no such option (%s --help lists them)", optopt,
				 o->program);
	if (value_missing)
		return fail(error, size, "%s needs a value", word);
	if (optopt != 0)
		return fail(error, size, "%s: this option takes no value", word);
	if (count_candidates(o, word, list, sizeof(list)) > 1)
		return fail(error, size, "%s is ambiguous: %s", word, list);
	return fail(error, size, "%s: no such option (%s --help lists them)", word, o->program);
}

void options_start(void)
{
	optind = 0; /* getopt(3) starts anew, and permutes: options may follow arguments */
	opterr = 0;
}

int options_next(const struct options *o, int argc, char **argv, const char **value, char *error,
    size_t error_size)
{
	struct getopt_tables t;
	int option;

	make_tables(o, &t);
	option = getopt_long(argc, argv, t.letters, t.longs, NULL);
	*value = optarg;
	if (option == -1)
		return OPTIONS_END;
	if (option == ':' || option == '?')
		return fail_option(o, option == ':', argv[optind - 1], error, error_size);
	if (option >= LONG)
		return option - LONG;
	for (size_t i = 0; i < o->n; i++)
		if (row_at(o, i)->letter == option)
			return (int)i;
	return fail_option(o, false, argv[optind - 1], error, error_size);
}

/* ---- help ---- */

void options_spell(const struct option_row *row, char *ret, size_t size)
{
	if (row->name != NULL)
		snprintf(ret, size, "--%s", row->name);
	else
		snprintf(ret, size, "-%c", row->letter);
}

/* "-i, --interface NAME" */
static void spell_all(const struct option_row *row, char *ret, size_t size)
{
	const char *value = row->value == NULL ? "" : row->value;
	const char *gap = argument_of(row) == required_argument ? " " : "";

	if (row->name == NULL)
		snprintf(ret, size, "-%c%s%s", row->letter, gap, value);
	else if (row->letter == 0)
		snprintf(ret, size, "    --%s%s%s", row->name, gap, value);
	else
		snprintf(ret, size, "-%c, --%s%s%s", row->letter, row->name, gap, value);
}

/* Prints words from that column on, in lines that fit; a newline in the text begins one. */
static void print_folded(FILE *f, const char *text)
{
	int column = HELP_COLUMN;

	while (*text != '\0') {
		int len = (int)strcspn(text, " \n"), blank = column > HELP_COLUMN;

		if (blank && column + 1 + len > LAST_COLUMN) {
			fprintf(f, "\n%*s", HELP_COLUMN, "");
			column = HELP_COLUMN;
			blank = 0;
		}
		fprintf(f, "%s%.*s", blank ? " " : "", len, text);
		column += blank + len;
		text += len;
		if (*text == '\n') {
			fprintf(f, "\n%*s", HELP_COLUMN, "");
			column = HELP_COLUMN;
		}
		text += *text != '\0';
	}
	fputc('\n', f);
}

void options_print_row(FILE *f, const char *name, const char *help)
{
	int len = fprintf(f, "  %s", name);

	if (len >= HELP_COLUMN - 1) {
		fputc('\n', f);
		len = 0;
	}
	fprintf(f, "%*s", HELP_COLUMN - len, "");
	print_folded(f, help);
}

void options_print(const struct options *o, FILE *f)
{
	char left[80];

	for (size_t i = 0; i < o->n; i++) {
		const struct option_row *row = row_at(o, i);

		if (row->help == NULL)
			continue;
		if (row->name == NULL && row->letter == 0) {
			fprintf(f, "\n%s:\n", row->help);
			continue;
		}
		spell_all(row, left, sizeof(left));
		options_print_row(f, left, row->help);
	}
}

static bool is_flag(const struct options *o, char letter)
{
	for (size_t i = 0; i < o->n; i++)
		if (row_at(o, i)->letter == letter)
			return row_at(o, i)->value == NULL;
	return false;
}

void options_print_usage(const struct options *o, FILE *f, const char *rest)
{
	static const char letters[] = "aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStTuUvVwWxXyYzZ";

	fprintf(f, "usage: %s [-", o->program);
	for (const char *c = letters; *c != '\0'; c++)
		if (is_flag(o, *c))
			fputc(*c, f);
	fputc(']', f);
	for (size_t i = 0; i < o->n; i++)
		if (row_at(o, i)->letter != 0 && row_at(o, i)->value != NULL)
			fprintf(f, " [-%c %s]", row_at(o, i)->letter, row_at(o, i)->value);
	fprintf(f, "%s\n", rest);
}
