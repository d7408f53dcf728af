// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own buses, pci and usb, and what they tell by themselves. usbcore has to be there before this module is.
 */
#include <linux/pci.h>
#include <linux/seq_file.h>
#include "simbus.h"

static bool stock;
module_param(stock, bool, 0444);
MODULE_PARM_DESC(stock, "watch pci and usb too, and the drivers that the kernel brings along");

/* 6.1 wants them writable where 6.12 does not. */
static struct bus_type *buses[ANY_STOCK_BUS];

bool simbus_is_stock(const struct bus_type *bus)
{
	return bus && (bus == buses[PCI] || bus == buses[USB]);
}

bool simbus_on_stock(const struct device *dev, enum stock_bus bus)
{
	return dev && simbus_is_stock(dev->bus) && (bus == ANY_STOCK_BUS || dev->bus == buses[bus]);
}

bool simbus_has_stock(enum stock_bus bus)
{
	return stock && (bus == ANY_STOCK_BUS || buses[bus]);
}

/* The same that the bus module's own buses tell (bus.c). */
static int bus_tells(struct notifier_block *watcher, unsigned long what, void *data)
{
	struct device *dev = data;
	const char *is = what == BUS_NOTIFY_BOUND_DRIVER    ? "bound" :
			 what == BUS_NOTIFY_UNBOUND_DRIVER   ? "unbound" :
			 what == BUS_NOTIFY_DRIVER_NOT_BOUND ? "not-bound" :
							       NULL;

	if (is && simbus_on_stock(dev, ANY_STOCK_BUS))
		simbus_log(.is = is, .device = dev_name(dev), .driver = dev->driver ? dev->driver->name : NULL);
	return NOTIFY_DONE;
}

static struct notifier_block watchers[ANY_STOCK_BUS] = {
	[PCI] = { .notifier_call = bus_tells },
	[USB] = { .notifier_call = bus_tells },
};

static int tell_device(struct device *dev, void *file)
{
	struct device_driver *drv = simbus_device_is_bound(dev) ? READ_ONCE(dev->driver) : NULL;

	if (simbus_on_stock(dev, ANY_STOCK_BUS))
		seq_printf(file, "%s\t%s\n", dev_name(dev), drv ? drv->name : "-");
	return 0;
}

void simbus_tell_stock(struct seq_file *file)
{
	enum stock_bus bus;

	for (bus = PCI; bus < ANY_STOCK_BUS; bus++)
		if (buses[bus])
			bus_for_each_dev(buses[bus], NULL, file, tell_device);
}

void simbus_find_stock(void)
{
	if (!stock)
		return;
	buses[PCI] = (struct bus_type *)&pci_bus_type;
	buses[USB] = simbus_data("usb_bus_type");
	if (!buses[USB])
		pr_info("simbus: usb is not watched\n");
}

void simbus_listen_to_stock(bool on)
{
	enum stock_bus bus;

	for (bus = PCI; bus < ANY_STOCK_BUS; bus++)
		if (buses[bus] && on)
			bus_register_notifier(buses[bus], &watchers[bus]);
		else if (buses[bus])
			bus_unregister_notifier(buses[bus], &watchers[bus]);
}
