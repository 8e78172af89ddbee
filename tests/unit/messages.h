/* SPDX-License-Identifier: BSD-2-Clause */
/* Netlink messages as the kernel makes them, one at a time. */
#ifndef RDISC_TESTS_MESSAGES_H
#define RDISC_TESTS_MESSAGES_H

#include "kernel/netlink.h"

union message {
	char bytes[NETLINK_MESSAGE_MAX];
	struct nlmsghdr align;
};

/* The one that was begun last; also room for one of ours. */
extern union message message;

void put_ip(struct nlmsghdr *nlh, uint16_t type, const char *address);
struct nlmsghdr *begin_link(int index, unsigned flags, unsigned char family);
struct nlmsghdr *begin_address(unsigned char family, unsigned char prefix_len);
struct nlmsghdr *begin_netconf(unsigned char family);
struct nlmsghdr *begin_neighbour(uint16_t type, int index, uint16_t state);
struct rtmsg *rtm_of(struct nlmsghdr *nlh);
/* default via 192.0.2.1 dev 2 proto ra metric 4096, table main */
struct nlmsghdr *begin_route(uint16_t type);
/* One more nexthop, of a multipath route that is being made. */
void put_hop(struct nlmsghdr *nlh, int ifindex, const char *gateway);

#endif
