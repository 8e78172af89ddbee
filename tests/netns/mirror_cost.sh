#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Beside 100,000 foreign routes a link event costs next to nothing: the processor time is the
# kernel's count of it (schedstat, nanoseconds), and is compared with a start without these routes, which tells
# how slow the machine is. The requests for routes are counted by strace(1).
# [faults B7]
. "$(dirname "$0")/lib.sh"

command -v strace >/dev/null || skip "strace not found"
case $("$RDISC" --version) in
*'(sanitizers)') skip "this build cannot be traced" ;;
esac
for ns in isp h; do
  ns_add "$ns"
done
link isp eth0 h eth0
addr isp eth0 10.0.0.1/24
addr h eth0 10.0.0.10/24
number=100000
awk -v n=$number 'BEGIN { for (i = 0; i < n; i++)
  printf "route add 11.%d.%d.%d/32 via 10.0.0.1 dev eth0\n", i / 65536, i / 256 % 256, i % 256 }' >"$tmp/many"

# Processor time of a program in microseconds.
spent() {
  awk '{ printf "%d\n", $1 / 1000 }' "/proc/$(pid_of "$1")/schedstat"
}

# Waits until it has read all that the kernel told before: links are read before messages.
routers=1
caught_up() {
  routers=$((routers + 1))
  advertise isp eth0 1800 10.0.0.1 "10.0.0.$routers/-1"
  wait_for 10 'says host "router learned iface=eth0 router=10.0.0.$routers "'
}

start_rdisc host h -i eth0
wait_for 5 'says host "interface in use iface=eth0"'
advertise isp eth0 1800 10.0.0.1
wait_for 5 'routes_are h "default via 10.0.0.1 dev eth0 proto ra metric 4096"'

unit=$(spent host)
echo "start without them: $unit us"
before=$(spent host)
ip -n h -batch "$tmp/many"
caught_up
after=$(spent host)
echo "$number routes come: $((after - before)) us"
check '[ $((after - before)) -le $((5 * unit)) ]' "news of other routes wake it"
stop host
routers=1

start_rdisc host h -i eth0
wait_for 10 'says host "interface in use iface=eth0"'
echo "start: $(spent host) us"
advertise isp eth0 1800 10.0.0.1
wait_for 5 'says host "default router changed"'
spawn trace h strace -f -e trace=sendto -o "$tmp/sent" -p "$(pid_of host)"
wait_for 5 'grep -q attached "$tmp/trace.err"'
asked() {
  grep -c RTM_GETROUTE "$tmp/sent" || :
}
# 1,000 events on links without routes, in less than a second; and behind them one on its own link, to know
# that it has read them all.
{
  echo "link add c0 type veth peer name c1"
  for _ in $(seq 500); do
    echo "link set c0 up"
    echo "link set c0 down"
  done
} >"$tmp/storm"
ip -n h -batch "$tmp/storm"
ip -n h addr add 10.9.0.1/24 dev eth0
ip -n h addr del 10.9.0.1/24 dev eth0
wait_for 10 '[ "$(asked)" -ge 1 ]'
echo "1000 events on another link: $(asked) dumps"
check '[ "$(asked)" -le 2 ]' "links without routes had the routes read"
# A storm on one that does have a default route.
ip -n h addr add 10.8.0.1/24 dev c0
{
  for _ in $(seq 100); do
    echo "link set c0 up"
    echo "route add default via 10.8.0.2 dev c0 metric 9000"
    echo "link set c0 down"
  done
} >"$tmp/storm"
n=$(asked)
set_deadline 0
from=$deadline
ip -n h -batch "$tmp/storm"
set_deadline 0
took=$((deadline - from))
ip -n h addr add 10.9.0.1/24 dev eth0
ip -n h addr del 10.9.0.1/24 dev eth0
wait_for 10 '[ "$(asked)" -gt $n ]'
wait_for 2 'routes_are h "default via 10.0.0.1 dev eth0 proto ra metric 4096"'
n=$(($(asked) - n))
echo "300 events on a link with a route in $((took * 10)) ms: $n dumps"
check '[ "$n" -le $((6 + took / 25)) ]' "$n dumps in $took hundredths of a second"
stop host
ended trace 5
routers=1

start_rdisc host h -i eth0
wait_for 10 'says host "interface in use iface=eth0"'
advertise isp eth0 1800 10.0.0.1
wait_for 5 'says host "default router changed"'
before=$(spent host)
for _ in 1 2 3 4 5 6 7 8 9 10; do
  ip -n h link add d0 type veth peer name d1
  ip -n h link set d0 up
  ip -n h link del d0
done
caught_up
each=$((($(spent host) - before) / 30))
echo "an event on another link: $each us"
check '[ "$each" -le "$unit" ]' "an unrelated event costs $each us"
before=$(spent host)
ip -n h addr add 10.9.0.1/24 dev eth0
ip -n h addr del 10.9.0.1/24 dev eth0
caught_up
after=$(spent host)
echo "an address of its own link comes and goes, the routes are read: $((after - before)) us"
check '[ $((after - before)) -le $((2 * unit)) ]' "reading the routes costs too much"
stop host

# A pure router reads none, unless a track needs them.
forwarding h 1
n=1
for track in "" "track = uplink"; do
  printf 'interface eth0 { role = router %s }\ntrack uplink { on-loss = ineligible }\n' "$track" >"$tmp/router.conf"
  [ -n "$track" ] || sed -i '/^track/d' "$tmp/router.conf"
  spawn router$n h strace -D -f -e trace=sendto -o "$tmp/sent$n" "$RDISC" -t --config "$tmp/router.conf"
  wait_for 10 'says router$n "interface in use iface=eth0"'
  echo "router with '$track': $(grep -c RTM_GETROUTE "$tmp/sent$n" || :) dumps"
  n=$((n + 1))
done
check '! grep -q RTM_GETROUTE "$tmp/sent1"' "a pure router reads routes"
wait_for 5 'grep -q RTM_GETROUTE "$tmp/sent2"'
stop router1
stop router2
pass
