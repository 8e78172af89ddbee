/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts what the core allocates, and makes an allocation fail on purpose (ld --wrap). */
#ifndef RDISC_TESTS_ALLOC_H
#define RDISC_TESTS_ALLOC_H

#include <stddef.h>

/* Calls of malloc, calloc and realloc from our own code since the last alloc_reset(). */
unsigned alloc_count(void);

void alloc_reset(void);

/* The `n`th allocation from now on fails, once; 0: none does. */
void alloc_fail(unsigned n);

/* The functions that the linker calls instead, and those that it hides. */
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);

#endif
