#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The common part of the tests of dead routers: r1 (192.0.2.1) and r2 (.2), which both lead to
# 198.51.100.1, and hosts (.3, .4 …) on one LAN.
. "$(dirname "$0")/lib.sh"

# two_routers HOST...
two_routers() {
  local ns last=0 ends=''
  for ns in r1 r2 "$@"; do
    ns_add "$ns"
    ends="$ends $ns:eth0"
  done
  # shellcheck disable=SC2086 # words
  lan lan0 $ends
  for ns in r1 r2 "$@"; do
    last=$((last + 1))
    addr "$ns" eth0 "192.0.2.$last/24"
  done
  addr r1 lo 198.51.100.1/32
  addr r2 lo 198.51.100.1/32
}

# hear HOST ROUTER[/PREFERENCE]...: told to this host only, by r2.
hear() {
  local router to
  to=$(ip -4 -n "$1" -o addr show dev eth0 | sed 's/.* inet //; s,/.*,,')
  shift
  for router; do
    set -- "$@" --router "192.0.2.$router"
    shift
  done
  peer r2 advertise -i eth0 --destination "$to" --lifetime "${lifetime-1800}" "$@"
}

# Packets of a host to an address behind the routers, over whatever route there is. Nothing comes back,
# so nothing but ARP tells that a router lives.
send_to_nobody() {
  spawn "traffic_$1" "$1" sh -c 'while :; do
    "$0" solicit -i eth0 --source 0.0.0.0 --destination 198.51.100.1 2>/dev/null || :
    sleep 0.03; done' "$PEER"
}
