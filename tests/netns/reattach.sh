#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A link that comes back (RFC 4436): the routers known before are asked by ARP at once, and the best one is in use
# again within 100 ms, before any advertisement. Another machine with its address is found as fast, since the
# question is a broadcast. One that is gone is left for one that answers.
. "$(dirname "$0")/lib.sh"

need_python
for ns in r1 r2 r3 h; do
  ns_add "$ns"
done
lan lan0 r1:eth0 r2:eth0 r3:eth0 h:eth0
addr r1 eth0 192.0.2.1/24
addr r2 eth0 192.0.2.2/24
addr h eth0 192.0.2.10/24
witness routes h
start_own h h -s -f
wait_for 5 'says h "interface in use"'
advertise r1 eth0 1800 192.0.2.1/10
advertise r2 eth0 1800 192.0.2.2/5
best='default via 192.0.2.1 dev eth0 proto ra metric 4096'
wait_for 5 "routes_are h '$best'"
wait_for 5 'says h "router learned .*router=192.0.2.2 "'

# Each question for 192.0.2.1, with its time as the witness has it, and the machine it was sent to.
cat >"$tmp/arp.py" <<'E2'
import socket, time
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
s.bind(("eth0", 0))
print("open", flush=True)
while True:
    p = s.recv(100)
    if p[21] == 1 and socket.inet_ntoa(p[38:42]) == "192.0.2.1":
        print("%.3f asked %s" % (time.monotonic() * 1000, p[:6].hex()), flush=True)
E2
spawn arp r3 "$python" "$tmp/arp.py"
wait_for 5 'says arp "^open"'

# Milliseconds from the last interface_ready to the last default_route_added, as the daemon has them.
delay_of_use() {
  ctl 0 h events --json
  "$python" -c '
import datetime, json, sys
t = {}
for line in open(sys.argv[1]):
    e = json.loads(line)
    t[e["event"]] = datetime.datetime.fromisoformat(e["time"].replace("Z", "+00:00"))
print(int((t["route_added"] - t["interface_ready"]).total_seconds() * 1000))' "$tmp/ctl.out"
}

# detach N: the link goes down for the Nth time.
detach() {
  ip -n h link set eth0 down
  wait_for 5 "[ \$(count h '^rdisc: interface not in use iface=eth0 reason=link_down') -eq $1 ]"
  wait_for 5 'routes_are h ""'
}

# attach: the link is up again, and the best router in use, known by its old advertisement.
attach() {
  questions=$(count arp asked)
  uses=$(count h '^rdisc: interface in use')
  ip -n h link set eth0 up
  wait_for 5 "routes_are h '$best'"
  wait_for 5 "[ \$(count h '^rdisc: interface in use') -gt $uses ]"
  delay=$(delay_of_use)
  echo "in use $delay ms after the link"
  check 'in_time -1500 "$delay" 100' "in use after $delay ms"
  # The route may be there before the carrier, for want of a better one; the kernel tells that up to a second late.
  early=$((delay < 0 ? -delay : 0))
  wait_for 2 "[ \$(count arp asked) -gt $questions ]"
  used=$(time_of routes 'new default via 192.0.2.1 ')
  delay=$(minus "$(minus "$(time_of arp asked $((questions + 1)))" "$used")" "$early")
  echo "asked $delay ms after that"
  check 'in_time -100 "$delay" 100' "asked $delay ms after the route and the carrier"
}

detach 1
attach
wait_for 2 'ip -n h neigh show 192.0.2.1 | grep -Eq "REACHABLE|STALE|DELAY"'
check '! says h "router does not answer"' 'a router that answers is taken for dead'

# The next network has another machine of that address.
detach 2
ip -n lan0 link set r1.eth0 nomaster
addr r3 eth0 192.0.2.1/24
attach
mac=$(ip -n r3 -o link show eth0 | sed 's/.*link.ether \([^ ]*\) .*/\1/')
wait_for 2 "ip -n h neigh show 192.0.2.1 | grep -q '$mac'"
check '! says h "router does not answer"' 'a router that answers is taken for dead'

# No machine has it any more: the one that answers is taken, before the other is known to be dead. So it is when the
# address of the host was gone, and not the link.
second='default via 192.0.2.2 dev eth0 proto ra metric 4096'
ip -n h addr del 192.0.2.10/24 dev eth0
wait_for 5 'routes_are h ""'
ip -n h neigh flush dev eth0
ip -n r3 addr del 192.0.2.1/24 dev eth0
addr h eth0 192.0.2.10/24
wait_for 8 "routes_are h '$second'"
wait_for 8 'says h "router does not answer .*router=192.0.2.1 "'
addr r3 eth0 192.0.2.1/24
advertise r3 eth0 1800 192.0.2.1/10
wait_for 5 "routes_are h '$best'"

detach 3
ip -n r3 addr del 192.0.2.1/24 dev eth0
ip -n h link set eth0 up
wait_for 8 "routes_are h '$second'"
wait_for 8 '[ "$(count h "router does not answer .*router=192.0.2.1 ")" -eq 2 ]'
check '[ "$(count h "router learned")" -eq 2 ]' 'there was another advertisement'
pass
