#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# With --probe-interval the standbys are asked as well: when the router in use dies, the default goes to one that
# answers, and never, not for a moment, to a standby that died unnoticed before. [N-2]
. "$(dirname "$0")/two_routers_lib.sh"

two_routers h r3 # which have .3 and .4
witness watch h
start_own host h -i eth0 --install single --probe-interval 1
wait_for 2 'says host "interface in use"'

hear h 1/10 2/5 4/5
wait_for 2 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
for router in 1 2 4; do
  wait_for 5 "ip -n h neigh show 192.0.2.$router | grep -q REACHABLE"
done

# Nothing is sent through a standby, so only the questions can tell that it dies.
ip -n lan0 link set r2.eth0 nomaster
wait_for 10 'says host "router does not answer iface=eth0 router=192[.]0[.]2[.]2 .*reason=neighbour_failed"'
ctl 0 host routers
check 'grep -E "^ *192[.]0[.]2[.]4 .* (reachable|probing), (now|[0-9]+s ago)  *standby" "$tmp/ctl.out"' \
  "what is known of the standby has no age"
# The kernel forgets a failed entry when it next tidies up, which may be now.
check 'grep -E "^ *192[.]0[.]2[.]2 .* (failed|incomplete|none), [0-9]+s ago  *dead" "$tmp/ctl.out"' \
  "what was known of the dead one has no age"

ip -n lan0 link set r1.eth0 nomaster
wait_for 10 'routes_are h "default via 192.0.2.4 dev eth0 proto ra metric 4096"'
check '! says watch " new default via 192[.]0[.]2[.]2 "' "a dead standby was in use"
check 'no_gap watch' "a moment without a default route"
pass
