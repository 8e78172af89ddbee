#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Everything that the program asks of the system fails once, in turn: each allocation, each call, each
# netlink answer (tests/failures/failing.c, failures.py). It recovers or says why it ends; it never crashes,
# never leaks (with sanitizers), and no foreign route is touched.
#
# A few of some hundred failures, chosen by RDISC_SEED; RDISC_FAILURES=all takes all of them (make
# failures), RDISC_FAILURES=memory:7 that one.
. "$(dirname "$0")/lib.sh"

need_python
failing=$(dirname "$PEER")/../failures/failing
[ -x "$failing" ] || fail "no program at $failing; build it"

slots=8
for i in $(seq $slots); do
  ns_add "h$i"
  ns_add "r$i"
  link "h$i" eth0 "r$i" eth0
  addr "h$i" eth0 192.0.2.10/24
  addr "r$i" eth0 192.0.2.1/24
  addr "r$i" eth0 192.0.2.2/24
  # Foreign routes, one of them with a metric of the daemon's.
  ip -n "h$i" route add default via 192.0.2.9 dev eth0 proto static metric 20000
  ip -n "h$i" route add default via 192.0.2.9 dev eth0 proto dhcp metric 4100
  ip -n "h$i" route add default via 192.0.2.9 dev eth0 proto ra metric 100
done

# A limit that is met again and again: a client without a place holds no other up.
start_rdisc daemon h1 -i eth0
wait_for 3 'says daemon "interface in use"'
descriptors=0
while [ -e "/proc/$(pid_of daemon)/fd/$descriptors" ]; do descriptors=$((descriptors + 1)); done
stop daemon
# The start takes some that it closes; clients take those.
spawn daemon h1 prlimit --nofile=$((descriptors + 4)) "$RDISC" -t -i eth0
wait_for 3 'says daemon "interface in use"'
for i in 1 2 3 4 5; do spawn "client$i" h1 timeout 2 "$RDISCCTL" events --follow; done
wait_for 2 'in_ns h1 ss -xl | grep -q "LISTEN *[1-9][0-9]* .*/run/rdisc/control"'
advertise r1 eth0 1800 192.0.2.1
wait_for 3 'routes h1 | grep -q "via 192.0.2.1 .* metric 4096"'
stop daemon
for i in 1 2 3 4 5; do ended "client$i" 5; done

spawn failures h1 "$python" "${0%.sh}.py" "$slots" "$failing" "$tmp" "${RDISC_SEED:-$(date +%s)}" "${RDISC_FAILURES:-some}"
ended failures "${RDISC_TEST_TIMEOUT:-600}"
out failures
: >"$tmp/failures.out" # once is enough
[ "$exit_status" -eq 0 ] || fail "see above"

pass
