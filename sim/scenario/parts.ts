/**
 * What a scenario consists of, piece by piece, each with the way to take it out. For shrinking: whoever takes pieces
 * out asks `withoutParts`, which gives a scenario that a file could say, or nothing.
 *
 * To make something new shrinkable, add its parts to the group that it belongs to.
 */
import { allActions } from './boot/setup.ts';
import { formatScenario } from './format.ts';
import { parseScenario } from './parse.ts';
import type { Action, DriverSpec, ProbeSpec, Scenario } from './scenario.ts';
import { tidied } from './tidy.ts';

/** One piece. Taking out what is gone already changes nothing, so pieces of one scenario can be taken out together. */
export interface Part {
  /** In words, for progress: `device igd`. */
  readonly what: string;
  readonly takeOut: (scenario: Scenario) => Scenario;
}

/** Kinds of pieces, those first that take most with them. */
export const PART_KINDS = [
  'devices',
  'modules',
  'drivers',
  'actors',
  'given',
  'actions',
  'answers',
  'links',
  'settings',
] as const;
export type PartKind = (typeof PART_KINDS)[number];

/** All pieces of one kind. */
export function partsOf(scenario: Scenario, kind: PartKind): readonly Part[] {
  return LISTERS[kind](scenario);
}

/** The scenario without these parts and all that hangs on them; null if no file could say what is left. */
export function withoutParts(scenario: Scenario, parts: readonly Part[]): Scenario | null {
  const cut = tidied(parts.reduce((left, { takeOut }) => takeOut(left), scenario));
  const parsed = parseScenario(formatScenario(cut), { file: 'a part of a scenario' });
  return 'scenario' in parsed ? parsed.scenario : null;
}

const LISTERS: Readonly<Record<PartKind, (scenario: Scenario) => readonly Part[]>> = {
  devices: ({ devices }) => named('device', devices, 'devices'),
  modules: ({ modules }) => named('module', modules, 'modules'),
  drivers: ({ drivers }) => named('driver', drivers, 'drivers'),
  actors: ({ story }) => named('actor', story, 'story'),
  given: ({ given }) =>
    given.map((action) => ({
      what: `given ${actionText(action)}`,
      takeOut: (from) => ({ ...from, given: from.given.filter((each) => each !== action) }),
    })),
  actions: ({ story }) =>
    story.flatMap(({ name, actions }) =>
      actions.map((action) => ({ what: `${name}: ${actionText(action)}`, takeOut: actionTaker(action) })),
    ),
  answers: ({ drivers, modules }) => [...drivers.flatMap(answersOf), ...modules.flatMap(initAnswersOf)],
  links: linksOf,
  settings: settingsOf,
};

const actionText = (action: Action): string => Object.values(action).map(String).join(' ');

function named(
  kind: string,
  list: readonly { readonly name: string }[],
  where: 'devices' | 'modules' | 'drivers' | 'story',
): Part[] {
  return list.map(({ name }) => ({
    what: `${kind} ${name}`,
    takeOut: (from) => ({
      ...from,
      [where]: (from[where] as readonly { readonly name: string }[]).filter((each) => each.name !== name),
    }),
  }));
}

/** Equal actions are different objects, so this takes out the one that is meant. */
const actionTaker =
  (action: Action): Part['takeOut'] =>
  (from) => ({
    ...from,
    story: from.story.map((actor) =>
      actor.actions.includes(action)
        ? { ...actor, actions: actor.actions.filter((each) => each !== action) }
        : actor,
    ),
  });

/** Changes one driver. */
const onDriver =
  (name: string, change: (driver: DriverSpec) => DriverSpec): Part['takeOut'] =>
  (from) => ({ ...from, drivers: from.drivers.map((each) => (each.name === name ? change(each) : each)) });

/** What probes may answer, one by one, and what they need; special behaviour on one device as a whole first. */
function answersOf({ name, probe, probeOn }: DriverSpec): Part[] {
  const own = probeParts(name, probe, (change) =>
    onDriver(name, (driver) => ({ ...driver, probe: change(driver.probe) })),
  );
  const special = Object.entries(probeOn).flatMap(([device, spec]) => [
    {
      what: `${name} on ${device}`,
      takeOut: onDriver(name, (driver) => {
        return { ...driver, probeOn: without(driver.probeOn, device) };
      }),
    },
    ...probeParts(`${name} on ${device}`, spec, (change) =>
      onDriver(name, (driver) => {
        const now = driver.probeOn[device];
        return now ? { ...driver, probeOn: { ...driver.probeOn, [device]: change(now) } } : driver;
      }),
    ),
  ]);
  return [...own, ...special];
}

const without = <T>(map: Readonly<Record<string, T>>, key: string): Record<string, T> =>
  Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));

function probeParts(
  whose: string,
  { may, script, needs }: ProbeSpec,
  on: (change: (probe: ProbeSpec) => ProbeSpec) => Part['takeOut'],
): Part[] {
  const answers = may.map((answer) => ({
    what: `${whose} answers ${answer}`,
    takeOut: on((probe) =>
      probe.may.length > 1 ? { ...probe, may: probe.may.filter((each) => each !== answer) } : probe,
    ),
  }));
  const needed = needs.map((service) => ({
    what: `${whose} needs ${service}`,
    takeOut: on((probe) => ({ ...probe, needs: probe.needs.filter((each) => each !== service) })),
  }));
  const scripted = { what: `script of ${whose}`, takeOut: on((probe) => ({ ...probe, script: [] })) };
  return [...(may.length > 1 ? answers : []), ...needed, ...(script.length > 0 ? [scripted] : [])];
}

function initAnswersOf({ name, initMay }: Scenario['modules'][number]): Part[] {
  if (initMay.length < 2) return [];
  return initMay.map((answer) => ({
    what: `init of ${name} answers ${answer}`,
    takeOut: (from) => ({
      ...from,
      modules: from.modules.map((each) =>
        each.name === name && each.initMay.length > 1
          ? { ...each, initMay: each.initMay.filter((own) => own !== answer) }
          : each,
      ),
    }),
  }));
}

type Device = Scenario['devices'][number];

/** Suppliers, parents, soft dependencies. */
function linksOf(scenario: Scenario): Part[] {
  const onDevice =
    (name: string, change: (device: Device, all: Scenario) => Device): Part['takeOut'] =>
    (from) => ({
      ...from,
      devices: from.devices.map((each) => (each.name === name ? change(each, from) : each)),
    });
  const devices = scenario.devices.flatMap(({ name, suppliers, parent }) => [
    ...suppliers.map((supplier) => ({
      what: `${name} needs ${supplier}`,
      takeOut: onDevice(name, (device) => {
        return { ...device, suppliers: device.suppliers.filter((each) => each !== supplier) };
      }),
    })),
    ...(parent === null ? [] : [{ what: `parent of ${name}`, takeOut: onDevice(name, orphaned) }]),
  ]);
  const modules = scenario.modules
    .filter(({ softdepPre, softdepPost }) => softdepPre.length + softdepPost.length > 0)
    .map(({ name }) => ({
      what: `soft dependencies of ${name}`,
      takeOut: (from: Scenario) => ({
        ...from,
        modules: from.modules.map((each) =>
          each.name === name ? { ...each, softdepPre: [], softdepPost: [] } : each,
        ),
      }),
    }));
  return [...devices, ...modules];
}

/** A device without its parent appears by itself, unless the story adds it. */
function orphaned(device: Device, scenario: Scenario): Device {
  const added = allActions(scenario).some((action) => action.do === 'add' && action.device === device.name);
  const appears = device.appears === 'parent' ? (added ? 'story' : 'boot') : device.appears;
  return { ...device, parent: null, appears };
}

/** Everything else that can be said: quirks, how the machine boots, texts for modprobe, when people come. */
function settingsOf({ quirks, boot, udev, modprobeConfig, story, devices, others }: Scenario): Part[] {
  const part = (what: string, takeOut: Part['takeOut']): Part => ({ what, takeOut });
  return [
    ...quirks.map((name) =>
      part(`quirk ${name}`, (from) => ({ ...from, quirks: from.quirks.filter((each) => each !== name) })),
    ),
    ...(boot ? [part('boot', (from) => ({ ...from, boot: null }))] : []),
    ...(boot?.initramfs ? [part('initramfs', (from) => withBoot(from, { initramfs: null }))] : []),
    ...(boot?.coldplug ? [part('cold plug', (from) => withBoot(from, { coldplug: false }))] : []),
    ...(boot?.modulesLoad ?? []).map((name) =>
      part(`modules-load ${name}`, (from) =>
        withBoot(from, { modulesLoad: (from.boot?.modulesLoad ?? []).filter((each) => each !== name) }),
      ),
    ),
    ...(udev ? [part('udev', (from) => ({ ...from, udev: null }))] : []),
    ...(modprobeConfig === '' ? [] : [part('modprobe.d', (from) => ({ ...from, modprobeConfig: '' }))]),
    ...(others.load.length > 0 || others.trigger
      ? [part('others', (from) => ({ ...from, others: { load: [], trigger: false } }))]
      : []),
    ...story
      .filter(({ at }) => at.max > 0)
      .map(({ name }) => part(`time of ${name}`, (from) => atOnce(from, name))),
    ...devices
      .filter(({ driverOverride }) => driverOverride !== null)
      .map(({ name }) => part(`override of ${name}`, (from) => withoutOverride(from, name))),
  ];
}

function withBoot(scenario: Scenario, change: Partial<NonNullable<Scenario['boot']>>): Scenario {
  return scenario.boot ? { ...scenario, boot: { ...scenario.boot, ...change } } : scenario;
}

function atOnce(scenario: Scenario, actor: string): Scenario {
  const at = { min: 0, max: 0 };
  return { ...scenario, story: scenario.story.map((each) => (each.name === actor ? { ...each, at } : each)) };
}

function withoutOverride(scenario: Scenario, device: string): Scenario {
  const devices = scenario.devices.map((each) =>
    each.name === device ? { ...each, driverOverride: null } : each,
  );
  return { ...scenario, devices };
}
