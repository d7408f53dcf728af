/** Random stories and expectations about given names. */
import fc from 'fast-check';
import { among, line, oneOrNull, pattern, plainName, sameBus, time, type Names } from './arbitrary-names.ts';
import type { Action, Actor, Claim, ExpectSpec } from '../../sim/scenario/scenario.ts';

const deviceActions = (devices: readonly string[]): fc.Arbitrary<Action>[] => {
  if (devices.length === 0) return [];
  const device = fc.constantFrom(...devices);
  const verb = fc.constantFrom('add', 'remove', 'drivers_probe', 'reprobe', 'attach');
  return [
    fc.tuple(verb, device).map(([it, name]) => ({ do: it, device: name })),
    device.map((name) => ({ do: 'override', device: name, driver: null })),
  ];
};

const driverActions = (drivers: readonly string[]): fc.Arbitrary<Action>[] => {
  if (drivers.length === 0) return [];
  const driver = fc.constantFrom(...drivers);
  const verb = fc.constantFrom('register', 'unregister');
  return [
    fc.tuple(verb, driver).map(([it, name]) => ({ do: it, driver: name })),
    fc
      .tuple(fc.constantFrom('new_id', 'remove_id'), driver, pattern)
      .map(([it, name, id]) => ({ do: it, driver: name, pattern: id })),
  ];
};

const moduleActions = (modules: readonly string[]): fc.Arbitrary<Action>[] => {
  if (modules.length === 0) return [];
  const verb = fc.constantFrom('modprobe', 'rmmod');
  return [fc.tuple(verb, fc.constantFrom(...modules)).map(([it, module]) => ({ do: it, module }))];
};

/** Actions on a driver and a device of its bus. */
const pairActions = (all: Names): fc.Arbitrary<Action>[] => {
  const pairs = all.devices.flatMap(({ name, bus }) =>
    sameBus(all.drivers, bus).map((driver) => ({ device: name, driver })),
  );
  if (pairs.length === 0) return [];
  const pair = fc.constantFrom(...pairs);
  const members = among(all.devices.map(({ name }) => name));
  return [
    fc
      .tuple(fc.constantFrom('bind', 'unbind'), pair)
      .map(([it, { driver, device }]) => ({ do: it, driver, device })),
    pair.map(({ device, driver }) => ({ do: 'override', device, driver })),
    fc
      .tuple(pair, members)
      .map(([{ driver, device }, some]) => ({ do: 'group', driver, device, members: some })),
  ];
};

const otherActions = (buses: readonly string[]): fc.Arbitrary<Action>[] => {
  const bus = fc.constantFrom(...buses);
  return [
    fc.constantFrom({ do: 'settle' }, { do: 'coldplug' }, { do: 'block_probing' }, { do: 'unblock_probing' }),
    time.map((takes) => ({ do: 'wait', takes })),
    bus.map((name) => ({ do: 'rescan', bus: name })),
    fc.tuple(bus, fc.boolean()).map(([name, on]) => ({ do: 'autoprobe', bus: name, on })),
  ];
};

/** Any action that the names allow. */
export const actionOf = (all: Names): fc.Arbitrary<Action> =>
  fc.oneof(
    ...otherActions(all.buses),
    ...deviceActions(all.devices.map(({ name }) => name)),
    ...driverActions(all.drivers.map(({ name }) => name)),
    ...moduleActions(all.modules),
    ...pairActions(all),
  );

export const storyOf = (all: Names): fc.Arbitrary<Actor[]> =>
  fc.uniqueArray(
    actionOf(all).chain((first) =>
      fc.record({
        name: fc.oneof(
          line.filter((name) => name.length > 0),
          fc.constant(`${first.do} a`),
          fc.constantFrom('settle', 'settle #2'),
        ),
        at: time,
        actions: fc.array(actionOf(all), { maxLength: 2 }).map((more) => [first, ...more]),
      }),
    ),
    { selector: ({ name }) => name, maxLength: 5 },
  );

export const expectOf = (all: Names): fc.Arbitrary<ExpectSpec> => {
  const ends = <T>(list: (drivers: readonly string[]) => fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
    fc
      .subarray([...all.devices])
      .chain((some) =>
        fc
          .tuple(...some.map(({ bus }) => list(sameBus(all.drivers, bus))))
          .map((lists) => Object.fromEntries(some.map(({ name }, i) => [name, lists[i] as T]))),
      );
  const claim: fc.Arbitrary<Claim> = fc.oneof(
    ends(oneOrNull).map((one) => ({ ends: one })),
    fc.record({ breaks: plainName, device: oneOrNull(all.devices.map(({ name }) => name)) }),
  );
  return fc.record({
    always: fc.option(fc.uniqueArray(plainName, { maxLength: 2 })),
    never: fc.array(claim, { maxLength: 2 }),
    sometimes: fc.array(claim, { maxLength: 2 }),
    ends: ends((drivers) => fc.uniqueArray(oneOrNull(drivers), { minLength: 1, maxLength: 2 })),
  });
};
