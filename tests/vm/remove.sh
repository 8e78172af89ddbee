#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The package goes: removed, the service has ended and its routes are gone; purged, nothing is left, unless a process
# still has the account, as the router of these tests.
. "$(dirname "$0")/lib.sh"

settle
dpkg --remove rdisc
check '[ -z "$(ours)" ]' 'removed, but a route is left'
check '! pidof rdisc || ! grep -l -x /usr/sbin/rdisc /proc/[0-9]*/cmdline' 'removed, but it runs'
check '! systemctl is-active rdisc rdisc-routes' 'removed, but active'
dpkg --purge rdisc
check 'getent passwd rdisc' 'the account of a process is gone'
systemctl stop router
dpkg --install /vm/rdisc.deb
dpkg --purge rdisc
systemctl daemon-reload
check '! systemctl cat rdisc' 'systemd still knows the unit'
check '! getent passwd rdisc' 'the account is left'
check '! find /etc /run/rdisc /usr /lib /var/lib -xdev -name "rdisc*" ! -path "/var/lib/vm/*" | grep .' \
  "left: $(find /etc /run/rdisc /usr /lib /var/lib -xdev -name 'rdisc*' 2>/dev/null)"
check '! systemctl list-units --failed --no-legend | grep .' 'a unit failed'
pass
