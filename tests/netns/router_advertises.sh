#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# With -r each interface sends one exact message with all its addresses, at the RFC's random intervals,
# follows what happens to addresses, links and forwarding, and says goodbye at the end.
#
# [R-2, R-3] what and where, [R-4, R-5, R-6] when, [R-9, R-10, R-11] changes and last words, [R-12]
# forwarding off, [R-V2] other routers' words, [M-1] the message, [N-1] all interfaces, one by one.
# fault A1, A10, A11, A16, A22, A24, A26, A30, B4, B12.
. "$(dirname "$0")/lib.sh"

# router NAME ADDRESS/LENGTH...: a namespace that forwards, and a cable from its eth0 to NAME in w.
router() {
  local name="$1" address
  shift
  ns_add "$name"
  forwarding "$name" 1
  link "$name" eth0 w "$name"
  for address; do
    addr "$name" eth0 "$address"
  done
}

# A further interface: NAME IF ADDRESS/LENGTH, with a cable to NAME.IF in w.
interface() {
  link "$1" "$2" w "$1.$2"
  [ -z "${3-}" ] || addr "$1" "$2" "$3"
}

ns_add w
router a 192.0.2.1/24 192.0.2.2/24 198.51.100.1/24 # a secondary address and a second subnet
interface a eth1 10.1.1.1/24
interface a eth2              # no address
interface a eth3 10.1.3.1/24  # does not forward
in_ns a sh -c 'echo 0 >/proc/sys/net/ipv4/conf/eth3/forwarding'
router b 10.2.0.1/24
interface b eth1 10.2.1.1/24
router c 10.3.0.1/24
router slow 10.4.0.1/24
router live 10.5.0.1/24
router bcast 10.6.0.1/24
interface bcast eth1 10.6.1.1/24 # not named
router direct 10.7.0.1/24
addr w direct 10.7.0.10/24
router off 10.8.0.1/24
forwarding off 0
router anyway 10.9.0.1/24
forwarding anyway 0
router many 10.10.0.1/24
ip -n many link set eth0 mtu 576
seq -f 'address add 10.10.0.%g/24 dev eth0' 2 70 | ip -n many -batch -
capture seen w any

# adverts IFACE [LIFETIME [ROUTERS]]: a regular expression of what leaves an interface.
adverts() {
  echo "advertisement source=.* lifetime=${2-[0-9]*} .* routers=${3-.*} length=.* iface=$1\$"
}

# said SECONDS N IFACE...: waits for the Nth such message.
said() {
  local seconds="$1" n="$2" pattern
  shift 2
  pattern=$(adverts "$@")
  wait_for "$seconds" "[ \"\$(count seen '$pattern')\" -ge $n ]"
}

# The time of the Nth, or of the last one.
when() {
  local n="$1"
  shift
  time_of seen "$(adverts "$@")" "$n"
}

start_rdisc a a -r -T 4 -p 100
start_rdisc b b -rT4 -p-5
start_rdisc c c -r -T 4 -p 0x80000000
start_rdisc slow slow -r -T 1800
start_rdisc live live -r -T 1800 -p 7
start_rdisc bcast bcast -r -T 4 -i eth0 255.255.255.255
start_rdisc direct direct -r -T 4 10.7.0.10
start_rdisc off off -r -T 4
start_rdisc anyway anyway -r -T 4 --no-require-forwarding
start_rdisc many many -r -T 4

# ---- The first message, exactly ----------------------------------------------------------------

# That they advertise they say before they do.
for name in a b c slow live bcast direct anyway; do
  wait_for 5 "says $name 'advertising iface=eth0 '"
done
ready=$(moment)

# exact IFACE SOURCE DESTINATION TTL LIFETIME ROUTERS LENGTH: its first message is this one.
exact() {
  wait_for 5 "says seen 'advertisement .* iface=$1\$'"
  line=$(out seen | grep -m 1 "advertisement .* iface=$1\$")
  delay=$(minus "${line%% *}" "$ready")
  in_time -1000000000 "$delay" 2000 || fail "$1 begins after $delay ms"
  # The addresses come in the kernel's order, whatever that is.
  found=$(echo "$line" | sed 's/.* routers=\([^ ]*\) .*/\1/' | tr , '\n' | sort | xargs)
  [ "$found" = "$6" ] || fail "$1 advertises $found instead of $6"
  echo "$line" | grep -Eq "^[0-9.]+ advertisement source=$2 destination=$3 ttl=$4 lifetime=$5 code=0\
 checksum=ok num_addrs=$(echo "$6" | wc -w) entry_size=2 routers=[^ ]* length=$7 iface=$1\$" ||
    fail "$1 says: $line"
}

exact a '(192[.]0[.]2[.][12]|198[.]51[.]100[.]1)' 224.0.0.1 1 12 \
  "192.0.2.1/100 192.0.2.2/100 198.51.100.1/100" 32
exact a.eth1 10.1.1.1 224.0.0.1 1 12 10.1.1.1/100 16
exact b 10.2.0.1 224.0.0.1 1 12 10.2.0.1/-5 16
exact b.eth1 10.2.1.1 224.0.0.1 1 12 10.2.1.1/-5 16
exact c 10.3.0.1 224.0.0.1 1 12 10.3.0.1/-2147483648 16
exact slow 10.4.0.1 224.0.0.1 1 5400 10.4.0.1/0 16
exact live 10.5.0.1 224.0.0.1 1 5400 10.5.0.1/7 16
exact bcast 10.6.0.1 255.255.255.255 1 12 10.6.0.1/0 16
exact direct 10.7.0.1 10.7.0.10 255 12 10.7.0.1/0 16
exact anyway 10.9.0.1 224.0.0.1 1 12 10.9.0.1/0 16

# 70 addresses do not fit 576 octets: 68 in a full message, the rest in another.
said 5 2 many 12
both=$(out seen | grep "$(adverts many 12)" | head -n 2)
[ "$(echo "$both" | sed 's/.* num_addrs=\([0-9]*\) .*/\1/' | xargs)" = "68 2" ] ||
  fail "70 addresses are not told in full messages: $both"
[ "$(echo "$both" | sed 's/.* routers=\([^ ]*\) .*/\1/' | tr , '\n' | sort -u | wc -l)" -eq 70 ] ||
  fail "not all of 70 addresses are told: $both"
check 'says off "interface not in use iface=eth0 reason=forwarding_off .net.ipv4.conf.eth0.forwarding is 0; see --no-require-forwarding"' \
  "no line about forwarding"

# Others' words make no difference to a router.
peer w advertise -i a --source 192.0.2.9 --router 192.0.2.9/1000
peer w advertise -i a --source 192.0.2.9 --router 192.0.2.1/0 --lifetime 0

# ---- Changes -----------------------------------------------------------------------------------

# A new address is told at once, but not sooner than the RFC's smallest interval after the last.
act addr live eth0 10.5.0.2/24
said 5 1 live 5400 '10.5.0.1/7,10.5.0.2/7'
event=$(when 1 live 5400 '10.5.0.1/7,10.5.0.2/7')
last=$(time_before "$event" seen "$(adverts live)")
delay=$(minus "$event" "$last")
echo "a new address is told $delay ms after the last message, $(minus "$event" "$after") ms after it came"
check 'in_time 2950 $delay 1000000' "a new address is told $delay ms after the last message"
check 'caused 0 "$event" 500 || in_time 2950 $delay 3500' "a new address is told late"

# One that goes is taken back alone, without waiting.
ip -n live address del 10.5.0.2/24 dev eth0
said 2 1 live 0
check '[ "$(count seen "$(adverts live 0)")" -eq "$(count seen "$(adverts live 0 10.5.0.2/7)")" ]' \
  "not just the address that went was taken back"

# The preference outlives link flaps and SIGHUPs; after a flap everything begins anew.
for flap in 1 2 3; do
  before=$(count seen "$(adverts live 5400 10.5.0.1/7)")
  ip -n live link set eth0 down
  wait_for 2 '[ "$(count live "interface not in use iface=eth0 reason=link_down")" -eq '"$flap ]"
  ip -n live link set eth0 up
  kill -s HUP "$(pid_of live)"
  kill -s HUP "$(pid_of a)"
  said 5 $((before + 1)) live 5400 10.5.0.1/7
done
check '[ "$(count live "SIGHUP: reading interfaces and routes again")" -eq 3 ]' "SIGHUP makes no line"

# Forwarding off: a last message, and no longer a router.
check 'is_member live eth0' "no member of 224.0.0.2"
forwarding live 0
said 2 1 live 0 10.5.0.1/7
check '! out seen | grep -E "$(adverts live 0)" | grep -qv " routers=10[.]5[.]0[.][12]/7 "' "the last message is not that of before"
wait_for 2 '! is_member live eth0'
before=$(count seen "$(adverts live 5400)")
peer w solicit -i live --source 10.5.0.10
# A message of a router meanwhile would come before this.
told=$(count seen "$(adverts live 5400 10.5.0.1/7)")
forwarding live 1
said 5 $((told + 1)) live 5400 10.5.0.1/7
check '[ "$(count seen "$(adverts live 5400)")" -eq $((before + 1)) ]' "more than the last words without forwarding"
check 'is_member live eth0' "not back in 224.0.0.2"

# ---- Intervals ---------------------------------------------------------------------------------

# All but slow have a maximum of 4 s, slow starts with three times 16 s.
said 20 2 slow
delay=$(minus "$(when 2 slow)" "$(when 1 slow)")
echo "with -T 1800 the first interval is $delay ms"
check 'in_time 15950 $delay 16500' "with -T 1800 the first interval is $delay ms"

for iface in a a.eth1 b b.eth1 c bcast direct anyway; do
  out seen | grep "$(adverts "$iface" 12)" | awk -v iface="$iface" '
    NR > 1 { printf "%s %.3f\n", iface, $1 - last }
    { last = $1 }' >"$tmp/intervals.$iface"
  check '[ "$(wc -l <"$tmp/intervals.$iface")" -ge 3 ]' "$iface: too few messages"
  head -n 1 "$tmp/intervals.$iface" >>"$tmp/first_intervals"
done
cat "$tmp"/intervals.* >"$tmp/all_intervals"
# spread FILE: shortest and longest.
spread() {
  sort -n -k 2 "$1" | sed -n '1{s/.* //;p;}; ${s/.* //;p;}' | xargs
}
range=$(spread "$tmp/all_intervals")
echo "$(wc -l <"$tmp/all_intervals") intervals with -T 4: $range ms"
check 'in_time 2950 ${range% *} 4000 && in_time 3000 ${range#* } 4200' \
  "intervals outside of 3 to 4 s: $(cat "$tmp/all_intervals")"
# Of 30 random ones from 1 s it takes 10^-9 that they lie within a third of it.
check 'in_time 333 $(minus ${range#* } ${range% *}) 1200' "intervals are not random: $range"
check '[ "$(sed "s/.* //; s/[.].*//" "$tmp/all_intervals" | sort -u | wc -l)" -ge 10 ]' \
  "intervals are not fine: $(cat "$tmp/all_intervals")"
range=$(spread "$tmp/first_intervals")
check 'in_time 20 $(minus ${range#* } ${range% *}) 1200' "all interfaces send together: $range"
# Each has numbers of its own: that two begin with the same three intervals takes chance 10^-5.
for iface in a a.eth1 b b.eth1 c bcast direct anyway; do
  head -n 3 "$tmp/intervals.$iface" | sed 's/.* //' | xargs echo "$iface"
done | awk '
  {
    for (i = 1; i < NR; i++) {
      same = 1
      for (k = 2; k <= 4; k++)
        same = same && $k - interval[i, k] < 3 && interval[i, k] - $k < 3
      if (same) {
        print name[i] " and " $1
        exit 1
      }
    }
    name[NR] = $1
    for (k = 2; k <= 4; k++)
      interval[NR, k] = $k
  }' >"$tmp/twins" || fail "two routers throw the same dice: $(cat "$tmp/twins")"

# ---- What must not have been said --------------------------------------------------------------

for iface in a.eth2 a.eth3 bcast.eth1 off; do
  check "! says seen 'advertisement .* iface=$iface\$'" "$iface advertises"
done
check '! out seen | grep " iface=live$" | grep " advertisement " | grep -v "/7[ ,]" | grep .' \
  "a preference was lost"
check '! out seen | grep " iface=a$" | grep "source=192.0.2.[12] " | grep -v "/100,.*/100,.*/100 "' \
  "a preference was lost, or an address"
check 'routes_are a ""' "a router took a default route"

# ---- Last words --------------------------------------------------------------------------------

# goodbye NAME SIGNAL IFACE...: the last message is the one before, with lifetime 0.
goodbye() {
  name=$1
  stop "$name" "$2"
  shift 2
  [ "$exit_status" -eq 0 ] || fail "$name ended with status $exit_status"
  for iface; do
    wait_for 2 "says seen '$(adverts "$iface" 0)'"
    contents=$(out seen | grep "advertisement .* iface=$iface\$" | tail -n 2 | sed 's/^[^ ]* //')
    [ "$(echo "$contents" | head -n 1 | sed 's/lifetime=[0-9]* /lifetime=0 /')" = \
      "$(echo "$contents" | tail -n 1)" ] || fail "$iface: the last words are others: $contents"
  done
}

goodbye a TERM a a.eth1
goodbye b INT b b.eth1
goodbye c TERM c
goodbye bcast INT bcast
goodbye live INT live
goodbye anyway TERM anyway
goodbye slow TERM slow
stop many
said 2 2 many 0
check '[ "$(out seen | grep "$(adverts many 0)" | sed "s/.* routers=\([^ ]*\) .*/\1/" | tr , "\n" |
  sort -u | wc -l)" -eq 70 ]' "not all of 70 addresses are taken back"
check 'says a "advertising iface=eth0 addresses=3 lifetime=12s$"' "no line about the start"
check 'says a "no longer advertising iface=eth1 reason=shutdown$"' "no line about the end"
check 'says live "no longer advertising iface=eth0 reason=forwarding_off"' "no line about forwarding"
pass
