#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attack D7 (doc/threats.md): forged farewells and advertisements of the router that the operator ranked highest, so
# that it changes places with the attacker's until damping starts. 1.0.0 then keeps the attacker's. [N-4]
# [faults D7]
. "$(dirname "$0")/attack_lib.sh"

attack_lan h r a
behind r
start_ranking_host 100
witness witness h
asks echo h
advertise r eth0 1800 192.0.2.1
wait_for 5 'uses 192.0.2.1'
advertise a eth0 1800 192.0.2.66/50
wait_for 5 'says host "router learned iface=eth0 router=192[.]0[.]2[.]66 "'
in_ns h ping -c 1 -W 2 192.0.2.1 >"$tmp/ping"
in_ns h ping -c 1 -W 2 192.0.2.66 >"$tmp/ping"

begin=$(moment)
for round in 1 2 3 4 5 6 7 8; do
  peer a advertise -i eth0 --source 192.0.2.1 --router 192.0.2.1 --lifetime 0
  wait_for 5 '[ "$(count host "router lost iface=eth0 router=192[.]0[.]2[.]1 ")" -ge '$round' ]'
  peer a advertise -i eth0 --source 192.0.2.1 --router 192.0.2.1 --lifetime 1800
  wait_for 5 '[ "$(count host "router learned iface=eth0 router=192[.]0[.]2[.]1 ")" -gt '$round' ]'
  asked echo "$(later "$(moment)" 1)"
done
wait_for 5 'says host "default router changes too often, damping keeps the longest-lived"'
asked echo "$(later "$(moment)" 3)"
outcome "D7, the operator's router changes places by forged words: 16 packets," \
  "$(replies echo "$begin" "$(moment)"), $(uses 192.0.2.1 && echo 'never held' || echo "the attacker's is held")"
check 'uses 192.0.2.1' "damping holds another than the one that the operator ranked"
check '! says host "damping keeps the longest-lived iface=eth0 router=192[.]0[.]2[.]66 "' "the attacker's router was held"
pass
