/* SPDX-License-Identifier: BSD-2-Clause */
/* A reconcile between routes that are wanted and a table that answers like the kernel's. */
#ifndef RDISC_TESTS_TABLE_H
#define RDISC_TESTS_TABLE_H

#include "unit/fake_kernel.h"

#define TABLE_START  (1000 * USEC_PER_SEC)
#define TABLE_WANTED 16

struct table {
	struct fib fib;
	struct fake_kernel kernel;
	struct event_ring ring;
	struct fake_route wanted[TABLE_WANTED];
	size_t n_wanted;
	size_t batch; /* changes asked for at a time */
	usec_t now;
};

extern struct table table;

void table_setup(void);
void table_teardown(void);

/* The routes wanted from now on, best first, written as in fake_kernel.h with blanks between. */
void table_want(const char *text);

/* Reads what the kernel has to tell. */
void table_hear(void);

/* Reads the whole table; what the kernel had to tell before is lost. */
void table_dump(void);

/* Takes the kernel's answer to a change. */
void table_answer(const struct route_change *change, int error);

/* Changes until there is nothing to do; how many. */
unsigned table_settle(void);

/* How many events of a kind there were; all events are taken. */
unsigned table_events(enum event_kind kind);

#define assert_table(text) ck_assert_str_eq(fake_text(&table.kernel), text)

#endif
