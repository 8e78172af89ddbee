#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# One pattern, many interfaces: on each of a hundred, and of a thousand where there is the time to make them,
# the router joins, advertises its own address, answers hosts that ask, and says farewell; one that the file
# names by itself has settings of its own.
#
# [R-1, R-2, R-7, R-10, N-1] on every one of them.
. "$(dirname "$0")/lib.sh"

# many N: so many cables between rN and wN; v7 has 10.0.7.1/30 and 10.0.7.2/30.
many() {
  local n="$1"
  ns_add "r$n"
  ns_add "w$n"
  forwarding "r$n" 1
  seq "$n" | awk -v w="w$n" '{
    print "link add name v" $1 " up type veth peer name v" $1 " netns " w
    printf "address add 10.%d.%d.1/30 dev v%d\n", $1 / 256, $1 % 256, $1
  }' | ip -n "r$n" -batch -
  seq "$n" | awk '{
    print "link set dev v" $1 " up"
    printf "address add 10.%d.%d.2/30 dev v%d\n", $1 / 256, $1 % 256, $1
  }' | ip -n "w$n" -batch -
  wait_for 10 "[ \$(ip -n r$n link show type veth up | grep -c 'LOWER_UP.* state UP ') -eq $n ]"
}

# heard N REGEX: on how many interfaces such an advertisement was seen, each with its own address.
heard() {
  out "seen$1" | grep -E " advertisement .*$2" |
    awk '{ split($3, a, /[=.]/); v = $NF; sub("iface=v", "", v); if (a[3] * 256 + a[4] == v && a[5] == 1) print v }' |
    sort -u | wc -l
}

all_heard() {
  wait_for "$1" "[ \$(heard $2 '$3') -eq $2 ]"
}

cat >"$tmp/r.conf" <<'EOF'
interface "v*" {
  role = router
  max-advertisement-interval = 1800
  preference-level = 5
}
interface v7 {
  role = router
  max-advertisement-interval = 900
  preference-level = -7
}
EOF

# run N STEP: on N interfaces, with a question on one of STEP.
run() {
  local n="$1" step="$2" begun now
  capture "seen$n" "w$n" any
  read_clock
  begun=$now
  start_rdisc "r$n" "r$n" --config "$tmp/r.conf"
  all_heard 20 "$n" 'destination=224.0.0.1 ttl=1 lifetime=(5400|2700) '
  read_clock
  echo "all $n interfaces advertise $(((now - begun) * 10)) ms after the start"
  [ "$(heard "$n" 'lifetime=5400 .* routers=[0-9.]*/5 ')" -eq $((n - 1)) ] || fail "the pattern's preference is not everywhere"
  check 'says seen'"$n"' "lifetime=2700 .* routers=10[.]0[.]7[.]1/-7 .* iface=v7$"' "v7 has no settings of its own"
  members=$(in_ns "r$n" grep -c '^[[:blank:]]*020000E0' /proc/net/igmp)
  [ "$members" -eq "$n" ] || fail "$members of $n interfaces are in the group"
  # A thousand neighbours are more than the kernel remembers, so not all of them ask.
  # shellcheck disable=SC2016 # for the other shell
  in_ns "w$n" sh -c 'for i in $(seq 1 "$1" "$2"); do "$0" solicit -i "v$i"; done' "$PEER" "$step" "$n"
  wait_for 5 "[ \$(heard $n 'destination=10[.][0-9]*[.][0-9]*[.]2 ttl=255 ') -eq $(seq 1 "$step" "$n" | wc -l) ]"
  stop "r$n"
  [ "$exit_status" -eq 0 ] || fail "it ended with status $exit_status"
  all_heard 5 "$n" 'destination=224.0.0.1 ttl=1 lifetime=0 '
  [ "$(heard "$n" 'lifetime=0 .* routers=[0-9.]*/5 ')" -eq $((n - 1)) ] || fail "the last words are others"
  if says "r$n" 'left_out|netlink overrun|cannot|out of memory'; then
    fail "it had trouble: $(grep -E 'left_out|overrun|cannot|memory' "$tmp/r$n.err" | head -n 3)"
  fi
}

read_clock
begun=$now
many 100
read_clock
took=$((now - begun)) # hundredths of a second, for a tenth of it
echo "100 interfaces are made in $((took * 10)) ms"
run 100 1
if [ "$took" -gt 100 ]; then
  echo "1000 would take too long"
  pass
fi
many 1000
run 1000 50
pass
