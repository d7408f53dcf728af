/** What the importer makes of real machines: complete, without idle parts, true to the dump. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fnmatch } from '../../sim/model/fnmatch.ts';
import { runImport } from '../../sim/import/run-import.ts';
import { imported, shipped, small } from './imported.ts';
import { extracts, KERNEL, MACHINES, SHIPPED, shippedMachine } from './shipped.ts';

const everyMachine = [
  ...SHIPPED.map((name) => ({ name, file: () => shipped(name) })),
  ...extracts.map(({ name, text }) => ({ name: `${name} (extract)`, file: () => imported(name, text) })),
];

describe.each(everyMachine)('$name', ({ file }) => {
  const { devices, drivers, modules, buses = {}, boot } = file();

  it('is complete: whatever is named is there', () => {
    const known = new Set(Object.keys(modules));
    for (const module of Object.values(modules)) {
      for (const name of module.depends ?? []) expect(known).toContain(name);
      for (const name of [...(module.softdep?.pre ?? []), ...(module.softdep?.post ?? [])])
        expect(known).toContain(name);
    }
    for (const driver of Object.values(drivers)) expect(known).toContain(driver.module);
    for (const name of boot['modules-load'] ?? []) expect(known).toContain(name);
    for (const { parent, bus } of Object.values(devices)) {
      if (parent !== undefined) expect(devices).toHaveProperty([parent]);
      expect(['pci', 'usb', 'hid', 'platform', 'virtio', ...Object.keys(buses)]).toContain(bus);
    }
  });

  it('has no driver that matches nothing, and every pattern matches some device', () => {
    for (const driver of Object.values(drivers)) {
      for (const pattern of driver.matches) {
        const matching = Object.values(devices).filter(
          ({ bus, modalias }) => bus === driver.bus && fnmatch(pattern, modalias),
        );
        expect(matching.length, pattern).toBeGreaterThan(0);
      }
      expect(driver.matches.length).toBeGreaterThan(0);
    }
  });

  it('has modules only that something asks for', () => {
    const asked = new Set([
      ...Object.values(modules).flatMap((module) => module.depends ?? []),
      ...Object.values(drivers).map((driver) => driver.module),
    ]);
    const idle = Object.entries(modules).filter(
      ([name, module]) => !asked.has(name) && (module.aliases ?? []).length === 0,
    );
    const softdeps = Object.values(modules).flatMap(({ softdep }) => [
      ...(softdep?.pre ?? []),
      ...(softdep?.post ?? []),
    ]);
    for (const [name] of idle) expect(softdeps.map((one) => one.replaceAll('-', '_'))).toContain(name);
  });
});

describe('the boring answers end as the dump does', () => {
  it.each(SHIPPED)('%s', (name) => {
    const { devices, drivers, assumptions } = shipped(name);
    const excused = assumptions.filter((line) => /^(Bound|Taken) in the dump/.test(line)).join('\n');
    for (const { name: device, driver, modalias } of shippedMachine(name).devices) {
      if (driver === null || excused.includes(` on ${device}`)) continue;
      const takers = Object.entries(drivers).filter(
        ([, one]) =>
          one.bus === devices[device]?.bus &&
          one.matches.some((pattern) => fnmatch(pattern, modalias)) &&
          (one['probe-on']?.[device]?.may ?? one.probe.may ?? ['ok'])[0] === 'ok',
      );
      expect(takers.map(([taker]) => taker)).toEqual([driver.replace('snd_had_intel', 'snd_hda_intel')]);
    }
  });
});

describe('drivers', () => {
  const laptop = shipped('laptop-lenovo-thinkpad-p14s-gen4');

  it("a driver has its own name, not its module's", () => {
    expect(laptop.drivers).toHaveProperty(['xhci_hcd', 'module'], 'xhci_pci');
    expect(laptop.drivers).toHaveProperty(['piix4_smbus', 'module'], 'i2c_piix4');
  });

  it('N1: a module whose alias matches but which registers no driver on the bus gets none', () => {
    expect(laptop.modules).toHaveProperty(['sp5100_tco', 'aliases']);
    expect(Object.values(laptop.drivers).map((driver) => driver.module)).not.toContain('sp5100_tco');
    expect(laptop.assumptions.join('\n')).toContain('sp5100_tco on 0000:00:14.0');
  });

  it('D1: audio co-processor drivers refuse another revision than theirs', () => {
    for (const name of ['snd_pci_acp3x', 'snd_rn_pci_acp3x', 'snd_pci_acp5x', 'snd_pci_acp6x']) {
      expect(laptop.drivers[name]?.probe.may).toEqual(['ENODEV']);
    }
    expect(laptop.assumptions.join('\n')).toContain(
      'snd_pci_acp6x on 0000:64:00.5 answers ENODEV: serves revision 0x60, 0x6f only; this is 0x63',
    );
  });

  it('a built-in driver matches exactly the devices it was bound to', () => {
    const { pcieport } = laptop.drivers;
    expect(laptop.modules['pcieportdrv']).toMatchObject({ builtin: 6 });
    expect(new Set(pcieport?.matches)).toEqual(
      new Set(
        shippedMachine('laptop-lenovo-thinkpad-p14s-gen4').devices.flatMap((device) =>
          device.driver === 'pcieport' ? [device.modalias] : [],
        ),
      ),
    );
  });

  it('a driver whose module this kernel has built in is a built-in one', () => {
    const { drivers, modules, boot } = small('acpi:AMDI0020: | drv=dw-apb-uart | mod=-');
    expect(drivers['dw-apb-uart']?.module).toBe('8250_dw');
    expect(modules['8250_dw']?.builtin).toBe(6);
    expect(boot).toEqual({});
  });

  it('a driver that this kernel does not have serves nobody', () => {
    expect(laptop.drivers).not.toHaveProperty('amdxdna');
    expect(laptop.assumptions.join('\n')).toMatch(/not in linux-6\.1.*amdxdna on 0000:65:00\.1/);
  });

  it('a bound driver without an alias here is loaded by modules-load and matches that device only', () => {
    const nas = shipped('nas-asus-maximus-vii-impact');
    expect(nas.boot).toEqual({ 'modules-load': ['intel_uncore'] });
    expect(nas.drivers['hsw_uncore']?.matches).toEqual([
      'pci:v00008086d00000C00sv00001043sd00008534bc06sc00i00',
    ]);
    expect(nas.modules['intel_uncore']?.aliases).toEqual([]);
  });
});

describe('shipped scenarios', () => {
  it.each(SHIPPED)('%s is what the import makes of the shipped dump and module database', (name) => {
    const { yaml } = runImport({
      machine: `${MACHINES}/dumps/${name}.json`,
      modules: KERNEL,
    });
    expect(readFileSync(`${MACHINES}/${name}.yaml`, 'utf8')).toBe(yaml);
  });
});
