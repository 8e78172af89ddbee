/* SPDX-License-Identifier: BSD-2-Clause */
/* A second opinion on bytes: RFC 1256 3, 4.2 and 5.2, written without looking at wire.c. */
#ifndef SIM_HEARD_H
#define SIM_HEARD_H

#include "model/network.h"

enum heard_kind { HEARD_NOTHING, HEARD_SOLICITATION, HEARD_ADVERTISEMENT };

struct heard {
	enum heard_kind kind; /* HEARD_NOTHING: to be dropped silently */
	struct in_addr source, destination;
	unsigned ttl;
	unsigned lifetime;
	unsigned n;
	struct heard_entry {
		struct in_addr address;
		int32_t preference;
	} entries[255];
};

/* `data` starts at the IP header. Only what `kind` promises is set. */
void heard_parse(const uint8_t *data, size_t len, struct heard *ret);

#endif
