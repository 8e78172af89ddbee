#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Dynamic DNS by contrib/hooks: a name server of the test's own holds the record; it follows the default
# route to another interface, and a new address on the same one; a server that was away gets it later.
# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/lib.sh"

RDISCCTL=${RDISCCTL:-$PWD/rdiscctl}
for program in jq named nsupdate dig tsig-keygen; do
  command -v "$program" >/dev/null || missing="${missing-} $program"
done
if [ -n "${missing-}" ]; then
  [ "${RDISC_REQUIRE_ALL-}" != 1 ] || fail "missing:$missing (Debian: jq bind9 bind9-dnsutils)"
  skip "not installed:$missing"
fi
[ -x "$RDISCCTL" ] || fail "no program at RDISCCTL=$RDISCCTL"
hooks=$(cd "$(dirname "$0")/../../contrib/hooks" && pwd)

# ---- The name server, on loopback of the host ---------------------------------------------------

ns_add h1
named=$tmp/named
mkdir "$named"
tsig-keygen -a hmac-sha256 host.example.net >"$tmp/dns.key"
cat >"$named/named.conf" <<EOF
include "$tmp/dns.key";
options {
  directory "$named";
  listen-on port 5353 { 127.0.0.1; };
  listen-on-v6 { none; };
  recursion no;
  dnssec-validation no;
  empty-zones-enable no;
  notify no;
  pid-file none;
  session-keyfile none;
};
controls { };
zone "example.net" {
  type primary;
  file "example.net.zone";
  update-policy { grant host.example.net name host.example.net A; };
};
EOF
cat >"$named/example.net.zone" <<EOF
\$TTL 60
@     SOA ns.example.net. root.example.net. 1 3600 600 86400 60
      NS  ns
ns    A   127.0.0.1
other A   203.0.113.7
EOF
chmod -R a+rwX "$tmp" # it may give up root
# By another name than the one that a confinement of AppArmor would know it by.
cp "$(command -v named)" "$tmp/nameserver"
start_named() {
  spawn named h1 "$tmp/nameserver" -g -c "$named/named.conf"
  wait_for 20 'says named "all zones loaded"'
}

# ask NAME TYPE: what the server answers.
ask() {
  in_ns h1 dig @127.0.0.1 -p 5353 +short +tries=1 +time=1 "$1" "$2"
}

start_named
check '[ "$(ask other.example.net A)" = 203.0.113.7 ] && [ -z "$(ask host.example.net A)" ]' 'the zone is not as it should be'

# ---- Two routers, on two links ------------------------------------------------------------------

ns_add r1
ns_add r2
link h1 eth0 r1 eth0
link h1 eth1 r2 eth0
addr h1 eth0 192.0.2.10/24
addr h1 eth1 198.51.100.10/24
addr r1 eth0 192.0.2.1/24
addr r2 eth0 198.51.100.1/24
forwarding r1 1
forwarding r2 1

mkdir "$tmp/hooks.d" "$tmp/hooks.d/snapshot" "$tmp/hooks.d/default_router_changed"
ln -s "$hooks/dns-update" "$tmp/hooks.d/snapshot/10-dns"
ln -s "$hooks/dns-update" "$tmp/hooks.d/default_router_changed/10-dns"
printf '%s\n' name=host.example.net "key=$tmp/dns.key" server=127.0.0.1 port=5353 ttl=30 >"$tmp/dns-update.conf"

printf 'daemon { control-socket = %s }\ninterface "eth*" { }\n' "$tmp/control" >"$tmp/rdisc.conf"
start_rdisc host h1 --config "$tmp/rdisc.conf"
wait_for 5 'says host "interface in use iface=eth1"'
spawn hookd h1 sh "$hooks/rdisc-hookd" -d "$tmp/hooks.d" -r 1 "$RDISCCTL" --socket "$tmp/control" events --follow --json
start_rdisc router1 r1 -r -p 100 -i eth0
wait_for 5 'routes_are h1 "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
wait_for 10 '[ "$(ask host.example.net A)" = 192.0.2.10 ]'

# A better router on the other link takes the route, and the record with it.
start_rdisc router2 r2 -r -p 200 -i eth0
wait_for 10 'routes_are h1 "default via 198.51.100.1 dev eth1 proto ra metric 4096"'
wait_for 10 '[ "$(ask host.example.net A)" = 198.51.100.10 ]'

# The same router, and another address of ours.
in_ns h1 sh -c 'echo 1 >/proc/sys/net/ipv4/conf/eth1/promote_secondaries'
ip -n h1 addr add 198.51.100.77/24 dev eth1
ip -n h1 addr del 198.51.100.10/24 dev eth1
wait_for 15 '[ "$(ask host.example.net A)" = 198.51.100.77 ]'

# While the name server is away: tried again until it is back.
stop named
stop router2
wait_for 10 'routes_are h1 "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
wait_for 20 'says hookd "10-dns: exit status"'
start_named
wait_for 20 '[ "$(ask host.example.net A)" = 192.0.2.10 ]'

# A restart of the runner: the snapshot says the same, and the zone does not change for it.
stop hookd
serial=$(ask example.net SOA | cut -d ' ' -f 3)
spawn hookd2 h1 sh "$hooks/rdisc-hookd" -d "$tmp/hooks.d" -r 1 "$RDISCCTL" --socket "$tmp/control" events --follow --json
wait_for 10 '[ "$(count named "updating zone .example.net/IN.: adding an RR at .host.example.net. A 192.0.2.10")" -ge 2 ]'
check '[ "$(ask host.example.net A)" = 192.0.2.10 ]' 'the record is gone'
check "[ \"\$(ask example.net SOA | cut -d ' ' -f 3)\" = '$serial' ]" 'an update that changes nothing makes a new zone'

# The key is good for this record alone.
printf 'server 127.0.0.1 5353\nupdate add other.example.net 30 A 192.0.2.66\nsend\n' >"$tmp/theft"
check '! in_ns h1 nsupdate -k "$tmp/dns.key" -t 5 "$tmp/theft"' 'the key may update other names'

# Without a default route the record stays.
stop router1
wait_for 10 'routes_are h1'
stop host
check '[ "$(ask host.example.net A)" = 192.0.2.10 ]' 'no default route, no record'
pass
