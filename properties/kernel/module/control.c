// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/debug/simbus: `command` takes one line a write and acts in the writer's thread; `state` tells who is bound. */
#include <linux/debugfs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "simbus.h"

static struct dentry *directory;
bool simbus_story_begun;

static int attach(struct device *dev)
{
	int result = device_attach(dev);

	/* 1: bound, 0: nobody wanted it. */
	return min(result, 0);
}

static int reprobe(struct device *dev)
{
	int result = device_reprobe(dev);

	return min(result, 0);
}

static int act_on_device(const char *verb, struct device_spec *device)
{
	if (!strcmp(verb, "add"))
		return simbus_add_device(device);
	if (!strcmp(verb, "remove"))
		return simbus_remove_device(device);
	if (!strcmp(verb, "attach"))
		return simbus_with_device(device, attach);
	if (!strcmp(verb, "reprobe"))
		return simbus_with_device(device, reprobe);
	return -EINVAL;
}

static int act_on_driver(const char *verb, struct driver_spec *driver)
{
	if (!strcmp(verb, "register"))
		return simbus_register_driver(driver, THIS_MODULE);
	if (!strcmp(verb, "unregister"))
		return simbus_unregister_driver(driver);
	return -EINVAL;
}

static void reset(void)
{
	struct driver_spec *driver;
	struct device_spec *device;

	list_for_each_entry(driver, &simbus_drivers, node)
		simbus_unregister_driver(driver);
	simbus_await_followers();
	list_for_each_entry_reverse(device, &simbus_devices, node)
		simbus_remove_device(device);
	wait_for_device_probe();
	simbus_forget_specs();
	simbus_story_begun = false;
	simbus_trace_clear();
}

/* One line; the buffer is cut up. */
static int run_line(char *line)
{
	char *verb = strsep(&line, " "), *name = strsep(&line, " ");
	struct device_spec *device;
	struct driver_spec *driver;
	struct sim_bus *bus;
	int error = simbus_describe(verb, name, line);

	if (error != -ENOSYS)
		return error;
	if (!strcmp(verb, "reset"))
		return reset(), 0;
	if (!strcmp(verb, "begin"))
		return simbus_story_begun = true, 0;
	if (!strcmp(verb, "clear"))
		return simbus_trace_clear(), 0;
	if (!strcmp(verb, "settle")) {
		simbus_await_followers();
		wait_for_device_probe();
		return 0;
	}
	if (!strcmp(verb, "block"))
		return simbus_block_probing(true);
	if (!strcmp(verb, "unblock"))
		return simbus_block_probing(false);
	if (!strcmp(verb, "rescan")) {
		bus = simbus_find_bus(name);
		return bus ? min(bus_rescan_devices(&bus->type), 0) : -ENOENT;
	}
	device = simbus_find_device(name);
	driver = simbus_find_driver(name);
	if (!strcmp(verb, "register") || !strcmp(verb, "unregister"))
		return driver ? act_on_driver(verb, driver) : -ENOENT;
	return device ? act_on_device(verb, device) : -ENOENT;
}

static ssize_t command_write(struct file *file, const char __user *text, size_t length, loff_t *at)
{
	char *line;
	int error;

	if (length > 4000)
		return -E2BIG;
	line = memdup_user_nul(text, length);
	if (IS_ERR(line))
		return PTR_ERR(line);
	error = run_line(strim(line));
	kfree(line);
	return error ?: length;
}

static const struct file_operations command_fops = {
	.owner = THIS_MODULE,
	.write = command_write,
	.llseek = noop_llseek,
};

static int state_show(struct seq_file *file, void *unused)
{
	struct device_spec *spec;

	list_for_each_entry(spec, &simbus_devices, node) {
		struct device_driver *drv = NULL;

		spin_lock(&simbus_lock);
		if (spec->now && simbus_device_is_bound(&spec->now->dev))
			drv = READ_ONCE(spec->now->dev.driver);
		seq_printf(file, "%s\t%s\n", spec->name, drv ? drv->name : "-");
		spin_unlock(&simbus_lock);
	}
	simbus_tell_stock(file);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(state);

static int __init simbus_init(void)
{
	int error;

	error = simbus_find_hidden() ?: simbus_open_followers();
	if (error)
		return error;
	directory = debugfs_create_dir("simbus", NULL);
	error = simbus_trace_open(directory);
	if (error) {
		simbus_close_followers();
		debugfs_remove_recursive(directory);
		return error;
	}
	debugfs_create_file("command", 0200, directory, NULL, &command_fops);
	debugfs_create_file("state", 0400, directory, NULL, &state_fops);
	simbus_find_stock();
	simbus_watch_core();
	return 0;
}

/* Instances of gone drivers are left behind (drivers.c): this module is unloaded with the guest. */
static void __exit simbus_exit(void)
{
	debugfs_remove_recursive(directory);
	reset();
	simbus_unwatch_core();
	simbus_close_followers();
	simbus_trace_close();
}

module_init(simbus_init);
module_exit(simbus_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("buses, devices and drivers that behave as a script says");
