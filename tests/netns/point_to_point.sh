#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A router's role that a pattern gives ends at point-to-point links, where one neighbour has its route already:
# "rdiscctl interfaces" has the reason. An operator who names the link gets a router there, and a warning of --check.
# Release 1.0.0 advertises there and says nothing.
. "$(dirname "$0")/lib.sh"

need_python
ns_add r
ns_add h
link r eth0 h eth0
addr r eth0 192.0.2.1/24
ip -n r tuntap add tun0 mode tun 2>/dev/null || skip 'no tun devices (/dev/net/tun)'
addr r tun0 198.51.100.1/30
ip -n r link set tun0 up
forwarding r 1
capture seen h eth0

# The other end of the tunnel: a line for each advertisement.
cat >"$tmp/end.py" <<'E2'
import fcntl, os, struct
fd = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(fd, 0x400454CA, struct.pack("16sH22x", b"tun0", 0x1001))  # TUNSETIFF: IFF_TUN | IFF_NO_PI
print("open", flush=True)
while True:
    packet = os.read(fd, 2048)
    if packet[0] >> 4 == 4 and packet[9] == 1 and packet[4 * (packet[0] & 15)] == 9:
        print("advertisement", flush=True)
E2
spawn end r "$python" "$tmp/end.py"
wait_for 5 'says end "^open"'

for pattern in '*' 'tun*'; do
  echo "interface \"$pattern\" { role = router  max-advertisement-interval = 4 }" >"$tmp/r.conf"
  [ "$pattern" = '*' ] || echo 'interface eth0 { role = router  max-advertisement-interval = 4 }' >>"$tmp/r.conf"
  start_own r r --config "$tmp/r.conf"
  wait_for 5 'says r "interface not in use iface=tun0 reason=point_to_point .name the interface"'
  before=$(count seen 'advertisement source=192.0.2.1 .* lifetime=12 ')
  # Whatever goes to tun0 is older than the third that goes to eth0.
  wait_for 20 "[ \$(count seen 'advertisement source=192.0.2.1 .* lifetime=12 ') -ge $((before + 3)) ]"
  ctl 0 r interfaces
  check 'grep -Eq "^tun0 .*point_to_point" "$tmp/ctl.out"' 'interfaces has no reason'
  ctl 0 r status # and that is no fault
  stop r
done
check '! says end "^advertisement"' 'it advertises'
in_ns r "$RDISC" --check --config "$tmp/r.conf" >"$tmp/checked"
check '! grep -q warning "$tmp/checked"' '--check warns of a pattern'

echo 'interface tun0 { role = router  max-advertisement-interval = 4 }' >"$tmp/named.conf"
in_ns r "$RDISC" --check --config "$tmp/named.conf" >"$tmp/checked" || fail '--check fails for a warning'
check 'grep -q "^warning: interface tun0: a point-to-point link" "$tmp/checked"' '--check has no warning'
start_rdisc named r --config "$tmp/named.conf"
wait_for 5 'says end "^advertisement"'
stop named
pass
