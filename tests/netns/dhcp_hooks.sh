#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# DHCP options 31 and 32 (contrib/dhcp): with the environment that each client sets, the role of the
# interface is written, read by a running rdisc, which asks where it is told; and taken back.
. "$(dirname "$0")/lib.sh"

RDISCCTL=${RDISCCTL:-$(dirname "$RDISC")/rdiscctl}
hooks=$(cd "$(dirname "$0")/../../contrib/dhcp" && pwd)
mkdir "$tmp/bin"
ln -s "$RDISC" "$tmp/bin/rdisc"
ln -s "$RDISCCTL" "$tmp/bin/rdiscctl"
ln -s "$hooks/rdisc-dhcp" "$tmp/bin/rdisc-dhcp"
PATH=$tmp/bin:$PATH
export RDISC_CONFIG="$tmp/rdisc.conf" RDISC_LEASES="$tmp/leases" RDISC_SYS="$tmp/sys"
file=$RDISC_CONFIG.d/90-dhcp-eth0.conf

# dhcpcd's shell reads its hooks.
dhcpcd() {
  in_ns h1 env interface=eth0 "$@" sh -eu "$hooks/dhcpcd"
}
networkmanager() {
  local action="$1"
  shift
  in_ns h1 env "$@" "$hooks/networkmanager" eth0 "$action"
}
networkd() {
  in_ns h1 env IFACE=eth0 OperationalState="$1" "$hooks/networkd-dispatcher"
}
mkdir -p "$RDISC_LEASES" "$RDISC_SYS/eth0"
echo 7 >"$RDISC_SYS/eth0/ifindex"

ns_add h1
ns_add r1
link h1 eth0 r1 eth0
addr h1 eth0 192.0.2.10/24
addr r1 eth0 192.0.2.1/24

# ---- without a daemon --------------------------------------------------------------------------

dhcpcd reason=BOUND new_router_discovery=0
check '[ ! -e "$file" ]' '0 is no'
dhcpcd reason=BOUND
check '[ ! -e "$file" ]' 'nothing is no'
dhcpcd reason=BOUND new_router_discovery=1
check 'grep -q "role = host" "$file"' '1 is yes'
dhcpcd reason=EXPIRE
check '[ ! -e "$file" ]' 'an expired lease says nothing'
check '! dhcpcd reason=BOUND new_router_discovery=1 new_router_solicitation_address=0.0.0.0' \
  'an address that none can have is taken'
check '[ ! -e "$file" ] && [ ! -e "$file.new" ]' 'it was written all the same'
dhcpcd reason=RENEW new_router_discovery=1 'new_router_solicitation_address=1 } drain {'
check 'rdisc --check --config "$RDISC_CONFIG.d/90-dhcp-eth0.conf" && ! grep -q drain "$file"' \
  'a server writes into the file'
dhcpcd reason=STOP

# ---- with one ----------------------------------------------------------------------------------

echo 'interface eth7 { role = host }' >"$RDISC_CONFIG"
start_rdisc daemon h1 --config "$RDISC_CONFIG"
wait_for 5 'says daemon "started"'
capture seen r1 eth0
for client in dhcpcd networkmanager networkd; do
  case $client in
  dhcpcd) dhcpcd reason=BOUND new_router_discovery=1 new_router_solicitation_address=192.0.2.1 ;;
  networkmanager)
    networkmanager dhcp4-change DHCP4_ROUTER_DISCOVERY=1 DHCP4_ROUTER_SOLICITATION_ADDRESS=192.0.2.1
    ;;
  networkd)
    printf 'ADDRESS=192.0.2.10\nOPTION_231=01\nOPTION_232=c0000201\n' >"$RDISC_LEASES/7"
    networkd routable
    ;;
  esac
  wait_for 5 '[ "$(count daemon "interface in use iface=eth0")" -gt 0 ]'
  check 'grep -q "solicitation-address = 192.0.2.1" "$file"' "$client: option 32 is not in the file"
  if [ $client = dhcpcd ]; then # a burst a minute
    wait_for 5 "says seen ' solicitation source=192[.]0[.]2[.]10 destination=192[.]0[.]2[.]1 '"
  fi
  advertise r1 eth0 1800 192.0.2.1
  wait_for 5 "routes_are h1 'default via 192.0.2.1 dev eth0 proto ra metric 4096'"
  if [ $client = dhcpcd ]; then
    dhcpcd reason=RENEW new_router_discovery=1 new_router_solicitation_address=192.0.2.1
    check '[ "$(count daemon "^rdisc: reloaded")" -eq 1 ]' 'a renewed lease is no news'
  fi
  case $client in
  dhcpcd) dhcpcd reason=NOCARRIER ;;
  networkmanager) networkmanager down ;;
  networkd) networkd off ;;
  esac
  wait_for 5 'routes_are h1'
  check '[ ! -e "$file" ]' "$client: the file stays"
done

pass
