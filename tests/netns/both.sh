#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Two routers and three hosts on a LAN, all of them rdisc: the hosts agree on the better router at all
# times, move from one to the other without a gap, and off one that was killed when its time is up.
#
# [R-7, R-10, H-3, H-4, H-9, H-10] from both ends. fault A9, A11, A13.
. "$(dirname "$0")/lib.sh"

for ns in r1 r2 h1 h2 h3; do
  ns_add "$ns"
done
lan lan0 r1:eth0 r2:eth0 h1:eth0 h2:eth0 h3:eth0
addr r1 eth0 192.0.2.1/24
addr r2 eth0 192.0.2.2/24
for i in 1 2 3; do
  addr "h$i" eth0 "192.0.2.1$i/24"
  witness "witness$i" "h$i"
done
forwarding r1 1
forwarding r2 1
capture seen lan0 br0

# all_use ADDRESS: each host has a default route through it and no other.
all_use() {
  for ns in h1 h2 h3; do
    routes_are "$ns" "${1:+default via $1 dev eth0 proto ra metric 4096}" || return 1
  done
}

# moved WHAT ADDRESS EVENT: waits until all use it, and tells how long after that packet.
moved() {
  wait_for 5 "all_use '$2'"
  event=$(time_of seen "$3")
  for i in 1 2 3; do
    echo "$1: host $i after $(minus "$(time_of "witness$i" " new .* via $2 ")" "$event") ms"
  done
}

# ---- The better one ----------------------------------------------------------------------------

start_rdisc r1 r1 -r -T 4 -p 100
wait_for 5 'says seen "advertisement source=192.0.2.1 "'
for i in 1 2 3; do
  start_rdisc "host$i" "h$i" -s
done
# Asked for, it comes before the next advertisement to all.
wait_for 5 'all_use 192.0.2.1'
start_rdisc r2 r2 -r -T 4 -p 200
wait_for 5 'says seen "advertisement source=192.0.2.2 "'
moved "a better one" 192.0.2.2 'advertisement source=192.0.2.2 .* lifetime=12 '
# The worse one goes on, and makes no difference.
n=$(count seen 'advertisement source=192.0.2.1 destination=224.0.0.1 ')
wait_for 6 '[ "$(count seen "advertisement source=192.0.2.1 destination=224.0.0.1 ")" -gt '"$n ]"
check 'all_use 192.0.2.2' "the worse router is used"

# ---- It stops, and comes back ------------------------------------------------------------------

stop r2
check '[ "$exit_status" -eq 0 ]' "a router ended with status $exit_status"
moved "it stops" 192.0.2.1 'advertisement source=192.0.2.2 .* lifetime=0 '
start_rdisc r2 r2 -r -T 4 -p 200
moved "it is back" 192.0.2.2 'advertisement source=192.0.2.2 .* lifetime=12 '

# ---- It is killed ------------------------------------------------------------------------------

stop r2 KILL
forgotten=$(time_of seen 'advertisement source=192.0.2.2 destination=224.0.0.1 ')
wait_for 15 'all_use 192.0.2.1'
for i in 1 2 3; do
  wait_for 2 '[ "$(count witness$i " del .* via 192.0.2.2 ")" -eq 2 ]'
  late=$(minus "$(minus "$(time_of "witness$i" ' del .* via 192.0.2.2 ')" "$forgotten")" 12000)
  echo "it was killed: host $i moved $late ms after the 12 s of its last advertisement"
  in_time 0 "$late" 1000 || fail "host $i moved too early or too late"
done

# ---- The end -----------------------------------------------------------------------------------

for i in 1 2 3; do
  check 'no_gap witness$i' "host $i was without a default route"
  n=$(count seen "solicitation source=192.0.2.1$i ")
  [ "$n" -le 2 ] || fail "host $i asked $n times in the presence of routers"
done
stop r1
wait_for 5 'all_use ""'
for i in 1 2 3; do
  stop "witness$i"
  # Without a gap from the first route to the last.
  check 'says witness$i "^end routes=0 gaps=1$"' "host $i had more than one gap"
  stop "host$i"
  check '[ "$exit_status" -eq 0 ]' "host $i ended with status $exit_status"
done
pass
