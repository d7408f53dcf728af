/** The doors of Linux's own driver core: what stories, modules and boots call (kernel.ts Doors). */
import { call } from '../engine/effect.ts';
import { CAUSE, OUTCOME } from '../model/outcome.ts';
import { CUT } from './attach.ts';
import { ccwgroup_create_dev } from './ccwgroup.ts';
import {
  deferred_probe_initcall,
  deferred_probe_work_func,
  device_block_probing,
  device_unblock_probing,
} from './defer.ts';
import { add_device, device_del, remove_device } from './device.ts';
import { identity, type Kernel, type Process } from './kernel.ts';
import type { Doors } from './system-parts.ts';
import { bus_rescan_devices, device_reprobe } from './rebind.ts';
import { register_driver, unregister_driver } from './register.ts';
import {
  bind_store,
  device_attach,
  driver_override_store,
  drivers_probe_store,
  new_id_store,
  onBus,
  removeDynamicId,
  setAutoprobe,
  unbind_store,
} from './sysfs.ts';

/** As device_attach: whoever calls it has looked the device up. */
function* reprobe(_kernel: Kernel, device: number): Process {
  if (!(yield onBus(device))) return OUTCOME.ENODEV;
  return (yield call(device_reprobe, device, CAUSE.reprobe)) === CUT ? OUTCOME.EINVAL : OUTCOME.ok;
}

function* rescan(_kernel: Kernel, bus: number): Process {
  return (yield call(bus_rescan_devices, bus, -1)) === CUT ? OUTCOME.EINVAL : OUTCOME.ok;
}

function* remove_id(_kernel: Kernel, id: number): Process {
  return yield removeDynamicId(id);
}

function* autoprobe(_kernel: Kernel, bus: number, on: number): Process {
  yield setAutoprobe(bus, on);
  return OUTCOME.ok;
}

export const LINUX_DOORS: Doors = {
  add: add_device,
  remove: remove_device,
  removeChild: device_del,
  register: register_driver,
  unregister: unregister_driver,
  lateInit: deferred_probe_initcall,
  verbs: {
    bind: bind_store,
    unbind: unbind_store,
    group: ccwgroup_create_dev,
    override: driver_override_store,
    drivers_probe: drivers_probe_store,
    attach: device_attach,
    reprobe,
    rescan,
    new_id: new_id_store,
    remove_id,
    autoprobe,
    block_probing: device_block_probing,
    unblock_probing: device_unblock_probing,
  },
  services: () => [{ identity: identity('deferred probe work'), fn: deferred_probe_work_func, args: [] }],
};
