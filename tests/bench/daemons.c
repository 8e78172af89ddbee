/* SPDX-License-Identifier: BSD-2-Clause */
/* How each implementation is configured and started. */
#include "config.h"

#include "bench.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char more[64];
static const char *configuration;

void daemon_arguments(const char *arguments)
{
	snprintf(more, sizeof(more), "%s", arguments);
}

void daemon_configuration(const char *text)
{
	configuration = text;
}

bool daemon_can(const struct impl *impl, bool router)
{
	switch (impl->kind) {
	case KIND_KERNEL6:
		return !router;
	case KIND_ZEBRA:
	case KIND_RADVD:
		return router;
	default:
		return true;
	}
}

static FILE *create(const char *path)
{
	FILE *f = fopen(path, "we");

	if (f == NULL)
		err(1, "%s", path);
	return f;
}

/* Caps and the given sections are all that is not at its default. */
static void write_rdisc(const char *path, unsigned routers)
{
	FILE *f = create(path);

	fprintf(f, "%s", configuration != NULL ? configuration : "interface \"v*\" { }\n");
	fprintf(f, "routes {\n");
	if (routers > 0)
		fprintf(
		    f, "\tmax-routers = %u\n\tmax-routers-per-interface = %u\n", routers, routers);
	fprintf(f, "}\n");
	fclose(f);
}

static void write_zebra(const char *path, unsigned n_links)
{
	FILE *f = create(path);

	for (unsigned i = 0; i < n_links; i++)
		fprintf(f,
		    "interface v%u\n ip irdp multicast\n ip irdp minadvertinterval 3\n"
		    " ip irdp maxadvertinterval 4\n",
		    i);
	fclose(f);
}

static void write_radvd(const char *path, unsigned n_links)
{
	FILE *f = create(path);

	for (unsigned i = 0; i < n_links; i++)
		fprintf(f, "interface v%u { AdvSendAdvert on; IgnoreIfMissing on; };\n", i);
	fclose(f);
}

/* The files of a daemon are named after its namespace. */
pid_t daemon_start(const struct impl *impl, const struct lab *lab, bool router, unsigned routers)
{
	char file[64], pid_file[64], directory[64], zserv[64], arguments[64];
	char *argv[16] = { (char *)impl->path };
	int n = 1;

	if (impl->kind == KIND_KERNEL6)
		return 0;
	snprintf(file, sizeof(file), "/run/%s.conf", lab->host);
	snprintf(directory, sizeof(directory), "/run/%s", lab->host); /* zebra is another user */
	snprintf(pid_file, sizeof(pid_file), "/run/%s/pid", lab->host);
	snprintf(zserv, sizeof(zserv), "/run/%s/zserv", lab->host);
	if (mkdir(directory, 0777) == 0 && chmod(directory, 0777) < 0)
		err(1, "%s", directory);
	setenv("RUNTIME_DIRECTORY", directory, 1);
	if (impl->kind == KIND_RDISC || impl->kind == KIND_PEER)
		argv[n++] = (char *)"-t";
	if (router && impl->kind <= KIND_PEER)
		argv[n++] = (char *)"-r";
	if (routers > 0 && impl->kind <= KIND_PEER)
		argv[n++] = (char *)"-a";
	if (impl->kind == KIND_RDISC && (routers > 0 || configuration != NULL)) {
		write_rdisc(file, routers);
		argv[n++] = (char *)"--config";
		argv[n++] = file;
	} else if (impl->kind == KIND_ZEBRA) {
		write_zebra(file, lab->n_links);
		for (const char **a = (const char *[]){ "-M", "irdp", "-f", file, "-i", pid_file,
			 "-z", zserv, "--vty_socket", directory, NULL };
		     *a != NULL; a++)
			argv[n++] = (char *)*a;
	} else if (impl->kind == KIND_RADVD) {
		write_radvd(file, lab->n_links);
		for (const char **a =
			 (const char *[]){ "-n", "-m", "none", "-C", file, "-p", pid_file, NULL };
		     *a != NULL; a++)
			argv[n++] = (char *)*a;
	}
	strcpy(arguments, more);
	if (impl->kind == KIND_FLOOR || impl->kind == KIND_RDISC)
		for (char *word = strtok(arguments, " "); word != NULL; word = strtok(NULL, " "))
			argv[n++] = word;
	return proc_start(lab, argv);
}

/* Each implementation that can be a host, with a lab of its own, up to its first route and back. */
size_t stages_open(struct stage *stages, unsigned routers, bool ipv6)
{
	size_t n = 0;

	for (size_t i = 0; i < n_impls; i++) {
		struct stage *s = &stages[n];
		bool is6 = impls[i].kind == KIND_KERNEL6;
		char name[24];

		if (!daemon_can(&impls[i], false) || (is6 && !ipv6))
			continue;
		*s = (struct stage){ .impl = &impls[i] };
		snprintf(name, sizeof(name), "b%zu", i);
		lab_open(&s->lab, name, 1, is6, false);
		s->pid = daemon_start(s->impl, &s->lab, false, routers);
		for (int tries = 0;; tries++) {
			send_advertisement(&s->lab, ROUTER_A, 1, 0, 1800);
			if (watch_for(&s->lab, true, is6 ? 0 : ROUTER_A, 20, NULL))
				break;
			if (tries == 500)
				errx(1, "%s takes no router", s->impl->name);
		}
		send_advertisement(&s->lab, ROUTER_A, 1, 0, 0);
		if (!watch_for(&s->lab, false, is6 ? 0 : ROUTER_A, 5000, NULL))
			errx(1, "%s keeps a router that left", s->impl->name);
		usleep(50000);
		watch_drain(&s->lab);
		n++;
	}
	return n;
}

void stages_close(struct stage *stages, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (stages[i].pid > 0)
			proc_stop(stages[i].pid);
		lab_close(&stages[i].lab);
	}
}
