// SPDX-License-Identifier: GPL-2.0
/*
 * What no callback and no notifier tells: kprobes on functions of drivers/base. A function that this kernel does not
 * have by itself (inlined) gives no records.
 */
#include <linux/kprobes.h>
#include <linux/pci.h>
#include "simbus.h"

enum argument { NO_DEVICE, DEVICE, DEVICE_AND_DRIVER, DRIVER, PCI_CALL };

/* What pci hands to its own caller of a driver's probe; pci_device_probe looks at its table first (9.1.3). */
struct pci_call {
	struct pci_driver *drv;
	struct pci_dev *dev;
};

struct watched {
	struct kretprobe probe;
	const char *symbol, *entry, *exit;
	enum argument about;
	bool tells_result;
	/* Only on this bus of the kernel's; the bus module tells the same about its own. */
	enum stock_bus bus;
	/* Only if the result is not 0: most pairs of a machine do not match. */
	bool tells_hits;
	bool on;
};

struct seen {
	char device[NAME_MAX_SIM], driver[NAME_MAX_SIM];
};

static bool watches(const struct device *dev)
{
	return simbus_owns(dev) || simbus_on_stock(dev, ANY_STOCK_BUS);
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
	{ .symbol = "pci_bus_match", .exit = "match", .about = DEVICE_AND_DRIVER, .bus = PCI, .tells_result = true,
	  .tells_hits = true },
	{ .symbol = "local_pci_probe", .entry = "probe-begin", .exit = "probe-end", .about = PCI_CALL, .bus = PCI,
	  .tells_result = true },
	{ .symbol = "pci_device_remove", .entry = "remove-begin", .exit = "remove-end", .about = DEVICE, .bus = PCI },
	{ .symbol = "usb_device_match", .exit = "match", .about = DEVICE_AND_DRIVER, .bus = USB, .tells_result = true },
	{ .symbol = "usb_probe_interface", .entry = "probe-begin", .exit = "probe-end", .about = DEVICE, .bus = USB,
	  .tells_result = true },
	{ .symbol = "usb_probe_device", .entry = "probe-begin", .exit = "probe-end", .about = DEVICE, .bus = USB,
	  .tells_result = true },
	{ .symbol = "usb_unbind_device", .entry = "remove-begin", .exit = "remove-end", .about = DEVICE, .bus = USB },
	{ .symbol = "usb_unbind_interface", .entry = "remove-begin", .exit = "remove-end", .about = DEVICE, .bus = USB },
	{ .symbol = "driver_register", .entry = "driver-register-begin", .exit = "driver-register-end", .about = DRIVER,
	  .bus = ANY_STOCK_BUS, .tells_result = true },
	{ .symbol = "driver_unregister", .entry = "driver-unregister-begin", .exit = "driver-unregister-end",
	  .about = DRIVER, .bus = ANY_STOCK_BUS },
};
#define ASYNC_DEVICE 6
#define ASYNC_DRIVER 7

/* What the call is about; false: nothing of ours. */
static bool look(struct watched *self, struct pt_regs *regs, struct seen *seen)
{
	struct device *dev = self->about == DEVICE || self->about == DEVICE_AND_DRIVER ? (void *)regs->di :
			     self->about == PCI_CALL ? &((struct pci_call *)regs->di)->dev->dev :
						       NULL;
	struct device_driver *drv = self->about == DEVICE_AND_DRIVER ? (void *)regs->si :
				    self->about == DRIVER ? (void *)regs->di :
							    NULL;

	if (dev && !(self->bus ? simbus_on_stock(dev, self->bus) : watches(dev)))
		return false;
	if (self->about == DRIVER && !simbus_is_stock(drv->bus))
		return false;
	if (self->bus && dev && !drv)
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
			   .via = self->bus && (self->about == DEVICE || self->about == PCI_CALL) ? simbus_road() : NULL);
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

void simbus_watch_core(void)
{
	struct watched *one;

	for (one = watched; one < watched + ARRAY_SIZE(watched); one++) {
		if (one->bus && !simbus_has_stock(one->bus))
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
	simbus_listen_to_stock(true);
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
	simbus_listen_to_stock(false);
	if (bus_probe_on)
		unregister_kprobe(&bus_probe);
	if (async_schedule_on)
		unregister_kprobe(&async_schedule);
}
