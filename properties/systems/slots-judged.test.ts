/** Devices with several slots: what a promise says about a device it says about each of its slots. */
import { describe, expect, it } from 'vitest';
import { breachesOf, findingText, isShown } from '../../sim/findings/finding.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { simulate } from '../../sim/simulate.ts';
import { invariantsNamed } from '../invariants/index.ts';
import { expectDeclared, expectNothingLost } from './honest.ts';
import { catchAll, exact, machine } from './slot-machines.ts';
import { allOrders, under } from './under.ts';

/** Systems whose drivers name their slot, the trait that names it, and the one by which a driver goes first. */
const SYSTEMS = [
  { system: 'iokit', slot: 'category', first: 'score: 900, probe-score: 900' },
  { system: 'uefi', slot: 'protocol', first: 'version: 900' },
] as const;

const JUDGED = { invariants: invariantsNamed(['specific-over-catch-all']) };

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

  it('breaks in two slots are two findings, and one is not shown by the other', () => {
    const rivals = (where: string, which: string): Record<string, string> => ({
      [`G${which}`]: `${catchAll}, ${at(where, `, ${first}`)}`,
      [`A${which}`]: `${exact}, ${at(where)}`,
    });
    const both = simulate(
      under(system, machine({ ...rivals('audit', '1'), ...rivals('mount', '2') })),
      JUDGED,
    );
    const [one, two, ...more] = breachesOf(both);
    expect([one, two].map((finding) => finding?.is === 'breach' && finding.slot)).toEqual([
      `${slot} audit`,
      `${slot} mount`,
    ]);
    expect(more).toEqual([]);
    const alone = simulate(under(system, machine(rivals('audit', '1'))), JUDGED);
    expect([one, two].map((finding) => finding && isShown(finding, alone))).toEqual([true, false]);
    expect(one && findingText(one)).toBe(`specific-over-catch-all breaks on ${slot} audit of d (registered)`);
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

it("Windows: a filter that takes anything is in nobody's way; what is said of the driver is said of its layer", () => {
  const drivers = {
    S: exact,
    G: catchAll,
    F: `${catchAll}, under: { windows: { filter: upper } }`,
  };
  const scenario = under('windows', machine(drivers, ', { register: S }', ['S']));
  expect(allOrders(scenario).ends).toEqual(['d=S+F']);
  // A package may be added while the device is being installed; that the filter bound first breaks nothing.
  expect(breaksIn(scenario, 'specific-over-catch-all')).toEqual([
    ['G bound function layer of d although S was registered and had not been asked', undefined],
  ]);
  expect(breaksIn(scenario, 'late-registration-never-rebinds')).toEqual([
    ['function layer of d was taken from G because another driver registered', undefined],
    ['layer of F of d was taken from F because another driver registered', 'layer of F'],
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
      ['slot G of d has no driver although G would accept it', 'slot G'],
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
