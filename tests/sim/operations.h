/* SPDX-License-Identifier: BSD-2-Clause */
/* The real default router list and the reference model, side by side, under random operations. */
#ifndef SIM_OPERATIONS_H
#define SIM_OPERATIONS_H

#include "base/util.h"

/* Makes `n` of them. Says so and ends the program when the two differ. */
void operations_run(uint64_t seed, uint64_t n, bool verbose);

#endif
