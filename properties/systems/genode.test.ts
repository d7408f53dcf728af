/** Statement D45 of the systems reference about Genode, over all orders. */
import { describe, expect, it } from 'vitest';
import { FACT } from '../../sim/model/world.ts';
import { atTheEnd, driverId, never, shown, starts } from './claims.ts';
import { endsOf, under } from './under.ts';

const text = (given: string, story: string): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  A: { bus: simbus, matches: ["sim:x"] }
  B: { bus: simbus, matches: ["*"] }
given: ${given}
story: ${story}
`;

describe('Genode', () => {
  const lost = never(
    'A loses d',
    ({ world, fact, b }) => fact === FACT.released && b === driverId(world, 'A'),
  );

  it('D45 GIVEN owner A WHEN B acquires THEN owner stays A; WHEN B releases THEN owner stays A', () => {
    const owned = '[{ add: d }, { register: A }, { register: B }]';
    const unasked = atTheEnd('B is not started', (world) => starts(world, 'B', 'd') === 0);
    const scenario = under('genode', text(owned, '[{ bind: "B d" }, { unbind: "B d" }]'));
    expect(shown(scenario, lost, unasked)).toEqual(['d=A']);
    expect(endsOf(under('genode', text(owned, '[{ unbind: "A d" }]')))).toEqual(['d=-']);
  });

  it('A16.6 GIVEN two sessions that see a device WHEN it comes THEN either may be the owner, and stays it', () => {
    expect(endsOf(under('genode', text('[{ register: A }, { register: B }]', '[{ add: d }]')))).toEqual([
      'd=A',
      'd=B',
    ]);
  });
});
