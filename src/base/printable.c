/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that neither steers a terminal nor breaks a line. */
#include "config.h"

#include "base/printable.h"

#include <stdarg.h>
#include <stdbool.h>

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

void printable_line(FILE *f, const char *format, ...)
{
	char text[1024], clean[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	printable(text, clean, sizeof(clean));
	fprintf(f, "%s\n", clean);
}
