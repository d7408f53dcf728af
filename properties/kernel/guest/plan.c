/* Reading the plan; main.c tells its format. The text is cut up and kept. */
#include <stdlib.h>
#include <string.h>
#include "runner.h"

static struct action *new_action(struct lane *lane)
{
	lane->actions = realloc(lane->actions, (lane->count + 1) * sizeof *lane->actions);
	struct action *action = &lane->actions[lane->count++];

	memset(action, 0, sizeof *action);
	action->error = -1;
	return action;
}

/* "INDEX OP FIRST SECOND" with tabs between them. */
static void read_action(struct lane *lane, char *line)
{
	struct action *action = new_action(lane);

	action->index = atoi(strsep(&line, "\t"));
	action->op = line ? *line : 0;
	strsep(&line, "\t");
	action->first = line ? strsep(&line, "\t") : "";
	action->second = line ? line : "";
}

static struct lane *new_lane(struct experiment *experiment, char *name)
{
	experiment->lanes = realloc(experiment->lanes, (experiment->count + 1) * sizeof *experiment->lanes);
	struct lane *lane = &experiment->lanes[experiment->count++];

	memset(lane, 0, sizeof *lane);
	lane->name = name;
	return lane;
}

bool load_plan(char *text, struct experiment **experiments, int *count)
{
	struct experiment *current = NULL;
	struct lane *lane = NULL;
	char *line;

	while ((line = strsep(&text, "\n")) != NULL) {
		char kind = *line;
		char *rest = line + (kind && line[1] ? 2 : 1);

		if (!kind)
			continue;
		if (kind == 'X') {
			*experiments = realloc(*experiments, (*count + 1) * sizeof **experiments);
			current = &(*experiments)[(*count)++];
			memset(current, 0, sizeof *current);
			current->id = strsep(&rest, "\t");
			current->silence_ms = rest ? atoi(rest) : 10000;
			current->given.name = "given";
			lane = &current->setup;
		} else if (!current) {
			return false;
		} else if (kind == 'G') {
			lane = &current->given;
		} else if (kind == 'L') {
			lane = new_lane(current, rest);
		} else if (kind == 'A') {
			read_action(lane, rest);
		}
	}
	return true;
}
