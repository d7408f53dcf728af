/** Statement D46 of the systems reference about Android's parallel module loading, over all orders. */
import { describe, expect, it } from 'vitest';
import type { Invariant } from '../../sim/check/invariant.ts';
import { seeded } from '../../sim/engine/random.ts';
import { LIVE } from '../../sim/model/layout.ts';
import { FACT } from '../../sim/model/world.ts';
import { simulate } from '../../sim/simulate.ts';
import { everyRun, type Observed } from '../observed.ts';
import { atTheEnd, driverId, never, shown } from './claims.ts';
import { allOrders, endsOf, under } from './under.ts';

const text = (g: string, more = '', s = '', under = ''): string => `
${more}devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  S: { bus: simbus, matches: ["sim:x"] }
  G: { bus: simbus, matches: ["*"], ${under} }
modules:
  g: { drivers: [G], ${g} }
  s: { drivers: [S], ${s} }
boot: { coldplug: false }
story: []
`;
const run = (yaml: string) => under('android-first-stage', yaml);
const before = (first: string, second: string): Invariant =>
  never(`${first} registers before ${second}`, ({ world, fact, a }) => {
    const [one, other] = [driverId(world, first), driverId(world, second)];
    return fact === FACT['driver-listed'] && a === one && !world.isRegistered(other);
  });

describe('Android, first stage', () => {
  it('D46 GIVEN S and G modules independent, same round WHEN many seeds run THEN both registration orders occur', () => {
    const firsts = new Set<string>();
    const note = (seen: Observed): void => {
      firsts.add(String(seen.of('driver-listed')[0]?.values.driver));
    };
    everyRun(run(text('load: 1ms..3ms', '', 'load: 1ms..3ms')), { clock: 'timed', seeds: 40 }, note);
    expect([...firsts].sort()).toEqual(['G', 'S']);
  });

  it('D46, over all orders GIVEN S and G modules independent THEN each registers first in some order', () => {
    expect(shown(run(text('')), before('G', 'S'), before('S', 'G'))).toEqual([
      'd=G',
      'd=S',
      'G registers before S',
      'S registers before G',
    ]);
  });

  it('D46 GIVEN G depends on S THEN S always registers first', () => {
    const both = atTheEnd('both are registered', (world) => world.isRegistered(0) && world.isRegistered(1));
    expect(shown(run(text('depends: [s]')), before('G', 'S'), both)).toEqual(['d=S']);
    expect(shown(run(text('')), before('G', 'S'))).toEqual(['d=G', 'd=S', 'G registers before S']);
  });

  it('A17.2 GIVEN sequential loading THEN the list decides: G stands first in it', () => {
    const sequential = 'under: { android: { parallel: false } }\n';
    expect(endsOf(run(text('', sequential)))).toEqual(['d=G']);
    expect(endsOf(run(text('depends: [s]', sequential)))).toEqual(['d=S']);
  });

  it('A17.3 GIVEN load_sequential=1 of G THEN the main thread loads it before the round', () => {
    expect(endsOf(run(text('', '', '', 'under: { android: { sequential: true } }')))).toEqual(['d=G']);
  });

  it('A17.3 GIVEN S fails to load THEN its round ends, and what would come after it is not loaded', () => {
    expect(endsOf(run(text('depends: [s]', '', 'init-may: [ENODEV]')))).toEqual(['d=-']);
    expect(endsOf(run(text('', '', 'init-may: [ENODEV]')))).toEqual(['d=G']);
  });

  it('A17.5 GIVEN a blocklisted hard dependency THEN the whole operation fails', () => {
    const refused = 'kernel: { module-blacklist: [s] }\n';
    const another = text('depends: [s]', refused).replace('boot:', '  t: {}\nboot:');
    const loaded = never('a module is loaded', ({ fact }) => fact === FACT['module-live']);
    expect(shown(run(another), loaded)).toEqual(['d=-']);
    expect(endsOf(run(text('', refused)))).toEqual(['d=G']);
  });

  it('A17.4 GIVEN a chain of three THEN every module finds what it needs', () => {
    const chain = text('depends: [s, t]', '', 'depends: [t]').replace('boot:', '  t: {}\nboot:');
    const waits = never('a module comes before what it needs', ({ world, fact, a }) => {
      if (fact !== FACT['module-coming']) return false;
      return (
        world.setup.modules[a]?.depends.some((needed) => world.module(needed, 'state') !== LIVE) ?? false
      );
    });
    expect(shown(run(chain), waits)).toEqual(['d=S']);
  });

  it('comes to rest in every order, and runs the same interned and live', () => {
    const chain = run(text('depends: [s]', '', 'init-may: [ok, ENODEV]'));
    expect(
      allOrders(chain, ['no-deadlock', 'calls-return', 'settles', 'loads-once', 'no-ghost']).broken,
    ).toEqual([]);
    for (let seed = 0; seed < 10; seed++) {
      const hash = (threads: 'interned' | 'live'): string =>
        simulate(chain, { chooser: seeded(`${seed}`), threads }).traceHash;
      expect(hash('interned')).toBe(hash('live'));
    }
  });
});
