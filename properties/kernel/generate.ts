/**
 * Experiments made up from a seed: three to eight devices, two to four drivers, two to four people who do things at the
 * same time. Times are short and close together, so that a real kernel's CPUs meet each other.
 */
import seedrandom from 'seedrandom';
import { stringify } from 'yaml';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import { formatScenario } from '../../sim/scenario/format.ts';

export const RANDOM_EXPERIMENTS = 120;

interface Dice {
  readonly below: (count: number) => number;
  readonly chance: (share: number) => boolean;
  readonly of: <T>(choices: readonly T[]) => T;
}

type Values = Readonly<Record<string, unknown>>;

function diceOf(seed: number): Dice {
  const random = seedrandom.alea(`random experiment ${seed}`);
  const below = (count: number): number => Math.floor(random.double() * count);
  const of = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T;
  return { below, chance: (share) => random.double() < share, of };
}

interface Cast {
  readonly devices: readonly (Values & { readonly name: string })[];
  readonly drivers: readonly (Values & { readonly name: string })[];
}

const IDS = ['a', 'b', 'c'] as const;
/** Most probes are quick; the long ones are what others run into. */
const TAKES = ['0', '0', '500us', '1ms', '1ms..3ms', '3ms', '8ms'] as const;

/** The text of the scenario file of a seed. */
export function randomExperiment(seed: number): string {
  const dice = diceOf(seed);
  const cast = castOf(dice);
  const early = {
    devices: cast.devices.filter(({ name }) => dice.chance(0.4) || isParent(cast, name)),
    drivers: cast.drivers.filter(() => dice.chance(0.3)),
  };
  const story = lanesOf(dice, cast, early);
  const text = stringify({
    title: `random experiment ${seed}`,
    buses: { simbus: { rules: 'generic', ...(dice.chance(0.12) ? { 'parent-lock': true } : {}) } },
    devices: named(
      cast.devices.map((device) => ({
        ...device,
        appears: early.devices.includes(device) ? 'boot' : 'story',
      })),
    ),
    drivers: named(cast.drivers),
    ...(early.drivers.length > 0 ? { given: early.drivers.map(({ name }) => ({ register: name })) } : {}),
    story,
    expect: { always: [] },
  });
  return formatScenario(scenarioFrom(text, `seed ${seed}`), { head: ['Made up by generate.ts.'] });
}

/** A child cannot come before its parent, so parents are there from the start, and stay. */
const isParent = ({ devices }: Cast, name: string): boolean => devices.some(({ parent }) => parent === name);

const named = (list: readonly (Values & { readonly name: string })[]): Values =>
  Object.fromEntries(list.map(({ name, ...rest }) => [name, rest]));

function castOf(dice: Dice): Cast {
  // Small machines are the ones that a search can go through completely.
  const deviceCount = dice.of([3, 3, 3, 4, 4, 5, 6, 8]);
  const driverCount = dice.of([2, 2, 3, 3, 4]);
  const names = Array.from({ length: deviceCount }, (_, index) => `d${index}`);
  const devices = names.map((name, index) => {
    const earlier = names.slice(0, index);
    return {
      name,
      bus: 'simbus',
      modalias: `sim:${dice.of(IDS)}`,
      ...(earlier.length > 0 && dice.chance(0.1) ? { parent: dice.of(earlier) } : {}),
      ...(earlier.length > 0 && dice.chance(0.12) ? { suppliers: [dice.of(earlier)] } : {}),
    };
  });
  return {
    devices,
    drivers: Array.from({ length: driverCount }, (_, index) => driverOf(dice, index, names)),
  };
}

function driverOf(dice: Dice, index: number, devices: readonly string[]): Values & { readonly name: string } {
  const matches = dice.chance(0.35)
    ? ['sim:*']
    : [...new Set([dice.of(IDS), dice.of(IDS)])].map((id) => `sim:${id}`);
  return {
    name: `k${index}`,
    bus: 'simbus',
    matches,
    ...(dice.chance(0.35) ? { 'probe-type': 'async' } : {}),
    ...(dice.chance(0.05) ? { match: 'EPROBE_DEFER' } : {}),
    probe: { takes: dice.of(TAKES), ...answersOf(dice, devices) },
    ...(dice.chance(0.3) ? { 'remove-takes': dice.of(['500us', '2ms']) } : {}),
  };
}

function answersOf(dice: Dice, devices: readonly string[]): Values {
  if (dice.chance(0.25))
    return { needs: [dice.of(devices)], ...(dice.chance(0.5) ? { 'needs-checked': 'late' } : {}) };
  if (dice.chance(0.3))
    return dice.of<Values>([
      { may: ['ENODEV'] },
      { may: ['EIO'] },
      { script: ['ENODEV', 'ok'] },
      { script: ['EPROBE_DEFER', 'ok'] },
      { may: ['ok', 'ENODEV'] },
    ]);
  return {};
}

/** What must happen once, and some mischief, dealt out to two to four people. */
function lanesOf(dice: Dice, cast: Cast, early: Cast): Values[] {
  const lanes = Array.from({ length: 2 + dice.below(3) }, (): unknown[] => []);
  const comings = [
    ...cast.devices.filter((device) => !early.devices.includes(device)).map(({ name }) => ({ add: name })),
    ...cast.drivers
      .filter((driver) => !early.drivers.includes(driver))
      .map(({ name }) => ({ register: name })),
  ];
  for (const coming of comings) dice.of(lanes).push(...pause(dice), coming);
  for (let count = 1 + dice.below(4); count > 0; count--)
    dice.of(lanes).push(...pause(dice), ...mischief(dice, cast));
  return lanes.flatMap((actions, index) =>
    actions.length === 0
      ? []
      : [{ as: `lane-${index}`, at: dice.of(['0', '0', '1ms', '5ms', '10ms']), do: actions }],
  );
}

const pause = (dice: Dice): Values[] =>
  dice.chance(0.4) ? [{ wait: dice.of(['200us', '1ms', '1ms..5ms', '4ms']) }] : [];

function mischief(dice: Dice, cast: Cast): unknown[] {
  const { devices, drivers } = cast;
  const device = dice.of(devices).name;
  const driver = dice.of(drivers).name;
  const free = devices.find(({ name }) => name === device)?.['suppliers'] === undefined;
  return dice.of<unknown[]>([
    [{ unbind: `${driver} ${device}` }],
    [{ unbind: `${driver} ${device}` }, { drivers_probe: device }],
    [{ bind: `${driver} ${device}` }],
    [{ drivers_probe: device }],
    [{ reprobe: device }],
    [{ override: { device, driver } }, ...(dice.chance(0.5) ? [{ drivers_probe: device }] : [])],
    isParent(cast, device)
      ? [{ reprobe: device }]
      : [{ remove: device }, ...(free && dice.chance(0.3) ? [{ wait: '2ms' }, { add: device }] : [])],
    [{ unregister: driver }, ...(dice.chance(0.4) ? [{ wait: '1ms' }, { register: driver }] : [])],
    [{ rescan: 'simbus' }],
    ['settle'],
  ]);
}
