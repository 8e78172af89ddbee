/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the ring of events: its order, its bound, and the room that noise is allowed. */
#include "config.h"

#include <string.h>

#include "model/event.h"
#include "unit/tests.h"

static void push(struct event_ring *ring, enum event_kind kind, unsigned count)
{
	event_push(ring, &(struct event){ .kind = kind, .times = count });
}

START_TEST(event_names_are_there_and_differ)
{
	for (int i = 0; i < REASON_MAX; i++)
		for (int j = 0; j < i; j++)
			ck_assert_str_ne(
			    event_reason_name((enum reason)i), event_reason_name((enum reason)j));
	for (int i = 0; i < EVENT_MAX; i++)
		for (int j = 0; j < i; j++)
			ck_assert_str_ne(event_kind_name((enum event_kind)i),
			    event_kind_name((enum event_kind)j));
}
END_TEST

START_TEST(event_ring_is_first_in_first_out_round_the_corner)
{
	struct event_ring ring = { 0 };
	struct event event;
	unsigned in = 0, out = 0;

	for (int turn = 0; turn < 50; turn++) {
		for (int i = 0; i < 100; i++)
			push(&ring, EVENT_ROUTER_LEARNED, in++);
		while (event_pull(&ring, &event))
			ck_assert_uint_eq(event.times, out++);
		ck_assert_uint_eq(in, out);
	}
	ck_assert(ring.lost == 0);
}
END_TEST

START_TEST(event_ring_counts_what_does_not_fit)
{
	struct event_ring ring = { 0 };
	struct event event;

	for (unsigned i = 0; i < EVENT_RING_SIZE + 7; i++)
		push(&ring, EVENT_ROUTE_ADDED, i);
	ck_assert_uint_eq(ring.lost, 7);
	for (unsigned i = 0; i < EVENT_RING_SIZE; i++) {
		ck_assert(event_pull(&ring, &event));
		ck_assert_uint_eq(event.times, i);
	}
	ck_assert(!event_pull(&ring, &event));
}
END_TEST

START_TEST(event_takes_the_name_its_interface_had)
{
	struct event_ring ring = { .first = EVENT_RING_SIZE - 2 };
	static const struct event events[] = { { .ifindex = 3 }, { .ifindex = 4 },
		{ .ifindex = 3, .ifname = "eth0" }, { .ifindex = 3 } };
	static const char *const names[] = { "eth1", "", "eth0", "eth1" };
	struct event event;

	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		event_push(&ring, &events[i]);
	event_name_iface(&ring, 3, (char[IF_NAMESIZE]){ "eth1" });
	for (size_t i = 0; i < ARRAY_SIZE(events); i++) {
		ck_assert(event_pull(&ring, &event));
		ck_assert_str_eq(event.ifname, names[i]);
	}
}
END_TEST

/* Whatever the LAN sends, there is room for what matters: fault B15. [N-4] */
START_TEST(event_noise_leaves_half_of_the_ring)
{
	struct event_ring ring = { 0 };

	for (unsigned i = 0; i < 10 * EVENT_RING_SIZE; i++)
		push(&ring, EVENT_MESSAGE_REFUSED, i);
	ck_assert_uint_eq(ring.n, EVENT_RING_SIZE / 2);
	for (unsigned i = 0; i < EVENT_RING_SIZE / 2; i++)
		push(&ring, EVENT_ROUTER_LOST, i);
	ck_assert_uint_eq(ring.n, EVENT_RING_SIZE);
	ck_assert_uint_eq(ring.lost, 0); /* nothing that a reader waits for */
	push(&ring, EVENT_ROUTER_LOST, 0);
	ck_assert_uint_eq(ring.lost, 1);
}
END_TEST

START_TEST(event_noise_is_what_others_can_repeat_at_will)
{
	ck_assert(event_is_noise(EVENT_MESSAGE_REFUSED));
	ck_assert(event_is_noise(EVENT_MESSAGE_RECEIVED));
	ck_assert(event_is_noise(EVENT_ROUTER_REFUSED));
	ck_assert(event_is_noise(EVENT_ADVERTISED));
	ck_assert(!event_is_noise(EVENT_TOO_MANY_CHANGES)); /* once a minute */
	ck_assert(!event_is_noise(EVENT_DAMPING_STARTED));  /* the same */
	ck_assert(!event_is_noise(EVENT_ROUTER_DEAD));
	ck_assert(!event_is_noise(EVENT_ROUTE_REMOVED));
	ck_assert(!event_is_noise(EVENT_NOT_ADVERTISING));
}
END_TEST

Suite *suite_event(void)
{
	Suite *s = suite_create("event");
	TCase *tc = tcase_create("event");

	tcase_add_test(tc, event_names_are_there_and_differ);
	tcase_add_test(tc, event_ring_is_first_in_first_out_round_the_corner);
	tcase_add_test(tc, event_ring_counts_what_does_not_fit);
	tcase_add_test(tc, event_takes_the_name_its_interface_had);
	tcase_add_test(tc, event_noise_leaves_half_of_the_ring);
	tcase_add_test(tc, event_noise_is_what_others_can_repeat_at_will);
	suite_add_tcase(s, tc);
	return s;
}
