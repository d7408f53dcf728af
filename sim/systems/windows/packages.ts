/**
 * What a scenario may say about a package besides its rank (systems reference A6.2, A6.8): whether it brings a filter
 * or a function driver, of which setup class, and what becomes of it. A filter's ids say which devices it can meet.
 */
import type { Kernel, LinuxWorld } from '../../linux/kernel.ts';
import { fits } from '../steps.ts';
import type { DriverFacts, Trait } from '../system.ts';

/** Where in a device's stack a driver stands; the filters from the lowest up, the function driver in the middle. */
export const LAYERS = ['no', 'lower', 'class-lower', 'upper', 'class-upper'] as const;
const [NO, CLASS_LOWER, UPPER, CLASS_UPPER] = [0, 2, 3, 4];

const no = (): number => 0;

export const PACKAGE_TRAITS = {
  filter: {
    says: 'it is a filter, of its devices or of all devices of its class',
    values: { words: LAYERS },
    unsaid: no,
  },
  class: {
    says: 'its setup class; of a class filter: the class that it filters',
    values: 'name',
    unsaid: no,
  },
  package: {
    says: 'the package it comes in; a filter that says so is only for function drivers of the same one',
    values: 'name',
    unsaid: no,
  },
  'probe-in': {
    says: 'what the probe of a filter is: the start of the device, or AddDevice',
    values: { words: ['start', 'add-device'] },
    unsaid: no,
  },
  'entry-stays': {
    says: 'the registry names this filter even where its package is not in the store',
    values: 'yes-no',
    unsaid: no,
  },
  'null-driver': {
    says: 'a null driver: it is installed, and nothing is started',
    values: 'yes-no',
    unsaid: no,
  },
  inbox: {
    says: 'it comes with Windows, so that a roll back leaves it in the store',
    values: 'yes-no',
    unsaid: ({ catchAll }) => (catchAll ? 1 : 0),
  },
} as const satisfies Readonly<Record<string, Trait<DriverFacts>>>;

const trait = (kernel: Kernel, name: keyof typeof PACKAGE_TRAITS, driver: number): number =>
  kernel.traits.driver[name]?.[driver] ?? 0;

/** Whether it brings a filter and no function driver. */
export const isFilter = (kernel: Kernel, driver: number): boolean => trait(kernel, 'filter', driver) !== NO;
/** Whether it brings no driver at all: a device that has it is not started. */
export const isNull = (kernel: Kernel, driver: number): boolean => trait(kernel, 'null-driver', driver) === 1;
/** Whether it came with Windows. */
export const isInbox = (kernel: Kernel, driver: number): boolean => trait(kernel, 'inbox', driver) === 1;
/** Whether a filter's probe is its AddDevice; else it is the start of the device. */
export const probesInAddDevice = (kernel: Kernel, filter: number): boolean =>
  trait(kernel, 'probe-in', filter) === 1;

/** A filter of single devices: its package extends what is installed on them. */
export const extendsDevices = (kernel: Kernel, driver: number): boolean =>
  isFilter(kernel, driver) && !isOfClass(kernel, driver);

const isOfClass = (kernel: Kernel, filter: number): boolean =>
  [CLASS_LOWER, CLASS_UPPER].includes(trait(kernel, 'filter', filter));

/** Filters that could ever be in the stack of the device below its function driver, the lowest first. */
export const lowerOf = (kernel: Kernel, device: number): number[] =>
  filtersOf(kernel, device, (layer) => layer < UPPER);
/** The same above it. */
export const upperOf = (kernel: Kernel, device: number): number[] =>
  filtersOf(kernel, device, (layer) => layer >= UPPER);

/** Within one layer the order is arbitrary, say the documents; here it is that of the file. */
function filtersOf(kernel: Kernel, device: number, stands: (layer: number) => boolean): number[] {
  const layer = (id: number): number => trait(kernel, 'filter', id);
  return kernel.setup.drivers
    .map(({ id }) => id)
    .filter((id) => isFilter(kernel, id) && kernel.possible[id]?.[device] && stands(layer(id)))
    .sort((one, other) => layer(one) - layer(other) || one - other);
}

/** How a filter takes part in a stack: not, as a layer of it, or as an entry that leads nowhere. */
export const PART = { absent: 0, layer: 1, missing: 2 } as const;

/** Whether a filter is meant for stacks around this function driver: of its class, of its package. */
function goesWith(kernel: Kernel, filter: number, driver: number): boolean {
  const same = (name: 'class' | 'package'): boolean =>
    trait(kernel, name, filter) === trait(kernel, name, driver);
  if (isOfClass(kernel, filter) && !same('class')) return false;
  return trait(kernel, 'package', filter) === 0 || same('package');
}

/** What a filter is in the stack of the device under this function driver, were it built now. Pure. */
export function partOf(world: LinuxWorld, device: number, filter: number, driver: number): number {
  const { kernel } = world;
  if (!fits(world, device, filter) || !goesWith(kernel, filter, driver)) return PART.absent;
  if (world.isRegistered(filter)) return PART.layer;
  return trait(kernel, 'entry-stays', filter) === 1 ? PART.missing : PART.absent;
}
