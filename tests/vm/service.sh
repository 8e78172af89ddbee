#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The package is installed, enabled and started as its user does it: a route, a status line, a journal with priorities
# and explanations; and what systemd-analyze says of the unit.
. "$(dirname "$0")/lib.sh"

# Units that failed before are none of ours.
systemctl is-system-running --wait || :
echo "Before: $(systemctl is-system-running || :), $(systemctl list-units --failed --no-legend | wc -l) units failed"
check '! systemctl list-units --failed --no-legend | grep .' 'a unit failed before'

dpkg --install /vm/rdisc.deb
check '! systemctl is-enabled rdisc' 'it is enabled by its installation'
check '! systemctl is-active rdisc' 'it is started by its installation'
check '[ -z "$(ours)" ]' 'a route before the start'

systemctl enable --now rdisc
wait_for 30 learned
check 'systemctl is-enabled rdisc && systemctl is-active rdisc && systemctl is-active rdisc-routes' 'enable --now'
check 'ping -c 1 -W 5 198.51.100.1' 'nothing comes through the route'
check '[ "$(ps -o user= -p "$(of_unit MainPID)")" = rdisc ]' 'the daemon runs as somebody else'

# ---- what an operator sees ---------------------------------------------------------------------

wait_for 10 'of_unit StatusText | grep -q "192[.]0[.]2[.]1"'
systemctl status --no-pager rdisc | grep -E 'Status:|Active:'
check 'systemctl status rdisc | grep -q "Status: .*192[.]0[.]2[.]1"' 'no status line'
rdiscctl
check 'rdiscctl routers | grep -q "^192[.]0[.]2[.]1 .* used "' 'rdiscctl does not show the router'
check 'rdiscctl wait --router --timeout 5' 'rdiscctl wait does not see the route'
check 'rdiscctl explain | grep -q "192[.]0[.]2[.]1"' 'rdiscctl explain does not name the router'

check 'said "router learned iface=lan0" --priority info..info' 'the router was not learned with priority info'
check '! said . --priority warning' 'a warning in a good start'
check 'journalctl --quiet -u rdisc -o json | jq -se "map(select(.RDISC_EVENT == \"router_learned\" and .INTERFACE == \"lan0\"
  and .PRIORITY == \"6\" and .SYSLOG_IDENTIFIER == \"rdisc\")) | length >= 1"' 'no fields in the journal'
check 'journalctl --quiet -x -u rdisc --since "$began" | grep -q "^-- Subject: "' 'no explanation in the journal'
mkdir /etc/rdisc.conf.d
echo 'routes { metric = wrong }' >/etc/rdisc.conf.d/wrong.conf
check '! systemctl reload rdisc' 'a broken file is taken'
wait_for 10 'said "wrong.conf:1: metric = wrong" --priority err..warning'
rm -r /etc/rdisc.conf.d
systemctl reload rdisc

# ---- what systemd says -------------------------------------------------------------------------

systemd-analyze verify --man=no rdisc.service rdisc-routes.service
for unit in rdisc rdisc-routes; do
  systemd-analyze security --no-pager $unit | tail -n 1
  check "systemd-analyze security --threshold=20 $unit" "$unit: exposure above 2.0"
done
check '[ "$(systemctl is-system-running)" = running ]' 'the machine is degraded'
pass
