#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# With -a every usable router has a default route, the better the lower its metric; the list is bounded
# by interface and in all, and when it is full the worse give way to the better, never the best in use.
#
# [H-3] changed preferences, [H-5] the bound, [H-6] ineligible, [N-4] a flood of fine names. fault A8.
. "$(dirname "$0")/lib.sh"

ns_add h1
ns_add r1
for i in 0 1 2 3 4; do
  link h1 "eth$i" r1 "eth$i"
  addr h1 "eth$i" "10.$i.0.10/16"
  addr r1 "eth$i" "10.$i.0.1/16"
done
start_rdisc host h1 -a
wait_for 5 'says host "interface in use iface=eth4"'
witness changes h1

# ladder ADDRESS:METRIC...: these are the default routes; their order is that of the metrics.
ladder() {
  for step; do
    echo "default via ${step%:*} dev eth0 proto ra metric ${step#*:}"
  done | sort >"$tmp/ladder"
  routes h1 | sort | diff "$tmp/ladder" - >&2
}

# steps BASE FIRST LAST METRIC: so many, each a metric above the one before.
steps() {
  for n in $(seq "$2" "$3"); do
    echo "$1.$n:$(($4 + n - $2))"
  done
}

# ---- Preferences and metrics -------------------------------------------------------------------

advertise r1 eth0 1800 10.0.0.1/10 10.0.0.2/50 10.0.0.3/-5 10.0.0.4 10.0.0.5/0x7fffffff 10.0.0.6/50 \
  10.0.0.7/0x80000000
wait_for 5 'ladder 10.0.0.5:4096 10.0.0.2:4097 10.0.0.6:4097 10.0.0.1:4098 10.0.0.4:4099 10.0.0.3:4100'
check 'ip -4 -n h1 route get 8.8.8.8 | grep -q "via 10.0.0.5 "' "the best router is not used"
# They move with the preferences,
advertise r1 eth0 1800 10.0.0.3/60 10.0.0.7/-1 10.0.0.5/0x80000000
wait_for 5 'ladder 10.0.0.3:4096 10.0.0.2:4097 10.0.0.6:4097 10.0.0.1:4098 10.0.0.4:4099 10.0.0.7:4100'
# and close up where one goes.
advertise r1 eth0 0 10.0.0.2 10.0.0.3 10.0.0.6
wait_for 5 'ladder 10.0.0.1:4096 10.0.0.4:4097 10.0.0.7:4098'
check 'no_gap changes' "there was a moment without a default route"
advertise r1 eth0 0 10.0.0.1 10.0.0.4 10.0.0.5 10.0.0.7
wait_for 5 ladder

# ---- A full list -------------------------------------------------------------------------------

# Sixteen, from 116 down to 101.
set --
for n in $(seq 16); do
  set -- "$@" "10.0.1.$n/$((117 - n))"
done
advertise r1 eth0 1800 "$@"
wait_for 5 'ladder $(steps 10.0.1 1 16 4096)'
# One that is worse, or as good as the worst, has to wait outside. (The next message shows that it was
# looked at: the best one becomes even better.)
advertise r1 eth0 1800 10.0.2.1/100 10.0.2.2/101 10.0.2.3/-2147483648
advertise r1 eth0 1800 10.0.1.2/117
wait_for 5 'ladder 10.0.1.2:4096 10.0.1.1:4097 $(steps 10.0.1 3 16 4098)'
check 'says host "router refused iface=eth0 router=10.0.2.1 source=10.0.0.1 preference=100 reason=table_full"' \
  "no line about a full table"
# One that is better takes the place of the worst, wherever it ends up itself.
advertise r1 eth0 1800 10.0.2.4/102
wait_for 5 'ladder 10.0.1.2:4096 10.0.1.1:4097 $(steps 10.0.1 3 15 4098) 10.0.2.4:4110'
check 'says host "router lost iface=eth0 router=10.0.1.16 reason=evicted"' "no line about the one that gave way"
advertise r1 eth0 1800 10.0.2.5/200
wait_for 5 'routes h1 | grep -q "via 10.0.2.5 dev eth0 proto ra metric 4096"'
check '[ "$(routes h1 | wc -l)" -eq 16 ]' "not 16 routers any more"

# However many fine names come, there are 16 of them. The one that is in use, and answers, stays the
# best until one of the others has answered too; and none of these does.
ip -n h1 neighbour replace 10.0.2.5 lladdr 02:00:00:00:00:05 nud permanent dev eth0
for n in 1 2 3; do
  peer r1 advertise -i eth0 --routers "10.0.1$n.0" 255 "$((1000 * n))"
done
peer r1 advertise -i eth1 --router 10.1.0.1/-9 # shows that all of that has been looked at
wait_for 5 'routes h1 | grep -q "via 10.1.0.1 dev eth1 "'
check 'routes h1 | grep -Fqx "default via 10.0.2.5 dev eth0 proto ra metric 4096"' \
  "the router that was in use has been pushed out"
check '[ "$(routes h1 | grep -c " dev eth0 ")" -le 16 ]' "more routers than the bound"
for n in 1 2 3; do
  peer r1 advertise -i eth0 --routers "10.0.1$n.0" 255 0 --lifetime 0
done
advertise r1 eth1 0 10.1.0.1
advertise r1 eth0 0 10.0.2.4 10.0.2.5
peer r1 advertise -i eth0 --routers 10.0.1.1 16 0 --lifetime 0
wait_for 5 ladder

# ---- All interfaces ----------------------------------------------------------------------------

answers r1 10.4.2.1 10.4.2.2
for i in 0 1 2 3; do
  answers r1 "10.$i.1.0/27"
  peer r1 advertise -i "eth$i" --routers "10.$i.1.0" 20 "-$((7 + i))"
done
wait_for 5 '[ "$(routes h1 | wc -l)" -eq 64 ]'
# A better one on any interface takes the place of a worse one, one as good as these does not.
peer r1 advertise -i eth4 --router 10.4.2.1/-10
peer r1 advertise -i eth4 --router 10.4.2.2/8
wait_for 5 'routes h1 | grep -Fqx "default via 10.4.2.2 dev eth4 proto ra metric 4096"'
check '[ "$(routes h1 | wc -l)" -eq 64 ]' "more routes than the bound of all interfaces"
check '[ "$(routes h1 | grep -c " dev eth3 ")" -eq 15 ]' "not the worst one had to go"
check '! routes h1 | grep -q 10.4.2.1' "one that is no better has pushed out another"
stop host
check '[ "$exit_status" -eq 0 ]' "the host ended with status $exit_status"
check 'ladder' "routes are left"
pass
