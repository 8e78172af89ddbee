#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attacks D5 and D6 (doc/threats.md): while invented sources use up what an interface may change, a router that was
# taken back in its name speaks again, and a better one comes; both answer ARP. 1.0.0 refuses both, as long as the
# flood lasts. [N-4]
. "$(dirname "$0")/attack_lib.sh"

attack_lan h r a
start_host
witness witness h
in_ns h ping -c 1 -W 2 192.0.2.1 >"$tmp/ping"
advertise r eth0 1800 192.0.2.1/5
wait_for 5 'uses 192.0.2.1'
wait_for 5 'ip -4 -n h neigh show 192.0.2.1 | grep -qE "REACHABLE|STALE|DELAY"'
spawn flood a "$PEER" advertise -i eth0 --random-source --random-routers 192.0.2.128/25 --lifetime 1800 --rate 1000 --count 0
wait_for 5 'says host "advertisements want to change more than is let in"'

# D5
peer a advertise -i eth0 --source 192.0.2.1 --router 192.0.2.1 --lifetime 0
wait_for 2 'says witness " del default via 192[.]0[.]2[.]1 "'
peer r advertise -i eth0 --router 192.0.2.1/5 --lifetime 1800
wait_for 3 'uses 192.0.2.1'
echo "back $(minus "$(time_of witness ' new default via 192[.]0[.]2[.]1 ')" \
  "$(time_of witness ' del default via 192[.]0[.]2[.]1 ')") ms after the farewell"

# D6
ip -n r addr add 192.0.2.2/24 dev eth0
in_ns h ping -c 1 -W 2 192.0.2.2 >"$tmp/ping"
peer r advertise -i eth0 --source 192.0.2.2 --router 192.0.2.2/10 --lifetime 1800 --count 2 --interval-ms 1000
wait_for 3 'uses 192.0.2.2'
pass
