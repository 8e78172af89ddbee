/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration as it is built, value by value and section by section, while libConfuse reads. */
#include "config.h"

#include "config/build.h"

#include <stdlib.h>
#include <string.h>

char *conffile_keep(struct conffile *cf, const char *text)
{
	char **texts = realloc(cf->texts, (cf->n_texts + 1) * sizeof(*texts));
	char *copy;

	if (texts == NULL)
		return NULL;
	cf->texts = texts;
	copy = strdup(text);
	if (copy != NULL)
		cf->texts[cf->n_texts++] = copy;
	return copy;
}

size_t conffile_number(const struct confkey *key)
{
	const struct confkey *first = key;

	while (first > confkeys && first[-1].section == key->section)
		first--;
	return (size_t)(key - first);
}

static void out_of_memory(struct conffile_build *b, int line)
{
	conffile_say(b->messages, false, b->file, line, "out of memory");
}

/* Two sections of one interface are one. So the keys of the first would act in the role of the second. To
 * switch it off is no such mistake. */
static void warn_second_role(struct conffile_build *b, const struct conf_iface *conf,
    enum role first, const struct conf_place *place, int line)
{
	conffile_say(b->messages, true, b->file, line,
	    "interface %s: role %s takes the place of role %s, which it has in %s:%d",
	    conf->pattern, conf_role_name(conf->role), conf_role_name(first), place->file,
	    place->line);
}

static bool is_role(const struct confkey *key)
{
	return key->section == SECTION_INTERFACE && strcmp(key->name, "role") == 0;
}

/* `text` is kept for as long as the configuration. A wrong key counts as absent for the values that derive
 * from it; but a track whose target is wrong does not lack it. */
static void set_value(struct conffile_build *b, const struct conffile_section *section,
    const struct confkey *key, const char *text, bool more, int line)
{
	const struct conf_iface *conf = is_role(key) ? section->base : NULL;
	enum role role = conf != NULL ? conf->role : ROLE_OFF;
	bool ok = more ? confkey_add(key, section->base, text)
		       : confkey_set(key, section->base, text);
	struct conf_prefixes *list;
	struct conf_place *place;

	if (!ok)
		conffile_say(b->messages, false, b->file, line, "%s = %s: expected %s%s%s%s",
		    key->name, text, key->expects, key->clause != NULL ? " (" : "",
		    key->clause != NULL ? key->clause : "", key->clause != NULL ? ")" : "");
	if (key->type == KEY_PREFIXES && ok) {
		list = (void *)((char *)section->base + key->offset);
		list->place = (struct conf_place){ b->file, line };
	}
	if (section->places == NULL || (!ok && key->section != SECTION_TRACK))
		return;
	place = &section->places[conffile_number(key)];
	if (conf != NULL && conf->role != role && conf->role != ROLE_OFF && place->file != NULL)
		warn_second_role(b, conf, role, place, line);
	*place = (struct conf_place){ b->file, line };
}

/* The interface of that name, made if need be; NULL: no memory. */
static struct conffile_iface *get_iface(struct conffile_build *b, const char *pattern, int line)
{
	struct conffile *cf = b->cf;
	struct conffile_iface *list;

	for (size_t i = 0; i < cf->n_ifaces; i++)
		if (strcmp(cf->ifaces[i].conf.pattern, pattern) == 0)
			return &cf->ifaces[i];
	list = realloc(cf->ifaces, (cf->n_ifaces + 1) * sizeof(*list));
	if (list == NULL)
		return NULL;
	cf->ifaces = list;
	list = &list[cf->n_ifaces];
	*list = (struct conffile_iface){ .section = { b->file, line } };
	conf_iface_init(&list->conf);
	list->conf.role = ROLE_HOST;
	list->conf.place = (struct conf_place){ b->file, line };
	list->conf.pattern = conffile_keep(cf, pattern);
	if (list->conf.pattern == NULL)
		return NULL;
	cf->n_ifaces++;
	return list;
}

/* The number of the track of that name, made if need be; TRACKS_MAX: no memory, or too many. */
static size_t get_track(struct conffile_build *b, const char *name, int line)
{
	struct conffile *cf = b->cf;
	struct conf_track *list;
	struct conffile_track *builds;
	size_t i = 0;

	while (i < cf->n_tracks && strcmp(cf->tracks[i].name, name) != 0)
		i++;
	if (i < cf->n_tracks)
		return i;
	if (i == TRACKS_MAX)
		return TRACKS_MAX;
	if ((list = realloc(cf->tracks, (i + 1) * sizeof(*list))) == NULL)
		return TRACKS_MAX;
	cf->tracks = list;
	if ((builds = realloc(cf->track_builds, (i + 1) * sizeof(*builds))) == NULL)
		return TRACKS_MAX;
	cf->track_builds = builds;
	builds[i] = (struct conffile_track){ .section = { b->file, line } };
	list[i] = (struct conf_track){ .name = conffile_keep(cf, name),
		.on_loss = LOSS_INELIGIBLE,
		.loss_delay = 2 * USEC_PER_SEC,
		.restore_delay = 10 * USEC_PER_SEC };
	if (list[i].name == NULL)
		return TRACKS_MAX;
	cf->n_tracks++;
	return i;
}

/* The entry of that address in a list of structs that begin with one. NULL: no memory, or it stands
 * twice in one file; told. */
static void *get_address(struct conffile_build *b, void **list, struct conf_place **places,
    size_t *n, size_t size, struct in_addr address, const void *init, int line)
{
	char *p = *list;
	struct conf_place *place;

	for (size_t i = 0; i < *n; i++) {
		if (memcmp(p + i * size, &address, sizeof(address)) != 0)
			continue;
		place = &(*places)[i];
		if (place->file == b->file && place->line != line) {
			conffile_say(b->messages, false, b->file, line,
			    "%s appears twice in this interface, also on line %d",
			    inet_ntoa(address), place->line);
			return NULL;
		}
		*place = (struct conf_place){ b->file, line };
		return p + i * size;
	}
	if ((p = realloc(*list, (*n + 1) * size)) != NULL)
		*list = p;
	if ((place = realloc(*places, (*n + 1) * sizeof(*place))) != NULL)
		*places = place;
	if (p == NULL || place == NULL) {
		out_of_memory(b, line);
		return NULL;
	}
	place[*n] = (struct conf_place){ b->file, line };
	p += *n * size;
	memcpy(p, init, size);
	memcpy(p, &address, sizeof(address));
	++*n;
	return p;
}

enum confkey_section conffile_section_named(const char *name)
{
	enum confkey_section s = 0;

	while (s < SECTION_MAX && strcmp(confkey_section_name(s), name) != 0)
		s++;
	return s;
}

static void begin_iface(struct conffile_build *b, struct conffile_section *section)
{
	struct conffile_iface *ci = get_iface(b, section->title, section->line);

	if (ci == NULL) {
		out_of_memory(b, section->line);
		return;
	}
	section->base = &ci->conf;
	section->places = ci->keys;
}

static void begin_track(struct conffile_build *b, struct conffile_section *section)
{
	size_t i = get_track(b, section->title, section->line);

	if (i < TRACKS_MAX) {
		section->base = &b->cf->tracks[i];
		section->places = b->cf->track_builds[i].keys;
	} else if (b->cf->n_tracks < TRACKS_MAX) {
		out_of_memory(b, section->line);
	} else {
		conffile_say(b->messages, false, b->file, section->line,
		    "track %s: at most %d tracks", section->title, TRACKS_MAX);
	}
}

/* An address or router section, within an interface. */
static void begin_address(struct conffile_build *b, struct conffile_section *section)
{
	struct conffile_iface *ci = get_iface(b, b->open[0].title, b->open[0].line);
	struct in_addr address;

	if (ci == NULL)
		out_of_memory(b, section->line);
	else if (!confkey_parse_address(section->title, &address))
		conffile_say(b->messages, false, b->file, section->line,
		    "%s %s: not the IPv4 address of a machine", confkey_section_name(section->kind),
		    section->title);
	else if (section->kind == SECTION_ADDRESS)
		section->base = get_address(b, (void **)&ci->addresses, &ci->address_places,
		    &ci->n_addresses, sizeof(*ci->addresses), address,
		    &(struct conf_address){ .advertise = true }, section->line);
	else
		section->base = get_address(b, (void **)&ci->routers, &ci->router_places,
		    &ci->n_routers, sizeof(*ci->routers), address,
		    &(struct conf_router){ .place = { b->file, section->line } }, section->line);
}

void conffile_build_begin(
    struct conffile_build *b, enum confkey_section kind, const char *title, int line)
{
	struct conffile_section *section = &b->open[b->depth++];

	*section = (struct conffile_section){ .kind = kind, .title = title, .line = line };
	switch (kind) {
	case SECTION_INTERFACE:
		begin_iface(b, section);
		break;
	case SECTION_TRACK:
		begin_track(b, section);
		break;
	case SECTION_ADDRESS:
	case SECTION_ROUTER:
		begin_address(b, section);
		break;
	default:
		section->base = &b->cf->conf;
		section->places = b->cf->keys[kind];
		break;
	}
}

void conffile_build_end(struct conffile_build *b)
{
	b->depth--;
}

void conffile_build_value(
    struct conffile_build *b, const struct confkey *key, const char *value, bool more, int line)
{
	const struct conffile_section *section = &b->open[b->depth - 1];
	const char *text = conffile_keep(b->cf, value);

	if (text == NULL)
		out_of_memory(b, line);
	else if (section->base != NULL)
		set_value(b, section, key, text, more, line);
}

bool conffile_finish(struct conffile *cf)
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
