/* One experiment: describe the machine, play the past, start the lanes together, wait for rest, tell all. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include "runner.h"

#define MS 1000000LL
/* After the story: no record for so long is rest; still recording after so long is no rest. */
#define QUIET_MS 25
#define RESTLESS_MS 2000
/* Records of a machine that merely takes its time are fewer. */
#define MANY 1500

static pthread_barrier_t start;

static void *run_lane(void *argument)
{
	struct lane *lane = argument;

	prctl(PR_SET_NAME, lane->name);
	if (pthread_barrier_wait(&start) == PTHREAD_BARRIER_SERIAL_THREAD)
		story_began = now();
	pthread_barrier_wait(&start);
	for (int at = 0; at < lane->count; at++)
		act(&lane->actions[at]);
	lane->done = true;
	return NULL;
}

/* Runs one lane on a thread of its own, which may never return. */
static void *run_alone(void *argument)
{
	struct lane *lane = argument;

	prctl(PR_SET_NAME, lane->name);
	for (int at = 0; at < lane->count; at++)
		act(&lane->actions[at]);
	lane->done = true;
	return NULL;
}

static int finished(struct lane *lanes, int count)
{
	int done = 0;

	for (int at = 0; at < count; at++)
		done += lanes[at].done;
	return done;
}

/* False: neither a record nor an end of a lane for `silence` milliseconds. */
static bool await(struct lane *lanes, int count, int silence)
{
	long long heard = now();
	long dropped, before = -1;

	while (finished(lanes, count) < count) {
		long progress = records(&dropped) + dropped + finished(lanes, count);

		if (progress != before)
			heard = now();
		before = progress;
		if (now() - heard > silence * MS)
			return false;
		sleep_until(now() + 2 * MS);
	}
	return true;
}

static bool alone(struct lane *lane, int silence)
{
	lane->done = false;
	pthread_create(&lane->thread, NULL, run_alone, lane);
	if (!await(lane, 1, silence))
		return false;
	pthread_join(lane->thread, NULL);
	return true;
}

static struct action settling = { .op = 'c', .first = "settle", .second = "" };
static struct lane settler = { .name = "settler", .actions = &settling, .count = 1 };

/* 1: nothing more happens; 0: it still does after a long time; -1: it waits for ever. */
static int come_to_rest(int silence)
{
	long long began = now(), heard = began;
	long dropped, before = -1, first = records(&dropped);

	settler.done = false;
	pthread_create(&settler.thread, NULL, run_alone, &settler);
	pthread_detach(settler.thread);
	for (;;) {
		long count = records(&dropped) + dropped;

		if (count != before)
			heard = now();
		before = count;
		if (settler.done && now() - heard > QUIET_MS * MS)
			return 1;
		if (!settler.done && now() - heard > silence * MS)
			return -1;
		if (now() - began > RESTLESS_MS * MS && (count - first > MANY || now() - began > silence * MS))
			return 0;
		sleep_until(now() + 2 * MS);
	}
}

static void tell_commands(struct lane *lane, int number)
{
	for (int at = 0; at < lane->count; at++) {
		struct action *action = &lane->actions[at];

		if (action->op == 'a' || action->op == 's' || action->index < 0)
			continue;
		if (action->error < 0)
			action->end = now();
		if (action->error == -1)
			action->begin = action->end;
		printf("C\t%d\t%d\t%s\t%lld\t%lld\n", number, action->index, name_of_error(action->error), action->begin,
		       action->end);
	}
}

/* Copies a file's lines behind a letter; only the first column if so wanted. */
static void tell_file(char letter, const char *path, bool first_only)
{
	FILE *file = fopen(path, "r");
	char line[512];

	while (file && fgets(line, sizeof line, file)) {
		line[strcspn(line, first_only ? "\t\n" : "\n")] = 0;
		printf("%c\t%s\n", letter, line);
	}
	if (file)
		fclose(file);
}

static void tell(struct experiment *experiment, const char *end, int quiet)
{
	long dropped;

	records(&dropped);
	tell_file('T', SIMBUS "trace", false);
	tell_commands(&experiment->given, -1);
	for (int at = 0; at < experiment->count; at++)
		tell_commands(&experiment->lanes[at], at);
	tell_file('D', SIMBUS "state", false);
	tell_file('Q', "/sys/kernel/debug/devices_deferred", true);
	printf("E\t%s\t%s\t%d\t%ld\t%lld\n", experiment->id, end, quiet, dropped, story_began);
	fflush(stdout);
}

/* 0: told; 1: told, and the guest is stuck; 2: the machine could not be described. */
int run_experiment(struct experiment *experiment)
{
	int silence = experiment->silence_ms, rest;
	bool returned;

	printf("B\t%s\n", experiment->id);
	fflush(stdout);
	story_began = now();
	experiment->setup.name = "setup";
	if (!alone(&experiment->setup, silence)) {
		printf("F\t%s\tthe description hangs\n", experiment->id);
		return 2;
	}
	for (int at = 0; at < experiment->setup.count; at++) {
		struct action *action = &experiment->setup.actions[at];

		if (action->error != 0) {
			printf("F\t%s\t%s: %s\n", experiment->id, action->first, name_of_error(action->error));
			return 2;
		}
	}
	if (!alone(&experiment->given, silence) || come_to_rest(silence) != 1) {
		tell(experiment, "hung", 0);
		return 1;
	}
	command("begin");
	pthread_barrier_init(&start, NULL, experiment->count + (experiment->count == 0));
	for (int at = 0; at < experiment->count; at++)
		pthread_create(&experiment->lanes[at].thread, NULL, run_lane, &experiment->lanes[at]);
	returned = await(experiment->lanes, experiment->count, silence);
	rest = returned ? come_to_rest(silence) : -1;
	tell(experiment, rest < 0 ? "hung" : "finished", rest == 1);
	if (rest < 0)
		return 1;
	for (int at = 0; at < experiment->count; at++)
		pthread_join(experiment->lanes[at].thread, NULL);
	return 0;
}
