#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Two interfaces with a routing table each: each table has its own default router, metrics and foreign routes; what
# happens in one leaves the other alone. A reload moves routes without a gap, a restart keeps them, and the end and
# --cleanup remove them from both tables. Issue 18.
. "$(dirname "$0")/lib.sh"

ns_add h
ns_add r1
ns_add r2
link h eth0 r1 eth0
link h eth1 r2 eth0
addr h eth0 192.0.2.9/24
addr h eth1 198.51.100.9/24
addr r1 eth0 192.0.2.1/24
addr r2 eth0 198.51.100.1/24
ip -n h route add default via 192.0.2.77 table 10 metric 4096 proto static

# in_table TABLE ROUTE...: these and no other default routes stand there.
in_table() {
  local table="$1"
  shift
  [ "$(ip -4 -n h route show table "$table" default 2>/dev/null | awk '{ $1 = $1 } 1')" = "$(printf '%s\n' "$@")" ]
}
# shellcheck disable=SC2034 # used in conditions
one='default via 192.0.2.1 dev eth0 proto ra metric 4097'
# shellcheck disable=SC2034 # used in conditions
two='default via 198.51.100.1 dev eth1 proto ra metric 4096'
# shellcheck disable=SC2034 # used in conditions
theirs='default via 192.0.2.77 dev eth0 proto static metric 4096'

configure() { # TABLE0 TABLE1
  printf 'interface eth0 {\n  table = %s\n}\ninterface eth1 {\n  table = %s\n}\n' "$1" "$2" >"$tmp/h.conf"
}
begin() {
  start_own h h --config "$tmp/h.conf"
  wait_for 5 'says h "interface in use iface=eth0"'
  wait_for 5 'says h "interface in use iface=eth1"'
}
recorded() {
  wait_for 3 'grep -q "address=192[.]0[.]2[.]1 " "$tmp/h.run/state"'
  wait_for 3 'grep -q "address=198[.]51[.]100[.]1 " "$tmp/h.run/state"'
}

configure 10 20
begin
advertise r1 eth0 1800 192.0.2.1/5
advertise r2 eth0 1800 198.51.100.1/-5
wait_for 5 'in_table 10 "$theirs" "$one"'
wait_for 5 'in_table 20 "$two"'
check '[ -z "$(routes h)" ]' "a route stands in the main table: $(routes h)"
check 'says h "default route added iface=eth0 router=192.0.2.1 metric=4097 table=10"' "the log does not say the table"
ctl 0 h routers
printed "table 10"
printed "table 20"

# ---- what happens in one table -----------------------------------------------------------------

recorded
advertise r1 eth0 0 192.0.2.1
wait_for 5 'in_table 10 "$theirs"'
wait_for 5 'says h "no usable router left table=10"'
check 'in_table 20 "$two"' "the route of the other table has changed"
check '! says h "route removed iface=eth1"' "the other table's route went for a while"
advertise r1 eth0 1800 192.0.2.1/5
wait_for 5 'in_table 10 "$theirs" "$one"'
# Another program removes ours there: it comes back there.
act ip -n h route del default table 20 metric 4096
wait_for 5 'says h "restored: another program removed it iface=eth1 .*table=20"'
wait_for 5 'in_table 20 "$two"'
# The link goes: so do its routes, and nobody else's.
act ip -n h link set eth1 down
wait_for 5 'in_table 20 ""'
act ip -n h link set eth1 up
wait_for 5 'has_carrier h eth1'
advertise r2 eth0 1800 198.51.100.1/-5
wait_for 5 'in_table 20 "$two"'
check 'in_table 10 "$theirs" "$one"' "table 10 has changed: $(ip -n h route show table 10)"

# ---- killed, and started again -----------------------------------------------------------------

recorded
stop h KILL
forget h
begin
wait_for 5 'says h "adopted iface=eth0 router=192.0.2.1 metric=4097 table=10"'
wait_for 5 'says h "adopted iface=eth1 router=198.51.100.1 metric=4096 table=20"'
advertise r1 eth0 1800 192.0.2.1/5
advertise r2 eth0 1800 198.51.100.1/-5
wait_for 5 '[ "$(count h "router restored")" -eq 2 ]'
check 'in_table 10 "$theirs" "$one" && in_table 20 "$two"' "a restart changed routes"
check '! says h "default route added"' "a route was added anew"

# ---- moved by a reload -------------------------------------------------------------------------

configure main 30
act kill -HUP "$(pid_of h)"
wait_for 5 'says h "reloaded"'
wait_for 5 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
wait_for 5 'in_table 30 "$two"'
wait_for 5 'in_table 20 "" && in_table 10 "$theirs"'
check '! says h "refused by the kernel"' "a route was refused"
# The new one is there before the old one goes.
check '[ "$(grep -nE "route added iface=eth1 .*table=30" "$tmp/h.err" | cut -d: -f1)" -lt \
  "$(grep -nE "route removed iface=eth1 .*table=20" "$tmp/h.err" | cut -d: -f1)" ]' "the old route went first"

# ---- cleaned up --------------------------------------------------------------------------------

recorded
stop h KILL
# The tables are those of the daemon that has ended, whatever the file says now.
configure 10 20
in_ns h env RUNTIME_DIRECTORY="$tmp/h.run" "$RDISC" --cleanup --config "$tmp/h.conf" >"$tmp/cleanup.out" 2>&1 ||
  fail "--cleanup: $(cat "$tmp/cleanup.out")"
wait_for 5 '[ -z "$(routes h)" ] && in_table 30 "" && in_table 10 "$theirs"'
# One that starts with other tables removes what it does not take over.
forget h
begin
advertise r1 eth0 1800 192.0.2.1/5
advertise r2 eth0 1800 198.51.100.1/-5
wait_for 5 'in_table 10 "$theirs" "$one" && in_table 20 "$two"'
recorded
stop h KILL
configure 10 main
forget h
begin
advertise r2 eth0 1800 198.51.100.1/-5
wait_for 5 'in_table 20 ""'
wait_for 5 'routes_are h "$two"'
check 'in_table 10 "$theirs" "$one"' "the table that stays has changed"
stop h
check '[ "$exit_status" -eq 0 ]' "the host ended with status $exit_status"
check '[ -z "$(routes h)" ] && in_table 20 "" && in_table 10 "$theirs"' "a route is left"
pass
