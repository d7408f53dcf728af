/** Random complete scenarios, as the parser would make them: canonical, every name known. */
import fc from 'fast-check';
import { bootOf, busOf, deviceOf, driverOf, kernelOf, moduleOf } from './arbitrary-machine.ts';
import { line, lines, names, oneOrNull, plainName, time, type Names } from './arbitrary-names.ts';
import { actionOf, expectOf, storyOf } from './arbitrary-story.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';

/** Each driver's module, or null. */
const ownersOf = (all: Names): fc.Arbitrary<(string | null)[]> =>
  fc.array(oneOrNull(all.modules), { minLength: all.drivers.length, maxLength: all.drivers.length });

const machineOf = (all: Names) =>
  fc.tuple(ownersOf(all), fc.tuple(...all.buses.map(busOf))).chain(([owners, buses]) => {
    const pci = (bus: string): boolean => buses.some((each) => each.name === bus && each.rules === 'pci');
    const drivers = fc.tuple(
      ...all.drivers.map(({ bus }, i) => driverOf(all, i, pci(bus), owners[i] ?? null)),
    );
    return drivers.chain((specs) => {
      const of = (module: string) => specs.filter((driver) => driver.module === module);
      const modules = all.modules.map((module, index) => {
        const implied = [...new Set(of(module).flatMap(({ matches }) => matches))];
        return moduleOf(
          all,
          index,
          of(module).map(({ name }) => name),
          implied,
        );
      });
      return fc.record({
        buses: fc.constant(buses),
        drivers: fc.constant(specs),
        modules: fc.tuple(...modules),
      });
    });
  });

/** Complete scenarios with up to five of everything. */
export const scenarios: fc.Arbitrary<Scenario> = names.chain((all) =>
  fc
    .record({
      title: line.filter((title) => title.length > 0),
      about: lines,
      system: fc.constantFrom('linux-6.1', 'linux-6.12'),
      quirks: fc.uniqueArray(plainName, { maxLength: 2 }),
      kernel: kernelOf(all),
      machine: machineOf(all),
      devices: fc.tuple(...all.devices.map((_, index) => deviceOf(all, index))),
      boot: fc.option(bootOf(all)),
      udev: fc.option(fc.record({ workersMax: fc.integer({ min: 1, max: 50 }), rulesTake: time })),
      modprobeConfig: lines,
      given: fc.array(actionOf(all), { maxLength: 2 }),
      others: fc.record({ load: fc.subarray([...all.modules]), trigger: fc.boolean() }),
      story: storyOf(all),
      expect: expectOf(all),
      assumptions: fc.array(line, { maxLength: 2 }),
    })
    .map(({ machine, boot, given, ...rest }) => ({
      ...rest,
      ...machine,
      boot,
      given: boot === null ? given : [],
    })),
);
