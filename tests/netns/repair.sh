#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Whatever takes routes of ours away, the wanted set is back within 100 ms of the fact being known
# (fault A3), and a fight with a program that keeps deleting them goes on at one repair a second.
. "$(dirname "$0")/lib.sh"

ns_add h1
ns_add r1
link h1 eth0 r1 eth0
addr h1 eth0 192.0.2.10/24
addr r1 eth0 192.0.2.1/24

ours="dev eth0 proto ra metric 4096"
complete() {
  routes_are h1 "$@" "default via 192.0.2.1 $ours" "default via 192.0.2.2 ${ours%6}7" ||
    routes_are h1 "$@" "default via 192.0.2.2 $ours" "default via 192.0.2.1 ${ours%6}7"
}

# The kernel's notifications with the time of day; marks of ours among them.
spawn monitor h1 ip -ts monitor link address route
start_rdisc daemon h1 -i eth0
wait_for 2 'says daemon "interface in use"'
advertise r1 eth0 1800 192.0.2.1 192.0.2.2
wait_for 2 complete
wait_for 2 '[ "$(grep -c "proto ra" "$tmp/monitor.out")" -eq 2 ]'

# measure FACT: the time in ms from the last notification that matches the regular expression FACT to
# the last route of ours that came after one, since the last sample. The kernel may tell a fact again later.
seen=0
measure() {
  awk -v fact="$1" -v seen="$seen" '
    function ms(stamp,    t) {
      split(substr(stamp, 13, 15), t, ":")
      return t[1] * 3600000 + t[2] * 60000 + t[3] * 1000
    }
    NR <= seen { next }
    $0 ~ fact { began = ms($1) }
    /\] default .* proto ra metric 409[67]/ && began { took = sprintf("%.1f", ms($1) - began) }
    END { if (took == "") exit 1; print took }' "$tmp/monitor.out"
}

# sample FACT: waits for the complete set and notes how long it took.
sample() {
  wait_for 3 complete
  wait_for 1 "measure '$1'"
  measure "$1" >>"$tmp/samples"
  seen=$(wc -l <"$tmp/monitor.out")
}

# judge WHAT: 100 ms for the half of the samples, 1000 for the machine's bad moments.
judge() {
  sort -n "$tmp/samples" | xargs >"$tmp/sorted"
  rm "$tmp/samples"
  echo "$1: back after $(cat "$tmp/sorted") ms"
  # shellcheck disable=SC2046 # the middle one and the last
  set -- "$1" $(awk '{ print (NF == 1 ? 0 : $int((NF + 1) / 2)), $NF }' "$tmp/sorted")
  check "in_time 0 $2 100 && in_time 0 $3 1000" "$1: too slow"
}

n=0
mark() {
  n=$((n + 1))
  ip -n h1 route add "198.51.100.$n" dev lo proto 99
  wait_for 2 'grep -q " 198[.]51[.]100[.]$n dev lo" "$tmp/monitor.out"'
}

# ---- the kernel takes them away without a word -------------------------------------------------

for i in 1 2 3 4 5; do
  ip -n h1 link set eth0 down
  wait_for 2 'routes_are h1'
  ip -n h1 link set eth0 up
  sample 'eth0@.*,UP.* state UP'
done
judge "link down and up"

for i in 1 2 3 4 5; do
  ip -n h1 link set eth0 down
  ip -n h1 link set eth0 up
  sample 'eth0@.*,UP.* state UP'
done
judge "link down and up at once"

for i in 1 2 3 4 5; do
  ip -n r1 link set eth0 down
  wait_for 2 '! has_carrier h1 eth0'
  ip -n r1 link set eth0 up
  wait_for 2 'has_carrier h1 eth0'
  wait_for 2 complete
done

for i in 1 2 3 4 5; do
  ip -n h1 addr del 192.0.2.10/24 dev eth0
  wait_for 2 'routes_are h1'
  addr h1 eth0 192.0.2.10/24
  sample '[]] 2: eth0 *inet 192[.]0[.]2[.]10'
done
judge "address removed and added again"

for i in 1 2 3 4 5; do
  addr h1 eth0 203.0.113.10/24
  ip -n h1 addr change 192.0.2.11/24 dev eth0
  ip -n h1 addr flush dev eth0
  addr h1 eth0 192.0.2.10/25
  sample '[]] 2: eth0 *inet 192[.]0[.]2[.]10'
  ip -n h1 addr del 192.0.2.10/25 dev eth0
  addr h1 eth0 192.0.2.10/24
  wait_for 2 complete
done
judge "all addresses replaced"

# ---- another program removes them ------------------------------------------------------------------

ip -n h1 route flush proto ra
sample 'Deleted default .* proto ra'
ip -n h1 link set eth0 down # routes that the kernel took count as no foreign deed: a new count
ip -n h1 link set eth0 up
wait_for 2 complete
ip -n h1 route flush exact 0/0
sample 'Deleted default .* proto ra'
judge "ip route flush"

for i in 1 2 3 4 5; do
  ip -n h1 link set eth0 down
  ip -n h1 link set eth0 up
  wait_for 2 complete
  ip -n h1 route del default via "192.0.2.$((i % 2 + 1))" dev eth0 proto ra
  sample 'Deleted default .* proto ra'
done
judge "ip route del"
check '! says daemon "another program keeps removing"' "a fight is reported where there is none"

# ---- facts that were lost or late --------------------------------------------------------------

# Thousands of unread notifications, and in their midst the loss of ours.
seq -f 'route add 10.0.0.0/8 dev lo metric %g' 4000 >"$tmp/many"
seq -f 'route del 10.0.0.0/8 dev lo metric %g' 4000 >"$tmp/none"
daemon=$(pid_of daemon)
for i in 1 2 3; do
  ip -n h1 link set eth0 down
  ip -n h1 link set eth0 up
  wait_for 2 complete
  kill -s STOP "$daemon"
  ip -n h1 -batch "$tmp/many"
  ip -n h1 route flush proto ra
  ip -n h1 -batch "$tmp/none"
  mark
  kill -s CONT "$daemon"
  sample "198[.]51[.]100[.]$n dev lo"
  wait_for 2 '[ "$(grep -c "netlink overrun" "$tmp/daemon.err")" -ge $i ]'
done
judge "netlink overrun"

# As if the machine had slept: a router's time ran out meanwhile, a better one spoke, the address is
# another one and the link was off.
advertise r1 eth0 2 192.0.2.3
wait_for 2 'says daemon "router learned .*router=192[.]0[.]2[.]3 "'
kill -s STOP "$daemon"
read_clock
# shellcheck disable=SC2034 # used in the condition
waking=$((now + 210))
ip -n h1 route flush proto ra
ip -n h1 link set eth0 down
ip -n h1 addr flush dev eth0
ip -n h1 link set eth0 up
addr h1 eth0 192.0.2.77/24
wait_for 4 'read_clock; [ "$now" -ge $waking ]'
mark
kill -s CONT "$daemon"
sample "198[.]51[.]100[.]$n dev lo"
judge "stopped and continued"
check '! routes h1 | grep -q 192[.]0[.]2[.]3' "a router whose time ran out in the sleep is used"

# The kernel tells of an address that goes before it takes the routes there away, which takes long if it
# has many; a look at once still sees them. A foreign one of them stands at our metric.
seq -f 'route add 10.0.0.0/8 via 192.0.2.1 dev eth0 metric %g' 3000 >"$tmp/many"
ip -n h1 -batch "$tmp/many"
link h1 eth1 r1 eth1
for i in $(seq 30); do
  addr h1 eth1 198.51.100.10/24
  ip -n h1 route prepend default via 198.51.100.1 dev eth1 proto static metric 4096
  wait_for 2 'routes h1 | grep -q "proto ra metric 4097" && ! routes h1 | grep -q "proto ra metric 4096"'
  ip -n h1 addr del 198.51.100.10/24 dev eth1
  wait_for 2 complete
done

# ---- a fight -----------------------------------------------------------------------------------

# One deletes the first in a loop, one changes the second, until each was repaired a few times.
stop daemon
start_rdisc daemon h1 -i eth0 --install ladder
wait_for 2 'says daemon "interface in use"'
witness watch h1
advertise r1 eth0 1800 192.0.2.1 192.0.2.2/-1 192.0.2.3/-2
ladder() {
  routes_are h1 "default via 192.0.2.1 $ours" "default via 192.0.2.2 ${ours%6}7" "default via 192.0.2.3 ${ours%6}8"
}
wait_for 2 ladder
spawn deleter h1 sh -c 'while :; do
  ip route del default via 192.0.2.1 dev eth0 proto ra metric 4096; done 2>/dev/null'
spawn changer h1 sh -c 'while :; do
  ip route replace default via 192.0.2.2 dev eth0 proto ra metric 4097 mtu 1300; done 2>/dev/null'
# route CHANGE ROUTER [REST]: such a line of the witness.
route() {
  echo " $1 default via 192[.]0[.]2[.]$2 dev eth0 metric 409[67] proto 9 table 254${3-}\$"
}
wait_for 20 '[ "$(count watch "$(route new 1)")" -ge 5 ] && [ "$(count watch "$(route new 2)")" -ge 5 ]'
stop deleter
stop changer
wait_for 2 ladder
stop watch
# At most one repair a second, and a few at once in the beginning.
for i in 1 2; do
  repairs=$(($(count watch "$(route new $i)") - 1))
  fought=$(minus "$(time_of watch "$(route new $i)")" "$(time_of watch "$(route new $i)" 2)")
  echo "router $i: $repairs repairs, from the first to the last $fought ms"
  check 'between 1 $repairs "$(awk -v t="$fought" "BEGIN { print 4 + t / 950 }")"' "router $i: too many repairs"
  check 'says daemon "another program keeps removing the default route .*router=192[.]0[.]2[.]$i "' "router $i: no warning"
done
n=$(count watch "$(route del 2 ' mtu 1300')")
check '[ "$n" -le $((4 * (repairs + 1))) ]' "$n removals for $repairs repairs"

stop daemon
check 'routes_are h1' "a route is left after SIGTERM"
pass
