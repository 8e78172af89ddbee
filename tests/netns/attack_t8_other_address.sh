#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attacker T8 (doc/threats.md): answers ARP for the good router. Router discovery cannot prevent that; it is
# told, by a host and by a monitor, which needs no privilege. [N-4]
. "$(dirname "$0")/attack_lib.sh"

command -v setpriv >/dev/null || unavailable "setpriv is missing (util-linux)"
attack_lan h r
ip -n r link set eth0 address 02:00:00:00:00:01
echo 'interface eth0 { role = monitor }' >"$tmp/monitor.conf"

# told NAME: the router is learned, and then answers from elsewhere.
told() {
  wait_for 5 "says $1 'interface in use iface=eth0'"
  ip -n h neigh replace 192.0.2.1 lladdr 02:00:00:00:00:01 dev eth0 nud reachable
  advertise r eth0 9000 192.0.2.1
  wait_for 2 "says $1 'router learned .*router=192.0.2.1 '"
  # The control: the same address again is no news.
  ip -n h neigh replace 192.0.2.1 lladdr 02:00:00:00:00:01 dev eth0 nud stale
  never_within 0.3 "says $1 'link-layer address changed'"
  ip -n h neigh replace 192.0.2.1 lladdr 02:00:00:00:00:66 dev eth0 nud reachable
  wait_for 2 "says $1 'link-layer address changed iface=eth0 router=192.0.2.1 lladdr=02:00:00:00:00:66 old=02:00:00:00:00:01'"
  stop "$1"
}

start_rdisc host h
told host
spawn monitor h setpriv --bounding-set -net_admin "$RDISC" -t --config "$tmp/monitor.conf"
told monitor
pass
