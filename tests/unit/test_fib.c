/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the reconcile of the wanted routes with a table that answers like the kernel's. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fake_kernel.h"
#include "tests.h"

#define START      (1000 * SEC)
#define WANTED_MAX 16

static struct fib fib;
static struct fake_kernel kernel;
static struct event_ring ring;
static struct fake_route wanted[WANTED_MAX];
static size_t n_wanted;
static size_t batch; /* changes asked for at a time */
static usec_t now;

static void setup(void)
{
	memset(&kernel, 0, sizeof(kernel));
	ring = (struct event_ring){ 0 };
	fib_init(&fib, 1, &ring);
	n_wanted = 0;
	batch = 4;
	now = START;
}

static void teardown(void)
{
	fib_fini(&fib);
}

/* The routes wanted from now on, best first. */
static void want(const char *text)
{
	char copy[512], *rest = copy, *word;

	strcpy(copy, text);
	for (n_wanted = 0; (word = strtok_r(NULL, " ", &rest)) != NULL; n_wanted++)
		wanted[n_wanted] = fake_parse(word);
	fib_touch(&fib);
}

/* What the kernel has to tell is heard. */
static void hear(void)
{
	struct fake_news news;

	while (fake_read(&kernel, &news)) {
		const struct route *route = fake_view(&news.r);

		if (news.gone)
			fib_del(&fib, route);
		else
			ck_assert(fib_set(&fib, route, fake_is_ours(route)));
	}
}

/* Changes until there is nothing to do; how many. */
static unsigned settle(void)
{
	struct route_change changes[WANTED_MAX];
	struct route routes[WANTED_MAX];
	unsigned total = 0;
	size_t n;

	for (size_t i = 0; i < n_wanted; i++)
		routes[i] = *fake_view(&wanted[i]);
	while ((n = fib_plan(&fib, routes, n_wanted, now, changes, batch)) > 0) {
		must(n <= batch, "%zu changes", n);
		for (size_t i = 0; i < n; i++) {
			int error = fake_change(&kernel, &changes[i], n_wanted > 0);

			fib_done(&fib, &changes[i], error, now);
		}
		total += (unsigned)n;
		must(total < 1000, "it never settles");
	}
	must(fib_deadline(&fib) > now, "still due");
	return total;
}

/* A dump of the whole table. */
static void dump(void)
{
	kernel.n_news = 0;
	fib_begin(&fib);
	for (size_t i = 0; i < kernel.n; i++) {
		const struct route *route = fake_view(&kernel.routes[i]);

		ck_assert(fib_set(&fib, route, fake_is_ours(route)));
	}
	fib_end(&fib);
}

static unsigned events(enum event_kind kind)
{
	struct event event;
	unsigned n = 0;

	while (event_pull(&ring, &event))
		n += event.kind == kind;
	return n;
}

#define assert_table(text) ck_assert_str_eq(fake_text(&kernel), text)

START_TEST(fib_installs_what_is_wanted)
{
	want("192.0.2.1@4096");
	ck_assert_uint_eq(settle(), 1);
	assert_table("192.0.2.1@4096");
	ck_assert_uint_eq(events(EVENT_ROUTE_ADDED), 1);
	hear(); /* our own notification */
	ck_assert_uint_eq(settle(), 0);
	ck_assert_uint_eq(kernel.changes, 1);
	ck_assert(fib_deadline(&fib) == USEC_INFINITY);
}
END_TEST

/* Within a metric in order of preference, because the kernel takes the first that answers. */
START_TEST(fib_appends_equals_best_first)
{
	for (batch = 1; batch <= 5; batch++) {
		want("192.0.2.1@4096 192.0.2.2@4096 192.0.2.3@4097 192.0.2.4@4097");
		settle();
		assert_table("192.0.2.1@4096 192.0.2.2@4096 192.0.2.3@4097 192.0.2.4@4097");
		want("");
		settle();
		assert_table("");
	}
}
END_TEST

/* Fault A9: it deleted first and added second. fake_change() checks every step. */
START_TEST(fib_adds_before_it_deletes)
{
	struct route routes[1];
	struct route_change changes[4];

	want("192.0.2.1@4096");
	settle();
	want("192.0.2.2@4096");
	routes[0] = *fake_view(&wanted[0]);
	ck_assert_uint_eq(fib_plan(&fib, routes, 1, now, changes, 4), 1);
	ck_assert_int_eq(changes[0].op, ROUTE_ADD);
	fib_done(&fib, &changes[0], fake_change(&kernel, &changes[0], true), now);
	assert_table("192.0.2.1@4096 192.0.2.2@4096");
	ck_assert_uint_eq(fib_plan(&fib, routes, 1, now, changes, 4), 1);
	ck_assert_int_eq(changes[0].op, ROUTE_DELETE);
	fib_done(&fib, &changes[0], fake_change(&kernel, &changes[0], true), now);
	assert_table("192.0.2.2@4096");
	ck_assert_uint_eq(settle(), 0);
}
END_TEST

/* What could not be added does not cost what is there: fault A2. */
START_TEST(fib_deletes_nothing_while_the_kernel_refuses)
{
	struct route routes[1];
	struct route_change changes[4];

	want("192.0.2.1@4096");
	settle();
	kernel.refuse_add = ENETUNREACH;
	want("192.0.2.2@4096");
	routes[0] = *fake_view(&wanted[0]);
	for (unsigned i = 0; i < 5; i++) {
		ck_assert_uint_eq(fib_plan(&fib, routes, 1, now, changes, 4), 1);
		ck_assert_int_eq(changes[0].op, ROUTE_ADD);
		fib_done(&fib, &changes[0], fake_change(&kernel, &changes[0], true), now);
	}
	assert_table("192.0.2.1@4096");
	ck_assert_uint_eq(events(EVENT_ROUTE_FAILED), 5);
}
END_TEST

/* Fault A4: an administrator's route through the same router went with ours. */
START_TEST(fib_leaves_foreign_routes_alone)
{
	fake_put(&kernel, "!192.0.2.1@0");
	fake_put(&kernel, "!192.0.2.9@4100");
	hear();
	want("192.0.2.1@4096 192.0.2.2@4096");
	settle();
	want("");
	settle();
	assert_table("!192.0.2.1@0 !192.0.2.9@4100");
}
END_TEST

/* The same gateway, the same metric, another owner. [H-7] */
START_TEST(fib_leaves_a_foreign_twin_alone)
{
	want("192.0.2.1@4096");
	settle();
	hear();
	fake_put(&kernel, "!192.0.2.1@4096");
	hear();
	ck_assert_uint_eq(fib_metric(&fib, 4096, now), 4097);
	want("192.0.2.1@4097");
	settle();
	assert_table("!192.0.2.1@4096 192.0.2.1@4097");
	want("");
	settle();
	assert_table("!192.0.2.1@4096");
}
END_TEST

START_TEST(fib_metric_steps_aside)
{
	ck_assert_uint_eq(fib_metric(&fib, 4096, now), 4096);
	fake_put(&kernel, "!192.0.2.9@4096");
	fake_put(&kernel, "!192.0.2.9@4097");
	fake_put(&kernel, "!192.0.2.9@4099");
	hear();
	ck_assert_uint_eq(fib_metric(&fib, 4095, now), 4095);
	ck_assert_uint_eq(fib_metric(&fib, 4096, now), 4098);
	ck_assert_uint_eq(fib_metric(&fib, 4099, now), 4100);
	ck_assert_uint_eq(events(EVENT_METRIC_TAKEN), 3);
	ck_assert_uint_eq(fib_metric(&fib, 4096, now), 4098);
	ck_assert_uint_eq(events(EVENT_METRIC_TAKEN), 0); /* told once */
	fake_take(&kernel, "!192.0.2.9@4097");
	hear();
	ck_assert_uint_eq(fib_metric(&fib, 4096, now), 4097);
	want("192.0.2.1@4096"); /* ours is in nobody's way */
	settle();
	fake_take(&kernel, "!192.0.2.9@4096");
	hear();
	ck_assert_uint_eq(fib_metric(&fib, 4096, now), 4096);
}
END_TEST

/* ---- what others do to ours ---- */

START_TEST(fib_repairs_at_once)
{
	want("192.0.2.1@4096");
	settle();
	fake_take(&kernel, "192.0.2.1@4096");
	hear();
	settle();
	assert_table("192.0.2.1@4096");
	ck_assert_uint_eq(events(EVENT_ROUTE_REPAIRED), 1);
}
END_TEST

/* Who removes it again and again is not followed faster than once a second; and it is told, but not
 * for ever. */
START_TEST(fib_repairs_are_limited_in_a_fight)
{
	unsigned repairs = 0, contested = 0;

	want("192.0.2.1@4096");
	settle();
	for (now = START; now < START + 100 * SEC; now += 10 * MS) {
		if (kernel.n > 0)
			fake_take(&kernel, "192.0.2.1@4096");
		hear();
		repairs += settle();
		contested += events(EVENT_ROUTE_CONTESTED);
	}
	ck_assert_uint_ge(repairs, 95);
	ck_assert_uint_le(repairs, 102);
	ck_assert_uint_eq(contested, 6); /* at 3, 6, 12, 24, 48, 96 */
}
END_TEST

/* `ip route flush` looks twice: the second repair comes soon, too. */
START_TEST(fib_second_repair_after_a_rest_is_soon)
{
	want("192.0.2.1@4096");
	settle();
	for (unsigned i = 0; i < 2; i++) {
		fake_take(&kernel, "192.0.2.1@4096");
		hear();
		settle();
		assert_table("192.0.2.1@4096");
		now += REPAIR_AGAIN;
	}
	fake_take(&kernel, "192.0.2.1@4096");
	hear();
	settle();
	assert_table("");
	now = fib_deadline(&fib);
	ck_assert_uint_le(now, START + REPAIR_AGAIN + REPAIR_INTERVAL);
	settle();
	assert_table("192.0.2.1@4096");
	now += REPAIR_REST;
	fake_take(&kernel, "192.0.2.1@4096");
	hear();
	settle();
	assert_table("192.0.2.1@4096"); /* rested: at once */
}
END_TEST

START_TEST(fib_repair_count_starts_anew_after_a_calm)
{
	want("192.0.2.1@4096");
	settle();
	for (unsigned i = 0; i < 20; i++, now += REPAIR_CALM) {
		fake_take(&kernel, "192.0.2.1@4096");
		hear();
		ck_assert_uint_eq(settle(), 1);
	}
	ck_assert_uint_eq(events(EVENT_ROUTE_CONTESTED), 0);
}
END_TEST

/* A new choice while the old route is waiting for its repair. */
START_TEST(fib_waiting_repair_does_not_hold_up_a_new_route)
{
	want("192.0.2.1@4096");
	settle();
	for (unsigned i = 0; i < 3; i++) {
		fake_take(&kernel, "192.0.2.1@4096");
		hear();
		settle();
		now += i == 0 ? REPAIR_AGAIN : 0;
	}
	assert_table("");
	want("192.0.2.2@4096");
	settle();
	assert_table("192.0.2.2@4096");
	now += 60 * SEC;
	settle();
	assert_table("192.0.2.2@4096");
	ck_assert_ptr_eq(
		fib_next(&fib, fib_next(&fib, NULL)), NULL); /* and nothing is remembered */
}
END_TEST

/* What is left of the old is not deleted while the new waits for its repair. */
START_TEST(fib_keeps_the_unwanted_while_nothing_wanted_is_there)
{
	want("192.0.2.2@4096");
	settle();
	for (unsigned i = 0; i < 3; i++) {
		fake_take(&kernel, "192.0.2.2@4096");
		if (i == 2)
			fake_put(&kernel, "192.0.2.1@4097"); /* as if it were ours */
		hear();
		settle();
		now += i == 0 ? REPAIR_AGAIN : 0;
	}
	assert_table("192.0.2.1@4097");
	now += REPAIR_INTERVAL;
	settle();
	assert_table("192.0.2.2@4096");
}
END_TEST

/* Routes that look like ours and are not go, but not endlessly fast. */
START_TEST(fib_strangers_are_removed_at_a_limited_rate)
{
	char word[64];

	want("192.0.2.1@4096");
	settle();
	for (unsigned i = 0; i < 20; i++) {
		snprintf(word, sizeof(word), "192.0.2.%u@4096", 100 + i);
		fake_put(&kernel, word);
	}
	hear();
	settle();
	ck_assert_uint_eq(kernel.n, 1 + 20 - STRANGERS);
	for (unsigned i = 1; i <= 20 - STRANGERS; i++) {
		now += REPAIR_INTERVAL;
		settle();
		ck_assert_uint_eq(kernel.n, 1 + 20 - STRANGERS - i);
	}
	assert_table("192.0.2.1@4096");
}
END_TEST

START_TEST(fib_deletion_the_kernel_refuses_is_tried_again)
{
	want("192.0.2.1@4096");
	settle();
	kernel.refuse_delete = EPERM;
	want("192.0.2.2@4096");
	settle();
	assert_table("192.0.2.1@4096 192.0.2.2@4096");
	kernel.refuse_delete = 0;
	ck_assert_uint_eq(fib_deadline(&fib), now + DELETE_RETRY);
	now += DELETE_RETRY;
	settle();
	assert_table("192.0.2.2@4096");
}
END_TEST

/* The kernel agreed already: no error, and no second try. */
START_TEST(fib_eexist_and_esrch_are_agreement)
{
	fake_put(&kernel, "192.0.2.1@4096"); /* nobody has heard of it */
	want("192.0.2.1@4096");
	ck_assert_uint_eq(settle(), 1);
	ck_assert_uint_eq(kernel.changes, 0);
	fake_take(&kernel, "192.0.2.1@4096"); /* nor of its end */
	want("192.0.2.2@4096");
	settle();
	assert_table("192.0.2.2@4096");
	ck_assert_uint_eq(events(EVENT_ROUTE_FAILED), 0);
}
END_TEST

/* ---- links, dumps, restarts ---- */

/* Fault A3: after the link came back the route did not. The kernel drops it without a word. */
START_TEST(fib_link_flap_brings_the_route_back)
{
	want("192.0.2.1@4096 10.0.0.1@4097");
	settle();
	hear();
	fake_flush(&kernel, 2);
	fib_drop_iface(&fib, 2);
	settle();
	assert_table("192.0.2.1@4096 10.0.0.1@4097");
	ck_assert_uint_eq(events(EVENT_ROUTE_CONTESTED), 0); /* nobody fights with us */
}
END_TEST

START_TEST(fib_dump_repairs_what_was_lost_silently)
{
	fake_put(&kernel, "!192.0.2.9@100");
	hear();
	want("192.0.2.1@4096 192.0.2.2@4096");
	settle();
	fake_take(&kernel, "!192.0.2.9@100");
	fake_take(&kernel, "192.0.2.2@4096");
	fake_put(&kernel, "192.0.2.77@4096"); /* as if from an earlier run */
	fake_put(&kernel, "!192.0.2.8@4096");
	dump(); /* the notifications were lost */
	settle();
	assert_table("192.0.2.1@4096 !192.0.2.8@4096 192.0.2.2@4096");
	ck_assert_uint_eq(fib_metric(&fib, 100, now), 100);
	ck_assert_uint_eq(fib_metric(&fib, 4096, now), 4097);
	dump();
	ck_assert_uint_eq(settle(), 0);
}
END_TEST

/* News that are older than a dump do no harm: the last word is among them. */
START_TEST(fib_news_from_before_the_dump_do_no_harm)
{
	struct fake_news late[8];
	size_t n = 0;

	want("192.0.2.1@4096");
	settle();
	want("192.0.2.2@4096");
	settle();
	want("192.0.2.1@4096");
	settle();
	while (fake_read(&kernel, &late[n]))
		n++;
	ck_assert_uint_eq(n, 5);
	dump();
	for (size_t i = 0; i < n; i++) {
		if (late[i].gone)
			fib_del(&fib, fake_view(&late[i].r));
		else
			fib_set(&fib, fake_view(&late[i].r), true);
	}
	settle();
	assert_table("192.0.2.1@4096");
	ck_assert_uint_eq(kernel.changes, 5);
}
END_TEST

/* Fault A26: nobody cleaned up what a crash had left. */
START_TEST(fib_adopts_until_it_is_known_who_speaks)
{
	fake_put(&kernel, "192.0.2.1@4096");
	fake_put(&kernel, "192.0.2.2@4096");
	fake_put(&kernel, "!192.0.2.9@100");
	dump();
	fib_adopt(&fib, now + 10 * SEC, now);
	ck_assert_uint_eq(events(EVENT_ROUTE_ADOPTED), 2);
	ck_assert_uint_eq(settle(), 0);
	now += 5 * SEC;
	want("192.0.2.1@4096"); /* this one spoke: its route is left as it is */
	ck_assert_uint_eq(settle(), 0);
	ck_assert_uint_eq(fib_deadline(&fib), START + 10 * SEC);
	now = START + 10 * SEC;
	settle();
	assert_table("!192.0.2.9@100 192.0.2.1@4096");
	want("");
	settle();
	assert_table("!192.0.2.9@100");
}
END_TEST

/* Another metric than the earlier run's: its own route makes the adopted one superfluous. */
START_TEST(fib_adopted_route_goes_when_its_router_has_another)
{
	fake_put(&kernel, "192.0.2.1@5000");
	fake_put(&kernel, "192.0.2.2@5000");
	dump();
	fib_adopt(&fib, now + 10 * SEC, now);
	want("192.0.2.1@4096");
	fib_disown(&fib, (struct hop){ 2, ip("192.0.2.1") }, false); /* it was heard */
	settle();
	assert_table("192.0.2.1@4096 192.0.2.2@5000");
}
END_TEST

/* The fate of its router is known; a multipath route has others, too, unless the router is gone. */
START_TEST(fib_disowned_route_is_not_kept)
{
	const struct hop second = { 2, ip("192.0.2.2") }, third = { 2, ip("192.0.2.3") };

	fake_put(&kernel, "192.0.2.1@4096");
	fake_put(&kernel, "192.0.2.2@4096");
	fake_put(&kernel, "192.0.2.1+192.0.2.3@4096");
	dump();
	fib_disown(&fib, second, true); /* not adopted: nothing */
	fib_adopt(&fib, now + 10 * SEC, now);
	fib_disown(&fib, (struct hop){ 3, ip("192.0.2.1") }, true); /* on another link: nobody */
	fib_disown(&fib, third, false);
	ck_assert_uint_eq(settle(), 0);
	fib_disown(&fib, second, false);
	settle();
	assert_table("192.0.2.1@4096 192.0.2.1+192.0.2.3@4096");
	fib_disown(&fib, third, true);
	settle();
	assert_table("192.0.2.1@4096");
}
END_TEST

/* The routers of an earlier run, in the order it had them. */
START_TEST(fib_recalls_the_order_of_an_earlier_run)
{
	static const char *const order[] = { "192.0.2.5", "192.0.2.3", "10.0.0.4", "192.0.2.1" };
	uint32_t place, last = 0;

	fake_put(&kernel, "192.0.2.5@4096");
	fake_put(&kernel, "192.0.2.3+10.0.0.4@4096");
	fake_put(&kernel, "192.0.2.1@4096");
	fake_put(&kernel, "!192.0.2.9@4096");
	dump();
	ck_assert(!fib_recall(&fib, (struct hop){ 2, ip("192.0.2.5") }, &place));
	fib_adopt(&fib, now + 10 * SEC, now);
	ck_assert(!fib_recall(&fib, (struct hop){ 2, ip("192.0.2.9") }, &place));
	for (unsigned i = 0; i < ARRAY_SIZE(order); i++, last = place) {
		struct hop hop = { strncmp(order[i], "10.", 3) == 0 ? 3 : 2, ip(order[i]) };

		ck_assert(fib_recall(&fib, hop, &place));
		ck_assert(i == 0 || place > last);
	}
}
END_TEST

START_TEST(fib_release_ends_every_keeping)
{
	fake_put(&kernel, "192.0.2.1@4096");
	fake_put(&kernel, "!192.0.2.9@4097");
	dump();
	fib_adopt(&fib, now + 10 * SEC, now);
	settle();
	fib_release(&fib);
	settle();
	assert_table("!192.0.2.9@4097");
}
END_TEST

START_TEST(fib_multipath_route_changes_without_a_gap)
{
	want("192.0.2.1+192.0.2.2@4096");
	settle();
	assert_table("192.0.2.1+192.0.2.2@4096");
	want("192.0.2.1+192.0.2.2+10.0.0.3@4096");
	settle();
	assert_table("192.0.2.1+192.0.2.2+10.0.0.3@4096");
	want("192.0.2.1@4096");
	settle();
	assert_table("192.0.2.1@4096");
	want("192.0.2.1+192.0.2.2@4096");
	settle();
	fake_take(&kernel, "192.0.2.1+192.0.2.2@4096");
	hear();
	settle();
	assert_table("192.0.2.1+192.0.2.2@4096");
	want("");
	settle();
	assert_table("");
}
END_TEST

/* Every attribute is part of a route's identity: a change of one is a new route. */
START_TEST(fib_every_attribute_counts)
{
	for (unsigned i = 0; i < 4; i++) {
		want("192.0.2.1@4096");
		settle();
		if (i == 0)
			wanted[0].route.prefsrc = ip("192.0.2.99");
		else if (i == 1)
			wanted[0].route.mtu = 1400;
		else if (i == 2)
			wanted[0].route.mtu_lock = true;
		else
			wanted[0].route.table = 100;
		fib_touch(&fib);
		ck_assert_uint_eq(settle(), 2);
		ck_assert_uint_eq(kernel.n, 1);
	}
}
END_TEST

/* Many routes, in batches of one and more than there are. */
START_TEST(fib_batches_of_any_size_agree)
{
	for (batch = 1; batch <= WANTED_MAX; batch += 5) {
		want("192.0.2.1@4096 192.0.2.2@4096 192.0.2.3@4097 192.0.2.4@4098 10.0.0.1@4099");
		settle();
		ck_assert_uint_eq(kernel.n, 5);
		want("192.0.2.9@4096 192.0.2.3@4097 192.0.2.8@4098");
		settle();
		assert_table("192.0.2.9@4096 192.0.2.3@4097 192.0.2.8@4098");
	}
}
END_TEST

static void add_outside(TCase *tc)
{
	tcase_add_test(tc, fib_repairs_at_once);
	tcase_add_test(tc, fib_repairs_are_limited_in_a_fight);
	tcase_add_test(tc, fib_second_repair_after_a_rest_is_soon);
	tcase_add_test(tc, fib_repair_count_starts_anew_after_a_calm);
	tcase_add_test(tc, fib_waiting_repair_does_not_hold_up_a_new_route);
	tcase_add_test(tc, fib_keeps_the_unwanted_while_nothing_wanted_is_there);
	tcase_add_test(tc, fib_strangers_are_removed_at_a_limited_rate);
	tcase_add_test(tc, fib_deletion_the_kernel_refuses_is_tried_again);
	tcase_add_test(tc, fib_eexist_and_esrch_are_agreement);
	tcase_add_test(tc, fib_link_flap_brings_the_route_back);
	tcase_add_test(tc, fib_dump_repairs_what_was_lost_silently);
	tcase_add_test(tc, fib_news_from_before_the_dump_do_no_harm);
}

Suite *suite_fib(void)
{
	Suite *s = suite_create("fib");
	TCase *tc = tcase_create("fib");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, fib_installs_what_is_wanted);
	tcase_add_test(tc, fib_appends_equals_best_first);
	tcase_add_test(tc, fib_adds_before_it_deletes);
	tcase_add_test(tc, fib_deletes_nothing_while_the_kernel_refuses);
	tcase_add_test(tc, fib_leaves_foreign_routes_alone);
	tcase_add_test(tc, fib_leaves_a_foreign_twin_alone);
	tcase_add_test(tc, fib_metric_steps_aside);
	add_outside(tc);
	tcase_add_test(tc, fib_adopts_until_it_is_known_who_speaks);
	tcase_add_test(tc, fib_adopted_route_goes_when_its_router_has_another);
	tcase_add_test(tc, fib_disowned_route_is_not_kept);
	tcase_add_test(tc, fib_recalls_the_order_of_an_earlier_run);
	tcase_add_test(tc, fib_release_ends_every_keeping);
	tcase_add_test(tc, fib_multipath_route_changes_without_a_gap);
	tcase_add_test(tc, fib_every_attribute_counts);
	tcase_add_test(tc, fib_batches_of_any_size_agree);
	suite_add_tcase(s, tc);
	return s;
}
