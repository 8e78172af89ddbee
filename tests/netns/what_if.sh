#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# rdiscctl what-if plays events on a copy of the daemon's state, and touches nothing. Its words for a router
# that dies are those that the daemon logs when it does die. Issue 18, point 7.
. "$(dirname "$0")/lib.sh"

for ns in h r1 r2; do
  ns_add "$ns"
done
lan lan0 h:eth0 r1:eth0 r2:eth0
addr h eth0 192.0.2.9/24
for n in 1 2; do
  addr "r$n" eth0 "192.0.2.$n/24"
done
cat >"$tmp/h.conf" <<END
interface eth0 {
  check-target = router
  check-interval = 0.2
  check-failures = 3
  check-successes = 5
}
END
start_own h h --config "$tmp/h.conf" -a
wait_for 5 'says h "interface in use"'
advertise r1 eth0 1800 192.0.2.1/10
advertise r2 eth0 1800 192.0.2.2/5
wait_for 5 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096" \
  "default via 192.0.2.2 dev eth0 proto ra metric 4097"'
wait_for 5 'ctl 0 h routers --json && [ "$(grep -c "\"verdict\": \"good\"" "$tmp/ctl.out")" -eq 2 ]'
witness w h
out w >"$tmp/before"

# line SECONDS TEXT: the timeline has it.
line() {
  printed "$(printf '%10s  %s' "$1" "$2")"
}

# ---- a router dies, and returns ----------------------------------------------------------------

ctl 0 h what-if 192.0.2.1 dies, 192.0.2.1 returns at 30
line 0.000 '192.0.2.1 dies'
line 0.000 'traffic: lost, it goes to 192.0.2.1'
check 'grep -Eq "^ +0\.[678][0-9]{2}  traffic: flows through 192\.0\.2\.2, after 0\." "$tmp/ctl.out"' \
  "the copy does not leave the dead router within 0.8 s"
line 30.000 '192.0.2.1 returns'
check 'grep -Eq "^ +3[0-9]\.[0-9]{3}  default router changed .* router=192\.0\.2\.1 old=192\.0\.2\.2 .*reason=preference" \
  "$tmp/ctl.out"' "the copy does not return to the router"
sed -n 's/^ *0\.[0-9]*  \(router leads\|default ro\)/\1/p' "$tmp/ctl.out" >"$tmp/foretold"
check '[ -s "$tmp/foretold" ]' "nothing is foretold"

# ---- other events ------------------------------------------------------------------------------

ctl 0 h what-if --timeout 5 192.0.2.1 leaves
check 'grep -q "^ *0\.00.  .*default router changed iface=eth0 router=192.0.2.2 old=192.0.2.1" "$tmp/ctl.out"' \
  "a farewell does not move the copy at once"
printed 'Traffic was lost for 0.000 of 5 s.'
ctl 0 h what-if --timeout 5 192.0.2.1 loses-way, 192.0.2.2 loses-way
printed 'traffic: lost, it goes to 192.0.2.1'
ctl 0 h what-if '192.0.2.2 preference 20 at 1.5'
line 1.500 '192.0.2.2 advertises preference 20'
check 'grep -q "default router changed iface=eth0 router=192.0.2.2 old=192.0.2.1" "$tmp/ctl.out"' \
  "a better preference moves nothing"
ctl 0 h what-if eth0 down, eth0 up at 10
line 0.000 'traffic: there is no default route'
check 'grep -Eq "^ +1[0-9]\.[0-9]{3}  traffic: flows through 192\.0\.2\.1" "$tmp/ctl.out"' \
  "the copy does not come back with its interface"

# ---- a copy keeps the route that is in use -----------------------------------------------------

# Of two equals the first that was heard, on an interface that a pattern names.
ns_add g
ns_add r3
link g eth0 r3 eth0
addr g eth0 192.0.2.9/24
addr r3 eth0 192.0.2.3/24
echo 'interface "e*" { role = host }' >"$tmp/g.conf"
start_own g g --config "$tmp/g.conf"
wait_for 5 'says g "interface in use"'
advertise r3 eth0 1800 192.0.2.2
wait_for 5 'routes_are g "default via 192.0.2.2 dev eth0 proto ra metric 4096"'
advertise r3 eth0 1800 192.0.2.1
wait_for 5 'routes_are g "default via 192.0.2.2 dev eth0 proto ra metric 4096" \
  "default via 192.0.2.1 dev eth0 proto ra metric 4097"'
ctl 0 g what-if --timeout 5 192.0.2.2 leaves
check '[ "$(sed -n 2p "$tmp/ctl.out")" = "  default via 192.0.2.2 dev eth0 metric 4096" ]' "the copy begins with another route"
check '! grep -q "The daemon itself" "$tmp/ctl.out"' "the copy says that it is none"

# ---- errors ------------------------------------------------------------------------------------

ctl 1 h what-if 192.0.2.7 dies
complained '192.0.2.7: the daemon does not know that router; "rdiscctl routers" lists them'
ctl 1 h what-if eth9 down
complained 'eth9: the daemon does not use that interface; "rdiscctl interfaces" lists them'
ctl 2 h what-if 192.0.2.1 falls
complained 'what-if: falls: expected dies, leaves, returns, loses-way or preference LEVEL'
ctl 2 h what-if
complained 'what-if: the event is missing'

# ---- nothing was touched; and what was foretold comes true --------------------------------------

check 'out w | diff "$tmp/before" - >&2' "what-if has changed a route"
check '! says h "leads nowhere"' "what-if has told the daemon something"
ip -n r1 link set eth0 down
wait_for 5 'says h "default router changed iface=eth0 router=192.0.2.2"'
sed -n 's/^rdisc: //p' "$tmp/h.err" | sed -n '/^router leads nowhere/,$p' | head -n "$(wc -l <"$tmp/foretold")" >"$tmp/came"
check 'diff "$tmp/foretold" "$tmp/came" >&2' "it came otherwise than foretold"
pass
