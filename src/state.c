/* SPDX-License-Identifier: BSD-2-Clause */
/* The state file. */
#include "config.h"

#include "state.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_MAX_LEN 160
#define FILE_MAX     (16 * 1024 * 1024)

static int format_router(char *buf, size_t size, const struct known_router *r)
{
	char text[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &r->address, text, sizeof(text));
	return snprintf(buf, size,
		"router iface=%s ifindex=%u address=%s preference=%" PRId32 " deadline=%" PRIu64
		"\n",
		r->ifname, r->ifindex, text, r->preference, r->deadline);
}

size_t state_format(
	char *buf, size_t size, const char *header, const struct known_router *routers, size_t n)
{
	size_t len = (size_t)snprintf(buf, size, "%s", header);

	for (size_t i = 0; i < n; i++)
		len += (size_t)format_router(
			len < size ? buf + len : NULL, len < size ? size - len : 0, &routers[i]);
	len += (size_t)snprintf(
		len < size ? buf + len : NULL, len < size ? size - len : 0, "end %zu\n", n);
	return len;
}

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* sscanf(3) takes much that state_format() would not have written. */
static bool parse_router(const char *line, struct known_router *ret)
{
	char address[INET_ADDRSTRLEN], again[LINE_MAX_LEN];

	memset(ret, 0, sizeof(*ret));
	if (sscanf(line,
		    "router iface=%15s ifindex=%u address=%15s preference=%" SCNd32
		    " deadline=%" SCNu64,
		    ret->ifname, &ret->ifindex, address, &ret->preference, &ret->deadline) != 5 ||
		inet_pton(AF_INET, address, &ret->address) != 1)
		return false;
	format_router(again, sizeof(again), ret);
	return starts_with(line, again);
}

size_t state_parse(const char *text, const char *header, struct known_router *ret, size_t max)
{
	char end[32];
	size_t n = 0;

	if (!starts_with(text, header))
		return 0;
	for (text += strlen(header); n < max && parse_router(text, &ret[n]); n++)
		text = strchr(text, '\n') + 1;
	/* Without its last line the file was not written to the end. */
	snprintf(end, sizeof(end), "end %zu\n", n);
	return starts_with(text, end) ? n : 0;
}

static void make_header(char *buf, size_t size)
{
	char boot_id[64] = "";
	struct stat st = { 0 };
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? 0 : read(fd, boot_id, sizeof(boot_id) - 1);

	if (fd >= 0)
		close(fd);
	boot_id[len < 0 ? 0 : len] = '\0';
	boot_id[strcspn(boot_id, "\n")] = '\0';
	if (stat("/proc/self/ns/net", &st) < 0)
		st.st_ino = 0;
	snprintf(buf, size, "rdisc-state 1 boot=%s netns=%ju\n", boot_id, (uintmax_t)st.st_ino);
}

static int open_file(const char *path)
{
	int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, fd = open(path, flags, 0644);

	/* The directory may be ours, but the file that of an earlier run as somebody else. */
	if (fd < 0 && errno == EACCES) {
		if (unlink(path) == 0)
			return open(path, flags, 0644);
		errno = EACCES;
	}
	return fd;
}

int state_open(struct state *s, const char *directory)
{
	int error;

	s->fd = -1;
	make_header(s->header, sizeof(s->header));
	if (snprintf(s->path, sizeof(s->path), "%s/state", directory) >= (int)sizeof(s->path))
		return -ENAMETOOLONG;
	s->fd = open_file(s->path);
	if (s->fd < 0)
		return -errno;
	if (flock(s->fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	error = -errno;
	close(s->fd);
	s->fd = -1;
	return error;
}

void state_close(struct state *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

size_t state_read(const struct state *s, struct known_router *ret, size_t max)
{
	struct stat st;
	ssize_t len;
	size_t n = 0;
	char *text;

	if (s->fd < 0 || fstat(s->fd, &st) < 0 || st.st_size > FILE_MAX)
		return 0;
	text = malloc((size_t)st.st_size + 1);
	if (text == NULL)
		return 0;
	len = pread(s->fd, text, (size_t)st.st_size, 0);
	if (len > 0) {
		text[len] = '\0';
		n = state_parse(text, s->header, ret, max);
	}
	free(text);
	return n;
}

int state_write(const struct state *s, const struct known_router *routers, size_t n)
{
	size_t size = sizeof(s->header) + (n + 1) * LINE_MAX_LEN, len;
	char *text;
	int error = 0;

	if (s->fd < 0)
		return 0;
	text = malloc(size);
	if (text == NULL)
		return -ENOMEM;
	len = state_format(text, size, s->header, routers, n);
	if (pwrite(s->fd, text, len, 0) != (ssize_t)len || ftruncate(s->fd, (off_t)len) < 0)
		error = -EIO;
	free(text);
	return error;
}

void state_clear(const struct state *s)
{
	if (s->fd >= 0 && ftruncate(s->fd, 0) < 0)
		return; /* then its routers expire by themselves */
}
