/* SPDX-License-Identifier: BSD-2-Clause */
/* A kernel behind netlink sockets, of any age: it takes requests, and answers as Linux of that version does.
 * The linker puts it between rtnl.c and the C library (--wrap) while it is on. */
#ifndef RDISC_TESTS_FAKE_NETLINK_H
#define RDISC_TESTS_FAKE_NETLINK_H

#include <libmnl/libmnl.h>

#include "kernel/rtnl.h"

#define FAKE_MESSAGES 16

struct fake_netlink {
	bool on;
	unsigned version; /* 419 for 4.19, 504, 510, 601 */
	/* The contents of a dump of that type, each a whole message. */
	struct fake_message {
		uint16_t type;
		size_t len;
		char bytes[256];
	} held[FAKE_MESSAGES];
	size_t n_held;
	uint16_t failing_type; /* its dump, or request, ends with … */
	int failing_error;     /* … this errno */
	size_t endless;        /* so many routes to elsewhere stand behind the held ones */
	unsigned sockets;      /* opened */
	unsigned dumps, read;  /* requested; datagrams taken */
	/* The facts of rtnl.c since the last clearing. */
	unsigned facts[RTNL_NEXTHOPS_STALE + 1];
	struct neighbour neighbour; /* the last one */
	struct iface iface;
};

extern struct fake_netlink fake_netlink;

/* Starts one of that version. `r` is open on it, with everything watched. */
void fake_netlink_start(struct rtnl *r, unsigned version);
void fake_netlink_stop(struct rtnl *r);

/* From now on dumps hold that message (of tests/unit/messages.h). */
void fake_netlink_hold(const struct nlmsghdr *nlh);

/* The monitor hears that message. */
void fake_netlink_tell(struct rtnl *r, const struct nlmsghdr *nlh);

#endif
