#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: a service file that its service manager refuses, or that opens more than it has to, is noticed by
# users first. The systemd unit loads without a complaint and has an exposure of 1.7 at most; its user
# can be made; the AppArmor profile and the scripts of the other managers are at least well-formed.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

unit=${top_builddir:-.}/contrib/systemd/rdisc.service
if [ -z "${RDISC:-}" ] || [ ! -r "$unit" ]; then
  echo "service: RDISC is not set or $unit not built; make check does both"
  exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

complain() {
  echo "$*"
  status=1
}

# without TOOL PACKAGE: it is missing, which is told at the end.
missing=
without() {
  if command -v "$1" >/dev/null; then return 1; fi
  missing="$missing $1 (Debian: $2)"
}

if ! without systemd-analyze systemd; then
  # The program is not installed yet.
  sed "s,^ExecStart=[^ ]*,ExecStart=$RDISC," "$unit" >"$work/rdisc.service"
  systemd-analyze verify --man=no "$work/rdisc.service" >"$work/out" 2>&1 || status=1
  if [ -s "$work/out" ]; then
    sed "s,$work/rdisc.service,contrib/systemd/rdisc.service.in," "$work/out"
    status=1
  fi
  systemd-analyze security --offline=yes --threshold=17 "$work/rdisc.service" >"$work/out" 2>&1 ||
    complain "contrib/systemd/rdisc.service.in:1: more exposed than 1.7"
  if [ $status -ne 0 ]; then grep '^-' "$work/out"; fi # what remains exposed
  tail -n 1 "$work/out"
fi

if ! without systemd-sysusers systemd; then
  mkdir -p "$work/root/etc"
  if systemd-sysusers --root="$work/root" "$PWD/contrib/sysusers.d/rdisc.conf" >"$work/out" 2>&1; then
    grep -q '^rdisc:.*:/usr/sbin/nologin$' "$work/root/etc/passwd" ||
      complain "contrib/sysusers.d/rdisc.conf:1: makes no user rdisc without a shell"
  elif [ "$(id -u)" -eq 0 ]; then
    cat "$work/out"
    complain "contrib/sysusers.d/rdisc.conf:1: systemd-sysusers refuses it"
  fi
fi

# Neither reads nor loads anything that the machine's own profiles are made of.
if ! without apparmor_parser apparmor; then
  apparmor_parser --skip-kernel-load --skip-cache --skip-read-cache --quiet \
    contrib/apparmor/usr.sbin.rdisc >"$work/out" 2>&1 || {
    cat "$work/out"
    complain "contrib/apparmor/usr.sbin.rdisc:1: apparmor_parser refuses it"
  }
fi

# Scripts that a service manager's own shell runs: shell.sh does not take them for programs.
for file in contrib/openrc/rdisc contrib/openwrt/files/rdisc.init contrib/APKBUILD; do
  sh -n "$file" || complain "$file:1: not a shell script"
  if ! without shellcheck shellcheck; then shellcheck --external-sources --format=gcc "$file" || status=1; fi
done

# Every one of them honours the options file.
for file in contrib/systemd/rdisc.service.in contrib/openrc/rdisc contrib/init.d/rdisc \
  contrib/openwrt/files/rdisc.init; do
  for word in default/rdisc OPTIONS SEND_ADDRESS RECEIVE_ADDRESS; do
    grep -q "$word" "$file" || complain "$file:1: does not know $word"
  done
done

if [ $status -eq 0 ] && [ -n "$missing" ]; then skip "not found:$missing; all else was fine"; fi
exit $status
