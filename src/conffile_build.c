/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration as it is built, value by value and section by section, while libConfuse reads. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "conffile_private.h"

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

/* `text` is kept for as long as the configuration. What derives from a key that is wrong is judged as if
 * the key were not there; but a track whose target is wrong does not lack it. */
static void set(struct conffile_build *b, const struct confkey *key, void *base,
	struct place *places, const char *text, bool more, int line)
{
	bool ok = more ? confkey_add(key, base, text) : confkey_set(key, base, text);
	struct conf_prefixes *list;

	if (!ok)
		conffile_say(b->messages, false, b->file, line, "%s = %s: expected %s%s%s%s",
			key->name, text, key->expects, key->clause != NULL ? " (" : "",
			key->clause != NULL ? key->clause : "", key->clause != NULL ? ")" : "");
	if (confkey_is_list(key) && ok) {
		list = (void *)((char *)base + key->offset);
		list->place = (struct conf_place){ b->file, line };
	}
	if (places != NULL && (ok || key->section == SECTION_TRACK))
		places[conffile_number(key)] = (struct place){ b->file, line };
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
static void *get_address(struct conffile_build *b, void **list, struct place **places, size_t *n,
	size_t size, struct in_addr address, const void *init, int line)
{
	char *p = *list;
	struct place *place;

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
		*place = (struct place){ b->file, line };
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
	place[*n] = (struct place){ b->file, line };
	p += *n * size;
	memcpy(p, init, size);
	memcpy(p, &address, sizeof(address));
	++*n;
	return p;
}

/* An address or router section has ended: its interface is known now, and its values wait. */
static void end_subsection(struct conffile_build *b, struct conffile_iface *ci, const char *kind,
	const char *title, int line)
{
	struct in_addr address;
	void *entry;

	if (!confkey_parse_address(title, &address)) {
		conffile_say(b->messages, false, b->file, line,
			"%s %s: not the IPv4 address of a machine", kind, title);
		return;
	}
	if (strcmp(kind, "address") == 0)
		entry = get_address(b, (void **)&ci->addresses, &ci->address_places,
			&ci->n_addresses, sizeof(*ci->addresses), address,
			&(struct conf_address){ .advertise = true }, line);
	else
		entry = get_address(b, (void **)&ci->routers, &ci->router_places, &ci->n_routers,
			sizeof(*ci->routers), address,
			&(struct conf_router){ .place = { b->file, line } }, line);
	for (size_t i = 0; entry != NULL && i < b->n_pending; i++)
		set(b, b->pending[i].key, entry, NULL, b->pending[i].text, false,
			b->pending[i].line);
}

/* The section of an option that has just ended. One with the title of an earlier one takes its place,
 * so it need not be the last; those seen are marked. */
static cfg_t *ended_section(cfg_opt_t *opt)
{
	unsigned i = 0;
	cfg_t *sub;

	while (cfg_opt_getnsec(opt, i)->line == 0)
		i++;
	sub = cfg_opt_getnsec(opt, i);
	sub->line = 0;
	return sub;
}

enum confkey_section conffile_section_named(const char *name)
{
	enum confkey_section s = 0;

	while (s < SECTION_MAX && strcmp(confkey_section_name(s), name) != 0)
		s++;
	return s;
}

/* libConfuse tells of values, and an empty list has none; it could be meant for all or for nobody. */
static void refuse_empty_lists(struct conffile_build *b, cfg_t *section, int line)
{
	for (size_t i = 0; i < n_confkeys; i++) {
		const struct confkey *key = &confkeys[i];
		const cfg_opt_t *opt;

		if (!confkey_is_list(key) ||
			key->section != conffile_section_named(cfg_name(section)))
			continue;
		opt = cfg_getopt(section, key->name);
		if (opt->nvalues == 0 && (opt->flags & CFGF_RESET) != 0)
			conffile_say(b->messages, false, b->file, line, "%s = {}: expected %s",
				key->name, key->expects);
	}
}

void conffile_build_section(struct conffile_build *b, cfg_t *cfg, cfg_opt_t *opt)
{
	cfg_t *ended = ended_section(opt);
	const char *kind = cfg_opt_name(opt), *title = cfg_title(ended);
	int line = conffile_text_section(&b->text, 0, cfg->line);
	struct conffile_iface *ci;

	refuse_empty_lists(b, ended, line);
	if (strcmp(kind, "interface") == 0) { /* an empty one counts too */
		if (get_iface(b, title, line) == NULL)
			out_of_memory(b, line);
	} else if (strcmp(kind, "track") == 0) {
		if (get_track(b, title, line) < TRACKS_MAX)
			return;
		if (b->cf->n_tracks < TRACKS_MAX)
			out_of_memory(b, line);
		else
			conffile_say(b->messages, false, b->file, line,
				"track %s: at most %d tracks", title, TRACKS_MAX);
	} else if (strcmp(kind, "routes") != 0 && strcmp(kind, "daemon") != 0) {
		ci = get_iface(b, cfg_title(cfg), line);
		if (ci != NULL)
			end_subsection(
				b, ci, kind, title, conffile_text_section(&b->text, 1, cfg->line));
		b->n_pending = 0;
	}
}

/* `more`: it is not the first of a list. */
static void take_value(struct conffile_build *b, cfg_t *cfg, const struct confkey *key,
	const char *text, bool more)
{
	int section = conffile_text_section(&b->text, 0, cfg->line);
	struct conffile_iface *ci;
	size_t i;

	switch (key->section) {
	case SECTION_DAEMON:
	case SECTION_ROUTES:
		set(b, key, &b->cf->conf, NULL, text, more, cfg->line);
		break;
	case SECTION_INTERFACE:
		if ((ci = get_iface(b, cfg_title(cfg), section)) != NULL)
			set(b, key, &ci->conf, ci->keys, text, more, cfg->line);
		break;
	case SECTION_TRACK:
		if ((i = get_track(b, cfg_title(cfg), section)) < TRACKS_MAX)
			set(b, key, &b->cf->tracks[i], b->cf->track_builds[i].keys, text, more,
				cfg->line);
		break;
	default:
		if (b->n_pending < PENDING_MAX)
			b->pending[b->n_pending++] = (struct pending){ key, text, cfg->line };
		break;
	}
}

void conffile_build_value(
	struct conffile_build *b, cfg_t *cfg, const cfg_opt_t *opt, const char *value)
{
	enum confkey_section s = conffile_section_named(cfg_name(cfg));
	const struct confkey *key = s == SECTION_MAX ? NULL : confkey_find(s, opt->name);
	const char *text = conffile_keep(b->cf, value);

	if (text == NULL)
		out_of_memory(b, cfg->line);
	else if (key == NULL) /* libConfuse takes routes|metric for that key, anywhere */
		conffile_say(b->messages, false, b->file, cfg->line,
			"%s stands outside of its section", opt->name);
	else
		take_value(b, cfg, key, text, confkey_is_list(key) && opt->nvalues > 1);
}
