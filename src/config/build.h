/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration as it is built, value by value and section by section. */
#ifndef RDISC_CONFIG_BUILD_H
#define RDISC_CONFIG_BUILD_H

#include "config/keys.h"
#include "config/messages.h"
#include "model/conf.h"

/* Keys of one section; no section has more. */
#define KEYS_MAX 32

/* An interface, and where its keys were set. */
struct conffile_iface {
	struct conf_iface conf;
	struct conf_place section;
	struct conf_place keys[KEYS_MAX]; /* by number of the key in its section */
	struct conf_address *addresses;
	struct conf_place *address_places; /* one each, of both lists */
	struct conf_router *routers;
	struct conf_place *router_places;
	size_t n_addresses, n_routers;
};

/* Where the keys of a track were set. */
struct conffile_track {
	struct conf_place section;
	struct conf_place keys[KEYS_MAX];
};

/* A configuration and all its storage. */
struct conffile {
	struct conf conf;
	bool found;                          /* at least one file was there */
	bool found_main;                     /* … FILE itself */
	struct conf_place keys[2][KEYS_MAX]; /* where those of daemon and routes were set */
	struct conffile_iface *ifaces;
	struct conf_iface *iface_list;
	struct conf_track *tracks;
	struct conffile_track *track_builds;
	size_t n_ifaces, n_tracks;
	char **texts; /* what the above points into */
	size_t n_texts;
};

/* The grammar has sections in sections, and none in those. */
#define SECTION_DEPTH 2

/* A section that is open. */
struct conffile_section {
	enum confkey_section kind;
	const char *title; /* NULL: it has none */
	int line;
	void *base;                /* what its keys are set in; NULL: nothing, it is wrong */
	struct conf_place *places; /* where its keys stand; NULL: that is not kept */
};

struct conffile_build {
	struct conffile *cf;
	struct conffile_messages *messages;
	const char *file;
	struct conffile_section open[SECTION_DEPTH]; /* the outer one first */
	int depth;
};

/* Makes the plain lists that the engine sees. False: no memory. */
bool conffile_finish(struct conffile *cf);

/* Frees all of it. */
void conffile_free(struct conffile *cf);

/* Returns a copy that lives as long as the configuration; NULL: no memory. */
char *conffile_keep(struct conffile *cf, const char *text);

/* Returns the number of a key within its section. */
size_t conffile_number(const struct confkey *key);

/* Returns the kind of that name; SECTION_MAX: there is none. */
enum confkey_section conffile_section_named(const char *name);

/* Begins a section, gives it a value, or ends it. The title stays the caller's until then. `more`: the value is
 * not the first of a list. */
void conffile_build_begin(
    struct conffile_build *b, enum confkey_section kind, const char *title, int line);
void conffile_build_value(
    struct conffile_build *b, const struct confkey *key, const char *value, bool more, int line);
void conffile_build_end(struct conffile_build *b);

#endif
