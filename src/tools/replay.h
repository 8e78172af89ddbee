/* SPDX-License-Identifier: BSD-2-Clause */
/* rdiscctl replay: a capture through the real decision code, without privilege or network.
 *
 * It hands every router discovery message of the file to the engine at its time. It prints events, the
 * messages that the engine would have sent, and changes of the routes. The simulated machine has one
 * interface with the addresses given. Its kernel takes every route. Its neighbour table is empty, so a
 * better new router replaces the one in use after CONFIRM_TIME.
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
