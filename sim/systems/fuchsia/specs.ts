/** What Fuchsia's composite node specs of a scenario say of its nodes (systems reference A5.1). Pure. */
import type { Kernel, LinuxWorld } from '../../linux/kernel.ts';
import { objectOf } from '../../model/layout.ts';
import { OF_NODE, PARENTS } from './marks.ts';

/** Whether the device is a composite node: its arrival in a scenario is that of its spec. */
export const isComposite = ({ traits }: Kernel, device: number): boolean =>
  (traits.device.primary?.[device] ?? 0) !== 0;

/** Places of the parents in a spec, the primary one first. */
export const placesOf = ({ traits }: Kernel, composite: number): readonly number[] =>
  PARENTS.flatMap((name, place) => (traits.device[name]?.[composite] ? [place] : []));

/** Composite nodes that have a place for this node, in the order of the file, and which. */
export function placesFor(
  kernel: Kernel,
  device: number,
): readonly (readonly [composite: number, place: number])[] {
  const role = kernel.traits.device.role?.[device] ?? 0;
  if (role === 0) return [];
  return kernel.setup.devices.flatMap(({ id }) =>
    placesOf(kernel, id)
      .filter((place) => kernel.traits.device[PARENTS[place] ?? '']?.[id] === role)
      .map((place) => [id, place] as const),
  );
}

/** Composite nodes that this node could be a parent of, each once. */
export const compositesOf = (kernel: Kernel, device: number): readonly number[] => [
  ...new Set(placesFor(kernel, device).map(([composite]) => composite)),
];

/** The words of the specs that could name this node. */
export const specsOf = (kernel: Kernel, device: number): readonly number[] =>
  compositesOf(kernel, device).map((composite) => objectOf('device-mark', composite));

/** Whether some spec that has been added names the node. Pure. */
export const isNamed = (world: LinuxWorld, device: number): boolean =>
  compositesOf(world.kernel, device).some((composite) => world.deviceMark(composite, OF_NODE.spec) === 1);

/** Whether the node is bound to a spec. Pure. */
export const isParent = (world: LinuxWorld, device: number): boolean =>
  placesFor(world.kernel, device).some(
    ([composite, place]) => world.deviceMark(composite, OF_NODE.parent + place) === device + 1,
  );
