// SPDX-License-Identifier: GPL-2.0
/*
 * What no callback and no notifier tells: kprobes on functions of drivers/base. A function that this kernel does not
 * have by itself (inlined) gives no records.
 */
#include <linux/kprobes.h>
#include <linux/pci.h>
#include <linux/seq_file.h>
#include "simbus.h"

static bool stock;
module_param(stock, bool, 0444);
MODULE_PARM_DESC(stock, "watch the pci bus too, and the drivers that the kernel brings along");

enum argument { NO_DEVICE, DEVICE, DEVICE_AND_DRIVER, DRIVER };

struct watched {
	struct kretprobe probe;
	const char *symbol, *entry, *exit;
	enum argument about;
	bool tells_result;
	/* Only on the pci bus; the bus module tells the same about its own. */
	bool stock;
	/* Only if the result is not 0: most pairs of a machine do not match. */
	bool tells_hits;
	bool on;
};

struct seen {
	char device[NAME_MAX_SIM], driver[NAME_MAX_SIM];
};

static bool on_pci(const struct device *dev)
{
	return stock && dev && dev->bus == &pci_bus_type;
}

static bool watches(const struct device *dev)
{
	return simbus_owns(dev) || on_pci(dev);
}

static struct watched watched[] = {
	{ .symbol = "really_probe", .entry = "try-begin", .exit = "try-end", .about = DEVICE_AND_DRIVER,
	  .tells_result = true },
	{ .symbol = "driver_bound", .entry = "binding", .about = DEVICE },
	{ .symbol = "driver_deferred_probe_add", .entry = "deferred-add", .about = DEVICE },
	{ .symbol = "driver_deferred_probe_del", .entry = "deferred-del", .about = DEVICE },
	{ .symbol = "driver_deferred_probe_trigger", .entry = "deferred-trigger" },
	{ .symbol = "deferred_probe_work_func", .entry = "deferred-work-begin", .exit = "deferred-work-end" },
	{ .symbol = "__device_attach_async_helper", .entry = "async-device-begin", .exit = "async-device-end",
	  .about = DEVICE },
	{ .symbol = "__driver_attach_async_helper", .entry = "async-driver-begin", .exit = "async-driver-end",
	  .about = DEVICE },
	{ .symbol = "pci_bus_match", .exit = "match", .about = DEVICE_AND_DRIVER, .stock = true, .tells_result = true,
	  .tells_hits = true },
	{ .symbol = "pci_device_probe", .entry = "probe-begin", .exit = "probe-end", .about = DEVICE, .stock = true,
	  .tells_result = true },
	{ .symbol = "pci_device_remove", .entry = "remove-begin", .exit = "remove-end", .about = DEVICE, .stock = true },
	{ .symbol = "driver_register", .entry = "driver-register-begin", .exit = "driver-register-end", .about = DRIVER,
	  .stock = true, .tells_result = true },
	{ .symbol = "driver_unregister", .entry = "driver-unregister-begin", .exit = "driver-unregister-end",
	  .about = DRIVER, .stock = true },
};
#define ASYNC_DEVICE 6
#define ASYNC_DRIVER 7

/* What the call is about; false: nothing of ours. */
static bool look(struct watched *self, struct pt_regs *regs, struct seen *seen)
{
	struct device *dev = self->about == DEVICE || self->about == DEVICE_AND_DRIVER ? (void *)regs->di : NULL;
	struct device_driver *drv = self->about == DEVICE_AND_DRIVER ? (void *)regs->si :
				    self->about == DRIVER ? (void *)regs->di :
							    NULL;

	if (self->stock ? dev && !on_pci(dev) : dev && !watches(dev))
		return false;
	if (self->about == DRIVER && drv->bus != &pci_bus_type)
		return false;
	if (self->stock && dev && !drv)
		drv = dev->driver;
	strscpy(seen->device, dev ? dev_name(dev) : "-", sizeof(seen->device));
	strscpy(seen->driver, drv ? drv->name : "-", sizeof(seen->driver));
	return true;
}

static int on_entry(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct watched *self = container_of(get_kretprobe(instance), struct watched, probe);
	struct seen *seen = (void *)instance->data;

	if (!look(self, regs, seen))
		return 1;
	if (self->entry)
		simbus_log(.is = self->entry, .device = seen->device, .driver = seen->driver,
			   .via = self->stock && self->about == DEVICE ? simbus_road() : NULL);
	return self->exit ? 0 : 1;
}

static int on_exit(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct watched *self = container_of(get_kretprobe(instance), struct watched, probe);
	struct seen *seen = (void *)instance->data;
	int result = regs_return_value(regs);

	if (self->tells_hits && !result)
		return 0;
	simbus_log(.is = self->exit, .device = seen->device, .driver = seen->driver,
		   .has_result = self->tells_result, .result = result);
	return 0;
}

/* device_add or the retry worker turns to a device. */
static int on_bus_probe(struct kprobe *probe, struct pt_regs *regs)
{
	struct device *dev = (void *)regs->di;
	const char *road;

	if (!watches(dev))
		return 0;
	road = simbus_road();
	simbus_log(.is = strcmp(road, "deferred") ? "device-ready" : "deferred-retry", .device = dev_name(dev));
	if (simbus_owns(dev))
		simbus_device_ready(dev);
	return 0;
}

static bool is_function(unsigned long address, const struct watched *function)
{
	unsigned long start = (unsigned long)function->probe.kp.addr;

	/* A kprobe on a traced function may stand a few bytes behind its beginning. */
	return function->on && address <= start && start - address <= 16;
}

static int on_schedule(struct kprobe *probe, struct pt_regs *regs)
{
	struct device *dev = (void *)regs->si;
	const char *is = NULL;

	if (is_function(regs->di, &watched[ASYNC_DEVICE]))
		is = "async-scheduled-for-device";
	else if (is_function(regs->di, &watched[ASYNC_DRIVER]))
		is = "async-scheduled-for-driver";
	if (is && watches(dev))
		simbus_log(.is = is, .device = dev_name(dev));
	return 0;
}

static struct kprobe bus_probe = { .symbol_name = "bus_probe_device", .pre_handler = on_bus_probe };
static struct kprobe async_schedule = { .symbol_name = "async_schedule_node", .pre_handler = on_schedule };
static bool bus_probe_on, async_schedule_on;

/* The pci bus tells what the bus module's own buses tell (bus.c). */
static int pci_tells(struct notifier_block *watcher, unsigned long what, void *data)
{
	struct device *dev = data;
	const char *is = what == BUS_NOTIFY_BOUND_DRIVER    ? "bound" :
			 what == BUS_NOTIFY_UNBOUND_DRIVER   ? "unbound" :
			 what == BUS_NOTIFY_DRIVER_NOT_BOUND ? "not-bound" :
							       NULL;

	if (is)
		simbus_log(.is = is, .device = dev_name(dev), .driver = dev->driver ? dev->driver->name : NULL);
	return NOTIFY_DONE;
}
static struct notifier_block pci_watcher = { .notifier_call = pci_tells };

static int tell_pci_device(struct device *dev, void *file)
{
	struct device_driver *drv = simbus_device_is_bound(dev) ? READ_ONCE(dev->driver) : NULL;

	seq_printf(file, "%s\t%s\n", dev_name(dev), drv ? drv->name : "-");
	return 0;
}

void simbus_tell_stock(struct seq_file *file)
{
	if (stock)
		bus_for_each_dev(&pci_bus_type, NULL, file, tell_pci_device);
}

void simbus_watch_core(void)
{
	struct watched *one;

	for (one = watched; one < watched + ARRAY_SIZE(watched); one++) {
		if (one->stock && !stock)
			continue;
		one->probe.kp.symbol_name = one->symbol;
		one->probe.entry_handler = on_entry;
		one->probe.handler = on_exit;
		one->probe.data_size = sizeof(struct seen);
		one->probe.maxactive = 256;
		one->on = !register_kretprobe(&one->probe);
		if (!one->on)
			pr_info("simbus: %s is not watched\n", one->symbol);
	}
	if (stock)
		bus_register_notifier(&pci_bus_type, &pci_watcher);
	bus_probe_on = !register_kprobe(&bus_probe);
	async_schedule_on = !register_kprobe(&async_schedule);
	if (!bus_probe_on || !async_schedule_on)
		pr_info("simbus: watched: bus_probe_device %d, async_schedule_node %d\n", bus_probe_on, async_schedule_on);
}

void simbus_unwatch_core(void)
{
	struct watched *one;

	for (one = watched; one < watched + ARRAY_SIZE(watched); one++) {
		if (!one->on)
			continue;
		unregister_kretprobe(&one->probe);
		if (one->probe.nmissed)
			pr_warn("simbus: %s was missed %d times\n", one->symbol, one->probe.nmissed);
	}
	if (stock)
		bus_unregister_notifier(&pci_bus_type, &pci_watcher);
	if (bus_probe_on)
		unregister_kprobe(&bus_probe);
	if (async_schedule_on)
		unregister_kprobe(&async_schedule);
}
