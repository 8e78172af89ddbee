/* SPDX-License-Identifier: BSD-2-Clause */
/* A routing table that answers like the kernel's, and watches what is done to it.
 *
 * Routes are written and read as text: "192.0.2.1@4096" is one of ours through that gateway at that
 * metric, "!192.0.2.9@100" is foreign, "192.0.2.1+192.0.2.2@4096" has two hops. A gateway
 * that starts with 10 is on interface 3, any other on interface 2. A gateway behind "-" is down, and
 * "!%7@100" is a foreign route of which no more is told than its nexthop object, number 7.
 */
#ifndef RDISC_TESTS_FAKE_KERNEL_H
#define RDISC_TESTS_FAKE_KERNEL_H

#include "core/host/fib.h"

#define FAKE_ROUTES 256
#define FAKE_HOPS   16

struct fake_route {
	struct route route; /* its hops are in `hops` once fake_view() has seen it */
	struct hop hops[FAKE_HOPS];
	bool down[FAKE_HOPS];
};

struct fake_news {
	bool gone;
	bool replaced; /* it took another one's place; the kernel does not say whose */
	struct fake_route r;
};

struct fake_kernel {
	struct fake_route routes[FAKE_ROUTES]; /* by metric, then by age */
	size_t n;
	struct fake_news news[FAKE_ROUTES]; /* notifications not yet read */
	size_t n_news;
	int refuse_add, refuse_delete; /* errno for every such request, 0: none */
	bool down[8];                  /* interfaces by index: no route goes there */
	unsigned changes;              /* requests that changed the table */
};

const struct route *fake_view(struct fake_route *r);

/* Routes as a set; there is room for `n` metrics and hops. */
struct route_set fake_set(struct fake_route *routes, size_t n, uint32_t *metrics, struct hop *hops);

/* One route from its text, and all of a table as text. */
struct fake_route fake_parse(const char *word);
const char *fake_text(const struct fake_kernel *k);

bool fake_is_ours(const struct route *route);
size_t fake_count(const struct fake_kernel *k, bool ours);

/* A request of ours; the errno. Checks what must hold for every single one: it names no route but
 * ours, it leaves foreign ones as they are, and it does not take the last of ours while another
 * is wanted. */
int fake_change(struct fake_kernel *k, const struct route_change *change, bool any_wanted);

/* Another program adds or removes a route. */
void fake_put(struct fake_kernel *k, const char *word);
void fake_take(struct fake_kernel *k, const char *word);
void fake_take_at(struct fake_kernel *k, size_t at);
/* It takes the place of the first route with that metric (`ip route replace`). */
void fake_replace(struct fake_kernel *k, const char *word);

/* The interface goes down: its routes are gone without a word. */
void fake_flush(struct fake_kernel *k, unsigned ifindex);

/* Reads the oldest notification; false: there is none. */
bool fake_read(struct fake_kernel *k, struct fake_news *ret);

#endif
