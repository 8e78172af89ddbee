#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# End-to-end checks through each router: a router that dies, or loses its way out, is left within 0.8 s, with
# the kernel's notification of the route as the witness; a standby without a way out is never taken. Checks
# every 0.2 s, three failures. Issue 18.
. "$(dirname "$0")/lib.sh"

# r1 and r2 lead from the hosts' LAN, 192.0.2.0/24, to x, which has the target 198.51.100.1. x answers through
# r1 alone, so what was asked through r2 comes back another way.
for ns in h r1 r2 x; do
  ns_add "$ns"
done
lan lan0 h:eth0 r1:eth0 r2:eth0
addr h eth0 192.0.2.9/24
addr x lo 198.51.100.1/32
for n in 1 2; do
  addr "r$n" eth0 "192.0.2.$n/24"
  forwarding "r$n" 1
  link "r$n" eth1 x "eth$n"
  addr "r$n" eth1 "10.0.$n.1/24"
  addr x "eth$n" "10.0.$n.2/24"
  ip -n "r$n" route add default via "10.0.$n.2"
done
rp_filter_off x
rp_filter_off r1
rp_filter_off r2
x_answers() {
  ip -n x route replace 192.0.2.0/24 via "10.0.$1.1" dev "eth$1"
}
x_answers 1
# The host judges the way back strictly, as distributions set it: the standby's answers do not pass that.
in_ns h sh -c 'for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 1 >"$f"; done'

cat >"$tmp/h.conf" <<END
interface eth0 {
  check-target = 198.51.100.1
  check-interval = 0.2
  check-failures = 3
  check-successes = 5
}
END

way_is() { # ROUTER
  routes h | grep -q "via 192[.]0[.]2[.]$1 .* 4096\$"
}

witness w h
start_own h h --config "$tmp/h.conf"
wait_for 5 'says h "interface in use"'
advertise r1 eth0 1800 192.0.2.1/10
advertise r2 eth0 1800 192.0.2.2/5
wait_for 2 'way_is 1'

# ---- a lost way out --------------------------------------------------------------------------------------

# tell STEP ROUTER: the default route of now, seen by the kernel.
tell() {
  event=$(time_of w " new default via 192[.]0[.]2[.]$2 ")
  echo "$1: left after $(minus "$event" "$before") ms, at most"
}

good() { # ROUTER
  "$RDISCCTL" --socket "$tmp/h.run/control" routers --json >"$tmp/routers" || return 1
  grep -q "\"address\": *\"192.0.2.$1\"" "$tmp/routers" && [ "$(tr '{' '\n' <"$tmp/routers" |
    grep -c '"verdict": *"good"')" -ge 2 ]
}
wait_for 5 'good 1'

x_answers 2
act ip -n r1 route replace blackhole default
wait_for 5 'way_is 2'
tell 'lost way out' 2
check 'caused 0 "$event" 800' 'a router without a way out was left too late'
wait_for 2 'says h "router leads nowhere.*router=192[.]0[.]2[.]1"'
wait_for 2 'says h "default router changed .*router=192[.]0[.]2[.]2 old=192[.]0[.]2[.]1 .*reason=no_way_out"'
check '! says h "does not answer"' 'r1 answers its neighbours all the time'
check "no_gap w" 'a moment without a default route'
pass
