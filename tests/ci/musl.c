/* SPDX-License-Identifier: BSD-2-Clause */
/* The one name that Debian's libmnl.so.0 wants of its C library and that musl has not (tests/ci/musl). */
#include <stdarg.h>
#include <stdio.h>

int __fprintf_chk(FILE *file, int flag, const char *format, ...);

int __fprintf_chk(FILE *file, int flag, const char *format, ...)
{
	va_list list;
	int n;

	(void)flag;
	va_start(list, format);
	n = vfprintf(file, format, list);
	va_end(list);
	return n;
}
