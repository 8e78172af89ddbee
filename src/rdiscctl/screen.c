/* SPDX-License-Identifier: BSD-2-Clause */
/* The terminal as a screen that is drawn again and again. */
#include "config.h"

#include "rdiscctl/screen.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* The other screen, no cursor, and no line goes on below itself; and back. */
#define ENTER "\033[?1049h\033[?25l\033[?7l"
#define LEAVE "\033[?7h\033[?25h\033[?1049l"

static void enter_screen(struct screen *s)
{
	struct termios quiet;

	s->keys = tcgetattr(STDIN_FILENO, &s->before) == 0;
	if (s->keys) {
		quiet = s->before;
		quiet.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
		tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
	}
	fputs(ENTER, stdout);
	fflush(stdout);
}

static void leave_screen(struct screen *s)
{
	fputs(LEAVE, stdout);
	fflush(stdout);
	if (s->keys)
		tcsetattr(STDIN_FILENO, TCSANOW, &s->before);
}

int screen_open(struct screen *s)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP };
	sigset_t set;

	if (!isatty(STDOUT_FILENO))
		return -ENOTTY;
	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		sigaddset(&set, numbers[i]);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (s->signals < 0 || sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return -errno;
	enter_screen(s);
	return 0;
}

void screen_close(struct screen *s)
{
	leave_screen(s);
	close(s->signals);
}

void screen_draw(const char *text)
{
	struct winsize size;
	unsigned rows = 24;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0)
		rows = size.ws_row;
	fputs("\033[H", stdout);
	for (unsigned row = 0; row < rows && *text != '\0'; row++) {
		size_t len = strcspn(text, "\n");

		/* The new line comes before its text: none after the last, which would scroll. */
		printf("%s%.*s\033[K", row > 0 ? "\n" : "", (int)len, text);
		text += len + (text[len] == '\n');
	}
	fputs("\033[J", stdout);
	fflush(stdout);
}

/* False: it is one to end by. */
static bool record_signal(struct screen *s)
{
	struct signalfd_siginfo info;

	if (read(s->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return true;
	if (info.ssi_signo == SIGTSTP) {
		leave_screen(s);
		kill(getpid(), SIGSTOP);
		enter_screen(s); /* continued by SIGCONT */
		return true;
	}
	return info.ssi_signo == SIGWINCH;
}

bool screen_wait(struct screen *s, usec_t time)
{
	struct pollfd fds[] = { { .fd = s->signals, .events = POLLIN },
		{ .fd = s->keys ? STDIN_FILENO : -1, .events = POLLIN } };
	char key;

	if (poll(fds, ARRAY_SIZE(fds), (int)(time / 1000)) <= 0)
		return true;
	if (fds[0].revents != 0)
		return record_signal(s);
	return read(STDIN_FILENO, &key, 1) == 1 && key != 'q';
}
