/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the queue of points in time against a list that is searched from end to end. */
#include "config.h"

#include "base/heap.h"
#include "unit/tests.h"

#define SLOTS 40

START_TEST(heap_empty_is_never_due)
{
	struct heap h = { 0 };
	uint32_t slot = 99;

	ck_assert(heap_top(&h, &slot) == USEC_INFINITY);
	ck_assert(heap_reserve(&h, 4));
	ck_assert(heap_top(&h, &slot) == USEC_INFINITY);
	heap_set(&h, 2, USEC_INFINITY); /* not queued: nothing to take out */
	ck_assert(heap_top(&h, &slot) == USEC_INFINITY);
	ck_assert_uint_eq(slot, 99);
	heap_fini(&h);
}
END_TEST

START_TEST(heap_hands_out_in_order_of_time)
{
	static const usec_t times[] = { 50, 20, 90, 20, 0, 70, UINT64_MAX - 1, 30 };
	static const usec_t order[] = { 0, 20, 20, 30, 50, 70, 90, UINT64_MAX - 1 };
	struct heap h = { 0 };
	uint32_t slot;

	ck_assert(heap_reserve(&h, ARRAY_SIZE(times)));
	for (uint32_t i = 0; i < ARRAY_SIZE(times); i++)
		heap_set(&h, i, times[i]);
	for (unsigned i = 0; i < ARRAY_SIZE(order); i++) {
		ck_assert_uint_eq(heap_top(&h, &slot), order[i]);
		ck_assert_uint_eq(times[slot], order[i]);
		heap_set(&h, slot, USEC_INFINITY);
	}
	ck_assert(heap_top(&h, &slot) == USEC_INFINITY);
	heap_fini(&h);
}
END_TEST

START_TEST(heap_moves_a_slot_both_ways)
{
	struct heap h = { 0 };
	uint32_t slot;

	ck_assert(heap_reserve(&h, 3));
	heap_set(&h, 0, 10);
	heap_set(&h, 1, 20);
	heap_set(&h, 2, 30);
	heap_set(&h, 2, 5);
	ck_assert_uint_eq(heap_top(&h, &slot), 5);
	ck_assert_uint_eq(slot, 2);
	heap_set(&h, 2, 40);
	ck_assert_uint_eq(heap_top(&h, &slot), 10);
	ck_assert_uint_eq(slot, 0);
	heap_set(&h, 0, USEC_INFINITY);
	heap_set(&h, 0, 15); /* back again */
	ck_assert_uint_eq(heap_top(&h, &slot), 15);
	heap_fini(&h);
}
END_TEST

START_TEST(heap_keeps_its_content_when_it_grows)
{
	struct heap h = { 0 };
	uint32_t slot;

	for (uint32_t n = 1; n <= 100; n++) {
		ck_assert(heap_reserve(&h, n));
		heap_set(&h, n - 1, 1000 - n);
		ck_assert_uint_eq(heap_top(&h, &slot), 1000 - n);
		ck_assert_uint_eq(slot, n - 1);
	}
	ck_assert(heap_reserve(&h, 5)); /* never shrinks */
	ck_assert_uint_eq(h.capacity, 100);
	heap_fini(&h);
}
END_TEST

START_TEST(heap_agrees_with_a_list_at_random)
{
	struct rng rng = { .state = 1 };
	struct heap h = { 0 };
	usec_t times[SLOTS];
	uint32_t slot;

	ck_assert(heap_reserve(&h, SLOTS));
	for (unsigned i = 0; i < SLOTS; i++)
		times[i] = USEC_INFINITY;
	for (unsigned step = 0; step < 100000; step++) {
		usec_t first = USEC_INFINITY;

		slot = below(&rng, SLOTS);
		times[slot] = one_in(&rng, 4) ? USEC_INFINITY : rng_between(&rng, 0, 50);
		heap_set(&h, slot, times[slot]);
		for (unsigned i = 0; i < SLOTS; i++)
			first = usec_min(first, times[i]);
		must(heap_top(&h, &slot) == first, "step %u: not the first", step);
		must(first == USEC_INFINITY || times[slot] == first, "step %u: slot %u", step,
			slot);
	}
	heap_fini(&h);
}
END_TEST

Suite *suite_heap(void)
{
	Suite *s = suite_create("heap");
	TCase *tc = tcase_create("heap");

	tcase_add_test(tc, heap_empty_is_never_due);
	tcase_add_test(tc, heap_hands_out_in_order_of_time);
	tcase_add_test(tc, heap_moves_a_slot_both_ways);
	tcase_add_test(tc, heap_keeps_its_content_when_it_grows);
	tcase_add_test(tc, heap_agrees_with_a_list_at_random);
	suite_add_tcase(s, tc);
	return s;
}
