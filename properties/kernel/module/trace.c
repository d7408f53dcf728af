// SPDX-License-Identifier: GPL-2.0
/*
 * The trace: one buffer, one raw spinlock, so that records are totally ordered. The order is that of logging: two CPUs
 * may act in one order and log in the other within some microseconds.
 */
#include <linux/debugfs.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/vmalloc.h>
#include "simbus.h"

static unsigned int trace_records = 32768;
module_param(trace_records, uint, 0444);
MODULE_PARM_DESC(trace_records, "records kept between two resets");

struct kept {
	u64 t;
	int cpu, pid;
	long result;
	bool has_result;
	char task[TASK_COMM_LEN];
	char is[28], via[20], why[20];
	char device[NAME_MAX_SIM], driver[NAME_MAX_SIM];
};

static struct kept *records;
static unsigned int used, dropped;
static DEFINE_RAW_SPINLOCK(order);

void simbus_log_record(const struct simbus_record *record)
{
	unsigned long flags;
	struct kept *kept;

	raw_spin_lock_irqsave(&order, flags);
	if (used >= trace_records) {
		dropped++;
		goto out;
	}
	kept = &records[used];
	kept->t = ktime_get_ns();
	kept->cpu = raw_smp_processor_id();
	kept->pid = current->pid;
	kept->has_result = record->has_result;
	kept->result = record->result;
	strscpy(kept->task, current->comm, sizeof(kept->task));
	strscpy(kept->is, record->is, sizeof(kept->is));
	strscpy(kept->via, record->via ?: "-", sizeof(kept->via));
	strscpy(kept->why, record->why ?: "-", sizeof(kept->why));
	strscpy(kept->device, record->device ?: "-", sizeof(kept->device));
	strscpy(kept->driver, record->driver ?: "-", sizeof(kept->driver));
	smp_wmb();
	used++;
out:
	raw_spin_unlock_irqrestore(&order, flags);
}

void simbus_trace_clear(void)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&order, flags);
	used = 0;
	dropped = 0;
	raw_spin_unlock_irqrestore(&order, flags);
}

static void *first_record(struct seq_file *file, loff_t *at)
{
	return *at < READ_ONCE(used) ? &records[*at] : NULL;
}

static void *next_record(struct seq_file *file, void *record, loff_t *at)
{
	++*at;
	return first_record(file, at);
}

static void no_more_records(struct seq_file *file, void *record)
{
}

/* time cpu pid task is device driver result via why, with tabs between them and "-" for what a record has not */
static int show_record(struct seq_file *file, void *record)
{
	struct kept *kept = record;

	smp_rmb();
	seq_printf(file, "%llu\t%d\t%d\t%s\t%s\t%s\t%s\t", kept->t, kept->cpu, kept->pid, kept->task, kept->is,
		   kept->device, kept->driver);
	if (kept->has_result)
		seq_printf(file, "%ld", kept->result);
	else
		seq_putc(file, '-');
	seq_printf(file, "\t%s\t%s\n", kept->via, kept->why);
	return 0;
}

static const struct seq_operations trace_sops = {
	.start = first_record,
	.next = next_record,
	.stop = no_more_records,
	.show = show_record,
};
DEFINE_SEQ_ATTRIBUTE(trace);

static int count_show(struct seq_file *file, void *unused)
{
	seq_printf(file, "%u %u\n", READ_ONCE(used), READ_ONCE(dropped));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(count);

int simbus_trace_open(struct dentry *dir)
{
	records = vzalloc(array_size(trace_records, sizeof(*records)));
	if (!records)
		return -ENOMEM;
	debugfs_create_file("trace", 0400, dir, NULL, &trace_fops);
	debugfs_create_file("count", 0400, dir, NULL, &count_fops);
	return 0;
}

void simbus_trace_close(void)
{
	vfree(records);
}
