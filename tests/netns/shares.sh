#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Each of the eight ICMP sockets hears its own share of the interfaces, from the start: a flood on one interface
# fills one queue. Interfaces of every share come while the daemon runs, as host and as monitor, and each is heard,
# once.
. "$(dirname "$0")/lib.sh"

command -v strace >/dev/null || skip "strace not found"
need_python
case $("$RDISC" --version) in
*'(sanitizers)' | *'(coverage)') skip "this build's run-time library minds being traced" ;;
esac
ns_add h
ns_add r

# come NAME INDEX NUMBER: an interface of the host appears, of that index, in subnet NUMBER.
come() {
  ip -n h link add name "$1" index "$2" type veth peer name "$1" netns r
  link_up h "$1"
  link_up r "$1"
  addr r "$1" "10.0.$3.1/24"
  addr h "$1" "10.0.$3.10/24"
}

# How many shares have a filter; netlink's is longer.
filters() {
  grep -c "SO_ATTACH_FILTER, {len=5," "$tmp/calls" || [ $? -eq 1 ] # none is no error
}

# The bytes in each socket's queue, as the kernel counts them.
queues() {
  in_ns h awk 'NR > 1 { split($5, queue, ":"); print "0x" queue[2] }' /proc/net/raw
}

cat >"$tmp/h.conf" <<'END'
interface "host*" { role = host }
interface "mon*" { role = monitor }
END
# -D: the program is the child, and strace(1) looks from behind.
spawn daemon h strace -D -e trace=setsockopt -o "$tmp/calls" "$RDISC" -t --user none --config "$tmp/h.conf"
wait_for 5 'says daemon "started"'
wait_for 5 '[ "$(filters)" -eq 8 ]'

# ---- Each interface is heard, once -------------------------------------------------------------

for i in 1 2 3 4 5 6 7 8 9; do
  name=host$i
  [ "$i" -ne 8 ] || name=mon$i
  come $name $((40 + i)) $i
  wait_for 5 'says daemon "interface in use iface=$name$"'
  advertise r $name 1800 10.0.$i.1
  wait_for 5 'says daemon "router learned iface=$name router=10.0.$i.1 "'
done
check '[ "$(filters)" -eq 8 ]' "a filter was made after the start"

# ---- A flood fills one queue -------------------------------------------------------------------

# ICMP_FILTER lets in the types that it does not know, and the daemon takes none while it is stopped.
kill -s STOP "$(pid_of daemon)"
in_ns r "$python" - <<'END'
import socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
for i in range(5000):
    s.sendto(struct.pack("!BBHI", 40, 0, 0xd7ff, 0), ("10.0.3.10", 0))
END
wait_for 5 '[ "$(queues | grep -vcx 0x00000000)" -ge 1 ]'
check '[ "$(queues | wc -l)" -eq 8 ]' "not eight sockets"
check '[ "$(queues | grep -vcx 0x00000000)" -eq 1 ]' "the flood is in more than one queue: $(queues)"
kill -s CONT "$(pid_of daemon)"
wait_for 5 '[ "$(queues | grep -cx 0x00000000)" -eq 8 ]'
stop daemon
check '[ "$exit_status" -eq 0 ]' "it ended with status $exit_status"
wait_for 1 'says daemon "stopped advertisements=9 solicitations=0 "'
pass
