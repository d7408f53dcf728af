// SPDX-License-Identifier: GPL-2.0
/* What is not exported to modules. A kprobe knows where functions are, one of them where data is. */
#include <linux/kprobes.h>
#include "simbus.h"

static void *address_of(const char *symbol)
{
	struct kprobe probe = { .symbol_name = symbol };
	void *address;

	if (register_kprobe(&probe))
		return NULL;
	address = probe.addr;
	unregister_kprobe(&probe);
	return address;
}

static bool (*is_bound)(struct device *dev);

/* On the list of its driver: what the core itself means by bound. */
bool simbus_device_is_bound(struct device *dev)
{
	return is_bound(dev);
}

/* Suspend is the only caller of these two in the kernel. */
int simbus_block_probing(bool block)
{
	void (*function)(void) = address_of(block ? "device_block_probing" : "device_unblock_probing");

	if (!function)
		return -EOPNOTSUPP;
	function();
	return 0;
}

/* Variables of the kernel and its modules; NULL: there is none of this name. */
void *simbus_data(const char *symbol)
{
	unsigned long (*look_up)(const char *name) = address_of("kallsyms_lookup_name");

	return look_up ? (void *)look_up(symbol) : NULL;
}

int simbus_find_hidden(void)
{
	is_bound = address_of("device_is_bound");
	return is_bound ? 0 : -ENOENT;
}
