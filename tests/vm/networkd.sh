#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# networkd takes away routes that are not its own when it configures a link anew; the daemon puts its own back. And a
# link that goes down and comes up has its route again.
. "$(dirname "$0")/lib.sh"

settle
pid=$(of_unit MainPID)
systemctl restart systemd-networkd
wait_for 30 'networkctl status lan0 | grep -q "State: .*configured"'
wait_for 10 learned
networkctl reconfigure lan0
wait_for 30 'networkctl status lan0 | grep -q "State: .*configured"'
wait_for 10 learned
ip link set lan0 down
wait_for 10 '[ -z "$(ours)" ]'
ip link set lan0 up
wait_for 10 learned
check 'ping -c 1 -W 5 198.51.100.1' 'nothing comes through the route'
ip route flush proto ra
wait_for 10 learned
check 'same "$pid"' 'another daemon'
# networkd takes the route first, and the address before the route is back: that first refusal is no error.
check '! said . --priority err' 'an error in the journal'
pass
