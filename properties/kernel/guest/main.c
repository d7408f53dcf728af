/*
 * The guest's hands. Usage: runner PLAN FROM. Plays the experiments of a plan from number FROM on and tells what happened.
 * `runner enclosure PORT VENDOR PRODUCT` is a disk (enclosure.c).
 *
 * The plan, one item a line, fields with tabs between them:
 *   X ID SILENCE_MS     an experiment; a guest silent for so long hangs. Then, in this order:
 *   A INDEX OP ...      its setup; OP is c COMMAND (to the bus module), w PATH DATA, m MODULE PARAMETERS, r MODULE,
 *                       x PROGRAM ARGUMENTS, f PATH TEXT (a new file; \\n ends a line),
 *                       a NANOSECONDS (sleep until so long after the start), s NANOSECONDS (sleep)
 *   G, then A lines     what is given, played alone
 *   L NAME, then A      a lane; all lanes start together
 *
 * What it says, one item a line:
 *   R RELEASE           uname -r            B ID        an experiment begins
 *   T ...               a trace record      C LANE INDEX RESULT BEGIN END (LANE -1: given)
 *   P PID TASK          the process of a program that a lane ran
 *   D DEVICE DRIVER     at the end          Q DEVICE    deferred at the end
 *   E ID END QUIET DROPPED BEGAN            ! TEXT      a complaint
 *   F ID TEXT           an experiment could not be described: the translation is wrong
 *   Z                   all experiments were played
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "runner.h"

/* Unloads the kernel's own modules, where the guest has them. */
#define TIDY "/lib/tidy"

static char *read_all(const char *path)
{
	FILE *file = fopen(path, "r");
	size_t size = 0, room = 1 << 16, got;
	char *text = malloc(room);

	while (file && (got = fread(text + size, 1, room - size - 1, file)) > 0) {
		size += got;
		if (room - size < 4096)
			text = realloc(text, room *= 2);
	}
	if (file)
		fclose(file);
	text[size] = 0;
	return text;
}

static struct action forgetting = { .op = 'c', .first = "reset", .second = "" };
static struct lane forgetter = { .name = "reset", .actions = &forgetting, .count = 1 };

static void *forget(void *unused)
{
	unload_all();
	if (access(TIDY, X_OK) == 0)
		run_program(TIDY);
	act(&forgetting);
	forgetter.done = true;
	return NULL;
}

/* False: what the last experiment left behind cannot be cleared away. */
static bool reset(void)
{
	forgetter.done = false;
	pthread_create(&forgetter.thread, NULL, forget, NULL);
	pthread_detach(forgetter.thread);
	for (int waited = 0; waited < 15000 && !forgetter.done; waited++)
		sleep_until(now() + 1000000);
	return forgetter.done;
}

int main(int count_of_arguments, char **arguments)
{
	struct experiment *experiments = NULL;
	struct utsname system;
	int count = 0;

	if (count_of_arguments == 5 && !strcmp(arguments[1], "enclosure"))
		return play_enclosure(atoi(arguments[2]), strtol(arguments[3], NULL, 16), strtol(arguments[4], NULL, 16));
	if (count_of_arguments < 3 || !load_plan(read_all(arguments[1]), &experiments, &count)) {
		printf("!\tno plan\n");
		return 2;
	}
	uname(&system);
	printf("R\t%s\n", system.release);
	for (int at = atoi(arguments[2]); at < count; at++) {
		if (!reset()) {
			printf("!\treset hangs before %s\n", experiments[at].id);
			return 1;
		}
		if (run_experiment(&experiments[at]) == 1)
			return 1;
	}
	printf("Z\n");
	return 0;
}
