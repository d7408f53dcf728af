/** Statements D47 and D49 of the systems reference, which compare systems with each other, over all orders. */
import { describe, expect, it } from 'vitest';
import { FACT } from '../../sim/model/world.ts';
import { SYSTEM_NAMES, systemOf } from '../../sim/systems/catalogue.ts';
import { never, shown } from './claims.ts';
import { allOrders, endsOf, under } from './under.ts';

/** Two devices and two drivers, of which some are there and the others come. */
const machine = (given: string, story: string): string => `
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
  e: { bus: simbus, modalias: "sim:y", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:x"] }
  G: { bus: simbus, catch-all: true, matches: ["*"] }
given: ${given}
story: ${story}
`;

/** Those that may take a device from a bound driver, by what their own files say. */
const PREEMPTIVE: readonly string[] = ['linux-usb', 'linux-hid', 'windows', 'illumos', 'haiku'];
/** Systems that the catalogue has, of those named here. */
const have = (...names: readonly string[]): string[] => SYSTEM_NAMES.filter((name) => names.includes(name));
const UNBOUND_ONLY = SYSTEM_NAMES.filter((system) => {
  const { family, byDesign } = systemOf({ system });
  const says = byDesign.includes('late-registration-never-rebinds');
  // Linux says so for HID and USB only, IOKit for its boot collection, UEFI for exclusive opens: none is here.
  const elsewhere = family === 'linux' || ['iokit', 'uefi'].includes(system);
  return !PREEMPTIVE.includes(system) && (!says || elsewhere);
});

describe('D47 GIVEN any policy with scope "unbound only" WHEN any driver registers THEN whoever was bound stays bound', () => {
  const taken = never('a driver loses a device', ({ fact }) => {
    return fact === FACT.released || fact === FACT['slot-released'];
  });
  const story = machine('[{ register: G }, { add: d }]', '[{ register: S }, { add: e }]');

  it.each(UNBOUND_ONLY)('%s', (system) => {
    expect(allOrders(under(system, story), [taken]).broken).toEqual([]);
  });

  it.each(have('linux-usb', 'linux-hid', 'windows'))(
    'and not under %s, which takes from the generic one',
    (system) => {
      expect(shown(under(system, story), taken)).toContain('a driver loses a device');
    },
  );
});

describe('D49 GIVEN distinct scores, S before G or G before S, both present when one auction runs', () => {
  const orders = ['[{ register: S }, { register: G }]', '[{ register: G }, { register: S }]'];
  const winners = (system: string): string[] =>
    orders.flatMap((given) => endsOf(under(system, machine(given, '[{ add: d }]'))));
  const AUCTIONS = have(
    'freebsd',
    'freebsd-13',
    'netbsd',
    'openbsd',
    'fuchsia',
    'iokit',
    'windows',
    'uefi',
    'haiku',
  );

  it('is run by several systems', () => expect(AUCTIONS.length).toBeGreaterThan(3));

  it.each(AUCTIONS)('THEN %s has the same winner in both orders', (system) => {
    expect(winners(system)).toEqual(['d=S e=-', 'd=S e=-']);
  });

  it('THEN Linux core has not', () => {
    expect(winners('linux-6.1')).toEqual(['d=S e=-', 'd=G e=-']);
  });

  it('THEN Redox has not: the order of its list decides', () => {
    const list = machine(orders[0] ?? '', '[{ add: d }]');
    const swapped = list.replace(/( {2}S: .*\n)( {2}G: .*\n)/, '$2$1');
    expect([list, swapped].flatMap((text) => endsOf(under('redox', text)))).toEqual(['d=S e=-', 'd=G e=-']);
  });
});
