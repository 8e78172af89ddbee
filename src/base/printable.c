/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that neither steers a terminal nor breaks a line. */
#include "config.h"

#include "base/printable.h"

#include <stdbool.h>
#include <stdio.h>

void printable(const char *text, char *ret, size_t size)
{
	size_t n = 0;

	for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
		bool shown = *c >= ' ' && *c <= '~';

		if (n + (shown ? 1 : 4) >= size)
			break;
		if (shown)
			ret[n++] = (char)*c;
		else
			n += (size_t)snprintf(ret + n, size - n, "\\x%02x", *c);
	}
	ret[n] = '\0';
}
