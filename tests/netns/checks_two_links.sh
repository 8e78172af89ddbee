#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# End-to-end checks on two interfaces, with rp_filter = 1 as distributions set it: the answers that come in
# behind the standby fail that check, and the kernel drops them. The packet socket hears them before. Issue 18.
. "$(dirname "$0")/lib.sh"

# h has a router on each of two links, and both lead to x, which has the target 198.51.100.1.
for ns in h r1 r2 x; do
  ns_add "$ns"
done
subnet() { # NUMBER
  if [ "$1" = 1 ]; then echo 192.0.2; else echo 203.0.113; fi
}
for n in 1 2; do
  link h "eth$n" "r$n" eth0
  addr h "eth$n" "$(subnet $n).9/24"
  addr "r$n" eth0 "$(subnet $n).1/24"
  forwarding "r$n" 1
  link "r$n" up x "eth$n"
  addr "r$n" up "10.0.$n.1/24"
  addr x "eth$n" "10.0.$n.2/24"
  ip -n "r$n" route add default via "10.0.$n.2"
  ip -n x route add "$(subnet $n).0/24" via "10.0.$n.1"
done
addr x lo 198.51.100.1/32
in_ns h sh -c 'for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 1 >"$f"; done'

cat >"$tmp/h.conf" <<END
interface "eth*" {
  role = host
  check-target = 198.51.100.1
  check-interval = 0.2
  check-failures = 3
}
END

way_is() { # NUMBER
  routes h | grep -q "via $(subnet "$1" | sed 's/[.]/[.]/g')[.]1 .* 4096\$"
}

# Packets that the kernel of h has dropped for their way back.
dropped() {
  in_ns h awk '
    /^TcpExt:/ && !n { n = split($0, name); next }
    /^TcpExt:/ { for (i = 2; i <= n; i++) if (name[i] == "IPReversePathFilter") print $i }' /proc/net/netstat
}

verdict_is() { # NUMBER VERDICT
  "$RDISCCTL" --socket "$tmp/h.run/control" routers --json >"$tmp/routers" &&
    jq -e --arg router "$(subnet "$1").1" --arg verdict "$2" \
      '[.routers[] | select(.address == $router and .checks.verdict == $verdict)] | length == 1' \
      "$tmp/routers" >/dev/null
}

witness w h
start_own h h --config "$tmp/h.conf"
wait_for 5 'says h "interface in use.*eth1" && says h "interface in use.*eth2"'
advertise r1 eth0 1800 192.0.2.1/10
advertise r2 eth0 1800 203.0.113.1/5
wait_for 5 'way_is 1'

# ---- the standby's answers are heard, though the kernel drops them ---------------------------------------

wait_for 5 'verdict_is 1 good && verdict_is 2 good'
before=$(dropped)
wait_for 5 '[ "$(dropped)" -gt $((before + 5)) ]'
check 'verdict_is 2 good' 'the answers that the kernel drops are not heard'

# ---- so the standby is known to work when it is needed, and the other one when it is back ----------------

act ip -n r1 route replace blackhole default
wait_for 5 'way_is 2'
event=$(time_of w ' new default via 203[.]0[.]113[.]1 ')
echo "lost way out: left after $(minus "$event" "$before") ms, at most"
check 'caused 0 "$event" 800' 'a router without a way out was left too late'
wait_for 5 'verdict_is 1 lost'
ip -n r1 route replace default via 10.0.1.2
wait_for 10 'way_is 1'
check "no_gap w" 'a moment without a default route'
pass
