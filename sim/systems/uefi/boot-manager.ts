/**
 * The boot manager of UEFI (systems reference A10.7): its policy says which controllers are connected, and when. It
 * connects them one after the other, and begins anew as long as drivers have come meanwhile.
 */
import { call, tail } from '../../engine/effect.ts';
import type { Kernel, Process } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { bootOver } from '../stages.ts';
import { connect } from './connect.ts';

/** What a platform can choose to connect. */
export const CONNECTS = ['all', 'boot-path'] as const;
const BOOT_PATH = 1;

const isConnected = ({ traits }: Kernel, device: number): boolean =>
  traits.system['connects'] !== BOOT_PATH || traits.device['boot-path']?.[device] === 1;

/** How many bindings are installed. */
const bindings = step(
  'bindings?',
  ({ setup }) => ({ reads: setup.buses.map(({ id }) => objectOf('driver-list', id)), writes: [] }),
  (world) => world.setup.drivers.filter(({ id }) => world.isRegistered(id)).length,
);

/** What boots: everything that the policy wants, once all drivers of the image are there. */
export function* BdsConnectAll(_kernel: Kernel): Process {
  yield bootOver();
  return tail(connect_pass);
}

function* connect_pass(kernel: Kernel): Process {
  const before = yield bindings();
  for (const { id } of kernel.setup.devices) if (isConnected(kernel, id)) yield call(connect, id);
  return (yield bindings()) > before ? tail(connect_pass) : 0;
}
