# shellcheck shell=sh
# SPDX-License-Identifier: BSD-2-Clause
# Read by the steps of continuous integration: $top and the functions of contrib/common.sh.
top=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
# shellcheck source=contrib/common.sh
. "$top/contrib/common.sh"
