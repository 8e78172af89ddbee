#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A router that dies without a word right after it has answered is left within 10 s, if there is traffic
# through it and another one to take over, be it its equal; and what the kernel believes is touched nowhere
# else [N-2]. Issue 18, point 4.
. "$(dirname "$0")/two_routers_lib.sh"

need_python
# r1 is the better way to 198.51.100.1, r2 the other one. u1 sends there and hears nothing, t1 talks by
# TCP, i1 is idle; e1 has two equals, s1 has no other; k1's entries are looked after by others.
hosts="u1 t1 i1 e1 s1 k1"
# shellcheck disable=SC2086 # words
two_routers $hosts

# A REACHABLE entry stays so for minutes: the kernel by itself would notice nothing here.
for ns in $hosts; do
  ip -n "$ns" ntable change name arp_cache dev eth0 base_reachable 400000
done

# A router's entry, and whether it is in this state, a regular expression.
entry() {
  ip -n "$1" neigh show "192.0.2.$2"
}
is() {
  entry "$1" "$2" | grep -qE " ($3) *\$"
}

# Follows the neighbour messages of the kernel; an entry made and taken away shows that it is being read.
watch_neighbours() {
  spawn "neighbours_$1" "$1" ip -4 monitor neigh dev eth0
  wait_for 2 "ip -n $1 neigh replace 192.0.2.200 lladdr 02:00:00:00:00:c8 dev eth0 nud permanent
    ip -n $1 neigh del 192.0.2.200 dev eth0
    says neighbours_$1 '192[.]0[.]2[.]200'"
}

# A conversation confirms the router by getting on.
listen_tcp() {
  spawn server "$1" "$python" -c 'import socket
listener = socket.create_server(("198.51.100.1", 4711))
print("ready", flush=True)
peer, _ = listener.accept()
while peer.recv(4096):
    pass'
  wait_for 5 'says server "^ready\$"'
}
talk_tcp() {
  spawn "traffic_$1" "$1" "$python" -c 'import socket, time
peer = socket.create_connection(("198.51.100.1", 4711))
print("ready", flush=True)
try:
    while True:
        peer.send(b"x")
        time.sleep(0.03)
except OSError: # r2 knows nothing of it
    time.sleep(3600)'
  wait_for 10 "says traffic_$1 '^ready\$'"
}

for host in $hosts; do
  witness "watch_$host" "$host"
  probing=
  [ "$host" != k1 ] || probing='--probe-interval 1'
  # shellcheck disable=SC2086 # words or none
  spawn "$host" "$host" env RUNTIME_DIRECTORY="/run/$host" "$RDISC" -t -i eth0 $probing
done
for host in $hosts; do
  wait_for 2 "says $host 'interface in use'"
  watch_neighbours "$host"
done

# ---- whose answers are doubted -----------------------------------------------------------------

for host in u1 t1 i1 k1; do
  hear "$host" 1/10 2/0
done
hear e1 1/10 2/10
hear s1 1/10
for host in $hosts; do
  wait_for 2 "routes $host | grep -q 'via 192[.]0[.]2[.]1 '"
done

# The answer of an idle host's router is doubted, once: no router is asked, nothing else happens.
in_ns i1 ping -c 1 -W 2 192.0.2.1 >"$tmp/ping" || fail "r1 does not answer i1"
wait_for 2 'is i1 1 "STALE|DELAY"'
ip -n i1 neigh change 192.0.2.1 dev eth0 nud reachable
wait_for 2 'is i1 1 STALE'
quiet=$(count neighbours_i1 .)

# An equal that carries no traffic, and one without a replacement, are left alone.
check 'routes_are e1 "default via 192.0.2.1 dev eth0 proto ra metric 4096" \
  "default via 192.0.2.2 dev eth0 proto ra metric 4097"' "the first of equals shares its metric"
for entry in e1:2 s1:1; do
  ip -n "${entry%:*}" neigh replace "192.0.2.${entry#*:}" lladdr "02:00:00:00:00:0${entry#*:}" dev eth0 nud reachable
  wait_for 2 "says neighbours_${entry%:*} '192[.]0[.]2[.]${entry#*:} .*REACHABLE'"
done

# So is what others look after, be it asked for by --probe-interval.
# Kernels before 5.16 take the request and do not manage the entry.
managed=no
if ip -n k1 neigh replace 192.0.2.1 dev eth0 managed 2>/dev/null && entry k1 1 | grep -q managed; then
  managed=yes
  wait_for 2 'entry k1 1 | grep -q "managed REACHABLE"'
else
  echo "no managed entries here"
fi
ip -n k1 neigh replace 192.0.2.2 lladdr 02:00:00:00:00:02 dev eth0 extern_learn nud reachable
hear k1 2/20
wait_for 2 'routes k1 | grep -q "via 192[.]0[.]2[.]2 "'
never_within 1.5 'is e1 2 STALE || is s1 1 STALE || is k1 2 "STALE|DELAY|PROBE"'
check 'entry k1 2 | grep -q "extern_learn REACHABLE"' "an entry of another program was written to"
if [ $managed = yes ] && entry k1 1 | grep -q REACHABLE; then
  check 'entry k1 1 | grep -q "managed REACHABLE"' "an entry that the kernel manages was written to"
fi
[ "$(count neighbours_i1 .)" -eq "$quiet" ] || fail "an idle host's neighbour table changes"

# ---- silent death ------------------------------------------------------------------------------

listen_tcp r1
talk_tcp t1
send_to_nobody u1
send_to_nobody e1
for host in u1 t1 e1; do
  wait_for 2 "is $host 1 DELAY"
done
# The kernel asks after 5 s, or knows by TCP; r1 lives, so all begins anew.
wait_for 10 'says neighbours_u1 "192[.]0[.]2[.]1 .*PROBE"'
wait_for 10 "[ \$(count neighbours_t1 '192[.]0[.]2[.]1 .*REACHABLE') -ge 2 ]"
echo "t1: confirmed by the conversation; asked $(count neighbours_t1 '192[.]0[.]2[.]1 .*PROBE') times"
for host in u1 t1 e1; do
  wait_for 2 "is $host 1 DELAY"
  check "! says $host 'does not answer'" "$host: a router that answers was left"
done
act ip -n lan0 link set r1.eth0 nomaster # its own carrier stays
for host in u1 t1 e1; do
  wait_for 20 "routes $host | grep -q 'via 192[.]0[.]2[.]2 .* 4096\$'"
  event=$(time_of "watch_$host" ' new default via 192[.]0[.]2[.]2 ')
  echo "$host: the best router died: left after $(minus "$event" "$before") ms, at most"
  check 'caused 2000 "$event" 15000' "$host: it took too long"
  wait_for 1 "says $host 'does not answer .*router=192[.]0[.]2[.]1 .*neighbour_failed'"
  check "no_gap watch_$host" "$host: a moment without a default route"
done
stop traffic_u1
stop traffic_e1
stop traffic_t1 KILL
stop server
pass
