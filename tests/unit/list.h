/* SPDX-License-Identifier: BSD-2-Clause */
/* A default router list on two interfaces, eth0 (192.0.2.99/24) and eth1 (10.0.0.99/8), and its
 * time. */
#ifndef RDISC_TESTS_LIST_H
#define RDISC_TESTS_LIST_H

#include "model/conf.h"
#include "core/host/drl.h"

#define LIST_START (1000 * USEC_PER_SEC)

struct list {
	struct drl drl;
	struct conf conf;
	struct event_ring ring;
	struct iface_addr addrs[2];
	struct iface eth[2];
	usec_t now;
	bool foreign; /* a foreign default route is there */
};

extern struct list list;

void list_setup(void);
void list_teardown(void);

/* Takes over what the test changed in list.conf. */
void list_configure(void);

/* An advertisement of itself by a router; addresses that start with 10 are eth1's. */
enum reason list_hear(const char *address, int32_t preference, uint16_t lifetime);
void list_neighbour(const char *address, enum neighbour_state state);

/* Interface `i` is like this now. */
void list_link(unsigned i, bool up, bool carrier);

/* Time goes on by `time`, with everything that is due on the way; 0 settles the moment. */
void list_wait(usec_t time);

/* NULL: unknown. */
const struct drl_router *list_find(const char *address);

/* The routers wanted, best first: "192.0.2.1 192.0.2.2 | 192.0.2.3", with a bar at each step. */
const char *list_wanted(void);

/* How many questions of a kind about this router are waiting; all questions are taken. */
unsigned list_questions(const char *address, enum neighbour_query_kind kind);

/* How many events of a kind and reason there were; all events are taken. */
unsigned list_events(enum event_kind kind, enum reason reason);

#define assert_wanted(text) ck_assert_str_eq(list_wanted(), text)

#endif
