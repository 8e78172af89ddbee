#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A router answers each valid solicitation on the interface it arrived on, by unicast at once, or by one
# multicast for all hosts without an address, and nothing else; on 60 interfaces as on one.
#
# [R-1] membership, [R-7, R-8] answers, [R-V1] what is dropped, [M-1] the message. fault A16, A20, A23,
# B1, B17.
. "$(dirname "$0")/lib.sh"

# ---- Sixty interfaces, made while nothing else goes on ------------------------------------------

ns_add r60
ns_add w60
forwarding r60 1
for i in $(seq 60); do
  echo "link add name v$i up type veth peer name v$i netns w60"
  echo "address add 10.60.$i.1/24 dev v$i"
done | ip -n r60 -batch -
for i in $(seq 60); do
  echo "link set dev v$i up"
  echo "address add 10.60.$i.10/24 dev v$i"
done | ip -n w60 -batch -
wait_for 5 '[ "$(ip -n r60 link show type veth up | grep -c "LOWER_UP.* state UP ")" -eq 60 ]'
capture seen60 w60 any
start_rdisc r60 r60 -r -T 1800

# ---- Two, with hosts that can be asked for their link-layer address ------------------------------

ns_add r
ns_add w
forwarding r 1
link r eth0 w one
link r eth1 w two
addr r eth0 10.1.0.1/24
addr r eth1 10.2.0.1/24
addr w two 10.2.0.10/24
seq -f 'address add 10.1.0.%g/24 dev one' 10 60 | ip -n w -batch -
ns_add fast
forwarding fast 1
link fast eth0 w fast
addr fast eth0 10.3.0.1/24
ns_add plain
forwarding plain 1
link plain eth0 w plain
addr plain eth0 10.4.0.1/24
addr w plain 10.4.0.10/24
capture seen w any
start_rdisc r r -r -T 1800
start_rdisc fast fast -r -T 4
start_rdisc plain plain -r -T 4 255.255.255.255 255.255.255.255
wait_for 5 'says seen "advertisement .* iface=one$" && says seen "advertisement .* iface=two$"'
wait_for 5 'says seen "advertisement .* iface=plain$"'
wait_for 5 'says seen "advertisement .* iface=fast$"'
# Any number of questions from 0.0.0.0: they share an answer every 2 s, see below.
spawn flood w "$PEER" solicit -i fast --source 0.0.0.0 --interval-ms 150 --count 0

# answer HOST: what it gets by unicast.
answer() {
  echo "advertisement source=10.1.0.1 destination=$1 ttl=255 lifetime=5400 code=0 checksum=ok num_addrs=1\
 entry_size=2 routers=10.1.0.1/0 length=16 iface=one\$"
}

# A router answers ten a second on an interface one by one, then all together; so not faster.
paced=0
pace() {
  wait_for 1 "read_clock; [ \$now -ge $((paced + 12)) ]"
  read_clock
  paced=$now
}

# answered LABEL HOST PEER-ARGUMENT...: HOST gets one answer.
answered() {
  echo "$1"
  host=10.1.0.$2
  shift 2
  pace
  peer w solicit -i one --source "$host" "$@"
  wait_for 2 "says seen '$(answer "$host")'"
  n=$(count seen "advertisement .* destination=$host ")
  [ "$n" -eq 1 ] || fail "$n answers instead of 1"
}

answered "to 224.0.0.2" 10
answered "to 255.255.255.255" 11 --destination 255.255.255.255
answered "to the subnet's broadcast address" 12 --destination 10.1.0.255
answered "to the router itself" 13 --destination 10.1.0.1
answered "with reserved bits" 14 --payload-reserved ffffffff
answered "with octets behind" 15 --length 100
answered "with an odd number of octets" 16 --length 9
answered "with very many octets" 17 --length 65000
answered "with IP options" 18 --ip-options 94040000

# ---- Not answered ------------------------------------------------------------------------------

# dropped LABEL HOST PEER-ARGUMENT...: HOST gets nothing, though the next one is answered.
next=40
dropped() {
  echo "$1"
  nobody=$2
  shift 2
  peer w solicit -i one --source "$nobody" "$@"
  answered "  and then a good one" $next
  next=$((next + 1))
  n=$(count seen "advertisement .* destination=$nobody ")
  [ "$n" -eq 0 ] || fail "$nobody got $n answers"
}

dropped "bad checksum" 10.1.0.20 --bad-checksum
dropped "code 1" 10.1.0.21 --code 1
dropped "code 255" 10.1.0.22 --code 255
dropped "too short" 10.1.0.23 --length 7
dropped "nothing but a type" 10.1.0.24 --length 4
dropped "from off the link" 198.51.100.9
dropped "from the other interface's subnet" 10.2.0.10
dropped "the same by unicast" 10.2.0.11 --destination 10.1.0.1

# ---- Not too many ------------------------------------------------------------------------------

# The first answer is for the host alone, those to the repetitions are one for all.
to_all="advertisement source=10.1.0.1 destination=224.0.0.1 ttl=1 lifetime=5400 .* iface=one\$"
n=$(count seen "$to_all")
peer w solicit -i one --source 10.1.0.19 --count 5 --interval-ms 70
answered "and then another host" 30
wait_for 5 '[ "$(count seen "$to_all")" -gt '"$n ]"
[ "$(count seen "$(answer 10.1.0.19)")" -eq 1 ] || fail "a repetition was answered by unicast"

# How fast an answer is; the best of all is the program's doing.
out seen | awk '
  / iface=one$/ && / solicitation source=10/ { sub("source=", "", $3); asked[$3] = $1 }
  / iface=one$/ && / advertisement / {
    sub("destination=", "", $4)
    if ($4 in asked) printf "%.3f\n", $1 - asked[$4]
  }' | sort -n >"$tmp/delays"
best=$(head -n 1 "$tmp/delays")
echo "answers by unicast take $best to $(tail -n 1 "$tmp/delays") ms"
check 'in_time 0 $best 20' "an answer takes $best ms at best"

# ---- By multicast ------------------------------------------------------------------------------

# A host without an address gets a multicast answer within 2 s.
n=$(count seen "$to_all")
peer w solicit -i one --source 0.0.0.0 --count 3 --interval-ms 30
peer w flood -i one --kind solicit --source 0.0.0.0 --rate 200 --seconds 0.1
wait_for 5 '[ "$(count seen "$to_all")" -gt '"$n ]"
asked=$(time_of seen 'solicitation source=0.0.0.0 .* iface=one$' 1)
told=$(time_after "$asked" seen "$to_all")
delay=$(minus "$told" "$asked")
echo "an answer to all after $delay ms"
check 'in_time 0 $delay 2250' "an answer to all came after $delay ms"

# ---- Sixty -------------------------------------------------------------------------------------

wait_for 10 '[ "$(out seen60 | grep " destination=224.0.0.1 " | sed "s/.*iface=//" | sort -u | wc -l)" -eq 60 ]'
for i in $(seq 60); do
  is_member r60 "v$i" || fail "v$i is not in 224.0.0.2"
done
in_ns w60 sh -c 'for i in $(seq 60); do "$0" solicit -i "v$i"; done' "$PEER"
wait_for 5 '[ "$(out seen60 | grep -E " source=10[.]60[.]([0-9]+)[.]1 destination=10[.]60[.]\1[.]10 .* iface=v\1$" |
  wc -l)" -eq 60 ]'
check '[ "$(count seen60 "advertisement .* destination=10[.]60[.]")" -eq 60 ]' "more answers than questions"

# All ask for a multicast; by now the first is more than 3 s ago. The answers come at random times.
long_ago() {
  peer w60 solicit -i lo --payload-reserved 00000001
  between 3000 "$(minus "$(time_of seen60 reserved=00000001)" \
    "$(time_of seen60 'advertisement .* destination=224.0.0.1 ')")" 1000000
}
wait_for 5 long_ago
in_ns w60 sh -c 'for i in $(seq 60); do "$0" solicit -i "v$i" --source 0.0.0.0; done' "$PEER"
# Sets the delays of all answers, in order; false as long as one has none.
all_answered() {
  out seen60 | awk -v delays="$tmp/delays" '
    / solicitation source=0.0.0.0 / { asked[$NF] = $1 }
    / advertisement .* destination=224.0.0.1 / && $NF in asked {
      if (!seen[$NF]++) {
        answered++
        printf "%.3f\n", $1 - asked[$NF] | "sort -n >" delays
      } else if ($1 - last[$NF] < 2950)
        exit twice = 1
      last[$NF] = $1
    }
    END { exit answered != 60 || twice }'
}
wait_for 5 all_answered
low=$(head -n 1 "$tmp/delays")
high=$(tail -n 1 "$tmp/delays")
echo "60 answers to all after $low to $high ms"
# That 60 of them fall into 1 of 2 s by chance happens once in 10^16 times.
check 'in_time 0 $low 500 && in_time 1500 $high 2250' "the delay is not random within 2 s"

# One more is as good as those before.
ip -n r60 link add name v61 type veth peer name v61 netns w60
link_up r60 v61
link_up w60 v61
addr w60 v61 10.60.61.10/24
wait_for 2 'is_member r60 v61'
addr r60 v61 10.60.61.1/24
wait_for 2 'says seen60 "advertisement source=10.60.61.1 destination=224.0.0.1 .* iface=v61$"'
peer w60 solicit -i v61
wait_for 2 'says seen60 "advertisement source=10.60.61.1 destination=10.60.61.10 .* iface=v61$"'

# ---- The rest ----------------------------------------------------------------------------------

# Broadcast only: a router that joins nothing answers as well.
check '! is_member plain eth0' "joined though told not to"
peer w solicit -i plain --destination 255.255.255.255
wait_for 2 'says seen "advertisement source=10.4.0.1 destination=10.4.0.10 ttl=255 .* iface=plain$"'
peer w solicit -i plain --source 0.0.0.0 --destination 255.255.255.255
before=$(count seen 'advertisement source=10.4.0.1 destination=255.255.255.255 ttl=1 .* iface=plain$')
wait_for 5 '[ "$(count seen "advertisement source=10.4.0.1 destination=255.255.255.255 ttl=1 .* iface=plain$")" -gt '"$before ]"

# With a maximum of 4 s and questions all the time there is one every 2 to 4 s, an answer being one.
wait_for 10 '[ "$(count seen "advertisement .* iface=fast$")" -ge 4 ]'
out seen | grep "advertisement .* iface=fast\$" | awk 'NR > 1 { printf "%.3f\n", $1 - last } { last = $1 }' |
  sort -n >"$tmp/intervals"
echo "asked all the time, messages come every $(head -n 1 "$tmp/intervals") to $(tail -n 1 "$tmp/intervals") ms"
check 'in_time 1950 "$(head -n 1 "$tmp/intervals")" 4200 && in_time 1950 "$(tail -n 1 "$tmp/intervals")" 4200' \
  "asked all the time it sends too often or too rarely"
stop flood

# Nothing arrived without a question: eth1 has sent its first messages only, 16 s apart.
out seen | awk '/advertisement .* iface=two$/ { if (last) printf "%.3f\n", $1 - last; last = $1 }' |
  sort -n >"$tmp/intervals"
check '[ ! -s "$tmp/intervals" ] || in_time 15900 "$(head -n 1 "$tmp/intervals")" 1000000' "an answer on another interface"
again=$(minus "$(time_after "$told" seen "$to_all")" "$told")
[ "$again" = none ] || in_time 1950 "$again" 1000000 || fail "another answer to all after $again ms"
stop r
check 'says r "stopped .* refused=[1-9]"' "nothing was counted as refused"
pass
