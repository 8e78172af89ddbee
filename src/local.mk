# SPDX-License-Identifier: BSD-2-Clause
# A new file is added here (tests/lint/tree.sh insists). Folders are levels: tests/lint/folders.sh.

# base, model and core: the protocol. Pure: tests/lint/purity.sh says what it may call.
noinst_LIBRARIES += librdisc-core.a
librdisc_core_a_SOURCES = \
	src/model/rfc1256.h src/base/util.h src/model/network.h \
	src/base/map.c src/base/map.h \
	src/base/slots.c src/base/slots.h \
	src/model/event.c src/model/event.h \
	src/model/setting.h \
	src/model/conf.c src/model/conf.h \
	src/core/wire.c src/core/wire.h \
	src/base/secret.c src/base/secret.h \
	src/core/host/check.c src/core/host/check.h \
	src/core/host/damping.c src/core/host/damping.h \
	src/core/host/drl.c src/core/host/drl.h src/core/host/drl_record.c src/core/host/drl_record.h \
	src/core/host/drl_probe.c src/core/host/drl_probe.h src/core/host/drl_select.c \
	src/core/host/fib.c src/core/host/fib.h src/core/host/fib_record.h src/core/host/fib_plan.c \
	src/core/host/solicit.c src/core/host/solicit.h \
	src/core/obstacle.c src/core/obstacle.h \
	src/core/trust.c src/core/trust.h \
	src/base/rate.c src/base/rate.h \
	src/core/router/advertise.c src/core/router/advertise.h \
	src/core/router/track.c src/core/router/track.h \
	src/core/router/rivals.c src/core/router/rivals.h \
	src/core/engine/engine.c src/core/engine/engine.h \
	src/core/engine/checks.c src/core/engine/checks.h \
	src/core/engine/default.c src/core/engine/default.h \
	src/core/engine/links.c src/core/engine/links.h \
	src/core/engine/messages.c src/core/engine/messages.h \
	src/core/engine/occasions.c src/core/engine/occasions.h \
	src/core/engine/restart.c src/core/engine/restart.h \
	src/core/engine/roles.c src/core/engine/roles.h \
	src/core/engine/routes.c src/core/engine/routes.h \
	src/core/engine/tracks.c src/core/engine/tracks.h \
	src/core/engine/refused.c src/core/engine/refused.h \
	src/core/host/newcomer.c src/core/host/newcomer.h \
	src/core/engine/view.h src/core/engine/view.c src/core/engine/explain.c

# The world: machines with made-up kernels and real engines, in virtual time. For what-if, and for the tests.
noinst_LIBRARIES += librdisc-world.a
librdisc_world_a_SOURCES = \
	src/world/agenda.c src/world/agenda.h \
	src/world/kernel.c src/world/kernel.h src/world/kernel_facts.c src/world/kernel_neighbours.c src/world/kernel_routes.c \
	src/world/lan.c src/world/lan.h \
	src/world/node.c src/world/node.h src/world/node_checks.c src/world/node_facts.c src/world/node_life.c src/world/node_results.c \
	src/world/sim.c src/world/sim.h \
	src/world/trace.c src/world/trace.h \
	src/world/watch.h

# Levels 1.5 to 3: the system.
noinst_LIBRARIES += librdisc-edge.a
librdisc_edge_a_SOURCES = \
	src/config/cmdline.c src/config/cmdline.h \
	src/config/file.c src/config/file.h \
	src/config/parse.c src/config/parse.h \
	src/config/check.c src/config/check.h \
	src/config/build.c src/config/build.h \
	src/config/feed.c src/config/feed.h \
	src/config/messages.c src/config/messages.h \
	src/config/keys.c src/config/keys.h src/config/values.c \
	src/config/format.c src/config/format.h \
	src/config/settings.c src/config/settings.h \
	src/kernel/echo.c src/kernel/echo.h \
	src/kernel/icmp.c src/kernel/icmp.h \
	src/kernel/netlink.c src/kernel/netlink.h \
	src/base/options.c src/base/options.h \
	src/base/page.c src/base/page.h \
	src/base/printable.c src/base/printable.h \
	src/kernel/rtnl.c src/kernel/rtnl.h src/kernel/rtnl_receive.h src/kernel/rtnl_ask.c \
	src/kernel/rtnl_links.c src/kernel/rtnl_links.h \
	src/system/privilege.c src/system/privilege.h src/system/landlock.c \
	src/system/seccomp.c src/system/seccomp_rules.c src/system/seccomp_rules.h \
	src/system/log.c src/system/log.h src/system/log_fields.c src/system/log_fields.h src/system/log_output.c src/system/log_output.h \
	src/system/state.c src/system/state.h \
	src/system/clock.c src/system/clock.h \
	src/system/notify.c src/system/notify.h \
	src/system/standard.c src/system/standard.h \
	src/daemon/daemon.h \
	src/daemon/background.c src/daemon/background.h \
	src/daemon/cleanup.c src/daemon/cleanup.h \
	src/daemon/configuration.c src/daemon/configuration.h \
	src/daemon/control.c src/daemon/control.h \
	src/daemon/facts.c src/daemon/facts.h \
	src/daemon/history.c src/daemon/history.h \
	src/daemon/reload.c src/daemon/reload.h \
	src/daemon/results.c src/daemon/results.h \
	src/daemon/run.c src/daemon/run.h \
	src/daemon/turn.c src/daemon/turn.h \
	src/control/socket.c src/control/socket.h src/control/request.c src/control/request.h \
	src/control/report.c src/control/report.h src/control/report_objects.c src/control/report_objects.h \
	src/control/report_event.c src/control/report_event.h \
	src/control/report_values.c src/control/report_values.h

# Level 4.
sbin_PROGRAMS += rdisc
rdisc_SOURCES = src/daemon/main.c
rdisc_LDADD = librdisc-edge.a librdisc-core.a $(LIBMNL_LIBS) $(LIBCAP_NG_LIBS) $(LIBCONFUSE_LIBS) \
	$(JANSSON_LIBS) $(LIBSECCOMP_LIBS)

# What an operator does without the daemon: a part of rdiscctl alone, and libpcap with it.
noinst_LIBRARIES += librdisc-tools.a
librdisc_tools_a_SOURCES = \
	src/tools/import/import.c src/tools/import/import.h \
	src/tools/import/cisco.c src/tools/import/cisco.h \
	src/tools/import/options.c src/tools/import/options.h \
	src/tools/import/values.c src/tools/import/values.h \
	src/tools/doctor.c src/tools/doctor.h src/tools/doctor_findings.h src/tools/doctor_firewall.c src/tools/doctor_firewall.h \
	src/tools/doctor_iptables.c src/tools/doctor_links.c src/tools/doctor_machine.c src/tools/doctor_report.c \
	src/tools/lladdr.c src/tools/lladdr.h \
	src/tools/replay.c src/tools/replay.h \
	src/tools/whatif.c src/tools/whatif.h src/tools/whatif_parse.c \
	src/tools/query.c src/tools/query.h src/tools/query_report.c src/tools/query_report.h

# rdiscctl, of levels 1.5 to 4.
noinst_LIBRARIES += librdisc-client.a
librdisc_client_a_SOURCES = \
	src/rdiscctl/times.c src/rdiscctl/times.h \
	src/rdiscctl/answer.c src/rdiscctl/answer.h \
	src/base/page.c src/base/page.h \
	src/base/printable.c src/base/printable.h \
	src/rdiscctl/client.c src/rdiscctl/client.h \
	src/rdiscctl/show.c src/rdiscctl/show.h src/rdiscctl/show_why.c \
	src/rdiscctl/show_config.c src/rdiscctl/show_watch.c \
	src/rdiscctl/show_tables.c src/rdiscctl/show_tables.h \
	src/rdiscctl/show_values.c src/rdiscctl/show_values.h \
	src/rdiscctl/metrics.c src/rdiscctl/metrics.h \
	src/rdiscctl/metrics_sample.c src/rdiscctl/metrics_sample.h \
	src/rdiscctl/screen.c src/rdiscctl/screen.h \
	src/system/standard.c src/system/standard.h \
	src/rdiscctl/follow.c src/rdiscctl/follow.h

sbin_PROGRAMS += rdiscctl
rdiscctl_SOURCES = src/rdiscctl/main.c \
	src/rdiscctl/call.h \
	src/rdiscctl/commands.c src/rdiscctl/commands.h \
	src/rdiscctl/complain.c src/rdiscctl/complain.h \
	src/rdiscctl/tools.c src/rdiscctl/tools.h \
	src/rdiscctl/whatif.c src/rdiscctl/whatif.h
rdiscctl_LDADD = librdisc-client.a librdisc-tools.a librdisc-world.a librdisc-edge.a librdisc-core.a $(LIBMNL_LIBS) \
	$(LIBCAP_NG_LIBS) $(LIBCONFUSE_LIBS) $(JANSSON_LIBS) $(LIBPCAP_LIBS) $(LIBSECCOMP_LIBS)

