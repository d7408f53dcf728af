/** The shipped kernel database answers as modprobe does on the kernel itself. */
import { describe, expect, it } from 'vitest';
import { parseMachine } from '../../sim/import/dump.ts';
import { makeResolver } from '../../sim/import/resolve.ts';
import { names } from '../kmod/modules.ts';
import { database, extracts } from './shipped.ts';

const { kmod } = makeResolver(database, '');

interface Row {
  readonly modalias: string;
  readonly expected: string;
}

/** The `cand61` column: what `modprobe --resolve-alias` answers on this kernel, repetitions removed. */
function rowsOf(text: string): readonly Row[] {
  return text.split('\n').flatMap((line) => {
    const found = /^(\S.*?) \| .*\| cand61=(\S+)/.exec(line);
    return found === null ? [] : [{ modalias: found[1] ?? '', expected: found[2] ?? '' }];
  });
}

describe('a real kernel resolves real machines as modprobe does', () => {
  const withRows = extracts.filter(({ text }) => rowsOf(text).length > 0);

  it('has ten machines with 385 device rows to check', () => {
    expect(withRows).toHaveLength(10);
    expect(withRows.flatMap(({ text }) => rowsOf(text))).toHaveLength(385);
  });

  it.each(withRows)('$name', ({ text }) => {
    const rows = rowsOf(text);
    const found = rows.map(({ modalias }) => ({
      modalias,
      expected:
        kmod
          .lookup(modalias)
          .filter((name) => !kmod.isBuiltin(name))
          .join(',') || '-',
    }));
    expect(found).toEqual(rows);
  });
});

describe('the kernel database', () => {
  const all = [...database.modules.values()];

  it('holds what the kernel package holds', () => {
    expect(all.filter((module) => module.builtin === null)).toHaveLength(4023);
    expect(all.filter((module) => module.builtin !== null)).toHaveLength(186);
    const aliases = all.filter((module) => module.builtin === null).flatMap((module) => module.aliases);
    expect(aliases).toHaveLength(26222);
  });

  // Recorded with `modprobe -D` (kmod 30) on the same files, nothing loaded.
  it.each([
    ['r8169', 'libphy mdio_devres libphy realtek r8169'],
    ['intel_lpss_pci', 'idma64 intel_lpss intel_lpss_pci'],
    ['vfio', 'vfio vfio vfio_iommu_type1'],
    ['cifs', 'netfs fscache dns_resolver cifs_md4 cifs_arc4 cifs'],
  ])('loading %s loads %s', (name, expected) => {
    const steps = names(kmod.probeList(name)).filter((module) => !kmod.isBuiltin(module));
    expect(steps.join(' ')).toBe(expected);
  });

  it('softdep: lines with neither pre nor post have no effect, and only the first line of a module counts', () => {
    expect(kmod.softdepNames('cifs')).toEqual({ pre: [], post: [] });
    expect(kmod.softdepNames('btrfs')).toEqual({ pre: ['blake2b-256'], post: [] });
    expect(kmod.softdepNames('intel_lpss')).toEqual({ pre: ['platform:idma64'], post: [] });
    expect(kmod.softdepNames('vfio').post).toEqual(['vfio_iommu_type1', 'vfio_iommu_spapr_tce']);
  });

  it('softdep: aliases stand for modules', () => {
    expect(kmod.lookup('platform:idma64')).toEqual(['idma64']);
    expect(kmod.lookup('crypto-crc32c')).toEqual(['crc32c_intel', 'crc32c_generic']);
  });
});

describe('text extracts', () => {
  it.each(extracts)('$name: every line is a device with a name of its own', ({ name, text }) => {
    const machine = parseMachine(name, text);
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(machine.devices).toHaveLength(lines.length);
    expect(new Set(machine.devices.map((device) => device.name)).size).toBe(lines.length);
    expect(machine.licence).not.toBeNull();
  });

  it.each([
    [
      'of: adc C=x-powers,axp803-adc,x-powers,axp813-adc | cand=a',
      'of:NadcT(null)Cx-powers,axp803-adcCx-powers,axp813-adc',
    ],
    ['of: leds C=gpio-leds | cand=leds_gpio', 'of:NledsT(null)Cgpio-leds'],
    [
      'of: usb@1c1a000 C=allwinner,sun50i-a64-ehci,generic-ehci | cand=x',
      'of:NusbT(null)Callwinner,sun50i-a64-ehciCgeneric-ehci',
    ],
    [
      'of: d C=amlogic,meson-g12a-dwmac,snps,dwmac-3.70a,snps,dwmac | cand=x',
      'of:NdT(null)Camlogic,meson-g12a-dwmacCsnps,dwmac-3.70aCsnps,dwmac',
    ],
  ])('%s', (line, modalias) => {
    expect(parseMachine('board', `# board: x\n${line}\n`).devices[0]?.modalias).toBe(modalias);
  });

  it('names the line that is no device', () => {
    expect(() => parseMachine('m.txt', '# x\npci:v1 | drv=-\nwhat is this\n')).toThrow(
      /m\.txt:3: 'what is this'/,
    );
  });
});
