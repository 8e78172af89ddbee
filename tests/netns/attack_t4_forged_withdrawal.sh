#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attacker T4 (doc/threats.md): takes the good router back in its name, with lifetime 0 or as ineligible.
# Nothing tells the forgery; but the host asks at once, and the router says that it is there.
. "$(dirname "$0")/lib.sh"

for ns in h r a; do
  ns_add "$ns"
done
lan lan0 h:eth0 r:eth0 a:eth0
addr h eth0 192.0.2.10/24
addr r eth0 192.0.2.1/24
addr a eth0 192.0.2.66/24
forwarding r 1

uses_good() {
  routes_are h 'default via 192.0.2.1 dev eth0 proto ra metric 4096'
}

start_rdisc router r -r -T 600
wait_for 5 'says router "advertising iface=eth0"'
start_rdisc host h # does not ask by itself
wait_for 5 'says host "interface in use iface=eth0"'
peer h solicit -i eth0
wait_for 5 uses_good

# The control: a host that does not ask stays without a router.
peer a advertise -i eth0 --source 192.0.2.1 --router 192.0.2.1 --lifetime 0
wait_for 2 'routes_are h ""'
never_within 2 uses_good
stop host

start_rdisc host h -s
wait_for 5 uses_good
witness witness h
peer a advertise -i eth0 --source 192.0.2.1 --router 192.0.2.1 --lifetime 0
wait_for 2 'says witness " del "'
wait_for 70 uses_good # one burst a minute
echo "back after $(minus "$(time_of witness ' new ')" "$(time_of witness ' del ')") ms"
pass
