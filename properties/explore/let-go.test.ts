/** Who waits for a lock, and since when it was free (let-go.ts): no delay makes anybody wait for a free one. */
import { expect, it } from 'vitest';
import { boring } from '../../sim/engine/choice.ts';
import { holding, sleep } from '../../sim/engine/effect.ts';
import { delaysFor } from '../../sim/explore/delays.ts';
import { following } from '../../sim/explore/swap.ts';
import { takeTurns, type TurnTaken } from '../../sim/explore/taken.ts';
import { append, toyMachine, type Root, type Toy, type ToyProcess } from '../engine/toy.ts';

function* lockAfter(_kernel: never, digit: number, nap: number): ToyProcess {
  if (nap > 0) yield sleep(`nap ${digit}`, { min: nap, max: nap });
  yield* holding<Toy>(0, appendAfter, digit, nap);
  return 0;
}

function* appendAfter(_kernel: never, digit: number, nap: number): ToyProcess {
  if (nap > 0) yield sleep(`work ${digit}`, { min: nap, max: nap });
  yield append(0, digit);
  return 0;
}

/** A run in which the one called late does all that it can before anybody else. */
function lateFirst(roots: readonly Root[]): readonly TurnTaken[] {
  const wanted = Array.from({ length: 9 }, (_, index) => ({ process: 'late', step: index + 1 }));
  const options = { clock: 'untimed', stepsMax: 100 } as const;
  return takeTurns(toyMachine(roots), following(wanted, boring), options).turns;
}

it('nobody waits for a lock that is still free', () => {
  const roots: readonly Root[] = [
    ['early', lockAfter, 1, 0],
    ['late', lockAfter, 2, 1000],
  ];
  const turns = lateFirst(roots);
  expect(turns.at(-1)?.process).toBe('early');
  // Nobody else can have had the lock by then, whatever the timing.
  expect(delaysFor(turns)).toEqual({
    is: 'impossible',
    why: [
      'in this schedule at least 1us (nap 2 1us) pass',
      'in which no time can pass',
      '"takes lock 0" of late has to come as soon as the start, or somebody else goes on first',
    ],
  });
});

it('nor for one that somebody took later, though the run tells the wait after that', () => {
  const roots: readonly Root[] = [
    ['early', lockAfter, 1, 10],
    ['late', lockAfter, 2, 1000],
  ];
  const turns = lateFirst(roots);
  const begins = turns.map(({ process }) => process);
  expect(begins.indexOf('early')).toBeGreaterThan(begins.lastIndexOf('late'));
  expect(delaysFor(turns)).toEqual({
    is: 'impossible',
    why: [
      'in this schedule at least 1us (nap 2 1us) pass',
      'in which at most 10ns (nap 1 10ns) can pass',
      '"takes lock 0" of late has to come as soon as "nap 1" of early, or somebody else goes on first',
    ],
  });
});
