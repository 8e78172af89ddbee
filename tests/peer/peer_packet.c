/* SPDX-License-Identifier: BSD-2-Clause */
/* The other side: router discovery messages, right or wrong. */
#define _GNU_SOURCE
#include "peer.h"

#include <string.h>

/* The words beyond the two of this version of the protocol are all ones: receivers must ignore them. */
static size_t encode_entry(uint8_t *p, size_t words, const struct router *router)
{
	memset(p, 0xff, 4 * words);
	if (words > 0)
		put_be32(p, ntohl(router->address.s_addr));
	if (words > 1)
		put_be32(p + 4, (uint32_t)router->preference);
	return 4 * words;
}

static size_t choose_routers(const struct options *o, uint64_t *rng, struct router *ret)
{
	size_t n = o->n_routers;

	memcpy(ret, o->routers, n * sizeof(*ret));
	for (int64_t i = 0; o->has_prefix && i < o->random_count; i++) {
		ret[n].address = random_address(rng, o->prefix, o->prefix_len);
		ret[n++].preference = o->random_preference ? (int32_t)(uint32_t)random_next(rng)
							   : 0;
	}
	return n;
}

/*
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |   Type (9)    |     Code      |           Checksum            |
 * +---------------+---------------+-------------------------------+
 * |   Num Addrs   |Addr Entry Size|           Lifetime            |
 * +---------------+---------------+-------------------------------+
 * |      Router Address[i], Preference Level[i], ignored words    |
 */
static size_t encode_advertisement(uint8_t *p, const struct options *o, uint64_t *rng)
{
	struct router routers[ROUTERS_MAX];
	size_t n = choose_routers(o, rng, routers), len = 8;

	if (8 + n * 4 * (size_t)o->entry_size > ICMP_LEN_MAX)
		usage_error(o, "--entry-size", "%zu such entries do not fit an IP datagram", n);
	p[0] = TYPE_ADVERTISEMENT;
	p[1] = (uint8_t)o->code;
	p[4] = (uint8_t)(o->num_addrs == UNSET ? (int64_t)n : o->num_addrs);
	p[5] = (uint8_t)o->entry_size;
	put_be16(p + 6, (uint16_t)o->lifetime);
	for (size_t i = 0; i < n; i++)
		len += encode_entry(p + len, (size_t)o->entry_size, &routers[i]);
	return len;
}

static size_t encode_solicitation(uint8_t *p, const struct options *o)
{
	p[0] = TYPE_SOLICITATION;
	p[1] = (uint8_t)o->code;
	put_be32(p + 4, o->reserved);
	return 8;
}

/* The flood kinds that no option describes: right types with random contents, half of them with
 * the right checksum; or random octets altogether. */
static size_t encode_noise(uint8_t *p, const struct options *o, uint64_t *rng, bool *ret_checksum)
{
	size_t len = random_next(rng) % 128;

	random_fill(rng, p, len < 4 ? 4 : len);
	*ret_checksum = false;
	if (o->kind == FLOOD_RANDOM) {
		p[0] = random_next(rng) & 1 ? TYPE_ADVERTISEMENT : TYPE_SOLICITATION;
		p[1] = random_next(rng) & 3 ? 0 : p[1];
		*ret_checksum = random_next(rng) & 1;
	}
	return len;
}

static size_t set_length(uint8_t *p, size_t len, int64_t wanted)
{
	if (wanted == UNSET)
		return len;
	if ((size_t)wanted > len)
		memset(p + len, 0, (size_t)wanted - len);
	return (size_t)wanted;
}

/* Writes a message of any command at p; at least 4 octets of p are always written. */
static size_t encode_icmp(uint8_t *p, const struct options *o, uint64_t *rng)
{
	bool checksum = true;
	size_t len;

	if (o->kind == FLOOD_RANDOM || o->kind == FLOOD_GARBAGE)
		len = encode_noise(p, o, rng, &checksum);
	else if (o->command == SOLICIT || o->kind == FLOOD_SOLICIT)
		len = encode_solicitation(p, o);
	else
		len = encode_advertisement(p, o, rng);
	len = set_length(p, len, o->length);
	if (checksum) {
		put_be16(p + 2, 0);
		put_be16(p + 2, internet_checksum(p, len) ^ (o->bad_checksum ? 0x0100 : 0));
	}
	return len;
}

static struct in_addr choose_source(const struct options *o, uint64_t *rng)
{
	bool random = o->random_source || (o->command == FLOOD && !o->has_source);

	if (random && o->has_prefix)
		return random_address(rng, o->prefix, o->prefix_len);
	if (random)
		return (struct in_addr){ htonl((uint32_t)random_next(rng)) };
	return o->source;
}

void encode_datagram(struct datagram *d, const struct options *o, uint64_t *rng)
{
	size_t header_len = IP_HEADER_LEN + o->ip_options_len;
	uint8_t *p = d->bytes;

	memset(p, 0, header_len);
	p[0] = (uint8_t)(0x40 | header_len / 4);
	put_be16(
	    p + 4, (uint16_t)(random_next(rng) | 1)); /* for id 0 IP_HDRINCL would choose one */
	p[8] = (uint8_t)o->ttl;
	p[9] = IPPROTO_ICMP;
	put_be32(p + 12, ntohl(choose_source(o, rng).s_addr));
	put_be32(p + 16, ntohl(o->destination.s_addr));
	memcpy(p + IP_HEADER_LEN, o->ip_options, o->ip_options_len);
	d->len = header_len + encode_icmp(p + header_len, o, rng);
	put_be16(p + 2, (uint16_t)d->len);
	put_be16(p + 10, internet_checksum(p, header_len));
}
