#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# rdiscctl asks a host: what it prints is so, every answer is as doc/control.schema.json has it, and metrics
# please promtool.
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/netns/schema_lib.sh
. "$(dirname "$0")/schema_lib.sh"

command -v promtool >/dev/null || skip "promtool not found (Debian: apt-get install prometheus)"

# is_valid NAME...: the last thing that ctl printed, by these definitions of the schema.
is_valid() {
  valid "$tmp/ctl.out" "$@"
}

# Every command's answer.
validate_all() {
  local command
  for command in status interfaces routers counters explain; do
    ctl "${1:-0}" h "$command" --json
    is_valid "answer-$command"
    set -- # only the first tells "degraded"
  done
  ctl 0 h conflicts --json
  is_valid answer-default-routes
  ctl 0 h events --json
  is_valid event
}

for ns in r1 r2 h; do
  ns_add "$ns"
done
lan lan0 r1:eth0 r2:eth0 h:eth0
addr r1 eth0 192.0.2.1/24
addr r2 eth0 192.0.2.2/24
addr h eth0 192.0.2.10/24

# ---- No daemon, then no router ----------------------------------------------------------------------

ctl 4 h
complained 'rdisc is not running'
cat >"$tmp/h.conf" <<'END'
interface eth0 {
  role = host
}
END
start_own h h --config "$tmp/h.conf"
ctl 0 h wait --timeout 10
ctl 3 h
printed 'Default router: none'
printed 'degraded:'
validate_all 3
ctl 1 h wait --router --timeout 0.1

# ---- Two routers, another's route ----------------------------------------------------------------------

spawn waiter h "$RDISCCTL" --socket "$tmp/h.run/control" wait --router -i eth0 --timeout 20
advertise r1 eth0 1800 192.0.2.1/300
ended waiter 20
check '[ "$exit_status" -eq 0 ]' "wait --router ended with $exit_status"
check 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"' "wait --router ended too early"
advertise r1 eth0 1800 192.0.2.2/200
wait_for 5 'says h "router learned .*router=192.0.2.2 "'
ctl 0 h
printed 'Default router: 192.0.2.1 on eth0, source 192.0.2.10'
check 'grep -Eq "^192.0.2.1 +eth0 +300 .* used +metric 4096 " "$tmp/ctl.out"' "not in use?"
check 'grep -Eq "^192.0.2.2 +eth0 +200 .* standby " "$tmp/ctl.out"' "not standing by?"
check '! grep -q Alarms "$tmp/ctl.out"' "alarms, though all is well"
ctl 0 h explain 192.0.2.2
check 'grep -q "^192.0.2.2 on eth0 is not used:" "$tmp/ctl.out"' "no explanation"
printed '192.0.2.1 has preference 300, which is higher'
check '! grep -q "^192.0.2.1 on" "$tmp/ctl.out"' "it was not asked about 192.0.2.1"
ctl 1 h explain -i eth7
complained 'no interface "eth7"'
ip -n h route add default via 192.0.2.254 metric 100 proto static
wait_for 5 'ctl 0 h conflicts; grep -q "The other one wins: its metric, 100" "$tmp/ctl.out"'
ctl 0 h
printed 'another default route wins: via 192.0.2.254 dev eth0, metric 100'
validate_all

# ---- Lines of trust, a reload, a stranger --------------------------------------------------------------

ctl 0 h trust
cp "$tmp/ctl.out" "$tmp/h.conf"
check '"$RDISC" --check --config "$tmp/h.conf"' "rdisc does not take the lines of trust"
ctl 0 h reload
printed 'configuration 2 is in force'
advertise r1 eth0 1800 192.0.2.66/2147483647
wait_for 5 'ctl 0 h; grep -q "router 192.0.2.66 refused on eth0: not_allowed (1 time," "$tmp/ctl.out"'
ctl 0 h routers
check 'grep -Eq "^192.0.2.66 +eth0 +2147483647 +not_allowed +192.0.2.1 " "$tmp/ctl.out"' "the refused one is not listed"
ctl 0 h explain 192.0.2.66
check 'grep -Eq "^192.0.2.66 on eth0 is not used:" "$tmp/ctl.out"' "no explanation of the refused one"
ctl 0 h watch --timeout 0 192.0.2.1
check 'grep -Eq "^[0-9:]{8}  eth0 +[0-9-]+ .\|#[# ]{23}\|[ 0-9]{6} s  used$" "$tmp/ctl.out"' "no line of a router over time"
ctl 0 h watch --timeout 0 192.0.2.250
printed '  not known'
ctl 0 h config
printed 'allow = '
ctl 0 h trust
printed '# refused: 192.0.2.66 on eth0, not_allowed'
validate_all
echo 'nonsense' >>"$tmp/h.conf"
ctl 1 h reload
complained 'refused'
ctl 0 h
printed 'the last reload was refused'

# ---- Metrics -------------------------------------------------------------------------------------------

ctl 0 h metrics --json
is_valid answer-everything
ctl 0 h metrics
check 'promtool check metrics <"$tmp/ctl.out"' "promtool has complaints"
printed 'rdisc_default_router_present{interface="eth0"} 1'
printed 'rdisc_router_installed{interface="eth0",router="192.0.2.2"} 0'
printed 'rdisc_router_entries_refused_total{reason="not_allowed"} 1'
printed 'rdisc_foreign_default_routes{table="254"} 1'
printed 'rdisc_config_last_reload_successful 0'
check '[ "$(grep -v "^#" "$tmp/ctl.out" | sed "s/ .*//" | sort | uniq -d | wc -l)" -eq 0 ]' "a series stands there twice"

# ---- The other things to say ---------------------------------------------------------------------------

ctl 0 h log-level
printed info
ctl 0 h log-level debug --json
is_valid answer-log-level
ctl 1 h log-level loud
ctl 1 h log-level loud --json
is_valid error
ctl 0 h solicit --json
is_valid answer-solicit
ctl 1 h advertise
ctl 1 h drain eth0
complained 'not a router on eth0'
ctl 0 h counters
printed 'router_refused'
stop h
ctl 4 h
pass
