/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules between values. */
#include "config.h"

#include "config/check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* With no interval there is nothing to derive a lifetime from; the RFC's default serves. */
#define LIFETIME_SOLICITED_ONLY ADVERTISEMENT_LIFETIME_OF(MAX_ADVERTISEMENT_INTERVAL_DEFAULT)

static const struct conf_place *place_of(const struct conffile_iface *ci, const char *key)
{
	return &ci->keys[conffile_number(confkey_find(SECTION_INTERFACE, key))];
}

/* The place to blame: the key's, or the section's where it stands by default. */
static const struct conf_place *place_of_key(const struct conffile_iface *ci, const char *key)
{
	const struct conf_place *p = place_of(ci, key);

	return p->file != NULL ? p : &ci->section;
}

/* RFC 1256 4.1: what is not set derives from Max, and all three have an order. */
static void check_intervals(struct conffile_iface *ci, struct conffile_messages *m)
{
	struct conf_iface *c = &ci->conf;
	usec_t max = c->max_advertisement_interval;
	const struct conf_place *p;

	if (place_of(ci, "min-advertisement-interval")->file == NULL)
		c->min_advertisement_interval = MIN_ADVERTISEMENT_INTERVAL_OF(max);
	if (place_of(ci, "advertisement-lifetime")->file == NULL)
		c->advertisement_lifetime = max == 0 ? LIFETIME_SOLICITED_ONLY
						     : (uint16_t)((ADVERTISEMENT_LIFETIME_OF(max) +
								      USEC_PER_SEC - 1) /
								  USEC_PER_SEC);
	if (max == 0)
		return;
	if (c->min_advertisement_interval > max) {
		p = place_of_key(ci, "min-advertisement-interval");
		conffile_say(m, false, p->file, p->line,
		    "min-advertisement-interval %g is above max-advertisement-interval %g"
		    " (RFC 1256 4.1)",
		    (double)c->min_advertisement_interval / USEC_PER_SEC,
		    (double)max / USEC_PER_SEC);
	}
	if (c->min_delay_between_advertisements > c->min_advertisement_interval) {
		p = place_of_key(ci, "min-delay-between-advertisements");
		conffile_say(m, false, p->file, p->line,
		    "min-delay-between-advertisements %g is above min-advertisement-interval "
		    "%g",
		    (double)c->min_delay_between_advertisements / USEC_PER_SEC,
		    (double)c->min_advertisement_interval / USEC_PER_SEC);
	}
	if (c->advertisement_lifetime * USEC_PER_SEC < max) {
		p = place_of_key(ci, "advertisement-lifetime");
		conffile_say(m, false, p->file, p->line,
		    "advertisement-lifetime %u is below max-advertisement-interval %g:"
		    " hosts would lose this router between advertisements (RFC 1256 4.1)",
		    c->advertisement_lifetime, (double)max / USEC_PER_SEC);
	}
}

static void check_lifetimes(const struct conffile_iface *ci, struct conffile_messages *m)
{
	const struct conf_iface *c = &ci->conf;
	const struct conf_place *p = place_of_key(ci, "min-lifetime");

	if (c->min_lifetime > c->max_lifetime)
		conffile_say(m, false, p->file, p->line, "min-lifetime %u is above max-lifetime %u",
		    c->min_lifetime, c->max_lifetime);
}

static void check_preferences(const struct conffile_iface *ci, struct conffile_messages *m)
{
	const struct conf_iface *c = &ci->conf;
	const struct conf_place *p = place_of_key(ci, "min-preference");

	if (c->min_preference > c->max_preference)
		conffile_say(m, false, p->file, p->line,
		    "min-preference %d is above max-preference %d", c->min_preference,
		    c->max_preference);
}

/* deny wins: an address on both lists is refused. */
static void check_lists(const struct conffile_iface *ci, struct conffile_messages *m)
{
	const struct conf_iface *c = &ci->conf;
	char address[INET_ADDRSTRLEN];

	for (uint32_t i = 0; i < c->allow.n; i++) {
		const struct conf_prefix *a = &c->allow.list[i];
		const struct conf_prefix *d = conf_prefix(&c->deny, a->address);

		if (d != NULL && d->prefix_len <= a->prefix_len)
			conffile_say(m, true, c->allow.place.file, c->allow.place.line,
			    "allow %s/%u has no effect: deny wins",
			    inet_ntop(AF_INET, &a->address, address, sizeof(address)),
			    a->prefix_len);
	}
}

/* Says when a key tells how to check, but no target is named. */
static void check_checks(const struct conffile_iface *ci, struct conffile_messages *m)
{
	static const char *const keys[] = { "check-interval", "check-failures", "check-successes" };
	bool any = ci->conf.check.n_targets > 0;

	for (size_t i = 0; i < ci->n_routers; i++)
		any = any || ci->routers[i].check.n_targets > 0;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const struct conf_place *p = place_of(ci, keys[i]);

		if (p->file != NULL && !any)
			conffile_say(m, true, p->file, p->line,
			    "%s has no effect without a check-target", keys[i]);
	}
}

static void warn_role(const struct conffile_iface *ci, const struct conf_place *p, const char *what,
    struct conffile_messages *m)
{
	conffile_say(m, true, p->file, p->line, "%s has no effect in role %s", what,
	    conf_role_name(ci->conf.role));
}

/* Warns of keys of the other role: they have no effect here, so they are probably a mistake. */
static void check_role(const struct conffile_iface *ci, struct conffile_messages *m)
{
	bool router = ci->conf.role == ROLE_ROUTER;
	char what[32];

	if (ci->conf.role == ROLE_OFF)
		return; /* for a while, perhaps */
	for (size_t i = 0; i < n_confkeys; i++) {
		const struct confkey *key = &confkeys[i];
		const struct conf_place *p;

		if (key->section != SECTION_INTERFACE || key->role == ROLE_ANY)
			continue;
		p = &ci->keys[conffile_number(key)];
		if (p->file != NULL && (key->role == ROLE_OF_ROUTER) != router)
			warn_role(ci, p, key->name, m);
	}
	for (size_t i = 0; !router && i < ci->n_addresses; i++) {
		snprintf(what, sizeof(what), "address %s", inet_ntoa(ci->addresses[i].address));
		warn_role(ci, &ci->address_places[i], what, m);
	}
	for (size_t i = 0; router && i < ci->n_routers; i++) {
		snprintf(what, sizeof(what), "router %s", inet_ntoa(ci->routers[i].address));
		warn_role(ci, &ci->router_places[i], what, m);
	}
}

/* A router with nothing to say, unless the interface has addresses that are not named. */
static void check_addresses(const struct conffile_iface *ci, struct conffile_messages *m)
{
	bool any = ci->n_addresses == 0;

	for (size_t i = 0; i < ci->n_addresses; i++) {
		const struct conf_address *a = &ci->addresses[i];

		any = any || a->advertise;
		if (a->proxy && !a->advertise)
			conffile_say(m, true, ci->address_places[i].file,
			    ci->address_places[i].line, "%s: proxy without advertise has no effect",
			    inet_ntoa(a->address));
	}
	if (ci->conf.role == ROLE_ROUTER && !any)
		conffile_say(m, true, ci->section.file, ci->section.line,
		    "interface %s: role router, but it advertises none of the addresses named "
		    "here, only"
		    " others if it has any",
		    ci->conf.pattern);
}

/* "a, b": the tracks of an interface. */
static void check_tracks(
    struct conffile *cf, struct conffile_iface *ci, struct conffile_messages *m)
{
	const struct conf_place *p = place_of(ci, "track");
	char *names, *save = NULL, *name;

	if (ci->conf.track_names == NULL)
		return;
	if ((names = strdup(ci->conf.track_names)) == NULL) {
		conffile_say(m, false, p->file, p->line, "out of memory");
		return;
	}
	for (name = strtok_r(names, ", \t\n", &save); name != NULL;
	     name = strtok_r(NULL, ", \t\n", &save)) {
		size_t i = 0;

		while (i < cf->n_tracks && strcmp(cf->tracks[i].name, name) != 0)
			i++;
		if (i < cf->n_tracks)
			ci->conf.tracks |= UINT32_C(1) << i;
		else
			conffile_say(m, false, p->file, p->line,
			    "track = %s: there is no section track %s", name, name);
	}
	free(names);
}

/* Each kind has its own key for what it watches. */
static void check_target(const struct conf_track *t, const struct conffile_track *build,
    enum track_kind kind, const char *key, struct conffile_messages *m)
{
	const struct conf_place *p =
	    &build->keys[conffile_number(confkey_find(SECTION_TRACK, key))];
	const char *name = conf_track_kind_name(t->kind);

	if (t->kind == kind && p->file == NULL)
		conffile_say(m, false, build->section.file, build->section.line,
		    "track %s: kind %s needs %s", t->name, name, key);
	if (t->kind != kind && p->file != NULL)
		conffile_say(
		    m, false, p->file, p->line, "track %s: kind %s has no %s", t->name, name, key);
}

/* It is told where names of interfaces are, and listed with commas or blanks between. */
static void check_track(
    const struct conf_track *t, const struct conffile_track *build, struct conffile_messages *m)
{
	if (t->name[0] == '\0' || strlen(t->name) >= IF_NAMESIZE ||
	    strpbrk(t->name, ", \t\n") != NULL)
		conffile_say(m, false, build->section.file, build->section.line,
		    "track %s: a name has 1 to %d characters, and no blank or comma", t->name,
		    IF_NAMESIZE - 1);
	check_target(t, build, TRACK_INTERFACE, "interface", m);
	check_target(t, build, TRACK_FILE, "path", m);
}

static void check_iface(struct conffile *cf, struct conffile_iface *ci, struct conffile_messages *m)
{
	const char *pattern = ci->conf.pattern;

	if (pattern[0] == '\0' ||
	    (strpbrk(pattern, "*?[") == NULL && strlen(pattern) >= IF_NAMESIZE))
		conffile_say(m, false, ci->section.file, ci->section.line,
		    "interface %s: not the name of an interface (at most %d characters)", pattern,
		    IF_NAMESIZE - 1);
	check_intervals(ci, m);
	check_lifetimes(ci, m);
	check_preferences(ci, m);
	check_lists(ci, m);
	check_checks(ci, m);
	check_role(ci, m);
	check_addresses(ci, m);
	check_tracks(cf, ci, m);
}

/* The interface whose table is one too many. The general table, which the command line may set, has its place; so have
 * those of VRFs. */
static void check_tables(const struct conffile *cf, struct conffile_messages *m)
{
	uint32_t seen[TABLES_MAX];
	size_t n = 0;

	for (size_t i = 0; i < cf->n_ifaces; i++) {
		const struct conffile_iface *ci = &cf->ifaces[i];
		const struct conf_place *p = place_of_key(ci, "table");

		if (ci->conf.table == 0)
			continue;
		n = conf_add_table(seen, n, ci->conf.table);
		if (n <= TABLES_MAX / 2)
			continue;
		conffile_say(m, false, p->file, p->line,
		    "table = %" PRIu32 ": the interfaces have more than %d tables", ci->conf.table,
		    TABLES_MAX / 2);
		return;
	}
}

void conffile_check(struct conffile *cf, struct conffile_messages *m)
{
	check_tables(cf, m);
	for (size_t i = 0; i < cf->n_tracks; i++)
		check_track(&cf->tracks[i], &cf->track_builds[i], m);
	for (size_t i = 0; i < cf->n_ifaces; i++)
		check_iface(cf, &cf->ifaces[i], m);
}
