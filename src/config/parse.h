/* SPDX-License-Identifier: BSD-2-Clause */
/* One file: libConfuse reads it, and what it reads is built into the configuration. */
#ifndef RDISC_CONFIG_PARSE_H
#define RDISC_CONFIG_PARSE_H

#include "config/build.h"

/* Reads one file into what is being built. False: not all of it, and the messages say why. */
bool conffile_read(
    struct conffile *cf, const char *path, bool required, struct conffile_messages *messages);

#endif
