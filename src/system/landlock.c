/* SPDX-License-Identifier: BSD-2-Clause */
/* Landlock: what the running daemon may still do to files, by their places. */
#include "config.h"

#include "system/privilege.h"

#include <errno.h>
#include <sys/syscall.h>

/* Instrumented programs write files at their end, wherever they were built. */
#if defined(INSTRUMENTED) || !defined(SYS_landlock_create_ruleset)

int priv_bound_files(const char *const *read, size_t n, const char *remove)
{
	(void)read;
	(void)n;
	(void)remove;
	return 0;
}

#else

#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* Later than the first version of Landlock, and so perhaps than its header. */
#define REFER    (UINT64_C(1) << 13)
#define TRUNCATE (UINT64_C(1) << 14)

#define READING  (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define CHANGING                                                                                   \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |                              \
	    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |                       \
	    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |                           \
	    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |                           \
	    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |                         \
	    LANDLOCK_ACCESS_FS_MAKE_SYM)

/* Opens the directory that the file is in; where that is not there yet, the one it will be made in. */
static int open_directory(const char *file)
{
	char path[4096];
	int fd = -1;
	char *end;

	if (strlen(file) >= sizeof(path))
		return -ENAMETOOLONG;
	memcpy(path, file, strlen(file) + 1);
	while (fd < 0 && (end = strrchr(path, '/')) != NULL) {
		end[end == path ? 1 : 0] = '\0';
		fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0 && (errno != ENOENT || end == path))
			return -errno;
	}
	return fd < 0 ? -ENOENT : fd;
}

/* Allows it for the directory of that file and all below. 0 or a negative errno. */
static int allow_beside(int ruleset, const char *file, uint64_t access)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = access };
	int error = 0, fd = open_directory(file);

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	rule.parent_fd = fd;
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0)
		error = -errno;
	close(fd);
	return error;
}

/* Returns which kinds of access this kernel can take away: 0 if it has no Landlock, or has it switched off. */
static uint64_t known_accesses(void)
{
	long version = syscall(
	    SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	return version < 1 ? 0
			   : CHANGING | READING | (version >= 2 ? REFER : 0) |
				 (version >= 3 ? TRUNCATE : 0);
}

int priv_bound_files(const char *const *read, size_t n, const char *remove)
{
	struct landlock_ruleset_attr attr = { .handled_access_fs = known_accesses() };
	int error = 0, ruleset;

	if (attr.handled_access_fs == 0)
		return 0;
	/* An ordinary user reads what the modes of files let it read, whatever a reload will name. */
	if (geteuid() != 0)
		attr.handled_access_fs &= ~(uint64_t)READING;
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (ruleset < 0)
		return -errno;
	for (size_t i = 0; geteuid() == 0 && error == 0 && i < n; i++)
		error = allow_beside(ruleset, read[i], READING);
	if (error == 0 && remove != NULL)
		error = allow_beside(ruleset, remove, LANDLOCK_ACCESS_FS_REMOVE_FILE);
	if (error == 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) < 0)
		error = -errno;
	close(ruleset);
	return error;
}

#endif
