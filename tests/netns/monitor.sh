#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# role = monitor: learns and tells what a host would, and does nothing: no message, no question, no group,
# no route, and no right to make one.
#
# [H-2, H-4] learned and lost as by a host, [N-4] seen and not believed.
. "$(dirname "$0")/lib.sh"

command -v setpriv >/dev/null || unavailable "setpriv is missing (util-linux)"
for ns in m r; do
  ns_add "$ns"
done
link m eth0 r eth0
link m eth1 r eth1
addr m eth0 192.0.2.10/24
addr r eth0 192.0.2.1/24
addr m eth1 198.51.100.10/24
addr r eth1 198.51.100.1/24
capture seen r any
witness routes m
echo 'interface eth0 { role = monitor }' >"$tmp/m.conf"

# ---- Without a right -----------------------------------------------------------------------------------

spawn m m setpriv --bounding-set -net_admin "$RDISC" -t --config "$tmp/m.conf"
wait_for 5 'says m "^rdisc: interface in use iface=eth0"'
advertise r eth0 1800 192.0.2.1/5 192.0.2.2/-5
wait_for 2 'says m "^rdisc: router learned iface=eth0 router=192.0.2.1 source=192.0.2.1 preference=5 lifetime=1800s"'
check 'says m "^rdisc: router learned iface=eth0 router=192.0.2.2 source=192.0.2.1 preference=-5 "' "not both"
advertise r eth0 1800 192.0.2.1/7
wait_for 2 'says m "^rdisc: router changed iface=eth0 router=192.0.2.1 .*preference=7 old=5"'
advertise r eth0 0 192.0.2.1
wait_for 2 'says m "^rdisc: router lost iface=eth0 router=192.0.2.1 .*reason=withdrawn"'
advertise r eth0 1 192.0.2.3
wait_for 5 'says m "^rdisc: router lost iface=eth0 router=192.0.2.3 .*reason=expired"'
claim r eth0 1800 192.0.2.255 203.0.113.1
wait_for 2 'says m "^rdisc: router refused iface=eth0 router=192.0.2.255 .*reason=bad_address"'
check 'says m "^rdisc: router refused iface=eth0 router=203.0.113.1 .*reason=not_neighbour"' "a stranger is not refused"
# One that the kernel knows to be dead is left alone as well; a host would ask it every 10 s.
advertise r eth0 1800 192.0.2.77
wait_for 2 'says m "router learned .* router=192.0.2.77 "'
ip -n m neighbour add 192.0.2.77 dev eth0 nud failed
n=$(ip -s -n r neighbour show | wc -l)
peer r solicit -i eth0 --source 192.0.2.1
peer r solicit -i eth0 --source 0.0.0.0
# A host without -s would have said nothing either; one with it, within a second.
never_within 4 'says seen "source=192.0.2.10 "'
[ "$(ip -s -n r neighbour show | wc -l)" -eq "$n" ] || fail "it asked for addresses: $(ip -s -n r neighbour show)"
check '! is_member m eth0' "it has joined the group"
check '! says routes " new "' "it has made a route"
[ "$(count m "^rdisc: started version=.* role=monitor ")" -eq 1 ] || fail "no line about the start"
stop m
check '[ "$exit_status" -eq 0 ]' "it ended with status $exit_status"

# ---- Beside a host -------------------------------------------------------------------------------------

# An advertisement on the monitored interface does not concern the host, however good it sounds.
cat >>"$tmp/m.conf" <<'EOF'
interface eth1 { role = host }
EOF
start_rdisc m m --config "$tmp/m.conf"
wait_for 5 'says seen "solicitation source=198.51.100.10 .* iface=eth1$"'
advertise r eth0 1800 192.0.2.1/2147483647
advertise r eth1 1800 198.51.100.1/-7
wait_for 5 'routes_are m "default via 198.51.100.1 dev eth1 proto ra metric 4096"'
check 'says m "router learned .* router=192.0.2.1 .*preference=2147483647 "' "the monitor is deaf"
advertise r eth1 0 198.51.100.1
wait_for 5 'routes_are m ""'
check 'says m "^rdisc: no usable router left"' "the monitor's router counts"
check '! says seen "source=192[.]0[.]2[.]10 "' "the monitor has spoken"
stop m
check '! says seen "source=192[.]0[.]2[.]10 "' "the monitor has spoken at the end"
pass
