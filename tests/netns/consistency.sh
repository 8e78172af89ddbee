#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A router tells, in its log, what other routers on the link say that cannot be right: one of its own
# addresses, or a lifetime that ends before the next message. It goes on as before.
#
# [R-V2] other routers' advertisements are looked at, and nothing more.
. "$(dirname "$0")/lib.sh"

for ns in r w; do
  ns_add "$ns"
done
link r eth0 w eth0
link r eth1 w eth1
addr r eth0 192.0.2.1/24
addr r eth0 192.0.2.2/24
addr r eth1 198.51.100.1/24
addr w eth0 192.0.2.9/24
addr w eth1 198.51.100.9/24
forwarding r 1
capture seen w any
cat >"$tmp/r.conf" <<'EOF'
interface "eth*" {
  role = router
  max-advertisement-interval = 1800
  address 192.0.2.2 { advertise = no }
}
EOF
start_rdisc r r --config "$tmp/r.conf"
wait_for 5 'says seen "routers=192.0.2.1/0 .* iface=eth0$" && says seen "iface=eth1$"'

# contradicts N REGEX: waits for the Nth such line.
contradicts() {
  wait_for 5 "[ \$(count r '^rdisc: conflicting advertisement from another router $2') -ge $1 ]"
}

# ---- A lifetime that runs out ----------------------------------------------------------------------------

# Once is nothing, for the router may have been away; the second time in a row it is told, and then no more.
# One that is as long as the interval is none.
spawn fine w "$PEER" advertise -i eth1 --source 198.51.100.7 --lifetime 10 --router 198.51.100.7 --count 4 --interval-ms 1200
peer w advertise -i eth1 --source 198.51.100.8 --lifetime 1 --router 198.51.100.8 --count 2 --interval-ms 1200
ended fine 10
check '! says r "conflicting advertisement from another router"' "told the first time"
peer w advertise -i eth1 --source 198.51.100.8 --lifetime 1 --router 198.51.100.8 --count 4 --interval-ms 1200
contradicts 1 'iface=eth1 router=198.51.100.8 source=198.51.100.8 lifetime=1s reason=short_lifetime'
[ "$(count r 'conflicting advertisement from another router')" -eq 1 ] || fail "told more than once, or of the other one"

# ---- Our address ---------------------------------------------------------------------------------------

claim w eth0 1800 192.0.2.9 192.0.2.1/7
contradicts 1 'iface=eth0 router=192.0.2.1 source=192.0.2.9 lifetime=1800s reason=same_address'
# Withdrawn by another machine, or told to one host: as bad.
claim w eth0 0 192.0.2.1
contradicts 1 'iface=eth0 router=192.0.2.1 source=192.0.2.9 lifetime=0s reason=withdrawn'
# The forger uses our own source: Linux lets that in only with accept_local. [faults D9]
in_ns r sh -c 'echo 1 >/proc/sys/net/ipv4/conf/eth0/accept_local'
peer w advertise -i eth0 --source 192.0.2.1 --router 192.0.2.1 --lifetime 0
contradicts 1 'iface=eth0 router=192.0.2.1 source=192.0.2.1 lifetime=0s reason=withdrawn'
in_ns r sh -c 'echo 0 >/proc/sys/net/ipv4/conf/eth0/accept_local'
# Theirs, one of ours that is not advertised, and our address on another link: no contradiction.
n=$(count r 'conflicting advertisement from another router')
claim w eth0 1800 192.0.2.9
claim w eth0 1800 192.0.2.2
claim w eth1 1800 192.0.2.1
claim w eth1 1800 198.51.100.1
contradicts 1 'iface=eth1 router=198.51.100.1 source=198.51.100.9 lifetime=1800s reason=same_address'
[ "$(count r 'conflicting advertisement from another router')" -eq $((n + 1)) ] || fail "it complains of too much"
# Another ICMP message is no contradiction.
peer w advertise -i eth0 --router 192.0.2.1 --bad-checksum
peer w advertise -i eth0 --router 192.0.2.1 --code 1
# A flood makes a few lines.
peer w flood -i eth0 --kind advert --source 192.0.2.9 --router 192.0.2.1 --rate 2000 --seconds 0.5
n=$(count r 'conflicting advertisement from another router')
[ "$n" -le 12 ] || fail "a flood makes $n lines"
echo "a flood of 1000 contradictions makes $n lines in all"

# ---- Nothing more --------------------------------------------------------------------------------------

peer w solicit -i eth0
wait_for 2 'says seen "advertisement source=192.0.2.1 destination=192.0.2.9 ttl=255 lifetime=5400 .* routers=192.0.2.1/0 .* iface=eth0$"'
check '! out seen | grep " source=192.0.2.1 " | grep -v " routers=192.0.2.1/0 "' "it says something else than before"
check '[ "$(count seen " source=192.0.2.1 .* lifetime=0 ")" -eq 1 ]' "it gave way (one was the forger's)"
check 'routes_are r ""' "it took a default route"
stop r
pass
