#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attacker T6 (doc/threats.md): alternates advertisements, so that routes change all the time. Equals never
# displace the router in use, changes are let in at a bounded rate, and more than ten changes of the default
# router within a minute start damping. [H-7, N-4]
. "$(dirname "$0")/attack_lib.sh"

attack_lan h r a
addr a eth0 192.0.2.2/24

# So often has the table changed.
changes() {
  count witness ' (new|del) '
}

start_own host h --install single
wait_for 5 'says host "interface in use iface=eth0"'
witness witness h
advertise r eth0 9000 192.0.2.1
wait_for 2 'uses 192.0.2.1'

# Equals that come and go.
for _ in 1 2 3 4; do
  advertise a eth0 9000 192.0.2.2 192.0.2.3
  advertise a eth0 0 192.0.2.2 192.0.2.3
done
wait_for 5 '[ "$(count host "router lost .*reason=withdrawn")" -ge 8 ]'
check '[ "$(changes)" -eq 1 ]' "routes changed for equals"

# One that answers, and is better and worse in turn: each time it succeeds, as without damping it always would.
for _ in 1 2 3 4 5; do
  advertise a eth0 9000 192.0.2.2/1
  wait_for 10 'uses 192.0.2.2'
  advertise a eth0 9000 192.0.2.2/-1
  wait_for 10 'uses 192.0.2.1'
done
check '! says host "changes too often"' "damping starts too early"
wait_for 2 '[ "$(changes)" -eq 21 ]'
ctl 0 host metrics
printed 'rdisc_damping 0'
advertise a eth0 9000 192.0.2.2/1
wait_for 10 'says host "default router changes too often, damping keeps the longest-lived iface=eth0 router=192.0.2.1 times=10 reason=damping"'

# It goes on as fast as can be, until changes are refused, and the table stays as it is.
spawn better a "$PEER" advertise -i eth0 --source 192.0.2.66 --router 192.0.2.2/2 --count 60000 --interval-ms 1
spawn worse a "$PEER" advertise -i eth0 --source 192.0.2.66 --router 192.0.2.2/-2 --count 60000 --interval-ms 1
wait_for 30 'says host "rate limit"'
stop better
stop worse
ctl 0 host metrics
printed 'rdisc_damping 1'
changed=$(sed -n 's/^rdisc_events_total{event="router_changed"} //p' "$tmp/ctl.out")
echo "$changed changes of preference, $(changes) of the table"
check '[ "$changed" -ge 15 ]' "too few changes were let in to prove anything"
check '[ "$(changes)" -eq 21 ]' "the table changed during damping"
check 'uses 192.0.2.1' "the good router was left"

# The operator's view.
ctl 0 host
printed 'the default router changed too often, 192.0.2.1 on eth0 stays first until in'
ctl 0 host explain 192.0.2.1
printed 'as the longest-lived'
ctl 0 host status --json
check 'grep -Eq "\"damping\": *[{]" "$tmp/ctl.out"' "the answer does not name the router that stays first"

# Damping never costs the last route: the kept router goes, and the next one is there at once.
advertise r eth0 0 192.0.2.1
wait_for 5 'uses 192.0.2.2'
check 'no_gap witness' "a moment without a default route"

# The operator's way out.
advertise r eth0 9000 192.0.2.1/5
wait_for 5 'says host "router learned iface=eth0 router=192.0.2.1 .*preference=5"'
check 'uses 192.0.2.2' "the kept router was left"
kill -HUP "$(pid_of host)"
wait_for 5 'says host "damping has ended reason=configuration"'
wait_for 10 'uses 192.0.2.1'
ctl 0 host metrics
printed 'rdisc_damping 0'
check 'no_gap witness' "a moment without a default route"
pass
