#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# contrib/hooks/rdisc-hookd, with a source of events that says what the test wants: which scripts run, with
# what, one at a time and not for ever; what fails is run again; what was lost is asked for anew.
# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/lib.sh"

if ! command -v jq >/dev/null; then
  [ "${RDISC_REQUIRE_ALL-}" != 1 ] || fail 'jq is missing (Debian: jq)'
  skip 'jq is not installed'
fi
hookd=$(dirname "$0")/../../contrib/hooks/rdisc-hookd

ns_add h1
mkdir "$tmp/hooks" "$tmp/hooks/snapshot" "$tmp/hooks/router_dead" "$tmp/hooks/route_added"

# hook EVENT NAME: a script of standard input.
hook() {
  {
    echo '#!/bin/sh'
    cat
  } >"$tmp/hooks/$1/$2"
  chmod +x "$tmp/hooks/$1/$2"
}

hook snapshot 10-all <<EOF
{ echo "begin \$*"; env | grep ^RDISC_ | sort; echo end; } >>$tmp/snapshots
EOF
hook router_dead 20-second <<EOF
echo "second \$RDISC_ROUTER \$RDISC_SEQ" >>$tmp/dead
EOF
hook router_dead 10-first <<EOF
echo "first \$RDISC_ROUTER" >>$tmp/dead
sleep 0.3
echo "first done" >>$tmp/dead
EOF
hook router_dead 30-strange.disabled <<EOF
echo disabled >>$tmp/dead
EOF
hook route_added 10-slow <<EOF
echo "slow \$RDISC_ROUTER" >>$tmp/slow
sleep 60
EOF
hook route_added 20-failing <<EOF
echo "try \$RDISC_ROUTER" >>$tmp/tries
test -e $tmp/may_succeed || exit 1
echo "\$RDISC_ROUTER" >>$tmp/succeeded
EOF
echo 'not executable' >"$tmp/hooks/router_dead/05-text"

# The source: what the test writes, as it comes. Each start is counted.
cat >"$tmp/source" <<EOF
#!/bin/sh
echo start >>$tmp/starts
exec cat $tmp/pipe
EOF
chmod +x "$tmp/source"
mkfifo "$tmp/pipe"
: >"$tmp/snapshots"
: >"$tmp/dead"
: >"$tmp/slow"
: >"$tmp/tries"

event() {
  printf '%s\n' "$1" >"$tmp/pipe.line"
  cat "$tmp/pipe.line" >&4
}

spawn hookd h1 sh "$hookd" -d "$tmp/hooks" -t 4 -r 1 "$tmp/source"
exec 4>"$tmp/pipe"
event '{"version": 1, "type": "snapshot", "time": "2026-11-22T13:00:00.000Z", "more": true, "daemon":
  {"pid": 7, "default_router": {"router": "192.0.2.1", "interface": "eth0", "prefsrc": "192.0.2.10"}}}' # two lines: no JSON
event '{"version": 1, "type": "snapshot", "time": "2026-11-22T13:00:00.000Z", "more": true, "daemon": {"pid": 7, "default_router": {"router": "192.0.2.1", "interface": "eth0", "prefsrc": "192.0.2.10"}}}'
event '{"version": 1, "type": "snapshot", "interfaces": []}'
event 'no JSON at all; $(touch '"$tmp"'/owned)'
event '{"type": "event", "event": "router_alive", "router": "192.0.2.1"}'
event '{"type": "event", "event": "../snapshot", "router": "192.0.2.1"}'
wait_for 5 'grep -q "^end$" "$tmp/snapshots"'
printf '%s\n' 'begin snapshot' RDISC_EVENT=snapshot RDISC_INTERFACE=eth0 RDISC_PREFSRC=192.0.2.10 RDISC_ROUTER=192.0.2.1 \
  RDISC_TIME=2026-11-22T13:00:00.000Z end >"$tmp/expected"

# One at a time, in the order of names, with what the event says, whatever it says.
event '{"type": "event", "event": "router_dead", "router": "192.0.2.1", "seq": 5, "reason": null}'
event '{"type": "event", "event": "router_dead", "router": "'"it's; \$(touch $tmp/owned) \`touch $tmp/owned\`\\n*"'", "seq": 6, "x y": "z", "list": [1]}'
wait_for 10 'grep -q "^second .* 6$" "$tmp/dead"'
printf '%s\n' 'first 192.0.2.1' 'first done' 'second 192.0.2.1 5' \
  "first it's; \$(touch $tmp/owned) \`touch $tmp/owned\` *" 'first done' \
  "second it's; \$(touch $tmp/owned) \`touch $tmp/owned\` * 6" >"$tmp/wanted"
check 'cmp "$tmp/dead" "$tmp/wanted"' "not these runs: $(cat "$tmp/dead")"
check '[ ! -e "$tmp/owned" ]' 'a value was executed'
check 'cmp "$tmp/snapshots" "$tmp/expected"' "not this environment: $(cat "$tmp/snapshots")"

# A script that does not end, and one that fails.
event '{"type": "event", "event": "route_added", "router": "192.0.2.7"}'
wait_for 20 'says hookd "10-slow: ended, because it ran for more than 4 s" && says hookd "20-failing: exit status 1"'
wait_for 10 '[ "$(grep -c "^try 192.0.2.7$" "$tmp/tries")" -ge 2 ]'
rm "$tmp/hooks/route_added/10-slow"
event '{"type": "event", "event": "route_added", "router": "192.0.2.8"}'
wait_for 10 '[ "$(grep -c "^try 192.0.2.8$" "$tmp/tries")" -ge 2 ]'
check 'tail -n 1 "$tmp/tries" | grep -q "192.0.2.8"' 'an old event is still tried'
: >"$tmp/may_succeed"
wait_for 10 '[ -s "$tmp/succeeded" ]'
tries=$(wc -l <"$tmp/tries")
never_within 3 "[ \"\$(wc -l <\"\$tmp/tries\")\" -gt $tries ]"

# Lost events: a new source at once, and so a new snapshot. A source that ended: a new one after a while.
check '[ "$(wc -l <"$tmp/starts")" -eq 1 ]' 'the source was started again for nothing'
event '{"version": 1, "type": "lost", "count": 17}'
wait_for 5 'says hookd "events were lost" && [ "$(wc -l <"$tmp/starts")" -eq 2 ]'
check '! says hookd "source ended"' 'a source that was ended is told as one that ended'
exec 4>&-
wait_for 10 'says hookd "source ended with status 0" && [ "$(wc -l <"$tmp/starts")" -ge 3 ]'
exec 4>"$tmp/pipe"
event '{"type": "event", "event": "router_dead", "router": "192.0.2.9", "seq": 9}'
wait_for 10 'grep -q "^second 192.0.2.9 9$" "$tmp/dead"'

# Asked to end it does, and nothing of it stays.
stop hookd
exec 4>&-
check '[ "$exit_status" -eq 0 ]' "status $exit_status"
read -r self _ </proc/self/stat
if [ "$self" -eq 1 ]; then # /proc is that of our namespace
  wait_for 5 '! grep -aqE "[r]disc-hookd|[t]est/pipe" /proc/[0-9]*/cmdline'
fi
pass
