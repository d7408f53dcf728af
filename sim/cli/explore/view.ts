/**
 * What the searches found, seen from the scenario: one list of outcomes for each of its devices, all broken promises,
 * and how to see each of them again, whether all devices were searched together or each on its own.
 */

import { systemOf } from '../../systems/catalogue.ts';
import { invariantsFor } from '../../../properties/invariants/index.ts';
import type { DeviceOutcome, ExploreFinding, LockRing, Seen } from '../../../reports/explore-report.ts';
import type { PlacedDevice } from '../../explore-clusters.ts';
import { boring } from '../../engine/choice.ts';
import { endingOf } from '../../check/expect.ts';
import { readingOf } from '../../check/invariant.ts';
import { slotsOf } from '../../check/slots.ts';
import { boot } from '../../scenario/boot/boot.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { simulate } from '../../simulate.ts';
import type { Source } from '../job.ts';
import type { Session } from '../parts.ts';
import type { Origin } from './small.ts';
import type { BrokenFound, Found, OutcomeFound, Schedule } from './found.ts';
import type { Explored, Wish } from './plan.ts';
import { partTokens, wholeTokens, type Tokens } from './tokens.ts';

export interface View {
  readonly outcomes: Readonly<Record<string, readonly BareOutcome[]>>;
  readonly findings: readonly BareFinding[];
  readonly lockOrder: readonly LockRing[];
}

/** An outcome of which nobody knows yet whether it can happen in time. */
export interface BareOutcome extends Omit<DeviceOutcome, 'timing'> {
  readonly origin: Origin;
}

/** A finding that nobody has tried to make small yet. */
export interface BareFinding extends Omit<ExploreFinding, 'shrunk' | 'notShrunk' | 'swap' | 'timing'> {
  readonly origin: Origin;
}

/** Everything that was found, with tokens. */
export function viewOf(session: Session, source: Source, wish: Wish, explored: Explored): View {
  const { scenario } = source;
  const tokens = wholeTokens(session, source, wish.clock);
  const usual = wish.clock === 'untimed' ? ordinaryRun(scenario, tokens) : null;
  const sights = sightsOf(session, scenario, tokens, explored);
  const clock = wish.clock;
  const slots = slotsIn(scenario);
  const outcomes = Object.fromEntries(
    scenario.devices.map(({ name }) => {
      const sight = sights.find(({ device }) => device === name);
      const found = sight ? outcomesIn(sight, clock) : [];
      const all = found.length > 0 ? frequent(found, name, usual) : unmatched(name, usual);
      return [name, all.map((one) => ({ ...one, ...slots(name, one.driver) }))];
    }),
  );
  const broken = [
    ...sights.flatMap((sight) => findingsIn(sight, clock)),
    ...endlessIn(session, scenario, tokens, explored),
  ];
  return {
    outcomes,
    findings: distinct([...(usual?.findings ?? []), ...broken]),
    lockOrder: ringsIn(sights),
  };
}

/** Who has which slot of a device that ends with these drivers. */
function slotsIn(scenario: Scenario): (device: string, ending: string | null) => ReturnType<typeof slotsOf> {
  const system = systemOf(scenario);
  if (!system.marks.slots) return () => ({});
  const { setup } = boot(scenario, system, 'untimed').kernel;
  return (device, ending) =>
    slotsOf(
      setup,
      setup.devices.findIndex(({ name }) => name === device),
      ending,
    );
}

/** A device and the search that tells about it. */
interface Sight {
  readonly device: string;
  readonly found: Found;
  readonly as: string;
  readonly own: (text: string) => string;
  readonly tokens: Tokens;
  /** What its schedules are schedules of. */
  readonly scenario: Scenario;
  readonly isPart: boolean;
  readonly promises: readonly { readonly name: string; readonly says: string }[];
}

function sightsOf(
  session: Session,
  scenario: Scenario,
  tokens: Tokens,
  { whole, spread, parts }: Explored,
): readonly Sight[] {
  const promises = invariantsFor(scenario, systemOf(scenario));
  if (whole) {
    const own = (text: string): string => text;
    const all = { found: whole, own, tokens, scenario, isPart: false, promises };
    return scenario.devices
      .map(({ name }) => ({ ...all, device: name, as: name }))
      .concat(scenario.devices.length > 0 ? [] : [{ ...all, ...NOBODY }]);
  }
  return spread.devices.flatMap((placed: PlacedDevice) => {
    const found = parts[placed.search];
    if (!found) return [];
    const { device, projected, as, own } = placed;
    const isPart = projected !== scenario;
    return [
      {
        device,
        found,
        as,
        own,
        isPart,
        promises,
        scenario: projected,
        tokens: isPart ? partTokens(session, projected, device) : tokens,
      },
    ];
  });
}

/** A scenario may have no devices at all, and still promises that break. */
const NOBODY = { device: '', as: '' } as const;

const ownSchedule = (
  { seed, deviations, loop }: Schedule,
  own: Sight['own'],
): Omit<Schedule, 'shortest'> => ({
  seed,
  ...(loop ? { loop } : {}),
  deviations: ownDeviations(deviations, own),
});

const ownDeviations = (deviations: Schedule['deviations'], own: Sight['own']): Schedule['deviations'] =>
  deviations.map(({ at, pick }) => ({ at: own(at), pick: own(pick) }));

function seenIn({ own, tokens, isPart }: Sight, found: Schedule & { readonly how: string | null }): Seen {
  const { deviations, shortest, how } = found;
  const alone =
    isPart && deviations.length === 0 ? 'If none of the others does anything that matters.' : null;
  const usual = found.seed === null ? alone : `Seed ${found.seed} shows it.`;
  return {
    ...tokens(ownSchedule(found, own)),
    deviations: deviations.length,
    shortest,
    how: how === null ? usual : own(how),
  };
}

type Undecided = Omit<BareOutcome, 'frequency'>;

function outcomesIn(sight: Sight, clock: Wish['clock']): readonly Undecided[] {
  const { found, as, own, scenario } = sight;
  return (found.devices[as] ?? []).map((outcome: OutcomeFound) => ({
    driver: outcome.driver === null ? null : own(outcome.driver),
    ...(outcome.share ? { share: outcome.share } : {}),
    ...seenIn(sight, outcome),
    origin: { scenario, clock, ...ownSchedule(outcome, own) },
  }));
}

function findingsIn(sight: Sight, clock: Wish['clock']): readonly BareFinding[] {
  const { found, own, promises, scenario } = sight;
  return found.broken.map((broken: BrokenFound) => ({
    invariant: broken.invariant,
    says: promises.find(({ name }) => name === broken.invariant)?.says ?? '',
    device: broken.device === null ? null : own(broken.device),
    why: own(broken.why),
    ...readingOf(broken),
    byDesign: broken.byDesign,
    ...loopOf(broken, sight),
    ...seenIn(sight, broken),
    origin: { scenario, clock, ...ownSchedule(broken, own) },
  }));
}

function loopOf({ loop, within, story }: BrokenFound, { own }: Sight): Pick<ExploreFinding, 'loop'> {
  if (!loop) return {};
  const devices = within?.devices.map(({ name }) => own(name)) ?? null;
  return { loop: { ...loop, within: devices, story: (story ?? []).map(own) } };
}

/** Rings of locks, each once; devices that were searched together tell the same ones. */
function ringsIn(sights: readonly Sight[]): readonly LockRing[] {
  const rings = sights.flatMap(({ found, own, tokens }) =>
    found.lockCycles.map(({ steps, verdict, deviations }): LockRing => {
      const again = deviations && tokens({ seed: null, deviations: ownDeviations(deviations, own) });
      return { steps: steps.map(own), verdict, token: again?.token ?? null, replay: again?.replay ?? null };
    }),
  );
  return [...new Map(rings.map((ring) => [ring.steps.join(), ring])).values()];
}

/** What fair runs of all devices together showed; a run of a part of the scenario brings that along. */
function endlessIn(
  session: Session,
  scenario: Scenario,
  tokens: Tokens,
  { endless }: Explored,
): readonly BareFinding[] {
  const promises = invariantsFor(scenario, systemOf(scenario));
  const sight = { ...NOBODY, own: (text: string): string => text, promises };
  return (endless?.broken ?? []).flatMap((broken) =>
    findingsIn(
      {
        ...sight,
        isPart: false,
        scenario: broken.within ?? scenario,
        found: { ...(endless as Found), broken: [broken] },
        tokens: broken.within ? partTokens(session, broken.within, null) : tokens,
      },
      'untimed',
    ),
  );
}

/** What the run without deviations shows. */
interface Ordinary {
  readonly ends: Readonly<Record<string, string | null>> | null;
  readonly seen: Seen & { readonly origin: Origin };
  readonly findings: readonly BareFinding[];
}

const ORDINARY_STEPS_MAX = 100_000;

function ordinaryRun(scenario: Scenario, tokens: Tokens): Ordinary {
  const invariants = invariantsFor(scenario, systemOf(scenario));
  const options = { chooser: boring, clock: 'untimed', invariants, stepsMax: ORDINARY_STEPS_MAX } as const;
  const { world, end, breaches } = simulate(scenario, options);
  const origin: Origin = { scenario, clock: 'untimed', seed: null, deviations: [] };
  const again = tokens({ seed: null, deviations: [] });
  const seen = { ...again, deviations: 0, shortest: true, how: null, origin };
  const isOver = end.is !== 'limit';
  const findings = breaches.map(({ invariant, why, device, byDesign = false, ...reading }) => ({
    invariant: invariant.name,
    says: invariant.says,
    device: world.setup.devices[device ?? -1]?.name ?? null,
    why,
    ...readingOf(reading),
    byDesign,
    ...seen,
  }));
  // Cut off before its time, it says nothing about the end.
  return { ends: isOver ? endingOf(world) : null, seen, findings: isOver ? findings : [] };
}

/** What the ordinary run shows needs no part of the machine and no deviations to be seen. */
function frequent(
  found: readonly Undecided[],
  device: string,
  usual: Ordinary | null,
): readonly BareOutcome[] {
  const frequency = found.length === 1 ? 'always' : 'sometimes';
  const isUsual = ({ driver }: Undecided): boolean => usual?.ends?.[device] === driver;
  return found.map((outcome) => ({ ...outcome, frequency, ...(isUsual(outcome) ? usual?.seen : {}) }));
}

function unmatched(device: string, usual: Ordinary | null): readonly BareOutcome[] {
  return usual?.ends && usual.ends[device] === null
    ? [{ driver: null, frequency: 'always', ...usual.seen }]
    : [];
}

/** Devices that were searched together tell the same broken promises. */
function distinct(findings: readonly BareFinding[]): readonly BareFinding[] {
  const best = new Map<string, BareFinding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.invariant, finding.device, finding.why]);
    const before = best.get(key);
    if (!before || (finding.deviations < before.deviations && !before.shortest)) best.set(key, finding);
  }
  return [...best.values()];
}
