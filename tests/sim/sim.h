/* SPDX-License-Identifier: BSD-2-Clause */
/* The simulator: many machines, each with one real engine and a made-up kernel, on virtual LANs, in
 * virtual time. Everything random comes from one seed, so a run can be had again: same seed, same
 * trace hash. What is wrong ends the program with the seed, the time, the machine and the command
 * that shows it again. */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include "agenda.h"
#include "lan.h"

struct node;
struct scenario;

#define MINUTE         (60 * USEC_PER_SEC)
#define HOUR           (60 * MINUTE)
#define DAY            (24 * HOUR)

#define SIM_ANSWERS    16
#define SIM_ANSWER_LEN 44 /* octets, with the IP header */

struct sim {
	uint64_t seed;
	struct rng rng;
	usec_t now;
	struct agenda agenda;
	struct node **nodes; /* by number */
	uint32_t n_nodes;
	struct lan *lans;
	uint32_t n_lans;
	struct scenario *scenario;
	/* What AGENDA_ACTION means. */
	void (*act)(struct sim *sim, uint32_t who, uint32_t what);
	bool verbose;
	bool unguarded;            /* for speed: no invariants, no model */
	bool calm;                 /* nothing bad happens any more */
	uint32_t longest_lifetime; /* seconds, of all advertisements sent so far */
	uint8_t answers[SIM_ANSWERS][SIM_ANSWER_LEN]; /* the last ones to checks: a ring */
	unsigned n_answers;
	uint64_t hash, steps;
	usec_t lived; /* sum over all machines of the time they were on */
};

void sim_init(struct sim *sim, uint64_t seed);
void sim_fini(struct sim *sim);

/* Adds a machine that is off; its number. */
struct node *sim_add_node(struct sim *sim, const char *name);

/* Runs until virtual time `until`. */
void sim_run(struct sim *sim, usec_t until);

/* Adds to the trace hash. */
void sim_mix(struct sim *sim, uint64_t value);

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

/* A time in [min, max] whose logarithm is uniform: seconds are as likely as hours. */
usec_t sim_some_time(struct sim *sim, usec_t min, usec_t max);

/* A line of the trace. Cheap when nobody reads it. */
#define sim_trace(sim, node, ...)                                                                  \
	do {                                                                                       \
		if ((sim)->verbose)                                                                \
			sim_print_trace(sim, node, __VA_ARGS__);                                   \
	} while (0)
__attribute__((format(printf, 3, 4))) void sim_print_trace(
    const struct sim *sim, const struct node *node, const char *format, ...);

/* Something that must hold does not. */
__attribute__((noreturn, format(printf, 3, 4))) void sim_fail(
    const struct sim *sim, const struct node *node, const char *format, ...);

/* What runs now, for those who report its end from outside of it (a signal). */
extern const struct sim *sim_current;
void sim_print_place(const struct sim *sim, const struct node *node);

#endif
