/** Devices with several slots: what a promise says about a device it says about each of its slots. */
import { describe, expect, it } from 'vitest';
import type { Invariant } from '../../sim/check/invariant.ts';
import { Machine } from '../../sim/engine/machine.ts';
import { CAUSE, OUTCOME } from '../../sim/model/outcome.ts';
import { FACT } from '../../sim/model/world.ts';
import { boot } from '../../sim/scenario/boot/boot.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { systemOf } from '../../sim/systems/catalogue.ts';
import { invariantsNamed } from '../invariants/index.ts';
import { expectDeclared, expectNothingLost } from './honest.ts';
import { allOrders, under } from './under.ts';

/** Systems whose drivers name their slot, the trait that names it, and the one by which a driver goes first. */
const SYSTEMS = [
  { system: 'iokit', slot: 'category', first: 'score: 900, probe-score: 900' },
  { system: 'uefi', slot: 'protocol', first: 'version: 900' },
] as const;

const exact = 'matches: ["sim:x"]';
const catchAll = 'matches: ["*"], catch-all: true';

/** One device that is plugged in, drivers by name that are there (or are registered by the story), more actors. */
const machine = (
  drivers: Readonly<Record<string, string>>,
  more = '',
  late: readonly string[] = [],
): string =>
  `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
${Object.entries(drivers)
  .map(([name, said]) => `  ${name}: { bus: simbus, ${said} }`)
  .join('\n')}
given: [${Object.keys(drivers)
    .filter((name) => !late.includes(name))
    .map((name) => `{ register: ${name} }`)
    .join(', ')}]
story: [{ as: plug, do: [{ add: d }] }${more}]
`;

/** A fact about the device: its name, the driver, what else it says. */
type Told = readonly [fact: keyof typeof FACT, driver?: number, more?: number];

/** What breaks over all orders: the sentence, and the slot. */
function breaksIn(scenario: Scenario, promise: string): readonly unknown[] {
  const { broken, byDesign } = allOrders(scenario, [promise]).exploration;
  return [...broken, ...byDesign].map((one) => {
    const { why, slot } = one.broken ?? one.byDesign ?? {};
    return [why, slot];
  });
}

describe.each(SYSTEMS)('$system, whose drivers name a $slot', ({ system, slot, first }) => {
  const at = (name: string, more = ''): string => `under: { ${system}: { ${slot}: ${name}${more} } }`;
  const early = `under: { ${system}: { ${first} } }`;

  it('a catch-all may bind its slot before the specific driver of another slot has been asked', () => {
    const scenario = under(
      system,
      machine({ G: `${catchAll}, ${early}`, A: `${exact}, ${at('audit')}`, B: `${exact}, ${at('mount')}` }),
    );
    expect(allOrders(scenario).ends).toEqual(['d=G+A+B']);
    expect(breaksIn(scenario, 'specific-over-catch-all')).toEqual([]);
  });

  it('a catch-all that goes before the specific driver of its own slot breaks the promise there', () => {
    const goesFirst = at('audit', `, ${first}`);
    const scenario = under(
      system,
      machine({ S: exact, G: `${catchAll}, ${goesFirst}`, A: `${exact}, ${at('audit')}` }),
    );
    expect(allOrders(scenario).ends).toEqual(['d=S+G']);
    expect(breaksIn(scenario, 'specific-over-catch-all')).toEqual([
      [`G bound ${slot} audit of d although A was registered and had not been asked`, `${slot} audit`],
    ]);
  });

  it('a catch-all of the main slot is judged as on any device, and the sentence says which slot', () => {
    const scenario = under(
      system,
      machine({ G: `${catchAll}, ${early}`, S: exact, A: `${exact}, ${at('audit')}` }),
    );
    expect(breaksIn(scenario, 'specific-over-catch-all')).toEqual([
      [`G bound default ${slot} of d although S was registered and had not been asked`, undefined],
    ]);
  });

  it('a slot that an administrator let go is wanted free', () => {
    const drivers = { S: exact, A: `${exact}, ${at('audit')}` };
    const scenario = under(system, machine(drivers, ', { as: admin, do: [{ unbind: "A d" }] }'));
    expect(allOrders(scenario).ends).toContain('d=S');
    const stranded = breaksIn(scenario, 'nobody-stranded').map(String);
    expect(stranded.filter((one) => one.includes('A would accept'))).toEqual([]);
  });

  it('leaves out no order that a promise about a slot could show, and declares what it looks at', () => {
    const drivers = { S: exact, A: `${exact}, ${at('audit')}`, G: `${catchAll}, ${at('audit')}` };
    for (const more of [
      ', { register: A }, { as: admin, do: [{ unbind: "G d" }] }',
      ', { as: a, do: [{ register: A }, { unregister: A }] }, { drivers_probe: d }',
    ]) {
      const scenario = under(system, machine(drivers, more, ['A']));
      expectNothingLost(scenario);
      expectDeclared(scenario, 12);
    }
  });
});

it('UEFI: a driver that takes another slot than the main one away is told of that slot, by design', () => {
  const drivers = {
    S: exact,
    A: `${exact}, under: { uefi: { protocol: audit } }`,
    X: `${exact}, under: { uefi: { protocol: audit, exclusive: true, version: 900 } }`,
  };
  const story = ', { as: late, do: [{ register: X }, { drivers_probe: d }] }';
  const scenario = under('uefi', machine(drivers, story, ['X']));
  expect(allOrders(scenario).ends).toEqual(['d=S+X']);
  expect(breaksIn(scenario, 'late-registration-never-rebinds')).toEqual([
    ['protocol audit of d was taken from A because another driver registered', 'protocol audit'],
  ]);
});

describe('a node of Haiku', () => {
  const drivers = { G: catchAll, S: exact };
  const onNode = (multiple: boolean, more: string, afterwards: readonly string[] = []): Scenario => {
    const text = machine(drivers, more)
      .replace('appears: story', `$&, under: { haiku: { multiple: ${multiple} } }`)
      .replace('{ add: d }', ['$&', ...afterwards.map((verb) => `{ ${verb}: G }`)].join(', '));
    return under('haiku', text);
  };

  it('that takes several has a slot for each: nobody is in the way of anybody', () => {
    expect(breaksIn(onNode(true, ''), 'specific-over-catch-all')).toEqual([]);
    expect(allOrders(onNode(true, '')).ends).toEqual(['d=G+S']);
  });

  it('that takes one is judged as any device, and no slot is told', () => {
    const text = machine({ ...drivers, G: `${catchAll}, under: { haiku: { support: 1000 } }` });
    expect(breaksIn(under('haiku', text), 'specific-over-catch-all')).toEqual([
      ['G bound d although S was registered and had not been asked', undefined],
    ]);
  });

  it('whose child a driver took with it waits for somebody to look again, as documented; others keep theirs', () => {
    const onRequest = {
      ...onNode(true, '', ['unregister', 'register']),
      under: { haiku: { scan: 'on-request' } },
    };
    const { ends, exploration } = allOrders(onRequest, ['nobody-stranded']);
    expect(ends).toEqual(['d=S']);
    expect(exploration.broken).toEqual([]);
    expect(exploration.byDesign.map((one) => [one.byDesign?.why, one.byDesign?.slot])).toEqual([
      ['slot of G of d has no driver although G would accept it', 'slot of G'],
    ]);
  });

  it('loses no order, whether it takes several or one', () => {
    const story = ', { as: away, do: [{ unregister: G }, { register: G }] }, { drivers_probe: d }';
    for (const multiple of [true, false]) {
      expectNothingLost(onNode(multiple, story));
      expectDeclared(onNode(multiple, story), 12);
    }
  });
});

describe('the promises, fact by fact', () => {
  const scenario = under(
    'iokit',
    machine({
      S: exact,
      A: `${exact}, under: { iokit: { category: audit } }`,
      B: `${exact}, under: { iokit: { category: mount } }`,
      C: `${exact}, under: { iokit: { category: audit } }`,
    }),
  );
  const SLOT = 'category audit';

  /** The world after these facts about device 0, and what a promise says to the last of them, or at the end. */
  function after(...facts: readonly Told[]) {
    const { world } = new Machine(boot(scenario, systemOf(scenario)).blueprint);
    const judge = world.kernel.judgeOf(world);
    for (const [name, driver = 0, c = 0] of facts) world.emit(FACT[name], 0, driver, c);
    const [name, driver = 0, c = 0] = facts.at(-1) ?? ['bound'];
    const moment = { world, judge, fact: FACT[name], a: 0, b: driver, c };
    const promised = (promise: string): readonly Invariant[] => invariantsNamed([promise]);
    return {
      world,
      toLast: (promise: string) => promised(promise).map(({ atFact }) => atFact?.(moment)?.slot),
      stranded: () =>
        promised('nobody-stranded').flatMap(({ atEnd }) =>
          (atEnd?.({ world, judge, is: 'quiet', stuck: [] }) ?? []).map(({ why, slot, byDesign }) => ({
            why,
            slot,
            byDesign,
          })),
        ),
    };
  }
  const [S, A, B, C] = [0, 1, 2, 3];
  const ready = [['device-named'], ['device-ready'], ['bound', S], ['slot-bound', B]] as const;
  const all = [...ready, ['slot-bound', A]] as const;
  const registered = (world: ReturnType<typeof after>['world']): void => {
    for (const driver of [S, A, B, C]) world.emit(FACT['driver-listed'], driver, 0);
  };
  const strandedAfter = (...facts: readonly Told[]): readonly unknown[] => {
    const told = after(...facts);
    registered(told.world);
    return told.stranded();
  };
  const left = [
    { why: 'category audit of d has no driver although A would accept it', slot: SLOT, byDesign: false },
  ];

  it('nobody-stranded: each slot has causes of its own', () => {
    expect(strandedAfter(...all)).toEqual([]);
    expect(strandedAfter(...ready)).toEqual(left);
    expect(strandedAfter(...all, ['slot-released', A, CAUSE.crashed])).toEqual(left);
    expect(strandedAfter(...all, ['slot-released', A, CAUSE.unbind])).toEqual([]);
    expect(strandedAfter(...all, ['slot-released', A, CAUSE['driver-removed']])).toEqual(
      left.map((one) => ({ ...one, byDesign: true })),
    );
    // The main slot, and another one, were wanted free: that says nothing of this one.
    const others = [
      ['released', S, CAUSE.unbind],
      ['slot-released', B, CAUSE.unbind],
    ] as const;
    expect(strandedAfter(...all, ...others, ['slot-released', A, CAUSE.crashed])).toEqual(left);
  });

  it('nobody-stranded: what let a slot go is forgotten when somebody has it again, and when the device comes anew', () => {
    const free = [...all, ['slot-released', A, CAUSE.unbind]] as const;
    expect(strandedAfter(...free)).toEqual([]);
    for (const next of [A, C])
      expect(strandedAfter(...free, ['slot-bound', next], ['slot-released', next, CAUSE.crashed])).toEqual(
        left,
      );
    expect(
      strandedAfter(...free, ['device-named'], ['device-ready'], ['bound', S], ['slot-bound', B]),
    ).toEqual(left);
  });

  it('nobody-stranded: the main slot is left alone if an administrator wanted that, whoever has another one', () => {
    expect(strandedAfter(...all, ['released', S, CAUSE.unbind])).toEqual([]);
    expect(strandedAfter(...all, ['released', S, CAUSE.crashed])).toEqual([
      { why: 'default category of d has no driver although S would accept it', byDesign: false },
    ]);
  });

  it('a driver that lets its slot go begins a new round of that slot, and of no other', () => {
    const refused = [S, A, B, C].map((driver): Told => ['probe-failed', driver, OUTCOME.ENODEV]);
    const verdicts = (...facts: readonly Told[]): readonly number[] => {
      const { world } = after(['device-named'], ...facts);
      return [S, A, B, C].map((driver) => world.verdict(driver, 0) - 1);
    };
    const { ENODEV } = OUTCOME;
    expect(verdicts(['slot-bound', A], ...refused, ['slot-released', A, CAUSE.unbind])).toEqual([
      ENODEV,
      -1,
      ENODEV,
      -1,
    ]);
    expect(verdicts(['bound', S], ...refused, ['released', S, CAUSE.unbind])).toEqual([
      -1,
      ENODEV,
      ENODEV,
      ENODEV,
    ]);
  });

  it('no-ghost: a slot of a device that is gone, or of a driver that is gone', () => {
    expect(after(...all).toLast('no-ghost')).toEqual([SLOT]);
    const { world } = after(...ready);
    world.emit(FACT['driver-named'], A);
    const [ghost] = invariantsNamed(['no-ghost']);
    const moment = { world, judge: world.kernel.judgeOf(world), fact: FACT['slot-bound'], a: 0, b: A, c: 0 };
    expect(ghost?.atFact?.(moment)).toBeUndefined();
    expect(ghost?.atFact?.({ ...moment, b: B })?.why).toContain('after that driver had gone');
  });

  it('late-registration-never-rebinds and releases-own: a slot that is taken', () => {
    const better = [...all, ['slot-released', A, CAUSE['better-driver']]] as const;
    expect(after(...better).toLast('late-registration-never-rebinds')).toEqual([SLOT]);
    const { world } = after(...all);
    world.emit(FACT['driver-files-made'], A);
    const [own] = invariantsNamed(['releases-own']);
    const judge = world.kernel.judgeOf(world);
    const moment = { world, judge, fact: FACT['slot-released'], a: 0, b: A, c: CAUSE['driver-removed'] };
    expect(own?.atFact?.(moment)?.slot).toBe(SLOT);
    expect(own?.atFact?.({ ...moment, b: B })).toBeUndefined();
  });
});
