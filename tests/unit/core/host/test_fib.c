/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the reconcile: from what is wanted to what the kernel holds, whatever others do to it. */
#include "config.h"

#include <linux/rtnetlink.h>
#include <errno.h>
#include <stdio.h>

#include "unit/table.h"
#include "unit/tests.h"

START_TEST(fib_installs_what_is_wanted)
{
	table_want("192.0.2.1@4096");
	ck_assert_uint_eq(table_settle(), 1);
	assert_table("192.0.2.1@4096");
	ck_assert_uint_eq(table_events(EVENT_ROUTE_ADDED), 1);
	table_hear(); /* our own notification */
	ck_assert_uint_eq(table_settle(), 0);
	ck_assert_uint_eq(table.kernel.changes, 1);
	ck_assert(fib_deadline(&table.fib) == USEC_INFINITY);
}
END_TEST

/* Within a metric in order of preference, because the kernel takes the first that answers. */
START_TEST(fib_appends_equals_best_first)
{
	for (table.batch = 1; table.batch <= 5; table.batch++) {
		table_want("192.0.2.1@4096 192.0.2.2@4096 192.0.2.3@4097 192.0.2.4@4097");
		table_settle();
		assert_table("192.0.2.1@4096 192.0.2.2@4096 192.0.2.3@4097 192.0.2.4@4097");
		table_want("");
		table_settle();
		assert_table("");
	}
}
END_TEST

/* Fault A9: it deleted first and added second. fake_change() checks every step. */
START_TEST(fib_adds_before_it_deletes)
{
	struct route_set wanted;
	struct route_change changes[4];
	uint32_t metrics[1];
	struct hop hops[1];

	table_want("192.0.2.1@4096");
	table_settle();
	table_want("192.0.2.2@4096");
	wanted = fake_set(table.wanted, 1, metrics, hops);
	ck_assert_uint_eq(fib_plan(&table.fib, &wanted, 1, table.now, changes, 4), 1);
	ck_assert_int_eq(changes[0].op, ROUTE_ADD);
	table_answer(&changes[0], fake_change(&table.kernel, &changes[0], true));
	assert_table("192.0.2.1@4096 192.0.2.2@4096");
	ck_assert_uint_eq(fib_plan(&table.fib, &wanted, 1, table.now, changes, 4), 1);
	ck_assert_int_eq(changes[0].op, ROUTE_DELETE);
	table_answer(&changes[0], fake_change(&table.kernel, &changes[0], true));
	assert_table("192.0.2.2@4096");
	ck_assert_uint_eq(table_settle(), 0);
}
END_TEST

/* A route that could not be added does not cost the one that is there: fault A2. */
START_TEST(fib_deletes_nothing_while_the_kernel_refuses)
{
	struct route_set wanted;
	struct route_change changes[4];
	uint32_t metrics[1];
	struct hop hops[1];

	table_want("192.0.2.1@4096");
	table_settle();
	table.kernel.refuse_add = ENETUNREACH;
	table_want("192.0.2.2@4096");
	wanted = fake_set(table.wanted, 1, metrics, hops);
	for (unsigned i = 0; i < 5; i++) {
		ck_assert_uint_eq(fib_plan(&table.fib, &wanted, 1, table.now, changes, 4), 1);
		ck_assert_int_eq(changes[0].op, ROUTE_ADD);
		table_answer(&changes[0], fake_change(&table.kernel, &changes[0], true));
	}
	assert_table("192.0.2.1@4096");
}
END_TEST

/* The kernel holds another route than was asked for (an MTU that it bounds), or none. That it took
 * the request proves nothing. [faults B5] */
START_TEST(fib_believes_no_acknowledgement_alone)
{
	struct fake_route other = fake_parse("192.0.2.1@4096");
	struct route_set wanted;
	struct route_change changes[4];
	uint32_t metrics[1];
	struct hop hops[1];

	table_want("192.0.2.1@4096");
	table.wanted[0].route.mtu = 65530;
	other.route.mtu = 65520;
	wanted = fake_set(table.wanted, 1, metrics, hops);
	ck_assert_uint_eq(fib_plan(&table.fib, &wanted, 1, table.now, changes, 4), 1);
	ck_assert(fib_set(&table.fib, fake_view(&other), true));
	ck_assert_int_eq(fib_done(&table.fib, &changes[0], 0, table.now), EPROTO);
	ck_assert(!fib_has(&table.fib, &changes[0].route));
	ck_assert(fib_has(&table.fib, fake_view(&other)));
	ck_assert_uint_eq(table_events(EVENT_ROUTE_ADDED), 0);
}
END_TEST

/* Fault A4: an administrator's route through the same router went with ours. */
START_TEST(fib_leaves_foreign_routes_alone)
{
	fake_put(&table.kernel, "!192.0.2.1@0");
	fake_put(&table.kernel, "!192.0.2.9@4100");
	table_hear();
	table_want("192.0.2.1@4096 192.0.2.2@4096");
	table_settle();
	table_want("");
	table_settle();
	assert_table("!192.0.2.1@0 !192.0.2.9@4100");
}
END_TEST

/* The same gateway, the same metric, another owner. [H-7] */
START_TEST(fib_leaves_a_foreign_twin_alone)
{
	table_want("192.0.2.1@4096");
	table_settle();
	table_hear();
	fake_put(&table.kernel, "!192.0.2.1@4096");
	table_hear();
	ck_assert_uint_eq(fib_metric(&table.fib, RT_TABLE_MAIN, 4096, table.now), 4097);
	table_want("192.0.2.1@4097");
	table_settle();
	assert_table("!192.0.2.1@4096 192.0.2.1@4097");
	table_want("");
	table_settle();
	assert_table("!192.0.2.1@4096");
}
END_TEST

START_TEST(fib_metric_steps_aside)
{
	ck_assert_uint_eq(fib_metric(&table.fib, RT_TABLE_MAIN, 4096, table.now), 4096);
	fake_put(&table.kernel, "!192.0.2.9@4096");
	fake_put(&table.kernel, "!192.0.2.9@4097");
	fake_put(&table.kernel, "!192.0.2.9@4099");
	table_hear();
	ck_assert_uint_eq(fib_metric(&table.fib, RT_TABLE_MAIN, 4095, table.now), 4095);
	ck_assert_uint_eq(fib_metric(&table.fib, RT_TABLE_MAIN, 4096, table.now), 4098);
	ck_assert_uint_eq(fib_metric(&table.fib, RT_TABLE_MAIN, 4099, table.now), 4100);
	ck_assert_uint_eq(table_events(EVENT_METRIC_TAKEN), 3);
	ck_assert_uint_eq(fib_metric(&table.fib, RT_TABLE_MAIN, 4096, table.now), 4098);
	ck_assert_uint_eq(table_events(EVENT_METRIC_TAKEN), 0); /* told once */
	fake_take(&table.kernel, "!192.0.2.9@4097");
	table_hear();
	ck_assert_uint_eq(fib_metric(&table.fib, RT_TABLE_MAIN, 4096, table.now), 4097);
	table_want("192.0.2.1@4096"); /* ours is in no other's way */
	table_settle();
	fake_take(&table.kernel, "!192.0.2.9@4096");
	table_hear();
	ck_assert_uint_eq(fib_metric(&table.fib, RT_TABLE_MAIN, 4096, table.now), 4096);
}
END_TEST

/* ---- what others do to ours ---- */

START_TEST(fib_repairs_at_once)
{
	table_want("192.0.2.1@4096");
	table_settle();
	fake_take(&table.kernel, "192.0.2.1@4096");
	table_hear();
	table_settle();
	assert_table("192.0.2.1@4096");
	ck_assert_uint_eq(table_events(EVENT_ROUTE_REPAIRED), 1);
}
END_TEST

/* A route that another program keeps removing comes back once a second at most. It is reported, but not
 * for ever. */
START_TEST(fib_repairs_are_limited_in_a_fight)
{
	unsigned repairs = 0, contested = 0;

	table_want("192.0.2.1@4096");
	table_settle();
	for (table.now = TABLE_START; table.now < TABLE_START + 100 * SEC; table.now += 10 * MS) {
		if (table.kernel.n > 0)
			fake_take(&table.kernel, "192.0.2.1@4096");
		table_hear();
		repairs += table_settle();
		contested += table_events(EVENT_ROUTE_CONTESTED);
	}
	ck_assert_uint_ge(repairs, 95);
	ck_assert_uint_le(repairs, 102);
	ck_assert_uint_eq(contested, 6); /* at 3, 6, 12, 24, 48, 96 */
}
END_TEST

/* `ip route flush` looks twice: the second repair comes soon, too. */
START_TEST(fib_second_repair_after_a_rest_is_soon)
{
	table_want("192.0.2.1@4096");
	table_settle();
	for (unsigned i = 0; i < 2; i++) {
		fake_take(&table.kernel, "192.0.2.1@4096");
		table_hear();
		table_settle();
		assert_table("192.0.2.1@4096");
		table.now += REPAIR_AGAIN;
	}
	fake_take(&table.kernel, "192.0.2.1@4096");
	table_hear();
	table_settle();
	assert_table("");
	table.now = fib_deadline(&table.fib);
	ck_assert_uint_le(table.now, TABLE_START + REPAIR_AGAIN + REPAIR_INTERVAL);
	table_settle();
	assert_table("192.0.2.1@4096");
	table.now += REPAIR_REST;
	fake_take(&table.kernel, "192.0.2.1@4096");
	table_hear();
	table_settle();
	assert_table("192.0.2.1@4096"); /* rested: at once */
}
END_TEST

START_TEST(fib_repair_count_starts_anew_after_a_calm)
{
	table_want("192.0.2.1@4096");
	table_settle();
	for (unsigned i = 0; i < 20; i++, table.now += REPAIR_CALM) {
		fake_take(&table.kernel, "192.0.2.1@4096");
		table_hear();
		ck_assert_uint_eq(table_settle(), 1);
	}
	ck_assert_uint_eq(table_events(EVENT_ROUTE_CONTESTED), 0);
}
END_TEST

/* A new choice while the old route is waiting for its repair. */
START_TEST(fib_waiting_repair_does_not_hold_up_a_new_route)
{
	table_want("192.0.2.1@4096");
	table_settle();
	for (unsigned i = 0; i < 3; i++) {
		fake_take(&table.kernel, "192.0.2.1@4096");
		table_hear();
		table_settle();
		table.now += i == 0 ? REPAIR_AGAIN : 0;
	}
	assert_table("");
	table_want("192.0.2.2@4096");
	table_settle();
	assert_table("192.0.2.2@4096");
	table.now += 60 * SEC;
	table_settle();
	assert_table("192.0.2.2@4096");
	ck_assert_ptr_eq(
	    fib_next(&table.fib, fib_next(&table.fib, NULL)), NULL); /* and nothing is remembered */
}
END_TEST

/* The remaining old routes stay while the new one waits for its repair. */
START_TEST(fib_keeps_the_unwanted_while_nothing_wanted_is_there)
{
	table_want("192.0.2.2@4096");
	table_settle();
	for (unsigned i = 0; i < 3; i++) {
		fake_take(&table.kernel, "192.0.2.2@4096");
		if (i == 2)
			fake_put(&table.kernel, "192.0.2.1@4097"); /* as if it were ours */
		table_hear();
		table_settle();
		table.now += i == 0 ? REPAIR_AGAIN : 0;
	}
	assert_table("192.0.2.1@4097");
	table.now += REPAIR_INTERVAL;
	table_settle();
	assert_table("192.0.2.2@4096");
}
END_TEST

/* `ip route replace` takes ours away without a word. What looks like ours is then all that is left, and it stays
 * until the routes are read again, which has a limit: fault A9. */
START_TEST(fib_deletes_nothing_by_a_mirror_in_doubt)
{
	table_want("192.0.2.2@4096");
	table_settle();
	table.fib.rereads = table.now + (REREADS_MAX - 1) * REREAD_INTERVAL + 98 * MS;
	fake_replace(&table.kernel, "192.0.2.1@4096");
	table_hear();
	ck_assert_uint_eq(table_settle(), 0);
	assert_table("192.0.2.1@4096");
	ck_assert(fib_deadline(&table.fib) == table.now + 98 * MS);
	table.now += 98 * MS;
	ck_assert_uint_eq(table_settle(), 2);
	assert_table("192.0.2.2@4096");
}
END_TEST

/* … and so it is while no dump succeeds; it asks for no other one. */
START_TEST(fib_deletes_nothing_after_half_a_dump)
{
	table_want("192.0.2.2@4096");
	table_settle();
	fake_replace(&table.kernel, "192.0.2.1@4096");
	table_hear();
	ck_assert(fib_take_doubt(&table.fib, table.now));
	fib_begin(&table.fib);
	ck_assert_uint_eq(table_settle(), 0);
	ck_assert(fib_deadline(&table.fib) == USEC_INFINITY);
	table_dump();
	ck_assert_uint_eq(table_settle(), 2);
	assert_table("192.0.2.2@4096");
}
END_TEST

/* Routes that look like ours and are not go, but not endlessly fast. */
START_TEST(fib_strangers_are_removed_at_a_limited_rate)
{
	char word[64];

	table_want("192.0.2.1@4096");
	table_settle();
	for (unsigned i = 0; i < 20; i++) {
		snprintf(word, sizeof(word), "192.0.2.%u@4096", 100 + i);
		fake_put(&table.kernel, word);
	}
	table_hear();
	table_settle();
	ck_assert_uint_eq(table.kernel.n, 1 + 20 - STRANGERS);
	for (unsigned i = 1; i <= 20 - STRANGERS; i++) {
		table.now += REPAIR_INTERVAL;
		table_settle();
		ck_assert_uint_eq(table.kernel.n, 1 + 20 - STRANGERS - i);
	}
	assert_table("192.0.2.1@4096");
}
END_TEST

START_TEST(fib_deletion_the_kernel_refuses_is_tried_again)
{
	table_want("192.0.2.1@4096");
	table_settle();
	table.kernel.refuse_delete = EPERM;
	table_want("192.0.2.2@4096");
	table_settle();
	assert_table("192.0.2.1@4096 192.0.2.2@4096");
	table.kernel.refuse_delete = 0;
	ck_assert_uint_eq(fib_deadline(&table.fib), table.now + DELETE_RETRY);
	table.now += DELETE_RETRY;
	table_settle();
	assert_table("192.0.2.2@4096");
}
END_TEST

/* The kernel agreed already: no error, and no second try. */
START_TEST(fib_eexist_and_esrch_are_agreement)
{
	fake_put(&table.kernel, "192.0.2.1@4096"); /* it is unknown */
	table_want("192.0.2.1@4096");
	ck_assert_uint_eq(table_settle(), 1);
	ck_assert_uint_eq(table.kernel.changes, 0);
	fake_take(&table.kernel, "192.0.2.1@4096"); /* nor of its end */
	table_want("192.0.2.2@4096");
	table_settle();
	assert_table("192.0.2.2@4096");
	ck_assert_uint_eq(table_events(EVENT_ROUTE_FAILED), 0);
}
END_TEST

/* The notification of a change of ours arrives before the answer to the request. */
START_TEST(fib_news_may_come_before_the_answer)
{
	struct route_set wanted;
	struct route_change changes[4];
	uint32_t metrics[1];
	struct hop hops[1];

	table_want("192.0.2.1@4096");
	for (unsigned turn = 0; turn < 2; turn++) {
		wanted = fake_set(table.wanted, 1, metrics, hops);
		while (fib_plan(&table.fib, &wanted, 1, table.now, changes, 1) == 1) {
			int error = fake_change(&table.kernel, &changes[0], table.n_wanted > 0);
			struct fake_route copy = { .route = changes[0].route,
				.hops = { changes[0].route.hops[0] } };

			table_hear(); /* this changes the mirror, to which the change may point */
			changes[0].route = *fake_view(&copy);
			table_answer(&changes[0], error);
		}
		assert_table(turn == 0 ? "192.0.2.1@4096" : "192.0.2.2@4096");
		ck_assert_uint_eq(table_settle(), 0);
		table_want("192.0.2.2@4096");
	}
	ck_assert_uint_eq(table.kernel.changes, 3);
	ck_assert_ptr_null(fib_next(&table.fib, fib_next(&table.fib, NULL)));
}
END_TEST

Suite *suite_fib(void)
{
	Suite *s = suite_create("fib");
	TCase *tc = tcase_create("fib");

	tcase_add_checked_fixture(tc, table_setup, table_teardown);
	tcase_add_test(tc, fib_installs_what_is_wanted);
	tcase_add_test(tc, fib_appends_equals_best_first);
	tcase_add_test(tc, fib_adds_before_it_deletes);
	tcase_add_test(tc, fib_deletes_nothing_while_the_kernel_refuses);
	tcase_add_test(tc, fib_believes_no_acknowledgement_alone);
	tcase_add_test(tc, fib_leaves_foreign_routes_alone);
	tcase_add_test(tc, fib_leaves_a_foreign_twin_alone);
	tcase_add_test(tc, fib_metric_steps_aside);
	tcase_add_test(tc, fib_repairs_at_once);
	tcase_add_test(tc, fib_repairs_are_limited_in_a_fight);
	tcase_add_test(tc, fib_second_repair_after_a_rest_is_soon);
	tcase_add_test(tc, fib_repair_count_starts_anew_after_a_calm);
	tcase_add_test(tc, fib_waiting_repair_does_not_hold_up_a_new_route);
	tcase_add_test(tc, fib_keeps_the_unwanted_while_nothing_wanted_is_there);
	tcase_add_test(tc, fib_deletes_nothing_by_a_mirror_in_doubt);
	tcase_add_test(tc, fib_deletes_nothing_after_half_a_dump);
	tcase_add_test(tc, fib_strangers_are_removed_at_a_limited_rate);
	tcase_add_test(tc, fib_deletion_the_kernel_refuses_is_tried_again);
	tcase_add_test(tc, fib_eexist_and_esrch_are_agreement);
	tcase_add_test(tc, fib_news_may_come_before_the_answer);
	suite_add_tcase(s, tc);
	return s;
}
