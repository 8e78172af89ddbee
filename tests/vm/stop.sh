#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A stop that is no restart removes the routes, of a dead daemon as well; others' routes stay.
. "$(dirname "$0")/lib.sh"

settle

both='default via 192.0.2.254 dev lan0 proto static metric 50
default via 192.0.2.1 dev lan0 proto ra metric 4096'
gone() {
  [ -z "$(ours)" ] && [ "$(of_unit ActiveState rdisc-routes)" = inactive ] && [ ! -e /run/rdisc ]
}

systemctl stop rdisc
wait_for 10 gone
systemctl start rdisc
wait_for 30 learned

ip route add default via 192.0.2.254 dev lan0 proto static metric 50
wait_for 10 'learned "$both"'
systemctl stop rdisc
wait_for 10 gone
check 'learned "default via 192.0.2.254 dev lan0 proto static metric 50"' "somebody else's route is gone"
systemctl start rdisc
wait_for 30 'learned "$both"'
ip route del default via 192.0.2.254 dev lan0

# A daemon that dies while it is not to be started again.
mkdir -p /run/systemd/system/rdisc.service.d
printf '[Service]\nRestart=no\n' >/run/systemd/system/rdisc.service.d/test.conf
systemctl daemon-reload
wait_for 10 'grep -q "address=192[.]0[.]2[.]1 " /run/rdisc/state'
kill -KILL "$(of_unit MainPID)"
wait_for 10 'state failed'
wait_for 10 gone
rm -r /run/systemd/system/rdisc.service.d
systemctl daemon-reload

# With keep-routes they stay.
echo 'routes { keep-routes = yes }' >/etc/rdisc.conf
systemctl start rdisc
wait_for 30 learned
systemctl stop rdisc
wait_for 10 '[ "$(of_unit ActiveState rdisc-routes)" = inactive ]'
check learned 'keep-routes: the route is gone'
pass
