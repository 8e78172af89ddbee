/* SPDX-License-Identifier: BSD-2-Clause */
/* Replays inputs of a fuzz target: files, directories, or "-" for standard input (which is what
 * afl-fuzz feeds). Without arguments: the target's corpus, as `make check` wants it. */
#include "config.h"

#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

/* An input may take so many seconds, on a busy machine and instrumented. */
#define STUCK     60
#define INPUT_MAX (1 << 20)

static const char *current; /* the input under way */
static unsigned inputs;

/* ---- ends that are none of ours ---- */

static void report(void)
{
	if (current != NULL)
		fprintf(stderr, "FAIL: %s\n", current);
}

static void report_signal(int sig)
{
	/* Not safe in a signal handler, but all is lost anyway, and it nearly always works. */
	fprintf(stderr, "%s\n", strsignal(sig));
	report();
	signal(sig, SIG_DFL);
	raise(sig);
}

/* The target has ended the program; for afl-fuzz only a signal counts. */
static void report_exit(void)
{
	if (current != NULL)
		abort();
}

/* A sanitizer's report comes with a stack and ends without a signal. */
__attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)(void));

static void catch_ends(void)
{
	static const int signals[] = { SIGABRT, SIGALRM, SIGBUS, SIGFPE, SIGILL, SIGSEGV };
	struct sigaction old;

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
			signal(signals[i], report_signal);
	if (__sanitizer_set_death_callback != NULL)
		__sanitizer_set_death_callback(report);
	atexit(report_exit);
}

/* ---- inputs ---- */

static void replay_stream(FILE *f, const char *name)
{
	uint8_t *data = malloc(INPUT_MAX), *input;
	size_t size;

	claim(data != NULL);
	size = fread(data, 1, INPUT_MAX, f);
	input = exact_copy(data, size);
	free(data);
	current = name;
	alarm(STUCK);
	LLVMFuzzerTestOneInput(input, size);
	alarm(0);
	current = NULL;
	free(input);
	inputs++;
}

static bool replay_file(const char *name)
{
	FILE *f = fopen(name, "re");

	if (f == NULL) {
		perror(name);
		return false;
	}
	replay_stream(f, name);
	fclose(f);
	return true;
}

static bool replay_directory(const char *name)
{
	struct dirent **list;
	int n = scandir(name, &list, NULL, alphasort);
	bool ok = n >= 0;

	if (n < 0)
		perror(name);
	for (int i = 0; i < n; i++) {
		char path[4096];

		snprintf(path, sizeof(path), "%s/%s", name, list[i]->d_name);
		if (list[i]->d_name[0] != '.')
			ok = replay_file(path) && ok;
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	return ok;
}

static bool replay(const char *name)
{
	struct stat st;

	if (strcmp(name, "-") == 0) {
		replay_stream(stdin, "standard input");
		return true;
	}
	return stat(name, &st) == 0 && S_ISDIR(st.st_mode) ? replay_directory(name)
							   : replay_file(name);
}

static bool replay_corpus(const char *program)
{
	const char *top = getenv("top_srcdir"), *slash = strrchr(program, '/');
	char path[4096];

	snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/%s", top == NULL ? "." : top,
	    slash == NULL ? program : slash + 1);
	return replay(path);
}

int main(int argc, char **argv)
{
	bool ok = true;

	catch_ends();
	if (argc < 2)
		ok = replay_corpus(argv[0]);
	for (int i = 1; i < argc; i++)
		ok = replay(argv[i]) && ok;
	/* libcheck's line, which tests/totals knows. */
	printf("100%%: Checks: %u, Failures: 0, Errors: 0\n", inputs);
	return ok && inputs > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
