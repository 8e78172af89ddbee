#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attack D2 (doc/threats.md): a forged farewell behind each word of the router. The first is obeyed at once; once the
# router has contradicted one, no other costs a reply. On 1.0.0 the host loses its route each time. [H-4]
# [faults D2]
. "$(dirname "$0")/attack_lib.sh"

attack_lan h r a
ip -n r addr add 198.18.0.1/32 dev lo

farewell() {
  peer a advertise -i eth0 --source 192.0.2.1 --router 192.0.2.1 --lifetime 0
}

start_host
witness witness h
advertise r eth0 1800 192.0.2.1
wait_for 5 'uses 192.0.2.1'
in_ns h ping -c 1 -W 2 192.0.2.1 >"$tmp/ping"
farewell
wait_for 2 'routes_are h ""'
advertise r eth0 1800 192.0.2.1 # contradicts
wait_for 5 'uses 192.0.2.1'
in_ns h ping -c 1 -W 2 192.0.2.1 >"$tmp/ping"

gaps=$(count witness ' gap$')
for _ in 1 2 3; do
  farewell
  never_within 0.5 '! uses 192.0.2.1'
  advertise r eth0 1800 192.0.2.1
  never_within 0.5 '! uses 192.0.2.1'
done
farewell
wait_for 2 'says host "keeping the best one iface=eth0 router=192[.]0[.]2[.]1 .*reason=withdrawn"'
[ "$(count witness ' gap$')" -eq "$gaps" ] || fail "a moment without a route after the contradiction"

# It stays only while it answers.
ip -n lan0 link set r.eth0 nomaster
wait_for 20 'routes_are h ""'
ip -n lan0 link set r.eth0 master br0

# And only while no other is usable: another router takes over at once.
advertise r eth0 1800 192.0.2.1
wait_for 5 'uses 192.0.2.1'
in_ns h ping -c 1 -W 2 192.0.2.1 >"$tmp/ping"
farewell
advertise a eth0 1800 192.0.2.66/-5
wait_for 5 'uses 192.0.2.66'
pass
