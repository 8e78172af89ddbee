/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests a host with more routers than any network has: the bound of equals, and what is no news. */
#include "config.h"

#include <stdio.h>

#include "core/host/drl.h"
#include "unit/scene.h"
#include "unit/tests.h"

#define MANY (EQUALS_MAX + 28)

static void setup_many(void)
{
	scene_setup_host();
	scene.conf.routers_max = scene.conf.iface_routers_max = 100;
}

static void renew(unsigned i, uint16_t lifetime)
{
	char router[INET_ADDRSTRLEN];

	snprintf(router, sizeof(router), "10.0.1.%u", i + 1);
	scene_forget();
	scene_hear(router, 0, lifetime);
}

/* Slowly: what is new is believed at a limited rate. */
static void hear(unsigned i, uint16_t lifetime)
{
	scene_wait(200 * USEC_PER_MSEC);
	renew(i, lifetime);
}

/* The metric of the only route through a router; 0: it has none. */
static uint32_t metric_of(unsigned i)
{
	char router[INET_ADDRSTRLEN];
	uint32_t metric = 0;

	snprintf(router, sizeof(router), "10.0.1.%u", i + 1);
	for (size_t j = 0; j < scene.kernel.n; j++) {
		const struct route *r = fake_view(&scene.kernel.routes[j]);

		if (r->hops[0].gateway.s_addr != inet_addr(router))
			continue;
		ck_assert_uint_eq(metric, 0);
		metric = r->metric;
	}
	return metric;
}

/* EQUALS_MAX of them are in use; who is in use stays, and the next in line takes a free place. */
START_TEST(routes_of_equals_are_bounded)
{
	unsigned changes;

	scene_start();
	for (unsigned i = 0; i < MANY; i++)
		hear(i, 1800);
	ck_assert_uint_eq(scene.kernel.changes, EQUALS_MAX);
	for (unsigned i = 0; i < MANY; i++)
		ck_assert_uint_eq(metric_of(i), i == 0           ? METRIC_DEFAULT
						: i < EQUALS_MAX ? METRIC_DEFAULT + 1
								 : 0);
	changes = scene.kernel.changes;
	hear(EQUALS_MAX + 20, 0);
	hear(EQUALS_MAX + 20, 1800);
	ck_assert_uint_eq(scene.kernel.changes, changes);
	hear(7, 0);
	hear(7, 1800);
	ck_assert_uint_eq(scene.kernel.changes, changes + 2);
	ck_assert_uint_eq(metric_of(7), 0);
	ck_assert_uint_eq(metric_of(EQUALS_MAX), METRIC_DEFAULT + 1);
	for (unsigned i = 0; i < EQUALS_MAX; i++)
		hear(i, 0);
	ck_assert_uint_eq(fake_count(&scene.kernel, true), MANY - EQUALS_MAX);
}
END_TEST

/* The bound is that of a step: a ladder goes on below. [H-7] */
START_TEST(routes_of_equals_are_bounded_in_each_step)
{
	scene.conf.install = INSTALL_LADDER;
	scene_start();
	for (unsigned i = 0; i < MANY; i++)
		hear(i, 1800);
	scene_wait(200 * USEC_PER_MSEC);
	scene_hear("10.0.2.1", -1, 1800);
	ck_assert_uint_eq(fake_count(&scene.kernel, true), EQUALS_MAX + 1);
	ck_assert_uint_eq(scene.kernel.routes[EQUALS_MAX].route.metric, METRIC_DEFAULT + 2);
}
END_TEST

/* The kernel's word on our own changes has nothing written or looked at again. */
START_TEST(notifications_of_our_own_changes_are_no_news)
{
	struct fake_route route;
	uint64_t generation;

	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	generation = engine_generation(scene.engine);
	route = scene.kernel.routes[0];
	ck_assert(engine_set_route(scene.engine, fake_view(&route)));
	scene_settle();
	ck_assert_uint_eq(engine_generation(scene.engine), generation);
	scene_hear("192.0.2.1", 0, 0);
	assert_table("");
	generation = engine_generation(scene.engine);
	engine_del_route(scene.engine, fake_view(&route));
	scene_settle();
	ck_assert_uint_eq(engine_generation(scene.engine), generation);
}
END_TEST

Suite *suite_engine_many(void)
{
	Suite *s = suite_create("engine_many");
	TCase *tc = tcase_create("engine_many");

	tcase_add_checked_fixture(tc, setup_many, scene_teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, routes_of_equals_are_bounded);
	tcase_add_test(tc, routes_of_equals_are_bounded_in_each_step);
	tcase_add_test(tc, notifications_of_our_own_changes_are_no_news);
	suite_add_tcase(s, tc);
	return s;
}
