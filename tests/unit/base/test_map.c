/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the map from keys to slots against an array, and where keys share a bucket. */
#include "config.h"

#include "base/map.h"
#include "unit/tests.h"

#define KEYS 64

START_TEST(map_empty_finds_nothing)
{
	struct map m;

	map_init(&m, 1);
	ck_assert_uint_eq(map_find(&m, 0), MAP_NONE);
	map_remove(&m, 0);
	ck_assert(map_reserve(&m, 0));
	ck_assert_uint_eq(map_find(&m, 0), MAP_NONE);
	map_remove(&m, 5);
	ck_assert_uint_eq(m.n, 0);
	map_fini(&m);
}
END_TEST

START_TEST(map_takes_any_key)
{
	static const uint64_t keys[] = { 0, 1, UINT32_MAX, UINT64_MAX, UINT64_C(1) << 63 };
	struct map m;

	map_init(&m, 7);
	ck_assert(map_reserve(&m, ARRAY_SIZE(keys)));
	for (uint32_t i = 0; i < ARRAY_SIZE(keys); i++)
		map_set(&m, keys[i], i);
	for (uint32_t i = 0; i < ARRAY_SIZE(keys); i++)
		ck_assert_uint_eq(map_find(&m, keys[i]), i);
	map_set(&m, 0, 9); /* known: a new slot, not a new key */
	ck_assert_uint_eq(map_find(&m, 0), 9);
	ck_assert_uint_eq(m.n, ARRAY_SIZE(keys));
	map_fini(&m);
}
END_TEST

/* Keys that all want the last bucket: the run goes on at the front. Taking one out of the middle
 * must not hide those behind it. */
START_TEST(map_keys_of_one_bucket_survive_removal)
{
	uint64_t keys[4], seed = 3;
	struct map m;

	for (unsigned removed = 0; removed < ARRAY_SIZE(keys); removed++) {
		uint64_t key = 0;

		map_init(&m, seed);
		ck_assert(map_reserve(&m, ARRAY_SIZE(keys)));
		for (uint32_t n = 0; n < ARRAY_SIZE(keys); key++) {
			struct rng mix = { .state = key ^ seed };

			if (((uint32_t)rng_next(&mix) & m.mask) != m.mask)
				continue;
			keys[n] = key;
			map_set(&m, key, n++);
		}
		map_remove(&m, keys[removed]);
		for (uint32_t i = 0; i < ARRAY_SIZE(keys); i++)
			ck_assert_uint_eq(map_find(&m, keys[i]), i == removed ? MAP_NONE : i);
		map_fini(&m);
	}
}
END_TEST

START_TEST(map_agrees_with_an_array_at_random)
{
	struct rng rng = { .state = 2 };
	uint32_t slots[KEYS], n = 0, capacity = 1;
	struct map m;

	map_init(&m, 99);
	ck_assert(map_reserve(&m, capacity));
	for (unsigned i = 0; i < KEYS; i++)
		slots[i] = MAP_NONE;
	for (unsigned step = 0; step < 100000; step++) {
		uint32_t key = below(&rng, KEYS);

		if (one_in(&rng, 2)) {
			map_remove(&m, key);
			n -= slots[key] != MAP_NONE;
			slots[key] = MAP_NONE;
		} else {
			n += slots[key] == MAP_NONE;
			if (n > capacity)
				ck_assert(map_reserve(&m, capacity = n));
			slots[key] = below(&rng, 1000);
			map_set(&m, key, slots[key]);
		}
		must(m.n == n, "step %u: %u keys, not %u", step, m.n, n);
		for (unsigned i = 0; i < KEYS; i++)
			must(map_find(&m, i) == slots[i], "step %u: key %u", step, i);
	}
	map_fini(&m);
}
END_TEST

Suite *suite_map(void)
{
	Suite *s = suite_create("map");
	TCase *tc = tcase_create("map");

	tcase_add_test(tc, map_empty_finds_nothing);
	tcase_add_test(tc, map_takes_any_key);
	tcase_add_test(tc, map_keys_of_one_bucket_survive_removal);
	tcase_add_test(tc, map_agrees_with_an_array_at_random);
	suite_add_tcase(s, tc);
	return s;
}
