#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A host asks again when a link comes up, when it gets an address, and when its last usable router is
# lost, within a budget of three bursts; not on loss with --no-solicit-on-loss, and never without -s [H-8].
. "$(dirname "$0")/lib.sh"

ns_add r1
ns_add h1

# cable HOST NAME NUMBER: between HOST and r1, on both ends the same name, in 10.NUMBER.0.0/24.
cable() {
  link "$1" "$2" r1 "$2"
  addr "$1" "$2" "10.$3.0.10/24"
  addr r1 "$2" "10.$3.0.1/24"
  eval "name_$3=$2"
}

# One interface for each occasion, since each has a minute of its own.
cable h1 up 1
cable h1 address 2
cable h1 withdrawn 3
cable h1 expired 4
cable h1 died 5
cable h1 flaps 6
ip -n h1 link set dev up down
ip -n h1 addr del 10.2.0.10/24 dev address
ip -n h1 ntable change name arp_cache dev died base_reachable 500 delay_probe 100 retrans 100
for host in h2 h3; do # h2 asks, but not on loss; h3 never asks
  ns_add "$host"
  cable "$host" "${host}lost" 1"${host#h}"
  cable "$host" "${host}up" 2"${host#h}"
  ip -n "$host" link set dev "${host}up" down
done

# question NUMBER...: a regular expression for solicitations of a host on these networks.
question() {
  local number names=""
  for number in "$@"; do
    eval "names=\${names:+\$names|}\$name_$number"
  done
  echo "solicitation source=(10[.][0-9]+[.]0[.]10|0[.]0[.]0[.]0) .* iface=($names)\$"
}

# asked HOST NUMBER...: how often so far on these networks.
asked() {
  local host="$1"
  shift
  count "seen_$host" "$(question "$@")"
}

# ---- routers that are heard before the first question, which is within a random second ---------

for i in withdrawn:3:1800 expired:4:1 died:5:1800 h2lost:12:1800 h3lost:13:1800; do
  name=${i%%:*}
  number=${i#*:}
  spawn "$name" r1 "$PEER" advertise -i "$name" --router "10.${number%:*}.0.1" \
    --lifetime "${i##*:}" --count 0 --interval-ms 3
done

# begin HOST NUMBER... -- ARGUMENT...: a daemon that on these networks hears a router before it asks.
begin() {
  local host="$1" networks="" number tries=0
  shift
  while [ "$1" != -- ]; do
    networks="$networks $1"
    shift
  done
  shift
  while
    capture "seen_$host" r1 any --type 10
    spawn "$host" "$host" env RUNTIME_DIRECTORY="/run/$host" "$RDISC" -t -i '*' "$@"
    for number in $networks; do
      wait_for 2 "says $host 'router learned .*router=10.$number.0.1 '"
    done
    # shellcheck disable=SC2086 # several words
    [ "$(asked "$host" $networks)" -ne 0 ]
  do
    tries=$((tries + 1))
    [ "$tries" -lt 9 ] || fail "$host: always asked first"
    stop "$host"
    stop "seen_$host"
  done
}

begin h1 3 4 5 -- -s -f --install ladder
begin h2 12 -- -s -f --no-solicit-on-loss
begin h3 13 --
for name in withdrawn expired died h2lost h3lost; do
  stop "$name"
done

# ---- occasions ---------------------------------------------------------------------------------

for name in h1:up h2:h2up h3:h3up; do
  ip -n "${name%:*}" link set dev "${name#*:}" up
done
addr h1 address 10.2.0.10/24
advertise r1 withdrawn 0 10.3.0.1
advertise r1 h2lost 0 10.12.0.1
advertise r1 h3lost 0 10.13.0.1
spawn traffic h1 sh -c 'while :; do
  "$0" solicit -i died --source 10.5.0.9 --destination 10.5.0.1 2>/dev/null || :
  sleep 0.05; done' "$PEER"
wait_for 2 'ip -n h1 neigh show 10.5.0.1 | grep -q REACHABLE'
ip -n r1 addr del 10.5.0.1/24 dev died

# occasion NUMBER TEXT: that was known, and asked about within the random second.
occasion() {
  wait_for 4 "says h1 '$2'"
  wait_for 1.5 "[ \"\$(asked h1 $1)\" -ge 1 ]"
}
occasion 1 'interface in use iface=up'
occasion 2 'interface in use iface=address'
occasion 3 'router lost .*router=10[.]3[.]0[.]1 reason=withdrawn'
occasion 4 'router lost .*router=10[.]4[.]0[.]1 reason=expired'
occasion 5 'router does not answer .*router=10[.]5[.]0[.]1 '

# ---- bounds ------------------------------------------------------------------------------------

# A link that flaps while the others ask three times each.
flaps=0
read_clock
end=$((now + 800))
while [ "$now" -lt "$end" ]; do
  ip -n h1 link set dev flaps down
  ip -n h1 link set dev flaps up
  wait_for 1 'has_carrier h1 flaps'
  flaps=$((flaps + 1))
  read_clock
done
echo "a link that went down and up $flaps times: $(asked h1 6) solicitations"
check '[ "$(asked h1 6)" -ge 1 ] && [ "$(asked h1 6)" -le 9 ]' "more than three bursts, or none"
for number in 1 2 3 4 5; do
  wait_for 2 "[ \"\$(asked h1 $number)\" -ge 3 ]"
  for i in 1 2; do
    pause=$(minus "$(time_of seen_h1 "$(question "$number")" $((i + 1)))" \
      "$(time_of seen_h1 "$(question "$number")" "$i")")
    check 'in_time 2950 "$pause" 3200' "network $number: $pause ms between solicitations"
  done
done
check '[ "$(asked h2 12)" -eq 0 ] && [ "$(asked h2 22)" -eq 3 ]' "h2: asked on loss, or not on link up"
check 'says h2 "no usable router left"' "h2: the router was not lost"
check '[ "$(asked h3 13 23)" -eq 0 ]' "h3: asked without -s"
check 'says h3 "router lost" && says h3 "interface in use iface=h3up"' "h3: there was no occasion"

pass
