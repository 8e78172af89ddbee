#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A network where multicast does not work: told to broadcast, or on interfaces that do no multicast, both
# sides use 255.255.255.255 and find each other; beside it an interface with multicast stays as it is.
#
# [M-1, M-2] the messages, [N-1] the variables AdvertisementAddress and SolicitationAddress, [R-10].
. "$(dirname "$0")/lib.sh"

for ns in r h plain w; do
  ns_add "$ns"
done
lan lan0 r:eth0 h:eth0
link r eth1 plain eth0
link r eth2 w eth2
addr r eth0 192.0.2.1/24
addr h eth0 192.0.2.10/24
addr r eth1 198.51.100.1/24
addr plain eth0 198.51.100.10/24
addr r eth2 203.0.113.1/24
addr w eth2 203.0.113.10/24
# eth1's cable does no multicast, on both sides; what eth0's LAN loses is multicast, by the bridge's doing.
ip -n r link set eth1 multicast off
ip -n plain link set eth0 multicast off
for port in r.eth0 h.eth0; do
  ip -n lan0 link set "$port" type bridge_slave mcast_flood off
done
forwarding r 1
capture at_h h eth0
capture at_plain plain eth0
capture at_w w eth2
capture at_r r any

cat >"$tmp/r.conf" <<'EOF'
interface "eth*" { role = router  max-advertisement-interval = 4 }
interface eth0 {
  role = router
  max-advertisement-interval = 4
  advertisement-address = broadcast
  join-all-routers = no
}
EOF
cat >"$tmp/h.conf" <<'EOF'
interface eth0 { solicitation-address = broadcast }
EOF
cat >"$tmp/plain.conf" <<'EOF'
interface eth0 { }
EOF

# That LAN loses multicast.
peer r advertise -i eth0 --router 192.0.2.1/1000
wait_for 2 'says at_r "destination=224.0.0.1 .*routers=192.0.2.1/1000 "'

# Hosts first, so that their questions are answered.
start_rdisc h h --config "$tmp/h.conf"
start_rdisc plain plain --config "$tmp/plain.conf"
wait_for 5 'says at_r "solicitation source=192.0.2.10 destination=255.255.255.255 ttl=1 .* iface=eth0$"'
wait_for 5 'says at_r "solicitation source=198.51.100.10 destination=255.255.255.255 ttl=1 .* iface=eth1$"'
start_rdisc r r --config "$tmp/r.conf"
wait_for 5 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
wait_for 5 'routes_are plain "default via 198.51.100.1 dev eth0 proto ra metric 4096"'
check 'says at_h "advertisement source=192.0.2.1 destination=255.255.255.255 ttl=1 lifetime=12 .* routers=192.0.2.1/0 "' \
  "not by broadcast where told to"
check 'says at_plain "advertisement source=198.51.100.1 destination=255.255.255.255 ttl=1 lifetime=12 "' \
  "not by broadcast where there is nothing else"
wait_for 5 'says at_w "advertisement source=203.0.113.1 destination=224.0.0.1 ttl=1 lifetime=12 "'
check '! is_member r eth0 && ! is_member r eth1 && is_member r eth2' "the group is not as it was told"

# Answers go by unicast to the host that asks, and never by broadcast.
addr h eth0 192.0.2.11/24
peer h solicit -i eth0 --source 192.0.2.11 --destination 255.255.255.255
wait_for 2 'says at_h "advertisement source=192.0.2.1 destination=192.0.2.11 ttl=255 "'
n=$(count at_plain ' destination=255.255.255.255 ttl=1 lifetime=12 ')
peer plain solicit -i eth0 --source 0.0.0.0 --destination 255.255.255.255
wait_for 5 "[ \$(count at_plain ' destination=255.255.255.255 ttl=1 lifetime=12 ') -gt $n ]"

# Periodic ones, and the last.
wait_for 12 '[ "$(count at_h " destination=255.255.255.255 ttl=1 lifetime=12 ")" -ge 3 ]'
stop r
wait_for 2 'says at_h " destination=255.255.255.255 ttl=1 lifetime=0 .* routers=192.0.2.1/0 "'
wait_for 2 'says at_plain " destination=255.255.255.255 ttl=1 lifetime=0 .* routers=198.51.100.1/0 "'
wait_for 2 'says at_w " destination=224.0.0.1 ttl=1 lifetime=0 .* routers=203.0.113.1/0 "'
wait_for 2 'routes_are h "" && routes_are plain ""'
check '! says at_h "destination=224[.]0[.]0[.]1 "' "multicast works on that LAN after all"
check '[ "$(count at_r "source=192[.]0[.]2[.]1 destination=224[.]")" -eq 1 ] && ! says at_r "source=198[.]51[.]100[.]1 destination=224[.]"' \
  "a multicast where there is none"
check '! says at_w "destination=255[.]"' "a broadcast where there is multicast"
# 255.255.255.255, not the subnet's own.
check '! out at_r | grep "destination=[0-9.]*[.]255 " | grep -qv "destination=255[.]255[.]255[.]255 "' \
  "a subnet's broadcast address"
pass
