/** Statements about U-Boot's driver model (systems reference A9, D35 and D36), over all orders. */
import { describe, expect, it } from 'vitest';
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
