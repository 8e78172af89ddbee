#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attacker T10 (doc/threats.md): a router that is broken: its uplink is dead, its lifetimes are too short,
# its source is reversed. fault B2, B11. [N-2, N-4]
. "$(dirname "$0")/attack_lib.sh"

attack_lan h r
rp_filter_off h

# The control: a lifetime that ends before the next advertisement comes makes the route flap; and a
# reversed source is borne with.
start_host
witness witness h
peer r advertise -i eth0 --source 1.2.0.192 --router 192.0.2.1 --lifetime 1
wait_for 2 'says witness " new default via 192[.]0[.]2[.]1 "'
wait_for 5 'routes_are h ""'
stop host

cat >"$tmp/h.conf" <<'END'
interface eth0 { min-lifetime = 60 require-neighbour-source = yes }
END
start_host --config "$tmp/h.conf"
peer r advertise -i eth0 --source 1.2.0.192 --router 192.0.2.1 --lifetime 1
wait_for 2 'says host "message refused .*source=1.2.0.192 reason=reversed_source"'
check 'routes_are h ""' "it is believed"
advertise r eth0 1 192.0.2.1
wait_for 2 'uses 192.0.2.1'
never_within 2.5 '! uses 192.0.2.1'
stop host

# A router of ours whose way out is lost says so.
forwarding r 1
cat >"$tmp/r.conf" <<'END'
track uplink { kind = default-route loss-delay = 0 restore-delay = 0 }
interface eth0 { role = router max-advertisement-interval = 4 track = uplink }
END
start_rdisc host h
start_rdisc router r --config "$tmp/r.conf"
ns_add isp
link r up0 isp eth0
addr r up0 198.51.100.2/24
ip -n r route add default via 198.51.100.1 dev up0
wait_for 20 'uses 192.0.2.1'
ip -n r route del default via 198.51.100.1 dev up0
wait_for 20 'routes_are h ""'
pass
