#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# One daemon that is host on the uplink and router on the LAN: a machine behind it reaches the Internet's
# side by what both discover, and nothing of one side is said or believed on the other.
#
# [H-1] a host never advertises, [H-2] the interface decides, [R-1, R-2] the router's side alone.
. "$(dirname "$0")/lib.sh"

for ns in isp guest box pc other; do
  ns_add "$ns"
done
lan wan isp:eth0 guest:eth0 box:wan0
lan lan0 box:lan pc:eth0 other:eth0
addr isp eth0 10.0.0.1/24
addr guest eth0 10.0.0.77/24
addr box wan0 10.0.0.10/24
addr box lan 192.0.2.1/24
addr pc eth0 192.0.2.10/24
addr pc eth0 192.0.2.11/24
addr other eth0 192.0.2.9/24
forwarding isp 1
forwarding box 1
forwarding other 1
capture wan wan any
capture lan lan0 any
witness box_routes box
witness pc_routes pc

cat >"$tmp/box.conf" <<'EOF'
interface wan0 { role = host }
interface lan {
  role = router
  max-advertisement-interval = 4
  preference-level = 10
}
EOF
cat >"$tmp/pc.conf" <<'EOF'
interface eth0 { }
EOF
start_rdisc box box --config "$tmp/box.conf"
start_rdisc pc pc --config "$tmp/pc.conf"
wait_for 5 'routes_are pc "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
check 'routes_are box ""' "a route from nowhere"
wait_for 5 'says wan "solicitation source=10[.]0[.]0[.]10 destination=224[.]0[.]0[.]2 "'
start_rdisc isp isp -r -T 4 -p 3
wait_for 10 'routes_are box "default via 10.0.0.1 dev wan0 proto ra metric 4096"'
check 'is_member box lan && ! is_member box wan0' "not in the router's group, or in it on the uplink"

# ---- Nothing leaks ---------------------------------------------------------------------------------

# A far better router on the LAN, and one that claims the uplink's, are none for the box.
start_rdisc other other -r -T 4 -p 1000
peer other advertise -i eth0 --source 192.0.2.9 --router 10.0.0.1/2000 --router 10.0.0.9/2000
wait_for 5 'routes_are pc "default via 192.0.2.9 dev eth0 proto ra metric 4096"'
check 'routes_are box "default via 10.0.0.1 dev wan0 proto ra metric 4096"' "the LAN's router is believed"
check '! says box "router learned iface=lan"' "the LAN's router is known"
# A host on the uplink solicits the uplink's routers; one on the LAN, the box.
peer guest solicit -i eth0
peer pc solicit -i eth0 --source 192.0.2.11
wait_for 2 'says wan "advertisement source=10.0.0.1 destination=10.0.0.77 "'
wait_for 2 'says lan "advertisement source=192.0.2.1 destination=192.0.2.11 "'
stop other
wait_for 5 'routes_are pc "default via 192.0.2.1 dev eth0 proto ra metric 4096"'

# ---- Through it ------------------------------------------------------------------------------------

ip -n isp route add 192.0.2.0/24 via 10.0.0.10
if command -v ping >/dev/null; then
  check 'in_ns pc ping -c 1 -W 2 10.0.0.1' "no way from the LAN to the uplink's router"
fi

# ---- One end after the other -------------------------------------------------------------------------

stop isp
wait_for 5 'routes_are box ""'
check 'routes_are pc "default via 192.0.2.1 dev eth0 proto ra metric 4096"' "the LAN lost its router as well"
start_rdisc isp isp -r -T 4 -p 3
wait_for 5 'routes_are box "default via 10.0.0.1 dev wan0 proto ra metric 4096"'
stop box
wait_for 2 'routes_are box "" && routes_are pc ""'
check 'says lan "advertisement source=192.0.2.1 destination=224.0.0.1 .* lifetime=0 .* routers=192.0.2.1/10 "' \
  "no last words on the LAN"

# All that was ever seen on both sides.
check '! says wan "advertisement source=10[.]0[.]0[.]10 " && ! says wan "192[.]0[.]2[.]"' \
  "it advertised on the uplink"
check '! says lan "solicitation source=192[.]0[.]2[.]1 "' "it asked on the LAN"
check '! says lan "advertisement source=192[.]0[.]2[.]1 .*routers=.*10[.]0[.]0[.]"' "it told the uplink's address on the LAN"
stop box_routes
check 'says box_routes "^end routes=0 gaps=2$"' "more than the two times that the uplink had no router"
stop pc_routes
check 'says pc_routes "^end routes=0 gaps=1$"' "the LAN was without a route in between"
pass
