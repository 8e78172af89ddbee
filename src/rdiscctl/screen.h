/* SPDX-License-Identifier: BSD-2-Clause */
/* The terminal as a screen that is drawn again and again, and given back as it was. */
#ifndef RDISC_RDISCCTL_SCREEN_H
#define RDISC_RDISCCTL_SCREEN_H

#include <termios.h>

#include "base/util.h"

struct screen {
	int signals; /* a descriptor */
	bool keys;   /* the keyboard is ours, and the terminal was like this */
	struct termios before;
};

/* Takes the terminal over, until screen_close(). 0 or a negative errno: standard output is no terminal. */
int screen_open(struct screen *s);
void screen_close(struct screen *s);

/* Shows as many of these lines as there is room for. */
void screen_draw(const char *text);

/* Waits for that time, or until a new size requires drawing. False: the user wants to
 * end, by the key q or a signal. */
bool screen_wait(struct screen *s, usec_t time);

#endif
