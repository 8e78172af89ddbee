/* SPDX-License-Identifier: BSD-2-Clause */
/* The way to the background. */
#include "config.h"

#include "daemon/background.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "system/log.h"

void background_detach(struct background *b)
{
	char code = EXIT_SUCCESS;

	if (b->pipe_fd < 0)
		return;
	log_leave_stderr();
	if (setsid() < 0 || chdir("/") < 0)
		log_line(LOG_WARNING, "cannot leave the session: %s", strerror(errno));
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		dup2(b->null_fd, fd);
	if (write(b->pipe_fd, &code, 1) != 1)
		log_line(LOG_DEBUG, "no process waited for the start: %s", strerror(errno));
	close(b->pipe_fd);
	b->pipe_fd = -1;
}

/* Waits for the daemon to be ready or to end; the exit code to hand on. */
static int wait_ready(int fd)
{
	char code = EXIT_FAILURE;
	ssize_t n;

	do
		n = read(fd, &code, 1);
	while (n < 0 && errno == EINTR);
	return code;
}

int background_enter(struct background *b)
{
	int fds[2];
	pid_t pid;

	b->null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (b->null_fd < 0 || pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (pid > 0) {
		close(fds[1]);
		_exit(wait_ready(fds[0]));
	}
	close(fds[0]);
	b->pipe_fd = fds[1];
	return 0;
}

void background_end(struct background *b, int code)
{
	char byte = (char)code;

	if (b->pipe_fd >= 0 && write(b->pipe_fd, &byte, 1) != 1)
		log_line(LOG_DEBUG, "no process waited for the start: %s", strerror(errno));
}
