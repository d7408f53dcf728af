/** Asks invariants at their moments during one run, and collects what they say. Repeated breaches are kept once. */
import type { Judge } from '../model/judge.ts';
import type { Broken, Finish, Invariant, Moment } from './invariant.ts';
import type { World } from '../model/world.ts';

/** A broken invariant, with the position of the fact that broke it (the number of facts before it). */
export interface Breach extends Broken {
  readonly invariant: Invariant;
  readonly atFact: number;
}

export interface Checker {
  /** To be called after each fact, with its place in the record. */
  fact(code: number, a: number, b: number, c: number): void;
  finish(end: Pick<Finish, 'is' | 'stuck'>): void;
  /**
   * To be called in each state of a loop that the run can repeat for ever; a claim breaks if it does in all of
   * them.
   */
  inLoop(): void;
  /** The loop is closed; `how` says where. */
  closeLoop(how: string): void;
  readonly breaches: readonly Breach[];
}

/** A checker for one run of this world. */
export function checker(invariants: readonly Invariant[], world: World, judge: Judge): Checker {
  const watching = invariants.filter(({ atFact }) => atFact !== undefined);
  const breaches: Breach[] = [];
  const seen = new Set<string>();
  let facts = 0;
  const keep = (invariant: Invariant, broken: Broken): void => {
    const key = `${invariant.name}/${broken.device}/${broken.strength}/${broken.slot}/${broken.why}`;
    if (seen.has(key)) return;
    seen.add(key);
    breaches.push({ ...broken, invariant, atFact: facts });
  };
  let inAll: Map<string, readonly [Invariant, Broken]> | undefined;
  const moment = { world, judge, fact: 0, a: 0, b: 0, c: 0 };
  return {
    breaches,
    fact(code, a, b, c) {
      Object.assign(moment, { fact: code, a, b, c });
      for (const invariant of watching) {
        const broken = invariant.atFact?.(moment satisfies Moment);
        if (broken) keep(invariant, broken);
      }
      facts++;
    },
    inLoop() {
      const now = new Map<string, readonly [Invariant, Broken]>();
      for (const invariant of invariants)
        for (const broken of invariant.forEver?.({ world, judge }) ?? [])
          now.set(`${invariant.name}/${broken.device}/${broken.slot}`, [invariant, broken]);
      inAll = new Map([...(inAll ?? now)].filter(([key]) => now.has(key)));
    },
    closeLoop(how) {
      for (const [invariant, broken] of inAll?.values() ?? [])
        keep(invariant, { ...broken, why: `${broken.why}; ${how}` });
    },
    finish({ is, stuck }) {
      for (const invariant of invariants) {
        for (const broken of invariant.atEnd?.({ world, judge, is, stuck }) ?? []) keep(invariant, broken);
      }
    },
  };
}
