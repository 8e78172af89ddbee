#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The program as a person, a script or an init system meets it: wrong use is told in one line, missing
# rights by name, the background is entered when all is ready, and the log is the system's.
#
# fault A17, A25, A27, A28, A29.
. "$(dirname "$0")/lib.sh"

command -v setpriv >/dev/null || unavailable "setpriv is missing (util-linux)"

# A /dev of our own, with a /dev/log: the one of the machine is no place for our lines.
mkdir "$tmp/dev"
for node in null zero full random urandom; do
  : >"$tmp/dev/$node"
  mount --bind "/dev/$node" "$tmp/dev/$node" || unavailable "no /dev of our own"
done
mount --rbind "$tmp/dev" /dev || unavailable "no /dev of our own"

ns_add h1
ns_add h2
ns_add r1
link h1 eth0 r1 eth0
link h2 eth0 r1 eth1
addr h1 eth0 192.0.2.10/24
addr h2 eth0 198.51.100.10/24
addr r1 eth0 192.0.2.1/24
forwarding r1 1
spawn log h1 "$PEER" syslog --socket /dev/log
wait_for 5 'says log "^ready$"'

# Sets $daemon to the process that wrote the last such line to the system log, and no earlier one of these. The log is
# written by another program, a little later.
known=
daemon_of() {
  wait_for 2 "is_new '$1'"
  known="$known $daemon "
}
is_new() {
  daemon=$(out log | sed -n "s/.* rdisc\\[\\([0-9]*\\)\\]: $1.*/\\1/p" | tail -n 1)
  case $known in *" $daemon "*) return 1 ;; esac
  [ -n "$daemon" ]
}

# Takes 10 s; see the end.
read_clock
started=$now
spawn unanswered h2 "$RDISC" -s
daemon_of 'started version=.* role=host'
asking=$daemon

# run NS COMMAND...: sets $exit_status; output and errors go to files.
run() {
  exit_status=0
  in_ns "$@" >"$tmp/stdout" 2>"$tmp/stderr" </dev/null || exit_status=$?
}

# ---- Wrong use ---------------------------------------------------------------------------------

# wrong WORD ARGUMENT...: is told in a line that has this word in it, and another one on the usage.
wrong() {
  word=$1
  shift
  run h1 timeout 5 "$RDISC" -t "$@"
  what="rdisc $*: $(cat "$tmp/stdout" "$tmp/stderr")"
  [ "$exit_status" -eq 1 ] || fail "status $exit_status instead of 1 from $what"
  [ ! -s "$tmp/stdout" ] || fail "errors on standard output from $what"
  [ "$(wc -l <"$tmp/stderr")" -eq 2 ] || fail "not two lines from $what"
  head -n 1 "$tmp/stderr" | grep -q "^rdisc: .*$word" || fail "no word of \"$word\" from $what"
  tail -n 1 "$tmp/stderr" | grep -q '^usage: rdisc ' || fail "no usage from $what"
}

wrong '-x' -x
wrong '--nonsense' --nonsense
wrong '-T' -T
wrong '4 to 1800' -T 3
wrong '4 to 1800' -T 1801
wrong '4s' -T 4s
wrong '-T' -T ''
wrong '2147483648' -p 2147483648
wrong '-2147483649' -p -2147483649
wrong '0x100000000' -p 0x100000000
wrong 'high' -p high
wrong '1.5' -p 1.5
wrong '-s .*-r' -s -r
wrong '-s .*-r' -rs
for address in 0.0.0.0 127.0.0.1 224.0.0.3 239.1.2.3 240.0.0.1 192.0.2 192.0.2.256 router; do
  wrong "send_address $address" "$address"
  wrong "receive_address $address" 224.0.0.2 "$address"
done
wrong "receive_address 192.0.2.1" 224.0.0.2 192.0.2.1
wrong 255.255.255.255 224.0.0.1 224.0.0.1 255.255.255.255
wrong '-i' -i ''
wrong 'name-that-is-too-long' -i name-that-is-too-long
wrong 'ladders' --install ladders
wrong '4294967296' --metric 4294967296
wrong '-1' --metric -1
wrong '255' --table 255
wrong '--keep-routes' --keep-routes=yes

# ---- Asked for ---------------------------------------------------------------------------------

for option in -V --version -tV; do
  run h1 "$RDISC" "$option"
  check '[ "$exit_status" -eq 0 ] && [ ! -s "$tmp/stderr" ]' "rdisc $option fails"
  check '[ "$(wc -l <"$tmp/stdout")" -eq 1 ] && grep -q "^rdisc [0-9]" "$tmp/stdout"' "rdisc $option: no version"
done
for option in -h --help; do
  run h1 "$RDISC" "$option"
  check '[ "$exit_status" -eq 0 ] && [ ! -s "$tmp/stderr" ]' "rdisc $option fails"
  check 'grep -q "^usage: rdisc " "$tmp/stdout"' "rdisc $option: no usage"
  for word in -a -b -d -f -h -i -p -r -s -t -T -v -V --install --metric send_address; do
    grep -qw -e "$word" "$tmp/stdout" || fail "rdisc $option does not tell of $word"
  done
done

# ---- Rights ------------------------------------------------------------------------------------

# lacking CAPABILITY COMMAND...: ends with 1 and one line that names it.
lacking() {
  capability=$1
  shift
  run h1 timeout 5 "$@"
  [ "$exit_status" -eq 1 ] || fail "status $exit_status from $*: $(cat "$tmp/stderr")"
  { [ "$(wc -l <"$tmp/stderr")" -eq 1 ] && grep -q "^rdisc: $capability is missing" "$tmp/stderr"; } ||
    fail "not one line on $capability: $(cat "$tmp/stderr")"
}

lacking CAP_NET_RAW setpriv --bounding-set -net_raw "$RDISC" -t
lacking CAP_NET_RAW setpriv --bounding-set -net_raw "$RDISC" # also from the background
lacking CAP_NET_RAW setpriv --bounding-set -net_raw "$RDISC" -tr
lacking CAP_NET_ADMIN setpriv --bounding-set -net_admin "$RDISC" -t
lacking CAP_NET_RAW setpriv --bounding-set -all "$RDISC" -t
# Another user there is only where more than the user 0 is known.
if in_ns h1 setpriv --reuid 65534 --clear-groups true 2>/dev/null; then
  cp "$RDISC" "$tmp/program" # wherever it was built, this place can be read
  chmod 755 "$tmp/program"
  lacking CAP_NET_RAW setpriv --reuid 65534 --clear-groups "$tmp/program" -t
else
  echo "no other user in this namespace"
fi

# The capabilities left while it runs: a host needs one capability, a router none. Fewer are enough.
capabilities() {
  awk '/^Cap(Inh|Prm|Eff|Amb)/ { print $2 }' "/proc/$(pid_of "$1")/status" | sort -u | xargs
}
start_rdisc host h1
start_rdisc router r1 -r -i eth1
spawn learner h1 setpriv --bounding-set -net_admin "$RDISC" -t --install none
spawn speaker r1 setpriv --bounding-set -net_admin "$RDISC" -t -r -T 4 -i eth0
wait_for 5 'says host "interface in use" && says router "interface not in use iface=eth1 reason=no_address"'
wait_for 5 'says learner "router learned iface=eth0 router=192.0.2.1 "'
wait_for 5 'says host "default route added iface=eth0 router=192.0.2.1 "'
check '[ "$(capabilities host)" = "0000000000000000 0000000000001000" ]' "a host keeps $(capabilities host)"
check '[ "$(capabilities router)" = 0000000000000000 ]' "a router keeps $(capabilities router)"
check 'grep -q "^NoNewPrivs:.1$" /proc/$(pid_of host)/status' "privileges can be gained"
stop host
stop router
stop learner
stop speaker

# ---- The background ----------------------------------------------------------------------------

# It ends when asked to.
end_daemon() {
  kill -s TERM "$daemon"
  wait_for 5 "! kill -0 $daemon"
}

check '[ "$(count log "role=")" -eq 1 ]' "what runs in the foreground writes to the system log"

# A router: when the command returns it is one.
(cd "$tmp" && run r1 "$RDISC" -r -T 4 -p 5 -i eth0 && exit "$exit_status") || fail "no router in the background"
check 'is_member r1 eth0' "returned before it was a member of the group"
check '[ ! -s "$tmp/stdout" ] && [ ! -s "$tmp/stderr" ]' "output from the background: $(cat "$tmp/stderr")"
daemon_of 'started version=.* role=router'
wait_for 2 'says log "^<29>.* rdisc\[$daemon\]: advertising iface=eth0 addresses=1 lifetime=12s$"'
read -r self _ </proc/self/stat
if [ "$self" -eq 1 ]; then
  # Fields of stat: process, name, state, parent, group, session, terminal.
  read -r _ _ _ parent group session terminal _ <"/proc/$daemon/stat"
  [ "$parent/$group/$session/$terminal" = "1/$daemon/$daemon/0" ] ||
    fail "not detached: parent $parent, group $group, session $session, terminal $terminal"
  check '[ "$(readlink "/proc/$daemon/cwd")" = / ]' "it stands in $(readlink "/proc/$daemon/cwd")"
  for fd in 0 1 2; do
    check '[ "$(readlink /proc/$daemon/fd/$fd)" = /dev/null ]' "descriptor $fd is open"
  done
else
  echo "no /proc of this namespace: not looked whether it is detached"
fi

# A host that asks: when the command returns the route is there.
run h1 "$RDISC" -s
check '[ "$exit_status" -eq 0 ]' "with a router -s ended with status $exit_status"
check 'routes_are h1 "default via 192.0.2.1 dev eth0 proto ra metric 4096"' "returned without a route"
check '[ ! -s "$tmp/stdout" ] && [ ! -s "$tmp/stderr" ]' "output from the background: $(cat "$tmp/stderr")"
router=$daemon
daemon_of 'started version=.* role=host'
wait_for 2 'says log "^<30>.* rdisc\[$daemon\]: router learned iface=eth0 router=192.0.2.1 "'
wait_for 2 'says log "^<29>.* rdisc\[$daemon\]: default route added iface=eth0 router=192.0.2.1 "'
check '! says log ": received "' "messages are logged without -v"
end_daemon
check 'routes_are h1 ""' "the route is still there"
wait_for 5 'says log "^<29>.* rdisc\[$daemon\]: stopped "'

# A host that listens: what comes after the command has returned is heard, and told with -v.
daemon=$router
end_daemon
wait_for 2 'says log " rdisc\[$daemon\]: no longer advertising iface=eth0 reason=shutdown$"'
run h1 "$RDISC" -v
check '[ "$exit_status" -eq 0 ]' "a host that listens ended with status $exit_status"
peer r1 advertise -i eth0 --router 192.0.2.3
wait_for 2 'routes_are h1 "default via 192.0.2.3 dev eth0 proto ra metric 4096"'
wait_for 2 'says log "^<31>.*: received iface=eth0 type=advertisement source=192.0.2.1$"'
daemon_of 'started version=.* role=host'
end_daemon
check '! says log "in[.]rdiscd" && ! says log "[?][^)]"' "a line of another name, or several in one"

# ---- No router there ------------------------------------------------------------------------------

ended unanswered 15
read_clock
echo "gave up after $((now - started)) hundredths of a second"
check '[ "$exit_status" -eq 5 ]' "without a router -s ended with status $exit_status"
check '[ "$(cat "$tmp/unanswered.err")" = "rdisc: no router found" ]' "not the one line that says why"
wait_for 2 'says log "^<27>.* rdisc\[$asking\]: no router found$"'
wait_for 2 "! kill -0 $asking"
pass
