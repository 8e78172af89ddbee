#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Routes of an rdisc that has ended, and of one that runs: --cleanup removes the former and nothing else; a
# second rdisc that would contend for the latter names the running one, and refuses.
#
# [faults F3, G2, G8]
. "$(dirname "$0")/lib.sh"

ns_add h1
ns_add r1
link h1 eth0 r1 eth0
link h1 eth1 r1 eth1
addr h1 eth0 192.0.2.10/24
addr h1 eth1 198.51.100.10/24
addr r1 eth0 192.0.2.1/24
addr r1 eth1 198.51.100.1/24
# shellcheck disable=SC2034 # used in conditions
ours="default via 192.0.2.1 dev eth0 proto ra metric 4096"

# run STATUS ARGUMENT...: what it says is in $tmp/said.
run() {
  local want="$1" status=0
  shift
  in_ns h1 timeout 10 "$RDISC" "$@" >"$tmp/said" 2>&1 </dev/null || status=$?
  [ "$status" -eq "$want" ] || fail "rdisc $*: exit status $status, not $want: $(cat "$tmp/said")"
}
said() {
  grep -qE -e "$1" "$tmp/said" || { cat "$tmp/said" >&2 && return 1; }
}

# begin ARGUMENT...: a daemon with a route that is recorded.
begin() {
  start_rdisc daemon h1 "$@"
  wait_for 5 'says daemon "interface in use iface=eth0"'
  advertise r1 eth0 1800 192.0.2.1
  wait_for 5 "ip -n h1 route show table all default | grep -q 'via 192.0.2.1 dev eth0 .*proto ra'"
  wait_for 5 'grep -q "address=192[.]0[.]2[.]1 " /run/rdisc/state'
}

# ---- a second one (G8) ---------------------------------------------------------------------------

begin -i eth0
witness watch h1
for arguments in '-t -v -s -i eth0' '-t -s' '-t -i eth*' '-t --metric 5000 -i eth0' '-t -i eth0 --install ladder'; do
  # shellcheck disable=SC2086 # a list of words
  run 1 $arguments
  check 'said "rdisc already runs here, pid=$(pid_of daemon) "' "rdisc $arguments does not say who runs"
done
check 'routes_are h1 "$ours" && no_gap watch' "a second rdisc touched the first one's route"
stop watch
for arguments in '-i eth1' '-i eth0 --table 100' '-i eth0 --install none' '-i eth0 --metric 100000' '-r -i eth1'; do
  # shellcheck disable=SC2086 # a list of words
  start_rdisc second h1 $arguments
  wait_for 5 'says second "started "'
  stop second INT
  check 'routes_are h1 "$ours"' "rdisc $arguments took the first one's route with it"
done

# ---- what runs is left alone, and what was asked to stay -----------------------------------------

run 0 --cleanup
check 'said "rdisc is running, so its routes stay pid=$(pid_of daemon)"' 'it does not say who runs'
check 'routes_are h1 "$ours"' 'the route of a daemon that runs was removed'
stop daemon KILL
run 0 --cleanup --keep-routes
check 'routes_are h1 "$ours"' '--keep-routes: the route was removed'

# ---- what is left is removed, and nothing else ---------------------------------------------------

ip -n h1 route add default via 192.0.2.2 dev eth0 proto ra metric 100
ip -n h1 route add default via 198.51.100.2 dev eth1 proto ra metric 4100
ip -n h1 route add default via 192.0.2.3 dev eth0 proto static metric 4097
ip -n h1 route add default via 192.0.2.4 dev eth0 proto ra metric 4096 table 100
left='default via 192.0.2.2 dev eth0 proto ra metric 100'
# shellcheck disable=SC2034 # used in conditions
static='default via 192.0.2.3 dev eth0 proto static metric 4097'
# shellcheck disable=SC2034 # used in conditions
eth1='default via 198.51.100.2 dev eth1 proto ra metric 4100'
run 0 --cleanup # the state file says: eth0 alone
check 'said "default route removed iface=eth0 router=192[.]0[.]2[.]1 "' 'it does not say what it removes'
check 'routes_are h1 "$left" "$static" "$eth1"' 'not exactly the routes of the daemon that has ended'
check 'ip -n h1 route show table 100 | grep -q 192.0.2.4' 'another table was touched'
rm /run/rdisc/state
run 0 --cleanup -i eth0
check 'routes_are h1 "$left" "$static" "$eth1"' 'no state file: another interface was touched'
run 0 --cleanup
check 'routes_are h1 "$left" "$static"' 'no state file: a route is left'
run 0 --cleanup --table 100
check '[ -z "$(ip -n h1 route show table 100)" ]' 'no state file: a route is left in table 100'
ip -n h1 route del default via 192.0.2.2
ip -n h1 route del default via 192.0.2.3

# The configuration is broken: the state file knows.
begin -i eth0 --table 100 --metric 7
stop daemon KILL
echo 'routes { metric = wrong }' >"$tmp/broken.conf"
run 0 --cleanup --config "$tmp/broken.conf"
check '[ -z "$(ip -n h1 route show table 100)" ]' 'a broken file: the route is left'
begin -i eth0
stop daemon KILL
run 0 --cleanup --no-such-option
check 'routes_are h1' 'broken options: the route is left'

# It says when it may not remove a route.
begin -i eth0
stop daemon KILL
in_ns h1 setpriv --bounding-set -net_admin "$RDISC" --cleanup >"$tmp/said" 2>&1 && fail 'without CAP_NET_ADMIN: exit status 0'
check 'said "cannot remove the routes of an earlier run: Operation not permitted"' 'no reason'

# ---- a start that looks elsewhere ----------------------------------------------------------------

# elsewhere ARGUMENT...: the next daemon, whose routes are not there.
elsewhere() {
  check 'routes_are h1 "$ours"' 'nothing to begin with'
  start_rdisc next h1 "$@"
  wait_for 5 'says next "started "'
  check '! routes h1 | grep -qxF "$ours"' "rdisc $*: the route of before is left"
  stop next KILL
  begin -i eth0
  stop daemon KILL
}
begin -i eth0
stop daemon KILL
elsewhere -i eth0 --table 100
elsewhere -i eth0 --metric 100000
elsewhere -i eth1
elsewhere -r -i eth1
elsewhere -i eth0 --install none
start_rdisc next h1 # more interfaces than before: it is adopted
wait_for 5 'says next "router restored from an earlier run"'
check 'routes_are h1 "$ours"' 'a wider start removed the route'
stop next
pass
