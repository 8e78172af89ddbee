#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# rdisc --check: tells every error with file, line, clause and remedy, and exits 0 or 1; without
# privilege, without a network, and without a glance at a daemon that runs. What it says is what a start
# would say.
#
# [N-1] the bounds of the variables.
# shellcheck disable=SC2086 # $nobody is a list of words
. "$(dirname "$0")/lib.sh"

ns_add h1
ip netns add bare # not even lo is up
conf=$tmp/rdisc.conf

# As a user without rights; in a user namespace there is nobody else to be, so without rights.
nobody="setpriv --reuid 65534 --regid 65534 --clear-groups"
in_ns bare $nobody true 2>/dev/null || nobody="setpriv"
nobody="$nobody --bounding-set -all --inh-caps -all --ambient-caps -all --no-new-privs"
in_ns bare $nobody true || unavailable "setpriv does not work here"

# The file is on standard input; sets $output and $status.
try() {
  rm -rf "$conf" "$conf.d"
  cat >"$conf"
  chmod 644 "$conf"
  again
}

again() {
  status=0
  output=$(in_ns bare $nobody "$RDISC" --check --config "$conf" "$@" 2>&1) || status=$?
  output=$(echo "$output" | sed "s|^$conf|rdisc.conf|")
}

# told STATUS: that, and the lines on standard input.
told() {
  cat >"$tmp/expected"
  [ "$status" -eq "$1" ] || fail "exit status $status, not $1: $output"
  echo "$output" | sed '/^$/d' | diff -u "$tmp/expected" - >"$tmp/diff" || fail "$(cat "$tmp/diff")"
}

# ---- Good ones ---------------------------------------------------------------------------------

try <<'EOF'
# everything at its default
interface eth0 { }
EOF
told 0 </dev/null

try <<'EOF'
routes { install = ladder  metric = 1024 }
interface wan0 {
  role = host
  router 192.0.2.3 { preference-level = ineligible }
}
interface "lan*" {
  role = router
  max-advertisement-interval = 30
  track = uplink
  address 192.0.2.1 { preference-level = 300 }
  address 192.0.2.254 { proxy = yes }
}
track uplink { on-loss = "preference -150" }
EOF
told 0 </dev/null

# ---- All that is wrong, at once ----------------------------------------------------------------

try <<'EOF'
routes {
  metrc = 100
  table = local
}
interface lan0 {
  role = router
  max-advertisement-interval = 3
  min-advertisement-interval = 601
  advertisement-lifetime = 9001
  prefer = 5
  address 192.0.2.1 { advertise = no }
  address 192.0.2.1 { advertise = yes }
  track = "uplink, isp"
}
interface wan0 {
  role = host
  preference-level = 5
  advertisement-lifetime = 500
}
lan { }
track isp { kind = file }
EOF
told 1 <<'EOF'
rdisc.conf:2: unknown key "metrc" in routes; did you mean "metric"?
rdisc.conf:3: table = local: expected main or a number from 1 to 4294967295, and not the local one (255)
rdisc.conf:5: warning: interface lan0: role router, but it advertises none of the addresses named here, only others if it has any
rdisc.conf:7: max-advertisement-interval = 3: expected a number of seconds from 4 to 1800, or 0 to advertise only when solicited (RFC 1256 4.1)
rdisc.conf:8: min-advertisement-interval 601 is above max-advertisement-interval 600 (RFC 1256 4.1)
rdisc.conf:9: advertisement-lifetime = 9001: expected a number of seconds from max-advertisement-interval to 9000 (RFC 1256 4.1)
rdisc.conf:10: unknown key "prefer" in interface; did you mean "preference-level"?
rdisc.conf:12: 192.0.2.1 appears twice in this interface, also on line 11
rdisc.conf:13: track = uplink: there is no section track uplink
rdisc.conf:17: warning: preference-level has no effect in role host
rdisc.conf:18: advertisement-lifetime 500 is below max-advertisement-interval 600: hosts would lose this router between advertisements (RFC 1256 4.1)
rdisc.conf:18: warning: advertisement-lifetime has no effect in role host
rdisc.conf:20: unknown section or key "lan"; sections are daemon, routes, interface NAME and track NAME
rdisc.conf:21: track isp: kind file needs path
EOF

# One that is broken off: what stands before, and where it began.
try <<'EOF'
interface "lan0" {
  role = "router
  preference-level = 5
}
EOF
told 1 <<'EOF'
rdisc.conf:1: a string, a comment or a statement that begins here or below has no end
EOF
try <<'EOF'
interface lan0
{
  role = router # }
  address 192.0.2.1 {
    proxy = maybe
  }
EOF
told 1 <<'EOF'
rdisc.conf:1: the closing brace of this section is missing
rdisc.conf:5: proxy = maybe: expected yes or no
EOF

# [faults G10] A semicolon was part of the value, and a name that is not there was //nofile.
try <<'EOF'
interface eth0 {
  role = router;
}
EOF
told 1 <<'EOF'
rdisc.conf:2: role = router;: remove the semicolon: values end without one
EOF
for option in --check -t; do
  status=0
  output=$(cd / && in_ns bare timeout 5 $nobody "$RDISC" $option --config nofile 2>&1) || status=$?
  [ "$status" -eq 1 ] || fail "exit status $status of $option --config nofile"
  echo "$output" | grep -Eqx '(rdisc: /)?nofile: cannot read this configuration: No such file or directory' ||
    fail "$option --config nofile: $output"
done

# Warnings alone are no reason to fail.
try <<'EOF'
interface lan0 {
  role = router
  solicit = no
}
EOF
told 0 <<'EOF'
rdisc.conf:3: warning: solicit has no effect in role router
EOF

# ---- Drop-ins ----------------------------------------------------------------------------------

try <<'EOF'
interface lan0 {
  role = router
  max-advertisement-interval = 20
}
EOF
mkdir "$conf.d"
echo 'interface lan0 { min-advertisement-interval = 21 }' >"$conf.d/10-a.conf"
echo 'interface lan0 { max-advertisement-interval = 30 }' >"$conf.d/20-b.conf"
again
told 0 </dev/null
rm "$conf.d/20-b.conf"
echo 'nonsense' >"$conf.d/20-b.txt"
again
told 1 <<'EOF'
rdisc.conf.d/10-a.conf:1: min-advertisement-interval 21 is above max-advertisement-interval 20 (RFC 1256 4.1)
EOF
if [ "$(in_ns bare $nobody id -u)" != 0 ]; then
  chmod 0 "$conf.d"
  again
  told 1 <<'EOF'
rdisc.conf.d: Permission denied
EOF
  chmod 755 "$conf.d"
fi

# ---- Files that are none, and the command line -------------------------------------------------

rm -r "$conf" "$conf.d"
again
told 1 <<'EOF'
rdisc.conf: cannot read this configuration: No such file or directory
EOF
mkdir "$conf"
again
told 1 <<'EOF'
rdisc.conf: cannot read this configuration: Is a directory
EOF
rmdir "$conf"

try <<'EOF'
interface lan0 { role = router }
EOF
again -T 8 -p 5
told 0 </dev/null
again -T 3
[ "$status" -eq 1 ] || fail "-T 3 is fine for --check"
status=0
output=$(in_ns bare $nobody "$RDISC" --check --config 2>&1) || status=$?
[ "$status" -eq 1 ] || fail "--config without a file ends with status $status: $output"

# The usual file need not be there.
status=0
output=$(in_ns bare $nobody "$RDISC" --check 2>&1) || status=$?
file=${output%%: not found; the built-in defaults apply}
if [ "$file" != "$output" ]; then
  [ "$status" -eq 0 ] || fail "no file ends with status $status: $output"
  check '[ ! -e "$file" ]' "$file is there"
fi

# The example that comes with the program.
example=$(dirname "$0")/../../contrib/rdisc.conf
output=$("$RDISC" --check --config "$example" 2>&1) || fail "the example is no good: $output"
check '[ -z "$output" ]' "the example: $output"

# ---- A start says the same, and a check leaves a daemon alone ------------------------------------

ns_add other
link h1 eth0 other eth0
addr h1 eth0 192.0.2.10/24
try <<'EOF'
interface eth0 {
  role = router
  preference-level = high
}
EOF
start_rdisc wrong h1 --config "$conf"
ended wrong 5
[ "$exit_status" -eq 1 ] || fail "a wrong file ends a start with status $exit_status"
check 'says wrong "^rdisc: $conf:3: preference-level = high: expected a number "' "no line about it"
[ "$(count wrong .)" -eq 1 ] || fail "more than one line: $(cat "$tmp/wrong.err")"

echo 'interface eth0 { role = router  require-forwarding = no  solicit = no }' >"$conf"
start_rdisc right h1 --config "$conf"
wait_for 5 'says right "^rdisc: advertising iface=eth0"'
check 'says right "^rdisc: $conf:1: warning: solicit has no effect in role router"' "no warning at the start"
before=$(count right .)
echo 'nonsense' >"$conf"
again
told 1 <<'EOF'
rdisc.conf:1: unknown section or key "nonsense"; sections are daemon, routes, interface NAME and track NAME
EOF
check 'is_running right' "a check ended the daemon"
[ "$(count right .)" -eq "$before" ] || fail "a check made the daemon speak: $(cat "$tmp/right.err")"
stop right
# ---- What would steer a terminal [faults D11] ---------------------------------------------------

printf 'interface "e\033[2J\377" {\n role = "rou\033ter"\n}\n' | try # in a subshell: the file is what stays
again
check '[ "$status" -eq 1 ]' 'that is no role'
check 'echo "$output" | grep -qF "rou\\x1bter"' "not told which: $output"
check '! echo "$output" | LC_ALL=C grep -q "[^ -~]"' 'its bytes reach the terminal'
again --config "$(printf 'a\033b')"
check '[ "$status" -eq 1 ] && ! echo "$output" | LC_ALL=C grep -q "[^ -~]"' 'those of the command line do'
pass
