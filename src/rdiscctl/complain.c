/* SPDX-License-Identifier: BSD-2-Clause */
/* Complaints to standard error. */
#include "config.h"

#include "rdiscctl/complain.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/printable.h"
#include "rdiscctl/call.h"

void rdiscctl_complain(const char *text)
{
	printable_line(stderr, "rdiscctl: %s", text);
}

int rdiscctl_misuse(const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	rdiscctl_complain(text);
	fputs("rdiscctl --help lists commands and options\n", stderr);
	return EXIT_USAGE;
}
