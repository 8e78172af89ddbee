/* SPDX-License-Identifier: BSD-2-Clause */
/* The descriptors and signals that the program takes over from its starter. */
#include "config.h"

#include "system/standard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

int standard_open(void)
{
	/* The lowest number that is free is fd. */
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0)
			return -errno;
	return 0;
}

void standard_ignore_signals(void)
{
	signal(SIGPIPE, SIG_IGN); /* the log reader has ended */
	signal(SIGXFSZ, SIG_IGN); /* a file has its longest length, RLIMIT_FSIZE */
	signal(SIGTTOU, SIG_IGN); /* in the background of a terminal with tostop set */
}
