/* SPDX-License-Identifier: BSD-2-Clause */
/* Routers that were advertised while there was no room or no token for them. An answer to ARP is what admits
 * one of them before all that have not answered; so the kernel's neighbour table is looked at for each, and
 * asked for some.
 *
 * Bounded, whatever the network sends: a newcomer keeps its place until it was looked at, and for
 * NEWCOMER_TIME if it is asked; one that finds no place is not remembered.
 */
#ifndef RDISC_CORE_HOST_NEWCOMER_H
#define RDISC_CORE_HOST_NEWCOMER_H

#include "model/network.h"
#include "core/wire.h"

#define NEWCOMERS_MAX       64
#define NEWCOMERS_ASKED_MAX 32           /* of them are asked at a time */
#define NEWCOMER_TIME       USEC_PER_SEC /* to answer, before another may have the place */

struct newcomer {
	unsigned ifindex; /* 0: none */
	struct wire_entry entry;
	struct in_addr source; /* of the last advertisement that named it */
	uint16_t lifetime;     /* … and its lifetime, seconds */
	usec_t heard;          /* … and when it came */
	enum { NEWCOMER_LOOK, NEWCOMER_LOOKED, NEWCOMER_ASK, NEWCOMER_ASKED } state;
	usec_t asked; /* when it was found to need that */
};

struct newcomers {
	struct newcomer list[NEWCOMERS_MAX];
	unsigned cursor; /* where newcomers_query() goes on */
	usec_t looks;    /* token bucket */
};

/* Remembers one, if there is a place. */
void newcomers_note(struct newcomers *n, const struct newcomer *newcomer, usec_t now);

/* Forgets one: it is in the list now, or it has said farewell. */
void newcomers_forget(struct newcomers *n, struct hop hop);

/* Pulls a question to the kernel's neighbour table; false: none left. */
bool newcomers_query(struct newcomers *n, struct neighbour_query *ret);

/* Takes what the kernel says of a neighbour. True: it is one of them (*ret), and it answers; it is theirs no
 * more. */
bool newcomers_answer(
    struct newcomers *n, const struct neighbour *neighbour, usec_t now, struct newcomer *ret);

#endif
