/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the default router list: who enters, who stays how long, who is chosen. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "unit/list.h"
#include "unit/tests.h"

/* ---- learning and ageing ---- */

/* [H-3] */
START_TEST(rfc1256_5_3_new_address_enters_with_preference_and_lifetime)
{
	ck_assert_int_eq(list_hear("192.0.2.1", -7, 1800), REASON_NONE);
	ck_assert_int_eq(list_find("192.0.2.1")->preference, -7);
	ck_assert_uint_eq(list_find("192.0.2.1")->deadline, LIST_START + 1800 * SEC);
	ck_assert_uint_eq(list_events(EVENT_ROUTER_LEARNED, REASON_NONE), 1);
	assert_wanted("192.0.2.1");
}
END_TEST

/* A refresh changes the timer and nothing else: it is not even a reason to choose anew. [H-3] */
START_TEST(rfc1256_5_3_known_address_takes_the_new_values)
{
	list_hear("192.0.2.1", 1, 1800);
	list_wait(100 * SEC);
	list_hear("192.0.2.1", 1, 900);
	ck_assert_uint_eq(list_find("192.0.2.1")->deadline, LIST_START + 1000 * SEC);
	ck_assert(!drl_select(&list.drl, &list.conf, list.foreign, list.now));
	list_hear("192.0.2.1", 5, 900);
	ck_assert_int_eq(list_find("192.0.2.1")->preference, 5);
	ck_assert(drl_select(&list.drl, &list.conf, list.foreign, list.now));
	ck_assert_uint_eq(list_events(EVENT_ROUTER_CHANGED, REASON_NONE), 1);
	ck_assert_uint_eq(list.drl.slots.n, 1);
}
END_TEST

/* To the microsecond: fault A10 aged in steps of three seconds. [H-4, H-11] */
START_TEST(rfc1256_5_3_entry_leaves_when_its_time_is_up)
{
	list_hear("192.0.2.1", 0, 4);
	list_wait(0);
	ck_assert_uint_eq(drl_deadline(&list.drl), LIST_START + 4 * SEC);
	list_wait(4 * SEC - 1);
	assert_wanted("192.0.2.1");
	list_wait(1);
	assert_wanted("");
	ck_assert_ptr_null(list_find("192.0.2.1"));
	ck_assert_uint_eq(list.drl.slots.n, 0);
	ck_assert(drl_deadline(&list.drl) == USEC_INFINITY);
	ck_assert_uint_eq(list_events(EVENT_ROUTER_LOST, REASON_EXPIRED), 1);
}
END_TEST

/* [H-4] */
START_TEST(rfc1256_5_3_lifetime_zero_ends_it_at_once)
{
	ck_assert_int_eq(list_hear("192.0.2.1", 0, 0), REASON_NONE); /* unknown: nothing */
	ck_assert_uint_eq(list.drl.slots.n, 0);
	list_hear("192.0.2.1", 0, 1800);
	list_hear("192.0.2.2", -1, 1800);
	assert_wanted("192.0.2.1");
	list_hear("192.0.2.1", 0, 0);
	ck_assert_ptr_null(list_find("192.0.2.1"));
	assert_wanted("192.0.2.2");
	ck_assert_uint_eq(list_events(EVENT_ROUTER_LOST, REASON_WITHDRAWN), 1);
}
END_TEST

/* In the list, to watch its timer, and never chosen; not as the last resort either. [H-6] */
START_TEST(rfc1256_5_3_ineligible_is_never_chosen)
{
	list_hear("192.0.2.1", PREFERENCE_INELIGIBLE, 1800);
	for (int install = 0; install <= INSTALL_NONE; install++) {
		list.conf.install = (enum install)install;
		list_configure();
		assert_wanted("");
	}
	ck_assert_int_eq(list.drl.choices[0].standing, STANDING_NONE);
	list.conf.install = INSTALL_BEST;
	list_hear("192.0.2.2", PREFERENCE_INELIGIBLE + 1, 1800);
	assert_wanted("192.0.2.2");
	list_hear("192.0.2.2", PREFERENCE_INELIGIBLE, 1800); /* known, and now ineligible */
	assert_wanted("");
	ck_assert_uint_eq(list.drl.slots.n, 2);
}
END_TEST

/* The same address on two links is two routers: fault A7. */
START_TEST(drl_interfaces_are_apart)
{
	list.addrs[1] = list.addrs[0];
	list.addrs[1].local = ip("192.0.2.98");
	for (unsigned i = 0; i < 2; i++)
		drl_update(&list.drl, &list.eth[i],
		    &(struct drl_offer){ .entry = { ip("192.0.2.1"), (int32_t)i },
			.preference = (int32_t)i,
			.lifetime = 1800,
			.source = ip("192.0.2.1") },
		    list.now);
	ck_assert_uint_eq(list.drl.slots.n, 2);
	assert_wanted("192.0.2.1");
	ck_assert_uint_eq(list.drl.routers[list.drl.order[0]].ifindex, list.eth[1].ifindex);
	drl_del_iface(&list.drl, list.eth[1].ifindex, REASON_CONFIGURATION, list.now);
	assert_wanted("192.0.2.1");
	ck_assert_uint_eq(list.drl.routers[list.drl.order[0]].ifindex, list.eth[0].ifindex);
}
END_TEST

/* ---- bounds ---- */

/* Fault A8: 60 packets made 10800 routes. Lower preferences give way to higher ones. [H-5, N-4] */
START_TEST(rfc1256_5_3_list_is_bounded_and_lower_preferences_give_way)
{
	char text[32];
	unsigned refused = 0;

	for (int i = 1; i <= 200; i++) {
		snprintf(text, sizeof(text), "192.0.2.%d", i);
		refused += list_hear(text, i % 50, 1800) == REASON_TABLE_FULL;
		ck_assert_uint_le(list.drl.slots.n, 16); /* the interface's cap */
	}
	ck_assert_uint_gt(refused, 0);
	for (uint32_t i = 0; i < list.drl.slots.end; i++)
		ck_assert(!list.drl.routers[i].used || list.drl.routers[i].preference >= 46);
	for (unsigned i = 0; i < 200; i++) { /* the other interface has its own, and the sum 64 */
		snprintf(text, sizeof(text), "10.0.0.%u", i + 1);
		list_hear(text, 5, 1800);
	}
	ck_assert_uint_eq(list.drl.slots.n, 32);
}
END_TEST

/* One message full of equals must not keep a better router out for as long as they last; the one
 * that was there first stays all the same. [H-5] */
START_TEST(rfc1256_5_3_equals_in_use_do_not_lock_out_a_better_one)
{
	char text[32];

	list_hear("192.0.2.1", 0, 1800);
	list_wait(SEC);
	for (int i = 2; i <= 16; i++) {
		snprintf(text, sizeof(text), "192.0.2.%d", i);
		ck_assert_int_eq(list_hear(text, 0, 65535), REASON_NONE);
	}
	list_wait(0);
	ck_assert_int_eq(list_hear("192.0.2.17", 0, 1800), REASON_TABLE_FULL);
	ck_assert_int_eq(list_hear("192.0.2.17", 1000, 1800), REASON_NONE);
	list_wait(0);
	ck_assert_ptr_nonnull(list_find("192.0.2.1"));
	assert_wanted("192.0.2.17");
}
END_TEST

START_TEST(rfc1256_5_3_total_is_bounded_too)
{
	list.conf.routers_max = 5;
	list.conf.iface_routers_max = 4;
	list_configure();
	for (unsigned i = 0; i < 4; i++) {
		char text[32];

		snprintf(text, sizeof(text), "192.0.2.%u", i + 1);
		ck_assert_int_eq(list_hear(text, (int32_t)i, 1800), REASON_NONE);
		snprintf(text, sizeof(text), "10.0.0.%u", i + 1);
		ck_assert_int_eq(list_hear(text, (int32_t)i, 1800), REASON_NONE);
	}
	ck_assert_uint_eq(list.drl.slots.n, 5);
	ck_assert_int_eq(list_hear("10.0.0.5", -1, 1800), REASON_TABLE_FULL);
	ck_assert_int_eq(list_hear("10.0.0.5", PREFERENCE_INELIGIBLE, 1800), REASON_TABLE_FULL);
}
END_TEST

/* A flood of fine names costs the names, not the router that works: it is evicted by nothing,
 * however low its preference. [H-5, N-4] */
START_TEST(drl_best_in_use_is_never_evicted)
{
	list_hear("192.0.2.1", -1000, 1800);
	list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	assert_wanted("192.0.2.1");
	for (int i = 0; i < 1000; i++) {
		char text[32];

		snprintf(text, sizeof(text), "192.0.2.%d", 2 + i % 200);
		list_hear(text, i, 9000);
		drl_select(&list.drl, &list.conf, list.foreign, list.now);
		list_neighbour(text, NEIGHBOUR_INCOMPLETE); /* no router is there */
		must(strcmp(list_wanted(), "192.0.2.1") == 0, "turn %d: %s", i, list_wanted());
	}
}
END_TEST

START_TEST(drl_useless_routers_give_way_first)
{
	list.conf.iface_routers_max = 3;
	list_configure();
	list_hear("192.0.2.1", 5, 1800);
	list_hear("192.0.2.2", 100, 1800);
	list_hear("192.0.2.3", PREFERENCE_INELIGIBLE, 1800);
	list_neighbour("192.0.2.2", NEIGHBOUR_FAILED);
	assert_wanted("192.0.2.1");
	ck_assert_int_eq(list_hear("192.0.2.4", 1, 1800), REASON_NONE);
	ck_assert_ptr_null(list_find("192.0.2.3"));
	ck_assert_int_eq(list_hear("192.0.2.5", 1, 1800), REASON_NONE);
	ck_assert_ptr_null(list_find("192.0.2.2"));                           /* dead */
	ck_assert_int_eq(list_hear("192.0.2.6", 1, 1800), REASON_TABLE_FULL); /* not higher */
	ck_assert_int_eq(list_hear("192.0.2.6", 2, 1800), REASON_NONE);
	ck_assert_uint_eq(list_events(EVENT_ROUTER_LOST, REASON_EVICTED), 3);
}
END_TEST

START_TEST(drl_room_is_used_again)
{
	for (unsigned i = 0; i < 2000; i++) {
		char text[32];

		snprintf(text, sizeof(text), "192.0.2.%u", 1 + i % 90);
		list_hear(text, 0, 1);
		list_wait(100 * MS);
	}
	ck_assert_uint_le(list.drl.slots.n, 10);
	list_wait(SEC);
	ck_assert_uint_eq(list.drl.slots.n, 0);
	ck_assert_uint_eq(
	    list_questions("192.0.2.1", NEIGHBOUR_LOOK), 0); /* no router is there to ask for */
}
END_TEST

START_TEST(drl_configure_grows_and_forgets_nobody)
{
	list.conf.routers_max = list.conf.iface_routers_max = 2;
	drl_fini(&list.drl);
	drl_init(&list.drl, 1, &list.ring);
	list_configure();
	list_hear("192.0.2.1", 0, 1800);
	list_hear("192.0.2.2", 0, 1800);
	list.conf.routers_max = list.conf.iface_routers_max = 100;
	list_configure();
	for (unsigned i = 3; i <= 90; i++) {
		char text[32];

		snprintf(text, sizeof(text), "192.0.2.%u", i);
		ck_assert_int_eq(list_hear(text, 0, 1800), REASON_NONE);
	}
	ck_assert_uint_eq(list.drl.slots.n, 90);
	list.conf.routers_max = list.conf.iface_routers_max = 3; /* stops growth, and no more */
	list_configure();
	ck_assert_uint_eq(list.drl.slots.n, 90);
	ck_assert_int_eq(list_hear("192.0.2.91", 0, 1800), REASON_TABLE_FULL);
	ck_assert_ptr_nonnull(list_find("192.0.2.1"));
}
END_TEST

/* ---- choice ---- */

/* Preference levels are signed: fault B12 knew positive ones only. [H-7] */
START_TEST(rfc1256_3_preference_is_compared_as_signed)
{
	list_hear("192.0.2.1", INT32_MIN + 1, 1800);
	assert_wanted("192.0.2.1");
	list_hear("192.0.2.2", -1, 1800);
	assert_wanted("192.0.2.2");
	list_hear("192.0.2.3", 0, 1800);
	assert_wanted("192.0.2.3");
	list_hear("192.0.2.4", 1, 1800);
	assert_wanted("192.0.2.4");
	list_hear("192.0.2.5", INT32_MAX, 1800);
	assert_wanted("192.0.2.5");
	list_hear("192.0.2.5", INT32_MIN + 1, 1800);
	assert_wanted("192.0.2.4");
}
END_TEST

/* [H-7] */
START_TEST(drl_five_shapes)
{
	static const struct {
		enum install install;
		const char *wanted;
	} rows[] = {
		{ INSTALL_BEST, "192.0.2.2 | 192.0.2.3" },
		{ INSTALL_LADDER, "192.0.2.2 | 192.0.2.3 | 192.0.2.1 | 192.0.2.4" },
		{ INSTALL_SINGLE, "192.0.2.2" },
		{ INSTALL_MULTIPATH, "192.0.2.2 192.0.2.3" },
		{ INSTALL_NONE, "192.0.2.2 192.0.2.3" },
		{ INSTALL_BEST, "192.0.2.2 | 192.0.2.3" },
	};

	list_hear("192.0.2.1", 0, 1800);
	list_hear("192.0.2.2", 10, 1800);
	list_hear("192.0.2.3", 10, 1800);
	list_hear("192.0.2.4", -10, 1800);
	list_hear("192.0.2.5", PREFERENCE_INELIGIBLE, 1800);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		list.conf.install = rows[i].install;
		list_configure();
		assert_wanted(rows[i].wanted);
	}
}
END_TEST

/* The router in use stays, whichever others of the same preference come, and in whatever order. */
START_TEST(drl_among_equals_the_current_one_stays)
{
	list.conf.install = INSTALL_SINGLE;
	list_configure();
	list_hear("192.0.2.7", 0, 1800);
	list_neighbour("192.0.2.7", NEIGHBOUR_VALID);
	list_wait(SEC);
	list_hear("192.0.2.1", 0, 1800);
	list_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	list_wait(SEC);
	list_hear("10.0.0.1", 0, 9000);
	for (unsigned i = 0; i < 20; i++) {
		list_hear("192.0.2.1", 0, 9000);
		list_hear("192.0.2.7", 0, 4);
		assert_wanted("192.0.2.7");
		list_wait(SEC);
	}
	list_wait(4 * SEC); /* its time is up: the next is who was there first */
	assert_wanted("192.0.2.1");
	list_hear("192.0.2.7", 0, 9000);
	assert_wanted("192.0.2.1");
}
END_TEST

START_TEST(drl_refresh_is_no_reason_to_choose)
{
	list_hear("192.0.2.1", 0, 1800);
	list_hear("192.0.2.2", 0, 1800);
	assert_wanted("192.0.2.1 | 192.0.2.2");
	for (unsigned i = 0; i < 10; i++) {
		list_hear("192.0.2.2", 0, 1800);
		list_hear("192.0.2.1", 0, 1800);
		ck_assert(!drl_select(&list.drl, &list.conf, list.foreign, list.now));
	}
}
END_TEST

/* A message that does more than renew changes nothing before the limit of changes admits it. [H-3] */
START_TEST(drl_renewal_is_of_who_says_what_he_said)
{
	struct hop hop = { .gateway = ip("192.0.2.1") };
	struct in_addr source = ip("192.0.2.5");

	list_hear("192.0.2.1", 1, 1800);
	hop.ifindex = list_find("192.0.2.1")->ifindex;
	list_wait(100 * SEC);
	ck_assert(!drl_renew(&list.drl, drl_find(&list.drl, hop), 2, 900, source, list.now));
	ck_assert(!drl_renew(&list.drl, drl_find(&list.drl, hop), 1, 0, source, list.now));
	ck_assert_uint_eq(list_find("192.0.2.1")->deadline, LIST_START + 1800 * SEC);
	ck_assert(drl_renew(&list.drl, drl_find(&list.drl, hop), 1, 900, source, list.now));
	ck_assert_uint_eq(list_find("192.0.2.1")->deadline, LIST_START + 1000 * SEC);
	ck_assert_uint_eq(drl_deadline(&list.drl), LIST_START + 1000 * SEC);
	assert_ip(list_find("192.0.2.1")->source, "192.0.2.5");
	hop.gateway = ip("192.0.2.2");
	ck_assert(!drl_renew(&list.drl, drl_find(&list.drl, hop), 1, 900, source, list.now));
	ck_assert_uint_eq(list.drl.slots.n, 1);
}
END_TEST

static void restore(const char *address, int32_t preference, usec_t deadline)
{
	struct drl_offer offer = { .entry = { ip(address), preference }, .preference = preference };

	drl_restore(&list.drl, &list.eth[0], &offer, deadline, list.now);
}

START_TEST(drl_restored_router_keeps_its_old_deadline)
{
	restore("192.0.2.1", 3, list.now + 10 * SEC);
	restore("192.0.2.2", 9, list.now);
	ck_assert_ptr_null(list_find("192.0.2.2")); /* its time was up meanwhile */
	assert_wanted("192.0.2.1");
	restore("192.0.2.1", 9, list.now + 99 * SEC);
	ck_assert_int_eq(list_find("192.0.2.1")->preference, 3); /* known: what was heard holds */
	list_wait(10 * SEC - 1);
	assert_wanted("192.0.2.1");
	list_wait(1);
	assert_wanted("");
}
END_TEST

static void add_learning(TCase *tc)
{
	tcase_add_test(tc, rfc1256_5_3_new_address_enters_with_preference_and_lifetime);
	tcase_add_test(tc, rfc1256_5_3_known_address_takes_the_new_values);
	tcase_add_test(tc, rfc1256_5_3_entry_leaves_when_its_time_is_up);
	tcase_add_test(tc, rfc1256_5_3_lifetime_zero_ends_it_at_once);
	tcase_add_test(tc, rfc1256_5_3_ineligible_is_never_chosen);
	tcase_add_test(tc, drl_interfaces_are_apart);
	tcase_add_test(tc, rfc1256_5_3_list_is_bounded_and_lower_preferences_give_way);
	tcase_add_test(tc, rfc1256_5_3_equals_in_use_do_not_lock_out_a_better_one);
	tcase_add_test(tc, rfc1256_5_3_total_is_bounded_too);
	tcase_add_test(tc, drl_best_in_use_is_never_evicted);
	tcase_add_test(tc, drl_useless_routers_give_way_first);
	tcase_add_test(tc, drl_room_is_used_again);
	tcase_add_test(tc, drl_configure_grows_and_forgets_nobody);
}

static void add_choice(TCase *tc)
{
	tcase_add_test(tc, rfc1256_3_preference_is_compared_as_signed);
	tcase_add_test(tc, drl_five_shapes);
	tcase_add_test(tc, drl_among_equals_the_current_one_stays);
	tcase_add_test(tc, drl_refresh_is_no_reason_to_choose);
	tcase_add_test(tc, drl_renewal_is_of_who_says_what_he_said);
	tcase_add_test(tc, drl_restored_router_keeps_its_old_deadline);
}

Suite *suite_drl(void)
{
	Suite *s = suite_create("drl");
	TCase *tc = tcase_create("drl");

	tcase_add_checked_fixture(tc, list_setup, list_teardown);
	add_learning(tc);
	add_choice(tc);
	suite_add_tcase(s, tc);
	return s;
}
