/** Fuchsia's composite nodes and what its rules say of autobind (systems reference A5.1, A5.4, A5.7, A5.8). */
import { describe, expect, it } from 'vitest';
import { FACT } from '../../sim/model/world.ts';
import { OF_NODE } from '../../sim/systems/fuchsia/marks.ts';
import { atTheEnd, deviceId, driverId, never, shown, starts } from './claims.ts';
import { expectDeclared, expectNothingLost } from './honest.ts';
import { allOrders, endsOf, under } from './under.ts';

interface Machine {
  readonly given?: string;
  readonly story: string;
  /** A second composite of the same parents. */
  readonly more?: string;
  readonly a?: string;
}

/** A sound card of a codec and a bus, a driver for it, one for a codec alone, and a fallback for whatever there is. */
const machine = ({ given = '{ register: G }, { register: C }', story, more = '', a = '' }: Machine) =>
  under(
    'fuchsia',
    `
devices:
  a: { bus: simbus, modalias: "sim:codec", appears: story, under: { fuchsia: { role: codec${a} } } }
  b: { bus: simbus, modalias: "sim:i2c", appears: story, under: { fuchsia: { role: i2c } } }
  c: { bus: simbus, modalias: "sim:sound", appears: story, under: { fuchsia: { primary: codec, parent-2: i2c } } }
${more}drivers:
  C: { bus: simbus, matches: ["sim:sound*", "sim:codec"], under: { fuchsia: { composite: true } } }
  A: { bus: simbus, matches: ["sim:codec"] }
  G: { bus: simbus, matches: ["sim:*"], catch-all: true }
given: [${given}]
story: ${story}
`,
  );

describe('Fuchsia, composite nodes (A5.1, A5.7)', () => {
  it('GIVEN a spec WHEN its parents come in any order THEN the composite node is bound, and neither parent is', () => {
    const scenario = machine({
      given: '{ register: G }, { register: A }, { register: C }, { add: c }',
      story: '[{ add: a }, { add: b }]',
    });
    const early = never(
      'the driver starts before all parents are bound to the spec',
      ({ world, fact, b }) => {
        if (fact !== FACT['probe-called'] || b !== driverId(world, 'C')) return false;
        const c = deviceId(world, 'c');
        return [0, 1].some((place) => world.deviceMark(c, OF_NODE.parent + place) === 0);
      },
    );
    const parents = atTheEnd('no driver was started on a parent', (world) =>
      ['A', 'G'].every((driver) => starts(world, driver, 'a') + starts(world, driver, 'b') === 0),
    );
    expect(shown(scenario, early, parents)).toEqual(['a=- b=- c=C']);
  });

  it('GIVEN a parent that never comes THEN the composite node never does, and the other parent has no driver', () => {
    const given = '{ register: G }, { register: A }, { register: C }, { add: c }';
    const { ends, broken } = allOrders(machine({ given, story: '[{ add: a }]' }), [
      'no-deadlock',
      'nobody-stranded',
    ]);
    expect([ends, broken]).toEqual([['a=- b=- c=-'], []]);
  });

  it('GIVEN a spec that no driver matches THEN its parents are bound to no driver either; WHEN one comes THEN the node is made', () => {
    const given = '{ register: G }, { register: A }, { add: c }, { add: a }, { add: b }';
    expect(endsOf(machine({ given, story: '[{ rescan: simbus }]' }))).toEqual(['a=- b=- c=-']);
    expect(endsOf(machine({ given, story: '[{ register: C }]' }))).toEqual(['a=- b=- c=C']);
  });

  it('GIVEN a node that is bound WHEN a spec is added that names it THEN it keeps its driver and the composite never comes', () => {
    const given = '{ register: G }, { register: C }, { add: a }';
    expect(endsOf(machine({ given, story: '[{ as: one, do: [{ add: c }, { add: b }] }]' }))).toEqual([
      'a=G b=- c=-',
    ]);
    // Which of the two comes first is a race; an orphan takes part in it later, a bound node does not.
    expect(endsOf(machine({ story: '[{ add: c }, { add: a }, { add: b }]' }))).toEqual([
      'a=- b=- c=C',
      'a=- b=G c=-',
      'a=G b=- c=-',
      'a=G b=G c=-',
    ]);
    expect(
      endsOf(machine({ given: '{ register: C }', story: '[{ add: c }, { add: a }, { add: b }]' })),
    ).toEqual(['a=- b=- c=C']);
  });

  const second =
    '  d: { bus: simbus, modalias: "sim:sound2", appears: story, under: { fuchsia: { primary: codec } } }\n';

  it('GIVEN two specs that name one node THEN it goes to one of them; WHEN it can bind to several THEN to both', () => {
    const given = '{ register: C }, { add: c }, { add: d }, { add: b }';
    const story = '[{ add: a }]';
    expect(endsOf(machine({ given, story, more: second }))).toEqual(['a=- b=- c=C d=-']);
    expect(endsOf(machine({ given, story, more: second, a: ', multibind: true' }))).toEqual([
      'a=- b=- c=C d=C',
    ]);
  });

  it('A5.4 GIVEN a node of several composites WHEN another spec is added THEN it is asked again; one of a single is not', () => {
    const given = '{ register: C }, { add: c }, { add: a }, { add: b }';
    const story = '[{ add: d }]';
    expect(endsOf(machine({ given, story, more: second, a: ', multibind: true' }))).toEqual([
      'a=- b=- c=C d=C',
    ]);
    expect(endsOf(machine({ given, story, more: second }))).toEqual(['a=- b=- c=C d=-']);
    const waiting = atTheEnd('a is asked as one of several, not as an orphan', (world) => {
      const mark = (of: number): number => world.deviceMark(deviceId(world, 'a'), of);
      return mark(OF_NODE.multibound) === 1 && mark(OF_NODE.orphan) === 0;
    });
    const nobody = machine({ given: '{ add: c }', story: '[{ add: a }]', a: ', multibind: true' });
    expect(shown(nobody, waiting)).toEqual(['a=- b=- c=-']);
  });

  it('GIVEN a node is asked for twice WHEN the first reply has made it a parent THEN the second makes it no orphan', () => {
    const orphan = atTheEnd(
      'a is no orphan',
      (world) => world.deviceMark(deviceId(world, 'a'), OF_NODE.orphan) === 0,
    );
    const given = '{ register: C }, { add: c }, { add: b }';
    const twice = machine({ given, story: '[{ add: a }, { drivers_probe: a }]' });
    expect(shown(twice, orphan)).toEqual(['a=- b=- c=C']);
  });

  it('GIVEN the place is taken WHEN a second node of that role comes THEN it is an orphan without a driver', () => {
    const twin =
      '  e: { bus: simbus, modalias: "sim:codec", appears: story, under: { fuchsia: { role: codec } } }\n';
    const given = '{ register: G }, { register: C }, { add: c }, { add: a }';
    const orphan = atTheEnd(
      'e is an orphan',
      (world) => world.deviceMark(deviceId(world, 'e'), OF_NODE.orphan) === 1,
    );
    expect(shown(machine({ given, story: '[{ add: e }]', more: twin }), orphan)).toEqual(['a=- b=- c=- e=-']);
    // When the first goes, only a new notice has the orphan asked again.
    const leaves = (rest: string): string => `[{ as: one, do: [{ add: e }, { remove: a }${rest}] }]`;
    const ends = endsOf(
      machine({ given: `${given}, { add: b }`, story: leaves(', { register: A }'), more: twin }),
    );
    expect(ends).toEqual(['a=- b=- c=C e=-']);
    expect(
      endsOf(machine({ given: `${given}, { add: b }, { add: e }`, story: '[{ remove: a }]', more: twin })),
    ).toEqual(['a=- b=- c=- e=-']);
  });

  it('GIVEN a composite WHEN a parent goes THEN the node goes before it; WHEN one comes again THEN it is made again', () => {
    const given = '{ register: G }, { register: C }, { add: c }, { add: a }, { add: b }';
    const first = never('the parent leaves before the composite has been let go', ({ world, fact, a }) => {
      return (
        fact === FACT['device-gone'] && a === deviceId(world, 'a') && world.boundTo(deviceId(world, 'c')) >= 0
      );
    });
    expect(shown(machine({ given, story: '[{ remove: a }]' }), first)).toEqual(['a=- b=- c=-']);
    const again = machine({ given, story: '[{ as: one, do: [{ remove: a }, { add: a }] }]' });
    expect(shown(again, first)).toEqual(['a=- b=- c=C']);
  });

  it('A5.9 GIVEN two composite drivers match a spec THEN the first of the list has it; it is no error', () => {
    const two = (c2: string): string => `
devices:
  a: { bus: simbus, modalias: "sim:codec", appears: story, under: { fuchsia: { role: codec } } }
  c: { bus: simbus, modalias: "sim:sound", appears: story, under: { fuchsia: { primary: codec } } }
drivers:
  F: { bus: simbus, matches: ["sim:sound"], under: { fuchsia: { composite: true, fallback: true } } }
  C: { bus: simbus, matches: ["sim:sound"], under: { fuchsia: { composite: true${c2} } } }
given: [{ register: F }, { register: C }]
story: [{ as: one, do: [{ add: c }, { add: a }] }]
`;
    expect(endsOf(under('fuchsia', two('')))).toEqual(['a=- c=C']);
    expect(endsOf(under('fuchsia', two(', fallback: true')))).toEqual(['a=- c=F']);
    // Once the spec has a driver, a better one that comes changes nothing.
    const late = two('')
      .replace(', { register: C }', '')
      .replace('{ add: a }]', '{ register: C }, { add: a }]');
    expect(endsOf(under('fuchsia', late))).toEqual(['a=- c=F']);
  });

  it('A5.7 GIVEN the composite driver is in base WHEN base resolves THEN the specs that wait for it get it', () => {
    const text = (origin: string): string => `
devices:
  a: { bus: simbus, modalias: "sim:codec", appears: boot, under: { fuchsia: { role: codec } } }
  c: { bus: simbus, modalias: "sim:sound", appears: boot, under: { fuchsia: { primary: codec } } }
drivers:
  C: { bus: simbus, matches: ["sim:sound"], under: { fuchsia: { composite: true, package: ${origin} } } }
modules: { c: { builtin: 6, drivers: [C] } }
boot: {}
`;
    for (const origin of ['boot', 'base'])
      expect(endsOf(under('fuchsia', text(origin)))).toEqual(['a=- c=C']);
  });

  const failing = (story: string): string => `
devices:
  a: { bus: simbus, modalias: "sim:codec", appears: story, under: { fuchsia: { role: codec } } }
  b: { bus: simbus, modalias: "sim:i2c", appears: story, under: { fuchsia: { role: i2c } } }
  c: { bus: simbus, modalias: "sim:sound", appears: story, under: { fuchsia: { primary: codec, parent-2: i2c } } }
drivers:
  C: { bus: simbus, matches: ["sim:sound"], probe: { script: [EIO, EIO, ok] }, under: { fuchsia: { composite: true } } }
  D: { bus: simbus, matches: ["sim:sound"], under: { fuchsia: { composite: true } } }
  G: { bus: simbus, matches: ["sim:*"], catch-all: true }
given: [{ register: C }, { register: D }, { register: G }, { add: c }]
story: ${story}
`;

  it('GIVEN the driver of a composite fails to start THEN nobody else is started and nobody asks again', () => {
    const once = atTheEnd('C was started once', (world) => starts(world, 'C', 'c') === 1);
    expect(shown(under('fuchsia', failing('[{ add: a }, { add: b }]')), once)).toEqual(['a=- b=- c=-']);
    const asked = '[{ as: one, do: [{ add: a }, { add: b }, { rescan: simbus }] }, { rescan: simbus }]';
    expect(endsOf(under('fuchsia', failing(asked)))).toEqual(['a=- b=- c=-']);
  });

  it('GIVEN the driver of a spec goes THEN the next one that matches has it from then on', () => {
    const story = '[{ as: one, do: [{ unregister: C }, { add: a }, { add: b }] }]';
    expect(endsOf(under('fuchsia', failing(story)))).toEqual(['a=- b=- c=D']);
  });

  it('GIVEN a composite that is bound WHEN it is restarted THEN it has the driver of its spec again', () => {
    const given = '{ register: C }, { add: c }, { add: a }, { add: b }';
    const twice = atTheEnd('C was started twice', (world) => starts(world, 'C', 'c') === 2);
    expect(shown(machine({ given, story: '[{ reprobe: c }]' }), twice)).toEqual(['a=- b=- c=C']);
  });
});

describe('Fuchsia, autobind (A5.8)', () => {
  it('GIVEN a driver whose rules refuse autobind THEN it gets a node only by name', () => {
    const text = (story: string): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:x"], under: { fuchsia: { refuses-autobind: true } } }
given: [{ register: S }]
story: [{ as: one, do: [{ add: d }${story}] }]
`;
    expect(endsOf(under('fuchsia', text('')))).toEqual(['d=-']);
    expect(endsOf(under('fuchsia', text(', { bind: { driver: S, device: d } }')))).toEqual(['d=S']);
  });
});

describe('Fuchsia, composites under stress', () => {
  const STORIES = [
    '[{ add: c }, { add: a }, { do: [{ add: b }, { remove: b }] }]',
    '[{ do: [{ add: a }, { add: b }, { unregister: C }] }, { add: c }]',
    '[{ do: [{ add: c }, { remove: c }] }, { do: [{ add: a }, { remove: a }] }]',
  ];

  it.each(STORIES)('keeps its head and hides no step: %s', (story) => {
    const scenario = machine({ story, a: ', multibind: true' });
    const claims = [
      'no-deadlock',
      'at-most-one-driver',
      'no-ghost',
      'registers-once',
      'settles',
      'releases-own',
    ];
    expect(allOrders(scenario, claims).broken).toEqual([]);
    expectDeclared(scenario, 10);
  });

  /** Small enough for every order to be tried, none left out. */
  const small = (story: string): string => `
devices:
  a: { bus: simbus, modalias: "sim:codec", appears: story, under: { fuchsia: { role: codec } } }
  c: { bus: simbus, modalias: "sim:sound", appears: story, under: { fuchsia: { primary: codec } } }
drivers:
  C: { bus: simbus, matches: ["sim:sound"], under: { fuchsia: { composite: true } } }
given: [{ register: C }]
story: ${story}
`;

  it.each([
    ['[{ add: c }, { do: [{ add: a }, { remove: a }] }]', ['a=- c=-']],
    ['[{ do: [{ add: c }, { remove: c }] }, { add: a }]', ['a=- c=-', 'a=- c=C']],
    ['[{ do: [{ add: a }, { unregister: C }] }, { add: c }]', ['a=- c=-']],
  ])('loses no order, and no composite outlives a parent: %s', (story, ends) => {
    const scenario = under('fuchsia', small(story));
    expectNothingLost(scenario);
    expect(endsOf(scenario)).toEqual(ends);
  });
});
