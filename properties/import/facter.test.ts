/** nixos-facter reports: parents from sysfs paths, and what happens to strange ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImportError } from '../../sim/import/error.ts';
import { parseMachine } from '../../sim/import/dump.ts';
import { parseFacter } from '../../sim/import/facter.ts';
import { SHIPPED, shippedMachine } from './shipped.ts';

const parents = (name: string): Readonly<Record<string, string | null>> =>
  Object.fromEntries(shippedMachine(name).devices.map((device) => [device.name, device.parent]));

describe('nixos-facter reports', () => {
  it('sysfs paths tell parents: bridges above PCI devices, controllers above root hubs, hubs above interfaces', () => {
    expect(parents('laptop-lenovo-thinkpad-p14s-gen4')).toMatchObject({
      '0000:00:08.1': null,
      '0000:64:00.3': '0000:00:08.1',
      '1-0:1.0': '0000:64:00.3',
      '1-3:1.0': '1-0:1.0',
      '1-3.1:1.0': '1-3:1.0',
      '3-1:1.4': '3-0:1.0',
    });
  });

  it('a block device with the modalias of a USB interface is that interface', () => {
    const nas = shippedMachine('nas-asus-maximus-vii-impact');
    const disk = nas.devices.find((device) => device.driver === 'usb-storage');
    expect(disk).toMatchObject({ name: '3-4:1.3', parent: '3-0:1.0', module: 'usb_storage' });
  });

  it.each(SHIPPED)('%s: a parent comes before its children, and names are unique', (name) => {
    const { devices } = shippedMachine(name);
    const seen = new Set<string>();
    for (const device of devices) {
      if (device.parent !== null) expect(seen).toContain(device.parent);
      expect(seen).not.toContain(device.name);
      seen.add(device.name);
    }
  });

  it('all devices of a bus come before what is below them', () => {
    const order = shippedMachine('nas-asus-maximus-vii-impact').devices.map((device) => device.name);
    expect(order.indexOf('0000:00:1f.3')).toBeLessThan(order.indexOf('0000:03:00.0'));
  });

  it('keeps nothing but what the import needs: no serial numbers, no addresses', () => {
    expect(Object.keys(shippedMachine(SHIPPED[0] ?? '').devices[0] ?? {}).sort()).toEqual(
      ['driver', 'modalias', 'model', 'module', 'name', 'parent', 'revision'].sort(),
    );
  });
});

describe('bad reports', () => {
  it.each([
    ['{', /no JSON/],
    ['{}', /no "hardware" object/],
    ['{"hardware":{}}', /no device with a modalias/],
    ['{"hardware":{"pci":[{"module_alias":7}]}}', /hardware\.pci\[0\]\.module_alias/],
    ['{"hardware":{"pci":[{"module_alias":"pci:\\u0000"}]}}', /not printable ASCII/],
    ['{"hardware":{"pci":["x"]}}', /hardware\.pci\[0\]/],
  ])('%s', (text, message) => {
    expect(() => parseMachine('m.json', text)).toThrow(message);
    expect(() => parseMachine('m.json', text)).toThrow(ImportError);
  });

  it('strange paths make no circles and lose no device', () => {
    const part = fc.constantFrom('a', 'b', 'usb1', '1-0:1.0', '1-1', '1-1:1.0', '1-1.2');
    const path = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => `/devices/${parts.join('/')}`);
    const entry = fc.record({ module_alias: fc.constantFrom('pci:v1', 'usb:v1'), sysfs_id: path });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 12 }), (entries) => {
        const { devices } = parseFacter('m', { hardware: { pci: entries } });
        const usb = entries.filter((one) => one.module_alias === 'usb:v1');
        const pci = entries.filter((one) => one.module_alias === 'pci:v1');
        expect(devices.length).toBeGreaterThanOrEqual(new Set(pci.map((one) => one.sysfs_id)).size);
        expect(devices.length).toBeLessThanOrEqual(usb.length + pci.length);
        const names = devices.map((device) => device.name);
        for (const { parent } of devices) if (parent !== null) expect(names).toContain(parent);
      }),
      { numRuns: 500 },
    );
  });
});
