#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: five places describe packages, and are not looked at before a release. Each is of the version
# that configure.ac builds, and asks for every library that configure looks for; so does the README.
# Debian's names the units of `make install`, which take the place of its own. [faults G12]
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

version=$(sed -n 's/^AC_INIT(\[rdisc\], \[\([^]]*\)\].*/\1/p' configure.ac)

# of FILE VERSION
of() {
  if [ "$2" != "$version" ]; then echo "$1:1: is of version '$2', configure.ac of $version"; fi
}

# The packages that configure names when they are missing, in Debian's or Fedora's words. (Headers of the kernel come
# with those of the C library.)
libraries() {
  sed -n "s/.*RDISC_MISSING(\[[^]]*\], \[\([^] ]*\)\], \[\([^] ]*\)\]).*/\\$1/p" configure.ac |
    grep -vx -e linux-libc-dev -e kernel-headers
}

# asks FILE NAME...: for each, as a word.
asks() {
  file=$1
  shift
  for name; do
    grep -qE "(^|[^[:alnum:]-])$name([^[:alnum:]-]|\$)" "$file" || echo "$file:1: does not ask for $name"
  done
}

# Installed over UNIT of another kind, what does the package say?
says_over() {
  root=$(mktemp -d)
  mkdir -p "$root${1%/*}"
  if [ "$2" = link ]; then ln -s /dev/null "$root$1"; else : >"$root$1"; fi
  sed '/^#DEBHELPER#$/d' debian/rdisc.postinst | DPKG_ROOT=$root sh -s configure
  rm -r "$root"
}

shadowed() {
  for unit in /usr/local/lib/systemd/system/rdisc.service /etc/systemd/system/rdisc.service; do
    says_over $unit file | grep -q "$unit takes the place" ||
      echo "debian/rdisc.postinst:1: does not say that $unit takes the place of its own"
  done
  # Masked is not replaced, and the package's own is no other.
  for quiet in '/etc/systemd/system/rdisc.service link' '/lib/systemd/system/rdisc.service file'; do
    # shellcheck disable=SC2086 # two words
    if says_over $quiet | grep .; then echo "debian/rdisc.postinst:1: complains of $quiet"; fi
  done
}

# shellcheck disable=SC2046 # lists of words
verdict "$(
  shadowed
  of debian/changelog "$(sed -n '1s/^rdisc (\([^)]*\)).*/\1/p' debian/changelog)"
  of contrib/rpm/rdisc.spec "$(sed -n 's/^Version: *//p' contrib/rpm/rdisc.spec)"
  of contrib/rpm/rdisc.spec "$(sed -n '/^%changelog/{n;s/.* - \(.*\)-[0-9]*$/\1/p;}' contrib/rpm/rdisc.spec)"
  of contrib/APKBUILD "$(sed -n 's/^pkgver=//p' contrib/APKBUILD)"
  of contrib/openwrt/Makefile "$(sed -n 's/^PKG_VERSION:=//p' contrib/openwrt/Makefile)"
  asks debian/control $(libraries 1)
  asks contrib/common.sh $(libraries 1) $(libraries 2)
  asks contrib/rpm/rdisc.spec $(libraries 2)
  asks README.md $(libraries 1 | grep -vx check)
  asks contrib/common.sh $(sed -n 's/^makedepends="\(.*\)"/\1/p' contrib/APKBUILD)
)"
