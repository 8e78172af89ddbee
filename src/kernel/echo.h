/* SPDX-License-Identifier: BSD-2-Clause */
/* The packet socket of end-to-end checks.
 *
 * It sends an IP packet to a link-layer address of an interface, past the routing table. It hears the echo
 * replies with our identifier before the kernel judges their way back. So an answer on a standby's
 * interface passes rp_filter. Each received IPv4 packet costs the filter's first instructions: without
 * configured checks it stays closed.
 */
#ifndef RDISC_KERNEL_ECHO_H
#define RDISC_KERNEL_ECHO_H

#include "model/network.h"

/* Opens the socket, which hears the replies on all interfaces from then on; needs CAP_NET_RAW. Returns the
 * descriptor, or a negative errno. */
int echo_open(uint16_t identifier);

/* Sends a packet whose `data` starts at the IP header to a link-layer address. 0, or a negative errno. */
int echo_send(int fd, const struct link_address *to, const struct datagram *d);

/* Receives one reply into `buf`; `data` starts at the IP header. 0, or -EAGAIN when there is none left. */
int echo_receive(int fd, uint8_t *buf, size_t size, struct datagram *ret);

#endif
