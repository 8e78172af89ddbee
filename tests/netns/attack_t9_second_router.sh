#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attacker T9 (doc/threats.md): nobody's enemy, but an administrator's mistake: a second router that
# advertises too, or one with the address of the first. [R-V2, N-4]
. "$(dirname "$0")/lib.sh"

for ns in h r wrong; do
  ns_add "$ns"
done
lan lan0 h:eth0 r:eth0 wrong:eth0
addr h eth0 192.0.2.10/24
addr r eth0 192.0.2.1/24
addr wrong eth0 192.0.2.2/24
forwarding r 1
forwarding wrong 1

# A machine that does not forward does not advertise by mistake.
forwarding wrong 0
start_rdisc wrong wrong -r
wait_for 5 'says wrong "interface not in use iface=eth0 reason=forwarding_off"'
stop wrong
forwarding wrong 1

# The right router hears the wrong one that has its address.
start_rdisc router r -r -T 4
wait_for 5 'says router "advertising iface=eth0"'
peer wrong advertise -i eth0 --source 192.0.2.2 --router 192.0.2.1
wait_for 5 'says router "another router contradicts iface=eth0 router=192.0.2.1 source=192.0.2.2 .*reason=same_address"'

# The control: hosts believe who has the higher preference; unless told otherwise.
echo 'interface eth0 { router 192.0.2.2 { preference-level = -1000 } }' >"$tmp/h.conf"
start_rdisc wrong wrong -r -T 4 -p 50
start_rdisc host h
wait_for 10 'routes_are h "default via 192.0.2.2 dev eth0 proto ra metric 4096"'
stop host
start_rdisc host h --config "$tmp/h.conf"
wait_for 10 'says host "router learned .*router=192.0.2.2 "'
wait_for 10 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
pass
