#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A daemon that runs opens nothing outside of its runtime directory and its configuration, whatever
# happens to it: strace(1) is the witness. The filter of system calls knows no paths, only how.
. "$(dirname "$0")/lib.sh"

command -v strace >/dev/null || skip "strace not found"
case $("$RDISC" --version) in
*'(sanitizers)' | *'(coverage)') skip "this build's run-time library opens files of its own" ;;
esac
ns_add h
ns_add r
link h eth0 r eth0
link h lan0 r lan0
addr h eth0 192.0.2.10/24
addr h lan0 198.51.100.1/24
addr r eth0 192.0.2.1/24
addr r lan0 198.51.100.7/24
forwarding h 1
mkdir "$tmp/conf" "$tmp/conf/d.conf.d"
# configure LEVEL: both roles, with everything that is read again.
configure() {
  cat >"$tmp/conf/d.conf" <<END
track uplink { kind = default-route  on-loss = ineligible }
interface eth0 { role = host }
interface lan0 { role = router  preference-level = $1  track = uplink }
END
}
configure 5
start_own d h --config "$tmp/conf/d.conf"
wait_for 3 'says d "interface in use.*lan0"'
spawn trace h strace -f -y -e trace=open,openat,openat2,creat -o "$tmp/opened" -p "$(pid_of d)"
wait_for 5 'grep -q attached "$tmp/trace.err"'

advertise r eth0 1800 192.0.2.1
wait_for 3 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
configure 7
kill -s HUP "$(pid_of d)"
wait_for 3 'grep -q "d[.]conf" "$tmp/opened"' # the witness sees
for command in status routers explain counters conflicts metrics 'log-level debug' solicit advertise 'drain lan0' 'undrain lan0' reload; do
  # shellcheck disable=SC2086 # a list of words
  ctl 0 d $command
done
ctl 0 d events
in_ns r "$PEER" solicit -i lan0
ip -n r link set eth0 down
wait_for 3 'says d "interface not in use"'
ip -n r link set eth0 up
wait_for 3 '[ "$(count d "interface in use iface=eth0")" -eq 2 ]'
advertise r eth0 1800 192.0.2.1
wait_for 3 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
advertise r eth0 0 192.0.2.1
wait_for 3 'routes_are h'
stop d
ended trace 5

sed -n 's/^.* = [0-9]*<\(.*\)>$/\1/p' "$tmp/opened" | sort -u >"$tmp/paths"
cat "$tmp/paths"
check '! grep -v -e "^$tmp/conf/" -e "^$tmp/conf$" -e "^$tmp/d[.]run/" "$tmp/paths"' "opened elsewhere"
pass
