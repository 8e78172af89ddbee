/* SPDX-License-Identifier: BSD-2-Clause */
/* The other side: how long this machine keeps waiting a program that has something to do. */
#define _GNU_SOURCE
#include "peer.h"

#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define BEAT_USEC 20000
#define WORK_USEC 200 /* a hundredth of a processor */

static int64_t processor_usec(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * USEC_PER_SEC + t.tv_nsec / 1000;
}

static void work(void)
{
	int64_t end = processor_usec() + WORK_USEC;

	while (processor_usec() < end)
		;
}

/* Numbers of one width, so that a reader sees the old one or the new one. */
static void write_pace(int fd, const char *path, int64_t usec)
{
	char line[32];
	int len = snprintf(
	    line, sizeof(line), "%9lld\n", (long long)((usec + USEC_PER_MSEC - 1) / USEC_PER_MSEC));

	if (pwrite(fd, line, (size_t)len, 0) != len)
		err(1, "%s", path);
}

int run_pace(const struct options *o)
{
	int fd = open(o->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	int64_t worst = -1;

	if (fd < 0)
		err(1, "%s", o->path);
	prctl(PR_SET_NAME, "pace");
	for (;;) {
		int64_t due = now_usec() + BEAT_USEC, late;

		sleep_until(due);
		work();
		late = now_usec() - due - WORK_USEC;
		if (late > worst)
			write_pace(fd, o->path, worst = late);
	}
}
