#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A planned restart of a router: stop --silent, or farewell = no, takes nothing back, and hosts notice nothing.
# Without that, stop says farewell. A member of the control-group may not stop it. Release 1.0.0 can do neither.
# [R-10]
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/netns/schema_lib.sh
. "$(dirname "$0")/schema_lib.sh"

for ns in r h w; do
  ns_add "$ns"
done
lan lan0 r:eth0 h:eth0 w:eth0
addr r eth0 192.0.2.1/24
addr h eth0 192.0.2.10/24
forwarding r 1
capture seen w eth0 # a host that was made by hand hears no more than this
witness routes h

cat >"$tmp/said.conf" <<'END'
interface eth0 {
  role = router
  max-advertisement-interval = 1800
}
END
echo 'daemon { control-group = adm }' >>"$tmp/said.conf"
sed 's/role/farewell = no  role/' "$tmp/said.conf" >"$tmp/silent.conf"

# begun N CONF: starts the router for the Nth time.
begun() {
  heard=$(count seen 'advertisement source=192.0.2.1 .* lifetime=5400 ')
  start_own r r --config "$tmp/$2.conf"
  wait_for 5 "[ \"\$(count seen 'advertisement source=192.0.2.1 .* lifetime=5400 ')\" -gt $heard ]"
}

# unnoticed WHY: it has ended, and neither host was told.
unnoticed() {
  ended r 5
  [ "$exit_status" -eq 0 ] || fail "$1: it ended with status $exit_status"
  check 'says r "no longer advertising iface=eth0 reason=shutdown"' "$1: no line about the end"
  check "! says seen 'lifetime=0 '" "$1: a farewell"
  check 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"' "$1: the host has lost its router"
}

begun 1 said
start_rdisc h h -s -f
wait_for 10 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'

stranger() {
  setpriv --reuid=65534 --regid=adm --clear-groups "$@"
}
if stranger true 2>/dev/null; then # (in a user namespace there is nobody else)
  cp "$RDISCCTL" "$tmp/rdiscctl"
  chmod 755 "$tmp" "$tmp/rdiscctl" "$tmp/r.run"
  stranger "$tmp/rdiscctl" --socket "$tmp/r.run/control" >"$tmp/ctl.out" 2>&1 || fail "a member may not look"
  ! stranger "$tmp/rdiscctl" --socket "$tmp/r.run/control" stop --silent >"$tmp/ctl.out" 2>&1 ||
    fail "a member of the group stops it"
  printed 'not permitted: be root'
fi
check 'is_running r' "it ended"

ctl 0 r stop --silent
printed stopped
check 'says r "^rdisc: rdiscctl: stopping without a farewell"' "no line about the order"
unnoticed "stop --silent"
ctl 4 r stop # there is none
begun 2 silent
kill -s TERM "$(pid_of r)"
unnoticed "SIGTERM with farewell = no"
begun 3 silent
ctl 0 r stop --json
valid "$tmp/ctl.out" answer-stop
unnoticed "stop with farewell = no"

# Only the end is silent: an address that goes is taken back, also by the copies at the end.
begun 4 silent
addr r eth0 192.0.2.2/24
wait_for 5 'says seen "lifetime=5400 .* routers=192.0.2.1/0,192.0.2.2/0 "'
ip -n r address del 192.0.2.2/24 dev eth0
wait_for 5 'says seen "lifetime=0 .* routers=192.0.2.2/0 "'
ctl 0 r stop
ended r 5
wait_for 5 '[ "$(count seen "lifetime=0 .* routers=192.0.2.2/0 ")" -eq 3 ]'
check "! says seen 'lifetime=0 .*192.0.2.1/'" "a farewell of what should be kept"

# Hosts have heard nothing of all that.
begun 5 said
check 'no_gap routes' "the host was without a router"
check '! says h "router lost iface=eth0 router=192.0.2.1 "' "the host has lost it"
ctl 2 r status --silent
ctl 0 r stop
ended r 5
wait_for 5 'says seen "lifetime=0 .* routers=192.0.2.1/0 " && routes_are h ""'
pass
