// SPDX-License-Identifier: GPL-2.0
/* A bus type whose match, dma_configure, probe and remove do what the specs say. Who is asked is the core's decision. */
#include <linux/delay.h>
#include <linux/slab.h>
#include "simbus.h"

/* An override decides alone, by name; else the pair of driver and device does. */
static int bus_match(struct device *dev, MATCHED_DRIVER *drv)
{
	struct sim_device *device = to_sim_device(dev);
	struct sim_driver *driver = to_sim_driver(drv);
	struct pair_spec *pair = simbus_find_pair(driver->spec, device->spec);
	int answer = pair && pair->has_match ? pair->match_answer : 0;
	const char *why = "ids";

	if (device->driver_override) {
		bool named = !strcmp(device->driver_override, drv->name);

		why = "override";
		answer = !named ? 0 : answer < 0 ? answer : 1;
	}
	simbus_log(.is = "match", .device = device->spec->name, .driver = drv->name, .has_result = true,
		   .result = answer, .via = simbus_road(), .why = why);
	return answer;
}

/*
 * A supplier that has not been added cannot be linked to. Until it is, this defers the consumer at the very place where
 * the core's check of links would: after the claim, before the driver's probe.
 */
static int bus_dma_configure(struct device *dev)
{
	struct device_spec *spec = to_sim_device(dev)->spec;

	return simbus_suppliers_bound(spec) ? spec->dma_answer : -EPROBE_DEFER;
}

static bool needs_are_bound(struct pair_spec *pair)
{
	int at;

	for (at = 0; at < pair->needs; at++)
		if (!simbus_is_bound(pair->need[at]))
			return false;
	return true;
}

static int bus_probe(struct device *dev)
{
	struct device_spec *device = to_sim_device(dev)->spec;
	struct sim_driver *driver = to_sim_driver(dev->driver);
	struct pair_spec *pair = simbus_find_pair(driver->spec, device);
	int attempt = pair ? atomic_inc_return(&pair->attempts) - 1 : 0;
	u32 us = pair && pair->times ? pair->us[min(attempt, pair->times - 1)] : 0;
	int answer = pair && pair->answers ? pair->answer[min(attempt, pair->answers - 1)] : 0;
	bool there = true;

	if (pair && pair->has_past_answer && !simbus_story_begun)
		answer = pair->past_answer;
	simbus_log(.is = "probe-begin", .device = device->name, .driver = driver->name, .via = simbus_road());
	if (pair && !pair->needs_late)
		there = needs_are_bound(pair);
	if (us)
		usleep_range(us, us + 1);
	if (pair && pair->needs_late)
		there = needs_are_bound(pair);
	if (!there)
		answer = -EPROBE_DEFER;
	simbus_log(.is = "probe-end", .device = device->name, .driver = driver->name, .has_result = true,
		   .result = answer);
	return answer;
}

static void bus_remove(struct device *dev)
{
	struct sim_device *device = to_sim_device(dev);
	struct sim_driver *driver = to_sim_driver(dev->driver);
	u32 us = driver->spec->remove_us;

	strscpy(device->last_driver, driver->name, sizeof(device->last_driver));
	simbus_log(.is = "remove-begin", .device = device->spec->name, .driver = driver->name, .via = simbus_road());
	simbus_remove_children(device->spec, true);
	if (us)
		usleep_range(us, us + 1);
	simbus_log(.is = "remove-end", .device = device->spec->name, .driver = driver->name);
}

static int bus_tells(struct notifier_block *watcher, unsigned long what, void *data)
{
	struct device *dev = data;
	struct sim_device *device = to_sim_device(dev);
	const char *name = device->spec->name;

	switch (what) {
	case BUS_NOTIFY_ADD_DEVICE:
		simbus_device_listed(dev, true);
		break;
	case BUS_NOTIFY_DEL_DEVICE:
		simbus_device_listed(dev, false);
		break;
	case BUS_NOTIFY_BOUND_DRIVER:
		simbus_log(.is = "bound", .device = name, .driver = dev->driver->name);
		simbus_parent_bound(device->spec);
		break;
	case BUS_NOTIFY_UNBOUND_DRIVER:
		simbus_log(.is = "unbound", .device = name, .driver = device->last_driver);
		break;
	case BUS_NOTIFY_DRIVER_NOT_BOUND:
		simbus_log(.is = "not-bound", .device = name, .driver = dev->driver ? dev->driver->name : NULL);
		break;
	}
	return NOTIFY_DONE;
}

static ssize_t driver_override_show(struct device *dev, struct device_attribute *attribute, char *text)
{
	ssize_t length;

	device_lock(dev);
	length = sysfs_emit(text, "%s\n", to_sim_device(dev)->driver_override ?: "(null)");
	device_unlock(dev);
	return length;
}

static ssize_t driver_override_store(struct device *dev, struct device_attribute *attribute, const char *text,
				     size_t length)
{
	int error = driver_set_override(dev, &to_sim_device(dev)->driver_override, text, length);

	return error ?: length;
}
static DEVICE_ATTR_RW(driver_override);

static struct attribute *device_attrs[] = { &dev_attr_driver_override.attr, NULL };
ATTRIBUTE_GROUPS(device);

bool simbus_owns(const struct device *dev)
{
	return dev && dev->bus && dev->bus->match == bus_match;
}

int simbus_open_bus(struct sim_bus *bus)
{
	int error;

	bus->type.name = bus->name;
	bus->type.match = bus_match;
	bus->type.dma_configure = bus_dma_configure;
	bus->type.probe = bus_probe;
	bus->type.remove = bus_remove;
	bus->type.dev_groups = device_groups;
	error = bus_register(&bus->type);
	if (error)
		return error;
	bus->watcher.notifier_call = bus_tells;
	bus_register_notifier(&bus->type, &bus->watcher);
	bus->registered = true;
	return 0;
}

void simbus_close_bus(struct sim_bus *bus)
{
	if (!bus->registered)
		return;
	bus_unregister_notifier(&bus->type, &bus->watcher);
	bus_unregister(&bus->type);
	bus->registered = false;
}
