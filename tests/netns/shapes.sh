#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Each install shape as the kernel shows it, with equal and unequal preferences; every change of the
# wanted set is without a gap (fault A9); attributes of routes, and a foreign change is put right.
. "$(dirname "$0")/lib.sh"

ns_add h1
ns_add r1
link h1 eth0 r1 eth0
addr h1 eth0 192.0.2.10/24
for i in 1 2 3 4; do
  addr r1 eth0 "192.0.2.$i/24"
done

# hear LIFETIME ROUTER[/PREFERENCE]...: the last number of each address is enough.
hear() {
  local lifetime="$1" router
  shift
  for router; do
    set -- "$@" "192.0.2.$router"
    shift
  done
  advertise r1 eth0 "$lifetime" "$@"
}

# expect WHAT ROUTER@METRIC...: so it becomes, and the way there was without a gap.
expect() {
  local what="$1" route
  shift
  for route; do
    set -- "$@" "default via 192.0.2.${route%@*} dev eth0 proto ra metric ${route#*@}"
    shift
  done
  expect_lines "$what" "$@"
}

expect_lines() {
  local what="$1" line wanted=
  shift
  for line; do
    wanted="$wanted '$line'"
  done
  echo "$what" >"$tmp/step.err" # for the report of a failure
  wait_for 2 "routes_are h1 $wanted"
  [ -z "$wanted" ] || check 'no_gap watch' "$shape, $what: a moment without a default route"
}

# begin SHAPE ARGUMENT...: a daemon, and a witness of all it does.
begin() {
  shape=$1
  shift
  witness watch h1
  start_rdisc daemon h1 -i eth0 --install "$shape" "$@"
  wait_for 2 'says daemon "interface in use"'
}

# finish_shape [CHANGES]: what the kernel told of, without the metrics: router 2 came, 1 went: "+2 -1".
finish_shape() {
  local changes="${1-}"
  if [ -n "$changes" ]; then
    check '[ "$(sed -nE "s/^[0-9.]+ (new|del) default via 192[.]0[.]2[.]([0-9]+) .*/\1\2/p" "$tmp/watch.out" |
      sed "s/new/+/; s/del/-/" | xargs)" = "$changes" ]' "$shape: other changes than $changes"
  fi
  stop watch
  stop daemon
  check 'routes_are h1' "$shape: a route is left after SIGTERM"
}

# ---- best: those of the highest preference -----------------------------------------------------

begin best
hear 1800 1/0
expect "the first" 1@4096
hear 1800 2/10
expect "a better one appears" 2@4096
hear 0 2
expect "the better one goes" 1@4096
hear 1800 2/0
expect "an equal one comes: the current one stays first" 1@4096 2@4097
hear 1800 2/5
expect "the second one rises" 2@4096
hear 1800 2/0
expect "equal again: the current one is the other" 2@4096 1@4097
hear 0 2
expect "the first of two equals goes" 1@4096
hear 1800 3/-7 4/0x80000000
hear 1800 1/-9
expect "a standby takes over; ineligible is never used" 3@4096 # [H-6]
hear 1800 1/2147483647 3/-2147483647
expect "the ends of the scale" 1@4096 # [H-7]
hear 1800 1/0x80000000
expect "the one in use becomes ineligible" 3@4096
hear 0 3
expect_lines "only ineligible ones are left"
finish_shape "+1 +2 -1 +1 -2 +2 +2 -2 -1 +1 +1 -2 -1 +3 -1 +1 -3 +3 -1 -3"

# ---- ladder: all, the metric rises as preference falls -----------------------------------------

begin ladder
hear 1800 1/0
expect "the first" 1@4096
hear 1800 2/10 4/-5
expect "one above, one below" 2@4096 1@4097 4@4098
hear 1800 3/0
expect "an equal one shares its metric" 2@4096 1@4097 3@4097 4@4098
hear 0 2
expect "the best goes" 1@4096 3@4097 4@4098
hear 1800 2/-1
expect "it comes back in the middle" 1@4096 3@4097 2@4098 4@4099
hear 1800 4/7
expect "the last becomes the first" 4@4096 3@4097 1@4097 2@4098
hear 1800 3/0x80000000
expect "one becomes ineligible" 4@4096 1@4097 2@4098
hear 0 1 3 4
expect "all but one go" 2@4096
finish_shape

# ---- single: exactly one, the current one among equals -----------------------------------------

begin single
hear 1800 2/0
expect "the first" 2@4096
hear 1800 1/0 3/0
expect "equals come" 2@4096
hear 1800 2/0 1/0
expect "a refresh" 2@4096
hear 1800 3/1
expect "one of them rises" 3@4096
hear 1800 3/0
expect "it falls back among the equals" 3@4096
hear 1800 3/-1
expect "it falls below them" 2@4096
hear 0 2
expect "the current one goes" 1@4096
hear 1800 2/0
hear 1800 2/-3
hear 1800 2/0
hear 1800 2/1
expect "it comes back as an equal, and rises" 2@4096
finish_shape "+2 +3 -2 +2 -3 +1 -2 +2 -1"

# ---- multipath: the highest preference as one route --------------------------------------------

hops() {
  local i line="default proto ra metric 4096"
  for i; do
    line="$line nexthop via 192.0.2.$i dev eth0 weight 1"
  done
  echo "$line"
}

begin multipath
hear 1800 1/0
expect "the first" 1@4096
hear 1800 2/0
expect_lines "an equal one" "$(hops 1 2)"
hear 1800 4/0
expect_lines "a third" "$(hops 1 2 4)"
hear 1800 3/10
expect "a better one" 3@4096
hear 0 3
wait_for 2 'routes h1 | grep -q "nexthop.*nexthop.*nexthop"'
hear 0 1
expect_lines "one of three goes" "$(hops 2 4)"
hear 0 2
expect "one is left" 4@4096
finish_shape

# ---- attributes, and another table -------------------------------------------------------------

# in_table TABLE LINE...: the default routes there, with everything the kernel knows of them.
in_table() {
  local table="$1"
  shift
  ip -d -4 -n h1 route show table "$table" default | sed 's/ *$//' >"$tmp/table"
  printf '%s\n' "$@" | sed '/^$/d' | diff - "$tmp/table" >&2
}

ra="dev eth0 proto ra scope global"
begin best --table 77 --metric 50 --prefsrc 192.0.2.11 --mtu lock:1400
hear 1800 1/0
wait_for 2 'in_table 77 "unicast default via 192.0.2.1 $ra metric 50 mtu lock 1400"'
check 'routes_are h1' "--table 77: a route in the main table"
addr h1 eth0 192.0.2.11/24
wait_for 2 'in_table 77 "unicast default via 192.0.2.1 $ra src 192.0.2.11 metric 50 mtu lock 1400"'
hear 1800 2/0
wait_for 2 'in_table 77 "unicast default via 192.0.2.1 $ra src 192.0.2.11 metric 50 mtu lock 1400" \
  "unicast default via 192.0.2.2 $ra src 192.0.2.11 metric 51 mtu lock 1400"'
check 'no_gap watch' "attributes: a moment without a default route"
# The kernel takes the routes away with their source, without a word.
ip -n h1 addr del 192.0.2.11/24 dev eth0
wait_for 2 'in_table 77 "unicast default via 192.0.2.1 $ra metric 50 mtu lock 1400" \
  "unicast default via 192.0.2.2 $ra metric 51 mtu lock 1400" || \
  in_table 77 "unicast default via 192.0.2.2 $ra metric 50 mtu lock 1400" \
  "unicast default via 192.0.2.1 $ra metric 51 mtu lock 1400"'
stop watch
stop daemon
check 'in_table 77' "--table 77: a route is left after SIGTERM"

# ---- a foreign change is put right --------------------------------------------------------

# tamper COMMAND ROUTE...: and $line is soon the only one again.
tamper() {
  echo "mtu ${mtu:-none}, $*" >"$tmp/step.err"
  ip -n h1 route "$@" dev eth0
  wait_for 2 'in_table main "$line"'
}

# A repair of the same route again would wait for its second: each time another router is the best.
next_router() {
  i=$((i + 1))
  ours="default via 192.0.2.$i proto ra metric 4096"
  line="unicast default via 192.0.2.$i $ra metric 4096${mtu:+ mtu $mtu}"
  hear 1800 "$i/$i"
  wait_for 2 'in_table main "$line"'
}

# shellcheck disable=SC2086 # words
for mtu in "" 1400; do
  i=20
  begin best ${mtu:+--mtu $mtu}
  for attributes in "mtu 1300" "src 192.0.2.10" "mtu lock 1400" "advmss 1000 mtu 1201"; do
    next_router
    tamper replace $ours $attributes
    tamper prepend $ours $attributes
    tamper append $ours $attributes
  done
  next_router
  # Nothing tells which route gave way. These replacements use up what the daemon may read at once, and ours stays away
  # until it reads again: what looks like ours stays as long.
  for _ in 1 2 3 4 5 6 7 8; do
    ip -n h1 route replace default via 192.0.2.8 dev eth0 metric 9000
  done
  ip -n h1 route replace default via 192.0.2.9 dev eth0 proto ra metric 4096
  tamper del default via 192.0.2.8 metric 9000
  tamper append default via 192.0.2.9 proto ra metric 4100
  if [ -n "$mtu" ]; then # less than ours: it must be named so that ours is not meant
    tamper append $ours
    tamper prepend $ours
  fi
  check 'no_gap watch' "read-back: a moment without a default route"
  check '! says daemon "refused by the kernel"' "read-back: the kernel refused something"
  stop watch
  stop daemon
done

# ---- none: learn and tell only -----------------------------------------------------------------

ip -n h1 route add default via 192.0.2.9 dev eth0 proto ra metric 4096
witness watch h1
spawn daemon h1 setpriv --bounding-set -net_admin "$RDISC" -t -i eth0 --install none
wait_for 2 'says daemon "interface in use"'
# shellcheck disable=SC2034 # used in the condition
capabilities=$(sed -n 's/^CapEff:[[:space:]]*//p' "/proc/$(pid_of daemon)/status")
check '[ "$((0x$capabilities >> 12 & 1))" -eq 0 ]' "none: the daemon has CAP_NET_ADMIN"
hear 1800 1/0 2/5
wait_for 2 'says daemon "router learned .*router=192[.]0[.]2[.]2 "'
hear 0 2
wait_for 2 'says daemon "router lost .*router=192[.]0[.]2[.]2 "'
kill -s HUP "$(pid_of daemon)"
wait_for 2 'says daemon SIGHUP'
stop daemon
stop watch
check '! says watch " (new|del|gone) "' "none: a change of the routing table"
check 'routes_are h1 "default via 192.0.2.9 dev eth0 proto ra metric 4096"' "none: a route went"

pass
