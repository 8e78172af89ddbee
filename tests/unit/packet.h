/* SPDX-License-Identifier: BSD-2-Clause */
/* Datagrams as a raw socket hands them over, made without the encoder's help where it is judged. */
#ifndef RDISC_TESTS_PACKET_H
#define RDISC_TESTS_PACKET_H

#include "core/wire.h"

#define PACKET_MAX (60 + 2 * WIRE_MESSAGE_MAX)

/* The Internet checksum in another way than wire.c's: as the remainder modulo 65535. */
uint16_t packet_checksum(const uint8_t *p, size_t len);

/* Makes the checksum of an ICMP message right. */
void packet_fix(uint8_t *icmp, size_t len);

/* Writes an IP header and the ICMP message behind it; the length in bytes. */
size_t packet_ip(uint8_t *buf, struct in_addr source, struct in_addr destination, uint8_t ttl,
    const uint8_t *icmp, size_t len);

/* A whole advertisement, or solicitation. */
size_t packet_advertisement(uint8_t *buf, struct in_addr source, struct in_addr destination,
    uint16_t lifetime, const struct wire_entry *entries, unsigned n);
size_t packet_solicitation(uint8_t *buf, struct in_addr source, struct in_addr destination);

#endif
