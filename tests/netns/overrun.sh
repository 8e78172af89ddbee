#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# When the kernel has told of more changes than the queue holds, notifications are lost: host and router
# find out what happened meanwhile and make everything agree again.
#
# [R-9, R-11, R-12] what a router missed, [H-2, H-4] what a host missed.
. "$(dirname "$0")/lib.sh"

ns_add h1
ns_add r1
ns_add w
forwarding r1 1
for i in 0 1 2; do
  link h1 "eth$i" w "h$i"
  addr w "h$i" "10.$i.0.1/24"
  addr h1 "eth$i" "10.$i.0.10/24"
  link r1 "eth$i" w "r$i"
done
addr r1 eth0 10.10.0.1/24
addr r1 eth0 10.10.0.2/24
addr r1 eth1 10.11.0.1/24
addr r1 eth2 10.12.0.1/24
capture seen w any
start_rdisc host h1 -a
start_rdisc router r1 -r -T 1800
wait_for 5 'says host "interface in use iface=eth2"'
for i in 0 1 2; do
  peer w advertise -i "h$i" --router "10.$i.0.1/$((30 - i))"
  wait_for 5 "says seen 'advertisement .* iface=r$i\$'"
done
# on LINE...: the default routes of the host.
on() {
  routes_are h1 "$@"
}
wait_for 5 'on "default via 10.0.0.1 dev eth0 proto ra metric 4096" \
  "default via 10.1.0.1 dev eth1 proto ra metric 4097" \
  "default via 10.2.0.1 dev eth2 proto ra metric 4098"'

# storm NS: thousands of changes that both hear. A router without a track hears no routes.
awk 'BEGIN { for (n = 0; n < 8000; n++) printf "link set dev lo mtu %d\n", 60000 + n % 2 }' >"$tmp/storm"
storm() {
  ip -n "$1" -batch "$tmp/storm"
}

# ---- While they look away ----------------------------------------------------------------------

kill -s STOP "$(pid_of host)"
kill -s STOP "$(pid_of router)"
storm h1 &
storms=$!
storm r1
wait "$storms"
# The host: its best route is gone, an address too, an interface too, and another is there.
ip -n h1 route del default via 10.0.0.1 metric 4096 proto ra
ip -n h1 address del 10.1.0.10/24 dev eth1
ip -n h1 link del dev eth2
ip -n h1 route add default via 10.0.0.9 metric 4097 proto static
link h1 eth3 w h3
addr w h3 10.3.0.1/24
addr h1 eth3 10.3.0.10/24
# The router: an address is gone, another there, an interface does not forward, and another is there.
ip -n r1 address del 10.10.0.2/24 dev eth0
addr r1 eth0 10.10.0.3/24
in_ns r1 sh -c 'echo 0 >/proc/sys/net/ipv4/conf/eth1/forwarding'
ip -n r1 link del dev eth2
link r1 eth3 w r3
addr r1 eth3 10.13.0.1/24
# A message arrives on an interface that they do not know yet.
peer w advertise -i h3 --router 10.3.0.1/20
addr w r3 10.13.0.10/24
peer w solicit -i r3 --destination 255.255.255.255 # not yet a member of 224.0.0.2 there
kill -s CONT "$(pid_of host)"
kill -s CONT "$(pid_of router)"

wait_for 5 'says host "netlink overrun, reading everything again$"'
wait_for 5 'says router "netlink overrun, reading everything again$"'
wait_for 5 'on "default via 10.0.0.1 dev eth0 proto ra metric 4096" \
  "default via 10.0.0.9 dev eth0 proto static metric 4097" \
  "default via 10.3.0.1 dev eth3 proto ra metric 4098"'
wait_for 5 'says host "router lost iface=eth2 router=10.2.0.1 reason=link_down$"'
check '! says host "refused by the kernel"' "a route through what is gone was tried"
wait_for 5 'says router "no longer advertising iface=eth2 reason=link_down$"'
wait_for 5 'says seen "advertisement .* lifetime=0 .* routers=10.10.0.2/0 .* iface=r0$"'
wait_for 5 'says seen "advertisement .* lifetime=5400 .* routers=10.10.0.1/0,10.10.0.3/0 .* iface=r0$"'
wait_for 5 'says seen "advertisement .* lifetime=0 .* routers=10.11.0.1/0 .* iface=r1$"'
wait_for 5 'says seen "advertisement .* destination=224.0.0.1 .* lifetime=5400 .* routers=10.13.0.1/0 .* iface=r3$"'
wait_for 5 'is_member r1 eth3 && is_member r1 eth0 && ! is_member r1 eth1'
wait_for 5 'says seen "advertisement source=10.13.0.1 destination=10.13.0.10 .* iface=r3$"'

# A forgotten router comes back when it is heard again.
addr h1 eth1 10.1.0.10/24
wait_for 5 'on "default via 10.0.0.1 dev eth0 proto ra metric 4096" \
  "default via 10.0.0.9 dev eth0 proto static metric 4097" \
  "default via 10.1.0.1 dev eth1 proto ra metric 4098" \
  "default via 10.3.0.1 dev eth3 proto ra metric 4099"'

# ---- While they are awake ----------------------------------------------------------------------

storm h1 &
storms=$!
answers w 10.0.0.21 10.0.0.22 10.0.0.23 10.0.0.24 10.0.0.25
for n in 1 2 3 4 5; do
  ip -n h1 link set dev eth3 down
  peer w advertise -i h0 --router 10.0.0.1/30 --router "10.0.0.2$n/-$n"
  ip -n h1 address del 10.1.0.10/24 dev eth1
  addr h1 eth1 10.1.0.10/24
  ip -n h1 link set dev eth3 up
  peer w advertise -i h0 --router "10.0.0.2$n" --lifetime 0
done
wait "$storms"
ip -n h1 route del default via 10.0.0.9 metric 4097 proto static
wait_for 5 'on "default via 10.0.0.1 dev eth0 proto ra metric 4096" \
  "default via 10.1.0.1 dev eth1 proto ra metric 4097" \
  "default via 10.3.0.1 dev eth3 proto ra metric 4098"'
stop host
check '[ "$exit_status" -eq 0 ]' "the host ended with status $exit_status"
check 'on ""' "routes are left"
stop router
check '[ "$exit_status" -eq 0 ]' "the router ended with status $exit_status"
pass
