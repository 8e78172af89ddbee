#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# rdiscctl replay: a capture of what a host heard makes the same decisions again, as an unprivileged user that
# has no network, and clear errors for what is no capture.
# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/lib.sh"

if ! command -v tcpdump >/dev/null; then
  [ "${RDISC_REQUIRE_ALL-}" != 1 ] || fail 'tcpdump is missing (Debian: tcpdump)'
  skip 'tcpdump is not installed'
fi

# Any user, and no interface at all.
replay() {
  ip netns exec nowhere setpriv --bounding-set=-all --inh-caps=-all "$RDISCCTL" replay "$@"
}

ns_add nowhere
status=0
replay "$tmp/nothing" --address 192.0.2.10/24 >/dev/null 2>"$tmp/error" || status=$?
if grep -q 'without libpcap' "$tmp/error"; then
  [ "${RDISC_REQUIRE_ALL-}" != 1 ] || fail 'this rdiscctl was built without libpcap'
  skip 'this rdiscctl was built without libpcap'
fi
check '[ $status -eq 1 ] && grep -qx "rdiscctl: $tmp/nothing: No such file or directory" "$tmp/error"' 'a file that is not there'
echo 'this is no capture' >"$tmp/text"
check '! replay "$tmp/text" --address 192.0.2.10/24 2>"$tmp/error" && grep -q "^rdiscctl: $tmp/text: " "$tmp/error"' \
  'a file that is no capture'
check '! replay "$tmp/text"' 'no address'
check '! replay "$tmp/text" --address 192.0.2.10/33' 'a bad address'
check '! replay --address 192.0.2.10/24 2>"$tmp/error" && grep -q "^rdiscctl: replay: the file is missing" "$tmp/error"' 'no file'
echo 'routes { metric = low }' >"$tmp/wrong.conf"
check '! replay "$tmp/text" --address 192.0.2.10/24 --config "$tmp/wrong.conf" 2>"$tmp/error" &&
  grep -q "^rdiscctl: $tmp/wrong.conf:1: metric = low: expected " "$tmp/error"' 'a wrong configuration'

ns_add router
ns_add host
link router eth0 host eth0
addr router eth0 192.0.2.1/24
addr host eth0 192.0.2.10/24
chmod 777 "$tmp" # tcpdump gives up root
spawn capture host tcpdump -Z root -U -i eth0 -w "$tmp/heard.pcap" icmp
wait_for 5 'says capture "listening on"'
echo 'routes { install = ladder }' >"$tmp/ladder.conf"
start_rdisc host host -f -i eth0 --config "$tmp/ladder.conf"
wait_for 5 'says host "interface in use"'
in_ns router "$PEER" advertise -i eth0 --router 192.0.2.1/100 --lifetime 60
wait_for 5 'says host "default route added .*router=192.0.2.1 metric=4096"'
in_ns router "$PEER" advertise -i eth0 --router 192.0.2.2/50 --router 203.0.113.1 --lifetime 60
wait_for 5 'says host "default route added .*router=192.0.2.2 metric=4097"'
in_ns router "$PEER" advertise -i eth0 --router 192.0.2.9 --bad-checksum
in_ns router "$PEER" advertise -i eth0 --router 192.0.2.1/100 --lifetime 0
wait_for 5 'says host "default route removed .*router=192.0.2.2 metric=4097"'
# The capture is complete when its reader has seen as many packets as were sent.
wait_for 5 '[ "$(tcpdump -r "$tmp/heard.pcap" 2>/dev/null | grep -c "router advertisement")" -eq 4 ]'
stop capture
stop host

replay "$tmp/heard.pcap" --address 192.0.2.10/24 --config "$tmp/ladder.conf" >"$tmp/replayed" ||
  fail 'the replay failed'
grep -o 'router [lr].*\|default route .*' "$tmp/replayed" >"$tmp/again"
grep -o 'router [lr].*\|default route .*' "$tmp/host.err" | sed '$d' >"$tmp/live" # the last at the stop
check '[ -s "$tmp/live" ]' "the daemon decided nothing"
check 'cmp "$tmp/live" "$tmp/again"' "the decisions differ: $(diff "$tmp/live" "$tmp/again")"
check 'grep -q "^4 messages; default routes at the end:$" "$tmp/replayed"' 'the count'
check 'tail -n 1 "$tmp/replayed" | grep -q "via 192.0.2.2 metric 4096"' 'the routes at the end'
pass
