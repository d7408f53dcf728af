/** Statements about U-Boot's driver model (systems reference A9, D35 and D36), over all orders. */
import { describe, expect, it } from 'vitest';
import { atTheEnd, shown, starts } from './claims.ts';
import { allOrders, endsOf, everyOrder, under } from './under.ts';

describe('U-Boot: lists', () => {
  const pci = (drivers: string, registered: string) =>
    under(
      'u-boot',
      `
devices: { d: { bus: pci, modalias: "pci:v00008086d00001234sv0sd0bc02sc00i00", appears: story } }
drivers: { ${drivers} }
given: [${registered}]
story: [{ add: d }]`,
    );
  const CLASS = 'C: { bus: pci, matches: ["pci:v*d*sv*sd*bc02sc00*"] }';
  const EXACT = 'E: { bus: pci, matches: ["pci:v00008086d00001234*"] }';
  const ANY = 'pci_generic: { bus: pci, catch-all: true, matches: ["pci:*"] }';

  it('D35 (U-Boot) GIVEN a PCI entry for a class before the entry for the exact id in the list WHEN bound THEN the class entry wins', () => {
    // Whoever was registered first: the list is that of the image.
    for (const order of ['{ register: C }, { register: E }', '{ register: E }, { register: C }']) {
      expect(endsOf(pci(`${CLASS}, ${EXACT}`, order))).toEqual(['d=C']);
      expect(endsOf(pci(`${EXACT}, ${CLASS}`, order))).toEqual(['d=E']);
    }
  });

  it('A9.5 (U-Boot) GIVEN a generic driver at the head of the list THEN it is bound only where no entry fits', () => {
    const all = '{ register: pci_generic }, { register: C }';
    const { ends, broken } = allOrders(pci(`${ANY}, ${CLASS}`, all), null);
    expect([ends, broken]).toEqual([['d=C'], []]);
    expect(endsOf(pci(`${ANY}, ${CLASS}`, '{ register: pci_generic }'))).toEqual(['d=pci_generic']);
    const entry = ANY.replace('catch-all', 'under: { u-boot: { second-step: false } }, catch-all');
    expect(endsOf(pci(`${entry}, ${CLASS}`, all))).toEqual(['d=pci_generic']);
  });
});

describe('U-Boot: a device tree', () => {
  const tree = (bind: string, story = '[{ add: d }]', device = '', more = '') =>
    under(
      'u-boot',
      `
devices: { d: { bus: simbus, modalias: "of:NdTnodeCxCy", appears: story${device} } }
drivers:
  Y: { bus: simbus, matches: ["of:N*T*Cy", "of:N*T*CyC*"] }
  X: { bus: simbus, matches: ["of:N*T*Cx", "of:N*T*CxC*"], under: { u-boot: { bind: ${bind} } }${more} }
given: [{ register: X }, { register: Y }]
story: ${story}`,
    );

  it("D36 (U-Boot) GIVEN the bind of the first string's driver says ENODEV THEN the next candidate binds; GIVEN EIO THEN binding ends", () => {
    expect(endsOf(tree('ok'))).toEqual(['d=X']);
    expect(endsOf(tree('ENODEV'))).toEqual(['d=Y']);
    expect(endsOf(tree('EIO'))).toEqual(['d=-']);
  });

  it('A9.3 (U-Boot) GIVEN a probe that fails THEN the binding stays and no other driver is tried', () => {
    const scenario = tree('ok', '[{ do: [{ add: d }, { attach: d }] }]', '', ', probe: { may: [EIO] }');
    const { ends, exploration } = allOrders(scenario, ['nobody-stranded']);
    expect([ends, exploration.byDesign.map(({ byDesign }) => byDesign?.invariant)]).toEqual([
      ['d=-'],
      ['nobody-stranded'],
    ]);
    everyOrder(scenario, (run) =>
      expect(run.of('probe-called').map(({ values }) => values.driver)).toEqual(['X', 'X']),
    );
  });

  it('A9.2 (U-Boot) GIVEN a device that nobody uses THEN it is bound but not probed until its first use', () => {
    const unused = ', under: { u-boot: { used: false } }';
    const { ends, broken } = allOrders(tree('ok', '[{ add: d }]', unused), null);
    expect([ends, broken]).toEqual([['d=-'], []]);
    expect(endsOf(tree('ok', '[{ do: [{ add: d }, { attach: d }, { attach: d }] }]', unused))).toEqual([
      'd=X',
    ]);
  });

  it('A9.8 (U-Boot) GIVEN unbind and bind with a named driver THEN nobody else is tried', () => {
    const swap =
      '[{ as: user, do: [{ add: d }, { unbind: { driver: X, device: d } }, { bind: { driver: Y, device: d } }] }]';
    expect(endsOf(tree('ok', swap))).toEqual(['d=Y']);
  });
});

describe('U-Boot: before relocation', () => {
  const board = (device: string, x: string, y = ''): string => `
devices: { d: { bus: simbus, modalias: "of:NdTnodeCxCy", under: { u-boot: { ${device} } } } }
drivers:
  X: { bus: simbus, matches: ["of:N*T*Cx", "of:N*T*CxC*"], module: m, under: { u-boot: { ${x} } } }
  Y: { bus: simbus, matches: ["of:N*T*Cy", "of:N*T*CyC*"], module: m, under: { u-boot: { ${y} } } }
modules: { m: { builtin: true } }
boot: {}
udev: false`;
  const EARLY = 'used-early: true';
  /** Ways to end, and how often each driver was started, in every order. */
  const boots = (x: number, y: number, ...text: Parameters<typeof board>): readonly string[] =>
    shown(
      under('u-boot', board(...text)),
      atTheEnd(`X ${x}, Y ${y}`, (world) => starts(world, 'X', 'd') === x && starts(world, 'Y', 'd') === y),
    );

  it('A9.7 (U-Boot) GIVEN a device that is used before relocation THEN it is probed there only if its node or the driver is flagged', () => {
    expect(boots(1, 0, EARLY, '')).toEqual(['d=X']);
    expect(boots(2, 0, `${EARLY}, pre-reloc: true`, '')).toEqual(['d=X']);
    expect(boots(2, 0, EARLY, 'pre-reloc: true')).toEqual(['d=X']);
    expect(boots(1, 0, 'used-early: false', 'pre-reloc: true')).toEqual(['d=X']);
  });

  it('A9.7 (U-Boot) GIVEN no flag at the node nor at the first driver that fits THEN no later candidate is bound before relocation', () => {
    expect(boots(1, 0, EARLY, '', 'pre-reloc: true')).toEqual(['d=X']);
    // A first candidate that is flagged and declines leaves the next one to its own flag.
    const declines = 'pre-reloc: true, bind: ENODEV';
    expect(boots(0, 1, EARLY, declines)).toEqual(['d=Y']);
    expect(boots(0, 2, EARLY, declines, 'pre-reloc: true')).toEqual(['d=Y']);
  });

  it('A9.7 (U-Boot) GIVEN a device that was probed before relocation THEN it is probed in the new tree again and no remove is called', () => {
    const scenario = under('u-boot', board(`${EARLY}, pre-reloc: true`, ''));
    expect(allOrders(scenario, null).broken).toEqual([]);
    everyOrder(scenario, (run) => {
      expect([run.count('probe-called', {}), run.count('remove-called', {})]).toEqual([2, 0]);
    });
    // Who uses it only before has it bound, and not probed, after.
    expect(boots(1, 0, `${EARLY}, used: false`, 'pre-reloc: true')).toEqual(['d=-']);
  });

  it('A9.9 (U-Boot) GIVEN a driver that is to be probed after its bind WHEN nobody uses its device THEN it is probed all the same, in each scan that binds it', () => {
    const unused = 'used: false';
    expect(boots(0, 0, unused, '')).toEqual(['d=-']);
    expect(boots(1, 0, unused, 'probe-after-bind: true')).toEqual(['d=X']);
    expect(boots(2, 0, unused, 'probe-after-bind: true, pre-reloc: true')).toEqual(['d=X']);
    // Of the other candidate it says nothing.
    expect(boots(0, 0, unused, '', 'probe-after-bind: true')).toEqual(['d=-']);
  });
});

describe('U-Boot: a table in the image', () => {
  /** A chain of devices, children first in the table; whoever has no parent stands last. */
  const chain = (length: number, table: boolean, more = '', root = 'sim:x'): ReturnType<typeof under> => {
    const names = Array.from({ length }, (_, at) => `d${at}`);
    const devices = names.map((name, at) => {
      const [id, parent] = at + 1 < length ? ['sim:x', `, parent: d${at + 1}`] : [root, ''];
      return `  ${name}: { bus: simbus, modalias: "${id}"${parent}, appears: boot }`;
    });
    return under(
      'u-boot',
      `
under: { u-boot: { static-table: ${table} } }
devices:
${devices.join('\n')}
drivers: { X: { bus: simbus, matches: ["sim:x"], module: m${more} } }
modules: { m: { builtin: true } }
boot: {}
udev: false`,
    );
  };
  const lost = (scenario: ReturnType<typeof under>): readonly string[] =>
    endsOf(scenario).flatMap((end) => end.split(' ').filter((one) => one.endsWith('=-')));

  it('A9.7 (U-Boot) GIVEN entries before those of their parents THEN ten passes bind ten levels and no more', () => {
    expect(lost(chain(10, true))).toEqual([]);
    expect(lost(chain(11, true))).toEqual(['d0=-']);
    expect(lost(chain(12, true))).toEqual(['d0=-', 'd1=-']);
    expect(lost(chain(12, false))).toEqual([]);
  });

  it('A9.7 (U-Boot) GIVEN a parent whose bind fails THEN what hangs on it is not bound', () => {
    const root =
      ' },\n  R: { bus: simbus, matches: ["sim:root"], module: m, under: { u-boot: { bind: EIO } }';
    expect(lost(chain(3, true, root, 'sim:root'))).toEqual(['d0=-', 'd1=-', 'd2=-']);
    expect(lost(chain(3, true, root.replace('EIO', 'ok'), 'sim:root'))).toEqual([]);
  });
});
