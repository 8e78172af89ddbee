#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# rdiscctl against a daemon that answers from files: requests, parts, errors, exit codes, and what a hostile
# or broken answer does to a terminal.
. "$(dirname "$0")/lib.sh"

need_python
answers=$tmp/answers
mkdir "$answers" "$tmp/fake.run"
ns_add h
spawn fake h "$python" "$(dirname "$0")/fake_control.py" "$tmp/fake.run/control" "$answers"
wait_for 5 'says fake "^ready\$"'

# answer COMMAND LINE...: the packets for it.
answer() {
  local file="$answers/$1"
  shift
  printf '%s\n' "$@" >"$file"
}

run() {
  local want="$1"
  shift
  ctl "$want" fake "$@"
}

head='"version": 1, "time": "2026-11-22T16:04:05.123Z"'
daemon='"daemon": {"version": "1.0.0", "roles": ["host"], "uptime": 11, "state": "ok", "standing": "none"}'

# ---- An answer in parts, and what a name may hold ------------------------------------------------------

answer status "{$head, $daemon, \"interfaces\": [{\"name\": \"e\u001b[2J\u009b0\", \"role\": \"host\"}], \"more\": true}" \
  "{$head, \"interfaces\": [{\"name\": \"eth1\", \"role\": \"host\"}]}"
run 0
printed 'e\x1b[2J'
printed 'eth1'
check '! LC_ALL=C grep -q "[^ -~]" "$tmp/ctl.out"' "strange bytes reach the terminal"
run 0 status --json
check '! LC_ALL=C grep -q "[^ -~]" "$tmp/ctl.out"' "strange bytes reach the terminal in JSON"
check '"$python" -c "import json; a = json.load(open(\"$tmp/ctl.out\")); assert len(a[\"interfaces\"]) == 2 and \"more\" not in a"' \
  "the parts are not one object"

# ---- Exit codes ----------------------------------------------------------------------------------------

answer status "{$head, \"daemon\": {\"state\": \"degraded\"}}"
run 3
run 3 --json status
answer explain "{$head, \"error\": {\"code\": \"not_found\", \"message\": \"no router \\\"192.0.2.7\\\"\u001b\"}}"
run 1 explain 192.0.2.7
complained 'rdiscctl: no router "192.0.2.7"\x1b'
run 1 --json explain 192.0.2.7
printed '"code": "not_found"'
for arguments in bogus 'status too many' 'status extra' drain 'status --router' 'events --watch' '--watch --json' \
  '--watch=x' 'wait --timeout soon' 'wait --timeout' '--bogus' 'wait -i eth0' '-i'; do
  # shellcheck disable=SC2086 # a list of words
  run 2 $arguments
  complained 'rdiscctl --help'
done
run 2 --watch # no terminal
complained 'needs a terminal'
for option in --help -h --version -V; do
  run 0 $option
done
status=0
"$RDISCCTL" --socket "$tmp/nobody" 2>"$tmp/ctl.err" || status=$?
check '[ "$status" -eq 4 ]' "exit status $status without a daemon"
complained 'rdisc is not running'
status=0
"$RDISCCTL" --socket "$tmp/fake.run/control" --version >/dev/full 2>"$tmp/ctl.err" || status=$?
check '[ "$status" -eq 1 ]' "nobody noticed that nothing could be written"

# ---- A server without this protocol ------------------------------------------------------------------

answer routers 'not json'
run 1 routers
complained "this is not rdisc's socket"
answer routers '[]'
run 1 routers
complained "this is not rdisc's socket"
answer routers '{"version": 2, "routers": []}'
run 1 routers
complained 'different versions'
answer routers hangup
run 1 routers
complained 'hung up'
answer routers "{$head, \"routers\": [], \"more\": true}" hangup
run 1 routers
complained 'hung up'
# A refusal is told in the daemon's words, by each form. Only a place that is not free is waited for.
refusal="{$head, \"error\": {\"code\": \"not_permitted\", \"message\": \"not permitted: be root\"}}"
answer events "$refusal" hangup
# shellcheck disable=SC2086 # a list of words
for command in events 'events --follow' 'wait --timeout 60'; do
  run 1 $command
  complained 'rdiscctl: not permitted: be root'
  run 1 $command --json
  printed '"not_permitted"'
done

# ---- Requests ------------------------------------------------------------------------------------------

requested() {
  wait_for 2 "says fake '$1'"
}

answer routers "{$head, \"routers\": []}"
run 0 routers -i eth0
requested '^\{"command":"routers","interface":"eth0"\}$'
run 0 trust
printed '# no router is known'
answer explain "{$head, \"explanations\": []}"
run 0 explain 192.0.2.1
requested '^\{"command":"explain","router":"192.0.2.1"\}$'
for command in solicit advertise drain undrain; do
  answer $command "{$head, \"done\": 2}"
  run 0 $command lan0
  requested "^\{\"command\":\"$command\",\"interface\":\"lan0\"\}\$"
  printed ' 2 interfaces'
done
answer solicit "{$head, \"done\": 0}"
run 1 solicit
requested '^\{"command":"solicit"\}$'
answer reload "{$head, \"generation\": 8}"
run 0 reload
printed 'configuration 8 is in force'
answer log-level "{$head, \"level\": \"debug\"}"
run 0 log-level debug
requested '^\{"command":"log-level","level":"debug"\}$'
printed debug
answer default-routes "{$head, \"default_routes\": []}"
run 0 conflicts
printed 'There is no default route.'
answer counters "{$head, \"counters\": {\"sent\": {\"advertisements\": 4}}}"
run 0 counters
printed 'advertisements  4'

# ---- Events --------------------------------------------------------------------------------------------

event='"event": "router_dead", "level": "warning", "message": "router does not answer"'
answer events "{$head, \"events\": [{\"seq\": 1, $event}], \"more\": true}" \
  "{$head, \"events\": [{\"seq\": 2, $event}]}"
run 0 events
printed 'warning router does not answer'
run 0 events --json
check '[ "$(wc -l <"$tmp/ctl.out")" -eq 2 ]' "not one object a line"
answer events "{$head, \"type\": \"snapshot\", $daemon, \"more\": true}" "{$head, \"type\": \"snapshot\", \"routers\": []}" \
  "{$head, \"type\": \"event\", \"seq\": 3, $event}" "{$head, \"type\": \"lost\", \"count\": 17}" hangup
run 1 events --follow --json
check '[ "$(wc -l <"$tmp/ctl.out")" -eq 3 ]' "not one object a line"
run 1 events --follow
printed 'rdisc 1.0.0, host'
printed 'warning router does not answer'
printed '17 events more'
complained 'hung up'

# ---- Waiting -------------------------------------------------------------------------------------------

router='"router": "192.0.2.1", "interface": "eth0", "prefsrc": "192.0.2.10"'
answer events "{$head, \"type\": \"snapshot\", \"daemon\": {\"default_router\": null}}" 'sleep 0.2' \
  "{$head, \"type\": \"event\", \"event\": \"default_router_changed\", \"router\": null}" \
  "{$head, \"type\": \"event\", \"event\": \"default_router_changed\", $router}"
run 0 wait --timeout 5
run 0 wait --router --timeout 5
run 0 wait --router -i eth0 --timeout 5 --json
printed '"router": "192.0.2.1"'
run 1 wait --router -i eth1 --timeout 1
complained 'no default router within the timeout'
answer events "{$head, \"type\": \"snapshot\", \"daemon\": {\"default_router\": {$router}}}"
run 0 wait --router --timeout 0
# A daemon that hangs is waited for as long as was asked for and no longer: it does not answer, or accepts
# nobody. One that goes on later is not missed.
answer events 'sleep 11' "{$head, \"type\": \"snapshot\"}"
asked=$(count fake '"follow":true')
spawn patient h "$RDISCCTL" --socket "$tmp/fake.run/control" wait --timeout 60
wait_for 5 '[ "$(count fake "\"follow\":true")" -gt '"$asked"' ]'
spawn hurried h "$RDISCCTL" --socket "$tmp/fake.run/control" wait --timeout 1
ended hurried 5
check '[ "$exit_status" -eq 1 ] && says hurried "no daemon within the timeout"' "it ended with $exit_status"
answer events "{$head, \"type\": \"snapshot\", \"daemon\": {\"default_router\": {$router}}}"
cat >"$tmp/deaf.py" <<'EOF'
import socket, sys, time

listener, first = (socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(2))
listener.bind(sys.argv[1])
listener.listen(0)
first.connect(sys.argv[1])  # and no other is taken
print("ready", flush=True)
time.sleep(600)
EOF
spawn deaf h "$python" "$tmp/deaf.py" "$tmp/deaf.sock"
wait_for 10 'says deaf "^ready\$"'
spawn hurried h "$RDISCCTL" --socket "$tmp/deaf.sock" wait --timeout 1
ended hurried 5
check '[ "$exit_status" -eq 1 ] && says hurried "no daemon within the timeout"' "it ended with $exit_status"
stop deaf
ended patient 20
check '[ "$exit_status" -eq 0 ]' "who waited for a daemon that hung ended with $exit_status"
stop fake
rm "$tmp/fake.run/control"
run 1 wait --timeout 0.3 # no daemon comes
complained 'no daemon within the timeout'
spawn waiter h "$RDISCCTL" --socket "$tmp/fake.run/control" wait --router --timeout 20
never_within 0.3 '! is_running waiter'
spawn fake h "$python" "$(dirname "$0")/fake_control.py" "$tmp/fake.run/control" "$answers"
ended waiter 10
check '[ "$exit_status" -eq 0 ]' "who waited for a daemon that came later ended with $exit_status"

# ---- The screen ----------------------------------------------------------------------------------------

# on_terminal COMMAND: runs it on a terminal of its own; sets $exit_status, and $tmp/screen is what it drew.
# script(1) starts the user's shell; what that one does not exec is not the terminal's foreground.
on_terminal() {
  exit_status=0
  SHELL=/bin/sh script -qec "exec $1" /dev/null >"$tmp/screen" </dev/null || exit_status=$?
}

command -v script >/dev/null || skip "script(1) is missing (Debian: bsdutils); all before the screen was fine"
answer status "{$head, $daemon}"
on_terminal "timeout --foreground -s INT 1 '$RDISCCTL' --socket '$tmp/fake.run/control' --watch=0.2"
check '[ "$exit_status" -eq 124 ]' "--watch did not run until it was interrupted: status $exit_status"
check 'grep -q "$(printf "\033")\[?1049h" "$tmp/screen"' "the screen was not taken over"
check 'grep -q "$(printf "\033")\[?7h$(printf "\033")\[?25h$(printf "\033")\[?1049l" "$tmp/screen"' "and not given back"
check '[ "$(grep -c "rdisc 1.0.0" "$tmp/screen")" -ge 2 ]' "drawn once only"
check 'grep -q "$(printf "\033")\[1mrdisc" "$tmp/screen"' "no colour on a terminal"
on_terminal "env NO_COLOR=1 '$RDISCCTL' --socket '$tmp/fake.run/control'"
check 'grep -q "rdisc 1.0.0" "$tmp/screen"' "nothing drawn with NO_COLOR"
check '! grep -q "$(printf "\033")\[1m" "$tmp/screen"' "colour in spite of NO_COLOR"
pass
