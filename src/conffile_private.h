/* SPDX-License-Identifier: BSD-2-Clause */
/* What conffile.c (reading) and conffile_check.c (what no single value can tell) share. */
#ifndef RDISC_CONFFILE_PRIVATE_H
#define RDISC_CONFFILE_PRIVATE_H

#include "conffile.h"
#include "confkey.h"

/* Keys of one section; no section has more. */
#define KEYS_MAX 24
/* Where a key was set, for messages. */
struct place {
	const char *file; /* NULL: not set */
	int line;
};

struct conffile_iface {
	struct conf_iface conf;
	struct place section;
	struct place keys[KEYS_MAX]; /* by number of the key in its section */
	struct conf_address *addresses;
	struct place *address_places; /* one each, of both lists */
	struct conf_router *routers;
	struct place *router_places;
	size_t n_addresses, n_routers;
	char *track; /* names, with commas between */
	struct place track_place;
};

struct conffile_track {
	struct place section;
	struct place keys[KEYS_MAX];
};

/* Adds a message; `file` may be NULL. */
__attribute__((format(printf, 5, 6))) void conffile_say(struct conffile_messages *m, bool warning,
	const char *file, int line, const char *format, ...);

/* Reads one file into what is being built. */
void conffile_read(
	struct conffile *cf, const char *path, bool required, struct conffile_messages *messages);

/* The number of a key within its section. */
size_t conffile_number(const struct confkey *key);

#endif
