/* SPDX-License-Identifier: BSD-2-Clause */
/* One machine: a made-up kernel and the daemon on it, which is one real engine and what run.c
 * does around it: facts in, settle, results out.
 *
 * A machine can be off. It can be asleep: nothing of it runs, but its clock goes on. It can be busy: its kernel
 * runs, and the daemon has to wait. Its clock has an offset of its own.
 */
#ifndef RDISC_WORLD_NODE_H
#define RDISC_WORLD_NODE_H

#include "core/engine/engine.h"
#include "world/kernel.h"
#include "world/sim.h"

struct frame;
struct reference;
struct guard;

#define PROTOCOL_RA 9 /* RTPROT_RA */

struct inbox_item {
	struct frame *frame;
	unsigned ifindex;
};

#define INBOX_MAX 256

struct node {
	struct sim *sim;
	uint32_t id;
	char name[24];
	bool powered, suspended;
	usec_t on_since;
	usec_t offset;        /* this machine's clock - the simulator's */
	usec_t stalled_until; /* the daemon gets no time before */
	usec_t rested;   /* machine's clock: when it last came back from being asleep or busy */
	usec_t lateness; /* its timers are late by up to this */
	bool powerless;  /* the daemon may not ask neighbours (no CAP_NET_ADMIN) */
	bool severed;    /* as a router it leads nowhere, but answers its neighbours */
	struct kernel kernel;
	struct engine *engine;    /* NULL: the daemon does not run */
	struct conf *conf;        /* one block of memory, the machine's own */
	struct inbox_item *inbox; /* a ring */
	unsigned inbox_first, inbox_n, inbox_capacity;
	usec_t wake_at; /* simulator's clock: the earliest wake-up in the agenda */
	bool turning;   /* now */
	bool ending;    /* the daemon says farewell, and no more */
	bool dump_all;
	usec_t started;             /* machine's clock: the daemon */
	struct known_router *saved; /* the state file */
	size_t n_saved, saved_capacity;
	usec_t saved_at;
	uint64_t saved_generation;
	struct hop learned[EVENT_RING_SIZE]; /* routers new in the latest advertisement */
	size_t n_learned;
	bool files[TRACKS_MAX]; /* what the files of its tracks say */
	usec_t routed;  /* simulator's clock: when the first route was installed; 0: not yet */
	usec_t flushed; /* machine's clock: when another program last removed a route of ours */
	/* The watcher's own. */
	struct reference *reference;
	struct guard *guard;
};

/* Returns the machine's time at a moment of the simulator's. */
static inline usec_t node_clock(const struct node *n, usec_t time)
{
	return time + n->offset;
}

static inline usec_t node_now(const struct node *n)
{
	return node_clock(n, n->sim->now);
}

void node_init(struct node *n, struct sim *sim, uint32_t id, const char *name);
void node_fini(struct node *n);

/* ---- what happens to the machine ---- */

void node_power_on(struct node *n, usec_t clock);
void node_power_off(struct node *n);
void node_suspend(struct node *n);
void node_resume(struct node *n);
void node_stall(struct node *n, usec_t until);

/* ---- what happens to the daemon ---- */

/* `conf` is one block of memory, with all it points to, and is taken over. `seed` is the engine's. */
void node_start(struct node *n, struct conf *conf, uint64_t seed, bool restore);
void node_stop(struct node *n); /* SIGTERM */
void node_kill(struct node *n); /* SIGKILL */
void node_configure(struct node *n, struct conf *conf);
void node_drain(struct node *n, unsigned iface, bool drain);
void node_set_file(struct node *n, unsigned track, bool ok);

/* ---- what the rest of the simulator calls ---- */

/* There is news for the daemon. */
void node_poke(struct node *n);
void node_wake(struct node *n);
void node_receive(struct node *n, unsigned iface, struct frame *f);

/* ---- among the parts ---- */

void node_tell_neighbour(struct node *n, const struct neighbour *neighbour);
void node_read_routes(struct node *n);
void node_read_links_and_routes(struct node *n);
void node_tell_neighbours(struct node *n);
void node_take_facts(struct node *n);
void node_take_datagrams(struct node *n);
/* Turns until there is nothing left to read. */
void node_run(struct node *n);
void node_finish(struct node *n);
void node_transmit(struct node *n);
/* node_checks.c: requests go through their routers to the targets. An answer is heard. */
void node_send_checks(struct node *n);
bool node_is_answer(const struct frame *f);
void node_hear_answer(struct node *n, const struct frame *f);
/* The rest of the end: nothing but farewells, and who is heard meanwhile. */
void node_go_on_ending(struct node *n);
void node_tell_events(struct node *n);
/* node_results.c: the rest of a turn. */
void node_sync_routes(struct node *n);
void node_sync_memberships(struct node *n);
void node_save_state(struct node *n);
/* The daemon is gone. */
void node_end(struct node *n);
/* A wake-up at that time of the simulator's, or earlier. */
void node_schedule(struct node *n, usec_t when);

#endif
