/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the table of slots: numbers stay, free ones come back first, growing loses none. */
#include "config.h"

#include "base/slots.h"
#include "unit/tests.h"

#define KEYS 40

START_TEST(slots_empty_has_none)
{
	struct slots s;

	slots_init(&s, 1);
	ck_assert_uint_eq(slots_find(&s, 3), MAP_NONE);
	slots_remove(&s, 3);
	ck_assert(slots_reserve(&s, 0));
	ck_assert_uint_eq(s.n, 0);
	ck_assert_uint_eq(s.end, 0);
	slots_fini(&s);
}
END_TEST

START_TEST(slots_free_one_comes_back_before_a_new_one)
{
	struct slots s;

	slots_init(&s, 1);
	ck_assert(slots_reserve(&s, 4));
	for (uint64_t key = 10; key < 13; key++)
		ck_assert_uint_eq(slots_add(&s, key), key - 10);
	slots_remove(&s, 11);
	slots_remove(&s, 11); /* known no more: nothing happens */
	ck_assert_uint_eq(s.n, 2);
	ck_assert_uint_eq(slots_find(&s, 10), 0);
	ck_assert_uint_eq(slots_find(&s, 12), 2);
	ck_assert_uint_eq(slots_add(&s, 99), 1);
	ck_assert_uint_eq(slots_add(&s, 98), 3);
	ck_assert_uint_eq(s.end, 4);
	slots_fini(&s);
}
END_TEST

/* Adds and removes at random, beside an array of which slot belongs to which key. */
START_TEST(slots_agree_with_an_array)
{
	struct rng rng = { .state = 5 };
	uint32_t slot_of[KEYS];
	unsigned steps = rounds(20000);
	struct slots s;

	slots_init(&s, 3);
	for (unsigned key = 0; key < KEYS; key++)
		slot_of[key] = MAP_NONE;
	for (unsigned step = 0; step < steps; step++) {
		unsigned key = (unsigned)(rng_next(&rng) % KEYS), n = 0;
		uint64_t taken = 0;

		if (slot_of[key] != MAP_NONE) {
			slots_remove(&s, key);
			slot_of[key] = MAP_NONE;
		} else {
			if (s.n == s.capacity)
				ck_assert(slots_reserve(&s, s.capacity == 0 ? 1 : 2 * s.capacity));
			slot_of[key] = slots_add(&s, key);
		}
		for (unsigned k = 0; k < KEYS; k++) {
			ck_assert_uint_eq(slots_find(&s, k), slot_of[k]);
			if (slot_of[k] == MAP_NONE)
				continue;
			ck_assert_uint_lt(slot_of[k], s.end);
			ck_assert_msg((taken >> slot_of[k] & 1) == 0, "slot %u twice", slot_of[k]);
			taken |= UINT64_C(1) << slot_of[k];
			n++;
		}
		ck_assert_uint_eq(s.n, n);
		ck_assert_uint_le(s.end, KEYS); /* never more than there were at a time */
	}
	slots_fini(&s);
}
END_TEST

Suite *suite_slots(void)
{
	Suite *s = suite_create("slots");
	TCase *tc = tcase_create("slots");

	tcase_add_test(tc, slots_empty_has_none);
	tcase_add_test(tc, slots_free_one_comes_back_before_a_new_one);
	tcase_add_test(tc, slots_agree_with_an_array);
	suite_add_tcase(s, tc);
	return s;
}
