/**
 * Classes of devices: projections that differ only in names and durations are explored once, and what is found is told
 * under each device's own names (explore-clusters.ts).
 */
import type { Kernel } from './linux/kernel.ts';
import { kernelOf } from './scenario/boot/kernel.ts';
import type { Scenario } from './scenario/scenario.ts';
import { systemOf } from './systems/catalogue.ts';

/** All names of a projection, in the order of its lists: equal positions play equal parts within a class. */
export type Names = readonly string[];

/** All names of a projection. */
export function namesOf({ devices, drivers, modules, story }: Scenario): Names {
  return [...devices, ...drivers, ...modules, ...story].map(({ name }) => name);
}

const BY_IDS: readonly string[] = [
  'specificity',
  'places',
  'firstPlaces',
  'idPlaces',
  'strings',
] satisfies (keyof Kernel)[];

/** What a search can tell of a projection: its kernel without names, and of durations only whether there are any. */
export function classKey(scenario: Scenario): string {
  const system = systemOf(scenario);
  const { kernel } = kernelOf(scenario, system, 'untimed');
  const nameless = JSON.stringify(kernel, (key, value: unknown) => {
    if (key === 'name' || key === 'modalias' || key === 'pattern' || key === 'modprobeNames')
      return undefined;
    // Only other systems look at how specific an id is.
    if (BY_IDS.includes(key) && system.family === 'linux') return undefined;
    if (key === 'min') return undefined;
    return key === 'max' ? Number(value) > 0 : value;
  });
  // Names are told apart only by being equal: a driver named as its module is another class than one that is not.
  const names = namesOf(scenario);
  const equal = names.map((name) => names.indexOf(name)).join();
  return `${equal} ${nameless}`;
}

/** Replaces whole names in a text. Longer names first, and never inside a longer word. */
export function renaming(from: Names, to: Names): (text: string) => string {
  const map = new Map(from.map((name, index) => [name, to[index] ?? name]));
  const changed = [...map].filter(([old, now]) => old !== now).map(([old]) => old);
  if (changed.length === 0) return (text) => text;
  const longest = changed
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const whole = new RegExp(`(?<![\\w.:-])(?:${longest.join('|')})(?![\\w-])`, 'g');
  return (text) => text.replace(whole, (name) => map.get(name) ?? name);
}
