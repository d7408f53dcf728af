import { waitCycle } from '../../sim/check/waits.ts';
import type { Invariant } from '../../sim/check/invariant.ts';

export const noDeadlock: Invariant = {
  name: 'no-deadlock',
  says: 'Nobody waits for ever: for a lock, a probe, a module, or asynchronous work.',
  because: 'A loader or an unbind that never returns blocks everything behind it.',
  mutant: 'scenarios/unplug-waits-for-itself.yaml',
  atEnd: ({ is, stuck }) => {
    if (is !== 'deadlock') return [];
    const cycle = waitCycle(stuck);
    if (cycle.length > 0) return [{ why: `wait cycle: ${cycle.join(' waits for ')}` }];
    return stuck.map(({ process, waitsFor }) => ({ why: `${process} waits for ever for ${waitsFor}` }));
  },
};
