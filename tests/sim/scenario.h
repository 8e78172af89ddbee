/* SPDX-License-Identifier: BSD-2-Clause */
/* A random small world, what goes wrong in it, and what must be right again in the end.
 *
 * scenario_run() builds LANs, hosts, routers and hostile machines from the seed, lets random things
 * happen to them for some minutes to days of virtual time, then lets nothing happen any more, and checks
 * that every host has found what is there.
 */
#ifndef SIM_SCENARIO_H
#define SIM_SCENARIO_H

#include "setup.h"
#include "world/sim.h"

#define SIM_ANSWERS    16
#define SIM_ANSWER_LEN 44 /* octets, with the IP header */

enum nature { NATURE_HOST, NATURE_ROUTER, NATURE_HOSTILE };

/* The scenario's own knowledge of a machine. */
struct actor {
	enum nature nature;
	unsigned number; /* the last octet of its addresses */
	uint32_t prober; /* does it ask its routers, per million of its configurations */
	/* Always the same: the kernel cannot be told to delete the route that has none, when there is
	 * one that has, and two configurations could leave such a pair. */
	bool prefers_source;
	bool tracker; /* a router that watches its way out */
};

struct scenario {
	struct actor *actors;                        /* by node */
	unsigned max_interval_min, max_interval_max; /* seconds, of its routers */
	usec_t duration;
	usec_t pace;               /* mean time between things that go wrong */
	bool calm;                 /* nothing bad happens any more */
	uint32_t longest_lifetime; /* seconds, of all advertisements sent so far */
	/* The last answers to checks, a ring: hostile machines see them, and send them again. */
	uint8_t answers[SIM_ANSWERS][SIM_ANSWER_LEN];
	unsigned n_answers;
};

/* Makes a world of this seed; `days` (0: as the seed says) is how long things go wrong in it. After `steps` (0: no
 * bound), and the rest of a hundredth of that time, they go wrong no more: a few worlds take most of the time. */
void scenario_run(struct sim *sim, double days, uint64_t steps);
void scenario_fini(struct sim *sim);

/* ---- among the parts ---- */

struct in_addr scenario_address(uint32_t lan, unsigned subnet, unsigned number);
struct iface_addr scenario_iface_address(uint32_t lan, unsigned subnet, unsigned number);

/* scenario_setup.c: a random configuration for a machine. */
struct setup *scenario_setup(struct sim *sim, const struct node *n);

/* scenario_trouble.c: one random thing goes wrong; everything is put right. */
void scenario_trouble(struct sim *sim);
void scenario_repair(struct sim *sim);
/* Something a random thing led to. */
void scenario_follow(struct sim *sim, struct node *n, uint32_t what);

/* scenario_hostile.c: a burst of bad messages. */
void scenario_attack(struct sim *sim, struct node *n);

/* scenario_end.c: nothing goes wrong any more. */
void scenario_check_end(struct sim *sim);

#endif
