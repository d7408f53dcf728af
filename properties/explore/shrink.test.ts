/** Shrinking schedules: the order bug of twelve tasks, within its budget; delays and outcomes; the same every time. */
import { describe, expect, it } from 'vitest';
import { recorded, replayed, type Chooser } from '../../sim/engine/choice.ts';
import { choose, sleep } from '../../sim/engine/effect.ts';
import { seeded } from '../../sim/engine/random.ts';
import { run } from '../../sim/engine/run.ts';
import { shrinkSchedule, type Trial } from '../../sim/explore/shrink.ts';
import { append, toyMachine, type ToyProcess } from '../engine/toy.ts';
import { deviationsUnder, TASKS, tryOrder } from './order-bug.ts';

const SEEDS = 20;
/** What the best published shrinker needs for the same bug (exploration study, D.13). */
const EXECUTIONS_MAX = 143;

/** The first seeds under which the bug shows. */
const failing = Array.from({ length: 400 }, (_, seed) => `order ${seed}`)
  .filter((seed) => tryOrder(seeded(seed)).shows)
  .slice(0, SEEDS);

describe(`the order bug of ${TASKS} tasks`, () => {
  const shrunk = failing.map((seed) => {
    const deviations = deviationsUnder(seeded(seed));
    return { deviations, result: shrinkSchedule({ start: { deviations }, run: tryOrder }) };
  });

  it(`shrinks to one deviation within ${EXECUTIONS_MAX} executions under each of ${SEEDS} seeds`, () => {
    expect(failing).toHaveLength(SEEDS);
    expect(Math.min(...shrunk.map(({ deviations }) => deviations.length))).toBeGreaterThan(5);
    const executions = shrunk.map(({ result }) => result?.executions ?? Infinity).sort((a, b) => a - b);
    expect(shrunk.map(({ result }) => result?.deviations.length)).toEqual(failing.map(() => 1));
    expect(shrunk.every(({ result }) => result?.complete)).toBe(true);
    expect({ median: executions[SEEDS / 2], worst: executions.at(-1) }).toMatchInlineSnapshot(`
      {
        "median": 10,
        "worst": 20,
      }
    `);
    expect(executions.at(-1)).toBeLessThanOrEqual(EXECUTIONS_MAX);
  });

  it('shows the bug again by a strict replay', () => {
    for (const { result } of shrunk) {
      const chooser = replayed(result?.deviations ?? []);
      expect(tryOrder(chooser).shows).toBe(true);
      expect(chooser.unused()).toEqual([]);
    }
  });

  it('comes out the same every time, and counts its executions', () => {
    const [deviations] = shrunk.map((each) => each.deviations);
    let made = 0;
    const again = shrinkSchedule({
      start: { deviations: deviations ?? [] },
      run: (chooser) => (made++, tryOrder(chooser)),
    });
    expect(again).toEqual(shrunk[0]?.result);
    expect(again?.executions).toBe(made);
  });

  it('can begin with a list of choices', () => {
    const recording = recorded(seeded(failing[0] ?? ''));
    tryOrder(recording);
    const choices = recording.answers.map(({ picked }) => picked);
    const result = shrinkSchedule({ start: { choices }, run: tryOrder });
    expect(result?.deviations).toEqual(shrunk[0]?.result?.deviations);
  });

  it.each([1, 2, 3, 5, 8])('after %i executions gives the best so far', (budget) => {
    const { deviations } = shrunk[0] ?? { deviations: [] };
    let made = 0;
    const result = shrinkSchedule({
      start: { deviations },
      run: (chooser) => (made++, tryOrder(chooser)),
      budget,
    });
    expect(made).toBe(budget);
    expect(result?.complete).toBe(false);
    expect(result?.deviations.length).toBeLessThanOrEqual(deviations.length);
    expect(tryOrder(replayed(result?.deviations ?? [])).shows).toBe(true);
  });

  it('gives nothing for a schedule that does not show it', () => {
    expect(shrinkSchedule({ start: { deviations: [] }, run: tryOrder })).toBeNull();
  });
});

function* dicer(_kernel: never, digit: number): ToyProcess {
  yield sleep(`nap ${digit}`, { min: 0, max: 1_000_000 });
  yield append(0, yield choose('outcome', `dice ${digit}`, ['0', '1', '2', '3', '4', '5']));
  return 0;
}

/** Two naps and two throws; the run shows it if the first nap is long enough and the second throw high enough. */
function tryDice(chooser: Chooser): Trial {
  const machine = toyMachine([
    ['one', dicer, 1],
    ['two', dicer, 2],
  ]);
  const recording = recorded(chooser);
  const { steps } = run(machine, recording, { clock: 'timed', stepsMax: 100 });
  const of = (at: string): number => recording.answers.find((answer) => answer.at === at)?.picked ?? 0;
  const shows = of('d:one@0/nap 1') >= 70_000 && of('o:two@1/dice 2') >= 2;
  return { shows, switches: 0, steps };
}

it('delays become short and outcomes near to the boring one, others go', () => {
  const start = Array.from({ length: 100 }, (_, seed) => `dice ${seed}`).find(
    (seed) => tryDice(seeded(seed)).shows,
  );
  const recording = recorded(seeded(start ?? ''));
  tryDice(recording);
  expect(recording.deviations().length).toBeGreaterThan(2);
  const result = shrinkSchedule({ start: { deviations: recording.deviations() }, run: tryDice });
  expect(result?.deviations).toEqual([
    { at: 'd:one@0/nap 1', pick: expect.any(String) as string },
    { at: 'o:two@1/dice 2', pick: '2' },
  ]);
  const nap = Number(result?.deviations[0]?.pick);
  expect(nap).toBeGreaterThanOrEqual(70_000);
  expect(nap).toBeLessThanOrEqual(75_000);
});
