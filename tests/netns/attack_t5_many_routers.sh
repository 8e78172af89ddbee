#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Attacker T5 (doc/threats.md): invents routers, 255 in each of 60 packets, which once made 10,800 routes.
# fault A8. flood.sh has the rate. [H-5, N-4]
. "$(dirname "$0")/attack_lib.sh"

ns_add h
ns_add a
link h eth0 a eth0
addr h eth0 10.0.0.10/16
addr a eth0 10.0.0.66/16
start_host --install ladder
witness witness h
advertise a eth0 9000 10.0.0.1/0x7fffffff
wait_for 2 'routes h | grep -q "^default via 10[.]0[.]0[.]1 "'
peer a advertise -i eth0 --random-routers 10.0.128.0/17 --random-count 255 --random-preference \
  --lifetime 9000 --count 60 --interval-ms 0
wait_for 5 '[ "$(routes h | wc -l)" -eq 16 ]'
never_within 1 '[ "$(routes h | wc -l)" -gt 16 ]'
check '! says witness " del default via 10[.]0[.]0[.]1 "' "the good router's route was removed"
check '[ "$(wc -l <"$tmp/host.err")" -lt 100 ]' "the log has $(wc -l <"$tmp/host.err") lines"
# The control: with no such bounds they are all taken.
stop host
printf 'routes { install = ladder max-routers = 1024 max-routers-per-interface = 1024 }\ninterface eth0 { }\n' >"$tmp/h.conf"
start_own host h --config "$tmp/h.conf"
wait_for 5 'says host "interface in use"'
peer a advertise -i eth0 --random-routers 10.0.128.0/17 --random-count 255 --lifetime 9000
wait_for 5 'ctl 0 host routers && [ "$(grep -c "^10[.]0[.]" "$tmp/ctl.out")" -gt 200 ]'
pass
