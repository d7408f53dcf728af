/**
 * Who can end a wait: for each condition that a kernel path waits for, the frames of those it waits for (reference
 * 2.6, 6.3).
 */

/**
 * Functions whose processes hold a condition up; `arg` is the position that must equal the condition's first number.
 */
interface Holder {
  readonly fn: string;
  readonly arg?: number;
}

export type Holders = Readonly<Record<string, readonly Holder[]>>;

export const HOLDERS: Holders = {
  'walks that stand on the driver': [{ fn: '__device_attach_driver', arg: 0 }],
  'walks that stand on the device': [{ fn: '__driver_attach', arg: 1 }],
  'writes to the files of the driver': [
    { fn: 'bind_store', arg: 0 },
    { fn: 'unbind_store', arg: 0 },
    { fn: 'new_id_store' },
    { fn: 'ccwgroup_create_dev', arg: 0 },
  ],
  'the adding of the device': [{ fn: 'device_add', arg: 0 }],
  'asynchronous probes': [{ fn: '__device_attach_async_helper' }, { fn: '__driver_attach_async_helper' }],
  'probes in flight': [{ fn: 'driver_probe_device' }],
  'the retry worker': [{ fn: 'retry_active_devices' }, { fn: 'deferred_probe_work_func' }],
  'the other load': [
    { fn: 'load_module', arg: 0 },
    { fn: 'do_init_module', arg: 0 },
  ],
  'a module that it needs': [
    { fn: 'load_module', arg: 0 },
    { fn: 'do_init_module', arg: 0 },
  ],
  "udev's queue": [{ fn: 'udev_worker' }],
};
