/* One action of a lane: a command to the bus module, a write to sysfs, a module, or sleep. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "runner.h"

volatile long long story_began;

long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

void sleep_until(long long time)
{
	struct timespec until = { time / 1000000000LL, time % 1000000000LL };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
		;
}

const char *name_of_error(int error)
{
	static __thread char number[16];
	const char *name = error == 0 ? "OK" : error == -1 || error == -2 ? "never" : strerrorname_np(error);

	if (name)
		return name;
	/* ERESTART and its like, which user space should not see; above them, what a program ended with. */
	snprintf(number, sizeof number, error > EXIT_BASE ? "exit %d" : "E%d", error > EXIT_BASE ? error - EXIT_BASE : error);
	return number;
}

/* One write, so that the kernel sees one text. Returns errno. */
int put(const char *path, const char *data)
{
	int file = open(path, O_WRONLY), error = 0;

	if (file < 0)
		return errno;
	if (write(file, data, strlen(data)) < 0)
		error = errno;
	close(file);
	return error;
}

int command(const char *line)
{
	return put(SIMBUS "command", line);
}

long records(long *dropped)
{
	FILE *file = fopen(SIMBUS "count", "r");
	long count = 0;

	*dropped = 0;
	if (!file)
		return 0;
	if (fscanf(file, "%ld %ld", &count, dropped) != 2)
		count = 0;
	fclose(file);
	return count;
}

static int perform(const struct action *action)
{
	switch (action->op) {
	case 'c':
		return command(action->first);
	case 'w':
		return put(action->first, action->second[0] ? action->second : "\n");
	case 'f':
		return make_file(action->first, action->second);
	case 'x':
		return run_program(action->first);
	case 'm':
		return load_module(action->first, action->second);
	case 'r':
		return unload_module(action->first);
	}
	return EINVAL;
}

void act(struct action *action)
{
	if (action->op == 'a' || action->op == 's') {
		long long from = action->op == 'a' ? story_began : now();

		sleep_until(from + atoll(action->first));
		return;
	}
	action->error = -2;
	action->begin = now();
	int error = perform(action);
	action->end = now();
	action->error = error;
}
