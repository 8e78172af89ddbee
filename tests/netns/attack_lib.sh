#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The common part of the attack tests (doc/threats.md): a host, its router and an attacker on a LAN.
. "$(dirname "$0")/lib.sh"

# attack_lan NODE...: these on one LAN, h (192.0.2.10), r (192.0.2.1) and a (192.0.2.66), or some of them.
attack_lan() {
  local node ends=''
  for node; do
    ns_add "$node"
    ends="$ends $node:eth0"
  done
  # shellcheck disable=SC2086 # words
  lan lan0 $ends
  for node; do
    case $node in
    h) addr h eth0 192.0.2.10/24 ;;
    r) addr r eth0 192.0.2.1/24 ;;
    a) addr a eth0 192.0.2.66/24 ;;
    esac
  done
}

# start_host ARGUMENT...: rdisc on h, until it listens.
start_host() {
  start_rdisc host h "$@"
  wait_for 5 'says host "interface in use iface=eth0"'
}

# start_ranking_host LEVEL: the same; its operator gives the router 192.0.2.1 this preference-level.
start_ranking_host() {
  echo "interface eth0 { role = host  router 192.0.2.1 { preference-level = $1 } }" >"$tmp/host.conf"
  start_host --config "$tmp/host.conf"
}

# uses ADDRESS: h has one default route, through this router.
uses() {
  routes_are h "default via $1 dev eth0 proto ra metric 4096"
}

# ---- Outcomes ----------------------------------------------------------------------------------

# The rest measures what an attack costs. Nothing here fails before the outcome is printed, so that the figures of
# another RDISC can be had. ATTACK_SECONDS: how long an attack goes on, where that is its nature.
export attack_seconds="${ATTACK_SECONDS:-20}"

# 198.18.0.1, behind each of these nodes, answers nodes with a route through it.
behind() {
  local node
  for node; do
    ip -n "$node" addr add 198.18.0.1/32 dev lo
    forwarding "$node" 1
  done
}

# solicited_router [PREFERENCE]: r is a router that speaks only when it is asked, from now on.
solicited_router() {
  printf 'interface eth0 { role = router  max-advertisement-interval = 0  advertisement-lifetime = 1800 %s }\n' \
    "address 192.0.2.1 { preference-level = ${1-0} }" >"$tmp/router.conf"
  start_rdisc router r --config "$tmp/router.conf"
  wait_for 5 'says router "advertising iface=eth0"'
}

# The host ends; 1.0.0 has perhaps done so itself, for want of an answer.
end_host() {
  if is_running host; then
    stop host
  else
    ended host 5
  fi
}

# asks NAME NODE: the node asks 198.18.0.1 for an echo every 20 ms, from now on.
asks() {
  need_python
  spawn "$1" "$2" "$python" "$(dirname "$0")/echoes.py" 198.18.0.1
  wait_for 5 "says $1 '^[0-9]'"
}

# asked NAME TIME: waits until the fate of all questions before TIME is known.
asked() {
  wait_for 600 "between $2 \"\$(out $1 | tail -n 1 | sed 's/ .*//')\" 1e15"
}

# later TIME SECONDS: prints the time so many seconds after it.
later() {
  awk -v time="$1" -v seconds="$2" 'BEGIN { printf "%.3f\n", time + 1000 * seconds }'
}

# replies NAME FROM TO: prints how many of the questions between these times were answered, "99.1 % of 900".
replies() {
  out "$1" | awk -v from="$2" -v to="$3" '
    $1 >= from + 0 && $1 < to + 0 { all++; answered += $2 == "answered" }
    END { printf "%.1f %% of %d\n", all ? 100 * answered / all : 0, all }'
}

# first_reply NAME TIME: prints how many milliseconds after TIME the first question was asked that was answered.
first_reply() {
  minus "$(out "$1" | sort -n | awk -v from="$2" '$1 >= from + 0 && $2 == "answered" { print $1; exit }')" "$2"
}

# longest_silence NAME FROM TO: prints the longest time in milliseconds without a question that was answered.
longest_silence() {
  out "$1" | sort -n | awk -v from="$2" -v to="$3" '
    BEGIN { last = from }
    $1 < from + 0 || $1 >= to + 0 || $2 != "answered" { next }
    { if ($1 - last > most) most = $1 - last; last = $1 }
    END { if (to - last > most) most = to - last; printf "%.0f\n", most }'
}

# outcome TEXT...: prints a line of the table in doc/threats.md.
outcome() {
  echo "outcome: $*"
}
