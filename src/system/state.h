/* SPDX-License-Identifier: BSD-2-Clause */
/* The state file: which routers are known and until when, for the next run on the same boot.
 *
 * IPv4 routes have no lifetime in the kernel, so after a crash only this file knows when they end.
 * It is opened once, before privilege is dropped, and locked: a second daemon on the same file goes
 * without. A file that is broken, half written, of another boot or network namespace reads as empty.
 *
 *	rdisc-state 1 boot=BOOT_ID netns=INODE.COOKIE
 *	daemon pid=PID table=254 metric=4096 protocol=9 interfaces=eth0/wlan*:100
 *	router iface=eth0 ifindex=2 address=192.0.2.1 preference=0 deadline=MICROSECONDS
 *	end 1
 *
 * A number behind an interface is that of its routing table, if it has one of its own.
 */
#ifndef RDISC_SYSTEM_STATE_H
#define RDISC_SYSTEM_STATE_H

#include "model/conf.h"

struct state {
	int fd;
	char path[256];
	char header[128]; /* the first line, with its newline */
	char *daemon;     /* the second line, or NULL: none is written */
};

/* The owner of the routes in the file: enough for another daemon to find them again. */
struct state_owner {
	long pid;
	bool runs; /* it holds the lock */
	struct conf
	    conf; /* its tables, metric, protocol and host interfaces; all else is at its default */
	struct conf_iface *ifaces; /* storage of conf.ifaces */
	char *text;                /* storage of their names */
};

/* Opens DIRECTORY/state, making the directory if need be. 0 or a negative errno (-EWOULDBLOCK:
 * another daemon has it); the other functions then do nothing. */
int state_open(struct state *s, const char *directory);
void state_close(struct state *s);

/* Names the daemon that installs these routes in the file. False: no memory, and it names none. */
bool state_name_daemon(struct state *s, const struct conf *conf);

/* Reads which daemon the file in that directory names, be it locked or not. 0, -ENOENT (none, or of another
 * boot or network namespace) or another negative errno. state_forget_owner() is due after 0. */
int state_read_owner(const char *directory, struct state_owner *ret);
void state_forget_owner(struct state_owner *owner);

/* Reads at most `max` routers. */
size_t state_read(const struct state *s, struct known_router *ret, size_t max);

/* Writes the file anew. 0 or a negative errno. */
int state_write(const struct state *s, const struct known_router *routers, size_t n);

/* Empties it: a clean end leaves nothing to adopt. */
void state_clear(const struct state *s);

/* Converts text to an owner and back; the caller frees the text of a daemon. Same results. */
char *state_format_daemon(const struct conf *conf, long pid);
int state_parse_owner(const char *text, const char *header, struct state_owner *ret);

/* Converts text to routers and back. `text` ends with a 0; state_format() returns the length it would need. */
size_t state_parse(const char *text, const char *header, struct known_router *ret, size_t max);
size_t state_format(
    char *buf, size_t size, const char *header, const struct known_router *routers, size_t n);

#endif
