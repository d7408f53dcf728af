// SPDX-License-Identifier: GPL-2.0
/* What the script says about buses, devices, drivers and modules. Told before a run, unchanged during it. */
#include <linux/slab.h>
#include "simbus.h"

DEFINE_SPINLOCK(simbus_lock);
LIST_HEAD(simbus_buses);
LIST_HEAD(simbus_devices);
LIST_HEAD(simbus_drivers);
LIST_HEAD(simbus_links);
LIST_HEAD(simbus_modules);

#define FIND(kind, list)                                   \
	kind *spec;                                        \
	list_for_each_entry(spec, list, node)              \
		if (name && !strcmp(spec->name, name))     \
			return spec;                       \
	return NULL

struct sim_bus *simbus_find_bus(const char *name)
{
	FIND(struct sim_bus, &simbus_buses);
}

struct device_spec *simbus_find_device(const char *name)
{
	FIND(struct device_spec, &simbus_devices);
}

struct driver_spec *simbus_find_driver(const char *name)
{
	FIND(struct driver_spec, &simbus_drivers);
}

struct module_spec *simbus_find_module(const char *name)
{
	FIND(struct module_spec, &simbus_modules);
}

struct pair_spec *simbus_find_pair(struct driver_spec *driver, struct device_spec *device)
{
	struct pair_spec *pair;

	list_for_each_entry(pair, &driver->pairs, node)
		if (pair->device == device)
			return pair;
	return NULL;
}

/* The next "key=value" of a line; NULL at its end. */
static char *next_option(char **rest, char **value)
{
	char *key;

	do {
		key = strsep(rest, " ");
	} while (key && !*key);
	*value = key ? strchr(key, '=') : NULL;
	if (*value)
		*(*value)++ = 0;
	return key;
}

/* Numbers with commas between them, at most `most`; how many, or a negative errno. */
static int read_numbers(char *text, int most, int *numbers)
{
	char *one;
	int count = 0;

	while ((one = strsep(&text, ",")) != NULL) {
		if (count >= most || kstrtoint(one, 10, &numbers[count]))
			return -EINVAL;
		count++;
	}
	return count;
}

static int describe_bus(char *name, char *rest)
{
	struct sim_bus *bus = kzalloc(sizeof(*bus), GFP_KERNEL);
	char *key, *value;
	int error;

	if (!bus)
		return -ENOMEM;
	strscpy(bus->name, name, sizeof(bus->name));
	while ((key = next_option(&rest, &value)) != NULL)
		if (!strcmp(key, "parent-lock"))
			bus->type.need_parent_lock = true;
	error = simbus_open_bus(bus);
	if (error) {
		kfree(bus);
		return error;
	}
	list_add_tail(&bus->node, &simbus_buses);
	return 0;
}

static int device_option(struct device_spec *spec, const char *key, char *value)
{
	if (!value)
		return -EINVAL;
	if (!strcmp(key, "bus"))
		return (spec->bus = simbus_find_bus(value)) ? 0 : -ENOENT;
	if (!strcmp(key, "parent"))
		return (spec->parent = simbus_find_device(value)) ? 0 : -ENOENT;
	if (!strcmp(key, "follows")) {
		spec->follows_parent = true;
		return kstrtou32(value, 10, &spec->follows_after_us);
	}
	if (!strcmp(key, "override"))
		return strscpy(spec->first_override, value, sizeof(spec->first_override)) < 0 ? -EINVAL : 0;
	if (!strcmp(key, "preset"))
		return strscpy(spec->preset_driver, value, sizeof(spec->preset_driver)) < 0 ? -EINVAL : 0;
	if (!strcmp(key, "dma"))
		return kstrtoint(value, 10, &spec->dma_answer);
	return -EINVAL;
}

static int describe_device(char *name, char *rest)
{
	struct device_spec *spec = kzalloc(sizeof(*spec), GFP_KERNEL);
	char *key, *value;
	int error = 0;

	if (!spec)
		return -ENOMEM;
	strscpy(spec->name, name, sizeof(spec->name));
	while (!error && (key = next_option(&rest, &value)) != NULL)
		error = device_option(spec, key, value);
	if (error || !spec->bus) {
		kfree(spec);
		return error ?: -EINVAL;
	}
	list_add_tail(&spec->node, &simbus_devices);
	return 0;
}

static int describe_link(char *consumer, char *supplier)
{
	struct link_spec *link = kzalloc(sizeof(*link), GFP_KERNEL);

	if (!link)
		return -ENOMEM;
	link->consumer = simbus_find_device(consumer);
	link->supplier = simbus_find_device(supplier);
	if (!link->consumer || !link->supplier) {
		kfree(link);
		return -ENOENT;
	}
	list_add_tail(&link->node, &simbus_links);
	return 0;
}

static int driver_option(struct driver_spec *spec, const char *key, char *value)
{
	if (!strcmp(key, "hidden")) {
		spec->hidden = true;
		return 0;
	}
	if (!value)
		return -EINVAL;
	if (!strcmp(key, "bus"))
		return (spec->bus = simbus_find_bus(value)) ? 0 : -ENOENT;
	if (!strcmp(key, "remove-us"))
		return kstrtou32(value, 10, &spec->remove_us);
	if (strcmp(key, "probe"))
		return -EINVAL;
	if (!strcmp(value, "async"))
		spec->probe_type = PROBE_PREFER_ASYNCHRONOUS;
	else if (!strcmp(value, "sync"))
		spec->probe_type = PROBE_FORCE_SYNCHRONOUS;
	return 0;
}

static int describe_driver(char *name, char *rest)
{
	struct driver_spec *spec = kzalloc(sizeof(*spec), GFP_KERNEL);
	char *key, *value;
	int error = 0;

	if (!spec)
		return -ENOMEM;
	INIT_LIST_HEAD(&spec->pairs);
	strscpy(spec->name, name, sizeof(spec->name));
	while (!error && (key = next_option(&rest, &value)) != NULL)
		error = driver_option(spec, key, value);
	if (error || !spec->bus) {
		kfree(spec);
		return error ?: -EINVAL;
	}
	list_add_tail(&spec->node, &simbus_drivers);
	return 0;
}

static int read_needs(struct pair_spec *pair, char *text)
{
	char *one;

	while ((one = strsep(&text, ",")) != NULL) {
		if (pair->needs >= NEEDS_MAX)
			return -E2BIG;
		pair->need[pair->needs] = simbus_find_device(one);
		if (!pair->need[pair->needs++])
			return -ENOENT;
	}
	return 0;
}

static int pair_option(struct pair_spec *pair, const char *key, char *value)
{
	int count;

	if (!strcmp(key, "late")) {
		pair->needs_late = true;
		return 0;
	}
	if (!value)
		return -EINVAL;
	if (!strcmp(key, "match")) {
		pair->has_match = true;
		return kstrtoint(value, 10, &pair->match_answer);
	}
	if (!strcmp(key, "past-answer")) {
		pair->has_past_answer = true;
		return kstrtoint(value, 10, &pair->past_answer);
	}
	if (!strcmp(key, "needs"))
		return read_needs(pair, value);
	if (!strcmp(key, "us")) {
		count = read_numbers(value, ANSWERS_MAX, (int *)pair->us);
		pair->times = max(count, 0);
	} else if (!strcmp(key, "answers")) {
		count = read_numbers(value, ANSWERS_MAX, pair->answer);
		pair->answers = max(count, 0);
	} else {
		return -EINVAL;
	}
	return min(count, 0);
}

static int describe_pair(char *driver_name, char *rest)
{
	struct driver_spec *driver = simbus_find_driver(driver_name);
	struct device_spec *device = simbus_find_device(strsep(&rest, " "));
	struct pair_spec *pair;
	char *key, *value;
	int error = 0;

	if (!driver || !device)
		return -ENOENT;
	pair = kzalloc(sizeof(*pair), GFP_KERNEL);
	if (!pair)
		return -ENOMEM;
	pair->device = device;
	list_add_tail(&pair->node, &driver->pairs);
	while (!error && (key = next_option(&rest, &value)) != NULL)
		error = pair_option(pair, key, value);
	return error;
}

static int module_option(struct module_spec *spec, const char *key, char *value)
{
	if (!value)
		return -EINVAL;
	if (!strcmp(key, "init-us"))
		return kstrtou32(value, 10, &spec->init_us);
	if (!strcmp(key, "answer"))
		return kstrtoint(value, 10, &spec->answer);
	if (strcmp(key, "driver") || spec->drivers >= NEEDS_MAX)
		return -EINVAL;
	spec->driver[spec->drivers] = simbus_find_driver(value);
	return spec->driver[spec->drivers++] ? 0 : -ENOENT;
}

static int describe_module(char *name, char *rest)
{
	struct module_spec *spec = kzalloc(sizeof(*spec), GFP_KERNEL);
	char *key, *value;
	int error = 0;

	if (!spec)
		return -ENOMEM;
	strscpy(spec->name, name, sizeof(spec->name));
	list_add_tail(&spec->node, &simbus_modules);
	while (!error && (key = next_option(&rest, &value)) != NULL)
		error = module_option(spec, key, value);
	return error;
}

/* One line of the script; -ENOSYS if it is none. */
int simbus_describe(const char *verb, char *name, char *rest)
{
	static const struct {
		const char *verb;
		int (*read)(char *name, char *rest);
	} readers[] = {
		{ "bus", describe_bus },       { "device", describe_device }, { "link", describe_link },
		{ "driver", describe_driver }, { "pair", describe_pair },     { "module", describe_module },
	};
	int at;

	for (at = 0; at < ARRAY_SIZE(readers); at++)
		if (!strcmp(verb, readers[at].verb))
			return name ? readers[at].read(name, rest) : -EINVAL;
	return -ENOSYS;
}

#define FREE_ALL(kind, list)                                        \
	do {                                                        \
		kind *spec, *after;                                 \
		list_for_each_entry_safe(spec, after, list, node) { \
			list_del(&spec->node);                      \
			kfree(spec);                                \
		}                                                   \
	} while (0)

/*
 * Everything is unregistered. Buses and device specs are not freed: the last reference to a device may be dropped much
 * later by a device link, and a run's few kilobytes do not matter.
 */
void simbus_forget_specs(void)
{
	struct driver_spec *driver;
	struct sim_bus *bus;

	list_for_each_entry(driver, &simbus_drivers, node)
		FREE_ALL(struct pair_spec, &driver->pairs);
	list_for_each_entry(bus, &simbus_buses, node)
		simbus_close_bus(bus);
	FREE_ALL(struct link_spec, &simbus_links);
	FREE_ALL(struct module_spec, &simbus_modules);
	INIT_LIST_HEAD(&simbus_devices);
	INIT_LIST_HEAD(&simbus_drivers);
	INIT_LIST_HEAD(&simbus_buses);
}
