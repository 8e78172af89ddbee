#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# drain = yes: a router on its way out of use is ineligible at once, withdrawn when all have heard that, and
# as before when the wish is taken back; hosts move without a gap.
#
# [R-9, R-10] withdrawn and back, [H-6] what hosts make of it.
. "$(dirname "$0")/lib.sh"

for ns in r1 r2 h; do
  ns_add "$ns"
done
lan lan0 r1:eth0 r2:eth0 h:eth0
addr r1 eth0 192.0.2.1/24
addr r2 eth0 192.0.2.2/24
addr h eth0 192.0.2.10/24
forwarding r1 1
forwarding r2 1
capture seen lan0 br0
witness routes h

# drain yes|no: what the file says.
drain() {
  cat >"$tmp/r1.conf" <<EOF
interface eth0 {
  role = router
  max-advertisement-interval = 4
  preference-level = 100
  drain = $1
  address 192.0.2.254 { proxy = yes  preference-level = 50 }
}
EOF
}

reload() {
  kill -s HUP "$(pid_of r1)"
}

# last LIFETIME ROUTERS: the last message of r1.
last() {
  out seen | grep 'advertisement source=192.0.2.1 ' | tail -n 1 | grep -q " lifetime=$1 .* routers=$2 "
}

drain no
start_rdisc r1 r1 --config "$tmp/r1.conf"
start_rdisc r2 r2 -r -T 4
start_rdisc h h -s
wait_for 5 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
wait_for 6 'says h "router learned .*router=192.0.2.2 "' # perhaps its first message came before the host

# ---- Undone in time ------------------------------------------------------------------------------------

drain yes
reload
wait_for 5 'last 12 192.0.2.1/-2147483648,192.0.2.254/-2147483648'
wait_for 5 'routes_are h "default via 192.0.2.2 dev eth0 proto ra metric 4096"'
check 'says r1 "^rdisc: draining: ineligible now, withdrawn later iface=eth0"' "no line about it"
drain no
reload
wait_for 5 'last 12 192.0.2.1/100,192.0.2.254/50'
wait_for 5 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'

# ---- To the end ----------------------------------------------------------------------------------------

drain yes
reload
wait_for 5 'last 12 192.0.2.1/-2147483648,192.0.2.254/-2147483648'
begun=$(time_of seen 'advertisement source=192.0.2.1 .* lifetime=12 .*routers=192.0.2.1/100,' )
wait_for 5 'routes_are h "default via 192.0.2.2 dev eth0 proto ra metric 4096"'
# With so short an interval it takes 16 s, the longest of the first intervals.
wait_for 20 'last 0 192.0.2.1/-2147483648,192.0.2.254/-2147483648'
delay=$(minus "$(time_of seen 'advertisement source=192.0.2.1 .* lifetime=0 ' 1)" "$begun")
echo "withdrawn $delay ms after the last eligible message"
check 'in_time 16000 "$delay" 24000' "withdrawn after $delay ms"
[ "$(count seen 'advertisement source=192.0.2.1 .* lifetime=12 .* routers=192.0.2.1/-2147483648,')" -ge 5 ] ||
  fail "it was not told again while it drained"
check 'says r1 "^rdisc: no longer advertising iface=eth0 reason=drain"' "no line about the end"
wait_for 5 '[ "$(count seen "advertisement source=192.0.2.1 .* lifetime=0 ")" -eq 3 ]'
n=$(count seen 'advertisement source=192.0.2.1 ')
kill -s HUP "$(pid_of r1)" # again the same
peer h solicit -i eth0 --source 0.0.0.0
wait_for 5 '[ "$(out seen | tail -n 1 | grep -c "source=192.0.2.2 destination=224.0.0.1 ")" -eq 1 ]'
[ "$(count seen 'advertisement source=192.0.2.1 ')" -eq "$n" ] || fail "it speaks though it is drained"
check 'is_member r1 eth0' "it has left the group"

drain no
reload
wait_for 5 'last 12 192.0.2.1/100,192.0.2.254/50'
wait_for 5 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
check 'no_gap routes' "the host was without a default route"

# ---- From the start ------------------------------------------------------------------------------------

stop r1
drain yes
start_rdisc r1 r1 --config "$tmp/r1.conf"
wait_for 5 'last 12 192.0.2.1/-2147483648,192.0.2.254/-2147483648'
check 'routes_are h "default via 192.0.2.2 dev eth0 proto ra metric 4096"' "the host uses a router that drains"
stop r1
wait_for 2 'last 0 192.0.2.1/-2147483648,192.0.2.254/-2147483648'
check 'no_gap routes' "the host was without a default route"
pass
