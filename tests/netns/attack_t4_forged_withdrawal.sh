#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attacker T4 (doc/threats.md): takes the good router back in its name, with lifetime 0 or as ineligible.
# Nothing tells the forgery; but the host asks at once, and the router says that it is there.
. "$(dirname "$0")/attack_lib.sh"

attack_lan h r a
forwarding r 1

# The control: a host that does not ask stays without a router.
start_host
advertise r eth0 1800 192.0.2.1
wait_for 5 'uses 192.0.2.1'
peer a advertise -i eth0 --source 192.0.2.1 --router 192.0.2.1 --lifetime 0
wait_for 2 'routes_are h ""'
never_within 2 'uses 192.0.2.1'
stop host

start_rdisc router r -r -T 600
wait_for 5 'says router "advertising iface=eth0"'
start_rdisc host h -s
wait_for 5 'uses 192.0.2.1'
witness witness h
peer a advertise -i eth0 --source 192.0.2.1 --router 192.0.2.1 --lifetime 0
wait_for 2 'says witness " del "'
wait_for 70 'uses 192.0.2.1' # one burst a minute
echo "back after $(minus "$(time_of witness ' new ')" "$(time_of witness ' del ')") ms"
pass
