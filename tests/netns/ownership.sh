#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Default routes of others survive start, run, reload, stop, crash and restart of the daemon bit for
# bit, alone and all together (faults A4, A5); where one takes our metric we step aside without a gap.
. "$(dirname "$0")/lib.sh"

ns_add h1
ns_add r1
link h1 eth0 r1 eth0
link h1 eth1 r1 eth1
addr h1 eth0 192.0.2.10/24
addr h1 eth1 198.51.100.10/24
addr r1 eth0 192.0.2.1/24
in_ns h1 ip nexthop add id 5 via 192.0.2.1 dev eth0

# ---- a foreign route at our metric -------------------------------------------------------------

# shellcheck disable=SC2034 # used in conditions
ra="dev eth0 proto ra metric"
taken() {
  grep -c "another default route has this metric.* metric=$1\$" "$tmp/daemon.err"
}

witness watch h1
start_rdisc daemon h1 -i eth0 --install ladder
wait_for 2 'says daemon "interface in use"'
advertise r1 eth0 1800 192.0.2.1 192.0.2.2/-1
wait_for 2 'routes_are h1 "default via 192.0.2.1 $ra 4096" "default via 192.0.2.2 $ra 4097"'

# Everything but the protocol is that of ours, and it stands in front of it.
ip -n h1 route prepend default via 192.0.2.1 dev eth0 proto static metric 4096
wait_for 2 'routes_are h1 "default via 192.0.2.1 dev eth0 proto static metric 4096" \
  "default via 192.0.2.1 $ra 4097" "default via 192.0.2.2 $ra 4098"'
kill -s HUP "$(pid_of daemon)"
wait_for 2 'says daemon SIGHUP'
ip -n h1 route append default via 192.0.2.9 dev eth0 proto dhcp metric 4098
wait_for 2 'routes_are h1 "default via 192.0.2.1 dev eth0 proto static metric 4096" \
  "default via 192.0.2.1 $ra 4097" "default via 192.0.2.9 dev eth0 proto dhcp metric 4098" \
  "default via 192.0.2.2 $ra 4099"'
advertise r1 eth0 1800 192.0.2.1 192.0.2.2/-2 192.0.2.3/-1
wait_for 2 'routes h1 | grep -q "192[.]0[.]2[.]3 $ra 4099" && routes h1 | grep -q "192[.]0[.]2[.]2 $ra 4100"'
check '[ "$(taken 4096)" -eq 1 ] && [ "$(taken 4098)" -eq 1 ]' "a metric that is taken is not said once"
ip -n h1 route del default via 192.0.2.1 dev eth0 proto static metric 4096
wait_for 2 'routes_are h1 "default via 192.0.2.1 $ra 4096" "default via 192.0.2.3 $ra 4097" \
  "default via 192.0.2.9 dev eth0 proto dhcp metric 4098" "default via 192.0.2.2 $ra 4099"'
ip -n h1 route del default via 192.0.2.9 dev eth0 proto dhcp metric 4098
wait_for 2 'routes_are h1 "default via 192.0.2.1 $ra 4096" "default via 192.0.2.3 $ra 4097" \
  "default via 192.0.2.2 $ra 4098"'
advertise r1 eth0 0 192.0.2.3 192.0.2.2
wait_for 2 'routes_are h1 "default via 192.0.2.1 $ra 4096"'
check 'no_gap watch' "stepping aside: a moment without a default route"

# The order of equals, and so the path of the traffic, is kept.
advertise r1 eth0 1800 192.0.2.2
wait_for 2 'routes_are h1 "default via 192.0.2.1 $ra 4096" "default via 192.0.2.2 $ra 4097"'
ip -n h1 route append default via 192.0.2.9 dev eth0 proto static metric 4096
wait_for 2 'routes_are h1 "default via 192.0.2.9 dev eth0 proto static metric 4096" \
  "default via 192.0.2.1 $ra 4097" "default via 192.0.2.2 $ra 4098"'
ip -n h1 route del default via 192.0.2.9 dev eth0 proto static metric 4096
wait_for 2 'routes_are h1 "default via 192.0.2.1 $ra 4096" "default via 192.0.2.2 $ra 4097"'
advertise r1 eth0 0 192.0.2.2
wait_for 2 'routes_are h1 "default via 192.0.2.1 $ra 4096"'
check 'no_gap watch' "stepping aside with equals: a moment without a default route"

# Another program puts a route in the place of ours: it is foreign then, and not touched.
ip -n h1 route replace default via 192.0.2.1 dev eth0 proto static metric 4096
wait_for 2 'routes_are h1 "default via 192.0.2.1 dev eth0 proto static metric 4096" \
  "default via 192.0.2.1 $ra 4097"'
stop watch
wait_for 2 '! grep -q 192[.]0[.]2[.]2 /run/rdisc/state' # it is written five times a second at most
stop daemon KILL
# Restarted where its place is taken, and where its old place has become free.
start_rdisc daemon h1 -i eth0
wait_for 2 'says daemon "adopted .*metric=4097"'
ip -n h1 route del default via 192.0.2.1 dev eth0 proto static metric 4096
advertise r1 eth0 1800 192.0.2.1
wait_for 2 'routes_are h1 "default via 192.0.2.1 $ra 4096"'
stop daemon
check 'routes_are h1' "a route is left after SIGTERM"

# ---- foreign routes survive --------------------------------------------------------------------

# Each of these differs from ours in one thing or two.
foreign='
default via 192.0.2.1 dev eth0
default via 192.0.2.1 dev eth0 proto static metric 4096
default via 192.0.2.2 dev eth0 proto dhcp src 192.0.2.10 metric 4097
default via 192.0.2.1 dev eth0 proto boot metric 4096 mtu 1400
default via 192.0.2.1 dev eth0 proto ra metric 100
default via 192.0.2.1 dev eth0 proto ra metric 4095
default via 192.0.2.1 dev eth0 proto ra metric 20480
default tos 0x10 via 192.0.2.1 dev eth0 proto ra metric 4096
default via 192.0.2.1 dev eth0 proto ra metric 4096 table 50
default via 198.51.100.1 dev eth1 proto ra metric 4096
default dev eth1 proto ra scope link metric 4096
default dev eth0 proto ra scope link metric 4096
default dev eth0 proto static scope link metric 4098
blackhole default proto ra metric 4096
unreachable default proto static metric 4294967295
default proto static metric 4099 nexthop via 192.0.2.1 dev eth0 nexthop via 198.51.100.1 dev eth1
default proto ra metric 4096 nexthop via 198.51.100.1 dev eth1 nexthop via 198.51.100.2 dev eth1
default nhid 5 proto dhcp metric 4096
0.0.0.0/1 via 192.0.2.1 dev eth0 proto ra metric 4096
192.0.2.99 via 192.0.2.1 dev eth0 proto ra metric 4096'

# Everything that is not ours: proto ra, on eth0, in the main table and our 16384 metrics.
snapshot() {
  ip -d -4 -n h1 route show table all | awk '
    $1 == "unicast" && $2 == "default" && / dev eth0 table main proto ra / && !/ (tos|scope link) / {
      for (i = 1; i < NF; i++)
        if ($i == "metric" && $(i + 1) >= 4096 && $(i + 1) < 20480)
          next
    }
    { print }'
}

unharmed() {
  snapshot | diff "$tmp/foreign" - >&2 || fail "after $1 a foreign route (<) is another (>): $routes"
}

# One round of life with the routes that there are.
live() {
  snapshot >"$tmp/foreign"
  for end in TERM KILL; do
    start_rdisc daemon h1 -i eth0
    wait_for 2 'says daemon "interface in use"'
    advertise r1 eth0 1800 192.0.2.1 192.0.2.2
    wait_for 2 'says daemon "route added .*router=192[.]0[.]2[.]1 " &&
      says daemon "route added .*router=192[.]0[.]2[.]2 "'
    unharmed start
    if [ "$end" = TERM ]; then
      kill -s HUP "$(pid_of daemon)"
      wait_for 2 'says daemon SIGHUP'
      advertise r1 eth0 1800 192.0.2.1/5
      wait_for 2 'says daemon "route removed .*router=192[.]0[.]2[.]2 "'
      unharmed "a reload and a change"
    fi
    stop daemon "$end"
    unharmed "SIG$end"
  done
  start_rdisc daemon h1 -i eth0
  wait_for 2 'says daemon adopted'
  unharmed "a restart"
  advertise r1 eth0 0 192.0.2.1 192.0.2.2
  wait_for 2 'says daemon "route removed"'
  unharmed "a withdrawal"
  stop daemon
  unharmed "a second SIGTERM"
}

add_foreign() {
  # shellcheck disable=SC2086 # words
  ip -n h1 route append $1 || unavailable "this kernel or ip has no such route: $1"
}

# Alone, and then all together.
echo "$foreign" | sed 1d >"$tmp/list"
while IFS= read -r routes <&3; do
  add_foreign "$routes"
  live
  # shellcheck disable=SC2086
  ip -n h1 route del $routes
done 3<"$tmp/list"
while IFS= read -r routes <&3; do
  add_foreign "$routes"
done 3<"$tmp/list"
routes="all together"
live
pass
