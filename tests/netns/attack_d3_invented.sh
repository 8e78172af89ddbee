#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attacks D3 and D4 (doc/threats.md): invented routers of the highest preference, before the real one speaks, so many
# that the list is full. The one that answers is used within 2 s, and stays. On 1.0.0 it is refused for want of
# room, and nothing passes until the invented ones are given up. [H-5, N-4] [faults D3]
. "$(dirname "$0")/attack_lib.sh"

attack_lan h r a
start_host
witness witness h
peer a advertise -i eth0 --routers 192.0.2.200 16 1000 --lifetime 1800
wait_for 2 'says host "router learned iface=eth0 router=192.0.2.215 "'
peer a advertise -i eth0 --source 192.0.2.66 --routers 192.0.2.220 16 1000 --lifetime 1800
advertise r eth0 1800 192.0.2.1
wait_for 2 'uses 192.0.2.1'
spoken=$(time_of witness 'new default via 192[.]0[.]2[.]2' 1)
took=$(minus "$(time_of witness 'new default via 192[.]0[.]2[.]1 ' 1)" "$spoken")
echo "the router that answers is used $took ms after the first invented one"
for round in 1 2 3; do
  peer a advertise -i eth0 --routers "192.0.2.$((100 + 16 * round))" 16 2000 --lifetime 1800
  never_within 1 '! uses 192.0.2.1'
done

# D4: a standby that answers is not evicted, and takes over as without an attack.
advertise a eth0 1800 192.0.2.66/-5
wait_for 5 'ip -4 -n h neigh show 192.0.2.66 | grep -qE "REACHABLE|STALE|DELAY"'
peer a advertise -i eth0 --source 192.0.2.77 --routers 192.0.2.180 16 3000 --lifetime 1800
never_within 1 '! uses 192.0.2.1'
advertise r eth0 0 192.0.2.1
wait_for 2 'uses 192.0.2.66'
pass
