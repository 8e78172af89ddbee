#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# An interface that is named by its alternative name is used, by an option and by a section, and after a
# reload; one that is named and can play no role is said to be unused. An option without effect is named.
#
# [faults F1, F2, G11]
. "$(dirname "$0")/lib.sh"

ns_add h1
ns_add r1
link h1 eth0 r1 eth0
addr h1 eth0 192.0.2.10/24
addr r1 eth0 192.0.2.1/24
ip -n h1 link property add dev eth0 altname uplink0 || skip 'this kernel or ip(8) has no alternative names'

start_rdisc option h1 -i uplink0
wait_for 5 'says option "interface in use iface=eth0"'
stop option

echo 'interface uplink0 { role = host  solicit = no }' >"$tmp/section.conf"
start_rdisc section h1 --config "$tmp/section.conf"
wait_for 5 'says section "interface in use iface=eth0"'
kill -s HUP "$(pid_of section)"
wait_for 5 'says section "reloaded"'
advertise r1 eth0 1800 192.0.2.1
wait_for 5 'routes_are h1 "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
stop section

start_own lo h1 -i lo -p 5
wait_for 5 'says lo "interface not in use iface=lo reason=no_role"'
check 'says lo "-p has no effect"' '-p without -r: nothing said'
ctl 3 lo status
stop lo
in_ns h1 "$RDISC" --check -T 30 >"$tmp/checked" || fail '--check fails for a warning'
check 'grep -q "warning: -T has no effect" "$tmp/checked"' '--check says nothing of -T'
pass
