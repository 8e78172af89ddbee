#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# End-to-end checks through each router: a router that dies, or loses its way out, is left within 0.8 s, with
# the kernel's notification of the route as the witness; a standby without a way out is never taken. Checks
# every 0.2 s, three failures. Issue 18.
. "$(dirname "$0")/lib.sh"

need_python
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

# tell STEP ROUTER: the default route of now, seen by the kernel.
tell() {
  event=$(time_of w " new default via 192[.]0[.]2[.]$2 ")
  echo "$1: left after $(minus "$event" "$before") ms, at most"
}

# verdicts_are ROUTER1S ROUTER2S: as the daemon tells them, by address.
verdicts_are() {
  "$RDISCCTL" --socket "$tmp/h.run/control" routers --json >"$tmp/routers" &&
    "$python" -c 'import json, sys
routers = json.load(open(sys.argv[1]))["routers"]
verdicts = {r["address"]: r["checks"]["verdict"] for r in routers}
sys.exit(verdicts != {"192.0.2.1": sys.argv[2], "192.0.2.2": sys.argv[3]})' "$tmp/routers" "$1" "$2"
}

# ---- a way out that is lost, behind a router that answers its neighbours; and comes back ----------------

# Both are good before: r2's answers come back through r1.
wait_for 5 'verdicts_are good good'
ctl 0 h status
printed '198.51.100.1'
x_answers 2
act ip -n r1 route replace blackhole default
wait_for 5 'way_is 2'
tell 'lost way out' 2
check 'caused 0 "$event" 800' 'a router without a way out was left too late'
wait_for 2 'says h "router leads nowhere, its checks fail .*router=192[.]0[.]2[.]1"'
wait_for 2 'says h "default router changed .*router=192[.]0[.]2[.]2 old=192[.]0[.]2[.]1 .*reason=no_way_out"'
check '! says h "does not answer"' 'r1 answers its neighbours all the time'
ctl 0 h explain 192.0.2.1
printed 'it leads nowhere'
ctl 0 h metrics
printed 'rdisc_router_way_out{interface="eth0",router="192.0.2.1"} 0'
printed 'rdisc_router_way_out{interface="eth0",router="192.0.2.2"} 1'
ip -n r1 route replace default via 10.0.1.2
wait_for 5 'way_is 1'
wait_for 2 'says h "router leads out again .*router=192[.]0[.]2[.]1"'

# ---- a silent death --------------------------------------------------------------------------------------

act ip -n lan0 link set r1.eth0 nomaster # its own carrier stays
wait_for 5 'way_is 2'
tell 'silent death' 2
check 'caused 0 "$event" 800' 'a dead router was left too late'

# ---- all of them: the targets may be down ----------------------------------------------------------------

ip -n x addr del 198.51.100.1/32 dev lo
wait_for 5 'says h "keeping the best one .*router=192[.]0[.]2[.]2 .*no_way_out [(]the check targets may be down[)]"'
never_within 1 '! way_is 2'
addr x lo 198.51.100.1/32
wait_for 5 'verdicts_are lost good'
check 'way_is 2' 'r2 is the only one that leads out'

# ---- what was given up at the start no reload brings -----------------------------------------------------

check "no_gap w" 'a moment without a default route'
sed '/check-/d' "$tmp/h.conf" >"$tmp/none.conf"
stop h
start_own h2 h --config "$tmp/none.conf"
wait_for 5 'says h2 "interface in use"'
cp "$tmp/h.conf" "$tmp/none.conf"
kill -s HUP "$(pid_of h2)"
wait_for 5 'says h2 "reload refused: the first check-target needs CAP_NET_RAW"'
pass
