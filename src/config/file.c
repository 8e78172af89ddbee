/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration file and its drop-ins. */
#include "config.h"

#include "config/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config/check.h"
#include "config/parse.h"

static int is_drop_in(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 5 && strcmp(entry->d_name + len - 5, ".conf") == 0;
}

static char *join_path(const char *a, const char *b, const char *c)
{
	size_t size = strlen(a) + strlen(b) + strlen(c) + 1;
	char *joined = malloc(size);

	if (joined != NULL)
		snprintf(joined, size, "%s%s%s", a, b, c);
	return joined;
}

static bool read_drop_in(
    struct conffile *cf, const char *directory, const char *name, struct conffile_messages *m)
{
	char *path = join_path(directory, "/", name);
	struct stat st;
	bool whole;

	if (path == NULL) {
		conffile_say(m, false, directory, 0, "out of memory");
		return false;
	}
	/* A pipe would be waited for, by a daemon that runs. */
	whole = stat(path, &st) < 0 || !S_ISFIFO(st.st_mode);
	if (whole)
		whole = conffile_read(cf, path, true, m);
	else
		conffile_say(m, false, path, 0, "a pipe: write a file instead");
	free(path);
	return whole;
}

/* FILE.d, in the order of names, byte by byte. False: not all of it. */
static bool read_drop_ins(struct conffile *cf, const char *path, struct conffile_messages *m)
{
	char *directory = join_path(path, ".d", "");
	struct dirent **list;
	bool whole = true;
	int n = directory == NULL ? -1 : scandir(directory, &list, is_drop_in, alphasort);

	if (n < 0 && errno != ENOENT) {
		conffile_say(
		    m, false, directory == NULL ? path : directory, 0, "%s", strerror(errno));
		whole = false;
	}
	for (int i = 0; i < n; i++) {
		whole = read_drop_in(cf, directory, list[i]->d_name, m) && whole;
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	free(directory);
	return whole;
}

bool conffile_load(
    struct conffile *cf, const char *path, bool required, struct conffile_messages *m)
{
	bool whole;

	*cf = (struct conffile){ 0 };
	*m = (struct conffile_messages){ 0 };
	conf_init(&cf->conf);
	whole = conffile_read(cf, path, required, m);
	cf->found_main = cf->found;
	whole = read_drop_ins(cf, path, m) && whole;
	if (whole) /* else it would complain of what was not read */
		conffile_check(cf, m);
	if (!conffile_finish(cf))
		conffile_say(m, false, path, 0, "out of memory");
	conffile_sort(m);
	return m->n_errors == 0;
}
