/* Loadable modules of a scenario: one template whose name is written into it before it is handed to the kernel. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "runner.h"

/* Stands in the template wherever its name does. */
#define PLACE "simmod_with_a_name_to_be_replaced"
#define TEMPLATE "/lib/" PLACE ".ko"
#define LOADED_MAX 64

/* What is to be unloaded before the next experiment. */
static const char *loaded[LOADED_MAX];
static int loaded_count;
static pthread_mutex_t loaded_lock = PTHREAD_MUTEX_INITIALIZER;

static void remember(const char *name)
{
	pthread_mutex_lock(&loaded_lock);
	if (loaded_count < LOADED_MAX)
		loaded[loaded_count++] = name;
	pthread_mutex_unlock(&loaded_lock);
}

static char *read_template(size_t *length)
{
	int file = open(TEMPLATE, O_RDONLY);
	struct stat about;
	char *bytes = NULL;

	if (file < 0)
		return NULL;
	if (fstat(file, &about) == 0)
		bytes = malloc(about.st_size);
	*length = bytes ? read(file, bytes, about.st_size) : 0;
	close(file);
	return bytes;
}

int load_module(const char *name, const char *parameters)
{
	size_t length, size = strlen(PLACE);
	char *bytes = read_template(&length), *at = bytes;
	int error;

	if (!bytes)
		return errno;
	if (strlen(name) > size) {
		free(bytes);
		return ENAMETOOLONG;
	}
	while ((at = memmem(at, bytes + length - at, PLACE, size)) != NULL) {
		memset(at, 0, size);
		memcpy(at, name, strlen(name));
	}
	error = syscall(SYS_init_module, bytes, length, parameters) ? errno : 0;
	free(bytes);
	if (!error)
		remember(name);
	return error;
}

int unload_module(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? errno : 0;
}

/* Those that are gone already do not matter. */
void unload_all(void)
{
	while (loaded_count > 0)
		unload_module(loaded[--loaded_count]);
}
