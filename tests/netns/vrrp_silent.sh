#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A shared address that moves without a word by ARP: its router dies, and the other one takes the address and
# advertises it. The kernel alone believes the old link-layer address for 15 to 45 s after its last answer, then waits
# 5 s before it asks, and asks for 3 s. The rule of proven routers makes that no longer; on 1.0.0 it took 28 to 43 s.
# [faults D3]
. "$(dirname "$0")/attack_lib.sh"

attack_lan h r
ns_add b
lan_join lan0 b:eth0
addr b eth0 192.0.2.3/24
behind r b
asks echo h
start_host -s
advertise r eth0 1800 192.0.2.1/100
wait_for 5 'uses 192.0.2.1'
wait_for 20 '[ "$(first_reply echo 0)" != none ]'

# The first of these moments cuts the last question of the old router short.
act ip -n lan0 link set r.eth0 nomaster
dies=$before
ip -n b addr add 192.0.2.1/32 dev eth0
peer b advertise -i eth0 --source 192.0.2.3 --router 192.0.2.1/100 --lifetime 1800
moved=$(later "$dies" 1)
until [ "$(first_reply echo "$moved")" != none ] || between "$(later "$dies" 60)" "$(moment)" 1e15; do
  sleep 0.1
done
took=$(longest_silence echo "$dies" "$(later "$(moment)" -1)")
outcome "a shared address moves without gratuitous ARP: $took ms without a reply"
check 'in_time 0 "$took" 10000' "the daemon is in the way of the kernel"
stop host
pass
