# SPDX-License-Identifier: BSD-2-Clause
dist_man_MANS += man/rdisc.8 man/rdisc.conf.5 man/rdiscctl.8
