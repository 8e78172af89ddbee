#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Two routers that share an address, as with VRRP: the one that has it advertises it, at once and with its own
# preference; the one that loses it withdraws it, and nothing else. A host is never without a router.
#
# [R-2, R-3] what is advertised, [R-11] one address taken back.
. "$(dirname "$0")/lib.sh"

for ns in a b h; do
  ns_add "$ns"
done
lan lan0 a:eth0 b:eth0 h:eth0
addr a eth0 192.0.2.2/24
addr b eth0 192.0.2.3/24
addr h eth0 192.0.2.10/24
forwarding a 1
forwarding b 1
capture seen lan0 br0
witness routes h

# Both have the same file; what is theirs is what they have. In the second one the shared address has
# no preference of its own.
cat >"$tmp/own.conf" <<'EOF'
interface eth0 {
  role = router
  max-advertisement-interval = 1800
  min-delay-between-advertisements = 1
  preference-level = 5
  address 192.0.2.1 { preference-level = 300 }
  address 192.0.2.3 { preference-level = 4 }
}
EOF
sed '/192.0.2.1/d' "$tmp/own.conf" >"$tmp/none.conf"

# said N SOURCE LIFETIME ROUTERS: waits for the Nth such message.
said() {
  wait_for 5 "[ \$(count seen 'advertisement source=$2 destination=224.0.0.1 .* lifetime=$3 .* routers=$4 ') -ge $1 ]"
}

# The router that takes it says so by ARP, as VRRP demands: here by asking for the host's address, from the shared one.
take() {
  ip -n "$1" address add "192.0.2.1/$2" dev eth0
  ip -n "$1" neigh flush dev eth0
  peer "$1" advertise -i eth0 --source 192.0.2.1 --destination 192.0.2.10 --bad-checksum
}

lose() {
  ip -n "$1" address del "192.0.2.1/$2" dev eth0
}

uses() {
  wait_for 5 "routes_are h 'default via $1 dev eth0 proto ra metric 4096'"
}

# A reload: ten changes of the default router in a minute would hold one of them.
allow_changes() {
  local before
  before=$(count h '^rdisc: reloaded')
  kill -s HUP "$(pid_of h)"
  wait_for 5 "[ \$(count h '^rdisc: reloaded') -gt $before ]"
}

take a 32
start_rdisc a a --config "$tmp/own.conf"
start_rdisc b b --config "$tmp/own.conf"
said 1 192.0.2.2 5400 192.0.2.2/5,192.0.2.1/300
said 1 192.0.2.3 5400 192.0.2.3/4
start_rdisc h h -s
uses 192.0.2.1

# ---- It moves --------------------------------------------------------------------------------------

# As host routes, and as addresses of the subnet, which VRRP daemons do as well.
for round in 1 2 3 4; do
  length=32
  [ $round -lt 3 ] || length=24
  allow_changes
  lose a $((round == 3 ? 32 : length))
  said $round 192.0.2.2 0 192.0.2.1/300
  uses 192.0.2.2 # meanwhile
  take b $length
  said $round 192.0.2.3 5400 192.0.2.3/4,192.0.2.1/300
  uses 192.0.2.1
  lose b $length
  said $round 192.0.2.3 0 192.0.2.1/300
  uses 192.0.2.2
  take a $length
  said $((round + 1)) 192.0.2.2 5400 192.0.2.2/5,192.0.2.1/300
  uses 192.0.2.1
done
echo "it moved 8 times"
check 'no_gap routes' "the host was without a router"
check "! says seen 'lifetime=0 .*192.0.2.[23]/'" "more than the shared address was taken back"
for router in a b; do
  check '! says $router "no longer advertising"' "$router stopped advertising altogether"
done

# It comes and goes faster than messages may: nothing is lost, the last word is right.
allow_changes
for round in 1 2 3 4 5 6; do
  lose a 24
  take a 24
done
said 6 192.0.2.2 5400 192.0.2.2/5,192.0.2.1/300
allow_changes # on a slow machine each of them was one for the host
uses 192.0.2.1
# Now b advertises only its own address.
addr b eth0 192.0.2.4/24
said 1 192.0.2.3 5400 192.0.2.3/4,192.0.2.4/5

# ---- Without a preference of its own ----------------------------------------------------------------

for router in a b; do
  cp "$tmp/none.conf" "$tmp/own.conf"
  kill -s HUP "$(pid_of $router)"
done
said 1 192.0.2.2 5400 192.0.2.2/5,192.0.2.1/5
lose a 24
said 1 192.0.2.2 0 192.0.2.1/5
take b 24
said 1 192.0.2.3 5400 192.0.2.3/4,192.0.2.4/5,192.0.2.1/5

# ---- Nothing but the shared address -----------------------------------------------------------------

# Then the one that has it not is no router at all.
cat >"$tmp/own.conf" <<'EOF'
interface eth0 {
  role = router
  max-advertisement-interval = 1800
  min-delay-between-advertisements = 1
  address 192.0.2.1 { }
  address 192.0.2.2 { advertise = no }
  address 192.0.2.3 { advertise = no }
  address 192.0.2.4 { advertise = no }
}
EOF
for router in a b; do
  kill -s HUP "$(pid_of $router)"
done
said 1 192.0.2.2 0 192.0.2.2/5
said 1 192.0.2.3 0 192.0.2.3/4,192.0.2.4/5
uses 192.0.2.1
check 'says a "no longer advertising iface=eth0 reason=no_address"' "no line about that"
# It takes its own address back, three times, and nothing else.
n=$(count seen 'advertisement source=192.0.2.2 .*routers=.*192\.0\.2\.1/')
lose b 24
said 1 192.0.2.3 0 192.0.2.1/0
wait_for 5 'routes_are h ""'
[ "$(count seen 'advertisement source=192.0.2.2 .*routers=.*192\.0\.2\.1/')" -eq "$n" ] ||
  fail "a says something without the address"
take a 32
said 1 192.0.2.2 5400 192.0.2.1/0
uses 192.0.2.1
pass
