/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations that the fuzz targets share. A target is one program: a LLVMFuzzerTestOneInput() that takes any bytes
 * at all, and ends the program if something does not hold. libFuzzer brings its own main(); without it
 * main.c replays files. */
#ifndef RDISC_FUZZ_H
#define RDISC_FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Something that must hold for every input. */
#define claim(condition)                                                                           \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(                                                                   \
			    stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

/* Memory of exactly that size, so that a sanitizer sees the first byte beyond it. */
static inline void *exact_copy(const void *bytes, size_t len)
{
	void *copy = calloc(1, len > 0 ? len : 1);

	claim(copy != NULL);
	if (len > 0)
		memcpy(copy, bytes, len);
	return copy;
}

/* The input as a text; it ends at the first NUL, as every text does. */
static inline char *text_copy(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	claim(text != NULL);
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

#endif
