/* SPDX-License-Identifier: BSD-2-Clause */
/* rdiscctl query: asks once which routers advertise on the links, and prints the answers. Installs nothing.
 *
 * The rules are the host's (wire.c, solicit.c): a message that the daemon would refuse is printed with the
 * same reason.
 *
 * The folder tools has the commands that work without the daemon: to ask the network (here), to play a capture (replay.h),
 * to take over another program's configuration (import/). It uses the folders of the daemon, and rdiscctl runs it.
 */
#ifndef RDISC_TOOLS_QUERY_H
#define RDISC_TOOLS_QUERY_H

#include "model/conf.h"

struct query_options {
	const struct conf *conf; /* which interfaces, and where to ask */
	usec_t timeout;          /* how long to listen */
	bool json;
};

#define QUERY_HEARD   0
#define QUERY_ERROR   1
#define QUERY_NOTHING 5 /* as the daemon's -s */

/* Prints to stdout; errors go to stderr. One of these exit codes. */
int query_run(const struct query_options *options);

#endif
