/* SPDX-License-Identifier: BSD-2-Clause */
/* A virtual LAN: frames, the ports they go in and out at, and its weather: delay (and so
 * reordering), loss, duplication, corruption, partition. */
#ifndef RDISC_WORLD_LAN_H
#define RDISC_WORLD_LAN_H

#include "model/network.h"

#define PER_MILLION 1000000

struct sim;

/* An IP datagram on its way; shared by all its receivers. */
struct frame {
	unsigned refs;
	size_t len; /* bytes */
	uint8_t data[];
};

struct weather {
	usec_t delay_min, delay_max;
	uint32_t loss, duplicate, corrupt; /* per million, of each receiver's copy */
};

/* Where an interface of a node is plugged in; ports of different partitions do not hear each other. */
struct port {
	uint32_t node;
	uint16_t iface; /* index */
	uint8_t partition;
	bool member; /* of 224.0.0.2 */
};

struct lan {
	struct weather weather;
	struct port *ports;
	uint32_t n_ports, capacity;
	/* How many messages were sent, by time; NULL: not counted. */
	uint32_t *counts;
	size_t n_counts;
	usec_t count_interval;
};

struct frame *frame_new(size_t len);
/* Makes a frame of a received or sent datagram of the core: an IP header in front of an ICMP message. */
struct frame *frame_wrap(const struct datagram *d);
struct in_addr frame_destination(const struct frame *f);
void frame_unref(struct frame *f);

/* Returns the port's number. */
uint32_t lan_plug(struct lan *lan, uint32_t node, unsigned iface);
void lan_fini(struct lan *lan);

/* Sends from a port to the receivers of the destination; takes the caller's reference. */
void lan_send(struct sim *sim, struct lan *lan, uint32_t port, struct frame *f);

/* Returns the port of a working machine that answers to `address`, hears this port and is heard by it;
 * NULL: none. */
const struct port *lan_find(
    const struct sim *sim, const struct lan *lan, uint32_t port, struct in_addr address);

#endif
