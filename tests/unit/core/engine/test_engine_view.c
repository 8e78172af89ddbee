/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests what those see who look into the engine, and why a router is, or is not, in use. */
#include "config.h"

#include <linux/rtnetlink.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/engine/view.h"
#include "unit/scene.h"
#include "unit/tests.h"

static struct router_view view_of(const char *address)
{
	struct router_view v;
	uint32_t cursor = 0;

	while (engine_next_router(scene.engine, &cursor, &v, scene.now))
		if (in_addr_equal(v.address, ip(address)))
			return v;
	ck_abort_msg("%s is not seen", address);
	return v;
}

static void assert_state(const char *router, enum router_state state, unsigned position)
{
	struct router_view v = view_of(router);

	ck_assert_str_eq(router_state_name(v.state), router_state_name(state));
	ck_assert_uint_eq(v.position, position);
	ck_assert(v.installed == v.routed);
}

/* All of them, in the order of the walk. */
static const char *seen(void)
{
	static char text[512];
	struct router_view v;
	uint32_t cursor = 0;
	size_t len = 0;

	text[0] = '\0';
	while (engine_next_router(scene.engine, &cursor, &v, scene.now))
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s:%u",
		    len == 0 ? "" : " ", inet_ntoa(v.address), v.position);
	return text;
}

START_TEST(view_router_states)
{
	scene_start();
	scene_hear("192.0.2.1", 10, 1800);
	assert_state("192.0.2.1", ROUTER_USED, 1);
	scene_hear("10.0.0.1", 5, 1800);
	assert_state("10.0.0.1", ROUTER_STANDBY, 0);
	scene_hear("192.0.2.3", PREFERENCE_INELIGIBLE, 1800);
	assert_state("192.0.2.3", ROUTER_INELIGIBLE, 0);
	scene_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	scene_hear("192.0.2.4", 20, 1800); /* has to answer first */
	assert_state("192.0.2.4", ROUTER_WAITING, 0);
	scene_neighbour("192.0.2.4", NEIGHBOUR_FAILED);
	assert_state("192.0.2.4", ROUTER_DEAD, 0);
	scene.iface[1].carrier = false;
	scene_link(1);
	assert_state("10.0.0.1", ROUTER_NO_CARRIER, 0);
	scene.iface[1].up = false;
	scene_link(1);
	assert_state("10.0.0.1", ROUTER_UNREACHABLE, 0);
	ck_assert_str_eq(seen(), "192.0.2.1:1 10.0.0.1:0 192.0.2.3:0 192.0.2.4:0");
}
END_TEST

START_TEST(view_router_rejected_by_the_kernel)
{
	scene_start();
	scene.kernel.refuse_add = ENETUNREACH;
	scene_hear("192.0.2.1", 10, 1800);
	assert_state("192.0.2.1", ROUTER_REJECTED, 0);
}
END_TEST

/* Those in use come first, in their order, whatever their slots. */
START_TEST(view_routers_in_use_come_first)
{
	struct router_view v;

	scene.conf.install = INSTALL_LADDER;
	scene_start();
	scene_hear("192.0.2.1", 1, 1800);
	scene_hear("192.0.2.2", PREFERENCE_INELIGIBLE, 1800);
	scene_hear("192.0.2.3", 3, 1800);
	scene_hear("10.0.0.4", 2, 1800);
	ck_assert_str_eq(seen(), "192.0.2.3:1 10.0.0.4:2 192.0.2.1:3 192.0.2.2:0");
	v = view_of("10.0.0.4");
	ck_assert_uint_eq(v.route.metric, 4097);
	ck_assert_str_eq(v.ifname, "eth1");
	ck_assert_uint_eq(v.lifetime, 1800);
	ck_assert_uint_eq(v.heard, scene.now);
	ck_assert_uint_eq(v.deadline, scene.now + 1800 * SEC);
}
END_TEST

START_TEST(view_multipath_is_one_route_of_all)
{
	scene.conf.install = INSTALL_MULTIPATH;
	scene_start();
	scene_hear("192.0.2.1", 1, 1800);
	scene_hear("192.0.2.2", 1, 1800);
	ck_assert_ptr_eq(view_of("192.0.2.1").route.hops, view_of("192.0.2.2").route.hops);
	assert_state("192.0.2.2", ROUTER_USED, 2);
}
END_TEST

START_TEST(view_interfaces_and_their_traffic)
{
	struct iface_view v;
	uint32_t cursor = 0;

	scene.ci[1].role = ROLE_ROUTER;
	scene_start();
	scene_hear("192.0.2.1", 1, 1800);
	scene_hear("192.0.2.2", 1, 1800);
	scene_advertised(0, "192.0.2.1", "192.0.2.99", "192.0.2.1", 0, 9);
	scene_advertised(0, "198.51.100.1", "192.0.2.99", "192.0.2.1", 0, 9); /* not a neighbour */
	scene_solicited(1, "10.0.0.5", "224.0.0.2");
	ck_assert(engine_next_iface(scene.engine, &cursor, &v));
	ck_assert_str_eq(v.iface->name, "eth0");
	ck_assert_int_eq(v.role, ROLE_HOST);
	ck_assert_uint_eq(v.n_routers, 2);
	ck_assert_uint_eq(v.traffic->advertisements, 3);
	ck_assert_uint_eq(v.traffic->refused, 1);
	ck_assert(engine_next_iface(scene.engine, &cursor, &v));
	ck_assert_str_eq(v.iface->name, "eth1");
	ck_assert_int_eq(v.role, ROLE_ROUTER);
	ck_assert(v.router->advertising);
	ck_assert_uint_eq(v.traffic->solicitations, 1);
	ck_assert_uint_eq(v.traffic->sent_advertisements, 2); /* the first one, and the answer */
	ck_assert_uint_eq(v.destinations->n, 1);
	assert_ip(v.destinations->list[0], "0.0.0.0"); /* the group, or broadcast */
	ck_assert(!engine_next_iface(scene.engine, &cursor, &v));
}
END_TEST

START_TEST(view_refused_are_remembered_until_taken)
{
	struct refused_router r;
	uint32_t cursor = 0;

	scene.conf.iface_routers_max = 1;
	scene_start();
	scene_hear("192.0.2.1", 1, 1800);
	scene_hear("192.0.2.2", 1, 1800);
	scene_wait(5 * SEC);
	scene_hear("192.0.2.2", 0, 1800);
	ck_assert(engine_next_refused(scene.engine, &cursor, &r));
	assert_ip(r.address, "192.0.2.2");
	ck_assert_str_eq(r.ifname, "eth0");
	ck_assert_int_eq(r.reason, REASON_TABLE_FULL);
	ck_assert_uint_eq(r.count, 2);
	ck_assert_int_eq(r.preference, 0);
	ck_assert_uint_eq(r.last - r.first, 5 * SEC);
	ck_assert(!engine_next_refused(scene.engine, &cursor, &r));
	scene_hear("192.0.2.1", 1, 0);
	scene_hear("192.0.2.2", 1, 1800);
	cursor = 0;
	ck_assert(!engine_next_refused(scene.engine, &cursor, &r));
}
END_TEST

/* Whatever the network sends: the last 32. [N-4] */
START_TEST(view_refused_are_bounded)
{
	struct refused_router r;
	uint32_t cursor = 0, n = 0;
	char address[16];

	scene_start();
	for (unsigned i = 0; i < 100; i++) {
		scene.now += MS;
		snprintf(address, sizeof(address), "198.51.100.%u", i);
		scene_advertised(0, "192.0.2.1", "224.0.0.1", address, 0, 9);
	}
	while (engine_next_refused(scene.engine, &cursor, &r)) {
		ck_assert_uint_ge(ntohl(r.address.s_addr) & 0xff, 100 - REFUSED_MAX);
		n++;
	}
	ck_assert_uint_eq(n, REFUSED_MAX);
	scene.iface[0].up = false; /* and go with the interface's role */
	engine_del_iface(scene.engine, 2, scene.now);
	cursor = 0;
	ck_assert(!engine_next_refused(scene.engine, &cursor, &r));
}
END_TEST

START_TEST(view_default_routes_of_everybody)
{
	struct route route;
	uint32_t cursor = 0, n_ours = 0, n = 0;
	bool ours;

	fake_put(&scene.kernel, "!192.0.2.200@100");
	scene_start();
	scene_hear("192.0.2.1", 1, 1800);
	while (engine_next_default_route(scene.engine, &cursor, &route, &ours)) {
		assert_ip(route.hops[0].gateway, ours ? "192.0.2.1" : "192.0.2.200");
		n_ours += ours;
		n++;
	}
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(n_ours, 1);
	ck_assert_uint_eq(engine_lowest_metric(scene.engine, RT_TABLE_MAIN), 100);
}
END_TEST

/* A pattern gives no router's role to a link with one neighbour, and says so; a name does, and any role else. */
START_TEST(view_point_to_point_link_advertises_only_if_named)
{
	static const struct {
		const char *pattern;
		enum role role;
		enum reason unused;
	} rows[] = {
		{ "eth0", ROLE_ROUTER, REASON_NONE },
		{ "eth*", ROLE_ROUTER, REASON_POINT_TO_POINT },
		{ "*", ROLE_ROUTER, REASON_POINT_TO_POINT },
		{ "*", ROLE_HOST, REASON_NONE },
		{ "*", ROLE_MONITOR, REASON_NONE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct iface_view v;
		uint32_t cursor = 0;

		scene_restart(rows[i].role);
		scene.iface[0].point_to_point = true;
		scene.ci[0].pattern = rows[i].pattern;
		scene_start();
		ck_assert(engine_next_iface(scene.engine, &cursor, &v));
		ck_assert_str_eq(v.iface->name, "eth0");
		ck_assert_int_eq(v.unused, rows[i].unused);
		ck_assert_int_eq(scene_events(EVENT_INTERFACE_UNUSED, REASON_POINT_TO_POINT),
		    rows[i].unused == REASON_POINT_TO_POINT);
		ck_assert_int_eq(v.router->advertising,
		    rows[i].role == ROLE_ROUTER && rows[i].unused == REASON_NONE);
		ck_assert(rows[i].role != ROLE_ROUTER || !engine_is_degraded(scene.engine));
	}
}
END_TEST

/* One that is named and can play no role is told, once, and degrades; one that a pattern takes in
 * is passed over. [faults F1] */
START_TEST(view_named_interface_without_a_role_degrades)
{
	scene.iface[0].loopback = true;
	scene_start();
	ck_assert_uint_eq(scene_events(EVENT_INTERFACE_UNUSED, REASON_NO_ROLE), 1);
	ck_assert(engine_is_degraded(scene.engine));
	scene_link(0);
	ck_assert_uint_eq(scene_events(EVENT_INTERFACE_UNUSED, REASON_NO_ROLE), 1);

	scene_restart(ROLE_ROUTER);
	scene.iface[0].multicast = scene.iface[0].broadcast = false;
	scene_start();
	ck_assert(engine_is_degraded(scene.engine));
	scene_restart(ROLE_ROUTER);
	scene.ci[0].pattern = "eth*";
	scene.iface[0].multicast = scene.iface[0].broadcast = false;
	scene_start();
	ck_assert(!engine_is_degraded(scene.engine));
}
END_TEST

START_TEST(view_degraded_when_something_is_missing)
{
	scene_start();
	ck_assert_str_eq(engine_standing_name(scene.engine), "none");
	ck_assert(engine_is_degraded(scene.engine));
	scene_hear("192.0.2.1", 1, 1800);
	ck_assert(!engine_is_degraded(scene.engine));
	ck_assert_str_eq(engine_standing_name(scene.engine), "alive");
	scene_neighbour("192.0.2.1", NEIGHBOUR_FAILED);
	ck_assert(engine_is_degraded(scene.engine));
	ck_assert_str_eq(engine_standing_name(scene.engine), "last_resort");
	scene_restart(ROLE_ROUTER);
	scene_start();
	ck_assert_ptr_null(engine_standing_name(scene.engine));
	ck_assert(!engine_is_degraded(scene.engine));
	scene.iface[0].forwarding = false;
	scene_link(0);
	ck_assert(engine_is_degraded(scene.engine));
}
END_TEST

START_TEST(view_operator_asks)
{
	scene_start();
	scene_wait(100 * SEC); /* all bursts are over */
	scene_forget();
	ck_assert_uint_eq(engine_solicit(scene.engine, 0, scene.now), 2);
	scene_settle();
	ck_assert_uint_eq(scene_count(0, SOLICITATION), 1);
	ck_assert_uint_eq(scene_count(1, SOLICITATION), 1);
	ck_assert_uint_eq(engine_solicit(scene.engine, 2, scene.now), 1); /* one is under way */
	scene_settle();
	ck_assert_uint_eq(scene_count(0, SOLICITATION), 1);
	ck_assert_uint_eq(engine_advertise(scene.engine, 0, scene.now), 0);
	scene_restart(ROLE_ROUTER);
	scene_start();
	scene_wait(100 * SEC);
	scene_forget();
	ck_assert_uint_eq(engine_advertise(scene.engine, 3, scene.now), 1);
	ck_assert_uint_eq(engine_solicit(scene.engine, 0, scene.now), 0);
	scene_settle();
	ck_assert_uint_eq(scene_count(1, ADVERTISEMENT), 1);
	ck_assert_uint_eq(scene_count(0, ADVERTISEMENT), 0);
	engine_advertise(scene.engine, 3, scene.now); /* not sooner than allowed */
	scene_wait(3 * SEC - 1);
	ck_assert_uint_eq(scene_count(1, ADVERTISEMENT), 1);
	scene_wait(1);
	ck_assert_uint_eq(scene_count(1, ADVERTISEMENT), 2);
}
END_TEST

/* ---- why ---- */

/* Does a step of that name speak so, with these words in it? */
static void assert_step(const char *router, const char *name, int verdict, const char *words)
{
	struct explain_step steps[EXPLAIN_STEPS_MAX];
	struct router_view v = view_of(router);
	size_t n = engine_explain(scene.engine, &v, steps, scene.now);

	ck_assert_uint_le(n, EXPLAIN_STEPS_MAX);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(steps[i].name, name) != 0)
			continue;
		ck_assert_int_eq(steps[i].verdict, verdict);
		ck_assert_msg(strstr(steps[i].text, words) != NULL, "%s: %s", name, steps[i].text);
		return;
	}
	ck_abort_msg("no step %s", name);
}

START_TEST(explain_the_choice)
{
	scene_start();
	scene_hear("192.0.2.1", 10, 1800);
	scene_wait(11 * SEC);
	scene_hear("192.0.2.2", 5, 1800);
	assert_step("192.0.2.1", "interface", STEP_FOR, "this machine is a host on eth0");
	assert_step("192.0.2.1", "advertisement", STEP_FOR,
	    "by 192.0.2.1 11 s ago with preference 10; it expires in 1789 s");
	assert_step("192.0.2.1", "link", STEP_FOR, "subnet of 192.0.2.99/24");
	assert_step("192.0.2.1", "neighbour", STEP_NEUTRAL, "no sign says that it is dead");
	assert_step("192.0.2.1", "choice", STEP_FOR, "number 1 of 1 in use (install = best)");
	assert_step("192.0.2.1", "route", STEP_FOR,
	    "installed: default via 192.0.2.1 dev eth0 metric 4096 table 254");
	assert_step(
	    "192.0.2.2", "choice", STEP_AGAINST, "192.0.2.1 has preference 10, which is higher");
	scene.conf.install = INSTALL_SINGLE;
	scene_configure();
	scene_hear("192.0.2.2", 10, 1800);
	assert_step("192.0.2.2", "choice", STEP_AGAINST, "192.0.2.1 has the same preference");
	scene_neighbour("192.0.2.1", NEIGHBOUR_REACHABLE);
	assert_step("192.0.2.1", "neighbour", STEP_FOR, "neighbour table: reachable");
	scene_hear("192.0.2.2", 20, 1800);
	assert_step("192.0.2.2", "confirmation", STEP_AGAINST, "has to answer first");
	scene_neighbour("192.0.2.2", NEIGHBOUR_FAILED);
	assert_step("192.0.2.2", "neighbour", STEP_AGAINST, "asked again every 10 s");
	assert_step("192.0.2.2", "choice", STEP_AGAINST, "better than 192.0.2.1, but not usable");
}
END_TEST

START_TEST(explain_the_damping)
{
	scene.conf.install = INSTALL_LADDER;
	scene_start();
	scene_hear("192.0.2.1", 0, 1800);
	scene_wait(SEC);
	for (int i = 1; i <= 11; i++)
		scene_hear(i % 2 == 0 ? "192.0.2.2" : "192.0.2.3", i, 1800);
	scene_wait(10 * SEC);
	assert_step("192.0.2.1", "damping", STEP_FOR,
	    "damping keeps it for 50 s more, as the longest-lived");
	assert_step("192.0.2.1", "choice", STEP_FOR, "number 1 of 3 in use (install = ladder)");
	assert_step("192.0.2.3", "damping", STEP_NEUTRAL, "damping keeps 192.0.2.1 for 50 s more");
	assert_step("192.0.2.3", "choice", STEP_FOR, "number 2 of 3 in use (install = ladder)");
	scene_neighbour("192.0.2.2", NEIGHBOUR_FAILED);
	assert_step("192.0.2.2", "damping", STEP_AGAINST, "damping keeps 192.0.2.1 for 50 s more");
	assert_table("192.0.2.1@4096 192.0.2.3@4097");
}
END_TEST

START_TEST(explain_what_stands_against_it)
{
	struct conf_router policy = { .address = ip("192.0.2.1"),
		.preference_level = -7,
		.has_preference_level = true,
		.place = { "rdisc.conf", 12 } };

	scene.ci[0].routers = &policy;
	scene.ci[0].n_routers = 1;
	scene.ci[0].min_preference = -20;
	scene.ci[0].max_preference = -9;
	fake_put(&scene.kernel, "!192.0.2.200@100");
	scene_start();
	scene_hear("192.0.2.1", 10, 1800);
	scene_hear("192.0.2.4", 10, 1800);
	scene_hear("192.0.2.5", -21, 1800);
	assert_step("192.0.2.1", "policy", STEP_NEUTRAL, "preference -7 instead of 10");
	assert_step("192.0.2.4", "policy", STEP_NEUTRAL,
	    "max-preference -9, so it counts as that instead of 10");
	assert_step("192.0.2.5", "policy", STEP_NEUTRAL,
	    "min-preference -20, so it counts as that instead of -21");
	assert_step("192.0.2.1", "conflict", STEP_AGAINST,
	    "another default route has metric 100, and so carries the traffic: via 192.0.2.200 "
	    "dev eth0");
	scene_hear("192.0.2.3", PREFERENCE_INELIGIBLE, 1800);
	assert_step(
	    "192.0.2.3", "eligibility", STEP_AGAINST, "hosts must not use it (RFC 1256 5.3)");
	scene.iface[0].carrier = false;
	scene_link(0);
	assert_step("192.0.2.3", "interface", STEP_AGAINST, "eth0 cannot be used now: no_carrier");
	assert_step("192.0.2.1", "link", STEP_AGAINST, "eth0 has no carrier");
	scene.iface[0].carrier = true;
	scene_link(0);
	scene.kernel.refuse_add = ENETUNREACH;
	scene_hear("10.0.0.1", 30, 1800);
	assert_step("10.0.0.1", "kernel", STEP_AGAINST, "the kernel refused its route");
	scene.conf.install = INSTALL_NONE;
	scene_configure();
	assert_step("192.0.2.1", "route", STEP_AGAINST, "install = none");
}
END_TEST

START_TEST(explain_refused)
{
	static const struct {
		const char *router, *words;
	} rows[] = {
		{ "198.51.100.1", "on no subnet of the interface (RFC 1256 5.3)" },
		{ "192.0.2.255", "cannot be that of a router" },
		{ "192.0.2.99", "its address is one of this machine" },
		{ "192.0.2.7", "the list is full" },
	};
	struct explain_step steps[EXPLAIN_STEPS_MAX];
	struct refused_router r;
	uint32_t cursor = 0;

	scene.conf.iface_routers_max = 1;
	scene_start();
	scene_hear("192.0.2.1", 1, 1800);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		scene_advertised(0, "192.0.2.1", "224.0.0.1", rows[i].router, 0, 1800);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t n;

		ck_assert(engine_next_refused(scene.engine, &cursor, &r));
		assert_ip(r.address, rows[i].router);
		n = engine_explain_refused(scene.engine, &r, steps, scene.now);
		ck_assert_str_eq(steps[n - 1].name, "refused");
		ck_assert_msg(strstr(steps[n - 1].text, rows[i].words) != NULL, "%s: %s",
		    rows[i].router, steps[n - 1].text);
	}
}
END_TEST

/* By the operator's lists, with the place where that was said. */
START_TEST(explain_refused_names_the_list)
{
	struct explain_step steps[EXPLAIN_STEPS_MAX];
	struct refused_router r;
	uint32_t cursor = 0;
	size_t n;

	scene.ci[0].deny = (struct conf_prefixes){
		.place = { "rdisc.conf", 7 }, .n = 1, .list = { { ip("192.0.2.66"), 32 } }
	};
	scene.ci[0].allow = (struct conf_prefixes){
		.place = { "rdisc.conf", 6 }, .n = 1, .list = { { ip("192.0.2.0"), 26 } }
	};
	scene_start();
	scene_hear("192.0.2.66", 1, 1800);
	scene_hear("192.0.2.77", 1, 1800);
	ck_assert(engine_next_refused(scene.engine, &cursor, &r));
	n = engine_explain_refused(scene.engine, &r, steps, scene.now);
	ck_assert_str_eq(steps[n - 1].text, "the deny list of the interface contains it");
	ck_assert_int_eq(steps[n - 1].rule.line, 7);
	ck_assert_ptr_nonnull(strstr(steps[n - 2].text, "refused 1 time"));
	ck_assert(engine_next_refused(scene.engine, &cursor, &r));
	n = engine_explain_refused(scene.engine, &r, steps, scene.now);
	ck_assert_str_eq(steps[n - 1].text, "the allow list of the interface does not contain it");
	ck_assert_str_eq(steps[n - 1].rule.file, "rdisc.conf");
	ck_assert_int_eq(steps[n - 1].rule.line, 6);
}
END_TEST

/* A router's unknown rival, with the list that does not have it. */
START_TEST(explain_a_rival)
{
	struct explain_step steps[EXPLAIN_STEPS_MAX];
	struct refused_router r;
	uint32_t cursor = 0;
	size_t n;

	scene_restart(ROLE_ROUTER);
	scene.ci[0].allow = (struct conf_prefixes){
		.place = { "rdisc.conf", 6 }, .n = 1, .list = { { ip("192.0.2.2"), 32 } }
	};
	scene_start();
	scene_advertised(0, "192.0.2.66", "224.0.0.1", "192.0.2.66", 1, 1800);
	ck_assert(engine_next_refused(scene.engine, &cursor, &r));
	n = engine_explain_refused(scene.engine, &r, steps, scene.now);
	ck_assert_ptr_nonnull(strstr(steps[n - 1].text, "hosts prefer it to this router"));
	ck_assert_int_eq(steps[n - 1].rule.line, 6);
}
END_TEST

Suite *suite_engine_view(void)
{
	Suite *s = suite_create("engine_view");
	TCase *tc = tcase_create("engine_view");

	tcase_add_checked_fixture(tc, scene_setup_host, scene_teardown);
	tcase_add_test(tc, view_router_states);
	tcase_add_test(tc, view_router_rejected_by_the_kernel);
	tcase_add_test(tc, view_routers_in_use_come_first);
	tcase_add_test(tc, view_multipath_is_one_route_of_all);
	tcase_add_test(tc, view_interfaces_and_their_traffic);
	tcase_add_test(tc, view_refused_are_remembered_until_taken);
	tcase_add_test(tc, view_refused_are_bounded);
	tcase_add_test(tc, view_default_routes_of_everybody);
	tcase_add_test(tc, view_degraded_when_something_is_missing);
	tcase_add_test(tc, view_point_to_point_link_advertises_only_if_named);
	tcase_add_test(tc, view_named_interface_without_a_role_degrades);
	tcase_add_test(tc, view_operator_asks);
	tcase_add_test(tc, explain_the_choice);
	tcase_add_test(tc, explain_the_damping);
	tcase_add_test(tc, explain_what_stands_against_it);
	tcase_add_test(tc, explain_refused);
	tcase_add_test(tc, explain_refused_names_the_list);
	tcase_add_test(tc, explain_a_rival);
	suite_add_tcase(s, tc);
	return s;
}
