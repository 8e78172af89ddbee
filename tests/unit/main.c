/* SPDX-License-Identifier: BSD-2-Clause */
/* Collects the unit tests' suites and runs them; a name or more on the command line picks suites.
 * */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "unit/tests.h"

static const struct {
	const char *name;
	Suite *(*make)(void);
} suites[] = {
	{ "map", suite_map },
	{ "slots", suite_slots },
	{ "event", suite_event },
	{ "conf", suite_conf },
	{ "wire", suite_wire },
	{ "check", suite_check },
	{ "drl", suite_drl },
	{ "drl_alive", suite_drl_alive },
	{ "drl_newcomer", suite_drl_newcomer },
	{ "drl_doubt", suite_drl_doubt },
	{ "drl_damping", suite_drl_damping },
	{ "drl_random", suite_drl_random },
	{ "fib", suite_fib },
	{ "fib_random", suite_fib_random },
	{ "fib_restart", suite_fib_restart },
	{ "host", suite_host },
	{ "trust", suite_trust },
	{ "rate", suite_rate },
	{ "router", suite_router },
	{ "engine", suite_engine },
	{ "engine_checks", suite_engine_checks },
	{ "engine_default", suite_engine_default },
	{ "engine_mirror", suite_engine_mirror },
	{ "engine_view", suite_engine_view },
	{ "request", suite_request },
	{ "control_socket", suite_control_socket },
	{ "report", suite_report },
	{ "engine_host", suite_engine_host },
	{ "engine_router", suite_engine_router },
	{ "engine_many", suite_engine_many },
	{ "engine_routes", suite_engine_routes },
	{ "memory", suite_memory },
	{ "priv", suite_priv },
	{ "priv_drop", suite_priv_drop },
	{ "priv_rules", suite_priv_rules },
	{ "cmdline", suite_cmdline },
	{ "confkey", suite_confkey },
	{ "conffile", suite_conffile },
	{ "import", suite_import },
	{ "engine_reload", suite_engine_reload },
	{ "engine_roles", suite_engine_roles },
	{ "engine_tables", suite_engine_tables },
	{ "engine_tracks", suite_engine_tracks },
	{ "router_settings", suite_router_settings },
	{ "farewell", suite_farewell },
	{ "track", suite_track },
	{ "watch", suite_watch },
	{ "lladdr", suite_lladdr },
	{ "whatif", suite_whatif },
	{ "log", suite_log },
	{ "log_output", suite_log_output },
	{ "show", suite_show },
	{ "metrics", suite_metrics },
	{ "notify", suite_notify },
	{ "state", suite_state },
	{ "rtnl", suite_rtnl },
	{ "rtnl_said", suite_rtnl_said },
	{ "rtnl_broken", suite_rtnl_broken },
	{ "rtnl_kernels", suite_rtnl_kernels },
	{ "report_text", suite_report_text },
	{ "query", suite_query },
	{ "doctor", suite_doctor },
};

static bool is_picked(const char *name, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return true;
	return argc < 2;
}

int main(int argc, char **argv)
{
	SRunner *runner = srunner_create(NULL);
	int failed, ran;

	/* libcheck's own 4 s are too few for a busy machine and an instrumented build. */
	setenv("CK_DEFAULT_TIMEOUT", "60", 0);
	for (size_t i = 0; i < ARRAY_SIZE(suites); i++)
		if (is_picked(suites[i].name, argc, argv))
			srunner_add_suite(runner, suites[i].make());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	ran = srunner_ntests_run(runner);
	srunner_free(runner);
	return failed == 0 && ran > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
