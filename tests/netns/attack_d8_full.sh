#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attack D8 (doc/threats.md): a list full of unknown routers, then one that the operator has given a preference-level.
# That decides before the place is given; 1.0.0 refuses the router for want of room. [H-5, N-4]
# [faults D8]
. "$(dirname "$0")/attack_lib.sh"

attack_lan h r a
behind r
start_ranking_host 2000
asks echo h
peer a advertise -i eth0 --source 192.0.2.66 --routers 192.0.2.200 16 1000 --lifetime 1800
wait_for 5 'says host "router learned iface=eth0 router=192[.]0[.]2[.]215 "'
act advertise r eth0 1800 192.0.2.1
asked echo "$(later "$after" 5)"
took=$(first_reply echo "$after")
outcome "D8, a full list, then a router of the operator's: first reply after $took ms"
check 'in_time -1000 "$took" 2000' "the operator's router is not used"
check '! says host "router refused iface=eth0 router=192[.]0[.]2[.]1 .*reason=table_full"' "it was refused"
pass
