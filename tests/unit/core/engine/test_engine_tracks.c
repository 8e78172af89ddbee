/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests a router's way out, through the engine's door: each kind of track, each consequence. eth0 is the
 * uplink, eth1 the LAN where it advertises. */
#include "config.h"

#include "unit/scene.h"
#include "unit/tests.h"

static struct conf_track tracks[3];

/* The LAN names the first `n` tracks; all are of that kind, with delays of 2 and 10 s. */
static void setup_tracks(enum track_kind kind, unsigned n)
{
	static const char *const names[] = { "one", "two", "three" };

	scene.ci[0].role = ROLE_OFF;
	scene.ci[1].preference_level = 100;
	scene.ci[1].tracks = (1U << n) - 1;
	for (unsigned i = 0; i < 3; i++)
		tracks[i] = (struct conf_track){ .name = names[i],
			.kind = kind,
			.target = kind == TRACK_INTERFACE ? "eth0" : "/run/file",
			.on_loss = LOSS_INELIGIBLE,
			.loss_delay = 2 * SEC,
			.restore_delay = 10 * SEC };
	scene.conf.tracks = tracks;
	scene.conf.n_tracks = n;
}

static void setup(void)
{
	scene_setup_router();
	setup_tracks(TRACK_FILE, 1);
}

static void restart(enum track_kind kind, unsigned n)
{
	scene_restart(ROLE_ROUTER);
	setup_tracks(kind, n);
}

/* The preference level in the last message on the LAN; it has a lifetime unless `withdrawn`. */
static int32_t preference(void)
{
	size_t k = scene.n_said;

	while (k > 0 && scene.said[k - 1].ifindex != 3)
		k--;
	must(k > 0, "nothing is said on the LAN");
	ck_assert_uint_eq(scene.said[k - 1].lifetime, 1800);
	return scene.said[k - 1].entries[0].preference;
}

static bool is_withdrawn(void)
{
	return scene.n_said > 0 && last_said()->ifindex == 3 && last_said()->lifetime == 0;
}

static void file(unsigned track, bool ok)
{
	engine_set_track(scene.engine, track, ok, scene.now);
	scene_settle();
}

/* ---- kinds ---- */

/* Lost and back again, each after its delay; the first fact counts before the first message. */
static void lose_and_regain(void (*change)(bool ok))
{
	ck_assert_int_eq(preference(), PREFERENCE_INELIGIBLE); /* it starts lost */
	ck_assert_uint_eq(scene_events(EVENT_TRACK_LOST, REASON_NONE), 1);
	change(true);
	scene_wait(10 * SEC - 1);
	ck_assert_int_eq(preference(), PREFERENCE_INELIGIBLE);
	scene_wait(1);
	ck_assert_int_eq(preference(), 100);
	ck_assert_uint_eq(scene_events(EVENT_TRACK_BACK, REASON_NONE), 1);
	scene_wait(100 * SEC);
	change(false);
	scene_wait(2 * SEC - 1);
	ck_assert_int_eq(preference(), 100);
	scene_wait(1);
	ck_assert_int_eq(preference(), PREFERENCE_INELIGIBLE);
	ck_assert_uint_eq(scene_events(EVENT_TRACK_LOST, REASON_NONE), 2);
	/* Faster than its delays it makes no difference. */
	scene_wait(100 * SEC);
	scene_forget();
	for (unsigned i = 0; i < 20; i++) {
		change(i % 2 == 0);
		scene_wait(i % 2 == 0 ? 9 * SEC : 20 * SEC);
		must(scene_events(EVENT_TRACK_BACK, REASON_NONE) == 0, "back after 9 s");
	}
	change(true);
	scene_wait(20 * SEC);
	ck_assert_int_eq(preference(), 100);
}

static void change_route(bool ok)
{
	if (ok)
		fake_put(&scene.kernel, "!192.0.2.9@100");
	else
		fake_take(&scene.kernel, "!192.0.2.9@100");
	scene_settle();
}

START_TEST(track_of_the_default_route)
{
	restart(TRACK_DEFAULT_ROUTE, 1);
	scene_start();
	lose_and_regain(change_route);
}
END_TEST

static void change_link(bool ok)
{
	scene.iface[0].carrier = ok;
	scene_link(0);
}

START_TEST(track_of_an_interface)
{
	restart(TRACK_INTERFACE, 1);
	scene.iface[0].carrier = false;
	scene_start();
	lose_and_regain(change_link);
	/* Down is as bad as no carrier, and no interface of that name as bad as down. */
	scene.iface[0].up = false;
	scene_link(0);
	scene_wait(3 * SEC);
	ck_assert_int_eq(preference(), PREFERENCE_INELIGIBLE);
	scene.iface[0].up = true;
	scene_link(0);
	scene_wait(20 * SEC);
	ck_assert_int_eq(preference(), 100);
	engine_del_iface(scene.engine, 2, scene.now);
	scene_wait(3 * SEC);
	ck_assert_int_eq(preference(), PREFERENCE_INELIGIBLE);
}
END_TEST

static void change_file(bool ok)
{
	file(0, ok);
}

START_TEST(track_of_a_file)
{
	scene_start();
	scene_wait(60 * SEC);
	ck_assert_uint_eq(scene.n_said, 0);                 /* not before it has been looked at */
	engine_set_track(scene.engine, 7, true, scene.now); /* no such track */
	file(0, false);
	lose_and_regain(change_file);
}
END_TEST

/* A default route counts where it leads out: not back to where we are a router, not over a link that
 * does not work. */
START_TEST(track_takes_not_every_default_route_for_a_way_out)
{
	restart(TRACK_DEFAULT_ROUTE, 1);
	tracks[0].loss_delay = tracks[0].restore_delay = 0;
	fake_put(&scene.kernel, "!10.0.0.5@50");
	scene_start();
	ck_assert_int_eq(preference(), PREFERENCE_INELIGIBLE);
	change_route(true);
	scene_wait(3 * SEC);
	ck_assert_int_eq(preference(), 100);
	change_link(false);
	scene_wait(3 * SEC);
	ck_assert_int_eq(preference(), PREFERENCE_INELIGIBLE);
	change_link(true);
	scene_wait(3 * SEC);
	ck_assert_int_eq(preference(), 100);
}
END_TEST

/* Host on the uplink: the routes we learn there are a way out as well. At the start the host asks first, so
 * that the LAN never hears of a loss. [faults G14] */
START_TEST(track_follows_the_host_beside_the_router)
{
	restart(TRACK_DEFAULT_ROUTE, 1);
	scene.ci[0].role = ROLE_HOST;
	scene.ci[0].solicit = true;
	scene_start();
	scene_wait(SEC);
	ck_assert_uint_eq(scene_count(1, ADVERTISEMENT), 0);
	scene_meet("192.0.2.1", 0, 60);
	assert_table("192.0.2.1@4096");
	scene_wait(SEC);
	ck_assert_int_eq(preference(), 100);
	ck_assert_uint_eq(scene_events(EVENT_TRACK_LOST, REASON_NONE), 0);
	scene_wait(12 * SEC);
	scene_wait(60 * SEC);
	assert_table("");
	ck_assert_int_eq(preference(), PREFERENCE_INELIGIBLE);
}
END_TEST

/* ---- consequences ---- */

START_TEST(track_lowers_the_preference)
{
	const struct conf_address list[] = { { .address = ip("10.0.0.99"),
	    .advertise = true,
	    .has_preference_level = true,
	    .preference_level = -2147483640 } };

	setup_tracks(TRACK_FILE, 2);
	for (unsigned i = 0; i < 2; i++) {
		tracks[i].on_loss = LOSS_PREFERENCE;
		tracks[i].penalty = 30 + i;
		tracks[i].loss_delay = tracks[i].restore_delay = 0;
	}
	scene_start();
	file(0, true);
	file(1, true);
	scene_wait(10 * SEC);
	file(0, false);
	ck_assert_int_eq(preference(), 70);
	scene_wait(3 * SEC);
	file(1, false);
	ck_assert_int_eq(preference(), 39); /* both count */
	scene_wait(3 * SEC);
	file(0, true);
	ck_assert_int_eq(preference(), 69);
	/* Never as low as ineligible. */
	scene_wait(3 * SEC);
	scene.ci[1].addresses = list;
	scene.ci[1].n_addresses = 1;
	scene_configure();
	ck_assert_int_eq(preference(), -2147483647);
	scene_wait(3 * SEC);
	tracks[0].on_loss = LOSS_INELIGIBLE;
	file(0, false);
	ck_assert_int_eq(preference(), PREFERENCE_INELIGIBLE);
}
END_TEST

/* */
START_TEST(track_withdraws)
{
	tracks[0].on_loss = LOSS_WITHDRAW;
	scene_start();
	file(0, true);
	scene_wait(100 * SEC);
	file(0, false);
	scene_wait(2 * SEC);
	ck_assert(is_withdrawn());
	ck_assert_int_eq(last_said()->entries[0].preference, 100);
	ck_assert_uint_eq(scene_events(EVENT_NOT_ADVERTISING, REASON_TRACK), 1);
	ck_assert_int_eq(scene_solicited(1, "10.0.0.7", "224.0.0.2"), REASON_NOT_ADVERTISING);
	scene_wait(5 * SEC);
	scene_forget();
	scene_wait(3600 * SEC);
	ck_assert_uint_eq(scene.n_said, 0);
	ck_assert(scene_is_member(1));
	file(0, true);
	scene_wait(10 * SEC);
	ck_assert_int_eq(preference(), 100);
	scene_wait(16 * SEC);
	ck_assert_uint_eq(scene_count(1, ADVERTISEMENT), 2); /* starts like new */
}
END_TEST

/* The last resort is dead, so its route is no way out; nor when its time is up, before the route is deleted. */
START_TEST(track_does_not_come_back_with_the_end_of_a_dead_router)
{
	restart(TRACK_DEFAULT_ROUTE, 1);
	scene.ci[0].role = ROLE_HOST;
	tracks[0].on_loss = LOSS_WITHDRAW;
	tracks[0].loss_delay = tracks[0].restore_delay = 0;
	scene_start();
	scene_hear("192.0.2.1", 0, 100);
	scene_wait(20 * SEC);
	scene_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	assert_table("192.0.2.1@4096");
	scene_wait(20 * SEC);
	ck_assert_uint_eq(scene_events(EVENT_NOT_ADVERTISING, REASON_TRACK), 1);
	scene_forget();
	scene_wait(100 * SEC);
	assert_table("");
	ck_assert_uint_eq(scene_count(1, ADVERTISEMENT), 0);
}
END_TEST

/* Lost at the start it says nothing at all: there is nothing to take back. */
START_TEST(track_lost_at_the_start_withdraws_nothing)
{
	restart(TRACK_DEFAULT_ROUTE, 1);
	tracks[0].on_loss = LOSS_WITHDRAW;
	scene_start();
	ck_assert_uint_eq(scene.n_said, 0);
	change_route(true);
	scene_wait(10 * SEC);
	ck_assert_int_eq(preference(), 100);
}
END_TEST

/* Only the interfaces that name it, and only routers. */
START_TEST(track_is_of_those_who_name_it)
{
	scene.ci[0].role = ROLE_ROUTER;
	tracks[0].loss_delay = 0;
	scene_start();
	file(0, true);
	scene_wait(10 * SEC);
	scene_forget();
	file(0, false);
	ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 0);
	ck_assert_uint_eq(scene_count(1, ADVERTISEMENT), 1);
	scene.ci[1].tracks = 0;
	scene_wait(10 * SEC);
	scene_configure();
	ck_assert_int_eq(preference(), 100); /* taken off, with a reload */
}
END_TEST

/* An interface that comes later knows of the loss. */
START_TEST(track_counts_for_a_new_interface)
{
	scene.iface[1].up = false;
	scene_start();
	file(0, false);
	scene.iface[1].up = true;
	scene_link(1);
	ck_assert_int_eq(preference(), PREFERENCE_INELIGIBLE);
}
END_TEST

/* ---- reload ---- */

/* The verdict stays with the name, wherever it stands; a new kind under an old name is a new track. */
START_TEST(track_verdict_survives_a_reload)
{
	struct conf_track other[2];
	struct conf conf;

	setup_tracks(TRACK_FILE, 2);
	scene.ci[1].tracks = 2; /* "two" */
	scene_start();
	file(0, true);
	file(1, false);
	scene_wait(100 * SEC);
	ck_assert_int_eq(preference(), PREFERENCE_INELIGIBLE);
	scene_forget();
	other[0] = tracks[1];
	other[1] = tracks[0];
	conf = scene.conf;
	conf.tracks = other;
	scene.ci[1].tracks = 1;
	ck_assert(engine_configure(scene.engine, &conf, scene.now));
	scene_wait(20 * SEC);
	ck_assert_uint_eq(scene.n_said + scene.n_events, 0); /* nothing has changed */
	file(0, true);
	scene_wait(10 * SEC - 1);
	ck_assert_uint_eq(scene.n_said, 0);
	scene_wait(1);
	ck_assert_int_eq(preference(), 100);
	scene_teardown(); /* before conf goes */
}
END_TEST

START_TEST(track_of_another_kind_begins_anew)
{
	struct conf_track other;
	struct conf conf;

	scene_start();
	file(0, false);
	scene_wait(10 * SEC);
	ck_assert_int_eq(preference(), PREFERENCE_INELIGIBLE);
	other = tracks[0];
	other.kind = TRACK_INTERFACE;
	other.target = "eth0";
	conf = scene.conf;
	conf.tracks = &other;
	ck_assert(engine_configure(scene.engine, &conf, scene.now));
	scene_settle();
	ck_assert_int_eq(preference(), 100); /* at once: a first fact */
	/* One without a verdict yet makes no router of ours fall silent. */
	scene_wait(10 * SEC);
	scene_forget();
	ck_assert(engine_configure(scene.engine, &scene.conf, scene.now));
	scene_wait(3600 * SEC);
	ck_assert_int_eq(preference(), 100);
	ck_assert_uint_eq(scene_events(EVENT_NOT_ADVERTISING, REASON_TRACK), 0);
	scene_teardown();
}
END_TEST

Suite *suite_engine_tracks(void)
{
	Suite *s = suite_create("engine_tracks");
	TCase *tc = tcase_create("engine_tracks");

	tcase_add_checked_fixture(tc, setup, scene_teardown);
	tcase_add_test(tc, track_of_the_default_route);
	tcase_add_test(tc, track_of_an_interface);
	tcase_add_test(tc, track_of_a_file);
	tcase_add_test(tc, track_takes_not_every_default_route_for_a_way_out);
	tcase_add_test(tc, track_follows_the_host_beside_the_router);
	tcase_add_test(tc, track_lowers_the_preference);
	tcase_add_test(tc, track_withdraws);
	tcase_add_test(tc, track_does_not_come_back_with_the_end_of_a_dead_router);
	tcase_add_test(tc, track_lost_at_the_start_withdraws_nothing);
	tcase_add_test(tc, track_is_of_those_who_name_it);
	tcase_add_test(tc, track_counts_for_a_new_interface);
	tcase_add_test(tc, track_verdict_survives_a_reload);
	tcase_add_test(tc, track_of_another_kind_begins_anew);
	suite_add_tcase(s, tc);
	return s;
}
