#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# SIGHUP: the file is read again, all of it or nothing. What was learned stays and no route is missed;
# what has changed is acted on, and nothing else.
#
# [R-10] the final message of an interface, [R-11] of an address, [R-12] leaving the group, [N-1].
. "$(dirname "$0")/lib.sh"

for ns in d u w only back; do
  ns_add "$ns"
done
link d up u up
link d lan1 w lan1
link d lan2 w lan2
addr u up 10.0.0.1/24
addr u up 10.0.0.2/24
addr d up 10.0.0.10/24
addr d lan1 192.0.2.1/24
addr d lan1 192.0.2.2/24
addr d lan2 198.51.100.1/24
addr w lan1 192.0.2.7/24
addr w lan2 198.51.100.7/24
forwarding d 1
capture seen w any
witness routes d

# write FILE: what is on standard input, one line that differs for each argument KEY=VALUE below.
write() {
  cat >"$tmp/$1"
}

# A configuration with these values in it.
role2=router interval1=1800 advertise2=yes level1=5 routes='' policy=''
configure() {
  eval "$1"
  write d.conf <<EOF
routes { $routes }
interface up {
  role = host
  solicit = no
  $policy
}
interface lan1 {
  role = router
  max-advertisement-interval = $interval1
  preference-level = $level1
  address 192.0.2.2 { advertise = $advertise2 }
}
${role2:+interface lan2 { role = $role2  max-advertisement-interval = 1800 \}}
EOF
}

# reload NAME LINE: sends SIGHUP and waits until it says so once more.
reload() {
  local before
  before=$(count "$1" "^rdisc: $2")
  kill -s HUP "$(pid_of "$1")"
  wait_for 5 "[ \$(count $1 '^rdisc: $2') -gt $before ]"
}

reconfigure() {
  configure "$1"
  reload d reloaded
}

# adverts IFACE [LIFETIME [ROUTERS]]: a regular expression.
adverts() {
  echo "advertisement source=.* lifetime=${2-[0-9]*} .* routers=${3-.*} length=.* iface=$1\$"
}

# Everything that was ever said with lifetime 0, as "IFACE ROUTERS"; each is said three times.
withdrawn() {
  out seen | sed -n 's/.* lifetime=0 .* routers=\([^ ]*\) .* iface=\(.*\)$/\2 \1/p' | sort -u | xargs
}

withdrawn_are() {
  [ "$(withdrawn)" = "$1" ]
}

best='default via 10.0.0.1 dev up proto ra metric 4096'
second='default via 10.0.0.2 dev up proto ra metric 4096'

configure ''
start_rdisc d d --config "$tmp/d.conf"
wait_for 5 "says seen '$(adverts lan1 5400 192.0.2.1/5,192.0.2.2/5)' && says seen '$(adverts lan2 5400)'"
# They speak once; a host that forgets them has no route.
peer u advertise -i up --lifetime 9000 --router 10.0.0.1/7
peer u advertise -i up --lifetime 9000 --source 10.0.0.2 --router 10.0.0.2/3
wait_for 5 "routes_are d '$best'"

# ---- Nothing, and nothing that is right -----------------------------------------------------------

reload d reloaded
reload d reloaded

cp "$tmp/d.conf" "$tmp/good.conf"
# refused LINE...: the file is no good; the log says why, and nothing happens.
refused() {
  reload d 'reload refused, the running configuration stays'
  for line; do
    check 'says d "^rdisc: $tmp/$line"' "no line \"$line\""
  done
}
sed 's/role = host/role = nothing/; s/advertise = yes/advertise = no/; s/192.0.2.2/192.0.2.3/
  s/preference-level = 5/preference-level = 6\n  preference = 7/' "$tmp/good.conf" >"$tmp/d.conf"
refused 'd.conf:3: role = nothing: expected off, host, router or monitor' \
  'd.conf:11: unknown key "preference" in interface; did you mean "preference-level"[?]'
echo 'interface lan1 {' >"$tmp/d.conf"
refused 'd.conf:1: the closing brace of this section is missing'
echo 'interface lan1 { role = "router }' >"$tmp/d.conf"
refused 'd.conf:1: a string, a comment or a statement that begins here or below has no end'
rm "$tmp/d.conf"
refused 'd.conf: cannot read this configuration: No such file or directory'
mkdir "$tmp/d.conf"
refused 'd.conf: cannot read this configuration: Is a directory'
rmdir "$tmp/d.conf"
mkdir "$tmp/d.conf.d"
configure 'advertise2=yes'
echo 'interface lan1 { max-advertisement-interval = 1801 }' >"$tmp/d.conf.d/1.conf"
refused 'd.conf.d/1.conf:1: max-advertisement-interval = 1801: expected a number'
rm -r "$tmp/d.conf.d"
reload d reloaded
check "routes_are d '$best'" "a reload without effect has one on the routes"
check 'withdrawn_are ""' "something was withdrawn"
check "[ \$(count seen '$(adverts lan1)') -eq \$(count seen '$(adverts lan1 5400 192.0.2.1/5,192.0.2.2/5)') ]" \
  "lan1 said something else"

# ---- The router's side -----------------------------------------------------------------------------

# One address is not to be advertised any more: one message, with lifetime 0, for it.
reconfigure advertise2=no
wait_for 2 'withdrawn_are "lan1 192.0.2.2/5"'
n=$(count seen "$(adverts lan1 5400 192.0.2.1/5,192.0.2.2/5)")
reconfigure advertise2=yes
wait_for 5 "[ \$(count seen '$(adverts lan1 5400 192.0.2.1/5,192.0.2.2/5)') -gt $n ]"

# A new preference at once, or 3 s after what was said last.
act reconfigure level1=-9
wait_for 5 "says seen '$(adverts lan1 5400 192.0.2.1/-9,192.0.2.2/-9)'"
last=$(time_of seen "$(adverts lan1 5400 192.0.2.1/5,192.0.2.2/5)")
told=$(time_of seen "$(adverts lan1 5400 192.0.2.1/-9,192.0.2.2/-9)" 1)
echo "a new preference is told $(minus "$told" "$after") ms after the reload, $(minus "$told" "$last") ms after the last message"
check 'in_time 2950 $(minus "$told" "$last") 100000' "sooner than it may be"
check 'caused 0 "$told" 3100' "later than it may be"
check 'withdrawn_are "lan1 192.0.2.2/5"' "more was withdrawn"

# A shorter interval holds from now on.
reconfigure interval1=4
wait_for 8 "[ \$(count seen '$(adverts lan1 12 192.0.2.1/-9,192.0.2.2/-9)') -ge 2 ]"
reconfigure interval1=1800

# Off, and the final message. The other interface goes on.
check 'is_member d lan2 && is_member d lan1' "not in the group"
reconfigure role2=off
wait_for 2 'withdrawn_are "lan1 192.0.2.2/5 lan2 198.51.100.1/0"'
wait_for 2 '! is_member d lan2 && is_member d lan1'
n=$(count seen "$(adverts lan2 5400)")
peer w solicit -i lan2
peer w solicit -i lan1
wait_for 2 'says seen "advertisement .* destination=192.0.2.7 .* iface=lan1$"'
[ "$(count seen "$(adverts lan2 5400)")" -eq "$n" ] || fail "an interface that is off has answered"
# On again it starts afresh; not named any more is off as well.
reconfigure role2=router
wait_for 5 "[ \$(count seen '$(adverts lan2 5400)') -gt $n ]"
wait_for 2 'is_member d lan2'
n=$(count seen "$(adverts lan2 0 198.51.100.1/0)")
reconfigure role2=
wait_for 2 "[ \$(count seen '$(adverts lan2 0 198.51.100.1/0)') -gt $n ]"
wait_for 2 '! is_member d lan2'
check "routes_are d '$best'" "the routes have changed"
check 'is_running d' "it ended"

# ---- The host's side -------------------------------------------------------------------------------

reconfigure 'policy="router 10.0.0.1 { preference-level = ineligible }"'
wait_for 5 "routes_are d '$second'"
reconfigure 'policy="router 10.0.0.1 { preference-level = 2 } router 10.0.0.2 { preference-level = 1 }"'
wait_for 5 "routes_are d '$best'"
reconfigure policy=
wait_for 5 "routes_are d '$best'"
reconfigure 'routes="metric = 100"'
wait_for 5 "routes_are d '${best%4096}100'"
reconfigure 'routes="metric = 100  install = ladder"'
wait_for 5 "routes_are d '${best%4096}100' '${second%4096}101'"
reconfigure 'routes="table = 77  install = single"'
wait_for 5 'routes_are d "" && ip -4 -n d route show table 77 | grep -q "^default via 10.0.0.1 dev up proto ra metric 4096"'
reconfigure 'routes="table = main  protocol = ra  mtu = \"lock:1400\""'
wait_for 5 "routes_are d '$best mtu lock 1400' && [ -z \"\$(ip -4 -n d route show table 77)\" ]"
check '! says d "refused by the kernel"' 'another table: the kernel took the route, and it counts as refused'
reconfigure routes=
wait_for 5 "routes_are d '$best'"
check 'no_gap routes' "without a default route for a moment"
check '! says d "router lost"' "a router was forgotten"
# Nothing to install: the routes go, what is known stays.
reconfigure 'routes="install = none"'
wait_for 5 'routes_are d ""'
reconfigure routes=
wait_for 5 "routes_are d '$best'"
check "! says seen 'solicitation .* iface=up\$'" "it asked, though told not to"

# ---- Without the right to --------------------------------------------------------------------------

# A daemon that started only as a router has given up the capability of a host.
link only lan u lan
addr only lan 203.0.113.1/24
forwarding only 1
only='interface lan { role = router  max-advertisement-interval = 4 }'
echo "$only" >"$tmp/only.conf"
start_rdisc only only --config "$tmp/only.conf"
wait_for 5 'says only "^rdisc: advertising iface=lan"'
echo "$only interface \"up*\" { role = host }" >"$tmp/only.conf"
reload only 'reload refused: installing routes needs CAP_NET_ADMIN, which was given up at the start; restart rdisc'
echo "$only interface \"up*\" { role = host } routes { install = none }" >"$tmp/only.conf"
reload only reloaded
echo "$only interface \"up*\" { role = monitor }" >"$tmp/only.conf"
reload only reloaded
check '! says only "no longer advertising"' "it fell silent"
stop only
check '[ "$exit_status" -eq 0 ]' "it ended with status $exit_status"

# ---- In the background -----------------------------------------------------------------------------

# A relative path is where the start was; the command line still wins over the file.
link back lan w back
addr back lan 203.0.113.1/24
forwarding back 1
echo 'interface lan { role = router  preference-level = 1  max-advertisement-interval = 1800 }' >"$tmp/back.conf"
in_ns back sh -c 'cd "$1" && "$2" --config back.conf -T 8' sh "$tmp" "$RDISC" 2>"$tmp/back.err" ||
  fail "no start in the background: $(cat "$tmp/back.err")"
wait_for 5 "says seen '$(adverts back 24 203.0.113.1/1)'"
sed -i 's/level = 1/level = 2/' "$tmp/back.conf"
pid=$(ip netns pids back)
kill -s HUP "$pid"
wait_for 5 "says seen '$(adverts back 24 203.0.113.1/2)'"
kill -s TERM "$pid"
wait_for 5 "says seen '$(adverts back 0 203.0.113.1/2)' && [ -z \"\$(ip netns pids back)\" ]"

# ---- The end ---------------------------------------------------------------------------------------

stop d
check '[ "$exit_status" -eq 0 ]' "it ended with status $exit_status"
wait_for 2 'routes_are d ""'
wait_for 2 'withdrawn_are "back 203.0.113.1/2 lan1 192.0.2.1/-9,192.0.2.2/-9 lan1 192.0.2.2/5 lan2 198.51.100.1/0"'
pass
