#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The rights of the running daemon, as the kernel shows them: the account, the capabilities, no new
# privileges, the filter. Only a host that installs keeps anything; what cannot be given up ends it.
. "$(dirname "$0")/lib.sh"

ns_add h1
ns_add r1
link h1 eth0 r1 eth0
addr h1 eth0 192.0.2.10/24
addr r1 eth0 192.0.2.1/24
forwarding h1 1
uid=$(sed -n 's/^rdisc:x:\([0-9]*\):.*/\1/p' /etc/passwd)
case $("$RDISC" --version) in
*+seccomp*) filter=2 ;;
*) filter=0 ;;
esac

# status_is NAME CAPABILITIES [UID]: compares, member by member, with /proc/PID/status.
status_is() {
  local uid="${3:-0}" groups=
  [ "$uid" -ne 0 ] || groups=$root_groups
  cat >"$tmp/expected" <<END
Uid $uid $uid $uid $uid
Gid $uid $uid $uid $uid
Groups $groups
CapInh 0000000000000000
CapPrm $2
CapEff $2
CapBnd $bounding
CapAmb 0000000000000000
NoNewPrivs 1
Seccomp $filter
END
  awk -F '[:[:space:]]+' '/^(Uid|Gid|Groups|Cap...|NoNewPrivs|Seccomp):/ { sub(/:/, ""); $1 = $1; print }' \
    "/proc/$(pid_of "$1")/status" | sed 's/ *$//' >"$tmp/found"
  sed 's/ *$//' "$tmp/expected" | diff - "$tmp/found" >&2
}

# has_status CAPABILITIES [UID] ARGUMENT...
has_status() {
  local capabilities="$1" id="$2"
  shift 2
  # shellcheck disable=SC2086 # two words or none
  spawn daemon h1 $with_groups "$RDISC" -t -i eth0 "$@"
  wait_for 3 'says daemon "interface in use"'
  check "status_is daemon $capabilities $id" "rdisc $*: privileges"
}

net_admin=0000000000001000 nothing=0000000000000000
bounding=$nothing
# Started with groups, where there are any, so that there is something to give up.
with_groups="" root_groups=$(sed -n 's/^Groups:[[:space:]]*//p' /proc/self/status)
[ "${uid:-0}" -eq 0 ] || with_groups="setpriv --groups 0,4" root_groups="0 4"

# ---- as root -----------------------------------------------------------------------------------

has_status $net_admin 0 --user none
advertise r1 eth0 1800 192.0.2.1
wait_for 2 'routes_are h1 "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
stop daemon KILL # leaves a state file of root
has_status $nothing 0 --user none --install none
stop daemon
has_status $nothing 0 --user root -r
stop daemon

# ---- what cannot be ----------------------------------------------------------------------------

start_rdisc daemon h1 -i eth0 --user nonesuch
ended daemon 10
check '[ "$exit_status" -eq 1 ] && grep -q "user nonesuch: no such account" "$tmp/daemon.err"' \
  "an account that does not exist"

[ "${uid:-0}" -ne 0 ] || pass # the rest needs a second account, which these namespaces do not have

# No change of user without the right to it: then there is no daemon at all.
spawn daemon h1 setpriv --bounding-set -setuid "$RDISC" -t -i eth0 --user rdisc
ended daemon 10
check '[ "$exit_status" -eq 1 ] && grep -q "cannot drop privilege" "$tmp/daemon.err"' "the drop failed open"

# Without a configured account, a manager that gives root without that right has chosen.
# shellcheck disable=SC2086 # three words or none
spawn daemon h1 $with_groups setpriv --bounding-set -setuid "$RDISC" -t -i eth0
wait_for 3 'says daemon "interface in use"'
check 'status_is daemon $net_admin 0' "root without the right to leave it: privileges"
stop daemon

# ---- as rdisc, which is usual ------------------------------------------------------------------

ip netns exec h1 ip route flush proto ra
for arguments in "" "--user rdisc"; do
  # shellcheck disable=SC2086 # a list of words
  has_status $net_admin "$uid" $arguments
  check '[ "$(stat -c "%u %g %a" /run/rdisc /run/rdisc/state)" = "'"$uid $uid"' 755
'"$uid $uid"' 644" ]' "the runtime directory"
  advertise r1 eth0 1800 192.0.2.1
  wait_for 2 'routes_are h1 "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
  wait_for 2 'grep -q "address=192[.]0[.]2[.]1 " /run/rdisc/state'
  stop daemon
  check 'routes_are h1' "a route is left"
done
has_status $nothing "$uid" --install none
stop daemon
has_status $nothing "$uid" -r
stop daemon
cat >"$tmp/monitor.conf" <<'END'
interface eth0 { role = monitor }
daemon { user = rdisc }
END
start_rdisc daemon h1 --config "$tmp/monitor.conf"
wait_for 3 'says daemon "interface in use"'
check 'status_is daemon $nothing "$uid"' "a monitor's privileges"
stop daemon

# A directory that is not rdisc's own is not given away.
mkdir /run/others
spawn daemon h1 env RUNTIME_DIRECTORY=/run/others "$RDISC" -t -i eth0
wait_for 3 'says daemon "/run/others/state: Permission denied; after a crash"'
check '[ "$(stat -c %u /run/others)" -eq 0 ]' "another directory was given away"
stop daemon

# [faults E6] Said at the start, and not at the first reload.
cat >"$tmp/secret.conf" <<'END'
interface eth0 { role = host }
END
chmod 600 "$tmp/secret.conf"
chmod 755 "$tmp"
start_rdisc daemon h1 -i eth0 --config "$tmp/secret.conf"
wait_for 3 'says daemon "interface in use"'
check 'says daemon "secret.conf: .*Permission denied; no reload will work until the user of rdisc can read it"' \
  "no word on a configuration that only root can read"
stop daemon
chmod 644 "$tmp/secret.conf"
start_rdisc daemon h1 -i eth0 --config "$tmp/secret.conf"
wait_for 3 'says daemon "interface in use"'
check '! says daemon "no reload will work"' "a configuration that all can read is called unreadable"
stop daemon

# ---- without an account rdisc [faults E2, E5] -------------------------------------------------

# A single uid, as in a container: the usual account cannot be had, one that was asked for must be.
cat >"$tmp/single" <<END
ip link add eth0 type veth peer name eth1 && ip link set eth0 up && ip link set eth1 up &&
  ip addr add 192.0.2.10/24 dev eth0 && exec "$RDISC" -t -i eth0 "\$@"
END
spawn daemon h1 unshare --user --map-root-user --net sh "$tmp/single"
wait_for 3 'says daemon "interface in use"'
check 'says daemon "no account rdisc or nobody here: staying root"' "root stays without a word"
stop daemon
spawn daemon h1 unshare --user --map-root-user --net sh "$tmp/single" --user rdisc
ended daemon 10
check '[ "$exit_status" -eq 1 ] && says daemon "user rdisc: this user namespace does not have it"' \
  "an account that was asked for is not taken, and not missed"

accounts=$(cat /etc/passwd)
printf '%s\n' "$accounts" | grep -v '^rdisc:' >/etc/passwd
has_status $net_admin 65534
check 'says daemon "no account rdisc here: running as nobody"' "nobody without a word"
stop daemon
printf '%s\n' "$accounts" >/etc/passwd

# [faults E2] Root that stays reads again what it is to read, and nothing else.
start_rdisc daemon h1 -i eth0 --user none --config "$tmp/secret.conf"
wait_for 3 'says daemon "interface in use"'
kill -s HUP "$(pid_of daemon)"
wait_for 3 'says daemon "reloaded"'
stop daemon
check '! [ -e /run/rdisc/control ]' "the control socket is left"

# [faults G9] A group that the kernel does not give.
cat >"$tmp/group.conf" <<'END'
interface eth0 { role = host }
daemon { control-group = adm }
END
chown 64322 /run/rdisc
spawn daemon h1 setpriv --reuid 64322 --regid 64322 --clear-groups --inh-caps +net_raw,+net_admin \
  --ambient-caps +net_raw,+net_admin --bounding-set -all,+net_raw,+net_admin "$RDISC" -t -i eth0 \
  --config "$tmp/group.conf"
wait_for 3 'says daemon "interface in use"'
check 'says daemon "control-group adm: .*[(]systemd: Group=adm[)]"' "no word on how to get the group"
check '"$RDISCCTL" interfaces >/dev/null' "root has no control socket"
stop daemon

# ---- started unprivileged, by a manager --------------------------------------------------------

# The bounding set takes CAP_SETPCAP, and the manager has set it.
bounding=0000000000003000
spawn daemon h1 setpriv --reuid 64322 --regid 64322 --clear-groups --inh-caps +net_raw,+net_admin \
  --ambient-caps +net_raw,+net_admin --bounding-set -all,+net_raw,+net_admin "$RDISC" -t -i eth0 --user rdisc
wait_for 3 'says daemon "interface in use"'
check 'status_is daemon $net_admin 64322' "started by a manager: privileges"
stop daemon

pass
