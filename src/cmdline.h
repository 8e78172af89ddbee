/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line: that of the old program, unchanged, and long options beside it.
 *
 * Everything is checked here; a configuration that comes out of it is valid. Errors are one
 * sentence that names the option and the remedy.
 */
#ifndef RDISC_CMDLINE_H
#define RDISC_CMDLINE_H

#include <getopt.h>

#include "conf.h"

enum cmdline_action { CMDLINE_RUN, CMDLINE_HELP, CMDLINE_VERSION };

struct cmdline {
	enum cmdline_action action;
	struct conf conf;
	struct conf_iface *ifaces; /* storage of conf.ifaces */
	enum role role;
	bool forever;    /* -f: run even if no router is found */
	bool foreground; /* -t */
	int log_level;
};

/* Parses and checks. 0, or -EINVAL with a sentence in `error`, or -ENOMEM. argv stays in use: the
 * configuration points into it. */
int cmdline_parse(struct cmdline *cl, int argc, char **argv, char *error, size_t error_size);
void cmdline_fini(struct cmdline *cl);

extern const char cmdline_usage[]; /* one line */
extern const char cmdline_help[];

/* What getopt_long(3) is given; for the test that compares it with the help. */
extern const char cmdline_short_options[];
extern const struct option cmdline_long_options[];

#endif
