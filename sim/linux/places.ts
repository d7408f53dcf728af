/** Functions of the kernel in words, for the places of choices: names, never numbers, say what they are about. */
import type { ProcessFunction } from '../engine/effect.ts';
import type { FrameText } from '../engine/places.ts';
import type { Kernel, LinuxWorld } from './kernel.ts';

/** What a parameter of this name stands for: the house calls the same thing by the same name everywhere. */
const STANDS_FOR: Readonly<Record<string, (kernel: Kernel, value: number) => string | undefined>> = {
  device: ({ setup }, id) => setup.devices[id]?.name,
  child: ({ setup }, id) => setup.devices[id]?.name,
  group: ({ setup }, id) => setup.devices[id]?.name,
  driver: ({ setup }, id) => setup.drivers[id]?.name,
  module: ({ setup }, id) => setup.modules[id]?.name,
  bus: ({ setup }, id) => setup.buses[id]?.name,
  actor: ({ actors }, id) => actors[id]?.name,
  plan: ({ setup, userspace }, id) => setup.modules[userspace.targets[id] ?? -1]?.name,
  name: ({ userspace }, id) => userspace.modprobeNames[id],
};

/** A namer for one kernel; it remembers the functions' parameters. */
export function frameTexts(
  kernel: Kernel,
): (fn: ProcessFunction<LinuxWorld>, args: readonly number[]) => FrameText {
  const known = new Map<ProcessFunction<LinuxWorld>, readonly string[]>();
  return (fn, args) => {
    let parameters = known.get(fn);
    if (!parameters) known.set(fn, (parameters = parametersOf(fn)));
    const names = parameters.flatMap((parameter, index) => {
      const name = STANDS_FOR[parameter]?.(kernel, args[index] ?? -1);
      return name === undefined ? [] : [name];
    });
    return { text: names.length > 0 ? `${fn.name}(${names.join(',')})` : fn.name, named: names.length > 0 };
  };
}

/** Names of a function's parameters after the first, which is the kernel. */
function parametersOf(fn: ProcessFunction<LinuxWorld>): readonly string[] {
  const list = /\(([^)]*)\)/.exec(String(fn))?.[1] ?? '';
  return list
    .split(',')
    .slice(1)
    .map((parameter) => parameter.trim().replace(/^_/, ''));
}
