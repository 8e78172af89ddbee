#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attacker T1 (doc/threats.md): far away, sends the host advertisements that routers forward to it. fault
# A6. [N-4]
. "$(dirname "$0")/attack_lib.sh"

for ns in h r a; do
  ns_add "$ns"
done
link h eth0 r eth0
link a eth0 r eth1
addr h eth0 192.0.2.10/24
addr r eth0 192.0.2.1/24
addr r eth1 198.51.100.1/24
addr a eth0 198.51.100.66/24
ip -n a route add default via 198.51.100.1
ip -n h route add 198.51.100.0/24 via 192.0.2.1
rp_filter_off h
rp_filter_off r
forwarding r 1
start_host
capture arrivals h eth0 --type 9

# attack ARGUMENT...: names an address on the host's link as its router, by unicast from afar.
attack() {
  peer a advertise -i eth0 --destination 192.0.2.10 --lladdr "$(in_ns r cat /sys/class/net/eth1/address)" \
    --router 192.0.2.66/0x7fffffff --ttl 64 "$@"
}

attack
wait_for 5 'says host "message refused iface=eth0 type=advertisement source=198.51.100.66 reason=not_neighbour"'
check 'routes_are h ""' "it is believed"
# With the source forged as well, nothing in the message tells that it comes from afar: that takes
# accept-unicast.
attack --source 192.0.2.2
wait_for 5 'uses 192.0.2.66'
check 'says arrivals "source=192.0.2.2 .*ttl=63 "' "it did not come through the router"
stop host

echo 'interface eth0 { accept-unicast = solicited solicit = no }' >"$tmp/h.conf"
start_host --config "$tmp/h.conf"
attack --source 192.0.2.2
wait_for 5 'says host "message refused .* reason=unsolicited"'
check 'routes_are h ""' "it is believed"
stop host
# The TTL tells it, whatever the attacker chooses: 255 arrives as 254. A router on the link sends 255.
echo 'interface eth0 { require-ttl-255 = yes solicit = no }' >"$tmp/h.conf"
start_host --config "$tmp/h.conf"
attack --source 192.0.2.2 --ttl 255
wait_for 5 'says host "message refused .* source=192[.]0[.]2[.]2 reason=ttl"'
check 'routes_are h ""' "it is believed"
peer r advertise -i eth0 --destination 192.0.2.10 --router 192.0.2.1 --ttl 255
wait_for 5 'uses 192.0.2.1'
stop host
echo 'interface eth0 { accept-unicast = never }' >"$tmp/h.conf"
start_host --config "$tmp/h.conf"
attack --source 192.0.2.2
wait_for 5 'says host "message refused .* reason=unicast"'
check 'routes_are h ""' "it is believed"
pass
