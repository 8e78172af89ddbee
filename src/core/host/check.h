/* SPDX-License-Identifier: BSD-2-Clause */
/* End-to-end checks of one router: a packet through it must come back.
 *
 * A check goes in rounds. At the start of a round one ICMP echo request to each target is due. The caller
 * sends it to the router's link-layer address, whatever the routing table says. The first valid answer makes
 * the round good. Until then another request follows a quarter of the interval after the last, three in
 * all: a loss by chance is no failed round. After the last quarter the round has failed.
 * `failures` failed rounds in a row make the verdict CHECK_LOST; `successes` good ones in a row lift it.
 *
 * An answer counts once, and only from the target that was asked. It proves itself by the round's secret,
 * which only machines on the path see. It is late once check_advance() has ended the answer time of its
 * round. So an answer in a queue of a busy daemon still counts.
 */
#ifndef RDISC_CORE_HOST_CHECK_H
#define RDISC_CORE_HOST_CHECK_H

#include "base/secret.h"
#include "model/conf.h"

/* Requests to one target in a round. */
#define CHECK_TRIES 3

enum check_verdict {
	CHECK_UNKNOWN, /* no answer yet, and no loss */
	CHECK_GOOD,
	CHECK_LOST, /* the router may answer its neighbours, but leads nowhere */
};

/* All 0 is a check that is not under way. */
struct check {
	uint64_t secret; /* of the current round */
	usec_t begun;    /* its first request */
	usec_t due;      /* of the next step; 0: not under way; USEC_INFINITY: requests wait */
	usec_t asked[CHECK_TRIES]; /* the requests of the round */
	uint16_t sequence;         /* of its first request */
	uint16_t
	    awaited;   /* a bit for each request that is not answered; its targets stand together */
	uint8_t tries; /* so many were made in this round */
	uint8_t unsent;            /* a bit for each target whose request is due */
	bool open, judged;         /* there is a round; it is good or failed */
	uint8_t failed, succeeded; /* rounds in a row; they stop at 255 */
	enum check_verdict verdict;
	usec_t changed; /* when the verdict last did; 0: never */
	struct check_target {
		uint64_t sent, answered;
		usec_t round_trip; /* of the last answer; 0: none yet */
	} targets[CHECK_TARGETS_MAX];
};

/* The proof in a request, which an answer repeats. */
struct check_proof {
	struct in_addr source;
	uint16_t sequence;
	uint64_t secret;
};

/* Begins the first round at `now`; a check under way goes on. */
void check_start(struct check *c, usec_t now);

/* Ends what is under way and forgets the verdict; the counts stay. */
void check_stop(struct check *c);

/* Takes the next steps that are due, with a secret for each new round from `secrets`. Returns whether the
 * verdict or the number of failed rounds changed. */
bool check_advance(
    struct check *c, const struct conf_check *conf, struct secrets *secrets, usec_t now);

/* Takes the next request that is due; false: none is. */
bool check_pull(struct check *c, const struct conf_check *conf, unsigned *ret_target,
    uint16_t *ret_sequence, usec_t now);

/* Takes an answer. False: it is late, a repetition, or not ours, and changes nothing. */
bool check_answer(struct check *c, const struct conf_check *conf, struct in_addr router,
    const struct check_proof *proof, usec_t now);

/* Returns when check_advance() has something to do; USEC_INFINITY: not before a request is sent. */
usec_t check_deadline(const struct check *c);

const char *check_verdict_name(enum check_verdict verdict);

/* Returns the address of a target: a configured one, or the router itself. */
struct in_addr check_address(const struct conf_check *conf, unsigned target, struct in_addr router);

#endif
