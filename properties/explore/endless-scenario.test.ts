/** Machines that go on for ever: found without a hint, cut down, and replayed round their loop. */
import * as fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { replayed } from '../../sim/engine/choice.ts';
import { endlessRuns } from '../../sim/endless-scenario.ts';
import { exploreClusters } from '../../sim/explore-clusters.ts';
import { exploreScenario, type Outcome } from '../../sim/explore-scenario.ts';
import { decodeToken, encodeToken } from '../../sim/explore/token.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { NoLoop, simulate, type LoopSpan, type Result } from '../../sim/simulate.ts';
import { INVARIANTS } from '../invariants/index.ts';
import { MUTANTS } from '../mutants/machines.ts';
import { scenarioFrom } from '../runs.ts';

const SHIPPED = path.resolve(import.meta.dirname, '../../scenarios');
const shipped = (name: string): Scenario =>
  scenarioFrom(fs.readFileSync(path.join(SHIPPED, `${name}.yaml`), 'utf8'), name);

const options = { seed: '1', expired: () => false } as const;
const { broken, within } = endlessRuns(shipped('deferral-livelock'), INVARIANTS, options);
const [lasso] = broken;

function round({ deviations }: Pick<Outcome, 'deviations'>, loop: LoopSpan): Result {
  const chooser = replayed(deviations);
  return simulate(within, { chooser, clock: 'untimed', invariants: INVARIANTS, loop });
}

describe('deferral-livelock', () => {
  it('goes on for ever with two of its six slots and whoever sets it off', () => {
    expect(broken.map(({ broken: claim }) => claim?.invariant)).toEqual(['settles']);
    const names = within.devices.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('mmc')).length).toBe(2);
    expect(names).toContain('watchdog');
    expect(lasso?.loop?.shortest).toBe(true);
  });

  it('comes back to the same state after one round, in which nobody binds', () => {
    expect.assert(lasso?.loop);
    const { breaches, facts, loopFacts, world } = round(lasso, lasso.loop);
    expect(breaches.map(({ invariant, why }) => `${invariant.name}: ${why}`)).toEqual([
      expect.stringMatching(
        /^settles: the machine can go round for ever.*; after step \d+ the state is that/,
      ),
    ]);
    const [from = 0, to = 0] = loopFacts ?? [];
    const told = Array.from({ length: to - from }, (_, at) => facts.named(world.setup, from + at).is);
    expect(told.filter((is) => is === 'probe-called').length).toBeGreaterThanOrEqual(2);
    expect(told).not.toContain('bound');
  });

  it('is refused where the loop does not close', () => {
    expect.assert(lasso?.loop);
    const { stem, turns } = lasso.loop;
    expect(() => round(lasso, { stem: stem - 1, turns: turns - 1 })).toThrow(NoLoop);
  });

  it('needs two devices that defer: one alone comes to rest in every order', () => {
    const text = fs.readFileSync(path.join(SHIPPED, 'deferral-livelock.yaml'), 'utf8');
    const one = text.replace(/^ {2}mmc[1-5]:.*\n/gm, '').replace(/^ {4}mmc5:.*\n/gm, '');
    const all = exploreScenario(scenarioFrom(one, 'one slot'), INVARIANTS);
    expect(all.complete).toBe(true);
    expect(all.broken.filter(({ loop }) => loop)).toEqual([]);
    expect(endlessRuns(scenarioFrom(one, 'one slot'), INVARIANTS, options).broken).toEqual([]);
  });
});

describe('tokens of lassos', () => {
  it('say where the loop is', () => {
    const token = {
      version: 1,
      scenario: 'a',
      model: 'b',
      clock: 'untimed',
      seed: null,
      deviations: [{ at: 's:x@y', pick: 'z' }],
      loop: { stem: 114, turns: 68 },
    } as const;
    const decoded = decodeToken(encodeToken(token));
    expect(decoded).toEqual({ ok: true, token });
    const none = { ...token, loop: { stem: 3, turns: 0 } };
    expect(decodeToken(encodeToken(none)).ok).toBe(false);
  });
});

describe('single-async-slot-drops-a-driver', () => {
  it('strands its device with no deviation at all', () => {
    const all = exploreScenario(shipped('single-async-slot-drops-a-driver'), INVARIANTS);
    const stranded = all.broken.find(({ broken: claim }) => claim?.invariant === 'nobody-stranded');
    expect([stranded?.broken?.device, stranded?.shortest, stranded?.deviations]).toEqual(['acp', true, []]);
  });
});

describe('locks of devices', () => {
  const guarded = scenarioFrom(`title: locks\n${MUTANTS['device-lock-first'].machine}`, 'locks');

  it('are taken in a ring if nobody takes the one of the parent first, and a run ends in it', () => {
    const mutant: Scenario = { ...guarded, quirks: ['device-lock-first'] };
    const [ring, ...more] = exploreScenario(mutant, INVARIANTS).lockCycles;
    expect(more).toEqual([]);
    expect(ring?.verdict).toBe('deadlock');
    expect(ring?.steps).toContain(
      'remove serial holds device lock of adapter and takes device lock of serial',
    );
    const chooser = replayed(ring?.deviations ?? []);
    expect(simulate(mutant, { chooser, clock: 'untimed' }).end.is).toBe('deadlock');
  });

  it('are taken in one order by the rules', () => {
    expect(exploreScenario(guarded, INVARIANTS).lockCycles).toEqual([]);
  });
});

describe('a cluster that goes on for ever', () => {
  // The regulator that never comes would be supplied by all: so nobody is explored alone.
  const suppliers = ['watchdog', 'mmc4', 'mmc5'];
  const devices = within.devices.map((one) => (one.name === 'regulator' ? { ...one, suppliers } : one));
  const few = { shortestBudget: { states: 2_000 } } as const;
  const coupled: Scenario = { ...within, devices };

  it('tells where its loop is, and the loop can be gone round', () => {
    const lassos = exploreClusters(coupled, INVARIANTS, few).devices.flatMap(
      ({ broken: claims, projected }) =>
        claims.flatMap(({ invariant, deviations, loop }) =>
          loop ? [{ invariant, deviations, loop, projected }] : [],
        ),
    );
    expect(lassos.map(({ invariant }) => invariant)).toContain('settles');
    for (const { deviations, loop, projected } of lassos) {
      const chooser = replayed(deviations);
      const ran = simulate(projected, { chooser, clock: 'untimed', invariants: INVARIANTS, loop });
      expect(ran.loopFacts).toBeDefined();
    }
  });
});
