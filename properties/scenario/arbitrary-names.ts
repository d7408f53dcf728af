/** Random names, times and texts of scenarios, and choices among them. */
import fc from 'fast-check';
import { duration } from '../../sim/scenario/durations.ts';
import { BUS_RULES, type Duration } from '../../sim/scenario/scenario.ts';
import { UNPRINTABLE } from '../../sim/scenario/yaml-tree.ts';

/** Names that look like numbers, words of YAML, options, or have odd characters inside. */
const ODD = [
  '0a',
  '1e3',
  'null',
  'true',
  '~',
  '-',
  '#x',
  'a:b',
  '0x10',
  '<<',
  '*',
  'a,b',
  '{',
  '"',
  "'",
  '- a',
  '&a',
  '!t',
  '%',
  '@',
  '|',
];
export const plainName = fc
  .stringMatching(/^[a-z][a-z0-9.:_-]{0,8}$/)
  .filter((name) => !(name in Object.prototype));
export const spacedName = fc
  .oneof(plainName, fc.constantFrom(...ODD), fc.stringMatching(/^[!-~]{1,5}( [!-~]{1,5}){0,2}$/))
  .filter((name) => !/^\d+$/.test(name));
export const driverName = spacedName.filter((name) => name !== 'none' && name !== '*');
export const moduleName = plainName.map((name) => name.replaceAll('-', '_'));
export const pattern = fc.oneof(
  fc.constantFrom('*', 'pci:*', 'usb:v*', 'hid:b*g*v*p*', 'a: b'),
  fc.stringMatching(/^[!-~]{1,20}$/),
);

export const line = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .filter((text) => text.search(UNPRINTABLE) === -1 && !/[\n\r]/.test(text));
const text = fc.array(
  fc.oneof(line, fc.constantFrom('', '  indented', '# no comment', '---', 'key: value')),
  { maxLength: 6 },
);
export const lines = text.map((all) => all.join('\n'));
export const time: fc.Arbitrary<Duration> = fc
  .tuple(fc.constantFrom(1, 1_000, 1_000_000, 1_000_000_000), fc.nat(3_600), fc.nat(3_600))
  .map(([unit, a, b]) => duration(unit * Math.min(a, b), unit * Math.max(a, b)));

export interface Names {
  readonly buses: readonly string[];
  readonly devices: readonly { readonly name: string; readonly bus: string }[];
  readonly drivers: readonly { readonly name: string; readonly bus: string }[];
  readonly modules: readonly string[];
}

export const names: fc.Arbitrary<Names> = fc
  .uniqueArray(fc.oneof(fc.constantFrom(...BUS_RULES), plainName), { minLength: 1, maxLength: 4 })
  .chain((buses) => {
    const onBus = (name: fc.Arbitrary<string>) => fc.record({ name, bus: fc.constantFrom(...buses) });
    const unique = { selector: (each: { name: string }) => each.name, maxLength: 5 };
    return fc.record({
      buses: fc.constant(buses),
      devices: fc.uniqueArray(onBus(spacedName), unique),
      drivers: fc.uniqueArray(onBus(driverName), unique),
      modules: fc.uniqueArray(moduleName, { maxLength: 4 }),
    });
  });

export const among = (all: readonly string[], maxLength = 3): fc.Arbitrary<string[]> =>
  fc.subarray([...all], { maxLength: Math.min(maxLength, all.length) });
export const oneOrNull = (all: readonly string[]): fc.Arbitrary<string | null> =>
  fc.constantFrom(null, ...all);
export const sameBus = (all: Names['drivers'], bus: string): string[] =>
  all.filter((each) => each.bus === bus).map(({ name }) => name);
export const onSome = <T>(keys: readonly string[], value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  among(keys).chain((some) =>
    fc
      .tuple(...some.map(() => value))
      .map((values) => Object.fromEntries(some.map((key, i) => [key, values[i] as T]))),
  );
