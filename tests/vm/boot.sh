#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The machine boots: the service comes before network.target, has a route soon after network-online.target, and delays
# nothing. The boot before ended in order.
. "$(dirname "$0")/lib.sh"

mark=/var/lib/vm/boot
if [ ! -e $mark ]; then
  settle
  cat >/etc/systemd/system/online.service <<'END'
[Unit]
Wants=network-online.target
After=network-online.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/rdiscctl wait --router --timeout 60
ExecStart=/bin/ping -c 1 -W 10 198.51.100.1
[Install]
WantedBy=multi-user.target
END
  systemctl --quiet enable online
  cat /proc/sys/kernel/random/boot_id >$mark
  journalctl --quiet -n 0 --show-cursor | sed -n 's/^-- cursor: //p' >$mark.cursor
  check '[ -s $mark.cursor ]' 'the journal does not say where it ends'
  : >reboot
  pass
fi

check '[ "$(cat $mark)" != "$(cat /proc/sys/kernel/random/boot_id)" ]' 'this is the same boot'
wait_for 120 'state active && learned'
check '[ "$(systemctl is-system-running --wait)" = running ]' 'the machine is degraded'
check 'systemctl is-active online' 'what waits for the network finds no route'
at() {
  of_unit ActiveEnterTimestampMonotonic "$1"
}
for unit in rdisc.service network.target network-online.target online.service; do
  echo "$(($(at $unit) / 1000)) ms: $unit"
done
check '[ "$(at rdisc.service)" -le "$(at network.target)" ]' 'network.target does not wait for the service'
check '[ "$(at network-online.target)" -le "$(at online.service)" ]' 'online.service did not wait for the network'
check '! journalctl --quiet --after-cursor "$(cat $mark.cursor)" -u rdisc -u rdisc-routes -p warning \
  --grep "^(rdisc|rdisc-routes)[.]service: (Failed|Main)"' 'the boot before ended with a failure'
check '! journalctl --quiet -u rdisc --boot -p err | grep .' 'an error at the boot'
systemctl --quiet disable online
rm /etc/systemd/system/online.service $mark $mark.cursor
systemctl daemon-reload
pass
