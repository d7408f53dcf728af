/** Statements D37 to D40 of the systems reference about UEFI, over all orders. */
import { describe, expect, it } from 'vitest';
import { FACT, type World } from '../../sim/model/world.ts';
import { simulate } from '../../sim/simulate.ts';
import { BINDING, OF_DEVICE, serves } from '../../sim/systems/uefi/order.ts';
import { LinuxWorld } from '../../sim/linux/kernel.ts';
import { invariantsNamed } from '../invariants/index.ts';
import { atTheEnd, never, shown, starts } from './claims.ts';
import { everyTrace } from './traces.ts';
import { allOrders, endsOf, everyOrder, under } from './under.ts';

const text = (p: string, v: string, story: string, device = ''): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story, ${device} }
drivers:
  P: { bus: simbus, matches: ["sim:x"], ${p} }
  V: { bus: simbus, matches: ["sim:x"], ${v} }
given: [{ register: V }, { register: P }]
story: ${story}
`;
const version = (number: number, more = ''): string => `under: { uefi: { version: ${number}, ${more} } }`;
const ADD = '[{ add: d }]';

describe('UEFI', () => {
  it('D37 GIVEN the platform override names P (version 1) and V has version 0x20 THEN P.Supported is called before V.Supported', () => {
    const named = text(version(1), version(0x20), ADD, 'driver-override: P');
    expect(
      everyOrder(under('uefi', named), (run) => {
        expect(run.of('bid').map(({ values }) => values.driver)[0]).toBe('P');
        expect(run.ends).toEqual({ d: 'P' });
      }),
    ).toBeGreaterThan(0);
    expect(endsOf(under('uefi', text(version(1), version(0x20), ADD)))).toEqual(['d=V']);
    // Named first, not alone: if it fails, the next in the order has the device.
    const failing = text(`${version(1)}, probe: { may: [EIO] }`, version(0x20), ADD, 'driver-override: P');
    expect(endsOf(under('uefi', failing))).toEqual(['d=V']);
  });

  it('D37 GIVEN each of the other steps of precedence THEN it stands before a version', () => {
    const family = text(version(1, 'family: 3'), version(0x20), ADD);
    const higher = text(version(1, 'family: 3'), version(0x20, 'family: 4'), ADD);
    const bus = text(version(1, 'bus-override: 1'), version(0x20), ADD);
    const both = text(version(1, 'bus-override: 1'), version(0x20, 'family: 1'), ADD);
    const context = text(
      version(1),
      version(0x20, 'family: 1'),
      '[{ as: a, do: [{ add: d }, { unbind: "V d" }, { bind: "P d" }] }]',
    );
    const ends = [family, higher, bus, both, context].map((one) => endsOf(under('uefi', one)).join());
    expect(ends).toEqual(['d=P', 'd=V', 'd=P', 'd=V', 'd=P']);
  });

  it('D38 GIVEN A and B both support and start on different protocols of one handle WHEN connected THEN both run', () => {
    const scenario = under('uefi', text(version(1, 'protocol: block'), version(1, 'protocol: disk'), ADD));
    expect(endsOf(scenario)).toEqual(['d=P+V']);
    // One on the protocol that nobody names, one on another.
    expect(endsOf(under('uefi', text(version(9), version(1, 'protocol: disk'), ADD)))).toEqual(['d=P+V']);
    const same = under('uefi', text(version(1, 'protocol: block'), version(9, 'protocol: block'), ADD));
    expect(endsOf(same)).toEqual(['d=V']);
  });

  it('D39 GIVEN A manages the protocol WHEN B opens it THEN denied; WHEN it opens it exclusively THEN A is disconnected first', () => {
    const story = '[{ as: a, do: [{ add: d }, { bind: "P d" }] }]';
    const denied = under('uefi', text(version(1), version(9), story));
    const unasked = atTheEnd('P is not started', (world) => starts(world, 'P', 'd') === 0);
    expect(shown(denied, unasked)).toEqual(['d=V']);
    const exclusive = under('uefi', text(version(1, 'exclusive: true'), version(9), story));
    const late = never('P starts while V holds d', ({ world, fact, a, b }) => {
      return fact === FACT['probe-called'] && b === 0 && world.boundTo(a) >= 0;
    });
    expect(shown(exclusive, late)).toEqual(['d=P']);
    const against = under('uefi', text(version(1, 'exclusive: true'), version(9, 'exclusive: true'), story));
    expect(shown(against, late, unasked)).toEqual(['d=V']);
  });

  const growing = under(
    'uefi',
    text(version(1), version(9), '[{ add: d }, { register: V }]').replace('{ register: V }, ', ''),
  );

  it('D40 GIVEN a binding is installed while the list is built THEN the connect restarts and the new one is considered', () => {
    const whole = never('the list stands without a binding that is installed', ({ world, fact, a, b, c }) => {
      if (fact !== FACT['device-marked'] || b !== OF_DEVICE.listing || c !== 0) return false;
      return world.setup.drivers.some(({ id }) => {
        const fits = world instanceof LinuxWorld && serves(world, id, a);
        return fits && world.isRegistered(id) && world.pairMark(id, a) === BINDING.unknown;
      });
    });
    expect(shown(growing, whole)).toEqual(['d=P', 'd=V']);
    const LISTED = 'bindings listed';
    const look = (step: string, world: World): number | undefined =>
      step === LISTED || step === 'bound' ? world.boundTo(0) : undefined;
    const restarted = new Set<number>();
    everyTrace(growing, look, (taken) => {
      if (taken.filter(({ step }) => step === LISTED).length > 1) restarted.add(taken.at(-1)?.saw ?? -1);
    });
    const V = growing.drivers.findIndex(({ name }) => name === 'V');
    expect([...restarted], 'who has d after a restart, in any order').toEqual([V]);
  });

  it('A10.4c GIVEN P holds d WHEN V is installed THEN nothing; WHEN d is disconnected and connected THEN V has it', () => {
    const late = (verbs: string): string =>
      text(version(1), version(9), `[{ as: a, do: [{ add: d }, { register: V }${verbs}] }]`).replace(
        '{ register: V }, { register: P }',
        '{ register: P }',
      );
    expect(endsOf(under('uefi', late('')))).toEqual(['d=P']);
    expect(endsOf(under('uefi', late(', { rescan: simbus }')))).toEqual(['d=P']);
    expect(endsOf(under('uefi', late(', { reprobe: d }')))).toEqual(['d=V']);
  });

  it('A10.4c GIVEN no binding WHEN one is installed THEN its controller waits for a connect, and that is told as its design', () => {
    const alone = text(version(1), version(9), '[{ as: a, do: [{ add: d }, { register: V }] }]').replace(
      '{ register: V }, { register: P }',
      '',
    );
    expect(allOrders(under('uefi', alone), ['nobody-stranded'])).toMatchObject({
      ends: ['d=-'],
      broken: [],
    });
    const { breaches } = simulate(under('uefi', alone), { invariants: invariantsNamed(['nobody-stranded']) });
    expect(breaches.map(({ byDesign }) => byDesign)).toEqual([true]);
  });
});
