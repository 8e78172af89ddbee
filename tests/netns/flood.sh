#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A flood of hostile packets on one interface, valid and invalid, with random routers, preferences and
# sources, 50,000 a second: memory does not grow, the good router's route stays, the log is short, and
# another interface is served. `make flood` has it last longer. fault A8. [N-4]
. "$(dirname "$0")/lib.sh"

seconds=${FLOOD_SECONDS:-5}
rate=${FLOOD_RATE:-50000}

uses_good() {
  routes h | grep -Fqx 'default via 192.0.2.1 dev eth0 proto ra metric 4096'
}

ns_add h
ns_add r
link h eth0 r eth0
link h eth1 r eth1
addr h eth0 192.0.2.10/24
addr r eth0 192.0.2.1/24
addr h eth1 198.18.0.10/16
addr r eth1 198.18.0.1/16
rp_filter_off h

# Of what the process has written to, in KiB.
dirty() {
  awk '/^Private_Dirty:/ { print $2 }' "/proc/$(pid_of host)/smaps_rollup"
}

lines() {
  wc -l <"$tmp/host.err"
}

start_rdisc host h -i 'eth[01]'
wait_for 5 'says host "interface in use iface=eth0" && says host "interface in use iface=eth1"'
witness witness h
advertise r eth0 9000 192.0.2.1
wait_for 2 uses_good
# It is known to work: what is better has to answer first.
ip -n h neigh replace 192.0.2.1 lladdr "$(in_ns r cat /sys/class/net/eth0/address)" dev eth0 nud reachable
spawn traffic h sh -c 'while :; do ping -c 1 -W 1 192.0.2.1 || :; sleep 0.5; done'
capture arrivals h eth1 --type 9
# Its pages are all touched once by a burst like those to come.
peer r flood -i eth0 --kind advert --random-routers 192.0.2.128/25 --random-count 4 --random-preference \
  --rate "$rate" --seconds 1
before=$(dirty)
lines_before=$(lines)

flood() {
  spawn valid r "$PEER" flood -i eth0 --kind advert --random-routers 192.0.2.128/25 --random-count 4 \
    --random-preference --rate $((rate / 2)) --seconds "$seconds" --seed 7
  spawn invalid r "$PEER" flood -i eth0 --kind random --rate $((rate / 2)) --seconds "$seconds" --seed 9
}

# ---- another interface -------------------------------------------------------------------------

worst=0
total=0
n=0
flood
while is_running valid || [ $n -lt 3 ]; do
  if ! is_running valid; then # on a slow machine once more, until there is something to judge
    ended valid 5
    ended invalid 5
    flood
  fi
  n=$((n + 1))
  router=198.18.$((1 + n / 250)).$((1 + n % 250))
  peer r advertise -i eth1 --lifetime 9000 --router "$router" --source "$router"
  wait_for 5 "says witness ' new default via $router '"
  took=$(minus "$(time_of witness " new default via $router ")" "$(time_of arrivals " routers=$router/")")
  between 0 "$took" "$worst" || worst=$took
  total=$(awk -v a="$total" -v b="$took" 'BEGIN { print a + b }')
  peer r advertise -i eth1 --lifetime 0 --router "$router" --source "$router"
  wait_for 5 "says witness ' del default via $router '"
  sleep 0.1 # of sources it does not know it takes 20 a second
done
ended valid 5
ended invalid 5
echo "$(out valid), $(out invalid)"
echo "another interface: $n times, $(awk -v t="$total" -v n="$n" 'BEGIN { printf "%.1f", t / n }') ms on average, $worst ms at worst"
check 'in_time 0 $worst 1000' "another interface waited for $worst ms"

# ---- and all the rest --------------------------------------------------------------------------

after=$(dirty)
echo "memory: $before KiB before, $after KiB after; log: $(($(lines) - lines_before)) lines"
# A sanitizer keeps for a while what is freed.
check '[ "${RDISC_INSTRUMENTED-}" = yes ] || [ "$after" -le $((before + 64)) ]' "memory grew from $before to $after KiB"
check '[ $(($(lines) - lines_before)) -lt 100 ]' "the log grew by too much"
check '! says witness " del default via 192[.]0[.]2[.]1 "' "the good router's route was removed"
wait_for 5 uses_good
wait_for 5 'says host "rate limit iface=eth0"'
stop host
check '[ "$exit_status" -eq 0 ]' "the host ended with status $exit_status"
grep -o 'stopped .*' "$tmp/host.err"
pass
