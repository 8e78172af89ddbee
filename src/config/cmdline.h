/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line: that of the old program, unchanged, and long options beside it.
 *
 * Everything is checked here; a configuration that comes out of it is valid. Errors are one
 * sentence that names the option and the remedy.
 */
#ifndef RDISC_CONFIG_CMDLINE_H
#define RDISC_CONFIG_CMDLINE_H

#include <stdio.h>

#include "config/keys.h"
#include "model/conf.h"

struct cmdline {
	struct conf conf;
	struct conf_iface *ifaces;          /* storage of conf.ifaces */
	const char *config;                 /* --config, or NULL */
	bool check, cleanup, help, version; /* what to do instead of running */
	bool solicit;                       /* -s */
	bool forever;                       /* -f: run even if no router is found */
	bool exit_unanswered;               /* -s without -f: give up when no router is found */
	bool foreground;                    /* -t */
	const char *useless;                /* an option without effect, or NULL */
	bool given[CONFKEYS_MAX];           /* the keys that an option has set */
};

/* Parses and checks. The command line wins over `base`, the file's configuration (NULL: there is none).
 * 0, or -EINVAL with a sentence in `error`, or -ENOMEM. argv and base's texts stay in use: the
 * configuration points into them. cmdline_fini() is due either way. */
int cmdline_parse(struct cmdline *cl, int argc, char **argv, const struct conf *base, char *error,
    size_t error_size);
void cmdline_fini(struct cmdline *cl);

/* Prints the line on how the program is called, and the rest of --help. */
void cmdline_print_usage(FILE *f);
void cmdline_print_help(FILE *f);

#endif
