// SPDX-License-Identifier: GPL-2.0
/* Devices coming and going, and what the core needs a bus to guard: one removal at a time, none before the adding. */
#include <linux/delay.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include "simbus.h"

static DECLARE_WAIT_QUEUE_HEAD(became_ready);

static void release_device(struct device *dev)
{
	struct sim_device *device = to_sim_device(dev);

	kfree(device->driver_override);
	kfree(device);
}

static struct sim_device *new_instance(struct device_spec *spec)
{
	struct sim_device *device = kzalloc(sizeof(*device), GFP_KERNEL);

	if (!device)
		return NULL;
	device->spec = spec;
	device_initialize(&device->dev);
	device->dev.bus = &spec->bus->type;
	device->dev.release = release_device;
	if (dev_set_name(&device->dev, "%s", spec->name)) {
		put_device(&device->dev);
		return NULL;
	}
	return device;
}

static struct sim_device *added_instance(struct device_spec *spec)
{
	struct sim_device *device;

	spin_lock(&simbus_lock);
	device = spec->now;
	if (device)
		get_device(&device->dev);
	spin_unlock(&simbus_lock);
	return device;
}

/* The core links to a supplier that it knows already: one that is listed, or is about to be. */
static void link_to_supplier(struct sim_device *consumer, struct device_spec *supplier)
{
	struct sim_device *from = added_instance(supplier);

	/* Flags 0: managed, and it lasts until one of the two is deleted. */
	if (from && READ_ONCE(from->listed) && !device_link_add(&consumer->dev, &from->dev, 0))
		pr_warn("simbus: no link from %s to %s\n", consumer->spec->name, supplier->name);
	if (from)
		put_device(&from->dev);
}

static void link_to_suppliers(struct sim_device *consumer)
{
	struct link_spec *link;

	list_for_each_entry(link, &simbus_links, node)
		if (link->consumer == consumer->spec)
			link_to_supplier(consumer, link->supplier);
}

/* Called in the middle of device_add, before anybody looks for a driver: consumers that came first are linked now. */
void simbus_device_listed(struct device *dev, bool listed)
{
	struct sim_device *supplier = to_sim_device(dev), *consumer;
	struct link_spec *link;

	WRITE_ONCE(supplier->listed, listed);
	if (!listed)
		return;
	list_for_each_entry(link, &simbus_links, node) {
		if (link->supplier != supplier->spec)
			continue;
		consumer = added_instance(link->consumer);
		if (!consumer)
			continue;
		link_to_supplier(consumer, supplier->spec);
		put_device(&consumer->dev);
	}
}

/*
 * False: some supplier is not bound. Where there is a link the core has checked that before, and keeps the supplier
 * bound as long as this consumer is probed; where the supplier has not been added, there is no link to check.
 */
bool simbus_suppliers_bound(struct device_spec *spec)
{
	struct link_spec *link;

	list_for_each_entry(link, &simbus_links, node)
		if (link->consumer == spec && !simbus_is_bound(link->supplier))
			return false;
	return true;
}

static int describe_instance(struct sim_device *device, struct sim_device **parent)
{
	struct device_spec *spec = device->spec;
	struct driver_spec *preset = simbus_find_driver(spec->preset_driver);

	if (spec->parent) {
		*parent = added_instance(spec->parent);
		if (!*parent)
			return -ENODEV;
		device->dev.parent = &(*parent)->dev;
	}
	if (spec->first_override[0]) {
		device->driver_override = kstrdup(spec->first_override, GFP_KERNEL);
		if (!device->driver_override)
			return -ENOMEM;
	}
	spin_lock(&simbus_lock);
	if (preset && preset->now)
		device->dev.driver = &preset->now->drv;
	spin_unlock(&simbus_lock);
	return 0;
}

/* The first stands for the device; if it is there already, the core will refuse this second one. */
static struct sim_device *make_instance(struct device_spec *spec)
{
	struct sim_device *device = new_instance(spec);

	if (!device)
		return NULL;
	spin_lock(&simbus_lock);
	if (!spec->now)
		spec->now = device;
	spin_unlock(&simbus_lock);
	link_to_suppliers(device);
	return device;
}

int simbus_add_device(struct device_spec *spec)
{
	struct sim_device *device = make_instance(spec), *parent = NULL;
	int error;

	if (!device)
		return -ENOMEM;
	simbus_log(.is = "device-add-begin", .device = spec->name);
	error = describe_instance(device, &parent) ?: device_add(&device->dev);
	simbus_log(.is = "device-add-end", .device = spec->name, .has_result = true, .result = error);
	spin_lock(&simbus_lock);
	device->ready = device->added = true;
	if (error && spec->now == device)
		spec->now = NULL;
	else if (!error && !device->leaving)
		spec->now = device;
	spin_unlock(&simbus_lock);
	wake_up_all(&became_ready);
	if (parent)
		put_device(&parent->dev);
	if (error)
		put_device(&device->dev);
	return error;
}

/* The core is about to look for drivers (watch.c). */
void simbus_device_ready(struct device *dev)
{
	WRITE_ONCE(to_sim_device(dev)->ready, true);
	wake_up_all(&became_ready);
}

/* With a parent the core links the device to it last of all, so a removal has to wait for the whole adding. */
static bool may_leave(struct sim_device *device)
{
	return device->spec->parent ? READ_ONCE(device->added) : READ_ONCE(device->ready);
}

int simbus_remove_device(struct device_spec *spec)
{
	struct sim_device *device = added_instance(spec);
	bool mine;

	if (!device)
		return -ENODEV;
	wait_event(became_ready, may_leave(device));
	simbus_remove_children(spec, false);
	spin_lock(&simbus_lock);
	mine = !device->leaving && spec->now == device;
	device->leaving = true;
	spin_unlock(&simbus_lock);
	if (!mine) {
		put_device(&device->dev);
		return -ENODEV;
	}
	simbus_log(.is = "device-del-begin", .device = spec->name);
	device_del(&device->dev);
	spin_lock(&simbus_lock);
	if (spec->now == device)
		spec->now = NULL;
	spin_unlock(&simbus_lock);
	simbus_log(.is = "device-del-end", .device = spec->name);
	/* The reference of device_initialize, and ours. */
	put_device(&device->dev);
	put_device(&device->dev);
	return 0;
}

void simbus_remove_children(struct device_spec *parent, bool followers_only)
{
	struct device_spec *child;

	/* Specs are only freed by reset, which runs alone. */
	list_for_each_entry(child, &simbus_devices, node)
		if (child->parent == parent && (child->follows_parent || !followers_only))
			simbus_remove_device(child);
}

int simbus_with_device(struct device_spec *spec, int (*act)(struct device *dev))
{
	struct sim_device *device = added_instance(spec);
	int result;

	if (!device)
		return -ENODEV;
	result = act(&device->dev);
	put_device(&device->dev);
	return result;
}

static int ask_bound(struct device *dev)
{
	return simbus_device_is_bound(dev);
}

bool simbus_is_bound(struct device_spec *spec)
{
	return simbus_with_device(spec, ask_bound) == 1;
}

static struct workqueue_struct *followers;

int simbus_open_followers(void)
{
	followers = alloc_workqueue("simbus", WQ_UNBOUND, 0);
	return followers ? 0 : -ENOMEM;
}

void simbus_await_followers(void)
{
	flush_workqueue(followers);
}

void simbus_close_followers(void)
{
	destroy_workqueue(followers);
}

struct follow {
	struct work_struct work;
	struct device_spec *child;
};

/* The parent's lock keeps a child from outliving its parent's driver. */
static void follow_parent(struct work_struct *work)
{
	struct follow *follow = container_of(work, struct follow, work);
	struct device_spec *child = follow->child;
	struct sim_device *parent;

	if (child->follows_after_us)
		usleep_range(child->follows_after_us, child->follows_after_us + 1);
	parent = added_instance(child->parent);
	if (parent) {
		device_lock(&parent->dev);
		if (simbus_device_is_bound(&parent->dev))
			simbus_add_device(child);
		device_unlock(&parent->dev);
		put_device(&parent->dev);
	}
	kfree(follow);
}

void simbus_parent_bound(struct device_spec *parent)
{
	struct device_spec *child;
	struct follow *follow;

	list_for_each_entry(child, &simbus_devices, node) {
		if (child->parent != parent || !child->follows_parent)
			continue;
		follow = kzalloc(sizeof(*follow), GFP_KERNEL);
		if (!follow)
			continue;
		INIT_WORK(&follow->work, follow_parent);
		follow->child = child;
		queue_work(followers, &follow->work);
	}
}
