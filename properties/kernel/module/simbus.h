/* SPDX-License-Identifier: GPL-2.0 */
/*
 * simbus: buses, devices and drivers that behave as a script says, for watching the driver core at work.
 *
 * A "spec" is what the script says about a bus, device or driver; an "instance" is the kernel object that lives while
 * the device is added or the driver registered. Specs last until reset, instances come and go.
 */
#ifndef SIMBUS_H
#define SIMBUS_H

#include <linux/device.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/version.h>
#include <linux/wait.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
#define MATCHED_DRIVER const struct device_driver
#else
#define MATCHED_DRIVER struct device_driver
#endif

#define NAME_MAX_SIM 40
#define ANSWERS_MAX 24
#define NEEDS_MAX 8

struct sim_bus {
	struct bus_type type;
	struct list_head node;
	struct notifier_block watcher;
	char name[NAME_MAX_SIM];
	bool registered;
};

struct sim_device;
struct sim_driver;

struct device_spec {
	struct list_head node;
	char name[NAME_MAX_SIM];
	struct sim_bus *bus;
	struct device_spec *parent;
	/* Added by itself when the parent has bound, that much later. */
	bool follows_parent;
	u32 follows_after_us;
	char first_override[NAME_MAX_SIM];
	char preset_driver[NAME_MAX_SIM];
	int dma_answer;
	/* Guarded by simbus_lock. The instance that is there, or is being added. */
	struct sim_device *now;
};

struct link_spec {
	struct list_head node;
	struct device_spec *consumer, *supplier;
};

struct sim_device {
	struct device dev;
	struct device_spec *spec;
	const char *driver_override;
	/* device_add has come so far that it asks for drivers: from here on the device may be removed. */
	bool ready;
	/* On its bus, so that links to it can be made. */
	bool listed;
	bool added;
	bool leaving;
	char last_driver[NAME_MAX_SIM];
};
#define to_sim_device(d) container_of(d, struct sim_device, dev)

/* How one driver meets one device; without a pair the driver does not match. */
struct pair_spec {
	struct list_head node;
	struct device_spec *device;
	bool has_match;
	int match_answer;
	/* The n-th probe takes the n-th of each, the last repeats. */
	int times, answers;
	u32 us[ANSWERS_MAX];
	int answer[ANSWERS_MAX];
	int needs;
	struct device_spec *need[NEEDS_MAX];
	bool needs_late;
	/* Before the story begins this is the answer, if there is one. */
	bool has_past_answer;
	int past_answer;
	atomic_t attempts;
};

struct driver_spec {
	struct list_head node;
	char name[NAME_MAX_SIM];
	struct sim_bus *bus;
	enum probe_type probe_type;
	bool hidden;
	u32 remove_us;
	struct list_head pairs;
	/* Guarded by simbus_lock. */
	struct sim_driver *now;
};

struct sim_driver {
	struct device_driver drv;
	struct list_head node;
	struct driver_spec *spec;
	char name[NAME_MAX_SIM];
	/* It registers or unregisters. */
	bool busy;
};
#define to_sim_driver(d) container_of(d, struct sim_driver, drv)

/* A loadable module's part, see loadable.c. */
struct module_spec {
	struct list_head node;
	char name[NAME_MAX_SIM];
	u32 init_us;
	int answer;
	int drivers;
	struct driver_spec *driver[NEEDS_MAX];
};

/* The past has been played (control.c). */
extern bool simbus_story_begun;

/* specs.c: guards the lists and `now`; never held across a call of the driver core. */
extern spinlock_t simbus_lock;
extern struct list_head simbus_buses, simbus_devices, simbus_drivers, simbus_links, simbus_modules;
struct sim_bus *simbus_find_bus(const char *name);
struct device_spec *simbus_find_device(const char *name);
struct driver_spec *simbus_find_driver(const char *name);
struct module_spec *simbus_find_module(const char *name);
struct pair_spec *simbus_find_pair(struct driver_spec *driver, struct device_spec *device);
int simbus_describe(const char *verb, char *name, char *rest);
void simbus_forget_specs(void);

/* bus.c */
int simbus_open_bus(struct sim_bus *bus);
void simbus_close_bus(struct sim_bus *bus);

/* devices.c */
int simbus_add_device(struct device_spec *spec);
int simbus_remove_device(struct device_spec *spec);
int simbus_with_device(struct device_spec *spec, int (*act)(struct device *dev));
bool simbus_is_bound(struct device_spec *spec);
void simbus_device_ready(struct device *dev);
void simbus_parent_bound(struct device_spec *parent);
void simbus_remove_children(struct device_spec *parent, bool followers_only);
void simbus_device_listed(struct device *dev, bool listed);
bool simbus_suppliers_bound(struct device_spec *spec);
int simbus_open_followers(void);
void simbus_await_followers(void);
void simbus_close_followers(void);

/* drivers.c */
int simbus_register_driver(struct driver_spec *spec, struct module *owner);
int simbus_unregister_driver(struct driver_spec *spec);

/* trace.c */
struct dentry;
struct simbus_record {
	const char *is, *device, *driver, *via, *why;
	bool has_result;
	long result;
};
int simbus_trace_open(struct dentry *dir);
void simbus_trace_close(void);
void simbus_trace_clear(void);
void simbus_log_record(const struct simbus_record *record);
#define simbus_log(...) simbus_log_record(&(struct simbus_record){ __VA_ARGS__ })

/* roads.c: which way through the driver core the caller came. */
const char *simbus_road(void);

/* hidden.c */
int simbus_find_hidden(void);
bool simbus_device_is_bound(struct device *dev);
int simbus_block_probing(bool block);
void *simbus_data(const char *symbol);

/* watch.c: kprobes on the driver core. */
void simbus_watch_core(void);
void simbus_unwatch_core(void);

/* stock.c: the kernel's own buses. */
enum stock_bus { NO_STOCK_BUS, PCI, USB, ANY_STOCK_BUS };
void simbus_find_stock(void);
void simbus_listen_to_stock(bool on);
/* Whether it is watched at all; this bus; a device of it. */
bool simbus_has_stock(enum stock_bus bus);
bool simbus_is_stock(const struct bus_type *bus);
bool simbus_on_stock(const struct device *dev, enum stock_bus bus);
struct seq_file;
void simbus_tell_stock(struct seq_file *file);

/* loadable.c: called by copies of simmod. */
int simbus_module_init(struct module *module);
void simbus_module_exit(struct module *module);

bool simbus_owns(const struct device *dev);

#endif
