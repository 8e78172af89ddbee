#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The kernel changes default routes without a word: each row of the table in doc/architecture.md, with
# the kernel as the witness. After each event what rdisc knows is what the kernel holds, and the track of
# the default route is lost exactly when no hop of any route works.
#
# [faults B1, B2, B3, B4, B6]
. "$(dirname "$0")/lib.sh"

for ns in isp box h; do
  ns_add "$ns"
done
link isp eth0 box wan0
link isp eth1 box wan1
link isp eth2 box wan2
link box lan1 h eth0
addr isp eth0 10.0.0.1/24
addr isp eth1 10.1.0.1/24
addr box lan1 192.0.2.1/24
forwarding box 1
ip -n box nexthop list >/dev/null 2>&1 || unavailable "this kernel has no nexthop objects"

cat >"$tmp/box.conf" <<'END'
interface lan1 { role = router  track = uplink }
track uplink { on-loss = ineligible  loss-delay = 0  restore-delay = 0 }
END

# The metrics of all default routes: as rdisc knows them, and as the kernel holds them.
known() {
  "$RDISCCTL" --socket "$tmp/box.run/control" --json conflicts |
    grep -o '"metric": *[0-9]*' | grep -o '[0-9]*$' | sort -n | xargs
}

held() {
  ip -4 -o -n box route show default | sed -n 's/.* metric \([0-9]*\).*/\1/p' | sort -n | xargs
}

agree() {
  [ "$(known)" = "$(held)" ]
}

# Whether the track says so; a second track event would say otherwise.
track_is() {
  "$RDISCCTL" --socket "$tmp/box.run/control" --json status | tr -d ' \n' |
    grep -q "\"name\":\"uplink\"[^}]*\"ok\":$1"
}

# row WHAT METRICS OK: the kernel holds these now, rdisc knows the same, and there is a way out or not.
row() {
  check '[ "$(held)" = "'"$2"'" ]' "$1: the kernel holds $(held), not $2"
  wait_for 3 agree
  wait_for 3 "track_is $3"
  echo "row: $1"
}

fresh() {
  ip -n box route flush exact 0/0
  ip -n box nexthop flush >/dev/null 2>&1
  for i in 0 1; do
    ip -n box link set "wan$i" up
    ip -n box addr flush dev "wan$i"
    addr box "wan$i" "10.$i.0.10/24"
    wait_for 3 "has_carrier box wan$i"
  done
  wait_for 3 'agree && track_is false'
}

ip -n box link set wan2 up
addr box wan0 10.0.0.10/24
addr box wan1 10.1.0.10/24
start_own box box --config "$tmp/box.conf"
wait_for 5 'says box "advertising iface=lan1"'

fresh
ip -n box route add default via 10.0.0.1 metric 7
row "a route comes" 7 true
ip -n box link set wan0 down
row "its link goes down" "" false

fresh
ip -n box route add default via 10.0.0.1 metric 7
wait_for 3 'agree && track_is true'
ip -n box addr del 10.0.0.10/24 dev wan0
row "the last address of its link goes" "" false

fresh
ip -n box route add default via 10.0.0.1 metric 7 src 10.1.0.10
wait_for 3 'agree && track_is true'
ip -n box addr del 10.1.0.10/24 dev wan1
row "its preferred source goes, on another link" "" false

fresh
ip -n box route add default via 10.0.0.1 metric 7
wait_for 3 'agree && track_is true'
ip -n isp link set eth0 down
wait_for 3 '! has_carrier box wan0'
row "its link has no carrier" 7 false
ip -n isp link set eth0 up
wait_for 3 'has_carrier box wan0'
row "the carrier is back" 7 true

fresh
ip -n box route add default metric 7 nexthop via 10.0.0.1 nexthop via 10.1.0.1
wait_for 3 'agree && track_is true'
ip -n box link set wan0 down
row "the first of two hops goes down, the second works" 7 true
ip -n isp link set eth1 down
row "the second one has no carrier" 7 false
ip -n isp link set eth1 up
row "the second one is back" 7 true
ip -n box link set wan1 down
row "no hop is left" "" false

fresh
ip -n box nexthop add id 7 via 10.0.0.1 dev wan0
ip -n box route add default nhid 7 metric 7
row "a route stands on a nexthop object" 7 true
ip -n box nexthop del id 7
row "the object goes" "" false

fresh
ip -n box nexthop add id 7 via 10.0.0.1 dev wan0
ip -n box nexthop add id 8 via 10.1.0.1 dev wan1
ip -n box nexthop add id 9 group 7/8
ip -n box route add default nhid 9 metric 7
wait_for 3 'agree && track_is true'
ip -n box nexthop del id 7
row "one object of a group goes" 7 true
ip -n box nexthop del id 9
row "the group goes" "" false

fresh
in_ns box sh -c 'echo 0 >/proc/sys/net/ipv4/nexthop_compat_mode'
ip -n box nexthop add id 7 via 10.0.0.1 dev wan0
ip -n box route add default nhid 7 metric 7
row "the kernel hides what the object holds" 7 true
ip -n box link set wan0 down
row "the hidden link goes down" "" false
in_ns box sh -c 'echo 1 >/proc/sys/net/ipv4/nexthop_compat_mode'

fresh
ip -n box route add default dev wan2 metric 7
row "a route over a link without address" 7 true
forwarding box 0
forwarding box 1
never_within 0.3 '! agree'
row "forwarding is switched off and on" 7 true
ip -n box route del default dev wan2

fresh
ip -n box route add default via 10.0.0.1 metric 7
ip -n box route append default via 10.1.0.1 metric 7
wait_for 3 agree
ip -n box route replace default via 10.1.0.1 dev wan1 metric 7 mtu 1400
row "one route replaces another" "$(held)" true

fresh
ip -n isp link del eth2
ip -n box route add default via 10.0.0.1 metric 7
wait_for 3 'agree && track_is true'
ip -n isp link del eth0
row "its link is deleted" "" false

# Many at once, and the truth at the end.
link isp eth0 box wan0
addr isp eth0 10.0.0.1/24
fresh
ip -n box route add default via 10.0.0.1 metric 7
wait_for 3 'agree && track_is true'
{
  for i in $(seq 200); do
    echo "link set wan0 down"
    echo "link set wan0 up"
  done
} >"$tmp/flaps"
ip -n box -batch "$tmp/flaps"
row "a storm on its link" "" false
stop box

# ---- a host's route that was refused ------------------------------------------------------------------

# The address comes without its subnet's route, which another program adds later (noprefixroute): the route is
# refused, with growing pauses, and taken when the subnet is there. [faults B6]
ns_add host
link isp eth3 host eth0
addr isp eth3 10.3.0.1/24
ip -n host addr add 10.3.0.10/24 dev eth0 noprefixroute
start_rdisc host host -i eth0
wait_for 5 'says host "interface in use iface=eth0"'
advertise isp eth3 1800 10.3.0.1
wait_for 30 '[ "$(count host "refused by the kernel")" -ge 4 ]' # the next attempt is 8 s away
ip -n host route add 10.3.0.0/24 dev eth0
wait_for 3 'routes_are host "default via 10.3.0.1 dev eth0 proto ra metric 4096"'
stop host
echo "row: a link reaches a new subnet"
pass
