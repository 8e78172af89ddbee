#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# No malformed or unbelievable message brings a host a route or costs it one, whether it offers a
# router or takes the good one back; the administrator's route stays as well.
#
# [H-V1] each rule of the RFC's list, [H-2] only neighbours of the arrival interface, [N-3] code 16,
# [N-4] confined to the interfaces named. fault A2, A6, A7, B2.
. "$(dirname "$0")/lib.sh"

ns_add h1
ns_add r1
link h1 eth0 r1 eth0
link h1 eth1 r1 eth1
link h1 eth2 r1 eth2
addr h1 eth0 192.0.2.10/24
addr h1 eth0 198.51.100.10/25
addr h1 eth1 203.0.113.10/24
addr h1 eth1 192.0.2.200/32 # ours, and a neighbour by its looks
addr h1 eth2 100.64.0.10/24
addr r1 eth0 192.0.2.1/24
rp_filter_off h1
ip -n h1 route add default via 192.0.2.77 metric 10000 proto static
foreign='default via 192.0.2.77 dev eth0 proto static metric 10000'
good='default via 192.0.2.1 dev eth0 proto ra metric 4096'
fence='default via 192.0.2.2 dev eth0 proto ra metric 4097'
# They all answer, so that nothing but the refusal keeps the wrong ones out.
answers r1 192.0.2.2 192.0.2.4 192.0.2.66 198.51.100.200 203.0.113.1
start_rdisc host h1 -v -i eth0 -i 'eth[1]'
wait_for 5 'says host "interface in use iface=eth0" && says host "interface in use iface=eth1"'

as_before() {
  routes_are h1 "$good" "$foreign"
}

with_fence() {
  routes_are h1 "$good" "$fence" "$foreign"
}

# Messages are taken in turn, so what came before this one has been looked at when it shows.
# They come from many sources, since one alone may not change so much so quickly; and all together
# make fewer than 20 changes a second, the limit of an interface.
fenced=no
fences=0
nothing_happened() {
  sleep 0.1
  fences=$(((fences + 1) % 100))
  if [ $fenced = no ]; then
    peer r1 advertise -i eth0 --source "192.0.2.$((100 + fences))" --router 192.0.2.2
    wait_for 2 with_fence
    fenced=yes
  else
    peer r1 advertise -i eth0 --source "192.0.2.$((100 + fences))" --router 192.0.2.2 --lifetime 0
    wait_for 2 as_before
    fenced=no
  fi
}

advertise r1 eth0 1800 192.0.2.1
wait_for 2 as_before

# refused LABEL PEER-ARGUMENT...: with these neither the best of routers nor the worst of news counts.
refusals=0
refused() {
  echo "$1"
  shift
  peer r1 advertise -i eth0 --router 192.0.2.66/0x7fffffff "$@"
  peer r1 advertise -i eth0 --router 192.0.2.1 --lifetime 0 "$@"
  refusals=$((refusals + 2))
  nothing_happened
}

# unusable LABEL ADDRESS: a router address that is not believed, in a message that is fine.
unusable() {
  echo "$1: $2"
  claim r1 eth0 9000 "$2/0x7fffffff"
  nothing_happened
  claim r1 eth0 0 "$2"
  nothing_happened
}

# ---- Malformed ---------------------------------------------------------------------------------

refused "bad checksum" --bad-checksum
refused "code 1" --code 1
refused "code 16, a Mobile IP agent that routes nothing" --code 16
refused "code 255" --code 255
refused "no addresses" --num-addrs 0
refused "no entries by their size" --entry-size 0
refused "entries of 1 word" --entry-size 1
refused "entries of 1 word, in a packet that is long enough" --entry-size 1 --length 24
refused "fewer entries than promised" --num-addrs 2
refused "255 entries promised" --num-addrs 255
refused "a list that is cut short" --length 15
refused "entries of 3 words, cut to 2" --entry-size 3 --length 16
refused "a header alone that promises one" --length 8
filtered=$refusals # what follows is too short for the kernel to tell its type, and not shown to us
for length in 7 6 5 4 1 0; do
  refused "length $length" --length "$length"
done
refusals=$filtered

# ---- From elsewhere ----------------------------------------------------------------------------

# The sender asks for no link-layer address: a question would tell its own.
mac=$(in_ns h1 cat /sys/class/net/eth0/address)
refused "by unicast, from off the link" --destination 192.0.2.10 --lladdr "$mac" --source 8.8.8.8 --ttl 57
refused "by unicast, from another interface's subnet" --destination 192.0.2.10 --lladdr "$mac" \
  --source 203.0.113.1
refused "by directed broadcast, from off the link" --destination 192.0.2.255 --source 8.8.8.8
refused "by unicast, with the bytes of its source reversed" --destination 192.0.2.10 --lladdr "$mac" \
  --source 1.2.0.192
refused "by multicast to another group" --destination 224.0.0.9 --source 8.8.8.8
refusals=$((refusals - 2)) # that one the kernel drops
echo "on an interface that was not named"
peer r1 advertise -i eth2 --source 100.64.0.1 --router 100.64.0.1/0x7fffffff
refusals=$((refusals + 1))
nothing_happened

# ---- Addresses that are no routers -------------------------------------------------------------

unusable "not a neighbour" 198.51.100.200
unusable "a neighbour on another interface" 203.0.113.1
unusable "the host itself" 192.0.2.10
unusable "the host itself, by its second address" 198.51.100.10
unusable "the host itself, by another interface's address" 192.0.2.200
unusable "the broadcast address" 192.0.2.255
unusable "the second broadcast address" 198.51.100.127
unusable "the network's address" 192.0.2.0
unusable "the second network's address" 198.51.100.0
for address in 0.0.0.0 0.1.2.3 127.0.0.1 127.255.255.254 224.0.0.1 239.255.255.255 240.0.0.1 \
  255.255.255.255; do
  unusable "no unicast address" "$address"
done

# Among them a good one is used all the same.
claim r1 eth0 1800 192.0.2.255/9 203.0.113.1/9 192.0.2.3 192.0.2.0/9
wait_for 2 'routes h1 | grep -Fqx "default via 192.0.2.3 dev eth0 proto ra metric 4097"'
advertise r1 eth0 0 192.0.2.3
wait_for 2 '! routes h1 | grep -q "via 192.0.2.3 "'
nothing_happened

# The neighbour of the other interface is a router when it is heard there.
peer r1 advertise -i eth1 --source 203.0.113.1 --router 203.0.113.1/-1
peer r1 advertise -i eth1 --source 203.0.113.1 --router 192.0.2.1/9 # and vice versa it is not
nothing_happened
advertise r1 eth0 0 192.0.2.1 192.0.2.2
wait_for 2 'routes_are h1 "default via 203.0.113.1 dev eth1 proto ra metric 4096" "$foreign"'
advertise r1 eth0 1800 192.0.2.1
wait_for 2 as_before
fenced=no
nothing_happened

# ---- What is believed, though it looks odd -----------------------------------------------------

# FRR and Quagga send like this; routers forward neither destination, so it comes from the link.
for destination in 224.0.0.1 255.255.255.255; do
  peer r1 advertise -i eth0 --source 1.2.0.192 --destination "$destination" --router 192.0.2.4
  wait_for 2 'routes h1 | grep -q "via 192.0.2.4 dev eth0 proto ra metric 4097"'
  peer r1 advertise -i eth0 --source 1.2.0.192 --destination "$destination" --router 192.0.2.4 \
    --lifetime 0
  wait_for 2 '! routes h1 | grep -q "via 192.0.2.4 "'
  nothing_happened
done

check 'says host "router refused iface=eth0 router=198.51.100.200 source=192.0.2.1 preference=2147483647 reason=not_neighbour"' \
  "no line about a router that is no neighbour"
check 'says host "message refused iface=eth0 type=advertisement source=8.8.8.8 reason=not_neighbour"' \
  "no line about a message from elsewhere"
check '! ip -4 -n h1 neighbour show | grep -vE "^(192[.]0[.]2[.][1-4]|203[.]0[.]113[.]1) "' \
  "one that is not believed was asked: $(ip -4 -n h1 neighbour show)"
# A router whose route the kernel refuses was believed.
check '! says host "refused by the kernel"' "an address was only found out by the kernel"
stop host
check '[ "$exit_status" -eq 0 ]' "the host ended with status $exit_status"
check 'says host "stopped .* refused=$refusals "' "not $refusals messages were refused"
check 'routes_are h1 "$foreign"' "not just the administrator's route is left"
pass
