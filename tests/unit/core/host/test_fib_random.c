/* SPDX-License-Identifier: BSD-2-Clause */
/* Drives the reconcile at random: wishes change, others meddle, news come late, the kernel refuses.
 * */
#include "config.h"

#include <linux/rtnetlink.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "unit/fake_kernel.h"
#include "unit/tests.h"

#define STEPS    rounds(150000)
#define GATEWAYS 6
#define WISH_MAX 4
#define METRIC   4096

static struct fib fib;
static struct fake_kernel kernel;
static struct event_ring ring;
static struct rng rng;
static usec_t now;

/* The wanted routes: gateways in order, each a step of its own or with the one before. */
static unsigned wishes[WISH_MAX], n_wishes;
static bool new_step[WISH_MAX], multipath;
static struct fake_route wanted[WISH_MAX];
static struct route routes[WISH_MAX];
static uint32_t metrics[WISH_MAX];
static struct hop hops[WISH_MAX];
static struct route_set set;
static size_t n_wanted;
static bool behind; /* the mirror does not know what others have done */

/* Odd ones are on interface 3. */
static const char *gateway(unsigned i)
{
	static char text[16];

	snprintf(text, sizeof(text), i % 2 == 0 ? "192.0.2.%u" : "10.0.0.%u", i + 1);
	return text;
}

static void build(void)
{
	uint32_t metric = METRIC;
	char word[64];

	n_wanted = 0;
	for (unsigned i = 0; i < n_wishes; i++) {
		if (i == 0 || (new_step[i] && !multipath))
			metric = fib_metric(&fib, RT_TABLE_MAIN, metric + (i > 0), now);
		snprintf(word, sizeof(word), "%s@%u", gateway(wishes[i]), metric);
		wanted[n_wanted] = fake_parse(word);
		if (multipath && i > 0) {
			wanted[0].hops[i] = wanted[1].hops[0];
			wanted[0].route.n_hops++;
		} else {
			n_wanted++;
		}
	}
	for (size_t i = 0; i < n_wanted; i++)
		routes[i] = *fake_view(&wanted[i]);
	set = fake_set(wanted, n_wanted, metrics, hops);
	fib_touch(&fib);
}

static void wish(void)
{
	unsigned taken = 0;

	n_wishes = below(&rng, WISH_MAX + 1);
	multipath = one_in(&rng, 4);
	for (unsigned i = 0; i < n_wishes; i++) {
		do
			wishes[i] = below(&rng, GATEWAYS);
		while ((taken & 1U << wishes[i]) != 0);
		taken |= 1U << wishes[i];
		new_step[i] = one_in(&rng, 2);
	}
}

/* Reads at most `max` notifications. Half of them may say less than none: a route of ours that came
 * and went seems to be there. (rtnl_receive() reads all.) */
static void hear(unsigned max)
{
	struct fake_news news;
	bool any = false;

	while (max-- > 0 && fake_read(&kernel, &news)) {
		const struct route *route = fake_view(&news.r);

		if (news.gone)
			fib_del(&fib, route);
		else
			must(fib_set(&fib, route, fake_is_ours(route)), "no memory");
		if (news.replaced)
			fib_doubt(&fib);
		any = true;
	}
	behind = kernel.n_news > 0 && (behind || any);
}

static void dump(void)
{
	fib_begin(&fib);
	for (size_t i = 0; i < kernel.n; i++) {
		const struct route *route = fake_view(&kernel.routes[i]);

		must(fib_set(&fib, route, fake_is_ours(route)), "no memory");
	}
	fib_end(&fib);
	hear(UINT32_MAX); /* older news, and harmless: the last word is in them */
	behind = false;
}

/* As the engine does: what the kernel refuses is not wanted for a while. */
static void settle(void)
{
	struct route_change changes[8];
	unsigned turns = 0;
	size_t n;

	build();
	do {
		bool refused = false;

		if (fib_take_doubt(&fib, now))
			dump();
		n = fib_plan(&fib, &set, 1, now, changes, 1 + below(&rng, 8));

		for (size_t i = 0; i < n; i++) {
			int error = fake_change(&kernel, &changes[i], n_wanted > 0 && !behind);

			if (error == 0 && changes[i].op == ROUTE_ADD)
				must(fib_set(&fib, &changes[i].route, true), "no memory");
			fib_done(&fib, &changes[i], error, now);
			refused = refused || (changes[i].op == ROUTE_ADD && error == ENETUNREACH);
		}
		if (refused) {
			n_wishes -= n_wishes > 0;
			build();
		}
		must(++turns < 200, "it never settles");
	} while (n > 0 || fib_deadline(&fib) <= now);
	must(fib_deadline(&fib) > now, "still due");
}

static bool has_metric(uint32_t metric)
{
	for (size_t i = 0; i < kernel.n; i++)
		if (kernel.routes[i].route.metric == metric)
			return true;
	return false;
}

static void meddle(void)
{
	size_t at = below(&rng, (uint32_t)kernel.n + 1);
	char word[64];

	uint32_t metric = METRIC - 2 + below(&rng, 6);

	snprintf(word, sizeof(word), "%s%s@%u", one_in(&rng, 4) ? "" : "!",
	    gateway(below(&rng, GATEWAYS)), metric);
	if (one_in(&rng, 4) && has_metric(metric) && strstr(fake_text(&kernel), word) == NULL) {
		fake_replace(&kernel, word);
	} else {
		if (at < kernel.n)
			fake_take_at(&kernel, at);
		if (one_in(&rng, 2) && strstr(fake_text(&kernel), word) == NULL && kernel.n < 20)
			fake_put(&kernel, word);
	}
	behind = true;
}

static void do_something(void)
{
	unsigned what = below(&rng, 100), ifindex = 2 + below(&rng, 2);

	if (what < 35) {
		wish();
	} else if (what < 65) {
		meddle();
	} else if (what < 75) {
		dump();
	} else if (what < 80) {
		hear(UINT32_MAX); /* the link's own news come after those */
		fake_flush(&kernel, ifindex);
		fib_doubt_iface(&fib, ifindex, true);
		dump();
	} else if (what < 84) {
		kernel.refuse_add = one_in(&rng, 2) ? ENETUNREACH : 0;
	} else if (what < 88) {
		kernel.refuse_delete = one_in(&rng, 2) ? EPERM : 0;
	} else if (what < 90) {
		fib_adopt(&fib, now + rng_between(&rng, 0, 10 * SEC), now);
	} else if (what < 92) {
		struct fake_route r = fake_parse("192.0.2.1@0");

		fib_disown(&fib, r.hops[0], one_in(&rng, 2));
	} else {
		fib.rereads = now + REREADS_MAX * REREAD_INTERVAL; /* others have used them up */
	}
}

/* The mirror and the kernel hold the same. */
static void compare(unsigned step)
{
	size_t n = 0;

	for (const struct fib_entry *e = fib_next(&fib, NULL); e != NULL; e = fib_next(&fib, e))
		n += e->present;
	must(n == kernel.n, "step %u: %zu routes in the mirror, not %zu", step, n, kernel.n);
}

/* Left alone, it comes to what is wished for, and no foreign route has changed. */
static void come_to_rest(unsigned step)
{
	unsigned turns = 0;

	kernel.refuse_add = kernel.refuse_delete = 0;
	hear(UINT32_MAX);
	settle();
	while (fib_deadline(&fib) != USEC_INFINITY) {
		must(++turns < 100, "step %u: it never rests", step);
		now = fib_deadline(&fib);
		hear(UINT32_MAX);
		settle();
	}
	hear(UINT32_MAX);
	settle();
	compare(step);
	must(fake_count(&kernel, true) == n_wanted, "step %u: %zu wanted of %s", step, n_wanted,
	    fake_text(&kernel));
	for (size_t i = 0; i < n_wanted; i++) {
		struct route_change again = { ROUTE_ADD, routes[i] };

		must(fake_change(&kernel, &again, true) == EEXIST, "step %u: not there", step);
		for (size_t j = 0; j < kernel.n; j++)
			must(fake_is_ours(&kernel.routes[j].route) ||
				 kernel.routes[j].route.metric != routes[i].metric,
			    "step %u: in the way of a foreign route", step);
	}
}

static void setup(void)
{
	memset(&kernel, 0, sizeof(kernel));
	ring = (struct event_ring){ 0 };
	fib_init(&fib, 3, &ring);
	rng.state = 21;
	now = 1000 * SEC;
	n_wishes = 0;
	behind = false;
}

static void teardown(void)
{
	fib_fini(&fib);
}

/* fake_change() looks at every single change: foreign routes as they were, never the last of ours.
 * */
START_TEST(fib_agrees_with_the_kernel_at_random)
{
	struct event event;

	for (unsigned step = 0, steps = STEPS; step < steps; step++) {
		now += one_in(&rng, 20) ? rng_between(&rng, 1, 20 * SEC)
					: rng_between(&rng, 1, 200 * MS);
		do_something();
		if (!one_in(&rng, 5) || kernel.n_news > FAKE_ROUTES / 4)
			hear(one_in(&rng, 4) ? below(&rng, 3) : UINT32_MAX);
		if (kernel.n_news > FAKE_ROUTES / 4)
			hear(UINT32_MAX);
		settle();
		if (one_in(&rng, 20))
			come_to_rest(step);
		while (event_pull(&ring, &event))
			;
	}
	ck_assert_uint_gt(kernel.changes, STEPS / 10);
}
END_TEST

Suite *suite_fib_random(void)
{
	Suite *s = suite_create("fib_random");
	TCase *tc = tcase_create("fib_random");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, fib_agrees_with_the_kernel_at_random);
	suite_add_tcase(s, tc);
	return s;
}
