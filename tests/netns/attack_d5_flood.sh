#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attacks D5 and D6 (doc/threats.md): while invented sources use up what an interface may change, a router that was
# taken back in its name speaks again, and a better one comes; both answer ARP. 1.0.0 refuses both, as long as the
# flood lasts. [N-4] [faults D5, D6]
. "$(dirname "$0")/attack_lib.sh"

attack_lan h r a
behind r
ip -n r addr add 192.0.2.2/24 dev eth0
start_host
asks echo h
in_ns h ping -c 1 -W 2 192.0.2.1 >"$tmp/ping"
in_ns h ping -c 1 -W 2 192.0.2.2 >"$tmp/ping"
advertise r eth0 1800 192.0.2.1/5
wait_for 5 'uses 192.0.2.1'
wait_for 5 'ip -4 -n h neigh show 192.0.2.1 | grep -qE "REACHABLE|STALE|DELAY"'
spawn flood a "$PEER" advertise -i eth0 --random-source --random-routers 192.0.2.128/25 --lifetime 1800 --rate 1000 --count 0
wait_for 5 'says host "advertisement changes dropped: rate limit"'
peer a advertise -i eth0 --source 192.0.2.1 --router 192.0.2.1 --lifetime 0
wait_for 5 'says host "router lost iface=eth0 router=192[.]0[.]2[.]1 .*reason=withdrawn"'
act peer r advertise -i eth0 --router 192.0.2.1/5 --lifetime 1800
spoke=$after
for word in 1 2 3; do
  asked echo "$(later "$spoke" "$((3 * word))")"
  peer r advertise -i eth0 --router 192.0.2.1/5 --lifetime 1800
done
took=$(first_reply echo "$spoke")
outcome "D5, a farewell in a flood of 1,000 a second: first reply $took ms after the router's next word"

words=0
while [ $words -lt 15 ] && ! uses 192.0.2.2; do
  peer r advertise -i eth0 --source 192.0.2.2 --router 192.0.2.2/10 --lifetime 1800
  words=$((words + 1))
  asked echo "$(later "$(moment)" 1)"
done
taken=$(uses 192.0.2.2 && echo "taken after $words" || echo "not taken after $words")
outcome "D6, a better router comes in that flood: $taken of its advertisements"
stop flood
check 'in_time -1000 "$took" 3000' "the router does not come back"
check '[ "$taken" = "taken after 1" ] || [ "$taken" = "taken after 2" ]' "the newcomer is kept out"
pass
