#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: packages are described in five places that nobody looks at until a release. Each is of the version
# that configure.ac builds, and asks for every library that configure looks for; so does the README.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

version=$(sed -n 's/^AC_INIT(\[rdisc\], \[\([^]]*\)\].*/\1/p' configure.ac)

# of FILE VERSION
of() {
  if [ "$2" != "$version" ]; then echo "$1:1: is of version '$2', configure.ac of $version"; fi
}

# What configure names when it is missing, in Debian's or Fedora's words. (Headers of the kernel come
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

# shellcheck disable=SC2046 # lists of words
verdict "$(
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
