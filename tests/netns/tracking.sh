#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A router that has lost its way out stops attracting hosts: it watches the default route, an interface or
# a file, believes what has lasted long enough, and is ineligible, withdraws, or is less preferred.
#
# [R-9, R-10] withdrawn and back, [H-6] what a host makes of it.
. "$(dirname "$0")/lib.sh"

for ns in isp box h w; do
  ns_add "$ns"
done
link isp eth0 box wan0
link box lan1 h eth0
link box lan2 w lan2
link box lan3 w lan3
addr isp eth0 10.0.0.1/24
addr box wan0 10.0.0.10/24
addr box lan1 192.0.2.1/24
addr box lan2 198.51.100.1/24
addr box lan3 203.0.113.1/24
addr h eth0 192.0.2.10/24
forwarding box 1
capture seen w any
capture host h eth0
witness box_routes box

cat >"$tmp/box.conf" <<EOF
interface lan1 { role = router  max-advertisement-interval = 1800  min-delay-between-advertisements = 0
                 preference-level = 100  track = uplink }
interface lan2 { role = router  max-advertisement-interval = 1800  min-delay-between-advertisements = 0
                 preference-level = 100  track = carrier }
interface lan3 { role = router  max-advertisement-interval = 1800  min-delay-between-advertisements = 0
                 preference-level = 100  track = "script, slow" }
track uplink {
  on-loss = ineligible
  loss-delay = 0.5
  restore-delay = 1
}
track carrier {
  kind = interface
  interface = wan0
  on-loss = withdraw
  loss-delay = 0.25
  restore-delay = 0
}
track script {
  kind = file
  path = $tmp/script
  on-loss = "preference -150"
  loss-delay = 0
  restore-delay = 0
}
track slow {
  kind = file
  path = $tmp/slow
  on-loss = ineligible
  loss-delay = 3600
}
EOF
echo 1 >"$tmp/slow"

# says_level WITNESS LEVEL [N]: the last message there has that preference, or so many have.
last_level() {
  [ "$(out "$1" | grep "advertisement .*${3-}" | tail -n 1 | sed 's/.* lifetime=\([0-9]*\) .* routers=[^/]*\/\([-0-9]*\) .*/\1 \2/')" = "$2" ]
}

lost='5400 -2147483648'
good='5400 100'

# tells N LINE: waits for the Nth such line.
tells() {
  wait_for 10 "[ \$(count box '^rdisc: $2') -ge $1 ]"
}

# ---- The default route -------------------------------------------------------------------------------

# There is none at the start: the first message says so, and a host does not use this router.
start_rdisc box box --config "$tmp/box.conf"
wait_for 5 "last_level host '$lost'"
[ "$(count host 'advertisement .* lifetime=')" -eq 1 ] || fail "another message came before"
check 'says box "^rdisc: track lost track=uplink kind=default-route"' "no line about it"
start_rdisc h h -s
wait_for 5 'says h "router learned .* preference=ineligible"'
check 'routes_are h ""' "a host uses a router without a way out"

# There is one, by a gateway, by the interface alone, by another one; never for less than the delay.
ip -n box route add default via 10.0.0.1 dev wan0
tells 1 'track is back track=uplink kind=default-route'
wait_for 5 "last_level host '$good'"
delay=$(minus "$(time_of host 'routers=192.0.2.1/100 ' 1)" "$(time_of box_routes ' new ' 1)")
echo "back after $delay ms"
check 'in_time 950 "$delay" 1500' "back after $delay ms, not 1000"
wait_for 5 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
ip -n box route replace default dev wan0 metric 7
ip -n box route del default via 10.0.0.1 dev wan0
ip -n box route add default via 10.0.0.1 dev wan0 table 77 # another table is none of our business
never_within 1 "! last_level host '$good'"
ip -n box route del default dev wan0
tells 2 'track lost track=uplink kind=default-route'
wait_for 5 "last_level host '$lost'"
delay=$(minus "$(time_of host 'routers=192.0.2.1/-2147483648 ')" "$(time_of box_routes ' del .* metric 7 ')")
echo "lost after $delay ms"
check 'in_time 450 "$delay" 1000' "lost after $delay ms, not 500"
wait_for 5 'routes_are h ""'

# One that is there for a moment, again and again, makes no difference.
for _ in 1 2 3 4 5; do
  echo 'route add default via 10.0.0.1 dev wan0'
  echo 'route del default via 10.0.0.1 dev wan0'
done | ip -n box -batch -
# Nor does one that leads to where this machine is a router itself.
ip -n box route add default via 192.0.2.10 dev lan1
never_within 2 "! last_level host '$lost'"
ip -n box route del default
ip -n box route add default via 10.0.0.1 dev wan0
wait_for 5 "last_level host '$good'"
for _ in 1 2 3 4 5; do
  echo 'route del default via 10.0.0.1 dev wan0'
  echo 'route add default via 10.0.0.1 dev wan0'
done | ip -n box -batch -
never_within 1 "! last_level host '$good'"
[ "$(count box 'track is back track=uplink')" -eq 2 ] || fail "the verdict changed with each flap"

# ---- An interface ------------------------------------------------------------------------------------

wait_for 5 "last_level seen '$good' 'iface=lan2\$'"
ip -n isp link set eth0 down
tells 1 'track lost track=carrier kind=interface'
wait_for 5 'last_level seen "0 100" "iface=lan2$"'
check 'says box "no longer advertising iface=lan2 reason=track"' "no line about the end"
check 'is_member box lan2' "no longer in the group"
# The kernel keeps the default route of an interface without carrier, but it leads nowhere.
tells 3 'track lost track=uplink kind=default-route'
# The farewell comes three times, whenever.
n=$(count seen '^[0-9.]* solicitation .*iface=lan2$|lifetime=5400 .*iface=lan2$')
peer w solicit -i lan2 --source 0.0.0.0
wait_for 2 "[ \$(count seen '^[0-9.]* solicitation .*iface=lan2\$|lifetime=5400 .*iface=lan2\$') -eq $((n + 1)) ]"
ip -n isp link set eth0 up
tells 1 'track is back track=carrier kind=interface'
wait_for 5 "last_level seen '$good' 'iface=lan2\$'"
[ "$(count seen '^[0-9.]* solicitation .*iface=lan2$|lifetime=5400 .*iface=lan2$')" -eq $((n + 2)) ] ||
  fail "something was said in between"
tells 3 'track is back track=uplink kind=default-route'

# ---- A file ------------------------------------------------------------------------------------------

# file CONTENTS LEVEL: what a script leaves there, and what follows.
file() {
  printf '%b' "$1" >"$tmp/script.new"
  mv "$tmp/script.new" "$tmp/script"
  wait_for 5 "last_level seen '5400 $2' 'iface=lan3\$'"
}
wait_for 5 'last_level seen "5400 -50" "iface=lan3$"' # it is not there yet
file 1 100
file 0 -50
file 'up\n' 100
file '0\n' -50
file '' 100
rm "$tmp/script"
wait_for 5 'last_level seen "5400 -50" "iface=lan3$"'
mkdir "$tmp/script" # no file
never_within 2 '! last_level seen "5400 -50" "iface=lan3$"'
rmdir "$tmp/script"
file 1 100
# The other one takes an hour to be believed, so this makes no difference yet.
echo 0 >"$tmp/slow"
never_within 2 "! last_level seen '$good' 'iface=lan3\$'"

# ---- Other consequences for the same verdict -----------------------------------------------------------

ip -n box route del default
tells 4 'track lost track=uplink kind=default-route'
wait_for 5 "last_level host '$lost'"
sed -i 's/on-loss = ineligible/on-loss = withdraw/' "$tmp/box.conf"
kill -s HUP "$(pid_of box)"
wait_for 5 'last_level host "0 -2147483648"'
[ "$(count box 'track lost track=uplink')" -eq 4 ] || fail "a reload forgets the verdict"
# Without the track it is there again.
sed -i 's/track = uplink//' "$tmp/box.conf"
kill -s HUP "$(pid_of box)"
wait_for 5 "last_level host '$good'"
stop box
wait_for 2 'last_level host "0 100"'
pass
