/** Statements D27 to D31 of the systems reference about Windows Plug and Play, over all orders. */
import { describe, expect, it } from 'vitest';
import { LinuxWorld } from '../../sim/linux/kernel.ts';
import { FACT } from '../../sim/model/world.ts';
import { rankOf } from '../../sim/systems/windows/rank.ts';
import { atTheEnd, never, shown, starts, driverId } from './claims.ts';
import { allOrders, endsOf, under } from './under.ts';

const text = (s: string, g: string, given: string, story: string, more = ''): string => `
${more}devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:x"], under: { windows: { ${s} } } }
  G: { bus: simbus, matches: ["*"], under: { windows: { ${g} } } }
given: ${given}
story: ${story}
`;
const BOTH = '[{ register: G }, { register: S }]';
const ADD = '[{ add: d }]';

/** Claims the last 16 bits, or all, of a driver's rank. */
const ranks = (driver: string, rank: number, mask = 0x1_0000) =>
  atTheEnd(`the rank of ${driver} is ${rank.toString(16)}`, (world) => {
    return world instanceof LinuxWorld && rankOf(world, driverId(world, driver)) % mask === rank;
  });

describe('Windows, from documents', () => {
  it('D27 GIVEN equal signature and feature, S on hardware ID index 0 and G on compatible ID index 0 of both lists THEN ranks end in 0x0000 and 0x3000, and S is installed', () => {
    const g = 'device-list: compatible, inf-list: compatible, position: 0';
    const scenario = under('windows', text('', g, BOTH, ADD));
    expect(shown(scenario, ranks('S', 0), ranks('G', 0x3000))).toEqual(['d=S']);
    const listed = under(
      'windows',
      text('', g.replace('inf-list: compatible', 'inf-list: hardware'), BOTH, ADD),
    );
    expect(shown(listed, ranks('G', 0x2000))).toEqual(['d=S']);
    // A6.9: the rank that the log shows for a trusted inbox package on the first hardware id.
    expect(shown(scenario, ranks('S', 0x0dff_0000, 0x1_0000_0000))).toEqual(['d=S']);
  });

  it.each([
    ['hardware id in the compatible list of the package', 'inf-list: compatible, position: 2', 0x1002],
    [
      'second entry of the package',
      'device-list: compatible, inf-list: compatible, position: 1, inf-position: 2',
      0x3201,
    ],
  ])('D27 GIVEN %s THEN the rank ends in it', (_what, s, rank) => {
    expect(allOrders(under('windows', text(s, '', BOTH, ADD)), [ranks('S', rank)]).broken).toEqual([]);
  });

  it('D28 GIVEN G trusted, S unsigned WHEN ranked THEN G wins although S matches a hardware ID', () => {
    for (const signature of ['unsigned-nt', 'unsigned', 'unknown']) {
      const scenario = under('windows', text(`signature: ${signature}`, '', BOTH, ADD));
      expect(allOrders(scenario, ['specific-over-catch-all'])).toMatchObject({
        ends: ['d=G'],
        broken: ['specific-over-catch-all'],
      });
    }
    const feature = under('windows', text('feature: 255', 'feature: 0', BOTH, ADD));
    expect(endsOf(feature)).toEqual(['d=G']);
  });

  it('D29 GIVEN G installed from the store WHEN the update phase finds S with lower rank THEN S replaces G without user action', () => {
    const scenario = (s: string, more = ''): ReturnType<typeof under> =>
      under(
        'windows',
        `
${more}devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:x"], under: { windows: { ${s} } } }
  G: { bus: simbus, matches: ["*"] }
modules: { s: { aliases: ["sim:x"], drivers: [S] } }
given: [{ register: G }]
story: [{ add: d }]
`,
      );
    const first = atTheEnd('G was started first', (world) => starts(world, 'G', 'd') === 1);
    expect(shown(scenario(''), first)).toEqual(['d=S']);
    const fetched = atTheEnd('S is not fetched', (world) => !world.isRegistered(driverId(world, 'S')));
    expect(shown(scenario('signature: unsigned'), fetched)).toEqual(['d=G']);
    expect(endsOf(scenario('', 'under: { windows: { update: false } }\n'))).toEqual(['d=G']);
  });

  const STAGES = 'under: { windows: { registration: stages } }\n';
  const staged = (s: string, more: string): readonly string[] =>
    endsOf(
      under(
        'windows',
        text(s, '', '[{ register: G }, { add: d }]', `[{ as: a, do: [{ register: S }${more}] }]`, STAGES),
      ),
    );

  it('D30 GIVEN G installed WHEN S is staged without install THEN G stays', () => {
    const scenario = under(
      'windows',
      text('', '', '[{ register: G }, { add: d }]', '[{ register: S }]', STAGES),
    );
    const touched = never('somebody is started after S was staged', ({ world, fact }) => {
      return fact === FACT['probe-called'] && world.isRegistered(driverId(world, 'S'));
    });
    expect(shown(scenario, touched)).toEqual(['d=G']);
  });

  it('D30 GIVEN S staged WHEN it is installed with flags 0 THEN only if better; WHEN forced THEN always', () => {
    expect(staged('', ', { drivers_probe: d }')).toEqual(['d=S']);
    expect(staged('signature: unknown', ', { drivers_probe: d }')).toEqual(['d=G']);
    expect(staged('signature: unknown', ', { bind: "S d" }')).toEqual(['d=S']);
  });

  it('D31 GIVEN equal rank WHEN dates differ THEN newest date; equal date THEN highest version', () => {
    const same = (s: string, g: string): readonly string[] => {
      const equal = 'device-list: hardware, inf-list: hardware, position: 0';
      return endsOf(under('windows', text(`${equal}, ${s}`, `${equal}, ${g}`, BOTH, ADD)));
    };
    expect(same('date: 20250101, version: 1', 'date: 20240101, version: 9')).toEqual(['d=S']);
    expect(same('date: 20240101, version: 9', 'date: 20250101, version: 1')).toEqual(['d=G']);
    expect(same('date: 20240101, version: 2', 'date: 20240101, version: 1')).toEqual(['d=S']);
    // Equal in all: flags 0 leave what an administrator forced.
    const equal = 'device-list: hardware, inf-list: hardware, position: 0';
    const forced = '[{ as: a, do: [{ add: d }, { bind: "S d" }, { drivers_probe: d }] }]';
    expect(endsOf(under('windows', text(equal, equal, BOTH, forced)))).toEqual(['d=S']);
    // Where the documents state no rule, ours: the one that was staged first.
    expect(same('date: 1', 'date: 1')).toEqual(['d=G']);
  });

  it('A6.3 (UNCONFIRMED) GIVEN the best package fails to start WHEN another matches THEN the device keeps it and does not work', () => {
    const failing = text('', '', BOTH, ADD).replace(
      'matches: ["sim:x"],',
      'matches: ["sim:x"], probe: { may: [EIO] },',
    );
    const unasked = atTheEnd('G is not started', (world) => starts(world, 'G', 'd') === 0);
    expect(shown(under('windows', failing), unasked)).toEqual(['d=-']);
  });
});
