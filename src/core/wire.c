/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes to messages and back: decoding is a list of rules, each with its clause. */
#include "config.h"

#include "core/wire.h"

#include <string.h>

#define IP_FLAGS_FRAGMENT 0x3fff /* more fragments, or an offset */
#define ECHO_TTL          64

static uint16_t get_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static void put_be16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void put_be32(uint8_t *p, uint32_t v)
{
	put_be16(p, (uint16_t)(v >> 16));
	put_be16(p + 2, (uint16_t)v);
}

static struct in_addr get_addr(const uint8_t *p)
{
	struct in_addr a;

	memcpy(&a, p, sizeof(a));
	return a;
}

/* The Internet checksum: 0 over a message whose checksum field is right. Its sum may be taken in words of
 * any length and in either order of bytes (RFC 1071). */
static uint16_t checksum(const uint8_t *p, size_t len)
{
	uint64_t sum = 0;
	uint32_t word;

	for (; len >= sizeof(word); p += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		sum += word;
	}
	word = 0;
	memcpy(&word, p, len);
	sum += word;
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return ntohs((uint16_t)~sum);
}

/* The IP header; the kernel has checked its checksum and put fragments together. */
static enum reason decode_ip(const uint8_t *data, size_t len, struct wire_message *ret,
    const uint8_t **icmp, size_t *icmp_len)
{
	size_t header_len, total_len;

	if (len < WIRE_IP_HEADER_LEN || data[0] >> 4 != 4)
		return REASON_BAD_IP;
	header_len = (size_t)(data[0] & 0x0f) * 4;
	total_len = get_be16(data + 2);
	if (header_len < WIRE_IP_HEADER_LEN || total_len < header_len || len < total_len)
		return REASON_BAD_IP;
	if (data[9] != IPPROTO_ICMP || (get_be16(data + 6) & IP_FLAGS_FRAGMENT) != 0)
		return REASON_BAD_IP;
	ret->ttl = data[8];
	ret->source = get_addr(data + 12);
	ret->destination = get_addr(data + 16);
	*icmp = data + header_len;
	*icmp_len = total_len - header_len; /* "the ICMP length, from the IP length" */
	return REASON_NONE;
}

/* RFC 1256 5.2, what remains after the rules both messages share. [H-V1] */
static enum reason decode_advertisement(
    const uint8_t *icmp, size_t icmp_len, struct wire_message *ret)
{
	ret->num_addrs = icmp[4];
	ret->addr_entry_size = icmp[5];
	ret->lifetime = get_be16(icmp + 6);
	ret->entries = icmp + ICMP_HEADER_LEN;
	if (ret->num_addrs < 1)
		return REASON_NUM_ADDRS;
	if (ret->addr_entry_size < ADDR_ENTRY_SIZE)
		return REASON_ADDR_ENTRY_SIZE;
	if (icmp_len < ICMP_HEADER_LEN + (size_t)ret->num_addrs * ret->addr_entry_size * 4)
		return REASON_LENGTH;
	return REASON_NONE; /* more octets may follow the list [N-3] */
}

/* The checksum comes after the cheap rules, so that junk costs little; RFC 1256 4.2 and 5.2 demand
 * all of them, in no order. [R-V1, H-V1] */
enum reason wire_decode(const uint8_t *data, size_t len, struct wire_message *ret)
{
	const uint8_t *icmp;
	size_t icmp_len;
	enum reason reason;

	memset(ret, 0, sizeof(*ret));
	reason = decode_ip(data, len, ret, &icmp, &icmp_len);
	if (reason != REASON_NONE)
		return reason;
	if (icmp_len < 1)
		return REASON_LENGTH;
	if (icmp[0] != ICMP_TYPE_ROUTER_ADVERTISEMENT && icmp[0] != ICMP_TYPE_ROUTER_SOLICITATION)
		return REASON_TYPE;
	ret->type = icmp[0];
	if (icmp_len < ICMP_HEADER_LEN)
		return REASON_LENGTH;
	if (icmp[1] != 0) /* code 16 is a Mobile IP agent that routes nothing for us [N-3] */
		return REASON_CODE;
	if (checksum(icmp, icmp_len) != 0)
		return REASON_CHECKSUM;
	if (ret->type == ICMP_TYPE_ROUTER_SOLICITATION)
		return REASON_NONE; /* reserved bits and what follows them are ignored [R-V1] */
	return decode_advertisement(icmp, icmp_len, ret);
}

static size_t set_checksum(uint8_t *buf, size_t len)
{
	put_be16(buf + 2, 0);
	put_be16(buf + 2, checksum(buf, len));
	return len;
}

size_t wire_encode_solicitation(uint8_t *buf)
{
	memset(buf, 0, ICMP_HEADER_LEN);
	buf[0] = ICMP_TYPE_ROUTER_SOLICITATION;
	return set_checksum(buf, ICMP_HEADER_LEN);
}

size_t wire_encode_advertisement(
    uint8_t *buf, uint16_t lifetime, const struct wire_entry *entries, unsigned num_addrs)
{
	uint8_t *p = buf + ICMP_HEADER_LEN;

	buf[0] = ICMP_TYPE_ROUTER_ADVERTISEMENT;
	buf[1] = 0;
	buf[4] = (uint8_t)num_addrs;
	buf[5] = ADDR_ENTRY_SIZE;
	put_be16(buf + 6, lifetime);
	for (unsigned i = 0; i < num_addrs; i++, p += ADDR_ENTRY_SIZE * 4) {
		memcpy(p, &entries[i].address, 4);
		put_be32(p + 4, (uint32_t)entries[i].preference);
	}
	return set_checksum(buf, (size_t)(p - buf));
}

void wire_encode_ip(uint8_t *buf, const struct datagram *d, uint8_t tos)
{
	memset(buf, 0, WIRE_IP_HEADER_LEN);
	buf[0] = 4 << 4 | WIRE_IP_HEADER_LEN / 4; /* version and header length */
	buf[1] = tos;
	put_be16(buf + 2, (uint16_t)(WIRE_IP_HEADER_LEN + d->len));
	buf[8] = d->ttl;
	buf[9] = IPPROTO_ICMP;
	memcpy(buf + 12, &d->source, sizeof(d->source));
	memcpy(buf + 16, &d->destination, sizeof(d->destination));
	put_be16(buf + 10, checksum(buf, WIRE_IP_HEADER_LEN));
}

/* The payload is ours alone: interface, router and secret, in this machine's order. */
void wire_encode_echo(uint8_t *buf, const struct wire_echo *echo)
{
	uint8_t *icmp = buf + WIRE_IP_HEADER_LEN, *payload = icmp + ICMP_HEADER_LEN;
	struct datagram d = { .source = echo->source,
		.destination = echo->destination,
		.ttl = ECHO_TTL,
		.len = ICMP_HEADER_LEN + WIRE_ECHO_PAYLOAD_LEN };

	wire_encode_ip(buf, &d, 0);
	icmp[0] = ICMP_TYPE_ECHO_REQUEST;
	icmp[1] = 0;
	put_be16(icmp + 4, echo->identifier);
	put_be16(icmp + 6, echo->sequence);
	memcpy(payload, &echo->router.ifindex, 4);
	memcpy(payload + 4, &echo->router.gateway, 4);
	memcpy(payload + 8, &echo->secret, 8);
	set_checksum(icmp, d.len);
}

/* A target may pad what it sends back, or the link layer may: the IP header tells the end. */
bool wire_decode_echo(const uint8_t *data, size_t len, struct wire_echo *ret)
{
	struct wire_message ip = { .type = 0 };
	const uint8_t *icmp, *payload;
	size_t icmp_len;

	if (decode_ip(data, len, &ip, &icmp, &icmp_len) != REASON_NONE ||
	    icmp_len != ICMP_HEADER_LEN + WIRE_ECHO_PAYLOAD_LEN ||
	    icmp[0] != ICMP_TYPE_ECHO_REPLY || icmp[1] != 0 || checksum(icmp, icmp_len) != 0)
		return false;
	payload = icmp + ICMP_HEADER_LEN;
	*ret = (struct wire_echo){ .source = ip.source,
		.destination = ip.destination,
		.identifier = get_be16(icmp + 4),
		.sequence = get_be16(icmp + 6) };
	memcpy(&ret->router.ifindex, payload, 4);
	memcpy(&ret->router.gateway, payload + 4, 4);
	memcpy(&ret->secret, payload + 8, 8);
	return true;
}

unsigned wire_entries_max(unsigned mtu)
{
	unsigned room = WIRE_IP_HEADER_LEN + ICMP_HEADER_LEN;
	unsigned n = mtu > room ? (mtu - room) / (ADDR_ENTRY_SIZE * 4) : 0;

	return n < 1 ? 1 : n > NUM_ADDRS_MAX ? NUM_ADDRS_MAX : n;
}
