#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Wireshark's dissector reads every kind of message we send without a complaint, and the kernel
# counts no wrong checksum: solicitation, advertisement by multicast, broadcast and unicast, several
# addresses, 255 and more of them, ineligible, last words. All are CS6; release 1.0.0 sends DSCP 0.
# [M-1, M-2, R-3]
# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/lib.sh"

if ! command -v tshark >/dev/null; then
  [ "${RDISC_REQUIRE_ALL-}" != 1 ] || fail "tshark is missing (Debian: tshark)"
  skip "tshark is not installed (Debian: tshark)"
fi

ns_add router
ns_add host
link router v0 host v0
addr router v0 192.0.2.1/24
addr host v0 192.0.2.10/24
forwarding router 1

# The filters of the manual.
page=$(dirname "$0")/../../man/rdisc.8
capture=$(sed -n "s/^\.Dl # tcpdump .* '\(.*\)'$/\1/p" "$page")
display=$(sed -n 's/^\.Dl \(icmp\.type == 9 ||.*\)/\1/p' "$page")
others=$(sed -n 's/^\.Dl \(icmp\.type == 9 &&.*\)/\1/p' "$page")
check '[ -n "$capture" ] && [ -n "$display" ] && [ -n "$others" ]' 'the manual has no filters'

fields='-T fields -e icmp.type -e ip.dst -e ip.ttl -e icmp.num_addrs -e icmp.addr_entry_size
  -e icmp.lifetime -e _ws.expert -e icmp.checksum.status
  -e ip.dsfield.dscp -e ip.src'
# shellcheck disable=SC2086 # a list of words
spawn tshark host tshark -l -n -i v0 -o ip.check_checksum:TRUE -f "$capture" -Y "$display" $fields
spawn others host tshark -l -n -i v0 -f "$capture" -Y "$others" -T fields -e icmp.router_address
wait_for 20 "says tshark 'Capturing on' && says others 'Capturing on'"

seen() {
  wait_for 8 "out tshark | tr '\t' ' ' | grep -Eq '$1'"
}

start_rdisc host host -s -f -i v0
seen '^10 224\.0\.0\.2 1 '
seen '^10 .* 0\.0\.0\.0$' # the second one: by a packet socket
start_rdisc router router -r -T 4 -p 0x80000000 -i v0
seen '^9 224\.0\.0\.1 1 1 2 12 '
in_ns host "$PEER" solicit -i v0
seen '^9 192\.0\.2\.10 255 1 2 12 '
advertise router v0 60 192.0.2.77
wait_for 8 "says others '^192.0.2.77'"
check "! out others | grep -q '192\.0\.2\.1$'" 'the filter for other routers shows the one that is known'
i=2
while [ $i -le 200 ]; do
  echo "addr add 198.51.100.$i/24 dev v0"
  i=$((i + 1))
done | ip -n router -batch -
seen '^9 224\.0\.0\.1 1 184 2 12 ' # as many as 1500 bytes hold
seen '^9 224\.0\.0\.1 1 16 2 12 '
stop router
seen '^9 224\.0\.0\.1 1 184 2 0 '
start_rdisc broadcast router -r -T 4 -i v0 255.255.255.255
seen '^9 255\.255\.255\.255 1 184 2 12 '
stop broadcast
seen '^9 255\.255\.255\.255 1 16 2 0 '

# The kernel has counted everything that was said; tshark may still have some of it to write, since the last
# words of a router come three times.
counted=$(in_ns host awk '
  /^IcmpMsg:/ && !n { n = split($0, name); next }
  /^IcmpMsg:/ { for (i = 2; i <= n; i++) if (name[i] == "InType9") print $i }' /proc/net/snmp)
wait_for 8 "[ \"\$(out tshark | grep -c '^9[[:space:]]')\" -ge $counted ]"
dissected=$(out tshark | grep -c '^9[[:space:]]')
check "[ '$counted' = '$dissected' ]" "the kernel counted $counted advertisements of $dissected"

check "! out tshark | grep -Eiq 'malformed|bad checksum|warning|error'" 'the dissector complains'
check "! out tshark | awk -F '\t' '\$8 != 1' | grep -q ." 'a checksum is not good'
# Ours are network control, CS6; the two of the peer are not.
unmarked=$(out tshark | awk -F '\t' '$9 != 48' | wc -l)
check '[ "$unmarked" -eq 2 ]' "$unmarked messages are not CS6"

# InErrors is of no use: Linux counts every multicast ICMP message that is no echo or timestamp there.
errors=$(in_ns host awk '/^Icmp:/ { if (names++) print $4 }' /proc/net/snmp)
check "[ '$errors' = 0 ]" "the kernel counted $errors wrong ICMP checksums"
pass
