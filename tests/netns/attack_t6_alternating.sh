#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attacker T6 (doc/threats.md): alternates advertisements, so that routes change all the time. Equals never
# displace who is in use, and changes are let in at a bounded rate. [H-7, N-4]
. "$(dirname "$0")/lib.sh"

for ns in h a; do
  ns_add "$ns"
done
link h eth0 a eth0
addr h eth0 192.0.2.10/24
addr a eth0 192.0.2.66/24
start_rdisc host h --install single
wait_for 5 'says host "interface in use iface=eth0"'
witness witness h
advertise a eth0 9000 192.0.2.1
wait_for 2 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'

# Equals that come and go.
for _ in 1 2 3 4; do
  advertise a eth0 9000 192.0.2.2 192.0.2.3
  advertise a eth0 0 192.0.2.2 192.0.2.3
done
wait_for 5 '[ "$(count host "router lost .*reason=withdrawn")" -ge 8 ]'
check '[ "$(count witness " (new|del) ")" -eq 1 ]' "routes changed for equals"

# Others that are better in turn, as fast as can be: 2000 messages, which let to themselves would make
# as many changes.
before=$(count witness ' (new|del) ')
spawn better a "$PEER" advertise -i eth0 --source 192.0.2.66 --router 192.0.2.2/1 --count 1000 --interval-ms 1
spawn worse a "$PEER" advertise -i eth0 --source 192.0.2.66 --router 192.0.2.2/-1 --count 1000 --interval-ms 1
ended better 20
ended worse 20
wait_for 5 'says host "let in, refused"'
changes=$(($(count witness ' (new|del) ') - before))
echo "$changes changes of the table"
check '[ "$changes" -lt 200 ]' "the table changed $changes times"
check 'no_gap witness' "a moment without a default route"
pass
