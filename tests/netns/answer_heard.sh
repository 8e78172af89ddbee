#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# An answer that is sent is not yet an answer that is heard. The routers here speak only when they are asked, so a
# host has a route only if it heard the answer to a solicitation of its own.
#
# [R-7, R-8] every solicitation is answered, a repetition by multicast; [M-2] the sources of a burst.
# [faults A1, A2, A3, A4]
. "$(dirname "$0")/lib.sh"

ns_add r
forwarding r 1
for name in subnets reborn twice; do
  ns_add "$name"
  link r "$name" "$name" eth0
done
addr r subnets 192.0.2.1/24
addr r reborn 198.51.100.1/24
addr r twice 203.0.113.1/24
addr twice eth0 203.0.113.10/24

# The router is in the second subnet of this host.
addr subnets eth0 169.254.7.7/16
addr subnets eth0 10.9.9.9/24
addr subnets eth0 192.0.2.10/24

# This host came back with another link-layer address, which the router does not know yet.
addr reborn eth0 198.51.100.10/24
ip -n r neigh replace 198.51.100.10 lladdr 02:00:00:00:00:99 nud permanent dev reborn

cat >"$tmp/r.conf" <<'EOF'
interface "*" {
  role = router
  max-advertisement-interval = 0
  advertisement-lifetime = 1800
  min-delay-between-advertisements = 60
}
EOF
start_rdisc r r --config "$tmp/r.conf"
for name in subnets reborn twice; do
  wait_for 5 "says r 'advertising iface=$name '"
done
capture at_subnets r subnets --type 10
capture at_twice twice eth0

start_rdisc subnets subnets -sf
start_rdisc reborn reborn -sf
wait_for 20 'routes_are subnets "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
wait_for 20 'routes_are reborn "default via 198.51.100.1 dev eth0 proto ra metric 4096"'
# The kernel cannot send from 0.0.0.0 by a raw socket.
wait_for 20 'says at_subnets "solicitation source=0[.]0[.]0[.]0 destination=224[.]0[.]0[.]2 ttl=1 reserved=00000000 code=0 checksum=ok length=8"'
check '! says at_subnets "solicitation source=169[.]254[.]7[.]7 "' "the link-local address did not come last"

# One neighbour that asks twice: the first answer is for it alone, the second for all.
to_all='advertisement source=203.0.113.1 destination=224.0.0.1 ttl=1 lifetime=1800 '
peer twice solicit -i eth0 --source 203.0.113.10 --count 2 --interval-ms 100
wait_for 5 'says at_twice "advertisement source=203.0.113.1 destination=203.0.113.10 ttl=255 lifetime=1800 "'
wait_for 5 "says at_twice '$to_all'"
# So short a time after that, from 0.0.0.0: the least distance of 60 s does not hold for answers.
peer twice solicit -i eth0 --source 0.0.0.0
wait_for 5 "[ \"\$(count at_twice '$to_all')\" -eq 2 ]"
check '[ "$(count at_twice "advertisement .* destination=203.0.113.10 ")" -eq 1 ]' "a repetition was answered by unicast"
stop r
check 'says r "stopped .* solicitations=[1-9]"' "it has heard no solicitation"
pass
