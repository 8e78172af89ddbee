/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes the system call filter as a C file; run when rdisc is built. */
#include "config.h"

#include "priv_private.h"

#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The most that the kernel takes. */
#define PROGRAM_MAX BPF_MAXINSNS
/* In place of the process's own number: no process has it, and no rule compares with it. */
#define SELF        0x7fffffff
/* What a kernel of 4.14 can do, whatever this one can. */
#define API         3

static int fail(const char *what, int error)
{
	fprintf(stderr, "priv_generate: %s: %s\n", what, strerror(error));
	return EXIT_FAILURE;
}

/* Which instruction compares with SELF; `n`: not exactly one does. */
static size_t find_self(const struct sock_filter *program, size_t n)
{
	size_t found = n;

	for (size_t i = 0; i < n; i++) {
		if (program[i].code != (BPF_JMP | BPF_JEQ | BPF_K) || program[i].k != SELF)
			continue;
		if (found != n)
			return n;
		found = i;
	}
	return found;
}

static void print(const struct sock_filter *program, size_t n, size_t self)
{
	printf("/* SPDX-License-Identifier: BSD-2-Clause */\n"
	       "/* Made by priv_generate of the rules in priv_rules.c. */\n"
	       "#include \"config.h\"\n\n#include \"priv_private.h\"\n\n"
	       "const unsigned short priv_program_len = %zu, priv_program_self = %zu;\n"
	       "struct sock_filter priv_program[] = {\n",
		n, self);
	for (size_t i = 0; i < n; i++)
		printf("\t{ 0x%02x, %u, %u, 0x%08x },\n", program[i].code, program[i].jt,
			program[i].jf, program[i].k);
	printf("};\n");
}

int main(void)
{
	static struct sock_filter program[PROGRAM_MAX];
	scmp_filter_ctx filter;
	FILE *file = tmpfile();
	size_t n, self;
	int error;

	if (file == NULL)
		return fail("tmpfile", errno);
	if ((error = seccomp_api_set(API)) != 0 ||
		(error = priv_rules(SCMP_ACT_KILL_PROCESS, SELF, &filter)) != 0 ||
		(error = seccomp_export_bpf(filter, fileno(file))) != 0)
		return fail("libseccomp", -error);
	seccomp_release(filter);
	rewind(file);
	n = fread(program, sizeof(program[0]), PROGRAM_MAX, file);
	fclose(file);
	self = find_self(program, n);
	if (self == n)
		return fail("the number of the process", ENOENT);
	print(program, n, self);
	return fflush(stdout) != 0 || ferror(stdout) ? fail("cannot write", errno) : EXIT_SUCCESS;
}
