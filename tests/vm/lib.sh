# shellcheck shell=sh
# SPDX-License-Identifier: BSD-2-Clause
# The tools of each test of tests/vm, in the machine that tests/vm/image describes, as its root: no namespaces, but the
# service itself. Each test but the first begins with "settle": the service runs, with the files of the package, and has
# the route.
#
# Conditions   wait_for SECONDS CONDITION | check CONDITION MESSAGE | fail MESSAGE | skip REASON | pass
# The machine  ask MONITOR-COMMAND | pause SECONDS | other_processors 0|1 | settle | configure LINE... | routers LINE...
#              ours | learned | state STATE | said REGEX [ARGUMENT]... | of_unit PROPERTY
# Witnesses    witness | no_gap | stop_witness
#
# As in tests/netns/lib.sh a condition is shell code in quotes. No test waits for a fixed time.
set -eu
export LC_ALL=C DEBIAN_FRONTEND=noninteractive SYSTEMD_PAGER='' SYSTEMD_COLORS=0

tmp=/run/vm
mkdir -p $tmp
began=$(date +'%F %T') # of the lines of the journal that "said" looks at
route='default via 192.0.2.1 dev lan0 proto ra metric 4096'

fail() {
  trap '' EXIT
  echo "FAIL: $*"
  report
  exit 1
}

pass() {
  trap '' EXIT
  exit 0
}

skip() {
  trap '' EXIT
  echo "SKIP: $*"
  exit 77
}

report() {
  echo '--- routes and links'
  ip -4 route show
  ip -brief address show
  echo '--- the service'
  systemctl status --no-pager --lines=0 rdisc rdisc-routes router || :
  journalctl --no-pager -o short-precise -n 60 -u rdisc -u rdisc-routes -u router || :
  systemctl list-units --failed --no-legend || :
}
trap 'echo "FAIL: exit status $?"; report; exit 1' EXIT

holds() {
  eval "$1" >/dev/null 2>$tmp/condition.err
}

uptime() {
  read -r seconds rest </proc/uptime
  echo "${seconds%.*}"
}

# At least so often as once a second, however slow the machine is; RDISC_TEST_PATIENCE multiplies the time.
wait_for() {
  looks=$(($1 * ${RDISC_TEST_PATIENCE:-1}))
  deadline=$(($(uptime) + looks))
  until holds "$2"; do
    looks=$((looks - 1))
    [ "$(uptime)" -lt "$deadline" ] || [ "$looks" -gt 0 ] || fail "not within $1 s: $2: $(cat $tmp/condition.err)"
    sleep 0.1
  done
}

check() {
  holds "$1" || fail "$2 (checked: $1: $(cat $tmp/condition.err))"
}

# Asks the outside for what only it can do: a command of qemu's monitor.
ask() {
  echo "ask $*" >/dev/ttyS1
}

# The machine stands still for so long.
pause() {
  echo "pause $1" >/dev/ttyS1
}

# The daemon takes these lines as its configuration; without any those of the package.
configure() {
  if [ $# -gt 0 ]; then printf '%s\n' "$@" >/etc/rdisc.conf; else cp /vm/contrib/rdisc.conf /etc/; fi
  systemctl reload rdisc
}

# other_processors 0|1: but for the first they are off, or on.
other_processors() {
  for processor in /sys/devices/system/cpu/cpu[1-9]*/online; do
    if [ -e "$processor" ]; then echo "$1" >"$processor"; fi
  done
}

# Clears what a failed test has left.
settle() {
  other_processors 1
  if ! command -v rdisc >/dev/null; then
    dpkg --install /vm/rdisc.deb
    systemctl --quiet enable rdisc
  fi
  cp /vm/contrib/rdisc.conf /etc/
  cp /vm/contrib/default/rdisc /etc/default/
  rm -rf /etc/rdisc.conf.d /run/systemd/system/rdisc.service.d /etc/systemd/system/online.service \
    /etc/systemd/system/multi-user.target.wants/online.service
  for name in bond0 b0 b1 lan0.5 br0 c0 blue red v0; do
    if [ -e "/sys/class/net/$name" ]; then ip link del "$name"; fi
  done
  if [ -e /sys/class/net/hot0 ]; then ask device_del hot0; fi
  systemctl daemon-reload
  systemctl reset-failed
  systemctl restart rdisc
  routers 'interface router0 { role = router }'
  wait_for 60 'rdiscctl wait --router --timeout 1 && learned'
}

# The router takes these lines as its configuration.
routers() {
  printf '%s\n' "$@" >$tmp/router.conf
  if cmp -s $tmp/router.conf /vm/router.conf && systemctl --quiet is-active router; then return; fi
  cp $tmp/router.conf /vm/router.conf
  systemctl restart router
}

# ours: the default routes of rdisc, in the main table or in "table N".
ours() {
  ip -4 route show default "$@" | sed -n 's/ *$//; / proto ra /p'
}

# shellcheck disable=SC2120
learned() {
  [ "$(ip -4 route show default | sed 's/ *$//')" = "${1-$route}" ]
}

of_unit() {
  systemctl show --property "$1" --value "${2-rdisc}"
}

# Whether the daemon is there, with that process number, and has a route.
same() {
  state active && [ "$(of_unit MainPID)" = "$1" ]
}

state() {
  [ "$(of_unit ActiveState)" = "$1" ]
}

# Whether the service has logged such a line since the test began; further arguments are journalctl's.
said() {
  regex=$1
  shift
  journalctl --quiet --no-pager --unit rdisc --since "$began" -o cat "$@" | grep -Eq -e "$regex"
}

# The observer of the kernel's routes of tests/peer: "gap" in its lines is a moment without a default route of ours.
witness() {
  /vm/bin/peer watch --absolute >$tmp/witness </dev/null &
  witness=$!
  wait_for 10 'grep -q "^ready" $tmp/witness'
}

no_gap() {
  ! grep ' gap$' $tmp/witness
}

stop_witness() {
  kill "$witness"
  wait "$witness" || [ $? -eq 143 ]
}
