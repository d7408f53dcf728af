/** What `probesim/vitest` claims: when each matcher passes and fails, and what it says then. */
import { describe, expect, it } from 'vitest';
import { scenarioDigest } from '../../sim/scenario/digest.ts';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import { decodeToken, encodeToken } from '../../sim/explore/token.ts';
import type { Invariant } from '../../sim/check/invariant.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import './matchers.ts';

/** Any number of devices that have nothing to do with the race, each with a driver of its own. */
function race(others = 0): Scenario {
  const each = (line: (name: number) => string): string =>
    Array.from({ length: others }, (_, i) => line(i)).join('\n');
  return scenarioFrom(`
title: vfio-pci and i915 race for the integrated GPU
devices:
  igd: { bus: pci, modalias: 'pci:igd', appears: story }
${each((i) => `  d${i}: { bus: platform, modalias: 'of:${i}', appears: story }`)}
drivers:
  i915: { bus: pci, matches: 'pci:igd' }
  vfio-pci: { bus: pci, matches: 'pci:*' }
  nvme: { bus: platform, matches: 'of:none' }
${each((i) => `  k${i}: { bus: platform, matches: 'of:${i}' }`)}
story:
  - { add: igd }
  - { register: i915 }
  - { register: vfio-pci }
${each((i) => `  - { add: d${i} }\n  - { register: k${i} }`)}
`);
}

/** What a failing claim says, without what changes with the rules: its token, and how many states it took. */
function said(claim: () => void): string {
  try {
    claim();
  } catch (error) {
    const text = error instanceof Error ? error.message : 'no error';
    return text.replace(/p1\.u\.\S+/, 'p1.u.[...]').replace(/\d{3,} states/, 'all states');
  }
  return 'the claim holds';
}

/** A promise that one ending breaks. */
const igdIsForI915: Invariant = {
  name: 'igd-is-for-i915',
  says: 'The integrated GPU ends with i915.',
  because: 'somebody wants to see something',
  mutant: 'every order in which vfio-pci comes first',
  atEnd: ({ world }) =>
    world.setup.devices.some(({ id }) => world.setup.drivers[world.boundTo(id)]?.name === 'vfio-pci')
      ? [{ why: 'vfio-pci has it' }]
      : [],
};

describe('a claim about every order', () => {
  it('holds if every order was tried', () => {
    expect(race()).not.toAlwaysBind({ igd: 'i915' });
    expect(race()).toSometimesEnd({ igd: 'i915' });
    expect(race()).toSometimesEnd({ igd: 'vfio-pci' });
    expect(race()).not.toSometimesEnd({ igd: null });
    expect(race()).toHold('at-most-one-driver');
    expect(race()).toNeverBreak('settles');
    expect(race()).not.toHold(igdIsForI915);
  });

  it('fails with the ending, the schedule, what decides and the line to see it again', () => {
    expect(said(() => expect(race()).toAlwaysBind({ igd: 'i915' }))).toMatchInlineSnapshot(`
      "expect(scenario).toAlwaysBind({"igd":"i915"})

      In some order igd ends with vfio-pci.

        scenario  vfio-pci and i915 race for the integrated GPU
        searched  all states of all devices together
        schedule  1 answer is not the ordinary one; no schedule has fewer
                  at s:add igd@device_add(igd).1: register vfio-pci
        decides   If "next driver" of add igd comes directly before "driver listed" of register vfio-pci, igd ends with i915. If "driver listed" of register vfio-pci comes first, igd ends with vfio-pci.
        again     npx probesim replay p1.u.[...]"
    `);
  });

  it('fails with the breach', () => {
    expect(said(() => expect(race()).toHold(igdIsForI915))).toMatchInlineSnapshot(`
      "expect(scenario).toHold('igd-is-for-i915')

      In some order igd-is-for-i915 breaks: vfio-pci has it.

        scenario  vfio-pci and i915 race for the integrated GPU
        searched  all states of all devices together
        schedule  1 answer is not the ordinary one; no schedule has fewer
                  at s:add igd@device_add(igd).1: register vfio-pci
        decides   If "next driver" of add igd comes directly before "driver listed" of register vfio-pci, igd-is-for-i915 holds. If "driver listed" of register vfio-pci comes first, vfio-pci has it.
        again     npx probesim replay p1.u.[...]"
    `);
  });

  it('fails with what there is instead', () => {
    expect(said(() => expect(race()).toSometimesEnd({ igd: null }))).toMatchInlineSnapshot(`
      "expect(scenario).toSometimesEnd({"igd":null})

      In no order igd ends with no driver.

        scenario  vfio-pci and i915 race for the integrated GPU
        searched  every order: all states of all devices together
        endings   igd: i915 or vfio-pci"
    `);
  });

  it('fails, negated, if it holds', () => {
    const text = said(() => expect(race()).not.toNeverBreak('at-most-one-driver'));
    expect(text).toContain(
      "expect(scenario).not.toNeverBreak('at-most-one-driver')\n\nat-most-one-driver holds in every order.",
    );
    expect(said(() => expect(race()).not.toSometimesEnd({ igd: 'i915' }))).toContain(
      'In the ordinary run igd ends with i915.',
    );
  });

  it.each([
    ['', (scenario: Scenario) => expect(scenario)],
    ['not.', (scenario: Scenario) => expect(scenario).not],
  ] as const)('undecided, %sfails', (_, claim) => {
    const budget = { states: 5, runs: 2 };
    const text = said(() => claim(race()).toHold('at-most-one-driver', budget));
    expect(text).toContain('Not decided within the budget: nobody knows whether at-most-one-driver holds');
    expect(text).toContain('the ordinary run; 5 states of all devices together, not all there are; 2 runs');
  });
});

describe('a machine too large to be tried as a whole', () => {
  const crowd = race(9);

  it('is tried device by device, and what is seen there is shown in the whole', () => {
    const text = said(() => expect(crowd).toAlwaysBind({ igd: 'i915' }));
    expect(text).toContain('In some order igd ends with vfio-pci.');
    expect(text).toContain('states, device by device');
    expect(crowd).toSometimesEnd({ igd: 'vfio-pci', d3: 'k3' });
  });

  it('holds what holds for each device', () => {
    expect(crowd).toAlwaysBind({ d0: 'k0', d8: 'k8' });
    expect(crowd).not.toSometimesEnd({ igd: 'i915', d3: null });
    expect(crowd).toHold('at-most-one-driver');
  });

  it('says so if a promise of a user cannot be tried on each device alone', () => {
    const mine: Invariant = { ...igdIsForI915, name: 'mine', atEnd: () => [] };
    expect(said(() => expect(crowd).toHold(mine, { runs: 5 }))).toContain('Not decided within the budget');
  });
});

describe('mistakes in a claim', () => {
  it.each([
    [
      () => expect(race()).toAlwaysBind({ idg: 'i915' }),
      'no device of this scenario is called "idg": did you mean igd?',
    ],
    [
      () => expect(race()).toSometimesEnd({ igd: 'i95' }),
      'no driver of this scenario is called "i95": did you mean i915?',
    ],
    [
      () => expect(race()).toHold('no-deadlok'),
      'no invariant is called "no-deadlok": did you mean no-deadlock?',
    ],
    [
      () => expect(race()).not.toHold('no-deadlok'),
      'no invariant is called "no-deadlok": did you mean no-deadlock?',
    ],
    [() => expect(race()).toAlwaysBind({}), 'the claim names no device: write { device: driver }'],
    [() => expect('title: x').toHold('settles'), 'this matcher is about scenarios'],
  ])('are told: %$', (claim, message) => {
    expect(said(claim)).toContain(message);
  });
});

describe('toReplayTo', () => {
  /** The token of the failure message of a claim. */
  function tokenOf(claim: () => void): string {
    const lines: string[] = [];
    try {
      claim();
    } catch (error) {
      lines.push(...(error instanceof Error ? error.message.split('\n') : []));
    }
    return (
      lines
        .find((line) => line.includes('probesim replay'))
        ?.split(' ')
        .at(-1) ?? ''
    );
  }

  const token = tokenOf(() => expect(race()).toAlwaysBind({ igd: 'i915' }));

  it('holds for the token of a failure, on the scenario that it carries', () => {
    const decoded = decodeToken(token);
    if (!decoded.ok) expect.fail(decoded.problem);
    const carried = scenarioFrom(decoded.token.embedded ?? '');
    expect(carried).toReplayTo(token, { ends: { igd: 'vfio-pci' } });
    expect(carried).not.toReplayTo(token, { ends: { igd: 'i915' } });
    expect(carried).not.toReplayTo(token, { breaks: 'no-deadlock', device: null });
  });

  it('says what the run shows instead', () => {
    expect(said(() => expect(race()).toReplayTo(token, { ends: { igd: null } }))).toMatchInlineSnapshot(`
      "expect(scenario).toReplayTo(token, {"ends":{"igd":null}})

      The run of the token shows: igd ends with vfio-pci. The claim: igd ends with no driver."
    `);
  });

  it('fails, negated or not, if the run cannot be made', () => {
    const other = race(1);
    const claim = { ends: { igd: 'vfio-pci' } };
    expect(said(() => expect(other).toReplayTo(token, claim))).toContain('The token is of another scenario.');
    expect(said(() => expect(other).not.toReplayTo(token, claim))).toContain(
      'The token is of another scenario.',
    );
    expect(other).toReplayTo(token, claim, { resync: true });
    expect(said(() => expect(race()).toReplayTo('p1.nonsense', claim))).toContain(
      'this token cannot be read',
    );
  });

  it('follows a seed', () => {
    const seeded = encodeToken({
      version: 1,
      scenario: scenarioDigest(race()),
      model: 'any',
      clock: 'timed',
      seed: '7',
      deviations: [],
    });
    expect(race()).toReplayTo(seeded, { ends: { igd: 'i915' } });
  });

  it('notices a place that nobody asks about any more', () => {
    const lost = encodeToken({
      version: 1,
      scenario: scenarioDigest(race()),
      model: 'any',
      clock: 'untimed',
      seed: null,
      deviations: [{ at: 's:nobody@nowhere.1', pick: 'nothing' }],
    });
    const text = said(() => expect(race()).not.toReplayTo(lost, { ends: { igd: null } }));
    expect(text).toContain('Nobody is asked at s:nobody@nowhere.1 any more.');
  });
});
