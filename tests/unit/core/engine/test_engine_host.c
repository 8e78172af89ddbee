/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests a host through the engine's door: what it asks, what it believes, what it keeps. */
#include "config.h"

#include <errno.h>
#include <stdio.h>

#include "core/engine/view.h"
#include "unit/packet.h"
#include "unit/scene.h"
#include "unit/tests.h"

/* ---- soliciting ---- */

/* From an address of the interface, or 0, to 224.0.0.2 with TTL 1; one that does no multicast, to
 * 255.255.255.255 (fault A30: the subnet's broadcast address). [M-2, H-8] */
START_TEST(rfc1256_5_1_solicitation_goes_to_the_solicitation_address)
{
	static const struct {
		bool multicast;
		const char *configured, *want;
		uint8_t ttl;
	} rows[] = {
		{ true, "0.0.0.0", "224.0.0.2", 1 },
		{ false, "0.0.0.0", "255.255.255.255", 1 },
		{ true, "255.255.255.255", "255.255.255.255", 1 },
		{ false, "224.0.0.2", "224.0.0.2", 1 },
		{ true, "192.0.2.1", "192.0.2.1", 255 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		scene_restart(ROLE_HOST);
		scene.iface[0].multicast = rows[i].multicast;
		scene.ci[0].solicitation_address = ip(rows[i].configured);
		scene.ci[1].role = ROLE_OFF;
		scene_start();
		scene_wait(9 * SEC);
		ck_assert_uint_eq(scene.n_said, 3);
		for (unsigned k = 0; k < 3; k++) {
			ck_assert_uint_eq(scene.said[k].type, SOLICITATION);
			assert_ip(scene.said[k].source,
			    k == 1 && rows[i].ttl == 1 ? "0.0.0.0" : "192.0.2.99");
			assert_ip(scene.said[k].destination, rows[i].want);
			ck_assert_uint_eq(scene.said[k].ttl, rows[i].ttl);
		}
	}
}
END_TEST

/* Each interface by itself: one without an answer does not stop another (faults A14, A15).
 * [H-8, H-9, H-10] */
START_TEST(rfc1256_5_3_each_interface_solicits_until_it_is_answered)
{
	scene_start();
	scene_wait(SEC);
	ck_assert_uint_eq(scene_count(0, SOLICITATION), 1);
	ck_assert_uint_eq(scene_count(1, SOLICITATION), 1);
	scene_meet("192.0.2.1", 0, 1800);
	scene_wait(9 * SEC);
	ck_assert_uint_eq(scene_count(0, SOLICITATION), 1);
	ck_assert_uint_eq(scene_count(1, SOLICITATION), 3);
	ck_assert_uint_eq(scene_events(EVENT_NO_ANSWER, REASON_NONE), 1);
}
END_TEST

/* [H-10] */
START_TEST(rfc1256_5_3_answer_before_the_first_solicitation_spares_it)
{
	scene_start();
	scene_meet("192.0.2.1", 0, 1800);
	scene_meet("10.0.0.1", 0, 1800);
	scene_wait(600 * SEC);
	ck_assert_uint_eq(scene.n_said, 0);
}
END_TEST

/* An advertisement that is dropped, or not believed, is no answer. [H-10] */
START_TEST(rfc1256_5_3_only_a_valid_advertisement_is_an_answer)
{
	scene_start();
	scene_wait(SEC);
	scene_advertised(0, "203.0.113.1", "192.0.2.99", "192.0.2.1", 0, 1800);
	scene_solicited(0, "192.0.2.1", "224.0.0.2");
	scene_wait(8 * SEC);
	ck_assert_uint_eq(scene_count(0, SOLICITATION), 3);
}
END_TEST

/* The occasions, in turn. Fault A14: only the start of the process was one. [H-8] */
START_TEST(rfc1256_5_3_occasions_to_solicit)
{
	scene.ci[1].role = ROLE_OFF;
	scene.iface[0].n_addrs = 0;
	scene_start();
	scene_wait(600 * SEC);
	ck_assert_uint_eq(scene.n_said, 0); /* with what address? */
	scene.iface[0].n_addrs = 1;
	for (unsigned occasion = 0; occasion < 6; occasion++) {
		scene_wait(600 * SEC);
		scene_forget();
		if (occasion == 1 || occasion == 2) { /* down and up; cable out and in */
			scene.iface[0].up = occasion != 1;
			scene.iface[0].carrier = false;
			scene_link(0);
			scene_wait(SEC);
			scene.iface[0].up = scene.iface[0].carrier = true;
		} else if (occasion == 3) {
			scene_address(0, 1, "198.51.100.9", 24);
		} else if (occasion == 4) { /* from router to host */
			scene.ci[0].role = ROLE_ROUTER;
			scene_configure();
			scene_wait(60 * SEC);
			scene_forget();
			scene.ci[0].role = ROLE_HOST;
			scene_configure();
		} else if (occasion == 5) { /* PerformRouterDiscovery turned on */
			scene.ci[0].perform_router_discovery = false;
			scene_configure();
			scene_wait(60 * SEC);
			ck_assert_uint_eq(scene.n_said, 0);
			scene.ci[0].perform_router_discovery = true;
			scene_configure();
		}
		if (occasion < 4)
			scene_link(0);
		scene_wait(10 * SEC);
		ck_assert_msg(scene_count(0, SOLICITATION) == 3, "occasion %u: %u", occasion,
		    scene_count(0, SOLICITATION));
	}
}
END_TEST

/* Nothing new is no occasion. */
START_TEST(host_does_not_solicit_for_nothing)
{
	scene_start();
	scene_wait(600 * SEC);
	scene_meet("192.0.2.1", 0, 9000);
	scene_meet("10.0.0.1", 0, 9000);
	scene_forget();
	for (unsigned i = 0; i < 20; i++) {
		scene_link(0);
		scene_configure();
		scene_wait(100 * SEC);
	}
	ck_assert_uint_eq(scene.n_said, 0);
}
END_TEST

/* On 1.0.0 a link that went down and up 11 s after the last burst was asked on up to 60 s later. [H-9]
 * [faults A5] */
START_TEST(rfc1256_5_3_an_occasion_is_taken_within_a_second)
{
	scene_start();
	for (unsigned i = 0; i < 3; i++) {
		scene_wait(11 * SEC);
		scene_forget();
		if (i < 2) {
			scene.iface[0].carrier = false;
			scene_link(0);
			scene.iface[0].carrier = true;
		} else {
			scene_address(0, 1, "198.51.100.9", 24);
		}
		scene_link(0);
		scene_wait(SEC);
		if (i < 2) /* two bursts and a retry, and the budget is used up */
			ck_assert_uint_eq(scene_count(0, SOLICITATION), 1);
	}
}
END_TEST

/* On 1.0.0 a switch port that forwards 14 s after its carrier (spanning tree) swallowed all three
 * solicitations, and silence followed. 30 s are the usual time. [H-8] [faults A6] */
START_TEST(host_solicits_until_the_port_forwards)
{
	static const unsigned blocked[] = { 14, 30 };

	for (size_t i = 0; i < ARRAY_SIZE(blocked); i++) {
		scene_restart(ROLE_HOST);
		scene_start();
		scene_wait(blocked[i] * SEC);
		scene_forget();
		scene_wait(5 * SEC);
		ck_assert_uint_ge(scene_count(0, SOLICITATION), 1);
	}
}
END_TEST

/* A host that never finds a router asks ever more rarely, and says so once. */
START_TEST(host_asks_ever_more_rarely)
{
	scene_start();
	scene_wait(3600 * SEC);
	ck_assert_uint_eq(scene_count(0, SOLICITATION), 3 * 11);
	ck_assert_uint_eq(scene_events(EVENT_NO_ANSWER, REASON_NONE), 2); /* two interfaces */
	scene_forget();
	scene_wait(36000 * SEC);
	ck_assert_uint_le(scene_count(0, SOLICITATION), 3 * 60);
	ck_assert_uint_ge(scene_count(0, SOLICITATION), 3 * 54);
}
END_TEST

/* The last router is not renewed, and 1.0.0 waited for its end. The host asks once, when a third
 * of the lifetime is left, and not for a router beside one that lives on. [faults A7] */
START_TEST(host_asks_before_the_last_lifetime_ends)
{
	for (int on = 0; on <= 1; on++) {
		scene_restart(ROLE_HOST);
		scene.ci[0].solicit_on_loss = scene.ci[1].solicit_on_loss = on == 1;
		scene.ci[1].role = ROLE_OFF;
		scene_start();
		scene_meet("192.0.2.1", 0, 900);
		scene_meet("192.0.2.2", 0, 1800);
		scene_wait(1200 * SEC - 1);
		ck_assert_uint_eq(scene.n_said, 0);
		scene_wait(190 * SEC);
		ck_assert_uint_eq(scene.n_said, on == 1 ? 3 : 0);
		scene_wait(400 * SEC);
		ck_assert_uint_eq(scene.n_said, on == 1 ? 3 : 0); /* once */
		scene_wait(30 * SEC);
		ck_assert_uint_ge(scene.n_said, on == 1 ? 5 : 0); /* now it is lost */
	}
}
END_TEST

/* Routers that are heard in time are not asked, also if the lifetime becomes a short one. */
START_TEST(host_does_not_ask_routers_that_renew_themselves)
{
	scene.ci[1].role = ROLE_OFF;
	scene_start();
	for (unsigned i = 0; i < 20; i++) {
		scene_meet("192.0.2.1", 0, 1800);
		scene_wait(1190 * SEC);
	}
	ck_assert_uint_eq(scene.n_said, 0);
	scene_meet("192.0.2.1", 0, 30);
	scene_wait(23 * SEC);
	ck_assert_uint_eq(scene.n_said, 1);
	scene_meet("192.0.2.1", 0, 30); /* an answer */
	scene_wait(19 * SEC);
	ck_assert_uint_eq(scene.n_said, 1);
	scene_wait(4 * SEC);
	ck_assert_uint_eq(scene.n_said, 2);
}
END_TEST

START_TEST(host_told_not_to_solicit_is_silent)
{
	scene.ci[0].solicit = scene.ci[1].solicit = false;
	scene_start();
	scene_wait(60 * SEC);
	scene_hear("192.0.2.1", 0, 30);
	scene_wait(600 * SEC);
	ck_assert_uint_eq(scene.n_said, 0);
}
END_TEST

/* The last router is lost: it asks, or not if told so. */
START_TEST(host_solicits_on_loss)
{
	for (int on = 0; on <= 1; on++) {
		scene_restart(ROLE_HOST);
		scene.ci[0].solicit_on_loss = scene.ci[1].solicit_on_loss = on == 1;
		scene_start();
		scene_meet("192.0.2.1", 0, 1800);
		scene_meet("192.0.2.2", 0, 1800);
		scene_wait(10 * SEC);
		scene_hear("192.0.2.1", 0, 0);
		scene_wait(9 * SEC);
		ck_assert_uint_eq(scene_count(0, SOLICITATION), 0);
		scene_hear("192.0.2.2", 0, 0);
		scene_wait(SEC);
		ck_assert_uint_eq(scene_count(0, SOLICITATION), (unsigned)on);
		scene_wait(8 * SEC);
		ck_assert_uint_eq(scene_count(0, SOLICITATION), on == 1 ? 3 : 0);
	}
}
END_TEST

/* On 1.0.0 one advertisement that is of no use ended soliciting. It ends the burst, not the occasion, or
 * both if told so. [H-10] [faults D1] */
START_TEST(host_solicits_when_no_answer_is_of_use)
{
	static const struct {
		const char *router;
		int32_t preference;
		uint16_t lifetime;
	} useless[] = {
		{ "192.0.2.1", PREFERENCE_INELIGIBLE, 9000 }, { "192.0.2.1", 0, 0 },
		{ "203.0.113.1", 0, 1800 }, /* not a neighbour */
	};

	for (size_t i = 0; i < ARRAY_SIZE(useless); i++)
		for (int on = 0; on <= 1; on++) {
			scene_restart(ROLE_HOST);
			scene.ci[0].solicit_on_loss = scene.ci[1].solicit_on_loss = on == 1;
			scene_start();
			scene_wait(SEC);
			for (unsigned k = 0; k < 10; k++) {
				scene_advertised(0, "192.0.2.1", "224.0.0.1", useless[i].router,
				    useless[i].preference, useless[i].lifetime);
				scene_wait(400 * MS);
			}
			ck_assert_uint_eq(scene_count(0, SOLICITATION), on == 1 ? 2 : 1);
			scene_wait(60 * SEC);
			ck_assert_uint_eq(scene_count(0, SOLICITATION), on == 1 ? 9 : 1);
		}
}
END_TEST

/* On 1.0.0 a packet of invented routers before the first solicitation spared it. Who does not answer is no
 * router that is found; it is used meanwhile, for want of a better one. [H-8, H-10] [faults D3] */
START_TEST(host_solicits_while_no_router_answers)
{
	for (int on = 0; on <= 1; on++) {
		scene_restart(ROLE_HOST);
		scene.ci[0].solicit_on_loss = scene.ci[1].solicit_on_loss = on == 1;
		scene.ci[1].role = ROLE_OFF;
		scene_start();
		scene_hear("192.0.2.1", 0, 9000);
		assert_table("192.0.2.1@4096");
		scene_wait(8 * SEC);
		ck_assert_uint_eq(scene.n_said, on == 1 ? 3 : 0);
		scene_meet("192.0.2.2", -5, 9000);
		scene_forget();
		scene_wait(600 * SEC);
		ck_assert_uint_eq(scene.n_said, 0);
	}
	scene_restart(ROLE_HOST); /* without a question there is no answer */
	scene.conf.install = INSTALL_NONE;
	scene_start();
	scene_hear("192.0.2.1", 0, 9000);
	scene_hear("10.0.0.1", 0, 9000);
	scene_wait(600 * SEC);
	ck_assert_uint_eq(scene.n_said, 0);
}
END_TEST

/* A router that the kernel refuses is tried again, and refused again at once: in between it was not there, and
 * the burst goes on. */
START_TEST(host_solicits_while_the_kernel_refuses)
{
	scene.ci[1].role = ROLE_OFF;
	scene_start();
	scene.kernel.refuse_add = ENOBUFS;
	scene_meet("192.0.2.1", 0, 9000);
	scene_wait(30 * SEC);
	ck_assert_uint_ge(scene_events(EVENT_ROUTE_FAILED, REASON_AGAIN), 4);
	ck_assert_uint_eq(scene_count(0, SOLICITATION), 6);
	for (unsigned i = 0; i < 6; i++)
		ck_assert(i == 0 || i == 3 ||
			  scene.said[i].time == scene.said[i - 1].time + SOLICITATION_INTERVAL);
}
END_TEST

START_TEST(host_solicits_when_the_last_router_dies)
{
	scene_start();
	scene_meet("192.0.2.1", 0, 9000);
	scene_wait(100 * SEC);
	scene_forget();
	scene_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	scene_wait(10 * SEC);
	ck_assert_uint_eq(scene_count(0, SOLICITATION), 3);
	for (unsigned i = 0; i < 600; i++) { /* comes and goes for ten minutes */
		scene_neighbour("192.0.2.1", i % 2 == 0 ? NEIGHBOUR_REACHABLE : NEIGHBOUR_FAILED);
		scene_wait(SEC);
	}
	ck_assert_uint_le(scene_count(0, SOLICITATION), 9 + 10 * 3); /* the budget holds */
}
END_TEST

START_TEST(host_knows_whether_anybody_answered)
{
	scene_start();
	ck_assert(!engine_has_router(scene.engine));
	ck_assert(!engine_is_unanswered(scene.engine));
	scene_wait(9 * SEC);
	ck_assert(!engine_is_unanswered(scene.engine)); /* the last one's time is not up */
	scene_wait(SEC);
	ck_assert(engine_is_unanswered(scene.engine)); /* for -s: fault A25 lies in what follows */
	scene_hear("192.0.2.1", PREFERENCE_INELIGIBLE, 1800);
	ck_assert(!engine_has_router(scene.engine));
	scene_hear("192.0.2.1", 0, 1800);
	ck_assert(engine_has_router(scene.engine));
	scene_hear("192.0.2.1", 0, 0);
	ck_assert(!engine_has_router(scene.engine));
}
END_TEST

/* Whatever it hears, it never advertises. [H-1] */
START_TEST(rfc1256_5_3_host_never_advertises)
{
	static const char *const sources[] = { "192.0.2.1", "0.0.0.0", "192.0.2.99", "10.0.0.1" };
	struct rng rng = { .state = 1 };

	scene_start();
	for (unsigned i = 0; i < 500; i++) {
		const char *source = sources[below(&rng, ARRAY_SIZE(sources))];

		if (one_in(&rng, 2))
			scene_solicited(below(&rng, 2), source, "224.0.0.2");
		else
			scene_advertised(below(&rng, 2), source, "224.0.0.1", "192.0.2.1", 0,
			    (uint16_t)below(&rng, 100));
		scene_wait(rng_between(&rng, 0, 2 * SEC));
	}
	engine_shutdown(scene.engine, false, scene.now);
	scene_settle();
	ck_assert_uint_eq(scene_count(0, ADVERTISEMENT) + scene_count(1, ADVERTISEMENT), 0);
}
END_TEST

/* ---- believing ---- */

/* A host drops solicitations, a router ignores advertisements, and who is nothing both.
 * [H-V2, R-V2] */
START_TEST(rfc1256_5_2_each_role_drops_what_is_not_for_it)
{
	static const struct {
		enum role role;
		enum reason advertisement, solicitation;
	} rows[] = {
		{ ROLE_HOST, REASON_NONE, REASON_INTERFACE },
		{ ROLE_ROUTER, REASON_INTERFACE, REASON_NONE },
		{ ROLE_OFF, REASON_INTERFACE, REASON_INTERFACE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		scene_restart(rows[i].role);
		scene_start();
		ck_assert_int_eq(scene_advertised(0, "192.0.2.1", "224.0.0.1", "192.0.2.1", 0, 9),
		    rows[i].advertisement);
		ck_assert_int_eq(
		    scene_solicited(0, "192.0.2.1", "224.0.0.2"), rows[i].solicitation);
		assert_table(rows[i].role == ROLE_HOST ? "192.0.2.1@4096" : "");
		ck_assert_uint_eq(
		    engine_counters(scene.engine)->advertisements[rows[i].advertisement], 1);
		ck_assert_uint_eq(
		    engine_counters(scene.engine)->solicitations[rows[i].solicitation], 1);
	}
}
END_TEST

/* Dropped silently, and counted: broken packets leave no other trace. [H-V1, N-3] */
START_TEST(rfc1256_5_2_broken_messages_change_nothing)
{
	struct wire_entry entry = { ip("192.0.2.1"), 0 };
	uint8_t packet[PACKET_MAX];
	size_t len = packet_advertisement(packet, entry.address, ip("224.0.0.1"), 1800, &entry, 1);
	const struct engine_counters *c;

	scene_start();
	c = engine_counters(scene.engine);
	scene_forget();
	packet[21] = 16;
	packet_fix(packet + 20, len - 20);
	ck_assert_int_eq(scene_deliver(0, packet, len), REASON_CODE);
	packet[21] = 0;
	ck_assert_int_eq(scene_deliver(0, packet, len), REASON_CHECKSUM);
	ck_assert_int_eq(scene_deliver(0, packet, len - 1), REASON_BAD_IP);
	ck_assert_uint_eq(scene.n_events, 0);
	ck_assert(!scene_knows("192.0.2.1"));
	ck_assert_uint_eq(c->advertisements[REASON_CODE], 1);
	ck_assert_uint_eq(c->advertisements[REASON_CHECKSUM], 1);
	ck_assert_uint_eq(c->others[REASON_BAD_IP], 1);
}
END_TEST

/* A message is counted even if its event is not read. */
START_TEST(host_messages_received_are_told_if_wanted)
{
	const uint64_t *counts;

	scene_start();
	counts = engine_event_counts(scene.engine);
	for (unsigned wanted = 0; wanted < 2; wanted++) {
		uint64_t before = counts[EVENT_MESSAGE_RECEIVED];

		scene_forget();
		engine_trace(scene.engine, wanted == 1);
		scene_hear("192.0.2.1", 0, 1800);
		ck_assert_uint_eq(counts[EVENT_MESSAGE_RECEIVED], before + 1);
		ck_assert_uint_eq(scene_events(EVENT_MESSAGE_RECEIVED, REASON_NONE), wanted);
	}
}
END_TEST

/* Of several addresses those on the link are used; the others are told. Fault A2. [H-2] */
START_TEST(rfc1256_5_3_neighbours_among_the_addresses_are_used)
{
	const struct wire_entry entries[] = {
		{ ip("192.0.2.1"), 5 }, { ip("198.51.100.1"), 9 }, /* not on the link */
		{ ip("192.0.2.255"), INT32_MAX },                  /* of no machine */
		{ ip("192.0.2.99"), 9 },                           /* ours */
		{ ip("10.0.0.99"), 9 },                            /* ours, elsewhere */
		{ ip("10.0.0.1"), 9 },                             /* another link's: fault A7 */
		{ ip("192.0.2.2"), 4 },                            /* a proxy advertisement: fine */
		{ ip("0.0.0.0"), 9 },                              /* nothing */
		{ ip("192.0.2.3"), PREFERENCE_INELIGIBLE },        /* known, and not used */
	};
	uint8_t packet[PACKET_MAX];
	const struct engine_counters *c;

	scene.conf.install = INSTALL_LADDER;
	scene_start();
	ck_assert_int_eq(scene_deliver(0, packet,
			     packet_advertisement(packet, ip("192.0.2.1"), ip("224.0.0.1"), 1800,
				 entries, ARRAY_SIZE(entries))),
	    REASON_NONE);
	assert_table("192.0.2.1@4096 192.0.2.2@4097");
	ck_assert(scene_knows("192.0.2.3"));
	ck_assert_uint_eq(engine_routers(scene.engine, NULL, 0), 3);
	c = engine_counters(scene.engine);
	ck_assert_uint_eq(c->entries[REASON_NONE], 3);
	ck_assert_uint_eq(c->entries[REASON_NOT_NEIGHBOUR], 3);
	ck_assert_uint_eq(c->entries[REASON_BAD_ADDRESS], 2);
	ck_assert_uint_eq(c->entries[REASON_OWN], 1);
	ck_assert_uint_eq(scene_events(EVENT_ROUTER_REFUSED, REASON_NOT_NEIGHBOUR), 3);
}
END_TEST

/* An address of ours on another interface is no router, whatever subnet it is in. */
START_TEST(host_own_address_of_another_interface_is_no_router)
{
	scene_address(1, 1, "192.0.2.50", 32);
	scene_start();
	scene_advertised(0, "192.0.2.1", "224.0.0.1", "192.0.2.50", 0, 1800);
	ck_assert(!scene_knows("192.0.2.50"));
	scene.iface[1].n_addrs = 1; /* it moved to another machine */
	scene_link(1);
	scene_advertised(0, "192.0.2.1", "224.0.0.1", "192.0.2.50", 0, 1800);
	ck_assert(scene_knows("192.0.2.50"));
}
END_TEST

/* Where it arrives counts, not which of our networks it names: fault A7. [H-2] */
START_TEST(rfc1256_5_3_arrival_interface_decides)
{
	scene_start();
	ck_assert_int_eq(
	    scene_advertised(1, "192.0.2.1", "224.0.0.1", "192.0.2.1", 0, 1800), REASON_NONE);
	ck_assert(!scene_knows("192.0.2.1"));
	assert_table("");
	ck_assert_int_eq(scene_advertised(7, "192.0.2.1", "224.0.0.1", "192.0.2.1", 0, 1800),
	    REASON_INTERFACE); /* an unknown interface */
	ck_assert_int_eq(
	    scene_advertised(0, "192.0.2.1", "224.0.0.1", "192.0.2.1", 0, 1800), REASON_NONE);
	assert_table("192.0.2.1@4096");
}
END_TEST

/* Fault A6: a unicast from the Internet, any TTL, set the default route. [N-4] */
START_TEST(rfc1256_7_unicast_from_elsewhere_is_refused_and_told)
{
	scene_start();
	ck_assert_int_eq(scene_advertised(0, "203.0.113.5", "192.0.2.99", "192.0.2.1", 0, 9000),
	    REASON_NOT_NEIGHBOUR);
	assert_table("");
	ck_assert_uint_eq(scene_events(EVENT_MESSAGE_REFUSED, REASON_NOT_NEIGHBOUR), 1);
	ck_assert_int_eq(
	    scene_advertised(0, "192.0.2.1", "192.0.2.99", "192.0.2.1", 0, 9000), REASON_NONE);
	assert_table("192.0.2.1@4096");
}
END_TEST

/* Each of the operator's rules, counted and told. [N-4] */
START_TEST(rfc1256_7_each_refusal_is_counted_and_told)
{
	static const struct {
		const char *source, *destination, *router;
		enum reason message, entry;
	} rows[] = {
		{ "192.0.2.1", "192.0.2.99", "192.0.2.1", REASON_UNSOLICITED, REASON_NONE },
		{ "203.0.113.5", "224.0.0.1", "192.0.2.1", REASON_NOT_NEIGHBOUR_SOURCE,
		    REASON_NONE },
		{ "1.2.0.192", "224.0.0.1", "192.0.2.1", REASON_REVERSED_SOURCE, REASON_NONE },
		{ "192.0.2.1", "224.0.0.1", "192.0.2.66", REASON_NONE, REASON_DENIED },
		{ "192.0.2.1", "224.0.0.1", "192.0.2.200", REASON_NONE, REASON_NOT_ALLOWED },
	};
	const struct engine_counters *c;

	scene.ci[0].accept_unicast = UNICAST_SOLICITED;
	scene.ci[0].require_neighbour_source = true;
	scene.ci[0].solicit = false;
	scene.ci[0].allow = (struct conf_prefixes){ .n = 1, .list = { { ip("192.0.2.0"), 25 } } };
	scene.ci[0].deny = (struct conf_prefixes){ .n = 1, .list = { { ip("192.0.2.66"), 32 } } };
	scene_start();
	c = engine_counters(scene.engine);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		scene_forget();
		ck_assert_int_eq(scene_advertised(0, rows[i].source, rows[i].destination,
				     rows[i].router, 0, 1800),
		    rows[i].message);
		ck_assert_uint_ge(c->advertisements[rows[i].message], 1);
		if (rows[i].message != REASON_NONE) {
			ck_assert_uint_eq(scene_events(EVENT_MESSAGE_REFUSED, rows[i].message), 1);
			continue;
		}
		ck_assert_uint_eq(c->entries[rows[i].entry], 1);
		ck_assert_uint_eq(scene_events(EVENT_ROUTER_REFUSED, rows[i].entry), 1);
	}
	assert_table("");
	scene.ci[0].accept_unicast = UNICAST_NEVER;
	scene_configure();
	ck_assert_int_eq(
	    scene_advertised(0, "192.0.2.1", "192.0.2.99", "192.0.2.1", 0, 1800), REASON_UNICAST);
	ck_assert_uint_eq(scene_events(EVENT_MESSAGE_REFUSED, REASON_UNICAST), 1);
}
END_TEST

/* An answer to us alone counts while we wait for one. */
START_TEST(host_takes_solicited_unicast_while_it_is_asking)
{
	scene.ci[0].accept_unicast = scene.ci[1].accept_unicast = UNICAST_SOLICITED;
	scene_start();
	scene_wait(SEC);
	ck_assert_uint_eq(scene_count(0, SOLICITATION), 1);
	ck_assert_int_eq(
	    scene_advertised(0, "192.0.2.1", "192.0.2.99", "192.0.2.1", 0, 1800), REASON_NONE);
	scene_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	scene_wait(6 * SEC);
	ck_assert_int_eq(scene_advertised(0, "192.0.2.2", "192.0.2.99", "192.0.2.2", 0, 1800),
	    REASON_UNSOLICITED);
	ck_assert_int_eq(scene_advertised(1, "10.0.0.1", "10.0.0.99", "10.0.0.1", 0, 1800),
	    REASON_NONE); /* still asking there */
	ck_assert_int_eq(
	    scene_advertised(0, "192.0.2.2", "224.0.0.1", "192.0.2.2", 0, 1800), REASON_NONE);
}
END_TEST

/* A floor raises, the RFC's limit clamps, and a farewell is a farewell. */
START_TEST(host_brings_lifetimes_into_bounds)
{
	scene.ci[0].min_lifetime = 60;
	scene_start();
	scene_hear("192.0.2.1", 0, 5);
	scene_hear("10.0.0.1", -5, UINT16_MAX);
	scene_wait(59 * SEC);
	assert_table("192.0.2.1@4096");
	scene_wait(2 * SEC);
	assert_table("10.0.0.1@4096");
	scene_wait(8938 * SEC);
	assert_table("10.0.0.1@4096");
	scene_wait(2 * SEC);
	assert_table("");
	scene_hear("192.0.2.1", 0, 5);
	scene_hear("192.0.2.1", 0, 0);
	assert_table("");
}
END_TEST

/* FRR sends its source with the bytes reversed (fault B2); broadcast is many routers' default. */
START_TEST(host_takes_advertisements_as_they_are_sent_in_the_field)
{
	scene_start();
	ck_assert_int_eq(
	    scene_advertised(0, "1.2.0.192", "224.0.0.1", "192.0.2.1", 0, 1800), REASON_NONE);
	ck_assert_int_eq(
	    scene_advertised(1, "10.0.0.1", "255.255.255.255", "10.0.0.1", 0, 1800), REASON_NONE);
	ck_assert(scene_knows("192.0.2.1") && scene_knows("10.0.0.1"));
}
END_TEST

/* Our own message, heard again. */
START_TEST(host_ignores_its_own_messages)
{
	scene_start();
	ck_assert_int_eq(
	    scene_advertised(0, "192.0.2.99", "224.0.0.1", "192.0.2.1", 0, 1800), REASON_OWN);
	ck_assert_int_eq(
	    scene_advertised(0, "10.0.0.99", "224.0.0.1", "192.0.2.1", 0, 1800), REASON_OWN);
	ck_assert_uint_eq(engine_counters(scene.engine)->advertisements[REASON_OWN], 2);
	assert_table("");
}
END_TEST

START_TEST(host_hears_nothing_on_a_link_that_is_down)
{
	scene.iface[0].up = false;
	scene_start();
	ck_assert_int_eq(
	    scene_advertised(0, "192.0.2.1", "224.0.0.1", "192.0.2.1", 0, 1800), REASON_INTERFACE);
}
END_TEST

/* Fault A8: 60 packets, 255 addresses each. The list, the table and the questions stay bounded, and
 * the router that works stays in use. [H-5, N-4] */
START_TEST(host_survives_a_flood)
{
	struct wire_entry entries[NUM_ADDRS_MAX];
	uint8_t packet[PACKET_MAX];
	struct rng rng = { .state = 1 };

	scene_start();
	scene_hear("10.0.0.1", -5, 9000);
	scene_neighbour("10.0.0.1", NEIGHBOUR_REACHABLE);
	for (unsigned k = 0; k < 60; k++) {
		for (unsigned i = 0; i < NUM_ADDRS_MAX; i++)
			entries[i] = (struct wire_entry){ in_addr_host(
							      0x0a000100 + below(&rng, 1 << 20)),
				(int32_t)rng_next(&rng) };
		scene_deliver(1, packet,
		    packet_advertisement(
			packet, ip("10.0.0.66"), ip("224.0.0.1"), 9000, entries, NUM_ADDRS_MAX));
		ck_assert_uint_le(engine_routers(scene.engine, NULL, 0), 16);
		assert_table("10.0.0.1@4096");
		scene_forget();
	}
	ck_assert_uint_gt(engine_counters(scene.engine)->entries[REASON_TABLE_FULL], 2000);
	ck_assert_uint_gt(engine_counters(scene.engine)->entries[REASON_RATE], 10000);
	scene_wait(9000 * SEC);
	ck_assert_uint_eq(engine_routers(scene.engine, NULL, 0), 0);
}
END_TEST

/* A router that was taken back speaks again behind forty invented ones of the same moment, as a flood comes where
 * processors are short. It is looked up in the neighbour table all the same, and taken. [N-4] [faults D5] */
START_TEST(host_lets_a_router_return_in_a_flood)
{
	char text[32];

	scene_start();
	scene_meet("192.0.2.1", 0, 1800);
	scene_advertised(0, "192.0.2.1", "224.0.0.1", "192.0.2.1", 0, 0);
	ck_assert(!scene_knows("192.0.2.1"));
	for (unsigned i = 100; i < 140; i++) {
		snprintf(text, sizeof(text), "192.0.2.%u", i);
		scene_advertised(0, text, "224.0.0.1", text, 0, 1800);
	}
	scene_forget();
	ck_assert_int_eq(
	    scene_advertised(0, "192.0.2.1", "224.0.0.1", "192.0.2.1", 0, 1800), REASON_RATE);
	ck_assert_uint_eq(scene_asked("192.0.2.1", NEIGHBOUR_LOOK), 1);
	scene_neighbour("192.0.2.1", NEIGHBOUR_VALID);
	ck_assert(scene_knows("192.0.2.1"));
}
END_TEST

static void add_believing(TCase *tc)
{
	tcase_add_test(tc, rfc1256_5_2_each_role_drops_what_is_not_for_it);
	tcase_add_test(tc, rfc1256_5_2_broken_messages_change_nothing);
	tcase_add_test(tc, host_messages_received_are_told_if_wanted);
	tcase_add_test(tc, rfc1256_5_3_neighbours_among_the_addresses_are_used);
	tcase_add_test(tc, host_own_address_of_another_interface_is_no_router);
	tcase_add_test(tc, rfc1256_5_3_arrival_interface_decides);
	tcase_add_test(tc, rfc1256_7_unicast_from_elsewhere_is_refused_and_told);
	tcase_add_test(tc, rfc1256_7_each_refusal_is_counted_and_told);
	tcase_add_test(tc, host_takes_solicited_unicast_while_it_is_asking);
	tcase_add_test(tc, host_brings_lifetimes_into_bounds);
	tcase_add_test(tc, host_takes_advertisements_as_they_are_sent_in_the_field);
	tcase_add_test(tc, host_ignores_its_own_messages);
	tcase_add_test(tc, host_hears_nothing_on_a_link_that_is_down);
	tcase_add_test(tc, host_survives_a_flood);
	tcase_add_test(tc, host_lets_a_router_return_in_a_flood);
}

Suite *suite_engine_host(void)
{
	Suite *s = suite_create("engine_host");
	TCase *tc = tcase_create("engine_host");

	tcase_add_checked_fixture(tc, scene_setup_host, scene_teardown);
	tcase_add_test(tc, rfc1256_5_1_solicitation_goes_to_the_solicitation_address);
	tcase_add_test(tc, rfc1256_5_3_each_interface_solicits_until_it_is_answered);
	tcase_add_test(tc, rfc1256_5_3_answer_before_the_first_solicitation_spares_it);
	tcase_add_test(tc, rfc1256_5_3_only_a_valid_advertisement_is_an_answer);
	tcase_add_test(tc, rfc1256_5_3_occasions_to_solicit);
	tcase_add_test(tc, host_does_not_solicit_for_nothing);
	tcase_add_test(tc, rfc1256_5_3_an_occasion_is_taken_within_a_second);
	tcase_add_test(tc, host_solicits_until_the_port_forwards);
	tcase_add_test(tc, host_asks_ever_more_rarely);
	tcase_add_test(tc, host_asks_before_the_last_lifetime_ends);
	tcase_add_test(tc, host_does_not_ask_routers_that_renew_themselves);
	tcase_add_test(tc, host_told_not_to_solicit_is_silent);
	tcase_add_test(tc, host_solicits_on_loss);
	tcase_add_test(tc, host_solicits_when_no_answer_is_of_use);
	tcase_add_test(tc, host_solicits_while_the_kernel_refuses);
	tcase_add_test(tc, host_solicits_when_the_last_router_dies);
	tcase_add_test(tc, host_solicits_while_no_router_answers);
	tcase_add_test(tc, host_knows_whether_anybody_answered);
	tcase_add_test(tc, rfc1256_5_3_host_never_advertises);
	add_believing(tc);
	suite_add_tcase(s, tc);
	return s;
}
