#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A host by a bond, a VLAN, a bridge and a VRF, each with a router of its own behind it. (The development machine's kernel
# has none of the first two, nor the last.)
. "$(dirname "$0")/lib.sh"

settle

in_router() {
  ip netns exec router "$@"
}

# cable IF: a pair to the namespace of the router, where its end is called r-IF.
cable() {
  ip link add "$1" type veth peer name "r-$1" netns router
  in_router sysctl -q "net.ipv6.conf.r-$1.disable_ipv6=1"
  ip -n router link set "r-$1" up
  ip link set "$1" up
}

# number IF ROUTER-IF N: addresses of 192.0.N.0/24 for both ends.
number() {
  ip addr add "192.0.$3.10/24" broadcast + dev "$1"
  ip -n router addr add "192.0.$3.1/24" broadcast + dev "$2"
}

route_by() {
  [ "$(ours)" = "default via 192.0.$2.1 dev $1 proto ra metric 4096" ]
}

only() {
  configure "interface $1 { role = host }"
}

routers 'interface "r*" { role = router }'
ip -n router addr add 203.0.113.1/32 dev lo

# ---- a bond of two cables, the other ends in a bridge ------------------------------------------

ip link add bond0 type bond mode active-backup miimon 50
for name in b0 b1; do
  cable $name
  ip link set $name down
  ip link set $name master bond0
done
ip -n router link add rbond type bridge stp_state 0 forward_delay 0
ip -n router link set r-b0 master rbond
ip -n router link set r-b1 master rbond
ip -n router link set rbond up
ip link set bond0 up
number bond0 rbond 3
only bond0
wait_for 30 'route_by bond0 3'
check 'ping -c 1 -W 5 203.0.113.1' 'nothing comes through the bond'
witness
ip -n router link set "r-$(cat /sys/class/net/bond0/bonding/active_slave)" down
wait_for 10 'ping -c 1 -W 1 203.0.113.1'
check 'no_gap && route_by bond0 3' 'the bond changed to its other cable: a moment without a route'
stop_witness
ip -n router link set r-b0 down
ip -n router link set r-b1 down
wait_for 10 'said "interface not in use iface=bond0 reason=no_carrier"'
check 'ours | grep -q "via 192[.]0[.]3[.]1 dev bond0 .*linkdown"' 'the last router was given up for want of a carrier'
ip -n router link set r-b0 up
wait_for 30 'ping -c 1 -W 1 203.0.113.1 && route_by bond0 3'
ip link del bond0
wait_for 10 '[ -z "$(ours)" ]'
ip link del b0
ip link del b1
ip -n router link del rbond

# ---- a VLAN ------------------------------------------------------------------------------------

ip link add link lan0 name lan0.5 type vlan id 5
ip -n router link add link router0 name router0.5 type vlan id 5
ip -n router link set router0.5 up
ip link set lan0.5 up
number lan0.5 router0.5 5
only lan0.5
wait_for 30 'route_by lan0.5 5'
check 'ping -c 1 -W 5 203.0.113.1' 'nothing comes through the VLAN'
ip link set lan0 down
wait_for 10 '[ -z "$(ours)" ]'
ip link set lan0 up
ip link set lan0.5 up
wait_for 30 'route_by lan0.5 5'
ip link del lan0.5
wait_for 10 '[ -z "$(ours)" ]'
ip -n router link del router0.5

# ---- a bridge, which is the host's interface ---------------------------------------------------

cable c0
ip link add br0 type bridge stp_state 0 forward_delay 0
ip link set c0 master br0
ip link set br0 up
number br0 r-c0 6
only br0
wait_for 30 'route_by br0 6'
check 'ping -c 1 -W 5 203.0.113.1' 'nothing comes through the bridge'
ip link set c0 down
wait_for 10 'said "interface not in use iface=br0 reason=no_carrier"'
ip link set c0 up
wait_for 30 'ping -c 1 -W 1 203.0.113.1 && route_by br0 6'
ip link del br0
ip link del c0
wait_for 10 '[ -z "$(ours)" ]'

# ---- a VRF, whose routes have a table of their own, beside the main table ------------------------

in_table() {
  [ "$(ours table 10)" = "default via 192.0.7.1 dev v0 proto ra metric 4096" ]
}

ip link add blue type vrf table 10
ip link set blue up
cable v0
ip link set v0 master blue
number v0 r-v0 7
configure 'interface v0 { role = host }' 'interface lan0 { role = host }'
wait_for 30 'in_table && learned'
check 'ping -c 1 -W 5 -I blue 203.0.113.1' 'nothing comes through the VRF'
check 'ping -c 1 -W 5 198.51.100.1' 'nothing comes through the main table'
ip link set v0 down
wait_for 10 '[ -z "$(ours table 10)" ]'
check learned 'another table lost its route'
ip link set v0 up
wait_for 30 in_table
# It leaves the VRF, and with it the table, and enters it again.
only v0
wait_for 10 'in_table && [ -z "$(ours)" ]'
ip link set v0 nomaster
wait_for 30 'route_by v0 7 && [ -z "$(ours table 10)" ]'
ip link set v0 master blue
wait_for 30 'in_table && [ -z "$(ours)" ]'
ip link del v0
ip link del blue

check '! said . --priority err' 'an error in the journal'
ip -n router addr del 203.0.113.1/32 dev lo
pass
