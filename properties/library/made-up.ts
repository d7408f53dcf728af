/** From a draw (machines.ts) to a scenario: numbers become names, what cannot be is left out. */
import { scenarioFrom } from '../../sim/scenario-from.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import type { Answer, BusName, Deed, Drawn } from './machines.ts';

type Raw = Readonly<Record<string, unknown>>;

/** The generic drivers that usb and hid always have. */
const GENERIC: Readonly<Partial<Record<BusName, readonly [string, Raw]>>> = {
  usb: ['usb', { bus: 'usb', usb: 'device', generic: true, matches: '*', probe: { takes: '1ms' } }],
  hid: ['hid-generic', { bus: 'hid', generic: true, matches: 'hid:*', probe: { takes: '1ms' } }],
};

const ANSWERS: Readonly<Record<Answer, Raw>> = {
  ok: {},
  ENODEV: { may: 'ENODEV' },
  EPROBE_DEFER: { may: 'EPROBE_DEFER' },
  any: { may: ['ok', 'ENODEV', 'EPROBE_DEFER'] },
  later: { script: ['EPROBE_DEFER', 'ok'] },
};

/** Names of what is there, by bus and by how it comes. */
interface Cast {
  readonly drawn: Drawn;
  readonly devices: readonly { readonly name: string; readonly bus: BusName; readonly parent: number }[];
  readonly drivers: readonly {
    readonly name: string;
    readonly bus: BusName;
    readonly module: string | null;
  }[];
  readonly buses: readonly BusName[];
}

/** The bus that a device or driver of the draw is on. */
export function busOf({ bus, second }: Drawn, { elsewhere }: { readonly elsewhere: boolean }): BusName {
  return elsewhere ? second : bus;
}

function castOf(drawn: Drawn): Cast {
  const devices = drawn.devices.map((each, index) => ({
    name: `d${index}`,
    bus: busOf(drawn, each),
    parent: parentOf(drawn, index),
  }));
  const buses = [...new Set(devices.map(({ bus }) => bus))];
  const generic = buses.flatMap((bus) => {
    const name = GENERIC[bus]?.[0];
    return name === undefined ? [] : [{ name, bus, module: null }];
  });
  const own = drawn.drivers.map((each, index) => ({
    name: `k${index}`,
    bus: busOf(drawn, each),
    module: each.from === 'module' ? `m${index}` : null,
  }));
  return { drawn, devices, drivers: [...generic, ...own], buses };
}

/** The children of a usb device are usb devices or whatever its driver makes; nothing on usb hangs on another bus. */
function parentOf(drawn: Drawn, index: number): number {
  const child = drawn.devices[index];
  if (child?.parent === undefined || index === 0) return -1;
  const candidate = child.parent % index;
  const parent = drawn.devices[candidate];
  const strays = busOf(drawn, child) === 'usb' && parent && busOf(drawn, parent) !== 'usb';
  return strays ? -1 : candidate;
}

const modalias = (bus: BusName, id: string): string => `${bus}:${id}`;

function deviceEntries({ drawn, devices }: Cast): [string, Raw][] {
  return drawn.devices.map(({ id, suppliers, inStory, whole, special }, index) => {
    const bus = devices[index]?.bus ?? 'simbus';
    const parent = devices[index]?.parent ?? -1;
    return [
      `d${index}`,
      {
        bus,
        modalias: modalias(bus, id),
        ...(parent >= 0 && { parent: `d${parent}` }),
        ...(index > 0 && { suppliers: [...new Set(suppliers.map((one) => `d${one % index}`))] }),
        appears: parent >= 0 ? 'parent' : inStory ? 'story' : 'boot',
        ...(bus === 'usb' && { usb: whole ? 'device' : 'interface' }),
        ...(bus === 'hid' && special && { 'hid-special': true }),
      },
    ];
  });
}

function driverEntries({ drawn, buses, devices }: Cast): [string, Raw][] {
  const generic = buses.flatMap((bus): [string, Raw][] => {
    const entry = GENERIC[bus];
    return entry === undefined ? [] : [[entry[0], entry[1]]];
  });
  const own = drawn.drivers.map((each, index): [string, Raw] => {
    const bus = busOf(drawn, each);
    const { matches, answer, needs, late, match, whole } = each;
    const needed = needs === undefined ? {} : { needs: devices[needs % devices.length]?.name };
    const probe = {
      takes: '1ms..3ms',
      ...ANSWERS[answer],
      ...needed,
      'needs-checked': late ? 'late' : 'early',
    };
    return [
      `k${index}`,
      {
        bus,
        matches: modalias(bus, matches),
        ...(each.asynchronous && { 'probe-type': 'async' }),
        ...(match !== 'ids' && { match }),
        ...(bus === 'usb' && { usb: whole ? 'device' : 'interface' }),
        ...(each.from === 'module' && { module: `m${index}` }),
        probe,
      },
    ];
  });
  return [...generic, ...own];
}

/** The scenario of a draw. */
export function scenarioOf(drawn: Drawn): Scenario {
  const cast = castOf(drawn);
  const { devices, drivers } = cast;
  const modules = drivers.flatMap(({ module }) => (module === null ? [] : [module]));
  const arrivals = drawn.devices.flatMap(({ inStory }, index) =>
    inStory && (devices[index]?.parent ?? -1) < 0 ? [{ add: `d${index}` }] : [],
  );
  const registrations = drawn.drivers.flatMap(({ from }, index) =>
    from === 'story' ? [{ register: `k${index}` }] : [],
  );
  const loads = drawn.udev ? [] : modules.map((name) => ({ modprobe: name }));
  const lanes = drawn.lanes
    .map((lane) => lane.flatMap((deed) => actionsOf(cast, deed)))
    .flatMap((deeds, index) => (deeds.length === 0 ? [] : [{ as: `p${index}`, do: deeds }]));
  const raw = {
    title: 'made up',
    system: drawn.system,
    buses: { simbus: { rules: 'generic' } },
    devices: Object.fromEntries(deviceEntries(cast)),
    drivers: Object.fromEntries(driverEntries(cast)),
    modules: Object.fromEntries(
      modules.map((name, at) => [name, drawn.chained && at > 0 ? { depends: modules[at - 1] } : {}]),
    ),
    ...(!drawn.udev && { udev: false }),
    given: drivers.flatMap(({ name, module }) =>
      isThereBefore(drawn, name, module) ? [{ register: name }] : [],
    ),
    story: [...arrivals, ...registrations, ...loads, ...lanes],
  };
  return scenarioFrom(JSON.stringify(raw));
}

function isThereBefore({ drivers }: Drawn, name: string, module: string | null): boolean {
  const own = /^k(\d)$/.exec(name);
  return module === null && (own === null || drivers[Number(own[1])]?.from === 'before');
}

/** One of a list, by a number; undefined if it is empty. */
const pick = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];

/** What a deed is on this machine; nothing if it makes no sense there. */
function actionsOf(cast: Cast, { verb, a, b }: Deed): readonly unknown[] {
  const device = pick(cast.devices, a)?.name;
  const root = pick(
    cast.devices.filter(({ parent }) => parent < 0),
    a,
  )?.name;
  const free = pick(
    cast.drivers.filter(({ module }) => module === null),
    a,
  )?.name;
  const module = pick(
    cast.drivers.flatMap(({ module }) => (module === null ? [] : [module])),
    a,
  );
  const bus = pick(cast.buses, a);
  const action = (argument: unknown): readonly unknown[] =>
    argument === undefined ? [] : [{ [verb]: argument }];
  switch (verb) {
    case 'add':
      return action(root);
    case 'remove':
    case 'drivers_probe':
    case 'reprobe':
      return action(device);
    case 'register':
    case 'unregister':
      return action(free);
    case 'modprobe':
    case 'rmmod':
      return action(module);
    case 'bind':
    case 'unbind':
      return action(pairOf(cast, a, b));
    case 'override':
      return action(overrideOf(cast, a, b));
    case 'rescan':
      return action(bus);
    case 'autoprobe':
      return action({ bus, on: b % 2 === 1 });
    case 'new_id':
      return action(idOf(cast, a, b));
    case 'settle':
      return ['settle'];
    case 'pause':
      return ['block_probing', 'unblock_probing'];
  }
}

function pairOf({ devices, drivers }: Cast, a: number, b: number): Raw | undefined {
  const device = pick(devices, a);
  const driver = pick(
    drivers.filter(({ bus }) => bus === device?.bus),
    b,
  );
  return device && driver && { driver: driver.name, device: device.name };
}

function overrideOf(cast: Cast, a: number, b: number): Raw | undefined {
  const pair = pairOf(cast, a, b >> 1);
  return pair && { ...pair, ...(b % 2 === 0 && { driver: 'none' }) };
}

function idOf({ drivers }: Cast, a: number, b: number): Raw | undefined {
  const driver = pick(
    drivers.filter(({ bus }) => bus === 'pci'),
    a,
  );
  return driver && { driver: driver.name, pattern: `pci:${b % 2 === 0 ? 'a' : 'b'}` };
}
