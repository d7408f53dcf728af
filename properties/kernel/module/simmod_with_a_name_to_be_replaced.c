// SPDX-License-Identifier: GPL-2.0
/*
 * The template of all loadable modules of scenarios. The guest's runner writes a module's name over this file's name,
 * which stands in the built module, before it hands it to the kernel.
 */
#include "simbus.h"

static int __init simmod_init(void)
{
	return simbus_module_init(THIS_MODULE);
}

static void __exit simmod_exit(void)
{
	simbus_module_exit(THIS_MODULE);
}

module_init(simmod_init);
module_exit(simmod_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a module of a scenario");
