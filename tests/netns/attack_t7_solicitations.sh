#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attacker T7 (doc/threats.md): floods a router with solicitations of forged sources, to have it answer to
# others or to all. What it sends stays bounded, whatever arrives. fault A13. [R-V1]
. "$(dirname "$0")/attack_lib.sh"

attack_lan r a
rp_filter_off r
forwarding r 1
start_rdisc router r -r
wait_for 5 'says router "advertising iface=eth0"'
capture answers a eth0 --type 9
peer a flood -i eth0 --kind solicit --rate 20000 --seconds 3
sent=$(count answers advertisement)
# shellcheck disable=SC2034 # used in a condition
lost=$(in_ns r awk 'NR > 1 { n += $NF } END { print n }' /proc/net/raw)
echo "$sent answers to about 60000 solicitations, of which $lost found the queue full"
# 10 a second by unicast, and one in 2 s to all; the kernel has to ask for the invented ones' addresses.
flooded=$(minus "$(time_of answers advertisement)" "$(time_of answers advertisement 1)")
check 'between 0 $sent "$(awk -v t="$flooded" "BEGIN { print 20 + t / 1000 * 13 }")"' "$sent answers in $flooded ms"
# The router rests between two looks at its queue only where that was empty: others stand in it as well.
# While it does not get a processor the queue fills, by 20 a millisecond.
check 'in_time 0 "$(awk -v n="$lost" "BEGIN { print n / 20 }")" 1000' "$lost lost"
# From elsewhere: none is answered.
peer a solicit -i eth0 --source 198.51.100.9
wait_for 5 'says router "message refused .*source=198.51.100.9 reason=not_neighbour"'
check '! says answers "destination=198.51.100.9"' "an answer to elsewhere"
# The control: an honest question is answered.
ip -n r neigh replace 192.0.2.66 lladdr "$(in_ns a cat /sys/class/net/eth0/address)" dev eth0
wait_for 10 'peer a solicit -i eth0 --source 192.0.2.66 && says answers "destination=192.0.2.66 |destination=224.0.0.1 "'
pass
