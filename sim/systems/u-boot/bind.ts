/**
 * Binding in U-Boot (systems reference A9.1, A9.3, A9.5): in which order drivers are tried for a device, whose bind
 * ends the matter, and what is left alone before relocation. The one thread is the caller's.
 */
import { tail } from '../../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import { OUTCOME } from '../../model/outcome.ts';
import { knows, takesAnything } from '../auction.ts';
import { candidatesRead, markDevice } from '../steps.ts';
import type { Dialect } from '../system.ts';

/** The one word of a device: driver + 1 that it is bound to, probed or not. */
export const BOUND = 0;

export const TRAITS: Dialect = {
  driver: {
    bind: {
      says: 'What its bind answers; with a device tree, ENODEV lets the next candidate bind.',
      values: { words: ['ok', 'ENODEV', 'EIO'] },
      unsaid: () => 0,
    },
    'second-step': {
      says: 'Outside a device tree: bound only where the list has no entry for the device. Unsaid: catch-alls and stand-ins.',
      values: 'yes-no',
      unsaid: ({ catchAll, generic }) => (catchAll || generic ? 1 : 0),
    },
    'pre-reloc': {
      says: 'Whether it is flagged to be bound before relocation too (DM_FLAG_PRE_RELOC).',
      values: 'yes-no',
      unsaid: () => 0,
    },
    'probe-after-bind': {
      says: 'Whether its devices are probed once all are bound, used or not (DM_FLAG_PROBE_AFTER_BIND).',
      values: 'yes-no',
      unsaid: () => 0,
    },
  },
  device: {
    'pre-reloc': {
      says: 'Whether its node is flagged to be bound before relocation too (bootph properties).',
      values: 'yes-no',
      unsaid: () => 0,
    },
    'used-early': {
      says: 'Whether something uses it before relocation, as the console does, so that it is probed there if it is bound.',
      values: 'yes-no',
      unsaid: () => 0,
    },
    used: {
      says: 'Whether something uses it, so that it is probed once all are bound; else only when a story asks.',
      values: 'yes-no',
      unsaid: () => 1,
    },
  },
  system: {
    'static-table': {
      says: 'Whether a table in the image lists the devices of the boot, in the order of the file, and not a device tree.',
      values: 'yes-no',
      unsaid: () => 0,
    },
  },
};

const BIND_ANSWERS = [OUTCOME.ok, OUTCOME.ENODEV, OUTCOME.EIO] as const;

/** What the driver's bind answers, an outcome. */
export const bindAnswer = ({ traits }: Kernel, driver: number): number =>
  BIND_ANSWERS[traits.driver['bind']?.[driver] ?? 0] ?? OUTCOME.ok;

const hasTree = ({ strings }: Kernel, device: number): boolean => (strings[device] ?? 0) > 0;

/** A9.1, A9.5: drivers in the order in which they are tried. */
function tried(world: LinuxWorld, device: number): number[] {
  const { kernel, setup } = world;
  const fitting = setup.drivers
    .filter(({ id }) => knows(world, id, device) && world.isRegistered(id))
    .map(({ id }) => id);
  const place = (driver: number): number =>
    hasTree(kernel, device) && !takesAnything(kernel, driver)
      ? (kernel.places[driver]?.[device] ?? 0)
      : (kernel.traits.driver['second-step']?.[driver] ?? 0) * LAST;
  return fitting.sort((a, b) => place(a) - place(b) || a - b);
}

/** Behind all strings of a list. */
const LAST = 1_000;

const nextTried = step(
  'next candidate',
  (kernel, device) => ({ reads: candidatesRead(kernel, device), writes: [] }),
  (world, device, after) => {
    const order = tried(world, device);
    return order[order.indexOf(after) + 1] ?? -1;
  },
);

/** A9.7: flags that let a device be bound before relocation: the node's, or that of the driver that is tried. */
const isFlagged = ({ traits }: Kernel, driver: number, device: number): boolean =>
  traits.device['pre-reloc']?.[device] === 1 || traits.driver['pre-reloc']?.[driver] === 1;

/**
 * lists_bind_fdt, pci_find_and_bind_driver: A9.3. Before relocation (`early`) a device is skipped at the first
 * candidate for which no flag speaks: later ones are not tried. Returns an outcome.
 */
export function* bind_device(kernel: Kernel, device: number, after: number, early: number): Process {
  const driver = yield nextTried(device, after);
  if (driver < 0) return OUTCOME.ENOENT;
  if (early && !isFlagged(kernel, driver, device)) return OUTCOME.ENODEV;
  const answer = bindAnswer(kernel, driver);
  if (answer === OUTCOME.ENODEV && hasTree(kernel, device)) return tail(bind_device, device, driver, early);
  if (answer !== OUTCOME.ok) return answer;
  yield markDevice(device, BOUND, driver + 1);
  return OUTCOME.ok;
}
