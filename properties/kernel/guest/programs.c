/* Programs that a lane runs, modprobe above all. The kernel names their process after them, so it is told whose they are. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "runner.h"

#define ARGUMENTS_MAX 16

static void become(char *line)
{
	char *arguments[ARGUMENTS_MAX + 1] = { NULL };
	int count = 0, nowhere = open("/dev/null", O_RDWR);

	while (count < ARGUMENTS_MAX && (arguments[count] = strsep(&line, " ")) != NULL)
		count++;
	dup2(nowhere, 0);
	dup2(nowhere, 1);
	dup2(nowhere, 2);
	execvp(arguments[0], arguments);
	_exit(127);
}

int run_program(const char *line)
{
	char *copy = strdup(line), task[16] = "";
	int status, error = 0;
	pid_t child = fork();

	if (child == 0)
		become(copy);
	prctl(PR_GET_NAME, task);
	if (child < 0)
		error = errno;
	else
		printf("P\t%d\t%s\n", child, task);
	if (child > 0 && waitpid(child, &status, 0) == child && status != 0)
		error = EXIT_BASE + (WIFEXITED(status) ? WEXITSTATUS(status) : 128);
	free(copy);
	return error;
}

int make_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (!file)
		return errno;
	for (; *text; text++) {
		bool ends = text[0] == '\\' && text[1] == 'n';

		fputc(ends ? '\n' : *text, file);
		text += ends;
	}
	fclose(file);
	return 0;
}
