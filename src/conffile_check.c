/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration file: the list of files, and what no single value can tell. */
#include "config.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conffile_private.h"

/* With no interval there is nothing to derive a lifetime from; the RFC's default serves. */
#define LIFETIME_SOLICITED_ONLY ADVERTISEMENT_LIFETIME_OF(MAX_ADVERTISEMENT_INTERVAL_DEFAULT)

static const struct place *place_of(const struct conffile_iface *ci, const char *key)
{
	return &ci->keys[conffile_number(confkey_find(SECTION_INTERFACE, key))];
}

/* The place to blame: the key's, or the section's where it stands by default. */
static const struct place *blame(const struct conffile_iface *ci, const char *key)
{
	const struct place *p = place_of(ci, key);

	return p->file != NULL ? p : &ci->section;
}

/* RFC 1256 4.1: what is not set derives from Max, and all three have an order. */
static void check_intervals(struct conffile_iface *ci, struct conffile_messages *m)
{
	struct conf_iface *c = &ci->conf;
	usec_t max = c->max_advertisement_interval;
	const struct place *p;

	if (place_of(ci, "min-advertisement-interval")->file == NULL)
		c->min_advertisement_interval = MIN_ADVERTISEMENT_INTERVAL_OF(max);
	if (place_of(ci, "advertisement-lifetime")->file == NULL)
		c->advertisement_lifetime = max == 0 ? LIFETIME_SOLICITED_ONLY
						     : (uint16_t)ADVERTISEMENT_LIFETIME_OF(
							       max / USEC_PER_SEC);
	if (max == 0)
		return;
	if (c->min_advertisement_interval > max) {
		p = blame(ci, "min-advertisement-interval");
		conffile_say(m, false, p->file, p->line,
			"min-advertisement-interval %g is above max-advertisement-interval %g (RFC "
			"1256 4.1)",
			(double)c->min_advertisement_interval / USEC_PER_SEC,
			(double)max / USEC_PER_SEC);
	}
	if (c->advertisement_lifetime * USEC_PER_SEC < max) {
		p = blame(ci, "advertisement-lifetime");
		conffile_say(m, false, p->file, p->line,
			"advertisement-lifetime %u is below max-advertisement-interval %g: hosts "
			"would lose"
			" this router between advertisements (RFC 1256 4.1)",
			c->advertisement_lifetime, (double)max / USEC_PER_SEC);
	}
}

static bool is_routers_key(const char *name)
{
	static const char *const names[] = { "advertisement-address", "max-advertisement-interval",
		"min-advertisement-interval", "advertisement-lifetime", "preference-level",
		"solicited-reply", "min-delay-between-advertisements", "require-forwarding",
		"join-all-routers", "drain" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* A key of the other role is no error, but hardly what was meant. */
static void check_role(const struct conffile_iface *ci, struct conffile_messages *m)
{
	bool router = ci->conf.role == ROLE_ROUTER, any = ci->n_addresses == 0;

	for (size_t i = 0; i < n_confkeys; i++) {
		const struct confkey *key = &confkeys[i];
		const struct place *p;

		if (key->section != SECTION_INTERFACE || strcmp(key->name, "role") == 0)
			continue;
		p = &ci->keys[conffile_number(key)];
		if (p->file != NULL && is_routers_key(key->name) != router &&
			ci->conf.role != ROLE_OFF)
			conffile_say(m, true, p->file, p->line, "%s has no effect in role %s",
				key->name, conf_role_name(ci->conf.role));
	}
	for (size_t i = 0; i < ci->n_addresses; i++)
		any = any || ci->addresses[i].advertise;
	if (router && !any)
		conffile_say(m, true, ci->section.file, ci->section.line,
			"interface %s: role router, but no address named here is advertised",
			ci->conf.pattern);
}

/* "a, b": the tracks of an interface. */
static void check_tracks(
	struct conffile *cf, struct conffile_iface *ci, struct conffile_messages *m)
{
	char *names = ci->track == NULL ? NULL : strdup(ci->track), *save = NULL, *name;

	if (names == NULL)
		return;
	ci->conf.tracks = 0;
	for (name = strtok_r(names, ", ", &save); name != NULL;
		name = strtok_r(NULL, ", ", &save)) {
		size_t i = 0;

		while (i < cf->n_tracks && strcmp(cf->tracks[i].name, name) != 0)
			i++;
		if (i < cf->n_tracks)
			ci->conf.tracks |= UINT32_C(1) << i;
		else
			conffile_say(m, false, ci->track_place.file, ci->track_place.line,
				"track = %s: there is no section \"track %s\"", name, name);
	}
	free(names);
}

static void check_track(
	const struct conf_track *t, const struct place *section, struct conffile_messages *m)
{
	if (t->kind == TRACK_INTERFACE && t->target == NULL)
		conffile_say(m, false, section->file, section->line,
			"track %s: kind interface needs interface = NAME", t->name);
	if (t->kind == TRACK_FILE && (t->target == NULL || t->target[0] != '/'))
		conffile_say(m, false, section->file, section->line,
			"track %s: kind file needs path = /absolute/path", t->name);
}

static void check_iface(struct conffile *cf, struct conffile_iface *ci, struct conffile_messages *m)
{
	const char *pattern = ci->conf.pattern;

	if (pattern[0] == '\0' ||
		(strpbrk(pattern, "*?[") == NULL && strlen(pattern) >= IF_NAMESIZE))
		conffile_say(m, false, ci->section.file, ci->section.line,
			"interface %s: not the name of an interface (at most %d characters)",
			pattern, IF_NAMESIZE - 1);
	check_intervals(ci, m);
	check_role(ci, m);
	check_tracks(cf, ci, m);
	for (size_t i = 0; i < ci->n_addresses; i++)
		if (ci->addresses[i].proxy && !ci->addresses[i].advertise)
			conffile_say(m, true, ci->address_places[i].file,
				ci->address_places[i].line,
				"%s: proxy without advertise has no effect",
				inet_ntoa(ci->addresses[i].address));
}

/* What the engine sees: plain lists. False: no memory. */
static bool finish(struct conffile *cf)
{
	cf->iface_list = calloc(cf->n_ifaces + 1, sizeof(*cf->iface_list));
	if (cf->iface_list == NULL)
		return false;
	for (size_t i = 0; i < cf->n_ifaces; i++) {
		struct conffile_iface *ci = &cf->ifaces[i];

		ci->conf.addresses = ci->addresses;
		ci->conf.n_addresses = ci->n_addresses;
		ci->conf.routers = ci->routers;
		ci->conf.n_routers = ci->n_routers;
		cf->iface_list[i] = ci->conf;
	}
	cf->conf.ifaces = cf->iface_list;
	cf->conf.n_ifaces = cf->n_ifaces;
	cf->conf.tracks = cf->tracks;
	cf->conf.n_tracks = cf->n_tracks;
	return true;
}

static int compare_messages(const void *a, const void *b)
{
	const struct conffile_message *x = a, *y = b;
	int files = strcmp(x->file, y->file);

	return files != 0 ? files : (x->line > y->line) - (x->line < y->line);
}

static void read_drop_ins(struct conffile *cf, const char *path, struct conffile_messages *m)
{
	char pattern[512];
	glob_t found;

	if (snprintf(pattern, sizeof(pattern), "%s.d/*.conf", path) >= (int)sizeof(pattern))
		return;
	if (glob(pattern, 0, NULL, &found) != 0) /* sorted by name */
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		conffile_read(cf, found.gl_pathv[i], true, m);
	globfree(&found);
}

bool conffile_load(
	struct conffile *cf, const char *path, bool required, struct conffile_messages *m)
{
	*cf = (struct conffile){ 0 };
	*m = (struct conffile_messages){ 0 };
	conf_init(&cf->conf);
	conffile_read(cf, path, required, m);
	read_drop_ins(cf, path, m);
	for (size_t i = 0; i < cf->n_tracks; i++)
		check_track(&cf->tracks[i], &cf->track_builds[i].section, m);
	for (size_t i = 0; i < cf->n_ifaces; i++)
		check_iface(cf, &cf->ifaces[i], m);
	if (!finish(cf))
		conffile_say(m, false, path, 0, "out of memory");
	if (m->n > 1)
		qsort(m->list, m->n, sizeof(*m->list), compare_messages);
	return m->n_errors == 0;
}

void conffile_free(struct conffile *cf)
{
	for (size_t i = 0; i < cf->n_ifaces; i++) {
		free(cf->ifaces[i].addresses);
		free(cf->ifaces[i].address_places);
		free(cf->ifaces[i].routers);
		free(cf->ifaces[i].router_places);
	}
	for (size_t i = 0; i < cf->n_texts; i++)
		free(cf->texts[i]);
	free(cf->texts);
	free(cf->ifaces);
	free(cf->iface_list);
	free(cf->tracks);
	free(cf->track_builds);
	*cf = (struct conffile){ 0 };
}
