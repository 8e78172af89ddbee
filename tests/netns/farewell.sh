#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A farewell comes three times: at once, after 1 s and after 3 s while the daemon runs, and within 300 ms when
# it ends. It ends early if the address is advertised again, by whomever, or on another signal.
# [R-10, R-11] Release 1.0.0 says it once.
. "$(dirname "$0")/lib.sh"

ns_add w
for name in a b c; do
  ns_add "$name"
  forwarding "$name" 1
  link "$name" eth0 w "$name"
done
addr a eth0 192.0.2.1/24
addr a eth0 192.0.2.2/24
addr b eth0 198.51.100.1/24
addr c eth0 203.0.113.1/24
addr w b 198.51.100.10/24
capture seen w any
start_rdisc a a -r -T 1800 -p 7
start_rdisc b b -r -T 1800
start_rdisc c c -r -T 1800
start_rdisc host w -s -i b

# farewell IFACE ROUTERS: what takes these back.
farewell() {
  echo "advertisement source=.* destination=224.0.0.1 ttl=1 lifetime=0 .* routers=$2 length=.* iface=$1\$"
}

for name in a b c; do
  wait_for 5 "says seen 'lifetime=5400 .* iface=$name\$'"
done
wait_for 5 "routes_are w 'default via 198.51.100.1 dev b proto ra metric 4096'"

# copies IFACE ROUTERS SECOND THIRD: the first copies come so many milliseconds apart.
copies() {
  local pattern delay
  pattern=$(farewell "$1" "$2")
  wait_for 6 "[ \"\$(count seen '$pattern')\" -ge 3 ]"
  delay=$(minus "$(time_of seen "$pattern" 2)" "$(time_of seen "$pattern" 1)")
  echo "$1 $2: the second after $delay ms"
  check "in_time $3 $delay $(($3 + 50))" "the second farewell comes after $delay ms"
  delay=$(minus "$(time_of seen "$pattern" 3)" "$(time_of seen "$pattern" 2)")
  echo "$1 $2: the third $delay ms after that"
  check "in_time $4 $delay $(($4 + 50))" "the third farewell comes $delay ms after the second"
}

# ---- While it runs -----------------------------------------------------------------------------

# One of two addresses goes.
act ip -n a address del 192.0.2.2/24 dev eth0
copies a 192.0.2.2/7 1000 2000
event=$(time_of seen "$(farewell a 192.0.2.2/7)" 1)
check "caused 0 $event 500" "the first farewell is late"
# Forwarding ends, and with it the router.
forwarding a 0
copies a 192.0.2.1/7 1000 2000

# Another router takes the address over, so the rest is not said.
forwarding a 1
wait_for 5 'says a "advertising iface=eth0 addresses=1 "'
before=$(count seen 'advertisement source=192.0.2.1 .* lifetime=5400 .* iface=a$')
wait_for 5 "[ \"\$(count seen 'advertisement source=192.0.2.1 .* lifetime=5400 .* iface=a\$')\" -ge $before ]"
n=$(count seen "$(farewell a 192.0.2.1/7)")
kill -s STOP "$(pid_of a)" # until both are in its queues
forwarding a 0
peer w advertise -i a --source 192.0.2.9 --router 192.0.2.1/0
kill -s CONT "$(pid_of a)"
# It says farewell in the turn that sees both, after the other was heard, or once.
never_within 3.5 "[ \"\$(count seen '$(farewell a 192.0.2.1/7)')\" -gt $((n + 1)) ]"

# ---- At the end --------------------------------------------------------------------------------

act kill -s TERM "$(pid_of b)"
ended b 5
[ "$exit_status" -eq 0 ] || fail "b ended with status $exit_status"
delay=$(minus "$(moment)" "$after")
echo "b ends $delay ms after SIGTERM"
copies b 198.51.100.1/0 100 200
delay=$(minus "$(time_of seen "$(farewell b 198.51.100.1/0)" 3)" "$(time_of seen "$(farewell b 198.51.100.1/0)" 1)")
check 'in_time 300 "$delay" 350' "the farewells take $delay ms"
# Our host takes the first and makes no words about the others.
wait_for 2 'routes_are w ""'
check '[ "$(count host "router lost iface=b router=198.51.100.1 .*reason=withdrawn")" -eq 1 ]' "the host is confused"
check '! says host "refused"' "the host refuses copies"

# A second signal is obeyed at once.
kill -s STOP "$(pid_of c)"
kill -s INT "$(pid_of c)"
kill -s TERM "$(pid_of c)"
kill -s CONT "$(pid_of c)"
ended c 5
[ "$exit_status" -eq 0 ] || fail "c ended with status $exit_status"
check '[ "$(count seen "$(farewell c 203.0.113.1/0)")" -eq 1 ]' "c goes on after a second signal"
pass
