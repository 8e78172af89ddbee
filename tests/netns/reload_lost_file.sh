#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A reload while the default configuration file is missing is refused, so that no other router becomes allowed.
# 1.0.0 takes the built-in defaults, says "reloaded", and takes the rogue router. [faults D10]
. "$(dirname "$0")/attack_lib.sh"

attack_lan h a
file=$("$RDISC" --check | sed -n 's/: not found; the built-in defaults apply$//p')
[ -n "$file" ] || fail "rdisc --check does not name the file that is not there"

# A directory of our own in its place, in this mount namespace.
mkdir -p "$tmp/etc"
for needed in passwd group nsswitch.conf; do
  [ ! -e "/etc/$needed" ] || cp "/etc/$needed" "$tmp/etc/"
done
mount --bind "$tmp/etc" "$(dirname "$file")"
echo 'interface eth0 { role = host allow = { "192.0.2.1" } }' >"$file"

start_host
advertise a eth0 9000 192.0.2.66
wait_for 2 'says host "router refused .*router=192.0.2.66 .*not_allowed"'
rm "$file"
kill -s HUP "$(pid_of host)"
wait_for 5 'says host "reload refused, the running configuration stays"'
advertise a eth0 9000 192.0.2.66
never_within 1 'says host "router learned .*router=192.0.2.66 "'

# It is back, and says something else.
echo 'interface eth0 { role = host }' >"$file"
kill -s HUP "$(pid_of host)"
wait_for 5 'says host "reloaded"'
advertise a eth0 9000 192.0.2.66
wait_for 5 'says host "router learned .*router=192.0.2.66 "'
pass
