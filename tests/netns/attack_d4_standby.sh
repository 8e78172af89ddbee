#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attack D4 (doc/threats.md): 20 invented routers of preference 60 against a standby of 50 that answers. When the first
# router dies, the standby takes over as soon as without them. 1.0.0 evicts it. [H-5, N-2]
# [faults D4]
. "$(dirname "$0")/attack_lib.sh"

attack_lan h r a
ns_add s
lan_join lan0 s:eth0
addr s eth0 192.0.2.2/24
behind r s
asks echo h

# failover TEXT [ATTACK...]: sets $took to the milliseconds without a reply when r dies.
failover() {
  local text="$1" dies
  shift
  ip -n h neigh flush dev eth0
  start_host
  advertise r eth0 1800 192.0.2.1/100
  wait_for 5 'uses 192.0.2.1'
  advertise s eth0 1800 192.0.2.2/50
  wait_for 5 'says host "router learned iface=eth0 router=192[.]0[.]2[.]2 "'
  in_ns h ping -c 1 -W 2 192.0.2.2 >"$tmp/ping"
  "$@"
  asked echo "$(later "$(moment)" 2)"
  act ip -n lan0 link set r.eth0 nomaster
  dies=$before
  asked echo "$(later "$dies" 2)"
  until [ "$(first_reply echo "$(later "$dies" 1)")" != none ] || between "$(later "$dies" 65)" "$(moment)" 1e15; do
    sleep 0.1
  done
  took=$(longest_silence echo "$dies" "$(later "$(moment)" -1)")
  outcome "D4, $text: $took ms without a reply"
  ip -n lan0 link set r.eth0 master br0
  end_host
}

invented() {
  peer a advertise -i eth0 --source 192.0.2.66 --routers 192.0.2.200 20 60 --lifetime 1800
}

failover 'no attack' true
alone=$took
failover '20 invented routers' invented
check "in_time -1000000000 $(minus "$took" "$alone") 1000" "invented routers hinder the standby"
pass
