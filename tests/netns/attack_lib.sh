#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What the attack tests (doc/threats.md) have in common: a host, its router and an attacker on a LAN.
. "$(dirname "$0")/lib.sh"

# attack_lan NODE...: these on one LAN, h (192.0.2.10), r (192.0.2.1) and a (192.0.2.66), or some of them.
attack_lan() {
  local node ends=''
  for node; do
    ns_add "$node"
    ends="$ends $node:eth0"
  done
  # shellcheck disable=SC2086 # words
  lan lan0 $ends
  for node; do
    case $node in
    h) addr h eth0 192.0.2.10/24 ;;
    r) addr r eth0 192.0.2.1/24 ;;
    a) addr a eth0 192.0.2.66/24 ;;
    esac
  done
}

# start_host ARGUMENT...: rdisc on h, until it listens.
start_host() {
  start_rdisc host h "$@"
  wait_for 5 'says host "interface in use iface=eth0"'
}

# uses ADDRESS: h has one default route, through this router.
uses() {
  routes_are h "default via $1 dev eth0 proto ra metric 4096"
}
