/* SPDX-License-Identifier: BSD-2-Clause */
/* Which link-layer address a datagram came from. The ICMP socket does not tell, and the neighbour table
 * need not know; a packet socket sees the same datagrams with their frames, before the ICMP socket or a
 * moment later (Linux 6.18).
 *
 * Parses no received byte: what a datagram begins with is its identity.
 */
#ifndef RDISC_TOOLS_LLADDR_H
#define RDISC_TOOLS_LLADDR_H

#include "model/network.h"

/* Frames that are remembered, and how much of each. */
#define LLADDR_FRAMES   256
#define LLADDR_HEAD_MAX 64

/* A frame may come so much later than its datagram, milliseconds. */
#define LLADDR_PATIENCE 5

/* Octets with colons between them. */
#define LLADDR_STRLEN   24

struct lladdr_frame {
	unsigned ifindex;
	uint8_t address[8];
	uint8_t address_len;
	size_t len;
	uint8_t head[LLADDR_HEAD_MAX];
};

struct lladdr {
	int fd;
	struct lladdr_frame *frames; /* a ring */
	size_t next;
};

/* Opens the socket. Returns 0 or a negative errno. lladdr_close() is due also after an error. */
int lladdr_open(struct lladdr *l);
void lladdr_close(struct lladdr *l);

/* Writes the address a received datagram came from, or "" if it is not known: the link has none, or
 * the datagram came in fragments. */
void lladdr_find(struct lladdr *l, const struct datagram *d, char ret[LLADDR_STRLEN]);

#endif
