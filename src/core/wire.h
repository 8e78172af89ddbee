/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes to messages and back: the only file that knows the layout of a packet.
 *
 * wire_decode() walks the IP header. It applies every validity rule of RFC 1256 4.2 and 5.2 that needs
 * nothing but the bytes. trust.c and the engine apply those that need an interface. It copies and
 * allocates nothing: a decoded advertisement points into the datagram.
 *
 * An advertisement (RFC 1256 3):
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |   type (9)    |   code (0)    |           checksum            |
 * +---------------+---------------+-------------------------------+
 * |   Num Addrs   |Addr Entry Size|       Lifetime (seconds)      |
 * +---------------+---------------+-------------------------------+
 * |                        Router Address                         |  Num Addrs times,
 * +---------------------------------------------------------------+  Addr Entry Size
 * |                  Preference Level (signed)                    |  words each
 * +---------------------------------------------------------------+
 *
 * A solicitation is type 10, code 0, checksum and 32 reserved bits.
 */
#ifndef RDISC_CORE_WIRE_H
#define RDISC_CORE_WIRE_H

#include <string.h>

#include "model/event.h"
#include "model/network.h"
#include "model/rfc1256.h"

/* Longest message we send: a full list of addresses. */
#define WIRE_MESSAGE_MAX   (ICMP_HEADER_LEN + NUM_ADDRS_MAX * ADDR_ENTRY_SIZE * 4)
#define WIRE_IP_HEADER_LEN 20 /* of what we send: no options */

/* One entry of an advertisement. */
struct wire_entry {
	struct in_addr address;
	int32_t preference;
};

/* A valid message. The last three members are an advertisement's. */
struct wire_message {
	uint8_t type; /* ICMP_TYPE_ROUTER_ADVERTISEMENT or …_SOLICITATION */
	uint8_t ttl;
	struct in_addr source;
	struct in_addr destination;
	uint16_t lifetime; /* seconds */
	uint8_t num_addrs;
	uint8_t addr_entry_size;
	const uint8_t *entries; /* in the datagram */
};

/* Decodes the `len` bytes at `data`, which start at the IP header. Returns REASON_NONE and a full *ret. Or
 * returns the first broken rule, and *ret has the members read before it (the type is 0 if unknown). */
enum reason wire_decode(const uint8_t *data, size_t len, struct wire_message *ret);

/* Returns entry `i` (< num_addrs) of a decoded advertisement. */
static inline struct wire_entry wire_entry(const struct wire_message *m, unsigned i)
{
	const uint8_t *p = m->entries + (size_t)i * m->addr_entry_size * 4;
	struct in_addr address, level;

	memcpy(&address, p, sizeof(address));
	memcpy(&level, p + sizeof(address), sizeof(level));
	return (
	    struct wire_entry){ .address = address, .preference = (int32_t)ntohl(level.s_addr) };
}

/* Writes an ICMP message to `buf`, which has room for WIRE_MESSAGE_MAX bytes. Returns the length in bytes. */
size_t wire_encode_solicitation(uint8_t *buf);
size_t wire_encode_advertisement(
    uint8_t *buf, uint16_t lifetime, const struct wire_entry *entries, unsigned num_addrs);

/* A unicast message starts with the largest TTL: a receiver that sees 255 knows that no router forwarded it.
 * RFC 1256 3 wants at least 1 there and exactly 1 elsewhere. */
#define WIRE_TTL_UNICAST   255
#define WIRE_TTL_MULTICAST 1

/* CS6, network control (RFC 2474): every message of router discovery that we send. */
#define WIRE_TOS           0xc0

/* Writes the IP header of that ICMP message to `buf`, which has room for WIRE_IP_HEADER_LEN bytes. */
void wire_encode_ip(uint8_t *buf, const struct datagram *d, uint8_t tos);

/* An ICMP echo message of an end-to-end check (RFC 792), with what its answer is known by. */
struct wire_echo {
	struct in_addr source, destination;
	uint16_t identifier, sequence;
	struct hop router; /* it goes through this one */
	uint64_t secret;
};

#define ICMP_TYPE_ECHO_REPLY   0
#define ICMP_TYPE_ECHO_REQUEST 8
#define WIRE_ECHO_PAYLOAD_LEN  16
#define WIRE_ECHO_LEN          (WIRE_IP_HEADER_LEN + ICMP_HEADER_LEN + WIRE_ECHO_PAYLOAD_LEN)

/* Writes the whole IP packet of a request, TTL 64 and TOS 0 like most traffic, to `buf`: WIRE_ECHO_LEN
 * bytes. */
void wire_encode_echo(uint8_t *buf, const struct wire_echo *echo);

/* Decodes the `len` bytes at `data`, which start at the IP header. False: it is no echo reply of that form. */
bool wire_decode_echo(const uint8_t *data, size_t len, struct wire_echo *ret);

/* Returns how many entries fit one message on a link of this MTU (bytes); 1 … NUM_ADDRS_MAX. */
unsigned wire_entries_max(unsigned mtu);

#endif
