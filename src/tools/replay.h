/* SPDX-License-Identifier: BSD-2-Clause */
/* rdiscctl replay: a capture through the real decision code, without privilege or network.
 *
 * Every router discovery message of the file is handed to the engine at its time, and what the
 * engine would have done is printed: events, messages it would have sent, changes of the routes. The
 * machine it plays has one interface with the addresses given; its kernel takes every route, and its
 * neighbour table knows nothing, so a better newcomer is taken after CONFIRM_TIME.
 */
#ifndef RDISC_TOOLS_REPLAY_H
#define RDISC_TOOLS_REPLAY_H

#include "model/conf.h"

struct replay_options {
	const struct conf *conf;
	const char *file; /* pcap or pcapng; - for standard input */
	const char *ifname;
	const struct iface_addr *addrs; /* of the machine it plays */
	size_t n_addrs;
};

/* Prints to stdout; errors go to stderr. An exit code: 0, or 1 if the file cannot be read. */
int replay_run(const struct replay_options *options);

#endif
