/* SPDX-License-Identifier: BSD-2-Clause */
/* The way to the background: the program that was started waits in the foreground until the daemon is ready. */
#ifndef RDISC_DAEMON_BACKGROUND_H
#define RDISC_DAEMON_BACKGROUND_H

struct background {
	int pipe_fd; /* takes the exit code for the one that waits; -1: none waits */
	int null_fd;
};

/* Forks; the parent waits and exits with the code that it is given. 0 in the child, or a negative errno. */
int background_enter(struct background *b);

/* Lets the parent go, and with it the terminal: the daemon has what it needs. Nothing where none waits. */
void background_detach(struct background *b);

/* Ends without having been ready: gives the parent, if it still waits, the exit code. */
void background_end(struct background *b, int code);

#endif
