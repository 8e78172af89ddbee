#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The service as a router, on a machine whose network ifupdown sets up, as Debian's servers have it. It advertises after
# the boot, and says farewell when the machine goes down, before ifupdown takes its interface away.
. "$(dirname "$0")/lib.sh"

mark=/var/lib/vm/router
heard=/var/lib/vm/heard
stage=$(cat $mark 2>/dev/null || echo 0)
case $stage in
0)
  settle
  cp /etc/systemd/network/lan0.network /etc/network/interfaces /var/lib/vm/
  rm /etc/systemd/network/lan0.network
  printf 'auto lan0\niface lan0 inet static\naddress 192.0.2.10/24\n' >>/etc/network/interfaces
  echo 'OPTIONS="-r -i lan0"' >/etc/default/rdisc
  echo 'net.ipv4.ip_forward = 1' >/etc/sysctl.d/router.conf
  echo 1 >$mark
  : >reboot
  pass
  ;;
1)
  wait_for 120 'state active && rdiscctl interfaces | grep -q "^lan0 .*router"'
  check '[ "$(systemctl is-system-running --wait)" = running ]' 'the machine is degraded'
  rm -f $heard
  systemd-run --quiet --unit=heard --property=DefaultDependencies=no --property=NetworkNamespacePath=/run/netns/router \
    --property=StandardOutput=append:$heard /vm/bin/peer listen -i router0
  wait_for 10 'grep -q ready $heard'
  rdiscctl advertise
  wait_for 10 'grep -q "192[.]0[.]2[.]10" $heard'
  echo 2 >$mark
  : >reboot
  pass
  ;;
esac
cat $heard
check 'grep -q "192[.]0[.]2[.]10.*lifetime=0" $heard' 'no farewell when the machine went down'
mv /var/lib/vm/lan0.network /etc/systemd/network/
mv /var/lib/vm/interfaces /etc/network/
rm /etc/sysctl.d/router.conf $mark
sysctl -q net.ipv4.ip_forward=0
systemctl restart systemd-networkd
settle
pass
