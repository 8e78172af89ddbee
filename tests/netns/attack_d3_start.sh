#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attack D3 (doc/threats.md) on a host that starts: 16 invented routers that come before the real one in preference,
# in one packet right behind the start, or every 2 s. The one that answers ARP is used. [N-4] [faults D3]
. "$(dirname "$0")/attack_lib.sh"

attack_lan h r a
behind r
solicited_router -10
asks echo h

# attack NAME COUNT
invent() {
  spawn attack a "$PEER" advertise -i eth0 --source 192.0.2.66 --random-routers 192.0.2.128/25 --random-count 16 \
    --interval-ms 2000 --count "$1"
}

# measure COUNT: sets $took and $share.
measure() {
  ip -n h neigh flush dev eth0
  act start_host -s
  invent "$1"
  end=$(later "$after" "$attack_seconds")
  asked echo "$end"
  took=$(first_reply echo "$after")
  share=$(replies echo "$(later "$after" 3)" "$end")
  outcome "D3, 16 invented routers, $2: first reply after $took ms, $share after 3 s"
  case "$1" in
  1) ended attack 5 ;;
  *) stop attack ;;
  esac
  end_host
}

measure 1 'one packet'
check 'in_time -1000 "$took" 2000' "one packet keeps the host from the network"
measure 0 'every 2 s'
check 'in_time -1000 "$took" 3000' "invented routers keep the host from the network"
check 'between 95 "${share%% *}" 100' "invented routers cost replies"
pass
