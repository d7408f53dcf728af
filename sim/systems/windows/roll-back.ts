/**
 * Roll back of a driver in Windows (systems reference A6.8; MicrosoftDocs/sdk-api: DiRollbackDriver). A device has at
 * most one backup: the driver that worked before what is installed now. It is installed whether it is better or not,
 * and what it replaces leaves the store unless it came with Windows or another device has it. The document sets the
 * backup once the device is seen to work, and does not say what the working newcomer does to it: here what was
 * replaced stays the backup (UNCONFIRMED).
 */
import { call } from '../../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { deviceMark, markDevice } from '../steps.ts';
import { install, isStaged, leave_store } from './install.ts';
import { OF_DEVICE } from './marks.ts';
import { isInbox } from './packages.ts';

const isInstalled = (world: LinuxWorld, driver: number): boolean =>
  world.setup.devices.some(({ id }) => world.deviceMark(id, OF_DEVICE.installed) === driver + 1);

/** 1: some device has it. */
const hasDevices = step(
  'on another device?',
  ({ setup }) => ({ reads: setup.devices.map(({ id }) => objectOf('device-mark', id)), writes: [] }),
  (world, driver) => (isInstalled(world, driver) ? 1 : 0),
);

/** Outcome: ENOENT if the device has no backup, else that of its start. */
export function* roll_back(kernel: Kernel, device: number): Process {
  const backup = (yield deviceMark(device, OF_DEVICE.backup)) - 1;
  if (backup < 0 || !(yield isStaged(backup, device))) return OUTCOME.ENOENT;
  const replaced = (yield deviceMark(device, OF_DEVICE.installed)) - 1;
  const outcome = yield call(install, backup, device, CAUSE.reprobe);
  yield markDevice(device, OF_DEVICE.backup, 0);
  const leaves = replaced >= 0 && replaced !== backup && !isInbox(kernel, replaced);
  if (leaves && !(yield hasDevices(replaced))) yield call(leave_store, replaced);
  return outcome;
}
