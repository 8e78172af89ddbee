/* SPDX-License-Identifier: BSD-2-Clause */
/* rtnetlink: the table of links, from messages about links, addresses and forwarding. */
#ifndef RDISC_KERNEL_RTNL_LINKS_H
#define RDISC_KERNEL_RTNL_LINKS_H

#include <linux/netlink.h>

#include "kernel/rtnl.h"

void rtnl_links_init(struct rtnl *r);
void rtnl_links_fini(struct rtnl *r);

/* Begins / ends a dump of links, addresses and forwarding. At its end all objects are reported, and those
 * that are gone. */
void rtnl_links_begin(struct rtnl *r);
void rtnl_links_end(struct rtnl *r);

void rtnl_receive_link(struct rtnl *r, const struct nlmsghdr *nlh, bool dumping);
void rtnl_receive_address(struct rtnl *r, const struct nlmsghdr *nlh, bool dumping);
void rtnl_receive_forwarding(struct rtnl *r, const struct nlmsghdr *nlh, bool dumping);

#endif
