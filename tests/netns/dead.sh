#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Dead routers are left on the link layer's evidence, passively or by --probe-interval, and taken back
# when they answer; a better newcomer displaces a working router only after it has answered [N-2].
. "$(dirname "$0")/two_routers_lib.sh"

# h1 waits for the kernel to notice, p1 to p5 ask every second, n1 has a router that works when it meets
# newcomers, and w1 has none.
two_routers h1 p1 p2 p3 p4 p5 n1 w1

# uses HOST ROUTER...: these, at 4096.
uses() {
  local host="$1" router
  shift
  for router; do
    set -- "$@" "default via 192.0.2.$router dev eth0 proto ra metric 4096"
    shift
  done
  routes_are "$host" "$@"
}

# The kernel asks faster and believes for a shorter time: dead within 1.5 s of traffic.
impatient() {
  ip -n "$1" ntable change name arp_cache dev eth0 base_reachable 500 delay_probe 100 retrans 200
}

# route_of HOST ROUTER [WORD]: when the host's route through it was made, or (del) went.
route_of() {
  time_of "watch_$1" " ${3-new} default via 192[.]0[.]2[.]$2 "
}

begin() {
  local host="$1"
  shift
  witness "watch_$host" "$host"
  spawn "$host" "$host" env RUNTIME_DIRECTORY="/run/$host" "$RDISC" -t -i eth0 "$@"
  wait_for 2 "says $host 'interface in use'"
}

impatient h1
impatient w1
send_to_nobody h1
send_to_nobody n1
begin h1
begin n1
begin w1
begin p1 --probe-interval 1
begin p2 --probe-interval 1 --install single
begin p3 --probe-interval 1 --install ladder
begin p4 --probe-interval 1 --install multipath
begin p5 --probe-interval 1

# ---- newcomers ---------------------------------------------------------------------------------

# No machine answers for .66 to .68. Where nothing is known to work, nothing is waited for.
hear w1 66/5
wait_for 0.5 'uses w1 66'
hear w1 67/9
wait_for 0.5 'uses w1 67'
send_to_nobody w1

# Where a router works, a better one that answers is used within 100 ms of being heard.
hear n1 2/0
wait_for 2 'uses n1 2 && ip -n n1 neigh show 192.0.2.2 | grep -qE "REACHABLE|STALE|DELAY"'
act hear n1 1/50
wait_for 1 'uses n1 1'
echo "a better router that answers: used $(minus "$(route_of n1 1)" "$before") ms after it was heard, at most"
check 'caused 0 "$(route_of n1 1)" 1000' "it took too long"
wait_for 1 'says n1 "better router answers .*router=192[.]0[.]2[.]1\$"'
lifetime=0 hear n1 1
wait_for 1 'uses n1 2'
# One that does not answer is never used; that it is dead the kernel says after 3 s, see below.
hear n1 66/100
hear n1 68/0 # an equal does not wait: its metric is that of the one that works
wait_for 1 'says watch_n1 " new default via 192[.]0[.]2[.]68 "'

# ---- a link down is no death -------------------------------------------------------------------

hear h1 1/10 2/0
wait_for 2 'uses h1 1 && ip -n h1 neigh show 192.0.2.1 | grep -qE "REACHABLE|STALE|DELAY|PROBE"'
ip -n h1 link set eth0 down
wait_for 1 'routes_are h1'
ip -n h1 link set eth0 up
wait_for 1 'uses h1 1'
check '! says h1 "does not answer"' "a router died of our link"
stop watch_h1
witness watch_h1 h1

# ---- the best router dies ----------------------------------------------------------------------

# The hosts that ask begin at five moments of the second.
read_clock
start=$now
for i in 1 2 3 4 5; do
  wait_for 2 "read_clock; [ \$now -ge $((start + i * 20)) ]"
  hear "p$i" 1/10 2/0
done
for i in 1 2 3 4 5; do
  wait_for 2 "routes p$i | grep -q 'via 192[.]0[.]2[.]1 .* 4096\$'"
  wait_for 2 "ip -n p$i neigh show 192.0.2.1 | grep -q REACHABLE"
done
act ip -n lan0 link set r1.eth0 nomaster # its own carrier stays
for host in p1 p2 p3 p4 p5 h1; do
  wait_for 6 "uses $host 2"
  echo "the best router died: left by $host after $(minus "$(route_of "$host" 1 del)" "$before") ms, at most"
  wait_for 1 "says $host 'does not answer .*router=192[.]0[.]2[.]1 .*neighbour_failed'"
  check "no_gap watch_$host" "$host: a moment without a default route"
  [ "$host" = h1 ] || check 'caused 2000 "$(route_of $host 1 del)" 4500' "$host: not within 4.5 s"
done

# ---- newcomers, continued ----------------------------------------------------------------------

wait_for 4 'says n1 "does not answer .*router=192[.]0[.]2[.]66 "'
check '! says watch_n1 "192[.]0[.]2[.]66" && no_gap watch_n1' "a black hole was installed"
# w1's are both dead by now: one that is only heard is better.
wait_for 4 'says w1 "does not answer .*[.]66 " && says w1 "does not answer .*[.]67 "'
wait_for 1 'uses w1 67 && says w1 "keeping the best one .*[.]67 "'
act hear w1 2/-100
wait_for 1 'uses w1 2'
echo "all were dead: a lesser router was used after $(minus "$(route_of w1 2)" "$before") ms, at most"
check 'caused 0 "$(route_of w1 2)" 1000 && no_gap watch_w1' "the switch to the lesser router"
stop traffic_w1
stop w1
stop n1

# ---- it comes back -----------------------------------------------------------------------------

# p2's kernel forgot the entry, as it does with failed ones, is asking anew, and has asked for the last time (for the
# third, 2 s after the first) when the router comes back and speaks.
ip -n p2 neigh del 192.0.2.1 dev eth0
wait_for 2 'ip -n p2 neigh show 192.0.2.1 | grep -q INCOMPLETE'
read_clock
wait_for 4 "read_clock; [ \$now -ge $((now + 240)) ]"
back=$(moment)
ip -n lan0 link set r1.eth0 master br0
for host in p2 p1 h1; do
  act hear "$host" 1/10 # it speaks, so it is asked
  before=$back          # but it may have been found before
  wait_for 3 "uses $host 1"
  echo "$host: the best router came back: used after $(minus "$(route_of "$host" 1)" "$before") ms, at most"
  check 'caused 0 "$(route_of $host 1)" 2000' "$host: it took too long"
  wait_for 1 "says $host 'router answers again .*router=192[.]0[.]2[.]1\$'"
done
for host in p1 p2 p3 p4 p5; do
  stop "$host"
done

# ---- another machine answers for it ------------------------------------------------------------

ip -n r1 link set eth0 address 02:00:00:00:00:77
ip -n h1 neigh replace 192.0.2.1 lladdr 02:00:00:00:00:77 dev eth0 nud reachable
wait_for 2 'says h1 "link-layer address changed iface=eth0 router=192[.]0[.]2[.]1 lladdr=02:00:00:00:00:77 old="'

# ---- all are dead ------------------------------------------------------------------------------

ip -n lan0 link set r1.eth0 nomaster
ip -n lan0 link set r2.eth0 nomaster
wait_for 6 'says h1 "keeping the best one .*router=192[.]0[.]2[.]1 .*reason=neighbour_failed"'
check 'uses h1 1 && no_gap watch_h1' "all are dead: not the best one"
# A foreign route through the same dead router is no way out; another one is.
ip -n h1 route add default via 192.0.2.1 dev eth0 proto static metric 5000
ip -n h1 route add 203.0.113.0/24 via 192.0.2.1 dev eth0 # not a default route
never_within 0.3 '! routes h1 | grep -q "192[.]0[.]2[.]1 dev eth0 proto ra metric 4096"'
ip -n h1 route add default via 192.0.2.77 dev eth0 proto static metric 5001
wait_for 1 'says h1 "using the other default route"'
wait_for 1 '! routes h1 | grep -q "proto ra"'
ip -n h1 route del default via 192.0.2.77
wait_for 1 'routes h1 | grep -q "192[.]0[.]2[.]1 dev eth0 proto ra metric 4096"'
ip -n h1 route del default via 192.0.2.1 dev eth0 proto static
# One comes back.
ip -n lan0 link set r2.eth0 master br0
hear h1 2/0
wait_for 1 'uses h1 2'

stop traffic_h1
stop traffic_n1
stop h1
check 'routes_are h1' "a route is left after SIGTERM"
pass
