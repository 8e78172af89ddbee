#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The daemon closes what fails, and does not take its own lack for a fact of the network: a group that cannot
# be joined costs no descriptor at each retry, and a track's file is not lost for want of one.
#
# [faults C3, C4]
# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/lib.sh"

command -v prlimit >/dev/null || skip "prlimit is missing (util-linux)"

ns_add r
ns_add h
link r eth0 h eth0
addr r eth0 192.0.2.1/24
forwarding r 1
printf 'track file1 { kind = file  path = "%s/file1"  loss-delay = 0 }\ninterface eth0 { role = router  track = file1 }\n' "$tmp" \
  >"$tmp/rdisc.conf"
: >"$tmp/file1"
chmod 644 "$tmp/file1"

# Sets $descriptors: how many the daemon has.
count_descriptors() {
  descriptors=0
  for fd in "/proc/$(pid_of router)/fd"/*; do
    [ ! -h "$fd" ] || descriptors=$((descriptors + 1))
  done
}

# ---- A group that cannot be joined -------------------------------------------------------------

in_ns r sh -c 'echo 0 >/proc/sys/net/ipv4/igmp_max_memberships'
start_rdisc router r --config "$tmp/rdisc.conf"
wait_for 5 'says router "cannot join the group, will retry iface=eth0"'
count_descriptors
before=$descriptors
wait_for 15 '[ "$(count router "cannot join the group")" -ge 3 ]'
count_descriptors
check "[ $descriptors -eq $before ]" "$descriptors descriptors instead of $before after two retries"
in_ns r sh -c 'echo 20 >/proc/sys/net/ipv4/igmp_max_memberships'
wait_for 10 'is_member r eth0'
stop router

# ---- A track's file, and no descriptor to look at it -------------------------------------------

start_rdisc router r --config "$tmp/rdisc.conf"
wait_for 5 'is_member r eth0 && says router "advertising iface=eth0"'
next=0
while [ -e "/proc/$(pid_of router)/fd/$next" ]; do next=$((next + 1)); done
stop router
# The start takes some that it closes; clients take those.
spawn router r prlimit --nofile=$((next + 4)) "$RDISC" -t --config "$tmp/rdisc.conf"
wait_for 5 'is_member r eth0'
for i in 1 2 3 4 5; do spawn "client$i" r "$RDISCCTL" events --follow; done
wait_for 5 'says router "control: cannot accept a client: "'
never_within 2.5 'says router "track lost"'
stop router
for i in 1 2 3 4 5; do ended "client$i" 5; done
pass
