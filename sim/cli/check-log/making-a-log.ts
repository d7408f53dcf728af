/** How a user makes a log that `probesim check-log` can read. */

/** Under `probesim check-log --help`. */
export const MAKING_A_LOG = `
How to make such a log:
  a boot        kernel command line: initcall_debug ignore_loglevel log_buf_len=16M dyndbg="file drivers/base/* +p"
                then: dmesg >FILE
  from now on   echo 'file drivers/base/* +p' >/sys/kernel/debug/dynamic_debug/control, do it, then: dmesg >FILE
  who did it    also on the command line: ftrace=function trace_event=printk:console trace_buf_size=16M
                ftrace_filter=driver_probe_device,really_probe,__driver_attach_async_helper
                then: cat /sys/kernel/tracing/trace >FILE
  by probes     write these to /sys/kernel/tracing/kprobe_events, enable events/kprobes, do it, read trace:
                ${[
                  'p:bus_add_device bus_add_device device=+0(+0($arg1)):string',
                  'p:bus_remove_device bus_remove_device device=+0(+0($arg1)):string',
                  'p:bus_add_driver bus_add_driver driver=+0(+0($arg1)):string',
                  'p:bus_remove_driver bus_remove_driver driver=+0(+0($arg1)):string',
                  'p:really_probe really_probe device=+0(+0($arg1)):string driver=+0(+0($arg2)):string',
                  'r:really_probe_returns really_probe result=$retval:s32',
                  'p:driver_bound driver_bound device=+0(+0($arg1)):string',
                  'p:drivers_probe_store drivers_probe_store device=+0($arg2):string',
                  'p:device_driver_attach device_driver_attach driver=+0(+0($arg1)):string device=+0(+0($arg2)):string',
                  'p:device_driver_detach device_driver_detach device=+0(+0($arg1)):string',
                ].join('\n                ')}
The wording of Linux 6.1 and 6.12 is known. Each device is checked by itself, with the drivers that were tried on it.
A supplier is checked with the device that waits for it, if a message says so; a trace by probes does not. Not seen:
new_id and driver_override that change what matches.
`;
