/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration in force, value by value. */
#include "config.h"

#include "config/settings.h"

#include <string.h>

#include "config/format.h"

/* On the way to one setting. */
struct walk {
	const struct cmdline *cl;
	uint32_t left; /* settings before it */
	struct setting *ret;
};

/* The keys of one section, and where they were set. */
struct part {
	enum confkey_section section;
	const void *base;
	const struct conf_place *places; /* by number of the key; NULL: not kept */
	struct conf_place place;         /* instead, of what differs from … */
	const void *initial;             /* … a section that sets nothing */
	enum role role;                  /* of an interface */
	bool options;                    /* the command line may have set them */
};

static bool applies_to(const struct part *part, const struct confkey *key)
{
	const struct conf_track *track = part->base;

	if (part->section == SECTION_TRACK && strcmp(key->name, "interface") == 0)
		return track->kind == TRACK_INTERFACE;
	if (part->section == SECTION_TRACK && strcmp(key->name, "path") == 0)
		return track->kind == TRACK_FILE;
	if (part->section != SECTION_INTERFACE || key->role == ROLE_ANY)
		return true;
	return (key->role == ROLE_OF_ROUTER) == (part->role == ROLE_ROUTER);
}

static void set_origin(const struct walk *w, const struct part *part, const struct confkey *key)
{
	struct setting *s = w->ret;
	struct conf_place place = { NULL, 0 };
	char text[SETTING_TEXT_MAX];
	const char *initial = NULL;

	if (part->places != NULL)
		place = part->places[conffile_number(key)];
	else if (part->initial != NULL)
		initial = confkey_format(key, part->initial, text, sizeof(text));
	if (part->initial != NULL &&
	    (initial == NULL || s->value == NULL || strcmp(initial, s->value) != 0))
		place = part->place;
	s->origin = ORIGIN_DEFAULT;
	if (part->options && w->cl->given[key - confkeys]) {
		s->origin = ORIGIN_OPTION;
	} else if (place.file != NULL && s->value != NULL) {
		s->origin = ORIGIN_FILE;
		s->place = place;
	}
}

/* Returns whether the key is one of this section, and so has a value. */
static bool find_in(struct walk *w, const struct part *part)
{
	for (size_t i = 0; i < n_confkeys; i++) {
		const struct confkey *key = &confkeys[i];

		if (key->section != part->section || !applies_to(part, key) || w->left-- > 0)
			continue;
		w->ret->key = key->name;
		w->ret->value = confkey_format(key, part->base, w->ret->text, sizeof(w->ret->text));
		set_origin(w, part, key);
		return true;
	}
	return false;
}

/* Where the section of that interface keeps the places of its keys; NULL: it has none. */
static const struct conf_place *places_of(const struct conffile *cf, const struct conf_iface *ci)
{
	for (size_t i = 0; ci->place.file != NULL && i < cf->n_ifaces; i++)
		if (cf->ifaces[i].conf.place.file == ci->place.file &&
		    cf->ifaces[i].conf.place.line == ci->place.line)
			return cf->ifaces[i].keys;
	return NULL;
}

static bool find_in_addresses(
    struct walk *w, const struct conffile *cf, const struct conf_iface *ci)
{
	static const struct conf_address address = { .advertise = true };
	static const struct conf_router router = { .has_preference_level = false };
	struct part part = { .section = SECTION_ADDRESS, .initial = &address };

	w->ret->subsection = "address";
	for (size_t i = 0; i < ci->n_addresses; i++) {
		part.base = &ci->addresses[i];
		for (size_t n = 0; n < cf->n_ifaces; n++)
			if (cf->ifaces[n].addresses == ci->addresses)
				part.place = cf->ifaces[n].address_places[i];
		w->ret->address = ci->addresses[i].address;
		if (find_in(w, &part))
			return true;
	}
	w->ret->subsection = "router";
	part.section = SECTION_ROUTER;
	part.initial = &router;
	for (size_t i = 0; i < ci->n_routers; i++) {
		part.base = &ci->routers[i];
		part.place = ci->routers[i].place;
		w->ret->address = ci->routers[i].address;
		if (find_in(w, &part))
			return true;
	}
	w->ret->subsection = NULL;
	return false;
}

static bool find_in_interfaces(struct walk *w, const struct conffile *cf)
{
	const struct conf *conf = &w->cl->conf;

	for (size_t i = 0; i < conf->n_ifaces; i++) {
		const struct conf_iface *ci = &conf->ifaces[i];
		struct part part = { .section = SECTION_INTERFACE,
			.base = ci,
			.places = places_of(cf, ci),
			.role = ci->role,
			.options = true };

		w->ret->section = confkey_section_name(SECTION_INTERFACE);
		w->ret->name = ci->pattern;
		if (find_in(w, &part) || find_in_addresses(w, cf, ci))
			return true;
	}
	return false;
}

static bool find_in_tracks(struct walk *w, const struct conffile *cf)
{
	for (size_t i = 0; i < cf->n_tracks; i++) {
		struct part part = { .section = SECTION_TRACK,
			.base = &cf->tracks[i],
			.places = cf->track_builds[i].keys };

		w->ret->section = confkey_section_name(SECTION_TRACK);
		w->ret->name = cf->tracks[i].name;
		if (find_in(w, &part))
			return true;
	}
	return false;
}

bool settings_get(
    const struct conffile *cf, const struct cmdline *cl, uint32_t number, struct setting *ret)
{
	struct walk w = { .cl = cl, .left = number, .ret = ret };

	memset(ret, 0, sizeof(*ret));
	for (enum confkey_section s = SECTION_DAEMON; s <= SECTION_ROUTES; s++) {
		struct part part = {
			.section = s, .base = &cl->conf, .places = cf->keys[s], .options = true
		};

		ret->section = confkey_section_name(s);
		if (find_in(&w, &part))
			return true;
	}
	return find_in_interfaces(&w, cf) || find_in_tracks(&w, cf);
}
