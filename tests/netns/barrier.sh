#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Routes are read behind a barrier. The kernel tells of an address that goes before it takes its routes
# away, and would dump them; which is faster is a matter of luck, so strace(1) is the witness of the order:
# no dump of routes without a deletion, which has to wait, right before it.
. "$(dirname "$0")/lib.sh"

command -v strace >/dev/null || skip "strace not found"
case $("$RDISC" --version) in
*'(sanitizers)') skip "this build cannot be traced" ;;
esac
ns_add h
ns_add r
link h eth0 r eth0
addr h eth0 192.0.2.10/24
addr r eth0 192.0.2.1/24
has_route() {
  routes_are h 'default via 192.0.2.1 dev eth0 proto ra metric 4096'
}

start_rdisc d h -i eth0
wait_for 3 'says d "interface in use"'
advertise r eth0 1800 192.0.2.1
wait_for 3 has_route
spawn trace h strace -f -e trace=sendto -o "$tmp/sent" -p "$(pid_of d)"
wait_for 5 'grep -q attached "$tmp/trace.err"'

n=1
while [ $n -le 3 ]; do
  ip -n h address del 192.0.2.10/24 dev eth0
  wait_for 3 '[ "$(count d "interface not in use iface=eth0")" -eq $n ]'
  addr h eth0 192.0.2.10/24
  wait_for 3 has_route
  n=$((n + 1))
done
stop d
ended trace 5

# The two among what is asked, one word a request.
sed -n 's/.*nlmsg_type=\(RTM_[A-Z]*\).*/\1/p' "$tmp/sent" >"$tmp/asked"
echo "$(grep -c RTM_GETROUTE "$tmp/asked") dumps of routes"
check '[ "$(grep -c RTM_GETROUTE "$tmp/asked")" -ge 3 ]' "routes were not read after each address that went"
check '! awk "/RTM_GETROUTE/ && last != \"RTM_DELROUTE\" { print; bad = 1 } { last = \$0 } END { exit !bad }" "$tmp/asked"' \
  "routes were read without a barrier"
pass
