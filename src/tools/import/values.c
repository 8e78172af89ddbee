/* SPDX-License-Identifier: BSD-2-Clause */
/* Values found in a file of another program, key by key. */
#include "config.h"

#include "tools/import/values.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/keys.h"

void import_cut(struct import_words *w, const char *text, size_t len, int line)
{
	char *save = NULL;

	*w = (struct import_words){ .line = line, .cut = len >= sizeof(w->text) };
	if (w->cut)
		len = sizeof(w->text) - 1;
	for (size_t i = 0; i < len; i++)
		w->text[i] = text[i];
	for (char *p = w->text; *p != '\0'; p++)
		if (strchr("\"'\r\t", *p) != NULL || iscntrl((unsigned char)*p))
			*p = ' ';
	for (char *word = strtok_r(w->text, " ", &save); word != NULL && w->n < IMPORT_WORDS_MAX;
	     word = strtok_r(NULL, " ", &save))
		w->word[w->n++] = word;
}

bool import_is(const struct import_words *w, int i, const char *word)
{
	return i < w->n && strcmp(w->word[i], word) == 0;
}

void import_note(struct import *im, int line, const char *format, ...)
{
	char text[256], *more;
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	for (char *p = text; *p != '\0'; p++)
		if (!isprint((unsigned char)*p))
			*p = '?';
	if (asprintf(&more, "%s# %s:%d: %s\n", im->notes == NULL ? "" : im->notes, im->file, line,
		text) < 0) {
		im->failed = true;
		return;
	}
	free(im->notes);
	im->notes = more;
}

/* GigabitEthernet0/1 becomes Gi0-1, so that what tells interfaces apart is not cut off. */
void import_name(struct import *im, const char *theirs, int line, char ret[IMPORT_NAME_LEN])
{
	size_t letters = strcspn(theirs, "0123456789");
	bool is_long = strlen(theirs) >= IMPORT_NAME_LEN && letters > 2;

	if (theirs[0] == '\0' || strcmp(theirs, "all") == 0) {
		snprintf(ret, IMPORT_NAME_LEN, "*");
		return;
	}
	snprintf(ret, IMPORT_NAME_LEN, "%.*s%s", is_long ? 2 : 0, theirs,
	    theirs + (is_long ? letters : 0));
	for (char *p = ret; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && strchr(".-_:@", *p) == NULL)
			*p = '-';
	if (strcmp(ret, theirs) != 0)
		import_note(im, line, "%s is not an interface name on Linux; write yours for %s",
		    theirs, ret);
}

struct import_value *import_find(
    struct import *im, const char *section, const char *address, const char *key)
{
	for (size_t i = 0; i < im->n_values; i++) {
		struct import_value *v = &im->values[i];

		if (!v->dropped && strcmp(v->section, section) == 0 &&
		    strcmp(v->address, address) == 0 && strcmp(v->key, key) == 0)
			return v;
	}
	return NULL;
}

static const struct confkey *find_key(const char *section, const char *address, const char *key)
{
	enum confkey_section s = address[0] != '\0'   ? SECTION_ADDRESS
				 : section[0] != '\0' ? SECTION_INTERFACE
						      : SECTION_ROUTES;

	return confkey_find(s, key);
}

/* Would the file's reader take it? */
static bool is_taken(const struct confkey *key, const char *value)
{
	union {
		struct conf conf;
		struct conf_iface iface;
		struct conf_address address;
	} scratch;

	memset(&scratch, 0, sizeof(scratch));
	return strlen(value) < sizeof(((struct import_value *)0)->value) &&
	       confkey_set(key, &scratch, value);
}

void import_set(struct import *im, const char *section, const char *address, const char *key,
    const char *value, int line)
{
	const struct confkey *k = find_key(section, address, key);
	struct import_value *v = import_find(im, section, address, key), *more;
	struct in_addr a;

	im->n_found++;
	if (address[0] != '\0' && !confkey_parse_address(address, &a)) {
		import_note(im, line, "%s: not the address of a router", address);
		return;
	}
	if (k == NULL || !is_taken(k, value)) {
		import_note(
		    im, line, "%s: %s expects %s", value, key, k == NULL ? "?" : k->expects);
		return;
	}
	if (v == NULL) {
		more = realloc(im->values, (im->n_values + 1) * sizeof(*more));
		if (more == NULL) {
			im->failed = true;
			return;
		}
		im->values = more;
		v = &more[im->n_values++];
		*v = (struct import_value){ 0 };
		snprintf(v->section, sizeof(v->section), "%s", section);
		snprintf(v->address, sizeof(v->address), "%s", address);
		snprintf(v->key, sizeof(v->key), "%s", key);
	}
	snprintf(v->value, sizeof(v->value), "%s", value);
	v->line = line;
}

void import_unset(struct import *im, const char *section, const char *key)
{
	for (size_t i = 0; i < im->n_values; i++)
		if (strcmp(im->values[i].section, section) == 0 &&
		    (key == NULL || strcmp(im->values[i].key, key) == 0))
			im->values[i].dropped = true;
}
