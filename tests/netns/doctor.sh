#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# rdiscctl doctor: names what is wrong on a machine, with a command that mends it; the command does mend it, and
# where the firewall is to blame, advertisements arrive from then on. It changes nothing itself. [faults G5]
# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/lib.sh"

conf=$tmp/rdisc.conf

# doctor STATUS [ARGUMENT]...: in h1; what it prints goes to a file.
doctor() {
  local expected="$1" exit_status=0
  shift
  in_ns h1 "$RDISCCTL" doctor --config "$conf" "$@" >"$tmp/found" 2>&1 </dev/null || exit_status=$?
  [ "$exit_status" -eq "$expected" ] || fail "doctor ends with $exit_status, not $expected: $(cat "$tmp/found")"
}

found() {
  grep -qF -- "$1" "$tmp/found" || fail "not found: $1: $(cat "$tmp/found")"
}

not_found() {
  ! grep -qF -- "$1" "$tmp/found" || fail "found: $1: $(cat "$tmp/found")"
}

# Does what stands behind the "#" below the finding.
mend() {
  command=$(grep -A 6 -F -- "$1" "$tmp/found" | sed -n 's/^ *# //p' | head -n 1)
  [ -n "$command" ] || fail "no command mends it: $1"
  in_ns h1 sh -c "$command" >/dev/null || fail "fails: $command"
}

ns_add h1
ns_add r1
lan sw h1:eth0 r1:eth0
lan sw2 h1:eth1
addr h1 eth0 192.0.2.10/24
addr h1 eth1 198.51.100.10/24
addr r1 eth0 192.0.2.1/24
cat >"$conf" <<EOF
interface eth0 { role = host }
interface eth1 { role = off }
EOF

# ---- A machine that is well --------------------------------------------------------------------

start_rdisc host h1 -i eth0
wait_for 5 'says host "interface in use iface=eth0"' # until then its process may be the shell's
doctor 0
found '0 problems, 0 warnings, '
doctor 0 --json
found '"findings": ['
doctor 1 -i eth7
found 'eth7: no such interface'

# ---- Interfaces and sysctls --------------------------------------------------------------------

cat >"$conf" <<EOF
interface eth0 { role = host }
interface eth1 { role = router }
interface eth9 { role = host }
EOF
ip -n h1 link set eth0 down
doctor 3
found 'eth0: the interface is down'
found 'eth9: no such interface exists'
found 'eth1: a router, but the kernel does not forward'
mend 'eth0: the interface is down'
mend 'eth1: a router'
doctor 3
not_found 'the interface is down'
not_found 'does not forward'
doctor 3 --json
found '"check": "link"'
cat >"$conf" <<EOF
interface eth0 { role = host }
interface eth1 { role = host }
EOF
in_ns h1 sh -c 'echo 1 >/proc/sys/net/ipv4/conf/eth0/rp_filter'
doctor 3
found 'eth0: strict rp_filter, and 2 interfaces to learn routers on'
mend 'eth0: strict rp_filter'
doctor 0
awk 'length > 80 && !/^ *# / { exit 1 }' "$tmp/found" || fail "lines of more than 80 columns: $(cat "$tmp/found")"

# ---- Programs and routes -----------------------------------------------------------------------

ip -n h1 route add default via 192.0.2.254 metric 100
doctor 0 -i eth0
found 'eth0: a default route of another program comes first: via 192.0.2.254,'
stop host
doctor 3 -i eth0
found 'rdisc is not running'
ip -n h1 route del default via 192.0.2.254 metric 100

# ---- A bridge that keeps multicast to itself ---------------------------------------------------

cat >"$conf" <<EOF
interface br1 { role = host }
EOF
ip -n h1 link add br1 type bridge mcast_snooping 1
ip -n h1 link set br1 up
ip -n h1 link add tap1 type veth peer name tap2
ip -n h1 link set tap1 master br1 up
addr h1 br1 203.0.113.1/24
if in_ns h1 test -e /sys/class/net/br1/bridge; then
  in_ns h1 sh -c 'echo 0 >/sys/class/net/tap1/brport/multicast_flood'
  doctor 3
  found 'br1: bridge br1 snoops multicast without a querier'
  found 'br1: port tap1 of its bridge does not flood multicast'
fi

# ---- The firewall ------------------------------------------------------------------------------

if ! command -v nft >/dev/null; then
  [ "${RDISC_REQUIRE_ALL-}" != 1 ] || fail 'nft is missing (Debian: nftables)'
  skip 'nft not found (Debian: nftables); the rest was fine'
fi
cat >"$conf" <<EOF
interface eth0 { role = host }
EOF
start_rdisc host h1 -s -i eth0
wait_for 5 'says host "interface in use"'
# The most usual of all rulesets.
if ! in_ns h1 nft -f - <<EOF; then
table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    ct state established,related accept
    ct state invalid drop
    iifname lo accept
    ip protocol icmp accept
  }
}
EOF
  skip 'this kernel has no nftables with connection tracking; the rest was fine'
fi
advertise r1 eth0 1800 192.0.2.1
doctor 3
found 'eth0: firewall chain input of filter drops incoming advertisements'
found 'always of state "invalid"'
routes_are h1
mend 'drops incoming advertisements'
doctor 0
advertise r1 eth0 1800 192.0.2.1
wait_for 5 '[ -n "$(routes h1)" ]'
in_ns h1 nft add chain inet filter output '{ type filter hook output priority 0; policy drop; }'
doctor 3
found 'eth0: firewall chain output of filter drops outgoing solicitations'
mend 'drops outgoing solicitations'
doctor 0
in_ns h1 nft flush ruleset
if command -v iptables-nft >/dev/null && command -v iptables-nft-save >/dev/null; then
  in_ns h1 iptables-nft -A INPUT -i eth+ -p icmp -m conntrack --ctstate INVALID -j DROP
  doctor 3
  found 'eth0: firewall chain INPUT of iptables-nft drops incoming'
  mend 'chain INPUT of iptables-nft'
  doctor 0
fi
pass
