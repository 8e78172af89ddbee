/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts what the core allocates, and makes an allocation fail on purpose. */
#include "config.h"

#include "unit/alloc.h"

#include <stdbool.h>

static unsigned count, fail_in;

unsigned alloc_count(void)
{
	return count;
}

void alloc_reset(void)
{
	count = 0;
}

void alloc_fail(unsigned n)
{
	fail_in = n;
}

static bool refuse(void)
{
	count++;
	return fail_in > 0 && --fail_in == 0;
}

void *__wrap_malloc(size_t size)
{
	return refuse() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return refuse() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t size)
{
	return refuse() ? NULL : __real_realloc(p, size);
}
