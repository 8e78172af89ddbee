/* SPDX-License-Identifier: BSD-2-Clause */
/* Metrics: samples and their labels. */
#include "config.h"

#include "rdiscctl/metrics_sample.h"

#include "base/printable.h"

static void add_char(struct labels *l, char c)
{
	if (l->len < sizeof(l->text) - 1)
		l->text[l->len++] = c;
	l->text[l->len] = '\0';
}

static void add_text(struct labels *l, const char *text)
{
	for (; *text != '\0'; text++)
		add_char(l, *text);
}

/* Cleaned as for people, since it may well be shown to them; a backslash and a quote are escaped then. */
void metrics_label(struct labels *l, const char *name, const char *value)
{
	char clean[LABELS_MAX];

	printable(value == NULL ? "" : value, clean, sizeof(clean));
	if (l->len > 0)
		add_char(l, ',');
	add_text(l, name);
	add_text(l, "=\"");
	for (const char *c = clean; *c != '\0'; c++) {
		if (*c == '\\' || *c == '"')
			add_char(l, '\\');
		add_char(l, *c);
	}
	add_char(l, '"');
}

void metrics_label_member(
    struct labels *l, const char *name, const json_t *object, const char *member)
{
	metrics_label(l, name, answer_text(object, member));
}

void metrics_sample(struct writer *w, const struct labels *l, double value)
{
	const struct metric *m = w->metric;

	if (json_object_get(w->told, l->text) != NULL)
		return;
	if (json_object_set_new(w->told, l->text, json_true()) != 0)
		w->failed = true;
	if (!w->begun)
		fprintf(w->out, "# HELP %s %s\n# TYPE %s %s\n", m->name, m->help, m->name, m->type);
	w->begun = true;
	fprintf(w->out, "%s%s%s%s %.15g\n", m->name, l->len > 0 ? "{" : "", l->text,
	    l->len > 0 ? "}" : "", value);
}

void metrics_sample_member(
    struct writer *w, struct labels *l, const json_t *object, const char *member)
{
	const json_t *value = json_object_get(object, member);
	usec_t when;

	if (json_is_boolean(value))
		metrics_sample(w, l, json_is_true(value));
	else if (json_is_number(value))
		metrics_sample(w, l, json_number_value(value));
	else if (answer_time(object, member, &when))
		metrics_sample(w, l, (double)when / (double)USEC_PER_SEC);
}
