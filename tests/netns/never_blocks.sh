#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The daemon waits for no other: neither a reader of the log, nor a disk, nor a client. Whatever hangs, an advertisement
# with lifetime 0 takes effect within 50 ms, and SIGTERM ends the daemon within a second, as they do where
# nothing hangs; beyond that counts how long this machine has programs wait.
#
# [faults C1, C2, C3, C6]
# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/lib.sh"

need_python
command -v prlimit >/dev/null || skip "prlimit is missing (util-linux)"
never=$(dirname "$0")/never_reads.py
control=/run/rdisc/control
daemon_name=$(basename "$RDISC" | cut -c 1-15)

# A /dev of our own, with a /dev/log: the one of the machine is no place for our lines.
mkdir "$tmp/dev" "$tmp/dev/pts"
for node in null zero full random urandom; do
  : >"$tmp/dev/$node"
  mount --bind "/dev/$node" "$tmp/dev/$node" || unavailable "no /dev of our own"
done
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$tmp/dev/pts" || unavailable "no terminals of our own"
ln -s pts/ptmx "$tmp/dev/ptmx"
mount --rbind "$tmp/dev" /dev || unavailable "no /dev of our own"

ns_add h
ns_add r
link h eth0 r eth0
addr h eth0 192.0.2.10/24
for i in 1 2 3 4 5 6; do addr r eth0 "192.0.2.$i/24"; done
capture heard h eth0 --count 0
witness kernel h

# A router that is back after its last words is not believed the next time: each is used once.
router=1

learn() {
  wait_for 10 'advertise r eth0 1800 "192.0.2.$router"; routes h | grep -q "^default via 192.0.2.$router "'
}

# Sets $late: for how many ms the kernel's route outlived the last word of its router.
withdraw() {
  learn
  removed=$(count kernel "del .* via 192.0.2.$router ")
  advertise r eth0 0 "192.0.2.$router"
  wait_for 20 "[ \"\$(count kernel 'del .* via 192.0.2.$router ')\" -gt $removed ]"
  late=$(minus "$(time_of kernel "del .* via 192.0.2.$router ")" "$(time_of heard ' lifetime=0 ')")
  router=$((router + 1))
}

# The number of the process that is the daemon: a background is a child of what was spawned.
find_daemon() {
  local comm name
  for comm in /proc/[0-9]*/comm; do
    if { read -r name <"$comm"; } 2>/dev/null && [ "$name" = "$daemon_name" ]; then
      daemon=${comm#/proc/}
      daemon=${daemon%/comm}
    fi
  done
}

# Hundredths of a second of processor so far.
processor() {
  awk '{ print $14 + $15 }' "/proc/$daemon/stat"
}

# Sets $ended: how many ms it took to end it.
end_daemon() {
  local began
  began=$(date +%s%N)
  kill -s TERM "$daemon"
  wait_for 20 '! kill -0 "$daemon" 2>/dev/null || grep -q "^State:.*zombie" "/proc/$daemon/status"'
  ended=$((($(date +%s%N) - began) / 1000000))
}

# judge WHAT: the daemon that runs does what it has to in time.
judge() {
  local what="$1" worst=0
  find_daemon
  for _ in 1 2; do
    withdraw
    worst=$(printf '%s\n%s\n' "$worst" "$late" | sort -n | tail -n 1)
  done
  end_daemon
  echo "$what: withdrawn after at most $worst ms, ended after $ended ms"
  check "in_time -5 $worst 50" "$what: the route stays"
  check "in_time 0 $ended 1000" "$what: SIGTERM has no effect"
}

rdisc() {
  router=1
  spawn daemon h "$@"
  learn
}

# ---- Nothing hangs -----------------------------------------------------------------------------

rdisc "$RDISC" -t -v -i eth0
judge calm
ended daemon 5
[ "$exit_status" -eq 0 ] || fail "ended with $exit_status"

# ---- The reader of the log -------------------------------------------------------------------------

for kind in pipe stream terminal limit; do
  rdisc "$python" "$never" "$kind" "$RDISC" -t -v -i eth0
  judge "$kind"
  ended daemon 5
  [ "$exit_status" -eq 0 ] || fail "$kind: ended with $exit_status"
done

rdisc sh -c 'exec "$@" 2>/dev/full' sh "$RDISC" -t -v -i eth0
judge 'full disk'
ended daemon 5

# A reader that is stopped later, with all a neighbour can do to fill the pipe.
mkfifo "$tmp/fifo"
spawn reader h cat "$tmp/fifo"
rdisc sh -c 'exec "$@" 2>"$0"' "$tmp/fifo" "$RDISC" -t -v -i eth0
for turn in told untold; do
  kill -s STOP "$(pid_of reader)"
  peer r advertise -i eth0 --router "192.0.2.$router" --count 2000 --rate 0
  [ "$turn" = told ] || continue
  withdraw # all are heard
  kill -s CONT "$(pid_of reader)"
  wait_for 5 'advertise r eth0 1800 "192.0.2.$router"; says reader "log lines that could not be written lost=[1-9]"'
done
judge 'stopped reader'
ended daemon 5
kill -s CONT "$(pid_of reader)"
ended reader 5

spawn log h "$python" "$never" log /dev/log
wait_for 5 'says log ready'
router=1
spawn daemon h "$RDISC" -v -i eth0
ended daemon 10 # it goes to the background
judge "the system's log"
stop log
rm /dev/log

# The journal, with its own protocol.
mkdir -p /run/systemd/journal
spawn log h "$python" "$never" log /run/systemd/journal/socket
wait_for 5 'says log ready'
# shellcheck disable=SC2016
rdisc sh -c 'JOURNAL_STREAM=$(stat -L -c %d:%i /dev/fd/2) exec "$@"' sh "$RDISC" -t -v -i eth0
judge 'the journal'
ended daemon 5
stop log
rm /run/systemd/journal/socket

# ---- A client ----------------------------------------------------------------------------------

rdisc "$RDISC" -t -v -i eth0
spawn client h "$python" "$never" client "$control"
wait_for 5 'says client ready'
kill -s STOP "$(pid_of client)"
i=0
while [ "$i" -lt 160 ]; do
  i=$((i + 1))
  ip -n h link set eth0 down
  ip -n h link set eth0 up
done
wait_for 10 'has_carrier h eth0'
judge 'stopped client'
ended daemon 5
kill -s CONT "$(pid_of client)"
stop client

# ---- A configuration that is a pipe ------------------------------------------------------------

echo 'interface eth0 { }' >"$tmp/rdisc.conf"
mkdir "$tmp/rdisc.conf.d"
rdisc "$RDISC" -t -v --config "$tmp/rdisc.conf"
mkfifo "$tmp/rdisc.conf.d/a.conf"
kill -s HUP "$(pid_of daemon)"
wait_for 5 '[ "$(count daemon "reload refused, the running configuration stays")" -eq 1 ]'
rm "$tmp/rdisc.conf"
mkfifo "$tmp/rdisc.conf"
kill -s HUP "$(pid_of daemon)"
wait_for 5 '[ "$(count daemon "reload refused, the running configuration stays")" -eq 2 ]'
judge 'a pipe for a configuration'
ended daemon 5

# ---- No descriptor left ------------------------------------------------------------------------

rdisc "$RDISC" -t -v -i eth0
find_daemon
descriptors=0
while [ -e "/proc/$daemon/fd/$descriptors" ]; do descriptors=$((descriptors + 1)); done
stop daemon
rdisc prlimit --nofile=$((descriptors + 4)) "$RDISC" -t -v -i eth0 # the start takes some that it closes
find_daemon
spawn client h "$python" "$never" knock "$control" 8
wait_for 5 'in_ns h ss -xl | grep -q "LISTEN *[1-9][0-9]* .*/run/rdisc/control"'
before=$(processor)
read_clock
began=$now
wait_for 5 '[ "$(count daemon "control: cannot accept a client: .*")" -eq 1 ]'
never_within 1.5 '[ "$(count daemon "control: cannot accept a client: .*")" -gt 1 ]'
read_clock
check "[ $(($(processor) - before)) -le $(((now - began) / 4)) ]" 'it asks and asks who is there'
judge 'no descriptor'
ended daemon 5
stop client

# ---- Started with nothing ----------------------------------------------------------------------

for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
  rdisc sh -c 'exec "$@" '"$closed" sh "$RDISC" -t -v -i eth0
  judge "started with $closed"
  ended daemon 5
  [ "$exit_status" -eq 0 ] || fail "$closed: ended with $exit_status"
  spawn log h "$PEER" syslog --socket /dev/log
  wait_for 5 "says log '^ready\$'"
  router=1
  spawn daemon h sh -c 'exec "$@" '"$closed" sh "$RDISC" -i eth0
  ended daemon 10
  judge "background, $closed"
  stop log
  rm /dev/log
done

pass
