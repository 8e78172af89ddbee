#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Whatever default routes there are besides its own, a host leaves them as they are, bit for bit, also
# those through the same router with the same metric, however its own come and go.
#
# [H-3] what was configured by hand stays, [H-7] more specific routes too. fault A4, A5.
. "$(dirname "$0")/lib.sh"

ns_add h1
ns_add r1
link h1 eth0 r1 eth0
link h1 eth1 r1 eth1
addr h1 eth0 192.0.2.10/24
addr h1 eth1 198.51.100.10/24
addr r1 eth0 192.0.2.1/24

# Routes of an administrator, DHCP or another daemon: the same gateway, the same metrics.
ip -n h1 -batch - <<'END'
route add default via 192.0.2.1
route add default via 192.0.2.1 metric 5 proto static
route add default via 192.0.2.77 metric 100 proto dhcp src 192.0.2.10
route add default metric 200 proto static nexthop via 192.0.2.1 nexthop via 192.0.2.2
route add default via 192.0.2.1 metric 4095 proto ra
route add default via 192.0.2.1 metric 4096 proto static
route append default via 198.51.100.1 dev eth1 metric 4096 proto ra
route add default via 192.0.2.2 metric 4097 proto boot
route add default dev eth1 metric 7000 scope link
route add default via 192.0.2.1 metric 20480 proto ra
route add unreachable default metric 30000
route add default via 192.0.2.1 tos 0x10 metric 4096 proto ra
route add default via 192.0.2.1 table 100 metric 4096 proto ra
route add 0.0.0.0/1 via 192.0.2.1 metric 4096 proto ra
route add 203.0.113.0/24 via 192.0.2.1 metric 4096 proto ra
END

all_routes() {
  ip -d -4 -n h1 route show table all
}

# nothing_but LINE...: these, sorted, are what has been added to the routes, and nothing is missing.
nothing_but() {
  all_routes >"$tmp/now"
  diff "$tmp/before" "$tmp/now" | sed -n 's/^[<>] */& /p' | tr -s ' ' | sed 's/ *$//' >"$tmp/difference"
  printf '> %s\n' "$@" | sed '/^> $/d' | diff - "$tmp/difference" >&2
}

# Our route through a router, and one of the administrator's: ours ADDRESS METRIC.
ours() {
  echo "unicast default via $1 dev eth0 table main proto ra scope global metric $2"
}

theirs() {
  echo "unicast default via $1 dev eth0 table main proto static scope global metric $2"
}

untouched() {
  wait_for 3 'nothing_but ""'
  echo "untouched: $1"
}

all_routes >"$tmp/before"
witness changes h1

# ---- Ours come and go --------------------------------------------------------------------------

# Metrics that are taken are not for us: ours is the first free one.
start_rdisc host h1 -i eth0
wait_for 5 'says host "interface in use iface=eth0"'
advertise r1 eth0 1800 192.0.2.1
wait_for 3 'nothing_but "$(ours 192.0.2.1 4098)"'
check 'says host "another default route has this metric, using the next one metric=4096"' "no line about 4096"
check 'ip -4 -n h1 route get 198.18.0.1 | grep -q "via 192.0.2.1 "' "the administrator's route is not used"
wins='another default route wins, ours waits behind it'
check 'says host "^rdisc: $wins iface=eth0 gateway=192.0.2.1 metric=0 ours=4098 .see rdiscctl conflicts.\$"' "it does not say who wins"
advertise r1 eth0 0 192.0.2.1
untouched "lifetime 0"

advertise r1 eth0 1 192.0.2.1
wait_for 3 'nothing_but "$(ours 192.0.2.1 4098)"'
untouched "the lifetime's end"

advertise r1 eth0 1800 192.0.2.1
wait_for 3 'nothing_but "$(ours 192.0.2.1 4098)"'
advertise r1 eth0 1800 192.0.2.2/1
wait_for 3 'nothing_but "$(ours 192.0.2.2 4098)"'
advertise r1 eth0 0 192.0.2.2
wait_for 3 'nothing_but "$(ours 192.0.2.1 4098)"'
[ "$(count host "$wins")" -eq 1 ] || fail "who wins is told more than once"
kill -s HUP "$(pid_of host)"
wait_for 3 'says host "SIGHUP: reading interfaces and routes again"'
advertise r1 eth0 1800 192.0.2.77
wait_for 3 'nothing_but "$(ours 192.0.2.1 4098)" "$(ours 192.0.2.77 4099)"'
stop host TERM
check '[ "$exit_status" -eq 0 ]' "the host ended with status $exit_status"
untouched "SIGTERM"

start_rdisc host h1 -i eth0 -a
wait_for 5 'says host "interface in use iface=eth0"'
advertise r1 eth0 1800 192.0.2.1/2 192.0.2.2/1 192.0.2.3/3
wait_for 3 'nothing_but "$(ours 192.0.2.3 4098)" "$(ours 192.0.2.1 4099)" "$(ours 192.0.2.2 4100)"'
stop host INT
check '[ "$exit_status" -eq 0 ]' "the host ended with status $exit_status"
untouched "SIGINT"

# A table of its own, with a route there before, and a metric that is given.
start_rdisc host h1 -i eth0 --table 100 --metric 4096
wait_for 5 'says host "interface in use iface=eth0"'
check 'nothing_but ""' "a route of an earlier run, as it looks, is gone at once"
advertise r1 eth0 1800 192.0.2.2
wait_for 3 '[ "$(ip -4 -n h1 route show table 100 | wc -l)" -eq 2 ]'
stop host
# (In its table, its metrics and on its interface a route of protocol ra is its own.)
wait_for 3 '[ "$(ip -4 -n h1 route show table 100 | wc -l)" -eq 0 ]'
ip -n h1 route add default via 192.0.2.1 table 100 metric 4096 proto ra
untouched "another table"

# Nothing was ever taken away and put back: all that was deleted was ours.
if out changes | grep -E ' (del|gone) ' | grep -vE ' metric (4098|4099|4100) proto 9 table 254$| table 100$' >&2; then
  fail "somebody else's route was gone for a moment"
fi

# ---- The administrator comes later -------------------------------------------------------------

start_rdisc host h1 -i eth0
wait_for 5 'says host "interface in use iface=eth0"'
advertise r1 eth0 1800 192.0.2.1
wait_for 3 'nothing_but "$(ours 192.0.2.1 4098)"'
# A route that has got our metric meanwhile keeps it; ours moves on.
ip -n h1 route append default via 192.0.2.9 metric 4098 proto static
wait_for 3 'nothing_but "$(theirs 192.0.2.9 4098)" "$(ours 192.0.2.1 4099)"'
ip -n h1 route prepend default via 192.0.2.1 metric 4099 proto static # before ours, and alike
wait_for 3 'nothing_but "$(theirs 192.0.2.9 4098)" "$(theirs 192.0.2.1 4099)" "$(ours 192.0.2.1 4100)"'
# A replacement hits ours; it is missed, and finds another place.
ip -n h1 route replace default via 192.0.2.9 metric 4100 proto static
wait_for 3 'nothing_but "$(theirs 192.0.2.9 4098)" "$(theirs 192.0.2.1 4099)" "$(theirs 192.0.2.9 4100)" \
  "$(ours 192.0.2.1 4101)"'
advertise r1 eth0 0 192.0.2.1
wait_for 3 'nothing_but "$(theirs 192.0.2.9 4098)" "$(theirs 192.0.2.1 4099)" "$(theirs 192.0.2.9 4100)"'
stop host
check '[ "$exit_status" -eq 0 ]' "the host ended with status $exit_status"

# ---- DHCP beside us ------------------------------------------------------------------------------------

# It comes and goes, and renews its lease by putting in the route again; the log has a line for either.
ip -4 -n h1 route flush root 0/0 table main
addr h1 eth1 198.51.100.11/24
ip -n h1 route add 192.0.2.0/24 dev eth0
start_own host h1 -i eth0
wait_for 5 'says host "interface in use iface=eth0"'
advertise r1 eth0 1800 192.0.2.1
wait_for 3 'says host "default router changed .*router=192.0.2.1 "'
check '! says host "another default route wins"' "told of nobody"
ip -n h1 route add default via 192.0.2.77 dev eth0 metric 100 proto dhcp
wait_for 3 'says host "^rdisc: $wins iface=eth0 gateway=192.0.2.77 metric=100 ours=4096 "'
ctl 0 host conflicts
printed '192.0.2.77'
# Every view says which route carries the traffic. [faults G13]
ctl 0 host status
printed 'metric 4096, outdone'
ctl 0 host explain 192.0.2.1
printed '192.0.2.1 on eth0 has a route, but another one carries the traffic:'
printed 'another default route has metric 100, and so carries the traffic: via 192.0.2.77 dev eth0'
ip -n h1 route replace default via 192.0.2.77 dev eth0 metric 100 proto dhcp mtu 1400
advertise r1 eth0 1800 192.0.2.1 192.0.2.2
wait_for 3 'says host "router learned .*router=192.0.2.2 "'
ip -n h1 route del default via 192.0.2.77 dev eth0 metric 100
wait_for 3 'says host "^rdisc: our default route wins now iface=eth0 router=192.0.2.1 metric=4096\$"'
[ "$(count host "$wins")" -eq 1 ] || fail "told more than once"
# One without a gateway, behind ours and then before it.
ip -n h1 route add default dev eth1 metric 4999
never_within 0.5 '[ "$(count host "$wins")" -ne 1 ]'
ip -n h1 route add default dev eth1 metric 4000
wait_for 3 'says host "^rdisc: $wins iface=eth1 gateway=none metric=4000 ours=4096 "'
stop host
pass
