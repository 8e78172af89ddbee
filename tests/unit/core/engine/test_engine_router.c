/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests a router through the engine's door: where it advertises what, which hosts it answers, how it ends.
 * */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "unit/packet.h"
#include "unit/scene.h"
#include "unit/tests.h"

static void name_address(unsigned i, const char *address, bool advertise, int32_t preference)
{
	scene.ca[i] = (struct conf_address){ ip(address), advertise, preference, true, false };
	scene.ci[0].addresses = scene.ca;
	scene.ci[0].n_addresses = i + 1;
}

/* ---- what is sent, and where ---- */

/* From an address of the interface, in the right byte order (fault B2), to 224.0.0.1 with TTL 1;
 * where there is no multicast to 255.255.255.255, not the subnet's broadcast address (fault A30).
 * [M-1, N-1] */
START_TEST(rfc1256_4_1_advertisement_goes_to_the_advertisement_address)
{
	static const struct {
		bool multicast;
		const char *configured, *want;
	} rows[] = {
		{ true, "0.0.0.0", "224.0.0.1" },
		{ false, "0.0.0.0", "255.255.255.255" },
		{ true, "255.255.255.255", "255.255.255.255" },
		{ true, "224.0.0.1", "224.0.0.1" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		scene_restart(ROLE_ROUTER);
		scene.iface[0].multicast = rows[i].multicast;
		scene.ci[0].advertisement_address.list[0] = ip(rows[i].configured);
		scene_start();
		ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 1);
		ck_assert_uint_eq(scene_count(1, ADVERTISEMENT), 1);
		for (unsigned k = 0; k < 2; k++) {
			const struct said *s = &scene.said[k];

			assert_ip(s->source, s->ifindex == 2 ? "192.0.2.99" : "10.0.0.99");
			assert_ip(s->destination, s->ifindex == 2 ? rows[i].want : "224.0.0.1");
			ck_assert_uint_eq(s->ttl, 1);
			ck_assert_uint_eq(s->lifetime, 1800);
		}
	}
}
END_TEST

/* Hosts by unicast, each with the source and the TTL of a unicast message. [N-1] */
START_TEST(advertisement_goes_to_each_host)
{
	scene_address(0, 1, "198.51.100.9", 24);
	scene.ci[0].advertisement_address = (struct conf_destinations){ 2,
		{ ip("192.0.2.11"), ip("198.51.100.12") } };
	scene_start();
	ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 2);
	assert_ip(scene.said[0].source, "192.0.2.99");
	assert_ip(scene.said[0].destination, "192.0.2.11");
	assert_ip(scene.said[1].source, "198.51.100.9");
	assert_ip(scene.said[1].destination, "198.51.100.12");
	ck_assert_uint_eq(scene.said[0].ttl, 255);
	ck_assert_uint_eq(scene.said[1].ttl, 255);
	ck_assert_uint_eq(scene.said[1].n, 2);
}
END_TEST

/* All addresses of the interface whose Advertise is true, each with its preference, in one message:
 * fault A24. */
START_TEST(rfc1256_4_3_all_advertised_addresses_with_their_preferences)
{
	scene_address(0, 1, "192.0.2.98", 24);
	scene_address(0, 2, "198.51.100.9", 24);
	scene_address(0, 3, "203.0.113.9", 32);
	scene.ci[0].preference_level = -7;
	name_address(0, "192.0.2.98", false, 100);
	name_address(1, "198.51.100.9", true, PREFERENCE_INELIGIBLE);
	scene_start();
	ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 1);
	ck_assert_uint_eq(scene.said[0].n, 3);
	assert_ip(scene.said[0].entries[0].address, "192.0.2.99");
	ck_assert_int_eq(scene.said[0].entries[0].preference, -7);
	assert_ip(scene.said[0].entries[1].address, "198.51.100.9");
	ck_assert_int_eq(scene.said[0].entries[1].preference, PREFERENCE_INELIGIBLE);
	assert_ip(scene.said[0].entries[2].address, "203.0.113.9");
	scene_link(0);
	ck_assert_uint_eq(scene_events(EVENT_ADVERTISING, REASON_NONE), 2); /* told once each */
}
END_TEST

/* */
START_TEST(rfc1256_4_3_as_many_messages_as_the_mtu_demands)
{
	char text[32];

	for (unsigned i = 0; i < 299; i++) {
		snprintf(text, sizeof(text), "192.%u.%u.1", 100 + i / 200, i % 200);
		scene_address(0, i, text, 24);
	}
	scene.iface[0].mtu = 1500; /* 184 */
	scene.ci[1].role = ROLE_OFF;
	scene_start();
	ck_assert_uint_eq(scene.n_said, 2);
	ck_assert_uint_eq(scene.said[0].n, 184);
	ck_assert_uint_eq(scene.said[1].n, 299 - 184);
	scene.iface[0].mtu = 9000; /* 255, the field's limit */
	scene_link(0);
	scene_wait(20 * SEC);
	ck_assert_uint_eq(scene.n_said, 4);
	ck_assert_uint_eq(scene.said[2].n, 255);
}
END_TEST

/* The preference on the wire is the configuration's after reloads and flaps: fault A1, of which
 * bits of a pointer were sent, and fault B9. */
START_TEST(router_preference_survives_reloads_and_flaps)
{
	scene.ci[0].preference_level = 100;
	name_address(0, "192.0.2.98", true, -100);
	scene_address(0, 1, "192.0.2.98", 24);
	scene_start();
	for (unsigned i = 0; i < 3; i++) {
		scene_configure();
		scene.iface[0].up = false;
		scene_link(0);
		scene_wait(10 * SEC);
		scene.iface[0].up = true;
		scene_link(0);
		scene_wait(20 * SEC);
	}
	ck_assert_uint_ge(scene_count(0, ADVERTISEMENT), 4);
	for (size_t k = 0; k < scene.n_said; k++) {
		if (scene.said[k].ifindex != 2)
			continue;
		ck_assert_uint_eq(scene.said[k].n, 2);
		ck_assert_int_eq(scene.said[k].entries[0].preference, 100);
		ck_assert_int_eq(scene.said[k].entries[1].preference, -100);
	}
}
END_TEST

/* The obstacles to advertising, one at a time. Fault A22: it advertised on every interface, and
 * without forwarding. */
START_TEST(rfc1256_4_3_advertising_interface)
{
	enum {
		NOTHING,
		DOWN,
		NO_CARRIER,
		NO_ADDRESS,
		NO_FORWARDING,
		NO_MULTICAST,
		LOOPBACK,
		OFF,
		UNNAMED,
		NOT_ADVERTISED,
		ALL
	};

	for (int what = NOTHING; what < ALL; what++) {
		scene_restart(ROLE_ROUTER);
		scene.iface[0].up = what != DOWN;
		scene.iface[0].carrier = what != DOWN && what != NO_CARRIER;
		scene.iface[0].n_addrs = what != NO_ADDRESS;
		scene.iface[0].forwarding = what != NO_FORWARDING;
		scene.iface[0].loopback = what == LOOPBACK;
		if (what == NO_MULTICAST)
			scene.iface[0].multicast = scene.iface[0].broadcast = false;
		if (what == OFF)
			scene.ci[0].role = ROLE_OFF;
		if (what == UNNAMED)
			scene.ci[0].pattern = "wlan*";
		if (what == NOT_ADVERTISED)
			name_address(0, "192.0.2.99", false, 0);
		scene_start();
		scene_solicited(0, "192.0.2.9", "224.0.0.2");
		scene_wait(60 * SEC);
		ck_assert_msg(
		    (scene_count(0, ADVERTISEMENT) > 0) == (what == NOTHING), "case %d", what);
		ck_assert_uint_gt(scene_count(1, ADVERTISEMENT), 0);
	}
}
END_TEST

START_TEST(router_advertises_without_forwarding_if_told_so)
{
	scene.ci[0].require_forwarding = false;
	scene.iface[0].forwarding = scene.iface[1].forwarding = false;
	scene_start();
	scene_wait(60 * SEC);
	ck_assert_uint_gt(scene_count(0, ADVERTISEMENT), 0);
	ck_assert_uint_eq(scene_count(1, ADVERTISEMENT), 0);
	ck_assert_uint_eq(scene_events(EVENT_INTERFACE_UNUSED, REASON_FORWARDING_OFF), 1);
}
END_TEST

/* */
START_TEST(rfc1256_4_3_periodic_advertisements_on_each_interface)
{
	conf_iface_set_interval(&scene.ci[0], 100);
	conf_iface_set_interval(&scene.ci[1], 4);
	scene_start();
	scene_wait(1000 * SEC);
	ck_assert_uint_ge(scene_count(0, ADVERTISEMENT), 11); /* 4 in the first 48 s */
	ck_assert_uint_le(scene_count(0, ADVERTISEMENT), 18);
	ck_assert_uint_ge(scene_count(1, ADVERTISEMENT), 250);
	ck_assert_uint_le(scene_count(1, ADVERTISEMENT), 335);
	ck_assert_uint_eq(scene.said[scene.n_said - 1].lifetime, 12); /* 3 times the maximum */
}
END_TEST

/* Two systems switched on together do not stay together. */
START_TEST(rfc1256_4_3_two_engines_with_other_seeds_differ)
{
	usec_t fourth[2];

	conf_iface_set_interval(&scene.ci[0], 15);
	conf_iface_set_interval(&scene.ci[1], 15);
	for (unsigned i = 0; i < 2; i++) {
		struct engine *e = engine_new(&scene.conf, i + 1);
		struct datagram d;
		unsigned n = 0;

		ck_assert(engine_set_iface(e, &scene.iface[0], SCENE_START));
		for (usec_t now = SCENE_START; n < 4; now = engine_deadline(e))
			while (engine_transmit(e, &d, now)) {
				fourth[i] = now;
				n++;
			}
		engine_free(e);
	}
	ck_assert_uint_ne(fourth[0], fourth[1]);
}
END_TEST

/* ---- answers ---- */

/* Fault B1: a multicast router rejected every solicitation to 224.0.0.2. Any destination, on either
 * kind of link, in either mode. [R-7, R-V1] */
START_TEST(rfc1256_4_3_solicitations_are_answered_whatever_their_destination)
{
	static const char *const destinations[] = { "224.0.0.2", "255.255.255.255", "224.0.0.1",
		"192.0.2.99", "192.0.2.255" };

	for (unsigned mode = 0; mode < 4; mode++)
		for (size_t i = 0; i < ARRAY_SIZE(destinations); i++) {
			scene_restart(ROLE_ROUTER);
			scene.iface[0].multicast = (mode & 1) == 0;
			if ((mode & 2) != 0)
				scene.ci[0].advertisement_address.list[0] = ip("255.255.255.255");
			scene_start();
			scene_forget();
			scene_wait(5 * SEC);
			ck_assert_int_eq(
			    scene_solicited(0, "192.0.2.9", destinations[i]), REASON_NONE);
			ck_assert_uint_eq(scene.n_said, 1);
			assert_ip(last_said()->destination, "192.0.2.9");
			assert_ip(last_said()->source, "192.0.2.99");
			ck_assert_uint_eq(last_said()->ttl, 255);
			ck_assert_uint_eq(last_said()->lifetime, 1800);
		}
}
END_TEST

/* Source 0 or a neighbour on the arrival interface: fault B17 checked nothing. [R-V1, R-7, R-8] */
START_TEST(rfc1256_4_2_source_is_zero_or_a_neighbour)
{
	scene_start();
	scene_wait(10 * SEC);
	scene_forget();
	ck_assert_int_eq(scene_solicited(0, "203.0.113.5", "224.0.0.2"), REASON_NOT_NEIGHBOUR);
	ck_assert_int_eq(scene_solicited(0, "10.0.0.9", "224.0.0.2"), REASON_NOT_NEIGHBOUR);
	ck_assert_int_eq(scene_solicited(0, "192.0.2.99", "224.0.0.2"), REASON_OWN);
	ck_assert_uint_eq(scene.n_said, 0);
	ck_assert_int_eq(scene_solicited(0, "0.0.0.0", "224.0.0.2"), REASON_NONE);
	scene_wait(2 * SEC);
	ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 1); /* and none on the other: fault A23 */
	ck_assert_uint_eq(scene_count(1, ADVERTISEMENT), 0);
	assert_ip(last_said()->destination, "224.0.0.1");
	ck_assert_uint_eq(scene_events(EVENT_MESSAGE_REFUSED, REASON_NOT_NEIGHBOUR), 2);
	ck_assert_uint_eq(engine_counters(scene.engine)->solicitations[REASON_NOT_NEIGHBOUR], 2);
}
END_TEST

/* The operator may name hosts that get no answer. */
START_TEST(router_ignores_whom_it_is_told_to)
{
	scene.ci[0].ignore.n = 1;
	scene.ci[0].ignore.list[0] = (struct conf_prefix){ ip("192.0.2.64"), 26 };
	scene_start();
	scene_wait(10 * SEC);
	scene_forget();
	ck_assert_int_eq(scene_solicited(0, "192.0.2.65", "224.0.0.2"), REASON_IGNORED);
	ck_assert_uint_eq(scene.n_said, 0);
	ck_assert_int_eq(scene_solicited(0, "192.0.2.7", "224.0.0.2"), REASON_NONE);
	assert_ip(last_said()->destination, "192.0.2.7");
	ck_assert_int_eq(scene_solicited(0, "0.0.0.0", "224.0.0.2"), REASON_NONE);
	ck_assert_uint_eq(engine_counters(scene.engine)->solicitations[REASON_IGNORED], 1);
}
END_TEST

/* The source of a unicast answer is the address in the neighbour's subnet. [M-1] */
START_TEST(rfc1256_3_answer_comes_from_the_subnet_of_who_asks)
{
	scene_address(0, 1, "198.51.100.9", 24);
	scene_start();
	scene_solicited(0, "198.51.100.77", "224.0.0.2");
	assert_ip(last_said()->source, "198.51.100.9");
	scene_solicited(0, "192.0.2.77", "224.0.0.2");
	assert_ip(last_said()->source, "192.0.2.99");
}
END_TEST

START_TEST(router_that_advertises_nothing_counts_who_asks)
{
	scene.iface[0].forwarding = false;
	scene_start();
	ck_assert_int_eq(scene_solicited(0, "192.0.2.9", "224.0.0.2"), REASON_NOT_ADVERTISING);
	ck_assert_int_eq(scene_solicited(1, "10.0.0.9", "224.0.0.2"), REASON_NONE);
	ck_assert_int_eq(scene_solicited(1, "10.0.0.9", "224.0.0.2"), REASON_NONE);
}
END_TEST

/* ---- beginning and end ---- */

/* Off and on again starts like new; off says goodbye. */
START_TEST(rfc1256_4_3_forwarding_off_and_on)
{
	scene_start();
	scene_wait(3000 * SEC);
	scene_forget();
	scene.iface[0].forwarding = false;
	scene_link(0);
	ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 1);
	ck_assert_uint_eq(last_said()->lifetime, 0);
	assert_ip(last_said()->destination, "224.0.0.1");
	assert_ip(last_said()->entries[0].address, "192.0.2.99");
	ck_assert(!scene_is_member(0));
	ck_assert(scene_is_member(1));
	scene_wait(100 * SEC);
	scene_forget();
	scene.iface[0].forwarding = true;
	scene_link(0);
	ck_assert(scene_is_member(0));
	ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 1); /* at once, and soon again */
	scene_wait(16 * SEC);
	ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 2);
	ck_assert_uint_eq(last_said()->lifetime, 1800);
}
END_TEST

/* Fault B4: `no ip irdp` announced a full lifetime. */
START_TEST(rfc1256_4_3_last_words_wherever_it_ceases)
{
	for (unsigned how = 0; how < 5; how++) {
		scene_restart(ROLE_ROUTER);
		name_address(0, "192.0.2.99", true, 33);
		if (how == 4)
			scene.ci[0].advertisement_address.list[0] = ip("255.255.255.255");
		scene_start();
		scene_wait(10 * SEC);
		scene_forget();
		if (how == 0) {
			engine_shutdown(scene.engine, false, scene.now);
			scene_settle();
		} else if (how == 1) {
			scene.ci[0].role = ROLE_OFF;
			scene_configure();
		} else if (how == 2) {
			name_address(0, "192.0.2.99", false, 33);
			scene_configure();
		} else if (how == 3) {
			scene.ci[0].role = ROLE_HOST;
			scene_configure();
		} else { /* the configuration knows nothing of it any more */
			scene.ci[0].pattern = "wlan0";
			scene_configure();
		}
		ck_assert_msg(scene_count(0, ADVERTISEMENT) == 1, "%u", how);
		scene_wait(3600 * SEC);
		ck_assert_msg(scene_count(0, ADVERTISEMENT) == 3, "%u", how);
		for (size_t k = 0; k < scene.n_said; k++) {
			const struct said *s = &scene.said[k];

			if (s->ifindex != 2 || s->type != ADVERTISEMENT)
				continue;
			ck_assert_uint_eq(s->lifetime, 0);
			ck_assert_uint_eq(s->n, 1);
			ck_assert_int_eq(s->entries[0].preference, 33);
			assert_ip(s->destination, how == 4 ? "255.255.255.255" : "224.0.0.1");
		}
	}
}
END_TEST

/* A live interface that is renamed to a name without a section. */
START_TEST(rfc1256_4_3_last_words_of_a_renamed_interface)
{
	scene_start();
	scene_forget();
	strcpy(scene.iface[0].name, "wlan7");
	scene_link(0);
	ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 1);
	ck_assert_uint_eq(last_said()->lifetime, 0);
	assert_ip(last_said()->destination, "224.0.0.1");
	scene_wait(3600 * SEC);
	ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 3);
}
END_TEST

START_TEST(router_has_no_last_words_without_a_link)
{
	for (unsigned how = 0; how < 4; how++) {
		scene_restart(ROLE_ROUTER);
		scene_start();
		scene_forget();
		scene.iface[0].up = how != 0;
		scene.iface[0].carrier = how > 1;
		scene.iface[0].n_addrs = how != 2;
		if (how == 3) /* gone: fault B5 used it after it was freed */
			engine_del_iface(scene.engine, 2, scene.now);
		else
			scene_link(0);
		scene_wait(3600 * SEC);
		ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 0);
	}
}
END_TEST

/* Only some addresses cease: they are named, the others go on. */
START_TEST(rfc1256_4_3_withdraws_just_what_ceases)
{
	scene_address(0, 1, "192.0.2.98", 24);
	name_address(0, "192.0.2.98", true, 4);
	scene_start();
	scene_forget();
	name_address(0, "192.0.2.98", false, 4); /* by configuration */
	scene_configure();
	ck_assert_uint_eq(scene.n_said, 1);
	ck_assert_uint_eq(last_said()->lifetime, 0);
	ck_assert_uint_eq(last_said()->n, 1);
	assert_ip(last_said()->entries[0].address, "192.0.2.98");
	ck_assert_int_eq(last_said()->entries[0].preference, 4);
	name_address(0, "192.0.2.98", true, 4);
	scene_configure();
	scene_wait(10 * SEC);
	ck_assert_uint_eq(last_said()->n, 2);
	scene_forget();
	scene.addrs[0][0] = scene.addrs[0][1]; /* by the interface */
	scene.iface[0].n_addrs = 1;
	scene_link(0);
	ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 1);
	assert_ip(last_said()->entries[0].address, "192.0.2.99");
	assert_ip(last_said()->source, "192.0.2.98"); /* said by who is left */
	ck_assert_uint_eq(last_said()->lifetime, 0);
}
END_TEST

/* A new preference is told as soon as 3 s allow, a shorter interval holds at once; what stays as it
 * is stays quiet. */
START_TEST(router_reconfiguration_is_told_soon)
{
	conf_iface_set_interval(&scene.ci[0], 1800);
	scene.ci[1].role = ROLE_OFF;
	scene_start();
	scene_wait(100 * SEC);
	scene_forget();
	scene_configure();
	scene_wait(10 * SEC);
	ck_assert_uint_eq(scene.n_said, 0);
	scene.ci[0].preference_level = 9;
	scene_configure();
	ck_assert_uint_eq(scene.n_said, 1);
	ck_assert_int_eq(last_said()->entries[0].preference, 9);
	scene.ci[0].preference_level = 10;
	scene_configure();
	ck_assert_uint_eq(scene.n_said, 1);
	scene_wait(3 * SEC);
	ck_assert_uint_eq(scene.n_said, 2);
	scene_wait(10 * SEC);
	scene_forget();
	conf_iface_set_interval(&scene.ci[0], 4);
	scene_configure();
	scene_wait(4 * SEC);
	ck_assert_uint_ge(scene.n_said, 1);
}
END_TEST

/* Off, and named again with addresses: fault B6 crashed there. */
START_TEST(rfc1256_4_3_off_and_on_again_with_addresses)
{
	scene_start();
	for (unsigned i = 0; i < 5; i++) {
		scene.ci[0].role = ROLE_OFF;
		scene_configure();
		scene_wait(10 * SEC);
		ck_assert_uint_eq(last_said()->lifetime, i == 0 ? 0 : last_said()->lifetime);
		scene.ci[0].role = ROLE_ROUTER;
		name_address(0, "192.0.2.99", true, (int32_t)i);
		scene_configure();
		scene_wait(3 * SEC);
	}
	ck_assert_uint_ge(scene_count(0, ADVERTISEMENT), 11);
	for (size_t k = 0; k < scene.n_said; k++)
		if (scene.said[k].ifindex == 2 && scene.said[k].lifetime != 0)
			ck_assert_uint_eq(scene.said[k].lifetime, 1800);
}
END_TEST

/* ---- memberships ---- */

/* On every interface with multicast where it is a router, advertising or not; late addresses and
 * flaps do not matter: faults A16, B13. */
START_TEST(rfc1256_4_3_joins_all_routers_wherever_it_is_a_router)
{
	scene.iface[0].n_addrs = 0; /* nothing to advertise yet */
	scene.iface[1].multicast = false;
	scene_start();
	ck_assert(scene_is_member(0));
	ck_assert(!scene_is_member(1));
	scene.iface[0].n_addrs = 1;
	name_address(0, "192.0.2.99", false, 0);
	scene_configure();
	scene_link(0);
	ck_assert(scene_is_member(0));
	scene.iface[0].carrier = false;
	scene_link(0);
	ck_assert(scene_is_member(0));
	scene.iface[0].up = false; /* the kernel has ended it */
	scene_link(0);
	ck_assert(!scene_is_member(0));
	scene.iface[0].up = scene.iface[0].carrier = true;
	scene_link(0);
	ck_assert(scene_is_member(0));
	scene.ci[0].join_all_routers = false; /* the operator's word */
	scene_configure();
	ck_assert(!scene_is_member(0));
}
END_TEST

/* */
START_TEST(rfc1256_4_3_leaves_all_routers_when_it_ceases_to_be_one)
{
	scene_start();
	ck_assert(scene_is_member(0) && scene_is_member(1));
	ck_assert_uint_eq(engine_memberships(scene.engine, NULL, 0), 2);
	scene.ci[1].role = ROLE_HOST;
	scene_configure();
	ck_assert(scene_is_member(0) && !scene_is_member(1));
	engine_shutdown(scene.engine, false, scene.now);
	scene_settle();
	ck_assert_uint_eq(engine_memberships(scene.engine, NULL, 0), 0);
}
END_TEST

static void add_ends(TCase *tc)
{
	tcase_add_test(tc, rfc1256_4_3_forwarding_off_and_on);
	tcase_add_test(tc, rfc1256_4_3_last_words_wherever_it_ceases);
	tcase_add_test(tc, rfc1256_4_3_last_words_of_a_renamed_interface);
	tcase_add_test(tc, router_has_no_last_words_without_a_link);
	tcase_add_test(tc, rfc1256_4_3_withdraws_just_what_ceases);
	tcase_add_test(tc, router_reconfiguration_is_told_soon);
	tcase_add_test(tc, rfc1256_4_3_off_and_on_again_with_addresses);
	tcase_add_test(tc, rfc1256_4_3_joins_all_routers_wherever_it_is_a_router);
	tcase_add_test(tc, rfc1256_4_3_leaves_all_routers_when_it_ceases_to_be_one);
}

Suite *suite_engine_router(void)
{
	Suite *s = suite_create("engine_router");
	TCase *tc = tcase_create("engine_router");

	tcase_add_checked_fixture(tc, scene_setup_router, scene_teardown);
	tcase_add_test(tc, rfc1256_4_1_advertisement_goes_to_the_advertisement_address);
	tcase_add_test(tc, advertisement_goes_to_each_host);
	tcase_add_test(tc, rfc1256_4_3_all_advertised_addresses_with_their_preferences);
	tcase_add_test(tc, rfc1256_4_3_as_many_messages_as_the_mtu_demands);
	tcase_add_test(tc, router_preference_survives_reloads_and_flaps);
	tcase_add_test(tc, rfc1256_4_3_advertising_interface);
	tcase_add_test(tc, router_advertises_without_forwarding_if_told_so);
	tcase_add_test(tc, rfc1256_4_3_periodic_advertisements_on_each_interface);
	tcase_add_test(tc, rfc1256_4_3_two_engines_with_other_seeds_differ);
	tcase_add_test(tc, rfc1256_4_3_solicitations_are_answered_whatever_their_destination);
	tcase_add_test(tc, rfc1256_4_2_source_is_zero_or_a_neighbour);
	tcase_add_test(tc, router_ignores_whom_it_is_told_to);
	tcase_add_test(tc, rfc1256_3_answer_comes_from_the_subnet_of_who_asks);
	tcase_add_test(tc, router_that_advertises_nothing_counts_who_asks);
	add_ends(tc);
	suite_add_tcase(s, tc);
	return s;
}
