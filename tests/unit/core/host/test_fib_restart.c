/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the reconcile where news are late or lost, after a restart, and with other shapes of routes. */
#include "config.h"

#include <linux/rtnetlink.h>
#include <string.h>

#include "unit/table.h"
#include "unit/tests.h"

/* Fault A3: after the link came back the route did not. The kernel drops it without a word. */
START_TEST(fib_link_flap_brings_the_route_back)
{
	table_want("192.0.2.1@4096 10.0.0.1@4097");
	table_settle();
	table_hear();
	fake_flush(&table.kernel, 2);
	fib_doubt_iface(&table.fib, 2, true);
	ck_assert(fib_take_doubt(&table.fib, table.now));
	table_dump();
	table_settle();
	assert_table("192.0.2.1@4096 10.0.0.1@4097");
	ck_assert_uint_eq(table_events(EVENT_ROUTE_CONTESTED), 0); /* no program fights with us */
}
END_TEST

/* An excuse ends when the route has gone in another way: the next one like it is there for sure. */
START_TEST(fib_excuse_ends_with_the_route)
{
	table_want("192.0.2.1@4096 10.0.0.1@4097");
	table_settle();
	table_hear();
	fib_doubt_iface(&table.fib, 2, true);
	fake_take(&table.kernel, "192.0.2.1@4096");
	table_hear();
	table_settle();
	assert_table("192.0.2.1@4096 10.0.0.1@4097");
	table_want("192.0.2.1@4096");
	table_settle();
	assert_table("192.0.2.1@4096");
}
END_TEST

START_TEST(fib_dump_repairs_what_was_lost_silently)
{
	fake_put(&table.kernel, "!192.0.2.9@100");
	table_hear();
	table_want("192.0.2.1@4096 192.0.2.2@4096");
	table_settle();
	fake_take(&table.kernel, "!192.0.2.9@100");
	fake_take(&table.kernel, "192.0.2.2@4096");
	fake_put(&table.kernel, "192.0.2.77@4096"); /* as if from an earlier run */
	fake_put(&table.kernel, "!192.0.2.8@4096");
	table_dump(); /* the notifications were lost */
	table_settle();
	assert_table("192.0.2.1@4096 !192.0.2.8@4096 192.0.2.2@4096");
	ck_assert_uint_eq(fib_metric(&table.fib, RT_TABLE_MAIN, 100, table.now), 100);
	ck_assert_uint_eq(fib_metric(&table.fib, RT_TABLE_MAIN, 4096, table.now), 4097);
	table_dump();
	ck_assert_uint_eq(table_settle(), 0);
}
END_TEST

/* News that are older than a dump do no harm: the last word is among them. */
START_TEST(fib_news_from_before_the_dump_do_no_harm)
{
	struct fake_news late[8];
	size_t n = 0;

	table_want("192.0.2.1@4096");
	table_settle();
	table_want("192.0.2.2@4096");
	table_settle();
	table_want("192.0.2.1@4096");
	table_settle();
	while (fake_read(&table.kernel, &late[n]))
		n++;
	ck_assert_uint_eq(n, 5);
	table_dump();
	for (size_t i = 0; i < n; i++) {
		if (late[i].gone)
			fib_del(&table.fib, fake_view(&late[i].r));
		else
			fib_set(&table.fib, fake_view(&late[i].r), true);
	}
	table_settle();
	assert_table("192.0.2.1@4096");
	ck_assert_uint_eq(table.kernel.changes, 5);
}
END_TEST

/* Fault A26: the routes of a crash stayed for ever. */
START_TEST(fib_adopts_until_it_is_known_who_speaks)
{
	fake_put(&table.kernel, "192.0.2.1@4096");
	fake_put(&table.kernel, "192.0.2.2@4096");
	fake_put(&table.kernel, "!192.0.2.9@100");
	table_dump();
	fib_adopt(&table.fib, table.now + 10 * SEC, table.now);
	ck_assert_uint_eq(table_events(EVENT_ROUTE_ADOPTED), 2);
	ck_assert_uint_eq(table_settle(), 0);
	table.now += 5 * SEC;
	table_want("192.0.2.1@4096"); /* this one spoke: its route is left as it is */
	ck_assert_uint_eq(table_settle(), 0);
	ck_assert_uint_eq(fib_deadline(&table.fib), TABLE_START + 10 * SEC);
	table.now = TABLE_START + 10 * SEC;
	table_settle();
	assert_table("!192.0.2.9@100 192.0.2.1@4096");
	table_want("");
	table_settle();
	assert_table("!192.0.2.9@100");
}
END_TEST

/* Another metric than the earlier run's: its own route makes the adopted one superfluous. */
START_TEST(fib_adopted_route_goes_when_its_router_has_another)
{
	fake_put(&table.kernel, "192.0.2.1@5000");
	fake_put(&table.kernel, "192.0.2.2@5000");
	table_dump();
	fib_adopt(&table.fib, table.now + 10 * SEC, table.now);
	table_want("192.0.2.1@4096");
	fib_disown(&table.fib, hop_to(2, ip("192.0.2.1")), false); /* it was heard */
	table_settle();
	assert_table("192.0.2.1@4096 192.0.2.2@5000");
}
END_TEST

/* The fate of its router is known; a multipath route has others, too, unless the router is gone. */
START_TEST(fib_disowned_route_is_not_kept)
{
	const struct hop second = hop_to(2, ip("192.0.2.2")), third = hop_to(2, ip("192.0.2.3"));

	fake_put(&table.kernel, "192.0.2.1@4096");
	fake_put(&table.kernel, "192.0.2.2@4096");
	fake_put(&table.kernel, "192.0.2.1+192.0.2.3@4096");
	table_dump();
	fib_disown(&table.fib, second, true); /* not adopted: nothing */
	fib_adopt(&table.fib, table.now + 10 * SEC, table.now);
	fib_disown(&table.fib, hop_to(3, ip("192.0.2.1")), true); /* on another link: none */
	fib_disown(&table.fib, third, false);
	ck_assert_uint_eq(table_settle(), 0);
	fib_disown(&table.fib, second, false);
	table_settle();
	assert_table("192.0.2.1@4096 192.0.2.1+192.0.2.3@4096");
	fib_disown(&table.fib, third, true);
	table_settle();
	assert_table("192.0.2.1@4096");
}
END_TEST

/* The routers of an earlier run, in the order it had them. */
START_TEST(fib_recalls_the_order_of_an_earlier_run)
{
	static const char *const order[] = { "192.0.2.5", "192.0.2.3", "10.0.0.4", "192.0.2.1" };
	uint32_t place, last = 0;

	fake_put(&table.kernel, "192.0.2.5@4096");
	fake_put(&table.kernel, "192.0.2.3+10.0.0.4@4096");
	fake_put(&table.kernel, "192.0.2.1@4096");
	fake_put(&table.kernel, "!192.0.2.9@4096");
	table_dump();
	ck_assert(!fib_recall(&table.fib, hop_to(2, ip("192.0.2.5")), &place));
	fib_adopt(&table.fib, table.now + 10 * SEC, table.now);
	ck_assert(!fib_recall(&table.fib, hop_to(2, ip("192.0.2.9")), &place));
	for (unsigned i = 0; i < ARRAY_SIZE(order); i++, last = place) {
		struct hop hop = hop_to(strncmp(order[i], "10.", 3) == 0 ? 3 : 2, ip(order[i]));

		ck_assert(fib_recall(&table.fib, hop, &place));
		ck_assert(i == 0 || place > last);
	}
}
END_TEST

START_TEST(fib_release_ends_every_keeping)
{
	fake_put(&table.kernel, "192.0.2.1@4096");
	fake_put(&table.kernel, "!192.0.2.9@4097");
	table_dump();
	fib_adopt(&table.fib, table.now + 10 * SEC, table.now);
	table_settle();
	fib_release(&table.fib);
	table_settle();
	assert_table("!192.0.2.9@4097");
}
END_TEST

START_TEST(fib_multipath_route_changes_without_a_gap)
{
	table_want("192.0.2.1+192.0.2.2@4096");
	table_settle();
	assert_table("192.0.2.1+192.0.2.2@4096");
	table_want("192.0.2.1+192.0.2.2+10.0.0.3@4096");
	table_settle();
	assert_table("192.0.2.1+192.0.2.2+10.0.0.3@4096");
	table_want("192.0.2.1@4096");
	table_settle();
	assert_table("192.0.2.1@4096");
	table_want("192.0.2.1+192.0.2.2@4096");
	table_settle();
	fake_take(&table.kernel, "192.0.2.1+192.0.2.2@4096");
	table_hear();
	table_settle();
	assert_table("192.0.2.1+192.0.2.2@4096");
	table_want("");
	table_settle();
	assert_table("");
}
END_TEST

/* Every attribute is part of a route's identity: a change of one is a new route. */
START_TEST(fib_every_attribute_counts)
{
	for (unsigned i = 0; i < 4; i++) {
		table_want("192.0.2.1@4096");
		table_settle();
		if (i == 0)
			table.wanted[0].route.prefsrc = ip("192.0.2.99");
		else if (i == 1)
			table.wanted[0].route.mtu = 1400;
		else if (i == 2)
			table.wanted[0].route.mtu_lock = true;
		else
			table.wanted[0].route.table = 100;
		fib_touch(&table.fib);
		ck_assert_uint_eq(table_settle(), 2);
		ck_assert_uint_eq(table.kernel.n, 1);
	}
}
END_TEST

/* Many routes, in batches of one and more than there are. */
START_TEST(fib_batches_of_any_size_agree)
{
	for (table.batch = 1; table.batch <= TABLE_WANTED; table.batch += 5) {
		table_want("192.0.2.1@4096 192.0.2.2@4096 192.0.2.3@4097 192.0.2.4@4098 "
			   "10.0.0.1@4099");
		table_settle();
		ck_assert_uint_eq(table.kernel.n, 5);
		table_want("192.0.2.9@4096 192.0.2.3@4097 192.0.2.8@4098");
		table_settle();
		assert_table("192.0.2.9@4096 192.0.2.3@4097 192.0.2.8@4098");
	}
}
END_TEST

Suite *suite_fib_restart(void)
{
	Suite *s = suite_create("fib_restart");
	TCase *tc = tcase_create("fib_restart");

	tcase_add_checked_fixture(tc, table_setup, table_teardown);
	tcase_add_test(tc, fib_link_flap_brings_the_route_back);
	tcase_add_test(tc, fib_excuse_ends_with_the_route);
	tcase_add_test(tc, fib_dump_repairs_what_was_lost_silently);
	tcase_add_test(tc, fib_news_from_before_the_dump_do_no_harm);
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
