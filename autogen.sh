#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Makes ./configure from configure.ac. Needed in a git checkout only; a release tarball has it.
set -eu
cd "$(dirname "$0")"

missing=
for tool in autoreconf automake pkg-config; do
  command -v "$tool" >/dev/null || missing="$missing $tool"
done
if [ -n "$missing" ]; then
  echo "autogen.sh: not found:$missing" >&2
  echo "  Debian: apt-get install autoconf automake pkg-config" >&2
  echo "  Fedora: dnf install autoconf automake pkgconf-pkg-config" >&2
  exit 1
fi
exec autoreconf --install --force "$@"
