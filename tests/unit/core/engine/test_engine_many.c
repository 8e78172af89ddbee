/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests a host with more routers than anybody has: metrics, expiry, and what is no news. */
#include "config.h"

#include <stdio.h>

#include "core/host/drl.h"
#include "unit/scene.h"
#include "unit/tests.h"

#define MANY (EQUALS_MAX + 50)

static void setup_many(void)
{
	scene_setup_host();
	scene.conf.routers_max = scene.conf.iface_routers_max = 200;
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

/* Beyond a hundred the kernel is asked to add at the front of its list, and who is there stays. */
START_TEST(routes_of_many_equals_have_metrics_of_their_own)
{
	unsigned changes;

	scene_start();
	for (unsigned i = 0; i < MANY; i++)
		hear(i, 1800);
	ck_assert_uint_eq(scene.kernel.changes, MANY);
	for (unsigned i = 0; i < EQUALS_MAX; i++)
		ck_assert_uint_eq(metric_of(i), METRIC_DEFAULT);
	for (unsigned i = EQUALS_MAX; i < MANY; i++) {
		ck_assert_uint_eq(
			metric_of(i), METRIC_DEFAULT + METRIC_RANGE - 1 - (i - EQUALS_MAX));
		ck_assert_uint_lt(metric_of(i), METRIC_DEFAULT + METRIC_RANGE);
	}
	/* Whoever goes, nobody else moves; the next one that comes takes the place among the hundred. */
	changes = scene.kernel.changes;
	hear(EQUALS_MAX + 20, 0);
	hear(7, 0);
	hear(7, 1800);
	ck_assert_uint_eq(scene.kernel.changes, changes + 3);
	ck_assert_uint_eq(metric_of(7), METRIC_DEFAULT);
	/* With all of the hundred gone the oldest of the others has the best metric. */
	for (unsigned i = 0; i < EQUALS_MAX; i++)
		hear(i, 0);
	ck_assert_uint_eq(scene.kernel.changes, changes + 3 + EQUALS_MAX + 2);
	ck_assert_uint_eq(metric_of(EQUALS_MAX), METRIC_DEFAULT);
	ck_assert_uint_eq(metric_of(EQUALS_MAX + 1), METRIC_DEFAULT + METRIC_RANGE - 2);
}
END_TEST

/* Metrics that were given away come back when all of them are used up. */
START_TEST(routes_of_many_that_come_and_go_keep_to_our_metrics)
{
	scene_start();
	for (unsigned i = 0; i < EQUALS_MAX + 2; i++)
		hear(i, UINT16_MAX);
	for (unsigned i = 0; i < METRIC_RANGE + 10; i++) {
		uint32_t metric;

		hear(EQUALS_MAX + 2 + i % 2, UINT16_MAX);
		metric = metric_of(EQUALS_MAX + 2 + i % 2);
		ck_assert_uint_gt(metric, METRIC_DEFAULT);
		ck_assert_uint_lt(metric, METRIC_DEFAULT + METRIC_RANGE);
		hear(EQUALS_MAX + 2 + i % 2, 0);
		ck_assert_uint_gt(metric_of(EQUALS_MAX + 1), METRIC_DEFAULT);
	}
}
END_TEST

/* RFC 1256 5.3: never before their time, and in groups. [H-4] */
START_TEST(routers_that_are_many_expire_in_groups)
{
	usec_t heard;
	size_t left = MANY;

	scene_start();
	for (unsigned i = 0; i < MANY; i++)
		hear(i, 100);
	for (unsigned i = 0; i < MANY; i++) {
		scene_wait(USEC_PER_MSEC);
		renew(i, 100);
	}
	heard = scene.now;
	scene_wait(99 * USEC_PER_SEC);
	ck_assert_uint_eq(fake_count(&scene.kernel, true), MANY);
	while (left > 0) {
		size_t before = left;

		scene_wait(engine_deadline(scene.engine) - scene.now);
		left = fake_count(&scene.kernel, true);
		ck_assert(left < before - 1 || before <= EQUALS_MAX);
		for (unsigned i = 0; i < MANY; i++) {
			usec_t expiry = heard - (MANY - 1 - i) * USEC_PER_MSEC + 100 * USEC_PER_SEC;

			if (metric_of(i) == 0)
				ck_assert_uint_le(expiry, scene.now);
			else
				ck_assert_uint_lt(scene.now, expiry + EXPIRY_GROUP);
		}
	}
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
	tcase_add_test(tc, routes_of_many_equals_have_metrics_of_their_own);
	tcase_add_test(tc, routes_of_many_that_come_and_go_keep_to_our_metrics);
	tcase_add_test(tc, routers_that_are_many_expire_in_groups);
	tcase_add_test(tc, notifications_of_our_own_changes_are_no_news);
	suite_add_tcase(s, tc);
	return s;
}
