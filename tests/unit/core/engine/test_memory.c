/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests what happens when memory is short: packets ask for none, and a lost fact can be told again.
 * */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/alloc.h"
#include "core/engine/view.h"
#include "unit/packet.h"
#include "unit/scene.h"
#include "unit/tests.h"

static void setup(void)
{
	scene_setup(ROLE_HOST);
	scene.ci[1].role = ROLE_ROUTER;
}

static void teardown(void)
{
	alloc_fail(0);
	scene_teardown();
}

/* Whatever arrives from the network: no memory is asked for. [N-4] */
START_TEST(memory_packets_allocate_nothing)
{
	struct wire_entry entries[NUM_ADDRS_MAX];
	uint8_t packet[PACKET_MAX];
	struct rng rng = { .state = 1 };
	unsigned before;

	scene_start();
	before = alloc_count();
	for (unsigned k = 0; k < 2000; k++) {
		unsigned n = 1 + below(&rng, NUM_ADDRS_MAX), ifindex = 2 + below(&rng, 3);
		struct in_addr from = { (uint32_t)rng_next(&rng) };
		struct datagram d = { .ifindex = ifindex, .data = packet };

		for (unsigned i = 0; i < n; i++)
			entries[i] = (struct wire_entry){
				in_addr_host(0xc0000200 + below(&rng, 256)), (int32_t)below(&rng, 5)
			};
		d.len = one_in(&rng, 3) ? packet_solicitation(packet, ip("10.0.0.7"), from)
					: packet_advertisement(packet, from, ip("224.0.0.1"),
					      (uint16_t)below(&rng, 3), entries, n);
		engine_deliver(scene.engine, &d, scene.now);
		must(alloc_count() == before, "message %u", k);
		scene_wait(below(&rng, 3000) * MS);
		scene_forget();
		before = alloc_count();
	}
}
END_TEST

/* A day of facts, none of which may be assumed to be taken; false: one was refused. */
static bool live(void)
{
	static const char *const theirs[] = { "!192.0.2.9@100", "!192.0.2.9@4096" };
	struct fake_route r;
	struct wire_entry entry = { ip("192.0.2.1"), 5 };
	uint8_t packet[PACKET_MAX];
	struct datagram d = { .ifindex = 2, .data = packet };
	bool ok;

	ok = engine_configure(scene.engine, &scene.conf, scene.now);
	engine_begin(scene.engine);
	for (unsigned i = 0; i < SCENE_IFACES; i++)
		ok = engine_set_iface(scene.engine, &scene.iface[i], scene.now) && ok;
	for (unsigned i = 0; i < ARRAY_SIZE(theirs); i++) {
		r = fake_parse(theirs[i]);
		ok = engine_set_route(scene.engine, fake_view(&r)) && ok;
	}
	r = fake_parse("!192.0.2.7+10.0.0.7@9000");
	ok = engine_set_route(scene.engine, fake_view(&r)) && ok;
	engine_end(scene.engine, scene.now);
	d.len = packet_advertisement(packet, ip("192.0.2.1"), ip("224.0.0.1"), 1800, &entry, 1);
	engine_deliver(scene.engine, &d, scene.now);
	scene_settle();
	return ok;
}

/* Each allocation fails once, in turn. Nothing breaks; and when everything is told again, as the
 * daemon does then, all is as it should be. */
START_TEST(memory_a_lost_fact_can_be_told_again)
{
	unsigned n = 0, refused = 0;
	bool failed;

	do {
		teardown();
		setup();
		for (unsigned i = 1; i < 40; i++) {
			char text[32];

			snprintf(text, sizeof(text), "10.%u.0.99", i);
			scene_address(1, i, text, 16);
		}
		scene.conf.routers_max = 3;
		scene.engine = engine_new(&scene.conf, 1);
		must(scene.engine != NULL, "no engine");
		scene.conf.routers_max = 64; /* growth, too, may fail */
		alloc_reset();
		alloc_fail(++n);
		refused += !live() || scene.lost;
		failed = alloc_count() >= n;
		alloc_fail(0);
		must(live(), "allocation %u: refused again", n);
		scene_wait(20 * SEC);
		must(strcmp(fake_text(&scene.kernel), "192.0.2.1@4097") == 0, "allocation %u: %s",
		    n, fake_text(&scene.kernel));
		must(scene_count(1, ADVERTISEMENT) >= 1, "allocation %u: no router", n);
		engine_shutdown(scene.engine, false, scene.now);
		scene_settle();
		must(scene.kernel.n == 0, "allocation %u: left behind", n);
	} while (failed);
	ck_assert_uint_gt(n, 15);
	ck_assert_uint_gt(refused, 10);
}
END_TEST

/* A larger configuration for which there is no memory is not in force, in no part: the list never knows more
 * routers than there is room for routes. */
START_TEST(memory_refused_configuration_is_harmless)
{
	unsigned n = 0, refused = 0;
	bool ok;

	do {
		struct conf larger;
		char text[32];

		teardown();
		setup();
		scene.conf.routers_max = 3;
		scene_start();
		larger = scene.conf;
		larger.routers_max = larger.iface_routers_max = 64;
		scene_hear("192.0.2.1", 0, 9000);
		alloc_fail(++n);
		ok = engine_configure(scene.engine, &larger, scene.now);
		alloc_fail(0);
		assert_table("192.0.2.1@4096");
		for (unsigned i = 2; i < 30; i++) {
			snprintf(text, sizeof(text), "192.0.2.%u", i);
			scene_hear(text, 0, 9000);
			scene_wait(50 * MS); /* so many newcomers are let in */
		}
		must(scene.kernel.n == 29 || (!ok && scene.kernel.n == 3),
		    "allocation %u: %zu routes", n, scene.kernel.n);
		refused += scene.kernel.n == 3;
	} while (!ok);
	ck_assert_uint_gt(refused, 5);
}
END_TEST

/* The scene's, with more routers, and more proxies on the router's interface, all of it in memory of its own. */
static struct conf *configuration_with_proxies(unsigned routers_max, unsigned proxies)
{
	struct conf *conf = malloc(sizeof(*conf));
	struct conf_iface *ifaces = malloc(scene.conf.n_ifaces * sizeof(*ifaces));
	struct conf_address *list = calloc(proxies, sizeof(*list));
	char text[32];

	ck_assert(conf != NULL && ifaces != NULL && list != NULL);
	*conf = scene.conf;
	memcpy(ifaces, scene.conf.ifaces, conf->n_ifaces * sizeof(*ifaces));
	conf->ifaces = ifaces;
	conf->routers_max = conf->iface_routers_max = routers_max;
	for (unsigned i = 0; i < proxies; i++) {
		snprintf(text, sizeof(text), "10.0.0.%u", 100 + i);
		list[i] = (struct conf_address){
			.address = ip(text), .advertise = true, .proxy = true
		};
	}
	ifaces[1].addresses = list;
	ifaces[1].n_addresses = proxies;
	return conf;
}

static void free_configuration(struct conf *conf)
{
	if (conf == NULL)
		return;
	free((void *)conf->ifaces[1].addresses);
	free((void *)conf->ifaces);
	free(conf);
}

/* How many addresses does the router say it has? */
static void assert_advertised(unsigned n)
{
	struct iface_view view;
	uint32_t cursor = 0;
	bool found = false;

	while (engine_next_iface(scene.engine, &cursor, &view))
		if (view.iface->ifindex == scene.iface[1].ifindex) {
			found = true;
			ck_assert_uint_eq(view.router->n_entries, n);
		}
	ck_assert(found);
}

/* A router's interface for which there was no memory followed later or never, while the rest of the
 * configuration was in force and called refused. Here each allocation of a reload fails once, and then each of
 * the next reload, whose configuration the one before may have left in use. [faults E7] */
START_TEST(memory_configuration_is_whole_or_not_at_all)
{
	unsigned n = 0, refused = 0;
	bool ok, again;

	do {
		struct conf *larger, *other;

		teardown();
		setup();
		scene.conf.routers_max = 3;
		scene_start();
		scene_hear("192.0.2.1", 0, 9000);
		larger = configuration_with_proxies(64, 30);
		other = configuration_with_proxies(128, 60);
		alloc_fail(++n);
		ok = engine_configure(scene.engine, larger, scene.now);
		alloc_fail(0);
		refused += !ok;
		scene_settle();
		assert_advertised(ok ? 31 : 1);
		free_configuration(ok ? NULL : larger); /* what was refused is used by nobody */
		alloc_fail(n);
		again = engine_configure(scene.engine, other, scene.now);
		alloc_fail(0);
		refused += !again;
		scene_settle();
		assert_advertised(again ? 61 : ok ? 31 : 1);
		assert_table("192.0.2.1@4096");
		must(engine_configure(scene.engine, &scene.conf, scene.now), "no way back");
		free_configuration(ok ? larger : NULL);
		free_configuration(other);
	} while (!ok || !again);
	ck_assert_uint_gt(refused, 10);
}
END_TEST

START_TEST(memory_no_engine_without)
{
	struct engine *e = NULL;
	unsigned n = 0;

	do {
		alloc_fail(++n);
		e = engine_new(&scene.conf, 1);
	} while (e == NULL);
	alloc_fail(0);
	ck_assert_uint_gt(n, 5);
	engine_free(e);
}
END_TEST

Suite *suite_memory(void)
{
	Suite *s = suite_create("memory");
	TCase *tc = tcase_create("memory");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, memory_packets_allocate_nothing);
	tcase_add_test(tc, memory_a_lost_fact_can_be_told_again);
	tcase_add_test(tc, memory_refused_configuration_is_harmless);
	tcase_add_test(tc, memory_configuration_is_whole_or_not_at_all);
	tcase_add_test(tc, memory_no_engine_without);
	suite_add_tcase(s, tc);
	return s;
}
