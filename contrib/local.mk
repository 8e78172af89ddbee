# SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += contrib/check contrib/common.sh contrib/demo contrib/laboratory
dist_doc_DATA = contrib/rdisc.conf
