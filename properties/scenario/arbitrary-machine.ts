/** Random buses, devices, drivers and modules with given names, and the boot of their machine. */
import fc from 'fast-check';
import { among, oneOrNull, onSome, pattern, sameBus, time, lines, type Names } from './arbitrary-names.ts';
import { defaultBus, looksCatchAll } from '../../sim/scenario/defaults.ts';
import {
  BUS_RULES,
  MATCH_RESULTS,
  PROBE_RESULTS,
  type BootSpec,
  type BusSpec,
  type DeviceSpec,
  type DriverSpec,
  type KernelParams,
  type ModuleSpec,
  type ProbeSpec,
} from '../../sim/scenario/scenario.ts';

export const busOf = (name: string): fc.Arbitrary<BusSpec> =>
  fc.oneof(
    fc.constant(defaultBus(name)),
    fc.record({
      name: fc.constant(name),
      rules: fc.constantFrom(...BUS_RULES),
      autoprobe: fc.boolean(),
      parentLock: fc.boolean(),
    }),
  );

/** A parent comes earlier in the list: no cycles. */
export const deviceOf = (all: Names, index: number): fc.Arbitrary<DeviceSpec> => {
  const { name, bus } = all.devices[index] ?? { name: '', bus: '' };
  const earlier = all.devices.slice(0, index).map((each) => each.name);
  const others = all.devices.filter((each) => each.name !== name).map((each) => each.name);
  const drivers = sameBus(all.drivers, bus);
  return oneOrNull(earlier).chain((parent) =>
    fc.record({
      name: fc.constant(name),
      bus: fc.constant(bus),
      modalias: fc.option(pattern),
      parent: fc.constant(parent),
      suppliers: among(others),
      appears:
        parent === null ? fc.constantFrom('boot', 'story') : fc.constantFrom('boot', 'parent', 'story'),
      appearsAfter: time,
      driverOverride: oneOrNull(drivers),
      presetDriver: oneOrNull(drivers),
      usb: fc.constantFrom('device', 'interface'),
      hidSpecial: fc.boolean(),
      dma: fc.constantFrom('ok', 'EBUSY', 'EPROBE_DEFER'),
    }),
  );
};

const answers = fc.array(fc.constantFrom(...PROBE_RESULTS), { minLength: 1, maxLength: 3 });
const probeOf = (devices: readonly string[]): fc.Arbitrary<ProbeSpec> =>
  fc.record({
    takes: time,
    may: fc.oneof(fc.constant<ProbeSpec['may']>(['ok']), answers),
    script: fc.oneof(fc.constant<ProbeSpec['script']>([]), answers),
    needs: among(devices),
    needsChecked: fc.constantFrom('early', 'late'),
  });

export const driverOf = (
  all: Names,
  index: number,
  pci: boolean,
  module: string | null,
): fc.Arbitrary<DriverSpec> => {
  const { name, bus } = all.drivers[index] ?? { name: '', bus: '' };
  const own = sameBus(all.devices, bus);
  const probe = probeOf(all.devices.map((each) => each.name));
  return fc.array(pattern, { maxLength: 3 }).chain((matches) =>
    fc.record({
      name: fc.constant(name),
      bus: fc.constant(bus),
      matches: fc.constant(matches),
      overrideOnly: fc.array(pattern, { maxLength: 2 }),
      module: fc.constant(module),
      catchAll: fc.oneof(fc.constant(looksCatchAll(matches)), fc.boolean()),
      probeType: fc.constantFrom('default', 'async', 'sync'),
      bindAttrs: fc.boolean(),
      usb: fc.constantFrom('device', 'interface'),
      generic: fc.boolean(),
      match: onSome(own, fc.constantFrom(...MATCH_RESULTS)),
      probe,
      probeOn: onSome(own, probe),
      removeTakes: time,
      ids: pci ? fc.array(pattern, { maxLength: 2 }) : fc.constant([]),
    }),
  );
};

/** Dependencies are all later modules of some suffix: complete, without cycles, deepest last. */
export const moduleOf = (
  all: Names,
  index: number,
  drivers: readonly string[],
  implied: readonly string[],
): fc.Arbitrary<ModuleSpec> =>
  fc.integer({ min: index + 1, max: all.modules.length }).chain((from) =>
    fc.record({
      name: fc.constant(all.modules[index] ?? ''),
      order: fc.oneof(fc.constant(index), fc.nat(100)),
      builtin: fc.option(fc.integer({ min: 0, max: 7 })),
      aliases: fc.oneof(fc.constant([...implied]), fc.array(pattern, { maxLength: 2 })),
      depends: fc.constant(index === 0 ? all.modules.slice(from) : []),
      softdepPre: among(all.modules),
      softdepPost: among(all.modules),
      load: time,
      init: time,
      initMay: fc.array(fc.constantFrom('ok', 'ENODEV', 'ENOMEM', 'EINVAL'), { minLength: 1, maxLength: 2 }),
      asyncProbe: fc.boolean(),
      drivers: fc.shuffledSubarray([...drivers], { minLength: drivers.length }),
    }),
  );

export const bootOf = (all: Names): fc.Arbitrary<BootSpec> =>
  fc.record({
    initramfs: fc.option(among(all.modules)),
    initramfsModprobeConfig: fc.option(lines),
    coldplug: fc.boolean(),
    modulesLoad: among(all.modules),
    userspaceAfter: time,
  });

export const kernelOf = (all: Names): fc.Arbitrary<KernelParams> =>
  fc.record({
    driverAsyncProbe: among(['*', ...all.drivers.map(({ name }) => name)]),
    moduleAsyncProbe: fc.boolean(),
    deferredProbeTimeout: fc.option(fc.nat(2 ** 30)),
    moduleBlacklist: among(all.modules),
    hidIgnoreSpecialDrivers: fc.boolean(),
  });
