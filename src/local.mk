# SPDX-License-Identifier: BSD-2-Clause
# A new file is added here and to src/LAYERS (tests/lint/tree.sh and layers.sh insist).

# Levels 0 and 1: the protocol. Pure: tests/lint/purity.sh says what it may call.
noinst_LIBRARIES += librdisc-core.a
librdisc_core_a_SOURCES = \
	src/rfc1256.h src/util.h src/model.h \
	src/heap.c src/heap.h \
	src/map.c src/map.h \
	src/event.c src/event.h \
	src/conf.c src/conf.h \
	src/wire.c src/wire.h \
	src/fuse.c src/fuse.h \
	src/drl.c src/drl.h src/drl_trial.c src/drl_select.c \
	src/fib.c src/fib.h src/fib_plan.c \
	src/host.c src/host.h \
	src/trust.c src/trust.h \
	src/rate.c src/rate.h \
	src/router.c src/router.h \
	src/track.c src/track.h \
	src/watch.c src/watch.h \
	src/engine.c src/engine.h src/engine_private.h src/engine_links.c src/engine_messages.c \
	src/engine_routes.c src/engine_default.c src/engine_solicit.c \
	src/refused.c src/refused.h \
	src/engine_view.h src/engine_view.c src/engine_explain.c

# Levels 1.5 to 3: the system.
noinst_LIBRARIES += librdisc-edge.a
librdisc_edge_a_SOURCES = \
	src/cmdline.c src/cmdline.h \
	src/conffile.c src/conffile.h src/conffile_private.h src/conffile_check.c \
	src/conffile_build.c src/conffile_feed.c \
	src/confkey.c src/confkey.h src/confkey_value.c \
	src/icmp.c src/icmp.h \
	src/netlink.c src/netlink.h \
	src/options.c src/options.h \
	src/page.c src/page.h \
	src/printable.c src/printable.h \
	src/rtnl.c src/rtnl.h src/rtnl_private.h src/rtnl_ask.c src/rtnl_links.c \
	src/priv.c src/priv.h src/priv_private.h src/priv_filter.c src/priv_landlock.c src/priv_rules.c \
	src/log.c src/log.h src/log_fields.c src/log_output.c src/log_output.h \
	src/state.c src/state.h \
	src/notify.c src/notify.h \
	src/standard.c src/standard.h \
	src/daemon.c src/daemon.h src/daemon_private.h src/daemon_turn.c src/daemon_reload.c \
	src/daemon_cleanup.c \
	src/daemon_control.c src/daemon_control.h src/ctl.c src/ctl.h src/request.c src/request.h \
	src/report.c src/report.h src/report_private.h src/report_objects.c

# Level 4.
sbin_PROGRAMS += rdisc
rdisc_SOURCES = src/main.c
rdisc_LDADD = librdisc-edge.a librdisc-core.a $(LIBMNL_LIBS) $(LIBCAP_NG_LIBS) $(LIBCONFUSE_LIBS) \
	$(JANSSON_LIBS) $(LIBSECCOMP_LIBS)

# What an operator does without the daemon: a part of rdiscctl alone, and libpcap with it.
noinst_LIBRARIES += librdisc-tools.a
librdisc_tools_a_SOURCES = \
	src/import.c src/import.h src/import_private.h src/import_cisco.c src/import_options.c \
	src/lladdr.c src/lladdr.h \
	src/replay.c src/replay.h \
	src/query.c src/query.h src/query_report.c src/query_report.h

# rdiscctl, of levels 1.5 to 4.
noinst_LIBRARIES += librdisc-client.a
librdisc_client_a_SOURCES = \
	src/words.c src/words.h \
	src/answer.c src/answer.h \
	src/page.c src/page.h \
	src/printable.c src/printable.h \
	src/client.c src/client.h \
	src/show.c src/show.h src/show_private.h src/show_tables.c src/show_why.c \
	src/metrics.c src/metrics.h src/metrics_private.h src/metrics_sample.c \
	src/screen.c src/screen.h \
	src/standard.c src/standard.h \
	src/follow.c src/follow.h

sbin_PROGRAMS += rdiscctl
rdiscctl_SOURCES = src/rdiscctl.c src/rdiscctl.h src/rdiscctl_commands.c src/rdiscctl_tools.c
rdiscctl_LDADD = librdisc-client.a librdisc-tools.a librdisc-edge.a librdisc-core.a $(LIBMNL_LIBS) \
	$(LIBCAP_NG_LIBS) $(LIBCONFUSE_LIBS) $(JANSSON_LIBS) $(LIBPCAP_LIBS) $(LIBSECCOMP_LIBS)

EXTRA_DIST += src/LAYERS
