#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The profile of contrib/apparmor, enforced: the service does all that it does without it, and nothing is denied.
. "$(dirname "$0")/lib.sh"

settle
[ -e /sys/kernel/security/apparmor/profiles ] || skip 'this kernel has no AppArmor'
profile=/etc/apparmor.d/usr.sbin.rdisc
cp /vm/contrib/apparmor/usr.sbin.rdisc $profile
apparmor_parser --replace $profile
denied() {
  journalctl --quiet --dmesg --since "$began" | grep 'apparmor="DENIED".*profile="rdisc"'
}

witness
systemctl restart rdisc
wait_for 30 'rdiscctl wait --router --timeout 1 && learned'
confined=$(cat "/proc/$(of_unit MainPID)/attr/current")
check '[ "$confined" = "rdisc (enforce)" ]' "it is confined as: $confined"
configure 'daemon { log-level = debug }' 'routes { metric = 4711 }'
check 'learned "default via 192.0.2.1 dev lan0 proto ra metric 4711"' 'a reload'
mkdir /etc/rdisc.conf.d
echo 'routes { metric = 4712 }' >/etc/rdisc.conf.d/metric.conf
systemctl reload rdisc
check 'learned "default via 192.0.2.1 dev lan0 proto ra metric 4712"' 'a file of rdisc.conf.d'
rm -r /etc/rdisc.conf.d
configure
check learned 'the first file again'
check no_gap 'a moment without a route'
stop_witness
systemctl stop rdisc
wait_for 10 '[ -z "$(ours)" ] && [ "$(of_unit ActiveState rdisc-routes)" = inactive ]'
check '! denied' "denied: $(denied || :)"

apparmor_parser --remove $profile
rm $profile
pass
