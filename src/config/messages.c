/* SPDX-License-Identifier: BSD-2-Clause */
/* The messages about a configuration. */
#include "config.h"

#include "config/messages.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void conffile_say(
    struct conffile_messages *m, bool warning, const char *file, int line, const char *format, ...)
{
	struct conffile_message *list;
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	m->n_errors += !warning;
	list = realloc(m->list, (m->n + 1) * sizeof(*list));
	if (list == NULL)
		return;
	m->list = list;
	list[m->n] = (struct conffile_message){ .file = strdup(file == NULL ? "" : file),
		.line = line,
		.warning = warning,
		.text = strdup(text) };
	if (list[m->n].file == NULL || list[m->n].text == NULL) {
		free(list[m->n].file);
		free(list[m->n].text);
		return;
	}
	m->n++;
}

void conffile_forget(struct conffile_messages *m)
{
	for (size_t i = 0; i < m->n; i++) {
		free(m->list[i].file);
		free(m->list[i].text);
	}
	free(m->list);
	*m = (struct conffile_messages){ 0 };
}

/* By file and line; errors come before warnings. */
static int compare_messages(const void *a, const void *b)
{
	const struct conffile_message *x = a, *y = b;
	int order = strcmp(x->file, y->file);

	if (order == 0)
		order = (x->line > y->line) - (x->line < y->line);
	if (order == 0)
		order = x->warning - y->warning;
	return order != 0 ? order : strcmp(x->text, y->text);
}

void conffile_sort(struct conffile_messages *m)
{
	if (m->n > 1)
		qsort(m->list, m->n, sizeof(*m->list), compare_messages);
}
