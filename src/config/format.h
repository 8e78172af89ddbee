/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of keys to texts: the other way round than values.c. */
#ifndef RDISC_CONFIG_FORMAT_H
#define RDISC_CONFIG_FORMAT_H

#include "config/keys.h"

/* Returns the value of the key in the section's struct as the file would have it: what confkey_set() takes.
 * It is in `buffer`, or a text of the struct. NULL: not set. */
const char *confkey_format(const struct confkey *key, const void *base, char *buffer, size_t size);

#endif
