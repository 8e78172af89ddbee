/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests bytes to messages and back: golden packets, every rule of RFC 1256 4.2 and 5.2, every
 * length. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "unit/packet.h"
#include "unit/tests.h"

#define ICMP 20 /* where it starts in the packets here */

/* clang-format off */
static const uint8_t advertisement[] = {
	/* IP */
	0x45, 0x00, 0x00, 0x2c,	/* version 4, 5 words; TOS; 44 bytes */
	0x12, 0x34, 0x00, 0x00,	/* identification; not a fragment */
	0x01, 0x01, 0x05, 0x9b,	/* TTL 1; ICMP; header checksum */
	0xc0, 0x00, 0x02, 0x01,	/* source 192.0.2.1 */
	0xe0, 0x00, 0x00, 0x01,	/* destination 224.0.0.1 */
	/* ICMP */
	0x09, 0x00, 0x69, 0xfa,	/* type 9, code 0, checksum */
	0x02, 0x02, 0x07, 0x08,	/* 2 addresses of 2 words; lifetime 1800 s */
	0xc0, 0x00, 0x02, 0x01,	/* 192.0.2.1 */
	0x00, 0x00, 0x00, 0x00,	/* preference level 0 */
	0xc0, 0x00, 0x02, 0x02,	/* 192.0.2.2 */
	0xff, 0xff, 0xff, 0xf6,	/* preference level -10 */
};

static const uint8_t solicitation[] = {
	/* IP */
	0x45, 0x00, 0x00, 0x1c,	/* version 4, 5 words; TOS; 28 bytes */
	0x00, 0x01, 0x40, 0x00,	/* identification; do not fragment */
	0x01, 0x01, 0x00, 0x00,	/* TTL 1; ICMP; header checksum not looked at */
	0x00, 0x00, 0x00, 0x00,	/* source 0.0.0.0 */
	0xe0, 0x00, 0x00, 0x02,	/* destination 224.0.0.2 */
	/* ICMP */
	0x0a, 0x00, 0xf5, 0xff,	/* type 10, code 0, checksum */
	0x00, 0x00, 0x00, 0x00,	/* reserved */
};
/* clang-format on */

static void set_total(uint8_t *packet, size_t len)
{
	packet[2] = (uint8_t)(len >> 8);
	packet[3] = (uint8_t)len;
}

/* Decodes from memory that ends with the packet, so that a sanitizer sees who reads on. */
static enum reason decode(const uint8_t *packet, size_t len, struct wire_message *ret)
{
	uint8_t *copy = malloc(len + 1);
	enum reason reason;

	must(copy != NULL, "no memory");
	memcpy(copy + 1, packet, len); /* odd: alignment may not matter */
	reason = wire_decode(copy + 1, len, ret);
	free(copy);
	return reason;
}

/* Fault B3: the checksum of what was received was wrong for 16 years. [H-V1] */
START_TEST(rfc1256_3_golden_advertisement_is_decoded)
{
	struct wire_message m;

	ck_assert_int_eq(wire_decode(advertisement, sizeof(advertisement), &m), REASON_NONE);
	ck_assert_uint_eq(m.type, ICMP_TYPE_ROUTER_ADVERTISEMENT);
	ck_assert_uint_eq(m.ttl, 1);
	assert_ip(m.source, "192.0.2.1");
	assert_ip(m.destination, "224.0.0.1");
	ck_assert_uint_eq(m.lifetime, 1800);
	ck_assert_uint_eq(m.num_addrs, 2);
	assert_ip(wire_entry(&m, 0).address, "192.0.2.1");
	ck_assert_int_eq(wire_entry(&m, 0).preference, 0);
	assert_ip(wire_entry(&m, 1).address, "192.0.2.2");
	ck_assert_int_eq(wire_entry(&m, 1).preference, -10);
}
END_TEST

/* [R-V1] */
START_TEST(rfc1256_3_golden_solicitation_is_decoded)
{
	struct wire_message m;

	ck_assert_int_eq(wire_decode(solicitation, sizeof(solicitation), &m), REASON_NONE);
	ck_assert_uint_eq(m.type, ICMP_TYPE_ROUTER_SOLICITATION);
	assert_ip(m.source, "0.0.0.0");
	assert_ip(m.destination, "224.0.0.2");
}
END_TEST

START_TEST(rfc1256_3_golden_messages_are_encoded)
{
	const struct wire_entry entries[] = { { ip("192.0.2.1"), 0 }, { ip("192.0.2.2"), -10 } };
	uint8_t buf[WIRE_MESSAGE_MAX];

	memset(buf, 0xff, sizeof(buf));
	ck_assert_uint_eq(
	    wire_encode_advertisement(buf, 1800, entries, 2), sizeof(advertisement) - ICMP);
	ck_assert_mem_eq(buf, advertisement + ICMP, sizeof(advertisement) - ICMP);
	memset(buf, 0xff, sizeof(buf));
	ck_assert_uint_eq(wire_encode_solicitation(buf), sizeof(solicitation) - ICMP);
	ck_assert_mem_eq(buf, solicitation + ICMP, sizeof(solicitation) - ICMP);
}
END_TEST

/* The header of a solicitation that has no source. [M-2] */
START_TEST(rfc1256_3_golden_ip_header_is_encoded)
{
	static const uint8_t golden[WIRE_IP_HEADER_LEN] = { 0x45, 0xc0, 0, 28, 0, 0, 0, 0, 1, 1,
		0xd9, 0x1f, 0, 0, 0, 0, 224, 0, 0, 2 };
	uint8_t buf[WIRE_IP_HEADER_LEN];

	memset(buf, 0xff, sizeof(buf));
	wire_encode_ip(buf,
	    &(struct datagram){ .destination = ip("224.0.0.2"), .ttl = 1, .len = 8 }, WIRE_TOS);
	ck_assert_mem_eq(buf, golden, sizeof(golden));
}
END_TEST

/* A request as it is sent; with the type of a reply it is its own answer. */
static size_t echo_reply(uint8_t *buf)
{
	const struct wire_echo echo = { .source = ip("192.0.2.99"),
		.destination = ip("198.51.100.1"),
		.identifier = 0x1234,
		.sequence = 0x5678,
		.router = hop_to(2, ip("192.0.2.1")),
		.secret = UINT64_C(0x0123456789abcdef) };

	wire_encode_echo(buf, &echo);
	ck_assert_uint_eq(buf[ICMP], ICMP_TYPE_ECHO_REQUEST);
	ck_assert_uint_eq(buf[1], 0); /* treated as the traffic it speaks for */
	ck_assert_uint_eq(packet_checksum(buf, ICMP), 0);
	ck_assert_uint_eq(packet_checksum(buf + ICMP, WIRE_ECHO_LEN - ICMP), 0);
	buf[ICMP] = ICMP_TYPE_ECHO_REPLY;
	packet_fix(buf + ICMP, WIRE_ECHO_LEN - ICMP);
	return WIRE_ECHO_LEN;
}

/* The link layer may pad a short packet. */
START_TEST(wire_echo_comes_back_as_it_went)
{
	uint8_t buf[WIRE_ECHO_LEN + 18] = { 0 };
	struct wire_echo e;

	echo_reply(buf);
	ck_assert(wire_decode_echo(buf, sizeof(buf), &e));
	assert_ip(e.source, "192.0.2.99");
	assert_ip(e.destination, "198.51.100.1");
	ck_assert_uint_eq(e.identifier, 0x1234);
	ck_assert_uint_eq(e.sequence, 0x5678);
	ck_assert_uint_eq(e.router.ifindex, 2);
	assert_ip(e.router.gateway, "192.0.2.1");
	ck_assert(e.secret == UINT64_C(0x0123456789abcdef));
}
END_TEST

/* Every bit of the message counts, and every octet; nothing is read behind the end. */
START_TEST(wire_echo_is_taken_whole_or_not)
{
	uint8_t buf[WIRE_ECHO_LEN], *copy;
	struct wire_echo e;

	for (size_t len = 0; len < echo_reply(buf); len++) {
		must((copy = malloc(len + 1)) != NULL, "no memory");
		memcpy(copy + 1, buf, len);
		must(!wire_decode_echo(copy + 1, len, &e), "%zu octets", len);
		free(copy);
	}
	for (size_t bit = 8 * ICMP; bit < 8 * echo_reply(buf); bit++) {
		buf[bit / 8] ^= (uint8_t)(1U << bit % 8);
		must(!wire_decode_echo(buf, sizeof(buf), &e), "bit %zu", bit);
	}
	echo_reply(buf);
	buf[ICMP] = ICMP_TYPE_ECHO_REQUEST;
	packet_fix(buf + ICMP, WIRE_ECHO_LEN - ICMP);
	ck_assert(!wire_decode_echo(buf, sizeof(buf), &e));
}
END_TEST

/* One octet of the golden packet is changed; the ICMP checksum follows unless it is the point. */
struct row {
	const char *what;
	unsigned at;
	uint8_t value;
	bool keep_checksum;
	enum reason want;
};

static void check_rows(const uint8_t *packet, size_t len, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct wire_message m;
		uint8_t copy[64];
		enum reason got;

		memcpy(copy, packet, len);
		copy[rows[i].at] = rows[i].value;
		if (!rows[i].keep_checksum)
			packet_fix(copy + ICMP, len - ICMP);
		got = decode(copy, len, &m);
		ck_assert_msg(got == rows[i].want, "%s: %s, not %s", rows[i].what,
		    event_reason_name(got), event_reason_name(rows[i].want));
	}
}

/* All of RFC 1256 5.2, one broken at a time; code 16 is a Mobile IP agent. [H-V1, N-3] */
START_TEST(rfc1256_5_2_one_broken_field_is_dropped)
{
	static const struct row rows[] = {
		{ "as it is", 0, 0x45, false, REASON_NONE },
		{ "IP version 6", 0, 0x65, true, REASON_BAD_IP },
		{ "IP header of 4 words", 0, 0x44, true, REASON_BAD_IP },
		{ "IP header longer than the datagram", 0, 0x4f, true, REASON_BAD_IP },
		{ "total length shorter than the header", 3, 19, true, REASON_BAD_IP },
		{ "total length longer than what came", 3, 45, true, REASON_BAD_IP },
		{ "no ICMP at all", 3, 20, true, REASON_LENGTH },
		{ "more fragments", 6, 0x20, true, REASON_BAD_IP },
		{ "fragment offset, low", 7, 0x01, true, REASON_BAD_IP },
		{ "fragment offset, high", 6, 0x10, true, REASON_BAD_IP },
		{ "do not fragment is no fragment", 6, 0x40, true, REASON_NONE },
		{ "UDP", 9, 17, true, REASON_BAD_IP },
		{ "any TTL", 8, 64, true, REASON_NONE },
		{ "echo request", ICMP, 8, false, REASON_TYPE },
		{ "echo reply", ICMP, 0, false, REASON_TYPE },
		{ "type 11", ICMP, 11, false, REASON_TYPE },
		{ "code 1", ICMP + 1, 1, false, REASON_CODE },
		{ "code 16", ICMP + 1, 16, false, REASON_CODE },
		{ "code 255", ICMP + 1, 255, false, REASON_CODE },
		{ "checksum", ICMP + 2, 0x6a, true, REASON_CHECKSUM },
		{ "checksum 0", ICMP + 2, 0, true, REASON_CHECKSUM },
		{ "payload changed under way", ICMP + 6, 0x08, true, REASON_CHECKSUM },
		{ "no address", ICMP + 4, 0, false, REASON_NUM_ADDRS },
		{ "fewer addresses than there are", ICMP + 4, 1, false, REASON_NONE },
		{ "more addresses than there are", ICMP + 4, 3, false, REASON_LENGTH },
		{ "255 addresses", ICMP + 4, 255, false, REASON_LENGTH },
		{ "entries of 0 words", ICMP + 5, 0, false, REASON_ADDR_ENTRY_SIZE },
		{ "entries of 1 word", ICMP + 5, 1, false, REASON_ADDR_ENTRY_SIZE },
		{ "entries of 3 words do not fit", ICMP + 5, 3, false, REASON_LENGTH },
		{ "entries of 255 words", ICMP + 5, 255, false, REASON_LENGTH },
	};

	check_rows(advertisement, sizeof(advertisement), rows, ARRAY_SIZE(rows));
}
END_TEST

/* RFC 1256 4.2; reserved bits mean nothing yet. [R-V1] */
START_TEST(rfc1256_4_2_one_broken_field_is_dropped)
{
	static const struct row rows[] = {
		{ "as it is", 0, 0x45, false, REASON_NONE },
		{ "code 1", ICMP + 1, 1, false, REASON_CODE },
		{ "checksum", ICMP + 3, 0xfe, true, REASON_CHECKSUM },
		{ "7 octets", 3, 27, true, REASON_LENGTH },
		{ "reserved bits, first", ICMP + 4, 0xff, false, REASON_NONE },
		{ "reserved bits, last", ICMP + 7, 0xff, false, REASON_NONE },
	};

	check_rows(solicitation, sizeof(solicitation), rows, ARRAY_SIZE(rows));
}
END_TEST

/* Octets behind the first 8 are ignored, but the checksum covers it. [R-V1] */
START_TEST(rfc1256_4_2_further_octets_are_ignored)
{
	for (size_t more = 0; more <= 40; more++) {
		struct wire_message m;
		uint8_t copy[ICMP + 8 + 40];
		size_t len = sizeof(solicitation) + more;

		memset(copy, 0xa5, sizeof(copy));
		memcpy(copy, solicitation, sizeof(solicitation));
		set_total(copy, len);
		packet_fix(copy + ICMP, len - ICMP);
		ck_assert_int_eq(decode(copy, len, &m), REASON_NONE);
		if (more > 0) {
			copy[len - 1] ^= 1;
			ck_assert_int_eq(decode(copy, len, &m), REASON_CHECKSUM);
		}
	}
}
END_TEST

/* The packet is cut at every length: as it arrived, and with its IP length and checksum made to
 * agree. No cut piece passes, but for octets behind the list. [H-V1] */
START_TEST(rfc1256_5_2_every_truncation_is_dropped)
{
	for (size_t len = 0; len < sizeof(advertisement); len++) {
		struct wire_message m;
		uint8_t copy[sizeof(advertisement)];
		enum reason reason;

		ck_assert_int_eq(decode(advertisement, len, &m), REASON_BAD_IP);
		if (len < ICMP)
			continue;
		memcpy(copy, advertisement, sizeof(copy));
		set_total(copy, len);
		if (len >= ICMP + 4)
			packet_fix(copy + ICMP, len - ICMP);
		reason = decode(copy, len, &m);
		ck_assert_msg(reason == REASON_LENGTH, "%zu: %s", len, event_reason_name(reason));
		/* Octets that the frame has behind the IP length do not make up for it. */
		ck_assert_int_eq(decode(copy, sizeof(copy), &m), REASON_LENGTH);
	}
}
END_TEST

START_TEST(rfc1256_5_2_octets_behind_the_ip_length_are_not_the_messages)
{
	struct wire_message m;
	uint8_t copy[sizeof(advertisement) + 18]; /* Ethernet pads short frames */

	memset(copy, 0xee, sizeof(copy));
	memcpy(copy, advertisement, sizeof(advertisement));
	ck_assert_int_eq(decode(copy, sizeof(copy), &m), REASON_NONE);
}
END_TEST

/* The ICMP message is found behind options of any length. [H-V1] */
START_TEST(rfc1256_5_2_ip_options_are_stepped_over)
{
	for (size_t words = 5; words <= 15; words++) {
		struct wire_message m;
		uint8_t copy[60 + sizeof(advertisement)];
		size_t header = words * 4, len = header + sizeof(advertisement) - ICMP;

		memset(copy, 1, sizeof(copy)); /* no operation */
		memcpy(copy, advertisement, ICMP);
		memcpy(copy + header, advertisement + ICMP, sizeof(advertisement) - ICMP);
		copy[0] = (uint8_t)(0x40 | words);
		set_total(copy, len);
		ck_assert_int_eq(decode(copy, len, &m), REASON_NONE);
		ck_assert_int_eq(wire_decode(copy, len, &m), REASON_NONE);
		assert_ip(wire_entry(&m, 1).address, "192.0.2.2");
		ck_assert_int_eq(wire_entry(&m, 1).preference, -10);
	}
}
END_TEST

/* Entries may become longer; what is behind their first two words is ignored. [H-V1] */
START_TEST(rfc1256_5_2_longer_entries_are_read_by_their_size)
{
	static uint8_t packet[ICMP + 8 + 3 * 255 * 4];

	for (unsigned size = 2; size <= 255; size++) {
		struct wire_message m;
		size_t len = ICMP + 8 + 3 * (size_t)size * 4;

		memset(packet, 0x77, sizeof(packet));
		memcpy(packet, advertisement, ICMP + 8);
		packet[ICMP + 4] = 3;
		packet[ICMP + 5] = (uint8_t)size;
		for (unsigned i = 0; i < 3; i++) {
			const uint8_t entry[8] = { 192, 0, 2, (uint8_t)(i + 1), 0x80, 0, 0,
				(uint8_t)i };

			memcpy(packet + ICMP + 8 + i * (size_t)size * 4, entry, sizeof(entry));
		}
		set_total(packet, len);
		packet_fix(packet + ICMP, len - ICMP);
		ck_assert_int_eq(wire_decode(packet, len, &m), REASON_NONE);
		ck_assert_uint_eq(m.addr_entry_size, size);
		for (unsigned i = 0; i < 3; i++) {
			ck_assert_uint_eq(ntohl(wire_entry(&m, i).address.s_addr), 0xc0000201 + i);
			ck_assert_int_eq(wire_entry(&m, i).preference, INT32_MIN + (int32_t)i);
		}
		ck_assert_int_eq(decode(packet, len - 1, &m), REASON_BAD_IP);
	}
}
END_TEST

/* A Mobile IP agent that is a default router as well: code 0, and extensions behind the list, of an
 * odd length too. [H-V1, N-3] */
START_TEST(rfc5944_2_1_extensions_behind_the_list_are_ignored)
{
	/* clang-format off */
	static const uint8_t agent[] = {
		0x45, 0x00, 0x00, 0x30,	/* version 4, 5 words; TOS; 48 bytes */
		0x00, 0x00, 0x00, 0x00,	/* identification; not a fragment */
		0x01, 0x01, 0x00, 0x00,	/* TTL 1; ICMP; header checksum not looked at */
		0xc0, 0x00, 0x02, 0x01,	/* source 192.0.2.1 */
		0xff, 0xff, 0xff, 0xff,	/* destination 255.255.255.255 */
		0x09, 0x00, 0xc3, 0xd6,	/* type 9, code 0, checksum */
		0x01, 0x02, 0x07, 0x08,	/* 1 address of 2 words; lifetime 1800 s */
		0xc0, 0x00, 0x02, 0x01,	/* 192.0.2.1 */
		0x00, 0x00, 0x00, 0x00,	/* preference level 0 */
		0x10, 0x0a, 0x00, 0x01,	/* extension 16, 10 octets, sequence number 1 */
		0x07, 0x08, 0x90, 0x00,	/* registration lifetime; flags R, F */
		0xc0, 0x00, 0x02, 0x09,	/* care-of address 192.0.2.9 */
	};
	/* clang-format on */
	struct wire_message m;

	ck_assert_int_eq(wire_decode(agent, sizeof(agent), &m), REASON_NONE);
	ck_assert_uint_eq(m.num_addrs, 1);
	assert_ip(wire_entry(&m, 0).address, "192.0.2.1");
	for (size_t more = 0; more <= 33; more++) {
		uint8_t copy[sizeof(advertisement) + 33];
		size_t len = sizeof(advertisement) + more;

		memset(copy, 0xff, sizeof(copy));
		memcpy(copy, advertisement, sizeof(advertisement));
		set_total(copy, len);
		packet_fix(copy + ICMP, len - ICMP);
		ck_assert_int_eq(decode(copy, len, &m), REASON_NONE);
		ck_assert_uint_eq(m.num_addrs, 2);
	}
}
END_TEST

START_TEST(rfc1256_3_full_list_of_255_addresses)
{
	struct wire_entry entries[NUM_ADDRS_MAX];
	uint8_t packet[PACKET_MAX];
	struct wire_message m;
	size_t len;

	for (unsigned i = 0; i < NUM_ADDRS_MAX; i++)
		entries[i] = (struct wire_entry){ in_addr_host(0x0a000001 + i), 127 - (int32_t)i };
	len = packet_advertisement(
	    packet, ip("10.0.0.1"), ip("224.0.0.1"), 65535, entries, NUM_ADDRS_MAX);
	ck_assert_uint_eq(len, ICMP + WIRE_MESSAGE_MAX);
	ck_assert_int_eq(wire_decode(packet, len, &m), REASON_NONE);
	ck_assert_uint_eq(m.num_addrs, 255);
	ck_assert_uint_eq(m.lifetime, 65535);
	for (unsigned i = 0; i < NUM_ADDRS_MAX; i++) {
		assert_same_ip(wire_entry(&m, i).address, entries[i].address);
		ck_assert_int_eq(wire_entry(&m, i).preference, entries[i].preference);
	}
	ck_assert_int_eq(decode(packet, len - 1, &m), REASON_BAD_IP);
}
END_TEST

START_TEST(wire_checksum_agrees_with_another_way_to_compute_it)
{
	struct rng rng = { .state = 3 };

	for (unsigned turn = 0; turn < 20000; turn++) {
		uint8_t packet[ICMP + 8 + 40] = { 0 };
		struct wire_message m;
		size_t len = ICMP + 8 + below(&rng, 40);

		memcpy(packet, solicitation, ICMP);
		for (size_t i = ICMP + 4; i < len; i++)
			packet[i] = one_in(&rng, 3) ? 0xff : (uint8_t)rng_next(&rng);
		packet[ICMP] = ICMP_TYPE_ROUTER_SOLICITATION;
		set_total(packet, len);
		packet_fix(packet + ICMP, len - ICMP);
		must(wire_decode(packet, len, &m) == REASON_NONE, "turn %u: right", turn);
		packet[ICMP + 3] ^= (uint8_t)(1 + below(&rng, 255));
		must(wire_decode(packet, len, &m) == REASON_CHECKSUM, "turn %u: wrong", turn);
	}
}
END_TEST

START_TEST(wire_every_flipped_bit_is_noticed)
{
	for (size_t bit = ICMP * 8; bit < sizeof(advertisement) * 8; bit++) {
		uint8_t copy[sizeof(advertisement)];
		struct wire_message m;

		memcpy(copy, advertisement, sizeof(copy));
		copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
		ck_assert_int_ne(decode(copy, sizeof(copy), &m), REASON_NONE);
	}
}
END_TEST

/* Any lifetime and the whole range of preference levels: fault B12. */
START_TEST(wire_random_messages_survive_the_round_trip)
{
	struct rng rng = { .state = 4 };

	for (unsigned turn = 0; turn < 2000; turn++) {
		struct wire_entry entries[NUM_ADDRS_MAX];
		uint8_t packet[PACKET_MAX];
		struct wire_message m;
		unsigned n = 1 + below(&rng, one_in(&rng, 4) ? NUM_ADDRS_MAX : 5);
		uint16_t lifetime = (uint16_t)rng_next(&rng);
		struct in_addr from = { (uint32_t)rng_next(&rng) };
		size_t len;

		for (unsigned i = 0; i < n; i++)
			entries[i] = (struct wire_entry){ { (uint32_t)rng_next(&rng) },
				(int32_t)rng_next(&rng) };
		len = packet_advertisement(packet, from, ip("224.0.0.1"), lifetime, entries, n);
		ck_assert_uint_eq(packet_checksum(packet + ICMP, len - ICMP), 0);
		ck_assert_int_eq(wire_decode(packet, len, &m), REASON_NONE);
		assert_same_ip(m.source, from);
		ck_assert_uint_eq(m.lifetime, lifetime);
		ck_assert_uint_eq(m.num_addrs, n);
		for (unsigned i = 0; i < n; i++) {
			struct wire_entry e = wire_entry(&m, i);

			must(in_addr_equal(e.address, entries[i].address), "turn %u", turn);
			must(e.preference == entries[i].preference, "turn %u", turn);
		}
	}
}
END_TEST

START_TEST(wire_junk_is_refused_or_stays_within_its_bounds)
{
	struct rng rng = { .state = 5 };
	unsigned passed = 0;

	for (unsigned turn = 0; turn < 50000; turn++) {
		uint8_t junk[128];
		struct wire_message m;
		size_t len = below(&rng, sizeof(junk) + 1);

		for (size_t i = 0; i < len; i++)
			junk[i] = (uint8_t)rng_next(&rng);
		if (len > ICMP + 8 && !one_in(&rng, 8)) { /* mostly near the truth */
			memcpy(junk, advertisement, ICMP + 2);
			junk[ICMP + 4] = (uint8_t)below(&rng, 8);
			junk[ICMP + 5] = (uint8_t)below(&rng, 5);
			set_total(junk, len);
			packet_fix(junk + ICMP, len - ICMP);
		}
		if (wire_decode(junk, len, &m) != REASON_NONE)
			continue;
		passed++;
		must(ICMP + 8 + (size_t)m.num_addrs * m.addr_entry_size * 4 <= len,
		    "turn %u: %u of %u words in %zu", turn, m.num_addrs, m.addr_entry_size, len);
	}
	ck_assert_uint_gt(passed, 1000);
}
END_TEST

/* RFC 1256 4.3: as many as fit the link. */
START_TEST(rfc1256_4_3_entries_that_fit_the_mtu)
{
	static const struct {
		unsigned mtu, entries;
	} rows[] = {
		{ 1500, 184 },
		{ 68, 5 },
		{ 67, 4 },
		{ 576, 68 },
		{ 36, 1 },
		{ 44, 2 },
		{ 43, 1 },
		{ 28, 1 },
		{ 0, 1 },
		{ 2067, 254 },
		{ 2068, 255 },
		{ 2076, 255 },
		{ 65536, 255 },
		{ UINT32_MAX, 255 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		ck_assert_uint_eq(wire_entries_max(rows[i].mtu), rows[i].entries);
}
END_TEST

Suite *suite_wire(void)
{
	Suite *s = suite_create("wire");
	TCase *tc = tcase_create("wire");

	tcase_add_test(tc, rfc1256_3_golden_advertisement_is_decoded);
	tcase_add_test(tc, rfc1256_3_golden_solicitation_is_decoded);
	tcase_add_test(tc, rfc1256_3_golden_messages_are_encoded);
	tcase_add_test(tc, rfc1256_3_golden_ip_header_is_encoded);
	tcase_add_test(tc, wire_echo_comes_back_as_it_went);
	tcase_add_test(tc, wire_echo_is_taken_whole_or_not);
	tcase_add_test(tc, rfc1256_5_2_one_broken_field_is_dropped);
	tcase_add_test(tc, rfc1256_4_2_one_broken_field_is_dropped);
	tcase_add_test(tc, rfc1256_4_2_further_octets_are_ignored);
	tcase_add_test(tc, rfc1256_5_2_every_truncation_is_dropped);
	tcase_add_test(tc, rfc1256_5_2_octets_behind_the_ip_length_are_not_the_messages);
	tcase_add_test(tc, rfc1256_5_2_ip_options_are_stepped_over);
	tcase_add_test(tc, rfc1256_5_2_longer_entries_are_read_by_their_size);
	tcase_add_test(tc, rfc5944_2_1_extensions_behind_the_list_are_ignored);
	tcase_add_test(tc, rfc1256_3_full_list_of_255_addresses);
	tcase_add_test(tc, wire_checksum_agrees_with_another_way_to_compute_it);
	tcase_add_test(tc, wire_every_flipped_bit_is_noticed);
	tcase_add_test(tc, wire_random_messages_survive_the_round_trip);
	tcase_add_test(tc, wire_junk_is_refused_or_stays_within_its_bounds);
	tcase_add_test(tc, rfc1256_4_3_entries_that_fit_the_mtu);
	suite_add_tcase(s, tc);
	return s;
}
