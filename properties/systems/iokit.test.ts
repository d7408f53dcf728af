/** Statements D15 to D21 of the systems reference about IOKit, over all orders. */
import { describe, expect, it } from 'vitest';
import { FACT } from '../../sim/model/world.ts';
import { OF_DEVICE } from '../../sim/systems/iokit/marks.ts';
import { atTheEnd, deviceId, never, shown, starts } from './claims.ts';
import { allOrders, endsOf, under } from './under.ts';

const two = (s: string, g: string, story: string): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot }
drivers:
  S: { bus: simbus, matches: ["sim:x"], ${s} }
  G: { bus: simbus, matches: ["*"], ${g} }
story: ${story}
`;

describe('IOKit', () => {
  it('D15 GIVEN scores S 100 and G 0, same category, S.start fails WHEN matched THEN G.start runs and G is the client', () => {
    const failing = 'under: { iokit: { score: 100, probe-score: 100 } }, probe: { may: [EIO] }';
    const text = two(failing, 'under: { iokit: { score: 0 } }', '[{ register: S }, { register: G }]');
    const scenario = under('iokit', text);
    expect(shown(scenario)).toEqual(['d=G']);
    const both = under(
      'iokit',
      text
        .replace('[{ register: S }, { register: G }]', '[{ add: d }]')
        .replace(', appears: boot', '')
        .replace('story:', 'given: [{ register: G }, { register: S }]\nstory:'),
    );
    const asked = atTheEnd('S was started before G', (world) => starts(world, 'S', 'd') === 1);
    expect(shown(both, asked)).toEqual(['d=G']);
  });

  /** G is there; S's module is installed and not loaded. */
  const installed = (module: string, more = ''): string => `
devices:
  d: { bus: simbus, modalias: "sim:x" }
drivers:
  S: { bus: simbus, matches: ["sim:x"], module: s }
  G: { bus: simbus, matches: ["*"] }
modules: { s: { aliases: ["sim:x"], drivers: [S], ${module} } }
${more}given: [{ register: G }]
story: [{ add: d }]
`;
  const stalled = never('a driver is probed or started while the nub is stalled', ({ world, fact, a }) => {
    if (fact !== FACT.bid && fact !== FACT['probe-called']) return false;
    return world.deviceMark(a, OF_DEVICE.stalled) === 1;
  });

  it('D16 GIVEN the load of S is queued and G is loaded WHEN matched THEN neither is probed, busy > 0; WHEN the load completes THEN S starts', () => {
    const scenario = under('iokit', installed('load: 5ms'));
    const onlyS = atTheEnd('G never starts', (world) => starts(world, 'G', 'd') === 0);
    expect(shown(scenario, stalled, onlyS)).toEqual(['d=S']);
    const waits = never('seen', ({ world, fact, a, b, c }) => {
      return (
        fact === FACT['device-marked'] && b === OF_DEVICE.stalled && c === 1 && a === deviceId(world, 'd')
      );
    });
    expect(shown(scenario, waits)).toEqual(['d=S', 'seen']);
  });

  it('D17 GIVEN the module of S can never load WHEN matched THEN G starts in the same pass', () => {
    const refused = under('iokit', installed('', 'kernel: { module-blacklist: [s] }\n'));
    const stalls = never('the nub stalls', ({ fact, b, c }) => {
      return fact === FACT['device-marked'] && b === OF_DEVICE.stalled && c === 1;
    });
    expect(shown(refused, stalls)).toEqual(['d=G']);
    // One that is found out by trying stalls first; the failure has the nub matched again.
    expect(shown(under('iokit', installed('init-may: [ENODEV]')))).toEqual(['d=G']);
  });

  /** Both drivers are there when d comes: one pass decides. */
  const onePass = (driverS: string, driverG: string): string =>
    two(driverS, driverG, '[{ add: d }]')
      .replace(', appears: boot', '')
      .replace('story:', 'given: [{ register: G }, { register: S }]\nstory:');

  it('D18 GIVEN two categories with one driver each WHEN matched THEN both start on the same provider', () => {
    const scenario = under('iokit', onePass('', 'under: { iokit: { category: audit } }'));
    expect(shown(scenario)).toEqual(['d=S+G']);
  });

  it('D18 GIVEN two drivers in a category of their own WHEN matched THEN one of them starts', () => {
    const same = 'under: { iokit: { category: audit } }';
    expect(shown(under('iokit', onePass(same, same)))).toEqual(['d=S']);
    const late = under('iokit', two(same, same, '[{ register: S }, { register: G }]'));
    expect(shown(late)).toEqual(['d=G', 'd=S']);
  });

  it('D19 GIVEN G active and not boot-matched WHEN a higher-scored personality is added THEN G stays', () => {
    const text = two('under: { iokit: { score: 1000 } }', '', '[{ register: S }]');
    const scenario = under('iokit', text.replace('story:', 'given: [{ register: G }]\nstory:'));
    const unasked = atTheEnd('S is not started', (world) => starts(world, 'S', 'd') === 0);
    expect(shown(scenario, unasked)).toEqual(['d=G']);
  });

  /** G holds d from the boot collection, with or without what lets it be replaced. */
  const bootMatched = (options: string, device = '', system = ''): string => `
${system}devices:
  d: { bus: simbus, modalias: "sim:x", appears: boot, ${device} }
drivers:
  S: { bus: simbus, matches: ["sim:x"], under: { iokit: { score: -5, probe-score: -5 } } }
  G: { bus: simbus, matches: ["*"], under: { iokit: { score: 9, probe-score: 9, boot: true, ${options} } } }
given: [{ register: G }]
story: [{ register: S }]
`;

  it('D20 GIVEN G boot-matched with the terminate-options property, root media known, G off its path WHEN a non-boot personality is added THEN G is terminated, even if the new score is lower', () => {
    const gone = atTheEnd('G was started a second time', (world) => starts(world, 'G', 'd') === 2);
    // What the statement leaves open: the rematch is an auction again, and the higher score of G wins it back.
    const scenario = under('iokit', bootMatched('terminate-options: true'));
    expect(shown(scenario, gone)).toEqual(['d=G']);
    expect(allOrders(scenario).exploration.cyclic).toBe(false);
    const higher = bootMatched('terminate-options: true').replaceAll('-5', '50');
    expect(shown(under('iokit', higher))).toEqual(['d=S']);
  });

  it.each([
    ['without the property', bootMatched('terminate-options: false')],
    ['on the path', bootMatched('terminate-options: true', 'under: { iokit: { root-path: true } }')],
    ['root unknown', bootMatched('terminate-options: true', '', 'under: { iokit: { root-known: false } }\n')],
  ])('D20 GIVEN G boot-matched %s THEN G stays', (_why, text) => {
    const once = atTheEnd('G was started once', (world) => starts(world, 'G', 'd') === 1);
    expect(shown(under('iokit', text), once)).toEqual(['d=G']);
  });

  it('D21 GIVEN a re-registration during a running match job WHEN it ends its loop THEN it loops once more; no second job runs', () => {
    const text = two(
      '',
      '',
      '[{ register: S }, { as: nub, do: [{ drivers_probe: d }, { drivers_probe: d }] }]',
    );
    const scenario = under('iokit', text);
    const second = never('a job is started while one runs', ({ world, fact, a, b, c }) => {
      const starting = fact === FACT['device-marked'] && b === OF_DEVICE.again && c === 1;
      return starting && world.deviceMark(a, OF_DEVICE.job) === 0;
    });
    const rests = atTheEnd('no job is left, none is wanted', (world) => {
      return [OF_DEVICE.job, OF_DEVICE.again].every((mark) => world.deviceMark(0, mark) === 0);
    });
    expect(shown(scenario, second, rests)).toEqual(['d=S']);
    const looped = never('seen', ({ fact, b, c }) => {
      return fact === FACT['device-marked'] && b === OF_DEVICE.again && c === 1;
    });
    expect(shown(scenario, looped)).toEqual(['d=S', 'seen']);
  });

  it('GIVEN both loaded THEN registration order does not decide, and a late better driver is ignored', () => {
    expect(endsOf(under('iokit', two('', '', '[{ register: S }, { register: G }]')))).toEqual(['d=G', 'd=S']);
  });
});
