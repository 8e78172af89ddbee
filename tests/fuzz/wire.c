/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: a datagram as the raw socket gives it. wire.c and the simulator's second opinion
 * (heard.c) must read the same in it, and what was read must survive being said again. */
#include "config.h"

#include "core/wire.h"

#include "sim/heard.h"
#include "unit/packet.h"
#include "fuzz.h"

static void compare(const struct wire_message *m, const struct heard *h)
{
	claim(in_addr_equal(m->source, h->source));
	claim(in_addr_equal(m->destination, h->destination));
	claim(m->ttl == h->ttl);
	if (h->kind == HEARD_SOLICITATION) {
		claim(m->type == ICMP_TYPE_ROUTER_SOLICITATION);
		return;
	}
	claim(m->type == ICMP_TYPE_ROUTER_ADVERTISEMENT);
	claim(m->lifetime == h->lifetime && m->num_addrs == h->n);
	for (unsigned i = 0; i < h->n; i++) {
		struct wire_entry e = wire_entry(m, i);

		claim(in_addr_equal(e.address, h->entries[i].address));
		claim(e.preference == h->entries[i].preference);
	}
}

/* Said again in the shortest way, it reads the same. */
static void say_again(const struct wire_message *m)
{
	uint8_t icmp[WIRE_MESSAGE_MAX], *packet;
	uint8_t room[PACKET_MAX];
	struct wire_entry entries[NUM_ADDRS_MAX], e;
	struct wire_message again;
	size_t len;

	for (unsigned i = 0; i < m->num_addrs; i++)
		entries[i] = wire_entry(m, i);
	len = m->type == ICMP_TYPE_ROUTER_SOLICITATION
		  ? wire_encode_solicitation(icmp)
		  : wire_encode_advertisement(icmp, m->lifetime, entries, m->num_addrs);
	claim(len <= WIRE_MESSAGE_MAX && packet_checksum(icmp, len) == 0);
	len = packet_ip(room, m->source, m->destination, m->ttl, icmp, len);
	packet = exact_copy(room, len);
	claim(wire_decode(packet, len, &again) == REASON_NONE);
	claim(again.type == m->type && again.ttl == m->ttl);
	claim(in_addr_equal(again.source, m->source));
	claim(in_addr_equal(again.destination, m->destination));
	claim(again.lifetime == m->lifetime && again.num_addrs == m->num_addrs);
	for (unsigned i = 0; i < m->num_addrs; i++) {
		e = wire_entry(&again, i);
		claim(in_addr_equal(e.address, entries[i].address));
		claim(e.preference == entries[i].preference);
	}
	free(packet);
}

static void decode(const uint8_t *data, size_t size)
{
	struct wire_message m;
	struct heard h;
	enum reason reason = wire_decode(data, size, &m);

	heard_parse(data, size, &h);
	claim((reason == REASON_NONE) == (h.kind != HEARD_NOTHING));
	if (reason != REASON_NONE)
		return;
	compare(&m, &h);
	say_again(&m);
}

/* As it is; and with its total length and checksum put right, which chance would not. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = exact_copy(data, size);
	size_t header_len = size == 0 ? 0 : (size_t)(data[0] & 0x0f) * 4;

	decode(copy, size);
	if (size >= WIRE_IP_HEADER_LEN && size <= UINT16_MAX && header_len + 4 <= size) {
		copy[2] = (uint8_t)(size >> 8);
		copy[3] = (uint8_t)size;
		packet_fix(copy + header_len, size - header_len);
		decode(copy, size);
	}
	free(copy);
	return 0;
}
