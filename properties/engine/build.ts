/** Parts of hand-built scenarios: devices, drivers, modules, with defaults for what a test does not care about. */
import type {
  Action,
  Actor,
  BusSpec,
  DeviceSpec,
  DriverSpec,
  ModuleSpec,
  ProbeSpec,
  Scenario,
} from '../../sim/scenario/scenario.ts';

export const US = 1_000;
export const MS = 1_000_000;
export const lasting = (min: number, max = min) => ({ min, max });

export const probe = (more: Partial<ProbeSpec> = {}): ProbeSpec => ({
  takes: lasting(MS, 3 * MS),
  may: ['ok'],
  script: [],
  needs: [],
  needsChecked: 'early',
  ...more,
});

/** A pci device that the story adds. */
export function device(name: string, more: Partial<DeviceSpec> = {}): DeviceSpec {
  return {
    name,
    bus: 'pci',
    modalias: `${more.bus ?? 'pci'}:${name}`,
    parent: null,
    suppliers: [],
    appears: 'story',
    appearsAfter: lasting(0, 100 * US),
    driverOverride: null,
    presetDriver: null,
    usb: 'interface',
    hidSpecial: false,
    dma: 'ok',
    ...more,
  };
}

/** A pci driver of the named devices. */
export function driver(name: string, devices: readonly string[], more: Partial<DriverSpec> = {}): DriverSpec {
  const bus = more.bus ?? 'pci';
  return {
    name,
    bus,
    matches: devices.map((device) => `${bus}:${device}`),
    overrideOnly: [],
    module: null,
    catchAll: devices.includes('*'),
    probeType: 'default',
    bindAttrs: true,
    usb: 'interface',
    generic: false,
    match: {},
    probe: probe(),
    probeOn: {},
    removeTakes: lasting(0, MS),
    ids: [],
    ...more,
  };
}

export function module(name: string, more: Partial<ModuleSpec> = {}): ModuleSpec {
  return {
    name,
    order: 0,
    builtin: null,
    aliases: [],
    depends: [],
    softdepPre: [],
    softdepPost: [],
    load: lasting(MS, 4 * MS),
    init: lasting(0, MS),
    initMay: ['ok'],
    asyncProbe: false,
    drivers: [],
    ...more,
  };
}

export const bus = (rules: BusSpec['rules'], more: Partial<BusSpec> = {}): BusSpec => ({
  name: rules,
  rules,
  autoprobe: true,
  parentLock: rules === 'usb',
  ...more,
});

/** One thread of the story that starts within the first two milliseconds. */
export const actor = (name: string, ...actions: Action[]): Actor => ({
  name,
  at: lasting(0, 2 * MS),
  actions,
});

/** A scenario on a running pci machine unless it says more. */
export function machine(title: string, parts: Partial<Scenario>): Scenario {
  return {
    title,
    about: '',
    system: 'linux-6.1',
    quirks: [],
    kernel: {
      driverAsyncProbe: [],
      moduleAsyncProbe: false,
      deferredProbeTimeout: 10_000 * MS,
      moduleBlacklist: [],
      hidIgnoreSpecialDrivers: false,
    },
    buses: [bus('pci')],
    devices: [],
    drivers: [],
    modules: [],
    boot: null,
    udev: null,
    modprobeConfig: '',
    given: [],
    others: { load: [], trigger: false },
    story: [],
    expect: { always: null, never: [], sometimes: [], ends: {} },
    assumptions: [],
    ...parts,
  };
}
