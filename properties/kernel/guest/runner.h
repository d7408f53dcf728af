/* What the parts of the runner share. The plan's format is told in main.c. */
#ifndef RUNNER_H
#define RUNNER_H

#include <pthread.h>
#include <stdbool.h>

#define SIMBUS "/sys/kernel/debug/simbus/"

struct action {
	int index;
	char op;
	char *first, *second;
	long long begin, end;
	/* -1: not begun, -2: begun and not returned. */
	int error;
};

struct lane {
	char *name;
	struct action *actions;
	int count;
	volatile bool done;
	pthread_t thread;
};

struct experiment {
	char *id;
	int silence_ms;
	struct lane given;
	struct lane *lanes;
	int count;
	/* Commands that describe the machine, before anything happens. */
	struct lane setup;
};

long long now(void);
void sleep_until(long long time);
const char *name_of_error(int error);
int put(const char *path, const char *data);
int command(const char *line);
/* Trace records so far; dropped ones are told too. */
long records(long *dropped);

void act(struct action *action);
extern volatile long long story_began;

bool load_plan(char *text, struct experiment **experiments, int *count);
int run_experiment(struct experiment *experiment);
/* What run_program answers for an exit code other than 0. */
#define EXIT_BASE 1000
int run_program(const char *line);
int play_enclosure(int port, int vendor, int product);
int make_file(const char *path, const char *text);

int load_module(const char *name, const char *parameters);
int unload_module(const char *name);
void unload_all(void);

#endif
