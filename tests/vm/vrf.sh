#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The routes of an interface go to the table of its VRF by themselves, beside those of another interface in the main table;
# they follow it into another VRF and out. A table in its section goes before. (The development machine's kernel has no
# VRF.) Issue 18.
. "$(dirname "$0")/lib.sh"

settle
routers 'interface "r*" { role = router }'
ip -n router addr add 203.0.113.1/32 dev lo
for vrf in blue:10 red:20; do
  ip link add ${vrf%:*} type vrf table ${vrf#*:}
  ip link set ${vrf%:*} up
done
ip link add v0 type veth peer name r-v0 netns router
ip netns exec router sysctl -q net.ipv6.conf.r-v0.disable_ipv6=1
ip -n router link set r-v0 up
ip link set v0 up
ip link set v0 master blue
ip addr add 192.0.7.10/24 broadcast + dev v0
ip -n router addr add 192.0.7.1/24 broadcast + dev r-v0

# in_table N: the route by v0 is there, alone.
in_table() {
  [ "$(ours table "$1")" = 'default via 192.0.7.1 dev v0 proto ra metric 4096' ]
}

configure 'interface v0 { role = host }' 'interface lan0 { role = host }'
wait_for 60 'in_table 10 && learned'
check 'ping -c 1 -W 5 -I blue 203.0.113.1' 'nothing comes through the VRF'
wait_for 10 'said "default route added iface=v0 router=192[.]0[.]7[.]1 metric=4096 table=10"'
witness
ip link set v0 down
wait_for 30 '[ -z "$(ours table 10)" ]'
ip link set v0 up
wait_for 60 'in_table 10'

# Out of the VRF it competes with lan0, whose router stays; into another one while the daemon runs.
ip link set v0 nomaster
wait_for 60 'ours | grep -qx "default via 192[.]0[.]7[.]1 dev v0 proto ra metric 4097"'
wait_for 10 '[ -z "$(ours table 10)" ]'
ip link set v0 master red
wait_for 60 'in_table 20 && learned'
check no_gap 'the main table: a moment without a route'
stop_witness

configure 'interface v0 { role = host table = 30 }' 'interface lan0 { role = host }'
wait_for 60 'in_table 30 && [ -z "$(ours table 20)" ]'
configure 'interface v0 { role = host }' 'interface lan0 { role = host }'
wait_for 60 'in_table 20 && [ -z "$(ours table 30)" ]'

# A crash keeps the routes of both tables, a stop removes them.
wait_for 10 'grep -q "address=192[.]0[.]7[.]1 " /run/rdisc/state && grep -q "address=192[.]0[.]2[.]1 " /run/rdisc/state'
systemctl kill -s KILL rdisc
wait_for 60 'said "adopted iface=v0 .* table=20" && state active'
check 'in_table 20 && learned' 'a crash changed the routes'
systemctl stop rdisc
wait_for 60 '[ -z "$(ours)" ] && [ -z "$(ours table 20)" ]'
for name in v0 blue red; do
  ip link del $name
done
ip -n router addr del 203.0.113.1/32 dev lo
pass
