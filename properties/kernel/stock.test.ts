/** What the rig makes of scenarios about the kernel's own drivers, without any kernel. */
import { describe, expect, it } from 'vitest';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import { planLines } from './program.ts';
import { experimentFiles, readExperiment } from './suites.ts';
import { castOf, isStock, translateStock } from './stock/translate.ts';

const NIC = 'pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00';
const STICK = 'usb:v46F4p0001d0000dc00dsc00dp00ic08isc06ip50in00';
const BOTH = 'usb:v1209p0001d0000dc00dsc00dp00ic08isc06ip50in00';
const PHONE = 'usb:v05ACp12A8d0000dc00dsc00dp00';
const CORE = `drivers: { usb: { bus: usb, usb: device, generic: true, matches: '*' } }`;
const DEVICES = `devices: { nic: { bus: pci, modalias: '${NIC}' } }`;
const E1000 = `e1000: { bus: pci, module: e1000, matches: ['pci:v00008086d0000100E*'] }`;

function linesOf(yaml: string): readonly string[] {
  const translated = translateStock(scenarioFrom(`title: inline\nudev: false\n${yaml}`));
  return 'refused' in translated ? translated.refused : planLines('id', translated.program);
}

describe('the kernel’s own drivers', () => {
  it('play every experiment of their suite', () => {
    const all = experimentFiles('properties/kernel/experiments/stock').map(readExperiment);
    expect(all.length).toBeGreaterThan(20);
    for (const { file, scenario } of all)
      expect([file, isStock(scenario), 'program' in translateStock(scenario)]).toEqual([file, true, true]);
  });

  it('are told the card by its modalias, options by ids, and what modprobe.d says', () => {
    expect(
      linesOf(`${DEVICES}
drivers:
  ${E1000}
  vfio-pci: { bus: pci, module: vfio-pci, override-only: ['pci:*'], ids: ['pci:v00008086d0000100E*'] }
modprobe.d: 'softdep e1000 pre: vfio-pci'
given: [{ modprobe: vfio-pci }]
story: [{ as: admin, at: 2ms, do: [{ modprobe: e1000 }, { unbind: vfio-pci nic }, { wait: 1ms }, { drivers_probe: nic }] }]
`),
    ).toEqual([
      'X id\t20000',
      `A -1\tx\t/lib/await /sys/bus/pci/devices/0000:00:03.0/modalias ${NIC}`,
      'A -1\tf\t/etc/modprobe.d/probesim.conf\toptions vfio_pci ids=8086:100e\\nsoftdep e1000 pre: vfio-pci',
      'A -1\tc\tclear',
      'G',
      'A 0\tx\t/sbin/modprobe vfio_pci',
      'A -1\tc\tsettle',
      'A -1\tc\tsettle',
      'L lane0',
      'A -1\ta\t2000000',
      'A 0\tx\t/sbin/modprobe e1000',
      'A 1\tw\t/sys/bus/pci/drivers/vfio-pci/unbind\t0000:00:03.0',
      'A 2\ts\t1000000',
      'A 3\tw\t/sys/bus/pci/drivers_probe\t0000:00:03.0',
    ]);
  });

  it('have ids written, overrides set and cards pulled as an administrator would', () => {
    const story = `story: [{ as: admin, do: [
  { new_id: { driver: pci-stub, pattern: 'pci:v00008086d0000100E*' } },
  { override: { device: nic, driver: none } }, { remove: nic }, { add: nic }, { autoprobe: { bus: pci, on: false } }] }]`;
    const stub = 'pci-stub: { bus: pci, module: pci-stub, matches: [] }';
    const there = DEVICES.replace(' }', ', appears: boot, driver-override: pci-stub }');
    expect(
      linesOf(`${there}\ndrivers: { ${stub} }\n${story}`).filter((line) => line.includes('\tw\t')),
    ).toEqual([
      'A -1\tw\t/sys/bus/pci/devices/0000:00:03.0/driver_override\tpci-stub',
      'A 0\tw\t/sys/bus/pci/drivers/pci-stub/new_id\t8086 100e',
      'A 1\tw\t/sys/bus/pci/devices/0000:00:03.0/driver_override\t',
      'A 2\tw\t/sys/bus/pci/devices/0000:00:03.0/remove\t1',
      'A 3\tw\t/sys/bus/pci/rescan\t1',
      'A 4\tw\t/sys/bus/pci/drivers_autoprobe\t0',
    ]);
  });

  it('have usb devices plugged in, and interfaces made and unmade by their configuration', () => {
    expect(
      linesOf(`devices:
  whole: { bus: usb, usb: device }
  both: { bus: usb, parent: whole, modalias: '${BOTH}' }
  stick: { bus: usb, appears: boot, modalias: '${STICK}' }
drivers:
  usb-storage: { bus: usb, module: usb-storage, matches: ['${STICK}'] }
modules: { usb-storage: { async-probe: true } }
story: [{ as: hand, do: [{ add: both }, { bind: usb-storage stick }, { override: { device: stick, driver: none } },
  { new_id: { driver: usb-storage, pattern: 'usb:v1209p0001*' } }, { remove: both }, { rmmod: usb-storage }] }]
`),
    ).toEqual([
      'X id\t20000',
      'A -1\tx\t/sbin/modprobe xhci_pci',
      'A -1\tx\t/sbin/modprobe vhci_hcd',
      'A -1\tx\t/bin/runner enclosure 0 1209 0001',
      `A -1\tx\t/lib/await /sys/bus/usb/devices/3-1:1.0/modalias ${BOTH}`,
      `A -1\tx\t/lib/await /sys/bus/usb/devices/2-1:1.0/modalias ${STICK}`,
      'A -1\tw\t/sys/bus/usb/devices/3-1/bConfigurationValue\t0',
      'A -1\tw\t/sys/bus/usb/devices/2-1/bConfigurationValue\t0',
      'A -1\tw\t/sys/bus/usb/devices/2-1/bConfigurationValue\t1',
      'A -1\tf\t/etc/modprobe.d/probesim.conf\toptions usb_storage async_probe=1\\n',
      'A -1\tc\tclear',
      'G',
      'L lane0',
      'A 0\tw\t/sys/bus/usb/devices/3-1/bConfigurationValue\t1',
      'A 1\tw\t/sys/bus/usb/drivers/usb-storage/bind\t2-1:1.0',
      'A 2\tw\t/sys/bus/usb/devices/2-1:1.0/driver_override\t',
      'A 3\tw\t/sys/bus/usb/drivers/usb-storage/new_id\t1209 0001',
      'A 4\tw\t/sys/bus/usb/devices/3-1/bConfigurationValue\t0',
      'A 5\tr\tusb_storage\t',
    ]);
  });

  it('have whole usb devices taken from the core of usb, and given back to it in the past', () => {
    expect(
      linesOf(`devices: { phone: { bus: usb, usb: device, modalias: '${PHONE}' } }
${CORE}
given: [{ register: usb }]
story: [{ unbind: usb phone }]`),
    ).toEqual([
      'X id\t20000',
      'A -1\tx\t/sbin/modprobe xhci_pci',
      'A -1\tx\t/sbin/modprobe vhci_hcd',
      'A -1\tx\t/bin/runner enclosure 1 05ac 12a8',
      'A -1\tx\t/lib/await /sys/bus/usb/devices/3-2/idProduct 12a8',
      'A -1\tw\t/sys/bus/usb/drivers/usb/unbind\t3-2',
      'A -1\tf\t/etc/modprobe.d/probesim.conf\t',
      'A -1\tc\tclear',
      'G',
      'A 0\tw\t/sys/bus/usb/drivers_probe\t3-2',
      'A -1\tc\tsettle',
      'A -1\tc\tsettle',
      'L lane0',
      'A 0\tw\t/sys/bus/usb/drivers/usb/unbind\t3-2',
    ]);
  });

  it('are known to recordings by the names of the scenario, whole usb devices not at all', () => {
    const { cards, drivers } = castOf(scenarioFrom(`title: inline\n${DEVICES}\ndrivers: { ${E1000} }`));
    expect([[...cards], [...drivers]]).toEqual([[['0000:00:03.0', 'nic']], ['e1000']]);
    const usb = `devices: { whole: { bus: usb, usb: device }, stick: { bus: usb, modalias: '${STICK}' } }`;
    expect([...castOf(scenarioFrom(`title: inline\n${usb}`)).cards]).toEqual([['2-1:1.0', 'stick']]);
  });

  it.each([
    [`devices: { d: { bus: pci, modalias: 'pci:v00001234d00000001' } }`, 'device d: '],
    [`${DEVICES}\ndrivers: { A: { bus: pci, matches: ['pci:*'] } }`, 'driver A: '],
    [
      `${DEVICES}\ndrivers: { vfio-pci: { bus: pci, module: vfio-pci, ids: ['pci:*'] } }`,
      'driver vfio-pci: ids ',
    ],
    [`${DEVICES}\nstory: [{ attach: nic }]`, 'attach: '],
    [`${DEVICES}\nboot: {}`, 'boot: '],
    [`${DEVICES}\nquirks: [no-second-match]`, 'quirks '],
    ['devices: { d: { bus: platform } }', 'buses: '],
    [`devices: { d: { bus: usb, modalias: 'usb:v1234p0001' } }`, 'device d: '],
    [
      `devices: { whole: { bus: usb, usb: device } }\nstory: [{ remove: whole }]`,
      'remove whole: a whole usb device ',
    ],
    [`devices: { phone: { bus: usb, usb: device, modalias: '${PHONE}' } }`, 'devices: whole usb devices '],
    [`devices: { stick: { bus: usb, modalias: '${STICK}' } }\n${CORE}`, 'devices: whole usb devices '],
    [
      `devices: { phone: { bus: usb, usb: device, modalias: '${PHONE}' } }
${CORE}
given: [{ register: usb }]
story: [{ remove: phone }]`,
      'remove phone: a whole usb device ',
    ],
    [`${DEVICES}\ndrivers: { ${E1000} }\nstory: [{ register: e1000 }]`, 'register: '],
    [`${DEVICES}\ndrivers: { pci: { bus: pci, generic: true, matches: '*' } }`, 'driver pci: '],
    [
      `devices: { stick: { bus: usb, modalias: '${STICK}', appears: parent, parent: whole }, whole: { bus: usb, usb: device } }`,
      'device stick: ',
    ],
  ])('refuse %s', (yaml, reason) => expect(linesOf(yaml).join('\n')).toContain(reason));
});
