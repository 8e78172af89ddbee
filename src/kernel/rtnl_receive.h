/* SPDX-License-Identifier: BSD-2-Clause */
/* rtnetlink: reading from the sockets, and taking messages, whether asked for or not. */
#ifndef RDISC_KERNEL_RTNL_RECEIVE_H
#define RDISC_KERNEL_RTNL_RECEIVE_H

#include <linux/netlink.h>
#include <sys/types.h>

#include "kernel/rtnl.h"

/* One read: what the kernel puts into one dump message at most, and the largest batch we send. */
#define RTNL_BUFFER_LEN 65536

/* Reads one datagram of the kernel's into the buffer; its length, 0 for one of another sender, or a negative
 * errno. */
ssize_t rtnl_read(struct rtnl *r, int fd);

/* Takes one message. While dumping, what it says of a link is not told before rtnl_links_end(). */
void rtnl_receive_message(struct rtnl *r, const struct nlmsghdr *nlh, bool dumping);

/* Was there memory for all that was read since the last call? 0 or -ENOMEM. */
int rtnl_take_lost(struct rtnl *r);

/* A neighbour looked for in a dump, and what the dump says of it. */
struct rtnl_sought {
	struct neighbour entry; /* its interface and address are set before */
	bool kept, found;
};

/* Opens the socket that asks. The rest of a dump on the old one ends with that. */
int rtnl_open_ask(struct rtnl *r);

#endif
