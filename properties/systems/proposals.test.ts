/** The other positions of the 2021 thread (reference 11.3), and what landed (9.2), each on the case it was about. */
import { describe, expect, it } from 'vitest';
import { ordinaryRun } from '../observed.ts';
import { allOrders, endsOf, under } from './under.ts';

const PROMISES = ['specific-over-catch-all', 'nobody-stranded', 'late-registration-never-rebinds'];

/** A card for the host or for a guest: the host's driver, the generic guest driver, a variant of it for this card. */
const card = (rest: string): string => `
devices:
  card: { bus: pci, modalias: "pci:v1" }
drivers:
  native: { bus: pci, matches: ["pci:v1"] }
  vfio-pci:
    bus: pci
    override-only: ["pci:*"]
    under: { softdep-override: { family: vfio }, flavour: { flavour: guest } }
  vfio-pci-one:
    bus: pci
    override-only: ["pci:v1"]
    probe: { takes: 1ms }
    under: { softdep-override: { family: vfio }, flavour: { flavour: guest } }
given: [{ register: native }, { register: VARIANT }, { register: OTHER }]
${rest}`;

const variantFirst = (text: string): string =>
  text.replace('VARIANT', 'vfio-pci-one').replace('OTHER', 'vfio-pci');
const genericFirst = (text: string): string =>
  text.replace('VARIANT', 'vfio-pci').replace('OTHER', 'vfio-pci-one');

const given = card(
  `story: [{ do: [{ override: { device: card, driver: vfio-pci } }, { drivers_probe: card }] }]`,
).replace('{ register: native }, ', '{ add: card }, ');
const plain = card('story: [{ add: card }]');

describe('softdep-override (Williamson)', () => {
  it('GIVEN a wildcard override and the variant registered first THEN the variant has it; the other way round not', () => {
    expect(endsOf(under('softdep-override', variantFirst(given)))).toEqual(['card=vfio-pci-one']);
    expect(endsOf(under('softdep-override', genericFirst(given)))).toEqual(['card=vfio-pci']);
    expect(endsOf(under('linux-6.1', variantFirst(given)))).toEqual(['card=vfio-pci']);
  });

  it('GIVEN the variant refuses THEN falling through gives the card to the generic one', () => {
    const refusing = variantFirst(given).replace('probe: { takes: 1ms }', 'probe: { may: EIO }');
    expect(endsOf(under('softdep-override', refusing))).toEqual(['card=vfio-pci']);
  });

  it('GIVEN no override THEN the host’s driver has the card', () => {
    expect(endsOf(under('softdep-override', variantFirst(plain)))).toEqual(['card=native']);
  });

  const modules = `
devices: { d: { bus: platform, modalias: "acpi:X:", appears: boot } }
drivers:
  G: { bus: platform, matches: ["*"], catch-all: true, module: g }
  S: { bus: platform, matches: ["acpi:X:"], module: s }
modules: { g: {}, s: {} }
udev: false
story: [{ modprobe: g }]
`;

  it('GIVEN a catch-all module is loaded THEN its softdep has the specific one registered first', () => {
    const { ends, broken } = allOrders(under('softdep-override', modules), PROMISES);
    expect([ends, broken]).toEqual([['d=S'], []]);
    expect(endsOf(under('linux-6.1', modules))).toEqual(['d=G']);
  });

  it('GIVEN the specific driver defers THEN the order of registration is no help', () => {
    const deferring = modules.replace('module: s }', 'module: s, probe: { script: [EPROBE_DEFER, ok] } }');
    const { ends, broken } = allOrders(under('softdep-override', deferring), PROMISES);
    expect([ends, broken]).toEqual([['d=G'], ['specific-over-catch-all']]);
  });
});

describe('flavour (Gunthorpe)', () => {
  it('GIVEN a device of the ordinary flavour THEN no driver of the guest flavour is asked', () => {
    const run = ordinaryRun(under('flavour', variantFirst(plain)));
    expect(run.ends).toEqual({ card: 'native' });
    expect(run.of('probe-called').map(({ values }) => values.driver)).toEqual(['native']);
  });

  it('GIVEN the guest flavour THEN within it list order decides, variant or generic', () => {
    expect(endsOf(under('flavour', variantFirst(given)))).toEqual(['card=vfio-pci-one']);
    expect(endsOf(under('flavour', genericFirst(given)))).toEqual(['card=vfio-pci']);
  });

  it('GIVEN a catch-all and a specific driver of one flavour THEN the catch-all can win, as ever', () => {
    const race = `
devices: { d: { bus: simbus, modalias: "sim:x", appears: boot } }
drivers:
  G: { bus: simbus, matches: ["*"], catch-all: true }
  S: { bus: simbus, matches: ["sim:x"] }
story: [{ register: G }, { register: S }]
`;
    const { ends, broken } = allOrders(under('flavour', race), PROMISES);
    expect([ends, broken]).toEqual([['d=G', 'd=S'], ['specific-over-catch-all']]);
  });
});

/** The catch-all is registered long before; the specific driver's module is loaded by the device's event. */
const left = (specific: string, catchAll = '{ register: G }'): string => `
devices: { d: { bus: platform, modalias: "acpi:X:" }, e: { bus: platform, modalias: "acpi:Y:" } }
drivers:
  G: { bus: platform, matches: ["*"], catch-all: true }
  S: { bus: platform, matches: ["acpi:X:"], module: s${specific} }
modules: { s: {} }
given: [${catchAll}]
story: [{ do: [{ add: d }, { add: e }] }]
`;

describe('user-space (Gunthorpe)', () => {
  it('GIVEN a module for one device and none for the other THEN the catch-all gets what is left over', () => {
    const run = ordinaryRun(under('user-space', left('')));
    expect(run.ends).toEqual({ d: 'S', e: 'G' });
  });

  it('GIVEN user space is done before device_add has asked anybody THEN the catch-all has the device all the same', () => {
    const { ends, broken } = allOrders(under('user-space', left('')), PROMISES);
    expect([ends, broken]).toEqual([['d=G e=G', 'd=S e=G'], ['specific-over-catch-all']]);
  });

  it('GIVEN the specific driver refuses THEN user space gives the device to the catch-all', () => {
    expect(endsOf(under('user-space', left(', probe: { may: ENODEV }')))).toEqual(['d=G e=G']);
  });

  it('GIVEN the specific driver defers for ever THEN waiting strands the device, taking breaks the second promise', () => {
    const text = left(', probe: { may: EPROBE_DEFER }');
    const waits = allOrders(under('user-space', text), PROMISES);
    expect(waits.ends).toEqual(['d=- e=G', 'd=G e=G']);
    expect(waits.broken).toEqual(['nobody-stranded', 'specific-over-catch-all']);
    const takes = allOrders(
      under('user-space', `under: { user-space: { deferred: takes } }\n${text}`),
      PROMISES,
    );
    expect([takes.ends, takes.broken]).toEqual([['d=G e=G'], ['specific-over-catch-all']]);
  });

  it('GIVEN nobody in user space THEN the catch-all gets nothing', () => {
    const { ends, broken } = allOrders(under('user-space', `udev: false\n${left('')}`), PROMISES);
    expect([ends, broken]).toEqual([['d=- e=-'], ['nobody-stranded']]);
  });
});

describe('override-only (what landed in 5.15)', () => {
  it('GIVEN a catch-all THEN it has nothing until driver_override names it', () => {
    expect(endsOf(under('override-only', left('')))).toEqual(['d=S e=-']);
    const asked = left('').replace(
      '{ add: e }]',
      '{ add: e }, { override: { device: e, driver: G } }, { drivers_probe: e }]',
    );
    expect(endsOf(under('override-only', asked))).toEqual(['d=S e=G']);
  });
});
