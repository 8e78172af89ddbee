/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers as text: the configuration in force, as a file that would make it. */
#include "config.h"

#include "rdiscctl/show.h"

#include <stdio.h>
#include <string.h>

#include "base/util.h"
#include "rdiscctl/show_values.h"

/* The longest value that is shown: a path. */
#define VALUE_MAX 4200

/* The sections that are open. */
struct place {
	const char *section, *name, *subsection, *address;
};

static bool is_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* As the file takes it: in quotes, unless it is one plain word. */
static const char *print_quoted(const char *text, char ret[VALUE_MAX])
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "._:/-";
	size_t n = 1;

	if (text[0] != '\0' && text[strspn(text, plain)] == '\0')
		return text;
	ret[0] = '"';
	for (; *text != '\0' && n + 4 < VALUE_MAX; text++) {
		if (*text == '"' || *text == '\\')
			ret[n++] = '\\';
		ret[n++] = *text;
	}
	ret[n++] = '"';
	ret[n] = '\0';
	return ret;
}

static void close_sections(struct page *p, const struct place *open, bool all)
{
	if (open->subsection != NULL)
		page_line(p, STYLE_PLAIN, "    }");
	if (all && open->section != NULL)
		page_line(p, STYLE_PLAIN, "}");
}

/* Goes to the section of a setting. */
static void go_to(struct page *p, struct place *open, const json_t *setting)
{
	struct place to = { answer_text(setting, "section"), answer_text(setting, "name"),
		answer_text(setting, "subsection"), answer_text(setting, "address") };
	bool same = is_same(open->section, to.section) && is_same(open->name, to.name);
	char quoted[VALUE_MAX];

	if (same && is_same(open->subsection, to.subsection) && is_same(open->address, to.address))
		return;
	close_sections(p, open, !same);
	if (!same && to.name != NULL)
		page_line(p, STYLE_PLAIN, "%s %s {", show_text(setting, "section"),
		    print_quoted(to.name, quoted));
	else if (!same)
		page_line(p, STYLE_PLAIN, "%s {", show_text(setting, "section"));
	if (to.subsection != NULL)
		page_line(
		    p, STYLE_PLAIN, "    %s %s {", to.subsection, show_text(setting, "address"));
	*open = to;
}

static void show_setting(struct page *p, const json_t *setting, bool deeper)
{
	const char *value = answer_text(setting, "value"), *key = show_text(setting, "key");
	int indent = deeper ? 8 : 4;
	char quoted[VALUE_MAX], text[VALUE_MAX + 64], place[VALUE_MAX];

	if (value == NULL) {
		page_line(p, STYLE_PLAIN, "%*s# %s is not set", indent, "", key);
		return;
	}
	snprintf(text, sizeof(text), "%s = %s", key, print_quoted(value, quoted));
	if (answer_is(setting, "origin", "file"))
		show_place(answer_object(setting, "rule"), place, sizeof(place));
	else
		snprintf(place, sizeof(place), "%s", show_text(setting, "origin"));
	page_line(p, STYLE_PLAIN, "%*s%-*s # %s", indent, "", 44 - indent, text, place);
}

void show_config(struct page *p, const json_t *answer)
{
	const json_t *configuration = answer_object(
	    answer_object(answer, "daemon"), "configuration");
	struct place open = { NULL, NULL, NULL, NULL };
	char date[WORDS_MAX] = "-";
	usec_t when;
	size_t i;
	json_t *setting;

	if (answer_time(configuration, "time", &when))
		words_date(when, date);
	page_line(p, STYLE_TITLE, "# configuration %.0f of %s",
	    answer_number(configuration, "generation"), date);
	json_array_foreach (answer_list(answer, "settings"), i, setting) {
		go_to(p, &open, setting);
		show_setting(p, setting, open.subsection != NULL);
	}
	close_sections(p, &open, true);
}
