#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attacker T9 (doc/threats.md): no enemy, but an administrator's mistake: a second router that
# advertises too, or one with the address of the first. Routers tell of those that hosts prefer to them, if
# no list names these. [R-V2, N-4]
. "$(dirname "$0")/attack_lib.sh"

for ns in h r s wrong; do
  ns_add "$ns"
done
lan lan0 h:eth0 r:eth0 s:eth0 wrong:eth0
addr h eth0 192.0.2.10/24
addr r eth0 192.0.2.1/24
addr wrong eth0 192.0.2.2/24
addr s eth0 192.0.2.3/24
forwarding r 1
forwarding s 1
forwarding wrong 1

# A machine that does not forward does not advertise by mistake.
forwarding wrong 0
start_rdisc wrong wrong -r
wait_for 5 'says wrong "interface not in use iface=eth0 reason=forwarding_off"'
stop wrong
forwarding wrong 1

# The right router hears the wrong one that has its address.
start_rdisc router r -r -T 4
wait_for 5 'says router "advertising iface=eth0"'
peer wrong advertise -i eth0 --source 192.0.2.2 --router 192.0.2.1
wait_for 5 'says router "conflicting advertisement from another router iface=eth0 router=192.0.2.1 source=192.0.2.2 .*reason=same_address"'

# The control: hosts believe the router of higher preference; unless told otherwise.
echo 'interface eth0 { router 192.0.2.2 { preference-level = -1000 } }' >"$tmp/h.conf"
start_rdisc wrong wrong -r -T 4 -p 50
start_rdisc host h
wait_for 10 'uses 192.0.2.2'
stop host
start_rdisc host h --config "$tmp/h.conf"
wait_for 10 'says host "router learned .*router=192.0.2.2 "'
wait_for 10 'uses 192.0.2.1'

# ---- A router preferred to it ----------------------------------------------------------------------------

# told NAME: how many entries the program has told of as unknown.
told() {
  ctl 0 "$1" metrics
  sed -n 's/^rdisc_events_total{event="router_unknown"} //p' "$tmp/ctl.out"
}

# A pair whose members know each other: no word, also while one is out of use and the other stands in.
stop host
stop wrong
stop router
pair='interface eth0 { role = router  max-advertisement-interval = 4  preference-level ='
echo "$pair 100  allow = 192.0.2.3 }" >"$tmp/first.conf"
echo "$pair 50  allow = 192.0.2.1 }" >"$tmp/second.conf"
start_own first r --config "$tmp/first.conf"
start_own second s --config "$tmp/second.conf"
start_rdisc host h -s -f
wait_for 10 'uses 192.0.2.1'
ctl 0 first drain eth0
wait_for 10 'uses 192.0.2.3'
ctl 0 first undrain eth0
wait_for 10 'uses 192.0.2.1'
[ "$(told first),$(told second)" = 0,0 ] || fail "the two suspect each other"

# A third one between the two is above one of them only, and told of by this one: a line, and what to do.
unknown='^rdisc: hosts prefer an unknown router to this one iface=eth0 router=192[.]0[.]2[.]2 source=192[.]0[.]2[.]2'
start_rdisc wrong wrong -r -T 4 -p 75
wait_for 10 'says second "$unknown preference=75 ours=50 .if it belongs there, name it in allow"'
wait_for 20 '[ "$(told second)" -ge 3 ]'
[ "$(count second "$unknown")" -eq 1 ] || fail "told more than once"
[ "$(told first)" -eq 0 ] || fail "told of one that is below it"
ctl 0 second routers
check 'grep -Eq "^192.0.2.2 +eth0 +75 +higher_preference +192.0.2.2 " "$tmp/ctl.out"' "it is not listed"
ctl 0 second explain 192.0.2.2
printed 'hosts prefer it to this router'
printed "second.conf:1"
ctl 0 second metrics
printed 'rdisc_refused_router_last_timestamp_seconds{interface="eth0",reason="higher_preference"} '

# Above both, what was warned of happens.
stop wrong
start_rdisc wrong wrong -r -T 4 -p 200
wait_for 10 'says first "$unknown preference=200 ours=100 "'
wait_for 10 'uses 192.0.2.2'
stop wrong
ctl 0 first routers
check '! grep -q "^192.0.2.2 " "$tmp/ctl.out"' "one that has said goodbye is still listed"

# Once it is named there is nothing to tell.
echo "$pair 50  allow = {192.0.2.1, 192.0.2.2} }" >"$tmp/second.conf"
ctl 0 second reload
before=$(told first),$(told second)
start_rdisc wrong wrong -r -T 4 -p 201
wait_for 10 '[ "$(told first)" -gt "${before%,*}" ]'
[ "$(told second)" -eq "${before#*,}" ] || fail "one that was named is told of"
[ "$(count first "$unknown")" -eq 1 ] || fail "told again on the same day"
stop wrong

# An inventor of routers gets a few lines, and a list that is no longer than it may be.
lines=$(count first 'unknown router')
before=$(told first)
wait_for 5 'peer wrong flood -i eth0 --kind advert --random-routers 192.0.2.128/25 --random-count 4 \
  --random-preference --rate 2000 --seconds 1 && [ "$(told first)" -gt $((before + 1000)) ]'
lines=$(($(count first 'unknown router') - lines))
ctl 0 first routers
listed=$(grep -c higher_preference "$tmp/ctl.out")
check '[ "$listed" -ge 1 ] && [ "$listed" -le 32 ]' "$listed are listed"
[ "$lines" -le 12 ] || fail "$lines lines"
echo "$(($(told first) - before)) invented routers make $lines lines and a list of $listed"
stop first
stop second
pass
