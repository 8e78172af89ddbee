/* SPDX-License-Identifier: BSD-2-Clause */
/* The state file: which routers are known and until when, for the next run on the same boot.
 *
 * IPv4 routes have no lifetime in the kernel, so after a crash only this file knows when they end.
 * It is opened once, before privilege is dropped, and locked: a second daemon on the same file goes
 * without. A file that is broken, half written, of another boot or network namespace reads as empty.
 *
 *	rdisc-state 1 boot=BOOT_ID netns=INODE
 *	router iface=eth0 ifindex=2 address=192.0.2.1 preference=0 deadline=MICROSECONDS
 *	end 1
 */
#ifndef RDISC_STATE_H
#define RDISC_STATE_H

#include "model.h"

struct state {
	int fd;
	char path[256];
	char header[128]; /* the first line, with its newline */
};

/* Opens DIRECTORY/state, making the directory if need be. 0 or a negative errno (-EWOULDBLOCK:
 * another daemon has it); the other functions then do nothing. */
int state_open(struct state *s, const char *directory);
void state_close(struct state *s);

/* Reads at most `max` routers. */
size_t state_read(const struct state *s, struct known_router *ret, size_t max);

/* Writes the file anew. 0 or a negative errno. */
int state_write(const struct state *s, const struct known_router *routers, size_t n);

/* Empties it: a clean end leaves nothing to adopt. */
void state_clear(const struct state *s);

/* Text to routers and back. `text` ends with a 0; state_format() returns the length it would need. */
size_t state_parse(const char *text, const char *header, struct known_router *ret, size_t max);
size_t state_format(
	char *buf, size_t size, const char *header, const struct known_router *routers, size_t n);

#endif
