/* SPDX-License-Identifier: BSD-2-Clause */
/* The raw ICMP sockets and the group memberships. Parses no received byte: that is wire.c's.
 *
 * All sockets are opened at the start: an interface may come later, when the program has no right to open any.
 * Each has a filter with its own share of the interfaces. None gives more than a few datagrams before the
 * next one has its turn. A flood on one interface therefore fills one queue, and the others are
 * heard. The kernel passes up only the two types of router discovery. A socket may hold few memberships
 * (net.ipv4.igmp_max_memberships, 20), but they need not be on the socket that receives: further ones are
 * opened as needed.
 *
 * Functions return 0 or a negative errno.
 */
#ifndef RDISC_KERNEL_ICMP_H
#define RDISC_KERNEL_ICMP_H

#include "model/network.h"

struct icmp_membership {
	struct membership membership;
	int fd;
};

#define ICMP_SOCKETS 8 /* a power of 2 */

struct icmp {
	int sockets[ICMP_SOCKETS];
	int packet_fd;  /* sends what has source 0; -1: the kernel has no packet sockets */
	unsigned ready; /* those that may have something, in this round: bits */
	unsigned given; /* how many datagrams the first of them has given in it */
	bool more;      /* one that has given its share may have more */
	uint8_t *buf;
	int *group_fds; /* hold memberships and nothing else */
	size_t n_group_fds;
	size_t n_full; /* so many of them were full, and nothing has been left since */
	struct icmp_membership *memberships;
	size_t n_memberships;
};

/* Its sockets will join the epoll(7) set `wait_fd`, as numbers 0 … ICMP_SOCKETS - 1. icmp_close() is due
 * also after an error. */
int icmp_open(struct icmp *ic, int wait_fd);
void icmp_close(struct icmp *ic);

/* Tells that the socket of that number may have something. */
void icmp_hear(struct icmp *ic, unsigned number);

/* Takes one datagram; its data is valid until the next call. -EAGAIN: there is none, or the readable
 * sockets have given their share: wait for them again. -EBADMSG: the kernel could not give one whole, or
 * not its interface; go on. */
int icmp_receive(struct icmp *ic, struct datagram *ret);

/* Sends a datagram. A raw socket cannot send source 0: the kernel fills in an address of the interface,
 * with or without IP_HDRINCL. So that takes a packet socket, an interface of Ethernet's kind, and a group
 * or broadcast as destination; where there are no packet sockets, the kernel chooses the source. */
int icmp_send(struct icmp *ic, const struct datagram *d);

/* Makes the memberships agree with `wanted`. One that fails does not hold up the others: the last
 * failure is returned and *ret_failed says which, and the next call tries it again. */
int icmp_sync_memberships(
    struct icmp *ic, const struct membership *wanted, size_t n, struct membership *ret_failed);

#endif
