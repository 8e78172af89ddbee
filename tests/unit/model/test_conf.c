/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the configuration: the RFC's variables with their defaults and bounds, and the look-ups. */
#include "config.h"

#include <linux/rtnetlink.h>

#include "model/conf.h"
#include "unit/tests.h"

/* Every variable of RFC 1256 4.1 at its default. [N-1] */
START_TEST(rfc1256_4_1_router_variables_have_their_defaults)
{
	struct conf_iface ci;
	struct conf_address a;

	conf_iface_init(&ci);
	ck_assert_uint_eq(ci.max_advertisement_interval, 600 * SEC);
	ck_assert_uint_eq(ci.min_advertisement_interval, 450 * SEC);
	ck_assert_uint_eq(ci.advertisement_lifetime, 1800);
	ck_assert_uint_eq(ci.advertisement_address.n, 1);
	ck_assert_uint_eq(
	    ci.advertisement_address.list[0].s_addr, 0); /* multicast, or else broadcast */
	a = conf_address(&ci, ip("192.0.2.1"));
	ck_assert(a.advertise);
	ck_assert_int_eq(a.preference_level, 0);
	assert_ip(a.address, "192.0.2.1");
}
END_TEST

/* The values that RFC 1256 4.1 derives from any legal maximum are legal: 3 s <= Min <= Max <= Lifetime <= 9000
 * s. Fault B11: the lifetime did not follow the interval. [N-1] */
START_TEST(rfc1256_4_1_derived_variables_follow_the_maximum)
{
	struct conf_iface ci;

	conf_iface_init(&ci);
	for (unsigned max = MAX_ADVERTISEMENT_INTERVAL_MIN; max <= MAX_ADVERTISEMENT_INTERVAL_MAX;
	     max++) {
		conf_iface_set_interval(&ci, max);
		ck_assert_uint_eq(ci.max_advertisement_interval, max * SEC);
		ck_assert_uint_eq(ci.min_advertisement_interval, max * 750 * MS);
		ck_assert_uint_eq(ci.advertisement_lifetime, 3 * max);
		ck_assert_uint_ge(ci.min_advertisement_interval, 3 * SEC);
		ck_assert_uint_le(ci.advertisement_lifetime, ADVERTISEMENT_LIFETIME_MAX);
	}
}
END_TEST

START_TEST(rfc1256_5_1_host_variables_have_their_defaults)
{
	struct conf_iface ci;

	conf_iface_init(&ci);
	ck_assert(ci.perform_router_discovery);
	ck_assert(ci.solicit && ci.solicit_on_loss);
	ck_assert_uint_eq(ci.solicitation_address.s_addr, 0); /* multicast, or else broadcast */
}
END_TEST

/* RFC 1256 6. */
START_TEST(rfc1256_6_constants)
{
	ck_assert_uint_eq(MAX_INITIAL_ADVERT_INTERVAL, 16 * SEC);
	ck_assert_uint_eq(MAX_INITIAL_ADVERTISEMENTS, 3);
	ck_assert_uint_eq(MAX_RESPONSE_DELAY, 2 * SEC);
	ck_assert_uint_eq(MAX_SOLICITATION_DELAY, 1 * SEC);
	ck_assert_uint_eq(SOLICITATION_INTERVAL, 3 * SEC);
	ck_assert_uint_eq(MAX_SOLICITATIONS, 3);
	ck_assert_int_eq(PREFERENCE_INELIGIBLE, -2147483647 - 1);
	assert_ip(in_addr_host(GROUP_ALL_SYSTEMS), "224.0.0.1");
	assert_ip(in_addr_host(GROUP_ALL_ROUTERS), "224.0.0.2");
}
END_TEST

/* Nothing happens on an interface without a section, and routes stand behind those of others (fault A5).
 * [N-4] */
START_TEST(conf_defaults_are_modest)
{
	struct conf conf;
	struct conf_iface ci;

	conf_init(&conf);
	conf_iface_init(&ci);
	ck_assert_uint_eq(conf.n_ifaces, 0);
	ck_assert_int_eq(ci.role, ROLE_OFF);
	ck_assert(ci.require_forwarding);
	ck_assert(ci.join_all_routers);
	ck_assert(ci.farewell);
	ck_assert_int_eq(conf.install, INSTALL_BEST);
	ck_assert_uint_eq(conf.metric, 4096);
	ck_assert_uint_eq(conf.table, RT_TABLE_MAIN);
	ck_assert_uint_eq(conf.probe_interval, 0);
	ck_assert_uint_eq(conf.routers_max, 64);
	ck_assert_uint_eq(conf.iface_routers_max, 16);
	ck_assert(!conf.keep_routes);
}
END_TEST

START_TEST(conf_exact_name_wins_over_patterns)
{
	struct conf_iface ci[4];
	struct conf conf;

	conf_init(&conf);
	for (unsigned i = 0; i < ARRAY_SIZE(ci); i++)
		conf_iface_init(&ci[i]);
	ci[0].pattern = "eth*";
	ci[1].pattern = "*";
	ci[2].pattern = "eth1";
	ci[3].pattern = "eth?";
	conf.ifaces = ci;
	conf.n_ifaces = 1;
	ck_assert_ptr_null(conf_find_iface(&conf, "lan0"));
	conf.n_ifaces = ARRAY_SIZE(ci);
	ck_assert_ptr_eq(conf_find_iface(&conf, "eth1"), &ci[2]);
	ck_assert_ptr_eq(conf_find_iface(&conf, "eth0"), &ci[0]);
	ck_assert_ptr_eq(conf_find_iface(&conf, "lan0"), &ci[1]);
}
END_TEST

/* Fault B12: any preference can be said of any address. */
START_TEST(rfc1256_4_1_each_address_has_its_variables)
{
	const struct conf_address named[] = {
		{ ip("192.0.2.1"), true, -5, true, false },
		{ ip("192.0.2.2"), false, 0, true, false },
		{ ip("192.0.2.3"), true, PREFERENCE_INELIGIBLE, true, false },
	};
	struct conf_iface ci;

	conf_iface_init(&ci);
	ci.preference_level = 77;
	ci.addresses = named;
	ci.n_addresses = ARRAY_SIZE(named);
	ck_assert_int_eq(conf_address(&ci, ip("192.0.2.1")).preference_level, -5);
	ck_assert(!conf_address(&ci, ip("192.0.2.2")).advertise);
	ck_assert_int_eq(
	    conf_address(&ci, ip("192.0.2.3")).preference_level, PREFERENCE_INELIGIBLE);
	ck_assert_int_eq(conf_address(&ci, ip("192.0.2.4")).preference_level, 77);
	ck_assert(conf_address(&ci, ip("192.0.2.4")).advertise);
}
END_TEST

START_TEST(conf_names)
{
	ck_assert_str_eq(conf_role_name(ROLE_ROUTER), "router");
	ck_assert_str_eq(conf_role_name(ROLE_OFF), "off");
	ck_assert_str_eq(conf_install_name(INSTALL_BEST), "best");
	ck_assert_str_eq(conf_install_name(INSTALL_NONE), "none");
}
END_TEST

/* The general table comes first, each table once, and no more than there is room for. An interface's own table goes
 * before that of its VRF, and that before the general one. */
START_TEST(conf_tables_of_all_interfaces)
{
	struct conf_iface ifaces[TABLES_MAX + 2];
	uint32_t tables[TABLES_MAX];
	struct conf conf;

	conf_init(&conf);
	ck_assert_uint_eq(conf_tables(&conf, tables), 1);
	ck_assert_uint_eq(tables[0], RT_TABLE_MAIN);
	for (size_t i = 0; i < ARRAY_SIZE(ifaces); i++) {
		conf_iface_init(&ifaces[i]);
		ifaces[i].table = i == 1 ? 0 : i == 2 ? 100 : (uint32_t)(100 + i);
	}
	conf.ifaces = ifaces;
	conf.n_ifaces = 3;
	ck_assert_uint_eq(conf_tables(&conf, tables), 2);
	ck_assert_uint_eq(tables[1], 100);
	ck_assert_uint_eq(conf_table(&conf, &ifaces[1], 0), RT_TABLE_MAIN);
	ck_assert_uint_eq(conf_table(&conf, &ifaces[1], 10), 10);
	ck_assert_uint_eq(conf_table(&conf, &ifaces[2], 10), 100);
	conf.n_ifaces = ARRAY_SIZE(ifaces);
	ck_assert_uint_eq(conf_tables(&conf, tables), TABLES_MAX);
	ck_assert_uint_eq(tables[0], RT_TABLE_MAIN);
}
END_TEST

Suite *suite_conf(void)
{
	Suite *s = suite_create("conf");
	TCase *tc = tcase_create("conf");

	tcase_add_test(tc, rfc1256_4_1_router_variables_have_their_defaults);
	tcase_add_test(tc, rfc1256_4_1_derived_variables_follow_the_maximum);
	tcase_add_test(tc, rfc1256_5_1_host_variables_have_their_defaults);
	tcase_add_test(tc, rfc1256_6_constants);
	tcase_add_test(tc, conf_defaults_are_modest);
	tcase_add_test(tc, conf_exact_name_wins_over_patterns);
	tcase_add_test(tc, rfc1256_4_1_each_address_has_its_variables);
	tcase_add_test(tc, conf_names);
	tcase_add_test(tc, conf_tables_of_all_interfaces);
	suite_add_tcase(s, tc);
	return s;
}
