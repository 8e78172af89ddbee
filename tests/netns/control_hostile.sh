#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Clients of the control socket that do not read, ask without end or send junk: routing goes on, memory
# does not grow, and a late reader learns exactly how much it missed. T11. [N-4]
# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/lib.sh"

need_python
clients=$(dirname "$0")/control_clients.py
control=/run/rdisc/control

ns_add host
ns_add r1
lan br host:eth0 r1:eth0
addr host eth0 192.0.2.10/24
addr r1 eth0 192.0.2.1/24
start_rdisc host host -i eth0
wait_for 5 '[ -S "$control" ]'
wait_for 5 'advertise r1 eth0 1800 192.0.2.1/10 192.0.2.2/5; routes host | grep -q "via 192.0.2.1 "'

# start_client NAME KIND [ARGUMENT]...
start_client() {
  local name="$1"
  shift
  spawn "$name" host "$clients" "$control" "$@"
  wait_for 60 "says $name ready"
}

# The private dirty memory of the daemon, in KiB.
memory() {
  awk '/^Private_Dirty/ { print $2 }' "/proc/$(pid_of host)/smaps_rollup"
}

# switch_routers N: the better one changes N times; prints how long each took in ms, sorted. Ten changes in
# a minute would hold one of them, and a reload ends that.
switch_routers() {
  local i=0 began before
  : >"$tmp/times"
  while [ "$i" -lt "$1" ]; do
    if [ $((i % 8)) -eq 0 ]; then
      before=$(count host '^rdisc: reloaded')
      kill -s HUP "$(pid_of host)"
      wait_for 5 "[ \$(count host '^rdisc: reloaded') -gt $before ]"
    fi
    i=$((i + 1))
    began=$(date +%s%N)
    advertise r1 eth0 1800 "192.0.2.2/$((10 + i % 2 * 10))" "192.0.2.1/$((20 - i % 2 * 10))"
    wait_for 5 "routes host | grep -q 'via 192.0.2.$((1 + i % 2)) '"
    echo $((($(date +%s%N) - began) / 1000000)) >>"$tmp/times"
  done
  sort -n "$tmp/times" | xargs
}

start_client late late "$tmp/go"
start_client junk0 junk 0
wait_for 60 'says junk0 done'
first=$(switch_routers 5)
echo "a route after an advertisement, ms, nobody bad: $first"
before=$(memory)

for i in 1 2 3 4 5 6; do start_client "mute$i" mute; done
for i in 1 2 3; do start_client "flood$i" flood; done
start_client junk junk "${RDISC_SEED:-7}"
bad=$(switch_routers 20)
echo "beside 10 bad clients: $bad"
after=$(memory)
echo "private memory: $before KiB before, $after KiB after"
# A sanitizer keeps for a while what is freed.
check '[ "${RDISC_INSTRUMENTED-}" = yes ] || [ "$after" -le $((before + 256)) ]' "memory grows from $before to $after KiB"
wait_for 60 'says junk done'
for name in mute1 mute2 mute3 mute4 mute5 mute6 flood1 flood2 flood3; do
  kill -s TERM "$(pid_of "$name")" 2>/dev/null || : # one that was dropped has ended by itself
  ended "$name" 5
done

# Far more events than the history and a socket hold: a late client learns how many are gone. (The client
# looks that with them no number is missing.)
# They come at once: one that takes nothing for 30 s (CTL_PATIENCE) is dropped.
last_event() {
  in_ns host "$python" - "$control" >"$tmp/seq" <<'EOF'
import json, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
s.connect(sys.argv[1])
s.send(b'{"command":"status"}')
print(json.loads(s.recv(1 << 17))["daemon"]["events"]["seq"])
EOF
  seq=$(cat "$tmp/seq")
}
for i in $(seq 80); do
  printf 'link set eth0 down\nlink set eth0 up\n'
done >"$tmp/flaps"
last_event
first=$seq
while [ "$seq" -lt $((first + 400)) ]; do
  ip -n host -batch "$tmp/flaps"
  last_event
done
mv "$tmp/seq" "$tmp/go"
ended late 10 # it gives its place back
out late
check 'says late "^events=[1-9][0-9]* lost=[1-9]"' "nothing was lost, so this tests nothing"

# As many as are served, and one more, which learns why. 1.0.0 spoke of rights that root lacked. [faults F6]
for i in $(seq 18); do spawn "follower$i" host "$RDISCCTL" events --follow; done
# All have a place before one more asks: the question needs one as well.
wait_for 10 '[ "$(in_ns host awk -v path="$control" "\$NF == path && \$6 == 3" /proc/net/unix | wc -l)" -ge 18 ]'
# shellcheck disable=SC2034 # used in conditions
full='no place is free: the daemon serves 16 clients, and 2 more of root; try again later'
wait_for 10 '"$RDISCCTL" status 2>&1 | grep -q "$full"'
# So does one that follows or waits; 1.0.0 said "Operation not supported".
ctl_of_daemon() {
  status=0
  "$RDISCCTL" "$@" >"$tmp/ctl.out" 2>"$tmp/ctl.err" || status=$?
  check '[ "$status" -eq 1 ] && [ "$(cat "$tmp/ctl.err")" = "rdiscctl: $full" ]' "$*: $status, $(cat "$tmp/ctl.err")"
}
ctl_of_daemon events
ctl_of_daemon events --follow
ctl_of_daemon wait --timeout 0.3
spawn patient host "$RDISCCTL" wait --timeout 60
never_within 0.5 '! is_running patient'
for i in $(seq 18); do stop "follower$i"; done
ended patient 10
check '[ "$exit_status" -eq 0 ]' 'a place came free, and it was not taken'

# A second daemon on the same socket goes without; a crash leaves the socket, and the next start takes it.
start_rdisc second host -i eth0 --install none
wait_for 5 'says second "control: in use by another rdisc, running without it"'
stop second
stop host KILL
check '[ -S "$control" ]' "no socket left behind"
start_rdisc host host -i eth0
wait_for 5 'in_ns host "$python" -c "
import socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
s.connect(\"$control\")"'
stop host
check '[ ! -e "$control" ]' "the socket stays after the end"
pass
