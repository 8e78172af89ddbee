#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# advertisement-address = {HOSTS}: each of them gets by unicast what a group would get, and no other host sees it.
# A host outside of the list is answered when it asks, and hears the farewell. One that is not there holds up
# no other. An error of a list is reported with its line. Release 1.0.0 takes one neighbour.
#
# [N-1] AdvertisementAddress, [R-7] answers, [R-10] the farewell.
. "$(dirname "$0")/lib.sh"

for ns in r named second other; do
  ns_add "$ns"
done
lan lan0 r:eth0 named:eth0 second:eth0 other:eth0
addr r eth0 192.0.2.1/24
addr named eth0 192.0.2.10/24
addr second eth0 192.0.2.11/24
addr other eth0 192.0.2.12/24
forwarding r 1
for ns in named second other; do
  capture "at_$ns" "$ns" eth0
done

cat >"$tmp/r.conf" <<'CONF'
interface eth0 {
  role = router
  max-advertisement-interval = 4
  advertisement-address = {192.0.2.99, 192.0.2.10, 192.0.2.11}
}
CONF

# ---- The list ------------------------------------------------------------------------------------------

# refused VALUE: told with file, line and what is expected.
refused() {
  printf 'interface eth0 {\n  role = router\n  advertisement-address = %s\n}\n' "$1" >"$tmp/wrong.conf"
  status=0
  in_ns r "$RDISC" --check --config "$tmp/wrong.conf" >"$tmp/checked" 2>&1 || status=$?
  [ "$status" -eq 1 ] || fail "--check of $1: status $status: $(cat "$tmp/checked")"
  grep -q "wrong.conf:3: advertisement-address = .*: expected .*neighbours, at most 16, each once, commas between" \
    "$tmp/checked" || fail "--check of $1: $(cat "$tmp/checked")"
}

refused '{192.0.2.10, multicast}'
refused '{multicast, broadcast}'
refused '{192.0.2.10, 192.0.2.10}'
refused '192.0.2.0/24'
refused "{$(seq -s, -f 192.0.2.%g 1 17)}"
sed 's/192.0.2.99/198.51.100.7/' "$tmp/r.conf" >"$tmp/far.conf"
in_ns r "$RDISC" --check --config "$tmp/far.conf" >"$tmp/checked"
[ "$(cat "$tmp/checked")" = "warning: interface eth0: advertisement-address 198.51.100.7 is in none of its subnets, so that host does not believe it" ] ||
  fail "--check of a host elsewhere: $(cat "$tmp/checked")"
in_ns r "$RDISC" --check --config "$tmp/r.conf" >"$tmp/checked"
[ ! -s "$tmp/checked" ] || fail "--check: $(cat "$tmp/checked")"

# ---- Advertisements ------------------------------------------------------------------------------------

for ns in named second other; do
  start_own "host_$ns" "$ns" -i eth0 # does not ask, so that what comes is not what was asked for
done
start_own r r --config "$tmp/r.conf"
advert='advertisement source=192.0.2.1 destination='
for ns in named second; do
  wait_for 5 "routes_are $ns 'default via 192.0.2.1 dev eth0 proto ra metric 4096'"
  wait_for 20 "[ \$(count at_$ns '${advert}192.0.2.1[01] ttl=255 lifetime=12 ') -ge 3 ]"
done
check "! says at_other '$advert'" "a host that is not on the list was told"
check "! says at_named '${advert}224'" "the group was told"
ctl 0 r interfaces
printed "192.0.2.99 and 2 more"
ctl 0 r interfaces --json
jq -e '.interfaces[0].router | .destination == "192.0.2.99" and
  .destinations == ["192.0.2.99", "192.0.2.10", "192.0.2.11"]' "$tmp/ctl.out" >/dev/null || fail "not in its JSON"
ctl 0 r config
printed "advertisement-address = \"192.0.2.99, 192.0.2.10, 192.0.2.11\""

# ---- Hosts that ask ------------------------------------------------------------------------------------

peer other solicit -i eth0 --source 192.0.2.12
wait_for 2 "says at_other '${advert}192.0.2.12 ttl=255 lifetime=12 '"
wait_for 5 "routes_are other 'default via 192.0.2.1 dev eth0 proto ra metric 4096'"
peer other solicit -i eth0 --source 0.0.0.0
wait_for 5 "says at_other '${advert}224.0.0.1 ttl=1 lifetime=12 '"

# ---- The farewell --------------------------------------------------------------------------------------

stop r
for ns in named second; do
  wait_for 2 "says at_$ns '${advert}192.0.2.1[01] ttl=255 lifetime=0 '"
done
wait_for 2 "says at_other '${advert}224.0.0.1 ttl=1 lifetime=0 '"
for ns in named second other; do
  wait_for 2 "routes_are $ns ''"
done
pass
