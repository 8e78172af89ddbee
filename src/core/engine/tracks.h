/* SPDX-License-Identifier: BSD-2-Clause */
/* Tracks: the facts behind them, and the interfaces that follow them. */
#ifndef RDISC_CORE_ENGINE_TRACKS_H
#define RDISC_CORE_ENGINE_TRACKS_H

#include "core/engine/links.h"

/* Takes the verdicts over into a new configuration, before it is in force. They go by name. */
void engine_carry_tracks(struct engine *e, const struct conf *conf);

/* Judges the tracks of the kernel's facts, and has the interfaces follow where a verdict is due. */
void engine_advance_tracks(struct engine *e, usec_t now);

/* Returns when the next verdict is due. */
usec_t engine_tracks_deadline(const struct engine *e);

#endif
