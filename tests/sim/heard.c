/* SPDX-License-Identifier: BSD-2-Clause */
/* A second opinion on bytes. */
#include "config.h"

#include "heard.h"

#include <string.h>

static uint32_t number(const uint8_t *p, unsigned octets)
{
	uint32_t v = 0;

	while (octets-- > 0)
		v = v * 256 + *p++;
	return v;
}

static bool is_sum_right(const uint8_t *p, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < len; i++) {
		sum += (uint32_t)p[i] << (i % 2 == 0 ? 8 : 0);
		if (sum > 0xffff)
			sum -= 0xffff;
	}
	return sum == 0xffff;
}

static void parse_entries(const uint8_t *icmp, struct heard *ret)
{
	unsigned step = icmp[5] * 4U;

	ret->n = icmp[4];
	ret->lifetime = number(icmp + 6, 2);
	for (unsigned i = 0; i < ret->n; i++) {
		const uint8_t *p = icmp + 8 + (size_t)i * step;

		memcpy(&ret->entries[i].address, p, 4);
		ret->entries[i].preference = (int32_t)number(p + 4, 4);
	}
}

/* A message that the kernel or the IP layer would not pass on counts as dropped too. [R-V1, H-V1, N-3] */
void heard_parse(const uint8_t *data, size_t len, struct heard *ret)
{
	size_t header, total;
	const uint8_t *icmp;

	ret->kind = HEARD_NOTHING;
	if (len < 20 || data[0] / 16 != 4)
		return;
	header = data[0] % 16 * 4U;
	total = number(data + 2, 2);
	if (header < 20 || total < header + 8 || total > len || data[9] != IPPROTO_ICMP ||
	    (number(data + 6, 2) & 0x3fff) != 0)
		return;
	icmp = data + header;
	if (!is_sum_right(icmp, total - header) || icmp[1] != 0)
		return;
	memcpy(&ret->source, data + 12, 4);
	memcpy(&ret->destination, data + 16, 4);
	ret->ttl = data[8];
	if (icmp[0] == 10) {
		ret->kind = HEARD_SOLICITATION;
	} else if (icmp[0] == 9 && icmp[4] > 0 && icmp[5] >= 2 &&
		   total - header >= 8 + 4U * icmp[4] * icmp[5]) {
		ret->kind = HEARD_ADVERTISEMENT;
		parse_entries(icmp, ret);
	}
}
