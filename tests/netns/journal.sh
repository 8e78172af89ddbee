#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Where standard error is the journal each line goes to its socket, with the members of the event as fields; by a
# daemon that has given up its privilege, under its filter of system calls, and after the journal has come anew.
# A journal that stops reading costs lines, which are counted. Release 1.0.0 has no fields.
. "$(dirname "$0")/lib.sh"

need_python
socket=/run/systemd/journal/socket

ns_add h
ns_add r
link h eth0 r eth0
addr h eth0 192.0.2.10/24
for i in 1 2 3 4; do addr r eth0 "192.0.2.$i/24"; done

# as_service NAME PROGRAM ARGUMENT...: standard error is what systemd.exec(5) calls the journal's.
as_service() {
  local name="$1"
  shift
  # shellcheck disable=SC2016
  spawn "$name" h sh -c 'JOURNAL_STREAM=$(stat -L -c %d:%i /dev/fd/2) exec "$@"' sh "$@"
}

# The fields of the only line with that event.
fields() {
  out journal | grep -F "|RDISC_EVENT=$1|"
}

spawn journal h "$python" "$(dirname "$0")/fake_journal.py" $socket
wait_for 5 'says journal ready'
as_service rdisc "$RDISC" -t -v -i eth0
wait_for 5 'says journal "[|]PRIORITY=5[|]SYSLOG_FACILITY=3[|]SYSLOG_IDENTIFIER=rdisc[|]MESSAGE=started version="'
advertise r eth0 1800 192.0.2.1/7
wait_for 5 'routes_are h "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
wait_for 5 'says journal "[|]RDISC_EVENT=default_router_changed[|]"'
line=$(fields router_learned)
for field in PRIORITY=6 INTERFACE=eth0 RDISC_ROUTER=192.0.2.1 RDISC_SOURCE=192.0.2.1 RDISC_PREFERENCE=7 \
  RDISC_LIFETIME=1800; do
  case $line in
  *"|$field|"*) ;;
  *) fail "no $field in $line" ;;
  esac
done
check 'fields router_learned | grep -Eq "[|]MESSAGE_ID=[0-9a-f]{32}[|]"' "no MESSAGE_ID"
catalogue=$(dirname "$0")/../../contrib/systemd/rdisc.catalog
id=$(fields router_learned | sed 's/.*|MESSAGE_ID=\([0-9a-f]*\)|.*/\1/')
grep -q "^-- $id\$" "$catalogue" || fail "the catalogue does not know $id"
[ ! -s "$tmp/rdisc.err" ] || fail "a line twice: $(cat "$tmp/rdisc.err")"
pid=$(pid_of rdisc)
case $("$RDISC" --version) in
*+seccomp*) grep -q "^Seccomp:.*2\$" "/proc/$pid/status" || fail "there is no filter of system calls" ;;
esac
if [ "$(awk '{ n = $3 > n ? $3 : n } END { print n }' /proc/self/uid_map)" -gt 65534 ]; then
  uid=$(id -u rdisc) # 0 for a build that writes files at its end
  grep -q "^Uid:[[:blank:]]*${uid}[[:blank:]]" "/proc/$pid/status" || fail "it is not the user rdisc"
fi

# ---- What is wrong before the log opens --------------------------------------------------------------

echo 'routes { metric = wrong }' >"$tmp/wrong.conf"
refuses() {
  as_service wrong "$RDISC" -t "$@"
  ended wrong 5
  [ "$exit_status" -eq 1 ] || fail "$*: it ended with $exit_status"
}
refuses --no-such-option
wait_for 5 'says journal "[|]PRIORITY=3[|].*MESSAGE=.*no-such-option"'
refuses --config "$tmp/wrong.conf"
wait_for 5 'says journal "[|]PRIORITY=3[|].*MESSAGE=.*wrong.conf:1: metric = wrong"'

# ---- The journal comes anew --------------------------------------------------------------------------

stop journal
spawn again h "$python" "$(dirname "$0")/fake_journal.py" $socket
wait_for 5 'says again ready'
advertise r eth0 1800 192.0.2.2/8
wait_for 5 'says again "[|]RDISC_EVENT=router_learned[|].*[|]RDISC_ROUTER=192.0.2.2[|]"'

# ---- The journal does not read -----------------------------------------------------------------------

kill -s STOP "$(pid_of again)"
peer r advertise -i eth0 --router 192.0.2.3/9 --count 2000 --rate 0
wait_for 10 'routes_are h "default via 192.0.2.3 dev eth0 proto ra metric 4096"'
advertise r eth0 0 192.0.2.3
wait_for 10 'routes_are h "default via 192.0.2.2 dev eth0 proto ra metric 4096"'
kill -s CONT "$(pid_of again)"
wait_for 20 'advertise r eth0 1800 192.0.2.4; says again "[|]PRIORITY=4[|].*MESSAGE=log lines that could not be written lost=[1-9]"'
stop rdisc
wait_for 5 'says again "[|]MESSAGE=stopped "'
check '! says journal "^broken" && ! says again "^broken"' "a datagram that is not fields"

# ---- There is none -----------------------------------------------------------------------------------

stop again
rm $socket
refuses --no-such-option
check 'says wrong "^<3>.*no-such-option"' 'no level'
as_service without "$RDISC" -t -i eth0
wait_for 5 'says without "^<5>started version="'
pass
