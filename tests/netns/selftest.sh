#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Tests the tests: that peer sends, captures and watches what it says, and that lib.sh and run keep
# their promises, also about tests that fail. [faults G7, G16]
#
# With an argument it is one of the scripts that must fail; see try below.
. "$(dirname "$0")/lib.sh"

# ---- Scripts with a known end ------------------------------------------------------------------

case ${1-} in
fails)
  ns_add h1
  spawn talker h1 echo "a line of talker"
  wait_for 0.1 'says talker "no such line"'
  pass
  ;;
forgets) exit 0 ;;
skips) skip "on purpose" ;;
hides)
  check '[ ! -e /etc/rdisc.conf ] && [ ! -e /etc/rdisc.conf.d ]' "the configuration of the machine is there"
  check 'grep -q "^root:" /etc/passwd && [ -e /etc/hosts.of.selftest ]' "the rest of /etc is not"
  echo hidden
  pass
  ;;
crashes)
  ns_add h1
  spawn crasher h1 sh -c 'kill -SEGV $$'
  wait_for 2 '! is_running crasher'
  pass
  ;;
sanitizes)
  ns_add h1
  spawn reporter h1 sh -c 'echo "x.c:1: runtime error: shift" >&2'
  ended reporter 2
  pass
  ;;
stubborn)
  grace=0.1
  ns_add h1
  spawn stubborn h1 sh -c 'trap "" TERM; sleep 60 & echo ready; wait; wait'
  wait_for 2 'says stubborn ready'
  spawn daemon h1 sh -c 'sleep 61 & echo ready' # as a daemon that puts itself in the background
  wait_for 2 'says daemon ready'
  fail "on purpose"
  ;;
waits)
  ns_add h1
  spawn slow h1 sh -c 'sleep 1; echo spoken'
  wait_for 0.1 'says slow spoken'
  echo heard
  pass
  ;;
hangs)
  ns_add h1
  spawn listener h1 "$PEER" listen -i lo
  echo ready
  wait_for 60 false
  ;;
esac

# ---- Packets -----------------------------------------------------------------------------------

ns_add h1
ns_add r1
link h1 eth0 r1 eth0
addr h1 eth0 192.0.2.10/24
addr r1 eth0 192.0.2.1/24
spawn listen h1 "$PEER" listen -i eth0
spawn sent r1 "$PEER" listen -i eth0
wait_for 2 'says listen "^ready$" && says sent "^ready$"'

# expect LINE PEER-ARGUMENT...: sends one packet from r1, which r1 and h1 must see once, as LINE.
expect() {
  echo "$1" >>"$tmp/expected"
  shift
  command=$1
  shift
  in_ns r1 "$PEER" "$command" -i eth0 "$@"
}

# The output of a listener, times taken off where they look as they should.
captured() {
  out "$1" | sed '1d; s/^[0-9]\{1,\}\.[0-9][0-9][0-9] //'
}

to_all='destination=224.0.0.1 ttl=1'
expect "advertisement source=192.0.2.1 $to_all lifetime=1800 code=0 checksum=ok num_addrs=1\
 entry_size=2 routers=192.0.2.1/0 length=16" \
  advertise --router 192.0.2.1
expect "advertisement source=192.0.2.1 $to_all lifetime=0 code=0 checksum=ok num_addrs=4\
 entry_size=2 routers=192.0.2.1/-5,192.0.2.2/-2147483648,192.0.2.3/2147483647,0.0.0.0/-1 length=40" \
  advertise --lifetime 0 --router 192.0.2.1/-5 --router 192.0.2.2/0x80000000 \
  --router 192.0.2.3/2147483647 --router 0.0.0.0/0xffffffff
expect "advertisement source=0.0.0.0 $to_all lifetime=1800 code=16 checksum=ok num_addrs=0\
 entry_size=2 routers=- length=8" \
  advertise --source 0.0.0.0 --code 16
expect "advertisement source=1.2.0.192 destination=255.255.255.255 ttl=255 lifetime=65535 code=0\
 checksum=bad num_addrs=1 entry_size=2 routers=192.0.2.1/0 length=16" \
  advertise --source 1.2.0.192 --destination 255.255.255.255 --ttl 255 --lifetime 65535 \
  --bad-checksum --router 192.0.2.1
# Num Addrs promises more than there is; the length cuts an entry in two; octets after the list.
expect "advertisement source=192.0.2.1 $to_all lifetime=1800 code=0 checksum=ok num_addrs=3\
 entry_size=2 routers=192.0.2.1/0 length=20" \
  advertise --num-addrs 3 --length 20 --router 192.0.2.1 --router 192.0.2.2
expect "advertisement source=192.0.2.1 $to_all lifetime=- code=0 checksum=ok num_addrs=1\
 entry_size=- routers=- length=5" \
  advertise --length 5 --router 192.0.2.1
expect "advertisement source=192.0.2.1 $to_all lifetime=1800 code=0 checksum=ok num_addrs=1\
 entry_size=2 routers=192.0.2.1/0 length=99" \
  advertise --length 99 --router 192.0.2.1
# Entries too small, and larger than this version of the protocol has them.
expect "advertisement source=192.0.2.1 $to_all lifetime=1800 code=0 checksum=ok num_addrs=2\
 entry_size=1 routers=- length=16" \
  advertise --entry-size 1 --router 192.0.2.1 --router 192.0.2.2
expect "advertisement source=192.0.2.1 $to_all lifetime=1800 code=0 checksum=ok num_addrs=2\
 entry_size=4 routers=192.0.2.1/1,192.0.2.2/2 length=40" \
  advertise --entry-size 4 --router 192.0.2.1/1 --router 192.0.2.2/2
# 255 entries do not fit the MTU: the datagram goes out in fragments and is captured whole.
expect "advertisement source=192.0.2.1 $to_all lifetime=1800 code=0 checksum=ok num_addrs=255\
 entry_size=2 routers=$(seq -s , -f '192.0.2.%g/-7' 255) length=2048" \
  advertise --routers 192.0.2.1 255 -7
# By unicast: the link-layer address given, and resolved by the kernel.
mac=$(in_ns h1 cat /sys/class/net/eth0/address)
expect "advertisement source=0.0.0.0 destination=192.0.2.10 ttl=64 lifetime=1800 code=0\
 checksum=ok num_addrs=1 entry_size=2 routers=192.0.2.1/0 length=16" \
  advertise --source 0.0.0.0 --destination 192.0.2.10 --lladdr "$mac" --ttl 64 --router 192.0.2.1
expect "advertisement source=203.0.113.9 destination=192.0.2.10 ttl=1 lifetime=1800 code=0\
 checksum=ok num_addrs=1 entry_size=2 routers=192.0.2.1/0 length=16" \
  advertise --source 203.0.113.9 --destination 192.0.2.10 --router 192.0.2.1
expect "solicitation source=192.0.2.1 destination=224.0.0.2 ttl=1 reserved=00000000 code=0\
 checksum=ok length=8" \
  solicit
expect "solicitation source=0.0.0.0 destination=192.0.2.255 ttl=1 reserved=deadbeef code=3\
 checksum=bad length=12" \
  solicit --source 0.0.0.0 --destination 192.0.2.255 --payload-reserved deadbeef --code 3 \
  --bad-checksum --length 12 --ip-options 01010101
for name in sent listen; do
  wait_for 2 "[ \$(captured $name | wc -l) -ge \$(wc -l <$tmp/expected) ]"
  captured "$name" >"$tmp/$name.captured"
  diff "$tmp/expected" "$tmp/$name.captured" >&2 || fail "$name captured (>) not what was sent (<)"
done

# The same seed sends the same packet, another one another.
spawn random h1 "$PEER" listen -i eth0
wait_for 2 'says random "^ready$"'
for seed in 5 5 6; do
  in_ns r1 "$PEER" advertise -i eth0 --random-routers 198.51.100.0/24 --random-count 3 \
    --random-preference --random-source --seed "$seed"
done
wait_for 2 '[ "$(captured random | wc -l)" -eq 3 ]'
check '[ "$(captured random | uniq -c | awk "{ print \$1 }" | xargs)" = "2 1" ]' "seeds do not decide"
check '[ "$(captured random | grep -Ec \
  "source=198[.]51[.]100[.].* num_addrs=3 .*=(198[.]51[.]100[.][0-9]+/[-0-9]+[, ]){3}")" -eq 3 ]' \
  "random addresses are not of the prefix"

# ---- Ends and errors ---------------------------------------------------------------------------

spawn counting h1 "$PEER" listen -i eth0 --type 10 --count 1 --timeout 5
spawn timing h1 "$PEER" listen -i eth0 --type 10 --count 3 --timeout 0.1
wait_for 2 'says counting "^ready$" && says timing "^ready$"'
in_ns r1 "$PEER" advertise -i eth0 --router 192.0.2.1
in_ns r1 "$PEER" solicit -i eth0
ended counting 2
check '[ "$exit_status" -eq 0 ]' "listen did not end well at its count"
check '! says counting advertisement' "listen --type 10 shows an advertisement"
ended timing 2
check '[ "$exit_status" -eq 1 ]' "listen did not tell that its time ran out"

exit_status=0
in_ns h1 "$PEER" advertise -i eth0 --ttl 256 2>"$tmp/usage" || exit_status=$?
check '[ "$exit_status" -eq 2 ] && grep -q -e "--ttl: .*0 to 255" "$tmp/usage"' "a wrong --ttl passes"
check '"$PEER" --help | grep -q -e --random-routers' "--help is not complete"

for kind in advert random solicit garbage; do
  in_ns r1 "$PEER" flood -i eth0 --kind "$kind" --rate 5000 --seconds 0.02 >"$tmp/flood"
  check 'grep -Eq "^sent=([1-9]|[1-9][0-9]|10[01]) dropped=0 " "$tmp/flood"' "flood $kind: $(cat "$tmp/flood")"
done

# ---- Routes ------------------------------------------------------------------------------------

# watched LINE: the next line of watch, its times aside.
lines=0
watched() {
  lines=$((lines + 1))
  wait_for 2 "[ \$(out watch | wc -l) -ge $lines ]"
  check "out watch | sed -n '$lines{s/^[0-9]*\.[0-9]* //; s/^filled [0-9]*\$/filled/; p}' |
    grep -Fqx '$1'" "watch: line $lines is not \"$1\""
}

default_route() {
  ip -n h1 route "$1" default via "$2" proto "$3" metric 4096
}

ip -n h1 route add default via 192.0.2.5 metric 5
spawn watch h1 "$PEER" watch
watched ready
watched 'have default via 192.0.2.5 dev eth0 metric 5 proto 3 table 254'
default_route add 192.0.2.1 ra
watched 'new default via 192.0.2.1 dev eth0 metric 4096 proto 9 table 254'
default_route append 192.0.2.2 ra
watched 'new default via 192.0.2.2 dev eth0 metric 4096 proto 9 table 254'
check '[ "$(routes h1)" = "default via 192.0.2.5 dev eth0 metric 5
default via 192.0.2.1 dev eth0 proto ra metric 4096
default via 192.0.2.2 dev eth0 proto ra metric 4096" ]' "routes lists something else"
default_route del 192.0.2.1 ra
watched 'del default via 192.0.2.1 dev eth0 metric 4096 proto 9 table 254'
default_route del 192.0.2.2 ra
watched 'del default via 192.0.2.2 dev eth0 metric 4096 proto 9 table 254'
watched gap
ip -n h1 route add default proto ra metric 4096 nexthop via 192.0.2.1 nexthop via 192.0.2.2 weight 3
watched 'new default via - dev - metric 4096 proto 9 table 254 nexthops=192.0.2.1@eth0*1,192.0.2.2@eth0*3'
watched filled
check '[ "$(routes h1)" = "default via 192.0.2.5 dev eth0 metric 5
default proto ra metric 4096 nexthop via 192.0.2.1 dev eth0 weight 1\
 nexthop via 192.0.2.2 dev eth0 weight 3" ]' "routes does not join the nexthops"
# Replacing is no gap: the kernel tells of the new route only.
default_route replace 192.0.2.7 ra
watched 'gone default via - dev - metric 4096 proto 9 table 254 nexthops=192.0.2.1@eth0*1,192.0.2.2@eth0*3'
watched 'new default via 192.0.2.7 dev eth0 metric 4096 proto 9 table 254'
# A link that goes down takes its routes along without a notification.
ip -n h1 link set eth0 down
watched 'gone default via 192.0.2.5 dev eth0 metric 5 proto 3 table 254'
watched 'gone default via 192.0.2.7 dev eth0 metric 4096 proto 9 table 254'
watched gap
ip -n h1 link set eth0 up
default_route add 192.0.2.1 ra
watched 'new default via 192.0.2.1 dev eth0 metric 4096 proto 9 table 254'
watched filled
stop watch
check '[ "$exit_status" -eq 0 ]' "watch ended with status $exit_status"
watched 'end routes=1 gaps=2'

# ---- A shared LAN ------------------------------------------------------------------------------

ns_add h2
ns_add h3
lan lan0 h2:eth0 h3:eth0 r1:eth1
spawn listen2 h2 "$PEER" listen -i eth0
spawn listen3 h3 "$PEER" listen -i eth0
wait_for 2 'says listen2 "^ready$" && says listen3 "^ready$"'
in_ns r1 "$PEER" advertise -i eth1 --router 192.0.2.1
wait_for 2 'says listen2 source=0.0.0.0 && says listen3 source=0.0.0.0'
ip -n lan0 link set h3.eth0 down
wait_for 2 '! has_carrier h3 eth0'
in_ns r1 "$PEER" solicit -i eth1
wait_for 2 'says listen2 solicitation'
never_within 0.05 'says listen3 solicitation'

stop listen
stop sent
stop random
stop listen2
stop listen3

# ---- The other helpers -------------------------------------------------------------------------

before=$(moment)
wait_for 2 '[ "$(cat "$tmp/pace")" -ge 0 ]'
check 'in_time 0 "$(minus "$(moment)" "$before")" 60000 && ! in_time 60000 "$(minus "$(moment)" "$before")" 70000' \
  "the clock does not go on, or runs away"
check 'in_time 0 100 100 && ! in_time 100000 100 100000 && ! in_time 0 "" 100 && ! in_time 0 none 100' "in_time"
check 'between 1 2 2 && ! between 1 2.1 2 && ! between 1 "" 2 && ! between 1 none 2' "between"
check '! in_time 0 $((100 * slowness + 1000000)) 100' "in_time allows anything"

RDISC=/bin/echo
start_rdisc daemon h2 -i eth0
wait_for 2 'says daemon "^-t -i eth0$"'
ended daemon 2
setting() {
  [ "$(in_ns h2 cat "/proc/sys/net/ipv4/$1")" = "$2" ]
}
check 'setting ip_forward 0' "a new namespace forwards"
forwarding h2 1
check 'setting conf/eth0/forwarding 1' "forwarding does not turn on"
forwarding h2 0
check 'setting conf/eth0/forwarding 0' "forwarding does not turn off"
in_ns h2 sh -c 'echo 1 >/proc/sys/net/ipv4/conf/eth0/rp_filter'
rp_filter_off h2
check 'setting conf/eth0/rp_filter 0' "rp_filter stays on"

# ---- Tests that fail ---------------------------------------------------------------------------

runner=$(dirname "$0")/run

# try STATUS CASE TEXT: this script with that argument ends with that status and says that.
try() {
  status=0
  "$runner" "$0" "$2" >"$tmp/try" 2>&1 || status=$?
  [ "$status" -eq "$1" ] || fail "case $2 ended with $status instead of $1: $(cat "$tmp/try")"
  grep -q -e "$3" "$tmp/try" || fail "case $2 does not say \"$3\": $(cat "$tmp/try")"
}

# Whether a process of that name runs in the namespace of this test. Where run could not mount
# /proc again it shows the processes of the machine, and this cannot be told.
has_process() {
  read -r self _ </proc/self/stat
  [ "$self" -eq 1 ] && cat /proc/[0-9]*/comm 2>/dev/null | grep -qx "$1"
}

try 1 fails 'not within 0.1 s: says talker'
check 'grep -q "a line of talker" "$tmp/try"' "a failure does not show the logs"
try 1 forgets 'without pass'
try 77 skips 'SKIP: on purpose'
cp -a /etc "$tmp/etc"
mkdir -p "$tmp/etc/rdisc.conf.d"
echo 'interface nonsense' >"$tmp/etc/rdisc.conf"
echo nonsense >"$tmp/etc/rdisc.conf.d/1.conf"
: >"$tmp/etc/hosts.of.selftest"
mount --bind "$tmp/etc" /etc
try 0 hides '^hidden$'
umount /etc
try 1 crashes 'crasher ended with status 139'
try 1 sanitizes 'a sanitizer found an error in reporter'
try 1 stubborn 'stubborn had to be killed'
check '! has_process sleep' "processes are left after a failure"
(
  export RDISC_TEST_PATIENCE=200
  try 0 waits '^heard$'
) || fail "RDISC_TEST_PATIENCE gives no time"
"$runner" "$0" hangs >"$tmp/hangs" 2>&1 &
hanging=$!
wait_for 5 'grep -q ready "$tmp/hangs"'
kill -TERM "$hanging"
status=0
wait "$hanging" || status=$?
check '[ "$status" -ne 0 ]' "a test ended by a signal counts as passed"
wait_for 1 '! has_process "$(basename "$PEER")" && ! has_process sleep'

# Where namespaces cannot be made: a skip, or a failure if they are required.
mkdir "$tmp/bin"
printf '#!/bin/sh\necho "not permitted" >&2\nexit 1\n' >"$tmp/bin/unshare"
chmod +x "$tmp/bin/unshare"
PATH=$tmp/bin:$PATH
(
  unset RDISC_REQUIRE_NETNS
  try 77 fails 'no namespaces .*not permitted'
  RDISC_REQUIRE_NETNS=1
  export RDISC_REQUIRE_NETNS
  try 1 fails 'RDISC_REQUIRE_NETNS=1'
) || fail "a missing namespace is not treated as asked for"

pass
