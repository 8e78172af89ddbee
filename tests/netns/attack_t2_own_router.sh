#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attacker T2 (doc/threats.md): a machine on the link that offers itself as the best of routers, to see
# and change all traffic. CVE-1999-0875. [N-4]
. "$(dirname "$0")/attack_lib.sh"

attack_lan h r a

attack() {
  advertise a eth0 9000 192.0.2.66/0x7fffffff
}

# The control: without protection it works.
start_host
advertise r eth0 9000 192.0.2.1
wait_for 2 'uses 192.0.2.1'
attack
wait_for 5 'uses 192.0.2.66'
# A default route of the administrator or of DHCP is never displaced.
ip -n h route add default via 192.0.2.1 dev eth0 metric 100
check 'ip -4 -n h route get 8.8.8.8 | grep -q "via 192.0.2.1 "' "the attacker's route is used"
ip -n h route del default via 192.0.2.1 dev eth0 metric 100
stop host

# The operator names the routers.
start_host --allow 192.0.2.1
advertise r eth0 9000 192.0.2.1
wait_for 2 'uses 192.0.2.1'
attack
wait_for 2 'says host "router refused iface=eth0 router=192.0.2.66 .*reason=not_allowed"'
check 'uses 192.0.2.1' "it is believed"
stop host
start_host --deny 192.0.2.64/26
attack
wait_for 2 'says host "router refused iface=eth0 router=192.0.2.66 .*reason=denied"'
check 'routes_are h ""' "it is believed"
stop host

# The operator bounds what a preference can do: the attacker is an equal, and among equals the one in use stays.
cat >"$tmp/h.conf" <<'END'
interface eth0 { max-preference = 0 }
END
start_own host h --install single --config "$tmp/h.conf"
wait_for 5 'says host "interface in use iface=eth0"'
advertise r eth0 9000 192.0.2.1
wait_for 2 'uses 192.0.2.1'
attack
wait_for 2 'says host "router learned iface=eth0 router=192.0.2.66 .* preference=0 "'
check 'uses 192.0.2.1' "it is preferred"
ctl 0 host routers
printed '0 (sent 2147483647)'
pass
