#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A host and a router that start before there is any interface use each link and address within a
# second of its appearance, as well those that go and come again; without a SIGHUP.
#
# [H-8, H-9] a new interface is an occasion to ask, [R-1, R-2, R-9] a router joins and begins there.
# fault A3, A14, A16, A21.
. "$(dirname "$0")/lib.sh"

ns_add h
ns_add named
ns_add r
forwarding r 1
ns_add w
start_rdisc host h -sf
start_rdisc named named -sf -i lan0
start_rdisc router r -r -T 1800
wait_for 5 'says host "started version=.* role=host interfaces=[*] install=best$"'
wait_for 5 'says named "waiting for interface iface=lan0$" && says named "interfaces=lan0 install=best$"'
wait_for 5 'says router "started version=.* role=router interfaces=[*]$"'
check '! says host "interface in use" && ! says router "interface in use"' "in use are interfaces that are not"

capture seen w any
# mark NUMBER: a moment on the witness's clock, before what since looks for.
mark() {
  mark="reserved=0000000$1"
  peer w solicit -i lo --payload-reserved "0000000$1"
  wait_for 5 "says seen $mark"
}

# since REGEX LIMIT: this follows the mark, and what has just been done by at most so many milliseconds.
since() {
  before=$(time_of seen "$mark" 1)
  after=$(moment)
  wait_for 5 "out seen | sed '1,/$mark/d' | grep -Eq -e '$1'"
  event=$(time_after "$before" seen "$1")
  echo "after $(minus "$event" "$after") ms: $1"
  caused 0 "$event" "$2" || fail "that is too late"
}

route='default via 192.0.2.1 dev eth0 proto ra metric 4096'
has_route() {
  routes_are h "$route"
}

# ---- A host ------------------------------------------------------------------------------------

# From the address on it asks, within the random second of the RFC.
link h eth0 w h
wait_for 2 'says host "interface not in use iface=eth0 reason=no_address$"'
mark 1
addr h eth0 192.0.2.10/24
since 'solicitation source=192.0.2.10 destination=224.0.0.2 .* iface=h$' 1300
wait_for 2 'says host "interface in use iface=eth0$"'
advertise w h 1800 192.0.2.1
wait_for 2 has_route

# A subnet that comes later has routers as well, and takes them along when it goes.
advertise w h 1800 198.51.100.1/9
advertise w h 1800 192.0.2.2 # once this one shows, the other has been heard
wait_for 2 'routes h | grep -q "via 192.0.2.2 "'
check '! routes h | grep -q 198.51.100.1' "a router of no subnet is used"
addr h eth0 198.51.100.10/24
wait_for 2 'ip -4 -n h route show | grep -q "^198.51.100.0/24 "'
# (The daemon has heard of the address when it takes the next message: notifications come first.)
advertise w h 1800 198.51.100.1/9
wait_for 2 'routes_are h "default via 198.51.100.1 dev eth0 proto ra metric 4096"'
ip -n h address del 198.51.100.10/24 dev eth0
wait_for 2 'routes h | grep -q "via 192.0.2.1 " && ! routes h | grep -q 198.51.100.1'
advertise w h 0 192.0.2.2
wait_for 2 has_route

# The link goes down and comes up: the kernel has dropped the route, and it is back without a word.
for flap in 1 2 3; do
  ip -n h link set dev eth0 down
  wait_for 2 'routes_are h ""'
  ip -n h link set dev eth0 up
  wait_for 2 has_route
  echo "flap $flap: the route is back"
done
# And likewise if its address goes and comes.
ip -n h address del 192.0.2.10/24 dev eth0
wait_for 2 'routes_are h ""'
addr h eth0 192.0.2.10/24
wait_for 2 has_route

# The interface itself goes; another one of its name is a new one, and nothing is known of it.
ip -n h link del dev eth0
wait_for 2 'says host "router lost iface=eth0 router=192.0.2.1 reason=link_down$"'
link h eth0 w h
mark 2
addr h eth0 192.0.2.10/24
since 'solicitation source=192.0.2.10 .* iface=h$' 1300
check 'routes_are h ""' "a route through an interface that is gone"
advertise w h 1800 192.0.2.1
wait_for 2 has_route

# A second interface is used as the first.
link h eth1 w h1
mark 3
addr h eth1 203.0.113.10/24
since 'solicitation source=203.0.113.10 .* iface=h1$' 1300
advertise w h1 1800 203.0.113.1/1
wait_for 2 'routes_are h "default via 203.0.113.1 dev eth1 proto ra metric 4096"'

# ---- The one that is named ---------------------------------------------------------------------

link named other w named
addr named other 192.0.2.11/24
advertise w named 1800 192.0.2.1
ip -n named link set dev other down
ip -n named link set dev other name lan0
link_up named lan0
wait_for 2 'says named "interface in use iface=lan0$"'
check 'routes_are named ""' "an interface was used that is not named"
advertise w named 1800 192.0.2.1
wait_for 2 'routes_are named "default via 192.0.2.1 dev lan0 proto ra metric 4096"'

# ---- A router ----------------------------------------------------------------------------------

link r eth0 w r
wait_for 2 'is_member r eth0'
mark 4
addr r eth0 10.0.0.1/24
since 'advertisement source=10.0.0.1 destination=224.0.0.1 .* routers=10.0.0.1/0 .* iface=r$' 1000
addr w r 10.0.0.10/24
peer w solicit -i r
wait_for 2 'says seen "advertisement source=10.0.0.1 destination=10.0.0.10 .* iface=r$"'
# It goes and comes: it says that it starts anew, and is in the group again.
ip -n r link del dev eth0
link r eth0 w r
mark 5
addr r eth0 10.0.0.1/24
since 'advertisement source=10.0.0.1 destination=224.0.0.1 .* lifetime=5400 .* iface=r$' 1000
wait_for 2 'is_member r eth0'
addr w r 10.0.0.10/24
peer w solicit -i r
wait_for 2 '[ "$(count seen "advertisement source=10.0.0.1 destination=10.0.0.10 .* iface=r$")" -eq 2 ]'
# Forwarding that is turned on later is seen as well.
forwarding r 0
wait_for 2 '[ "$(count seen "advertisement source=10.0.0.1 .* lifetime=0 .* iface=r$")" -ge 1 ]'
link r eth1 w r1
addr r eth1 10.0.1.1/24
wait_for 2 'says router "interface not in use iface=eth1 reason=forwarding_off"'
check '! is_member r eth1' "a member of 224.0.0.2 without being a router"
mark 6
forwarding r 1
since 'advertisement source=10.0.1.1 destination=224.0.0.1 .* iface=r1$' 1000
wait_for 2 'is_member r eth1'

# ---- Of two that are named, one is there -------------------------------------------------------

stop named
start_rdisc named named -sf -i lan0 -i lan1
wait_for 5 'says named "waiting for interface iface=lan1$"'
check '! says named "waiting for interface iface=lan0$"' "waited for is what is there"
pass
