/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests what a host believes: each rule with its reason, and who may be a router at all. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "config/keys.h"
#include "unit/tests.h"
#include "core/trust.h"

/* Addresses as in the rows below, from the words "LOCAL/LEN" or "LOCAL>PEER/LEN". */
static unsigned make_addrs(const char *const *texts, struct iface_addr *ret)
{
	unsigned n = 0;

	for (; texts[n] != NULL; n++) {
		char local[32] = "", subnet[32] = "";
		unsigned len;

		if (sscanf(texts[n], "%31[0-9.]>%31[0-9.]/%u", local, subnet, &len) != 3) {
			ck_assert_int_eq(sscanf(texts[n], "%31[0-9.]/%u", local, &len), 2);
			memcpy(subnet, local, sizeof(subnet));
		}
		ret[n] = (struct iface_addr){ ip(local), ip(subnet), (uint8_t)len };
	}
	return n;
}

#define ADDRS_MAX 4

struct judge_row {
	const char *addrs[ADDRS_MAX];
	const char *router;
	enum reason want;
};

/* The addresses that a default router may have on an interface with these addresses. Fault A2: the subnet's
 * broadcast address took the default route away. [H-2, N-4] */
START_TEST(rfc1256_5_3_router_address_is_a_neighbour_and_can_be_a_gateway)
{
	static const struct judge_row rows[] = {
		{ { "192.0.2.7/24" }, "192.0.2.1", REASON_NONE },
		{ { "192.0.2.7/24" }, "192.0.2.254", REASON_NONE },
		{ { "192.0.2.7/24" }, "192.0.2.7", REASON_OWN },
		{ { "192.0.2.7/24" }, "192.0.2.0", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24" }, "192.0.2.255", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24" }, "192.0.3.1", REASON_NOT_NEIGHBOUR },
		{ { "192.0.2.7/24" }, "0.0.0.0", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24" }, "0.1.2.3", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24" }, "127.0.0.1", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24" }, "224.0.0.1", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24" }, "239.255.255.255", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24" }, "240.0.0.1", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24" }, "255.255.255.255", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/25" }, "192.0.2.126", REASON_NONE },
		{ { "192.0.2.7/25" }, "192.0.2.127", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/25" }, "192.0.2.128", REASON_NOT_NEIGHBOUR },
		{ { "192.0.2.5/30" }, "192.0.2.6", REASON_NONE },
		{ { "192.0.2.5/30" }, "192.0.2.4", REASON_BAD_ADDRESS },
		{ { "192.0.2.5/30" }, "192.0.2.7", REASON_BAD_ADDRESS },
		/* RFC 3021: both addresses of a /31 are hosts */
		{ { "192.0.2.4/31" }, "192.0.2.5", REASON_NONE },
		{ { "192.0.2.5/31" }, "192.0.2.4", REASON_NONE },
		{ { "192.0.2.5/31" }, "192.0.2.5", REASON_OWN },
		{ { "192.0.2.5/31" }, "192.0.2.6", REASON_NOT_NEIGHBOUR },
		{ { "192.0.2.5/32" }, "192.0.2.4", REASON_NOT_NEIGHBOUR },
		{ { "192.0.2.5/32" }, "192.0.2.5", REASON_OWN },
		/* point to point: the other side, and no other */
		{ { "192.0.2.5>198.51.100.1/32" }, "198.51.100.1", REASON_NONE },
		{ { "192.0.2.5>198.51.100.1/32" }, "198.51.100.2", REASON_NOT_NEIGHBOUR },
		{ { "192.0.2.5>198.51.100.1/32" }, "192.0.2.5", REASON_OWN },
		{ { "192.0.2.5>198.51.100.0/24" }, "198.51.100.9", REASON_NONE },
		{ { "192.0.2.5>198.51.100.1/24" }, "192.0.2.6", REASON_NOT_NEIGHBOUR },
		/* several subnets on one interface */
		{ { "192.0.2.7/24", "10.0.0.7/8" }, "10.200.0.1", REASON_NONE },
		{ { "192.0.2.7/24", "10.0.0.7/8" }, "192.0.2.1", REASON_NONE },
		{ { "192.0.2.7/24", "10.0.0.7/8" }, "10.255.255.255", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24", "10.0.0.7/8" }, "192.0.2.255", REASON_BAD_ADDRESS },
		{ { "192.0.2.7/24", "10.0.0.7/8" }, "10.0.0.7", REASON_OWN },
		{ { "192.0.2.7/24", "10.0.0.7/8" }, "172.16.0.1", REASON_NOT_NEIGHBOUR },
		/* one inside the other: no host of the larger one is the smaller one's broadcast */
		{ { "10.0.0.7/8", "10.1.0.7/16" }, "10.1.255.255", REASON_BAD_ADDRESS },
		{ { "10.0.0.7/0" }, "192.0.2.1", REASON_NONE },
		{ { NULL }, "192.0.2.1", REASON_NOT_NEIGHBOUR },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct iface_addr addrs[ADDRS_MAX];
		struct iface iface = { .ifindex = 2, .addrs = addrs };
		enum reason got;

		iface.n_addrs = make_addrs(rows[i].addrs, addrs);
		got = trust_router(&iface, NULL, ip(rows[i].router));
		ck_assert_msg(got == rows[i].want, "%s on %s: %s, not %s", rows[i].router,
		    rows[i].addrs[0] != NULL ? rows[i].addrs[0] : "nothing", event_reason_name(got),
		    event_reason_name(rows[i].want));
	}
}
END_TEST

/* To a group or to 255.255.255.255 it comes from the link, whatever its source (the sender of fault
 * B2 reverses it); anything else could come from anywhere: fault A6. [N-4] */
START_TEST(rfc1256_7_unicast_is_believed_from_neighbours_only)
{
	static const struct {
		const char *source, *destination;
		enum reason usual, solicited, asked, never, required;
	} rows[] = {
#define GOOD     REASON_NONE
#define STRANGER REASON_NOT_NEIGHBOUR
#define ASK      REASON_UNSOLICITED
#define NEVER    REASON_UNICAST
		/* usual, solicited, solicited just now, never, require-neighbour-source */
		{ "192.0.2.1", "224.0.0.1", GOOD, GOOD, GOOD, GOOD, GOOD },
		{ "1.2.0.192", "224.0.0.1", GOOD, GOOD, GOOD, GOOD, REASON_REVERSED_SOURCE },
		{ "0.0.0.0", "224.0.0.1", GOOD, GOOD, GOOD, GOOD, REASON_NOT_NEIGHBOUR_SOURCE },
		{ "192.0.2.1", "224.0.0.2", GOOD, GOOD, GOOD, GOOD, GOOD },
		{ "192.0.2.1", "255.255.255.255", GOOD, GOOD, GOOD, GOOD, GOOD },
		{ "203.0.113.5", "255.255.255.255", GOOD, GOOD, GOOD, GOOD,
		    REASON_NOT_NEIGHBOUR_SOURCE },
		{ "192.0.2.1", "192.0.2.7", GOOD, ASK, GOOD, NEVER, GOOD },
		{ "203.0.113.5", "192.0.2.7", STRANGER, STRANGER, STRANGER, NEVER, STRANGER },
		{ "0.0.0.0", "192.0.2.7", STRANGER, STRANGER, STRANGER, NEVER, STRANGER },
		{ "203.0.113.5", "192.0.2.255", STRANGER, STRANGER, STRANGER, NEVER, STRANGER },
		{ "192.0.2.1", "192.0.2.255", GOOD, ASK, GOOD, NEVER, GOOD },
		{ "203.0.113.5", "224.0.0.251", STRANGER, STRANGER, STRANGER, NEVER, STRANGER },
		{ "203.0.113.5", "239.1.1.1", STRANGER, STRANGER, STRANGER, NEVER, STRANGER },
		{ "1.2.0.192", "192.0.2.7", STRANGER, STRANGER, STRANGER, NEVER, STRANGER },
	};
	const struct iface_addr addr = { ip("192.0.2.7"), ip("192.0.2.7"), 24 };
	const struct iface iface = { .ifindex = 2, .n_addrs = 1, .addrs = &addr };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		enum reason want[] = { rows[i].usual, rows[i].solicited, rows[i].asked,
			rows[i].never, rows[i].required };
		struct wire_message m = { .source = ip(rows[i].source),
			.destination = ip(rows[i].destination) };

		for (size_t k = 0; k < ARRAY_SIZE(want); k++) {
			struct conf_iface conf;
			enum reason got;

			conf_iface_init(&conf);
			conf.accept_unicast = k == 3             ? UNICAST_NEVER
					      : k == 1 || k == 2 ? UNICAST_SOLICITED
								 : conf.accept_unicast;
			conf.require_neighbour_source = k == 4;
			got = trust_message(&iface, &conf, &m, k == 2);
			ck_assert_msg(got == want[k], "%s to %s, %zu: %s", rows[i].source,
			    rows[i].destination, k, event_reason_name(got));
		}
	}
}
END_TEST

/* With require-ttl-255 whatever a router may forward needs the largest TTL; what is confined to the link needs none. */
START_TEST(rfc1256_7_ttl_255_proves_that_nobody_forwarded_it)
{
	static const struct {
		const char *source, *destination;
		uint8_t ttl;
		enum reason want;
	} rows[] = {
		{ "192.0.2.1", "192.0.2.7", 255, GOOD },
		{ "192.0.2.1", "192.0.2.7", 254, REASON_TTL },
		{ "192.0.2.1", "192.0.2.7", 1, REASON_TTL },
		{ "192.0.2.1", "192.0.2.255", 64, REASON_TTL },
		{ "192.0.2.1", "239.1.1.1", 1, REASON_TTL },
		{ "203.0.113.5", "192.0.2.7", 255, STRANGER },
		{ "192.0.2.1", "224.0.0.1", 1, GOOD },
		{ "192.0.2.1", "224.0.0.1", 254, GOOD },
		{ "192.0.2.1", "255.255.255.255", 1, GOOD },
	};
	const struct iface_addr addr = { ip("192.0.2.7"), ip("192.0.2.7"), 24 };
	const struct iface iface = { .ifindex = 2, .n_addrs = 1, .addrs = &addr };
	struct conf_iface conf;

	conf_iface_init(&conf);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct wire_message m = { .source = ip(rows[i].source),
			.destination = ip(rows[i].destination),
			.ttl = rows[i].ttl };
		enum reason got;

		conf.require_ttl_255 = true;
		got = trust_message(&iface, &conf, &m, true);
		ck_assert_msg(got == rows[i].want, "row %zu: %s", i, event_reason_name(got));
		conf.require_ttl_255 = false;
		got = trust_message(&iface, &conf, &m, true);
		ck_assert_int_eq(got, rows[i].want == REASON_TTL ? GOOD : rows[i].want);
	}
	conf.require_ttl_255 = true;
	conf.accept_unicast = UNICAST_SOLICITED;
	ck_assert_int_eq(
	    trust_message(&iface, &conf,
		&(struct wire_message){
		    .source = ip("192.0.2.1"), .destination = ip("192.0.2.7"), .ttl = 255 },
		false),
	    ASK);
}
END_TEST

/* Deny wins; without a list every router is allowed; and no list makes a gateway of what cannot be one. [N-4] */
START_TEST(rfc1256_7_operator_names_the_routers)
{
	static const struct {
		const char *allow, *deny, *router;
		enum reason want;
	} rows[] = {
		{ NULL, NULL, "192.0.2.1", REASON_NONE },
		{ "192.0.2.1", NULL, "192.0.2.1", REASON_NONE },
		{ "192.0.2.1", NULL, "192.0.2.2", REASON_NOT_ALLOWED },
		{ "192.0.2.0/30", NULL, "192.0.2.3", REASON_NONE },
		{ "192.0.2.0/30", NULL, "192.0.2.4", REASON_NOT_ALLOWED },
		{ "198.51.100.1, 192.0.2.8/29", NULL, "192.0.2.15", REASON_NONE },
		{ "0.0.0.0/0", NULL, "192.0.2.77", REASON_NONE },
		{ NULL, "192.0.2.1", "192.0.2.1", REASON_DENIED },
		{ NULL, "192.0.2.1", "192.0.2.2", REASON_NONE },
		{ NULL, "0.0.0.0/0", "192.0.2.2", REASON_DENIED },
		{ NULL, "192.0.2.128/25, 192.0.2.64/26", "192.0.2.66", REASON_DENIED },
		{ "192.0.2.0/24", "192.0.2.66", "192.0.2.66", REASON_DENIED },
		{ "192.0.2.66", "192.0.2.0/24", "192.0.2.66", REASON_DENIED },
		{ "192.0.2.0/24", "192.0.2.66", "192.0.2.67", REASON_NONE },
		{ "203.0.113.1", NULL, "203.0.113.1", REASON_NOT_NEIGHBOUR },
		{ "192.0.2.255", NULL, "192.0.2.255", REASON_BAD_ADDRESS },
		{ NULL, "192.0.2.7", "192.0.2.7", REASON_OWN },
	};
	const struct iface_addr addr = { ip("192.0.2.7"), ip("192.0.2.7"), 24 };
	const struct iface iface = { .ifindex = 2, .n_addrs = 1, .addrs = &addr };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct conf_iface conf;
		enum reason got;

		conf_iface_init(&conf);
		if (rows[i].allow != NULL)
			ck_assert(confkey_set(
			    confkey_find(SECTION_INTERFACE, "allow"), &conf, rows[i].allow));
		if (rows[i].deny != NULL)
			ck_assert(confkey_set(
			    confkey_find(SECTION_INTERFACE, "deny"), &conf, rows[i].deny));
		got = trust_router(&iface, &conf, ip(rows[i].router));
		ck_assert_msg(got == rows[i].want, "row %zu, %s: %s", i, rows[i].router,
		    event_reason_name(got));
		if (rows[i].want == REASON_DENIED || rows[i].want == REASON_NOT_ALLOWED)
			ck_assert_int_eq(trust_listed(&conf, ip(rows[i].router)), rows[i].want);
	}
}
END_TEST

/* Only a router that the operator names may be in another subnet, and it must be possible as a gateway. Its
 * unicast answers count as a neighbour's. Issue 18. */
START_TEST(rfc1256_7_operator_names_routers_of_other_subnets)
{
	static const struct {
		const char *router;
		enum reason want;
	} rows[] = {
		{ "203.0.113.1", REASON_NONE },
		{ "203.0.113.2", REASON_NOT_NEIGHBOUR }, /* its section does not say so */
		{ "203.0.113.3", REASON_NOT_NEIGHBOUR },
		{ "192.0.2.1", REASON_NONE },
		{ "192.0.2.255", REASON_BAD_ADDRESS },
		{ "192.0.2.7", REASON_OWN },
		{ "224.0.0.9", REASON_BAD_ADDRESS },
		{ "203.0.113.66", REASON_DENIED },
	};
	struct conf_router list[] = {
		{ .address = ip("203.0.113.1"), .onlink = true },
		{ .address = ip("203.0.113.2") },
		{ .address = ip("192.0.2.255"), .onlink = true },
		{ .address = ip("192.0.2.7"), .onlink = true },
		{ .address = ip("224.0.0.9"), .onlink = true },
		{ .address = ip("203.0.113.66"), .onlink = true },
	};
	const struct iface_addr addr = { ip("192.0.2.7"), ip("192.0.2.7"), 24 };
	struct iface iface = { .ifindex = 2, .n_addrs = 1, .addrs = &addr };
	struct conf_iface conf;

	conf_iface_init(&conf);
	conf.routers = list;
	conf.n_routers = ARRAY_SIZE(list);
	conf.require_neighbour_source = true;
	ck_assert(confkey_set(confkey_find(SECTION_INTERFACE, "deny"), &conf, "203.0.113.66"));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		enum reason got = trust_router(&iface, &conf, ip(rows[i].router));

		ck_assert_msg(
		    got == rows[i].want, "%s: %s", rows[i].router, event_reason_name(got));
	}
	for (size_t i = 0; i < 3; i++) {
		struct wire_message m = { .source = ip(rows[i].router),
			.destination = ip("192.0.2.7") };

		ck_assert_int_eq(trust_message(&iface, &conf, &m, true), rows[i].want);
		m.destination = ip("224.0.0.1");
		ck_assert_int_eq(trust_message(&iface, &conf, &m, true),
		    i == 0 ? REASON_NONE : REASON_NOT_NEIGHBOUR_SOURCE);
	}
	iface.n_addrs = 0; /* what would ask for it? */
	ck_assert_int_eq(trust_router(&iface, &conf, ip("203.0.113.1")), REASON_NOT_NEIGHBOUR);
}
END_TEST

/* RFC 1256 4.1 knows no longer lifetime than 9000 s; a farewell is one whatever the bounds. */
START_TEST(rfc1256_4_1_lifetimes_are_brought_into_their_bounds)
{
	struct conf_iface conf;

	conf_iface_init(&conf);
	ck_assert_uint_eq(trust_lifetime(&conf, 0), 0);
	ck_assert_uint_eq(trust_lifetime(&conf, 1), 1);
	ck_assert_uint_eq(trust_lifetime(&conf, 9000), 9000);
	ck_assert_uint_eq(trust_lifetime(&conf, 9001), 9000);
	ck_assert_uint_eq(trust_lifetime(&conf, UINT16_MAX), 9000);
	conf.min_lifetime = 60;
	conf.max_lifetime = 600;
	ck_assert_uint_eq(trust_lifetime(&conf, 0), 0);
	ck_assert_uint_eq(trust_lifetime(&conf, 1), 60);
	ck_assert_uint_eq(trust_lifetime(&conf, 61), 61);
	ck_assert_uint_eq(trust_lifetime(&conf, 601), 600);
	conf.max_lifetime = UINT16_MAX;
	ck_assert_uint_eq(trust_lifetime(&conf, UINT16_MAX), UINT16_MAX);
}
END_TEST

/* The operator's range holds for every router but the one that the operator ranks, and no range raises 0x80000000. */
START_TEST(rfc1256_7_preferences_are_brought_into_their_bounds)
{
	static const struct {
		int32_t own, min, max, want;
	} rows[] = {
		{ INT32_MAX, PREFERENCE_LOWEST, INT32_MAX, INT32_MAX },
		{ PREFERENCE_LOWEST, PREFERENCE_LOWEST, INT32_MAX, PREFERENCE_LOWEST },
		{ 101, -5, 100, 100 },
		{ 100, -5, 100, 100 },
		{ -5, -5, 100, -5 },
		{ -6, -5, 100, -5 },
		{ PREFERENCE_LOWEST, -5, 100, -5 },
		{ PREFERENCE_INELIGIBLE, -5, 100, PREFERENCE_INELIGIBLE },
		{ 7, 3, 3, 3 },
		{ INT32_MAX, PREFERENCE_LOWEST, PREFERENCE_LOWEST, PREFERENCE_LOWEST },
	};
	struct conf_router policy = {
		.address = ip("192.0.2.2"), .preference_level = 500, .has_preference_level = true
	};
	struct conf_iface conf;

	conf_iface_init(&conf);
	conf.routers = &policy;
	conf.n_routers = 1;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		bool eligible = rows[i].own != PREFERENCE_INELIGIBLE;

		conf.min_preference = rows[i].min;
		conf.max_preference = rows[i].max;
		ck_assert_int_eq(
		    trust_preference(&conf, ip("192.0.2.1"), rows[i].own), rows[i].want);
		ck_assert_int_eq(trust_preference(&conf, ip("192.0.2.2"), rows[i].own),
		    eligible ? 500 : PREFERENCE_INELIGIBLE);
	}
}
END_TEST

Suite *suite_trust(void)
{
	Suite *s = suite_create("trust");
	TCase *tc = tcase_create("trust");

	tcase_add_test(tc, rfc1256_5_3_router_address_is_a_neighbour_and_can_be_a_gateway);
	tcase_add_test(tc, rfc1256_7_unicast_is_believed_from_neighbours_only);
	tcase_add_test(tc, rfc1256_7_ttl_255_proves_that_nobody_forwarded_it);
	tcase_add_test(tc, rfc1256_7_operator_names_the_routers);
	tcase_add_test(tc, rfc1256_7_operator_names_routers_of_other_subnets);
	tcase_add_test(tc, rfc1256_4_1_lifetimes_are_brought_into_their_bounds);
	tcase_add_test(tc, rfc1256_7_preferences_are_brought_into_their_bounds);
	suite_add_tcase(s, tc);
	return s;
}
