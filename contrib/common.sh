# shellcheck shell=sh
# SPDX-License-Identifier: BSD-2-Clause
# Read by contrib/check, contrib/demo and tests/ci/*: packages and builds. Expects $top, the absolute
# name of the source tree. Everything is built below $build (build/ in the tree, which git ignores).

set -eu
: "${top:?}"
build=${RDISC_BUILD_DIR:-$top/build}
jobs=$(nproc 2>/dev/null || echo 2)
test_jobs=$((4 * jobs)) # the tests with namespaces wait more than they work

say() {
  printf '%s\n' "$*"
}

die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# The packages for a build and the whole of `make check`, in the names of four distributions. Beyond what is read
# and compiled: FRR and tshark are the other side of interop_*.sh, BIND that of hook_dns.sh,
# nft and iptables that of doctor.sh.
build_packages="build-essential autoconf automake pkg-config libmnl-dev libcap-ng-dev libconfuse-dev libjansson-dev libpcap-dev libseccomp-dev"
check_packages="$build_packages check iproute2 iputils-ping procps mandoc clang-format codespell shellcheck tcpdump strace python3
  systemd apparmor jq prometheus python3-jsonschema bash binutils bsdutils frr tshark bind9 bind9-dnsutils nftables iptables
  git sysvinit-utils util-linux"
fedora_packages="gcc make autoconf automake pkgconf-pkg-config libmnl-devel libcap-ng-devel libconfuse-devel jansson-devel
  libpcap-devel libseccomp-devel check-devel iproute iputils procps-ng mandoc clang-tools-extra ShellCheck tcpdump jq"
arch_packages="base-devel autoconf automake pkgconf libmnl libcap-ng confuse jansson libpcap libseccomp check iproute2 iputils mandoc clang
  shellcheck tcpdump jq procps-ng"
alpine_packages="build-base linux-headers autoconf automake pkgconf libmnl-dev libcap-ng-dev confuse-dev jansson-dev libpcap-dev libseccomp-dev
  check-dev iproute2 iputils mandoc clang-extra-tools shellcheck tcpdump jq coreutils util-linux procps"

# ensure_packages PACKAGE...: Debian packages. Installs the missing ones, and says so first. Where
# that is not possible it says what to install and goes on: configure names what is really missing.
ensure_packages() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "Not a Debian system. The packages are called"
    if command -v dnf >/dev/null; then
      say "  dnf install $fedora_packages"
    elif command -v pacman >/dev/null; then
      say "  pacman -S $arch_packages"
    elif command -v apk >/dev/null; then
      say "  apk add $alpine_packages"
    else
      say "  $* (Debian's names)"
    fi
    say "Going on with what is there."
    return
  fi

  wanted=
  for package in "$@"; do
    if [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
      wanted="$wanted $package"
    fi
  done
  if [ -z "$wanted" ]; then return; fi
  if [ "$(id -u)" -ne 0 ]; then
    say "Missing packages; as root: apt-get install$wanted"
    say "Going on with what is there."
    return
  fi
  say "Installing with apt-get, and starting none of it:$wanted"
  install_packages "$wanted"
}

# install_packages "PACKAGE...": at once, or, where one of them cannot be had, the others.
install_packages() {
  DEBIAN_FRONTEND=noninteractive
  export DEBIAN_FRONTEND
  # Servers are for the tests' own networks; the machine does not become one.
  policy=/usr/sbin/policy-rc.d
  if [ -e $policy ] || ! printf '#!/bin/sh\nexit 101\n' >$policy; then policy=; fi
  if [ -n "$policy" ]; then
    chmod 755 $policy
    trap 'rm -f "$policy"; exit 1' HUP INT TERM
  fi
  apt-get update -qq || say "apt-get update failed."
  # shellcheck disable=SC2086 # a list of words
  if ! apt-get install -qq -y --no-install-recommends $1 >/dev/null; then
    for package in $1; do
      apt-get install -qq -y --no-install-recommends "$package" >/dev/null || say "Not to be had: $package"
    done
    say "Going on with what is there."
  fi
  if [ -n "$policy" ]; then
    rm -f "$policy"
    trap - HUP INT TERM
  fi
}

# configure_tree NAME [ARGUMENT...]: an up-to-date build directory $build/NAME, configured so.
configure_tree() {
  dir=$build/$1
  shift
  if [ -e "$top/config.status" ]; then
    die "this tree is configured in place, which rules out builds elsewhere: run 'make distclean' first"
  fi
  if [ ! -e "$top/Makefile.in" ] || [ "$top/configure.ac" -nt "$top/configure" ] ||
    [ -n "$(find "$top" -maxdepth 2 \( -name Makefile.am -o -name local.mk \) -newer "$top/Makefile.in")" ]; then
    say "Making ./configure"
    "$top/autogen.sh" >"$top/autogen.log" 2>&1 || {
      cat "$top/autogen.log"
      die "autogen.sh failed"
    }
  fi
  mkdir -p "$dir"
  # Configure again only for other arguments, a newer configure, or other libraries than were found: who
  # has run contrib/demo and then installs what tests need wants them built.
  asked="$* $(pkg-config --list-all 2>/dev/null | sort | cksum)"
  if [ ! -e "$dir/config.status" ] || [ "$top/configure" -nt "$dir/config.status" ] ||
    [ "$(cat "$dir/.arguments" 2>/dev/null)" != "$asked" ]; then
    rm -rf "$dir"
    mkdir -p "$dir"
    say "Configuring $dir${*:+ with $*}"
    (cd "$dir" && "$top/configure" --quiet "$@" >configure.log) || {
      cat "$dir/configure.log"
      die "configure failed; see $dir/config.log"
    }
    printf '%s\n' "$asked" >"$dir/.arguments"
  fi
}

# build_tree NAME [ARGUMENT...]: the same, and everything built. The programs lie in $dir.
build_tree() {
  configure_tree "$@"
  say "Building in $dir"
  make -s -C "$dir" -j "$jobs" all
}
