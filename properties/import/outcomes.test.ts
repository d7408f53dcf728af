/** What the importer supposes where a dump is silent: answers, durations, modprobe.d. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseMachine } from '../../sim/import/dump.ts';
import { importMachine } from '../../sim/import/import.ts';
import { imported, shipped, small, type File } from './imported.ts';
import { database, shippedMachine } from './shipped.ts';

describe('modules-load', () => {
  it('names no module that a device asks for anyway', () => {
    const rows = [
      'platform:thinkpad_hwmon | drv=thinkpad_hwmon | mod=-',
      'acpi:IBM0068: | drv=thinkpad_hotkey | mod=-',
    ];
    expect(small(...rows).boot).toEqual({});
    expect(small(rows[0] ?? '').boot).toEqual({ 'modules-load': ['thinkpad_acpi'] });
    expect(Object.keys(small(...rows).drivers).sort()).toEqual(['thinkpad_hotkey', 'thinkpad_hwmon']);
  });
});

describe('outcomes of other candidates', () => {
  const disk = 'usb:v1043p8012d0100dc00dsc00dp00ic08isc06ip50in00';
  const ata = 'pci:v00008086d000027DFsv000017AAsd0000200Cbc01sc01i8a';

  it('D2: uas refuses what the dump shows bound to usb-storage, and the other way round', () => {
    expect(small(`${disk} | drv=usb-storage | mod=usb_storage`).drivers['uas']?.probe.may).toEqual([
      'ENODEV',
    ]);
    expect(small(`${disk} | drv=uas | mod=uas`).drivers['usb_storage']?.probe.may).toEqual(['ENXIO']);
  });

  it('O+P: ata_generic refuses what it matches by class only', () => {
    const { drivers } = small(`${ata} | drv=ata_piix | mod=-`);
    expect(drivers['ata_piix']?.probe.may).toBeUndefined();
    expect(drivers['ata_generic']?.probe.may).toEqual(['ENODEV']);
  });

  it('one that loads before the bound driver most likely refused, one that loads after it was never asked', () => {
    const mouse = 'pci:v00001013d000000B8sv00001AF4sd00001100bc03sc00i00';
    expect(small(`${mouse} | drv=cirrus | mod=-`).drivers['cirrusfb']?.probe.may).toEqual(['ENODEV', 'ok']);
    expect(small(`${mouse} | drv=cirrusfb | mod=-`).drivers['cirrus']?.probe.may).toEqual(['ok', 'ENODEV']);
  });

  it('where nothing was bound every candidate may take it', () => {
    expect(small(`${ata.replace('27DF', '27DE')} | drv=- | mod=-`).drivers['ata_generic']?.probe.may).toEqual(
      ['ENODEV'],
    );
    const smbus = 'pci:v00008086d000027DAsv000017AAsd0000200Fbc0Csc05i00';
    expect(small(`${smbus} | drv=- | mod=-`).drivers['i2c_i801']?.probe.may).toEqual(['ok', 'ENODEV']);
  });

  it('48: serio_raw binds by hand only', () => {
    const { drivers, modules } = small('serio:ty01pr00id00ex00 | drv=psmouse | mod=-');
    expect(Object.keys(drivers)).toEqual(['psmouse']);
    expect(modules).toHaveProperty('serio_raw');
  });
});

describe('defaults', () => {
  const laptop = shipped('laptop-lenovo-thinkpad-p14s-gen4');
  it.each([
    ['amdgpu', '80ms..400ms'],
    ['nvme', '20ms..100ms'],
    ['r8169', '20ms..150ms'],
    ['xhci_hcd', '30ms..120ms'],
    ['snd_hda_intel', '20ms..100ms'],
    ['k10temp', '1ms..10ms'],
  ])('%s takes %s', (name, takes) => {
    expect(laptop.drivers[name]?.probe.takes).toBe(takes);
    expect(
      laptop.assumptions.filter((line) => line.startsWith('Probes on') && line.includes(takes)).join(),
    ).toContain(name);
  });

  it('answers where nothing is known can be replaced', () => {
    const machine = parseMachine(
      'm',
      'pci:v00008086d000027DAsv000017AAsd0000200Fbc0Csc05i00 | drv=- | mod=-',
    );
    const { yaml } = importMachine({ machine, database, uncertain: ['EPROBE_DEFER', 'ok'] });
    expect((parse(yaml) as File).drivers['i2c_i801']?.probe.may).toEqual(['EPROBE_DEFER', 'ok']);
  });

  it('can be replaced', () => {
    const machine = shippedMachine('laptop-lenovo-thinkpad-p14s-gen4');
    const { yaml } = importMachine({
      machine,
      database,
      times: { gpu: '7ms' },
      system: 'linux-6.12',
      title: 'T',
    });
    const file = parse(yaml) as File & { system: string };
    expect(file.drivers['amdgpu']?.probe.takes).toBe('7ms');
    expect(file.drivers['nvme']?.probe.takes).toBe('20ms..100ms');
    expect([file.title, file.system]).toEqual(['T', 'linux-6.12']);
  });
});

describe('modprobe.d', () => {
  const gpu = 'pci:v00001002d000071D4sv000017AAsd000020A4bc03sc00i00 | drv=- | mod=-';

  it('a blacklisted candidate stays in the scenario, and so does the line', () => {
    const file = imported('m', gpu, [{ name: 'a.conf', text: '# c\nblacklist radeon\nblacklist nouveau\n' }]);
    expect(file.modules).toHaveProperty('radeon');
    expect(file['modprobe.d']).toBe('blacklist radeon\n');
  });

  it('modules that a softdep or install line brings in come along, with what they depend on', () => {
    const text =
      'softdep radeon pre: vfio-pci\ninstall amdgpu /sbin/modprobe nvme; /sbin/modprobe -i amdgpu\n';
    const { modules } = imported('m', gpu, [{ name: 'vfio.conf', text }]);
    for (const name of ['vfio_pci', 'vfio_pci_core', 'vfio', 'nvme', 'nvme_core'])
      expect(modules).toHaveProperty(name);
  });

  it('a config alias that hides the real one is kept, and its target comes along', () => {
    const { modules, 'modprobe.d': config } = imported('m', gpu, [
      { name: 'x.conf', text: 'alias pci:v00001002d* nouveau\n' },
    ]);
    expect(modules).toHaveProperty('nouveau');
    expect(config).toBe('alias pci:v00001002d* nouveau\n');
  });
});
