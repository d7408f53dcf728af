import type { Invariant } from '../../sim/check/invariant.ts';

export const settles: Invariant = {
  name: 'settles',
  says: 'The machine comes to rest: after a bounded number of steps nothing happens any more.',
  because: 'Devices that keep each other retrying burn time for ever and bind nobody.',
  mutant: 'scenarios/deferral-livelock.yaml',
  atEnd: ({ is }) =>
    is === 'limit' ? [{ why: 'the step limit was reached and things still happened' }] : [],
  forEver: () => [
    { why: 'the machine can go round for ever, although everybody gets his turn and nothing fails any more' },
  ],
};
