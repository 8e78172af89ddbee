/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the engine's door itself: interfaces and their roles, complete descriptions, events, time.
 * */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "unit/packet.h"
#include "unit/scene.h"
#include "unit/tests.h"

START_TEST(engine_without_anything_is_at_rest)
{
	scene.conf.n_ifaces = 0;
	scene_start();
	scene_wait(3600 * SEC);
	ck_assert_uint_eq(scene.n_said + scene.n_events + scene.kernel.changes, 0);
	ck_assert(engine_deadline(scene.engine) == USEC_INFINITY);
	engine_shutdown(scene.engine, false, scene.now);
	scene_settle();
	engine_free(NULL);
}
END_TEST

/* On interfaces without a section, and on those that cannot, there is no role. [N-4] */
START_TEST(engine_plays_roles_only_where_it_is_told_and_able_to)
{
	for (unsigned what = 0; what < 5; what++) {
		scene_restart(ROLE_HOST);
		scene.iface[0].loopback = what == 1;
		if (what == 2)
			scene.iface[0].multicast = scene.iface[0].broadcast = false;
		scene.ci[0].perform_router_discovery = what != 3;
		if (what == 4)
			scene.ci[0].pattern = "wlan*";
		scene_start();
		scene_wait(9 * SEC);
		ck_assert_uint_eq(scene_count(0, SOLICITATION), what == 0 ? 3 : 0);
		ck_assert_uint_eq(scene_count(1, SOLICITATION), 3);
		ck_assert_int_eq(scene_advertised(0, "192.0.2.1", "224.0.0.1", "192.0.2.1", 0, 99),
		    what == 0 ? REASON_NONE : REASON_INTERFACE);
	}
}
END_TEST

START_TEST(engine_is_host_here_and_router_there)
{
	scene.ci[1].role = ROLE_ROUTER;
	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	scene_solicited(1, "10.0.0.9", "224.0.0.2");
	scene_solicited(0, "192.0.2.9", "224.0.0.2");
	scene_advertised(1, "10.0.0.1", "224.0.0.1", "10.0.0.1", 0, 1800);
	scene_wait(100 * SEC);
	assert_table("192.0.2.1@4096");
	ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 0);
	ck_assert_uint_gt(scene_count(1, ADVERTISEMENT), 2);
	ck_assert_uint_eq(scene_count(1, SOLICITATION), 0);
	ck_assert(!scene_is_member(0) && scene_is_member(1));
}
END_TEST

/* From host to router: its routers are forgotten and their routes go. And back. */
START_TEST(engine_changes_roles)
{
	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	scene_hear("10.0.0.1", -1, 1800);
	scene.ci[0].role = ROLE_ROUTER;
	scene_configure();
	assert_table("10.0.0.1@4096");
	ck_assert(!scene_knows("192.0.2.1"));
	ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 1);
	ck_assert_uint_eq(scene_events(EVENT_ROUTER_LOST, REASON_CONFIGURATION), 1);
	scene_wait(10 * SEC);
	scene_forget();
	scene.ci[0].role = ROLE_HOST;
	scene_configure();
	ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 1);
	ck_assert_uint_eq(last_said()->lifetime, 0);
	scene_wait(9 * SEC);
	ck_assert_uint_eq(scene_count(0, SOLICITATION), 3);
	ck_assert_uint_eq(scene_events(EVENT_INTERFACE_READY, REASON_NONE), 1);
}
END_TEST

START_TEST(engine_tells_why_an_interface_is_not_used)
{
	scene_start();
	ck_assert_uint_eq(scene_events(EVENT_INTERFACE_READY, REASON_NONE), 2);
	scene.iface[0].carrier = false;
	scene_link(0);
	scene_link(0); /* told once */
	scene.iface[0].up = false;
	scene_link(0);
	scene.iface[0].up = scene.iface[0].carrier = true;
	scene.iface[0].n_addrs = 0;
	scene_link(0);
	scene.iface[0].n_addrs = 1;
	scene_link(0);
	ck_assert_uint_eq(scene_events(EVENT_INTERFACE_UNUSED, REASON_NO_CARRIER), 1);
	ck_assert_uint_eq(scene_events(EVENT_INTERFACE_UNUSED, REASON_LINK_DOWN), 1);
	ck_assert_uint_eq(scene_events(EVENT_INTERFACE_UNUSED, REASON_NO_ADDRESS), 1);
	ck_assert_uint_eq(scene_events(EVENT_INTERFACE_READY, REASON_NONE), 3);
	for (size_t i = 0; i < scene.n_events; i++)
		if (scene.events[i].ifindex == 2)
			ck_assert_str_eq(scene.events[i].ifname, "eth0");
}
END_TEST

/* Facts that no dump repeats between begin and end are gone. */
START_TEST(engine_forgets_what_a_dump_does_not_tell)
{
	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	scene_hear("10.0.0.1", 0, 1800);
	ck_assert_uint_eq(engine_routers(scene.engine, NULL, 0), 2);
	scene_forget();
	engine_begin(scene.engine);
	ck_assert(engine_set_iface(scene.engine, &scene.iface[1], scene.now));
	fake_flush(&scene.kernel, 2);
	for (size_t i = 0; i < scene.kernel.n; i++)
		engine_set_route(scene.engine, fake_view(&scene.kernel.routes[i]));
	scene.kernel.n_news = 0;
	engine_end(scene.engine, scene.now);
	scene_settle();
	ck_assert_uint_eq(engine_routers(scene.engine, NULL, 0), 1);
	assert_table("10.0.0.1@4096");
	ck_assert_uint_eq(scene_events(EVENT_INTERFACE_UNUSED, REASON_LINK_DOWN), 1);
	ck_assert_uint_eq(scene_events(EVENT_ROUTER_LOST, REASON_LINK_DOWN), 1);
	for (size_t i = 0; i < scene.n_events; i++) /* its name was remembered */
		ck_assert_str_ne(scene.events[i].ifname, "");
	ck_assert_int_eq(
	    scene_advertised(0, "192.0.2.1", "224.0.0.1", "192.0.2.1", 0, 99), REASON_INTERFACE);
}
END_TEST

/* Fault B5: a timer went on after its interface was freed. */
START_TEST(engine_deleted_interface_leaves_nothing_behind)
{
	for (int role = ROLE_HOST; role <= ROLE_ROUTER; role++) {
		scene_restart((enum role)role);
		scene_start();
		engine_del_iface(scene.engine, 2, scene.now);
		engine_del_iface(scene.engine, 2, scene.now);
		engine_del_iface(scene.engine, 77, scene.now);
		scene_forget();
		scene_wait(100 * SEC);
		for (size_t i = 0; i < scene.n_said; i++)
			ck_assert_uint_eq(scene.said[i].ifindex, 3);
		if (role == ROLE_ROUTER) {
			engine_shutdown(scene.engine, false, scene.now);
			scene_settle();
			ck_assert_uint_eq(last_said()->lifetime, 0);
			break;
		}
		scene_link(0); /* and it comes back */
		scene_wait(100 * SEC);
		ck_assert_uint_ge(scene_count(0, SOLICITATION), 1);
	}
}
END_TEST

/* Fault A20: 32 addresses were all it knew. */
START_TEST(engine_knows_hundreds_of_interfaces)
{
	enum { N = 500 };
	struct engine *e;
	struct datagram d;
	unsigned seen[N] = { 0 }, n = 0;

	scene.ci[0].pattern = "*";
	scene.ci[0].role = ROLE_ROUTER;
	e = engine_new(&scene.conf, 1);
	ck_assert_ptr_nonnull(e);
	for (unsigned turn = 0; turn < 2; turn++) {
		for (unsigned i = 0; i < N; i++) {
			struct iface iface = scene.iface[0];
			struct iface_addr a = { in_addr_host(0x0a000001 + (i << 8)),
				in_addr_host(0x0a000001 + (i << 8)), 24 };

			iface.ifindex = 10 + (i * 7) % N;
			iface.addrs = &a;
			snprintf(iface.name, sizeof(iface.name), "if%u", i);
			ck_assert(engine_set_iface(e, &iface, SCENE_START));
		}
		for (unsigned i = 0; turn == 0 && i < N; i += 3)
			engine_del_iface(e, 10 + i, SCENE_START);
	}
	ck_assert_uint_eq(engine_memberships(e, NULL, 0), N);
	while (engine_transmit(e, &d, SCENE_START)) {
		seen[d.ifindex - 10]++;
		n++;
	}
	ck_assert_uint_eq(n, N);
	for (unsigned i = 0; i < N; i++)
		ck_assert_uint_eq(seen[i], 1);
	engine_free(e);
}
END_TEST

/* Every address of every interface is ours. */
START_TEST(engine_ignores_its_own_messages_from_any_interface)
{
	uint8_t packet[PACKET_MAX];
	char text[32];

	for (unsigned i = 1; i < 200; i++) {
		snprintf(text, sizeof(text), "172.16.%u.1", i);
		scene_address(1, i, text, 24);
	}
	scene_start();
	for (unsigned i = 1; i < 200; i += 20) {
		snprintf(text, sizeof(text), "172.16.%u.1", i);
		ck_assert_int_eq(scene_solicited(0, text, "224.0.0.2"), REASON_OWN);
		ck_assert_int_eq(
		    scene_advertised(0, text, "224.0.0.1", "192.0.2.1", 0, 99), REASON_OWN);
	}
	ck_assert_int_eq(
	    scene_deliver(0, packet, packet_solicitation(packet, ip("0.0.0.0"), ip("0.0.0.0"))),
	    REASON_INTERFACE); /* of no machine */
	scene.iface[1].n_addrs = 1;
	scene_link(1);
	ck_assert_int_ne(scene_solicited(0, "172.16.1.1", "224.0.0.2"), REASON_OWN);
}
END_TEST

/* Whatever arrives, and however much of it, is counted once. */
START_TEST(engine_counts_every_message_once)
{
	struct rng rng = { .state = 1 };
	const struct engine_counters *c;
	uint64_t sum = 0;
	enum { N = 20000 };

	scene_start();
	for (unsigned i = 0; i < N; i++) {
		struct wire_entry entry = { in_addr_host(0xc0000200 + below(&rng, 256)), 0 };
		uint8_t packet[PACKET_MAX];
		size_t len = packet_advertisement(packet,
		    in_addr_host(0xc0000200 + below(&rng, 256)), ip("224.0.0.1"),
		    (uint16_t)below(&rng, 2), &entry, 1);
		struct datagram d = { .ifindex = below(&rng, 5), .data = packet, .len = len };

		if (one_in(&rng, 3))
			packet[below(&rng, (uint32_t)len)] ^= (uint8_t)rng_next(&rng);
		if (one_in(&rng, 4))
			d.len = below(&rng, (uint32_t)len + 1);
		engine_deliver(scene.engine, &d, scene.now);
		if (one_in(&rng, 50))
			scene_settle();
		scene_forget();
	}
	c = engine_counters(scene.engine);
	for (int i = 0; i < REASON_MAX; i++)
		sum += c->advertisements[i] + c->solicitations[i] + c->others[i];
	ck_assert_uint_eq(sum, N);
}
END_TEST

/* When the time comes late, after a suspend, what is due is done once. */
START_TEST(engine_survives_a_leap_in_time)
{
	scene.ci[1].role = ROLE_ROUTER;
	scene_start();
	scene_meet("192.0.2.1", 0, 1800);
	scene_wait(SEC);
	scene_forget();
	scene.now += 24 * 3600 * SEC;
	scene_settle();
	ck_assert_uint_eq(scene.n_said, 1);
	assert_table("");
	ck_assert_uint_eq(scene_events(EVENT_ROUTER_LOST, REASON_EXPIRED), 1);
	scene_wait(20 * SEC);
	ck_assert_uint_ge(scene_count(0, SOLICITATION), 1);
}
END_TEST

/* The generation changes when engine_routers() would answer differently. */
START_TEST(engine_generation_changes_with_the_routers)
{
	uint64_t g;

	scene_start();
	g = engine_generation(scene.engine);
	scene_wait(60 * SEC);
	ck_assert_uint_eq(engine_generation(scene.engine), g);
	scene_hear("192.0.2.1", 0, 4);
	ck_assert_uint_ne(engine_generation(scene.engine), g);
	g = engine_generation(scene.engine);
	scene_hear("192.0.2.1", 0, 5);
	ck_assert_uint_ne(engine_generation(scene.engine), g);
	g = engine_generation(scene.engine);
	scene_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	ck_assert_uint_ne(engine_generation(scene.engine), g);
	g = engine_generation(scene.engine);
	scene_wait(5 * SEC);
	ck_assert_uint_ne(engine_generation(scene.engine), g);
}
END_TEST

Suite *suite_engine(void)
{
	Suite *s = suite_create("engine");
	TCase *tc = tcase_create("engine");

	tcase_add_checked_fixture(tc, scene_setup_host, scene_teardown);
	tcase_add_test(tc, engine_without_anything_is_at_rest);
	tcase_add_test(tc, engine_plays_roles_only_where_it_is_told_and_able_to);
	tcase_add_test(tc, engine_is_host_here_and_router_there);
	tcase_add_test(tc, engine_changes_roles);
	tcase_add_test(tc, engine_tells_why_an_interface_is_not_used);
	tcase_add_test(tc, engine_forgets_what_a_dump_does_not_tell);
	tcase_add_test(tc, engine_deleted_interface_leaves_nothing_behind);
	tcase_add_test(tc, engine_knows_hundreds_of_interfaces);
	tcase_add_test(tc, engine_ignores_its_own_messages_from_any_interface);
	tcase_add_test(tc, engine_counts_every_message_once);
	tcase_add_test(tc, engine_survives_a_leap_in_time);
	tcase_add_test(tc, engine_generation_changes_with_the_routers);
	suite_add_tcase(s, tc);
	return s;
}
