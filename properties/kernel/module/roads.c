// SPDX-License-Identifier: GPL-2.0
/*
 * Which way through the driver core led to a callback, read off the stack. Symbols of return addresses are few and
 * looking one up is slow, so each is looked up once.
 */
#include <linux/hash.h>
#include <linux/kallsyms.h>
#include <linux/stacktrace.h>
#include "simbus.h"

static const struct {
	const char *symbol, *road;
	/* Others further out say more. */
	bool weak;
} roads[] = {
	{ "__device_attach_async_helper", "async-device" },
	{ "__driver_attach_async_helper", "async-driver" },
	{ "deferred_probe_work_func", "deferred" },
	{ "bind_store", "bind" },
	{ "unbind_store", "unbind" },
	{ "drivers_probe_store", "drivers-probe" },
	{ "device_reprobe", "reprobe" },
	{ "bus_rescan_devices", "rescan" },
	{ "device_add", "add" },
	{ "bus_add_driver", "register" },
	{ "device_links_unbind_consumers", "supplier-unbound" },
	{ "bus_remove_driver", "unregister" },
	{ "device_del", "remove" },
	{ "pci_bus_add_device", "pci-add" },
	{ "pci_add_dynid", "new-id" },
	{ "usb_store_new_id", "new-id" },
	{ "device_attach", "attach", true },
};

#define CACHE_BITS 9
static struct {
	unsigned long address;
	int road;
} cache[1 << CACHE_BITS];
static DEFINE_RAW_SPINLOCK(cache_lock);

/* Index of the road that this return address lies on, -1: none. */
static int look_up(unsigned long address)
{
	char name[KSYM_SYMBOL_LEN];
	int road;

	sprint_symbol_no_offset(name, address);
	name[strcspn(name, ". ")] = 0;
	for (road = ARRAY_SIZE(roads) - 1; road >= 0; road--)
		if (!strcmp(name, roads[road].symbol))
			break;
	return road;
}

static int road_of(unsigned long address)
{
	unsigned int slot = hash_long(address, CACHE_BITS);
	unsigned long flags;
	int road = -2;

	raw_spin_lock_irqsave(&cache_lock, flags);
	if (cache[slot].address == address)
		road = cache[slot].road;
	raw_spin_unlock_irqrestore(&cache_lock, flags);
	if (road != -2)
		return road;
	road = look_up(address);
	raw_spin_lock_irqsave(&cache_lock, flags);
	cache[slot].address = address;
	cache[slot].road = road;
	raw_spin_unlock_irqrestore(&cache_lock, flags);
	return road;
}

const char *simbus_road(void)
{
	const char *weak = "other";
	unsigned long frames[32];
	unsigned int depth = stack_trace_save(frames, ARRAY_SIZE(frames), 1);
	unsigned int at;

	for (at = 0; at < depth; at++) {
		int road = road_of(frames[at]);

		if (road < 0)
			continue;
		if (!roads[road].weak)
			return roads[road].road;
		weak = roads[road].road;
	}
	return weak;
}
