#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A network card that is plugged in while the service runs, gets its address from networkd, and is pulled out, twice. Its
# router is an equal of the one in use, and stands by.
. "$(dirname "$0")/lib.sh"

settle

hot='default via 192.0.9.1 dev hot0 proto ra metric 4097'
both() {
  ours | grep -qxF "$route" && ours | grep -qxF "$hot"
}

printf '[Match]\nName=hot0\n[Network]\nAddress=192.0.9.10/24\nLinkLocalAddressing=no\n' >/run/systemd/network/hot0.network
networkctl reload
ip -n router addr add 192.0.9.1/24 broadcast + dev router0
pid=$(of_unit MainPID)
for _ in 1 2; do
  ask device_add virtio-net-pci,netdev=hot0,id=hot0,mac=52:54:00:12:34:03
  wait_for 60 both
  check 'rdiscctl interfaces | grep -q "^hot0 .*host"' 'hot0 is not in use'
  ask device_del hot0
  wait_for 60 '! ip link show dev hot0'
  wait_for 10 learned
done
check 'same "$pid"' 'another daemon'
check '! said . --priority err' 'an error in the journal'
rm /run/systemd/network/hot0.network
networkctl reload
ip -n router addr del 192.0.9.1/24 dev router0
pass
