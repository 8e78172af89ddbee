/* SPDX-License-Identifier: BSD-2-Clause */
/* Datagrams as a raw socket hands them over. */
#include "config.h"

#include "unit/packet.h"

#include <string.h>

uint16_t packet_checksum(const uint8_t *p, size_t len)
{
	uint64_t sum = 0;
	uint16_t rest;

	for (size_t i = 0; i < len; i++)
		sum += i % 2 == 0 ? p[i] * UINT64_C(256) : p[i];
	/* Ones' complement has two zeros; the sum of anything but zeros is the one written 65535. */
	rest = (uint16_t)(sum % 65535);
	if (rest == 0 && sum != 0)
		rest = 65535;
	return (uint16_t)(65535 - rest);
}

void packet_fix(uint8_t *icmp, size_t len)
{
	uint16_t sum;

	icmp[2] = icmp[3] = 0;
	sum = packet_checksum(icmp, len);
	icmp[2] = (uint8_t)(sum >> 8);
	icmp[3] = (uint8_t)(sum & 0xff);
}

size_t packet_ip(uint8_t *buf, struct in_addr source, struct in_addr destination, uint8_t ttl,
    const uint8_t *icmp, size_t len)
{
	size_t total = 20 + len;
	const uint8_t header[20] = {
		0x45, 0x00, (uint8_t)(total >> 8), (uint8_t)total, /* version, length, TOS, total */
		0x12, 0x34, 0x00, 0x00,                            /* identification, no fragment */
		ttl, 1, 0x00, 0x00, /* TTL, ICMP, checksum (the kernel's business) */
	};

	memcpy(buf, header, 20);
	memcpy(buf + 12, &source, 4);
	memcpy(buf + 16, &destination, 4);
	memcpy(buf + 20, icmp, len);
	return total;
}

size_t packet_advertisement(uint8_t *buf, struct in_addr source, struct in_addr destination,
    uint16_t lifetime, const struct wire_entry *entries, unsigned n)
{
	uint8_t icmp[WIRE_MESSAGE_MAX];
	size_t len = wire_encode_advertisement(icmp, lifetime, entries, n);

	return packet_ip(buf, source, destination, 1, icmp, len);
}

size_t packet_solicitation(uint8_t *buf, struct in_addr source, struct in_addr destination)
{
	uint8_t icmp[WIRE_MESSAGE_MAX];
	size_t len = wire_encode_solicitation(icmp);

	return packet_ip(buf, source, destination, 1, icmp, len);
}
