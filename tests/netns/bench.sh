#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The benchmark measures: every figure of a change, of a switch and of solicitations is there and no
# nonsense, and a moment without any default route is seen where there is one. No time is judged:
# machines differ.
# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/lib.sh"

programs=$(dirname "$PEER")/../bench
for program in bench floor; do
  [ -x "$programs/$program" ] || fail "no $programs/$program; make check-programs"
done

# measure NAME: the table goes to $tmp/NAME.table.
measure() {
  mkdir "$tmp/$1"
  "$programs/bench" --quick --only "$1" --data "$tmp/$1" --floor "$programs/floor" --rdisc "$RDISC" \
    >"$tmp/$1.table" 2>"$tmp/$1.err" || fail "bench --only $1: $(tail -n 3 "$tmp/$1.err")"
  cat "$tmp/$1.table"
}

# column MEASURE ROW NUMBER: of the table, without its unit.
column() {
  awk -F ' *[|] *' -v row="$2" -v n="$3" 'index($2, row) { sub(/ .*/, "", $n); print $n }' "$tmp/$1.table"
}

# sane MEASURE ROW...: microseconds of the floor and of rdisc, and how many times one the other is.
sane() {
  local measure="$1" row floor rdisc
  shift
  for row; do
    floor=$(column "$measure" "$row" 3)
    rdisc=$(column "$measure" "$row" 4)
    between 1 "$floor" 1000000 || fail "$row: the floor has '$floor'"
    between 1 "$rdisc" 1000000 || fail "$row: rdisc has '$rdisc'"
    # A tenth apart, and what rounding to two decimals does.
    awk -v f="$floor" -v r="$rdisc" -v told="$(column "$measure" "$row" 5)" \
      'BEGIN { exit !(told ~ /^[0-9]/ && told >= 0.9 * r / f - 0.005 && told <= 1.1 * r / f + 0.005) }' ||
      fail "$row: the ratio is another one"
  done
}

measure change
sane change 'default route present' 'lifetime 0 arrives' 'p99' '… CPU for both'
[ "$(wc -l <"$tmp/change/change-rdisc.dat")" -eq 200 ] || fail "not all changes are in the plot"

measure switch
sane switch 'preference switch: time' '… CPU'
without='without any default route'
[ "$(column switch "$without" 3)" = 0 ] || fail "the floor adds before it deletes, but a gap was seen"
[ "$(column switch "$without" 4)" = 0 ] || fail "rdisc left the machine without a default route"
gap=$(awk -v row="$without" 'index($0, row)' "$tmp/switch.table" | sed -n 's/.*control \([0-9.]*\) µs.*/\1/p')
between 0.001 "$gap" 1000000 || fail "the control deletes before it adds, and no gap was seen: '$gap'"

# Each host that asks is answered, also when answers are gathered.
measure solicitations
sane solicitations 'each answered' 'answers gathered'
[ "$(column solicitations 'not answered' 4)" = 0 ] || fail "rdisc left some without an answer"
pass
