# shellcheck shell=sh
# SPDX-License-Identifier: BSD-2-Clause
# Read by the steps of continuous integration: $top and the functions of contrib/common.sh.
top=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
# shellcheck source=contrib/common.sh
. "$top/contrib/common.sh"

# machine NAME: how programs for a machine of Debian's name NAME are made and run on this one: $triplet, of the
# compiler; $libraries, where its libraries lie below /usr/lib; $emulator; and $machine_packages.
machine() {
  case $1 in
  i386) triplet=i686-linux-gnu emulator=qemu-i386 ;; # not every kernel of 64 bits takes programs of 32
  armhf) triplet=arm-linux-gnueabihf emulator=qemu-arm ;;
  arm64) triplet=aarch64-linux-gnu emulator=qemu-aarch64 ;;
  ppc64el) triplet=powerpc64le-linux-gnu emulator=qemu-ppc64le ;;
  s390x) triplet=s390x-linux-gnu emulator=qemu-s390x ;;
  riscv64) triplet=riscv64-linux-gnu emulator=qemu-riscv64 ;;
  *) die "no machine is called $1; there are i386, armhf, arm64, ppc64el, s390x and riscv64" ;;
  esac
  libraries=$triplet
  [ "$1" != i386 ] || libraries=i386-linux-gnu
  # shellcheck disable=SC2034 # for the steps
  machine_packages="gcc-$triplet libc6-dev-$1-cross"
}

# Sets $archive and $release of the Debian that this machine is, and $archive_key.
find_archive() {
  release=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
  # shellcheck disable=SC2016 # for apt-get to expand
  archive=$(apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
    sed -n "s/^$release //p" | head -n 1)
  [ -n "$archive" ] || die "no archive of $release is known here: apt-get update"
  # shellcheck disable=SC2034 # for the steps
  archive_key=signed-by=/usr/share/keyrings/debian-archive-keyring.gpg
}

# open_books PLACE SOURCES ARCHITECTURES: books of apt-get's in PLACE that are not the machine's, so that
# packages of other machines and releases can be fetched, and none of them be installed by mistake.
open_books() {
  books=$1
  mkdir -p "$books/lists/partial" "$books/cache/archives/partial" "$books/none"
  : >"$books/status"
  printf '%s\n' "$2" >"$books/sources.list"
  cat >"$books/apt.conf" <<END_OF_FILE
Dir::State "$books";
Dir::State::status "$books/status";
Dir::Cache "$books/cache";
Dir::Etc::sourcelist "$books/sources.list";
Dir::Etc::sourceparts "$books/none";
APT::Architectures { $3 };
APT::Sandbox::User "root";
Acquire::Languages "none";
END_OF_FILE
  from_books apt-get update -qq || die 'apt-get update failed'
}

# from_books COMMAND...: with these.
from_books() {
  (APT_CONFIG=$books/apt.conf && export APT_CONFIG && "$@")
}

# unpack_release PLACE: the tarball of this tree, unpacked below PLACE/build as $tree; sets $version, and $dir, the build
# that has the peer of the tests.
unpack_release() {
  # shellcheck disable=SC2086 # a list of words
  ensure_packages $build_packages
  build_tree dist
  make -s -C "$dir" --no-print-directory dist
  make -s -C "$dir" tests/peer/peer
  version=$(sed -n 's/^AC_INIT(\[rdisc\], \[\([^]]*\)\].*/\1/p' "$top/configure.ac")
  rm -rf "$1/build"
  mkdir -p "$1/build"
  tar -xzf "$dir/rdisc-$version.tar.gz" -C "$1/build"
  tree=$1/build/rdisc-$version
}

# build_package PLACE: the Debian package of what unpack_release has unpacked; sets $deb. The error is at the end of a long
# output.
build_package() {
  ensure_packages check debhelper dpkg-dev fakeroot
  (cd "$tree" && dpkg-buildpackage -us -uc) >"$1/build.log" 2>&1 || {
    tail -n 50 "$1/build.log"
    die "dpkg-buildpackage failed; see $1/build.log"
  }
  if grep -E '(^dpkg|^dh_|[.][ch]:[0-9:]+ |<command-line>).*warning:' "$1/build.log"; then
    die "dpkg-buildpackage warns; see $1/build.log"
  fi
  # shellcheck disable=SC2034 # for the steps
  deb=$(echo "$1/build/rdisc_${version}"_*.deb)
}
