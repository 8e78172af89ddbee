# SPDX-License-Identifier: BSD-2-Clause
# README.md has a row for each of these.
EXTRA_DIST += contrib/README.md contrib/check contrib/common.sh contrib/demo contrib/laboratory
dist_doc_DATA += contrib/rdisc.conf

# Service files. systemd reads those below /usr and /usr/local, and nothing is enabled by that.
systemdsystemunitdir = $(prefix)/lib/systemd/system
nodist_systemdsystemunit_DATA = contrib/systemd/rdisc.service contrib/systemd/rdisc-routes.service
# The manager of packages, or journalctl --update-catalog, makes the journal know it.
catalogdir = $(prefix)/lib/systemd/catalog
dist_catalog_DATA = contrib/systemd/rdisc.catalog
sysusersdir = $(prefix)/lib/sysusers.d
dist_sysusers_DATA = contrib/sysusers.d/rdisc.conf
EXTRA_DIST += contrib/systemd/rdisc.service.in contrib/systemd/rdisc-routes.service.in
CLEANFILES += contrib/systemd/rdisc.service contrib/systemd/rdisc-routes.service

UNIT = $(AM_V_GEN)$(MKDIR_P) contrib/systemd && sed -e 's,@sbindir\@,$(sbindir),g' -e 's,@sysconfdir\@,$(sysconfdir),'
contrib/systemd/rdisc.service: contrib/systemd/rdisc.service.in Makefile
	$(UNIT) $(top_srcdir)/contrib/systemd/rdisc.service.in >$@.tmp && mv $@.tmp $@
contrib/systemd/rdisc-routes.service: contrib/systemd/rdisc-routes.service.in Makefile
	$(UNIT) $(top_srcdir)/contrib/systemd/rdisc-routes.service.in >$@.tmp && mv $@.tmp $@

# Others who start services, for packages; and the confinement of AppArmor, for those who want it.
EXTRA_DIST += contrib/default/rdisc contrib/init.d/rdisc contrib/openrc/rdisc \
	contrib/apparmor/usr.sbin.rdisc

# Examples: scripts on events; DHCP options 31 and 32, for three DHCP clients.
hooksdir = $(docdir)/hooks
dist_hooks_SCRIPTS = contrib/hooks/rdisc-hookd contrib/hooks/dns-update
dist_hooks_DATA = contrib/hooks/README.md contrib/hooks/rdisc-hookd.service
dhcpdir = $(docdir)/dhcp
dist_dhcp_SCRIPTS = contrib/dhcp/rdisc-dhcp contrib/dhcp/networkmanager contrib/dhcp/networkd-dispatcher
dist_dhcp_DATA = contrib/dhcp/README.md contrib/dhcp/dhcpcd

# Packages; Debian's is in debian/.
EXTRA_DIST += contrib/APKBUILD contrib/rdisc.pre-deinstall contrib/rdisc.pre-install contrib/rpm/rdisc.spec \
	contrib/openwrt/Makefile contrib/openwrt/files/rdisc.init
# A container.
EXTRA_DIST += contrib/container/Containerfile contrib/container/README.md contrib/container/root

# Completion, where the shells look for it.
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = contrib/completion/rdisc.bash contrib/completion/rdiscctl.bash
zshcompletiondir = $(datadir)/zsh/site-functions
dist_zshcompletion_DATA = contrib/completion/_rdisc contrib/completion/_rdiscctl

# Alerts and a dashboard for Prometheus.
prometheusdir = $(docdir)/prometheus
dist_prometheus_DATA = contrib/prometheus/rdisc.rules.yml contrib/prometheus/rdisc.dashboard.json
EXTRA_DIST += contrib/prometheus/rdisc.test.yml

# make release, or DRY_RUN=--dry-run to try it: checks, tests and packs, see contrib/release.
EXTRA_DIST += contrib/release
.PHONY: release
release:
	$(top_srcdir)/contrib/release $(DRY_RUN)
