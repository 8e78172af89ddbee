#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The log as a service manager and an operator meet it: levels for the journal, a level that a reload
# changes, and what a burst left out, which is told at the end at the latest.
# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/lib.sh"

ns_add h1
ns_add r1
link h1 eth0 r1 eth0
addr h1 eth0 192.0.2.10/24
addr r1 eth0 192.0.2.1/24

# ---- The journal -------------------------------------------------------------------------------

# Started by a shell that knows which file its standard error is, as systemd names it.
# shellcheck disable=SC2016 # for that shell
spawn journal h1 sh -c 'JOURNAL_STREAM=$(stat -L -c %d:%i /dev/stderr) exec "$@"' sh "$RDISC" -t -i eth0
wait_for 5 'says journal "^<6>interface in use iface=eth0$"'
check 'says journal "^<5>started version="' 'no level before the first line'
stop journal
check '! says journal "^rdisc: "' 'the name of the program is in lines for the journal'
check 'says journal "^<5>stopped "' 'no level before the last line'
spawn other h1 env JOURNAL_STREAM=1:2 "$RDISC" -t -i eth0
wait_for 5 'says other "^rdisc: interface in use iface=eth0$"'
stop other

# ---- A level while it runs ---------------------------------------------------------------------

# level NAME [KEY]: another configuration, in force when this returns.
level() {
  printf 'daemon { log-level = %s }\ninterface eth0 { }\n' "$1" >"$tmp/rdisc.conf"
}

level debug
start_rdisc host h1 --config "$tmp/rdisc.conf"
wait_for 5 'says host "interface in use"'
advertise r1 eth0 60 192.0.2.1
wait_for 5 'says host "received iface=eth0 type=advertisement source=192.0.2.1"'
level notice
kill -s HUP "$(pid_of host)"
wait_for 5 '[ "$(count host "reloaded$")" -eq 1 ]'
advertise r1 eth0 60 192.0.2.2/1
wait_for 5 'says host "default route added .*router=192.0.2.2"'
check '[ "$(count host "received ")" -eq 1 ] && ! says host "router learned .*192.0.2.2"' 'the old level holds'
level loud
kill -s HUP "$(pid_of host)"
wait_for 5 'says host "log-level = loud: expected err, warning, notice, info or debug"'
level err
kill -s HUP "$(pid_of host)"
# Told at the level that was in force, so nothing tells of the end; what is logged next must be nothing.
wait_for 5 '[ "$(count host "SIGHUP")" -eq 3 ]'
advertise r1 eth0 60 192.0.2.3/2
wait_for 5 'routes_are h1 "default via 192.0.2.3 dev eth0 proto ra metric 4096"'
check '! says host "192.0.2.3"' 'more than errors is logged'
stop host
check '! says host "stopped "' 'the end is logged at level err'

# ---- What is left out --------------------------------------------------------------------------

start_rdisc host2 h1 -i eth0
wait_for 5 'says host2 "interface in use"'
peer r1 advertise -i eth0 --source 203.0.113.9 --destination 192.0.2.10 --router 192.0.2.9 --count 50 --rate 0
peer r1 advertise -i eth0 --random-source --random-routers 203.0.113.0/25 --destination 192.0.2.10 --count 50 --rate 0
advertise r1 eth0 60 192.0.2.7
wait_for 5 'says host2 "router learned .*192.0.2.7"'
stop host2
check '[ "$(count host2 "message refused .*source=203.0.113.9 ")" -eq 1 ]' 'the same refusal is told again'
check '[ "$(count host2 "message refused .*source=203.0.113.")" -le 6 ]' 'a line for each packet'
check 'says host2 "^rdisc: message refused left_out=[0-9]+ in=[0-9]+s$"' 'not told what was left out'
pass
