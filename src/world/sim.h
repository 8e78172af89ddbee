/* SPDX-License-Identifier: BSD-2-Clause */
/* The simulator: many machines on virtual LANs, in virtual time. Each has a real engine and a made-up kernel.
 * Everything random comes from one seed: the same seed has the same trace hash. A fault ends the program, with the
 * seed, the time, the machine and the command that shows it again.
 *
 * The folder world has no opinion on what is right. tests/sim makes worlds at random and guards them (watch.h);
 * tools/whatif.c makes one from the state of a daemon.
 */
#ifndef RDISC_WORLD_SIM_H
#define RDISC_WORLD_SIM_H

#include "world/agenda.h"
#include "world/lan.h"
#include "world/watch.h"

struct node;
struct scenario;

#define MINUTE (60 * USEC_PER_SEC)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

struct sim {
	uint64_t seed;
	struct rng rng;
	usec_t now;
	struct agenda agenda;
	struct node **nodes; /* by number */
	uint32_t n_nodes;
	struct lan *lans;
	uint32_t n_lans;
	struct scenario *scenario; /* what belongs to those who make a world */
	/* Does an AGENDA_ACTION. */
	void (*act)(struct sim *sim, uint32_t who, uint32_t what);
	bool verbose;
	const char *again; /* the command that shows a world anew; NULL: there is none */
	const struct watcher *watcher; /* NULL: not watched, for speed */
	uint64_t hash, steps;
	usec_t lived; /* sum over all machines of the time they were on */
};

void sim_init(struct sim *sim, uint64_t seed);
void sim_fini(struct sim *sim);

/* Adds a machine that is off. */
struct node *sim_add_node(struct sim *sim, const char *name);

/* Runs until virtual time `until`. */
void sim_run(struct sim *sim, usec_t until);

/* Has act() called then. */
void sim_plan(struct sim *sim, usec_t when, uint32_t who, uint32_t what);

static inline uint64_t sim_below(struct sim *sim, uint64_t n)
{
	return rng_next(&sim->rng) % n;
}

static inline bool sim_chance(struct sim *sim, uint32_t per_million)
{
	return sim_below(sim, PER_MILLION) < per_million;
}

/* The one that runs now, for a signal handler that reports its end. */
extern const struct sim *sim_current;

#endif
