/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the farewell of a router: what is taken back comes three times, until it or another router is there.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "core/router/advertise.h"
#include "unit/scene.h"
#include "unit/tests.h"

#define START    (1000 * SEC)
#define SENT_MAX 64
#define MANY     300

static struct router r;
static struct conf_iface ci;
static struct rng rng;
static unsigned entries_max;

/* A farewell that was sent. */
static struct {
	usec_t time;
	unsigned n;
	struct wire_entry entries[NUM_ADDRS_MAX];
} sent[SENT_MAX];
static unsigned n_sent, n_advertised;

/* .1, .2 and so on, with the preference levels 1, 2 and so on. */
static struct wire_entry entries[MANY];

static void setup(void)
{
	conf_iface_init(&ci);
	ci.max_advertisement_interval = 0; /* so that nothing else is due */
	router_init(&r);
	router_configure(&r, &ci, START);
	rng.state = 1;
	entries_max = NUM_ADDRS_MAX;
	for (unsigned i = 0; i < MANY; i++)
		entries[i] = (struct wire_entry){ in_addr_host(0xc0000201 + i), (int32_t)i + 1 };
	n_sent = n_advertised = 0;
}

static void teardown(void)
{
	router_fini(&r);
}

static void set(const struct wire_entry *list, unsigned n, usec_t now)
{
	ck_assert(router_reserve(&r, n));
	router_set(&r, list, n, now);
}

/* Takes all that is due up to `end`. */
static void run(usec_t end)
{
	struct router_message m;

	while (router_deadline(&r) <= end) {
		usec_t now = router_deadline(&r);

		while (router_transmit(&r, &ci, entries_max, &rng, now, &m)) {
			must(n_sent < SENT_MAX, "it never ends");
			must(m.destination.s_addr == INADDR_ANY, "not to all");
			n_advertised += m.lifetime != 0;
			if (m.lifetime != 0)
				continue;
			sent[n_sent].time = now;
			sent[n_sent].n = m.n;
			memcpy(sent[n_sent++].entries, m.entries, m.n * sizeof(*m.entries));
		}
		must(router_deadline(&r) > now, "still due");
	}
}

/* The first `n` are on the air. */
static void put_on_air(unsigned n)
{
	set(entries, n, START);
	router_ask(&r, START);
	run(START);
	must(n_advertised > 0, "not on the air");
}

/* Farewell `i` came so long after START, and names `n` addresses from this one on. */
static void check_sent(unsigned i, usec_t after, unsigned n, unsigned first)
{
	must(i < n_sent, "only %u", n_sent);
	must(sent[i].time == START + after, "farewell %u after %ju", i,
	    (uintmax_t)(sent[i].time - START));
	must(sent[i].n == n, "farewell %u names %u", i, sent[i].n);
	for (unsigned k = 0; k < n; k++)
		must(sent[i].entries[k].address.s_addr == entries[first + k].address.s_addr &&
			 sent[i].entries[k].preference == entries[first + k].preference,
		    "farewell %u names another at %u", i, k);
}

/* At once, after a second, and after three; each with all that the first one has. */
START_TEST(farewell_comes_three_times)
{
	put_on_air(3);
	set(NULL, 0, START + SEC);
	run(START + 3600 * SEC);
	ck_assert_uint_eq(n_sent, 3);
	check_sent(0, 1 * SEC, 3, 0);
	check_sent(1, 2 * SEC, 3, 0);
	check_sent(2, 4 * SEC, 3, 0);
	ck_assert(router_deadline(&r) == USEC_INFINITY);
}
END_TEST

/* Two addresses that go at different times have times of their own; what is due together is one message.
 */
START_TEST(farewells_of_other_addresses_have_other_times)
{
	put_on_air(4);
	set(entries, 3, START + 1 * SEC); /* the fourth: 1, 2, 4 */
	run(START + 1 * SEC);
	set(entries, 2, START + 1500 * MS); /* the third: 1.5, 2.5, 4.5 */
	run(START + 1500 * MS);
	set(entries, 1, START + 2 * SEC); /* the second: 2, 3, 5 */
	run(START + 3600 * SEC);
	ck_assert_uint_eq(n_sent, 8);
	check_sent(0, 1000 * MS, 1, 3);
	check_sent(1, 1500 * MS, 1, 2);
	ck_assert_uint_eq(sent[2].time, START + 2 * SEC);
	ck_assert_uint_eq(sent[2].n, 2); /* the fourth again, the second for the first time */
	check_sent(3, 2500 * MS, 1, 2);
	check_sent(4, 3000 * MS, 1, 1);
	check_sent(5, 4000 * MS, 1, 3);
	check_sent(6, 4500 * MS, 1, 2);
	check_sent(7, 5000 * MS, 1, 1);
}
END_TEST

/* Addresses for more than one packet: each copy has all parts. */
START_TEST(farewell_of_many_comes_in_parts_three_times)
{
	put_on_air(MANY);
	set(NULL, 0, START + SEC);
	run(START + 3600 * SEC);
	ck_assert_uint_eq(n_sent, 6);
	for (unsigned copy = 0; copy < 3; copy++) {
		usec_t after = copy == 0 ? 1 * SEC : copy == 1 ? 2 * SEC : 4 * SEC;

		check_sent(2 * copy, after, NUM_ADDRS_MAX, 0);
		check_sent(2 * copy + 1, after, MANY - NUM_ADDRS_MAX, NUM_ADDRS_MAX);
	}
}
END_TEST

/* An address that is advertised again is not taken back; the rest is. */
START_TEST(farewell_ends_when_the_address_is_back)
{
	put_on_air(2);
	set(NULL, 0, START + SEC);
	run(START + SEC);
	set(entries, 1, START + 1500 * MS);
	run(START + 3600 * SEC);
	ck_assert_uint_eq(n_sent, 3);
	check_sent(1, 2 * SEC, 1, 1);
	check_sent(2, 4 * SEC, 1, 1);
}
END_TEST

/* Back and gone again before any host heard it: the first farewell may have been missed. */
START_TEST(farewell_begins_anew_after_an_address_was_back)
{
	put_on_air(1);
	set(NULL, 0, START + SEC);
	run(START + SEC);
	set(entries, 1, START + 1200 * MS);
	set(NULL, 0, START + 1400 * MS);
	run(START + 3600 * SEC);
	ck_assert_uint_eq(n_sent, 4);
	check_sent(1, 1400 * MS, 1, 0);
	check_sent(2, 2400 * MS, 1, 0);
	check_sent(3, 4400 * MS, 1, 0);
}
END_TEST

/* An address that has moved to another router is that one's. */
START_TEST(farewell_yields_to_another_router)
{
	put_on_air(3);
	set(NULL, 0, START + SEC);
	run(START + SEC);
	router_yield(&r, entries[0].address);
	router_yield(&r, ip("203.0.113.1")); /* of which we never spoke */
	run(START + 2 * SEC);
	router_yield(&r, entries[1].address);
	router_yield(&r, entries[2].address);
	ck_assert(router_deadline(&r) == USEC_INFINITY);
	run(START + 3600 * SEC);
	ck_assert_uint_eq(n_sent, 2);
	check_sent(1, 2 * SEC, 2, 1);
	/* It comes back to us, and goes without a word of ours. */
	set(entries, 1, START + 3600 * SEC);
	set(NULL, 0, START + 3601 * SEC);
	run(START + 7200 * SEC);
	ck_assert_uint_eq(n_sent, 2);
}
END_TEST

START_TEST(farewell_is_not_said_without_a_link)
{
	put_on_air(1);
	set(NULL, 0, START + SEC);
	run(START + SEC);
	router_silence(&r);
	run(START + 3600 * SEC);
	ck_assert_uint_eq(n_sent, 1);
}
END_TEST

/* The end of the program: three times within 300 ms. What was being taken back is hurried. */
START_TEST(farewell_is_hurried_at_the_end)
{
	put_on_air(2);
	set(entries, 1, START + SEC);
	run(START + SEC);
	set(NULL, 0, START + 1500 * MS);
	router_hurry(&r, START + 1500 * MS);
	run(START + 3600 * SEC);
	ck_assert_uint_eq(n_sent, 5);
	ck_assert_uint_eq(sent[1].time, START + 1500 * MS);
	ck_assert_uint_eq(sent[1].n, 2);
	check_sent(2, 1600 * MS, 1, 0);
	check_sent(3, 1700 * MS, 1, 1);
	check_sent(4, 1800 * MS, 1, 0);
	ck_assert_uint_eq(FAREWELL_TIME, 300 * MS);
	ck_assert(router_deadline(&r) == USEC_INFINITY);
}
END_TEST

/* However fast addresses come and go, a message has no more than those of the last three seconds. */
START_TEST(farewells_do_not_pile_up)
{
	for (unsigned i = 0; i < 20000; i++) {
		struct wire_entry entry = { in_addr_host(0x0a000000 + i), 0 };
		usec_t now = START + i * 10 * MS;

		n_sent = 0;
		set(&entry, 1, now);
		router_ask(&r, now);
		run(now + 10 * MS - 1);
		must(r.n_withdrawn <= 2 + 3 * 100, "%u farewells", r.n_withdrawn);
		must(r.capacity <= 1024, "room for %u", r.capacity);
	}
}
END_TEST

/* ---- behind the engine's door ---- */

static const char *said(void)
{
	static char text[128];
	size_t len = 0;

	text[0] = '\0';
	for (size_t k = 0; k < scene.n_said && len < sizeof(text); k++)
		if (scene.said[k].ifindex == 2)
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%ju/%u",
			    len == 0 ? "" : " ",
			    (uintmax_t)((scene.said[k].time - SCENE_START) / MS),
			    scene.said[k].lifetime);
	return text;
}

/* eth0 ceases to advertise, 100 s after the start. */
static void cease(enum role role)
{
	scene_start();
	scene_wait(100 * SEC);
	scene_forget();
	scene.ci[0].role = role;
	scene_configure();
}

/* Whatever it is from then on. */
START_TEST(farewell_outlives_the_role)
{
	static const enum role roles[] = { ROLE_OFF, ROLE_HOST, ROLE_MONITOR };

	for (size_t i = 0; i < ARRAY_SIZE(roles); i++) {
		scene_restart(ROLE_ROUTER);
		scene.ci[0].solicit = false;
		cease(roles[i]);
		scene_wait(3600 * SEC);
		ck_assert_str_eq(said(), "100000/0 101000/0 103000/0");
	}
}
END_TEST

START_TEST(farewell_ends_when_another_router_is_heard)
{
	for (unsigned how = 0; how < 6; how++) {
		scene_restart(ROLE_ROUTER);
		scene.ci[0].solicit = false;
		cease(how % 2 == 0 ? ROLE_OFF : ROLE_HOST);
		scene_wait(500 * MS);
		if (how < 2)
			scene_advertised(0, "192.0.2.98", "224.0.0.1", "192.0.2.99", 0, 1800);
		else if (how < 4) /* it takes the address back itself */
			scene_advertised(0, "192.0.2.98", "224.0.0.1", "192.0.2.99", 0, 0);
		else /* it speaks of another one */
			scene_advertised(0, "192.0.2.98", "224.0.0.1", "192.0.2.98", 0, 1800);
		scene_wait(3600 * SEC);
		ck_assert_str_eq(said(), how < 2 ? "100000/0" : "100000/0 101000/0 103000/0");
	}
}
END_TEST

/* Nothing but farewells is due at the end, and nothing is learned or answered. */
START_TEST(farewell_is_all_that_comes_after_the_end)
{
	scene.ci[1].role = ROLE_HOST;
	scene_start();
	scene_hear("10.0.0.1", 0, 1800);
	scene_wait(100 * SEC);
	scene_forget();
	engine_shutdown(scene.engine, false, scene.now);
	scene_settle();
	ck_assert_int_eq(scene_solicited(0, "192.0.2.7", "224.0.0.2"), REASON_NOT_ADVERTISING);
	ck_assert_int_eq(
	    scene_advertised(1, "10.0.0.2", "224.0.0.1", "10.0.0.2", 5, 1800), REASON_INTERFACE);
	ck_assert(!scene_knows("10.0.0.2"));
	scene_wait(FAREWELL_TIME);
	ck_assert_str_eq(said(), "100000/0 100100/0 100300/0");
	ck_assert(engine_deadline(scene.engine) == USEC_INFINITY);
	ck_assert_uint_eq(scene_count(1, ADVERTISEMENT), 0);
	ck_assert_uint_eq(scene_count(1, SOLICITATION), 0);
}
END_TEST

/* Hosts keep us; what was being taken back is taken back in time. */
START_TEST(farewell_is_not_said_by_those_who_restart)
{
	for (unsigned how = 0; how < 2; how++) {
		scene_restart(ROLE_ROUTER);
		scene.ci[0].farewell = how == 1;
		scene_start();
		scene_wait(100 * SEC);
		scene_forget();
		engine_shutdown(scene.engine, how == 1, scene.now);
		scene_settle();
		scene_wait(3600 * SEC);
		ck_assert_str_eq(said(), "");
		ck_assert(engine_deadline(scene.engine) == USEC_INFINITY);
	}
}
END_TEST

START_TEST(farewell_under_way_is_said_by_those_who_restart)
{
	put_on_air(2);
	set(entries, 1, START + SEC);
	run(START + SEC);
	router_keep(&r);
	set(NULL, 0, START + 1500 * MS);
	router_hurry(&r, START + 1500 * MS);
	run(START + 3600 * SEC);
	ck_assert_uint_eq(n_sent, 3);
	check_sent(1, 1500 * MS, 1, 1);
	check_sent(2, 1700 * MS, 1, 1);
}
END_TEST

Suite *suite_farewell(void)
{
	Suite *s = suite_create("farewell");
	TCase *tc = tcase_create("farewell"), *door = tcase_create("door");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, farewell_comes_three_times);
	tcase_add_test(tc, farewells_of_other_addresses_have_other_times);
	tcase_add_test(tc, farewell_of_many_comes_in_parts_three_times);
	tcase_add_test(tc, farewell_ends_when_the_address_is_back);
	tcase_add_test(tc, farewell_begins_anew_after_an_address_was_back);
	tcase_add_test(tc, farewell_yields_to_another_router);
	tcase_add_test(tc, farewell_is_not_said_without_a_link);
	tcase_add_test(tc, farewell_is_hurried_at_the_end);
	tcase_add_test(tc, farewells_do_not_pile_up);
	tcase_add_test(tc, farewell_under_way_is_said_by_those_who_restart);
	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(door, scene_setup_router, scene_teardown);
	tcase_add_test(door, farewell_outlives_the_role);
	tcase_add_test(door, farewell_ends_when_another_router_is_heard);
	tcase_add_test(door, farewell_is_all_that_comes_after_the_end);
	tcase_add_test(door, farewell_is_not_said_by_those_who_restart);
	suite_add_tcase(s, door);
	return s;
}
