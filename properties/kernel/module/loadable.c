// SPDX-License-Identifier: GPL-2.0
/*
 * A scenario's loadable module is a real one: a copy of simmod under the scenario's name. Its init and exit come here,
 * so that its drivers belong to it and the core treats its load as any other.
 */
#include <linux/delay.h>
#include <linux/export.h>
#include "simbus.h"

void simbus_module_exit(struct module *module)
{
	struct module_spec *spec = simbus_find_module(module->name);
	int at;

	for (at = spec ? spec->drivers - 1 : -1; at >= 0; at--)
		simbus_unregister_driver(spec->driver[at]);
}
EXPORT_SYMBOL_GPL(simbus_module_exit);

int simbus_module_init(struct module *module)
{
	struct module_spec *spec = simbus_find_module(module->name);
	int at, error;

	if (!spec)
		return -ENODEV;
	if (spec->init_us)
		usleep_range(spec->init_us, spec->init_us + 1);
	if (spec->answer)
		return spec->answer;
	for (at = 0; at < spec->drivers; at++) {
		error = simbus_register_driver(spec->driver[at], module);
		if (!error)
			continue;
		while (--at >= 0)
			simbus_unregister_driver(spec->driver[at]);
		return error;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(simbus_module_init);
