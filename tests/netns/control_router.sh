#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# rdiscctl and a router: drained and back without a gap for hosts, advertising on demand, events as they
# happen, an interface's name of strange bytes, and a user who may not ask.
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/netns/schema_lib.sh
. "$(dirname "$0")/schema_lib.sh"

for ns in r1 r2 h; do
  ns_add "$ns"
done
lan lan0 r1:eth0 r2:eth0 h:eth0
addr r1 eth0 192.0.2.1/24
addr r2 eth0 192.0.2.2/24
addr h eth0 192.0.2.10/24
forwarding r1 1
forwarding r2 1
capture seen lan0 br0
witness routes h
cat >"$tmp/r1.conf" <<'END'
track uplink { kind = interface  interface = up0  on-loss = ineligible }
interface eth0 {
  role = router
  max-advertisement-interval = 4
  preference-level = 100
}
END
start_own r1 r1 --config "$tmp/r1.conf"
start_rdisc r2 r2 -r -T 4
start_own h h -s -f
ctl 0 h wait --router --timeout 20
wait_for 10 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
wait_for 10 'says h "router learned .*router=192.0.2.2 "'

# ---- Events as they happen -----------------------------------------------------------------------------

spawn json h "$RDISCCTL" --socket "$tmp/h.run/control" events --follow --json
spawn lines h "$RDISCCTL" --socket "$tmp/h.run/control" events --follow
wait_for 5 'says json "\"type\": ?\"snapshot\"" && says lines "^rdisc "'

ctl 0 r1 drain eth0
printed 'draining 1 interface'
wait_for 10 'routes_are h "default via 192.0.2.2 dev eth0 proto ra metric 4096"'
wait_for 5 'says json "\"event\": ?\"default_router_changed\".*\"router\": ?\"192.0.2.2\".*\"old_router\": ?\"192.0.2.1\""'
wait_for 5 'says lines "notice  default router changed .*router=192.0.2.2 old=192.0.2.1"'
ctl 0 r1
check 'grep -Eq "^eth0 +router +drain" "$tmp/ctl.out"' "it does not say that it drains"
ctl 0 r1 interfaces
check 'grep -Eq "^eth0 +192.0.2.1 +ineligible " "$tmp/ctl.out"' "what it advertises is not told"
ctl 0 r1 metrics
printed 'rdisc_draining{interface="eth0"} 1'
printed 'rdisc_track_up{track="uplink"} 0'
ctl 0 r1 undrain eth0
wait_for 10 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
check 'no_gap routes' "the host was without a default route"
stop json
stop lines
valid "$tmp/json.out" answer-snapshot event
check '[ "$(sed -n "s/.*\"seq\": *\([0-9]*\), *\"time\".*/\1/p" "$tmp/json.out" | awk "NR > 1 && \$1 != last + 1 { print } { last = \$1 }" | wc -l)" -eq 0 ]' \
  "seq has gaps"

# ---- On demand -----------------------------------------------------------------------------------------

before=$(count seen 'advertisement source=192.0.2.1 destination=224.0.0.1 ')
ctl 0 r1 advertise
wait_for 5 '[ "$(count seen "advertisement source=192.0.2.1 destination=224.0.0.1 ")" -gt '"$before"' ]'
for command in status interfaces routers counters; do
  ctl 0 r1 "$command" --json
  valid "$tmp/ctl.out" "answer-$command"
done
ctl 1 r1 solicit

# ---- Strange bytes -------------------------------------------------------------------------------------

name=$(printf 'e\033[1m\377x')
ip -n r1 link add "$name" type veth peer name other
ip -n r1 link set dev other up
ip -n r1 link set dev "$name" up
ip -n r1 addr add 198.51.100.1/24 dev "$name"
printf 'interface "e*" { role = router }\n' >"$tmp/r1.conf"
ctl 0 r1 reload
wait_for 5 'ctl 0 r1 interfaces; grep -q "198.51.100.1" "$tmp/ctl.out"'
check 'grep -q "^eth0 " "$tmp/ctl.out"' "a strange name hides other interfaces"
check '! LC_ALL=C grep -q "[^ -~]" "$tmp/ctl.out"' "its bytes reach the terminal"
ctl 0 r1 metrics
check '! LC_ALL=C grep -q "[^ -~]" "$tmp/ctl.out"' "its bytes reach the metrics"
ctl 0 r1 status --json
valid "$tmp/ctl.out" answer-status

# ---- A user who may not -----------------------------------------------------------------------------------------

stranger() {
  setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}
if stranger true 2>/dev/null; then # (in a user namespace there is nobody else)
  cp "$RDISCCTL" "$tmp/rdiscctl"
  chmod 755 "$tmp" "$tmp/rdiscctl" "$tmp/r1.run"
  status=0
  stranger "$tmp/rdiscctl" --socket "$tmp/r1.run/control" >"$tmp/ctl.out" 2>"$tmp/ctl.err" || status=$?
  check '[ "$status" -eq 1 ]' "a stranger got exit status $status"
  complained 'not permitted: be root'
fi
pass
