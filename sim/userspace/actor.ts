/**
 * The story's people: an administrator at a shell, a hot-plug slot, a service. Each runs its actions in order; every
 * action ends with the answer that its caller would see.
 */
import { call, sleep, tail, waitFor, type ProcessFunction } from '../engine/effect.ts';
import { CUT } from '../linux/attach.ts';
import { ccwgroup_create_dev } from '../linux/ccwgroup.ts';
import { device_block_probing, device_unblock_probing, wait_for_device_probe } from '../linux/defer.ts';
import { add_device, remove_device } from '../linux/device.ts';
import type { ActionCode, Kernel, LinuxWorld, Process } from '../linux/kernel.ts';
import { delete_module } from '../linux/module.ts';
import { bus_rescan_devices, device_reprobe } from '../linux/rebind.ts';
import { register_driver, unregister_driver } from '../linux/register.ts';
import {
  bind_store,
  device_attach,
  driver_override_store,
  drivers_probe_store,
  new_id_store,
  removeDynamicId,
  setAutoprobe,
  tellWriter,
  unbind_store,
} from '../linux/sysfs.ts';
import { step } from '../linux/operations.ts';
import { objectOf } from '../model/layout.ts';
import { CAUSE, OUTCOME, STAGE, UEVENT } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import { modprobe } from './insert.ts';
import { queueEmpty, stageNow } from './udev.ts';

/** What a verb's two numbers are, for the answer's record. */
type Subject = 'device' | 'driver' | 'driver-device' | 'device-driver' | 'none';

interface Verb {
  readonly subject: Subject;
  readonly run: ProcessFunction<LinuxWorld>;
}

/** Every verb of the story and the path that it takes. */
export const VERBS: Readonly<Record<string, Verb>> = {
  add: { subject: 'device', run: add_device },
  remove: { subject: 'device', run: remove_device },
  register: { subject: 'driver', run: register_driver },
  unregister: { subject: 'driver', run: unregister_driver },
  bind: { subject: 'driver-device', run: bind_store },
  unbind: { subject: 'driver-device', run: unbind_store },
  group: { subject: 'driver-device', run: ccwgroup_create_dev },
  override: { subject: 'device-driver', run: driver_override_store },
  drivers_probe: { subject: 'device', run: drivers_probe_store },
  attach: { subject: 'device', run: device_attach },
  reprobe: { subject: 'device', run: reprobe },
  rescan: { subject: 'none', run: rescan },
  new_id: { subject: 'none', run: new_id_store },
  remove_id: { subject: 'none', run: remove_id },
  autoprobe: { subject: 'none', run: autoprobe },
  modprobe: { subject: 'none', run: shell_modprobe },
  rmmod: { subject: 'none', run: delete_module },
  settle: { subject: 'none', run: settle },
  coldplug: { subject: 'none', run: coldplug },
  block_probing: { subject: 'none', run: device_block_probing },
  unblock_probing: { subject: 'none', run: device_unblock_probing },
};

/** One actor: waits for its time, then acts. */
export function* act(kernel: Kernel, actor: number): Process {
  const at = kernel.actors[actor]?.at;
  if (at && at.max > 0) yield sleep(`start of ${kernel.actors[actor]?.name}`, at);
  return tail(act_from, actor, 0);
}

function* act_from(kernel: Kernel, actor: number, index: number): Process {
  if (!kernel.actors[actor]?.actions[index]) return 0;
  yield call(perform, actor, index);
  return tail(act_from, actor, index + 1);
}

/** One action of an actor, or of the given past (-1), and the answer that its caller sees. */
export function* perform(kernel: Kernel, actor: number, index: number): Process {
  const own = kernel.actors[actor];
  const action = (actor < 0 ? kernel.given : own?.actions)?.[index] as ActionCode;
  const [verb, a, b] = action;
  if (verb === 'wait') {
    yield sleep(`wait of ${own?.name}`, own?.waits[a] ?? NONE);
    return OUTCOME.ok;
  }
  const { subject, run } = VERBS[verb] as Verb;
  const outcome = yield call(run, a, b);
  const [device, driver] = subjectsOf(subject, action);
  yield tellWriter(device, driver, outcome);
  return outcome;
}

const NONE = { min: 0, max: 0 };

function subjectsOf(subject: Subject, [, a, b]: ActionCode): [device: number, driver: number] {
  switch (subject) {
    case 'device':
      return [a, -1];
    case 'driver':
      return [-1, a];
    case 'driver-device':
      return [b, a];
    case 'device-driver':
      return [a, b];
    case 'none':
      return [-1, -1];
  }
}

function* reprobe(_kernel: Kernel, device: number): Process {
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

function* shell_modprobe(_kernel: Kernel, name: number): Process {
  const stage = yield stageNow();
  return yield call(modprobe, stage, name);
}

/** `udevadm settle`, then everything that wait_for_device_probe waits for. */
export function* settle(_kernel: Kernel): Process {
  yield waitFor(queueEmpty());
  yield call(wait_for_device_probe);
  return OUTCOME.ok;
}

/** Every device says "add" once more, in list order, so that events lost before udev ran are made up for (10.3.7). */
const coldplugAll = step(
  'cold plug',
  (kernel) => ({
    reads: kernel.setup.devices.map(({ id }) => objectOf('device', id)),
    writes: [...new Set(kernel.setup.eventQueue)].map((queue) => objectOf('udev', queue)),
  }),
  (world) => {
    if (!world.kernel.userspace.udev) return 0;
    for (const { id } of world.setup.devices) {
      if (world.device(id, 'named') && !world.device(id, 'dead'))
        world.emit(FACT['uevent-queued'], id, UEVENT.add);
    }
    return 0;
  },
);

/** udevadm trigger: an add event for every device that is there (reference 10.3). */
export function* coldplug(kernel: Kernel): Process {
  // Before user space has begun nobody listens.
  if (kernel.boot && (yield stageNow()) === STAGE.kernel) return OUTCOME.ok;
  yield coldplugAll();
  return OUTCOME.ok;
}
