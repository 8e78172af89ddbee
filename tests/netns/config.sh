#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# rdiscctl config: what is in force, each value with where it comes from; it is a file that makes the same
# configuration again; and a reload changes it, a refused one does not.
# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/netns/schema_lib.sh
. "$(dirname "$0")/schema_lib.sh"

conf=$tmp/rdisc.conf

# said FILE LINE: the line is in it, whatever the blanks.
said() {
  sed 's/^ *//; s/  */ /g' "$1" | grep -qxF -e "$2" || fail "not said: $2: $(cat "$1")"
}

# without_comments FILE: the values alone.
without_comments() {
  sed 's/ *#.*//; /^ *$/d' "$1"
}

ns_add h1
lan sw h1:eth0 h1:eth1
addr h1 eth0 192.0.2.10/24
addr h1 eth1 198.51.100.10/24
cat >"$conf" <<EOF
routes {
  metric = 77
}
interface eth0 {
  role = host
  allow = {192.0.2.0/24, 10.0.0.0/8}
  router 192.0.2.1 { preference-level = ineligible }
}
interface "eth[1-3]" {
  role = router
  max-advertisement-interval = 4
  address 198.51.100.10 { preference-level = -5 }
  track = "up"
}
track up { kind = file path = "/run/a b" }
EOF
start_own d h1 --config "$conf" --table 100 --no-solicit-on-loss
ctl 0 d wait --timeout 10
ctl 0 d config
cp "$tmp/ctl.out" "$tmp/first.conf"
said "$tmp/first.conf" 'routes {'
said "$tmp/first.conf" "metric = 77 # $conf:2"
said "$tmp/first.conf" 'table = 100 # option'
said "$tmp/first.conf" 'protocol = ra # default'
said "$tmp/first.conf" '# prefsrc is not set'
said "$tmp/first.conf" 'interface eth0 {'
said "$tmp/first.conf" "allow = \"192.0.2.0/24, 10.0.0.0/8\" # $conf:6"
said "$tmp/first.conf" 'solicit-on-loss = no # option'
said "$tmp/first.conf" "preference-level = ineligible # $conf:7"
said "$tmp/first.conf" 'interface "eth[1-3]" {'
said "$tmp/first.conf" "max-advertisement-interval = 4 # $conf:11"
said "$tmp/first.conf" 'address 198.51.100.10 {'
said "$tmp/first.conf" "preference-level = -5 # $conf:12"
said "$tmp/first.conf" 'advertise = yes # default'
said "$tmp/first.conf" "path = \"/run/a b\" # $conf:15"
check '! sed -n "/interface eth0/,/^}/p" "$tmp/first.conf" | grep -q advertisement-interval' 'a host has no interval'
ctl 0 d config --json
valid "$tmp/ctl.out" answer-configuration
stop d

# ---- It is a file --------------------------------------------------------------------------------

in_ns h1 "$RDISC" --check --config "$tmp/first.conf" >"$tmp/check" 2>&1 || fail "no file of rdisc: $(cat "$tmp/check")"
start_own d h1 --config "$tmp/first.conf"
ctl 0 d wait --timeout 10
ctl 0 d config
cp "$tmp/ctl.out" "$tmp/second.conf"
without_comments "$tmp/first.conf" >"$tmp/first"
without_comments "$tmp/second.conf" >"$tmp/second"
diff -u "$tmp/first" "$tmp/second" >"$tmp/diff" || fail "it makes another configuration: $(cat "$tmp/diff")"

# ---- Reloads -------------------------------------------------------------------------------------

sed -i 's/metric = 77/metric = 78/' "$tmp/first.conf"
ctl 0 d reload
ctl 0 d config
printed 'metric = 78'
sed -i 's/metric = 78/metric = none/' "$tmp/first.conf"
ctl 1 d reload
ctl 0 d config
printed 'metric = 78'
stop d

# ---- Without a file ------------------------------------------------------------------------------

start_own d h1 -r -i eth1 -p 9 -T 60
ctl 0 d wait --timeout 10
ctl 0 d config
cp "$tmp/ctl.out" "$tmp/third.conf"
said "$tmp/third.conf" 'role = router # option'
said "$tmp/third.conf" 'preference-level = 9 # option'
said "$tmp/third.conf" 'max-advertisement-interval = 60 # option'
pass
