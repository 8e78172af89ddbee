/* SPDX-License-Identifier: BSD-2-Clause */
/* SipHash-2-4 (Aumasson and Bernstein, 2012) of one word of eight octets. */
#include "config.h"

#include "base/secret.h"

static uint64_t rotate_left(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

static void sip_round(uint64_t v[4], unsigned rounds)
{
	for (unsigned i = 0; i < rounds; i++) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = rotate_left(v[1], 13) ^ v[0];
		v[3] = rotate_left(v[3], 16) ^ v[2];
		v[0] = rotate_left(v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = rotate_left(v[1], 17) ^ v[2];
		v[3] = rotate_left(v[3], 21) ^ v[0];
		v[2] = rotate_left(v[2], 32);
	}
}

static void absorb(uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	sip_round(v, 2);
	v[0] ^= word;
}

uint64_t secret_next(struct secrets *s)
{
	uint64_t v[4] = {
		s->key[0] ^ UINT64_C(0x736f6d6570736575),
		s->key[1] ^ UINT64_C(0x646f72616e646f6d),
		s->key[0] ^ UINT64_C(0x6c7967656e657261),
		s->key[1] ^ UINT64_C(0x7465646279746573),
	};

	absorb(v, s->counter++);
	absorb(v, UINT64_C(8) << 56); /* the length, in octets */
	v[2] ^= 0xff;
	sip_round(v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}
