/* SPDX-License-Identifier: BSD-2-Clause */
/* Processes: started in a lab, and looked at through /proc. */
#include "config.h"

#include "bench.h"

#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

void sleep_until(uint64_t when)
{
	struct timespec ts = { (time_t)(when / 1000000000), (long)(when % 1000000000) };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
}

/* With one processor all stay where they are. */
void proc_on(int processor)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(processor, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

/* Not inherited: helpers are no part of what is measured. */
static bool set_priority(int priority)
{
	struct sched_param param = { .sched_priority = priority };

	return sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &param) == 0;
}

bool proc_first(void)
{
	return set_priority(2);
}

pid_t proc_start(const struct lab *lab, char *const argv[])
{
	sigset_t none;
	pid_t pid;

	lab_enter(lab->host);
	sigemptyset(&none);
	pid = vfork();
	if (pid < 0)
		err(1, "vfork");
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		proc_on(DAEMONS_PROCESSOR);
		set_priority(1);
		if (getenv("BENCH_SHOW") == NULL) {
			dup2(null, STDOUT_FILENO);
			dup2(null, STDERR_FILENO);
		}
		dup2(null, STDIN_FILENO);
		execv(argv[0], argv);
		_exit(127);
	}
	proc_on(OUR_PROCESSOR);
	return pid;
}

bool proc_is_running(pid_t pid)
{
	return waitpid(pid, NULL, WNOHANG) == 0;
}

void proc_stop(pid_t pid)
{
	uint64_t patience = now_ns() + 10000000000;

	kill(pid, SIGTERM);
	while (proc_is_running(pid)) {
		if (now_ns() > patience)
			kill(pid, SIGKILL);
		usleep(500);
	}
}

/* The first number after `key` in a file of /proc; 0 if it is not there. */
static long read_value(const char *path, const char *key)
{
	char line[256];
	FILE *f = fopen(path, "re");
	long value = 0;

	if (f == NULL)
		return 0;
	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, key, strlen(key)) == 0) {
			value = strtol(line + strlen(key), NULL, 10);
			break;
		}
	fclose(f);
	return value;
}

/* Sums over the process, its threads (`tasks`) and its children. */
static long sum(pid_t pid, const char *file, const char *key, bool tasks)
{
	char path[128], line[256];
	long total = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	if (!tasks)
		total = read_value(path, key);
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid, (int)pid);
	f = fopen(path, "re");
	if (f != NULL) {
		for (int child; fscanf(f, "%d", &child) == 1;)
			total += sum((pid_t)child, file, key, tasks);
		fclose(f);
	}
	if (!tasks)
		return total;
	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	if (read_value(path, "Threads:") <= 1) {
		snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
		return total + read_value(path, key);
	}
	snprintf(line, sizeof(line), "cat /proc/%d/task/*/%s", (int)pid, file);
	f = popen(line, "re");
	if (f == NULL)
		err(1, "popen");
	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, key, strlen(key)) == 0)
			total += strtol(line + strlen(key), NULL, 10);
	pclose(f);
	return total;
}

uint64_t proc_cpu_ns(pid_t pid)
{
	return (uint64_t)sum(pid, "schedstat", "", true);
}

long proc_value(pid_t pid, const char *file, const char *key)
{
	return sum(pid, file, key, strcmp(file, "status") == 0 && strstr(key, "ctxt") != NULL);
}

uint64_t proc_settled(pid_t pid)
{
	uint64_t last = proc_cpu_ns(pid), since = now_ns();

	while (now_ns() - since < 3000000) {
		uint64_t cpu;

		usleep(500);
		cpu = proc_cpu_ns(pid);
		if (cpu != last)
			since = now_ns();
		last = cpu;
	}
	return last;
}
