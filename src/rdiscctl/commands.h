/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands of rdiscctl: a table.
 *
 * The folder rdiscctl is the operator's program. main.c reads a call and runs its command. Most ask the daemon by
 * client.h and get JSON, which answer.h reads without trusting it; show*.c make text of it, metrics.c metrics, follow.c a
 * stream. tools.h has those that need no daemon.
 */
#ifndef RDISC_RDISCCTL_COMMANDS_H
#define RDISC_RDISCCTL_COMMANDS_H

#include <jansson.h>

#include "base/page.h"
#include "rdiscctl/call.h"

/* One command. `options` are the bits of those it takes, beside those of all. */
struct command {
	const char *name;
	const char *argument; /* its name, also in the request; NULL: the command takes none */
	enum { MAY, MUST, MANY } given; /* it may be, must be, or is a number of words */
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

#endif
