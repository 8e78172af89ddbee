#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# max-advertisement-interval = 0: a router that speaks when it is asked, and when it takes something back.
# solicited-reply = multicast: one answer for all hosts that ask. ignore: no answer. Release 1.0.0 has no ignore.
#
# [R-7, R-8] answers, [R-10, R-11] what is taken back.
. "$(dirname "$0")/lib.sh"

ns_add r
ns_add w
for if in asked group clock; do
  link r $if w $if
done
addr r asked 192.0.2.1/24
addr r asked 192.0.2.2/24
addr r group 198.51.100.1/24
addr r clock 203.0.113.1/24
for i in 10 11 12 13; do
  addr w asked 192.0.2.$i/24
  addr w group 198.51.100.$i/24
done
forwarding r 1
capture seen w any

cat >"$tmp/r.conf" <<'EOF'
interface asked {
  role = router
  max-advertisement-interval = 0
  advertisement-lifetime = 600
  ignore = 192.0.2.13
}
interface group {
  role = router
  max-advertisement-interval = 1800
  solicited-reply = multicast
}
interface clock { role = router  max-advertisement-interval = 4 }
EOF

# adverts IFACE [DESTINATION [LIFETIME [ROUTERS]]]: a regular expression.
adverts() {
  echo "advertisement source=.* destination=${2-.*} ttl=.* lifetime=${3-[0-9]*} .* routers=${4-.*} length=.* iface=$1\$"
}

start_rdisc r r --config "$tmp/r.conf"
wait_for 5 'says r "^rdisc: advertising iface=asked addresses=2 lifetime=600s"'
wait_for 5 "says seen '$(adverts group)'"
check 'is_member r asked' "not in the group, where hosts ask"

# ---- Asked -------------------------------------------------------------------------------------------

peer w solicit -i asked --source 192.0.2.13 # is not answered, and the next one is
peer w solicit -i asked --source 192.0.2.10
wait_for 2 "says seen '$(adverts asked 192.0.2.10 600 192.0.2.1/0,192.0.2.2/0)'"
peer w solicit -i asked --source 0.0.0.0
wait_for 3 "says seen '$(adverts asked 224.0.0.1 600 192.0.2.1/0,192.0.2.2/0)'"
# Changes are not told, but the next answer knows them.
addr r asked 192.0.2.3/24
sed 's/lifetime = 600/lifetime = 500  preference-level = 7/' "$tmp/r.conf" >"$tmp/new.conf"
mv "$tmp/new.conf" "$tmp/r.conf"
kill -s HUP "$(pid_of r)"
wait_for 5 'says r "^rdisc: reloaded"'
peer w solicit -i asked --source 192.0.2.11
wait_for 2 "says seen '$(adverts asked 192.0.2.11 500 192.0.2.1/7,192.0.2.2/7,192.0.2.3/7)'"
# Only what some answer named is taken back.
ip -n r address del 192.0.2.3/24 dev asked
wait_for 2 "says seen '$(adverts asked 224.0.0.1 0 192.0.2.3/7)'"
addr r asked 192.0.2.4/24
ip -n r address del 192.0.2.4/24 dev asked
peer w solicit -i asked --source 192.0.2.12
wait_for 2 "says seen '$(adverts asked 192.0.2.12 500 192.0.2.1/7,192.0.2.2/7)'"

# ---- Asked in a group ----------------------------------------------------------------------------------

# Three hosts, one answer to all, within 2 s.
n=$(count seen "$(adverts group)")
for i in 10 11 12; do
  peer w solicit -i group --source 198.51.100.$i
done
wait_for 5 "[ \$(count seen '$(adverts group)') -gt $n ]"
first=$(time_of seen 'solicitation source=198.51.100.10 ')
delay=$(minus "$(time_after "$first" seen "$(adverts group 224.0.0.1 5400)")" "$first")
echo "one answer to three after $delay ms"
check 'in_time 0 "$delay" 2250' "an answer after $delay ms"

# ---- Not asked -----------------------------------------------------------------------------------------

# By the other interface's clock this is more than the 16 s in which a periodic message would have come.
wait_for 30 'in_time 16500 "$(minus "$(time_of seen "$(adverts clock 224.0.0.1 12)")" \
  "$(time_of seen "$(adverts clock 224.0.0.1 12)" 1)")" 1000000'
[ "$(count seen "$(adverts asked)")" -eq 7 ] || fail "more than 4 answers and one address taken back three times"
[ "$(count seen "$(adverts asked 224.0.0.1 0 192.0.2.3/7)")" -eq 3 ] || fail "not three farewells"
[ "$(count seen "$(adverts group)")" -le 4 ] || fail "more than one answer and the first periodic messages"
check "! says seen '$(adverts asked 192.0.2.13)'" "a host to ignore is answered"
check "! says seen '$(adverts group 198.51.100.1.)'" "an answer by unicast"

stop r
wait_for 2 "says seen '$(adverts asked 224.0.0.1 0 192.0.2.1/7,192.0.2.2/7)'"
wait_for 2 "says seen '$(adverts group 224.0.0.1 0)'"
pass
