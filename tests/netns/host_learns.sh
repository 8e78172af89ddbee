#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A host's default route follows the router's word: there at once, gone at once with lifetime 0, and to
# the millisecond when the lifetime ends; and every legal form of an advertisement is understood.
#
# [H-2] neighbours only, [H-3] new and known addresses, [H-4] lifetimes, [H-5] a bounded list, [H-6]
# ineligible, [H-7] specific routes stand, [H-V1] what is ignored. fault A10, A18.
. "$(dirname "$0")/lib.sh"

route_via() {
  echo "default via $1 dev ${2-eth0} proto ra metric 4096"
}

# ---- Lifetimes: these run while the rest is tested ----------------------------------------------

ns_add h2
ns_add r2
link h2 eth0 r2 eth0
addr h2 eth0 192.0.2.10/24
addr r2 eth0 192.0.2.1/24
answers r2 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.5 192.0.2.6 # not between the short lifetimes
start_rdisc host2 h2
wait_for 5 'says host2 "interface in use iface=eth0"'
capture arrivals2 h2 eth0
witness witness2 h2
# The last word on each counts: .5 is prolonged and .6 shortened, the others are told once.
advertise r2 eth0 6 192.0.2.5
advertise r2 eth0 1800 192.0.2.6
wait_for 2 'says witness2 " new .* 192[.]0[.]2[.]5 " && says witness2 " new .* 192[.]0[.]2[.]6 "'
for lifetime in 1 2 3 4; do
  advertise r2 eth0 "$lifetime" "192.0.2.$lifetime"
done
advertise r2 eth0 9 192.0.2.5
advertise r2 eth0 2 192.0.2.6

# ---- The route, exactly ------------------------------------------------------------------------

ns_add h1
ns_add r1
link h1 eth0 r1 eth0
addr h1 eth0 192.0.2.10/24
addr h1 eth0 198.51.100.10/25 # a second subnet
addr r1 eth0 192.0.2.1/24
rp_filter_off h1
ip -n h1 route add 203.0.113.0/24 via 192.0.2.77
start_rdisc host h1
wait_for 5 'says host "interface in use iface=eth0"'
capture arrivals h1 eth0
witness witness h1
advertise r1 eth0 1800 192.0.2.1
wait_for 2 'routes_are h1 "$(route_via 192.0.2.1)"'
check '[ "$(ip -d -4 -n h1 route show default | sed "s/ *$//")" = \
  "unicast default via 192.0.2.1 dev eth0 proto ra scope global metric 4096" ]' \
  "the route is not exactly as it should be"
check 'ip -4 -n h1 route get 203.0.113.9 | grep -q "via 192.0.2.77 "' "a specific route gave way"
check 'ip -4 -n h1 route get 8.8.8.8 | grep -q "via 192.0.2.1 "' "the route is not used"

# Told again, the route is left alone: nothing is deleted or added.
advertise r1 eth0 1800 192.0.2.1
advertise r1 eth0 1800 192.0.2.99 # comes after the other, so that one has been heard
wait_for 2 '[ "$(routes h1 | wc -l)" -eq 2 ]'
check '[ "$(count witness " new .* 192[.]0[.]2[.]1 ")" -eq 1 ]' "a known route was installed again"
advertise r1 eth0 0 192.0.2.99
wait_for 2 'routes_are h1 "$(route_via 192.0.2.1)"'

# ---- Withdrawal --------------------------------------------------------------------------------

# The best of a few rounds is the program's doing, the worst is the machine's. Each has a router of its own: one
# that contradicts its farewells is believed less (doc/threats.md).
advertise r1 eth0 0 192.0.2.1
wait_for 2 'routes_are h1 ""'
best=9999
for round in 51 52 53 54 55; do
  advertise r1 eth0 1800 "192.0.2.$round"
  wait_for 2 'routes_are h1 "$(route_via 192.0.2.$round)"'
  advertise r1 eth0 0 "192.0.2.$round"
  wait_for 2 'says witness " del .* 192[.]0[.]2[.]$round "'
  took=$(minus "$(time_of witness " del .* 192[.]0[.]2[.]$round ")" "$(time_of arrivals ' lifetime=0 ')")
  echo "router $round: withdrawn $took ms after the advertisement of lifetime 0 arrived"
  ! between 0 "$took" "$best" || best=$took
  check 'routes_are h1 ""' "a default route is left"
done
check 'in_time 0 $best 20' "a withdrawal took $best ms at best"
# So many changes and those below would hold one of them; a reload counts anew.
kill -s HUP "$(pid_of host)"
wait_for 5 'says host "reloaded$"'

# ---- Preferences -------------------------------------------------------------------------------

# They are signed: -1 (0xffffffff) is less than 0, and the worst but one is still of use.
advertise r1 eth0 1800 192.0.2.7/-2147483647
wait_for 2 'routes_are h1 "$(route_via 192.0.2.7)"'
advertise r1 eth0 1800 192.0.2.2/-6
wait_for 2 'routes_are h1 "$(route_via 192.0.2.2)"'
advertise r1 eth0 1800 192.0.2.3/0xffffffff 192.0.2.4/0
wait_for 2 'routes_are h1 "$(route_via 192.0.2.4)"'
advertise r1 eth0 1800 192.0.2.3/0x7fffffff
wait_for 2 'routes_are h1 "$(route_via 192.0.2.3)"'
# A known one takes its new level, also the one that is not to be used.
advertise r1 eth0 1800 192.0.2.3/0x80000000
wait_for 2 'routes_are h1 "$(route_via 192.0.2.4)"'
advertise r1 eth0 0 192.0.2.7 192.0.2.2 192.0.2.4
wait_for 2 'routes_are h1 ""'
advertise r1 eth0 1800 192.0.2.8/0x80000000
advertise r1 eth0 1800 192.0.2.9/-2147483647
wait_for 2 'routes_are h1 "$(route_via 192.0.2.9)"'
advertise r1 eth0 1800 192.0.2.3/1
wait_for 2 'routes_are h1 "$(route_via 192.0.2.3)"'
advertise r1 eth0 0 192.0.2.8 192.0.2.9 192.0.2.3
wait_for 2 'routes_are h1 ""'

# ---- Forms of the message ----------------------------------------------------------------------

# understood LABEL ROUTER[/PREFERENCE] PEER-ARGUMENT...: with these it brings the router's route.
source=100
understood() {
  echo "$1"
  source=$((source + 1))
  router=${2%/*}
  entry=$2
  shift 2
  # From many sources and not too fast: a source may make 5 changes a second, all together 20.
  sleep 0.25
  answers r1 "$router"
  peer r1 advertise -i eth0 --source "192.0.2.$source" --router "$entry" "$@"
  wait_for 2 'routes_are h1 "$(route_via "$router")"'
  advertise r1 eth0 0 "$router"
  wait_for 2 'routes_are h1 ""'
}

understood "entries of 3 words" 192.0.2.21 --entry-size 3
understood "several entries of 3 words" 192.0.2.22/7 --entry-size 3 --router 203.0.113.1/8
understood "octets after the list" 192.0.2.23 --length 99
understood "an odd number of them" 192.0.2.24 --length 17
understood "a datagram of 64 KiB, in fragments" 192.0.2.25 --length 65475
understood "63 entries of 255 words in 64 KiB" 192.0.2.26 --entry-size 255 \
  --random-routers 203.0.113.0/24 --random-count 63
understood "IP options" 192.0.2.27 --ip-options 94040000
understood "40 octets of IP options" 192.0.2.28 --ip-options "$(printf '01%.0s' $(seq 40))"
understood "to 255.255.255.255" 192.0.2.29 --destination 255.255.255.255
understood "to the subnet's broadcast address" 192.0.2.30 --destination 192.0.2.255
understood "by unicast from a neighbour" 192.0.2.31 --destination 192.0.2.10
understood "of another router than the sender" 192.0.2.32 --source 192.0.2.33
understood "from 0.0.0.0" 192.0.2.34 --source 0.0.0.0
understood "TTL 255" 192.0.2.35 --ttl 255
understood "lifetime 65535" 192.0.2.36 --lifetime 65535
understood "a router of the second subnet" 198.51.100.126
# Of these only the middle one is a neighbour.
understood "neighbours and others" 192.0.2.37/-9 --router 203.0.113.5/9 --router 198.51.100.200/9 \
  --router 192.0.3.37/9

# ---- A full list -------------------------------------------------------------------------------

ip -n h1 addr add 10.0.0.1/16 dev eth0
answers r1 10.0.1.0/24
peer r1 advertise -i eth0 --routers 10.0.1.0 255 -7
wait_for 2 '[ "$(routes h1 | wc -l)" -eq 16 ]'
peer r1 advertise -i eth0 --routers 10.0.1.0 255 -7 --lifetime 0
wait_for 2 'routes_are h1 ""'

# ---- The lifetimes have run out ----------------------------------------------------------------

wait_for 12 '[ "$(count witness2 " del ")" -ge 6 ] && routes_are h2 ""'
best=9999
for expected in 1:1 2:2 3:3 4:4 9:5 2:6; do
  lifetime=${expected%:*}
  router="192[.]0[.]2[.]${expected#*:}"
  arrival=$(time_of arrivals2 " lifetime=$lifetime .* routers=$router/0 ")
  late=$(minus "$(time_of witness2 " del .* $router ")" "$arrival")
  late=$(minus "$late" "${lifetime}000")
  echo "expired $late ms after its lifetime of $lifetime s"
  check 'in_time 0 $late 1000' "lifetime $lifetime s of 192.0.2.${expected#*:} ended $late ms late"
  ! between 0 "$late" "$best" || best=$late
done
check 'in_time 0 $best 50' "lifetimes end $best ms late at best"

# The log says it all, by number and not by name, one line each.
check 'says host "router learned iface=eth0 router=192.0.2.1 source=192.0.2.1 preference=0 lifetime=1800s"' \
  "no line about the new router"
check 'says host "default route added iface=eth0 router=192.0.2.1 metric=4096$"' "no line about the route"
check 'says host "router lost iface=eth0 router=192.0.2.1 reason=withdrawn$"' "no line about the loss"
check 'says host2 "router lost iface=eth0 router=192.0.2.4 reason=expired$"' "no line about the end"
stop host
check '[ "$exit_status" -eq 0 ]' "the host ended with status $exit_status"
check 'says host "stopped .* refused=0 .* sent_solicitations=0$"' "something legal was refused"
pass
