#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# FRR 8's IRDP module as router, rdisc as host: its periodic advertisements are learned although their
# source address has its bytes reversed (fault B2), and so are its preference and its end.
# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/lib.sh"

zebra=/usr/lib/frr/zebra
if [ ! -x $zebra ] || ! find /usr/lib -name zebra_irdp.so 2>/dev/null | grep -q .; then
  [ "${RDISC_REQUIRE_ALL-}" != 1 ] || fail "FRR with its IRDP module is missing (Debian: frr)"
  skip "FRR with its IRDP module is not installed (Debian: frr)"
fi
[ "$(id -u)" -eq 0 ] && [ -r /proc/self/uid_map ] &&
  ! grep -q ' 4294967295$' /proc/self/uid_map && skip "zebra changes its user, which this namespace has not"

ns_add router
ns_add host
link router v0 host v0
addr router v0 192.0.2.1/24
addr host v0 192.0.2.10/24
forwarding router 1
rp_filter_off host

cat >"$tmp/zebra.conf" <<END
hostname zebra
interface v0
 ip irdp multicast
 ip irdp minadvertinterval 3
 ip irdp maxadvertinterval 4
 ip irdp holdtime 5
 ip irdp preference 50
END
mkdir -p "$tmp/vty"
chmod 777 "$tmp" "$tmp/vty" # zebra runs as user frr
spawn capture host "$PEER" listen -i v0 --count 0 --timeout 60
wait_for 3 'says capture ready'
start_rdisc host host -f -i v0
spawn zebra router $zebra -M irdp -f "$tmp/zebra.conf" -i "$tmp/zebra-pid" -z "$tmp/zserv" \
  --vty_socket "$tmp/vty"

wait_for 25 "says capture 'advertisement source=1.2.0.192 destination=224.0.0.1'"
wait_for 5 "routes host | grep -q '^default via 192.0.2.1 dev v0 proto ra metric 4096$'"
check "says host 'router learned .*router=192.0.2.1 source=1.2.0.192 preference=50 lifetime='" \
  'the preference level that FRR was configured with'

stop zebra KILL # so that it says nothing more
wait_for 15 '[ -z "$(routes host)" ]' # FRR says 3 times the interval, at least 4 s
check "says host 'router lost .*router=192.0.2.1 reason=expired'" 'the lifetime ran out'
pass
