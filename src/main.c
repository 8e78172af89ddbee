/* SPDX-License-Identifier: BSD-2-Clause */
/* The program: options, and the way to the background. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmdline.h"
#include "daemon.h"
#include "log.h"

/* Who waits in the foreground until the daemon is ready. */
struct background {
	int pipe_fd; /* takes the exit code for the one who waits; -1: nobody does */
	int null_fd;
	int log_level;
};

/* The daemon has what it needs: the shell may go on. */
static void detach(void *arg)
{
	struct background *b = arg;
	char code = EXIT_SUCCESS;

	if (b->pipe_fd < 0)
		return;
	log_open(LOG_TO_SYSLOG, b->log_level);
	if (setsid() < 0 || chdir("/") < 0)
		log_line(LOG_WARNING, "cannot leave the session: %s", strerror(errno));
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		dup2(b->null_fd, fd);
	if (write(b->pipe_fd, &code, 1) != 1)
		log_line(LOG_DEBUG, "nobody waited: %s", strerror(errno));
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

/* Forks; the parent waits and exits. 0 in the child, or a negative errno. */
static int go_to_background(struct background *b)
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

static int run(const struct cmdline *cl)
{
	const char *directory = getenv("RUNTIME_DIRECTORY"); /* systemd.exec(5) */
	struct background b = { .pipe_fd = -1, .null_fd = -1, .log_level = cl->log_level };
	struct daemon_options options = {
		.conf = &cl->conf,
		.role = cl->role,
		.exit_unanswered = cl->conf.solicit && !cl->forever,
		.runtime_directory = directory != NULL ? directory : RDISC_RUNTIME_DIR,
		.ready = detach,
		.arg = &b,
	};
	char code;
	int error;

	log_open(cl->foreground ? LOG_TO_STDERR : LOG_TO_BOTH, cl->log_level);
	if (!cl->foreground && (error = go_to_background(&b)) != 0) {
		log_line(LOG_ERR, "cannot go to the background: %s", strerror(-error));
		return EXIT_FAILURE;
	}
	code = (char)daemon_run(&options);
	if (b.pipe_fd >= 0 && write(b.pipe_fd, &code, 1) != 1)
		log_line(LOG_DEBUG, "nobody waited: %s", strerror(errno));
	return code;
}

int main(int argc, char **argv)
{
	struct cmdline cl;
	char error[256];
	int r = cmdline_parse(&cl, argc, argv, error, sizeof(error));
	int code = EXIT_SUCCESS;

	if (r != 0) {
		fprintf(stderr, "rdisc: %s\n%s\n", r == -ENOMEM ? strerror(ENOMEM) : error,
			cmdline_usage);
		code = EXIT_FAILURE;
	} else if (cl.action == CMDLINE_HELP) {
		printf("%s\n\n%s", cmdline_usage, cmdline_help);
	} else if (cl.action == CMDLINE_VERSION) {
		printf("rdisc %s\n", PACKAGE_VERSION);
	} else {
		code = run(&cl);
	}
	cmdline_fini(&cl);
	return code;
}
