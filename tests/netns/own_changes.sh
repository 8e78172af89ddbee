#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Of its own changes the daemon hears nothing but the answer, and of everybody else's it hears:
# strace(1) is the witness.
. "$(dirname "$0")/lib.sh"

command -v strace >/dev/null || skip "strace not found"
ns_add h
ns_add r
link h eth0 r eth0
addr h eth0 192.0.2.10/24
addr r eth0 192.0.2.1/24
start_rdisc d h -i eth0
wait_for 3 'says d "interface in use iface=eth0"'
spawn trace h strace -f -e trace=recvmsg -o "$tmp/received" -p "$(pid_of d)"
wait_for 5 'grep -q attached "$tmp/trace.err"'

# heard WHAT: how many notifications of that type, which come from the group of routes.
heard() {
  grep -c "nl_groups=0x000040.*nlmsg_type=RTM_$1" "$tmp/received"
}

advertise r eth0 1800 192.0.2.1
wait_for 3 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
# What comes later is told later.
ip -n h route add default via 192.0.2.77 dev eth0 metric 9
wait_for 3 'says d "another default route wins"'
check '[ "$(heard NEWROUTE)" -eq 1 ]' "its own new route was told"
advertise r eth0 0 192.0.2.1
wait_for 3 'routes_are h "default via 192.0.2.77 dev eth0 metric 9"'
ip -n h route del default via 192.0.2.77 dev eth0 metric 9
wait_for 3 '[ "$(heard DELROUTE)" -ge 1 ]'
check '[ "$(heard DELROUTE)" -eq 1 ]' "its own deletion was told"
# Who takes away what is ours is heard, too.
advertise r eth0 1800 192.0.2.1
wait_for 3 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
ip -n h route del default via 192.0.2.1 dev eth0 proto ra metric 4096
wait_for 3 'says d "default route was removed by somebody, added again"'
stop d
ended trace 5
pass
