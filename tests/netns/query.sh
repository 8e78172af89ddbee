#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# rdiscctl query: asks once on each link, prints what is heard with the sender's link-layer address, and what the
# host would refuse with the reason; changes nothing; needs CAP_NET_RAW and keeps none.
# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/lib.sh"

# query COMMAND...: sets $exit_status; output and errors go to files.
query() {
  exit_status=0
  in_ns h1 timeout 30 "$@" >"$tmp/stdout" 2>"$tmp/stderr" </dev/null || exit_status=$?
}

# Whether a python expression is true of what --json printed; j is the object.
json() {
  "$python" -c 'import json, sys
j = json.load(open(sys.argv[1]))
assert eval(sys.argv[2]), j' "$tmp/stdout" "$1"
}

need_python

ns_add h1
ns_add r1
ns_add r2
lan sw h1:eth0 r1:eth0 r2:eth0
addr h1 eth0 192.0.2.10/24
addr r1 eth0 192.0.2.1/24
addr r1 eth0 192.0.2.3/24
addr r2 eth0 192.0.2.2/24
ip -n r1 link set eth0 address 02:00:00:00:00:01
ip -n r2 link set eth0 address 02:00:00:00:00:02
ip -n h1 route add default via 192.0.2.254 metric 7
ip -n h1 route >"$tmp/routes"

# ---- No router there ------------------------------------------------------------------------------

capture solicitations h1 eth0 --type 10
query "$RDISCCTL" query -i eth0
check '[ "$exit_status" -eq 5 ]' "status $exit_status with no router: $(cat "$tmp/stderr")"
check 'grep -qx "Asking 224.0.0.2 on eth0 from 192.0.2.10" "$tmp/stdout"' 'does not say whom it asks'
check 'grep -qx "Nothing heard" "$tmp/stdout"' "not: nothing heard"
check '[ "$(count solicitations " solicitation ")" -eq 3 ]' "not three questions: $(out solicitations)"
check '[ "$(count solicitations "source=192.0.2.10 destination=224.0.0.2 ttl=1 .*checksum=ok")" -eq 2 ]' "wrong questions"
check '[ "$(count solicitations "source=0.0.0.0 destination=224.0.0.2 ttl=1 .*checksum=ok")" -eq 1 ]' "none from 0.0.0.0"
stop solicitations
query "$RDISCCTL" query -i eth0 --timeout 1 --json
check '[ "$exit_status" -eq 5 ] && json "j[\"version\"] == 1 and j[\"advertisements\"] == [] and j[\"refused\"] == []"' \
  "not an empty answer"
check 'json "j[\"asked\"] == [{\"interface\": \"eth0\", \"source\": \"192.0.2.10\", \"destination\": \"224.0.0.2\"}]"' \
  'whom it asked'

# ---- Two routers, and what is refused ----------------------------------------------------------

forwarding r1 1
forwarding r2 1
start_rdisc router1 r1 -r -i eth0 -p 100 -T 600
start_rdisc router2 r2 -r -i eth0 -p -5 -T 4
wait_for 5 'says router1 "advertising iface=eth0" && says router2 "advertising iface=eth0"'
spawn bad r2 "$PEER" advertise -i eth0 --router 192.0.2.66 --bad-checksum --count 0 --interval-ms 300
spawn far r2 "$PEER" advertise -i eth0 --source 203.0.113.9 --destination 192.0.2.10 --router 192.0.2.67 \
  --count 0 --interval-ms 300
spawn odd r2 "$PEER" advertise -i eth0 --source 192.0.2.99 --router 192.0.2.255/7 --router 203.0.113.1/0x80000000 \
  --lifetime 0 --count 0 --interval-ms 300
capture solicitations h1 eth0 --type 10
query "$RDISCCTL" query --timeout 5
check '[ "$exit_status" -eq 0 ]' "status $exit_status: $(cat "$tmp/stderr")"
check '[ "$(count solicitations " solicitation ")" -eq 1 ]' "asked again after an answer: $(out solicitations)"
stop solicitations
for line in 'Advertisement on eth0 from 192\.0\.2\.1 (02:00:00:00:00:01) after [0-9.]* ms' \
  'Advertisement on eth0 from 192\.0\.2\.2 (02:00:00:00:00:02) after [0-9.]* ms' \
  '    to 192\.0\.2\.10, TTL 255, lifetime 1800 s' '    to 192\.0\.2\.10, TTL 255, lifetime 12 s' \
  '    to 224\.0\.0\.1, TTL 1, lifetime 0 s (withdrawn)' \
  '    192\.0\.2\.1        preference         100' '    192\.0\.2\.3        preference         100' \
  '    192\.0\.2\.2        preference          -5' \
  '    192\.0\.2\.255      preference           7  not to be used: bad_address' \
  '    203\.0\.113\.1      preference  ineligible  not to be used: not_neighbour' \
  'Refused on eth0 from 192\.0\.2\.2 (02:00:00:00:00:02) after [0-9.]* ms' '    to 224\.0\.0\.1, TTL 1: checksum' \
  'Refused on eth0 from 203\.0\.113\.9 (02:00:00:00:00:02) after [0-9.]* ms' \
  '    to 192\.0\.2\.10, TTL 1: not_neighbour'; do
  grep -qx "$line" "$tmp/stdout" || fail "no line: $line, in: $(cat "$tmp/stdout")"
done
check 'tail -n 1 "$tmp/stdout" | grep -Eqx "[0-9]+ advertisements, [0-9]+ refused"' 'the sum'

# So soon after the first one the router answers by multicast, in case that its unicast answer was not heard.
query "$RDISCCTL" query --timeout 5 --json -i eth0
check '[ "$exit_status" -eq 0 ]' "status $exit_status: $(cat "$tmp/stderr")"
check 'json "any(a[\"source\"] == \"192.0.2.1\" and a[\"lladdr\"] == \"02:00:00:00:00:01\"
  and a[\"interface\"] == \"eth0\" and a[\"lifetime\"] == 1800 and 0 < a[\"latency_ms\"] < 5000
  and (a[\"destination\"], a[\"ttl\"]) in [(\"224.0.0.1\", 1), (\"192.0.2.10\", 255)]
  and a[\"routers\"] == [{\"address\": \"192.0.2.1\", \"preference\": 100, \"reason\": None},
  {\"address\": \"192.0.2.3\", \"preference\": 100, \"reason\": None}]
  for a in j[\"advertisements\"])"' 'the first router'
check 'json "any(a[\"routers\"] == [{\"address\": \"192.0.2.255\", \"preference\": 7, \"reason\": \"bad_address\"},
  {\"address\": \"203.0.113.1\", \"preference\": -2147483648, \"reason\": \"not_neighbour\"}] and a[\"lifetime\"] == 0
  for a in j[\"advertisements\"])"' 'what lists no router'
check 'json "{(r[\"source\"], r[\"reason\"]) for r in j[\"refused\"]} == {(\"192.0.2.2\", \"checksum\"),
  (\"203.0.113.9\", \"not_neighbour\")} and j[\"not_shown\"] == 0"' 'what is refused'
stop bad
stop far
stop odd

# ---- Little privilege, and none kept -----------------------------------------------------------

spawn humble h1 setpriv --bounding-set -all,+net_raw --inh-caps -all "$RDISCCTL" query --timeout 3
wait_for 5 'says humble "^Asking "'
check '[ "$(awk "/^Cap(Prm|Eff)/ { print \$2 }" "/proc/$(pid_of humble)/status" | sort -u)" = 0000000000000000 ]' \
  'it keeps capabilities'
ended humble 10
check '[ "$exit_status" -eq 0 ] && says humble "from 192.0.2.1 "' "nothing heard with CAP_NET_RAW alone"
query setpriv --bounding-set -net_raw "$RDISCCTL" query
check '[ "$exit_status" -eq 1 ] && grep -q "^rdiscctl: query needs CAP_NET_RAW: run it as root" "$tmp/stderr"' 'no word on the capability'

# ---- Nothing to ask on -------------------------------------------------------------------------

ip -n h1 link add br1 type bridge
query "$RDISCCTL" query -i br1
check '[ "$exit_status" -eq 1 ] && grep -q "^rdiscctl: br1: the interface is down; ip link set up dev INTERFACE changes that" "$tmp/stderr"' 'no word on the link'
# [faults G10] A reason of the log, or two words, is no sentence.
query "$RDISCCTL" query -i lo
check '[ "$exit_status" -eq 1 ] && grep -q "^rdiscctl: lo: a loopback interface has no routers; " "$tmp/stderr"' \
  "no word on lo: $(cat "$tmp/stderr")"
ip -n h1 link add bare0 type veth peer name bare1
ip -n h1 link set bare0 up
query "$RDISCCTL" query -i bare0
check '[ "$exit_status" -eq 1 ] && grep -q "^rdiscctl: bare0: the interface has no carrier; " "$tmp/stderr"' \
  "no word on the carrier: $(cat "$tmp/stderr")"
link_up h1 bare1
wait_for 2 'has_carrier h1 bare0'
query "$RDISCCTL" query -i bare0
check '[ "$exit_status" -eq 1 ] && grep -q "^rdiscctl: bare0: the interface has no IPv4 address " "$tmp/stderr"' \
  "no word on the address: $(cat "$tmp/stderr")"
query "$RDISCCTL" query -i nothing0
check '[ "$exit_status" -eq 1 ] && grep -q "^rdiscctl: nothing0: no such interface" "$tmp/stderr"' 'no word on the name'
query "$RDISCCTL" query -i 'x*'
check '[ "$exit_status" -eq 1 ] && grep -q "^rdiscctl: no interface to ask on: " "$tmp/stderr"' 'no word on the pattern'
query "$RDISCCTL" query --timeout 1 255.255.255.255
check 'grep -qx "Asking 255.255.255.255 on eth0 from 192.0.2.10" "$tmp/stdout"' 'send_address is not heeded'
query "$RDISCCTL" query 224.0.0.9
check '[ "$exit_status" -eq 2 ] && grep -q "^rdiscctl: send_address 224.0.0.9: expected " "$tmp/stderr"' 'a wrong address'
query "$RDISCCTL" query --timeout 0
check '[ "$exit_status" -eq 2 ] && grep -q "^rdiscctl: --timeout 0: expected seconds" "$tmp/stderr"' 'no time'
query "$RDISC" --query
check '[ "$exit_status" -eq 1 ] && grep -q "^rdisc: --query: use rdiscctl query" "$tmp/stderr"' 'where it has gone'
check 'ip -n h1 route | cmp - "$tmp/routes"' 'the routes have changed'
query sh -c "\"$RDISCCTL\" query --timeout 1 >/dev/full"
check 'grep -q "^rdiscctl: cannot write" "$tmp/stderr" && [ "$exit_status" -eq 1 ]' 'nothing said of a full disk'
pass
