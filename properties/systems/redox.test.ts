/** Statements about Redox (systems reference A15). */
import { describe, expect, it } from 'vitest';
import { endsOf, everyOrder, under } from './under.ts';

const list = (order: string): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers: ${order}
given: [{ register: G }, { register: S }]
story: [{ add: d }]
`;
const S = 'S: { bus: simbus, matches: ["sim:x"] }';
const G = 'G: { bus: simbus, catch-all: true, matches: ["*"] }';

describe('Redox: the list decides', () => {
  it('A15.1 (Redox) GIVEN S before G, or G before S WHEN d comes THEN the first entry has it', () => {
    expect(endsOf(under('redox', list(`{ ${S}, ${G} }`)))).toEqual(['d=S']);
    expect(endsOf(under('redox', list(`{ ${G}, ${S} }`)))).toEqual(['d=G']);
    expect(
      everyOrder(under('redox', list(`{ ${G}, ${S} }`)), (run) => expect(run.ends).toEqual({ d: 'G' })),
    ).toBe(1);
  });
});
