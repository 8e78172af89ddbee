/* SPDX-License-Identifier: BSD-2-Clause */
/* The lines "ip irdp …" below "interface …" of Cisco IOS, FRR, Quagga and their many relatives. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tools/import/cisco.h"

/* The keyword's value is the key's. */
static const struct {
	const char *word, *key;
} values[] = {
	{ "holdtime", "advertisement-lifetime" },
	{ "maxadvertinterval", "max-advertisement-interval" },
	{ "minadvertinterval", "min-advertisement-interval" },
	{ "preference", "preference-level" },
};

/* "interface Vlan 10" and "vlan 10" both mean one name. */
static bool parse_interface(const struct import_words *w, char name[64])
{
	if (import_is(w, 0, "interface") && w->n >= 2)
		snprintf(name, 64, "%s%s", w->word[1], w->n >= 3 ? w->word[2] : "");
	else if (import_is(w, 0, "vlan") && w->n >= 2)
		snprintf(name, 64, "vlan%s", w->word[1]);
	else
		return false;
	return true;
}

/* "address A.B.C.D [N]" is Cisco's for a router that cannot speak; FRR's "… preference N" is about an
 * address of this one. How many words were used. */
static int parse_address(
    struct import *im, const struct import_words *w, int i, const char *name, bool no)
{
	const char *address = i + 1 < w->n ? w->word[i + 1] : "";
	bool frr = import_is(w, i + 2, "preference");
	int level = i + (frr ? 3 : 2);

	if (no) {
		import_note(im, w->line, "address %s: taken out", address);
		return w->n;
	}
	if (strncmp(address, "224.", 4) == 0 || strcmp(address, "255.255.255.255") == 0) {
		import_set(im, name, "", "advertisement-address", address, w->line);
		return i + 2;
	}
	if (!frr)
		import_set(im, name, address, "proxy", "yes", w->line);
	if (level < w->n)
		import_set(im, name, address, "preference-level", w->word[level], w->line);
	return level + 1;
}

static int parse_value(
    struct import *im, const struct import_words *w, int i, const char *name, bool no)
{
	for (size_t k = 0; k < sizeof(values) / sizeof(values[0]); k++) {
		if (!import_is(w, i, values[k].word))
			continue;
		if (no)
			import_unset(im, name, values[k].key);
		else if (strcmp(values[k].word, "maxadvertinterval") == 0 &&
			 import_is(w, i + 1, "0"))
			import_set(im, name, "", values[k].key, "0", w->line); /* only when asked */
		else
			import_set(im, name, "", values[k].key,
			    i + 1 < w->n ? w->word[i + 1] : "nothing", w->line);
		return i + 2;
	}
	import_note(im, w->line, "ip irdp %s: no equivalent", w->word[i]);
	im->n_found++;
	return w->n;
}

/* Where an interface stands while its lines are read. */
struct context {
	char theirs[64];            /* its name, as it is written there */
	char name[IMPORT_NAME_LEN]; /* ours; "": not needed so far */
	bool shut;                  /* off until a later line revokes it, whatever others say */
};

static void set_role(struct import *im, const struct import_words *w, const struct context *p)
{
	import_set(im, p->name, "", "role", p->shut ? "off" : "router", w->line);
}

/* "shutdown" of FRR and its negation "operation" of HiOS. */
static bool is_switch(const struct import_words *w, int i)
{
	return import_is(w, i, "shutdown") || import_is(w, i, "operation");
}

/* Names of IOS begin with a capital letter, those of Linux, FRR and most switches do not. */
static bool is_ios(const struct context *p)
{
	return isupper((unsigned char)p->theirs[0]);
}

/* "ip irdp" alone. */
static void parse_start(struct import *im, const struct import_words *w, struct context *p, bool no)
{
	if (no) {
		import_unset(im, p->name, NULL);
		import_set(im, p->name, "", "role", "off", w->line);
		return;
	}
	set_role(im, w, p);
	if (is_ios(p))
		import_note(im, w->line,
		    "IOS broadcasts unless told to multicast; for that, add"
		    " advertisement-address = broadcast");
}

/* The rest of "ip irdp", one word or several with their values; `no` takes them back. */
static void parse_irdp(
    struct import *im, const struct import_words *w, int i, struct context *p, bool no)
{
	if (i == w->n) {
		parse_start(im, w, p, no);
		return;
	}
	for (int j = i; j < w->n; j++)
		if (is_switch(w, j))
			p->shut = import_is(w, j, "shutdown") != no;
	set_role(im, w, p);
	while (i < w->n) {
		if (is_switch(w, i)) {
			i++;
		} else if (import_is(w, i, "multicast") || import_is(w, i, "broadcast")) {
			import_set(im, p->name, "", "advertisement-address",
			    import_is(w, i, "multicast") != no ? "multicast" : "broadcast",
			    w->line);
			i++;
		} else if (import_is(w, i, "address")) {
			i = parse_address(im, w, i, p->name, no);
		} else {
			i = parse_value(im, w, i, p->name, no);
		}
	}
}

/* IOS as a host, without a routing table: "ip gdp irdp [multicast]", for all interfaces. */
static void parse_gdp(struct import *im, const struct import_words *w)
{
	import_set(im, "*", "", "role", "host", w->line);
	import_set(im, "*", "", "solicitation-address",
	    import_is(w, 3, "multicast") ? "multicast" : "broadcast", w->line);
}

void import_cisco(struct import *im, const char *text)
{
	struct context context = { .name = "" };
	int line = 1;

	for (const char *p = text; *p != '\0'; line++) {
		size_t len = strcspn(p, "\n");
		struct import_words w;
		int i;

		import_cut(&w, p, len, line);
		p += len + (p[len] == '\n');
		i = import_is(&w, 0, "no");
		if (parse_interface(&w, context.theirs)) {
			context.name[0] = '\0'; /* said once it is needed */
			context.shut = false;
		} else if (import_is(&w, i, "ip") && import_is(&w, i + 1, "gdp") &&
			   import_is(&w, i + 2, "irdp") && i == 0) {
			parse_gdp(im, &w);
		} else if (import_is(&w, i, "ip") && import_is(&w, i + 1, "irdp")) {
			if (context.name[0] == '\0')
				import_name(im, context.theirs[0] == '\0' ? "all" : context.theirs,
				    line, context.name);
			parse_irdp(im, &w, i + 2, &context, i == 1);
		}
	}
}
