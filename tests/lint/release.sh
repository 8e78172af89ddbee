#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: a release cannot be taken back. contrib/release refuses what is not clean, not tagged, or of which
# NEWS or a package tells something else; shown in a repository of its own.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

command -v git >/dev/null || skip "git not found (Debian: apt-get install git)"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
repository=$work/rdisc
mkdir -p "$repository/tests/lint" "$repository/contrib/openwrt" "$repository/contrib/rpm" "$repository/debian"
for file in configure.ac NEWS README.md contrib/common.sh contrib/release contrib/APKBUILD \
  contrib/openwrt/Makefile contrib/rpm/rdisc.spec debian/changelog debian/control debian/rdisc.postinst \
  tests/lint/lib.sh tests/lint/packages.sh; do
  cp "$file" "$repository/$file"
done
cd "$repository"
chmod -R u+w .
version=$(sed -n 's/^AC_INIT(\[rdisc\], \[\([^]]*\)\].*/\1/p' configure.ac)

# git, whatever the user's settings are.
git() {
  HOME=$work command git -c user.name=test -c user.email=test@example.org -c init.defaultBranch=main "$@"
}
commit() {
  git add -A
  git commit -q -m "$1"
}
tag() {
  git tag -f -a -m "rdisc $version" "v$version" >/dev/null
}

status=0
# refuses WHY REGEX: contrib/release must, for that reason.
refuses() {
  if HOME=$work contrib/release --check >"$work/out" 2>&1; then
    echo "contrib/release:1: goes on $1"
    status=1
  elif ! grep -q "$2" "$work/out"; then
    echo "contrib/release:1: $1 it says: $(cat "$work/out")"
    status=1
  fi
}

git init -q
sed -i "s/^rdisc $version (.*)/rdisc $version (unreleased)/" NEWS
commit undated
tag
refuses 'without a date in NEWS' 'NEWS has no date'
sed -i "s/^rdisc $version (.*)/rdisc $version (2026-11-22)/" NEWS
refuses 'with a change that is not committed' 'not clean'
commit dated
refuses 'with the tag on another commit' 'tag of another commit'
git tag -d "v$version" >/dev/null
refuses 'without a tag' 'no tag'
git tag "v$version"
refuses 'with a tag that nobody signed for' 'git tag -s'
tag
if ! HOME=$work contrib/release --check >"$work/out" 2>&1; then
  echo "contrib/release:1: refuses what is right: $(cat "$work/out")"
  status=1
fi
git branch dated
touch new
refuses 'with a file that git does not know' 'not clean'
rm new
sed -i "s/^rdisc $version (/rdisc 9$version (/" NEWS
commit 'other news'
tag
refuses 'with the NEWS of another version' 'NEWS is of'

# other FILE SED: a package of another version, in a commit that is tagged.
other() {
  git reset -q --hard dated
  sed -i "$2" "$1"
  commit "another version in $1"
  tag
  refuses "with another version in $1" "^$1:1: "
}
other contrib/APKBUILD 's/^pkgver=/&9/'
other contrib/openwrt/Makefile 's/^PKG_VERSION:=/&9/'
other contrib/rpm/rdisc.spec 's/^Version: */&9/'
other contrib/rpm/rdisc.spec "s/ - $version-/ - 9$version-/"
other debian/changelog '1s/(/&9/'
git reset -q --hard dated
sed -i 's/^AC_INIT(\[rdisc\], \[/&9/' configure.ac
commit 'another version in configure.ac'
refuses 'with another version in configure.ac' 'NEWS is of'
exit $status
