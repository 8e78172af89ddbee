/* SPDX-License-Identifier: BSD-2-Clause */
/* The program: options, and the way to the background. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "config/cmdline.h"
#include "config/file.h"
#include "daemon/run.h"
#include "system/log.h"
#include "base/printable.h"
#include "system/standard.h"

/* Who waits in the foreground until the daemon is ready. */
struct background {
	int pipe_fd; /* takes the exit code for the one who waits; -1: nobody does */
	int null_fd;
};

/* The daemon has what it needs: the shell may go on. */
static void detach(void *arg)
{
	struct background *b = arg;
	char code = EXIT_SUCCESS;

	if (b->pipe_fd < 0)
		return;
	log_leave_stderr();
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

/* The file and the command line over it: one configuration. */
struct configuration {
	char (*names)[IF_NAMESIZE]; /* of interfaces that were named by another name of theirs */
	struct conffile file;
	struct cmdline cmdline;
};

/* What main() and the callbacks share. */
struct program {
	int argc;
	char **argv;
	struct configuration *current;
	struct configuration *next; /* made by reload(), not yet in force */
	const char *path;           /* of the file; NULL: the usual one, which need not be there */
	char *absolute_path;        /* storage of that */
	struct background background;
};

static void free_configuration(struct configuration *c)
{
	if (c == NULL)
		return;
	cmdline_fini(&c->cmdline);
	conffile_free(&c->file);
	free(c->names);
	free(c);
}

/* What a file or an argument says is repeated in messages, but steers no terminal. */
__attribute__((format(printf, 2, 3))) static void print_line(FILE *f, const char *format, ...)
{
	char text[1024], clean[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	printable(text, clean, sizeof(clean));
	fprintf(f, "%s\n", clean);
}

/* Each message on its own line: to stdout for --check, else to the log. */
static void tell_messages(const struct conffile_messages *m, bool check)
{
	for (size_t i = 0; i < m->n; i++) {
		const struct conffile_message *x = &m->list[i];
		const char *kind = x->warning ? "warning: " : "";
		char line[24] = "";

		if (x->line > 0)
			snprintf(line, sizeof(line), ":%d", x->line);
		if (check)
			print_line(stdout, "%s%s: %s%s", x->file, line, kind, x->text);
		else
			log_line(x->warning ? LOG_WARNING : LOG_ERR, "%s%s: %s%s", x->file, line,
				kind, x->text);
	}
}

/* The kernel tells of interfaces by their first name alone; ip-link(8) can give them others. */
static void resolve_names(struct configuration *c)
{
	c->names = calloc(c->cmdline.conf.n_ifaces + 1, sizeof(*c->names));
	for (size_t i = 0; c->names != NULL && i < c->cmdline.conf.n_ifaces; i++) {
		struct conf_iface *ci = &c->cmdline.ifaces[i];
		unsigned index = strpbrk(ci->pattern, "*?[") == NULL ? if_nametoindex(ci->pattern)
								     : 0;

		if (index == 0 || if_indextoname(index, c->names[i]) == NULL ||
			strcmp(c->names[i], ci->pattern) == 0)
			continue;
		log_line(LOG_INFO, "another name of an interface name=%s iface=%s", ci->pattern,
			c->names[i]);
		ci->pattern = c->names[i];
	}
}

static void tell_useless(const char *option, bool check)
{
	if (check)
		printf("warning: %s has no effect: no interface is a router's (-r)\n", option);
	else
		log_line(LOG_WARNING, "%s has no effect: no interface is a router's (-r)", option);
}

/* Reads the file, then the command line again, over it. What `before` (NULL: nothing) was read from must still be
 * there: without it the built-in defaults would trust anybody. NULL: it is not to be used, told. */
static struct configuration *make_configuration(
	int argc, char **argv, const char *path, const struct configuration *before, bool check)
{
	bool required = path != NULL || (before != NULL && before->file.found_main);
	struct configuration *c = calloc(1, sizeof(*c));
	struct conffile_messages messages;
	char error[256] = "out of memory";
	bool ok;

	if (c == NULL) {
		log_line(LOG_ERR, "%s", error);
		return NULL;
	}
	ok = conffile_load(&c->file, path != NULL ? path : RDISC_CONFIG_FILE, required, &messages);
	tell_messages(&messages, check);
	if (check && ok && !c->file.found)
		printf("%s: not there; the built-in defaults hold\n", RDISC_CONFIG_FILE);
	conffile_forget(&messages);
	if (ok && before != NULL && before->file.found && !c->file.found) {
		log_line(LOG_ERR, "%s",
			RDISC_CONFIG_FILE ".d: no file is left of the configuration");
		ok = false;
	}
	if (ok && cmdline_parse(&c->cmdline, argc, argv, c->file.found ? &c->file.conf : NULL,
			  error, sizeof(error)) != 0) {
		log_line(LOG_ERR, "%s", error);
		ok = false;
	}
	if (ok && c->cmdline.useless != NULL)
		tell_useless(c->cmdline.useless, check);
	if (ok && !check)
		resolve_names(c);
	if (ok)
		return c;
	free_configuration(c);
	return NULL;
}

static void ready(void *arg)
{
	struct program *p = arg;

	detach(&p->background);
}

static const char *configuration_file(const struct program *p)
{
	return p->path != NULL ? p->path : RDISC_CONFIG_FILE;
}

/* A pipe has nothing to say a second time, and would be waited for. */
static bool is_waited_for(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISFIFO(st.st_mode);
}

/* A reload reads the files as the user that the daemon has become: say now if that cannot work. */
static void check_reload(void *arg)
{
	const struct program *p = arg;
	struct conffile_messages messages;
	struct conffile again;

	if (is_waited_for(configuration_file(p)))
		return; /* reload() will say so */
	if (!conffile_load(&again, configuration_file(p), p->path != NULL, &messages))
		log_line(LOG_WARNING, "%s: %s; as the user of the daemon no reload will work",
			messages.n > 0 ? messages.list[0].file : configuration_file(p),
			messages.n > 0 ? messages.list[0].text : "no memory");
	conffile_forget(&messages);
	conffile_free(&again);
}

static const struct conf *reload(void *arg)
{
	struct program *p = arg;

	if (is_waited_for(configuration_file(p))) {
		log_line(LOG_ERR, "%s: no file, so it cannot be read again", configuration_file(p));
		return NULL;
	}
	p->next = make_configuration(p->argc, p->argv, p->path, p->current, false);
	return p->next == NULL ? NULL : &p->next->cmdline.conf;
}

/* Whichever of the two is not in use any more. */
static void release(const struct conf *old, void *arg)
{
	struct program *p = arg;

	if (old == &p->current->cmdline.conf) {
		free_configuration(p->current);
		p->current = p->next;
	} else {
		free_configuration(p->next);
	}
	p->next = NULL;
}

static const char *runtime_directory(void)
{
	const char *directory = getenv("RUNTIME_DIRECTORY"); /* systemd.exec(5) */

	return directory != NULL ? directory : RDISC_RUNTIME_DIR;
}

static int run(struct program *p)
{
	const struct cmdline *cl = &p->current->cmdline;
	struct background *b = &p->background;
	struct daemon_options options = {
		.conf = &cl->conf,
		.exit_unanswered = cl->exit_unanswered,
		.runtime_directory = runtime_directory(),
		.configuration = configuration_file(p),
		.become = check_reload,
		.ready = ready,
		.reload = reload,
		.release = release,
		.arg = p,
	};
	char code;
	int error;

	*b = (struct background){ .pipe_fd = -1, .null_fd = -1 };
	standard_ignore_signals();
	log_open(cl->foreground ? LOG_TO_STDERR : LOG_TO_BOTH, LOG_SOCKET);
	log_set_level(cl->conf.log_level);
	tzset(); /* reads the time zone, which a daemon that runs does not open any more */
	if (!cl->foreground && (error = go_to_background(b)) != 0) {
		log_line(LOG_ERR, "cannot go to the background: %s", strerror(-error));
		return EXIT_FAILURE;
	}
	code = (char)daemon_run(&options);
	if (b->pipe_fd >= 0 && write(b->pipe_fd, &code, 1) != 1)
		log_line(LOG_DEBUG, "nobody waited: %s", strerror(errno));
	return code;
}

/* The file may be what ended the daemon: its routes go without it. */
static int clean_up(const struct configuration *c)
{
	return daemon_cleanup(c == NULL ? NULL : &c->cmdline.conf, runtime_directory());
}

/* The background is in another directory, where a relative path would lead nowhere at a reload. */
static void take_path(struct program *p, const char *path)
{
	char *directory;

	p->path = path;
	if (path == NULL || path[0] == '/' || (directory = getcwd(NULL, 0)) == NULL)
		return;
	if (asprintf(&p->absolute_path, "%s/%s", directory[1] == '\0' ? "" : directory, path) >= 0)
		p->path = p->absolute_path;
	free(directory);
}

/* The command line is read twice: here for what it says by itself, then over the file. */
int main(int argc, char **argv)
{
	struct program p = { .argc = argc, .argv = argv };
	struct cmdline first;
	char error[256];
	int code = EXIT_SUCCESS, r;

	if (standard_open() != 0)
		return EXIT_FAILURE;
	r = cmdline_parse(&first, argc, argv, NULL, error, sizeof(error));
	if (r != 0) {
		print_line(stderr, "rdisc: %s", r == -ENOMEM ? strerror(ENOMEM) : error);
		cmdline_print_usage(stderr);
		code = EXIT_FAILURE;
	} else if (first.help) {
		cmdline_print_usage(stdout);
		putchar('\n');
		cmdline_print_help(stdout);
	} else if (first.version) {
		printf("rdisc %s %s\n", PACKAGE_VERSION, RDISC_FEATURES);
	} else {
		if (!first.check)
			take_path(&p, first.config);
		p.current = make_configuration(
			argc, argv, first.check ? first.config : p.path, NULL, first.check);
		if (first.cleanup)
			code = clean_up(p.current);
		else if (p.current == NULL)
			code = EXIT_FAILURE;
		else if (!first.check)
			code = run(&p);
		free_configuration(p.current);
		if (p.path == p.absolute_path)
			free(p.absolute_path);
	}
	cmdline_fini(&first);
	return code;
}
