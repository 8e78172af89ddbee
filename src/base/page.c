/* SPDX-License-Identifier: BSD-2-Clause */
/* Text for people: lines, and tables whose columns line up. */
#include "config.h"

#include "base/page.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"

#define TEXT_MAX 1024
#define GAP      2
#define INDENT   2 /* of a row that goes on below itself */

struct page_cell {
	enum style style;
	char *text;
};

static const char *const colours[] = {
	[STYLE_PLAIN] = "",
	[STYLE_TITLE] = "\033[1m",
	[STYLE_GOOD] = "\033[32m",
	[STYLE_WARNING] = "\033[33m",
	[STYLE_BAD] = "\033[31m",
};

void page_init(struct page *p, FILE *out, bool colour)
{
	*p = (struct page){ .out = out, .colour = colour };
}

static void forget_cells(struct page *p)
{
	for (size_t i = 0; i < p->n_cells; i++)
		free(p->cells[i].text);
	p->n_cells = 0;
}

void page_fini(struct page *p)
{
	forget_cells(p);
	free(p->cells);
}

/* Colour ends before the blanks do, so that they have none. */
static void print_text(struct page *p, enum style style, const char *text)
{
	bool coloured = p->colour && style != STYLE_PLAIN;

	fprintf(p->out, "%s%s%s", coloured ? colours[style] : "", text, coloured ? "\033[0m" : "");
}

void page_section(struct page *p, const char *heading)
{
	p->heading = heading;
}

/* Something is about to be said. */
static void begin_text(struct page *p)
{
	const char *heading = p->heading;

	p->heading = NULL;
	if (heading != NULL && p->begun)
		fputc('\n', p->out);
	p->begun = true;
	if (heading != NULL && heading[0] != '\0') {
		print_text(p, STYLE_TITLE, heading);
		fputc('\n', p->out);
	}
}

void page_line(struct page *p, enum style style, const char *format, ...)
{
	char text[TEXT_MAX], clean[TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	printable(text, clean, sizeof(clean));
	begin_text(p);
	print_text(p, style, clean);
	fputc('\n', p->out);
}

/* False: no memory. */
static bool add_cell(struct page *p, enum style style, const char *text)
{
	if (p->n_cells == p->max_cells) {
		size_t max = p->max_cells == 0 ? 64 : p->max_cells * 2;
		struct page_cell *cells = realloc(p->cells, max * sizeof(*cells));

		if (cells == NULL)
			return false;
		p->cells = cells;
		p->max_cells = max;
	}
	p->cells[p->n_cells] = (struct page_cell){ style, strdup(text) };
	return p->cells[p->n_cells++].text != NULL;
}

void page_cell(struct page *p, enum style style, const char *format, ...)
{
	char text[TEXT_MAX], clean[TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	printable(text, clean, sizeof(clean));
	if (!add_cell(p, style, clean))
		p->failed = true;
}

void page_table(struct page *p, const char *const *titles)
{
	for (p->n_columns = 0; titles[p->n_columns] != NULL; p->n_columns++)
		page_cell(p, STYLE_TITLE, "%s", titles[p->n_columns]);
}

/* How wide the column has to be; 0: it says nothing. */
static size_t text_width(const struct page *p, size_t column)
{
	size_t widest = strlen(p->cells[column].text);
	bool says = false;

	for (size_t i = column + p->n_columns; i < p->n_cells; i += p->n_columns) {
		size_t len = strlen(p->cells[i].text);

		widest = len > widest ? len : widest;
		says = says || (len > 0 && strcmp(p->cells[i].text, "-") != 0);
	}
	return says ? widest : 0;
}

/* Finds the columns with which a row goes on below itself. */
static void fold_word(const struct page *p, const size_t *widths, bool *folds)
{
	size_t used = 0;

	for (size_t c = 0; c < p->n_columns; c++) {
		if (widths[c] == 0)
			continue;
		folds[c] = p->width > 0 && used > 0 && used + widths[c] > p->width;
		used = (folds[c] ? INDENT : used) + widths[c] + GAP;
	}
}

static void print_table(struct page *p, const size_t *widths, const bool *folds)
{
	int blanks = 0;

	for (size_t i = 0; i < p->n_cells; i++) {
		size_t c = i % p->n_columns;
		const char *text = p->cells[i].text;

		if (folds[c])
			fprintf(p->out, "\n%*s", INDENT, "");
		else if (widths[c] > 0)
			fprintf(p->out, "%*s", blanks, "");
		if (widths[c] > 0) {
			print_text(p, p->cells[i].style, text);
			blanks = (int)(widths[c] - strlen(text) + GAP);
		}
		if (c == p->n_columns - 1) {
			fputc('\n', p->out);
			blanks = 0;
		}
	}
}

void page_end(struct page *p)
{
	size_t widths[PAGE_COLUMNS_MAX] = { 0 };
	bool folds[PAGE_COLUMNS_MAX] = { false };

	if (!p->failed && p->n_columns > 0 && p->n_cells > p->n_columns) {
		for (size_t c = 0; c < p->n_columns; c++)
			widths[c] = text_width(p, c);
		fold_word(p, widths, folds);
		begin_text(p);
		print_table(p, widths, folds);
	}
	forget_cells(p);
	p->n_columns = 0;
}
