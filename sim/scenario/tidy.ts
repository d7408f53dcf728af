/**
 * A scenario from which something was taken, made whole again: whatever names what is gone goes too. What remains is
 * said in the same words as before.
 */
import type { Action, Claim, DeviceSpec, DriverSpec, ModuleSpec, ProbeSpec, Scenario } from './scenario.ts';

/** What still exists, by name. */
interface Names {
  readonly devices: ReadonlySet<string>;
  readonly drivers: ReadonlySet<string>;
  readonly modules: ReadonlySet<string>;
  /** Buses with a device or a driver. */
  readonly buses: ReadonlySet<string>;
}

/** The scenario without references to what it does not have. */
export function tidied(scenario: Scenario): Scenario {
  let whole = scenario;
  // Each round can only drop devices, drivers and modules; when none goes, all references hold.
  for (let before = -1; before !== sizeOf(whole);) {
    before = sizeOf(whole);
    whole = round(whole);
  }
  return whole;
}

const sizeOf = ({ devices, drivers, modules }: Scenario): number =>
  devices.length + drivers.length + modules.length;

const namesOf = (list: readonly { readonly name: string }[]): ReadonlySet<string> =>
  new Set(list.map(({ name }) => name));

function round(scenario: Scenario): Scenario {
  const names: Names = {
    devices: namesOf(scenario.devices),
    drivers: namesOf(scenario.drivers),
    modules: namesOf(scenario.modules),
    buses: new Set([...scenario.devices, ...scenario.drivers].map(({ bus }) => bus)),
  };
  const { devices, drivers, modules, buses } = names;
  const kept = (actions: readonly Action[]): Action[] =>
    actions.flatMap((action) => actionWithout(action, names));
  const story = scenario.story.map((actor) => ({ ...actor, actions: kept(actor.actions) }));
  return {
    ...scenario,
    buses: scenario.buses.filter(({ name }) => buses.has(name)),
    devices: scenario.devices
      .filter(({ parent }) => parent === null || devices.has(parent))
      .map((each) => deviceWithout(each, names)),
    drivers: scenario.drivers
      .filter(({ module }) => module === null || modules.has(module))
      .map((each) => driverWithout(each, names)),
    modules: scenario.modules.map((each) => moduleWithout(each, names)),
    boot: scenario.boot && {
      ...scenario.boot,
      initramfs: scenario.boot.initramfs?.filter((name) => modules.has(name)) ?? null,
      modulesLoad: scenario.boot.modulesLoad.filter((name) => modules.has(name)),
    },
    kernel: {
      ...scenario.kernel,
      driverAsyncProbe: scenario.kernel.driverAsyncProbe.filter((name) => name === '*' || drivers.has(name)),
    },
    given: kept(scenario.given),
    others: { ...scenario.others, load: scenario.others.load.filter((name) => modules.has(name)) },
    story: story.filter(({ actions }) => actions.length > 0),
    expect: expectWithout(scenario.expect, names),
  };
}

function deviceWithout(device: DeviceSpec, { devices, drivers }: Names): DeviceSpec {
  const { suppliers, presetDriver, driverOverride } = device;
  const known = (name: string | null): string | null => (name !== null && drivers.has(name) ? name : null);
  return {
    ...device,
    suppliers: suppliers.filter((name) => devices.has(name)),
    presetDriver: known(presetDriver),
    driverOverride: known(driverOverride),
  };
}

function driverWithout(driver: DriverSpec, { devices }: Names): DriverSpec {
  const onDevices = <T>(map: Readonly<Record<string, T>>): [string, T][] =>
    Object.entries(map).filter(([name]) => devices.has(name));
  const probe = (spec: ProbeSpec): ProbeSpec => {
    return { ...spec, needs: spec.needs.filter((name) => devices.has(name)) };
  };
  return {
    ...driver,
    match: Object.fromEntries(onDevices(driver.match)),
    probe: probe(driver.probe),
    probeOn: Object.fromEntries(onDevices(driver.probeOn).map(([name, spec]) => [name, probe(spec)])),
  };
}

function moduleWithout(module: ModuleSpec, { drivers, modules }: Names): ModuleSpec {
  const existing = (list: readonly string[]): string[] => list.filter((name) => modules.has(name));
  return {
    ...module,
    depends: existing(module.depends),
    softdepPre: existing(module.softdepPre),
    softdepPost: existing(module.softdepPost),
    drivers: module.drivers.filter((name) => drivers.has(name)),
  };
}

/** The action, or nothing if what it is about is gone. */
function actionWithout(action: Action, { devices, drivers, modules, buses }: Names): readonly Action[] {
  if ('device' in action && !devices.has(action.device)) return [];
  if ('driver' in action && action.driver !== null && !drivers.has(action.driver)) return [];
  if ('module' in action && !modules.has(action.module)) return [];
  if ('bus' in action && !buses.has(action.bus)) return [];
  if (action.do !== 'group' || action.members.every((name) => devices.has(name))) return [action];
  const members = action.members.filter((name) => devices.has(name));
  return members.length > 0 ? [{ ...action, members }] : [];
}

function expectWithout(expect: Scenario['expect'], { devices, drivers }: Names): Scenario['expect'] {
  const ended = (driver: string | null): boolean => driver === null || drivers.has(driver);
  const known = (claim: Claim): boolean =>
    'ends' in claim
      ? Object.entries(claim.ends).every(([name, driver]) => devices.has(name) && ended(driver))
      : claim.device === null || devices.has(claim.device);
  const ends = Object.entries(expect.ends)
    .filter(([name]) => devices.has(name))
    .map(([name, allowed]) => [name, allowed.filter(ended)] as const)
    .filter(([, allowed]) => allowed.length > 0);
  return {
    ...expect,
    never: expect.never.filter(known),
    sometimes: expect.sometimes.filter(known),
    ends: Object.fromEntries(ends),
  };
}
