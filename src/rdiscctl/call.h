/* SPDX-License-Identifier: BSD-2-Clause */
/* One call of rdiscctl: its command line, and how it ends. */
#ifndef RDISC_RDISCCTL_CALL_H
#define RDISC_RDISCCTL_CALL_H

#include "model/network.h"

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

/* A call of rdiscctl: its command line. */
struct call {
	const struct command *command;
	const char *argument; /* the one behind the command */
	char **words;         /* … and, of what-if, all of them */
	int n_words;
	const char *socket;
	const char *interface;
	const char *config; /* the file for replay and doctor; NULL: the usual one */
	struct iface_addr addresses[ADDRESSES_MAX];
	size_t n_addresses;
	bool json, follow, router, silent;
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
	OPTION_SILENT = 1 << 9,
	OPTION_HELP = 1 << 10, /* this and the next: of every command */
	OPTION_VERSION = 1 << 11,
};

#define OPTIONS_OF_ALL (OPTION_HELP | OPTION_VERSION)

#endif
