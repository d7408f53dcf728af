/** The shipped stories: each shows its accident soon, ends only as it says, and breaks no promise but its own. */
import { describe, expect, it } from 'vitest';
import { claimText, disappointments, endingOf, shows } from '../../sim/check/expect.ts';
import { waitCycle } from '../../sim/check/waits.ts';
import { STORIES } from '../golden/shipped.ts';
import { INVARIANTS } from '../invariants/index.ts';
import { runsOf, scenarioFrom } from '../runs.ts';
import { TOLD, type Told } from './told.ts';

const SEEDS = 300;
/** Stories of their own; those in folders belong to other suites. */
const OWN = STORIES.filter(({ name }) => !name.includes('/'));
const scenarioOf = (name: string) => scenarioFrom(textOf(name), `${name}.yaml`);
const textOf = (name: string) => STORIES.find((story) => story.name === name)?.text ?? '';

interface Observed {
  /** First seed that shows each claim. */
  readonly first: ReadonlyMap<string, number>;
  readonly wrongEnds: ReadonlySet<string>;
  readonly broken: ReadonlySet<string>;
}

/** All the seeds of one story on one clock, looked at once. */
function observe(name: string, clock: Told['clock']): Observed {
  const scenario = scenarioOf(name);
  const { stepsMax } = TOLD[name] ?? {};
  const first = new Map<string, number>();
  const wrongEnds = new Set<string>();
  const broken = new Set<string>();
  for (const { seed, result } of runsOf(scenario, { clock, seeds: SEEDS, ...(stepsMax && { stepsMax }) })) {
    const { breaches, world } = result;
    const ending = endingOf(world);
    const shown = scenario.expect.sometimes.filter((claim) => shows(claim, ending, breaches, world));
    for (const claim of shown) if (!first.has(claimText(claim))) first.set(claimText(claim), Number(seed));
    for (const { why } of disappointments(scenario.expect, breaches, world))
      wrongEnds.add(`seed ${seed}: ${why}`);
    for (const { invariant, byDesign } of breaches) if (!byDesign) broken.add(invariant.name);
  }
  return { first, wrongEnds, broken };
}

const seen = new Map<string, Observed>();
function observed(name: string, clock: Told['clock']): Observed {
  const key = `${clock} ${name}`;
  const known = seen.get(key) ?? observe(name, clock);
  seen.set(key, known);
  return known;
}

it('every story is told here, and every one told here is shipped', () => {
  expect(Object.keys(TOLD).toSorted()).toEqual(OWN.map(({ name }) => name).toSorted());
});

describe.each(Object.entries(TOLD))('%s', (name, { clock, within, breaks }) => {
  it(`shows all that it says it sometimes shows within ${within} ${clock} seeds`, () => {
    const { first } = observed(name, clock);
    const late = scenarioOf(name)
      .expect.sometimes.map(claimText)
      .filter((claim) => (first.get(claim) ?? Infinity) > within);
    expect(late).toEqual([]);
  });

  it.each(['timed', 'untimed'] as const)(`ends as it says over ${SEEDS} seeds, %s`, (each) => {
    expect([...observed(name, each).wrongEnds].slice(0, 3)).toEqual([]);
  });

  it(`breaks ${breaks.join(' and ') || 'no promise'}, and nothing else`, () => {
    const { always } = scenarioOf(name).expect;
    const judged = (broken: ReadonlySet<string>) =>
      [...broken].filter((one) => always?.includes(one) ?? true);
    const both = [...judged(observed(name, 'timed').broken), ...judged(observed(name, 'untimed').broken)];
    expect([...new Set(both)].toSorted()).toEqual(breaks);
  });

  it('has a head comment that tells it, behind the line for editors', () => {
    expect(textOf(name)).toMatch(/^# yaml-language-server: \$schema=\.\/scenario\.schema\.json\n# /);
    expect(scenarioOf(name).about.length).toBeGreaterThan(300);
  });
});

describe('what claims cannot say', () => {
  it('unplug-waits-for-itself: the unplug and the probe wait for each other, by name', () => {
    for (const { result } of runsOf(scenarioOf('unplug-waits-for-itself'), { clock: 'timed', seeds: 30 })) {
      if (result.end.is !== 'deadlock') continue;
      const cycle = waitCycle(result.stuck);
      expect(cycle.toSorted()).toEqual(expect.arrayContaining(['async probe of adapter-console', 'unplug']));
      return;
    }
    expect.fail('no deadlock in 30 seeds');
  });

  it.each([
    ['duplicate-load', 'EEXIST'],
    ['duplicate-load-shared', 'ok'],
  ])('%s: the second loader is told %s', (name, told) => {
    const answers = new Set<string>();
    for (const { result } of runsOf(scenarioOf(name), { clock: 'untimed', seeds: 50 })) {
      const { facts, world } = result;
      if (endingOf(world)['lan0'] === null) continue;
      for (let index = 0; index < facts.length; index++) {
        const { is, values } = facts.named(world.setup, index);
        if (is === 'module-load-answered') answers.add(String(values.outcome));
      }
    }
    // A first load that failed before the second began is tried again by it: not what this is about.
    answers.delete('ENOMEM');
    expect(answers).toEqual(new Set(['ok', told]));
  });

  it('hid-generic-hand-over: the pad is taken from hid-generic, and that is shown as by design', () => {
    const byDesign = [...runsOf(scenarioOf('hid-generic-hand-over'), { clock: 'timed', seeds: 20 })].filter(
      ({ result }) =>
        result.breaches.some(
          (breach) => breach.invariant.name === 'late-registration-never-rebinds' && breach.byDesign,
        ),
    );
    expect(byDesign.length).toBe(20);
  });

  it('every promise that names a story as its mutant is broken there', () => {
    for (const { name, mutant } of INVARIANTS) {
      const story = /^scenarios\/(.*)\.yaml$/.exec(mutant)?.[1];
      if (story === undefined || story === 'hid-generic-hand-over') continue;
      expect(TOLD[story]?.breaks, `${name} in ${story}`).toContain(name);
    }
  });
});
