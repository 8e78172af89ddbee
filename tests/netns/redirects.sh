#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A redirect to a router that dies: the kernel keeps it, for 300 s after it came, and no neighbour state ends it.
# It belongs to the route that it changes, so it ends at once when rdisc leaves the router that sent it.
. "$(dirname "$0")/lib.sh"

need_python
for ns in r1 r2 r3 h; do
  ns_add "$ns"
done
lan lan0 r1:eth0 r2:eth0 r3:eth0 h:eth0
addr r1 eth0 192.0.2.1/24
addr r2 eth0 192.0.2.2/24
addr r3 eth0 192.0.2.3/24
addr h eth0 192.0.2.10/24
in_ns h sh -c 'for i in all eth0; do echo 1 >/proc/sys/net/ipv4/conf/$i/accept_redirects; done'
start_rdisc h h -s -f
wait_for 5 'says h "interface in use"'
advertise r1 eth0 1800 192.0.2.1/10
wait_for 5 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
advertise r3 eth0 1800 192.0.2.3/5
wait_for 5 'says h "router learned .*router=192.0.2.3 "'

# Sends 192.0.2.10 an ICMP redirect for 203.0.113.9, to 192.0.2.2. Linux heeds one without a socket when it seems
# to be about an echo reply.
cat >"$tmp/redirect.py" <<'E2'
import socket, struct
def checksum(b):
    s = sum(struct.unpack("!%dH" % (len(b) // 2), b))
    while s >> 16:
        s = (s >> 16) + (s & 0xffff)
    return struct.pack("!H", ~s & 0xffff)
a = socket.inet_aton
ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28, 1, 0, 64, 1, 0, a("192.0.2.10"), a("203.0.113.9"))
ip = ip[:10] + checksum(ip) + ip[12:]
icmp = struct.pack("!BBH4s", 5, 1, 0, a("192.0.2.2")) + ip + b"\0\0\xff\xff\0\0\0\0"
icmp = icmp[:2] + checksum(icmp) + icmp[4:]
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
s.sendto(icmp, ("192.0.2.10", 0))
E2

# The way to 203.0.113.9 that traffic takes.
goes_by() {
  in_ns h ip route get 203.0.113.9 | grep -q "via $1 "
}

# The kernel asks for the new router first, and heeds the redirect that comes when it has answered.
redirected() {
  in_ns r1 "$python" "$tmp/redirect.py"
  goes_by 192.0.2.2
}
wait_for 10 redirected

# It dies, and is known to be dead.
ip -n r2 addr del 192.0.2.2/24 dev eth0
ip -n h neigh change 192.0.2.2 dev eth0 nud probe
# A kernel with many neighbours forgets a dead one at once.
wait_for 8 '! ip -n h neigh show 192.0.2.2 | grep -qE "REACHABLE|STALE|DELAY|PROBE"'
check 'goes_by 192.0.2.2' 'the kernel lets go of a redirect to a dead router: doc/architecture.md says it does not'

# The one that sent it goes, and the redirect with it.
advertise r1 eth0 0 192.0.2.1
wait_for 5 'routes_are h "default via 192.0.2.3 dev eth0 proto ra metric 4096"'
check 'goes_by 192.0.2.3' 'the redirect outlives the route'
pass
