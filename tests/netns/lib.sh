#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The tools of every namespace test: build a network, start programs in it, wait for conditions.
#
# A test script begins with
#     . "$(dirname "$0")/lib.sh"
# and ends with "pass". It may be run directly or by tests/netns/run; either way it gets namespaces
# of its own, so that names need not be unique and nothing has to be cleaned up.
#
# Networks   ns_add NAME | link NS IF NS IF | lan BR NS:IF... | lan_join BR NS:IF | addr NS IF A/LEN
#            forwarding NS 0|1 | rp_filter_off NS | is_member NS IF [GROUP]
# Routes     advertise NS IF LIFETIME ROUTER... | claim NS IF LIFETIME ROUTER... | answers NS PREFIX...
#            routes NS | routes_are NS LINE... | witness NAME NS | no_gap NAME
# Programs   in_ns NS COMMAND... | spawn NAME NS COMMAND... | start_rdisc NAME NS ARGUMENT...
#            start_own NAME NS ARGUMENT... | ctl STATUS NAME ARGUMENT... | printed TEXT | complained TEXT
#            pid_of NAME | is_running NAME | ended NAME SECONDS | stop NAME [SIGNAL]
#            out NAME | says NAME REGEX | count NAME REGEX
# Witnesses  peer NS ARGUMENT... | capture NAME NS IF|any [ARGUMENT]...
#            time_of NAME REGEX [N] | time_after TIME NAME REGEX | time_before TIME NAME REGEX
#            moment | minus A B | between LOW VALUE HIGH | in_time LOW MS HIGH
#            act COMMAND... | caused LOW TIME HIGH
# Verdicts   wait_for SECONDS CONDITION | never_within SECONDS CONDITION
#            check CONDITION MESSAGE | fail MESSAGE | skip REASON | pass
#
# A CONDITION is shell code, quoted, that is run again and again. Each test waits for conditions
# with a deadline, never for a duration. $tmp is a private directory, $PEER, $RDISC and $RDISCCTL
# the programs. RDISC_TEST_TRACE=1 shows each command. fail and skip must not be called in a subshell,
# and what may run for long belongs in the background: a signal waits for the command in the foreground.
#
# No test depends on how fast it runs itself. An upper bound in milliseconds is measured between two events
# that witnesses have seen, and judged by in_time, which adds what this machine has been seen to keep
# programs waiting. Between what the script does and an event stand "act" and "caused". What a script has to see in passing it looks for in the log of a
# witness, which stays, not in the state of the kernel, which may be another one by the time it looks.

# Outside of namespaces of their own these helpers would change the machine's network.
if [ "${RDISC_NETNS_TEST-}" != 1 ]; then
  exec "$(dirname "$0")/run" "$0" "$@"
fi
if [ $$ -ne 1 ]; then
  echo "$0: not process 1 of a namespace made by run; unset RDISC_NETNS_TEST" >&2
  exit 99
fi

set -eu
export LC_ALL=C
[ -z "${RDISC_TEST_TRACE-}" ] || set -x

RDISC=${RDISC:-$PWD/rdisc}
RDISCCTL=${RDISCCTL:-$PWD/rdiscctl}
PEER=${PEER:-$PWD/peer}
tmp=/run/test # made by run, in the private /run
spawned=      # names of what runs in the background and has not been seen to end
slowness=1    # programs with sanitizers or counters may take so many times as long
[ "${RDISC_INSTRUMENTED-}" != yes ] || slowness=4
grace=2       # seconds that programs get to end after a failure
answered=     # NAMESPACE:PREFIX that answers() was asked for
verdict=      # pass, fail or skip once it is known

if [ ! -x "$PEER" ]; then
  echo "no program at PEER=$PEER; build it, or set PEER to its path" >&2
  exit 99
fi

# The shell starts background commands with SIGINT ignored. Tests send it to the daemon.
if env --default-signal=INT true 2>/dev/null; then
  default_signals=--default-signal=INT,QUIT
else
  default_signals= # not GNU env: the daemon must ask for SIGINT itself
fi

"$PEER" pace --file "$tmp/pace" </dev/null >/dev/null 2>&1 & # for in_time

# ---- Verdicts ----------------------------------------------------------------------------------

# Everything that may explain a failure.
report_routes() {
  local ns
  for ns in $(ip netns list | sed 's/ .*//'); do
    echo "--- ip -4 route in $ns"
    ip -4 -n "$ns" route
  done
}

report_logs() {
  local file
  for file in "$tmp"/*.out "$tmp"/*.err; do
    if [ -s "$file" ]; then
      echo "--- $file"
      tail -n 100 "$file" | cut -c 1-400 # 255 routers make a long line
    fi
  done
}

# The EXIT trap. The kernel would end the processes too, but at once: what they say at the end, and
# what their sanitizers and coverage counters write, would be lost.
finish() {
  local status=$?
  trap '' INT TERM HUP
  set +e
  case $verdict$status in
  pass* | skip* | fail*) ;;
  0)
    echo "FAIL: the script ended without pass" >&2
    status=1
    ;;
  129 | 130 | 143) echo "FAIL: ended by a signal or the time limit" >&2 ;;
  *) echo "FAIL: exit status $status (RDISC_TEST_TRACE=1 shows each command)" >&2 ;;
  esac
  case $verdict in
  pass | skip) end_spawned ;;
  *)
    report_routes >&2 # before the programs take theirs away
    end_spawned
    report_logs >&2 # with the last words
    ;;
  esac
  exit "$status"
}

trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
  echo "FAIL: $*" >&2
  verdict=fail
  exit 1
}

skip() {
  echo "SKIP: $*"
  verdict=skip
  exit 77
}

# For what namespaces need and this kernel lacks: a skip, unless namespaces are required.
unavailable() {
  [ "${RDISC_REQUIRE_NETNS-}" != 1 ] || fail "$* (and RDISC_REQUIRE_NETNS=1)"
  skip "$*"
}

# Sets $python to one that has the module, or skips. The system's own is the first: another on PATH may lack modules
# that were installed for it, or be a wrapper that takes a second to start.
need_python() {
  for python in /usr/bin/python3 "$(command -v python3 || :)"; do
    if [ -x "$python" ] && "$python" -c "import ${1-sys}" 2>/dev/null; then return; fi
  done
  set -- "python3${1+-$1} is missing (Debian: apt-get install python3${1+-$1})"
  [ "${RDISC_REQUIRE_ALL-}" != 1 ] || fail "$1, and RDISC_REQUIRE_ALL=1"
  skip "$1"
}

# Ends what is still running, and looks whether anything went wrong that no check has seen.
pass() {
  local name
  [ ! -e "$tmp/schema.list" ] || all_valid # of schema_lib.sh
  for name in $spawned; do
    kill -s TERM "$(pid_of "$name")" 2>/dev/null || : # ended by itself: judged below
  done
  for name in $spawned; do
    ended "$name" 5
    case $exit_status in
    0 | 143) ;;
    *) fail "$name ended with status $exit_status; see its log" ;;
    esac
  done
  verdict=pass
  exit 0
}

# Sets $now in hundredths of a second, without starting a program.
read_clock() {
  read -r now _ </proc/uptime
  now=${now%.*}${now#*.}
}

# Sets $deadline to so many seconds from now: 5, 0.5 or 0.25; the second argument multiplies it.
set_deadline() {
  local hundredths=00
  case $1 in
  *.?) hundredths=${1#*.}0 ;;
  *.??) hundredths=${1#*.} ;;
  esac
  read_clock
  deadline=$((now + (${1%.*} * 100 + 1$hundredths - 100) * ${2-1})) # the 1: no octal numbers
}

# The report has the complaints of the condition that failed last.
holds() {
  eval "$1" >/dev/null 2>"$tmp/condition.err" || return 1
  : >"$tmp/condition.err"
}

# Where processors are short, to look takes longer: the time is up when it has passed and the condition
# was looked at five times for each second of it. It looks ever more rarely, since where many tests run their looks
# are most of the work. An emulated processor needs more: RDISC_TEST_PATIENCE multiplies the time.
wait_for() {
  local deadline now looks began
  set_deadline "$1" "$((slowness * ${RDISC_TEST_PATIENCE:-1}))"
  began=$now
  looks=$(((deadline - now) / 20))
  until holds "$2"; do
    looks=$((looks - 1))
    read_clock
    [ "$now" -lt "$deadline" ] || [ $looks -gt 0 ] || fail "not within $1 s: $2"
    case $((now - began)) in
    ? | 1?) sleep 0.02 ;;
    [2-5]?) sleep 0.05 ;;
    *) sleep 0.1 ;;
    esac
  done
}

# Looks as often all the time: what should not be may be there for a moment only.
never_within() {
  local deadline now
  set_deadline "$1"
  while
    ! holds "$2" || fail "within $1 s, but should not be: $2"
    read_clock
    [ "$now" -lt "$deadline" ]
  do
    sleep 0.02
  done
}

check() {
  holds "$1" || fail "$2 (checked: $1)"
}

# ---- Programs ----------------------------------------------------------------------------------

in_ns() {
  local ns="$1"
  shift
  ip netns exec "$ns" "$@"
}

# Starts a program in the background: output to $tmp/NAME.out, errors to $tmp/NAME.err.
spawn() {
  local name="$1" ns="$2"
  shift 2
  case " $spawned " in
  *" $name "*) fail "spawn: $name is in use; see it end first (stop, ended)" ;;
  esac
  set -- ip netns exec "$ns" "$@" # becomes the program, so that the pid is the program's
  [ -z "$default_signals" ] || set -- env "$default_signals" "$@"
  # A shell in the background opens these a little later; until then an earlier program's would be read.
  : >"$tmp/$name.out" 2>"$tmp/$name.err"
  "$@" >"$tmp/$name.out" 2>"$tmp/$name.err" </dev/null &
  echo $! >"$tmp/$name.pid"
  spawned="$spawned $name"
}

start_rdisc() {
  local name="$1" ns="$2"
  shift 2
  [ -x "$RDISC" ] || fail "no program at RDISC=$RDISC; build it, or set RDISC to its path"
  spawn "$name" "$ns" "$RDISC" -t "$@"
}

# The same with a runtime directory, and so a control socket, of its own.
start_own() {
  RUNTIME_DIRECTORY=$tmp/$1.run
  export RUNTIME_DIRECTORY
  start_rdisc "$@"
  unset RUNTIME_DIRECTORY
}

# Runs rdiscctl against such a program, or any server at $tmp/NAME.run/control. Output goes to $tmp/ctl.out
# and $tmp/ctl.err; the exit status has to be STATUS.
ctl() {
  local want="$1" socket="$tmp/$2.run/control" status=0
  shift 2
  [ -x "$RDISCCTL" ] || fail "no program at RDISCCTL=$RDISCCTL; build it, or set RDISCCTL to its path"
  "$RDISCCTL" --socket "$socket" "$@" >"$tmp/ctl.out" 2>"$tmp/ctl.err" </dev/null || status=$?
  [ "$status" -eq "$want" ] || fail "rdiscctl $*: exit status $status, not $want"
}

# Whether the last ctl printed this text, or complained so.
printed() {
  grep -qF -e "$1" "$tmp/ctl.out" || fail "rdiscctl did not print: $1"
}

complained() {
  grep -qF -e "$1" "$tmp/ctl.err" || fail "rdiscctl did not complain: $1"
}

pid_of() {
  local pid
  read -r pid <"$tmp/$1.pid" || return
  echo "$pid"
}

# Waiting for pid_of has the shell collect children that have ended, so none is seen as a zombie.
is_running() {
  local pid
  read -r pid <"$tmp/$1.pid" && kill -0 "$pid" 2>/dev/null
}

forget() {
  local name rest=
  for name in $spawned; do
    [ "$name" = "$1" ] || rest="$rest $name"
  done
  spawned=$rest
}

# Waits for the end of a program and sets $exit_status (128 + N after signal N).
ended() {
  local found
  wait_for "$2" "! is_running $1"
  exit_status=0
  wait "$(pid_of "$1")" || exit_status=$?
  forget "$1"
  found=$(grep -m 1 -Eo 'Sanitizer|runtime error:|refused by the filter' "$tmp/$1.err") || : # nothing
  case $found in
  '' | 'refused by the filter') ;;
  *) fail "a sanitizer found an error in $1; see its log" ;;
  esac
  if [ -n "$found" ] || [ "$exit_status" -eq 159 ]; then
    fail "$1 made a system call that seccomp_rules.c does not know; see its log, or configure --enable-seccomp-trap"
  fi
}

stop() {
  kill -s "${2:-TERM}" "$(pid_of "$1")" || fail "stop: $1 has ended by itself"
  ended "$1" 5
}

# The last resort of the EXIT trap; touches recorded pids only.
end_spawned() {
  local name now deadline left="$spawned"
  for name in $spawned; do
    kill -s TERM "$(pid_of "$name")" 2>/dev/null
  done
  set_deadline "$grace"
  while
    read_clock
    [ -n "$left" ] && [ "$now" -lt "$deadline" ]
  do
    left=
    for name in $spawned; do
      ! is_running "$name" || left="$left $name"
    done
    [ -z "$left" ] || sleep 0.02
  done
  for name in $left; do
    echo "$name had to be killed" >&2
    kill -s KILL "$(pid_of "$name")" 2>/dev/null
  done
}

out() {
  cat "$tmp/$1.out"
}

# Whether a program has written a line that matches the extended regular expression.
says() {
  grep -Eq -e "$2" "$tmp/$1.out" "$tmp/$1.err"
}

# Prints how many such lines there are.
count() {
  cat "$tmp/$1.out" "$tmp/$1.err" | grep -Ec -e "$2" || [ $? -eq 1 ] # none is no error
}

# ---- Witnesses ---------------------------------------------------------------------------------

peer() {
  local ns="$1"
  shift
  in_ns "$ns" "$PEER" "$@"
}

# Captures on an interface, or on "any"; when this returns, nothing is missed. The times that
# witnesses print are milliseconds of one clock.
capture() {
  local name="$1" ns="$2" if="$3"
  shift 3
  spawn "$name" "$ns" "$PEER" listen --absolute -i "$if" "$@"
  wait_for 5 "says $name '^ready\$'"
}

# The time of the Nth line of a witness that matches, of the last one without N.
time_of() {
  grep -E -e "$2" "$tmp/$1.out" | sed -n "${3:-\$}{s/ .*//;p;q;}"
}

# The time of the first line of a witness that matches and is later than TIME; of the last one before it.
time_after() {
  grep -E -e "$3" "$tmp/$2.out" | awk -v t="$1" '$1 + 0 > t { print $1; exit }'
}

time_before() {
  grep -E -e "$3" "$tmp/$2.out" | awk -v t="$1" '$1 + 0 >= t { exit } { last = $1 } END { print last }'
}

# Times have decimals, which the shell cannot reckon with. A missing one makes "none", which is
# between nothing.
minus() {
  awk -v a="$1" -v b="$2" 'BEGIN { if (a == "" || b == "") print "none"; else printf "%.3f\n", a - b }'
}

between() {
  awk -v low="$1" -v value="$2" -v high="$3" \
    'BEGIN { exit !(value ~ /^-?[0-9]/ && low <= value + 0 && value + 0 <= high) }'
}

# Prints the clock of the witnesses, in milliseconds.
moment() {
  "$PEER" clock
}

# Sets $allowance to the milliseconds by which a measured time may be too long because of this machine:
# ten times the longest that a program with something to do had to wait since this test began. On an idle
# machine that is next to nothing.
read_allowance() {
  local worst=0
  read -r worst 2>/dev/null <"$tmp/pace" || :
  allowance=$((10 * ${worst:-0}))
}

# Whether so many milliseconds between two events are right: as between, with that allowance. They may be
# too few by one such wait: what came first then left later than its sender believes.
in_time() {
  local allowance
  read_allowance
  between "$(awk -v low="$1" -v allowance="$allowance" 'BEGIN { print low - allowance / 10 }')" "$2" \
    "$(awk -v high="$3" -v slowness="$slowness" -v allowance="$allowance" \
      'BEGIN { print high * slowness + allowance }')" && return
  echo "not within $1 to $3 ms: $2 ms, with $allowance ms allowed for this machine" >&2
  return 1
}

# Runs a command; a witness dates what comes of it. When the command itself took effect is not known, but
# between $before and $after.
act() {
  before=$(moment)
  "$@"
  after=$(moment)
}

# Whether TIME, of a witness, is so many milliseconds after what act has done.
caused() {
  between "$1" "$(minus "$2" "$before")" 1000000000 && in_time -1000000000 "$(minus "$2" "$after")" "$3"
}

# ---- Networks ----------------------------------------------------------------------------------

# A new namespace takes the IPv4 settings of the machine, which may forward; so say it.
ns_add() {
  ip netns add "$1"
  in_ns "$1" sh -c '
    echo 0 >/proc/sys/net/ipv4/ip_forward
    cd /proc/sys/net/ipv6/conf 2>/dev/null || exit 0
    echo 1 >all/disable_ipv6
    echo 1 >default/disable_ipv6'
  ip -n "$1" link set lo up
}

# Sets an interface up; its carrier comes a little later than the other end's.
link_up() {
  ip -n "$1" link set dev "$2" up
}

has_carrier() {
  ip -n "$1" link show dev "$2" | grep -q 'LOWER_UP.* state UP '
}

# A veth pair from one namespace to another: link h1 eth0 r1 eth0.
link() {
  ip -n "$1" link add name "$2" type veth peer name "$4" netns "$3"
  link_up "$1" "$2"
  link_up "$3" "$4"
  wait_for 2 "has_carrier $1 $2 && has_carrier $3 $4"
}

# A bridge br0 in a namespace of its own, and a cable from it to each interface named.
lan() {
  local lan="$1" end
  shift
  ns_add "$lan"
  if ! ip -n "$lan" link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0; then
    unavailable "this kernel makes no bridge"
  fi
  link_up "$lan" br0
  for end in "$@"; do
    lan_join "$lan" "$end"
  done
}

# The bridge's end of the cable is called NS.IF (at most 15 characters): to pull it, set that down.
lan_join() {
  local lan="$1" ns="${2%%:*}" if="${2#*:}"
  ip -n "$ns" link add "$if" type veth peer name "$ns.$if" netns "$lan"
  ip -n "$lan" link set "$ns.$if" master br0
  link_up "$lan" "$ns.$if"
  link_up "$ns" "$if"
  wait_for 2 "has_carrier $ns $if && has_carrier $lan $ns.$if"
}

addr() {
  ip -n "$1" addr add "$3" broadcast + dev "$2"
}

# Whether an interface is in 224.0.0.2 (or in GROUP, as /proc tells it: least octet first).
is_member() {
  in_ns "$1" awk -v interface="$2" -v group="${3-020000E0}" '
    /^[0-9]/ { sub(/:.*/, "", $2); here = $2 == interface }
    here && $1 == group { found = 1 }
    END { exit !found }' /proc/net/igmp
}

forwarding() {
  in_ns "$1" sh -c 'echo "$1" >/proc/sys/net/ipv4/ip_forward' sh "$2"
}

# The kernel takes the stricter of the interface's value and that of "all".
rp_filter_off() {
  in_ns "$1" sh -c 'for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 >"$f"; done'
}

# ---- Routes ------------------------------------------------------------------------------------

# A namespace answers ARP for these addresses, as if there were machines; what it is sent for them ends there.
answers() {
  local ns="$1" prefix
  shift
  for prefix; do
    case " $answered " in
    *" $ns:$prefix "*) continue ;;
    esac
    [ -n "$(ip -4 -n "$ns" route show table local exact "$prefix")" ] ||
      ip -4 -n "$ns" route add local "$prefix" dev lo
    answered="$answered $ns:$prefix"
  done
}

# One advertisement to all: claim r1 eth0 1800 192.0.2.1/5 192.0.2.2. No receiver need be there.
claim() {
  local ns="$1" if="$2" lifetime="$3" router
  shift 3
  for router; do
    set -- "$@" --router "$router"
    shift
  done
  in_ns "$ns" "$PEER" advertise -i "$if" --lifetime "$lifetime" "$@"
}

# The same, and the namespace answers for these routers, as those do that advertise themselves.
advertise() {
  local router
  if [ "$3" -ne 0 ]; then
    for router in $(shift 3 && printf '%s\n' "$@" | sed 's,/.*,,'); do
      answers "$1" "$router"
    done
  fi
  claim "$@"
}

# The default routes, one a line without trailing space, a multipath route with its nexthops.
routes() {
  ip -4 -n "$1" route show default |
    awk '{ $1 = $1 }
      $1 == "nexthop" { line = line " " $0; next }
      { if (line != "") print line; line = $0 }
      END { if (line != "") print line }'
}

# Whether these are the default routes, all of them, in the kernel's order.
routes_are() {
  local ns="$1"
  shift
  routes "$ns" | awk '
    BEGIN { for (i = 1; i < ARGC; i++) if (ARGV[i] != "") want = want ARGV[i] "\n"; ARGC = 1 }
    { are = are $0 "\n" }
    END { if (are != want) { printf "wanted:\n%sfound:\n%s", want, are; exit 1 } }' "$@" >&2
}

# Starts an observer of the kernel's notifications. Times are the monotonic clock's milliseconds.
witness() {
  spawn "$1" "$2" "$PEER" watch --absolute
  wait_for 2 "says $1 '^ready\$'"
}

# Whether the observer has at all times seen a default route of ours since it saw the first.
no_gap() {
  ! grep ' gap$' "$tmp/$1.out" >&2
}
