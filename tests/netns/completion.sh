#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# bash completes the names of interfaces and routers with those that the daemon knows, and zsh, where it is.
#
# [faults G15]
. "$(dirname "$0")/lib.sh"

command -v bash >/dev/null || skip 'bash not found'
contrib=$(dirname "$0")/../../contrib/completion
ns_add h1
ns_add r1
link h1 eth0 r1 eth0
addr h1 eth0 192.0.2.10/24
addr r1 eth0 192.0.2.1/24
addr r1 eth0 192.0.2.2/24

# offered WORD...: what bash offers for the last one, a line.
offered() {
  in_ns h1 env PATH="$(dirname "$RDISCCTL"):$PATH" bash -c '. "$1/rdiscctl.bash"; shift
    COMP_WORDS=(rdiscctl "$@"); COMP_CWORD=$#; _rdiscctl; echo "${COMPREPLY[*]}"' bash "$contrib" "$@" |
    tr ' ' '\n' | sort | paste -sd ' '
}

# is TEXT WORD BEGINNING: that is offered, once the program has had its time.
is() {
  # shellcheck disable=SC2034 # for the condition
  want=$1 before=$2 word=$3
  wait_for 20 '[ "$(offered "$before" "$word")" = "$want" ]'
}

is '' explain ''
start_rdisc host h1 -s -i eth0
wait_for 5 'says host "interface in use iface=eth0"'
advertise r1 eth0 1800 192.0.2.1 192.0.2.2
wait_for 5 'says host "router learned iface=eth0 router=192.0.2.2"'
is '192.0.2.1 192.0.2.2' explain ''
is '192.0.2.2' explain 192.0.2.2
is eth0 drain ''
is eth0 --interface e
is '' solicit wan
if command -v zsh >/dev/null; then
  wait_for 20 '[ "$(in_ns h1 env PATH="$(dirname "$RDISCCTL"):$PATH" zsh -c "_arguments() { }; . $contrib/_rdiscctl
    compadd() { print \$names }; words=(rdiscctl explain); _rdiscctl_ask routers address")" = "192.0.2.1 192.0.2.2" ]'
fi
pass
