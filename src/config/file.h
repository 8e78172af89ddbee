/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration file and its drop-ins: text to a checked struct conf.
 *
 * conffile_load() reads FILE and FILE.d/<name>.conf in the order of their names; what comes later
 * wins, key by key. Every error is gathered, with file and line, not just the first. The result is
 * valid or there is none, so a reload can be all or nothing.
 */
#ifndef RDISC_CONFIG_FILE_H
#define RDISC_CONFIG_FILE_H

#include "model/conf.h"

struct conffile_message {
	char *file;
	int line; /* 0: none */
	bool warning;
	char *text;
};

struct conffile_messages {
	struct conffile_message *list;
	size_t n, capacity;
	size_t n_errors; /* those that are no warnings; also what there was no memory for */
};

/* A configuration and all its storage. */
struct conffile {
	struct conf conf;
	bool found;      /* at least one file was there */
	bool found_main; /* … FILE itself */
	struct conffile_iface *ifaces;
	struct conf_iface *iface_list;
	struct conf_track *tracks;
	struct conffile_track *track_builds;
	size_t n_ifaces, n_tracks;
	char **texts; /* what the above points into */
	size_t n_texts;
};

/* Reads and checks. A FILE that is not there is an error only if `required`. True: no errors (there
 * may be warnings), and *cf holds the configuration. conffile_free() and conffile_forget() are due
 * either way. */
bool conffile_load(
	struct conffile *cf, const char *path, bool required, struct conffile_messages *messages);
void conffile_free(struct conffile *cf);

void conffile_forget(struct conffile_messages *messages);

#endif
