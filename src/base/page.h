/* SPDX-License-Identifier: BSD-2-Clause */
/* Text for people: lines, and tables whose columns line up, coloured on wish.
 *
 * Whatever is shown passes through printable.h.
 */
#ifndef RDISC_BASE_PAGE_H
#define RDISC_BASE_PAGE_H

#include <stdio.h>

#include "base/util.h"

enum style { STYLE_PLAIN, STYLE_TITLE, STYLE_GOOD, STYLE_WARNING, STYLE_BAD };

#define PAGE_COLUMNS_MAX 12

struct page_cell;

struct page {
	FILE *out;
	bool colour;
	size_t width; /* a table that is wider goes on below itself; 0: none does */
	bool failed;  /* no memory: something is missing */
	struct page_cell *cells;
	size_t n_cells, max_cells;
	size_t n_columns; /* of the table that is begun */
	/* Of a section in which nothing has been said yet; NULL: none is waiting. */
	const char *heading;
	bool begun; /* something has been said */
};

/* Starts a page; page_fini() is due. `out` stays the caller's. */
void page_init(struct page *p, FILE *out, bool colour);
void page_fini(struct page *p);

/* Begins a section. Before its first line it puts a blank line, except on an empty page, and any heading
 * but "". Omits a section without lines. The text stays the caller's. */
void page_section(struct page *p, const char *heading);

/* A line by itself. */
__attribute__((format(printf, 3, 4))) void page_line(
    struct page *p, enum style style, const char *format, ...);

/* Begins a table whose columns have these titles; ends at NULL. */
void page_table(struct page *p, const char *const *titles);

/* The next cell. A row that is full is followed by another one. */
__attribute__((format(printf, 3, 4))) void page_cell(
    struct page *p, enum style style, const char *format, ...);

/* Ends the table and prints it, without the columns that are empty in every row. Prints nothing without
 * rows. */
void page_end(struct page *p);

#endif
