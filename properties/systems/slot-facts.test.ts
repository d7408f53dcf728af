/** What promises say about one of several slots, fact by fact. */
import { describe, expect, it } from 'vitest';
import type { Invariant } from '../../sim/check/invariant.ts';
import { Machine } from '../../sim/engine/machine.ts';
import { CAUSE, OUTCOME } from '../../sim/model/outcome.ts';
import { FACT } from '../../sim/model/world.ts';
import { boot } from '../../sim/scenario/boot/boot.ts';
import { systemOf } from '../../sim/systems/catalogue.ts';
import { invariantsNamed } from '../invariants/index.ts';
import { exact, machine } from './slot-machines.ts';
import { under } from './under.ts';

/** A fact about the device: its name, the driver, what else it says. */
type Told = readonly [fact: keyof typeof FACT, driver?: number, more?: number];

describe('the promises, fact by fact', () => {
  const scenario = under(
    'iokit',
    machine({
      S: exact,
      A: `${exact}, under: { iokit: { category: audit } }`,
      B: `${exact}, under: { iokit: { category: mount } }`,
      C: `${exact}, under: { iokit: { category: audit } }`,
    }),
  );
  const SLOT = 'category audit';

  /** The world after these facts about device 0, and what a promise says to the last of them, or at the end. */
  function after(...facts: readonly Told[]) {
    const { world } = new Machine(boot(scenario, systemOf(scenario)).blueprint);
    const judge = world.kernel.judgeOf(world);
    for (const [name, driver = 0, c = 0] of facts) world.emit(FACT[name], 0, driver, c);
    const [name, driver = 0, c = 0] = facts.at(-1) ?? ['bound'];
    const moment = { world, judge, fact: FACT[name], a: 0, b: driver, c };
    const promised = (promise: string): readonly Invariant[] => invariantsNamed([promise]);
    return {
      world,
      toLast: (promise: string) => promised(promise).map(({ atFact }) => atFact?.(moment)?.slot),
      stranded: () =>
        promised('nobody-stranded').flatMap(({ atEnd }) =>
          (atEnd?.({ world, judge, is: 'quiet', stuck: [] }) ?? []).map(({ why, slot, byDesign }) => ({
            why,
            slot,
            byDesign,
          })),
        ),
    };
  }
  const [S, A, B, C] = [0, 1, 2, 3];
  const ready = [['device-named'], ['device-ready'], ['bound', S], ['slot-bound', B]] as const;
  const all = [...ready, ['slot-bound', A]] as const;
  const registered = (world: ReturnType<typeof after>['world']): void => {
    for (const driver of [S, A, B, C]) world.emit(FACT['driver-listed'], driver, 0);
  };
  const strandedAfter = (...facts: readonly Told[]): readonly unknown[] => {
    const told = after(...facts);
    registered(told.world);
    return told.stranded();
  };
  const left = [
    { why: 'category audit of d has no driver although A would accept it', slot: SLOT, byDesign: false },
  ];

  it('nobody-stranded: each slot has causes of its own', () => {
    expect(strandedAfter(...all)).toEqual([]);
    expect(strandedAfter(...ready)).toEqual(left);
    expect(strandedAfter(...all, ['slot-released', A, CAUSE.crashed])).toEqual(left);
    expect(strandedAfter(...all, ['slot-released', A, CAUSE.unbind])).toEqual([]);
    expect(strandedAfter(...all, ['slot-released', A, CAUSE['driver-removed']])).toEqual(
      left.map((one) => ({ ...one, byDesign: true })),
    );
    // The main slot, and another one, were wanted free: that says nothing of this one.
    const others = [
      ['released', S, CAUSE.unbind],
      ['slot-released', B, CAUSE.unbind],
    ] as const;
    expect(strandedAfter(...all, ...others, ['slot-released', A, CAUSE.crashed])).toEqual(left);
  });

  it('nobody-stranded: what let a slot go is forgotten when somebody has it again, and when the device comes anew', () => {
    const free = [...all, ['slot-released', A, CAUSE.unbind]] as const;
    expect(strandedAfter(...free)).toEqual([]);
    for (const next of [A, C])
      expect(strandedAfter(...free, ['slot-bound', next], ['slot-released', next, CAUSE.crashed])).toEqual(
        left,
      );
    expect(
      strandedAfter(...free, ['device-named'], ['device-ready'], ['bound', S], ['slot-bound', B]),
    ).toEqual(left);
  });

  it('nobody-stranded: the main slot is left alone if an administrator wanted that, whoever has another one', () => {
    expect(strandedAfter(...all, ['released', S, CAUSE.unbind])).toEqual([]);
    expect(strandedAfter(...all, ['released', S, CAUSE.crashed])).toEqual([
      { why: 'default category of d has no driver although S would accept it', byDesign: false },
    ]);
  });

  it('a driver that lets its slot go begins a new round of that slot, and of no other', () => {
    const refused = [S, A, B, C].map((driver): Told => ['probe-failed', driver, OUTCOME.ENODEV]);
    const verdicts = (...facts: readonly Told[]): readonly number[] => {
      const { world } = after(['device-named'], ...facts);
      return [S, A, B, C].map((driver) => world.verdict(driver, 0) - 1);
    };
    const { ENODEV } = OUTCOME;
    expect(verdicts(['slot-bound', A], ...refused, ['slot-released', A, CAUSE.unbind])).toEqual([
      ENODEV,
      -1,
      ENODEV,
      -1,
    ]);
    expect(verdicts(['bound', S], ...refused, ['released', S, CAUSE.unbind])).toEqual([
      -1,
      ENODEV,
      ENODEV,
      ENODEV,
    ]);
  });

  it('no-ghost: a slot of a device that is gone, or of a driver that is gone', () => {
    expect(after(...all).toLast('no-ghost')).toEqual([SLOT]);
    const { world } = after(...ready);
    world.emit(FACT['driver-named'], A);
    const [ghost] = invariantsNamed(['no-ghost']);
    const moment = { world, judge: world.kernel.judgeOf(world), fact: FACT['slot-bound'], a: 0, b: A, c: 0 };
    expect(ghost?.atFact?.(moment)).toBeUndefined();
    expect(ghost?.atFact?.({ ...moment, b: B })?.why).toContain('after that driver had gone');
  });

  it('late-registration-never-rebinds and releases-own: a slot that is taken', () => {
    const better = [...all, ['slot-released', A, CAUSE['better-driver']]] as const;
    expect(after(...better).toLast('late-registration-never-rebinds')).toEqual([SLOT]);
    const { world } = after(...all);
    world.emit(FACT['driver-files-made'], A);
    const [own] = invariantsNamed(['releases-own']);
    const judge = world.kernel.judgeOf(world);
    const moment = { world, judge, fact: FACT['slot-released'], a: 0, b: A, c: CAUSE['driver-removed'] };
    expect(own?.atFact?.(moment)?.slot).toBe(SLOT);
    expect(own?.atFact?.({ ...moment, b: B })).toBeUndefined();
  });
});
