// SPDX-License-Identifier: GPL-2.0
/* Drivers coming and going. */
#include <linux/slab.h>
#include "simbus.h"

int simbus_register_driver(struct driver_spec *spec, struct module *owner)
{
	struct sim_driver *driver = kzalloc(sizeof(*driver), GFP_KERNEL);
	bool first;
	int error;

	if (!driver)
		return -ENOMEM;
	driver->spec = spec;
	strscpy(driver->name, spec->name, sizeof(driver->name));
	driver->drv.name = driver->name;
	driver->drv.bus = &spec->bus->type;
	driver->drv.owner = owner;
	driver->drv.probe_type = spec->probe_type;
	driver->drv.suppress_bind_attrs = spec->hidden;
	driver->busy = true;
	spin_lock(&simbus_lock);
	first = !spec->now;
	if (first)
		spec->now = driver;
	spin_unlock(&simbus_lock);
	simbus_log(.is = "driver-register-begin", .driver = spec->name);
	/* If it is there already, the core finds its name and refuses. */
	error = driver_register(&driver->drv);
	simbus_log(.is = "driver-register-end", .driver = spec->name, .has_result = true, .result = error);
	spin_lock(&simbus_lock);
	driver->busy = false;
	if (error && first)
		spec->now = NULL;
	else if (!error)
		spec->now = driver;
	spin_unlock(&simbus_lock);
	return error;
}

/* A module's state, or a bus's lock, keeps two of these apart in the kernel; here -EBUSY does. */
int simbus_unregister_driver(struct driver_spec *spec)
{
	struct sim_driver *driver;
	int error = 0;

	spin_lock(&simbus_lock);
	driver = spec->now;
	if (!driver)
		error = -ENOENT;
	else if (driver->busy)
		error = -EBUSY;
	else
		driver->busy = true;
	spin_unlock(&simbus_lock);
	if (error)
		return error;
	simbus_log(.is = "driver-unregister-begin", .driver = spec->name);
	driver_unregister(&driver->drv);
	spin_lock(&simbus_lock);
	if (spec->now == driver)
		spec->now = NULL;
	spin_unlock(&simbus_lock);
	simbus_log(.is = "driver-unregister-end", .driver = spec->name);
	/* Not freed: a walk that matched it without the lock may still hold its address. */
	return 0;
}
