/* SPDX-License-Identifier: BSD-2-Clause */
/* What the two parts of rdiscctl share: what is wanted, and the table of commands. */
#ifndef RDISC_RDISCCTL_MAIN_H
#define RDISC_RDISCCTL_MAIN_H

#include <jansson.h>

#include "model/network.h"
#include "base/page.h"

enum exit_code {
	EXIT_FINE,
	EXIT_ERROR,
	EXIT_USAGE,
	EXIT_DEGRADED,
	EXIT_ABSENT,
	EXIT_UNANSWERED, /* query heard no router; as rdisc -s */
};

#define ADDRESSES_MAX 8 /* of the machine that replay plays */

struct command;

/* What is wanted, from the command line. */
struct call {
	const struct command *command;
	const char *argument; /* the one behind the command */
	const char *socket;
	const char *interface;
	const char *config; /* the file for replay; NULL: the usual one */
	struct iface_addr addresses[ADDRESSES_MAX];
	size_t n_addresses;
	bool json, follow, router;
	usec_t watch;   /* 0: once */
	usec_t timeout; /* USEC_INFINITY: none */
};

enum option_bit {
	OPTION_INTERFACE = 1 << 0,
	OPTION_JSON = 1 << 1,
	OPTION_WATCH = 1 << 2,
	OPTION_FOLLOW = 1 << 3,
	OPTION_ROUTER = 1 << 4,
	OPTION_TIMEOUT = 1 << 5,
	OPTION_ADDRESS = 1 << 6,
	OPTION_CONFIG = 1 << 7,
	OPTION_SOCKET = 1 << 8,
	OPTION_HELP = 1 << 9, /* this and the next: of every command */
	OPTION_VERSION = 1 << 10,
};

#define OPTIONS_OF_ALL (OPTION_HELP | OPTION_VERSION)

/* One command. `options` are the bits of those it takes, beside those of all. */
struct command {
	const char *name;
	const char *argument; /* its name, also in the request; NULL: the command takes none */
	bool required;
	unsigned options;
	const char *help;
	const char *request; /* the daemon's command */
	int (*run)(const struct call *call);
	void (*show)(struct page *p, const json_t *answer);
	const char *sentence; /* what was done, before "2 interfaces" */
};

/* The first is the default. */
extern const struct command rdiscctl_commands[];
extern const size_t rdiscctl_n_commands;

/* Says to standard error what is wrong, in a line. */
void rdiscctl_complain(const char *text);

/* The same for wrong usage: an exit code. */
__attribute__((format(printf, 1, 2))) int rdiscctl_misuse(const char *format, ...);

/* Commands that need no daemon. They return an exit code. */
int rdiscctl_query(const struct call *call);
int rdiscctl_replay(const struct call *call);
int rdiscctl_import(const struct call *call);

#endif
