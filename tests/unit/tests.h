/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations that the unit tests share: their suites, and short words for values. */
#ifndef RDISC_TESTS_H
#define RDISC_TESTS_H

#include <check.h>
#include <stdlib.h>

#include "model/network.h"

Suite *suite_check(void);
Suite *suite_cmdline(void);
Suite *suite_watch(void);
Suite *suite_track(void);
Suite *suite_router_settings(void);
Suite *suite_engine_tables(void);
Suite *suite_engine_tracks(void);
Suite *suite_engine_roles(void);
Suite *suite_engine_reload(void);
Suite *suite_confkey(void);
Suite *suite_conffile(void);
Suite *suite_import(void);
Suite *suite_conf(void);
Suite *suite_doctor(void);
Suite *suite_drl(void);
Suite *suite_drl_alive(void);
Suite *suite_drl_newcomer(void);
Suite *suite_drl_doubt(void);
Suite *suite_drl_damping(void);
Suite *suite_drl_random(void);
Suite *suite_engine(void);
Suite *suite_engine_checks(void);
Suite *suite_engine_default(void);
Suite *suite_engine_mirror(void);
Suite *suite_engine_view(void);
Suite *suite_request(void);
Suite *suite_control_socket(void);
Suite *suite_report(void);
Suite *suite_engine_host(void);
Suite *suite_engine_router(void);
Suite *suite_engine_many(void);
Suite *suite_engine_routes(void);
Suite *suite_event(void);
Suite *suite_farewell(void);
Suite *suite_fib(void);
Suite *suite_fib_random(void);
Suite *suite_fib_restart(void);
Suite *suite_host(void);
Suite *suite_lladdr(void);
Suite *suite_whatif(void);
Suite *suite_log(void);
Suite *suite_log_output(void);
Suite *suite_map(void);
Suite *suite_slots(void);
Suite *suite_metrics(void);
Suite *suite_memory(void);
Suite *suite_notify(void);
Suite *suite_priv(void);
Suite *suite_priv_drop(void);
Suite *suite_priv_rules(void);
Suite *suite_rate(void);
Suite *suite_router(void);
Suite *suite_query(void);
Suite *suite_report_text(void);
Suite *suite_rtnl(void);
Suite *suite_rtnl_broken(void);
Suite *suite_rtnl_kernels(void);
Suite *suite_rtnl_said(void);
Suite *suite_show(void);
Suite *suite_state(void);
Suite *suite_trust(void);
Suite *suite_wire(void);

#define SEC USEC_PER_SEC
#define MS  USEC_PER_MSEC

/* An assertion for loops, and where memory is short: libcheck's own write to a file each time. */
#define must(condition, ...)                                                                       \
	do {                                                                                       \
		if (!(condition))                                                                  \
			ck_abort_msg(__VA_ARGS__);                                                 \
	} while (0)

/* "192.0.2.1" as an address; a fault of the test if it is none. */
static inline struct in_addr ip(const char *text)
{
	struct in_addr a;

	must(inet_pton(AF_INET, text, &a) == 1, "%s is no address", text);
	return a;
}

/* Two addresses, or an address and a text, are the same. */
#define assert_same_ip(a, b) ck_assert_uint_eq(ntohl((a).s_addr), ntohl((b).s_addr))
#define assert_ip(a, text)   assert_same_ip(a, ip(text))

/* How many rounds a random test makes: a tenth of the usual under valgrind, by `make valgrind`. */
static inline unsigned rounds(unsigned usual)
{
	return getenv("RDISC_TEST_SLOW") == NULL ? usual : usual / 10;
}

/* A number below `n`. */
static inline uint32_t below(struct rng *rng, uint32_t n)
{
	return (uint32_t)rng_between(rng, 0, n - 1);
}

/* One case in `n`. */
static inline bool one_in(struct rng *rng, uint32_t n)
{
	return below(rng, n) == 0;
}

#endif
