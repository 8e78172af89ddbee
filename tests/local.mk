# SPDX-License-Identifier: BSD-2-Clause
# Tests, and the targets around them. A new test is added to one of the lists here
# (tests/lint/tree.sh insists): automake wants names, not wildcards.

# ---- unit tests: one libcheck program

UNIT_SOURCES = \
	tests/unit/alloc.c \
	tests/unit/alloc.h \
	tests/unit/fake_kernel.c \
	tests/unit/fake_kernel.h \
	tests/unit/fake_netlink.c \
	tests/unit/fake_netlink.h \
	tests/unit/list.c \
	tests/unit/list.h \
	tests/unit/main.c \
	tests/unit/messages.c \
	tests/unit/messages.h \
	tests/unit/packet.c \
	tests/unit/packet.h \
	tests/unit/scene.c \
	tests/unit/scene.h \
	tests/unit/table.c \
	tests/unit/table.h \
	tests/unit/config/test_cmdline.c \
	tests/unit/model/test_conf.c \
	tests/unit/config/test_conffile.c \
	tests/unit/config/test_confkey.c \
	tests/unit/core/host/test_check.c \
	tests/unit/core/host/test_drl.c \
	tests/unit/core/host/test_drl_alive.c \
	tests/unit/core/host/test_drl_doubt.c \
	tests/unit/core/host/test_drl_damping.c \
	tests/unit/core/host/test_drl_newcomer.c \
	tests/unit/core/host/test_drl_random.c \
	tests/unit/core/engine/test_engine.c \
	tests/unit/core/engine/test_engine_checks.c \
	tests/unit/core/engine/test_engine_default.c \
	tests/unit/core/engine/test_engine_mirror.c \
	tests/unit/core/engine/test_engine_view.c \
	tests/unit/control/test_control_socket.c \
	tests/unit/control/test_report.c \
	tests/unit/control/test_request.c \
	tests/unit/core/engine/test_engine_host.c \
	tests/unit/core/engine/test_engine_many.c \
	tests/unit/core/engine/test_engine_reload.c \
	tests/unit/core/engine/test_engine_roles.c \
	tests/unit/core/engine/test_engine_router.c \
	tests/unit/core/engine/test_engine_routes.c \
	tests/unit/core/engine/test_engine_tables.c \
	tests/unit/core/engine/test_engine_tracks.c \
	tests/unit/model/test_event.c \
	tests/unit/core/router/test_farewell.c \
	tests/unit/core/host/test_fib.c \
	tests/unit/core/host/test_fib_random.c \
	tests/unit/core/host/test_fib_restart.c \
	tests/unit/core/host/test_host.c \
	tests/unit/tools/import/test_import.c \
	tests/unit/tools/test_doctor.c \
	tests/unit/tools/test_lladdr.c \
	tests/unit/tools/test_whatif.c \
	tests/unit/system/test_log.c \
	tests/unit/system/test_log_output.c \
	tests/unit/base/test_map.c \
	tests/unit/base/test_slots.c \
	tests/unit/core/engine/test_memory.c \
	tests/unit/rdiscctl/test_metrics.c \
	tests/unit/system/test_notify.c \
	tests/unit/system/test_priv.c \
	tests/unit/system/test_priv_drop.c \
	tests/unit/system/test_priv_rules.c \
	tests/unit/tools/test_query.c \
	tests/unit/control/test_report_text.c \
	tests/unit/base/test_rate.c \
	tests/unit/core/router/test_router.c \
	tests/unit/core/router/test_router_settings.c \
	tests/unit/kernel/test_rtnl.c \
	tests/unit/kernel/test_rtnl_broken.c \
	tests/unit/kernel/test_rtnl_kernels.c \
	tests/unit/kernel/test_rtnl_said.c \
	tests/unit/rdiscctl/test_show.c \
	tests/unit/system/test_state.c \
	tests/unit/core/router/test_track.c \
	tests/unit/core/test_trust.c \
	tests/unit/core/router/test_watch.c \
	tests/unit/core/test_wire.c \
	tests/unit/tests.h

if HAVE_CHECK
check_PROGRAMS += tests/unit/unit
UNIT_TEST = tests/unit/unit$(EXEEXT)
else
# Says that the unit tests were not built, so that nobody takes the rest for all.
UNIT_TEST = tests/unit/absent.sh
endif
tests_unit_unit_SOURCES = $(UNIT_SOURCES)
tests_unit_unit_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
# tests/unit/alloc.c stands between the core and its memory, tests/unit/fake_netlink.c between netlink and
# the kernel.
tests_unit_unit_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc \
	-Wl,--wrap=socket,--wrap=close,--wrap=bind,--wrap=setsockopt,--wrap=send,--wrap=recvmsg,--wrap=poll
tests_unit_unit_LDADD = librdisc-client.a librdisc-tools.a librdisc-edge.a librdisc-core.a \
	$(LIBMNL_LIBS) $(LIBCAP_NG_LIBS) $(LIBCONFUSE_LIBS) $(JANSSON_LIBS) \
	$(LIBPCAP_LIBS) $(LIBSECCOMP_LIBS) $(CHECK_LIBS)

# ---- namespace tests: the real program against a peer of ours

check_PROGRAMS += tests/peer/peer
tests_peer_peer_SOURCES = \
	tests/peer/peer.c \
	tests/peer/peer.h \
	tests/peer/peer_listen.c \
	tests/peer/peer_options.c \
	tests/peer/peer_pace.c \
	tests/peer/peer_packet.c \
	tests/peer/peer_route.c \
	tests/peer/peer_send.c \
	tests/peer/peer_tools.c \
	tests/peer/peer_values.c \
	tests/peer/peer_watch.c
# It walks netlink messages with the kernel's own macros, whose casts clang takes for misaligned.
tests_peer_peer_CFLAGS = $(AM_CFLAGS) -Wno-cast-align

# The program itself, and a resource that fails it.
check_PROGRAMS += tests/failures/failing
tests_failures_failing_SOURCES = tests/failures/failing.c src/daemon/main.c
# It walks netlink messages as tests/peer/peer_watch.c does.
tests_failures_failing_CFLAGS = $(AM_CFLAGS) -Wno-cast-align
tests_failures_failing_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=fopen,--wrap=getcwd \
	-Wl,--wrap=scandir,--wrap=socket,--wrap=bind,--wrap=connect,--wrap=listen,--wrap=accept4 \
	-Wl,--wrap=setsockopt,--wrap=getsockopt,--wrap=send,--wrap=sendmsg,--wrap=recvmsg \
	-Wl,--wrap=sendto,--wrap=recvfrom \
	-Wl,--wrap=epoll_create1,--wrap=epoll_ctl,--wrap=timerfd_create,--wrap=signalfd,--wrap=flock \
	-Wl,--wrap=ftruncate,--wrap=pwrite,--wrap=getrandom,--wrap=open
tests_failures_failing_LDADD = $(rdisc_LDADD)

# The longest first, so that none of them is left over at the end.
NETNS_TESTS = \
	tests/netns/attack_d1_useless.sh \
	tests/netns/attack_d3_start.sh \
	tests/netns/systemd.sh \
	tests/netns/vrrp.sh \
	tests/netns/drain.sh \
	tests/netns/attack_t9_second_router.sh \
	tests/netns/point_to_point.sh \
	tests/netns/tracking.sh \
	tests/netns/interop_frr.sh \
	tests/netns/attack_d2_solicited.sh \
	tests/netns/router_advertises.sh \
	tests/netns/query.sh \
	tests/netns/attack_d4_standby.sh \
	tests/netns/mirror_cost.sh \
	tests/netns/never_blocks.sh \
	tests/netns/restart.sh \
	tests/netns/repair.sh \
	tests/netns/ownership.sh \
	tests/netns/reload.sh \
	tests/netns/reload_lost_file.sh \
	tests/netns/farewell.sh \
	tests/netns/host_refuses.sh \
	tests/netns/faults.sh \
	tests/netns/control_status.sh \
	tests/netns/host_learns.sh \
	tests/netns/selftest.sh \
	tests/netns/failures.sh \
	tests/netns/host_solicits.sh \
	tests/netns/overrun.sh \
	tests/netns/router_answers.sh \
	tests/netns/dead.sh \
	tests/netns/dead_standby.sh \
	tests/netns/mirror.sh \
	tests/netns/checks.sh \
	tests/netns/checks_two_links.sh \
	tests/netns/silent_death.sh \
	tests/netns/foreign.sh \
	tests/netns/shapes.sh \
	tests/netns/privilege.sh \
	tests/netns/both.sh \
	tests/netns/journal.sh \
	tests/netns/solicited_only.sh \
	tests/netns/unicast_hosts.sh \
	tests/netns/solicit_again.sh \
	tests/netns/tables.sh \
	tests/netns/broadcast_mode.sh \
	tests/netns/reattach.sh \
	tests/netns/redirects.sh \
	tests/netns/shares.sh \
	tests/netns/silent_stop.sh \
	tests/netns/init_scripts.sh \
	tests/netns/hundred_interfaces.sh \
	tests/netns/many_routers.sh \
	tests/netns/service.sh \
	tests/netns/hooks.sh \
	tests/netns/flood.sh \
	tests/netns/control_hostile.sh \
	tests/netns/monitor.sh \
	tests/netns/vrrp_silent.sh \
	tests/netns/what_if.sh \
	tests/netns/attack_t4_forged_withdrawal.sh \
	tests/netns/altname.sh \
	tests/netns/answer_heard.sh \
	tests/netns/attack_t10_broken_router.sh \
	tests/netns/interop_tshark.sh \
	tests/netns/config.sh \
	tests/netns/doctor.sh \
	tests/netns/dhcp_hooks.sh \
	tests/netns/hook_dns.sh \
	tests/netns/log.sh \
	tests/netns/onlink.sh \
	tests/netns/opens.sh \
	tests/netns/control_router.sh \
	tests/netns/cleanup.sh \
	tests/netns/cli.sh \
	tests/netns/replay.sh \
	tests/netns/bench.sh \
	tests/netns/late_interface.sh \
	tests/netns/descriptors.sh \
	tests/netns/attack_d2_farewells.sh \
	tests/netns/attack_d3_invented.sh \
	tests/netns/attack_d5_flood.sh \
	tests/netns/attack_d7_damping.sh \
	tests/netns/attack_d8_full.sh \
	tests/netns/attack_t1_remote_unicast.sh \
	tests/netns/attack_t2_own_router.sh \
	tests/netns/attack_t3_black_hole.sh \
	tests/netns/attack_t5_many_routers.sh \
	tests/netns/attack_t6_alternating.sh \
	tests/netns/attack_t7_solicitations.sh \
	tests/netns/attack_t8_other_address.sh \
	tests/netns/barrier.sh \
	tests/netns/both_roles.sh \
	tests/netns/check_config.sh \
	tests/netns/completion.sh \
	tests/netns/consistency.sh \
	tests/netns/container.sh \
	tests/netns/control_client.sh

NETNS_SUPPORT = tests/netns/run tests/netns/lib.sh tests/netns/attack_lib.sh tests/netns/schema_lib.sh tests/netns/two_routers_lib.sh \
	tests/netns/.shellcheckrc tests/netns/faults.py tests/netns/control_clients.py \
	tests/netns/failures.py tests/netns/fake_control.py tests/netns/fake_journal.py tests/netns/never_reads.py tests/netns/schema.py \
	tests/netns/manager.py tests/netns/echoes.py

# ---- simulator: many engines on virtual LANs, in virtual time

check_PROGRAMS += tests/sim/sim
SIM_WORLD = \
	tests/sim/guard.c \
	tests/sim/guard.h \
	tests/sim/guard_checks.c \
	tests/sim/guard_farewell.c \
	tests/sim/guard_host.c \
	tests/sim/guard_router.c \
	tests/sim/guard_routes.c \
	tests/sim/guard_track.c \
	tests/sim/heard.c \
	tests/sim/heard.h \
	tests/sim/reference.c \
	tests/sim/reference.h \
	tests/sim/reference_choice.c \
	tests/sim/reference_damping.c \
	tests/sim/scenario.c \
	tests/sim/scenario.h \
	tests/sim/scenario_end.c \
	tests/sim/scenario_hostile.c \
	tests/sim/scenario_setup.c \
	tests/sim/scenario_trouble.c \
	tests/sim/setup.h
tests_sim_sim_SOURCES = $(SIM_WORLD) \
	tests/sim/main.c \
	tests/sim/operations.c \
	tests/sim/operations.h \
	tests/sim/scale.c \
	tests/sim/scale.h
tests_sim_sim_LDADD = librdisc-world.a librdisc-core.a

SIM_TEST = tests/sim/sim$(EXEEXT)
SIM_SUPPORT = tests/figures_lib.sh tests/sim/scale.gp tests/sim/scale.sh
EXTRA_DIST += $(SIM_SUPPORT) doc/scale.md doc/scale/messages.svg doc/scale/routes.svg \
	doc/scale/routes-all.svg

# ---- fuzz targets: a program each; libFuzzer brings its own main()

FUZZ_TARGETS = \
	tests/fuzz/cmdline \
	tests/fuzz/conffile \
	tests/fuzz/control \
	tests/fuzz/engine \
	tests/fuzz/netlink \
	tests/fuzz/state \
	tests/fuzz/wire
check_PROGRAMS += $(FUZZ_TARGETS)
FUZZ_COMMON = tests/fuzz/fuzz.h
if FUZZERS
FUZZ_TESTS =
else
FUZZ_TESTS = $(FUZZ_TARGETS)
FUZZ_COMMON += tests/fuzz/main.c
endif
FUZZ_CONF = tests/fuzz/check_conf.c tests/fuzz/check_conf.h
FUZZ_LINK = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
FUZZ_LIBS = librdisc-edge.a librdisc-core.a $(LIBMNL_LIBS) $(LIBCAP_NG_LIBS) $(LIBCONFUSE_LIBS)

tests_fuzz_cmdline_SOURCES = tests/fuzz/cmdline.c $(FUZZ_COMMON) $(FUZZ_CONF)
tests_fuzz_cmdline_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_cmdline_LDADD = $(FUZZ_LIBS)
tests_fuzz_conffile_SOURCES = tests/fuzz/conffile.c $(FUZZ_COMMON) $(FUZZ_CONF)
tests_fuzz_conffile_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_conffile_LDADD = $(FUZZ_LIBS)
tests_fuzz_control_SOURCES = tests/fuzz/control.c $(FUZZ_COMMON) tests/unit/packet.c tests/unit/packet.h
tests_fuzz_control_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_control_LDADD = $(FUZZ_LIBS) $(JANSSON_LIBS)
tests_fuzz_engine_SOURCES = tests/fuzz/engine.c $(FUZZ_COMMON) $(SIM_WORLD) \
	tests/unit/packet.c tests/unit/packet.h
tests_fuzz_engine_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_engine_LDADD = librdisc-world.a $(FUZZ_LIBS) $(JANSSON_LIBS)
tests_fuzz_netlink_SOURCES = tests/fuzz/netlink.c $(FUZZ_COMMON)
tests_fuzz_netlink_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_netlink_LDADD = $(FUZZ_LIBS)
tests_fuzz_state_SOURCES = tests/fuzz/state.c $(FUZZ_COMMON)
tests_fuzz_state_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_state_LDADD = $(FUZZ_LIBS)
tests_fuzz_wire_SOURCES = tests/fuzz/wire.c $(FUZZ_COMMON) tests/sim/heard.c tests/sim/heard.h \
	tests/unit/packet.c tests/unit/packet.h
tests_fuzz_wire_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_wire_LDADD = librdisc-core.a

EXTRA_DIST += tests/fuzz/main.c tests/fuzz/run.sh tests/fuzz/conffile.dict tests/fuzz/control.dict \
	tests/fuzz/corpus

# ---- benchmark: rdisc beside the least that can do its job, and beside its peers

BENCHMARK = tests/bench/bench$(EXEEXT) tests/bench/floor$(EXEEXT)
check_PROGRAMS += tests/bench/bench tests/bench/floor
tests_bench_bench_SOURCES = \
	tests/bench/bench.c \
	tests/bench/bench.h \
	tests/bench/daemons.c \
	tests/bench/foreign.c \
	tests/bench/host.c \
	tests/bench/lab.c \
	tests/bench/packet.c \
	tests/bench/proc.c \
	tests/bench/quiet.c \
	tests/bench/report.c \
	tests/bench/router.c \
	tests/bench/scale.c \
	tests/bench/watch.c
tests_bench_floor_SOURCES = \
	tests/bench/floor.c \
	tests/bench/floor.h \
	tests/bench/floor_host.c \
	tests/bench/floor_router.c
# As in tests/peer/peer_watch.c.
tests_bench_bench_CFLAGS = $(AM_CFLAGS) -Wno-cast-align
tests_bench_bench_LDADD = -lm
tests_bench_floor_CFLAGS = $(AM_CFLAGS) -Wno-cast-align

EXTRA_DIST += tests/bench/bench.gp tests/bench/bench.sh doc/benchmarks.md \
	doc/benchmarks/change.svg doc/benchmarks/install.svg doc/benchmarks/remove-all.svg

# ---- walls

LINT_TESTS = \
	tests/lint/completion.sh \
	tests/lint/catalogue.sh \
	tests/lint/circles.sh \
	tests/lint/coverage.sh \
	tests/lint/docs.sh \
	tests/lint/faults.sh \
	tests/lint/features.sh \
	tests/lint/folders.sh \
	tests/lint/format.sh \
	tests/lint/hardening.sh \
	tests/lint/metrics.sh \
	tests/lint/packages.sh \
	tests/lint/purity.sh \
	tests/lint/release.sh \
	tests/lint/rfc-refs.sh \
	tests/lint/service.sh \
	tests/lint/shell.sh \
	tests/lint/tree.sh \
	tests/lint/words.sh

CI_STEPS = \
	tests/ci/arch \
	tests/ci/bare \
	tests/ci/check \
	tests/ci/clang \
	tests/ci/coverage \
	tests/ci/demo \
	tests/ci/distcheck \
	tests/ci/emulated \
	tests/ci/fuzz \
	tests/ci/installed \
	tests/ci/musl \
	tests/ci/package \
	tests/ci/portable \
	tests/ci/repeat \
	tests/ci/sanitize \
	tests/ci/static \
	tests/ci/valgrind \
	tests/ci/vm

# ---- a machine of its own, for the package: tests/vm/run, in this order

VM_TESTS = \
	tests/vm/service.sh \
	tests/vm/reload.sh \
	tests/vm/restart.sh \
	tests/vm/stop.sh \
	tests/vm/networkd.sh \
	tests/vm/hotplug.sh \
	tests/vm/links.sh \
	tests/vm/vrf.sh \
	tests/vm/clock.sh \
	tests/vm/apparmor.sh \
	tests/vm/boot.sh \
	tests/vm/router.sh \
	tests/vm/remove.sh
VM_SUPPORT = tests/vm/run tests/vm/image tests/vm/guest tests/vm/lib.sh tests/vm/.shellcheckrc

# ---- how they run

# PROGRAM_TESTS are those of the programs, so without the lints, which look at what was written.
PROGRAM_TESTS = $(NETNS_TESTS) $(UNIT_TEST) $(SIM_TEST) $(FUZZ_TESTS)
# SANITIZE_TESTS are worth most under the sanitizers: all that needs no namespaces, and of the rest what takes bytes from
# others, or changes much at a time.
SANITIZE_TESTS = $(SIM_TEST) $(UNIT_TEST) $(FUZZ_TESTS) \
	tests/netns/reload.sh \
	tests/netns/control_hostile.sh \
	tests/netns/host_learns.sh \
	tests/netns/control_status.sh \
	tests/netns/failures.sh \
	tests/netns/restart.sh \
	tests/netns/checks.sh \
	tests/netns/drain.sh \
	tests/netns/query.sh \
	tests/netns/router_answers.sh \
	tests/netns/hooks.sh \
	tests/netns/flood.sh \
	tests/netns/monitor.sh \
	tests/netns/overrun.sh \
	tests/netns/hundred_interfaces.sh \
	tests/netns/many_routers.sh \
	tests/netns/tables.sh \
	tests/netns/what_if.sh \
	tests/netns/interop_tshark.sh \
	tests/netns/attack_t10_broken_router.sh \
	tests/netns/config.sh \
	tests/netns/replay.sh \
	tests/netns/cli.sh
# QUICK_TESTS need no namespaces: make check TESTS='$(QUICK_TESTS)'
QUICK_TESTS = $(UNIT_TEST) $(SIM_TEST) $(FUZZ_TESTS) $(LINT_TESTS)
# Those that reckon and never wait come first: at the end they would leave the other processors without work.
TESTS += $(SIM_TEST) $(UNIT_TEST) $(NETNS_TESTS) $(FUZZ_TESTS) $(LINT_TESTS)

# tests/runner sends each test to its kind of runner, by directory.
TEST_EXTENSIONS = .sh
SH_LOG_DRIVER = $(SHELL) $(top_srcdir)/tests/driver
LOG_DRIVER = $(SHELL) $(top_srcdir)/tests/driver
SH_LOG_COMPILER = $(top_srcdir)/tests/runner
LOG_COMPILER = $(top_srcdir)/tests/runner
AM_TESTS_ENVIRONMENT = \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	RDISC='$(abs_top_builddir)/rdisc$(EXEEXT)'; export RDISC; \
	RDISCCTL='$(abs_top_builddir)/rdiscctl$(EXEEXT)'; export RDISCCTL; \
	PEER='$(abs_top_builddir)/tests/peer/peer$(EXEEXT)'; export PEER; \
	CORE_LIB='$(abs_top_builddir)/librdisc-core.a'; export CORE_LIB; \
	ALL_OBJECTS='$(ALL_OBJECTS:%=$(abs_top_builddir)/%)'; export ALL_OBJECTS; \
	RDISC_INSTRUMENTED='$(RDISC_INSTRUMENTED)'; export RDISC_INSTRUMENTED; \
	RDISC_OPTIMISED='$(RDISC_OPTIMISED)'; export RDISC_OPTIMISED; \
	NM='$(NM)'; export NM;

# All that the two programs are made of, for tests/lint/circles.sh.
ALL_OBJECTS = librdisc-core.a librdisc-world.a librdisc-edge.a librdisc-tools.a librdisc-client.a $(rdisc_OBJECTS) \
	$(rdiscctl_OBJECTS)

# In place of automake's own rule: the same, and then the sum of everything, also after failures. (Not
# a check-local, which would run beside the tests, and not at all after a failure.) The rule of config.h, which is made
# by now, always runs, and a parallel make would come back only at its end to the programs that wait for that.
check-TESTS: $(check_PROGRAMS)
	@rm -f $(RECHECK_LOGS) $(RECHECK_LOGS:.log=.trs) $(TEST_SUITE_LOG) tests/progress
	@set -- $(TEST_LOGS); RDISC_TESTS=$$#; export RDISC_TESTS; echo "$$# tests"; \
	status=0; $(MAKE) $(AM_MAKEFLAGS) -o config.h $(TEST_SUITE_LOG) || status=$$?; \
	$(SHELL) $(top_srcdir)/tests/totals $(TEST_LOGS) || status=1; \
	exit $$status

EXTRA_DIST += $(LINT_TESTS) $(NETNS_TESTS) $(NETNS_SUPPORT) $(CI_STEPS) $(VM_TESTS) $(VM_SUPPORT) tests/ci/minicheck/check.h tests/ci/emulator.c tests/ci/musl.c \
	tests/lint/lib.sh tests/ci/lib.sh tests/driver tests/runner tests/totals tests/unit/absent.sh

# ---- targets for people

.PHONY: failures flood lint format coverage valgrind check-programs soak scale fuzz fuzz-merge bench bench-quick

# The programs that the tests run, built but not run.
check-programs: $(check_PROGRAMS)

lint:
	@$(MAKE) $(AM_MAKEFLAGS) check TESTS='$$(LINT_TESTS)'

format:
	cd $(top_srcdir) && find src tests -name '*.[ch]' -exec clang-format -i {} +

# Line coverage by everything that runs; fails below the floors. Wants --enable-coverage. Everybody may
# write the counters, since not every test runs the program as root; and who cannot does it in silence.
COVERAGE_CORE_FLOOR = 97
COVERAGE_FLOOR = 90
GCOVR = gcovr --root $(top_srcdir) --object-directory . --print-summary
coverage:
	@test '$(RDISC_INSTRUMENTED)' = yes || \
	{ echo "make coverage: configure with --enable-coverage CFLAGS='-O0 -g'" >&2; exit 1; }
	find . -name '*.gcda' -exec rm -f {} +
	find . -type d -exec chmod a+rwx {} +
	umask 0; GCOV_ERROR_FILE=/dev/null; export GCOV_ERROR_FILE; \
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$$(PROGRAM_TESTS)'
	@echo 'All sources:'
	$(GCOVR) --fail-under-line $(COVERAGE_FLOOR) --filter '$(abs_top_srcdir)/src/'
	@echo 'The core:'
	filters=`for f in $(librdisc_core_a_SOURCES); do echo "--filter .*/$$f$$"; done`; \
	$(GCOVR) --fail-under-line $(COVERAGE_CORE_FLOOR) $$filters

# The simulator for as long as wanted: make soak SECONDS=3600
SECONDS = 600
soak: $(SIM_TEST)
	$(builddir)/$(SIM_TEST) --soak $(SECONDS)

# The figures and plots of doc/scale.md, anew.
scale: $(SIM_TEST)
	$(SHELL) $(top_srcdir)/tests/sim/scale.sh $(builddir)/$(SIM_TEST) $(top_srcdir)

# Each fuzz target for FUZZ_SECONDS, from its corpus on. Wants --enable-fuzzers. What is new lies in
# fuzz/TARGET, and with `make fuzz-merge` what of it reaches new code goes to the corpus.
FUZZ_SECONDS = 60
fuzz fuzz-merge: $(check_PROGRAMS)
	@test -n '$(FUZZ_LDFLAGS)' || \
	{ echo "make $@: configure with --enable-fuzzers CC=clang" >&2; exit 1; }
	$(top_srcdir)/tests/fuzz/run.sh $@ $(FUZZ_SECONDS) $(FUZZ_TARGETS)

# The figures and plots of doc/benchmarks.md, anew, in a few minutes; the short one prints them only.
# make bench BENCH='--peer old=/usr/sbin/rdisc'
BENCH =
BENCH_RUN = $(SHELL) $(top_srcdir)/tests/bench/bench.sh $(abs_top_builddir) $(abs_top_srcdir)
bench: rdisc$(EXEEXT) $(BENCHMARK)
	$(BENCH_RUN) $(BENCH)

bench-quick: rdisc$(EXEEXT) $(BENCHMARK)
	$(BENCH_RUN) --quick $(BENCH)

# The namespace test of the same name, for longer.
flood: $(check_PROGRAMS) rdisc$(EXEEXT)
	FLOOD_SECONDS=20 RDISC=$(abs_builddir)/rdisc PEER=$(abs_builddir)/tests/peer/peer \
		$(srcdir)/tests/netns/run $(srcdir)/tests/netns/flood.sh
# Every failure of a resource, each in a life of its own: minutes.
failures: $(check_PROGRAMS)
	RDISC='$(abs_builddir)/rdisc$(EXEEXT)' PEER='$(abs_builddir)/tests/peer/peer$(EXEEXT)' \
	RDISCCTL='$(abs_builddir)/rdiscctl$(EXEEXT)' RDISC_FAILURES=all RDISC_TEST_TIMEOUT=3600 \
	$(top_srcdir)/tests/netns/run $(top_srcdir)/tests/netns/failures.sh

valgrind: $(check_PROGRAMS)
	CK_FORK=no RDISC_TEST_SLOW=yes valgrind --quiet --leak-check=full --error-exitcode=1 $(builddir)/$(UNIT_TEST)

CLEANFILES += tests/progress *.gcda *.gcno src/*/*.gcda src/*/*.gcno src/*/*/*.gcda src/*/*/*.gcno tests/*.gcda tests/*.gcno \
	tests/unit/*.gcda tests/unit/*.gcno \
	tests/unit/*/*.gcda tests/unit/*/*.gcno tests/unit/*/*/*.gcda tests/unit/*/*/*.gcno \
	tests/peer/*.gcda tests/peer/*.gcno tests/failures/*.gcda tests/failures/*.gcno tests/sim/*.gcda tests/sim/*.gcno \
	tests/bench/*.gcda tests/bench/*.gcno
