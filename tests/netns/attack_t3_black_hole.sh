#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attacker T3 (doc/threats.md): names a router that is none: an unused address, the subnet's
# broadcast address, the host itself. fault A2. [N-2, N-4]
. "$(dirname "$0")/attack_lib.sh"

attack_lan h r a

start_host
witness witness h
advertise r eth0 9000 192.0.2.1
wait_for 2 'uses 192.0.2.1'
ip -n h neigh replace 192.0.2.1 lladdr "$(in_ns r cat /sys/class/net/eth0/address)" dev eth0 nud reachable

claim a eth0 9000 192.0.2.255/0x7fffffff 192.0.2.0/9 192.0.2.10/9 127.0.0.1/9 224.0.0.1/9
wait_for 2 'says host "router refused iface=eth0 router=192.0.2.255 .*reason=bad_address"'
claim a eth0 9000 192.0.2.99/0x7fffffff # unused
wait_for 10 'says host "does not answer iface=eth0 router=192.0.2.99 "'
check 'uses 192.0.2.1' "the good router was left"
check 'no_gap witness && ! says witness "192[.]0[.]2[.]99"' "the black hole was installed"

# The control: one that answers is taken.
advertise a eth0 9000 192.0.2.66/0x7fffffff
wait_for 5 'uses 192.0.2.66'

# A host that has sent nothing through its router has asked it all the same, and waits as well.
stop host
ip -n h neigh flush dev eth0
start_host
advertise r eth0 9000 192.0.2.1
wait_for 2 'uses 192.0.2.1'
wait_for 2 'ip -4 -n h neigh show 192.0.2.1 | grep -qE "REACHABLE|STALE|DELAY"'
claim a eth0 9000 192.0.2.98/0x7fffffff
wait_for 10 'says host "does not answer iface=eth0 router=192.0.2.98 "'
check 'uses 192.0.2.1' "the good router was left"
check '! says host "default route added .*router=192[.]0[.]2[.]98 "' "the black hole was installed"
pass
