#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attack D1 (doc/threats.md): useless advertisements, with lifetime 0, while a host starts: one in its first second, or
# one every 0.4 s. The host asks on until it has a router. 1.0.0 takes them for answers, and asks no more. [H-10]
# [faults D1]
. "$(dirname "$0")/attack_lib.sh"

attack_lan h r a
behind r
solicited_router
asks echo h

useless() {
  spawn attack a "$PEER" advertise -i eth0 --source 192.0.2.66 --router 192.0.2.66 --lifetime 0 --interval-ms 400 "$@"
}

# The best a host can do.
act start_host -s
asked echo "$(later "$after" "$attack_seconds")"
outcome "no attack: first reply after $(first_reply echo "$before") ms"
end_host

# attacked TEXT: adds to $all when the first reply came, since $after, and ends the host.
attacked() {
  asked echo "$(later "$after" "$attack_seconds")"
  took=$(first_reply echo "$after")
  outcome "D1, $1: first reply after $took ms, $(replies echo "$after" "$(later "$after" "$attack_seconds")")"
  end_host
  all="${all-} $took"
  ip -n h neigh flush dev eth0
}

ip -n h neigh flush dev eth0
act start_host -s
useless --count 1
attacked 'one packet'
ended attack 5

# From before the start on: the first one is heard before the first solicitation, as a rule.
useless --count 0
act start_host -s
attacked 'one each 0.4 s'
stop attack

for took in $all; do
  check 'in_time -1000 "$took" 2000' "useless advertisements keep the host from asking"
done
pass
