#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A router on the link whose address is in no subnet of the interface is used where the operator names it with
# onlink, and traffic flows by it; no other such router is. The route is neither repaired nor touched by a
# restart, and it goes at the end. Issue 18.
. "$(dirname "$0")/lib.sh"

# The hosts' LAN is 192.0.2.0/24, and r has no address of it; x is beyond r.
for ns in h r x; do
  ns_add "$ns"
done
link h eth0 r eth0
link r eth1 x eth1
addr h eth0 192.0.2.9/24
addr r eth0 203.0.113.1/24
ip -n r route add 192.0.2.0/24 dev eth0
addr r eth1 10.0.0.1/24
addr x eth1 10.0.0.2/24
addr x lo 198.51.100.1/32
ip -n r route add 198.51.100.1/32 via 10.0.0.2
ip -n x route add default via 10.0.0.1
forwarding r 1
rp_filter_off r
rp_filter_off x
# shellcheck disable=SC2034 # used in conditions
good='default via 203.0.113.1 dev eth0 proto ra metric 4096 onlink'

# ---- not named ---------------------------------------------------------------------------------

printf 'interface eth0 {\n}\n' >"$tmp/without.conf"
start_own plain h --config "$tmp/without.conf"
wait_for 5 'says plain "interface in use"'
advertise r eth0 1800 203.0.113.1
wait_for 5 'says plain "router refused iface=eth0 router=203.0.113.1 .* reason=not_neighbour .*onlink"'
check '[ -z "$(routes h)" ]' "a router of another subnet is used"
ctl 0 plain explain 203.0.113.1
printed "no router section of it says onlink"
stop plain

# ---- named -------------------------------------------------------------------------------------

cat >"$tmp/h.conf" <<END
interface eth0 {
  router 203.0.113.1 { onlink = yes }
}
END

begin() {
  start_own h h -v --config "$tmp/h.conf"
  wait_for 5 'says h "interface in use"'
}

# recorded: the state file has the router, so a crash from now on loses nothing.
recorded() {
  wait_for 3 'grep -q "address=203[.]0[.]113[.]1 " "$tmp/h.run/state"'
}

reaches() {
  in_ns h ping -c 1 -w 2 198.51.100.1 >"$tmp/ping.out" 2>&1
}

begin
advertise r eth0 1800 203.0.113.1
wait_for 5 'routes_are h "$good"'
wait_for 5 reaches
recorded
advertise r eth0 1800 203.0.113.2
wait_for 5 'says h "router refused iface=eth0 router=203.0.113.2 .*reason=not_neighbour"'
check 'routes_are h "$good"' "one that is not named is used, or the route changed: $(routes h)"
ctl 0 h routers
printed "onlink"
ctl 0 h explain 203.0.113.1
printed "the configuration says that it is on the link"
ctl 0 h config
printed "onlink"
ctl 0 h what-if 203.0.113.1 dies

# The kernel shows the flag, so what it holds is what is wanted: nothing is repaired when all is read anew.
act kill -HUP "$(pid_of h)"
wait_for 5 'says h "reloaded"'
advertise r eth0 1800 203.0.113.1
wait_for 5 'routes_are h "$good"'
check '! says h "restored: another program"' "a route that nobody removed was repaired"
check '[ "$(count h "default route added")" -eq 1 ]' "the route was added again"
act ip -n h route del default
wait_for 5 'says h "restored: another program"'
wait_for 5 'routes_are h "$good"'

# ---- killed, and started again -----------------------------------------------------------------

recorded
witness watch h
stop h KILL
forget h
begin
wait_for 5 'says h "adopted iface=eth0 router=203.0.113.1 "'
wait_for 5 'says h "router restored from an earlier run"'
advertise r eth0 1800 203.0.113.1
advertise r eth0 1800 203.0.113.2
wait_for 5 'says h "router refused iface=eth0 router=203.0.113.2 "'
check 'routes_are h "$good"' "the route of the earlier run did not stay: $(routes h)"
check '! grep -E " (new|del|gone|gap) ?" "$tmp/watch.out"' "the route changed at the restart"
reaches || fail "no answer from beyond: $(cat "$tmp/ping.out")"

# Killed again, the route stays until it is cleaned up.
stop h KILL
check 'routes_are h "$good"' "the route did not outlive the daemon"
in_ns h env RUNTIME_DIRECTORY="$tmp/h.run" "$RDISC" --cleanup --config "$tmp/h.conf" >"$tmp/cleanup.out" 2>&1 ||
  fail "--cleanup: $(cat "$tmp/cleanup.out")"
check '[ -z "$(routes h)" ]' "--cleanup left the route"

# ---- one hop of a multipath route --------------------------------------------------------------

sed -i 's/^interface/routes { install = multipath }\ninterface/' "$tmp/h.conf"
forget h
begin
advertise r eth0 1800 203.0.113.1 192.0.2.1
wait_for 5 'routes h | grep -q "nexthop via 192[.]0[.]2[.]1 dev eth0 weight 1"'
wait_for 5 'routes h | grep -q "nexthop via 203[.]0[.]113[.]1 dev eth0 weight 1 onlink"'
check '[ "$(routes h | wc -l)" -eq 1 ]' "not one route: $(routes h)"
stop h
check '[ "$exit_status" -eq 0 ]' "the host ended with status $exit_status"
check '[ -z "$(routes h)" ]' "a route is left: $(routes h)"
pass
