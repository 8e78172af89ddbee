#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attack D2 (doc/threats.md) with the fewest packets: a forged farewell 30 ms behind each word of a router that speaks
# only when it is asked. The first one is obeyed at once. Once the router has contradicted it, hardly a
# reply is lost; 1.0.0 loses nearly all. [H-4] [faults D2]
. "$(dirname "$0")/attack_lib.sh"

attack_lan h r a
behind r
asks echo h
capture seen a eth0

# behind_each PATTERN NAME NODE SECONDS ARGUMENT...: the node sends an advertisement so long after each such message.
behind_each() {
  local pattern="$1" name="$2" node="$3"
  shift 3
  # shellcheck disable=SC2016 # for the inner shell
  spawn "$name" "$node" sh -c '
    peer=$1 pattern=$2 pause=$3
    shift 3
    "$peer" listen -i eth0 | while read -r line; do
      case $line in
      *$pattern*)
        sleep "$pause"
        "$peer" advertise -i eth0 "$@" ;;
      esac
    done' sh "$PEER" "$pattern" "$@"
}

behind_each solicitation router r 0 --router 192.0.2.1 --lifetime 1800
behind_each lifetime=1800 attack a 0.03 --source 192.0.2.1 --router 192.0.2.1 --lifetime 0
start_host -s
wait_for 10 'says host "router lost iface=eth0 router=192[.]0[.]2[.]1 .*reason=withdrawn"'
obeyed=$(moment)
end=$(later "$obeyed" "$attack_seconds")
asked echo "$end"
contradicted=$(out seen | awk -v from="$obeyed" '$1 > from + 0 && /lifetime=1800/ { print $1; exit }')
share=$(replies echo "${contradicted:-$obeyed}" "$end")
outcome "D2, a farewell behind each word of a router that is asked: $(count seen 'lifetime=0') packets, $share after the contradiction," \
  "longest silence $(longest_silence echo "${contradicted:-$obeyed}" "$end") ms"
check 'between 99 "${share%% *}" 100' "farewells that the router contradicts cost replies"
pass
